import CivilTime
import Foundation
import Testing

@testable import Reporting

/// A message that any mail program shows, by the rules that Outlook, webmail and text-only programs set.
@Suite struct MailTests {
    private struct Parts {
        var head = ""
        var text = ""
        var html = ""
        var attachment: [UInt8] = []
    }

    private func message(
        _ language: Language = .english, scope: ReportScope = ReportScope(),
        addresses: MailAddresses = MailAddresses(to: ["boss@example.com"], from: "a@example.com"),
        _ change: (inout SampleSource) -> Void = { _ in }
    ) throws -> [UInt8] {
        let period = try Period("2026-11-23", today: CivilDate(dayNumber: 0))
        var day = try SampleDay(period: period)
        day.agents = 4
        var source = day.source()
        change(&source)
        return try ReportWriter(
            period: period, bounds: day.bounds, definition: .standard(in: language),
            further: ReportDefinition.companions(in: language),
            out: FileManager.default.temporaryDirectory, scope: scope,
            centre: "Alpenrose Zürich", addresses: addresses
        ).bytes(of: .mail, from: source)
    }

    /// Reads a message by its boundaries, apart from the code that writes it.
    private func parts(_ bytes: [UInt8]) throws -> Parts {
        let all = String(decoding: bytes, as: UTF8.self).replacing("\r\n", with: "\n")
        var parts = Parts()
        let split = try #require(all.range(of: "\n\n"))
        parts.head = String(all[..<split.lowerBound])
        func boundary(_ text: String) throws -> String {
            let match = try #require(text.firstMatch(of: /boundary="([^"]+)"/))
            return String(match.output.1)
        }
        func pieces(_ text: String, _ mark: String) -> [String] {
            Array(text.components(separatedBy: "\n--\(mark)").dropFirst().dropLast())
        }
        let outer = pieces(all, try boundary(parts.head))
        try #require(outer.count == 2)
        for piece in pieces(outer[0], try boundary(outer[0])) {
            let split = try #require(piece.range(of: "\n\n"))
            let body = quoted(String(piece[split.upperBound...]))
            if piece[..<split.lowerBound].contains("text/plain") { parts.text = body }
            if piece[..<split.lowerBound].contains("text/html") { parts.html = body }
        }
        let end = try #require(outer[1].range(of: "\n\n"))
        let encoded = outer[1][end.upperBound...].replacing("\n", with: "")
        parts.attachment = Array(try #require(Data(base64Encoded: String(encoded))))
        return parts
    }

    private func quoted(_ text: String) -> String {
        let joined = Array(text.replacing("=\n", with: "").utf8)
        var bytes: [UInt8] = []
        var index = 0
        while index < joined.count {
            if joined[index] == UInt8(ascii: "="), index + 2 < joined.count,
                let byte = UInt8(
                    String(decoding: joined[index + 1...index + 2], as: UTF8.self), radix: 16)
            {
                bytes.append(byte)
                index += 3
            } else {
                bytes.append(joined[index])
                index += 1
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test("A message is ASCII, in short lines that end in CRLF, with the page attached as it is")
    func form() throws {
        let bytes = try message()
        #expect(bytes.allSatisfy { $0 < 0x80 && $0 != 0 })
        let lines = String(decoding: bytes, as: UTF8.self).components(separatedBy: "\r\n")
        #expect(
            lines.allSatisfy { $0.utf8.count <= 78 && !$0.contains("\n") && !$0.contains("\r") })
        #expect(!lines.contains("."))
        let parts = try parts(bytes)
        let page = String(decoding: parts.attachment, as: UTF8.self)
        #expect(page.hasPrefix("<!doctype html>") && page.hasSuffix("</html>\n"))
        for header in ["To: boss@example.com", "From: a@example.com", "MIME-Version: 1.0"] {
            #expect(parts.head.components(separatedBy: "\n").contains(header), "\(header)")
        }
        #expect(parts.head.contains("Subject: =?utf-8?B?"))
        #expect(try message() == bytes)
    }

    @Test(
        "The HTML is made of tables and inline styles that Outlook knows",
        arguments: Language.allCases)
    func outlook(language: Language) throws {
        let html = try parts(message(language)).html
        let allowed: Set<String> = [
            "html", "head", "meta", "title", "body", "table", "tr", "td", "th", "br", "span",
        ]
        for match in html.matches(of: /<\/?([a-z0-9]+)/) {
            #expect(allowed.contains(String(match.output.1)), "\(match.output.1)")
        }
        for word in [
            "<style", "<svg", "<img", "<script", "<link", "class=", "url(", "var(", "rgba(", "rem;",
            "flex", "grid", "float", "position", "background-image", "http", "id=",
        ] {
            #expect(!html.contains(word), "\(word)")
        }
        let properties: Set<String> = [
            "margin", "padding", "padding-top", "padding-bottom", "background-color", "color",
            "font-family", "font-size", "font-weight", "line-height", "border-bottom",
            "border-collapse", "width", "max-width", "text-align",
        ]
        for match in html.matches(of: /style="([^"]*)"/) {
            for rule in match.output.1.split(separator: ";") {
                let name = rule.prefix { $0 != ":" }
                #expect(properties.contains(String(name)), "\(rule)")
                // Word forgets colours of three digits.
                #expect(
                    rule.firstMatch(of: /#[0-9a-f]{3}$/) == nil
                        || rule.firstMatch(of: /#[0-9a-f]{6}$/) != nil)
            }
        }
        for match in html.matches(of: /width="([0-9]+)"/) {
            #expect((Int(match.output.1) ?? 0) <= 600)
        }
        // Narrow clients get no row of more than four cells.
        for row in html.components(separatedBy: "<tr").dropFirst() {
            let cells = row.prefix { $0 != "\n" }.components(separatedBy: "</tr>")[0]
                .matches(of: /<t[dh][ >]/).count
            #expect(cells <= 4)
        }
    }

    @Test(
        "Text and HTML have the sentences of the page, and the figures",
        arguments: Language.allCases)
    func content(language: Language) throws {
        let parts = try parts(message(language))
        let period = try Period("2026-11-23", today: CivilDate(dayNumber: 0))
        var day = try SampleDay(period: period)
        day.agents = 4
        let tables = try TableCache(source: day.source(), period: period, bounds: day.bounds)
        func plain(_ text: String) -> String {
            text.replacing("\u{2068}", with: "").replacing("\u{2069}", with: "")
                .replacing("\u{A0}", with: " ").replacing(/\s+/, with: " ")
        }
        let sentences = try Findings(tables: tables, language: language).sentences()
        #expect(sentences.count > 2)
        let html = plain(parts.html.replacing("&#39;", with: "'").replacing("&amp;", with: "&"))
        for sentence in sentences {
            #expect(plain(parts.text).contains(plain(sentence.text)), "\(sentence.text)")
            #expect(html.contains(plain(sentence.text)), "\(sentence.text)")
        }
        let lines = parts.text.components(separatedBy: "\n")
        #expect(lines.allSatisfy { $0.count <= 72 })
        #expect(lines.contains { $0.hasPrefix("Total") })
        for label in language == .german
            ? ["Servicelevel", "Abbruchrate"] : ["Service level", "Abandon rate"]
        {
            #expect(lines.contains { $0.hasPrefix(label) }, "\(label)")
        }
    }

    @Test("No line ends inside a duration, and the figures name what they are compared with")
    func lines() throws {
        let text = try parts(
            message { source in
                guard
                    let at = source.tables["service-figures:period"]?.columns.firstIndex(
                        of: "longest_wait_seconds")
                else { return }
                for row in source.tables["service-figures:period"]?.rows.indices ?? 0..<0 {
                    source.tables["service-figures:period"]?.rows[row][at] = .real(599)
                }
            }
        ).text
        #expect(text.contains("9 min 59 s"))
        #expect(text.contains("▲ ▼ compared with Monday, 16 November 2026."))
        for line in text.components(separatedBy: "\n") {
            #expect(line.firstMatch(of: /^\s*(?:h|min|s)\b/) == nil, "\(line)")
        }
    }

    @Test("Where the bounds of then and now overlap, the message says no direction")
    func unclear() throws {
        let text = try parts(
            message { source in
                for (name, low, high) in [
                    ("service-figures:period", 0.5, 0.9), ("earlier", 0.8, 0.88),
                ] {
                    for (column, value) in [
                        ("service_level_low", low), ("service_level_high", high),
                    ] {
                        let at = source.tables[name]?.columns.firstIndex(of: column)
                        for row in source.tables[name]?.rows.indices ?? 0..<0 {
                            if let at {
                                source.tables[name]?.rows[row][at] = .real(value)
                            } else {
                                source.tables[name]?.rows[row].append(.real(value))
                            }
                        }
                        if at == nil { source.tables[name]?.columns.append(column) }
                    }
                }
            }
        ).text
        let line = text.components(separatedBy: "\n").first { $0.hasPrefix("Service level  ") }
        #expect(line?.contains("no clear change, from 85.0%") == true, "\(line ?? text)")
    }

    @Test("The attached page leads to no file that is not attached", arguments: Language.allCases)
    func alone(language: Language) throws {
        let page = try String(decoding: parts(message(language)).attachment, as: UTF8.self)
        for match in page.matches(of: /<a [^>]*href="([^"]*)"/) {
            #expect(match.output.1.hasPrefix("#"), "\(match.output.1)")
        }
        #expect(!page.contains("<footer"))
    }

    @Test("Names stay text: none opens a tag or a header")
    func hostile() throws {
        let name = "<b>A\r\nBcc: x@example.com"
        let bytes = try message(scope: ReportScope(services: [name])) { source in
            guard
                let at = source.tables["service-figures:period"]?.columns.firstIndex(
                    of: "service_name")
            else { return }
            for row in source.tables["service-figures:period"]?.rows.indices ?? 0..<0 {
                source.tables["service-figures:period"]?.rows[row][at] = .text(name)
            }
        }
        let parts = try parts(bytes)
        #expect(!parts.html.contains("<b>") && parts.html.contains("&lt;b&gt;A"))
        #expect(!parts.head.contains("Bcc:"))
        #expect(!parts.text.contains("\nBcc:"))
    }

    @Test("Without a call a message has its sentence and no tables")
    func empty() throws {
        let parts = try parts(
            message { source in
                for table in ["service-figures:period", "service-figures:interval"] {
                    guard let at = source.tables[table]?.columns.firstIndex(of: "offered") else {
                        continue
                    }
                    for row in source.tables[table]?.rows.indices ?? 0..<0 {
                        source.tables[table]?.rows[row][at] = .integer(0)
                    }
                }
            })
        #expect(parts.text.contains("There were no calls on this day."))
        #expect(!parts.text.contains("Total") && !parts.text.contains("Service level"))
    }
}
