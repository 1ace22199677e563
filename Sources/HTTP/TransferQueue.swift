internal import CCurl
import Foundation
internal import Locking

/// Hands requests over to the thread that transfers them.
final class TransferQueue: Sendable {
    /// libcurl's handle of many transfers. Only the loop's thread uses it, except for
    /// `curl_multi_wakeup`, which libcurl allows from any thread.
    struct Multi: @unchecked Sendable {
        let handle: UnsafeMutableRawPointer
    }

    /// What the loop has to do next.
    struct Work {
        var added: [PendingRequest] = []
        /// Whether exchanges under way have ended from outside.
        var hasDropped = false
    }

    private struct State {
        var work = Work()
        var isClosed = false
    }

    private let state = Locked(State())
    private let multi: Multi

    /// Starts the thread, which lasts until ``close()``.
    init(_ settings: TransferSettings) throws(HTTPError) {
        guard Library.isReady, let handle = curl_multi_init() else {
            throw HTTPError(.configuration, "libcurl cannot be used")
        }
        multi = Multi(handle: handle)
        Thread.detachNewThread { [multi] in
            TransferLoop(multi.handle, settings).run(self)
        }
    }

    func add(_ pending: PendingRequest) {
        change { $0.work.added.append(pending) }
    }

    /// An pending has ended from outside: whatever is transferred for it is given up.
    func drop() {
        change { $0.work.hasDropped = true }
    }

    /// Ends the thread, and with it all connections.
    func close() {
        change { $0.isClosed = true }
    }

    /// Wakes the loop with the lock held: it cannot see that the queue is closed, and free the
    /// handle, before that is done.
    private func change(_ body: (inout State) -> Void) {
        state.withLock { state in
            body(&state)
            curl_multi_wakeup(multi.handle)
        }
    }

    /// `nil` when the queue is closed.
    func take() -> Work? {
        state.withLock { state in
            guard !state.isClosed else { return Work?.none }
            defer { state.work = Work() }
            return state.work
        }
    }
}
