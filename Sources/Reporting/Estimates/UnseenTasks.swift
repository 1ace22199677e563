internal import Statistics

/// The estimate of unseen abandoned tasks, by service and in total, as columns beside the figures.
struct UnseenTasks {
    static let columns = ["estimate", "low", "high"].map { "unseen_abandoned_\($0)" }

    private var byService: [Cell: Sightings] = [:]

    /// - Parameter sightings: the answer of the query `sightings`.
    init(_ sightings: Table) throws {
        let records = try Records(sightings, query: "sightings")
        try records.require(["service_id", "age_tenths", "more_polls", "n", "spacing_seconds"])
        var total = Sightings()
        for row in records.all {
            byService[row["service_id"], default: Sightings()].add(row)
            total.add(row)
        }
        byService[.null] = total
    }

    /// The figures with ``columns`` at the end, null where no estimate is shown, and with the bounds
    /// of service level and abandon rate that the unseen tasks leave.
    func added(to figures: Table) throws -> Table {
        let records = try Records(figures, query: "service-figures")
        var table = figures
        table.columns += Self.columns
        let places = Dictionary(
            figures.columns.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        for (index, row) in records.all.enumerated() {
            let unseen = estimate(of: row)
            for (column, bound) in Self.bounds(of: row, unseen: unseen?.high ?? 0) {
                if let place = places[column] { table.rows[index][place] = bound }
            }
            table.rows[index] += Self.cells(unseen, of: row)
        }
        return table
    }

    /// The bounds of service level and abandon rate that unseen abandoned tasks change.
    ///
    /// - Parameter unseen: as many as there may be.
    static func bounds(of row: Record, unseen: Double) -> [(column: String, bound: Cell)] {
        guard unseen > 0, let within = row.number("answered_within_threshold"),
            let most = row.number("counted_most"),
            let abandonedMost = row.number("abandoned_most")
        else { return [] }
        return [
            ("service_level_low", .real(within / (most + unseen))),
            ("abandon_rate_high", .real(min((abandonedMost + unseen) / (most + unseen), 1))),
        ]
    }

    private func estimate(of row: Record) -> UnseenAbandoned? {
        let service = row["service_id"]
        return byService[service].flatMap { UnseenAbandoned($0, seed: Self.seed(of: service)) }
    }

    /// An estimate is shown where it tells something, and where nearly all tasks that count as
    /// abandoned are known to be: those that may have been answered were seen at other ages.
    private static func cells(_ unseen: UnseenAbandoned?, of row: Record) -> [Cell] {
        guard let unseen, unseen.isTelling, let abandoned = row.number("abandoned"),
            (row.number("unconfirmed") ?? 0) * 20 <= abandoned
        else { return columns.map { _ in .null } }
        return [unseen.estimate, unseen.low, unseen.high].map {
            Int64(exactly: $0).map(Cell.integer) ?? .null
        }
    }

    /// The same service draws the same numbers in every report (FNV-1a of its identifier).
    private static func seed(of service: Cell) -> UInt64 {
        service.plainText.utf8.reduce(0xCBF2_9CE4_8422_2325) {
            ($0 ^ UInt64($1)) &* 0x100_0000_01B3
        }
    }
}

extension Sightings {
    /// Adds a row of the query `sightings`.
    fileprivate mutating func add(_ row: Record) {
        guard let age = row.number("age_tenths"), let more = row.number("more_polls"),
            let count = row.number("n"), let spacing = row.number("spacing_seconds")
        else { return }
        add(age: Int(age), morePolls: Int(more), count: count, spacing: spacing)
    }
}
