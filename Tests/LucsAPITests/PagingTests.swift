import LucsModel
import TestServers
import Testing

@testable import LucsAPI

@Suite("Reading lists by pages")
struct PagingTests {
    private func users(
        _ server: TestServer, paging: Paging? = Paging(size: 10)
    ) async throws -> Listing<User> {
        try await LucsClient(.testing(server, paging: paging)).users()
    }

    @Test(
        "Every way of counting and enveloping gives the whole list, each row once",
        arguments: [0, 1, 9, 10, 11, 30, 95],
        [
            "*", #"{"Items":*,"TotalCount":#}"#, #"{"total":#,"data":*}"#,
            #"{"Count":#,"Results":*}"#, #"{"users":*}"#, #"{"Data":{"Items":*,"Total":#}}"#,
            #"{"Errors":[],"whatever":*}"#, #"{"Warnings":["x"],"Things":*,"Error":null}"#,
        ])
    func whole(count: Int, envelope: String) async throws {
        for (cap, byAsked) in [(1000, false), (7, false), (7, true), (3, true)] {
            let server = try TestServer(
                PagedUsers(
                    count: count, cap: cap, countsByAskedSize: byAsked, envelope: envelope))
            let listing = try await users(server)
            #expect(listing.rows.count == count)
            #expect(listing.shortfall == nil)
            #expect(listing.observedAt == serverTime)
        }
    }

    @Test("Offset style passes over the rows it got, not those it asked for")
    func offset() async throws {
        let server = try TestServer(
            PagedUsers(
                count: 25, numberParameter: "skip", sizeParameter: "take", cap: 4, isOffset: true))
        let listing = try await users(server, paging: Paging(style: .offset, size: 10))
        #expect(listing.rows.count == 25)
    }

    @Test("Once a total is known to count the list, it saves the request that would show the end")
    func requests() async throws {
        let server = try TestServer(
            PagedUsers(count: 3, envelope: #"{"Items":*,"TotalCount":#}"#))
        let client = try LucsClient(.testing(server))
        for requests in [2, 3, 4] {
            _ = try await client.users()
            #expect(server.requests.count == requests)
        }
        let configured = try TestServer(
            PagedUsers(count: 3, envelope: #"{"Items":*,"TotalCount":#}"#))
        _ = try await users(configured, paging: Paging(size: 10, total: .list))
        #expect(configured.requests.count == 1)
    }

    @Test("An announced total that is not reached marks the list incomplete")
    func shortfall() async throws {
        let server = try TestServer { request in
            let users = PagedUsers(count: 12, envelope: #"{"Items":*,"Total":15}"#)
            return users.page(request)
        }
        let listing = try await users(server)
        #expect(listing.rows.count == 12)
        #expect(listing.shortfall == "the server announced 15 users but returned 12")
    }

    @Test("A server that ignores the parameters gives its whole list on the first page")
    func ignoring() async throws {
        let server = try TestServer { _ in PagedUsers(count: 7).page(TestServer.Request()) }
        let client = try LucsClient(.testing(server))
        for _ in 0..<2 {
            let listing = try await client.users()
            #expect(listing.rows.count == 7)
            #expect(listing.isComplete)
        }
        // The second page each time; and once one row, to see which parameters are obeyed.
        #expect(server.requests.filter { !$0.query.isEmpty }.count == 5)
    }

    @Test("… unless that page is as full as a page can be", arguments: [10, 50])
    func suspicious(rows: Int) async throws {
        let server = try TestServer { _ in PagedUsers(count: rows).page(TestServer.Request()) }
        let error = await failure { try await users(server) }
        #expect(error?.code == .paging)
        #expect(error?.description.contains("paging.numberParameter") == true)
    }

    @Test("… and with an announced total it is incomplete, and says which setting to look at")
    func ignoringWithTotal() async throws {
        let server = try TestServer { _ in
            PagedUsers(count: 7, envelope: #"{"Items":*,"Total":20}"#).page(TestServer.Request())
        }
        let listing = try await users(server)
        #expect(listing.rows.count == 7)
        #expect(listing.shortfall?.contains("paging.numberParameter") == true)
    }

    @Test("Links to the next page are followed, on this server whatever host they name")
    func links() async throws {
        let server = try TestServer { request in
            switch request.query["token"] {
            case nil:
                .json(
                    #"{"Items":[\#(PagedUsers.user(1))],"NextLink":"http://internal:81/v2.0/users?token=b"}"#
                )
            case "b": .json(#"{"Items":[\#(PagedUsers.user(2))],"NextLink":"/v2.0/users?token=c"}"#)
            case "c": .json(#"{"Items":[\#(PagedUsers.user(3))],"NextLink":"?token=d"}"#)
            default: .json(#"{"Items":[\#(PagedUsers.user(4))],"NextLink":null}"#)
            }
        }
        let listing = try await users(server)
        #expect(listing.rows.compactMap(\.firstName) == ["U1", "U2", "U3", "U4"])
        #expect(listing.isComplete)
    }

    @Test("Links that go in a circle end, and the list is incomplete")
    func circle() async throws {
        let server = try TestServer { _ in
            .json(#"{"Items":[\#(PagedUsers.user(1))],"Next":"/v2.0/users?x=1"}"#)
        }
        let listing = try await users(server)
        #expect(listing.rows.count == 1)
        #expect(listing.shortfall?.contains("circle") == true)
    }

    @Test("A server that always has another page is left after a bounded number of them")
    func endless() async throws {
        let server = try TestServer { request in
            let page = request.query["page"].flatMap { Int($0) } ?? 0
            let rows = (page * 10..<page * 10 + 10).map(PagedUsers.user).joined(separator: ",")
            return .json("[\(rows)]")
        }
        var configuration = try ClientConfiguration.testing(server)
        configuration.maximumPages = 5
        let listing = try await LucsClient(configuration).users()
        #expect(listing.rows.count == 50)
        #expect(listing.shortfall == "reading stopped after 5 pages")
    }

    @Test("Rows that move to the next page while the list is read come once")
    func moving() async throws {
        let server = try TestServer { request in
            switch request.query["page"] {
            case "1": .json("[" + (1...10).map(PagedUsers.user).joined(separator: ",") + "]")
            case "2": .json("[" + (9...15).map(PagedUsers.user).joined(separator: ",") + "]")
            default: .json("[]")
            }
        }
        #expect(try await users(server).rows.count == 15)
    }

    @Test("A server that repeats its last page for numbers beyond it ends there")
    func clamping() async throws {
        let server = try TestServer { request in
            var clamped = request
            clamped.query["page"] = "\(min(Int(request.query["page"] ?? "1") ?? 1, 3))"
            return PagedUsers(count: 30).page(clamped)
        }
        let listing = try await users(server)
        #expect(listing.rows.count == 30)
        #expect(listing.isComplete)
    }

    @Test("Elements without identifier are left out, and the list is incomplete")
    func unidentified() async throws {
        let server = try TestServer { _ in
            .json(#"{"Items":[{"FirstName":"x"},\#(PagedUsers.user(1)),null],"Total":2}"#)
        }
        let listing = try await users(server)
        #expect(listing.rows.count == 1)
        #expect(listing.shortfall == "1 of the users has no identifier")
    }

    @Test("v1.0 has no pages")
    func version1() async throws {
        let server = try TestServer { request in
            #expect(request.query.isEmpty)
            return PagedUsers(count: 10).page(request)
        }
        let client = try LucsClient(.testing(server, version: .v1))
        #expect(try await client.users().rows.count == 10)
        #expect(server.requests.count == 1)
    }
}
