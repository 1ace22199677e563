import Foundation
import Testing

@testable import LucsAPI

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

@Suite("Plain http, as servers write it and as the network cuts it")
struct PlainTransportTests {
    private static let notHTTP = TransportFault.unreadable("what answers does not speak HTTP")
    private static let broken = TransportFault.network("the connection broke")

    /// A transport to a server, and what it gets from there.
    private struct Line {
        let server: ScriptedServer
        private let transport: Transport
        private let url: URL

        init(largestBody: Int = 1 << 20, _ server: ScriptedServer) throws {
            self.server = server
            url = try #require(URL(string: "http://127.0.0.1:\(server.port)/v2.0/users"))
            var configuration = ClientConfiguration(
                servers: [url], key: try APIKey("secret-key-1"))
            configuration.largestBody = largestBody
            transport = try Transport(configuration)
        }

        func answer() async throws -> HTTPAnswer { try await transport.send(URLRequest(url: url)) }

        func text() async throws -> String {
            String(decoding: try await answer().body, as: UTF8.self)
        }

        func fault() async -> TransportFault? {
            do {
                _ = try await answer()
                return nil
            } catch {
                return error as? TransportFault
            }
        }
    }

    private static func line(
        largestBody: Int = 1 << 20, staysOpen: Bool = true, _ answer: String
    ) throws -> Line {
        try Line(
            largestBody: largestBody,
            ScriptedServer { _ in .init(answer, staysOpen: staysOpen) })
    }

    // MARK: Chunks

    private static let chunked =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nDate: Tue, 24 Nov 2026 08:00:00 GMT\r\n\r\n"
        + "5;name=\"a;b\"\r\n[1,2,\r\n00a \r\n3,4,5,6,7,\r\n2\r\n8]\r\n0;last\r\nX-Sum: 7\r\nX-More: 1\r\n\r\n"

    @Test(
        "A chunked body is the same wherever the network cuts it, extensions and trailers included")
    func cuts() async throws {
        let bytes = Array(Self.chunked.utf8)
        let line = try Line(
            ScriptedServer { .init([Array(bytes[..<$0]), Array(bytes[$0...])]) })
        for cut in 1..<bytes.count {
            #expect(try await line.text() == "[1,2,3,4,5,6,7,8]", "cut after \(cut) bytes")
        }
        #expect(line.server.connections == 1, "nothing was left over between two answers")
    }

    @Test("Byte by byte it is the same, too")
    func byteByByte() async throws {
        let line = try Line(ScriptedServer { _ in .init(Self.chunked.utf8.map { [$0] }) })
        #expect(try await line.text() == "[1,2,3,4,5,6,7,8]")
    }

    @Test("Large chunks come together whole")
    func largeChunks() async throws {
        let body = (0..<60_000).map { "\($0)," }.joined()
        var text = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        var rest = body[...]
        while !rest.isEmpty {
            let chunk = rest.prefix(37_123)
            rest = rest.dropFirst(chunk.count)
            text += "\(String(chunk.utf8.count, radix: 16, uppercase: true))\r\n\(chunk)\r\n"
        }
        let line = try Self.line(text + "0\r\n\r\n")
        #expect(try await line.text() == body)
        #expect(try await line.text() == body)
    }

    @Test(
        "A chunk whose size is none, or does not fit, is no HTTP",
        arguments: [
            "zz\r\n", "-5\r\nhello\r\n", "\r\n", "+5\r\nhello\r\n", "5 5\r\nhello\r\n",
            "ffffffffffffffffff\r\n", "5\r\nhello!\r\n0\r\n\r\n",
        ])
    func badChunks(chunks: String) async throws {
        let line = try Self.line("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks)
        #expect(await line.fault() == Self.notHTTP)
    }

    @Test("Chunks beyond the largest body are not taken, however small each one is")
    func tooManyChunks() async throws {
        let head = Array("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".utf8)
        let chunk = Array("400\r\n\(String(repeating: " ", count: 1024))\r\n".utf8)
        let line = try Line(
            largestBody: 50_000, ScriptedServer { _ in .init([head, chunk], isEndless: true) })
        #expect(await line.fault() == .tooLarge)
        let huge = try Self.line(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7fffffffffffffff\r\n")
        #expect(await huge.fault() == .tooLarge)
    }

    // MARK: Floods

    @Test(
        "What has no end is given up after some kilobytes: lines, headers, sizes, trailers",
        arguments: [
            ("HTTP/1.1 200 OK\r\n", "X-Filler: some words that say nothing\r\n"),
            ("HTTP/1.1 200 OK\r\nX-Filler: ", "without a line end "),
            ("", "neither a line end nor HTTP "),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;", "x"),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", "X-Sum: 1\r\n"),
        ])
    func floods(start: String, endless: String) async throws {
        let piece = Array(String(repeating: endless, count: 1000 / endless.utf8.count).utf8)
        let line = try Line(
            ScriptedServer { _ in .init([Array(start.utf8), piece], isEndless: true) })
        #expect(await line.fault() == Self.notHTTP)
        // What the kernel holds on both sides comes on top of the 64 KiB that are read.
        #expect(line.server.bytesSent < 16 << 20)
    }

    // MARK: Lengths

    @Test("A body without a length ends with the connection, which is then not used again")
    func untilClosed() async throws {
        let body = String(repeating: "0123456789", count: 50_000)
        let line = try Self.line(staysOpen: false, "HTTP/1.1 200 OK\r\n\r\n\(body)")
        for _ in 0..<3 { #expect(try await line.text() == body) }
        #expect(line.server.connections == 3)
        let limited = try Self.line(
            largestBody: 400_000, staysOpen: false, "HTTP/1.1 200 OK\r\n\r\n\(body)")
        #expect(await limited.fault() == .tooLarge)
    }

    @Test(
        "A connection that closes before the end has broken",
        arguments: [
            "", "HTTP/1.1 200 OK\r\nContent-Le", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n[1,2,3,4]",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n[1,",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n[1]\r\n",
        ])
    func closedEarly(answer: String) async throws {
        let line = try Self.line(staysOpen: false, answer)
        #expect(await line.fault() == Self.broken)
    }

    @Test(
        "A length that is none, or two that differ, is no HTTP",
        arguments: [
            "Content-Length: -1", "Content-Length: +4", "Content-Length: many",
            "Content-Length: 1e3", "Content-Length:",
            "Content-Length: 99999999999999999999", "Content-Length: 4\r\nContent-Length: 5",
            "no colon",
        ])
    func badLengths(header: String) async throws {
        let line = try Self.line("HTTP/1.1 200 OK\r\n\(header)\r\n\r\n[12]")
        #expect(await line.fault() == Self.notHTTP)
    }

    @Test("The same length twice is that length; one beyond the largest body is not begun")
    func repeatedLength() async throws {
        let line = try Self.line(
            "HTTP/1.1 200 OK\r\nContent-Length: 4\r\ncontent-length:  4 \r\n\r\n[12]")
        #expect(try await line.text() == "[12]")
        let large = try Self.line(
            largestBody: 1000, "HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n[")
        #expect(await large.fault() == .tooLarge)
    }

    @Test("What follows the told length belongs to nobody, and its connection is given up")
    func longerThanTold() async throws {
        let line = try Self.line(
            "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n[12]HTTP/1.1 200 OK\r\n\r\nnot asked for")
        for _ in 0..<3 { #expect(try await line.text() == "[12]") }
        #expect(line.server.connections == 3)
    }

    @Test("Answers that have no body, and interim ones before the answer, are read as such")
    func noBody() async throws {
        let answers = [
            "HTTP/1.1 204 No Content\r\n\r\n",
            "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
                + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]",
        ]
        let line = try Line(ScriptedServer { .init(answers[($0 - 1) % 3]) })
        #expect(try await line.answer().status == 204)
        #expect(try await line.answer().body.isEmpty)
        #expect(try await line.text() == "[]")
        #expect(line.server.connections == 1)
    }

    // MARK: Connections

    private static let good = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]"

    @Test("A connection is used again after an answer that reports an error")
    func reuseAfterErrors() async throws {
        let answers = [
            Self.good, "HTTP/1.1 500 Oops\r\nContent-Length: 4\r\n\r\noops",
            "HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n",
            "HTTP/1.1 429 Too Many\r\nContent-Length: 0\r\nRetry-After: 3\r\n\r\n", Self.good,
        ]
        let line = try Line(ScriptedServer { .init(answers[$0 - 1]) })
        var told: [Int] = []
        for _ in answers { told.append(try await line.answer().status) }
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
        let line = try Self.line(answer)
        for _ in 0..<3 { #expect(try await line.text() == "[]") }
        #expect(line.server.connections == 3)
    }

    @Test("A kept connection that the server has closed meanwhile costs nothing but a new one")
    func closedMeanwhile() async throws {
        let line = try Self.line(staysOpen: false, Self.good)
        for _ in 0..<4 {
            #expect(try await line.text() == "[]")
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(line.server.requests == 4)
        #expect(line.server.connections == 4)
    }

    @Test("A kept connection that breaks inside an answer is a fault, and the next request goes on")
    func brokenMeanwhile() async throws {
        let line = try Line(
            ScriptedServer {
                $0 == 2
                    ? .init("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n[1", staysOpen: false)
                    : .init(Self.good)
            })
        #expect(try await line.text() == "[]")
        #expect(await line.fault() == Self.broken)
        #expect(try await line.text() == "[]")
        #expect(
            line.server.requests == 3, "what was half answered is not asked for again by itself")
        #expect(line.server.connections == 2)
    }

    @Test("After nonsense the connection is given up, and the next request goes on")
    func nonsenseMeanwhile() async throws {
        let line = try Line(
            ScriptedServer {
                $0 == 2 ? .init("SSH-2.0-OpenSSH_9.2\r\n\r\n") : .init(Self.good)
            })
        #expect(try await line.text() == "[]")
        #expect(await line.fault() == Self.notHTTP)
        #expect(try await line.text() == "[]")
        #expect(line.server.connections == 2)
    }
}
