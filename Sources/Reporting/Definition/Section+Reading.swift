extension Section {
    init(_ reader: DefinitionReader) throws {
        let members = try reader.members(allowed: [
            "id", "title", "intro", "query", "parameters", "columns", "draw", "empty", "onlyDays",
            "items",
        ])
        id = try members.string("id")
        guard !id.isEmpty, id.utf8.allSatisfy(Self.isAllowedInID) else {
            throw reader.error("id", "is \"\(id)\"; allowed are small letters, digits and -")
        }
        title = try members.string("title")
        intro = try members.optionalString("intro")
        draw = try Draw(members.reader("draw"))
        let query = try members.optionalString("query")
        if query == nil && draw.kind != .definitions {
            throw reader.error("query", "is missing")
        }
        self.query = query ?? ""
        parameters = try members.optional("parameters")?.parameters() ?? [:]
        columns = try members.optionalList("columns").map(Column.init)
        if columns.isEmpty && ![.definitions, .timeline].contains(draw.kind) {
            throw reader.error("columns", "is missing or empty")
        }
        empty = try members.optionalString("empty") ?? "Nothing to show for this period."
        onlyDays = try members.optionalInteger("onlyDays")
        items = try members.optionalList("items").map { item in
            let members = try item.members(allowed: ["term", "text"])
            return Item(term: try members.string("term"), text: try members.string("text"))
        }
    }

    private static func isAllowedInID(_ byte: UInt8) -> Bool {
        (97...122).contains(byte) || (48...57).contains(byte) || byte == UInt8(ascii: "-")
    }
}

extension Draw {
    init(_ reader: DefinitionReader) throws {
        let members = try reader.members(allowed: ["kind", "limit", "order", "stack"])
        kind = try members.choice("kind", of: Kind.self)
        limit = try members.optionalInteger("limit")
        order = try members.optionalString("order")
        stack = try members.optionalList("stack").map(Column.init)
    }
}

extension Column {
    init(_ reader: DefinitionReader) throws {
        let members = try reader.members(allowed: [
            "name", "title", "format", "note", "target", "query", "panel", "mark", "optional",
        ])
        name = try members.string("name")
        title = try members.string("title")
        format = try members.choice("format", of: Format.self)
        note = try members.optionalString("note")
        target = try members.optionalString("target")
        query = try members.optionalString("query")
        panel = try members.optionalString("panel")
        mark = try members.optional("mark") == nil ? .line : members.choice("mark", of: Mark.self)
        isOptional = try members.optionalBool("optional") ?? false
    }
}
