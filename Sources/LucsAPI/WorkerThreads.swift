import Foundation

/// Threads for work that waits: as many as there is work, up to a limit. One that had nothing to
/// do for a while ends.
final class WorkerThreads: Sendable {
    private static let patience: TimeInterval = 5

    private struct State {
        var work: [@Sendable () -> Void] = []
        var threads = 0
        var waiting = 0
    }

    /// `@unchecked`: the state is touched with the condition locked, and only then.
    private final class Shared: @unchecked Sendable {
        let condition = NSCondition()
        var state = State()
    }

    private let shared = Shared()
    private let most: Int

    init(most: Int) {
        self.most = most
    }

    /// Runs the work as soon as a thread is free, in the order of the calls.
    func run(_ work: @escaping @Sendable () -> Void) {
        shared.condition.lock()
        defer { shared.condition.unlock() }
        shared.state.work.append(work)
        if shared.state.waiting >= shared.state.work.count {
            shared.condition.signal()
        } else if shared.state.threads < most {
            shared.state.threads += 1
            let shared = shared
            Thread.detachNewThread { Self.live(shared) }
        }
    }

    private static func live(_ shared: Shared) {
        shared.condition.lock()
        while true {
            if !shared.state.work.isEmpty {
                let work = shared.state.work.removeFirst()
                shared.condition.unlock()
                work()
                shared.condition.lock()
                continue
            }
            shared.state.waiting += 1
            let isWoken = shared.condition.wait(until: Date(timeIntervalSinceNow: patience))
            shared.state.waiting -= 1
            if !isWoken, shared.state.work.isEmpty { break }
        }
        shared.state.threads -= 1
        shared.condition.unlock()
    }
}
