internal import CivilTime

extension Section {
    /// A part of an `each` section needs no id.
    init(_ reader: DefinitionReader, isPart: Bool) throws(ReportError) {
        let members = try reader.members(allowed: [
            "id", "title", "intro", "query", "parameters", "columns", "draw", "empty", "onlyDays",
            "fromDays", "items", "parts", "longTitle", "dailyTitle", "unitTitles", "fold", "about",
            "severalOnly", "callsOnly", "optional", "wholeOnly", "oneAgentTitle", "oneAgentIntro",
        ])
        place = reader.place
        id = isPart ? try members.optionalName("id") ?? "part" : try members.name("id")
        title = try members.string("title")
        intro = try members.optionalString("intro")
        draw = try Draw(members.reader("draw"))
        let query = try members.optionalString("query")
        if query == nil && ![.definitions, .trust].contains(draw.kind) {
            throw reader.error("query", "is missing")
        }
        self.query = query ?? ""
        parameters = try members.optional("parameters")?.parameters() ?? [:]
        columns = try members.columns("columns")
        if columns.isEmpty && ![.definitions, .timeline, .trust].contains(draw.kind) {
            throw reader.error("columns", "is missing or empty")
        }
        empty = try members.optionalString("empty")
        onlyDays = try members.optionalInteger("onlyDays")
        fromDays = try members.optionalInteger("fromDays")
        longTitle = try members.optionalString("longTitle")
        dailyTitle = try members.optionalString("dailyTitle")
        oneAgentTitle = try members.optionalString("oneAgentTitle")
        oneAgentIntro = try members.optionalString("oneAgentIntro")
        unitTitles = try members.optional("unitTitles")?.unitTitles() ?? [:]
        isFolded = try members.optionalBool("fold") ?? false
        about = try members.optionalChoice("about", of: Subject.self)
        isForSeveral = try members.optionalBool("severalOnly") ?? false
        isForCalls = try members.optionalBool("callsOnly") ?? false
        isOptional = try members.optionalBool("optional") ?? false
        isOfWhole = try members.optionalBool("wholeOnly") ?? false
        items = try members.items("items")
        var parts: [Section] = []
        for part in try members.optionalList("parts") {
            let section = try Section(part, isPart: true)
            let allowed: [Draw.Kind] = [.tiles, .table, .lines, .heat, .histogram]
            guard allowed.contains(section.draw.kind) else {
                throw section.place.error(
                    "draw.kind",
                    "is \"\(section.draw.kind.rawValue)\"; allowed in a part are "
                        + allowed.map(\.rawValue).joined(separator: ", "))
            }
            parts.append(section)
        }
        if draw.kind == .each && parts.isEmpty {
            throw reader.error("parts", "is missing or empty")
        }
        if ![.each, .summary].contains(draw.kind) && !parts.isEmpty {
            throw reader.error("parts", "belongs to a section that is drawn as each or summary")
        }
        self.parts = parts
    }
}

extension DefinitionReader {
    /// Titles by the name of a unit.
    fileprivate func unitTitles() throws(ReportError) -> [Period.Unit: String] {
        let units: [(name: String, unit: Period.Unit)] = [
            ("week", .week), ("month", .month), ("quarter", .quarter), ("year", .year),
        ]
        let members = try members(allowed: units.map(\.name))
        var titles: [Period.Unit: String] = [:]
        for (name, unit) in units { titles[unit] = try members.optionalString(name) }
        return titles
    }
}

extension Members {
    func items(_ member: String) throws(ReportError) -> [Section.Item] {
        var items: [Section.Item] = []
        for item in try optionalList(member) {
            let members = try item.members(allowed: ["id", "term", "text"])
            items.append(
                Section.Item(
                    id: try members.optionalName("id"), term: try members.string("term"),
                    text: try members.string("text")))
        }
        return items
    }

    /// An anchor: small letters, digits and -.
    func name(_ member: String) throws(ReportError) -> String {
        let name = try string(member)
        let isGood = name.utf8.allSatisfy { byte in
            (97...122).contains(byte) || (48...57).contains(byte) || byte == UInt8(ascii: "-")
        }
        guard !name.isEmpty, isGood else {
            throw reader.error(member, "is \"\(name)\"; allowed are small letters, digits and -")
        }
        return name
    }

    func optionalName(_ member: String) throws(ReportError) -> String? {
        values[member] == nil ? nil : try name(member)
    }

    func columns(_ member: String) throws(ReportError) -> [Column] {
        var columns: [Column] = []
        for reader in try optionalList(member) { columns.append(try Column(reader)) }
        return columns
    }

    func optionalChoice<Choice>(_ name: String, of: Choice.Type) throws(ReportError) -> Choice?
    where Choice: RawRepresentable<String> & CaseIterable {
        values[name] == nil ? nil : try choice(name, of: Choice.self)
    }
}

extension Draw {
    init(_ reader: DefinitionReader) throws(ReportError) {
        let members = try reader.members(allowed: [
            "kind", "limit", "order", "stack", "down", "across", "downFormat", "acrossFormat",
            "switch", "trend", "more",
        ])
        kind = try members.choice("kind", of: Kind.self)
        limit = try members.optionalInteger("limit")
        more = try members.optionalInteger("more")
        order = try members.optionalString("order")
        stack = try members.columns("stack")
        down = try members.optionalString("down")
        across = try members.optionalString("across")
        downFormat = try members.optionalChoice("downFormat", of: Format.self)
        acrossFormat = try members.optionalChoice("acrossFormat", of: Format.self)
        choices = try members.optionalInteger("switch") ?? 1
        hasTrend = try members.optionalBool("trend") ?? false
        if kind == .heat && (across == nil) { throw reader.error("across", "is missing") }
    }
}

extension Column {
    init(_ reader: DefinitionReader) throws(ReportError) {
        let members = try reader.members(allowed: [
            "name", "title", "format", "note", "target", "query", "panel", "mark", "define",
            "optional", "change", "oneChannel", "team", "oneAgentTitle", "severalAgents",
        ])
        name = try members.string("name")
        title = try members.string("title")
        format = try members.choice("format", of: Format.self)
        note = try members.optionalString("note")
        target = try members.optionalString("target")
        query = try members.optionalString("query")
        panel = try members.optionalString("panel")
        mark = try members.optionalChoice("mark", of: Mark.self) ?? .line
        define = try members.optionalName("define")
        isOptional = try members.optionalBool("optional") ?? false
        change = try members.optionalString("change")
        isOfOneChannel = try members.optionalBool("oneChannel") ?? false
        team = try members.optionalString("team")
        oneAgentTitle = try members.optionalString("oneAgentTitle")
        isOfSeveralAgents = try members.optionalBool("severalAgents") ?? false
    }
}
