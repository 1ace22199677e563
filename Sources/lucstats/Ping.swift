import Foundation
import FoundationNetworking

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
        let session = URLSession(configuration: configuration)
        defer { session.finishTasksAndInvalidate() }
        do {
            let (_, response) = try await session.data(from: url)
            let status = (response as? HTTPURLResponse)?.statusCode ?? 0
            return (200..<300).contains(status) ? nil : "status \(status)"
        } catch {
            return (error as? URLError)?.localizedDescription ?? "\(error)"
        }
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
