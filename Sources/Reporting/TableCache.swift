internal import CivilTime

/// What the report's period is, as the warehouse tells it.
struct PeriodFacts {
    let period: Period
    let start: String
    let end: String
    let startAt: Double
    let endAt: Double
    let timeZone: String
    /// The calendar's own interval.
    let intervalSeconds: Int

    /// Periods of up to two days are shown by interval, longer ones by day.
    var bucketGrain: String { period.isShownByInterval ? "interval" : "day" }
    var bucketSeconds: Int { period.isShownByInterval ? intervalSeconds : 86_400 }
}

/// The tables of one report, each asked for once.
final class TableCache {
    private struct Question: Hashable {
        let query: String
        let parameters: [String: Cell]
    }

    private let source: any TableSource
    let bounds: [String: Cell]
    private let elapsed: Timestamp?
    let facts: PeriodFacts
    /// What the source is restricted to.
    let scope: ReportScope
    private var knownTrend: Trend??
    private var knownNamesakes: [Cell: String]?
    private var answers: [Question: Records] = [:]
    private var groups: [Question: [Cell: [Record]]] = [:]
    private var change: Result<Change?, any Error>?

    /// - Parameter elapsed: how far a running period has come; `nil` for one that is over.
    init(
        source: any TableSource, period: Period, bounds: Range<Timestamp>,
        elapsed: Timestamp? = nil, scope: ReportScope = ReportScope()
    ) throws {
        self.source = EstimatedTables(source)
        self.scope = scope
        self.elapsed = elapsed
        self.bounds = [
            "start_at": .integer(bounds.lowerBound.milliseconds),
            "end_at": .integer(bounds.upperBound.milliseconds),
            "elapsed_at": .integer((elapsed ?? bounds.upperBound).milliseconds),
        ]
        let records = try Records(
            source.table(query: "period", parameters: self.bounds), query: "period")
        try records.require(["start", "end", "start_at", "end_at", "time_zone", "interval_seconds"])
        guard let row = records.all.first, let start = row.text("start"),
            let end = row.text("end"), let startAt = row.number("start_at"),
            let endAt = row.number("end_at"), startAt < endAt,
            let timeZone = row.text("time_zone"),
            let seconds = row.number("interval_seconds"), seconds >= 1, seconds <= 86_400
        else {
            throw ReportError(
                code: .badData, path: "period",
                description: "The warehouse knows no times for \(period): nothing was collected "
                    + "for it yet, or its calendar does not reach there.")
        }
        facts = PeriodFacts(
            period: period, start: start, end: end, startAt: startAt, endAt: endAt,
            timeZone: timeZone, intervalSeconds: Int(seconds))
    }

    /// The previous comparable period, asked for once; `nil` where the system does not know the
    /// time zone, or too little of this period was observed to be compared.
    func previous() throws -> Change? {
        if let change { return try change.get() }
        let result = Result { () throws -> Change? in
            let observed = try records("coverage").all.first?.number("observed_fraction") ?? 0
            guard observed >= Change.minimumObserved, try !isClosed(),
                let calendar = LocalCalendar(identifier: facts.timeZone)
            else { return nil }
            return try Change(
                before: facts.period, elapsed: elapsed, interval: .seconds(facts.intervalSeconds),
                in: calendar, from: self)
        }
        change = result
        return try result.get()
    }

    /// Whether there was no call in the period.
    func isEmpty() throws -> Bool {
        let total = try records("service-figures", ["grain": .text("period")]).total
        return (total?.number("offered") ?? 0) == 0
    }

    /// The channels whose tasks are in the report.
    func channels() throws -> [Record] {
        try records("service-figures", ["grain": .text("period"), "by": .text("channel")]).all
            .filter { ($0.number("offered") ?? 0) > 0 }
    }

    /// An agent's name, and the team where another agent has the same name.
    func told(_ name: String, of agent: Cell) -> String {
        namesakes()[agent].map { "\(name) (\($0))" } ?? name
    }

    /// The teams of agents who have the same name as another one, by identifier.
    private func namesakes() -> [Cell: String] {
        if let knownNamesakes { return knownNamesakes }
        let agents = (try? records("agent-figures").each) ?? []
        var teams: [Cell: String] = [:]
        for same in Dictionary(grouping: agents, by: { $0["agent_name"] }).values
        where same.count > 1 {
            for agent in same {
                guard let team = agent.text("organization_unit"), !team.isEmpty else { continue }
                teams[agent["agent_id"]] = team
            }
        }
        knownNamesakes = teams
        return teams
    }

    /// How the tasks are named.
    func words(_ language: Language) throws -> TaskWords {
        let names = try scope.channel.map { [$0] } ?? channels().map { $0.text("service_name") }
        return TaskWords(areCalls: names.allSatisfy(Channel.isCall), language: language)
    }

    /// The comparable periods before this one, asked for once.
    func trend() throws -> Trend? {
        if let knownTrend { return knownTrend }
        let trend = try isClosed() ? nil : Trend(self)
        knownTrend = .some(trend)
        return trend
    }

    /// How far a running period has come, in milliseconds; `nil` for one that is over.
    var elapsedAt: Double? {
        elapsed.map { Double($0.milliseconds) }.flatMap { $0 < facts.endAt ? $0 : nil }
    }

    /// The last date of a running period that has begun; `nil` for a period that is over.
    var elapsedDate: CivilDate? {
        guard elapsedAt != nil, let elapsed else { return nil }
        return LocalCalendar(identifier: facts.timeZone)?.date(at: elapsed + .milliseconds(-1))
    }

    /// The same before a sentence: `So far, until 15:48: `, in a longer period with the date,
    /// `So far, until 24 November, 15:48: `, or by its last whole day, `To 24 November: `. Empty for
    /// a period that is over.
    func elapsedWords(_ language: Language) -> String {
        guard elapsedAt != nil, let elapsed,
            let calendar = LocalCalendar(identifier: facts.timeZone)
        else { return "" }
        let time = String(calendar.iso8601(elapsed).dropFirst(11).prefix(5))
        let (first, last) = (facts.period.first, facts.period.last)
        guard facts.period.days > 1 else {
            return language("So far, until \(time): ", "Stand \(time): ")
        }
        let words = DateWords(language)
        func day(_ date: CivilDate) -> String {
            first.year == last.year ? words.dayAndMonth(date) : words.date(date)
        }
        let date = calendar.date(at: elapsed)
        if time == "00:00", date > first {
            let whole = day(date.adding(days: -1))
            return language("To \(whole): ", "Bis \(whole): ")
        }
        return language(
            "So far, until \(day(date)), \(time): ", "Stand \(day(date)), \(time): ")
    }

    /// The answer of a query about another span than the period.
    func other(_ query: String, _ parameters: [String: Cell]) throws -> Records {
        let question = Question(query: query, parameters: parameters)
        if let answer = answers[question] { return answer }
        let answer = try Records(source.table(query: query, parameters: parameters), query: query)
        answers[question] = answer
        return answer
    }

    /// The agents of a service in a time below its target.
    func cause(of miss: Record) throws -> Record? {
        try other(
            "page-causes",
            [
                "service_key": miss["service_key"], "day_start_at": miss["day_start_at"],
                "from_at": miss["start_at"], "to_at": miss["end_at"],
            ]
        ).all.first
    }

    /// The same figures of the previous period by subject, where it can be compared.
    func before(_ query: String) throws -> [Cell: Record] {
        guard let change = try previous(), change.isComparable else { return [:] }
        let records = try other(query, Change.parameters(change.span))
        let key = records.keyColumn ?? ""
        return Dictionary(records.all.map { ($0[key], $0) }, uniquingKeysWith: { a, _ in a })
    }

    /// Whether the period lies outside opening hours, all of it: it has no verdict then, and is
    /// compared with nothing.
    func isClosed() throws -> Bool {
        try records("service-figures", ["grain": .text("period")]).total?.isClosed ?? false
    }

    /// Row by row, for tables too big to hold.
    func stream(
        _ query: String, _ parameters: [String: Cell],
        columns: ([String]) throws -> Void, row: (TableRow) throws -> Void
    ) throws {
        try source.stream(
            query: query, parameters: parameters.merging(bounds) { own, _ in own },
            columns: columns, row: row)
    }

    /// The rows about one subject, in the order of the query.
    func rows(of subject: Cell, _ query: String, _ parameters: [String: Cell]) throws -> [Record] {
        let question = question(query, parameters)
        if let group = groups[question] { return group[subject] ?? [] }
        let records = try records(query, parameters)
        let key = records.keyColumn ?? ""
        let group = Dictionary(grouping: records.all) { $0[key] }
        groups[question] = group
        return group[subject] ?? []
    }

    private func question(_ query: String, _ parameters: [String: Cell]) -> Question {
        var parameters = parameters
        if parameters["grain"] == .text("bucket") {
            parameters["grain"] = .text(facts.bucketGrain)
        }
        return Question(query: query, parameters: parameters.merging(bounds) { own, _ in own })
    }

    /// A query's answer for the period. The grain `bucket` stands for what suits its length.
    func records(_ query: String, _ parameters: [String: Cell] = [:]) throws -> Records {
        let question = question(query, parameters)
        if let answer = answers[question] { return answer }
        let table = try source.table(query: query, parameters: question.parameters)
        let answer = try Records(table, query: query)
        answers[question] = answer
        return answer
    }
}

/// A span in which something was not observed.
struct Gap: Hashable {
    let start: String
    let end: String
    let startAt: Double
    let endAt: Double

    /// Each span once, although several resources may have missed it, in the order of time.
    static func distinct(_ records: Records) -> [Gap] {
        let gaps = records.all.compactMap { row -> Gap? in
            guard let start = row.text("start"), let end = row.text("end"),
                let startAt = row.number("start_at"), let endAt = row.number("end_at")
            else { return nil }
            return Gap(start: start, end: end, startAt: startAt, endAt: endAt)
        }
        return Set(gaps).sorted { ($0.startAt, $0.endAt) < ($1.startAt, $1.endAt) }
    }

    /// Those that touch or overlap as one, in the order of time.
    ///
    /// - Parameter distance: how far apart two may be and still count as one, in milliseconds.
    static func joined(_ gaps: some Sequence<Gap>, within distance: Double = 0) -> [Gap] {
        var joined: [Gap] = []
        for gap in gaps.sorted(by: { ($0.startAt, $0.endAt) < ($1.startAt, $1.endAt) }) {
            guard let last = joined.last, gap.startAt <= last.endAt + distance else {
                joined.append(gap)
                continue
            }
            guard gap.endAt > last.endAt else { continue }
            joined[joined.count - 1] = Gap(
                start: last.start, end: gap.end, startAt: last.startAt, endAt: gap.endAt)
        }
        return joined
    }
}
