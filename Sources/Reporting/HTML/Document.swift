import Hashing

/// A whole page: head, policy, style, body, script. Nothing is loaded from anywhere.
struct Document {
    let title: String
    let language: Language
    /// Whether it is printed at once: on A4. Who prints it from a browser chooses the paper.
    var isForPaper = false

    func render(_ body: (inout HTMLWriter) throws -> Void) rethrows -> [UInt8] {
        let style = PageStyle.text + (isForPaper ? "@page{size:A4}" : "")
        let script = PageScript.text
        let policy =
            "default-src 'none'; style-src \(SHA256.policySource(style)); "
            + "script-src \(SHA256.policySource(script)); base-uri 'none'; form-action 'none'"
        var writer = HTMLWriter()
        writer.raw(RawMarkup(trusted: "<!doctype html>\n"))
        try writer.element(
            "html",
            ["lang": language.rawValue, "data-filter": language("Filter", "Filtern")]
        ) { html in
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
                page.element(
                    "a", ["class": "skip", "href": "#main"],
                    text: language("Skip to the report", "Zum Bericht springen"))
                try body(&page)
                page.element("script") { $0.raw(RawMarkup(trusted: script)) }
            }
        }
        writer.breakLine()
        return writer.bytes
    }
}
