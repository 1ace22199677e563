import CivilTime
import Foundation
import LucsModel
import TestServers
import Testing

@testable import LucsAPI

@Suite("The client")
struct ClientTests {
    private let some = EntityID("5b8dd9a2-0d8c-4c4e-9f0a-1f2e3d4c5b6a")

    @Test("Every request carries the key in its header, and nowhere else")
    func key() async throws {
        let server = try TestServer { _ in .json("[]") }
        let client = try LucsClient(.testing(server))
        _ = try await client.users()
        _ = try await client.callbacks()
        for request in server.requests {
            #expect(request.headers["api_key"] == "secret-key-1")
            #expect(request.headers["cookie"] == nil)
            #expect(!request.path.contains("secret") && request.query["api_key"] == nil)
        }
        #expect(server.requests.last?.method == "POST")
        #expect(server.requests.last?.path == "/v2.0/callbacks/search")
        #expect(server.requests.last?.body == "{}")
    }

    @Test func `Users come with skills and profiles, and without where the server refuses that`()
        async throws
    {
        let server = try TestServer { request in
            request.query["fieldsToReturn"] == nil
                ? .json(#"[{"Id":"u","FirstName":"Anna"}]"#)
                : .json(#"{"Error":{"Code":"BadRequest","Message":"fields"}}"#, status: 400)
        }
        let client = try LucsClient(.testing(server))
        #expect(try await client.users().rows.map(\.firstName) == ["Anna"])
        #expect(server.requests.first?.query["fieldsToReturn"] == "Traits%2CProfiles")
        #expect(client.hidesSkills)
        let before = server.requests.count
        _ = try await client.users()
        #expect(server.requests.dropFirst(before).allSatisfy { $0.query["fieldsToReturn"] == nil })
    }

    @Test func `A server that returns skills and nothing else is asked again for the rest`()
        async throws
    {
        let server = try TestServer { request in
            request.query["fieldsToReturn"] == nil
                ? .json(#"[{"Id":"u","FirstName":"Anna"}]"#) : .json(#"[{"Id":"u","Traits":[]}]"#)
        }
        let client = try LucsClient(.testing(server))
        #expect(try await client.users().rows.map(\.firstName) == ["Anna"])
        #expect(client.hidesSkills)
    }

    @Test func `Reasons of absence are read by name, and are none for a key that may not see them`()
        async throws
    {
        let server = try TestServer { request in
            request.path.contains("u1")
                ? .json(#"[{"Id":1,"Name":"Lunch"},{"Id":2,"Name":"Break"}]"#)
                : .json("{}", status: 401)
        }
        let client = try LucsClient(.testing(server))
        #expect(
            try await client.absenceReasons(ofUser: .text("u1"))?.rows == ["Lunch", "Break"])
        #expect(try await client.absenceReasons(ofUser: .text("u2")) == nil)
    }

    @Test("A path in front of the API's own is kept")
    func basePath() async throws {
        let server = try TestServer { _ in .json("[]") }
        var configuration = try ClientConfiguration.testing(server)
        configuration.servers = [server.url.appending(path: "lucs/api/")]
        _ = try await LucsClient(configuration).organizationUnits()
        #expect(server.requests.map(\.path) == ["/lucs/api/v2.0/organizationunits"])
    }

    @Test("A server without v2.0 is spoken to in v1.0, which is found out once")
    func fallback() async throws {
        let server = try TestServer { request in
            switch request.path {
            case "/v1.0/services": .json(#"[{"Id":"s"}]"#)
            case "/v1.0/users": .json(#"[{"Id":"u","IsSelectable":true}]"#)
            case "/v1.0/services/s/tasks": .json(#"[{"Id":"t"}]"#)
            default: .html("<title>404</title>", status: 404)
            }
        }
        let client = try LucsClient(.testing(server, version: .auto))
        #expect(client.version == .v2)
        #expect(try await client.services().rows.count == 1)
        #expect(client.version == .v1)
        #expect(
            try await client.userStates().rows == [UserState(user: .text("u"), isSelectable: true)])
        #expect(try await client.dutyProfiles() == nil)
        #expect(try await client.tasks(ofService: .text("s")).rows.count == 1)
        #expect(server.requests.filter { $0.path.hasPrefix("/v2.0") }.count == 1)
    }

    @Test("Once v2.0 answered, a 404 is a 404; and without either version so")
    func noFallback() async throws {
        let server = try TestServer { request in
            request.path == "/v2.0/services" ? .json("[]") : missing
        }
        let client = try LucsClient(.testing(server, version: .auto))
        _ = try await client.services()
        #expect(await failure { try await client.users() }?.code == .notFound)
        #expect(server.requests.allSatisfy { $0.path.hasPrefix("/v2.0") })
        let empty = try TestServer { _ in missing }
        let lost = try LucsClient(.testing(empty, version: .auto))
        #expect(await failure { try await lost.users() }?.code == .notFound)
        #expect(lost.version == .v2)
    }

    @Test("A task by id: found, gone, or hidden behind an error")
    func task() async throws {
        for (reply, expected) in [
            (TestServer.Reply.json(#"{"Id":"\#(some)","State":"Terminated"}"#), "Terminated"),
            (missing, nil), (.json("null"), nil), (.json("", status: 204), nil),
        ] {
            let server = try TestServer { _ in reply }
            let answer = try await LucsClient(.testing(server)).task(id: some)
            #expect(answer.task?.state == expected)
            #expect(answer.observedAt == serverTime)
            #expect(server.requests.first?.path == "/v2.0/tasks/\(some)")
        }
        let page = try TestServer { _ in .html("<title>Not here</title>", status: 404) }
        let error = await failure { try await LucsClient(.testing(page)).task(id: some) }
        #expect(error?.code == .notFound, "a web server's page is no word about the task")
    }

    @Test("Anything can be asked for as it is, and lists to their end")
    func raw() async throws {
        let server = try TestServer { request in
            request.path == "/v2.0/services/count"
                ? .json("42") : PagedUsers(count: 25, cap: 10).page(request)
        }
        let client = try LucsClient(.testing(server))
        let count = try await client.raw(.serviceCount)
        #expect(String(decoding: count.json, as: UTF8.self) == "42")
        #expect(count.elements == nil)
        let all = try await client.raw(.users, all: true)
        #expect(all.elements == 25)
        let users = try JSONDecoder().decode([[String: String]].self, from: Data(all.json))
        #expect(users.last?["FirstName"] == "U25")
        #expect(try await client.raw(.users).elements == nil)
        #expect(server.requests.last?.query.isEmpty == true)
    }

    @Test("Counts what it does, and tells how far the clocks are apart")
    func statistics() async throws {
        let server = try TestServer(PagedUsers(count: 3))
        var configuration = try ClientConfiguration.testing(server)
        configuration.now = { serverTime - .seconds(90) }
        let client = try LucsClient(configuration)
        _ = try await client.users()
        let statistics = client.statistics
        #expect(statistics.requests == 2)
        #expect(statistics.retries == 0)
        #expect(statistics.bytes > 100)
        #expect(statistics.serverTime == serverTime)
        let skew = try #require(statistics.clockSkew["http://127.0.0.1:\(server.port)"])
        #expect(abs((skew - .seconds(90)).inSeconds) < 1)
    }

    @Test("Without a Date header the local clock tells the time")
    func localClock() async throws {
        let server = try TestServer { _ in .bytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]")
        }
        var configuration = try ClientConfiguration.testing(server)
        configuration.now = { Timestamp(milliseconds: 5) }
        let listing = try await LucsClient(configuration).users()
        #expect(listing.observedAt == Timestamp(milliseconds: 5))
    }

    @Test("Configurations that make no sense are refused at once")
    func configuration() throws {
        for text in ["ftp://x", "lucs1:4444", "http://", "http://u:p@x", "http://x/?a=b"] {
            var configuration = try ClientConfiguration.testing()
            configuration.servers = URL(string: text).map { [$0] } ?? []
            #expect(throws: APIError.self) { try LucsClient(configuration) }
        }
        #expect(throws: APIError.self) { try LucsClient(.testing()) }
        for text in ["", " \n", "a\r\nX-Evil: 1", "schlüssel"] {
            #expect(throws: APIError.self) { try APIKey(text) }
        }
        #expect(try APIKey(" abc\n").value == "abc")
    }
}
