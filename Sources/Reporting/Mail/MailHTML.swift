/// The summary as HTML for mail programs: nested tables with inline styles, at most 600 pixels wide,
/// without style sheets, drawings, pictures or anything to load. Outlook draws it by Word's rules,
/// which know little else.
struct MailHTML {
    let summary: MailSummary

    private static let font = "font-family:Arial,Helvetica,sans-serif;"
    private static let body = font + "font-size:15px;line-height:22px;color:#16202b;"
    private static let small = font + "font-size:13px;line-height:18px;color:#55606d;"
    private static let cell = body + "padding:6px 8px 6px 0;border-bottom:1px solid #dde2e8;"

    func bytes() -> [UInt8] {
        var html = HTMLWriter()
        html.raw(RawMarkup(trusted: "<!doctype html>\n"))
        html.element("html", ["lang": summary.language.rawValue]) { page in
            page.element("head") { head in
                head.void("meta", ["charset": "utf-8"])
                head.void(
                    "meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"])
                head.element("title", text: "\(summary.kicker) · \(summary.title)")
            }
            page.element(
                "body", ["style": "margin:0;padding:0;background-color:#ffffff;"]
            ) { body in
                table(&body) { outer in
                    outer.element("tr") { row in
                        row.element("td", ["align": "center", "style": "padding:16px;"]) { cell in
                            frame(&cell)
                        }
                    }
                }
            }
        }
        html.breakLine()
        return html.bytes
    }

    private func table(
        _ html: inout HTMLWriter, _ content: (inout HTMLWriter) -> Void
    ) {
        html.element(
            "table",
            [
                "role": "presentation", "width": "100%", "cellpadding": "0", "cellspacing": "0",
                "border": "0", "style": "border-collapse:collapse;",
            ], content)
    }

    private func frame(_ html: inout HTMLWriter) {
        html.element(
            "table",
            [
                "role": "presentation", "width": "600", "cellpadding": "0", "cellspacing": "0",
                "border": "0",
                "style": "border-collapse:collapse;width:100%;max-width:600px;text-align:left;",
            ]
        ) { frame in
            line(summary.kicker, Self.small, &frame)
            line(
                summary.title,
                Self.font + "font-size:22px;line-height:28px;font-weight:bold;color:#16202b;",
                &frame)
            line(summary.about, Self.small + "padding-bottom:12px;", &frame)
            for sentence in summary.sentences { self.sentence(sentence, &frame) }
            if !summary.figures.isEmpty {
                block(&frame) { table(&$0) { figures(&$0) } }
                if let compared = summary.compared { line(compared, Self.small, &frame) }
            }
            if !summary.rows.isEmpty {
                line(
                    summary.tableTitle,
                    Self.font + "font-size:17px;line-height:24px;font-weight:bold;color:#16202b;"
                        + "padding-top:8px;", &frame)
                block(&frame) { rows(&$0) }
            }
            if let cut = summary.cut { line(cut, Self.small, &frame) }
            line(summary.closing, Self.small + "padding-top:12px;", &frame)
        }
    }

    private func line(_ text: String, _ style: String, _ html: inout HTMLWriter) {
        block(&html, style) { $0.text(text) }
    }

    private func block(
        _ html: inout HTMLWriter, _ style: String = "", _ content: (inout HTMLWriter) -> Void
    ) {
        html.element("tr") { row in
            row.element("td", ["style": "padding:4px 0;\(style)"], content)
        }
        html.breakLine()
    }

    private func sentence(_ sentence: Findings.Sentence, _ html: inout HTMLWriter) {
        switch sentence.kind {
        case .headline:
            line(
                sentence.text,
                Self.font + "font-size:18px;line-height:25px;font-weight:bold;color:#16202b;", &html
            )
        case .volume, .cause: line(sentence.text, Self.body, &html)
        case .note: line(sentence.text, Self.small, &html)
        case .warning:
            line(
                sentence.text,
                Self.body + "background-color:#fdf6e3;color:#6b4600;padding:6px 8px;", &html)
        }
    }

    private func figures(_ html: inout HTMLWriter) {
        for figure in summary.figures {
            html.element("tr") { row in
                row.element("td", ["style": Self.cell]) { cell in
                    cell.text(figure.label)
                    if let note = figure.note {
                        cell.void("br")
                        cell.element("span", ["style": Self.small], text: note)
                    }
                }
                row.element(
                    "td",
                    ["align": "right", "style": Self.cell + "font-size:18px;font-weight:bold;"],
                    text: figure.figure)
            }
        }
    }

    private func rows(_ html: inout HTMLWriter) {
        html.element(
            "table",
            [
                "width": "100%", "cellpadding": "0", "cellspacing": "0", "border": "0",
                "style": "border-collapse:collapse;",
            ]
        ) { table in
            table.element("tr") { row in
                for (index, head) in summary.heads.enumerated() {
                    row.element(
                        "th",
                        [
                            "scope": "col", "align": index == 0 ? "left" : "right",
                            "style": Self.cell + "font-size:13px;color:#55606d;",
                        ], text: head)
                }
            }
            for line in summary.rows {
                table.element("tr") { row in
                    for (index, text) in line.cells.enumerated() {
                        let isJudged = index == 1 && line.isMissed
                        row.element(
                            "td",
                            [
                                "align": index == 0 ? "left" : "right",
                                "style": Self.cell + (isJudged ? "color:#b03a00;" : ""),
                            ], text: text)
                    }
                }
            }
        }
    }
}
