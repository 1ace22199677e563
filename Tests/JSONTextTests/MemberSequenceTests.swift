import JSONText
import Testing

@Suite struct MemberSequenceTests {
    private static let names = MemberNames(
        object: "thing",
        names: [["Id"], ["Name"], ["QueueStarted"], ["InitialModalityType"], ["A"]],
        ignored: ["Ignored"])

    /// Field and value of each known member, object by object.
    private func read(_ text: String) throws -> (rows: [[Int: Int64?]], unknown: Set<String>) {
        try JSONReader.read(Array(text.utf8)) { reader in
            var rows: [[Int: Int64?]] = []
            try reader.beginArray()
            while try reader.nextElement() {
                var row: [Int: Int64?] = [:]
                try reader.beginObject()
                while let field = try reader.nextMember(Self.names) {
                    row[field] = .some(try reader.integer())
                }
                rows.append(row)
            }
            return (rows, reader.unknownMembers.names["thing"] ?? [])
        }
    }

    @Test("Members are told apart in whatever order, case and company each object has them")
    func anyOrder() throws {
        let known = ["Id", "Name", "QueueStarted", "InitialModalityType", "A"]
        for _ in 0..<50 {
            var text: [String] = []
            var expected: [[Int: Int64?]] = []
            var unknown: Set<String> = []
            var order = Array(known.indices)
            for row in 0..<30 {
                // Mostly as before: that is what is remembered.
                if Int.random(in: 0..<5) == 0 { order.shuffle() }
                var members: [String] = []
                var values: [Int: Int64?] = [:]
                for field in order where Int.random(in: 0..<8) > 0 {
                    let name = known[field]
                    let spelled =
                        switch Int.random(in: 0..<12) {
                        case 0: name.lowercased()
                        case 1: name.uppercased()
                        case 2: "\\u00\(String(name.utf8.first ?? 0, radix: 16))" + name.dropFirst()
                        default: name
                        }
                    let space = Int.random(in: 0..<10) == 0 ? " " : ""
                    members.append("\(space)\"\(spelled)\"\(space):\(row * 10 + field)")
                    values[field] = Int64(row * 10 + field)
                    if Int.random(in: 0..<6) == 0 { members.append("\"Ignored\":[{\"Id\":1}]") }
                    if Int.random(in: 0..<6) == 0 {
                        // More names than can be remembered, and some that begin alike.
                        let name = "Names\(Int.random(in: 0..<120))"
                        unknown.insert(name)
                        members.append("\"\(name)\":\"\(name)\"")
                    }
                }
                text.append("{\(members.joined(separator: ","))}")
                expected.append(values)
            }
            let found = try read("[\(text.joined(separator: ","))]")
            #expect(found.rows == expected)
            #expect(found.unknown.isSubset(of: unknown))
            #expect(found.unknown.count == min(unknown.count, 100))
        }
    }

    @Test("Short words that are alike at both ends stay apart, also at the end of the text")
    func words() throws {
        var words: [String] = [""]
        for count in 1...20 {
            words.append(String(repeating: "a", count: count))
            words.append(String(repeating: "a", count: count - 1) + "b")
            words.append("b" + String(repeating: "a", count: count - 1))
        }
        words += ["ü", "Zürich", "aaaaaaaü", "日本語"]
        for _ in 0..<20 {
            let told = (0..<500).compactMap { _ in words.randomElement() }
            let text = "[\(told.map { "\"\($0)\"" }.joined(separator: ","))]"
            let found = try JSONReader.read(Array(text.utf8)) { reader in
                var found: [String] = []
                try reader.beginArray()
                while try reader.nextElement() { found.append(try reader.string()) }
                return found
            }
            #expect(found == told)
        }
        for word in words {
            let alone = try JSONReader.read(Array("\"\(word)\"".utf8)) { try $0.string() }
            #expect(alone == word)
        }
    }
}
