import SQLite
import Warehouse

/// Sums of intervals, worked out slowly from the facts: every task is looked at for every interval.
struct SlowRollup {
    struct Row: Equatable {
        var counts: [String: Int64] = [:]
        var waitMedian: Int64?
        var abandonP90: Int64?
        var queueMax: Int64?
    }

    private struct Task {
        var service: Int64
        var queued: Int64
        var waitedUntil: Int64
        var outcome: String
        var handle: Int64?
        var isUnconfirmed: Bool
        var wait: Int64 { waitedUntil - queued }
    }

    private var tasks: [Task] = []
    private var runs: [(service: Int64, from: Int64, to: Int64)] = []
    let threshold: Int64
    let short: Int64

    init(_ connection: Connection, threshold: Int64, short: Int64) throws {
        self.threshold = threshold
        self.short = short
        var tasks: [Task] = []
        var runs: [(service: Int64, from: Int64, to: Int64)] = []
        try connection.prepare(
            "SELECT service_key, from_at, to_at FROM coverage WHERE resource = 2 ORDER BY from_at"
        ).forEach { row in
            runs.append(
                (
                    try row.requiredInteger(0), try row.requiredInteger(1),
                    try row.requiredInteger(2)
                ))
        }
        try connection.prepare(
            """
            SELECT service_key, queue_started_at, connected_at, ended_at, flowed_out_at,
                is_unconfirmed FROM task_fact WHERE queue_started_at IS NOT NULL
            """
        ).forEach { row in
            let service = try row.requiredInteger(0)
            let queued = try row.requiredInteger(1)
            let (connected, ended) = (try row.integer(2), try row.integer(3))
            let last = runs.filter { $0.service == service }.map(\.to).max() ?? queued
            let outcome =
                connected != nil
                ? "answered"
                : try row.integer(4) != nil
                    ? "flowed_out" : ended != nil ? "abandoned" : "open"
            tasks.append(
                Task(
                    service: service, queued: queued,
                    waitedUntil: max(queued, connected ?? ended ?? last), outcome: outcome,
                    handle: connected.flatMap { connected in ended.map { max(0, $0 - connected) } },
                    isUnconfirmed: try row.requiredInteger(5) == 1))
        }
        self.tasks = tasks
        self.runs = runs
    }

    /// - Parameter service: 0 for all together.
    func row(of service: Int64, _ interval: Range<Int64>) -> Row? {
        let mine = tasks.filter { service == 0 || $0.service == service }
        let offered = mine.filter { interval.contains($0.queued) }
        let watched = runs.filter { service == 0 || $0.service == service }
            .map { (service: $0.service, span: clamp($0.from, $0.to, to: interval)) }
            .filter { !$0.span.isEmpty }
        guard !offered.isEmpty || !watched.isEmpty else { return nil }
        let waits = mine.flatMap { task in
            watched.filter { $0.service == task.service }
                .map { clamp(task.queued, task.waitedUntil, to: $0.span) }
                .filter { !$0.isEmpty }
        }
        func of(_ outcome: String) -> [Task] { offered.filter { $0.outcome == outcome } }
        let (answered, abandoned) = (of("answered"), of("abandoned"))
        let shorts = abandoned.filter { $0.wait < short }
        var row = Row()
        row.counts = [
            "offered": Int64(offered.count), "answered": Int64(answered.count),
            "abandoned": Int64(abandoned.count), "short_abandoned": Int64(shorts.count),
            "flowed_out": Int64(of("flowed_out").count), "open": Int64(of("open").count),
            "accountable": Int64(answered.count + abandoned.count - shorts.count),
            "answered_within": Int64(answered.count { $0.wait < threshold }),
            "abandoned_within": Int64(
                abandoned.count { $0.wait < threshold && $0.wait >= short }),
            "answered_wait_ms": answered.reduce(0) { $0 + $1.wait },
            "abandoned_wait_ms": abandoned.reduce(0) { $0 + $1.wait },
            "handle_ms": answered.reduce(0) { $0 + ($1.handle ?? 0) },
            "handled": Int64(answered.count { $0.handle != nil }),
            "unconfirmed": Int64(abandoned.count(where: \.isUnconfirmed)),
            "longest_wait_ms": offered.filter { $0.outcome != "flowed_out" }.map(\.wait).max()
                ?? -1,
            "waiting_ms": waits.reduce(0) { $0 + Int64($1.count) },
            "observed_ms": union(watched.map(\.span)),
        ]
        row.waitMedian = rank(answered.map(\.wait), percent: 50)
        row.abandonP90 = rank(abandoned.map(\.wait), percent: 90)
        row.queueMax =
            watched.isEmpty
            ? nil
            : Int64(waits.map { wait in waits.count { $0.contains(wait.lowerBound) } }.max() ?? 0)
        return row
    }

    private func clamp(_ from: Int64, _ to: Int64, to span: Range<Int64>) -> Range<Int64> {
        (from..<max(from, to)).clamped(to: span)
    }

    private func union(_ spans: [Range<Int64>]) -> Int64 {
        var (sum, end) = (Int64(0), Int64.min)
        for span in spans.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            sum += max(0, span.upperBound - max(span.lowerBound, end))
            end = max(end, span.upperBound)
        }
        return sum
    }

    /// The value at rank ⌈p·n⌉.
    private func rank(_ waits: [Int64], percent: Int) -> Int64? {
        guard !waits.isEmpty else { return nil }
        return waits.sorted()[(percent * waits.count + 99) / 100 - 1]
    }
}
