/// Any JSON value.
enum JSONValue: Decodable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([JSONValue].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }
}

/// A value in a definition and the way to it, so that errors can name the place.
struct DefinitionReader {
    let file: String
    let path: String
    let language: Language
    let value: JSONValue

    var place: Place { Place(file: file, path: path) }

    func error(_ member: String, _ problem: String) -> ReportError {
        place.error(member, problem)
    }

    /// The members of an object that may have only these.
    func members(allowed: [String]) throws(ReportError) -> Members {
        guard case .object(let members) = value else { throw error("", "must be an object") }
        for name in members.keys.sorted() where !allowed.contains(name) {
            throw error(name, "is unknown; allowed are \(allowed.joined(separator: ", "))")
        }
        return Members(reader: self, values: members)
    }

    /// Parameters of a query: texts and numbers by name.
    func parameters() throws(ReportError) -> [String: Cell] {
        guard case .object(let members) = value else { throw error("", "must be an object") }
        var parameters: [String: Cell] = [:]
        for (name, value) in members {
            switch value {
            case .string(let text): parameters[name] = .text(text)
            case .number(let number):
                parameters[name] = Int64(exactly: number).map(Cell.integer) ?? .real(number)
            case .null: parameters[name] = .null
            default: throw error(name, "must be a text, a number or null")
            }
        }
        return parameters
    }
}

/// The members of an object in a definition.
struct Members {
    let reader: DefinitionReader
    let values: [String: JSONValue]

    func optional(_ name: String) throws(ReportError) -> DefinitionReader? {
        guard let value = values[name] else { return nil }
        let path = reader.path.isEmpty ? name : "\(reader.path).\(name)"
        return DefinitionReader(
            file: reader.file, path: path, language: reader.language, value: value)
    }

    func reader(_ name: String) throws(ReportError) -> DefinitionReader {
        guard let member = try optional(name) else { throw reader.error(name, "is missing") }
        return member
    }

    /// A text, or one for each language: `{ "en": "Week", "de": "Woche" }`.
    func string(_ name: String) throws(ReportError) -> String {
        let member = try reader(name)
        switch member.value {
        case .string(let text): return text
        case .object:
            let languages = Language.allCases.map(\.rawValue)
            let texts = try member.members(allowed: languages)
            for language in [reader.language] + Language.allCases {
                if texts.values[language.rawValue] != nil {
                    return try texts.string(language.rawValue)
                }
            }
            throw member.error(
                "", "has no text; allowed are \(languages.joined(separator: ", "))")
        default: throw reader.error(name, "must be a text, or an object of texts by language")
        }
    }

    func optionalString(_ name: String) throws(ReportError) -> String? {
        values[name] == nil ? nil : try string(name)
    }

    func optionalInteger(_ name: String) throws(ReportError) -> Int? {
        guard let value = values[name] else { return nil }
        guard case .number(let number) = value, let whole = Int(exactly: number), whole > 0 else {
            throw reader.error(name, "must be a whole number above 0")
        }
        return whole
    }

    func optionalBool(_ name: String) throws(ReportError) -> Bool? {
        guard let value = values[name] else { return nil }
        guard case .bool(let bool) = value else {
            throw reader.error(name, "must be true or false")
        }
        return bool
    }

    func list(_ name: String) throws(ReportError) -> [DefinitionReader] {
        guard case .array(let elements) = try reader(name).value else {
            throw reader.error(name, "must be a list")
        }
        let path = reader.path.isEmpty ? name : "\(reader.path).\(name)"
        return elements.enumerated().map { index, value in
            DefinitionReader(
                file: reader.file, path: "\(path)[\(index)]", language: reader.language,
                value: value)
        }
    }

    func optionalList(_ name: String) throws(ReportError) -> [DefinitionReader] {
        values[name] == nil ? [] : try list(name)
    }

    func choice<Choice>(_ name: String, of: Choice.Type) throws(ReportError) -> Choice
    where Choice: RawRepresentable<String> & CaseIterable {
        let text = try string(name)
        guard let choice = Choice(rawValue: text) else {
            let allowed = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw reader.error(name, "is \"\(text)\"; allowed are \(allowed)")
        }
        return choice
    }
}
