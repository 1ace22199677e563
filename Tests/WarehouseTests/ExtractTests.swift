import CivilTime
import Foundation
import SQLite
import Testing
import Warehouse

@Suite struct ExtractTests {
    @Test func `An extract of some hours has the rows that reach into them, and whole days`() throws
    {
        let f = try Fixture()
        for pass in RandomDays(f, seed: 21, days: 2).passes(0..<2) {
            _ = try f.warehouse.apply(pass)
        }
        let (start, end) = (f.at(86_400 + 9 * 3600 + 1800), f.at(86_400 + 10 * 3600))
        let copy = f.warehouse.path + ".extract"
        try f.warehouse.extract(to: copy, span: start.milliseconds..<end.milliseconds)
        let extract = try Connection(path: copy, mode: .readOnly)
        var early = 0
        for (view, from, to) in [
            ("task", "interval_at", "ended_at"), ("agent_state", "from_at", "to_at"),
            ("agent_presence", "from_at", "to_at"), ("coverage_run", "from_at", "to_at"),
            ("coverage_gap", "from_at", "to_at"), ("callback", "promised_at", "ended_at"),
        ] {
            let wanted = try f.warehouse.connection.prepare(
                """
                SELECT count(*) FROM \(view) WHERE \(from) >= ?1 AND \(from) < ?2
                    OR \(from) < ?1 AND coalesce(\(to), ?2) > ?1
                """
            ).scalar(.integer(start.milliseconds), .integer(end.milliseconds))
            let kept = try extract.prepare("SELECT count(*) FROM \(view)").scalar()
            #expect(kept == wanted, "\(view)")
            let before = try extract.prepare("SELECT count(*) FROM \(view) WHERE \(from) < ?")
                .scalar(.integer(start.milliseconds))
            if before != .integer(0) { early += 1 }
        }
        #expect(early >= 2)
        for view in ["service_day", "agent_day", "agent_state_day"] {
            let wanted = try f.warehouse.connection.prepare(
                "SELECT count(*) FROM \(view) WHERE local_date = '2026-11-25'"
            ).scalar()
            #expect(wanted != .integer(0))
            #expect(try extract.prepare("SELECT count(*) FROM \(view)").scalar() == wanted)
        }
        // How many wait when the period begins stands in the last change before it.
        let changes = "SELECT count(*) FROM queue_length WHERE changed_at < ?"
        let known = try f.warehouse.connection.prepare(
            "SELECT count(DISTINCT service_key) FROM queue_length WHERE changed_at < ?"
        ).scalar(.integer(start.milliseconds))
        #expect(try extract.prepare(changes).scalar(.integer(start.milliseconds)) == known)
    }
}
