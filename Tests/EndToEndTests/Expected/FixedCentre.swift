import CivilTime
import Foundation
import LucsModel
import Testing
import Warehouse

/// A contact centre of three services and four agents, seen for an hour on two Mondays and for half
/// an hour about the midnight after: small enough to count by hand what every view and query must
/// return. Times are local, in Zurich; at this time of year 08:00 is 07:00 UTC.
///
/// Gold answers within 10 s (short abandon 3 s, target 0.95; from the Tuesday on 30 s), Desk within
/// 60 s (5 s, 0.5), Fax by the default (20 s, 5 s, 0.8). Desk was called Help desk a week before.
/// Fax leaves the directory at 08:40.
enum FixedCentre {
    struct Stay {
        let task: String
        let service: String
        let queued: String
        var connected: String?
        /// The first instant at which no list names it.
        let left: String
        var agent: String?
        var customer: String?
    }

    static let monday = "2026-11-23"
    static let before = "2026-11-16"
    static let tuesday = "2026-11-24"

    static let stays: [Stay] = [
        // A week before: Gold answers its task in time. Desk misses its target in two intervals, with
        // a good one between them.
        Stay(
            task: "a1", service: "gold", queued: "\(before)T08:01:00",
            connected: "\(before)T08:01:05", left: "\(before)T08:03:10", agent: "ann",
            customer: "x"),
        Stay(
            task: "a2", service: "desk", queued: "\(before)T08:20:00",
            left: "\(before)T08:20:40"),
        Stay(
            task: "a3", service: "desk", queued: "\(before)T08:31:00",
            connected: "\(before)T08:31:30", left: "\(before)T08:33:10", agent: "ann"),
        Stay(
            task: "a4", service: "desk", queued: "\(before)T08:46:00",
            left: "\(before)T08:46:40"),
        // Gold: a wait exactly at the threshold, one just below it.
        Stay(
            task: "g1", service: "gold", queued: "\(monday)T08:01:00",
            connected: "\(monday)T08:01:10", left: "\(monday)T08:04:20", agent: "ann",
            customer: "x"),
        Stay(
            task: "g2", service: "gold", queued: "\(monday)T08:02:00",
            connected: "\(monday)T08:02:09.999", left: "\(monday)T08:07:10", agent: "bob",
            customer: "y"),
        // A short abandon, and a wait exactly at its limit.
        Stay(
            task: "g3", service: "gold", queued: "\(monday)T08:09:59",
            left: "\(monday)T08:10:01", customer: "x"),
        Stay(
            task: "g4", service: "gold", queued: "\(monday)T08:09:58",
            left: "\(monday)T08:10:01"),
        // It leaves Gold for Desk, and is answered there.
        Stay(
            task: "g5", service: "gold", queued: "\(monday)T08:20:30",
            left: "\(monday)T08:21:30"),
        Stay(
            task: "g5", service: "desk", queued: "\(monday)T08:21:30",
            connected: "\(monday)T08:22:00", left: "\(monday)T08:24:40", agent: "bob"),
        // Desk: as many in time as its target asks for.
        Stay(
            task: "d1", service: "desk", queued: "\(monday)T08:03:00",
            connected: "\(monday)T08:04:00", left: "\(monday)T08:12:10", agent: "cid"),
        Stay(
            task: "d2", service: "desk", queued: "\(monday)T08:16:00",
            connected: "\(monday)T08:16:30", left: "\(monday)T08:18:20", agent: "bob"),
        Stay(
            task: "d3", service: "desk", queued: "\(monday)T08:31:00",
            left: "\(monday)T08:32:10", customer: "x"),
        // It waits when its service leaves the directory.
        Stay(
            task: "f1", service: "fax", queued: "\(monday)T08:05:00",
            left: "\(monday)T09:30:00"),
        // It still waits at the last poll.
        Stay(
            task: "d4", service: "desk", queued: "\(tuesday)T00:10:00",
            left: "\(tuesday)T09:30:00"),
    ]

    /// What each agent does from a poll on.
    static let states: [(agent: String, from: String, kind: AgentStateKind, reason: String?)] = [
        ("ann", "\(before)T08:00:00", .selectable, nil),
        ("ann", "\(before)T08:02:00", .working, nil),
        ("ann", "\(before)T08:04:00", .selectable, nil),
        ("bob", "\(before)T08:00:00", .offline, nil),
        ("ann", "\(monday)T08:00:00", .selectable, nil),
        ("ann", "\(monday)T08:02:00", .working, nil),
        ("ann", "\(monday)T08:05:00", .notReady, "After Call Work"),
        ("ann", "\(monday)T08:08:00", .selectable, nil),
        ("ann", "\(monday)T08:30:00", .notReady, "Lunch"),
        ("ann", "\(monday)T08:45:00", .selectable, nil),
        ("ann", "\(monday)T23:45:00", .offline, nil),
        ("bob", "\(monday)T08:00:00", .selectable, nil),
        ("bob", "\(monday)T08:03:00", .working, nil),
        ("bob", "\(monday)T08:08:00", .selectable, nil),
        ("bob", "\(monday)T08:17:00", .working, nil),
        ("bob", "\(monday)T08:25:00", .selectable, nil),
        // From before midnight to after it.
        ("bob", "\(monday)T23:45:00", .selectable, nil),
        ("cid", "\(monday)T08:00:00", .selectable, nil),
        ("cid", "\(monday)T08:05:00", .working, nil),
        ("cid", "\(monday)T08:13:00", .selectable, nil),
        // An interval of nothing else.
        ("cid", "\(monday)T08:30:00", .rona, nil),
        ("cid", "\(monday)T08:45:00", .offline, nil),
        ("dee", "\(monday)T23:45:00", .offDuty, nil),
        // From midnight on.
        ("dee", "\(tuesday)T00:00:00", .selectable, nil),
    ]

    /// A context parameter of some tasks.
    static let languages = ["g1": "fr", "g2": "de", "g3": "fr", "g4": "de", "g5": "fr"]

    /// Who serves which service, as listed once, at the last midnight.
    static let members: [(service: String, agents: [String])] = [
        ("gold", ["ann", "bob"]), ("desk", ["dee"]),
    ]

    /// What each callback is like from an instant on, until another. They are listed every five
    /// minutes.
    static let callbacks: [CallbackStep] = [
        // Made before it is due again.
        CallbackStep(
            callback: "cb1", service: "gold", task: "g3", due: "\(monday)T08:20:00",
            from: "\(monday)T08:12:00", left: "\(monday)T08:22:00"),
        // Tried again twice, which is as often as it may be.
        CallbackStep(
            callback: "cb2", service: "gold", due: "\(monday)T08:30:00",
            from: "\(monday)T08:12:00", left: "\(monday)T08:30:00"),
        CallbackStep(
            callback: "cb2", service: "gold", due: "\(monday)T08:35:00", retries: 1,
            from: "\(monday)T08:30:00", left: "\(monday)T08:36:00"),
        CallbackStep(
            callback: "cb2", service: "gold", due: "\(monday)T08:41:00", retries: 2,
            from: "\(monday)T08:36:00", left: "\(monday)T08:44:00"),
        // Due, and not made.
        CallbackStep(
            callback: "cb3", service: "desk", task: "d3", due: "\(monday)T08:45:00",
            from: "\(monday)T08:34:00", left: "\(tuesday)T09:30:00"),
    ]

    struct CallbackStep {
        let callback: String
        let service: String
        /// After which it was promised.
        var task: String?
        let due: String
        var retries = 0
        let from: String
        let left: String
    }

    /// The polls: each minute, and three within four seconds.
    static func polls() throws -> [Timestamp] {
        var polls = try minutes(from: "\(before)T08:00:00", count: 61)
        polls += try minutes(from: "\(monday)T08:00:00", count: 61)
        polls += try ["\(monday)T08:10:02", "\(monday)T08:10:04"].map(instant)
        polls += try minutes(from: "\(monday)T23:45:00", count: 31)
        return polls.sorted()
    }

    private static func minutes(from start: String, count: Int) throws -> [Timestamp] {
        let start = try instant(start)
        return (0..<count).map { start + .seconds(60 * $0) }
    }

    /// Reads a local time of Zurich in November.
    static func instant(_ text: String) throws -> Timestamp {
        try #require(Timestamp(lucs: text + "+01:00"))
    }
}
