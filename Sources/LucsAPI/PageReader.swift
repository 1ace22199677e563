import JSONText
import LucsModel

/// What one answer to a request for a list held.
struct ListPage<Row: Sendable>: Sendable {
    var rows: [Row] = []
    /// The identifier of each row.
    var ids: [EntityID] = []
    /// Elements of the list, those that are no rows included.
    var elements = 0
    /// Elements that are objects but tell no identifier.
    var nameless = 0
    /// How many rows the server says there are over all pages.
    var total: Int?
    var next = NextPage.untold
    var unknownMembers = UnknownMembers()

    enum NextPage: Hashable, Sendable {
        case untold
        /// The server says that this was the last one.
        case none
        case link(String)
    }
}

/// The members of an object around a list.
private enum Envelope: Int {
    case list, total, count, next

    static let names = MemberNames(
        object: "envelope",
        names: [
            [
                "Items", "Data", "Results", "Result", "Value", "Values", "Records", "Rows", "List",
                "Entries", "Content", "$values",
            ],
            [
                "TotalCount", "Total", "TotalItems", "TotalResults", "TotalRecords", "TotalRows",
                "@odata.count", "odata.count",
            ],
            ["Count"],
            [
                "NextLink", "Next", "NextPageLink", "NextPage", "NextPageUrl", "NextUrl",
                "@odata.nextLink", "odata.nextLink",
            ],
        ])
}

/// Reads a list: a bare array, or an object around one.
struct PageReader<Row: Sendable> {
    /// A row of a list takes more bytes than this, whitespace or not.
    private static var fewestBytes: Int { 128 }

    let format: RowFormat<Row>
    /// How many rows there may well be: room for so many is made at once.
    var expectedRows = 0

    /// - Throws: ``JSONError`` where the bytes are no JSON, ``NotAList`` where they are no list.
    func read(_ bytes: [UInt8]) throws -> ListPage<Row> {
        try JSONReader.read(bytes) { reader in
            var page = ListPage<Row>()
            let room = min(expectedRows, bytes.count / Self.fewestBytes)
            page.rows.reserveCapacity(room)
            page.ids.reserveCapacity(room)
            switch try reader.kind() {
            case .array: try readRows(&reader, into: &page)
            case .object:
                guard try readEnvelope(&reader, into: &page, depth: 0) else { throw NotAList() }
            default: throw NotAList()
            }
            page.unknownMembers = reader.unknownMembers
            return page
        }
    }

    /// Whether a list was found. A known name leads to it first; else the first array of objects
    /// is it, and else the first empty array.
    private func readEnvelope(
        _ reader: inout JSONReader, into page: inout ListPage<Row>, depth: Int
    ) throws -> Bool {
        var found = false
        var count: Int?
        var candidate: (position: JSONReader, holdsObjects: Bool)?
        try reader.beginObject()
        while let name = try reader.nextMember() {
            let member = Envelope.names.index(of: name).flatMap(Envelope.init)
            let kind = try reader.kind()
            switch (member, kind) {
            case (.list, .array) where !found:
                try readRows(&reader, into: &page)
                found = true
            case (.list, .object) where !found && depth < 2:
                found = try readEnvelope(&reader, into: &page, depth: depth + 1)
            case (.total, .number), (.total, .string): page.total = try reader.count()
            case (.count, .number): count = try reader.count()
            case (.next, .string):
                let link = try reader.string()
                page.next = link.isEmpty ? .none : .link(link)
            case (.next, .null):
                try reader.null()
                if page.next == .untold { page.next = .none }
            case (_, .array):
                let start = reader
                let holdsObjects = try Self.skipList(&reader)
                if let holdsObjects, candidate == nil || (holdsObjects && candidate?.1 == false) {
                    candidate = (start, holdsObjects)
                }
            default: try reader.skipValue()
            }
        }
        if !found, var start = candidate?.position {
            try readRows(&start, into: &page)
            reader.unknownMembers.merge(start.unknownMembers)
            found = true
        }
        // A count that only counts this page tells nothing about the others.
        if page.total == nil, let count, count != page.elements { page.total = count }
        return found
    }

    /// Skips an array: `true` when objects stand in it, `false` when nothing does, `nil` when
    /// something else does.
    private static func skipList(_ reader: inout JSONReader) throws(JSONError) -> Bool? {
        var holdsObjects: Bool? = false
        try reader.beginArray()
        while try reader.nextElement() {
            holdsObjects = try reader.kind() == .object ? holdsObjects.map { _ in true } : nil
            try reader.skipValue()
        }
        return holdsObjects
    }

    private func readRows(
        _ reader: inout JSONReader, into page: inout ListPage<Row>
    ) throws(JSONError) {
        try reader.beginArray()
        while try reader.nextElement() {
            if try reader.skipNull() { continue }
            page.elements += 1
            let kind = try reader.kind()
            guard kind == .object || Row.self == RawElement.self else {
                page.nameless += 1
                try reader.skipValue()
                continue
            }
            if let id = try format.read(&reader, &page.rows) {
                page.ids.append(id)
            } else {
                page.nameless += 1
            }
        }
    }
}

/// The text is JSON, and no list.
struct NotAList: Error {}
