import Locking
import LucsModel
import TestServers
import Testing

@testable import LucsAPI

@Suite("Lists that say one thing and hold another")
struct ListKindTests {
    private static let tasks = ["a", "b", "c"].map { #"{"Id":"\#($0)"}"# }.joined(separator: ",")

    private func read(_ json: String, status: Int = 200) async throws -> Listing<LucsTask> {
        let server = try TestServer { request in
            request.query["page"] == "1"
                ? .json(json, status: status) : .json("[]")
        }
        return try await LucsClient(.testing(server)).tasks(ofService: .text("s"))
    }

    @Test(
        "An empty list in any form is complete",
        arguments: [
            "[]", #"{"Items":[],"TotalCount":0}"#, #"{"Items":null,"TotalCount":0}"#,
            #"{"Tasks":null,"Total":0}"#, #"{"Whatever":null,"Total":0}"#,
            #"{"Data":{"Items":null,"TotalCount":0}}"#, #"{"Items":null,"Count":0}"#,
            #"{"Tasks":[],"Columns":[{"Id":"c1"}]}"#, #"{"Columns":[{"Id":"c1"}],"Tasks":[]}"#,
            #"{"Whatever":[],"Others":[{"Id":"c1"}]}"#, #"{"Links":[{"Id":"l"}],"Items":[]}"#,
            #"{"Warnings":[{"Id":"w"}],"Whatever":[]}"#, #"{"Items":[],"Error":null,"Errors":[]}"#,
            #"{"Items":[],"ErrorCode":0,"ErrorMessage":"","Success":true}"#,
            #"{"Items":[],"Error":{"Code":null,"Message":""}}"#,
        ])
    func empty(json: String) async throws {
        let listing = try await read(json)
        #expect(listing.rows.isEmpty)
        #expect(listing.isComplete)
    }

    @Test("No content is an empty list")
    func noContent() async throws {
        let listing = try await read("", status: 204)
        #expect(listing.rows.isEmpty && listing.isComplete)
    }

    @Test(
        "A response that reports an error is not a list, whatever else it holds",
        arguments: [
            #"{"Items":[],"TotalCount":0,"Error":{"Code":"Timeout"}}"#,
            #"{"Items":[\#(tasks)],"Error":{"Code":"Timeout","Message":"database"}}"#,
            #"{"Error":"database","Items":[]}"#, #"{"Items":[],"Errors":[{"Code":"x"}]}"#,
            #"{"Items":[],"ErrorCode":17}"#, #"{"Items":[],"ErrorMessage":"no database"}"#,
            #"{"Success":false,"Items":[]}"#, #"{"Items":[],"HasErrors":true}"#,
            #"{"Data":{"Items":[],"Error":{"Message":"x"}}}"#,
            #"{"Items":[],"ExceptionMessage":"deadlock"}"#,
            #"{"Items":[],"Message":"An error has occurred."}"#,
            #"{"Code":"NotReady","Message":"starting","Items":[]}"#,
            #"{"type":"about:blank","title":"Internal Server Error","status":500,"Items":[]}"#,
            #"{"StatusCode":503,"Items":[]}"#, #"{"Status":"Error","Items":[]}"#,
            #"{"Items":[],"ResultCode":-1}"#, #"{"Items":[],"Faulted":true}"#,
            #"{"Items":[],"Result":{"Error":{"Code":"x"}}}"#,
        ])
    func reportedError(json: String) async throws {
        let error = await failure { try await read(json) }
        #expect(error?.code == .badData)
        #expect(error?.problem.contains("error") == true)
    }

    @Test(
        "What a server says beside a list in good order is no error",
        arguments: [
            #""Message":"OK""#, #""Message":"2 tasks""#, #""Code":200"#, #""Code":"Success""#,
            #""Code":0"#, #""Status":"ok""#, #""status":200"#, #""StatusCode":"200""#,
            #""IsComplete":true"#, #""Truncated":false"#, #""Title":"Tasks""#,
        ])
    func noError(member: String) async throws {
        let listing = try await read(#"{"Items":[],"TotalCount":0,\#(member)}"#)
        #expect(listing.rows.isEmpty && listing.isComplete)
    }

    @Test(
        "A list that the server calls incomplete is",
        arguments: [#""IsComplete":false"#, #""Truncated":true"#, #""Partial":true"#])
    func partial(member: String) async throws {
        let listing = try await read(#"{"Items":[],\#(member)}"#)
        #expect(listing.shortfall == "the server says that the list is incomplete")
    }

    @Test("A response for later, or of a part, is not the list", arguments: [202, 206])
    func status(status: Int) async throws {
        let error = await failure {
            try await read(#"{"Items":[],"TotalCount":0}"#, status: status)
        }
        #expect(error?.code == .badData)
    }

    @Test(
        "A page that was announced and is refused leaves the list incomplete",
        arguments: [
            #""HasMore":true"#, #""TotalPages":3"#, #""NextLink":"/v2.0/services/s/tasks?c=2""#,
            #""NextPage":2"#,
        ], [400, 404, 416])
    func refused(member: String, status: Int) async throws {
        let server = try TestServer { request in
            request.query["page"] == "1"
                ? .json(#"{"Items":[\#(Self.tasks)],\#(member)}"#)
                : .json(#"{"Error":{"Code":"x"}}"#, status: status)
        }
        let listing = try await LucsClient(.testing(server)).tasks(ofService: .text("s"))
        #expect(listing.rows.count == 3)
        #expect(
            listing.shortfall == "the server announced another page and refused it (HTTP \(status))"
        )
    }

    @Test(
        "A link that leads out of the list is not followed",
        arguments: ["/v2.0/services?page=2", "http://127.0.0.1:9/v2.0/services?page=2", "/"])
    func linkAway(link: String) async throws {
        let server = try TestServer { request in
            request.path.hasSuffix("/tasks")
                ? .json(#"{"Items":[\#(Self.tasks)],"NextLink":"\#(link)"}"#)
                : .json(#"{"Items":[{"Id":"service"}],"NextLink":null}"#)
        }
        let listing = try await LucsClient(.testing(server)).tasks(ofService: .text("s"))
        #expect(listing.rows.count == 3)
        #expect(listing.shortfall == "the link to the next page leads out of the list: \(link)")
        #expect(server.requests.allSatisfy { $0.path.hasSuffix("/tasks") })
    }

    @Test("An empty page with a link goes on")
    func emptyPage() async throws {
        let server = try TestServer { request in
            request.query["c"] == "2"
                ? .json(#"{"Items":[\#(Self.tasks)],"NextLink":null}"#)
                : .json(
                    #"{"Items":[],"TotalCount":0,"NextLink":"/v2.0/services/s/tasks?c=2"}"#)
        }
        let listing = try await LucsClient(.testing(server)).tasks(ofService: .text("s"))
        #expect(listing.rows.count == 3)
    }

    @Test("Rows without identifiers end the reading at once")
    func withoutIdentifiers() async throws {
        let server = try TestServer { _ in .json(#"[{"Foo":[{"Id":"c1"}]}]"#) }
        let error = await failure {
            try await LucsClient(.testing(server)).tasks(ofService: .text("s"))
        }
        #expect(error?.problem == "the only task has no identifier")
        #expect(server.requests.count == 1)
    }

    @Test("The reported error is named")
    func namedError() async throws {
        let json = #"{"Items":[],"TotalCount":0,"Error":{"Code":"Timeout","Message":"database"}}"#
        let error = await failure { try await read(json) }
        #expect(error?.serverCode == "Timeout")
        #expect(error?.description.contains("Timeout: database") == true)
    }

    @Test(
        "What is not a list is an error",
        arguments: [
            "null", #"{"Items":null}"#, #"{"Items":"none","TotalCount":0}"#, #"{"TotalCount":0}"#,
            #"{"Task":{"Id":"x","Members":[{"Id":"y"}]}}"#, "",
        ])
    func notAList(json: String) async throws {
        #expect(await failure { try await read(json) }?.code == .badData)
    }

    @Test(
        "Rows come from the list alone, never from what lies beside it or in it",
        arguments: [
            #"{"Columns":[{"Id":"c"}],"Tasks":[\#(tasks)],"Links":[{"Id":"l"}]}"#,
            #"{"Links":[{"Id":"l"}],"Whatever":[\#(tasks)]}"#,
            #"{"Items":[\#(tasks)],"Users":[{"Id":"u"}]}"#,
            #"{"d":{"results":[\#(tasks)],"__count":"3"}}"#,
            #"[{"Id":"a","Items":[{"Id":"x"}]},{"Id":"b"},{"Id":"c"}]"#,
        ])
    func rows(json: String) async throws {
        let listing = try await read(json)
        #expect(listing.rows.map(\.id) == [.text("a"), .text("b"), .text("c")])
        #expect(listing.isComplete)
    }

    @Test("A list that announces more rows than it has is incomplete, and says so")
    func cutShort() async throws {
        let listing = try await read(#"{"Items":[{"Id":"a"}],"TotalCount":6}"#)
        #expect(listing.rows.count == 1)
        #expect(listing.shortfall == "the server announced 6 tasks but returned 1")
        let empty = try await read(#"{"Items":[],"TotalCount":3}"#)
        #expect(empty.shortfall == "the server announced 3 tasks but returned 0")
        let null = try await read(#"{"Items":null,"TotalCount":3}"#)
        #expect(null.shortfall == "the server announced 3 tasks but returned 0")
    }

    @Test("What one service's list shows about paging does not cut another one's")
    func otherLists() async throws {
        // No totals; a page beyond the last repeats it; 150 rows a page, whatever is asked for.
        let server = try TestServer { request in
            let count = request.path.contains("/A/") ? 2 : 400
            let pages = max(1, (count + 149) / 150)
            var clamped = request
            let page = min(request.query["page"].flatMap { Int($0) } ?? 1, pages)
            clamped.query = ["page": "\(page)", "pageSize": "150"]
            return PagedUsers(count: count).page(clamped)
        }
        let client = try LucsClient(.testing(server, paging: Paging()))
        for _ in 0..<3 {
            #expect(try await client.tasks(ofService: .text("A")).rows.count == 2)
            let listing = try await client.tasks(ofService: .text("B"))
            #expect(listing.rows.count == 400)
            #expect(listing.isComplete)
        }
    }

    @Test(
        "Pages that the server refuses as too large are asked for smaller",
        arguments: [100, 40, 10])
    func pageSize(maximum: Int) async throws {
        var behaviour = ModelServer.Behaviour()
        (behaviour.count, behaviour.maximumSize) = (330, maximum)
        let model = ModelServer(behaviour)
        let server = try TestServer { model.answer($0) }
        let client = try LucsClient(.testing(server, paging: nil))
        let listing = try await client.users()
        #expect(listing.rows.count == 330)
        #expect(listing.isComplete)
        let refused = await client.refusedPageSize
        #expect(refused?.asked == 500)
        #expect(refused.map { $0.used <= maximum } == true)
        let before = server.requests.filter { $0.query["pageSize"] == "500" }.count
        _ = try await client.users()
        #expect(server.requests.filter { $0.query["pageSize"] == "500" }.count == before)
    }

    @Test("A server that fails at large pages is asked for smaller ones, and that is remembered")
    func failingPageSize() async throws {
        var behaviour = ModelServer.Behaviour()
        behaviour.count = 330
        let model = ModelServer(behaviour)
        let server = try TestServer { request in
            let size = request.query["pageSize"].flatMap { Int($0) } ?? 0
            return size > 200 ? .json("{}", status: 500) : model.answer(request)
        }
        let client = try LucsClient(.testing(server, paging: nil))
        for _ in 0..<2 {
            let listing = try await client.users()
            #expect(listing.rows.count == 330)
            #expect(listing.isComplete)
        }
        #expect(await client.refusedPageSize?.asked == 500)
        #expect(await client.refusedPageSize?.used == 100)
        #expect(server.requests.filter { $0.query["pageSize"] == "500" }.count == 3)
    }

    @Test(
        "A server that fails whatever the size is asked once for a smaller page, and not again soon"
    )
    func failingAnyway() async throws {
        let server = try TestServer { _ in .json("{}", status: 500) }
        let client = try LucsClient(.testing(server, paging: nil))
        #expect(await failure { try await client.users() }?.status == 500)
        #expect(server.requests.filter { $0.query["pageSize"] == "500" }.count == 3)
        #expect(server.requests.filter { $0.query["pageSize"] == "100" }.count == 1)
        #expect(await failure { try await client.users() }?.status == 500)
        #expect(server.requests.filter { $0.query["pageSize"] == "100" }.count == 1)
        #expect(await client.refusedPageSize == nil)
    }

    @Test("An endpoint that accepted the size before fails for another reason")
    func failingLater() async throws {
        let isIll = Locked(false)
        let server = try TestServer { request in
            isIll.withLock { $0 }
                ? .json("{}", status: 500)
                : PagedUsers(count: 3, envelope: #"{"Items":*,"TotalCount":#}"#).page(request)
        }
        let client = try LucsClient(.testing(server, paging: nil))
        #expect(try await client.users().rows.count == 3)
        isIll.withLock { $0 = true }
        #expect(await failure { try await client.users() }?.status == 500)
        #expect(server.requests.filter { $0.query["pageSize"] == "100" }.isEmpty)
    }

    @Test("A request that is refused for another reason is not repeated with smaller pages")
    func otherRefusal() async throws {
        let server = try TestServer { request in
            request.path.contains("/bad/")
                ? .json(#"{"Error":{"Code":"BadRequest"}}"#, status: 400)
                : PagedUsers(count: 3, envelope: #"{"Items":*,"TotalCount":#}"#).page(request)
        }
        let client = try LucsClient(.testing(server))
        _ = try await client.tasks(ofService: .text("good"))
        let before = server.requests.count
        #expect(await failure { try await client.tasks(ofService: .text("bad")) }?.status == 400)
        #expect(server.requests.count == before + 1)
        #expect(await client.refusedPageSize == nil)
    }

    @Test("Endless lists end at a bound of rows or of bytes, and say so")
    func bounds() async throws {
        let server = try TestServer { request in
            let page = request.query["page"].flatMap { Int($0) } ?? 0
            let rows = (page * 100..<page * 100 + 100).map(PagedUsers.user).joined(separator: ",")
            return .json(#"{"Items":[\#(rows)],"TotalCount":1000000000}"#)
        }
        var configuration = try ClientConfiguration.testing(server)
        configuration.maximumRows = 1000
        let byRows = try await LucsClient(configuration).users()
        #expect(byRows.rows.count == 1000)
        #expect(byRows.shortfall == "reading stopped after 1000 users")
        configuration.maximumRows = 1_000_000
        configuration.maximumListBytes = 2 << 20
        let byBytes = try await LucsClient(configuration).users()
        #expect(byBytes.shortfall == "reading stopped after 2 MiB")
        #expect(byBytes.rows.count < 40_000)
    }
}
