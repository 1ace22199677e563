import LucsModel
import SQLite
import Testing
import Warehouse

/// What the server's words about an agent mean.
@Suite struct StateTests {
    let usual = StateClassification()

    func kind(
        _ classification: StateClassification? = nil, selectable: Bool? = false,
        reason: String? = nil, notReady: String? = nil, presence: String? = "Online",
        isOffDuty: Bool? = nil, hasTask: Bool = false
    ) -> AgentStateKind {
        (classification ?? usual).kind(
            of: UserState(
                user: EntityID("a"), isSelectable: selectable, notSelectableReason: reason,
                notReadyReason: notReady, presence: presence),
            profileIsOffDuty: isOffDuty, hasAcceptedTask: hasTask)
    }

    @Test func `The states take precedence in their order`() {
        #expect(kind(reason: "Working", presence: "Offline", isOffDuty: true) == .offline)
        #expect(kind(reason: "Offline", isOffDuty: true, hasTask: true) == .offline)
        #expect(kind(reason: "Working", isOffDuty: true, hasTask: true) == .offDuty)
        #expect(kind(reason: "Rona", hasTask: true) == .working)
        #expect(kind(reason: "NotReady", notReady: "Lunch", hasTask: true) == .working)
        #expect(kind(selectable: true, hasTask: true) == .working)
        #expect(kind(reason: "Rona", notReady: "Lunch") == .rona)
        #expect(kind(reason: "NotReady", notReady: "Lunch") == .notReady)
        #expect(kind(reason: "NotReady", notReady: "After Call Work") == .afterCallWork)
        #expect(kind(selectable: true) == .selectable)
    }

    @Test func `A reason that outlived its state does not count`() {
        #expect(kind(selectable: true, notReady: "Lunch") == .selectable)
        #expect(kind(selectable: false, notReady: "Lunch") == .notReady)
    }

    @Test func `Words count without regard to case, blanks and hyphens`() {
        #expect(kind(reason: "OFF-DUTY") == .offDuty)
        #expect(kind(reason: "not ready", notReady: "aftercallwork") == .afterCallWork)
    }

    @Test func `What no word explains is unknown, never a known state`() {
        #expect(kind(reason: "Hibernating") == .unknown)
        #expect(kind(reason: "Hibernating", notReady: "Lunch") == .unknown)
        #expect(kind(selectable: nil) == .unknown)
        #expect(kind(selectable: false) == .unknown)
    }

    @Test func `Own words come beside the usual ones, or before them`() {
        let own = StateClassification(own: [
            .notReady: ["Hibernating"], .afterCallWork: ["Wrap-up"], .rona: ["Declined", "Absent"],
        ])
        #expect(kind(own, reason: "hibernating") == .notReady)
        #expect(kind(own, reason: "NotReady", notReady: "wrap up") == .afterCallWork)
        #expect(kind(own, reason: "Absent") == .rona)
        #expect(kind(own, reason: "Working") == .working)
    }

    @Test func `Unknown words are kept and told`() throws {
        let f = try Fixture()
        let states = [
            UserState(
                user: f.id(1, kind: 3), isSelectable: false, notSelectableReason: "Hibernating"),
            UserState(user: f.id(2, kind: 3), isSelectable: true),
        ]
        #expect(
            try f.warehouse.apply(f.pass(0, states: states)).unknownStateWords == ["Hibernating"])
        _ = try f.warehouse.apply(f.pass(60, states: states))
        #expect(
            try f.count("SELECT reason FROM agent_state WHERE state = 'unknown'") == "Hibernating")
        let rows = try f.rows("agent-figures", end: 3600)
        #expect(rows.first?["unknown_seconds"]?.number == 3600)
        let reasons = try f.rows("not-ready-reasons")
        #expect(reasons.first?["reason"] == "Hibernating")
        #expect(reasons.first?["state"] == "unknown")
    }

    @Test func `Who is at work by a task alone is so since it was connected`() throws {
        let f = try Fixture()
        let agent = UserState(user: f.id(1, kind: 3), isSelectable: true)
        let chat = f.task(1, queued: 65, connected: 80, agent: 1)
        _ = try f.warehouse.apply(f.pass(0, states: [agent]))
        _ = try f.warehouse.apply(f.pass(60, states: [agent]))
        _ = try f.warehouse.apply(f.pass(120, tasks: [chat], states: [agent]))
        var over = chat
        over.state = "Terminated"
        _ = try f.warehouse.apply(f.pass(180, tasks: [over], states: [agent]))
        _ = try f.warehouse.apply(f.pass(240, tasks: [over], states: [agent]))
        let row = try #require(try f.rows("agent-figures", end: 3600).first)
        #expect(row["working_seconds"]?.number == 100)
        #expect(row["selectable_seconds"]?.number == 140)
    }
}
