import CivilTime
import Foundation
import LucsModel
import SQLite
import Testing
import Warehouse

/// Tasks that leave a queue unconnected for another queue, or for another place in the same one.
@Suite struct FlowOutTests {
    let back = EntityID("11111111-0000-0000-0000-000000000002")

    /// A poll of Front (`f.service`) and one of Back, in that order or the other.
    private func apply(
        _ f: Fixture, _ at: Double, front: [LucsTask]?, back listed: [LucsTask]?,
        backFirst: Bool = false
    ) throws {
        var pass = f.pass(at)
        pass.tasks = [(f.service, front), (back, listed)].compactMap { service, rows in
            rows.map {
                ServiceTasks(
                    service: service, listing: Listing(rows: $0, observedAt: f.at(at)))
            }
        }
        if backFirst { pass.tasks.reverse() }
        _ = try f.warehouse.apply(pass)
    }

    /// Outcome, queue entry, end and its bounds in seconds of every stay, in the order of entry.
    private func stays(_ f: Fixture) throws -> [String] {
        var stays: [String] = []
        try f.warehouse.connection.prepare(
            """
            SELECT t.outcome, f.queue_started_at, f.ended_after_at, f.ended_at, f.ended_before_at,
                f.is_unconfirmed, substr(t.service_id, -1)
            FROM task_fact AS f JOIN task AS t USING (service_key, interval_at, queue_started_at)
            ORDER BY f.queue_started_at, t.service_id
            """
        ).forEach { row in
            let times = try (1...4).map { column in
                try row.integer(column).map { Double($0 - f.midnight.milliseconds) / 1000 }
                    .map { String(format: "%g", $0) } ?? "-"
            }
            stays.append(
                "\(try row.text(0) ?? "") \(times.joined(separator: " "))"
                    + (try row.integer(5) == 1 ? " unconfirmed" : "")
                    + " of \(try row.text(6) ?? "")")
        }
        return stays
    }

    /// Waits in Front from 10:00 to 10:03, then in Back, connected at 10:04, ended at 10:09; polls
    /// every 30 s. Seconds since midnight.
    private let ten = 36_000.0
    private let moved = 36_180.0
    private let connected = 36_240.0
    private let ended = 36_540.0

    @Test(arguments: [false, true])
    func `A task that goes on in another queue flowed out when it entered that one`(
        backFirst: Bool
    ) throws {
        let f = try Fixture()
        for at in stride(from: ten - 15, through: ended + 60, by: 30) {
            let inFront = at >= ten && at < moved
            let inBack = at >= moved && at < ended
            try apply(
                f, at, front: inFront ? [f.task(1, queued: ten)] : [],
                back: inBack
                    ? [
                        f.task(
                            1, queued: moved, connected: at >= connected ? connected : nil,
                            agent: at >= connected ? 1 : nil)
                    ] : [], backFirst: backFirst)
        }
        #expect(
            try stays(f) == [
                "flowed_out 36000 36180 36180 36180 of 1",
                "answered 36180 36525 36540 36555 of 2",
            ])
        let figures = try #require(
            try f.rows("service-figures").first { $0["service_id"] == .null })
        #expect(figures["offered"] == 2 && figures["answered"] == 1)
        #expect(figures["abandoned"] == 0 && figures["unconfirmed"] == 0 && figures["open"] == 0)
        #expect(try f.warehouse.verify(days: 9).findings == [])
    }

    @Test func `A task that enters its own queue again flowed out of its former place`() throws {
        let f = try Fixture()
        let (first, second) = (40_800.0, 40_920.0)
        try apply(f, first - 10, front: [], back: nil)
        try apply(f, first + 20, front: [f.task(1, queued: first)], back: nil)
        try apply(f, second + 10, front: [f.task(1, queued: second)], back: nil)
        try apply(
            f, second + 130,
            front: [f.task(1, queued: second, connected: second + 120, agent: 1)], back: nil)
        #expect(
            try stays(f) == [
                "flowed_out 40800 40920 40920 40920 of 1", "answered 40920 - - - of 1",
            ])
    }

    @Test func `A stay that was closed as abandoned is corrected once the task shows up elsewhere`()
        throws
    {
        let f = try Fixture()
        try apply(f, ten - 30, front: [], back: [])
        try apply(f, ten + 30, front: [f.task(1, queued: ten)], back: [])
        // Front has lost it, and Back was polled just before it entered there.
        try apply(f, ten + 60, front: [], back: [])
        #expect(try stays(f) == ["abandoned 36000 36030 36045 36060 unconfirmed of 1"])
        try apply(f, ten + 90, front: [], back: [f.task(1, queued: ten + 55)])
        #expect(
            try stays(f) == [
                "flowed_out 36000 36055 36055 36055 of 1", "open 36055 - - - of 2",
            ])
        #expect(try f.rows("service-figures").first?["abandoned"] == 0)
        // Figures that were summed up before are counted again.
        #expect(try f.warehouse.verify(days: 9).findings == [])
    }

    @Test func `It is corrected also on a later day, and never twice`() throws {
        let f = try Fixture()
        try apply(f, 0, front: [], back: [])
        try apply(f, 60, front: [f.task(1, queued: 30)], back: [])
        try apply(f, 120, front: [], back: [])
        for at in stride(from: 3600.0, to: 100_000, by: 7200) {
            try apply(f, at, front: [], back: [])
        }
        func later(_ queued: Double) -> LucsTask {
            var task = f.task(1, queued: queued)
            task.created = f.at(22)
            return task
        }
        try apply(f, 100_000, front: [], back: [later(99_990)])
        try apply(f, 100_060, front: [later(100_020)], back: [])
        #expect(
            try stays(f) == [
                "flowed_out 30 99990 99990 99990 of 1",
                "flowed_out 99990 100020 100020 100020 of 2", "open 100020 - - - of 1",
            ])
    }

    @Test
    func `A task that was created after a stay had ended is another one with the same identifier`()
        throws
    {
        let f = try Fixture()
        try apply(f, 0, front: [], back: [])
        try apply(f, 60, front: [f.task(1, queued: 30)], back: [])
        try apply(f, 120, front: [], back: [])
        var again = f.task(1, queued: 200)
        again.created = f.at(121)
        try apply(f, 220, front: [], back: [again])
        let lost = "abandoned 30 60 90 120 unconfirmed of 1"
        #expect(try stays(f) == [lost, "open 200 - - - of 2"])
        // Nobody knows when it was created: it must have left while the other list was not polled.
        again.created = nil
        again.queueStarted = f.at(250)
        try apply(f, 280, front: [again], back: [])
        #expect(
            try stays(f) == [
                lost, "flowed_out 200 250 250 250 of 2", "open 250 - - - of 1",
            ])
    }

    @Test func `A task created at the very poll that no longer listed it is still the same`() throws
    {
        let f = try Fixture()
        try apply(f, 60, front: [f.task(1, queued: 30)], back: [])
        try apply(f, 120, front: [], back: [])
        var again = f.task(1, queued: 200)
        again.created = f.at(120)
        try apply(f, 220, front: [], back: [again])
        #expect(try stays(f).first == "flowed_out 30 200 200 200 of 1")
    }

    @Test func `A stay goes out even while its own list is not polled or still names it`() throws {
        let f = try Fixture()
        let waiting = f.task(1, queued: ten)
        try apply(f, ten + 5, front: [waiting], back: [])
        try apply(f, ten + 65, front: nil, back: [f.task(1, queued: ten + 50)])
        let expected = [
            "flowed_out 36000 36050 36050 36050 of 1", "open 36050 - - - of 2",
        ]
        #expect(try stays(f) == expected)
        // A server that lags behind.
        try apply(f, ten + 95, front: [waiting], back: [f.task(1, queued: ten + 50)])
        #expect(try stays(f) == expected)
    }

    @Test func `A connected task that enters a queue again was answered, not lost`() throws {
        let f = try Fixture()
        try apply(f, 30, front: [f.task(1, queued: 10, connected: 20, agent: 1)], back: [])
        try apply(f, 60, front: [], back: [f.task(1, queued: 50)])
        #expect(
            try stays(f) == ["answered 10 30 45 60 of 1", "open 50 - - - of 2"])
    }

    @Test func `A final state lookup that returns a later queue start shows the flow-out`() throws {
        let f = try Fixture()
        try apply(f, ten - 30, front: [], back: [])
        try apply(f, ten + 30, front: [f.task(1, queued: ten)], back: [])
        var pass = f.pass(ten + 60)
        // It entered a queue of a service that the API key does not show.
        pass.finalStates = [f.id(1, kind: 2): f.task(1, queued: ten + 41)]
        _ = try f.warehouse.apply(pass)
        #expect(try stays(f) == ["flowed_out 36000 36041 36041 36041 of 1"])
    }

    @Test func `A final state lookup of an earlier stay says nothing about this one`() throws {
        let f = try Fixture()
        try apply(f, ten - 30, front: [], back: nil)
        try apply(f, ten + 30, front: [f.task(1, queued: ten)], back: nil)
        var pass = f.pass(ten + 60)
        pass.finalStates = [
            f.id(1, kind: 2): f.task(1, queued: ten - 100, connected: ten - 90, agent: 1)
        ]
        _ = try f.warehouse.apply(pass)
        #expect(try stays(f) == ["abandoned 36000 36030 36045 36060 unconfirmed of 1"])
    }

    @Test func `Through three queues, each stay ends where the next one begins`() throws {
        let f = try Fixture()
        try apply(f, 30, front: [f.task(1, queued: 10)], back: [])
        try apply(f, 60, front: [], back: [f.task(1, queued: 40)])
        try apply(f, 90, front: [f.task(1, queued: 70)], back: [])
        try apply(f, 120, front: [], back: [])
        #expect(
            try stays(f) == [
                "flowed_out 10 40 40 40 of 1", "flowed_out 40 70 70 70 of 2",
                "abandoned 70 90 105 120 unconfirmed of 1",
            ])
    }

    @Test func `A task in a terminal state that was never connected is abandoned for certain`()
        throws
    {
        let f = try Fixture()
        try apply(f, 0, front: [], back: nil)
        var task = f.task(1, queued: 10)
        try apply(f, 30, front: [task], back: nil)
        task.state = "Terminated"
        try apply(f, 60, front: [task], back: nil)
        try apply(f, 90, front: [], back: nil)
        #expect(try stays(f) == ["abandoned 10 30 45 60 of 1"])
    }

    @Test func `A task handed on as it stands, and shown a pass later, is still one stay`() throws {
        let f = try Fixture()
        try apply(f, 30, front: [f.task(1, queued: 10)], back: [])
        try apply(f, 60, front: [], back: [])
        try apply(f, 90, front: [], back: [f.task(1, queued: 10, connected: 80, agent: 1)])
        #expect(try stays(f) == ["answered 10 - - - of 2"])
        #expect(try f.warehouse.verify(days: 9).findings == [])
    }

    @Test(arguments: [
        "DELETE FROM rollup_stay_day WHERE service_key = 2", "DELETE FROM rollup_stay_day",
        "UPDATE rollup_stay_day SET channel_key = channel_key + 1",
        "UPDATE rollup_stay_day SET queue_started_at = queue_started_at + 1",
    ])
    func `Stays in the stored sums that the tasks contradict are found`(change: String) throws {
        let f = try Fixture()
        try apply(f, 30, front: [f.task(1, queued: 10)], back: [])
        try apply(f, 60, front: [], back: [f.task(1, queued: 50)])
        try apply(f, 90, front: [], back: [])
        for at in [86_460.0, 86_520] { try apply(f, at, front: [], back: []) }
        #expect(try f.count("SELECT count(*) FROM rollup_stay_day") == .integer(2))
        #expect(try f.warehouse.verify(days: 9).findings == [])
        try f.warehouse.connection.execute(change)
        #expect(
            try f.warehouse.verify(days: 9).findings
                == ["rollup_stay_day does not equal the facts on 2026-11-24"])
    }

    @Test func `A later connect time never replaces the first`() throws {
        let f = try Fixture()
        try apply(f, 30, front: [f.task(1, queued: 10, connected: 20, agent: 1)], back: nil)
        try apply(f, 60, front: [f.task(1, queued: 10)], back: nil)
        try apply(f, 90, front: [f.task(1, queued: 10, connected: 80, agent: 2)], back: nil)
        let row = "SELECT connected_at || ' ' || agent_id FROM task"
        #expect(
            try f.count(row)
                == .text("\(f.at(20).milliseconds) \(f.id(2, kind: 3))"))
        var pass = f.pass(120)
        pass.finalStates = [f.id(1, kind: 2): f.task(1, queued: 10, connected: 95, agent: 3)]
        _ = try f.warehouse.apply(pass)
        #expect(
            try f.count(row)
                == .text("\(f.at(20).milliseconds) \(f.id(2, kind: 3))"))
    }

    @Test func `A list that states the queue start late leads to one stay`() throws {
        let f = try Fixture()
        try apply(f, 30, front: [f.task(1, queued: 10)], back: nil)
        try apply(f, 60, front: [], back: nil)
        var early = f.task(1, queued: 10)
        early.queueStarted = nil
        // Listed again without its queue start: it may be another stay, so far.
        try apply(f, 90, front: [early], back: nil)
        #expect(try f.count("SELECT count(*) FROM task_fact") == 2)
        try apply(f, 120, front: [f.task(1, queued: 10)], back: nil)
        #expect(try stays(f) == ["open 10 - - - of 1"])
        #expect(try f.count("SELECT count(*) FROM task_fact") == 1)
    }
}
