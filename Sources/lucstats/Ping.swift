import Foundation
import HTTP

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
    private let client: HTTPClient

    init(_ text: String) throws {
        guard let url = URL(string: text), Origin(url.absoluteString) != nil else {
            throw Failure(.configuration, "ping takes an address such as https://hc-ping.com/….")
        }
        address = url
        client = try HTTPClient(connections: 1)
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
        let problem = await problem(with: url(of: event))
        guard let problem, !Task.isCancelled else { return }
        Log.warning("ping", "The ping to \(address.host ?? "?") failed: \(problem).")
    }

    private func problem(with url: URL) async -> String? {
        let deadlines = HTTPDeadlines(
            connect: Self.patience, firstByte: Self.patience, whole: Self.patience)
        // Nothing is read of the body: it may be endless.
        let request = HTTPRequest(
            url.absoluteString, headers: [("User-Agent", "lucstats")], deadlines: deadlines,
            wantsBody: false)
        do throws(HTTPError) {
            let status = try await client.response(to: request).status
            return (200..<300).contains(status) ? nil : "status \(status)"
        } catch {
            return error.problem
        }
    }
}

/// Pings of one run, never two at once, and not more than the watcher cares for.
actor Pinger {
    /// Passes of a loop that go well are reported no more often than this.
    static let spacing = Duration.seconds(60)

    private let ping: Ping
    private var last: (event: Ping.Event, at: ContinuousClock.Instant)?
    private var underWay: Task<Void, Never>?

    init(_ ping: Ping) {
        self.ping = ping
    }

    /// Sends it meanwhile; not where the same was just sent, or another one is under way.
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
