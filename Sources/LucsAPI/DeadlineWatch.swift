import Locking

/// Ends exchanges that wait too long for a connection or their first byte, or take too long
/// altogether.
///
/// One watch for all of them: a sleeping task beside each request would cost as much as the
/// request itself.
final class DeadlineWatch: Sendable {
    private struct Entry {
        let exchange: Exchange
        let begunAt: ContinuousClock.Instant
        /// When the run must be done.
        let end: ContinuousClock.Instant?
    }

    private struct State {
        var entries: [ObjectIdentifier: Entry] = [:]
        var isWatching = false
    }

    /// What must have come how long after the beginning.
    private let limits: [(after: Duration, else: TransportFault)]
    private let state = Locked(State())
    /// An exchange that begins right after a look has its first deadline no earlier than this,
    /// or is late by no more.
    private let longestSleep: Duration

    init(_ deadlines: ClientConfiguration.Deadlines) {
        limits = [
            (deadlines.connect, .noConnection), (deadlines.firstByte, .noFirstByte),
            (deadlines.whole, .notFinished),
        ]
        longestSleep = limits.map(\.after).reduce(.seconds(1), min)
    }

    /// - Parameter end: when the exchange has to end, whatever its own deadlines.
    func add(_ exchange: Exchange, before end: ContinuousClock.Instant?) {
        let mustBegin = state.withLock { state in
            state.entries[ObjectIdentifier(exchange)] = Entry(
                exchange: exchange, begunAt: .now, end: end)
            defer { state.isWatching = true }
            return !state.isWatching
        }
        // On its own: it outlives the request that happened to be the first.
        if mustBegin { Task.detached { await self.watch() } }
    }

    func remove(_ exchange: Exchange) {
        _ = state.withLock { $0.entries.removeValue(forKey: ObjectIdentifier(exchange)) }
    }

    /// Watches for as long as there is anything to watch.
    private func watch() async {
        while let next = nextLook() {
            try? await Task.sleep(until: next, clock: .continuous)
            let now = ContinuousClock.now
            for entry in state.withLock({ Array($0.entries.values) }) {
                let overdue = limits.filter { now >= entry.begunAt + $0.after }
                if let fault = overdue.first(where: { entry.exchange.isOverdue($0.else) })?.else {
                    entry.exchange.end(.failure(fault))
                } else if let end = entry.end, now >= end {
                    entry.exchange.end(.failure(.outOfTime))
                }
            }
        }
    }

    /// The earliest deadline that is still ahead, but no later than one that begins right after
    /// this look can have; `nil` when there is nothing to watch.
    private func nextLook() -> ContinuousClock.Instant? {
        let now = ContinuousClock.now
        return state.withLock { state in
            guard !state.entries.isEmpty else {
                state.isWatching = false
                return nil
            }
            return state.entries.values.reduce(now + longestSleep) { earliest, entry in
                let own = limits.map { entry.begunAt + $0.after } + [entry.end].compactMap(\.self)
                return own.filter { $0 > now }.reduce(earliest, min)
            }
        }
    }
}
