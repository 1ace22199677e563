public import CivilTime
import Glibc
import Locking

/// The time of a simulation: moved by hand, or running with real time at some speed.
public final class SimulatedClock: Sendable {
    private struct State {
        var base: Timestamp
        /// Monotonic nanoseconds at which the clock showed `base`.
        var anchor: UInt64
        /// 0 for a stepped clock.
        let speed: Double
    }

    private let state: Locked<State>

    private init(base: Timestamp, speed: Double) {
        state = Locked(State(base: base, anchor: Self.monotonicNanoseconds(), speed: speed))
    }

    /// A clock that shows `at` until ``set(to:)`` moves it.
    public static func stepped(at instant: Timestamp) -> SimulatedClock {
        SimulatedClock(base: instant, speed: 0)
    }

    /// A clock that starts at `from` and passes `speed` seconds in every real one.
    public static func running(from instant: Timestamp, speed: Double = 1) -> SimulatedClock {
        SimulatedClock(base: instant, speed: max(0, speed))
    }

    /// What the clock shows.
    public var now: Timestamp {
        state.withLock { state in
            guard state.speed > 0 else { return state.base }
            let passed = Double(Self.monotonicNanoseconds() &- state.anchor) / 1e6
            return Timestamp(
                milliseconds: state.base.milliseconds + Int64(passed * state.speed))
        }
    }

    /// Moves the clock. A simulation does not go back: one that has seen a later instant keeps it.
    public func set(to instant: Timestamp) {
        state.withLock { state in
            state.base = instant
            state.anchor = Self.monotonicNanoseconds()
        }
    }

    /// Moves a clock that stands on to an instant; it never goes back.
    public func advance(to instant: Timestamp) {
        state.withLock { state in
            guard state.speed == 0 else { return }
            state.base = max(state.base, instant)
        }
    }

    static func monotonicNanoseconds() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
