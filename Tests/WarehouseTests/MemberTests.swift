import CivilTime
import LucsModel
import SQLite
import Testing

@testable import Warehouse

/// Who serves which service, and since when.
@Suite struct MemberTests {
    private let f: Fixture

    init() throws { f = try Fixture() }

    private func apply(
        _ seconds: Double, _ members: [Int], shortfall: String? = nil,
        directory: Directory? = nil, tasks: [LucsTask] = []
    ) throws {
        var pass = f.pass(seconds, tasks: tasks, directory: directory)
        pass.members = [
            ServiceMembers(
                service: f.service,
                listing: Listing(
                    rows: members.map { f.id($0, kind: 3) }, observedAt: f.at(seconds),
                    shortfall: shortfall))
        ]
        _ = try f.warehouse.apply(pass)
    }

    /// Agent, and the seconds since midnight between which it was a member.
    private func history() throws -> [String] {
        var rows: [String] = []
        try f.warehouse.connection.prepare(
            """
            SELECT substr(agent_id, -2), valid_from_at, valid_to_at FROM service_member
            ORDER BY agent_id, valid_from_at
            """
        ).forEach { row in
            func seconds(_ column: Int) throws -> String {
                try row.integer(column).map { "\(($0 - f.midnight.milliseconds) / 1000)" } ?? "now"
            }
            rows.append("\(try row.text(0) ?? "") \(try seconds(1)) \(try seconds(2))")
        }
        return rows
    }

    @Test func `Members begin when they are first listed, end when they no longer are, and return`()
        throws
    {
        try apply(0, [1, 2])
        try apply(60, [1, 2])
        try apply(120, [2, 3])
        try apply(180, [1, 2, 3])
        #expect(try history() == ["01 0 120", "01 180 now", "02 0 now", "03 120 now"])
    }

    @Test func `A list cut short ends nobody`() throws {
        try apply(0, [1, 2])
        try apply(60, [2, 4], shortfall: "the server announced 3 users but returned 2")
        #expect(try history() == ["01 0 now", "02 0 now", "04 60 now"])
    }

    @Test func `An older list changes nothing`() throws {
        try apply(600, [1])
        var late = f.pass(660)
        late.members = [
            ServiceMembers(
                service: f.service,
                listing: Listing(rows: [f.id(2, kind: 3)], observedAt: f.at(300)))
        ]
        _ = try f.warehouse.apply(late)
        #expect(try history() == ["01 600 now"])
    }

    @Test func `Who leaves the directory is a member no longer`() throws {
        func directory(_ at: Double, _ agents: [Int]) -> Directory {
            Directory(
                users: Listing(
                    rows: agents.map { User(id: f.id($0, kind: 3), displayName: "A\($0)") },
                    observedAt: f.at(at)))
        }
        try apply(0, [1, 2], directory: directory(0, [1, 2]))
        _ = try f.warehouse.apply(f.pass(60, directory: directory(60, [2])))
        #expect(try history() == ["01 0 60", "02 0 now"])
    }

    @Test func `Staff of a date are its members, and before the first list those who answered`()
        throws
    {
        let day = 86_400.0
        let first = f.task(1, queued: 10, connected: 20, agent: 7)
        _ = try f.warehouse.apply(f.pass(60, tasks: [first]))
        _ = try f.warehouse.apply(f.pass(120))
        let second = f.task(2, queued: day + 10, connected: day + 20, agent: 8)
        try apply(day + 60, [1], tasks: [second])
        _ = try f.warehouse.apply(f.pass(day + 120))
        try apply(2 * day, [])
        try apply(3 * day, [2])
        var staff: [String] = []
        try f.warehouse.connection.prepare(
            """
            SELECT substr(e.id_text, -2) || ' ' || c.local_date FROM service_staff AS s
            JOIN agent_entity AS e ON e.agent_key = s.agent_key
            JOIN calendar AS c ON c.start_at = s.day_start_at ORDER BY s.day_start_at
            """
        ).forEach { staff.append(try $0.text(0) ?? "") }
        #expect(staff == ["07 2026-11-24", "01 2026-11-25", "02 2026-11-27"])
    }
}
