import Testing

@testable import Reporting

@Suite struct CSVTests {
    @Test("Only fields that need them get quotes, and lines end in CRLF")
    func quoting() {
        let encoder = CSVEncoder()
        encoder.row([
            .text("a,b"), .text("say \"x\""), .text("plain"), .null, .integer(-3), .real(0.25),
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
            encoder.row([.real(value)])
            let text = Cell.real(value).plainText
            #expect(String(decoding: encoder.takeBytes(), as: UTF8.self) == text + "\r\n")
            if value.isFinite { #expect(Double(text) == value) }
        }
    }

    @Test(
        "A text is one field, quoted where it must be and defused where a spreadsheet would run it",
        arguments: [
            ("Foo", "Foo"), ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""),
            ("Foo\n=1+1", "\"Foo\n=1+1\""), ("x\r=1", "\"x\r=1\""), ("x\r\ny", "\"x\r\ny\""),
            ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@x", "'@x"), ("\t=1", "'\t=1"),
            ("\r\n=1", "\"'\r\n=1\""), ("\n=1", "\"'\n=1\""), ("=\u{301}x", "'=\u{301}x"),
            ("＝1+1", "'＝1+1"), ("＋1", "'＋1"), ("－1", "'－1"), ("＠x", "'＠x"),
            ("ｘ", "ｘ"), ("Ｆ＝1", "Ｆ＝1"), ("", ""),
        ])
    func field(text: String, expected: String) {
        #expect(CSVEncoder.field(text) == expected)
    }
}
