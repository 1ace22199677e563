import Foundation
import JSONText
import Testing

@Suite("Reading JSON")
struct JSONReaderTests {
    private func parse(_ text: String) throws -> JSONValue {
        try JSONValue(parsing: Array(text.utf8))
    }

    @Test("Random documents read as they were meant")
    func meaning() throws {
        for seed in 0..<2000 {
            var document = RandomDocument(seed: UInt64(seed))
            let meant = document.value(depth: 5)
            #expect(try parse(document.text) == meant, "seed \(seed)")
        }
    }

    @Test("Random documents read as Foundation reads them")
    func reference() throws {
        for seed in 0..<500 {
            var document = RandomDocument(seed: UInt64(seed))
            _ = document.value(depth: 4)
            let bytes = Array(document.text.utf8)
            let reference = try JSONSerialization.jsonObject(
                with: Data(bytes), options: .fragmentsAllowed)
            #expect(Self.isSame(try JSONValue(parsing: bytes), reference), "seed \(seed)")
        }
    }

    private static func isSame(_ value: JSONValue, _ reference: Any) -> Bool {
        switch value {
        case .null: reference is NSNull
        case .bool(let value): (reference as? Bool) == value
        case .integer(let value): (reference as? NSNumber)?.int64Value == value
        case .number(let value):
            // Foundation reads by way of decimals here and misses the last bits.
            abs(((reference as? NSNumber)?.doubleValue ?? .nan) - value) <= 8 * value.ulp
        case .string(let value):
            // The one text that is read otherwise: NUL does not leave the reader.
            (reference as? String)?.replacing("\0", with: "\u{FFFD}") == value
        case .array(let values):
            if let references = reference as? [Any], references.count == values.count {
                zip(values, references).allSatisfy { isSame($0, $1) }
            } else {
                false
            }
        case .object(let values):
            if let references = reference as? [String: Any], references.count == values.count {
                values.allSatisfy { name, value in
                    (references[name] ?? references[name.replacing("\u{FFFD}", with: "\0")])
                        .map { isSame(value, $0) } ?? false
                }
            } else {
                false
            }
        }
    }

    @Test("Skipping a value ends where reading it ends")
    func skipping() throws {
        for seed in 0..<500 {
            var document = RandomDocument(seed: UInt64(seed))
            _ = document.value(depth: 6)
            try JSONReader.read(Array(document.text.utf8)) { reader in try reader.skipValue() }
        }
    }

    @Test("A byte order mark is passed over")
    func byteOrderMark() throws {
        #expect(
            try JSONValue(parsing: [0xEF, 0xBB, 0xBF] + Array("[1]".utf8)) == .array([.integer(1)]))
    }

    @Test(
        "Whole numbers keep every bit, and others say that they are not whole",
        arguments: [
            ("9223372036854775807", Int64.max), ("-9223372036854775808", Int64.min),
            ("9223372036854775808", nil), ("-9223372036854775809", nil), ("0", 0), ("-0", 0),
            ("1e3", 1000), ("2.0", 2), ("2.5", nil), ("123456789012345678901234567890", nil),
        ])
    func integers(text: String, expected: Int64?) throws {
        let read = try JSONReader.read(Array(text.utf8)) { reader in try reader.integer() }
        #expect(read == expected)
    }

    @Test("A number beyond the range of Double is an error")
    func hugeNumber() {
        #expect(throws: JSONError.self) { try parse("1e999") }
    }

    @Test("Surrogate pairs make one character, and a half alone the replacement character")
    func surrogates() throws {
        #expect(try parse(#""\uD83D\uDE00""#) == .string("😀"))
        #expect(try parse(#""\uD83Dx""#) == .string("\u{FFFD}x"))
        #expect(try parse(#""\uDE00\uD83D""#) == .string("\u{FFFD}\u{FFFD}"))
        #expect(try parse(#""\uD83D\u0041""#) == .string("\u{FFFD}A"))
        #expect(try parse(#""\uD83D\uD83D\uDE00""#) == .string("\u{FFFD}😀"))
    }

    @Test(
        "Bytes that are not UTF-8 are refused wherever a string has them, and their place is named",
        arguments: [
            [0xFC], [0xC3, 0x28], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF8, 0x88, 0x80, 0x80],
            [0x80],
        ] as [[UInt8]])
    func invalidUTF8(fault: [UInt8]) throws {
        for before in 0..<20 {
            let text = "é" + String(repeating: "x", count: before)
            for (start, end) in [
                ("\"", "\""), ("{\"a\":\"", "\"}"), ("{\"", "\":1}"), ("[\"", "\\n\"]"),
            ] {
                let start = Array("\(start)\(text)".utf8)
                let error = #expect(throws: JSONError.self) {
                    try JSONValue(parsing: start + fault + Array(end.utf8))
                }
                #expect(error?.isEncoding == true && error?.offset == start.count)
            }
        }
        #expect(try JSONValue(parsing: Array("\"Müller 😀\"".utf8)) == .string("Müller 😀"))
        // What nobody asked for does no harm.
        try JSONReader.read([0x5B, 0x22, 0xFC, 0x22, 0x5D]) { reader in try reader.skipValue() }
    }

    @Test(
        "What is not JSON is refused, with the place and what should stand there",
        arguments: [
            ("", 0, "a value"), ("[1,]", 3, "a value"),
            ("{\"a\":1,}", 7, "a member name in quotes"),
            ("{\"a\" 1}", 5, "a colon"), ("[1 2]", 3, "a comma or ]"),
            ("{\"a\":1 \"b\"", 7, "a comma or }"),
            ("[1] x", 4, "nothing after the value"), ("tru", 0, "true"),
            ("01", 1, "nothing after the value"),
            ("-", 1, "a number"), ("1.", 2, "a digit"), ("1e", 2, "a digit"), ("+1", 0, "a value"),
            ("\"abc", 4, "the end of a string"),
            ("\"a\nb\"", 2, "no control character inside a string"),
            ("\"\\x\"", 2, "an escape that JSON knows"),
            ("\"\\u12G4\"", 3, "an escape that JSON knows"),
            ("<html>", 0, "a value"), ("{1:2}", 1, "a member name in quotes"),
            ("\"\\", 2, "the end of a string"),
        ])
    func errors(text: String, offset: Int, expected: String) throws {
        let error = #expect(throws: JSONError.self) { try parse(text) }
        #expect(error?.offset == offset)
        #expect(error?.expected == expected)
    }

    @Test("An error reads as a sentence")
    func errorText() {
        let error = #expect(throws: JSONError.self) { try parse("[1 x]") }
        #expect(error?.description == "expected a comma or ] at byte 3, found 'x'")
    }
}
