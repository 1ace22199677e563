import CivilTime
import LucsModel

/// The rows of one list while its pages come in.
struct ListGathering<Row: Sendable> {
    private let format: RowFormat<Row>
    private(set) var rows: [Row] = []
    /// The identifiers of the rows, and a look-up among them.
    private var ids: [EntityID] = []
    private var index = HashIndex()
    private var firstPage: [EntityID] = []
    /// Elements that do not count as rows: without identifier, or twice on one page.
    private var surplus = 0
    private(set) var nameless = 0
    private(set) var elements = 0
    private(set) var pages = 0
    private(set) var firstPageSize = 0
    private(set) var largestPage = 0
    private(set) var total: Int?
    private var hasShrunk = false
    private(set) var observedAt: Timestamp?

    init(_ format: RowFormat<Row>) {
        self.format = format
    }

    var isTotalReached: Bool { total.map { rows.count + surplus >= $0 } ?? false }

    var firstRows: Set<EntityID> { Set(firstPage) }

    /// Adds a page; lists move while they are read, so that rows may come twice.
    mutating func add(_ page: ListPage<Row>, observedAt instant: Timestamp) -> Added {
        let rowsBefore = rows.count
        if pages == 0 { index = HashIndex(expecting: page.ids.count) }
        var isRepeated: [Bool] = []
        var onPage: Set<EntityID> = []
        for (place, id) in page.ids.enumerated() {
            let isNew = index.add(id.mixed) { ids[$0] == id }
            if isNew { ids.append(id) }
            if !isNew, isRepeated.isEmpty {
                isRepeated = Array(repeating: false, count: page.ids.count)
                onPage = Set(page.ids[..<place])
            }
            if !isRepeated.isEmpty {
                // Twice on one page is one too many; on two pages it is one that moved.
                if !onPage.insert(id).inserted { surplus += 1 }
                isRepeated[place] = !isNew
            }
        }
        if isRepeated.isEmpty {
            // The usual case: nothing is copied where it is the only page.
            if rows.isEmpty { rows = page.rows } else { rows += page.rows }
        } else {
            rows += zip(page.rows, isRepeated).lazy.filter { !$0.1 }.map(\.0)
        }
        let fresh = rows.count - rowsBefore
        if pages == 0 {
            observedAt = instant
            firstPage = ids
            firstPageSize = page.elements
        }
        nameless += page.nameless
        surplus += page.nameless
        elements += page.elements
        pages += 1
        if let told = page.total {
            if let total, told < total { hasShrunk = true }
            total = told
        }
        // The first page again, by and large: as many rows, most of them the same.
        var repeats = false
        if pages > 1, fresh == 0, page.elements * 2 > firstPageSize {
            let ids = Set(page.ids)
            repeats = ids.count(where: Set(firstPage).contains) * 2 > ids.count
        }
        defer { largestPage = max(largestPage, page.elements) }
        return Added(fresh: fresh, elements: page.elements, repeatsFirst: repeats)
    }

    struct Added {
        var fresh: Int
        var elements: Int
        /// Whether nothing was fresh and it was the first page again.
        var repeatsFirst: Bool
    }

    /// - Throws: ``APIError`` where nothing in the list can be told apart.
    func listing(shortfall reason: String?, now: Timestamp) throws(APIError) -> Listing<Row> {
        if rows.isEmpty, nameless > 0 {
            throw APIError(
                .badData, "none of the \(nameless) \(format.plural) tells an identifier",
                advice: "Say in memberNames what the member is called.")
        }
        var reasons = reason.map { [$0] } ?? []
        if reason == nil, let total, !isTotalReached {
            reasons.append("the server told of \(total) \(format.plural) and gave \(rows.count)")
        }
        if nameless > 0 {
            reasons.append("\(nameless) \(format.plural) without an identifier were left out")
        }
        if hasShrunk, pages > 1 { reasons.append("the list shrank while it was read") }
        return Listing(
            rows: rows, observedAt: observedAt ?? now,
            shortfall: reasons.isEmpty ? nil : reasons.joined(separator: "; "))
    }
}
