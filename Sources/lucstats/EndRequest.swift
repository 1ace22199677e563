import Files
import Foundation

/// Signals leave a byte here, which waits until somebody reads it: none is lost.
private let wishes: (read: Int32, write: Int32) = {
    var ends: [Int32] = [-1, -1]
    _ = pipe(&ends)
    return (ends[0], ends[1])
}()

/// Listens for the wish of a person (Ctrl-C), of the system (SIGTERM) or of a terminal that is closed
/// (SIGHUP) that the program end.
struct EndRequest {
    private let source: any DispatchSourceRead
    private let requests: AsyncStream<Never>

    /// From now on the first such signal no longer kills the process. A second one does.
    ///
    /// - Parameter onRequest: called once, at the first signal, on another thread.
    init(onRequest: @escaping @Sendable () -> Void = {}) {
        let (requests, continuation) = AsyncStream.makeStream(of: Never.self)
        self.requests = requests
        source = DispatchSource.makeReadSource(fileDescriptor: wishes.read, queue: .global())
        let source = source
        source.setEventHandler {
            source.cancel()
            onRequest()
            continuation.finish()
        }
        source.resume()
        // Started with `nohup`, the program goes on without its terminal.
        for number in [SIGINT, SIGTERM] + (Self.isIgnored(SIGHUP) ? [] : [SIGHUP]) {
            signal(number) { number in
                // Only what a signal handler may do.
                signal(SIGINT, SIG_DFL)
                signal(SIGTERM, SIG_DFL)
                signal(number, SIG_DFL)
                var wish: UInt8 = 1
                _ = write(wishes.write, &wish, 1)
            }
        }
    }

    /// Whether whoever started the program let it ignore a signal.
    private static func isIgnored(_ number: Int32) -> Bool {
        var action = sigaction()
        guard sigaction(number, nil, &action) == 0 else { return false }
        let handler = unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
        return handler == unsafeBitCast(SIG_IGN, to: Int.self)
    }

    /// Returns when the wish has come, or after `limit`.
    func wait(atMost limit: Duration?) async {
        let requests = requests
        await withTaskGroup { group in
            group.addTask { for await _ in requests {} }
            if let limit { group.addTask { try? await Task.sleep(for: limit) } }
            await group.next()
            group.cancelAll()
        }
        stop()
    }

    func stop() {
        source.cancel()
    }

    /// Runs something that the wish cancels, and that then ends soon.
    ///
    /// - Parameters:
    ///   - patience: what has not ended this long after the wish is left alone.
    ///   - overdue: called then, on another thread; ends the process.
    static func run<Result: Sendable>(
        patience: Duration, overdue: @escaping @Sendable () -> Never,
        _ operation: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        let task = Task { try await operation() }
        let request = EndRequest {
            task.cancel()
            let limit = DispatchTimeInterval.milliseconds(Int(patience / .milliseconds(1)))
            DispatchQueue.global().asyncAfter(deadline: .now() + limit) { overdue() }
        }
        defer { request.stop() }
        return try await task.value
    }
}

extension EndRequest {
    /// Writes a copy; one that is asked to end leaves nothing of it.
    static func copying(to copy: String, _ write: @escaping @Sendable () throws -> Void)
        async throws
    {
        try await run(
            patience: .milliseconds(100),
            overdue: {
                Leftovers.removeOwn(beside: copy)
                Log.warning("stopped", "Stopped before the end; nothing was written to \(copy).")
                _exit(ExitCode.tryAgain.rawValue)
            }, write)
    }
}
