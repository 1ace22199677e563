import Foundation
import JSONText
import TestServers
import Testing

@Suite("Where a text stops being JSON")
struct JSONFaultTests {
    private static let zero =
        "this text contains the character U+0000, which no name or path can have; remove it"
    private static let half =
        "this is half of a character: \\ud800 to \\udbff and \\udc00 to \\udfff come in pairs"
    private static let backslash =
        "a backslash in a text is written twice, unless it begins an escape such as \\n"
    private static let word =
        "this is not a number, true, false or null; a text stands in quotes"

    @Test(
        "The fault is named with its place",
        arguments: [
            (#"{"a": "b\u0000c"}"#, 9, zero), (#"{"a\u0000": 1}"#, 4, zero),
            ("{'a': '\\x00'}", 8, zero), (#"{"a": "\0"}"#, 8, zero), ("{\"a\": \"b\0\"}", 9, zero),
            (#"{"a": "\ud800"}"#, 8, half), (#"{"a": "\ud83dx"}"#, 8, half),
            (#"{"a": "\ude00\ud83d"}"#, 8, half), (#"{"a": "\ud83d\u0041"}"#, 8, half),
            (#"{"a": "\u12"}"#, 8, "four hexadecimal digits have to follow \\u"),
            (#"{"a": "\x1"}"#, 8, "two hexadecimal digits have to follow \\x"),
            (#"{"a": "C:\Data"}"#, 10, backslash),
            (
                "{\"a\": \"b\tc\"}", 9,
                "this text contains the control character U+0009; write it as \\u0009"
            ),
            (#"{"a": truly}"#, 7, word), (#"{"a": 01}"#, 7, word), (#"{"a": 1.2.3}"#, 7, word),
            (#"{"a": 1e999}"#, 7, word), (#"{"a": 0x}"#, 7, word),
            (#"{"a": 0x-f}"#, 7, word), (#"{"a": 1e+}"#, 7, word), (#"{"a": 2.5E-}"#, 7, word),
            ("", 1, "a value is missing"), ("{6e: 1}", 2, "the name of a member is missing"),
            ("{\"a\": \"\\", 7, "the closing quote of this text is missing"),
        ])
    func faults(text: String, column: Int, problem: String) throws {
        let fault = try #require(JSONFault(in: text.utf8))
        #expect(fault.problem == problem)
        #expect(fault.line == 1 && fault.column == column, "\(fault)")
    }

    @Test("Bytes that are not UTF-8 are a fault where they stand, with or without a mark")
    func encoding() throws {
        for mark: [UInt8] in [[], [0xEF, 0xBB, 0xBF]] {
            let text = mark + Array("{\n\"a\": \"Z".utf8) + [0xFC] + Array("rich\"}".utf8)
            let fault = try #require(JSONFault(in: text))
            #expect(
                fault.description == "line 2, column 8: the file is not UTF-8 text from here on")
        }
    }

    @Test(
        "What JSON5 allows is no fault",
        arguments: [
            "{}", "// a\n[1, /* b */ 2,]", "{a: 'b', $c_1: +1, 'd': .5, e: 5., f: 0x1F}",
            "[Infinity, -Infinity, NaN, 1e9, -0]", #"["\x41\u0041\ud83d\ude00\"\'\/\\"]"#,
            "[\"a\\\nb\", \"a\\\r\nb\"]", "\u{FEFF}{\"\u{202E}\u{FEFF}\": null}",
        ])
    func good(text: String) {
        #expect(JSONFault(in: text.utf8) == nil)
    }

    @Test("Foundation decodes what has no fault, and nothing else")
    func foundation() throws {
        let sample = Array(
            #"{"a\n": [1, -2.5e3, true, null], 'b': {c: "\u00e9\ud83d\ude00 \\ü"}, /* d */ e: 0x1f,}"#
                .utf8)
        var generator = SeededGenerator(seed: 11)
        let decoder = JSONDecoder()
        decoder.allowsJSON5 = true
        var (good, bad) = (0, 0)
        for _ in 0..<20_000 {
            var bytes = sample
            bytes[Int.random(in: 0..<bytes.count, using: &generator)] =
                Bool.random(using: &generator)
                ? UInt8.random(in: 0...255, using: &generator)
                : Array("\\\"'{}[]:,0u/*\0\t".utf8).randomElement(using: &generator) ?? 0
            guard JSONFault(in: bytes) == nil else {
                bad += 1
                continue
            }
            good += 1
            #expect(
                (try? decoder.decode(Anything.self, from: Data(bytes))) != nil,
                "\(String(decoding: bytes, as: UTF8.self))")
        }
        #expect(good > 1000 && bad > 1000)
    }

    /// Any value, every text of which is decoded.
    private enum Anything: Decodable {
        case object([String: Anything]), list([Anything]), text(String), number(Double), bool(Bool)
        case null

        init(from decoder: any Decoder) throws {
            if let object = try? [String: Anything](from: decoder) {
                self = .object(object)
            } else if let list = try? [Anything](from: decoder) {
                self = .list(list)
            } else {
                let value = try decoder.singleValueContainer()
                if value.decodeNil() {
                    self = .null
                } else if let bool = try? value.decode(Bool.self) {
                    self = .bool(bool)
                } else if let number = try? value.decode(Double.self) {
                    self = .number(number)
                } else {
                    self = .text(try value.decode(String.self))
                }
            }
        }
    }
}
