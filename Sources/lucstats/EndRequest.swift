import Foundation

/// Listens for the wish of a person (Ctrl-C) or of the system (SIGTERM) that the program end.
struct EndRequest {
    private let sources: [any DispatchSourceSignal]
    private let requests: AsyncStream<Never>

    /// From now on the first such signal no longer kills the process. A second one does.
    init() {
        let (requests, continuation) = AsyncStream.makeStream(of: Never.self)
        self.requests = requests
        sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                signal(number, SIG_DFL)
                continuation.finish()
            }
            source.resume()
            return source
        }
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
        for source in sources { source.cancel() }
    }
}
