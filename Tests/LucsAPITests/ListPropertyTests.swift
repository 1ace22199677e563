import Foundation
import LucsModel
import TestServers
import Testing

@testable import LucsAPI

@Suite("Lists of servers that page in every way")
struct ListPropertyTests {
    private struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ state >> 29
        }
    }

    /// Reads the list three times by one client: what one reading shows must not spoil the next.
    private func check(_ behaviour: ModelServer.Behaviour) async throws -> (whole: Int, not: Int) {
        let model = ModelServer(behaviour)
        let server = try TestServer { model.answer($0) }
        let client = try LucsClient(.testing(server, paging: nil))
        let staying = Set((1..<behaviour.count + 1).dropFirst().map(id))
        var counts = (whole: 0, not: 0)
        for reading in 1...3 {
            do {
                let listing = try await client.users()
                let ids = Set(listing.rows.map(\.id))
                #expect(ids.count == listing.rows.count, "\(behaviour)")
                if listing.isComplete {
                    counts.whole += 1
                    let missing = staying.subtracting(ids).count
                    #expect(missing == 0, "reading \(reading) of \(behaviour)")
                } else {
                    counts.not += 1
                }
            } catch let error as APIError {
                counts.not += 1
                #expect(!error.description.isEmpty)
            }
        }
        return counts
    }

    private func id(_ number: Int) -> EntityID {
        EntityID(
            "00000000-0000-0000-0000-" + String(repeating: "0", count: 12 - "\(number)".count)
                + "\(number)")
    }

    @Test(
        "Either all rows are there, or the listing says that it is incomplete",
        arguments: 1...8 as ClosedRange<UInt64>)
    func never(seed: UInt64) async throws {
        var generator = Generator(state: seed)
        var whole = 0
        let rounds = ProcessInfo.processInfo.environment["LUCSTATS_FUZZ_ROUNDS"]
        let lists = rounds.flatMap { Int($0) } ?? 60
        for _ in 0..<lists {
            whole += try await check(ModelServer.Behaviour(by: &generator)).whole
        }
        // Most servers say enough for their lists to be read whole, all three times.
        #expect(whole * 2 > lists * 3)
    }

    @Test(
        "A list without drift and without false totals is whole, however it ends",
        arguments: ModelServer.Behaviour.Total.allCases, ModelServer.Behaviour.Beyond.allCases)
    func whole(
        total: ModelServer.Behaviour.Total, beyond: ModelServer.Behaviour.Beyond
    ) async throws {
        for (count, cap) in [
            (0, 10), (1, 10), (10, 10), (11, 10), (400, 200), (450, 200), (450, 150),
        ]
        where total != .tooHigh && (total != .tooLow || count > 3) {
            for word in [ModelServer.Behaviour.Word.none, .hasMore, .totalPages, .link] {
                var behaviour = ModelServer.Behaviour()
                (behaviour.count, behaviour.cap) = (count, cap)
                (behaviour.total, behaviour.beyond, behaviour.word) = (total, beyond, word)
                let counts = try await check(behaviour)
                #expect(counts.whole == 3, "\(behaviour)")
            }
        }
    }

    @Test("The last row of a server that counts pages from 0 is not taken for the whole list")
    func lastRow() async throws {
        var behaviour = ModelServer.Behaviour()
        (behaviour.count, behaviour.cap, behaviour.firstPage) = (4, 3, 0)
        // Each page announces its own rows, and what lies beyond is refused.
        (behaviour.total, behaviour.beyond) = (.page, .badRequest)
        let counts = try await check(behaviour)
        #expect(counts.whole == 3)
    }
}
