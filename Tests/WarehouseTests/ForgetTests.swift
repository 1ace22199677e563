import CivilTime
import Foundation
import LucsModel
import SQLite
import Testing

@testable import Warehouse

/// Erasing one customer or one agent.
@Suite struct ForgetTests {
    private let f: Fixture
    private let key = Array("0123456789abcdef".utf8)

    init() throws { f = try Fixture() }

    private func fill(_ customers: CustomerIdentifiers) throws {
        var rules = PassRules()
        rules.customers = customers
        var tasks: [LucsTask] = []
        for (number, customer) in ["tel:+41791234567", "+41 79 123 45 67", "+41790000000"]
            .enumerated()
        {
            var task = f.task(number, queued: Double(number), connected: 30, agent: number)
            task.customerIdentifier = customer
            task.externalID = .text("x\(number)")
            task.context = [ContextParameter(name: "Language", value: "fr\(number)")]
            tasks.append(task)
        }
        let users = (0..<3).map {
            User(
                id: f.id($0, kind: 3), sipURI: "sip:a\($0)@b", displayName: "Anna \($0)",
                skills: [Skill(name: "S")], profiles: [AgentProfile(name: "On")])
        }
        var pass = f.pass(
            60, tasks: tasks,
            directory: Directory(users: Listing(rows: users, observedAt: f.at(60))))
        pass.callbacks = Listing(
            rows: [Callback(id: .text("c"), externalTaskID: .text("x0"))], observedAt: f.at(60))
        _ = try f.warehouse.apply(pass, rules: rules)
        _ = try f.warehouse.apply(f.pass(120), rules: rules)
    }

    private func bytes() throws -> Data {
        try Data(contentsOf: URL(filePath: f.warehouse.path))
    }

    @Test func `A customer is erased in every spelling, and nobody else; figures stay`() throws {
        try fill(.whole)
        let figures = try f.rows("service-figures")
        let outcome = try f.warehouse.forget(customer: "+41791234567", pseudonym: nil)
        #expect(outcome?.tasks == 2 && outcome?.details == 2 && outcome?.traces == nil)
        #expect(
            try f.lines("SELECT customer FROM task WHERE customer IS NOT NULL") == ["+41790000000"])
        #expect(try f.lines("SELECT value FROM task_context") == ["fr2"])
        #expect(
            try f.lines("SELECT external_task_id FROM task WHERE external_task_id IS NOT NULL")
                == ["x2"])
        #expect(try f.lines("SELECT external_task_id FROM callback") == [""])
        #expect(try f.rows("service-figures") == figures)
        #expect(try f.warehouse.forget(customer: "+41791234567", pseudonym: nil) == nil)
        #expect(try f.warehouse.verify(days: 1).findings == [])
    }

    @Test func `What was erased is no longer anywhere in the file`() throws {
        try fill(.whole)
        _ = try f.warehouse.connection.prepare("PRAGMA wal_checkpoint(TRUNCATE)").scalar()
        #expect(try bytes().range(of: Data("1791234567".utf8)) != nil)
        _ = try f.warehouse.forget(customer: "+41791234567", pseudonym: nil)
        #expect(try bytes().range(of: Data("1791234567".utf8)) == nil)
        #expect(try bytes().range(of: Data("123 45 67".utf8)) == nil)
    }

    @Test func `A masked customer is found by the number with the key, or by the pseudonym`() throws
    {
        let masked = CustomerIdentifiers.masked(key: key)
        try fill(masked)
        #expect(try f.warehouse.forget(customer: "+41791234567", pseudonym: nil) == nil)
        let pseudonym = try #require(masked.kept("+41791234567"))
        #expect(
            try f.warehouse.forget(customer: "079", pseudonym: pseudonym)?.tasks == 2)
        let other = try #require(masked.kept("+41790000000"))
        #expect(try f.warehouse.forget(customer: other, pseudonym: nil)?.tasks == 1)
    }

    @Test func `An agent becomes a number; tasks, states and figures stay`() throws {
        try fill(.dropped)
        let figures = try f.rows("service-figures")
        let found = try f.warehouse.agents(called: "SIP:A1@B")
        let agent = try #require(found.first)
        #expect(found.count == 1 && agent.name == "Anna 1")
        let outcome = try f.warehouse.forget(agent: agent.key)
        #expect(outcome.tasks == 1 && outcome.details == 2)
        #expect(try f.warehouse.agents(called: "Anna 1").isEmpty)
        #expect(
            try f.lines("SELECT agent_name FROM task ORDER BY task_id") == [
                "Anna 0", "Agent \(agent.key)", "Anna 2",
            ])
        #expect(try f.lines("SELECT agent_name FROM agent_skill").sorted() == ["Anna 0", "Anna 2"])
        #expect(try f.rows("service-figures") == figures)
        #expect(try bytes().range(of: Data("Anna 1".utf8)) == nil)
        #expect(try f.warehouse.verify(days: 1).findings == [])
    }
}
