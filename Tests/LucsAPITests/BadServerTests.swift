import CivilTime
import Foundation
import LucsModel
import TestServers
import Testing

@testable import LucsAPI

@Suite("Talking to servers that misbehave")
struct BadServerTests {
    private static let unauthorized =
        #"{"Error":{"Code":"Unauthorized","Message":"No secret-key-1."}}"#
    private static let notInitialized =
        #"{"Error":{"Code":"NotInitialized","Message":"Starting."}}"#

    private func error(
        _ reply: TestServer.Reply, requests: Int? = nil,
        _ change: (inout ClientConfiguration) -> Void = { _ in }
    ) async throws -> APIError? {
        let server = try TestServer { _ in reply }
        var configuration = try ClientConfiguration.testing(server)
        change(&configuration)
        let client = try LucsClient(configuration)
        let error = await failure { try await client.users() }
        if let requests { #expect(server.requests.count == requests) }
        return error
    }

    @Test(
        "A refused key is refused at once, with or without a challenge, and says which role it needs",
        arguments: [
            [:], ["WWW-Authenticate": "Basic realm=\"x\""], ["WWW-Authenticate": "Negotiate"],
        ])
    func refused(headers: [String: String]) async throws {
        let start = ContinuousClock.now
        let error = try await error(
            .json(Self.unauthorized, status: 401, headers: headers), requests: 1)
        #expect(error?.code == .refused)
        #expect(error?.status == 401)
        #expect(error?.description.contains("UserReadonly or UserProvision") == true)
        #expect(ContinuousClock.now - start < .seconds(15), "no deadline was needed")
    }

    @Test(
        "A response that says nothing changed, or redirects without a place, is named as what it is"
    )
    func notModified() async throws {
        let unchanged = try await error(.response(304, [:], []), requests: 1)
        #expect(
            unchanged?.problem == "the response says that nothing changed since an earlier request")
        #expect(unchanged?.advice?.contains("cache or proxy") == true)
        let nowhere = try await error(.response(302, [:], []), requests: 1)
        #expect(nowhere?.problem == "the server redirects without saying where to")
    }

    @Test("Many refusals and redirects side by side are each told as what they are")
    func manyRefusals() async throws {
        let server = try TestServer { request in
            request.path == "/v2.0/users"
                ? .json("", status: 401, headers: ["WWW-Authenticate": "Basic realm=\"x\""])
                : .json("", status: 302, headers: ["Location": "http://127.0.0.1:9/"])
        }
        let client = try LucsClient(.testing(server))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<150 {
                group.addTask {
                    #expect(await failure { try await client.users() }?.code == .refused)
                    #expect(await failure { try await client.services() }?.code == .redirected)
                }
            }
            try await group.waitForAll()
        }
    }

    @Test("The key stays out of messages, even when the server repeats it")
    func keyInMessage() async throws {
        let error = try await error(.json(Self.unauthorized, status: 401))
        #expect(error?.serverMessage == "No (key).")
        let key = try APIKey("secret-key-1")
        #expect(!"\(key) \(String(reflecting: key))".contains("secret"))
        var dumped = ""
        dump(try ClientConfiguration.testing(), to: &dumped)
        #expect(!dumped.contains("secret"))
    }

    @Test("However a server repeats the key, no part of it is told")
    func keyAnywhere() async throws {
        let key = "secret-key-1"
        var replies: [TestServer.Reply] = [
            .json("", status: 302, headers: ["Location": "http://[bad/\(key)"]),
            .json("", status: 302, headers: ["Location": "\(key)://x/\(key)?\(key)"]),
            .html("<title>\(key)</title>", status: 502),
            .json(#"{"Error":{"Code":"\#(key)","Message":"\#(key)"}}"#, status: 400),
            .json(String(repeating: "x", count: 65_530) + " \(key)", status: 400),
            .json(String(repeating: " ", count: 65_530) + "\(key)", status: 400),
        ]
        for padding in 180...200 {
            replies.append(
                .json(String(repeating: "x", count: padding) + " \(key)", status: 400))
        }
        for reply in replies {
            let error = try await error(reply)
            let text = error?.description ?? ""
            #expect(error != nil && !text.contains("secret") && !text.contains("key-1"), "\(text)")
            #expect(text.count < 600)
        }
    }

    @Test("What a server says moves no cursor and turns no text around")
    func controls() async throws {
        let error = try await error(
            .json("a\u{1B}[31mb\u{9B}31m\u{7F}c\r\nd\u{202E}e\u{2066}f\u{2028}g", status: 400))
        #expect(error?.serverMessage == "a [31mb 31m c d e f g")
    }

    @Test("What cannot be read is not called unreachable")
    func unreadable() async throws {
        let error = try await error(
            .bytes("HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 2\r\n\r\n[]"))
        #expect(error?.code == .unreadable)
        #expect(
            error?.problem == "the answer cannot be read: it compresses its answers in a way that "
                + "cannot be read (br)")
    }

    @Test("An error that is answered as data is an error all the same")
    func errorAsData() async throws {
        #expect(try await error(.json(Self.unauthorized))?.code == .refused)
        let odd = try await error(.json(#"{"Error":{"Code":"Odd","Message":"x"}}"#))
        #expect(odd?.code == .badData)
    }

    @Test("Silence ends at the deadline for the first byte")
    func silence() async throws {
        let start = ContinuousClock.now
        let error = try await error(.silence, requests: 3) {
            $0.deadlines.firstByte = .milliseconds(500)
        }
        #expect(error?.code == .timedOut)
        #expect(error?.problem == "no answer within 500ms")
        #expect(ContinuousClock.now - start < .seconds(15))
    }

    @Test("A dripping answer ends at the deadline for the whole")
    func drip() async throws {
        let error = try await error(.drip) {
            $0.deadlines.whole = .milliseconds(900)
            $0.retries.maximum = 0
        }
        #expect(error?.code == .timedOut)
        #expect(error?.problem == "the answer was not complete within 900ms")
    }

    @Test(
        "A connection that breaks is tried again, then reported",
        arguments: [
            "", "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n[{\"Id\":\"1\"}",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n[{\"Id", "nonsense\r\n\r\n",
        ])
    func broken(bytes: String) async throws {
        let error = try await error(.bytes(bytes), requests: 3)
        #expect(error?.isServerFault == true)
    }

    @Test("An answer cut off without the head telling so is bad data")
    func cutOff() async throws {
        let error = try await error(.bytes("HTTP/1.1 200 OK\r\n\r\n[{\"Id\":\"1\"}"))
        #expect(error?.code == .badData)
        #expect(error?.description.contains("byte 11") == true)
    }

    @Test("Nobody there is said plainly")
    func nobody() async throws {
        var configuration = try ClientConfiguration.testing()
        configuration.servers = [try #require(URL(string: "http://127.0.0.1:9"))]
        let client = try LucsClient(configuration)
        let error = await failure { try await client.users() }
        #expect(error?.code == .unreachable)
        #expect(error?.problem.contains("reached") == true)
    }

    @Test("An error page of the web server in front shows its title, not a parse error")
    func html() async throws {
        let page = "<HTML><HEAD><TITLE>502 - Bad\n Gateway &amp; so</TITLE></HEAD><body>…</body>"
        let error = try await error(.html(page, status: 502), requests: 3)
        #expect(error?.code == .serverFault)
        #expect(error?.status == 502)
        #expect(error?.serverMessage == "502 - Bad Gateway &amp; so")
        let ok = try await self.error(.html("<html><h1>Welcome</h1></html>", status: 200))
        #expect(ok?.code == .badData)
        #expect(ok?.description.contains("Welcome") == true)
    }

    @Test("A server that is starting is asked again, and then answers")
    func starting() async throws {
        let server = try TestServer { _ in .json("[]") }
        let turns = Counter()
        let slow = try TestServer { request in
            turns.next() < 2
                ? .json(Self.notInitialized, status: 500) : PagedUsers(count: 3).page(request)
        }
        _ = server
        let client = try LucsClient(.testing(slow))
        #expect(try await client.users().rows.count == 3)
        #expect(client.statistics.retries == 2)
        #expect(try await error(.json(Self.notInitialized, status: 500))?.code == .notReady)
    }

    @Test("404 and other rejections are not tried again")
    func rejections() async throws {
        #expect(try await error(missing, requests: 1)?.code == .notFound)
        // Users are asked for once more, without their skills.
        #expect(try await error(.json("{}", status: 400), requests: 2)?.code == .rejected)
        #expect(try await error(.json("{}", status: 403), requests: 1)?.code == .refused)
    }

    @Test("An answer that is too large is cut off, told or not")
    func tooLarge() async throws {
        let body = "[" + String(repeating: " ", count: 300_000) + "]"
        for reply in [TestServer.Reply.json(body), .bytes("HTTP/1.1 200 OK\r\n\r\n" + body)] {
            let error = try await error(reply) { $0.largestBody = 100_000 }
            #expect(error?.code == .tooLarge)
        }
    }

    @Test("The key does not follow a redirect to another origin, and the error names it")
    func redirectElsewhere() async throws {
        let other = try TestServer { _ in .json("[]") }
        let target = "\(other.url)/v2.0/users"
        for status in [301, 302, 307, 308] {
            let error = try await error(.json("", status: status, headers: ["Location": target]))
            #expect(error?.code == .redirected)
            #expect(error?.description.contains("127.0.0.1:\(other.port)") == true)
        }
        #expect(other.requests.isEmpty)
    }

    @Test("A redirect on the same server is followed with the key")
    func redirectHere() async throws {
        let server = try TestServer { request in
            request.path == "/v2.0/users"
                ? .json("", status: 307, headers: ["Location": "/lucs/users?page=1"])
                : .json("[]")
        }
        let client = try LucsClient(.testing(server))
        #expect(try await client.users().rows.isEmpty)
        #expect(server.requests.last?.path == "/lucs/users")
        #expect(server.requests.last?.headers["api_key"] == "secret-key-1")
    }

    @Test("A redirect to itself ends")
    func redirectLoop() async throws {
        let error = try await error(
            .json("", status: 302, headers: ["Location": "/v2.0/users?page=1&pageSize=10"]))
        #expect(error != nil)
    }

    @Test("Cancelling frees a request that hangs, as a cancellation")
    func cancellation() async throws {
        let server = try TestServer { _ in .silence }
        var configuration = try ClientConfiguration.testing(server)
        configuration.deadlines.firstByte = .seconds(60)
        configuration.deadlines.whole = .seconds(60)
        let client = try LucsClient(configuration)
        let task = Task { try await client.users() }
        try await Task.sleep(for: .milliseconds(100))
        task.cancel()
        let start = ContinuousClock.now
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(ContinuousClock.now - start < .seconds(1))
    }
}
