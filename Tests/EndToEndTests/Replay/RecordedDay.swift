import CivilTime
import Collector
import Foundation
import LucsAPI
import LucsModel
import Testing
import Warehouse

@testable import LucsSimulator

/// One local date of a recording as a collector saw it that looked at a fixed spacing, and what
/// really happened on it.
///
/// For whoever compares figures or estimates with the truth:
/// ```
/// let recording = try BankCalls.recording.get()
/// let day = try await RecordedDay(
///     of: recording, on: BankCalls.days[4], every: .seconds(60), phase: .seconds(17), in: folder)
/// let warehouse = try Warehouse.reading(path: day.path)
/// // … queries over day.bounds, against day.trueCounts and day.trueTotal
/// ```
struct RecordedDay: Sendable {
    /// How many calls entered the queue on the date, and what became of them.
    struct Counts: Hashable, Sendable {
        var offered = 0
        var answered = 0
        var abandoned = 0
    }

    /// The path of the warehouse; the file alone is it.
    let path: String
    let bounds: Range<Timestamp>
    /// By the name of the service; of all calls, however short.
    let trueCounts: [String: Counts]
    /// When it was looked, looks that were left out included.
    let grid: LookGrid

    var trueTotal: Counts {
        trueCounts.values.reduce(into: Counts()) { sum, counts in
            sum.offered += counts.offered
            sum.answered += counts.answered
            sum.abandoned += counts.abandoned
        }
    }

    /// Looks at the date from its first instant on until every call that entered the queue on it
    /// has ended and was seen to be gone, without HTTP between.
    ///
    /// - Parameters:
    ///   - every: the spacing of the looks, whole milliseconds.
    ///   - phase: when the first look is, after the date's first instant; from 0 up to `every`.
    ///   - folder: where the warehouse is made.
    init(
        of recording: Recording, on date: CivilDate, every: Duration, phase: Duration = .zero,
        in folder: URL
    ) async throws {
        let calendar = try #require(LocalCalendar(identifier: recording.timeZone))
        let bounds = calendar.start(of: date)..<calendar.end(of: date)
        var counts: [String: Counts] = [:]
        var end = bounds.upperBound
        for call in recording.calls {
            guard let queued = call.queueStarted, bounds.contains(queued) else { continue }
            counts[call.service, default: Counts()].offered += 1
            if call.connected == nil {
                counts[call.service, default: Counts()].abandoned += 1
            } else {
                counts[call.service, default: Counts()].answered += 1
            }
            end = max(end, call.ended)
        }
        self.bounds = bounds
        trueCounts = counts
        grid = LookGrid(from: bounds.lowerBound + phase, through: end + every, every: every)
        path = folder.appending(path: "\(date)-\(every.wholeMilliseconds)-\(phase).db").path
        // One date of a month: the calls of the days around it do not matter.
        var part = recording
        part.calls = recording.calls.filter { abs($0.day.dayNumber - date.dayNumber) <= 1 }
        try await collect(part, looks: grid.telling(part), into: path)
    }
}

/// The instants of looks at a fixed spacing.
struct LookGrid: Sendable {
    let first: Timestamp
    let every: Duration
    let count: Int

    init(from first: Timestamp, through last: Timestamp, every: Duration) {
        self.first = first
        self.every = every
        count = Int((last - first) / every) + 1
    }

    subscript(_ index: Int) -> Timestamp {
        first + .milliseconds(every.wholeMilliseconds * Int64(index))
    }

    var instants: [Timestamp] { (0..<count).map { self[$0] } }

    /// The first look at or after an instant.
    func index(atOrAfter instant: Timestamp) -> Int {
        let spacing = every.wholeMilliseconds
        let distance = (instant - first).wholeMilliseconds
        return distance <= 0 ? 0 : Int((distance + spacing - 1) / spacing)
    }

    /// The looks that tell something else than the one before or the one after, and the first and
    /// the last: the others change no fact.
    func telling(_ recording: Recording) -> [Timestamp] {
        var told: Set<Int> = [0, count - 1]
        for call in recording.calls {
            for change in [call.created, call.queueStarted, call.connected, call.ended] {
                guard let change, change > first else { continue }
                let index = index(atOrAfter: change)
                told.formUnion([index - 1, index])
            }
        }
        return told.filter { $0 < count }.sorted().map { self[$0] }
    }
}

/// Fills a new warehouse with looks at a recording by the real collector, without HTTP between.
func collect(_ recording: Recording, looks: [Timestamp], into path: String) async throws {
    guard let first = looks.first else { return }
    let clock = SimulatedClock.stepped(at: first)
    let simulation = Simulation(scenario: .replay(of: recording), clock: clock)
    try await collect(
        looks: looks, on: clock, from: ReplaySource(simulation), timeZone: recording.timeZone,
        into: path)
}

/// Fills a new warehouse with looks at a server.
func collect(
    looks: [Timestamp], on clock: SimulatedClock, over url: URL, timeZone: String,
    into path: String
) async throws {
    var configuration = ClientConfiguration(servers: [url], key: try APIKey("simulator"))
    configuration.now = { clock.now }
    try await collect(
        looks: looks, on: clock, from: try LucsClient(configuration), timeZone: timeZone,
        into: path)
}

private func collect(
    looks: [Timestamp], on clock: SimulatedClock, from source: any LucsSource, timeZone: String,
    into path: String
) async throws {
    let warehouse = try Warehouse.openOrCreate(path: path, timeZone: timeZone)
    let collector = PassCollector(source: source)
    var rules = PassRules()
    // Looks that were left out are no gap.
    rules.maxGap = .seconds(2 * 86_400)
    for instant in looks {
        clock.set(to: instant)
        let waiting = try warehouse.waitingTasks().mapValues(Set.init)
        _ = try warehouse.apply(try await collector.collect(waiting: waiting), rules: rules)
    }
}
