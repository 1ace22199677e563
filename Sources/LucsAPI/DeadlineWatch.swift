import Synchronization

/// Ends exchanges that wait too long for their first byte, or take too long altogether.
///
/// One watch for all of them: a sleeping task beside each request would cost as much as the
/// request itself.
final class DeadlineWatch: Sendable {
    private struct Entry {
        let exchange: Exchange
        let begunAt: ContinuousClock.Instant
    }

    private struct State {
        var entries: [ObjectIdentifier: Entry] = [:]
        var isWatching = false
    }

    private let firstByte: Duration
    private let whole: Duration
    private let state = Mutex(State())

    init(_ deadlines: ClientConfiguration.Deadlines) {
        firstByte = deadlines.firstByte
        whole = deadlines.whole
    }

    func add(_ exchange: Exchange) {
        let mustBegin = state.withLock { state in
            state.entries[ObjectIdentifier(exchange)] = Entry(
                exchange: exchange, begunAt: .now)
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
                if now >= entry.begunAt + whole {
                    entry.exchange.end(.failure(.notFinished))
                } else if now >= entry.begunAt + firstByte, !entry.exchange.hasAnswer {
                    entry.exchange.end(.failure(.noFirstByte))
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
            return state.entries.values.reduce(now + min(firstByte, whole)) { earliest, entry in
                let first = entry.begunAt + firstByte
                let isOver = entry.exchange.hasAnswer || first <= now
                return min(
                    earliest, isOver ? entry.begunAt + whole : min(first, entry.begunAt + whole))
            }
        }
    }
}
