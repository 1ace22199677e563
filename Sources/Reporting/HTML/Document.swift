import Hashing

/// A whole page: head, policy, style, body, script. Nothing is loaded from anywhere.
struct Document {
    let title: String
    /// Whether the page has tables to sort or marks to explain.
    let hasScript: Bool

    func render(_ body: (inout HTMLWriter) throws -> Void) rethrows -> [UInt8] {
        let style = PageStyle.text
        let script = PageScript.text
        let scriptSource = hasScript ? SHA256.policySource(script) : "'none'"
        let policy =
            "default-src 'none'; style-src \(SHA256.policySource(style)); "
            + "script-src \(scriptSource); base-uri 'none'; form-action 'none'"
        var writer = HTMLWriter()
        writer.raw(RawMarkup(trusted: "<!doctype html>\n"))
        try writer.element("html", ["lang": "en"]) { html in
            html.element("head") { head in
                head.void("meta", ["charset": "utf-8"])
                head.void("meta", ["http-equiv": "Content-Security-Policy", "content": policy])
                head.void(
                    "meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"])
                head.void("meta", ["name": "color-scheme", "content": "light dark"])
                head.void("meta", ["name": "referrer", "content": "no-referrer"])
                head.element("title", text: title)
                head.element("style") { $0.raw(RawMarkup(trusted: style)) }
            }
            html.breakLine()
            try html.element("body") { page in
                page.element("a", ["class": "skip", "href": "#main"], text: "Skip to the report")
                try body(&page)
                if hasScript {
                    page.element("script") { $0.raw(RawMarkup(trusted: script)) }
                }
            }
        }
        writer.breakLine()
        return writer.bytes
    }
}
