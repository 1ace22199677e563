import CivilTime
import Foundation
import JSONText
import LucsModel
import TestServers
import Testing

@testable import LucsAPI

@Suite("What the client keeps in mind")
struct ClientStateTests {
    private let noon = Timestamp(milliseconds: 1_795_521_600_000)

    @Test("A server's clock that jumps is believed once a second response agrees")
    func jump() {
        var clocks = ServerClocks()
        #expect(clocks.common(noon, from: "a", local: noon).isBelieved)
        let later = noon + .seconds(7200)
        #expect(!clocks.common(later, from: "a", local: noon).isBelieved)
        #expect(clocks.common(later, from: "a", local: noon).isBelieved)
        #expect(clocks.common(noon + .seconds(5400), from: "a", local: noon).isBelieved)
    }

    @Test("A server that responds again is as good as one that never failed")
    func health() throws {
        let servers = try (1...2).map {
            try Server(#require(URL(string: "http://127.0.0.1:\($0)")), index: $0 - 1)
        }
        let pool = ServerPool(servers, cooldown: .seconds(600))
        pool.failed(servers[1], APIError(.unreachable, "nobody there"))
        #expect(pool.order().healthy == 1)
        #expect(pool.failures == [nil, APIError(.unreachable, "nobody there")])
        pool.succeeded(servers[1])
        #expect(pool.order().healthy == 2)
        #expect(pool.failures == [nil, nil])
    }

    @Test("A request that was cancelled is no longer under way")
    func cancelled() async throws {
        let turns = Counter()
        let server = try TestServer { request in
            turns.next() == 0 ? .init([.silence]) : PagedUsers(count: 0).page(request)
        }
        var configuration = try ClientConfiguration.testing(server)
        configuration.limits.perSecond = 1
        let client = try LucsClient(configuration)
        let first = Task { try await client.users() }
        while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
        first.cancel()
        await #expect(throws: CancellationError.self) { try await first.value }
        #expect(try await client.users().isComplete)
    }

    @Test("An identifier is written as the server spelled it last")
    func spelling() {
        let id = EntityID("0a0b0c0d-0000-0000-0000-000000000001")
        let spellings = IdentifierSpellings()
        let texts = [
            "0A0B0C0D-0000-0000-0000-000000000001", "{0a0b0c0d-0000-0000-0000-000000000001}",
        ]
        for text in texts {
            Array(text.utf8).withUnsafeBufferPointer { spellings.note($0, of: id) }
            #expect(spellings.text(of: id) == text)
        }
    }

    @Test(
        "An error is no object, whatever stands beside it but an identifier",
        arguments: [
            (#"{"Error":{"Code":"Timeout"}}"#, true),
            (#"{"Error":{"Code":"Timeout"},"TraceId":"1"}"#, true),
            (#"{"Id":null,"Error":"no database"}"#, true),
            (#"{"Id":"1","Error":"no database"}"#, false),
            (#"{"TraceId":"1","Error":null}"#, false),
        ])
    func error(json: String, isError: Bool) {
        #expect(ErrorBody.isError(Array(json.utf8)) == isError)
    }

    private enum Letter: String, ObjectField {
        case greek
        static let object = "letter"
        static let ignored: [String] = []
        var names: [String] { ["Alpha", "Beta", "Gamma"] }
    }

    @Test(
        "Of a field's names the first listed wins, in whatever order the members come",
        arguments: [
            (#"{"Alpha":"a","Beta":"b"}"#, "a"), (#"{"Gamma":"c","Alpha":"a","Beta":"b"}"#, "a"),
            (#"{"Gamma":"c","Beta":"b"}"#, "b"), (#"{"Alpha":null,"Gamma":"c"}"#, "c"),
        ])
    func names(json: String, value: String) throws {
        let table = FieldTable<Letter>(overrides: [:])
        let read = try JSONReader.read(Array(json.utf8)) { reader in
            var ranks = FieldRanks()
            var value: String?
            try reader.beginObject()
            while let found = try table.next(&reader) {
                ranks.keep(try reader.string(), of: found, in: &value)
            }
            return value
        }
        #expect(read == value)
    }

    @Test(
        "A local time that comes twice is the first, one that does not come goes by the offset before",
        arguments: [
            ("2026-03-29T01:59:00Z", "2026-03-29T00:59:00Z"),
            ("2026-03-29T02:30:00Z", "2026-03-29T01:30:00Z"),
            ("2026-03-29T03:00:00Z", "2026-03-29T01:00:00Z"),
            ("2026-10-25T02:30:00Z", "2026-10-25T00:30:00Z"),
            ("2026-10-25T03:00:00Z", "2026-10-25T02:00:00Z"),
        ])
    func localTime(clock: String, instant: String) throws {
        let zone = LocalZone(try #require(TimeZone(identifier: "Europe/Berlin")))
        #expect(zone.instant(of: try #require(Timestamp(lucs: clock))) == Timestamp(lucs: instant))
    }
}
