import CivilTime
import LucsModel
import SQLite
import Testing
import Warehouse

/// Random passes through the warehouse and through a slow reference: both hold the same stays.
@Suite struct ReconciliationTests {
    typealias Stay = SlowReconciliation.Stay

    private func pass(_ f: Fixture, _ round: SlowReconciliation.Round) -> Pass {
        func task(_ row: SlowReconciliation.Row) -> LucsTask {
            LucsTask(
                id: f.id(row.task, kind: 2), state: row.isTerminal ? "Terminated" : "InQueue",
                created: f.at(Double(row.created)),
                queueStarted: row.queued.map { f.at(Double($0)) },
                connected: row.connected.map { f.at(Double($0)) },
                agent: row.agent.map { f.id($0, kind: 3) })
        }
        let at = f.at(Double(round.at))
        let directory = round.directory.map { directory in
            Directory(
                services: Listing(
                    rows: directory.services.sorted().map { Service(id: f.id($0, kind: 1)) },
                    observedAt: at, shortfall: directory.isComplete ? nil : "cut short"))
        }
        return Pass(
            startedAt: at, finishedAt: at, directory: directory,
            tasks: round.polls.map { poll in
                ServiceTasks(
                    service: f.id(poll.service, kind: 1),
                    listing: Listing(
                        rows: poll.rows.map(task), observedAt: f.at(Double(poll.at)),
                        shortfall: poll.isComplete ? nil : "cut short"))
            },
            finalStates: Dictionary(
                uniqueKeysWithValues: round.finalStates.map {
                    (f.id($0.key, kind: 2), task($0.value))
                }))
    }

    private func held(_ f: Fixture) throws -> Set<Stay> {
        var held: Set<Stay> = []
        func seconds(_ value: Int64?) -> Double? {
            value.map { Double($0 - f.midnight.milliseconds) / 1000 }
        }
        let tasks = Dictionary(
            uniqueKeysWithValues: (0..<12).map { (f.id($0, kind: 2).description, $0) })
        let agents = Dictionary(
            uniqueKeysWithValues: (1...3).map { (f.id($0, kind: 3).description, $0) })
        try f.warehouse.connection.prepare(
            """
            SELECT f.service_key, t.task_id, f.created_at, f.queue_started_at, f.connected_at,
                t.agent_id, f.first_seen_at, f.ended_after_at, f.ended_before_at, f.ended_at,
                f.is_unconfirmed, f.flowed_out_at
            FROM task_fact AS f JOIN task AS t ON t.service_key = f.service_key
                AND t.interval_at = f.interval_at AND t.created_at = f.created_at
                AND t.first_seen_at = f.first_seen_at
                AND t.queue_started_at IS f.queue_started_at
                AND t.task_id = lower(substr(hex(f.id), 1, 8) || '-' || substr(hex(f.id), 9, 4)
                    || '-' || substr(hex(f.id), 13, 4) || '-' || substr(hex(f.id), 17, 4) || '-'
                    || substr(hex(f.id), 21))
            """
        ).forEach { row in
            func time(_ column: Int) throws -> Double? { seconds(try row.integer(column)) }
            held.insert(
                Stay(
                    service: Int(try row.requiredInteger(0)),
                    task: tasks[try row.text(1) ?? ""] ?? -1,
                    created: try time(2).map { Int($0) }, queued: try time(3).map { Int($0) },
                    connected: try time(4).map { Int($0) },
                    agent: try row.text(5).flatMap { agents[$0] },
                    firstSeen: Int(try time(6) ?? -1), after: try time(7), before: try time(8),
                    end: try time(9), isUnconfirmed: try row.requiredInteger(10) == 1,
                    flowedOut: try time(11).map { Int($0) }))
        }
        return held
    }

    @Test(arguments: 1...100 as ClosedRange<UInt64>)
    func `Random passes leave the stays that a slow reference finds`(seed: UInt64) throws {
        let f = try Fixture()
        var rules = PassRules()
        rules.maxGap = .seconds(SlowReconciliation.maxGap)
        var reference = SlowReconciliation()
        var random = RandomRounds(seed: seed)
        for round in random.rounds() {
            reference.apply(round)
            _ = try f.warehouse.apply(pass(f, round), rules: rules)
            let expected = Set(reference.stays.filter { $0.task >= 0 })
            let found = try held(f)
            try #require(
                found == expected,
                """
                seed \(seed), pass at \(round.at): \(round)
                only found: \(found.subtracting(expected))
                only expected: \(expected.subtracting(found))
                """)
        }
    }

    @Test func `The random passes hold every kind of end many times`() {
        var (flowedOut, unconfirmed, unknown, answered) = (0, 0, 0, 0)
        for seed in 1...100 as ClosedRange<UInt64> {
            var reference = SlowReconciliation()
            var random = RandomRounds(seed: seed)
            for round in random.rounds() { reference.apply(round) }
            flowedOut += reference.stays.count { $0.flowedOut != nil }
            unconfirmed += reference.stays.count { $0.isUnconfirmed }
            unknown += reference.stays.count { $0.end != nil && $0.before == nil }
            answered += reference.stays.count { $0.end != nil && $0.connected != nil }
        }
        for count in [flowedOut, unconfirmed, unknown, answered] { #expect(count > 20) }
    }
}
