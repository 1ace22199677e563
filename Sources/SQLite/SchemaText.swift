/// One object of a schema, as `sqlite_schema` lists it.
struct SchemaObject: Hashable, Comparable {
    /// `table`, `index`, `view` or `trigger`.
    let type: String
    let name: String
    /// The table that an index or trigger belongs to.
    let table: String

    static func < (a: SchemaObject, b: SchemaObject) -> Bool {
        (a.type, a.name, a.table) < (b.type, b.name, b.table)
    }
}

extension Schema {
    /// What a file of this schema has, and nothing else.
    public struct Objects: Sendable {
        /// Each with its statement; that of an index which a constraint makes is empty.
        let texts: [SchemaObject: String]
    }

    /// Made once from the statements, in memory.
    public func objects() throws -> Objects {
        let connection = try Connection(path: ":memory:", mode: .create)
        try connection.migrate(to: self)
        return Objects(texts: try connection.schemaObjects(in: "main"))
    }
}

extension Connection {
    /// How a database differs from a schema, in a few words; `nil` if it does not.
    ///
    /// The text of a schema is a program that SQLite runs: a view may do anything that a query can,
    /// and a column's name may be more than a name. Only the text of the schema is compared; nothing
    /// of it runs. Comments and blanks do not count.
    ///
    /// - Parameter database: `main`, or what is attached.
    public func difference(
        from objects: Schema.Objects, in database: String = "main"
    ) throws -> String? {
        let found = try schemaObjects(in: database)
        let strange = found.filter { object, text in
            guard let own = objects.texts[object] else { return true }
            return text != own && SchemaText.plain(text) != SchemaText.plain(own)
        }
        if let first = strange.keys.min() { return "the \(first.type) \(first.name)" }
        let missing = objects.texts.keys.filter { found[$0] == nil }.min()
        return missing.map { "the missing \($0.type) \($0.name)" }
    }

    /// The whole schema of a database as one text, to the letter.
    public func schemaText(in database: String = "main") throws -> String {
        try schemaObjects(in: database).sorted { $0.key < $1.key }
            .map { object, text in "\(object.type) \(object.name) \(object.table) \(text)\n" }
            .joined()
    }

    /// The tables and indexes of a database as one text, which is the same for the same schema.
    public func tablesText() throws -> String {
        try schemaObjects(in: "main").filter { $0.key.type != "view" }
            .sorted { $0.key < $1.key }
            .map { object, text in
                "\(object.type) \(object.name) \(object.table) \(SchemaText.plain(text))\n"
            }.joined()
    }

    /// - Throws: ``DatabaseError`` (corrupt) if one object is listed twice.
    fileprivate func schemaObjects(in database: String) throws -> [SchemaObject: String] {
        var objects: [SchemaObject: String] = [:]
        try prepare("SELECT type, name, tbl_name, sql FROM \(database).sqlite_schema").forEach {
            let text = { (value: Value) in if case .text(let text) = value { text } else { "" } }
            let object = SchemaObject(type: text($0[0]), name: text($0[1]), table: text($0[2]))
            let sql = text($0[3])
            guard !object.isStatistics(sql) else { return }
            guard objects.updateValue(sql, forKey: object) == nil else {
                throw DatabaseError(
                    code: 11, message: "its schema lists \(object.name) twice", path: path)
            }
        }
        return objects
    }
}

extension SchemaObject {
    /// Whether it is what `ANALYZE` leaves.
    fileprivate func isStatistics(_ sql: String) -> Bool {
        type == "table" && name == table
            && [
                "CREATE TABLE sqlite_stat1(tbl,idx,stat)",
                "CREATE TABLE sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)",
            ].contains(sql)
    }
}

enum SchemaText {
    private static let signs = Array("<>=!|-+*/%&~.".utf8)
    private static let neutral = Array("(),;".utf8)

    /// A statement without comments, and with a blank only where two words or two signs would
    /// become one.
    static func plain(_ sql: String) -> String {
        let bytes = Array(sql.utf8)
        var plain: [UInt8] = []
        var position = 0
        var isApart = false
        while position < bytes.count {
            let end = gap(in: bytes, at: position) ?? token(in: bytes, at: position)
            if gap(in: bytes, at: position) != nil {
                isApart = true
            } else {
                if isApart, let last = plain.last, belongs(last, bytes[position]) {
                    plain.append(UInt8(ascii: " "))
                }
                plain += bytes[position..<end]
                isApart = false
            }
            position = end
        }
        return String(decoding: plain, as: UTF8.self)
    }

    /// The end of a blank or comment that begins here.
    private static func gap(in bytes: [UInt8], at start: Int) -> Int? {
        let next = start + 1 < bytes.count ? bytes[start + 1] : 0
        switch (bytes[start], next) {
        case (0x09, _), (0x0A, _), (0x0C, _), (0x0D, _), (0x20, _): return start + 1
        case (UInt8(ascii: "-"), UInt8(ascii: "-")):
            return bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
        case (UInt8(ascii: "/"), UInt8(ascii: "*")):
            var end = start + 2
            while end + 1 < bytes.count,
                bytes[end] != UInt8(ascii: "*") || bytes[end + 1] != UInt8(ascii: "/")
            {
                end += 1
            }
            return min(end + 2, bytes.count)
        default: return nil
        }
    }

    /// The end of a text or a name in quotes, or of one byte of anything else.
    private static func token(in bytes: [UInt8], at start: Int) -> Int {
        let closing: UInt8
        switch bytes[start] {
        case UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "`"): closing = bytes[start]
        case UInt8(ascii: "["): closing = UInt8(ascii: "]")
        default: return start + 1
        }
        let end = bytes[(start + 1)...].firstIndex(of: closing)
        return end.map { $0 + 1 } ?? bytes.count
    }

    /// Whether a blank between these two bytes means something.
    private static func belongs(_ a: UInt8, _ b: UInt8) -> Bool {
        if signs.contains(a) { return signs.contains(b) }
        return !signs.contains(b) && !neutral.contains(a) && !neutral.contains(b)
    }
}
