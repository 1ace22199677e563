import Foundation
import FoundationNetworking
import Locking

/// Tells a watcher on the network how a run fares: one that hears nothing raises the alarm.
///
/// As healthchecks.io and its like take it: `ADDRESS/start`, `ADDRESS` for success, `ADDRESS/fail`.
/// A run neither fails nor waits long for it.
struct Ping: Sendable {
    enum Event: Sendable, Equatable {
        case start, success, failure
    }

    /// The longest that one may take.
    static let patience = Duration.seconds(5)

    private let address: URL

    init(_ text: String) throws {
        guard let url = URL(string: text), let scheme = url.scheme,
            ["http", "https"].contains(scheme), url.host?.isEmpty == false
        else {
            throw Failure(.configuration, "ping takes an address such as https://hc-ping.com/….")
        }
        address = url
    }

    func url(of event: Event) -> URL {
        switch event {
        case .success: address
        case .start: address.appending(path: "start")
        case .failure: address.appending(path: "fail")
        }
    }

    /// Sends it, and says so where that does not work. The address may be a secret: only its host
    /// is named.
    func send(_ event: Event) async {
        let problem = await withTaskGroup(of: String?.self) { group in
            group.addTask { await ask(url(of: event)) }
            group.addTask {
                try? await Task.sleep(for: Self.patience)
                return "no answer within \(Self.patience.components.seconds) s"
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
        guard let problem, !Task.isCancelled else { return }
        Log.warning("ping", "The ping to \(address.host ?? "?") failed: \(problem).")
    }

    /// What went wrong, if anything.
    private func ask(_ url: URL) async -> String? {
        let configuration = URLSessionConfiguration.ephemeral
        configuration.timeoutIntervalForRequest = Double(Self.patience.components.seconds)
        let answer = PingAnswer()
        let session = URLSession(configuration: configuration, delegate: answer, delegateQueue: nil)
        defer { session.invalidateAndCancel() }
        session.dataTask(with: url).resume()
        return await withTaskCancellationHandler {
            switch await answer.value() {
            case .success(let status): (200..<300).contains(status) ? nil : "status \(status)"
            case .failure(let error): (error as? URLError)?.localizedDescription ?? "\(error)"
            }
        } onCancel: {
            answer.end(.failure(CancellationError()))
        }
    }
}

/// The status of an answer, of whose body nothing is read: it may be endless.
private final class PingAnswer: NSObject, URLSessionDataDelegate, Sendable {
    private struct State {
        var outcome: Result<Int, any Error>?
        var waiting: CheckedContinuation<Result<Int, any Error>, Never>?
    }

    private let state = Locked(State())

    func value() async -> Result<Int, any Error> {
        await withCheckedContinuation { waiting in
            let outcome = state.withLock { state in
                if state.outcome == nil { state.waiting = waiting }
                return state.outcome
            }
            if let outcome { waiting.resume(returning: outcome) }
        }
    }

    /// The first end counts.
    func end(_ outcome: Result<Int, any Error>) {
        let waiting = state.withLock { state in
            guard state.outcome == nil else {
                return CheckedContinuation<Result<Int, any Error>, Never>?.none
            }
            state.outcome = outcome
            defer { state.waiting = nil }
            return state.waiting
        }
        waiting?.resume(returning: outcome)
    }

    func urlSession(
        _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
        completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
    ) {
        end(.success((response as? HTTPURLResponse)?.statusCode ?? 0))
        completionHandler(.cancel)
    }

    func urlSession(
        _ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?
    ) {
        end(.failure(error ?? URLError(.badServerResponse)))
    }
}

/// Pings of one run, never two at once, and not more than the watcher cares for.
actor Pinger {
    /// Passes of a loop that go well are told no more often than this.
    static let spacing = Duration.seconds(60)

    private let ping: Ping
    private var last: (event: Ping.Event, at: ContinuousClock.Instant)?
    private var underWay: Task<Void, Never>?

    init(_ ping: Ping) {
        self.ping = ping
    }

    /// Sends it meanwhile; not where the same was just told, or another one is under way.
    func tell(_ event: Ping.Event) {
        if let last, last.event == event, ContinuousClock.now - last.at < Self.spacing { return }
        guard underWay == nil else { return }
        last = (event, .now)
        underWay = Task.detached { [ping] in
            await ping.send(event)
            await self.sent()
        }
    }

    /// Waits until it is sent, or has failed. One that is still under way gets a second.
    func finish(_ event: Ping.Event) async {
        if let underWay {
            let impatience = Task {
                try await Task.sleep(for: .seconds(1))
                underWay.cancel()
            }
            await underWay.value
            impatience.cancel()
        }
        await ping.send(event)
    }

    private func sent() { underWay = nil }
}
