import Foundation
import LucsModel
import TestServers
import Testing

@testable import LucsAPI

@Suite("What the end of a list shows")
struct ListEndTests {
    /// Reads users from a server that has these pages, and empty ones after them.
    ///
    /// - Parameters:
    ///   - pages: numbers of users.
    ///   - rest: the other members of each page's object; the last one's also go with empty pages.
    ///   - again: what the first page holds when it is asked for once more.
    private func read(
        _ pages: [[Int]], _ rest: [String], again: [Int]? = nil
    ) async throws -> Listing<User> {
        let firsts = Counter()
        let server = try TestServer { request in
            let number = request.query["page"].flatMap { Int($0) } ?? 1
            var users = number <= pages.count ? pages[number - 1] : []
            if number == 1, firsts.next() > 0, let again { users = again }
            let rows = users.map(PagedUsers.user).joined(separator: ",")
            return .json(#"{"Items":[\#(rows)]\#(rest[min(number, rest.count) - 1])}"#)
        }
        return try await LucsClient(.testing(server)).users()
    }

    @Test("An empty page after which more was announced leaves the list incomplete")
    func announcedMore() async throws {
        let listing = try await read([[1, 2, 3]], [#","HasMore":true"#])
        #expect(listing.rows.count == 3)
        #expect(listing.shortfall == "the server announced more rows and returned none")
    }

    @Test("A first page with other rows than before leaves the list incomplete")
    func changed() async throws {
        let listing = try await read([[1, 2, 3], [4, 5]], [""], again: [1, 2, 6])
        #expect(listing.shortfall == "the list changed while it was read")
        #expect(try await read([[1, 2, 3], [4, 5]], [""], again: [3, 1, 2]).isComplete)
    }

    @Test("A total that sinks while the list is read leaves it incomplete")
    func shrunk() async throws {
        let listing = try await read([[1, 2, 3], [4]], [#","Total":5"#, #","Total":4"#])
        #expect(listing.shortfall == "the list shrank while it was read")
        #expect(try await read([[1, 2, 3], [4]], [#","Total":3"#, #","Total":4"#]).isComplete)
    }

    @Test("Five rows that moved to the next page are no other order, six are")
    func moved() async throws {
        #expect(try await read([Array(1...10), Array(6...12)], [""]).isComplete)
        let listing = try await read([Array(1...10), Array(5...12)], [""])
        #expect(listing.shortfall == "the order of the list changed while it was read")
    }

    @Test("A row that came twice counts once toward the total")
    func twice() async throws {
        let listing = try await read([[1, 2, 3], [3, 4, 5]], [#","Total":6"#])
        #expect(listing.shortfall == "the server announced 6 users but returned 5")
    }

    @Test("A total goes before the count of a page")
    func totalAndCount() async throws {
        let listing = try await read(
            [[1, 2, 3], [4, 5]],
            [#","Count":3,"Total":6"#, #","Count":2,"Total":6"#, #","Count":0,"Total":6"#])
        #expect(listing.shortfall == "the server announced 6 users but returned 5")
    }

    @Test("The server's word that a page is the last one ends the list there")
    func last() async throws {
        let listing = try await read(
            [[1, 2, 3], [4, 5], [6]], [#","IsLast":false"#, #","IsLast":true"#])
        #expect(listing.rows.count == 5)
        #expect(listing.isComplete)
    }

    @Test("A total that agreed with a list of one page may still be that of a page")
    func totalOfOnePage() async throws {
        let server = try TestServer { request in
            let count = request.path.contains("/A/") ? 3 : 25
            let page = request.query["page"].flatMap { Int($0) } ?? 1
            let first = (page - 1) * 10 + 1
            let rows = first <= count ? Array(first...min(first + 9, count)) : []
            let list = rows.map(PagedUsers.user).joined(separator: ",")
            return .json(rows.isEmpty ? "[]" : #"{"Items":[\#(list)],"Total":\#(rows.count)}"#)
        }
        let client = try LucsClient(.testing(server))
        #expect(try await client.tasks(ofService: .text("A")).rows.count == 3)
        #expect(try await client.tasks(ofService: .text("B")).rows.count == 25)
    }

    @Test("Half of the rows that moved do not make the server count pages from 0, most do")
    func firstPage() async {
        let rows: Set<EntityID> = [.text("a"), .text("b"), .text("c"), .text("d")]
        let half: Set<EntityID> = [.text("a"), .text("b"), .text("x"), .text("y")]
        let most: Set<EntityID> = [.text("a"), .text("x"), .text("y"), .text("z")]
        let kept = await PagingDiscovery(configured: nil).investigate(rows: rows) { _ in half }
        #expect(kept.firstPage == 1)
        let other = await PagingDiscovery(configured: nil).investigate(rows: rows) { _ in most }
        #expect(other.firstPage == 0)
    }

    @Test("No smaller pages are tried where the size was accepted before")
    func acceptedSize() async throws {
        let server = try Server(#require(URL(string: "http://127.0.0.1:1")), index: 0)
        let discovery = PagingDiscovery(configured: Paging(size: 100))
        await discovery.accept(100, .users, server)
        #expect(await discovery.smallerSize(than: 100, .users, server) == nil)
        #expect(await discovery.smallerSize(than: 250, .users, server) == 100)
        #expect(await discovery.smallerSize(than: 100, .services, server) == 50)
    }
}
