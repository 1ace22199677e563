import CivilTime
import JSONText
import LucsModel

/// Values as a server may write them rather than as they should be: each of these reads exactly
/// one value of any kind, and is `nil` where that says nothing.
extension JSONReader {
    /// Text. Numbers and truth values are taken as written, an object by its name.
    mutating func text(_ catalogue: MemberCatalogue) throws(JSONError) -> String? {
        switch try kind() {
        case .string:
            let text = try string()
            return text.isEmpty ? nil : text
        case .number: return try numberText()
        case .bool: return try bool() ? "true" : "false"
        case .object: return try label(catalogue).name
        case .array, .null:
            try skipValue()
            return nil
        }
    }

    /// An identifier. The GUID of zeros, which .NET writes for none, is none.
    mutating func identifier(_ catalogue: MemberCatalogue) throws(JSONError) -> EntityID? {
        switch try kind() {
        case .string:
            return try withStringBytes { bytes in
                let id = EntityID(bytes: bytes)
                return bytes.isEmpty || id == .guid(0, 0) ? nil : id
            }
        case .number: return EntityID(try numberText())
        case .object: return try label(catalogue).id
        case .array, .bool, .null:
            try skipValue()
            return nil
        }
    }

    /// A date-time. Those before 1970, which .NET writes for none, are none; what cannot be read
    /// is noted among the unknown members.
    mutating func time(_ member: StaticString, of object: String) throws(JSONError) -> Timestamp? {
        guard try kind() == .string else {
            if try kind() != .null { note(member, object) }
            try skipValue()
            return nil
        }
        let (parsed, isEmpty) = try withStringBytes { (Timestamp.parse($0), $0.isEmpty) }
        if parsed == nil, !isEmpty { note(member, object) }
        guard let parsed, parsed.milliseconds >= 0 else { return nil }
        return parsed
    }

    mutating func flag() throws(JSONError) -> Bool? {
        switch try kind() {
        case .bool: return try bool()
        case .number: return try integer().map { $0 != 0 }
        case .string:
            switch try string().lowercased() {
            case "true", "1", "yes": return true
            case "false", "0", "no": return false
            default: return nil
            }
        case .object, .array, .null:
            try skipValue()
            return nil
        }
    }

    mutating func number() throws(JSONError) -> Double? {
        switch try kind() {
        case .number: return try double()
        case .string: return Double(try string()).flatMap { $0.isFinite ? $0 : nil }
        case .object, .array, .bool, .null:
            try skipValue()
            return nil
        }
    }

    mutating func count() throws(JSONError) -> Int? {
        try number().flatMap { Int(exactly: $0.rounded()) }
    }

    private mutating func label(
        _ catalogue: MemberCatalogue
    ) throws(JSONError) -> (name: String?, id: EntityID?) {
        var name: String?
        var id: EntityID?
        // What else such an object holds is nobody's concern here, hence no notes.
        let notes = unknownMembers
        try beginObject()
        while let field = try catalogue.label.next(&self) {
            guard try kind() == .string else {
                try skipValue()
                continue
            }
            let text = try string()
            switch field {
            case .name: name = name ?? text
            case .id: id = EntityID(text)
            }
        }
        unknownMembers = notes
        return (name, id)
    }

    private mutating func note(_ member: StaticString, _ object: String) {
        unknownMembers.note("\(member) (value not understood)", of: object)
    }
}
