import JSONText
import Testing

@Suite("Matching member names")
struct MemberNamesTests {
    private let names = MemberNames(
        object: "task", names: [["Id", "TaskId"], ["QueueStarted"], ["A"]], ignored: ["Context"])

    private func fields(_ text: String) throws -> (fields: [Int], unknown: Set<String>) {
        try JSONReader.read(Array(text.utf8)) { reader in
            var fields: [Int] = []
            try reader.beginObject()
            while let field = try reader.nextMember(names) {
                fields.append(field)
                try reader.skipValue()
            }
            return (fields, reader.unknownMembers.names["task"] ?? [])
        }
    }

    @Test("Case does not matter, nor do escapes in the name")
    func cases() throws {
        let text = #"{"ID":1,"taskid":2,"qUEUEsTARTED":3,"\u0049d":4,"a":5}"#
        #expect(try fields(text).fields == [0, 0, 1, 0, 2])
        #expect(try fields(text).unknown.isEmpty)
    }

    @Test("Only letters fold: neighbours of letters in ASCII stay apart")
    func neighbours() throws {
        let brackets = MemberNames(object: "x", names: [["[name]_@"]])
        let found = try JSONReader.read(Array(#"{"{NAME}_`":1,"[NAME]_@":2}"#.utf8)) { reader in
            var count = 0
            try reader.beginObject()
            while try reader.nextMember(brackets) != nil {
                count += 1
                try reader.skipValue()
            }
            return count
        }
        #expect(found == 1)
    }

    @Test("Unknown members are skipped whatever they hold, and noted once; ignored ones are not")
    func unknown() throws {
        let text = #"{"New":{"Id":[1,{"Id":2}]},"Context":[],"New":1,"Id":"x","N\u0065w2":null}"#
        let read = try fields(text)
        #expect(read.fields == [0])
        #expect(read.unknown == ["New", "New2"])
    }

    @Test("The notes are bounded")
    func bounded() throws {
        let members = (0..<5000).map { "\"member\($0)\":0" }.joined(separator: ",")
        #expect(try fields("{\(members)}").unknown.count == UnknownMembers.maximumNamesAnObject)
        let long = String(repeating: "n", count: 10_000)
        #expect(try fields("{\"\(long)\":0}").unknown.first?.utf8.count == 100)
    }

    @Test("Names of every length find their field")
    func lengths() throws {
        let spellings = (1...40).map { String(repeating: "x", count: $0) }
        let table = MemberNames(object: "x", names: spellings.map { [$0] })
        for (field, spelling) in spellings.enumerated() {
            let found = try JSONReader.read(Array("{\"\(spelling.uppercased())\":1}".utf8)) {
                reader in
                try reader.beginObject()
                let field = try reader.nextMember(table)
                try reader.skipValue()
                _ = try reader.nextMember(table)
                return field
            }
            #expect(found == field)
        }
    }
}
