import CivilTime
import Collector
import LucsAPI
import LucsModel
import Testing

/// Who serves a service is asked for seldom, and only as long as the server shows it.
@Suite struct MembershipTests {
    private func collector(
        _ source: FakeSource, listedAt: [EntityID: Timestamp] = [:]
    ) -> PassCollector {
        PassCollector(source: source, membersListedAt: listedAt)
    }

    private func asked(_ source: FakeSource) -> [String] {
        source.asked.filter { $0.hasPrefix("members ") }.sorted()
    }

    @Test func `Every service is asked once a day, with the directory`() async throws {
        let source = FakeSource(["s1": [], "s2": []])
        source.change { $0.members = [.text("s1"): [.text("a"), .text("b")], .text("s2"): []] }
        let collector = collector(source)
        let pass = try await collector.collect()
        #expect(asked(source) == ["members s1", "members s2"])
        #expect(pass.members.map(\.service) == [.text("s1"), .text("s2")])
        #expect(pass.members.first?.listing.rows == [.text("a"), .text("b")])

        source.forgetAsked()
        source.change { $0.now += .seconds(3600) }
        #expect(try await collector.collect().members.isEmpty)
        #expect(asked(source) == [])
        source.change { $0.now += .seconds(86_400) }
        #expect(try await collector.collect().members.count == 2)
    }

    @Test func `What an earlier run listed is not asked for again`() async throws {
        let source = FakeSource(["s1": [], "s2": []])
        source.change { $0.members = [:] }
        let listedAt = [EntityID.text("s1"): start - .seconds(3600)]
        _ = try await collector(source, listedAt: listedAt).collect()
        #expect(asked(source) == ["members s2"])
    }

    @Test func `Where the server does not show members, one service is asked a day`() async throws {
        let source = FakeSource(["s1": [], "s2": [], "s3": []])
        let collector = collector(source)
        let pass = try await collector.collect()
        #expect(pass.members.isEmpty)
        #expect(pass.failures.isEmpty)
        source.change { $0.now += .seconds(3600) }
        _ = try await collector.collect()
        #expect(asked(source) == ["members s1"])
    }

    @Test func `A rate limit that is reached leaves members for later, and names nothing missing`()
        async throws
    {
        let source = FakeSource(["s1": [], "s2": []])
        source.change {
            $0.members = [:]
            $0.errors["members s1"] = APIError(.rateLimited, "too many requests", status: 429)
        }
        let collector = collector(source)
        let pass = try await collector.collect()
        #expect(pass.failures.isEmpty)
        #expect(asked(source) == ["members s1"])
        source.change {
            $0.errors = [:]
            $0.now += .seconds(3600)
        }
        #expect(try await collector.collect().members.count == 2)
    }

    @Test func `Another failure is named`() async throws {
        let source = FakeSource(["s1": [], "s2": []])
        source.change {
            $0.members = [:]
            $0.errors["members s2"] = APIError(.badData, "no list came")
        }
        let pass = try await collector(source).collect()
        #expect(pass.failures.map(\.resource) == [.members(service: .text("s2"))])
        #expect(pass.members.map(\.service) == [.text("s1")])
    }
}
