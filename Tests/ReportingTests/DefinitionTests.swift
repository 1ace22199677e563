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
                == "mine.json: sections[0].draw.kind is \"pie\"; allowed are summary, trust, tiles, "
                + "table, lines, heat, histogram, timeline, each, trend, cards, definitions.")
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

    private func section(_ draw: String, more: String = "") -> String {
        #"{ "title": "T", "sections": [{ "id": "a", "title": "A", "query": "q", "columns": "#
            + #"[{ "name": "x", "title": "X", "format": "count" }], "draw": \#(draw)\#(more) }] }"#
    }

    @Test("Texts may be given by language; one in no known language is named")
    func languages() throws {
        let json = #"{ "title": { "en": "Week", "de": "Woche" }, "sections": [] }"#
        for (language, title) in [(Language.english, "Week"), (.german, "Woche")] {
            let definition = try ReportDefinition(
                json: Data(json.utf8), file: "mine.json", in: language)
            #expect(definition.title == title)
        }
        #expect(
            problem(#"{ "title": { "fr": "Semaine" }, "sections": [] }"#)
                == "mine.json: title.fr is unknown; allowed are en, de.")
        #expect(
            problem(#"{ "title": {}, "sections": [] }"#)
                == "mine.json: title has no text; allowed are en, de.")
    }

    @Test("A drawing that needs parts or a direction says so")
    func parts() {
        #expect(
            problem(section(#"{ "kind": "each" }"#))
                == "mine.json: sections[0].parts is missing or empty.")
        #expect(
            problem(section(#"{ "kind": "heat" }"#))
                == "mine.json: sections[0].draw.across is missing.")
        #expect(
            problem(
                section(
                    #"{ "kind": "each" }"#,
                    more: #", "parts": [{ "title": "P", "query": "q", "columns": "#
                        + #"[{ "name": "x", "title": "X", "format": "count" }], "#
                        + #""draw": { "kind": "timeline" } }]"#))
                == "mine.json: sections[0].parts[0].draw.kind is \"timeline\"; allowed in a part "
                + "are tiles, table, lines, heat, histogram.")
    }

    @Test("A query that is not there is named with those that are")
    func queries() throws {
        let definition = try ReportDefinition(
            json: Data(section(#"{ "kind": "table" }"#).utf8), file: "mine.json")
        do {
            try definition.check(queries: ["b", "a"])
            Issue.record("the query was taken")
        } catch let error as ReportError {
            #expect(
                error.description == "mine.json: sections[0].query is \"q\"; allowed are a, b.")
        }
        try definition.check(queries: ["q"])
    }

    @Test("Bytes that are not UTF-8 are refused with their place")
    func encoding() throws {
        let bytes = Array("{ ti".utf8) + [0xFC] + Array("tle: 'T' }".utf8)
        let error = try #require(throws: ReportError.self) {
            _ = try ReportDefinition(json: Data(bytes), file: "mine.json")
        }
        #expect(
            error.description
                == "mine.json is not JSON: line 1, column 5: the file is not UTF-8 text from here on."
        )
    }

    @Test("What is not JSON says so")
    func notJSON() {
        #expect(
            problem("{ title")
                == "mine.json is not JSON: line 1, column 8: a colon is missing after the name of "
                + "the member.")
        #expect(
            problem("{\n  \"title\": \"a\\u0000b\", \"sections\": [] }")
                == "mine.json is not JSON: line 2, column 14: this text contains the character "
                + "U+0000, which no name or path can have; remove it.")
        #expect(
            problem(#"{ "title": "\ud800", "sections": [] }"#).contains(
                "line 1, column 13: this is half of a character"))
    }
}
