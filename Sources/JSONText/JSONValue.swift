/// Any JSON value, as a tree: for small texts of unknown shape.
public enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    /// A number without a fraction that fits 64 bits.
    case integer(Int64)
    case number(Double)
    case string(String)
    case array([JSONValue])
    /// Of members with the same name the last one counts.
    case object([String: JSONValue])

    /// Reads one whole text.
    public init(parsing bytes: [UInt8]) throws {
        self = try JSONReader.read(bytes) { reader in try reader.value() }
    }

    /// The value of a member, its name matched exactly, then without regard to case.
    public subscript(_ name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        if let exact = members[name] { return exact }
        let folded = name.lowercased()
        return members.filter { $0.key.lowercased() == folded }.min { $0.key < $1.key }?.value
    }

    public var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    public var array: [JSONValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    public var object: [String: JSONValue]? {
        if case .object(let members) = self { members } else { nil }
    }

    public var integer: Int64? {
        if case .integer(let number) = self { number } else { nil }
    }
}

extension JSONReader {
    /// Reads one value of any kind as a tree. It nests no deeper than ``greatestDepth``.
    public mutating func value() throws(JSONError) -> JSONValue {
        switch try kind() {
        case .null:
            try null()
            return .null
        case .bool: return .bool(try bool())
        case .string: return .string(try string())
        case .number:
            let start = position
            if let whole = try integer() { return .integer(whole) }
            position = start
            return .number(try double())
        case .array:
            var elements: [JSONValue] = []
            try beginArray()
            while try nextElement() { elements.append(try value()) }
            return .array(elements)
        case .object:
            var members: [String: JSONValue] = [:]
            try beginObject()
            while let name = try nextMember() { members[name] = try value() }
            return .object(members)
        }
    }
}
