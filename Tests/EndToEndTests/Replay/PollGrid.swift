import CivilTime
import Collector
import Foundation
import LucsAPI
import LucsSimulator
import Warehouse

/// The instants of polls at a fixed spacing.
struct PollGrid: Sendable {
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

    /// The first poll at or after an instant.
    func index(atOrAfter instant: Timestamp) -> Int {
        let spacing = every.wholeMilliseconds
        let distance = (instant - first).wholeMilliseconds
        return distance <= 0 ? 0 : Int((distance + spacing - 1) / spacing)
    }

    /// The polls that tell something else than the one before or the one after, and the first and
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

/// Fills a new warehouse with polls of a recording by the real collector, without HTTP between.
///
/// - Parameter maxGap: as ``Warehouse/PassRules/maxGap``; has to be longer than the longest time
///   for which polls are left out.
func collect(
    _ recording: Recording, polls: [Timestamp], maxGap: Duration? = nil, into path: String
) async throws {
    guard let first = polls.first else { return }
    let clock = SimulatedClock.stepped(at: first)
    let simulation = Simulation(scenario: .replay(of: recording), clock: clock)
    try await collect(
        polls: polls, on: clock, from: ReplaySource(simulation), timeZone: recording.timeZone,
        maxGap: maxGap, into: path)
}

/// Fills a new warehouse with polls of a server.
func collect(
    polls: [Timestamp], on clock: SimulatedClock, over url: URL, timeZone: String,
    into path: String
) async throws {
    var configuration = ClientConfiguration(servers: [url], key: try APIKey("simulator"))
    configuration.now = { clock.now }
    try await collect(
        polls: polls, on: clock, from: try LucsClient(configuration), timeZone: timeZone,
        maxGap: nil, into: path)
}

private func collect(
    polls: [Timestamp], on clock: SimulatedClock, from source: any LucsSource, timeZone: String,
    maxGap: Duration?, into path: String
) async throws {
    let warehouse = try Warehouse.openOrCreate(path: path, timeZone: timeZone)
    let collector = PassCollector(source: source)
    var rules = PassRules()
    rules.maxGap = maxGap
    for instant in polls {
        clock.set(to: instant)
        let waiting = try warehouse.waitingTasks().mapValues(Set.init)
        _ = try warehouse.apply(try await collector.collect(waiting: waiting), rules: rules)
    }
}
