import Foundation
import Locking
import LucsModel
import TestServers
import Testing

@testable import LucsAPI

@Suite("Keys that change, and servers that are not alike")
struct KeysAndSystemsTests {
    /// A server that accepts one key at a time.
    private func server(_ valid: Locked<String>) throws -> TestServer {
        try TestServer { request in
            request.headers["api_key"] == valid.withLock({ $0 })
                ? PagedUsers(count: 1).page(request) : .json("{}", status: 401)
        }
    }

    private func client(
        _ server: TestServer, key: String, reread: @escaping @Sendable () throws -> APIKey
    ) throws -> LucsClient {
        var configuration = try ClientConfiguration.testing(server)
        configuration.key = try APIKey(key)
        configuration.rereadKey = reread
        return try LucsClient(configuration)
    }

    @Test("After a 401 the key is read again, and a new one is used at once")
    func replaced() async throws {
        let valid = Locked("old")
        let file = Locked("old")
        let server = try server(valid)
        let client = try client(server, key: "old") { try APIKey(file.withLock { $0 }) }
        #expect(try await client.users().rows.count == 1)
        for lock in [valid, file] { lock.withLock { $0 = "new" } }
        let before = server.requests.count
        #expect(try await client.users().rows.count == 1)
        let keys = server.requests.dropFirst(before).map { $0.headers["api_key"] }
        #expect(keys.first == "old" && keys.count > 1)
        #expect(keys.dropFirst().allSatisfy { $0 == "new" })
    }

    @Test(
        "A key that did not change, or cannot be read, is asked for once and then left for a while",
        arguments: [true, false])
    func unchanged(isReadable: Bool) async throws {
        let reads = Counter()
        let server = try TestServer { _ in .json("{}", status: 401) }
        let client = try client(server, key: "old") {
            _ = reads.next()
            return try APIKey(isReadable ? "old" : "")
        }
        for _ in 0..<5 { #expect(await failure { try await client.users() }?.code == .refused) }
        #expect(reads.next() == 1)
        #expect(server.requests.count == 5)
    }

    @Test("A key that is refused for want of a role (403) is not read again")
    func forbidden() async throws {
        let reads = Counter()
        let server = try TestServer { _ in .json("{}", status: 403) }
        let client = try client(server, key: "old") {
            _ = reads.next()
            return try APIKey("new")
        }
        #expect(await failure { try await client.users() }?.code == .refused)
        #expect(reads.next() == 0)
    }

    @Test("The key is read again after a pause, and requests that were under way share it")
    func pause() throws {
        var configuration = try ClientConfiguration.testing()
        let file = Locked("old")
        configuration.key = try APIKey("old")
        configuration.rereadKey = { try APIKey(file.withLock { $0 }) }
        let keys = KeyRing(configuration)
        let old = try APIKey("old")
        let now = ContinuousClock.now
        #expect(keys.replacement(for: old, now: now) == nil)
        file.withLock { $0 = "new" }
        #expect(keys.replacement(for: old, now: now + .seconds(1)) == nil)
        let new = try APIKey("new")
        #expect(keys.replacement(for: old, now: now + KeyRing.pause) == new)
        #expect(keys.replacement(for: old, now: now + KeyRing.pause) == new)
        #expect(keys.current == new)
    }

    // MARK: States

    @Test("Without the role for states they are read from the users, and asked for again later")
    func statesFromUsers() async throws {
        let server = try TestServer { request in
            guard !request.path.lowercased().hasSuffix("usersstates") else {
                return .json("{}", status: 401)
            }
            return .json(
                #"{"Items":[{"Id":"a","IsSelectable":true},{"Id":"b","IsSelectable":false}],"#
                    + #""TotalCount":2}"#)
        }
        let client = try LucsClient(.testing(server))
        for _ in 0..<3 {
            let states = try await client.userStates()
            #expect(states.rows.map(\.isSelectable) == [true, false] && states.isComplete)
        }
        #expect(client.statesComeFromUsers)
        let asked = server.requests.count { $0.path.lowercased().hasSuffix("usersstates") }
        #expect(asked == 1)
    }

    @Test(
        "If users come without states, or not at all, the missing role is named",
        arguments: [200, 401])
    func noStates(status: Int) async throws {
        let server = try TestServer { request in
            request.path.lowercased().hasSuffix("usersstates")
                ? .json("{}", status: 401)
                : .json(#"{"Items":[{"Id":"a"}],"TotalCount":1}"#, status: status)
        }
        let client = try LucsClient(.testing(server))
        let error = await failure { try await client.userStates() }
        #expect(error?.code == .refused && error?.endpoint == "user-states")
        #expect(!client.statesComeFromUsers)
    }

    // MARK: Two servers

    private func system(_ ids: Range<Int>, _ prefix: String = "") throws -> TestServer {
        try TestServer { request in
            let rows = ids.map { "{\"Id\":\"\(prefix)\($0)\",\"IsSelectable\":true}" }
            let page = Int(request.query["page"] ?? "1") ?? 1
            let items = page == 1 ? rows.joined(separator: ",") : ""
            return .json("{\"Items\":[\(items)],\"TotalCount\":\(rows.count)}")
        }
    }

    @Test(
        "Servers of one system have the same identifiers, but for a few that just came or went",
        arguments: [
            (0..<50, 0..<50, false), (0..<50, 0..<48, false), (0..<3, 0..<2, false),
            (0..<333, 0..<500, true), (0..<6, 6..<12, true), (0..<1, 1..<2, true),
            (0..<50, 20..<70, true), (0..<0, 0..<50, false),
        ])
    func systems(first: Range<Int>, second: Range<Int>, isDifferent: Bool) async throws {
        let servers = [try system(first), try system(second)]
        let client = try LucsClient(.testing(servers[0], servers[1]))
        let (difference, _) = try await client.compareServers()
        #expect(servers.allSatisfy { !$0.requests.isEmpty })
        #expect((difference != nil) == isDifferent, "\(difference?.description ?? "the same")")
        if let difference { #expect(difference.counts == [first.count, second.count]) }
    }

    @Test("A server that is away cannot be compared, and its state is known")
    func away() async throws {
        let server = try system(0..<5)
        var configuration = try ClientConfiguration.testing(server)
        configuration.servers.append(try #require(URL(string: "http://127.0.0.1:9")))
        let client = try LucsClient(configuration)
        let (difference, isWhole) = try await client.compareServers()
        #expect(difference == nil && !isWhole)
        for _ in 0..<2 { _ = try await client.users() }
        #expect(client.serverStatus.map(\.isUp) == [true, false])
        #expect(server.requests.count > 2)
    }
}
