import Foundation
import HTTP
import TestServers
import Testing

@Suite("Connections that are kept")
struct ConnectionTests {
    private static let good = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]"

    @Test("A connection is used again after an answer that reports an error")
    func reuseAfterErrors() async throws {
        let answers = [
            Self.good, "HTTP/1.1 500 Oops\r\nContent-Length: 4\r\n\r\noops",
            "HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n",
            "HTTP/1.1 429 Too Many\r\nContent-Length: 0\r\nRetry-After: 3\r\n\r\n", Self.good,
        ]
        let line = try Line { .open(answers[$0.number - 1]) }
        var told: [Int] = []
        for _ in answers { told.append(try await line.response().status) }
        #expect(told == [200, 500, 404, 429, 200])
        #expect(line.server.connections == 1)
    }

    @Test(
        "A connection is not used again where the server says so, or speaks HTTP/1.0",
        arguments: [
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: Close\r\n\r\n[]",
            "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n[]",
        ])
    func noReuse(answer: String) async throws {
        let line = try Line.fixed(answer)
        for _ in 0..<3 { #expect(try await line.text() == "[]") }
        #expect(line.server.connections == 3)
    }

    @Test("A kept connection that the server has closed meanwhile costs nothing but a new one")
    func closedMeanwhile() async throws {
        let line = try Line.fixed(staysOpen: false, Self.good)
        for _ in 0..<4 {
            #expect(try await line.text() == "[]")
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(line.server.requests.count == 4)
        #expect(line.server.connections == 4)
    }

    @Test(
        "A kept connection that closes instead of a response is tried once more, a new one is not",
        arguments: ["GET", "POST"])
    func closedInstead(method: String) async throws {
        var line = try Line { $0.number == 2 ? .init([.close]) : .open(Self.good) }
        line.request.method = method
        if method == "POST" { line.request.body = Array("{}".utf8) }
        for _ in 0..<3 { #expect(try await line.text() == "[]") }
        #expect(line.server.requests.map(\.method) == Array(repeating: method, count: 4))
        #expect(line.server.connections == 2)
        let closing = try Line { _ in .init([.close]) }
        #expect(await closing.error()?.problem == broken)
        #expect(closing.server.requests.count == 1)
    }

    @Test("Requests at once share connections afterwards")
    func shared() async throws {
        let line = try Line { _ in .init([.pause(.milliseconds(20)), .send(Array(Self.good.utf8))])
        }
        for _ in 0..<5 {
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<4 { group.addTask { #expect(await line.error() == nil) } }
            }
        }
        #expect(line.server.requests.count == 20)
        #expect(line.server.connections == 4)
    }

    @Test("A kept connection that breaks inside an answer is a fault, and the next request goes on")
    func brokenMeanwhile() async throws {
        let line = try Line {
            $0.number == 2
                ? .bytes("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n[1") : .open(Self.good)
        }
        #expect(try await line.text() == "[]")
        #expect(await line.error()?.problem == broken)
        #expect(try await line.text() == "[]")
        #expect(
            line.server.requests.count == 3,
            "what was half answered is not asked for again by itself")
        #expect(line.server.connections == 2)
    }

    @Test("After nonsense the connection is given up, and the next request goes on")
    func nonsenseMeanwhile() async throws {
        let line = try Line {
            $0.number == 2 ? .open("SSH-2.0-OpenSSH_9.2\r\n\r\n") : .open(Self.good)
        }
        #expect(try await line.text() == "[]")
        #expect(await line.error()?.problem == notHTTP)
        #expect(try await line.text() == "[]")
        #expect(line.server.connections == 2)
    }
}
