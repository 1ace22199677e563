public import Foundation
internal import Reports

/// What a report shows: its sections in their order, each with a query and a way to draw it.
public struct ReportDefinition: Hashable, Sendable {
    /// The report's title.
    public let title: String
    let sections: [Section]

    /// The report that comes with the program.
    public static func standard() throws -> ReportDefinition {
        try ReportDefinition(json: Data(Reports.standard), file: "reports/standard.json")
    }

    /// Reads a definition of the user's. Throws ``ReportError`` (badDefinition).
    public init(contentsOf url: URL) throws {
        let data: Data
        do { data = try Data(contentsOf: url) } catch {
            throw ReportError.badDefinition(
                file: url.path, member: "", "cannot be read (\(error.localizedDescription))")
        }
        try self.init(json: data, file: url.path)
    }

    /// Reads JSON, in which comments are allowed. Errors name `file`, the member, and what is
    /// allowed there. Throws ``ReportError`` (badDefinition).
    public init(json: Data, file: String) throws {
        let decoder = JSONDecoder()
        decoder.allowsJSON5 = true
        let value: JSONValue
        do { value = try decoder.decode(JSONValue.self, from: json) } catch {
            throw ReportError.badDefinition(file: file, member: "", "is not JSON: \(error)")
        }
        let reader = DefinitionReader(file: file, path: "", value: value)
        let members = try reader.members(allowed: ["title", "sections"])
        title = try members.string("title")
        sections = try members.list("sections").map(Section.init)
        var seen: Set<String> = []
        for section in sections where !seen.insert(section.id).inserted {
            throw ReportError.badDefinition(
                file: file, member: "sections", "has two sections with the id \(section.id)")
        }
    }
}

struct Section: Hashable, Sendable {
    let id: String
    let title: String
    let intro: String?
    let query: String
    let parameters: [String: Cell]
    let columns: [Column]
    let draw: Draw
    let empty: String
    let onlyDays: Int?
    let items: [Item]

    struct Item: Hashable, Sendable {
        let term: String
        let text: String
    }
}

struct Column: Hashable, Sendable {
    let name: String
    let title: String
    let format: Format
    let note: String?
    let target: String?
    let query: String?
    let panel: String?
    let mark: Mark
    /// Whether a query that does not give it is none the worse.
    let isOptional: Bool
}

enum Mark: String, CaseIterable, Hashable, Sendable { case line, bar, area }

struct Draw: Hashable, Sendable {
    enum Kind: String, CaseIterable, Hashable, Sendable {
        case summary, tiles, table, lines, heat, timeline, definitions
    }

    let kind: Kind
    let limit: Int?
    let order: String?
    let stack: [Column]
}
