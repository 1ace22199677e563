import CivilTime
import Collector
import Foundation
import LucsAPI
import LucsModel
import SQLite
import Testing
import Warehouse

@testable import LucsSimulator

/// What the tests on recorded days take for granted: that a source without HTTP tells the same as
/// the client, and that polls which tell nothing new may be left out.
@Suite struct ReplayPollsTests {
    @Test func `A source without HTTP tells what the client reads from a server`() async throws {
        let recording = try SampleRecording.recording()
        let clock = SimulatedClock.stepped(at: recording.start)
        let simulation = Simulation(scenario: .replay(of: recording), clock: clock)
        let server = SimulatorServer(simulation: simulation)
        let url = try #require(URL(string: "http://127.0.0.1:\(try server.start())"))
        defer { server.stop() }
        var configuration = ClientConfiguration(servers: [url], key: try APIKey("simulator"))
        configuration.now = { clock.now }
        let client = try LucsClient(configuration)
        let source = ReplaySource(simulation)
        var states: Set<String?> = []
        for time in ["08:59:59", "9:00:50", "9:01:35", "9:02:09", "9:03:02", "9:10:30", "10:00:00"]
        {
            clock.set(to: try SampleRecording.at(recording, time))
            expectSame(try await client.organizationUnits(), source.organizationUnits())
            expectSame(try await client.dutyProfiles(), source.dutyProfiles())
            expectSame(try await client.services(), source.services())
            expectSame(try await client.users(), source.users())
            expectSame(try await client.userStates(), source.userStates())
            for service in source.services().rows {
                let listing = try source.tasks(ofService: service.id)
                expectSame(try await client.tasks(ofService: service.id), listing)
                states.formUnion(listing.rows.map(\.state))
            }
            for call in recording.calls {
                let told = try await client.task(id: EntityID(call.id))
                #expect(told.task == source.task(id: EntityID(call.id)).task)
            }
        }
        #expect(states == ["InIVR", "InQueue", "Connected"])
    }

    private func expectSame<Row: Equatable>(_ told: Listing<Row>?, _ known: Listing<Row>?) {
        #expect(told?.rows == known?.rows)
        #expect(told?.observedAt == known?.observedAt)
        #expect(told?.isComplete == known?.isComplete)
    }

    @Test(arguments: [1, 2, 7, 30])
    func `A poll between two that tell the same changes no fact: made-up calls`(spacing: Int)
        async throws
    {
        let recording = try SampleRecording.recording()
        let grid = PollGrid(
            from: try SampleRecording.at(recording, "08:55"),
            through: try SampleRecording.at(recording, "9:20"), every: .seconds(spacing))
        try await expectSameFacts(recording, grid)
    }

    @Test(.needsBankCalls)
    func `A poll between two that tell the same changes no fact: two hours of real calls`()
        async throws
    {
        var recording = try BankCalls.recording.get()
        let day = try #require(CivilDate("1999-01-03"))
        recording.calls.removeAll { $0.day != day }
        let start = try #require(recording.instant(localTime: "1999-01-03T10:00"))
        let grid = PollGrid(from: start, through: start + .seconds(7200), every: .seconds(1))
        try await expectSameFacts(recording, grid)
    }

    /// Collects with every poll and with the telling ones, and compares all that is stored, but
    /// the polls themselves.
    private func expectSameFacts(_ recording: Recording, _ grid: PollGrid) async throws {
        let few = grid.telling(recording)
        #expect(few.count < grid.count * 9 / 10)
        let gap = Duration.seconds(86_400)
        try await withTemporaryFolder { folder in
            let paths = ["every.db", "few.db"].map { folder.appending(path: $0).path }
            try await collect(recording, polls: grid.instants, maxGap: gap, into: paths[0])
            try await collect(recording, polls: few, maxGap: gap, into: paths[1])
            let (every, less) = (try facts(paths[0]), try facts(paths[1]))
            #expect(every.keys == less.keys)
            #expect((every["task_fact"]?.count ?? 0) > 5)
            #expect((every["state_fact"]?.count ?? 0) > 5)
            for (table, rows) in every { #expect(less[table] == rows, "\(table)") }
        }
    }

    /// All rows of all tables, but of those that count polls.
    private func facts(_ path: String) throws -> [String: [String]] {
        let connection = try Warehouse.reading(path: path).connection
        var tables: [String] = []
        try connection.prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
            .forEach { tables.append(try $0.text(0) ?? "") }
        var facts: [String: [String]] = [:]
        for table in tables where table != "pass" {
            // How many polls there were is all that may differ, and each warehouse has its own name.
            let columns =
                table == "coverage" ? "resource, service_key, from_at, to_at" : "*"
            let rest = table == "setting" ? " WHERE name <> 'warehouseId'" : ""
            let statement = try connection.prepare("SELECT \(columns) FROM \(table)\(rest)")
            let width = statement.columnNames.count
            var rows: [String] = []
            try statement.forEach { row in
                rows.append((0..<width).map { "\(row[$0])" }.joined(separator: " | "))
            }
            facts[table] = rows.sorted()
        }
        return facts
    }
}
