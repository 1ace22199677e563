import CivilTime

/// Makes calls of rows, decides what odd rows mean, and keeps count.
struct CallReader {
    private(set) var calls: [RecordedCall] = []
    private(set) var report = ReadingReport()
    private var clock: LocalClock
    /// The rows so far that call themselves the same.
    private var namesakes: [String: [[String]]] = [:]

    init(_ calendar: LocalCalendar) {
        clock = LocalClock(calendar)
    }

    mutating func take(_ row: CallTable.Row) throws(ReplayError) {
        report.rows += 1
        let day = try row.date()
        let outcome = try row.outcome()
        guard !row[.type].isEmpty else { throw row.fail(.type, "the name of a service") }
        let times = try Times(of: row)
        report.days =
            min(
                report.days?.lowerBound ?? day, day)...max(
                report.days?.upperBound ?? day, day)
        guard outcome != .phantom else { return report.note(.phantom) }
        guard let id = identifier(of: row) else { return report.note(.repeated) }

        if times.isPastMidnight { report.note(.pastMidnight) }
        var created = clock.instant(day, times.menuEntry)
        let menuExit = clock.instant(day, times.menuExit)
        if menuExit < created {
            report.note(.backwardMenu)
            created = menuExit
        }
        let queue = span(times.queue, on: day, .backwardQueue)
        let service = span(times.service, on: day, .backwardService)
        var queueStarted = queue?.start
        var connected: Timestamp?
        var ended = queue?.end ?? menuExit
        var agent: String?
        if outcome == .agent {
            let answer = queue?.end ?? service?.start ?? menuExit
            queueStarted = queue?.start ?? answer
            connected = answer
            ended = answer
            if let service {
                // The clocks of queue and service are seconds apart; the durations are right.
                ended = answer + (service.end - service.start)
                if service.start != answer { report.note(.movedService) }
            } else {
                report.note(.unrecordedService)
            }
            let name = row[.server]
            if name.isEmpty || name == "NO_SERVER" {
                report.note(.unnamedAgent)
            } else {
                agent = name
            }
            report.answered += 1
            if queue == nil { report.answeredAtOnce += 1 }
        } else {
            if service != nil { report.note(.serviceWithoutAnswer) }
            if queue == nil { report.lostBeforeQueue += 1 } else { report.abandoned += 1 }
        }
        calls.append(
            RecordedCall(
                id: id, service: row[.type], agent: agent, day: day,
                created: min(created, queueStarted ?? ended), queueStarted: queueStarted,
                connected: connected, ended: ended))
    }

    /// `nil` for a row that is the same as one before.
    private mutating func identifier(of row: CallTable.Row) -> String? {
        let name = [CallTable.Column.date, .line, .call, .menuEntry].map { row[$0] }
            .joined(separator: " ")
        let before = namesakes[name] ?? []
        guard !before.contains(row.fields) else { return nil }
        namesakes[name] = before + [row.fields]
        return RecordedCall.identifier(
            of: "call " + (before.isEmpty ? name : "\(name) \(before.count + 1)"))
    }

    private mutating func span(
        _ seconds: (start: Int, end: Int)?, on day: CivilDate, _ finding: ReadingReport.Finding
    ) -> (start: Timestamp, end: Timestamp)? {
        guard let seconds else { return nil }
        let start = clock.instant(day, seconds.start)
        let end = clock.instant(day, seconds.end)
        if end < start { report.note(finding) }
        return (start, max(start, end))
    }
}

/// A row's times in seconds after the midnight that its date begins with.
private struct Times {
    private static let dayLength = 86_400

    var menuEntry = 0
    var menuExit = 0
    /// `nil` where the row has none: its times and its length are 0.
    var queue: (start: Int, end: Int)?
    var service: (start: Int, end: Int)?
    var isPastMidnight = false

    init(of row: CallTable.Row) throws(ReplayError) {
        menuEntry = try row.time(.menuEntry)
        var last = menuEntry
        menuExit = place(try row.time(.menuExit), after: &last)
        let (queueStart, queueEnd) = (try row.time(.queueStart), try row.time(.queueExit))
        if queueStart != 0 || queueEnd != 0 {
            queue = (place(queueStart, after: &last), place(queueEnd, after: &last))
        }
        let (start, end) = (try row.time(.serviceStart), try row.time(.serviceExit))
        if start != 0 || end != 0 {
            service = (place(start, after: &last), place(end, after: &last))
        }
    }

    /// A time of day is of the day on which it lies nearest to the time before it in the row.
    private mutating func place(_ time: Int, after last: inout Int) -> Int {
        let half = Self.dayLength / 2
        var placed = time
        while placed < last - half { placed += Self.dayLength }
        while placed > last + half { placed -= Self.dayLength }
        if placed >= Self.dayLength { isPastMidnight = true }
        last = placed
        return placed
    }
}
