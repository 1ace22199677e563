import JSONText
import LucsModel

/// What one response to a request for a list holds.
struct ListPage<Row: Sendable>: Sendable {
    var rows: [Row] = []
    /// The identifier of each row.
    var ids: [EntityID] = []
    /// Elements of the list, those that are not rows included.
    var elements = 0
    /// Elements that are not rows: without an identifier.
    var unidentified = 0
    var claims = PageClaims()
    var unknownMembers = UnknownMembers()
    var unreadableValues = UnreadableValues()
}

/// What a server says about a list beside its rows.
struct PageClaims: Hashable, Sendable {
    enum Next: Hashable, Sendable {
        case unknown
        /// The server says that there is no next page.
        case none
        case link(String)
    }

    /// How many rows there are over all pages, or on this one: servers differ.
    var total: Int?
    var next = Next.unknown
    /// Whether more rows follow.
    var hasMore: Bool?
    var totalPages: Int?
    /// Whether the server says that rows are missing.
    var isPartial = false
}

/// The text is JSON, but not a list.
struct NotAList: Error {}

/// The response reports an error, whatever else it holds.
struct ReportedError: Error {}

/// Reads a list: a bare array, or an object around one.
struct PageReader<Row: Sendable> {
    /// A row of a list takes more bytes than this, whitespace or not.
    private static var minimumRowBytes: Int { 128 }
    private static var maximumDepth: Int { 2 }

    let format: RowFormat<Row>
    /// How many rows to make room for.
    var expectedRows = 0

    /// - Throws: ``JSONError`` where the bytes are not JSON, ``NotAList`` where they are not a
    ///   list, ``ReportedError`` where they report an error.
    func read(_ bytes: [UInt8]) throws -> ListPage<Row> {
        try JSONReader.read(bytes) { reader in
            var page = ListPage<Row>()
            let room = min(expectedRows, bytes.count / Self.minimumRowBytes)
            page.rows.reserveCapacity(room)
            page.ids.reserveCapacity(room)
            switch try reader.kind() {
            case .array: try readRows(&reader, into: &page)
            case .object:
                var envelope = Found()
                try readEnvelope(&reader, into: &page, &envelope, depth: 0)
                try finish(envelope, &reader, into: &page)
            default: throw NotAList()
            }
            page.unknownMembers = reader.unknownMembers
            page.unreadableValues = reader.unreadableValues
            return page
        }
    }

    /// What was found in the envelope so far.
    private struct Found {
        var hasRows = false
        /// A member that should hold the rows is `null`.
        var hasNull = false
        /// The first array under a name that is not known.
        var candidate: JSONReader?
        var total: Int?
        var count: Int?
    }

    private func readEnvelope(
        _ reader: inout JSONReader, into page: inout ListPage<Row>, _ found: inout Found, depth: Int
    ) throws {
        try reader.beginObject()
        while let name = try reader.nextMember() {
            let member = format.envelope.names.index(of: name).flatMap(ListEnvelope.Member.init)
            switch (member, try reader.kind()) {
            case (.rows, .array) where !found.hasRows:
                try readRows(&reader, into: &page)
                found.hasRows = true
            case (.rows, .object) where !found.hasRows && depth < Self.maximumDepth:
                try readEnvelope(&reader, into: &page, &found, depth: depth + 1)
            case (.rows, .object):
                // Beside the rows: nothing but an error in it matters.
                var nothing = ListPage<Row>()
                var beside = Found()
                beside.hasRows = true
                try readEnvelope(&reader, into: &nothing, &beside, depth: Self.maximumDepth)
            case (.paging, .object) where depth < Self.maximumDepth:
                try readClaims(&reader, into: &page.claims, &found)
            case (.rows, .null), (nil, .null):
                try reader.null()
                found.hasNull = true
            case (.error, _): if try reader.saysSomething() { throw ReportedError() }
            case (.success, .bool): if try !reader.bool() { throw ReportedError() }
            case (.status, .number), (.status, .string):
                if try reader.reportsFailure() { throw ReportedError() }
            case (.code, .number), (.code, .string):
                if try reader.reportsCode() { throw ReportedError() }
            case (.message, .string):
                if try reader.string().soundsLikeFailure { throw ReportedError() }
            case (.complete, .bool): if try !reader.bool() { page.claims.isPartial = true }
            case (.partial, .bool): if try reader.bool() { page.claims.isPartial = true }
            case (nil, .array):
                let start = reader
                if try Self.mayHoldRows(&reader), found.candidate == nil { found.candidate = start }
            default: try readClaim(member, &reader, into: &page.claims, &found)
            }
        }
    }

    private func finish(
        _ found: Found, _ reader: inout JSONReader, into page: inout ListPage<Row>
    ) throws {
        if !found.hasRows {
            if var start = found.candidate {
                try readRows(&start, into: &page)
                reader.unknownMembers.merge(start.unknownMembers)
                reader.unreadableValues.merge(start.unreadableValues)
            } else if !found.hasNull || found.total ?? found.count == nil {
                throw NotAList()
            }
        }
        page.claims.total = found.total ?? found.count
    }

    /// Reads what an object beside the rows says about paging. Nothing else in it matters.
    private func readClaims(
        _ reader: inout JSONReader, into claims: inout PageClaims, _ found: inout Found
    ) throws(JSONError) {
        try reader.beginObject()
        while let name = try reader.nextMember() {
            let member = format.envelope.names.index(of: name).flatMap(ListEnvelope.Member.init)
            try readClaim(member, &reader, into: &claims, &found)
        }
    }

    private func readClaim(
        _ member: ListEnvelope.Member?, _ reader: inout JSONReader, into claims: inout PageClaims,
        _ found: inout Found
    ) throws(JSONError) {
        switch (member, try reader.kind()) {
        case (.total, .number), (.total, .string): found.total = try reader.count() ?? found.total
        case (.count, .number): found.count = try reader.count() ?? found.count
        case (.totalPages, .number): claims.totalPages = try reader.count()
        case (.hasMore, .bool): claims.hasMore = try reader.bool()
        case (.isLast, .bool): claims.hasMore = try !reader.bool()
        case (.isLast, .number): claims.totalPages = try reader.count()
        case (.nextPage, .string): claims.next = Self.next(try reader.string())
        case (.nextPage, .number): claims.hasMore = try reader.count().map { $0 > 0 }
        case (.nextPage, .null):
            try reader.null()
            if claims.next == .unknown { claims.next = .none }
        case (.nextPage, .object):
            try reader.beginObject()
            while let name = try reader.nextMember() {
                if name.lowercased() == "href", try reader.kind() == .string {
                    claims.next = Self.next(try reader.string())
                } else {
                    try reader.skipValue()
                }
            }
        default: try reader.skipValue()
        }
    }

    private static func next(_ link: String) -> PageClaims.Next {
        link.isEmpty ? .none : .link(link)
    }

    /// Skips an array, and returns whether it may hold rows: it is empty, or has only objects.
    private static func mayHoldRows(_ reader: inout JSONReader) throws(JSONError) -> Bool {
        var holdsOnlyObjects = true
        try reader.beginArray()
        while try reader.nextElement() {
            if try reader.kind() != .object { holdsOnlyObjects = false }
            try reader.skipValue()
        }
        return holdsOnlyObjects
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
                page.unidentified += 1
                try reader.skipValue()
                continue
            }
            if let id = try format.read(&reader, &page.rows) {
                page.ids.append(id)
            } else {
                page.unidentified += 1
            }
        }
    }
}
