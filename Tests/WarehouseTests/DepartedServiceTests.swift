import CivilTime
import LucsModel
import SQLite
import Testing
import Warehouse

/// Services that leave LUCS, and what they leave behind.
@Suite struct DepartedServiceTests {
    let other = EntityID("11111111-0000-0000-0000-000000000002")

    private func directory(
        _ f: Fixture, _ at: Double, _ services: [EntityID], shortfall: String? = nil
    ) -> Directory {
        Directory(
            services: Listing(
                rows: services.map { Service(id: $0, name: "Service \($0)") },
                observedAt: f.at(at), shortfall: shortfall))
    }

    /// A waiting and a connected task in the other service, and polls of both at 0, 30 and 60 s.
    private func begin(_ f: Fixture) throws -> [LucsTask] {
        let tasks = [f.task(1, queued: 10), f.task(2, queued: 10, connected: 20, agent: 1)]
        for at in [0.0, 30, 60] {
            var pass = f.pass(
                at, directory: at == 0 ? directory(f, 0, [f.service, other]) : nil)
            pass.tasks.append(
                ServiceTasks(
                    service: other,
                    listing: Listing(rows: at == 0 ? [] : tasks, observedAt: f.at(at))))
            _ = try f.warehouse.apply(pass)
        }
        return tasks
    }

    private func ends(_ f: Fixture) throws -> [[Value]] {
        var ends: [[Value]] = []
        try f.warehouse.connection.prepare(
            """
            SELECT outcome, ended_after_at, ended_at, ended_before_at, is_unconfirmed FROM task
            ORDER BY outcome
            """
        ).forEach { row in ends.append((0..<row.count).map { row[$0] }) }
        return ends
    }

    @Test func `Tasks of a service that left LUCS end at its last poll, and how is unknown`() throws
    {
        let f = try Fixture()
        _ = try begin(f)
        let outcome = try f.warehouse.apply(f.pass(90, directory: directory(f, 90, [f.service])))
        #expect(outcome.tasksEnded == 2)
        let last = Value.integer(f.at(60).milliseconds)
        #expect(
            try ends(f) == [
                ["abandoned", last, last, .null, 1], ["answered", last, last, .null, 0],
            ])
        #expect(
            try f.count("SELECT valid_to_at FROM service_version WHERE service_key = 2")
                == .integer(f.at(90).milliseconds))
        #expect(try f.warehouse.presentServices() == [f.service])
        #expect(
            try f.count("SELECT max(to_at) FROM coverage WHERE service_key = 2") == last)
        #expect(try f.warehouse.waitingTasks().isEmpty)
    }

    @Test func `Nothing stays open, and days are summed up again`() throws {
        let f = try Fixture()
        _ = try begin(f)
        for day in 0..<8 {
            let at = Double(day) * 86_400 + 600
            _ = try f.warehouse.apply(
                f.pass(at, directory: directory(f, at, [f.service])))
        }
        #expect(try f.count("SELECT count(*) FROM task_fact WHERE ended_at IS NULL") == 0)
        #expect(try f.rows("tasks-now").isEmpty)
        #expect(try f.warehouse.verify(days: 9).findings == [])
        // Days with a single poll observe nothing, and nothing is stored of them.
        #expect(try f.warehouse.verify(days: 9).days == 4)
    }

    @Test func `A directory cut short ends no service, person, unit or task`() throws {
        let f = try Fixture()
        _ = try begin(f)
        func people(_ at: Double, _ ids: [Int], shortfall: String?) -> Directory {
            var short = directory(f, at, [f.service], shortfall: shortfall)
            short.users = Listing(
                rows: ids.map { User(id: f.id($0, kind: 3), displayName: "Agent \($0)") },
                observedAt: f.at(at), shortfall: shortfall)
            short.organizationUnits = Listing(
                rows: ids.map { OrganizationUnit(id: f.id($0, kind: 4), name: "Unit \($0)") },
                observedAt: f.at(at), shortfall: shortfall)
            short.dutyProfiles = Listing(
                rows: ids.map { DutyProfile(id: f.id($0, kind: 5), name: "Profile \($0)") },
                observedAt: f.at(at), shortfall: shortfall)
            return short
        }
        var pass = f.pass(70, directory: people(70, [1, 2], shortfall: "page 2 failed"))
        _ = try f.warehouse.apply(pass)
        pass = f.pass(80, directory: people(80, [1], shortfall: "page 2 failed"))
        _ = try f.warehouse.apply(pass)
        for table in ["service", "agent", "unit", "profile"] {
            #expect(
                try f.count("SELECT count(*) FROM \(table)_version WHERE valid_to_at IS NULL") == 2,
                "\(table)")
        }
        #expect(try f.count("SELECT count(*) FROM task_fact WHERE ended_at IS NULL") == 2)
        pass = f.pass(90, directory: people(90, [1], shortfall: nil))
        _ = try f.warehouse.apply(pass)
        for table in ["service", "agent", "unit", "profile"] {
            #expect(
                try f.count("SELECT count(*) FROM \(table)_version WHERE valid_to_at IS NULL") == 1,
                "\(table)")
        }
        #expect(try f.count("SELECT count(*) FROM task_fact WHERE ended_at IS NULL") == 0)
    }

    @Test func `A service that comes back starts anew`() throws {
        let f = try Fixture()
        let tasks = try begin(f)
        _ = try f.warehouse.apply(f.pass(90, directory: directory(f, 90, [f.service])))
        var pass = f.pass(120, directory: directory(f, 120, [f.service, other]))
        pass.tasks.append(
            ServiceTasks(
                service: other, listing: Listing(rows: [tasks[1]], observedAt: f.at(120))))
        #expect(try f.warehouse.apply(pass).gaps == 1)
        #expect(try f.count("SELECT count(*) FROM service_version WHERE service_key = 2") == 2)
        #expect(try f.count("SELECT count(*) FROM coverage WHERE service_key = 2") == 2)
        // The task is still there, so it did not end.
        #expect(try f.count("SELECT count(*) FROM task WHERE outcome = 'answered'") == 1)
        #expect(
            try f.count("SELECT count(*) FROM task WHERE outcome = 'answered' AND ended_at IS NULL")
                == 1)
        // From here on the run goes on as any other.
        pass = f.pass(150)
        pass.tasks.append(
            ServiceTasks(service: other, listing: Listing(rows: [], observedAt: f.at(150))))
        #expect(try f.warehouse.apply(pass).gaps == 0)
        #expect(try f.count("SELECT count(*) FROM coverage WHERE service_key = 2") == 2)
        #expect(
            try f.count("SELECT ended_at FROM task WHERE outcome = 'answered'")
                == .integer(f.at(135).milliseconds))
    }

    @Test func `A renamed service is the same service, and its run of polls goes on`() throws {
        let f = try Fixture()
        _ = try begin(f)
        var renamed = directory(f, 90, [f.service, other])
        renamed.services?.rows[0].name = "Claims"
        #expect(try f.warehouse.apply(f.pass(90, directory: renamed)).gaps == 0)
        #expect(try f.warehouse.apply(f.pass(120)).gaps == 0)
        #expect(try f.count("SELECT count(*) FROM coverage WHERE service_key = 1") == 1)
    }
}
