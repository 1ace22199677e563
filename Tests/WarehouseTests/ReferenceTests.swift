import CivilTime
import Foundation
import LucsModel
import SQLite
import Testing
import Warehouse

/// Random hours in which passes are lost, late, cut short and repeated, against the reference.
@Suite struct ReferenceTests {
    struct Call {
        var id: EntityID
        var service: EntityID
        var queued: Int64
        var connected: Int64?
        var ended: Int64
        var agent: EntityID
    }

    static let services = (1...3).map {
        EntityID("11111111-0000-0000-0000-00000000000\($0)")
    }
    static let maxGap: Int64 = 300_000

    func calls(_ f: Fixture, _ random: inout SplitMix64) -> [Call] {
        (0..<150).map { number in
            let queued =
                f.midnight.milliseconds + Int64.random(in: 0..<5_400_000, using: &random)
            let wait = Int64.random(in: 0...120_000, using: &random)
            let isAnswered = Int.random(in: 0..<4, using: &random) > 0
            let talk = Int64.random(in: 0...400_000, using: &random)
            return Call(
                id: f.id(number, kind: 2),
                service: Self.services[Int.random(in: 0..<3, using: &random)], queued: queued,
                connected: isAnswered ? queued + wait : nil,
                ended: queued + wait + (isAnswered ? talk : 0), agent: f.id(number, kind: 3))
        }
    }

    /// One pass at `at`, some of its lists missing or cut short.
    func poll(
        _ calls: [Call], at: Int64, isWhole: Bool, _ random: inout SplitMix64
    ) -> Pass {
        let instant = Timestamp(milliseconds: at)
        var pass = Pass(startedAt: instant, finishedAt: instant)
        func cut<Row: Sendable>(_ rows: [Row]) -> Listing<Row> {
            guard !isWhole, Int.random(in: 0..<5, using: &random) == 0 else {
                return Listing(rows: rows, observedAt: instant)
            }
            return Listing(
                rows: Array(rows.prefix(Int.random(in: 0...rows.count, using: &random))),
                observedAt: instant, shortfall: "page 2 of 3 failed")
        }
        for service in Self.services where isWhole || Int.random(in: 0..<12, using: &random) > 0 {
            let listed = calls.filter { $0.service == service && $0.queued <= at && at < $0.ended }
            let tasks = listed.map { call -> LucsTask in
                let isConnected = call.connected.map { $0 <= at } ?? false
                return LucsTask(
                    id: call.id, queueStarted: Timestamp(milliseconds: call.queued),
                    connected: isConnected
                        ? call.connected.map(Timestamp.init(milliseconds:)) : nil,
                    agent: isConnected ? call.agent : nil)
            }
            pass.tasks.append(ServiceTasks(service: service, listing: cut(tasks)))
        }
        if isWhole || Int.random(in: 0..<10, using: &random) > 0 {
            let states = (500..<508).compactMap { number -> UserState? in
                let kind = Int.random(in: 0..<5, using: &random)
                guard kind < 4 else { return nil }
                return UserState(
                    user: EntityID("agent \(number)"), isSelectable: kind == 0,
                    notSelectableReason: ["", "NotReady", "Rona", "Offline"][kind])
            }
            pass.userStates = cut(states)
        }
        return pass
    }

    @Test(arguments: 1...16 as ClosedRange<UInt64>)
    func `What the warehouse holds is what the reference works out`(seed: UInt64) throws {
        var random = SplitMix64(state: seed)
        let f = try Fixture()
        var warehouse = f.warehouse
        var rules = PassRules()
        rules.maxGap = .milliseconds(Self.maxGap)
        let calls = calls(f, &random)
        var applied: [Pass] = []
        var late: [Pass] = []
        var at = f.midnight.milliseconds
        let end = at + 6_000_000
        while at < end {
            // Before a long pause the poll is whole: what lists cut short tell then is not defined.
            let pause = Int.random(in: 0..<25, using: &random) == 0
            let pass = poll(calls, at: at, isWhole: pause, &random)
            switch Int.random(in: 0..<12, using: &random) {
            case 0 where !pause: break  // It was killed before it was stored.
            case 1 where !pause: late.append(pass)
            default:
                applied.append(pass)
                #expect(try warehouse.apply(pass, rules: rules).isNew)
            }
            if !late.isEmpty, Int.random(in: 0..<4, using: &random) == 0 {
                let delayed = late.removeFirst()
                applied.append(delayed)
                _ = try warehouse.apply(delayed, rules: rules)
            }
            if Int.random(in: 0..<6, using: &random) == 0,
                let again = applied.randomElement(using: &random)
            {
                let before = warehouse.connection.totalChanges
                #expect(try !warehouse.apply(again, rules: rules).isNew)
                #expect(warehouse.connection.totalChanges == before)
            }
            if Int.random(in: 0..<9, using: &random) == 0 {
                // The process ended and another goes on.
                warehouse = try Warehouse.open(path: f.warehouse.path)
            }
            at +=
                pause
                ? Int64.random(in: 400...900, using: &random) * 1000
                : Int64.random(in: 20...90, using: &random) * 1000
        }
        let last = poll(calls, at: end, isWhole: true, &random)
        applied.append(last)
        _ = try warehouse.apply(last, rules: rules)
        let reference = ReferenceWarehouse(passes: applied, maxGap: Self.maxGap)
        try compareTasks(warehouse, reference.facts())
        let span = f.midnight.milliseconds..<end
        try compareStates(
            warehouse, span,
            reference.seconds(over: span) {
                rules.classification.kind(of: $0, profileIsOffDuty: nil, hasAcceptedTask: false)
            })
    }

    private func compareTasks(
        _ warehouse: Warehouse, _ expected: Set<ReferenceWarehouse.Fact>
    ) throws {
        var found: Set<ReferenceWarehouse.Fact> = []
        try warehouse.connection.prepare(
            """
            SELECT service_id, task_id, queue_started_at, connected_at, ended_after_at,
                ended_before_at, ended_at, is_unconfirmed FROM task
            """
        ).forEach { row in
            found.insert(
                ReferenceWarehouse.Fact(
                    service: EntityID(try row.text(0) ?? ""),
                    task: EntityID(try row.text(1) ?? ""), queued: try row.requiredInteger(2),
                    connected: try row.integer(3), endedAfter: try row.integer(4),
                    endedBefore: try row.integer(5), ended: try row.integer(6),
                    isUnsure: try row.requiredInteger(7) != 0))
        }
        #expect(expected.count > 60)
        #expect(found.subtracting(expected).isEmpty)
        #expect(expected.subtracting(found).isEmpty)
    }

    private func compareStates(
        _ warehouse: Warehouse, _ span: Range<Int64>,
        _ expected: [EntityID: [AgentStateKind: Int]]
    ) throws {
        var found: [EntityID: [AgentStateKind: Int]] = [:]
        try warehouse.connection.prepare(
            """
            SELECT e.id_text, s.state, sum(s.to_at - s.from_at) / 1000
            FROM state_span AS s JOIN agent_entity AS e USING (agent_key) GROUP BY 1, 2
            """
        ).forEach { row in
            guard let kind = AgentStateKind(rawValue: try row.requiredInteger(1)) else { return }
            let seconds = Int(try row.requiredInteger(2))
            if seconds > 0, kind != .unknown {
                found[EntityID(try row.text(0) ?? ""), default: [:]][kind] = seconds
            }
        }
        #expect(expected.count == 8)
        for (agent, seconds) in expected {
            let known = seconds.filter { $0.key != .unknown }
            #expect(found[agent] == known, "\(agent)")
        }
    }
}
