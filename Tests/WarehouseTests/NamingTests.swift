import LucsModel
import SQLite
import Testing
import Warehouse

/// How users and tasks that are named in other ways than by a new GUID find their keys.
@Suite struct NamingTests {
    @Test func `A state that names its user by SIP URI is the state of the agent with it`() throws {
        let f = try Fixture()
        let users = (1...300).map {
            User(id: f.id($0, kind: 3), sipURI: "sip:Agent\($0)@Example.com", firstName: "A")
        }
        let states = (1...301).map {
            UserState(user: EntityID("sip:agent\($0)@example.com"), isSelectable: true)
        }
        let directory = Directory(users: .init(rows: users, observedAt: f.at(0)))
        _ = try f.warehouse.apply(f.pass(0, states: states, directory: directory))
        _ = try f.warehouse.apply(f.pass(60, states: states))
        #expect(
            try f.count(
                """
                SELECT count(*) FROM state_fact JOIN agent_version USING (agent_key)
                WHERE lower(sip_uri) = 'sip:agent' || agent_key || '@example.com'
                """) == 300)
        // The one that the directory does not name is an agent of its own.
        #expect(try f.count("SELECT count(*) FROM agent_entity") == 301)
        #expect(try f.count("SELECT count(*) FROM state_fact") == 301)
    }

    @Test func `An ended task in a list cut short, told again, is there once`() throws {
        let f = try Fixture()
        var task = f.task(1, queued: 10, connected: 20, agent: 1)
        task.state = "Terminated"
        _ = try f.warehouse.apply(f.pass(60, tasks: [task], shortfall: "cut short"))
        let again = try f.warehouse.apply(f.pass(120, tasks: [task]))
        #expect(again.tasksBegun == 0)
        #expect(try f.count("SELECT count(*) FROM task_fact WHERE ended_at IS NOT NULL") == 1)
    }
}
