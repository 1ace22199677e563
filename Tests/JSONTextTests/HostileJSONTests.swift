import JSONText
import TestServers
import Testing

@Suite("Reading hostile JSON")
struct HostileJSONTests {
    /// A text with everything in it.
    private static let sample = Array(
        #"""
        {"Items":[{"Id":"5b8dd9a2-0d8c-4c4e-9f0a-1f2e3d4c5b6a","Name":"Zürich \"Ost\" \u00e9\uD83D\uDE00",
        "Count":-12.5e+3,"Flags":[true,false,null],"Deep":{"a":{"b":[[[{}]]]}}}],"Total":1}
        """#.utf8)

    /// Reads a text in each of the ways there are; errors are expected, crashes are not.
    private static func exercise(_ bytes: [UInt8]) {
        _ = try? JSONValue(parsing: bytes)
        try? JSONReader.read(bytes) { reader in try reader.skipValue() }
        let names = MemberNames(object: "envelope", names: [["items"], ["total"]])
        try? JSONReader.read(bytes) { reader in
            try reader.beginObject()
            while try reader.nextMember(names) != nil { try reader.skipValue() }
        }
    }

    @Test("A text cut off anywhere is an error")
    func truncated() {
        for length in 0..<Self.sample.count {
            let start = Array(Self.sample[..<length])
            #expect(throws: JSONError.self) { try JSONValue(parsing: start) }
            #expect(throws: JSONError.self) {
                try JSONReader.read(start) { reader in try reader.skipValue() }
            }
            Self.exercise(start)
        }
    }

    @Test("Texts with any one byte changed never crash")
    func mutated() {
        var generator = SeededGenerator(seed: 7)
        let interesting: [UInt8] =
            Array("\"\\{}[],:tfn-0eE. \u{0}".utf8) + [0x80, 0xC3, 0xFF, 0x1F]
        for position in Self.sample.indices {
            for _ in 0..<6 {
                var bytes = Self.sample
                bytes[position] =
                    Bool.random(using: &generator)
                    ? interesting.randomElement(using: &generator) ?? 0
                    : UInt8.random(in: 0...255, using: &generator)
                Self.exercise(bytes)
            }
        }
    }

    @Test("Random bytes never crash")
    func noise() {
        var generator = SeededGenerator(seed: 8)
        for length in 0..<400 {
            Self.exercise((0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) })
        }
    }

    @Test("Containers nest 64 deep and no deeper", arguments: ["[", "{\"a\":"])
    func depth(opening: String) throws {
        let closing = opening == "[" ? "]" : "}"
        let inner = opening == "[" ? "" : "1"
        func text(_ depth: Int) -> [UInt8] {
            Array(
                (String(repeating: opening, count: depth) + inner
                    + String(repeating: closing, count: depth)).utf8)
        }
        _ = try JSONValue(parsing: text(64))
        try JSONReader.read(text(64)) { reader in try reader.skipValue() }
        for depth in [65, 100_000] {
            let error = #expect(throws: JSONError.self) { try JSONValue(parsing: text(depth)) }
            #expect(error?.expected == "at most 64 nested containers")
            #expect(error?.offset == 64 * opening.utf8.count)
            #expect(throws: JSONError.self) {
                try JSONReader.read(text(depth)) { reader in try reader.skipValue() }
            }
        }
    }
}
