import Locking

/// Counts the requests of each key in seconds, minutes and hours.
final class RateLimiter: Sendable {
    private struct Window {
        var index: UInt64 = 0
        var count = 0
    }

    private let windows: Locked<[String: [Window]]> = Locked([:])

    /// Seconds until the key may ask again, or `nil` when it may now. A refused request does
    /// not count.
    ///
    /// - Parameter second: the second it is.
    func secondsToWait(_ key: SimulatedKey, at second: UInt64) -> Int? {
        let limits = key.limits
        let rules: [(length: UInt64, maximum: Int?)] = [
            (1, limits.perSecond), (60, limits.perMinute), (3600, limits.perHour),
        ]
        guard rules.contains(where: { $0.maximum != nil }) else { return nil }
        return windows.withLock { windows in
            var own = windows[key.key] ?? rules.map { _ in Window() }
            var wait: Int?
            for (position, rule) in rules.enumerated() {
                let index = second / rule.length
                if own[position].index != index { own[position] = Window(index: index, count: 0) }
                if let maximum = rule.maximum, own[position].count >= maximum {
                    wait = max(wait ?? 0, Int(rule.length - second % rule.length))
                }
            }
            if wait == nil {
                for position in own.indices { own[position].count += 1 }
            }
            windows[key.key] = own
            return wait
        }
    }
}
