import Foundation
import HTTP
import TestServers
import Testing

/// Responses that no server should send, seeded: whatever comes, the request ends in time, and the
/// next one on the same client gets its own response. `scripts/fuzz` runs many more of them.
@Suite("Mutated responses")
struct MutatedResponseTests {
    private static let rounds =
        ProcessInfo.processInfo.environment["LUCSTATS_FUZZ_ROUNDS"].flatMap { Int($0) } ?? 60

    private static let samples: [[UInt8]] = [
        "HTTP/1.1 200 OK\r\nDate: Tue, 24 Nov 2026 08:00:00 GMT\r\nContent-Length: 11\r\n\r\nhello hello",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;x=y\r\n hello\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Encoding: none\r\nContent-Length: 4\r\n\r\nh\u{e9}l",
        "HTTP/1.1 302 Found\r\nLocation: /next?a=b\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"x\"\r\nContent-Length: 2\r\n\r\nno",
        "HTTP/1.1 204 No Content\r\nConnection: keep-alive\r\n\r\n",
        "HTTP/1.0 200 OK\r\nContent-Encoding: gzip\r\n\r\n\u{1f}\u{8b}",
    ].map { Array($0.utf8) }

    private static let pieces: [[UInt8]] =
        [
            "\r\n", "\n", "\r", "\r\n\r\n", ":", " ", "HTTP/1.1 200 OK\r\n",
            "Content-Length: 5\r\n",
            "Content-Length: -1\r\n", "Content-Length: 99999999999999999999\r\n",
            "Transfer-Encoding: chunked\r\n", "Content-Encoding: br\r\n", "ffffffffffffffff\r\n",
            "Location: http://127.0.0.1:1/\r\n", "Location: //\r\n", "0\r\n\r\n",
            "Connection: close\r\n",
            "Retry-After: 99999999999\r\n", "Date: x\r\n",
        ].map { Array($0.utf8) } + [[0], [0xFF], [0xC3]]

    private static let mutations = Mutations(of: samples, pieces: pieces)

    @Test(
        "Whatever comes, the request ends in time, and the next one gets its own response",
        arguments: [1, 2, 3, 4] as [UInt64])
    func mutations(seed: UInt64) async throws {
        let rounds = Self.rounds
        let server = try TestServer { request in
            let parts = request.path.split(separator: "-")
            guard request.path.hasPrefix("/odd"), let round = parts.last.flatMap({ UInt64($0) })
            else { return .json("\"own \(request.path)\"") }
            var generator = SeededGenerator(seed: seed &* 1_000_003 &+ round)
            let bytes = Self.mutations.text(Int(round), &generator)
            let staysOpen = Bool.random(using: &generator)
            return TestServer.Reply([.send(bytes)] + (staysOpen ? [] : [.close]))
        }
        let client = try HTTPClient()
        let deadlines = HTTPDeadlines(
            connect: .seconds(2), firstByte: .milliseconds(150), whole: .milliseconds(200))
        for round in 0..<rounds {
            let begun = ContinuousClock.now
            let odd = HTTPRequest(
                "\(server.url.absoluteString)/odd-\(round)", deadlines: deadlines,
                maximumBody: 1 << 20)
            _ = try? await client.response(to: odd)
            #expect(ContinuousClock.now - begun < .seconds(4), "seed \(seed), round \(round)")
            let own = HTTPRequest("\(server.url.absoluteString)/check-\(round)")
            let response = try await client.response(to: own)
            let text = String(decoding: response.body, as: UTF8.self)
            #expect(text == "\"own /check-\(round)\"", "seed \(seed), round \(round)")
        }
    }
}
