import Foundation
import HTTP
import TestServers

let notHTTP = "what answers does not speak HTTP"
let broken = "the connection broke"

/// A client, a server that it asks, and what it gets from there.
struct Line {
    let server: TestServer
    let client: HTTPClient
    var request: HTTPRequest

    init(
        maximumBody: Int = 1 << 20, client: HTTPClient? = nil, tls: TestAuthority? = nil,
        _ reply: @escaping @Sendable (TestServer.Request) -> TestServer.Reply
    ) throws {
        server = try TestServer(tls: tls, reply)
        self.client = try client ?? HTTPClient(authorities: tls?.certificate)
        request = HTTPRequest("\(server.url)/v2.0/users", maximumBody: maximumBody)
    }

    /// A server whose replies are always the same bytes.
    static func fixed(
        maximumBody: Int = 1 << 20, staysOpen: Bool = true, _ response: String
    ) throws -> Line {
        try Line(maximumBody: maximumBody) { _ in staysOpen ? .open(response) : .bytes(response) }
    }

    func response() async throws(HTTPError) -> HTTPResponse {
        try await client.response(to: request)
    }

    func text() async throws -> String {
        String(decoding: try await response().body, as: UTF8.self)
    }

    func error() async -> HTTPError? {
        do throws(HTTPError) {
            _ = try await response()
            return nil
        } catch {
            return error
        }
    }
}
