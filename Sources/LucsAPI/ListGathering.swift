import CivilTime
import LucsModel

/// The rows of one list while its pages come in.
struct ListGathering<Row: Sendable> {
    private let format: RowFormat<Row>
    private(set) var rows: [Row] = []
    private var seen: Set<EntityID> = []
    private var firstPage: Set<EntityID> = []
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

    var firstRows: Set<EntityID> { firstPage }

    /// Adds a page; lists move while they are read, so that rows may come twice.
    mutating func add(_ page: ListPage<Row>, observedAt instant: Timestamp) -> Added {
        var ids = Set<EntityID>(minimumCapacity: page.rows.count)
        let rowsBefore = rows.count
        var isRepeated: [Bool] = []
        for (index, id) in page.ids.enumerated() {
            let isNew = ids.insert(id).inserted
            if !isNew { surplus += 1 }
            // All that was seen before the first page's end is on the first page.
            if isNew, pages == 0 || seen.insert(id).inserted { continue }
            if isRepeated.isEmpty { isRepeated = Array(repeating: false, count: page.rows.count) }
            isRepeated[index] = true
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
            seen = ids
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
        let repeats =
            pages > 1 && page.elements * 2 > firstPageSize
            && ids.count(where: firstPage.contains) * 2 > ids.count
        defer { largestPage = max(largestPage, page.elements) }
        return Added(fresh: fresh, elements: page.elements, repeatsFirst: repeats)
    }

    struct Added {
        var fresh: Int
        var elements: Int
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
