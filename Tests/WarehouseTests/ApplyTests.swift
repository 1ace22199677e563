import CivilTime
import LucsModel
import SQLite
import Testing
import Warehouse

@Suite struct ApplyTests {
    @Test func `A day of three tasks gives the figures that a hand computes`() throws {
        let f = try Fixture()
        // Answered after 12 s, and ended between 180 s and 240 s.
        let first = f.task(1, queued: 50, connected: 62, agent: 1)
        // Waits from 70 s, gone between 120 s and 180 s: abandoned at 150 s, after 80 s.
        let second = f.task(2, queued: 70)
        // Still waiting at the last poll, at 240 s.
        let third = f.task(3, queued: 200)
        for (at, tasks) in [
            (0, []), (60, [f.task(1, queued: 50)]), (120, [first, second]), (180, [first]),
            (240, [third]),
        ] as [(Double, [LucsTask])] {
            _ = try f.warehouse.apply(f.pass(at, tasks: tasks))
        }
        let rows = try f.rows("service-figures")
        #expect(rows.count == 2)
        for row in rows {
            #expect(row["offered"] == 3)
            #expect(row["answered"] == 1)
            #expect(row["abandoned"] == 1)
            #expect(row["open"] == 1)
            #expect(row["answered_within_threshold"] == 1)
            #expect(row["service_level"]?.number == 0.5)
            #expect(row["asa_seconds"]?.number == 12)
            #expect(row["abandon_wait_median_seconds"]?.number == 80)
            #expect(row["longest_wait_seconds"]?.number == 80)
            #expect(row["handle_mean_seconds"]?.number == 148)
            #expect(row["queue_length_mean"]?.number == (12 + 80 + 40) / 240.0)
            #expect(row["queue_length_max"] == 1)
            #expect(row["observed_seconds"]?.number == 240)
            #expect(row["unconfirmed"] == 1)
        }
    }

    @Test func `A pass applied twice changes nothing`() throws {
        let f = try Fixture()
        let states = [UserState(user: f.id(1, kind: 3), isSelectable: true)]
        let pass = f.pass(60, tasks: [f.task(1, queued: 50)], states: states)
        #expect(try f.warehouse.apply(f.pass(0, states: states)).isNew)
        #expect(try f.warehouse.apply(pass).tasksBegun == 1)
        let before = f.warehouse.connection.totalChanges
        let again = try f.warehouse.apply(pass)
        #expect(!again.isNew)
        #expect(f.warehouse.connection.totalChanges == before)
    }

    @Test func `A pass in which nothing changed writes its own row and moves coverage`() throws {
        let f = try Fixture()
        let tasks = (1...200).map { f.task($0, queued: 50, connected: 55, agent: $0) }
        let states = (1...200).map {
            UserState(user: f.id($0, kind: 3), isSelectable: false, notSelectableReason: "Working")
        }
        _ = try f.warehouse.apply(f.pass(60, tasks: tasks, states: states))
        let before = f.warehouse.connection.totalChanges
        let outcome = try f.warehouse.apply(f.pass(120, tasks: tasks, states: states))
        #expect(outcome == PassOutcome())
        // The span that is now observed is written to a temporary table, and deleted from it.
        #expect(f.warehouse.connection.totalChanges - before == 3 + 2)
    }

    @Test func `An incomplete listing ends nothing`() throws {
        let f = try Fixture()
        _ = try f.warehouse.apply(f.pass(0))
        _ = try f.warehouse.apply(f.pass(60, tasks: [f.task(1, queued: 50)]))
        _ = try f.warehouse.apply(f.pass(120, tasks: [], shortfall: "page 2 of 3 failed"))
        #expect(try f.rows("service-figures").first?["open"] == 1)
        _ = try f.warehouse.apply(f.pass(180))
        let row = try #require(try f.rows("service-figures").first)
        #expect(row["abandoned"] == 1)
        // The last list that named it was at 60 s, the first complete one without it at 180 s.
        #expect(row["abandon_wait_mean_seconds"]?.number == 70)
    }

    @Test func `Nothing is stretched over a gap`() throws {
        let f = try Fixture()
        let agent = UserState(user: f.id(1, kind: 3), isSelectable: true)
        let lasting = f.task(1, queued: 40, connected: 50, agent: 2)
        let gone = f.task(2, queued: 40)
        _ = try f.warehouse.apply(f.pass(0, states: [agent]))
        _ = try f.warehouse.apply(f.pass(60, tasks: [lasting, gone], states: [agent]))
        _ = try f.warehouse.apply(f.pass(3660, tasks: [lasting], states: [agent]))
        _ = try f.warehouse.apply(f.pass(3720, tasks: [], states: [agent]))
        let agents = try f.rows("agent-figures", end: 7200)
        #expect(agents.first?["selectable_seconds"]?.number == 120)
        #expect(agents.first?["unknown_seconds"]?.number == 7080)
        #expect(try f.count("SELECT count(*) FROM task") == 2)
        #expect(
            try f.count("SELECT ended_at FROM task WHERE outcome = 'abandoned'")
                == .integer(f.at(60).milliseconds))
        #expect(
            try f.count("SELECT ended_at FROM task WHERE outcome = 'answered'")
                == .integer(f.at(3690).milliseconds))
        #expect(try f.count("SELECT max(seconds) FROM coverage_gap") == .real(3600))
    }

    @Test func `An agent's next call bounds the end of the one before`() throws {
        let f = try Fixture()
        _ = try f.warehouse.apply(f.pass(0))
        _ = try f.warehouse.apply(
            f.pass(60, tasks: [f.task(1, queued: 10, connected: 20, agent: 1)]))
        _ = try f.warehouse.apply(
            f.pass(120, tasks: [f.task(2, queued: 60, connected: 80, agent: 1)]))
        #expect(
            try f.count("SELECT ended_at FROM task WHERE outcome = 'answered' AND ended_at > 0")
                == .integer(f.at(70).milliseconds))
    }

    @Test func `Ended tasks that stay listed are counted once`() throws {
        let f = try Fixture()
        var task = f.task(1, queued: 10, connected: 20, agent: 1)
        _ = try f.warehouse.apply(f.pass(0))
        _ = try f.warehouse.apply(f.pass(60, tasks: [task]))
        task.state = "Terminated"
        for at in [120.0, 180, 240] { _ = try f.warehouse.apply(f.pass(at, tasks: [task])) }
        _ = try f.warehouse.apply(f.pass(300))
        #expect(try f.count("SELECT count(*) FROM task") == 1)
        #expect(try f.count("SELECT ended_at FROM task") == .integer(f.at(90).milliseconds))
    }

    @Test func `A final state lookup distinguishes answered, abandoned and flowed-out tasks`()
        throws
    {
        let f = try Fixture()
        let (answered, abandoned) = (f.task(1, queued: 50), f.task(2, queued: 50))
        let (unknown, elsewhere) = (f.task(3, queued: 50), f.task(4, queued: 50))
        _ = try f.warehouse.apply(f.pass(0))
        _ = try f.warehouse.apply(
            f.pass(60, tasks: [answered, abandoned, unknown, elsewhere]))
        var pass = f.pass(120)
        pass.finalStates = [
            answered.id: f.task(1, queued: 50, connected: 65, agent: 1),
            abandoned.id: abandoned,
            // The server knows no such task any more, which tells nothing.
            unknown.id: nil,
            // It went on to another queue and was connected there.
            elsewhere.id: f.task(4, queued: 80, connected: 90, agent: 1),
        ]
        _ = try f.warehouse.apply(pass)
        let row = try #require(try f.rows("service-figures").first)
        #expect(row["answered"] == 1)
        #expect(row["abandoned"] == 2)
        #expect(row["unconfirmed"] == 1)
        #expect(
            try f.count(
                "SELECT ended_at FROM task WHERE outcome = 'flowed_out' AND agent_id IS NULL")
                == .integer(f.at(80).milliseconds))
        #expect(
            try f.count("SELECT agent_id FROM task WHERE outcome = 'answered'")
                == .text(f.id(1, kind: 3).description))
        #expect(row["asa_seconds"]?.number == 15)
    }

    @Test func `Names change, and the history keeps both`() throws {
        let f = try Fixture()
        func directory(_ name: String) -> Directory {
            Directory(
                services: Listing(
                    rows: [Service(id: f.service, name: name)], observedAt: f.at(0)))
        }
        var later = directory("Claims & Policies")
        later.services?.observedAt = f.at(7200)
        _ = try f.warehouse.apply(f.pass(0, directory: directory("Claims")))
        _ = try f.warehouse.apply(f.pass(7200, directory: later))
        #expect(try f.count("SELECT count(*) FROM service_history") == 2)
        #expect(try f.rows("service-figures", end: 3600).first?["service_name"] == "Claims")
        #expect(try f.rows("service-figures").first?["service_name"] == "Claims & Policies")
    }

    @Test func `Rules of the service level can be kept, or stand before the kept ones`() throws {
        let f = try Fixture()
        let service = Service(id: f.service, name: "Claims")
        let directory = Directory(services: Listing(rows: [service], observedAt: f.at(0)))
        _ = try f.warehouse.apply(f.pass(0, directory: directory))
        _ = try f.warehouse.apply(
            f.pass(60, tasks: [f.task(1, queued: 30, connected: 45, agent: 1)]))
        func within() throws -> Value? {
            try f.rows("service-figures").first?["answered_within_threshold"]
        }
        #expect(try within() == 1)
        let strict = ServiceLevelRules(services: [
            "claims": ServiceLevelRule(threshold: .seconds(15)), "Sales": ServiceLevelRule(),
        ])
        #expect(try f.warehouse.keep(strict, now: f.at(120)) == ["Sales"])
        #expect(try within() == 0)
        #expect(try f.rows("service-figures").first?["target"] == .real(0.8))
        #expect(
            try f.count("SELECT threshold_ms FROM main.target_rule WHERE service_key > 0")
                == 15_000)
    }

    @Test func `A service that fails in a pass costs only its own coverage`() throws {
        let f = try Fixture()
        let other = EntityID("11111111-0000-0000-0000-000000000002")
        var rules = PassRules()
        rules.maxGap = .seconds(90)
        for at in stride(from: 0.0, through: 600, by: 60) {
            var pass = f.pass(at, tasks: [f.task(1, queued: 5, connected: 20, agent: 1)])
            // The other service does not answer from 180 to 300 s.
            if !(180...300).contains(at) {
                pass.tasks.append(
                    ServiceTasks(
                        service: other, listing: Listing(rows: [], observedAt: f.at(at))))
            } else {
                pass.failures = [
                    ListingFailure(resource: .tasks(service: other), reason: "it timed out")
                ]
            }
            _ = try f.warehouse.apply(pass, rules: rules)
        }
        func observed(_ service: EntityID) throws -> Value? {
            try f.count(
                """
                SELECT sum(to_at - from_at) / 1000 FROM coverage AS c
                JOIN service_entity AS e USING (service_key) WHERE e.id_text = '\(service)'
                """)
        }
        #expect(try observed(f.service) == 600)
        #expect(try observed(other) == 360)
        #expect(try f.count("SELECT count(*) FROM coverage_gap") == 1)
        #expect(try f.count("SELECT seconds FROM coverage_gap") == .real(240))
        #expect(try f.count("SELECT count(*) FROM task") == 1)
        #expect(try f.count("SELECT count(*) FROM pass_failure") == 3)
    }
}
