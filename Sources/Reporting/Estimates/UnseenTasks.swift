internal import Statistics

/// The estimate of unseen tasks, by service and in total, as columns beside the figures.
struct UnseenTasks {
    static let columns =
        ["answered", "abandoned"].flatMap { kind in
            ["estimate", "low", "high"].map { "unseen_\(kind)_\($0)" }
        } + ["sighting_spacing_seconds", "spacing_for_95_seconds", "unseen_lack"]

    private var byService: [Cell: Sightings] = [:]

    /// - Parameter sightings: the answer of the query `sightings`.
    init(_ sightings: Table) throws {
        let records = try Records(sightings, query: "sightings")
        try records.require(["service_id", "code", "n", "spacing_seconds"])
        var total = Sightings()
        for row in records.all {
            byService[row["service_id"], default: Sightings()].add(row)
            total.add(row)
        }
        byService[.null] = total
    }

    /// The figures with ``columns`` at the end. Where nothing is estimated they are null.
    func added(to figures: Table) throws -> Table {
        let records = try Records(figures, query: "service-figures")
        var table = figures
        table.columns += Self.columns
        let places = Dictionary(
            figures.columns.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        for (index, row) in records.all.enumerated() {
            let cells = cells(of: row)
            func high(_ kind: String) -> Double? {
                Self.columns.firstIndex(of: "unseen_\(kind)_high").flatMap { cells[$0].number }
            }
            let bounds = Self.bounds(
                of: row, answered: high("answered"), abandoned: high("abandoned"))
            for (column, bound) in bounds {
                if let place = places[column] { table.rows[index][place] = bound }
            }
            table.rows[index] += cells
        }
        return table
    }

    /// The bounds of service level and abandon rate with the unseen tasks: of the answered, all or
    /// none were answered within the threshold; of the abandoned, all or none count.
    ///
    /// - Parameters:
    ///   - answered: the upper end of the interval of unseen answered tasks; `nil` without one.
    ///   - abandoned: that of unseen abandoned tasks.
    static func bounds(
        of row: Record, answered: Double?, abandoned: Double?
    ) -> [(column: String, bound: Cell)] {
        guard answered != nil || abandoned != nil,
            let within = row.number("answered_within_threshold"),
            let withinMost = row.number("within_threshold_most"),
            let least = row.number("counted_least"), let most = row.number("counted_most"),
            let abandonedLeast = row.number("abandoned_least"),
            let abandonedMost = row.number("abandoned_most")
        else { return [] }
        let (answered, abandoned) = (answered ?? 0, abandoned ?? 0)
        func share(_ part: Double, of whole: Double) -> Cell {
            whole > 0 ? .real(min(part / whole, 1)) : .null
        }
        return [
            ("service_level_low", share(within, of: most + answered + abandoned)),
            ("service_level_high", share(withinMost + answered, of: least + answered)),
            ("abandon_rate_low", share(abandonedLeast, of: least + answered)),
            ("abandon_rate_high", share(abandonedMost + abandoned, of: most + abandoned)),
        ]
    }

    private func cells(of row: Record) -> [Cell] {
        let service = row["service_id"]
        guard let sightings = byService[service] else {
            return Self.columns.dropLast().map { _ in .null }
                + [.text(UnseenEstimate.Lack.tooFewTasks.rawValue)]
        }
        let estimate = UnseenEstimate(
            sightings,
            seen: UnseenEstimate.Seen(
                answered: row.number("answered") ?? 0, abandoned: row.number("abandoned") ?? 0,
                unconfirmed: row.number("unconfirmed") ?? 0),
            seed: Self.seed(of: service))
        let counts = [estimate.answered, estimate.abandoned].flatMap { count -> [Cell] in
            // An interval that holds 0 says that perhaps nothing was missed.
            guard let count, count.low > 0 else { return [.null, .null, .null] }
            return [count.estimate, count.low, count.high].map(Self.whole)
        }
        return counts + [
            sightings.spacingSeconds > 0 ? .real(sightings.spacingSeconds) : .null,
            Self.real(estimate.spacingFor95),
            estimate.lack.map { .text($0.rawValue) } ?? .null,
        ]
    }

    private static func whole(_ number: Double?) -> Cell {
        number.flatMap { Int64(exactly: $0) }.map(Cell.integer) ?? .null
    }

    private static func real(_ number: Double?) -> Cell { number.map(Cell.real) ?? .null }

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
        guard let code = row.number("code"), let n = row.number("n") else { return }
        add(code: Int(code), n)
        if code < 2000 { addSpacing(seconds: row.number("spacing_seconds") ?? 0, tasks: n) }
    }

    /// - Parameter code: see the view `task_sighting`.
    private mutating func add(code: Int, _ n: Double) {
        let (connectedAge, queueAge, more) = (code / 100 % 10, code / 10 % 10, code % 10)
        switch code / 1000 {
        case 1: connected.add(age: connectedAge, morePolls: more, n)
        case 2: abandoned.add(age: queueAge, morePolls: more, n)
        case 3: waiting[connectedAge].add(age: queueAge, morePolls: more, n)
        case 4: lookedUp += n
        default: break
        }
    }
}
