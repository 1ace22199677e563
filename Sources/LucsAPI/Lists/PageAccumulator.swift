import CivilTime
import LucsModel

/// The rows of one list while its pages come in, each row once.
///
/// Lists move while they are read: a row may come on two pages, which is counted.
struct PageAccumulator<Row: Sendable> {
    private let format: RowFormat<Row>
    private(set) var rows: [Row] = []
    /// The identifiers of the rows, in the same order.
    private var ids: [EntityID] = []
    private var index = HashIndex()
    private var lastPage: [EntityID] = []
    private(set) var firstPage: [EntityID] = []
    /// Elements that are not rows of their own: without identifier, or twice on one page.
    private var surplus = 0
    private(set) var unidentified = 0
    /// Rows that an earlier page had too, repeated pages left out.
    private var moved = 0
    private(set) var elements = 0
    private(set) var pages = 0
    private(set) var firstPageSize = 0
    private(set) var largestPage = 0
    /// The total that the server announced last, for as long as the rows agree with it.
    private(set) var total: Int?
    private(set) var isTotalContradicted = false
    private var hasShrunk = false
    private(set) var observedAt: Timestamp?

    init(_ format: RowFormat<Row>) {
        self.format = format
    }

    /// Rows that count toward a total.
    var counted: Int { rows.count + surplus }

    /// What a page brought.
    struct Added {
        var elements: Int
        /// Rows that no page before had.
        var fresh: Int
        /// Whether the page holds the rows of the first one, or of the one before, once more.
        var repeatsFirst = false
        var repeatsLast = false
    }

    /// - Parameter countsRows: whether the server's totals are of all pages, as far as is known;
    ///   others are left out.
    mutating func add(
        _ page: ListPage<Row>, observedAt instant: Timestamp, countsRows: Bool
    ) -> Added {
        let rowsBefore = rows.count
        addRows(of: page)
        var added = Added(elements: page.elements, fresh: rows.count - rowsBefore)
        if pages == 0 {
            observedAt = instant
            firstPage = ids
            firstPageSize = page.elements
        } else {
            let repeated = page.ids.count - added.fresh
            if added.fresh == 0, !page.ids.isEmpty {
                added.repeatsLast = page.ids == lastPage
                added.repeatsFirst = Set(page.ids).isSubset(of: Set(firstPage))
            }
            if !added.repeatsFirst, !added.repeatsLast { moved += repeated }
        }
        lastPage = page.ids
        if !added.repeatsFirst, !added.repeatsLast {
            unidentified += page.unidentified
            surplus += page.unidentified
        }
        elements += page.elements
        pages += 1
        largestPage = max(largestPage, page.elements)
        noteTotal(countsRows ? page.claims.total : nil)
        return added
    }

    private mutating func addRows(of page: ListPage<Row>) {
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
            // Nothing is copied if it is the only page.
            if rows.isEmpty { rows = page.rows } else { rows += page.rows }
        } else {
            rows += zip(page.rows, isRepeated).lazy.filter { !$0.1 }.map(\.0)
        }
    }

    /// A total that is below what came is not one.
    private mutating func noteTotal(_ announced: Int?) {
        if let announced, !isTotalContradicted {
            if let total, announced < total { hasShrunk = true }
            total = announced
        }
        guard let total, total < counted || (total == 0 && elements > 0) else { return }
        // From now on the server's totals are left out.
        isTotalContradicted = true
        self.total = nil
        hasShrunk = false
    }

    /// Whether the pages came in an order that changed while they were read.
    var isUnstable: Bool { moved > max(5, (elements - firstPageSize) / 10) }

    /// - Parameter reason: why rows may be missing, if the reader knows.
    /// - Throws: ``APIError`` if the list has elements and none of them an identifier.
    func listing(shortfall reason: String?, now: Timestamp) throws(APIError) -> Listing<Row> {
        if rows.isEmpty, unidentified > 0 {
            throw APIError(
                .badData,
                unidentified == 1
                    ? "the only \(format.noun) has no identifier"
                    : "none of the \(unidentified.counted(format.noun)) has an identifier",
                advice: "Set its name in memberNames.")
        }
        var reasons = reason.map { [$0] } ?? []
        if reason == nil, let total, total > counted {
            reasons.append(
                "the server announced \(total.counted(format.noun)) but returned \(rows.count)")
        }
        if unidentified > 0 {
            reasons.append(
                unidentified == 1
                    ? "1 of the \(format.noun)s has no identifier"
                    : "\(unidentified) of the \(format.noun)s have no identifier")
        }
        if hasShrunk, pages > 1 { reasons.append("the list shrank while it was read") }
        if isUnstable { reasons.append("the order of the list changed while it was read") }
        return Listing(
            rows: rows, observedAt: observedAt ?? now,
            shortfall: reasons.isEmpty ? nil : reasons.joined(separator: "; "))
    }
}
