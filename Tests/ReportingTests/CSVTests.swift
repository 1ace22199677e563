import CivilTime
import Testing

@testable import Reporting

@Suite struct CSVTests {
    @Test("Only fields that need them get quotes, and lines end in CRLF")
    func quoting() {
        let encoder = CSVEncoder()
        encoder.row([
            Cell.text("a,b"), .text("say \"x\""), .text("plain"), .null, .integer(-3), .real(0.25),
        ])
        #expect(
            String(decoding: encoder.takeBytes(), as: UTF8.self)
                == "\"a,b\",\"say \"\"x\"\"\",plain,,-3,0.25\r\n")
    }

    @Test("For Excel: a mark in front, semicolons, decimal commas, and quotes where these stand")
    func excel() {
        let cells: [Cell] = [.text("a,b"), .text("a;b"), .real(0.25), .real(1 / 3), .integer(-3)]
        let encoder = CSVEncoder(.excel)
        encoder.row(cells)
        #expect(
            String(decoding: encoder.takeBytes(), as: UTF8.self)
                == "\u{FEFF}a,b;\"a;b\";0,25;0,3333333333333333;-3\r\n")
        let marked = CSVEncoder(.bom)
        marked.row(cells)
        #expect(
            String(decoding: marked.takeBytes(), as: UTF8.self)
                == "\u{FEFF}\"a,b\",a;b,0.25,0.3333333333333333,-3\r\n")
    }

    @Test("Numbers are the shortest that read back as the same")
    func numbers() {
        var random = SeededNumbers(state: 5)
        var values: [Double] = [
            0, -0.001, 0.001, 0.01, 0.1, 1, 1.5, 86_400, 999_999_999_999.999, 1e15, -1e-7, 1 / 3,
            .greatestFiniteMagnitude, .leastNonzeroMagnitude, .nan, .infinity, 12.3456,
        ]
        for _ in 0..<5000 {
            values.append((random.unit() * 1e8).rounded() / 1000)
            values.append(random.unit())
        }
        for value in values {
            let encoder = CSVEncoder()
            encoder.row([Cell.real(value)])
            let text = Cell.real(value).plainText
            #expect(String(decoding: encoder.takeBytes(), as: UTF8.self) == text + "\r\n")
            if value.isFinite { #expect(Double(text) == value) }
        }
    }

    private func field(_ text: String, _ style: CSVStyle) -> String {
        let encoder = CSVEncoder(style)
        _ = encoder.takeBytes()
        encoder.row([Cell.text(text)])
        return String(String(decoding: encoder.takeBytes(), as: UTF8.self).dropLast())
    }

    static let texts = [
        ("Foo", "Foo"), ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""),
        ("Foo\n=1+1", "\"Foo\n=1+1\""), ("x\r=1", "\"x\r=1\""), ("x\r\ny", "\"x\r\ny\""),
        ("=1+1", "=1+1"), ("+41791234567", "+41791234567"), ("-1", "-1"), ("@x", "@x"),
        ("\t=1", "\t=1"), ("＝1+1", "＝1+1"), ("", ""),
    ]

    @Test("A plain text is exact, quoted where it must be", arguments: texts)
    func plain(text: String, expected: String) {
        #expect(field(text, .plain) == expected)
        #expect(field(text, .bom) == expected)
    }

    @Test(
        "For Excel a text is defused where a spreadsheet would run it, by whatever separator",
        arguments: [
            ("Foo", "Foo"), ("a;b", "\"a;b\""), ("a\"b", "\"a\"\"b\""),
            ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@x", "'@x"),
            ("#N/A", "'#N/A"), ("#ref!", "'#ref!"), ("x|#DIV/0!", "x|'#DIV/0!"), ("#1", "#1"),
            ("a=1", "a=1"), ("A-B", "A-B"), ("mail@x.ch", "mail@x.ch"), ("", ""),
            // Behind what is not seen.
            ("\t=1", "\t'=1"), (" =1", " '=1"), ("\u{A0}=1", "\u{A0}'=1"),
            ("\u{200B}=1", "\u{200B}'=1"), ("\u{FEFF}+1", "\u{FEFF}'+1"),
            ("\u{202E}=1", "\u{202E}'=1"), ("\u{AD}@x", "\u{AD}'@x"), ("\0=1", "\0'=1"),
            ("\u{E0001}=1", "\u{E0001}'=1"), ("\u{115F}=1", "\u{115F}'=1"),
            ("\u{2800}=1", "\u{2800}'=1"),
            // Behind every separator, and in every line.
            ("x;=1+1", "\"x;'=1+1\""), ("x,=1+1", "x,'=1+1"), ("x\t=1", "x\t'=1"),
            ("x|+1", "x|'+1"), ("x; =1", "\"x; '=1\""), ("x,\"=1", "\"x,\"\"'=1\""),
            ("Foo\n=1+1", "\"Foo\n'=1+1\""), ("\r\n=1", "\"\r\n'=1\""), ("a;b;-2", "\"a;b;'-2\""),
            ("=\u{301}x", "'=\u{301}x"), ("＝1+1", "'＝1+1"), ("＋1", "'＋1"), ("－1", "'－1"),
            ("＠x", "'＠x"), ("﹦1", "'﹦1"), ("−1", "'−1"), ("ｘ", "ｘ"), ("Ｆ＝1", "Ｆ＝1"),
        ])
    func excel(text: String, expected: String) {
        #expect(field(text, .excel) == expected)
    }

    @Test(
        "For Excel a name stays text that a spreadsheet would take for a number, a date or a truth",
        arguments: [
            "007", "1", "3.14", "1e5", "12E3", "1/2", "3-4", "3 - 4", "11:30", "1.2.2026",
            "2026-11-24",
            "5%", "(5)", "$5", "5 CHF", "1\u{A0}000", "12345678901234567890", "Mar 1", "3 Mai",
            "SEPT2",
            "1. Dez. 26", "CHF 5", "5 a", "TRUE", "falsch", "10 PM", "٣",
        ])
    func likeNumbers(text: String) {
        #expect(field(text, .excel) == "'" + text)
        #expect(field(text, .plain) == text)
    }

    @Test(
        "For Excel other names with digits stay as they are",
        arguments: [
            "24h Support", "Line 3", "Marketing 2", "A-1", "1st Level", "2026-W47", "Maria 3", "x",
            "6c2d0e1a-1111-4f6f-9d4c-5f1b8c0e7a01", "Truth", "e-Mail", "E",
        ])
    func ordinaryNames(text: String) {
        #expect(field(text, .excel) == text)
    }

    @Test("For Excel instants and ISO 8601 times are local dates that sort as times")
    func timesForExcel() throws {
        let calendar = try #require(LocalCalendar(identifier: "Europe/Zurich"))
        let names = ["start_at", "start", "from_utc", "local_date", "local_time", "count", "name"]
        let cells: [Cell] = [
            .integer(1_795_504_510_250), .text("2026-11-24T08:15:10.250+01:00"),
            .text("2026-11-24T07:15:10Z"), .text("2026-11-24"), .text("08:15"),
            .integer(1_795_504_510_250), .text("2026-11-24T08:15:10Z"),
        ]
        func text(_ style: CSVStyle) -> String {
            let encoder = CSVEncoder(style, calendar: calendar)
            encoder.header(names)
            _ = encoder.takeBytes()
            encoder.row(cells)
            return String(decoding: encoder.takeBytes(), as: UTF8.self)
        }
        #expect(
            text(.excel)
                == "2026-11-24 08:15:10;2026-11-24 08:15:10;2026-11-24 07:15:10;2026-11-24;"
                + "08:15;1795504510250;2026-11-24T08:15:10Z\r\n")
        #expect(
            text(.plain) == "1795504510250,2026-11-24T08:15:10.250+01:00,2026-11-24T07:15:10Z,"
                + "2026-11-24,08:15,1795504510250,2026-11-24T08:15:10Z\r\n")
    }

    @Test(
        "For Excel an instant beyond these centuries stays a number, and a formula in a time is defused"
    )
    func strangeTimes() throws {
        let encoder = CSVEncoder(.excel, calendar: LocalCalendar(identifier: "Europe/Zurich"))
        encoder.header(["at", "x_at", "y_utc"])
        _ = encoder.takeBytes()
        encoder.row([
            Cell.integer(1_795_504_510_250), .integer(.max), .text("=2026-11-24T08:15:10Z"),
        ])
        #expect(
            String(decoding: encoder.takeBytes(), as: UTF8.self)
                == "1795504510250;9223372036854775807;'=2026-11-24T08:15:10Z\r\n")
    }
}
