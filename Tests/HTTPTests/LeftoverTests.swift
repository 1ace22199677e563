import Foundation
import HTTP
import TestFolders
import TestServers
import Testing

@Suite("What is left on a connection is never taken for the next response")
struct LeftoverTests {
    private static func response(_ body: String) -> String {
        "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    private static let forged = Array(response("forged").utf8)

    /// What comes first, and what is left over after it.
    private static let first: [String] = [
        response("good"),
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\ngood\r\n0\r\n\r\n",
        "HTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n",
        response(String(repeating: "long ", count: 60_000)),
    ]

    /// Asks twice, with a little time between; the first response is followed by a forged one.
    private func expectNoForgery(
        _ steps: [TestServer.Reply.Step], tls: TestAuthority? = nil
    ) async throws {
        let line = try Line(tls: tls) {
            $0.number == 1 ? .init(steps) : .open(Self.response("good"))
        }
        let first = try await line.text()
        #expect(!first.contains("forged"))
        try await Task.sleep(for: .milliseconds(60))
        for _ in 0..<2 { #expect(try await line.text() == "good") }
        #expect(line.server.connections >= 2, "the one with the leftovers was given up")
    }

    @Test("A second response at once", arguments: [first[0], first[2], first[3], first[4]])
    func atOnce(first: String) async throws {
        try await expectNoForgery([.send(Array(first.utf8) + Self.forged)])
    }

    @Test("A second response 20 ms later", arguments: first)
    func later(first: String) async throws {
        try await expectNoForgery([
            .send(Array(first.utf8)), .pause(.milliseconds(20)), .send(Self.forged),
        ])
    }

    @Test("The farewell of an idle connection, 408, is not the response to the next request")
    func farewell() async throws {
        let farewell =
            "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
        let line = try Line {
            $0.number == 2
                ? .init([.send(Array(farewell.utf8)), .close]) : .open(Self.response("good"))
        }
        for _ in 0..<3 { #expect(try await line.text() == "good") }
    }

    @Test("A second response in the packet of the last chunk")
    func afterChunks() async throws {
        let line = try Line {
            $0.number == 1
                ? .init([.send(Array(Self.first[1].utf8) + Self.forged)])
                : .open(Self.response("good"))
        }
        for _ in 0..<3 { #expect(try await line.text() == "good") }
    }

    @Test("Of many kept connections with leftovers none is used again")
    func many() async throws {
        let good = Array(Self.response("good").utf8)
        let line = try Line {
            $0.number <= 5
                ? .init([
                    .pause(.milliseconds(60)), .send(good), .pause(.milliseconds(20)),
                    .send(Self.forged),
                ]) : .open(Self.response("good"))
        }
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<5 { group.addTask { #expect(await line.error() == nil) } }
        }
        try await Task.sleep(for: .milliseconds(60))
        for _ in 0..<2 { #expect(try await line.text() == "good") }
    }

    @Test(
        "The same within TLS, where one record may hold the end and the leftovers",
        arguments: [0, 20])
    func withinTLS(delay: Int) async throws {
        let authority = try TestAuthority(in: TestFolder.make())
        for body in ["good", String(repeating: "good ", count: 40_000)] {
            let bytes = Array(Self.response(body).utf8)
            try await expectNoForgery(
                delay == 0
                    ? [.send(Array(bytes.prefix(40))), .send(bytes.dropFirst(40) + Self.forged)]
                    : [.send(bytes), .pause(.milliseconds(delay)), .send(Self.forged)],
                tls: authority)
        }
    }

    @Test("A connection within TLS that has nothing left over is used again")
    func reuseWithinTLS() async throws {
        let line = try Line(tls: TestAuthority(in: TestFolder.make())) { _ in
            .open(Self.response("good"))
        }
        for _ in 0..<5 { #expect(try await line.text() == "good") }
        #expect(line.server.connections == 1)
    }

    @Test("A server that was seen to send too much has each connection used once")
    func careless() async throws {
        let line = try Line { _ in
            .init([
                .send(Array(Self.response("good").utf8)), .pause(.milliseconds(20)),
                .send(Self.forged),
            ])
        }
        #expect(try await line.text() == "good")
        try await Task.sleep(for: .milliseconds(60))
        for _ in 0..<10 { #expect(try await line.text() == "good") }
        #expect(line.server.connections == 11)
    }

    @Test("408 and a close on an idle connection")
    func timeout() async throws {
        let line = try Line {
            $0.number == 1
                ? .init([
                    .send(Array(Self.response("good").utf8)), .pause(.milliseconds(20)),
                    .send(Array("HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n".utf8)),
                    .close,
                ]) : .open(Self.response("good"))
        }
        #expect(try await line.response().status == 200)
        try await Task.sleep(for: .milliseconds(60))
        #expect(try await line.response().status == 200)
        for _ in 0..<3 { #expect(try await line.response().status == 200) }
        #expect(line.server.requests.count == 5)
        #expect(line.server.connections == 2, "a close is no reason to distrust the server")
    }

    @Test("A length that is too small leaves bytes that no other request sees")
    func lengthTooSmall() async throws {
        let line = try Line {
            .open(
                $0.number == 1
                    ? "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]HTTP/1.1 200 OK\r\n"
                    : Self.response("good"))
        }
        #expect(try await line.text() == "[]")
        for _ in 0..<2 { #expect(try await line.text() == "good") }
    }
}
