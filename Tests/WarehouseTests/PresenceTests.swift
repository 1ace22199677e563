import CivilTime
import LucsModel
import SQLite
import Testing

@testable import Warehouse

/// What LUCS returns beside an agent's state, and the reasons that agents may choose.
@Suite struct PresenceTests {
    private let f: Fixture

    init() throws { f = try Fixture() }

    private func apply(_ seconds: Double, _ change: (inout UserState) -> Void) throws {
        var state = UserState(
            user: f.id(1, kind: 3), isSelectable: false, notSelectableReason: "NotReady",
            notReadyReason: "Lunch", presence: "Online")
        change(&state)
        _ = try f.warehouse.apply(f.pass(seconds, states: [state]))
    }

    @Test func `Another presence is another row of its own, and no other state`() throws {
        try apply(0) { _ in }
        try apply(60) { _ in }
        try apply(120) { $0.presence = "Away" }
        try apply(180) {
            $0.presence = "Away"
            $0.isBlockedByAPI = true
        }
        try apply(240) { $0.notReadyReason = "Break" }
        #expect(
            try f.lines(
                """
                SELECT reason, not_selectable_reason, presence, is_blocked,
                    CAST(seconds AS INTEGER) FROM agent_presence ORDER BY from_at
                """) == [
                    "Lunch NotReady Online 120", "Lunch NotReady Away 60",
                    "Lunch NotReady Away 1 60", "Break NotReady Online 0",
                ])
        #expect(
            try f.lines("SELECT reason, seconds FROM agent_state ORDER BY from_at") == [
                "Lunch 240.0", "Break 0.0",
            ])
    }

    @Test func `Nothing is stretched over a gap, and who is no longer listed has no presence`()
        throws
    {
        try apply(0) { _ in }
        try apply(60) { _ in }
        try apply(3600) { _ in }
        _ = try f.warehouse.apply(f.pass(3660, states: []))
        _ = try f.warehouse.apply(f.pass(3720, states: []))
        let spans = "SELECT from_at - \(f.midnight.milliseconds), seconds FROM "
        let expected = ["0 60.0", "3600000 60.0"]
        #expect(try f.lines(spans + "agent_presence ORDER BY from_at") == expected)
        #expect(try f.lines(spans + "agent_state ORDER BY from_at") == expected)
    }

    @Test func `Lost capacity is split by cause, and its shares are of the time on duty`() throws {
        try apply(0) { _ in }
        try apply(60) { $0.isBlockedByAPI = true }
        try apply(120) {
            $0.notSelectableReason = "Rona"
            $0.notReadyReason = nil
        }
        try apply(180) {
            $0.isSelectable = true
            $0.notSelectableReason = nil
            $0.notReadyReason = nil
        }
        try apply(240) { _ in }
        let found = try f.rows("lost-capacity").map { row in
            (row["cause"], row["seconds"], row["duty_share"])
        }
        #expect(
            found.map(\.0) == [.text("Lunch"), .text("RONA"), .text("blocked by API")])
        #expect(found.map(\.1) == [.real(60), .real(60), .real(60)])
        #expect(found.map(\.2) == [.real(0.25), .real(0.25), .real(0.25)])
    }

    @Test func `A reason that somebody chose is used, whatever its case; others are not`() throws {
        var pass = f.pass(0, states: [])
        pass.absenceReasons = [
            Listing(rows: ["lunch", "Meeting"], observedAt: f.at(0)),
            Listing(rows: ["Meeting"], observedAt: f.at(5)),
        ]
        _ = try f.warehouse.apply(pass)
        try apply(60) { _ in }
        try apply(120) { _ in }
        let unused = try f.rows("unused-absence-reasons")
        #expect(unused.map { $0["reason"] } == [.text("Meeting")])
        #expect(unused.first?["listed_at"] == .integer(f.at(5).milliseconds))
        #expect(try f.warehouse.absenceReasonsListedAt() == f.at(5))
    }
}
