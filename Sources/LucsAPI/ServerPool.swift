import Foundation
import HTTP
import Locking

/// One of the addresses that serve the system.
struct Server: Hashable, Sendable {
    let index: Int
    /// Ends without a slash.
    let base: String
    let origin: Origin

    /// - Throws: ``APIError`` with code `configuration` where the address is no http or https one.
    init(_ url: URL, index: Int) throws(APIError) {
        // Without user and password, which a message must not repeat.
        let place = "\(url.scheme ?? "")://\(url.host() ?? "")" + (url.port.map { ":\($0)" } ?? "")
        if let port = url.port, !(1...65_535).contains(port) {
            throw APIError(
                .configuration, "\(place) has an invalid port",
                advice: "Give a port from 1 to 65535.")
        }
        guard url.user == nil, url.password == nil, url.query == nil, url.fragment == nil else {
            throw APIError(
                .configuration, "\(place) must contain only scheme, host, port and path",
                advice: "Remove user, password, query and fragment.")
        }
        guard let origin = Origin(url.absoluteString), url.host()?.isEmpty == false else {
            throw APIError(
                .configuration, "\(url.absoluteString) is not the address of a server",
                advice: "Give it as in http://lucs1.example.com:4444.")
        }
        self.index = index
        self.origin = origin
        var base = url.absoluteString
        while base.hasSuffix("/") { base.removeLast() }
        self.base = base
    }

    /// A link that an answer to `path` holds, as path and query below this server's address: the
    /// key goes nowhere else, whatever host the link names. `nil` where it leads nowhere.
    func path(of link: String, from path: String) -> String? {
        var rest = Substring(link)
        if rest.hasPrefix("?") { return path + rest }
        for start in ["https://", "http://", "//"] where rest.lowercased().hasPrefix(start) {
            rest = rest.dropFirst(start.count).drop { $0 != "/" && $0 != "?" }
        }
        let ownPath = base.split(separator: "/", maxSplits: 2).dropFirst(2).last.map { "/\($0)/" }
        if let ownPath, rest.hasPrefix(ownPath) { rest = rest.dropFirst(ownPath.count) }
        let below = rest.drop { $0 == "/" }
        return below.isEmpty ? nil : String(below)
    }
}

/// Chooses the server for each listing: the healthy ones in turn; one that failed is passed over
/// for a while, longer each time, and then tried again.
final class ServerPool: Sendable {
    private struct Health {
        var failures = 0
        var pausedUntil: ContinuousClock.Instant?
        var error: APIError?
    }

    private struct State {
        // The first of all is asked first: its clock is the one to go by.
        var turn = -1
        var health: [Health]
    }

    let servers: [Server]
    private let cooldown: Duration
    private let state: Locked<State>

    init(_ servers: [Server], cooldown: Duration) {
        self.servers = servers
        self.cooldown = cooldown
        state = Locked(State(health: Array(repeating: Health(), count: servers.count)))
    }

    /// All servers in the order to try them, the avoided ones last; and how many come before
    /// those.
    func order() -> (servers: [Server], healthy: Int) {
        guard servers.count > 1 else { return (servers, 1) }
        let now = ContinuousClock.now
        return state.withLock { state in
            state.turn = (state.turn + 1) % servers.count
            let turned = Array(servers[state.turn...] + servers[..<state.turn])
            let healthy = turned.filter { (state.health[$0.index].pausedUntil ?? now) <= now }
            if let first = healthy.first, state.health[first.index].failures > 0, healthy.count > 1
            {
                // One listing finds out whether it is back; the others need not wait for that.
                state.health[first.index].pausedUntil = now + cooldown
            }
            let avoided = turned.filter { !healthy.contains($0) }
            return (healthy + avoided, healthy.count)
        }
    }

    func succeeded(_ server: Server) {
        state.withLock { $0.health[server.index] = Health() }
    }

    func failed(_ server: Server, _ error: APIError) {
        state.withLock { state in
            state.health[server.index].error = error
            let failures = state.health[server.index].failures
            state.health[server.index].pausedUntil =
                ContinuousClock.now + cooldown * (1 << min(failures, 4))
            state.health[server.index].failures = failures + 1
        }
    }

    /// The latest failure of each server that has not responded since; by its number.
    var failures: [APIError?] { state.withLock { $0.health.map(\.error) } }
}
