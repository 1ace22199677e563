import CivilTime
import Foundation
import LucsSimulator
import SQLite
import Testing
import Warehouse

/// `lucstats simulate --replay`, as a person would use it, and a recorded day over real HTTP.
@Suite struct ReplayServerTests {
    private func write(_ text: String, to folder: URL) throws {
        try Data(text.utf8).write(to: folder.appending(path: "calls.csv"))
    }

    @Test func `Recorded calls are served from a given time on, and what was read is told`()
        async throws
    {
        try await withTemporaryFolder { folder in
            try write(SampleRecording.text, to: folder)
            let simulation = try Program(
                [
                    "simulate", "--replay", "calls.csv", "--from", "1999-01-05T09:01:20", "--port",
                    "0", "--second-port", "0", "--speed", "0.01", "--truth", "truth", "--for", "1m",
                ], in: folder)
            let servers = try await simulation.lines(2)
            let pass = try await Program.run(
                [
                    "collect", "--warehouse", "w.db", "--server", servers[1], "--time-zone",
                    "Asia/Jerusalem",
                ], in: folder, key: "simulator")
            #expect(pass.code == 0)
            simulation.send(SIGTERM)
            let outcome = try await simulation.outcome()
            #expect(outcome.code == 0)
            #expect(
                outcome.errors.contains(
                    "calls.csv, 2 services, 2 agents, local times of Asia/Jerusalem:"))
            for line in try SampleRecording.recording().report.lines {
                #expect(outcome.errors.contains("\n  \(line)\n"))
            }
            #expect(outcome.errors.contains("1 × PHANTOM, left out."))
            var told: [String] = []
            let warehouse = try Warehouse.reading(path: folder.appending(path: "w.db").path)
            try warehouse.connection.prepare(
                """
                SELECT service_name || ' ' || coalesce(agent_name, '-') || ' ' || outcome || ' '
                    || queue_started_local FROM task ORDER BY queue_started_at
                """
            ).forEach { told.append(try $0.text(0) ?? "") }
            #expect(
                told == [
                    "Loans RUTH answered 1999-01-05T09:00:08.000+02:00",
                    "Loans - open 1999-01-05T09:00:41.000+02:00",
                    "Loans - open 1999-01-05T09:01:10.000+02:00",
                ])
            let truth = try String(
                contentsOf: folder.appending(path: "truth/tasks.csv"), encoding: .utf8)
            #expect(truth.split(separator: "\n").count == 4)
        }
    }

    @Test func `Without a time to begin at, a replay begins with the first call`() async throws {
        try await withTemporaryFolder { folder in
            try write(SampleRecording.text, to: folder)
            let simulation = try Program(
                [
                    "simulate", "--replay", "calls.csv", "--port", "0", "--speed", "0.01", "--for",
                    "1m",
                ], in: folder)
            let server = try await simulation.lines(1)[0]
            let pass = try await Program.run(
                ["collect", "--warehouse", "w.db", "--server", server], in: folder, key: "simulator"
            )
            #expect(pass.code == 0)
            let warehouse = try Warehouse.reading(path: folder.appending(path: "w.db").path)
            let started = try warehouse.connection.prepare(
                "SELECT started_at FROM collection_pass"
            ).scalar()
            let first = try SampleRecording.at(try SampleRecording.recording(), "09:00:00")
            #expect(started == .integer(first.milliseconds))
            simulation.send(SIGTERM)
            #expect(try await simulation.outcome().code == 0)
        }
    }

    @Test(.needsBankCalls)
    func `A recorded day over HTTP, a poll a minute: each call is there that could be seen`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let recording = try BankCalls.recording.get()
            // The day with the longest waits.
            let start = try #require(recording.instant(localTime: "1999-01-13"))
            let grid = PollGrid(
                from: start, through: start + .seconds(86_400), every: .seconds(60))
            let path = folder.appending(path: "w.db").path
            let clock = SimulatedClock.stepped(at: start)
            let simulation = Simulation(scenario: .replay(of: recording), clock: clock)
            let server = SimulatorServer(simulation: simulation)
            let url = try #require(URL(string: "http://127.0.0.1:\(try server.start())"))
            defer { server.stop() }
            try await collect(
                polls: grid.instants, on: clock, over: url, timeZone: recording.timeZone,
                into: path)
            let seen = try Warehouse.reading(path: path).seenCalls()
            #expect(seen.values.reduce(0, +) > 1300)
            #expect(seen.differences(from: ReferenceCall.seen(at: grid.instants)) == [])
        }
    }
}
