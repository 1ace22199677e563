import CivilTime
import LucsModel
import SQLite
import Testing
import Warehouse

/// Tasks that more than one service's list has to do with.
@Suite struct MovingTests {
    let other = EntityID("11111111-0000-0000-0000-000000000002")

    func pass(_ f: Fixture, _ seconds: Double, _ first: [LucsTask], _ second: [LucsTask]?) -> Pass {
        var pass = f.pass(seconds, tasks: first)
        if let second {
            pass.tasks.append(
                ServiceTasks(
                    service: other, listing: Listing(rows: second, observedAt: f.at(seconds))))
        }
        return pass
    }

    func offered(_ f: Fixture) throws -> [String: Double] {
        var offered: [String: Double] = [:]
        for row in try f.rows("service-figures") {
            var service = "all"
            if case .text(let id)? = row["service_id"] { service = String(id.suffix(1)) }
            offered[service] = row["offered"]?.number
        }
        return offered
    }

    @Test func `A task that two services list is one, of the service that named it first`() throws {
        let f = try Fixture()
        let task = f.task(1, queued: 50)
        _ = try f.warehouse.apply(pass(f, 0, [], []))
        _ = try f.warehouse.apply(pass(f, 60, [], [task]))
        for at in [120.0, 180] { _ = try f.warehouse.apply(pass(f, at, [task], [task])) }
        #expect(try offered(f) == ["2": 1, "all": 1])
        _ = try f.warehouse.apply(pass(f, 240, [], []))
        #expect(try f.count("SELECT count(*) FROM task") == 1)
        #expect(try f.count("SELECT ended_at FROM task") == .integer(f.at(210).milliseconds))
    }

    @Test func `A task that two services list from the start is one`() throws {
        let f = try Fixture()
        let task = f.task(1, queued: 50)
        for at in [60.0, 120] { _ = try f.warehouse.apply(pass(f, at, [task], [task])) }
        #expect(try offered(f) == ["1": 1, "all": 1])
    }

    @Test func `A task handed on as it stands goes with its service, and is not abandoned`() throws
    {
        let f = try Fixture()
        let waiting = f.task(1, queued: 50)
        let connected = f.task(1, queued: 50, connected: 130, agent: 1)
        _ = try f.warehouse.apply(pass(f, 0, [], []))
        _ = try f.warehouse.apply(pass(f, 60, [waiting], []))
        _ = try f.warehouse.apply(pass(f, 120, [], [waiting]))
        _ = try f.warehouse.apply(pass(f, 180, [], [connected]))
        _ = try f.warehouse.apply(pass(f, 240, [], []))
        #expect(try offered(f) == ["2": 1, "all": 1])
        let row = try #require(try f.rows("service-figures").last)
        #expect(row["answered"] == 1)
        #expect(row["asa_seconds"]?.number == 80)
    }

    @Test func `Listed by both for a while, it goes on with the one that still lists it`() throws {
        let f = try Fixture()
        let task = f.task(1, queued: 50)
        _ = try f.warehouse.apply(pass(f, 60, [task], []))
        _ = try f.warehouse.apply(pass(f, 120, [task], [task]))
        _ = try f.warehouse.apply(pass(f, 180, [], [task]))
        #expect(try offered(f) == ["2": 1, "all": 1])
        #expect(try f.count("SELECT count(*) FROM task WHERE outcome = 'open'") == 1)
    }

    @Test func `A list that is missing in a pass hands nothing on`() throws {
        let f = try Fixture()
        let task = f.task(1, queued: 50)
        _ = try f.warehouse.apply(pass(f, 60, [], [task]))
        // The other service's list failed, and this one names the task too.
        _ = try f.warehouse.apply(pass(f, 120, [task], nil))
        #expect(try offered(f) == ["2": 1, "all": 1])
    }

    @Test func `A task that enters another queue anew is a stay in each`() throws {
        let f = try Fixture()
        _ = try f.warehouse.apply(
            pass(f, 60, [f.task(1, queued: 10, connected: 20, agent: 1)], []))
        _ = try f.warehouse.apply(pass(f, 120, [], [f.task(1, queued: 90)]))
        #expect(try offered(f) == ["1": 1, "2": 1, "all": 2])
        let first = try #require(try f.rows("service-figures").first)
        #expect(first["answered"] == 1)
    }

    @Test func `Identifiers that differ in case name the same task and service`() throws {
        let f = try Fixture()
        let service = EntityID("ABCDEF00-0000-0000-0000-000000000001")
        var upper = f.task(1, queued: 50)
        upper.id = EntityID("AAAAAAAA-BBBB-CCCC-DDDD-EEEEEEEEEEEE")
        var lower = upper
        lower.id = EntityID("{aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee}")
        for (at, task, id) in [
            (60.0, upper, service),
            (120, lower, EntityID("abcdef00-0000-0000-0000-000000000001")),
        ] {
            _ = try f.warehouse.apply(
                Pass(
                    startedAt: f.at(at), finishedAt: f.at(at),
                    tasks: [
                        ServiceTasks(
                            service: id, listing: Listing(rows: [task], observedAt: f.at(at)))
                    ]))
        }
        #expect(try f.count("SELECT count(*) FROM task") == 1)
        #expect(try f.count("SELECT count(*) FROM service") == 1)
    }
}
