import CivilTime
import Foundation
import LucsModel
import Synchronization
import TestServers

@testable import LucsAPI

/// The moment that a test server's `Date` header tells.
let serverTime = Timestamp(lucs: "2026-11-24T08:00:00Z") ?? Timestamp(milliseconds: 0)

let missing = TestServer.Reply.json(
    #"{"Error":{"Code":"NotFound","Message":"Nothing here."}}"#, status: 404)

extension ClientConfiguration {
    /// Quick to try again, so that tests of bad servers take no time; patient with a machine
    /// that has other things to do.
    static func testing(
        _ servers: TestServer..., paging: Paging? = Paging(size: 10),
        version: VersionChoice = .v2
    ) throws -> ClientConfiguration {
        var configuration = ClientConfiguration(
            servers: servers.map(\.url), key: try APIKey("secret-key-1"))
        configuration.paging = paging
        configuration.apiVersion = version
        configuration.deadlines = Deadlines(
            firstByte: .seconds(20), whole: .seconds(30), patience: .seconds(8))
        configuration.retries = Retries(
            maximum: 2, firstDelay: .milliseconds(5), longestDelay: .milliseconds(20))
        return configuration
    }
}

/// Lists of users `1…count` by pages, as servers answer them.
struct PagedUsers: Sendable {
    var count: Int
    var numberParameter = "page"
    var sizeParameter = "pageSize"
    var firstPage = 1
    /// What the server answers at most.
    var cap = 1000
    /// What it answers unasked.
    var usual = 1000
    /// Whether page numbers count by what was asked for rather than by what is answered.
    var countsByAskedSize = false
    var isOffset = false
    /// Around the array; `*` stands for the array, `#` for the count.
    var envelope = "*"

    static func user(_ number: Int) -> String {
        #"{"Id":"00000000-0000-0000-0000-\#(String(format: "%012d", number))","FirstName":"U\#(number)"}"#
    }

    func page(_ request: TestServer.Request) -> TestServer.Reply {
        let asked = request.query[sizeParameter].flatMap { Int($0) } ?? usual
        let size = min(asked, cap)
        let number = request.query[numberParameter].flatMap { Int($0) }
        let start: Int
        if isOffset {
            start = number ?? 0
        } else {
            start = max((number ?? firstPage) - firstPage, 0) * (countsByAskedSize ? asked : size)
        }
        let rows = start < count ? Array(start + 1...min(start + size, count)) : []
        let array = "[" + rows.map(Self.user).joined(separator: ",") + "]"
        return .json(
            envelope.replacingOccurrences(of: "*", with: array)
                .replacingOccurrences(of: "#", with: "\(count)"))
    }
}

extension TestServer {
    /// Answers the list of users and knows nothing else.
    convenience init(_ users: PagedUsers) throws {
        try self.init { $0.path == "/v2.0/users" ? users.page($0) : missing }
    }
}

/// The error that some work ends with.
func failure(_ work: () async throws -> some Any) async -> APIError? {
    do {
        _ = try await work()
        return nil
    } catch {
        return error as? APIError
    }
}

/// Counts from 0.
final class Counter: Sendable {
    private let value = Atomic<Int>(0)

    func next() -> Int { value.add(1, ordering: .relaxed).oldValue }
}
