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
        let times = try CallTimes(of: row)
        let (first, last) = (report.days?.lowerBound ?? day, report.days?.upperBound ?? day)
        report.days = min(first, day)...max(last, day)
        guard outcome != .phantom else { return report.note(.phantom) }
        guard let id = identifier(of: row) else { return report.note(.repeated) }

        if times.isPastMidnight { report.note(.pastMidnight) }
        var created = clock.instant(day, times.menu.start)
        let menuExit = clock.instant(day, times.menu.end)
        if menuExit < created {
            report.note(.backwardMenu)
            created = menuExit
        }
        let queue = span(times.queue, on: day, .backwardQueue)
        let service = span(times.service, on: day, .backwardService)
        let life =
            outcome == .agent
            ? answered(after: menuExit, queue, service) : hungUp(after: menuExit, queue, service)
        calls.append(
            RecordedCall(
                id: id, service: row[.type],
                agent: outcome == .agent ? agent(named: row[.server]) : nil, day: day,
                created: min(created, life.queueStarted ?? life.ended),
                queueStarted: life.queueStarted, connected: life.connected, ended: life.ended))
    }

    private typealias Span = (start: Timestamp, end: Timestamp)
    private typealias Life = (queueStarted: Timestamp?, connected: Timestamp?, ended: Timestamp)

    /// The wait is the time in the queue, the service is as long as it was recorded, and one
    /// follows the other: the clocks that recorded them are seconds apart.
    private mutating func answered(
        after menuExit: Timestamp, _ queue: Span?, _ service: Span?
    ) -> Life {
        report.answered += 1
        if queue == nil { report.answeredAtOnce += 1 }
        let answer = queue?.end ?? service?.start ?? menuExit
        guard let service else {
            report.note(.unrecordedService)
            return (queue?.start ?? answer, answer, answer)
        }
        if service.start != answer { report.note(.movedService) }
        return (queue?.start ?? answer, answer, answer + (service.end - service.start))
    }

    private mutating func hungUp(
        after menuExit: Timestamp, _ queue: Span?, _ service: Span?
    ) -> Life {
        if service != nil { report.note(.serviceWithoutAnswer) }
        if queue == nil { report.lostBeforeQueue += 1 } else { report.abandoned += 1 }
        return (queue?.start, nil, queue?.end ?? menuExit)
    }

    private mutating func agent(named name: String) -> String? {
        guard name.isEmpty || name == "NO_SERVER" else { return name }
        report.note(.unnamedAgent)
        return nil
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
        _ seconds: CallTimes.Span?, on day: CivilDate, _ finding: ReadingReport.Finding
    ) -> Span? {
        guard let seconds else { return nil }
        let start = clock.instant(day, seconds.start)
        let end = clock.instant(day, seconds.end)
        if end < start { report.note(finding) }
        return (start, max(start, end))
    }
}
