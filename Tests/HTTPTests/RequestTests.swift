import Foundation
import HTTP
import TestServers
import Testing

@Suite("Requests, redirects and deadlines")
struct RequestTests {
    @Test("A request goes out as it is given, and asks for nothing else")
    func sent() async throws {
        var line = try Line { _ in .json("[]") }
        line.request.url += "?q=a%20b&skip=0"
        line.request.headers = [("api_key", "secret"), ("Accept", "application/json")]
        _ = try await line.response()
        let head = try #require(line.server.requests.first?.head)
        #expect(
            Set(head.components(separatedBy: "\r\n")) == [
                "GET /v2.0/users?q=a%20b&skip=0 HTTP/1.1", "Host: 127.0.0.1:\(line.server.port)",
                "Accept-Encoding: gzip, deflate", "api_key: secret", "Accept: application/json",
            ])
        line.request.method = "POST"
        line.request.body = Array("{}".utf8)
        line.request.headers.append(("Content-Type", "application/json"))
        _ = try await line.response()
        let posted = try #require(line.server.requests.last)
        #expect(posted.method == "POST" && posted.body == "{}")
        #expect(posted.headers["content-type"] == "application/json")
    }

    @Test("Requests of one client do not mix, one after the other or at once")
    func manyAtOnce() async throws {
        let line = try Line { .json("\($0.method) \($0.query["n"] ?? "")\($0.body)") }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<200 {
                group.addTask {
                    var request = HTTPRequest("\(line.server.url)/x?n=\(number)")
                    if number % 3 == 0 {
                        request.method = "POST"
                        request.body = Array("{}".utf8)
                    }
                    let response = try await line.client.response(to: request)
                    let expected = number % 3 == 0 ? "POST \(number){}" : "GET \(number)"
                    #expect(String(decoding: response.body, as: UTF8.self) == expected)
                }
            }
            try await group.waitForAll()
        }
    }

    // MARK: Redirects

    private func redirect(
        to place: String, status: Int = 302, method: String = "GET"
    ) async throws -> (line: Line, error: HTTPError?) {
        var line = try Line {
            $0.path == "/there"
                ? .json("there") : .json("", status: status, headers: ["Location": place])
        }
        line.request.method = method
        if method == "POST" { line.request.body = Array("{}".utf8) }
        return (line, await line.error())
    }

    @Test("A redirect within the origin is followed with headers and method")
    func followed() async throws {
        for (status, method) in [(301, "GET"), (302, "GET"), (307, "POST"), (308, "POST")] {
            let (line, error) = try await redirect(to: "/there?x=1", status: status, method: method)
            #expect(error == nil)
            #expect(line.server.requests.last?.path == "/there")
            #expect(line.server.requests.last?.method == method)
        }
    }

    @Test(
        "No header goes to another origin",
        arguments: [
            "http://localhost:1/there", "https://127.0.0.1:1/", "//example.invalid/there",
            "ftp://127.0.0.1/", "http://user@127.0.0.1:1/", "http://[bad",
            "http://127.0.0.1:84487/",
            "http://127.0.0.1:1\\@127.0.0.1/",
        ])
    func refused(place: String) async throws {
        let (line, error) = try await redirect(to: place)
        #expect(error?.code == .redirected)
        #expect(line.server.requests.count == 1)
    }

    @Test("What was posted is not asked for by another method", arguments: [301, 302, 303])
    func posted(status: Int) async throws {
        let (line, error) = try await redirect(to: "/there", status: status, method: "POST")
        #expect(error?.code == .redirected)
        #expect(line.server.requests.count == 1)
    }

    @Test("Redirects end after eight")
    func endless() async throws {
        let line = try Line { .json("", status: 302, headers: ["Location": "/\($0.number)"]) }
        #expect(await line.error()?.problem == "it redirects without end")
        #expect(line.server.requests.count == 9)
    }

    // MARK: Deadlines

    private func timed(
        _ reply: TestServer.Reply, tls: TestAuthority? = nil,
        _ change: (inout HTTPDeadlines) -> Void
    ) async throws -> HTTPError? {
        var line = try Line { _ in reply }
        change(&line.request.deadlines)
        let start = ContinuousClock.now
        let error = await line.error()
        #expect(ContinuousClock.now - start < .seconds(5))
        return error
    }

    @Test("Each deadline ends a request with its own words")
    func deadlines() async throws {
        let silence = try await timed(.silence) { $0.firstByte = .milliseconds(200) }
        #expect(silence?.problem == "no answer within 200ms")
        let drip = try await timed(.drip) { $0.whole = .milliseconds(300) }
        #expect(drip?.problem == "the answer was not complete within 300ms")
        let head = try await timed(
            .init([.endless(Array("H".utf8), every: .milliseconds(20))])
        ) { $0.firstByte = .milliseconds(200) }
        #expect(head?.code == .noFirstByte || head?.code == .unreadable)
        let run = try await timed(.silence) { $0.runEnd = .now + .milliseconds(200) }
        #expect(run?.code == .outOfTime)
        let over = try await timed(.silence) { $0.runEnd = .now - .seconds(1) }
        #expect(over?.code == .outOfTime)
    }

    @Test("An endless line of a chunk's size ends with the deadline for the whole")
    func endlessChunkSize() async throws {
        let head = Array("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;".utf8)
        let error = try await timed(
            .init([
                .send(head),
                .endless([UInt8](repeating: 0x78, count: 1000), every: .milliseconds(1)),
            ])
        ) { $0.whole = .milliseconds(300) }
        #expect(error?.code == .notFinished)
    }

    @Test("A handshake that does not end is no connection")
    func handshake() async throws {
        var line = try Line { _ in .silence }
        line.request.url = "https://127.0.0.1:\(line.server.port)/"
        line.request.deadlines.connect = .milliseconds(200)
        #expect(await line.error()?.problem == "no connection within 200ms")
    }

    @Test("What cannot be reached is said in words")
    func unreachable() async throws {
        var line = try Line { _ in .silence }
        line.request.url = "http://127.0.0.1:9/"
        #expect(await line.error()?.problem == "nothing accepts connections there")
        line.request.url = "http://nobody.invalid/"
        #expect(await line.error()?.problem == "the name is not known")
        for address in [
            "ftp://127.0.0.1/", "http://127.0.0.1:84487/", "http://x:0/", "users", "http://a b/",
        ] {
            line.request.url = address
            #expect(await line.error()?.code == .configuration, "\(address)")
        }
    }

    // MARK: The end

    @Test("A cancelled request ends at once, and the next one goes on")
    func cancelled() async throws {
        let line = try Line { $0.number == 1 ? .silence : .json("[]") }
        let task = Task { await line.error() }
        try await Task.sleep(for: .milliseconds(100))
        let start = ContinuousClock.now
        task.cancel()
        #expect(await task.value?.code == .cancelled)
        #expect(ContinuousClock.now - start < .seconds(1))
        #expect(try await line.text() == "[]")
    }

    @Test("Where the body is not wanted, the headers are enough")
    func bodyNotWanted() async throws {
        var line = try Line { _ in .endless }
        line.request.wantsBody = false
        let response = try await line.response()
        #expect(response.status == 200 && response.body.isEmpty)
        #expect(line.server.bytesSent < 32 << 20)
    }

    @Test("Thousands of requests with failures in between leave no descriptor and no memory behind")
    func level() async throws {
        let line = try Line(maximumBody: 100_000) {
            switch $0.number % 10 {
            case 1: .bytes("")
            case 3: .open("nonsense\r\n\r\n")
            case 5: .bytes("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n[")
            case 7: .json("", status: 302, headers: ["Location": "http://127.0.0.1:9/"])
            case 9: .open("HTTP/1.1 204 No Content\r\n\r\nleft over")
            default: .open("HTTP/1.1 200 OK\r\nContent-Length: 50000\r\n\r\n" + Self.filler)
            }
        }
        var failures = 0
        func ask(_ count: Int) async {
            for _ in 0..<count where await line.error() != nil { failures += 1 }
        }
        await ask(400)
        let before = try (Self.descriptors(), Self.residentKilobytes())
        await ask(3600)
        let after = try (Self.descriptors(), Self.residentKilobytes())
        #expect(failures > 1000)
        #expect(after.0 <= before.0 + 20, "descriptors \(before.0) → \(after.0)")
        #expect(after.1 < before.1 + 30_000, "KB \(before.1) → \(after.1)")
    }

    private static let filler = String(repeating: "x", count: 50_000)

    private static func descriptors() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
    }

    private static func residentKilobytes() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") })
        return try #require(line.split(separator: " ").dropFirst().first.flatMap { Int($0) })
    }
}
