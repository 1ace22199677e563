import Foundation
import HTTP
import TestServers
import Testing

@Suite("Reading responses, as servers write them and as the network cuts them")
struct ReadingTests {
    // MARK: Chunks

    private static let chunked =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nDate: Tue, 24 Nov 2026 08:00:00 GMT\r\n\r\n"
        + "5;name=\"a;b\"\r\n[1,2,\r\n00a \r\n3,4,5,6,7,\r\n2\r\n8]\r\n0;last\r\nX-Sum: 7\r\nX-More: 1\r\n\r\n"

    @Test(
        "A chunked body is the same wherever the network cuts it, extensions and trailers included")
    func cuts() async throws {
        let bytes = Array(Self.chunked.utf8)
        let line = try Line { request in
            TestServer.Reply([
                .send(Array(bytes[..<request.number])), .send(Array(bytes[request.number...])),
            ])
        }
        for cut in 1..<bytes.count {
            #expect(try await line.text() == "[1,2,3,4,5,6,7,8]", "cut after \(cut) bytes")
        }
        #expect(line.server.connections == 1, "nothing was left over between two answers")
    }

    @Test("Byte by byte it is the same, too")
    func byteByByte() async throws {
        let line = try Line { _ in .init(Self.chunked.utf8.map { .send([$0]) }) }
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
        let line = try Line.fixed(text + "0\r\n\r\n")
        #expect(try await line.text() == body)
        #expect(try await line.text() == body)
    }

    @Test(
        "A chunk whose size is none, or does not fit, is no HTTP",
        arguments: [
            "zz\r\n", "-5\r\nhello\r\n", "\r\n", "+5\r\nhello\r\n",
            "ffffffffffffffffff\r\n", "5\r\nhello!\r\n0\r\n\r\n",
        ])
    func badChunks(chunks: String) async throws {
        let line = try Line.fixed("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks)
        #expect(await line.error()?.problem == notHTTP)
    }

    @Test("A body without a length may be as long as the bound, and no byte longer")
    func bound() async throws {
        let head = "HTTP/1.1 200 OK\r\n\r\n"
        for (count, code) in [(1000, nil), (1001, HTTPError.Code.tooLarge)] {
            let body = String(repeating: " ", count: count)
            let line = try Line.fixed(maximumBody: 1000, staysOpen: false, head + body)
            #expect(await line.error()?.code == code)
        }
    }

    @Test("Chunks beyond the largest body are not taken, however small each one is")
    func tooManyChunks() async throws {
        let head = Array("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".utf8)
        let chunk = Array("400\r\n\(String(repeating: " ", count: 1024))\r\n".utf8)
        let line = try Line(maximumBody: 50_000) { _ in
            .init([.send(head), .endless(chunk, every: .zero)])
        }
        #expect(await line.error()?.code == .tooLarge)
        let huge = try Line { _ in
            .init([
                .send(head), .send(Array("7fffffffffffffff\r\n".utf8)),
                .endless(chunk, every: .zero),
            ])
        }
        #expect(await huge.error()?.code == .tooLarge)
        #expect(huge.server.bytesSent < 16 << 20)
    }

    // MARK: Floods

    @Test(
        "What has no end is given up after some kilobytes: lines, headers, trailers",
        arguments: [
            ("HTTP/1.1 200 OK\r\n", "X-Filler: some words that say nothing\r\n"),
            ("HTTP/1.1 200 OK\r\nX-Filler: ", "without a line end "),
            ("", "neither a line end nor HTTP "),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", "X-Sum: 1\r\n"),
        ])
    func floods(start: String, endless: String) async throws {
        let piece = Array(String(repeating: endless, count: 1000 / endless.utf8.count).utf8)
        let line = try Line { _ in
            .init([.send(Array(start.utf8)), .endless(piece, every: .zero)])
        }
        #expect(await line.error()?.problem == notHTTP)
        // What the kernel holds on both sides comes on top of the 100 KiB that are read.
        #expect(line.server.bytesSent < 16 << 20)
    }

    // MARK: Lengths

    @Test("A body without a length ends with the connection, which is then not used again")
    func untilClosed() async throws {
        let body = String(repeating: "0123456789", count: 50_000)
        let line = try Line.fixed(staysOpen: false, "HTTP/1.1 200 OK\r\n\r\n\(body)")
        for _ in 0..<3 { #expect(try await line.text() == body) }
        #expect(line.server.connections == 3)
        let limited = try Line.fixed(
            maximumBody: 400_000, staysOpen: false, "HTTP/1.1 200 OK\r\n\r\n\(body)")
        #expect(await limited.error()?.code == .tooLarge)
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
        let line = try Line.fixed(staysOpen: false, answer)
        #expect(await line.error()?.problem == broken)
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
        let line = try Line.fixed("HTTP/1.1 200 OK\r\n\(header)\r\n\r\n[12]")
        #expect(await line.error()?.problem == notHTTP)
    }

    @Test("The same length twice is that length; one beyond the largest body is not begun")
    func repeatedLength() async throws {
        let line = try Line.fixed(
            "HTTP/1.1 200 OK\r\nContent-Length: 4\r\ncontent-length:  4 \r\n\r\n[12]")
        #expect(try await line.text() == "[12]")
        let large = try Line.fixed(
            maximumBody: 1000, "HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n[")
        #expect(await large.error()?.code == .tooLarge)
    }

    @Test("What follows the told length belongs to nobody, and its connection is given up")
    func longerThanAnnounced() async throws {
        let line = try Line.fixed(
            "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n[12]HTTP/1.1 200 OK\r\n\r\nnot asked for")
        for _ in 0..<3 { #expect(try await line.text() == "[12]") }
        #expect(line.server.connections == 3)
    }

    @Test("Interim responses come before the response itself")
    func interim() async throws {
        let line = try Line.fixed(
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
                + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]")
        for _ in 0..<3 { #expect(try await line.text() == "[]") }
        #expect(line.server.connections == 1)
        #expect(try await line.response().headers["link"] == nil)
    }

    @Test("Headers of one name come together, and a folded line belongs to the one before")
    func headers() async throws {
        let line = try Line.fixed(
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-A: 1\r\nx-a:\t2 \r\nX-B: 3\r\n 4\r\n\r\n[]")
        let response = try await line.response()
        #expect(response["x-a"] == "1, 2")
        #expect(response["x-b"] == "3 4")
    }
}
