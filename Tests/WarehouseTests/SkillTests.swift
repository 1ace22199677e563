import CivilTime
import LucsModel
import SQLite
import Testing

@testable import Warehouse

/// Skills and duty profiles of agents, and since when.
@Suite struct SkillTests {
    private let f: Fixture

    init() throws { f = try Fixture() }

    private func apply(_ seconds: Double, _ users: [User], shortfall: String? = nil) throws {
        let listing = Listing(rows: users, observedAt: f.at(seconds), shortfall: shortfall)
        _ = try f.warehouse.apply(f.pass(seconds, directory: Directory(users: listing)))
    }

    private func user(_ number: Int, _ skills: [Skill]?, _ profiles: [AgentProfile]? = nil) -> User
    {
        User(
            id: f.id(number, kind: 3), displayName: "A\(number)", skills: skills,
            profiles: profiles)
    }

    /// The rows of a view, each with the seconds since midnight between which it held.
    private func history(_ view: String, _ columns: String) throws -> [String] {
        let start = f.midnight.milliseconds
        return try f.lines(
            """
            SELECT agent_name, \(columns), (valid_from_at - \(start)) / 1000,
                coalesce((valid_to_at - \(start)) / 1000, 'now')
            FROM \(view) ORDER BY agent_name, \(columns), valid_from_at
            """)
    }

    @Test
    func `A skill begins and ends with the directory, and a level that changes is another row`()
        throws
    {
        let (a, b) = (Skill(name: "A", level: "Basic"), Skill(name: "B"))
        try apply(0, [user(1, [a, b])])
        try apply(60, [user(1, [a, b])])
        try apply(120, [user(1, [Skill(name: "A", level: "Expert")])])
        try apply(180, [user(1, [Skill(name: "A", level: "Expert"), b])])
        #expect(
            try history("agent_skill", "skill, level") == [
                "A1 A Basic 0 120", "A1 A Expert 120 now", "A1 B 0 120", "A1 B 180 now",
            ])
    }

    @Test
    func `What a list does not show stays as it is, and a list cut short ends nobody's skills`()
        throws
    {
        try apply(0, [user(1, [Skill(name: "A")]), user(2, [Skill(name: "A")])])
        try apply(60, [user(1, nil), user(2, nil)])
        try apply(120, [user(1, [Skill(name: "A")])], shortfall: "page 2 failed")
        #expect(try history("agent_skill", "skill") == ["A1 A 0 now", "A2 A 0 now"])
    }

    @Test func `Who leaves the directory has no skills and profiles any longer`() throws {
        let duty = AgentProfile(name: "Duty")
        try apply(0, [user(1, [Skill(name: "A")], [duty]), user(2, [Skill(name: "A")], [duty])])
        try apply(60, [user(2, [Skill(name: "A")], [duty])])
        #expect(try history("agent_skill", "skill") == ["A1 A 0 60", "A2 A 0 now"])
        #expect(try history("agent_profile", "profile") == ["A1 Duty 0 60", "A2 Duty 0 now"])
    }

    @Test func `A profile has a row for each responsibility, and one if it has none`() throws {
        let now = Skill(name: "A", level: "Immediate")
        let later = Skill(name: "A", level: "Second")
        try apply(
            0,
            [user(1, [], [AgentProfile(name: "On", responsibilities: [now]), .init(name: "Off")])])
        try apply(
            60,
            [
                user(
                    1, [],
                    [AgentProfile(name: "On", responsibilities: [later]), .init(name: "Off")])
            ])
        #expect(
            try history("agent_profile", "profile, skill, responsibility") == [
                "A1 Off 0 now", "A1 On A Immediate 0 60", "A1 On A Second 60 now",
            ])
    }

    @Test func `A directory in which nothing changed writes no row of skills`() throws {
        let users = [user(1, [Skill(name: "A")], [AgentProfile(name: "On")])]
        try apply(0, users)
        let before = f.warehouse.connection.totalChanges
        try apply(60, users)
        let plain = f.warehouse.connection.totalChanges - before
        let bare = f.warehouse.connection.totalChanges
        _ = try f.warehouse.apply(f.pass(120))
        #expect(plain == f.warehouse.connection.totalChanges - bare)
    }
}
