import CivilTime
import Foundation
import Hashing
import Testing

@testable import Reporting

@Suite struct HTMLTests {
    @Test("Text and attributes are escaped, whatever they hold")
    func escaping() {
        var writer = HTMLWriter()
        writer.element("p", ["title": "\"><img onerror='x'>"], text: "</script>&\u{0}")
        #expect(
            String(decoding: writer.bytes, as: UTF8.self)
                == "<p title=\"&quot;&gt;&lt;img onerror=&#39;x&#39;&gt;\">"
                + "&lt;/script&gt;&amp;\u{FFFD}</p>")
    }

    @Test(
        "SHA-256 gives the known answers",
        arguments: [
            ("", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="),
            ("abc", "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "JI1qYdIGOLjlwCaTDD5gOaM85Flk/yFn9uzt1BnbBsE="
            ),
        ])
    func sha(message: String, hash: String) {
        #expect(SHA256.policySource(message) == "'sha256-\(hash)'")
    }

    @Test("Hostile names stay names in the page, the JSON and the CSV")
    func hostileNames() throws {
        let period = try Period("2026-11-23", today: CivilDate(dayNumber: 0))
        var day = try SampleDay(period: period)
        day.names = [
            "</script><script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "=cmd()",
            "مركز\u{202E}الدعم", "☎️ Hotline, \"north\"", "a\nb\u{1}",
        ]
        let out = FileManager.default.temporaryDirectory
            .appendingPathComponent("lucstats-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: out) }
        let files = try ReportWriter(
            period: period, bounds: day.bounds, definition: .standard(), out: out
        ).write(from: day.source())
        func text(_ name: String) throws -> String {
            let match = files.first { $0.lastPathComponent == name }
            let url = match ?? out
            return try String(decoding: Data(contentsOf: url), as: UTF8.self)
        }
        let page = try text("report.html")
        #expect(!page.contains("<script>alert"))
        #expect(!page.contains("<img"))
        #expect(page.components(separatedBy: "</script>").count == 2)
        #expect(try text("services.csv").contains(",=cmd(),"))
        struct Report: Decodable {
            struct Service: Decodable { let name: String }
            let services: [Service]
        }
        let report = try JSONDecoder().decode(Report.self, from: Data(text("report.json").utf8))
        #expect(Set(report.services.map(\.name)) == Set(day.names))
    }

    @Test("A period in which nothing was seen has a page too, and it claims nothing")
    func nothingSeen() throws {
        let period = try Period("2026-11-23", today: CivilDate(dayNumber: 0))
        var day = try SampleDay(period: period)
        var source = day.source()
        for (name, table) in source.tables where name != "period" && name != "intervals" {
            source.tables[name] = Table(columns: table.columns, rows: [])
        }
        let tables = try TableCache(source: source, period: period, bounds: day.bounds)
        let page = try String(
            decoding: ReportPage(definition: .standard(), tables: tables).render(), as: UTF8.self)
        #expect(page.contains("No data was collected in this period."))
        #expect(!page.contains("below the") && !page.contains("NaN"))
        #expect(page.components(separatedBy: "<section").count == 2)
    }

    @Test("Nothing is judged where there is no target, and all is well where it was met")
    func targets() throws {
        let period = try Period("2026-11-23", today: CivilDate(dayNumber: 0))
        func sentences(target: Cell) throws -> String {
            var day = try SampleDay(period: period)
            var source = day.source()
            let at = try #require(SampleDay.serviceColumns.firstIndex(of: "target"))
            for (name, table) in source.tables where name.hasPrefix("service-figures") {
                var table = table
                for row in table.rows.indices { table.rows[row][at] = target }
                source.tables[name] = table
            }
            let tables = try TableCache(source: source, period: period, bounds: day.bounds)
            return try Findings(tables: tables, language: .english).sentences().map(\.text).joined(
                separator: " ")
        }
        #expect(try sentences(target: .real(0.1)).contains("All 6 services met their target."))
        #expect(try sentences(target: .real(0.1)).contains(" – target of 10% met"))
        #expect(try sentences(target: .real(0.8)).contains("fell furthest short"))
        #expect(try !sentences(target: .null).contains("target"))
    }

    @Test("A page loads nothing: neither addresses nor style attributes")
    func selfContained() throws {
        let period = try Period("2026-11-23", today: CivilDate(dayNumber: 0))
        var day = try SampleDay(period: period)
        let source = day.source()
        let tables = try TableCache(source: source, period: period, bounds: day.bounds)
        let page = try ([ReportDefinition.standard()] + ReportDefinition.companions()).map {
            try String(decoding: ReportPage(definition: $0, tables: tables).render(), as: UTF8.self)
        }.joined()
        for forbidden in ["http:", "https:", " src=", "url(", " style=\"", "@import"] {
            // Hatches of the page's own are no address.
            let outside = page.replacing("url(#h-", with: "")
            #expect(!outside.contains(forbidden), "\(forbidden)")
        }
        #expect(page.contains("default-src 'none'") || page.contains("default-src &#39;none&#39;"))
        #expect(page.contains("data-figure=\"totals.offered\""))
        #expect(page.contains("data-figure=\"services.svc-3.waitSeconds.p90\""))
        #expect(page.contains("data-figure=\"agents.agent-7.occupancy\""))
    }

    @Test(
        "Figures are written for people",
        arguments: [
            (Format.count, 1_234_567.0, "1,234,567", "1 234 567"),
            (.count, 4510, "4,510", "4510"), (.count, 24_310, "24,310", "24 310"),
            (.whole, 63.6, "64", "64"), (.percent, 0.8125, "81.3%", "81,3 %"),
            (.percent, 0, "0%", "0 %"), (.percent, 1, "100%", "100 %"),
            (.percent, 0.0004, "under 0.1%", "unter 0,1 %"),
            (.percent, 0.9999, "over 99.9%", "über 99,9 %"),
            (.duration, 7.83, "0:08", "0:08"), (.duration, 59.6, "1:00", "1:00"),
            (.duration, 599, "9:59", "9:59"), (.duration, 3725, "1:02:05", "1:02:05"),
            (.decimal, 1.005, "1.00", "1,00"), (.decimal, 12.34, "12.3", "12,3"),
            (.count, .infinity, "–", "–"),
        ])
    func formats(format: Format, value: Double, english: String, german: String) {
        #expect(format.text(value, in: .english) == english)
        let spaced = format.text(value, in: .german).replacing("\u{A0}", with: " ")
        #expect(spaced == german)
    }

    @Test(
        "Sentences write durations with no-break spaces",
        arguments: [
            (42.4, "42\u{A0}s"), (60, "1\u{A0}min"), (599, "9\u{A0}min\u{A0}59\u{A0}s"),
            (18_720, "5\u{A0}h\u{A0}12\u{A0}min"),
        ])
    func durations(value: Double, text: String) {
        #expect(
            Language.allCases.allSatisfy { Format.duration.words(.real(value), in: $0) == text })
    }

    @Test("Times in tables are short dates; German ones are numbers")
    func times() {
        let cell = Cell.text("2026-11-09T08:30:00+01:00")
        for (format, english, german) in [
            (Format.dateTime, "9\u{A0}Nov\u{A0}08:30", "09.11.2026\u{A0}08:30"),
            (.date, "9\u{A0}Nov\u{A0}2026", "09.11.2026"), (.time, "08:30", "08:30"),
        ] {
            #expect(format.text(cell, in: .english) == english)
            #expect(format.text(cell, in: .german) == german)
        }
        let words = DateWords(.english)
        #expect(words.clock(cell, .dateTime, hasYear: true) == "9\u{A0}Nov\u{A0}2026\u{A0}08:30")
    }

    @Test("A channel has the name that people use")
    func channels() {
        for (name, shown) in [("InstantMessage", "Chat"), ("Audio", "Audio"), ("", "–")] {
            #expect(Format.channel.text(.text(name), in: .english) == shown)
        }
        #expect(ReportScope(channel: "InstantMessage").names == ["Chat"])
    }

    @Test("What is undefined is a dash, in every format", arguments: Format.allCases)
    func undefined(format: Format) {
        #expect(Language.allCases.allSatisfy { format.text(.null, in: $0) == "–" })
    }
}
