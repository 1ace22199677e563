import CivilTime
import Foundation
import LucsAPI
import LucsModel
import LucsSimulator
import Queries
import SQLite
import Testing
import Warehouse

/// A simulated day, collected over HTTP once a minute, against what was true.
@Suite(.collectedDay) struct TruthTests {
    let day: Observation
    let warehouse: Warehouse
    var truth: Truth { day.truth }
    var polls: [Timestamp] { day.polls }

    init() throws {
        day = try #require(CollectedDay.current)
        warehouse = try Warehouse.reading(path: day.path)
    }

    @Test func `Every stay that a poll saw is offered once, and answered if one saw that`() throws {
        let expected = day.expectedOutcomes()
        #expect(expected.count > 3000)
        expectSame(try warehouse.outcomes(), as: expected)

        var counts: [String: [String: Int]] = [:]
        for (stay, outcome) in expected {
            for service in [stay.service.description, "all"] {
                counts[service, default: [:]][outcome, default: 0] += 1
                counts[service, default: [:]]["offered", default: 0] += 1
            }
        }
        let rows = try rows("service-figures")
        #expect(rows.count == counts.count)
        for row in rows {
            var service = "all"
            if case .text(let id)? = row["service_id"] { service = EntityID(id).description }
            for figure in ["offered", "answered", "abandoned", "flowed_out", "open"] {
                let count = counts[service]?[figure] ?? 0
                #expect(row[figure] == .integer(Int64(count)), "\(figure) of \(service)")
            }
        }
    }

    @Test func `Whoever answers for a service is one of its members`() throws {
        func count(_ sql: String) throws -> Value? {
            try warehouse.connection.prepare(sql).scalar()
        }
        #expect(
            try count("SELECT count(DISTINCT service_key) > 3 FROM service_member") == .integer(1))
        #expect(
            try count(
                """
                SELECT count(*) FROM task AS t WHERE t.agent_key IS NOT NULL AND NOT EXISTS
                    (SELECT 1 FROM service_member AS m WHERE m.service_key = t.service_key
                        AND m.agent_key = t.agent_key AND m.valid_to_at IS NULL)
                """) == .integer(0))
    }

    @Test
    func `The level, the duty profile and the language of each answered task are the true ones`()
        throws
    {
        var found: [String: String] = [:]
        try warehouse.connection.prepare(
            """
            SELECT t.task_id || ' ' || t.service_id || ' ' || t.queue_started_at,
                t.responsible_level || ' ' || t.agent_profile || ' ' || x.value
            FROM task AS t JOIN task_context AS x ON x.task_id = t.task_id
            -- One who hung up while it rang has the level of the agent it rang at.
            WHERE t.responsible_level IS NOT NULL AND t.outcome = 'answered'
            """
        ).forEach { found[try $0.text(0) ?? ""] = try $0.text(1) }
        var levels: [Int: Int] = [:]
        for leg in truth.tasks {
            guard let queued = leg.queueStarted, let level = leg.level else { continue }
            let key = "\(EntityID(leg.taskID)) \(EntityID(leg.serviceID)) \(queued.milliseconds)"
            guard let kept = found.removeValue(forKey: key) else { continue }
            #expect(kept == "\(level) \(leg.agentProfile ?? "") \(leg.language)")
            levels[level, default: 0] += 1
        }
        #expect(found == [:], "every answered task is a true one")
        #expect(levels.count == 2 && levels.values.reduce(0, +) > 3000)
    }

    @Test
    func `Callbacks are those that were promised, and end as they did as far as LUCS shows it`()
        throws
    {
        var found: [String: String] = [:]
        try warehouse.connection.prepare(
            """
            SELECT callback_id, outcome || ' ' || retry_count || ' ' || service_id FROM callback
            """
        ).forEach { found[try $0.text(0) ?? ""] = try $0.text(1) }
        let last = polls[polls.count - 1]
        var seen = 0
        for callback in truth.callbacks {
            let end = callback.ended ?? last + .seconds(1)
            guard polls.contains(where: { $0 >= callback.promised && $0 < end }) else { continue }
            seen += 1
            // Of the last retry nobody sees whether it reached the customer.
            let outcome =
                switch callback.outcome {
                case .open: "open"
                case .made where callback.retries < 2: "made"
                default: "failed"
                }
            let kept = found["\(EntityID(callback.id))"]
            #expect(
                kept == "\(outcome) \(callback.retries) \(EntityID(callback.serviceID))",
                "\(callback)")
        }
        #expect(seen > 40 && found.count == seen)
    }

    @Test func `Skills and duty profiles are those of the scenario`() throws {
        func count(_ sql: String) throws -> Value? {
            try warehouse.connection.prepare(sql).scalar()
        }
        #expect(
            try count(
                """
                SELECT count(*) FROM service_member AS m
                WHERE NOT EXISTS (SELECT 1 FROM agent_skill AS k WHERE k.agent_key = m.agent_key
                    AND k.skill = 'Skills/' || m.service_name)
                """) == .integer(0))
        #expect(
            try count("SELECT count(*) FROM agent_skill WHERE valid_to_at IS NULL")
                == count("SELECT count(*) FROM service_member WHERE valid_to_at IS NULL"))
        #expect(
            try count("SELECT count(DISTINCT profile) FROM agent_profile") == .integer(3))
        let unused = try warehouse.connection.prepare(
            try #require(Queries.all["unused-absence-reasons"]))
        #expect(try unused.scalar() == .text("Meeting"))
    }

    @Test func `Members and skills that change during a day are history, on time to the listing`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let morning = try await Observation(
                path: folder.appending(path: "w.db").path, hours: 9...12,
                change: { scenario in
                    // The hours are counted from midnight; the first agent learns Sales at 10:10,
                    // and forgets it at 11:10.
                    scenario.skillChanges = [
                        .init(minute: 610, agent: 0, service: 4, isAdded: true),
                        .init(minute: 670, agent: 0, service: 4, isAdded: false),
                    ]
                })
            #expect(morning.truth.membershipChanges.map(\.isAdded) == [true, false])
            let warehouse = try Warehouse.reading(path: morning.path)
            var spans: [[Int64]] = []
            try warehouse.connection.prepare(
                """
                SELECT k.valid_from_at, k.valid_to_at FROM agent_skill AS k
                WHERE k.skill = 'Skills/Sales' AND k.valid_to_at IS NOT NULL
                """
            ).forEach { spans.append([try $0.requiredInteger(0), try $0.requiredInteger(1)]) }
            let span = try #require(spans.first)
            #expect(spans.count == 1)
            for (at, change) in zip(span, morning.truth.membershipChanges) {
                let late = at - change.at.milliseconds
                #expect(late >= 0 && late <= 900_000, "the directory is read every 15 minutes")
            }
        }
    }

    @Test func `A task that is gone is asked for by its id, and what that tells counts`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let morning = try await Observation(
                path: folder.appending(path: "w.db").path, hours: 9...11, options: rememberEnded)
            let expected = morning.expectedOutcomes(lookedUp: true)
            let answered = expected.values.count { $0 == "answered" }
            #expect(answered > morning.expectedOutcomes().values.count { $0 == "answered" })
            expectSame(try Warehouse.reading(path: morning.path).outcomes(), as: expected)
        }
    }

    @Test func `Every answered task that a poll could see is there, its wait exact`() throws {
        var found: [String: (queued: Int64, connected: Int64)] = [:]
        try warehouse.connection.prepare(
            """
            SELECT task_id || ' ' || service_id || ' ' || queue_started_at, queue_started_at,
                connected_at
            FROM task
            WHERE connected_at IS NOT NULL AND queue_started_at IS NOT NULL
            """
        ).forEach { row in
            if let key = try row.text(0), let queued = try row.integer(1),
                let connected = try row.integer(2)
            {
                found[key] = (queued, connected)
            }
        }
        var visible = 0
        for leg in truth.tasks {
            guard let queued = leg.queueStarted, let connected = leg.connected,
                let ended = leg.ended, polls.contains(where: { $0 >= connected && $0 < ended })
            else { continue }
            visible += 1
            let key = "\(EntityID(leg.taskID)) \(EntityID(leg.serviceID)) \(queued.milliseconds)"
            #expect(found[key]?.queued == queued.milliseconds)
            #expect(found[key]?.connected == connected.milliseconds)
        }
        #expect(visible > 3000)
        #expect(found.count >= visible)
    }

    func rows(_ query: String) throws -> [[String: Value]] {
        let statement = try warehouse.connection.prepare(try #require(Queries.all[query]))
        try statement.bind([
            "start_at": .integer(polls[0].milliseconds),
            "end_at": .integer(polls[polls.count - 1].milliseconds), "grain": "period",
        ])
        let names = statement.columnNames
        var rows: [[String: Value]] = []
        try statement.forEach { row in
            rows.append(
                Dictionary(uniqueKeysWithValues: names.indices.map { (names[$0], row[$0]) }))
        }
        return rows
    }

    func number(_ value: Value?) -> Double {
        switch value {
        case .integer(let integer): Double(integer)
        case .real(let real): real
        default: .nan
        }
    }

    @Test func `The mean queue is within two percent of the truth`() throws {
        let (start, end) = (polls[0], polls[polls.count - 1])
        let waited = truth.tasks.reduce(0.0) { sum, leg in
            guard let queued = leg.queueStarted else { return sum }
            let until = min(leg.connected ?? leg.ended ?? end, end)
            return sum + max(0, (until - queued).inSeconds)
        }
        let row = try #require(try rows("service-figures").first { $0["service_id"] == .null })
        let mean = waited / (end - start).inSeconds
        #expect(abs(number(row["queue_length_mean"]) - mean) < 0.02 * mean)
    }

    @Test(arguments: [.v1, .v2] as [ClientConfiguration.VersionChoice])
    func `Agents whom another program blocks are lost capacity of that cause`(
        version: ClientConfiguration.VersionChoice
    ) async throws {
        try await withTemporaryFolder { folder in
            let seen = try await Observation(
                path: folder.appending(path: "b.db").path, hours: 9...12, version: version,
                change: { scenario in
                    for agent in scenario.agents.indices.prefix(8) {
                        scenario.agents[agent].blocked = 600..<(620 + 2 * agent)
                    }
                })
            let spans = seen.truth.agentStates.filter { $0.state == .blocked }
            let lost = spans.reduce(0.0) { $0 + ($1.to - $1.from).inSeconds }
            try #require(spans.count >= 4)
            let warehouse = try Warehouse.reading(path: seen.path)
            let statement = try warehouse.connection.prepare(
                try #require(Queries.all["lost-capacity"]))
            var found: [String: Value] = [:]
            let names = statement.columnNames
            try statement.forEach { row in
                guard row[0] == .text("blocked by API") else { return }
                for (index, name) in names.enumerated() { found[name] = row[index] }
            }
            #expect(found["state"] == .text("not_ready"))
            #expect(found["agents"] == .integer(Int64(Set(spans.map(\.agentID)).count)))
            // Each is seen up to a minute late at both ends.
            #expect(abs(number(found["seconds"]) - lost) <= 60 * Double(spans.count))
        }
    }

    @Test func `Agents' time by state and utilization are close to the truth`() throws {
        let end = polls[polls.count - 1]
        var seconds: [EntityID: [String: Double]] = [:]
        for span in truth.agentStates {
            let name: String
            switch span.state {
            case .selectable: name = "selectable"
            case .working: name = "working"
            case .rona: name = "rona"
            case .offDuty: name = "off_duty"
            case .offline: name = "offline"
            case .blocked: name = "not_ready"
            case .notReady:
                name = span.reason == "After Call Work" ? "after_call_work" : "not_ready"
            }
            let length = (min(span.to, end) - span.from).inSeconds
            seconds[EntityID(span.agentID), default: [:]][name, default: 0] += max(0, length)
        }
        let agents = try rows("agent-figures").filter { $0["agent_id"] != .null }
        #expect(agents.count == seconds.count)
        for row in agents {
            guard case .text(let id)? = row["agent_id"] else { continue }
            let lived = try #require(seconds[EntityID(id)])
            for (state, length) in lived {
                #expect(abs(number(row[state + "_seconds"]) - length) < 0.02 * 86_400)
            }
            let busy = (lived["working"] ?? 0) + (lived["after_call_work"] ?? 0)
            let duty =
                busy + (lived["selectable"] ?? 0) + (lived["not_ready"] ?? 0) + (lived["rona"] ?? 0)
            if duty > 0 { #expect(abs(number(row["utilization"]) - busy / duty) < 0.02) }
        }
    }
}

/// A server that no longer lists an ended task, but still tells of it when asked by its id.
@Sendable private func rememberEnded(_ simulation: Simulation) -> SimulatorOptions {
    var options = SimulatorOptions()
    options.fault = { request in
        let prefix = "/v2.0/tasks/"
        guard request.path.hasPrefix(prefix) else { return nil }
        let id = EntityID(String(request.path.dropFirst(prefix.count)))
        let leg = simulation.truth.tasks.last { EntityID($0.taskID) == id }
        guard let leg, leg.ended != nil else { return nil }
        func text(_ instant: Timestamp?) -> String { instant.map { "\"\($0.iso8601)\"" } ?? "null" }
        return .answer(
            status: 200,
            body: """
                {"Id": "\(leg.taskID)", "State": "Terminated", "Created": \(text(leg.created)),
                "QueueStarted": \(text(leg.queueStarted)), "Connected": \(text(leg.connected))}
                """)
    }
    return options
}
