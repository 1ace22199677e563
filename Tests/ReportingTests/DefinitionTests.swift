import Foundation
import Testing

@testable import Reporting

@Suite struct DefinitionTests {
    private func problem(_ json: String) -> String {
        do {
            _ = try ReportDefinition(json: Data(json.utf8), file: "mine.json")
            return "none"
        } catch let error as ReportError {
            return error.description
        } catch {
            return "other: \(error)"
        }
    }

    @Test("The standard report is a good definition")
    func standard() throws {
        #expect(try ReportDefinition.standard().sections.count >= 9)
    }

    @Test("Comments are allowed")
    func comments() {
        #expect(problem("// mine\n{ \"title\": \"T\", \"sections\": [] }") == "none")
    }

    @Test("An unknown member is named, with those that are allowed")
    func unknownMember() {
        #expect(
            problem(#"{ "title": "T", "sections": [], "colour": 1 }"#)
                == "mine.json: colour is unknown; allowed are title, sections.")
    }

    @Test("A wrong kind is named with its place and what is allowed")
    func wrongKind() {
        let json = #"""
            { "title": "T", "sections": [{ "id": "a", "title": "A", "query": "q",
              "columns": [{ "name": "x", "title": "X", "format": "count" }],
              "draw": { "kind": "pie" } }] }
            """#
        #expect(
            problem(json)
                == "mine.json: sections[0].draw.kind is \"pie\"; allowed are summary, tiles, table, "
                + "lines, heat, timeline, definitions.")
    }

    @Test("A missing member is named")
    func missing() {
        #expect(problem(#"{ "sections": [] }"#) == "mine.json: title is missing.")
    }

    @Test("Two sections cannot have one id")
    func twice() {
        let section = #"{ "id": "a", "title": "A", "draw": { "kind": "definitions" } }"#
        #expect(
            problem("{ \"title\": \"T\", \"sections\": [\(section), \(section)] }")
                == "mine.json: sections has two sections with the id a.")
    }

    @Test("What is not JSON says so")
    func notJSON() {
        #expect(problem("{ title").hasPrefix("mine.json is not JSON"))
    }
}
