import LucsModel
import TestServers
import Testing

@testable import LucsAPI

@Suite("Finding out how a server pages")
struct LearningPagingTests {
    private func client(_ server: TestServer) throws -> LucsClient {
        try LucsClient(.testing(server, paging: nil))
    }

    private func swagger(_ parameters: String) -> TestServer.Reply {
        .json(
            #"{"swagger":"2.0","info":{"version":"v2.0"},"paths":{"/v2.0/users":{"get":{"parameters":[\#(parameters)]}}}}"#
        )
    }

    @Test("Parameter names come from the server's Swagger document")
    func contract() async throws {
        let users = PagedUsers(
            count: 130, numberParameter: "pageNumber", sizeParameter: "limit", firstPage: 0,
            usual: 50)
        let document = swagger(
            #"{"name":"pageNumber","in":"query","default":0},{"name":"limit","in":"query"}"#)
        let server = try TestServer { request in
            switch request.path {
            case "/v2.0/users": users.page(request)
            case "/swagger/docs/v2.0": document
            default: missing
            }
        }
        let client = try client(server)
        #expect(try await client.users().rows.count == 130)
        let paging = await client.paging
        #expect(paging.settings.numberParameter == "pageNumber")
        #expect(paging.settings.firstPage == 0)
        #expect(paging.isProven)
        let count = server.requests.count
        #expect(try await client.users().rows.count == 130)
        #expect(server.requests.filter { $0.path.contains("swagger") }.count == 1)
        #expect(server.requests.count > count)
    }

    @Test("Skip and take come from there too")
    func offset() async throws {
        let users = PagedUsers(
            count: 130, numberParameter: "$skip", sizeParameter: "$top", usual: 50, isOffset: true)
        let document = swagger(
            #"{"name":"$skip","in":"query"},{"name":"$top","in":"query","maximum":40}"#)
        let server = try TestServer { request in
            switch request.path {
            case "/v2.0/users":
                var decoded = request
                for (name, value) in request.query {
                    decoded.query[name.replacing("%24", with: "$")] = value
                }
                return users.page(decoded)
            case "/swagger/v2.0/swagger.json": return document
            default: return missing
            }
        }
        let client = try client(server)
        #expect(try await client.users().rows.count == 130)
        #expect(await client.paging.settings.size == 40)
    }

    @Test("A server that counts pages from 0 is noticed", arguments: [3, 600, 1200])
    func zero(count: Int) async throws {
        for envelope in ["*", #"{"Items":*,"TotalCount":#}"#] {
            let server = try TestServer(
                PagedUsers(count: count, firstPage: 0, cap: 500, envelope: envelope))
            let client = try client(server)
            let listing = try await client.users()
            #expect(listing.rows.count == count)
            #expect(listing.isComplete)
            #expect(await client.paging.settings.firstPage == 0)
        }
    }

    @Test("A server that counts from 1 is asked for page 0 once, not for every list")
    func one() async throws {
        let server = try TestServer(PagedUsers(count: 7))
        let client = try client(server)
        for _ in 0..<3 { #expect(try await client.users().rows.count == 7) }
        #expect(server.requests.filter { $0.query["page"] == "0" }.count == 1)
        #expect(await client.paging.isProven)
    }

    @Test("Lists asked for side by side find out once")
    func sideBySide() async throws {
        let server = try TestServer(PagedUsers(count: 1200, firstPage: 0))
        let client = try client(server)
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<6 { group.addTask { try await client.users().rows.count } }
            for try await count in group { #expect(count == 1200) }
        }
        #expect(
            server.requests.filter { $0.query["page"] == "0" && $0.query["pageSize"] == "500" }
                .count >= 1)
        #expect(!server.requests.contains { $0.path.contains("swagger") })
    }

    @Test("A document that misses endpoints of the catalogue names them")
    func missingEndpoints() throws {
        let text = #"{"paths":{"/v2.0/users":{"get":{}},"/v2.0/Users/{userId}":{"get":{}}}}"#
        let contract = try #require(ServerContract(Array(text.utf8), location: "x"))
        let missing = contract.missing(.v2).map(\.name)
        #expect(!missing.contains("users") && !missing.contains("user"))
        #expect(missing.contains("services"))
        #expect(contract.paging == nil)
    }
}
