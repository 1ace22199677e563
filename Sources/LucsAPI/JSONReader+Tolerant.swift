import CivilTime
import JSONText
import LucsModel

/// Values as a server may write them rather than as they should be: each of these reads exactly
/// one value of any kind, and is `nil` where that says nothing.
extension JSONReader {
    /// The longest text that is kept whole, and the longest identifier, in bytes.
    private static var maximumText: Int { 4096 }
    private static var maximumIdentifier: Int { 512 }

    /// Text. Numbers and truth values are taken as written, an object by its name. A text of
    /// absurd length is cut.
    mutating func text(_ catalogue: MemberCatalogue) throws(JSONError) -> String? {
        switch try kind() {
        case .string:
            let text = try string()
            if text.utf8.count > Self.maximumText { return "\(text.prefix(1000))…" }
            return text.isEmpty ? nil : text
        case .number: return try numberText()
        case .bool: return try bool() ? "true" : "false"
        case .object: return try label(catalogue).name
        case .array, .null:
            try skipValue()
            return nil
        }
    }

    /// An identifier. The GUID of zeros, which .NET writes for none, is none, and so is a text
    /// of absurd length. One that is not spelled as it is sent is remembered as it came.
    mutating func identifier(_ catalogue: MemberCatalogue) throws(JSONError) -> EntityID? {
        switch try kind() {
        case .string:
            var isInvalid = false
            let id = try withStringBytes { bytes -> EntityID? in
                let id = EntityID(bytes: bytes)
                guard !bytes.isEmpty, bytes.count <= Self.maximumIdentifier, id != .guid(0, 0)
                else { return nil }
                if case .text = id { isInvalid = String(validating: bytes, as: UTF8.self) == nil }
                catalogue.spellings.note(bytes, of: id)
                return id
            }
            if isInvalid { noteInvalidText() }
            return id
        case .number: return EntityID(try numberText())
        case .object: return try label(catalogue).id
        case .array, .bool, .null:
            try skipValue()
            return nil
        }
    }

    /// A date-time. Those before 1970, which .NET writes for none, are none; what cannot be read
    /// is noted. A time without a zone is read in the configured one.
    mutating func time(
        _ member: String, of object: String, _ catalogue: MemberCatalogue
    ) throws(JSONError) -> Timestamp? {
        switch try kind() {
        case .string:
            let (written, text) = try withStringBytes { bytes -> (WrittenTime?, String?) in
                let written = WrittenTime(bytes)
                if let written, written.hasZone { return (written, nil) }
                return (written, String(decoding: bytes, as: UTF8.self))
            }
            guard let written else {
                if let text, !text.isEmpty {
                    unreadableValues.note(text, member: member, of: object)
                }
                return nil
            }
            guard written.timestamp.milliseconds >= 0 else { return nil }
            let instant =
                written.hasZone
                ? written.timestamp
                : catalogue.zone?.instant(of: written.timestamp) ?? written.timestamp
            // When a callback is due lies ahead by nature.
            if object != CallbackField.object {
                unreadableValues.noteTime(
                    instant.milliseconds, member: member, of: object, textWithoutZone: text)
            }
            return instant
        case .number:
            var text = try numberText()
            guard let written = text.withUTF8({ WrittenTime($0) }) else {
                unreadableValues.note(text, member: member, of: object)
                return nil
            }
            return written.timestamp.milliseconds < 0 ? nil : written.timestamp
        case .null:
            try skipValue()
            return nil
        case .object, .array, .bool:
            let json = try copyOfValue()
            unreadableValues.note(
                String(decoding: json.prefix(200), as: UTF8.self), member: member, of: object)
            return nil
        }
    }

    /// A truth value. A word for neither is noted.
    mutating func flag(
        _ member: String, of object: String
    ) throws(JSONError) -> Bool? {
        switch try kind() {
        case .bool: return try bool()
        case .number: return try integer().map { $0 != 0 }
        case .string:
            let word = try string()
            switch word.lowercased() {
            case "true", "1", "yes": return true
            case "false", "0", "no": return false
            case "": return nil
            default:
                unreadableValues.note(word, member: member, of: object)
                return nil
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
        var ranks = FieldRanks()
        // What else such an object holds does not matter here, hence no notes.
        let notes = unknownMembers
        try beginObject()
        while let found = try catalogue.label.next(&self) {
            guard try kind() == .string else {
                try skipValue()
                continue
            }
            let text = try string()
            guard !text.isEmpty, text.utf8.count <= Self.maximumText else { continue }
            switch found.field {
            case .name: ranks.keep(text, of: found, in: &name)
            case .id: ranks.keep(EntityID(text), of: found, in: &id)
            }
        }
        unknownMembers = notes
        return (name, id)
    }
}

extension JSONError {
    /// What is wrong with the response: a clause.
    var problem: String {
        isEncoding
            ? "the response has bytes that are not UTF-8 (the first is number \(offset + 1)), and names "
                + "no other charset"
            : "the response is not valid JSON: \(self)"
    }

    var advice: String {
        isEncoding
            ? "Let LUCS, or the proxy in between, send UTF-8 or name the charset in Content-Type."
            : "Run lucstats doctor to see what the server returns."
    }
}
