import CivilTime
import Foundation
import LucsModel
import TestServers
import Testing

@testable import LucsAPI

@Suite("Several servers, and limits")
struct ServersAndLimitsTests {
    @Test("Two healthy servers share the load, a listing staying with one")
    func share() async throws {
        let first = try TestServer(PagedUsers(count: 25, cap: 10))
        let second = try TestServer(PagedUsers(count: 25, cap: 10))
        let client = try LucsClient(.testing(first, second))
        for _ in 0..<4 { #expect(try await client.users().rows.count == 25) }
        #expect(first.requests.count == second.requests.count)
        let pages = first.requests.compactMap { $0.query["page"] }
        #expect(pages == ["1", "2", "3", "4", "1", "1", "2", "3", "4", "1"])
    }

    @Test("A server that fails half-way leaves nothing of its pages in the listing")
    func halfWay() async throws {
        let failing = try TestServer { request in
            request.query["page"] == "1" ? PagedUsers(count: 25).page(request) : .bytes("")
        }
        let healthy = try TestServer { request in
            let rows = request.query["page"] == "1" ? (101...105).map(PagedUsers.user) : []
            return .json("[" + rows.joined(separator: ",") + "]")
        }
        let client = try LucsClient(.testing(failing, healthy))
        for _ in 0..<3 {
            let listing = try await client.users()
            #expect(listing.rows.compactMap(\.firstName) == (101...105).map { "U\($0)" })
        }
        #expect(failing.requests.count == 2, "it is avoided after its first failure")
    }

    @Test("A server that is back is used again")
    func back() async throws {
        let turns = Counter()
        let flaky = try TestServer { request in
            turns.next() == 0 ? .json("{}", status: 503) : PagedUsers(count: 1).page(request)
        }
        let healthy = try TestServer(PagedUsers(count: 1))
        var configuration = try ClientConfiguration.testing(flaky, healthy)
        configuration.cooldown = .milliseconds(50)
        let client = try LucsClient(configuration)
        for _ in 0..<2 { _ = try await client.users() }
        let count = flaky.requests.count
        try await Task.sleep(for: .milliseconds(80))
        for _ in 0..<4 { _ = try await client.users() }
        #expect(flaky.requests.count > count)
    }

    @Test("When no server answers the error names them all")
    func noneResponds() async throws {
        var configuration = try ClientConfiguration.testing()
        configuration.servers = ["http://127.0.0.1:9", "http://127.0.0.1:7"].compactMap(URL.init)
        let client = try LucsClient(configuration)
        let error = await failure { try await client.users() }
        #expect(error?.code == .unreachable)
        #expect(error?.description.contains("127.0.0.1:9") == true)
        #expect(error?.description.contains("127.0.0.1:7") == true)
    }

    @Test("A refused key is not shown to the other server as well")
    func refusedOnce() async throws {
        let first = try TestServer { _ in .json("{}", status: 401) }
        let second = try TestServer { _ in .json("{}", status: 401) }
        let client = try LucsClient(.testing(first, second))
        #expect(await failure { try await client.users() }?.code == .refused)
        #expect(first.requests.count + second.requests.count == 1)
    }

    @Test("429 is waited for as long as the server says, in seconds or until a date")
    func retryAfter() async throws {
        for value in ["1", "Tue, 24 Nov 2026 08:00:01 GMT"] {
            let turns = Counter()
            let server = try TestServer { request in
                turns.next() == 0
                    ? .json("{}", status: 429, headers: ["Retry-After": value])
                    : PagedUsers(count: 0).page(request)
            }
            let client = try LucsClient(.testing(server))
            let start = ContinuousClock.now
            #expect(try await client.users().rows.isEmpty)
            let waited = ContinuousClock.now - start
            #expect(waited >= .milliseconds(1000) && waited < .seconds(3))
            #expect(client.statistics.retries == 1)
        }
    }

    /// A client that gives up at the third refusal: the two pauses before that are random, and
    /// however long they turn out, they fit into its patience.
    private static func threeRefusals(_ server: TestServer) throws -> ClientConfiguration {
        var configuration = try ClientConfiguration.testing(server)
        configuration.retries.maximumRefusals = 3
        configuration.deadlines.patience = .seconds(60)
        return configuration
    }

    @Test("429 without a time is backed off from, a bounded number of times")
    func backOff() async throws {
        let server = try TestServer { _ in .json("{}", status: 429) }
        let client = try LucsClient(Self.threeRefusals(server))
        let error = await failure { try await client.users() }
        #expect(error?.code == .rateLimited)
        #expect(error?.retryAt != nil)
        #expect(server.requests.count == 3)
    }

    @Test("A wait that does not fit the run fails at once, with the time to try again")
    func deadline() async throws {
        let server = try TestServer { _ in
            .json("{}", status: 429, headers: ["Retry-After": "3600"])
        }
        let client = try LucsClient(.testing(server))
        let start = ContinuousClock.now
        let error = await failure { try await client.users() }
        #expect(error?.code == .rateLimited)
        #expect(error?.advice?.hasPrefix("Try again later, at 20") == true)
        let wait = try #require(error?.retryAt) - client.now()
        #expect(abs(wait.inSeconds - 3600) < 5)
        #expect(ContinuousClock.now - start < .seconds(1))
        // Others keep quiet as well, without asking.
        #expect(await failure { try await client.services() }?.code == .rateLimited)
        #expect(server.requests.count == 1)
    }

    @Test("A run deadline is nearer than the client's own patience")
    func runDeadline() async throws {
        let server = try TestServer { _ in
            .json("{}", status: 429, headers: ["Retry-After": "2"])
        }
        let client = try LucsClient(.testing(server))
        let error = await failure {
            try await RunDeadline.$instant.withValue(ContinuousClock.now + .seconds(1)) {
                try await client.users()
            }
        }
        #expect(error?.code == .rateLimited)
        #expect(server.requests.count == 1)
    }

    @Test("The budget spreads requests over time")
    func budget() async throws {
        let server = try TestServer { _ in .json("[]") }
        var configuration = try ClientConfiguration.testing(server)
        configuration.limits = ClientConfiguration.Limits(perSecond: 5)
        let client = try LucsClient(configuration)
        let start = ContinuousClock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<11 { group.addTask { _ = try await client.users() } }
            try await group.waitForAll()
        }
        #expect(ContinuousClock.now - start >= .seconds(2))
        #expect(server.requests.count == 11)
        configuration.limits = ClientConfiguration.Limits(perHour: 2)
        let strict = try LucsClient(configuration)
        for _ in 0..<2 { _ = try await strict.users() }
        #expect(await failure { try await strict.users() }?.code == .rateLimited)
    }

    @Test(
        "However short a pause 429 asks for, the next request comes after one of our own",
        arguments: ["0", "-5", "0.001", "Thu, 01 Jan 1970 00:00:00 GMT"])
    func shortPause(value: String) async throws {
        let server = try TestServer { _ in
            .json("{}", status: 429, headers: ["Retry-After": value])
        }
        let client = try LucsClient(Self.threeRefusals(server))
        let start = ContinuousClock.now
        #expect(await failure { try await client.users() }?.code == .rateLimited)
        // Two pauses: at least 0.55 s, and as that was in vain, at least 1.5 s.
        #expect(ContinuousClock.now - start > .seconds(2))
        #expect(server.requests.count == 3)
    }

    @Test("A failing server that says when it will be back is left alone until then")
    func leftAlone() async throws {
        let server = try TestServer { _ in
            .json("{}", status: 503, headers: ["Retry-After": "3600"])
        }
        let client = try LucsClient(.testing(server))
        for _ in 0..<3 {
            let error = await failure { try await client.users() }
            #expect(error?.code == .serverFault)
            #expect(error?.advice?.hasPrefix("Try again later, at 20") == true)
            let wait = try #require(error?.retryAt) - client.now()
            #expect(abs(wait.inSeconds - 3600) < 5)
        }
        #expect(server.requests.count == 1)
        // The other one is not asked to wait with it.
        let healthy = try TestServer(PagedUsers(count: 1))
        let both = try LucsClient(.testing(server, healthy))
        for _ in 0..<3 { #expect(try await both.users().rows.count == 1) }
        #expect(server.requests.count == 2)
    }

    @Test("A short pause of a failing server is kept in full, and then it is asked again")
    func shortlyAlone() async throws {
        let turns = Counter()
        let server = try TestServer { request in
            turns.next() == 0
                ? .json("{}", status: 503, headers: ["Retry-After": "1"])
                : PagedUsers(count: 1).page(request)
        }
        let client = try LucsClient(.testing(server))
        let start = ContinuousClock.now
        #expect(try await client.users().rows.count == 1)
        #expect(ContinuousClock.now - start >= .seconds(1))
    }

    @Test("When servers that failed say when they will be back, the first of them counts")
    func firstBack() async throws {
        let servers = try ["7200", "3600"].map { pause in
            try TestServer { _ in .json("{}", status: 503, headers: ["Retry-After": pause]) }
        }
        let client = try LucsClient(.testing(servers[0], servers[1]))
        let error = await failure { try await client.users() }
        let wait = try #require(error?.retryAt) - client.now()
        #expect(abs(wait.inSeconds - 3600) < 5)
        let silent = try LucsClient(
            {
                var configuration = try ClientConfiguration.testing(servers[0])
                configuration.servers.append(try #require(URL(string: "http://127.0.0.1:9")))
                return configuration
            }())
        // Of which nobody knows when it is back may be back at once.
        let other = await failure { try await silent.users() }
        #expect(other != nil && other?.retryAt == nil)
    }

    @Test(
        "A web server's own page is that server's fault: the other one is asked",
        arguments: [404, 200, 503])
    func pageInstead(status: Int) async throws {
        let page = "<!DOCTYPE html><html><title>Site under maintenance</title></html>"
        let turns = Counter()
        let ill = try TestServer { request in
            turns.next() < 3
                ? .html(page, status: status)
                : PagedUsers(count: 1).page(request)
        }
        let healthy = try TestServer(PagedUsers(count: 1))
        var configuration = try ClientConfiguration.testing(ill, healthy)
        configuration.cooldown = .milliseconds(20)
        let client = try LucsClient(configuration)
        for _ in 0..<12 {
            #expect(try await client.users().rows.count == 1)
            try await Task.sleep(for: .milliseconds(40))
        }
        // Nobody took it for a server that speaks only v1.0; and it is used once it is well.
        #expect(client.version == .v2)
        #expect(ill.requests.count > 3)
        #expect((ill.requests + healthy.requests).allSatisfy { $0.path.contains("v2.0") })
    }

    @Test(
        "Retry-After is read in the forms that servers write it",
        arguments: [
            ("7", 7), ("-3", 0), ("1.5", 1.5), ("259200", 259_200), (" 2 ", 2), ("2s", 2),
            ("500ms", 0.5), ("2 seconds", 2), ("1m30s", 90), ("2 min", 120), ("1h", 3600),
            ("00:00:02", 2), ("00:01:30", 90), ("00:02", 120), ("2, 2", 2), ("2,5", 5),
            ("5, 2", 5), ("\"3\"", 3), ("Tue, 24 Nov 2026 08:00:09 GMT", 9),
            ("Tue, 24 Nov 2026 07:00:00 GMT", 0),
            ("Tue, 24 Nov 2026 08:00:03 GMT, Tue, 24 Nov 2026 08:00:03 GMT", 3),
            ("2026-11-24T08:00:05Z", 5), ("2026-11-24T09:00:05+01:00", 5),
            ("2026-11-24 08:00:05", 5), ("1795507202", 2), ("1795507202.5", 2.5),
            ("1795507202000", 2), ("1795507260, 5", 60),
        ])
    func retryAfterForms(text: String, seconds: Double) {
        let pause = RetryAfter(text, serverTime: serverTime)
        #expect(pause?.asked == .milliseconds(Int64(seconds * 1000)))
        #expect(pause?.wait == .milliseconds(Int64(min(seconds, 3600) * 1000)))
    }

    @Test(
        "What Retry-After says in no known form, or cannot mean, waits longer",
        arguments: [
            "soon", "2 fortnights", "1 2", "2;3", "x, 2", "::", "00:00:00:02",
            "99999999999999999999",
            "Fri, 31 Dec 9999 23:59:59 GMT", "2099-01-01T00:00:00Z", "1000000001", "nan", "inf",
            "2s later", "1e300",
        ])
    func retryAfterUnknown(text: String) {
        let wait = RetryAfter(text, serverTime: serverTime)?.wait ?? .zero
        #expect(wait >= .seconds(60) && wait <= .seconds(3600), "\(wait)")
        #expect(RetryAfter("  ", serverTime: serverTime) == nil)
    }

    @Test(
        "A pause of more than an hour is named, and kept for an hour",
        arguments: [(429, "86400"), (503, "86400"), (429, "31536000"), (503, "31536000")])
    func absurdPause(status: Int, value: String) async throws {
        let server = try TestServer { _ in
            .json("{}", status: status, headers: ["Retry-After": value])
        }
        let client = try LucsClient(.testing(server))
        let error = await failure { try await client.users() }
        let advice = try #require(error?.advice)
        let end = try #require(Double(value).map { client.now() + .seconds($0) })
        #expect(
            advice.hasPrefix("The server asks for no request before \(end.iso8601.prefix(10))"),
            "\(advice)")
        let wait = try #require(error?.retryAt) - client.now()
        #expect(wait > .seconds(3590) && wait <= .seconds(3600), "\(wait)")
        #expect(server.requests.count == 1)
    }
}
