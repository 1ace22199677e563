import CivilTime
import LucsModel
import SQLite
import Testing
import Warehouse

/// Small contact centres with known figures, one for each rule that is easily broken.
@Suite struct FigureCasesTests {
    static let day = 86_400.0

    /// A call as the centre knows it, in seconds after midnight.
    private struct Call {
        var number: Int
        var service = 1
        var queued: Double
        var connected: Double?
        var ended: Double
        var agent = 1
    }

    private func service(_ f: Fixture, _ number: Int) -> EntityID { f.id(number, kind: 1) }

    /// One poll of every service and of the states at an instant.
    private func poll(
        _ f: Fixture, _ at: Double, _ calls: [Call], services: Int = 1, states: [UserState] = [],
        directory: Directory? = nil
    ) throws {
        let tasks = (1...services).map { number in
            let rows = calls.filter {
                $0.service == number && $0.queued <= at && at < $0.ended
            }.map { call in
                let connected = call.connected.flatMap { $0 <= at ? $0 : nil }
                return f.task(
                    call.number, queued: call.queued, connected: connected,
                    agent: connected == nil ? nil : call.agent)
            }
            return ServiceTasks(
                service: service(f, number), listing: Listing(rows: rows, observedAt: f.at(at)))
        }
        _ = try f.warehouse.apply(
            Pass(
                startedAt: f.at(at), finishedAt: f.at(at), directory: directory,
                userStates: Listing(rows: states, observedAt: f.at(at)), tasks: tasks))
    }

    private func people(_ f: Fixture, _ at: Double, _ units: [Int: String], services: Int = 1)
        -> Directory
    {
        Directory(
            services: Listing(
                rows: (1...services).map { Service(id: service(f, $0), name: "Service \($0)") },
                observedAt: f.at(at)),
            users: Listing(
                rows: units.sorted { $0.key < $1.key }.map {
                    User(
                        id: f.id($0.key, kind: 3), displayName: "Agent \($0.key)",
                        organizationUnitName: $0.value)
                }, observedAt: f.at(at)))
    }

    private func total(_ f: Fixture, _ end: Double = day) throws -> [String: Value] {
        try #require(try f.rows("service-figures", end: end).first { $0["service_id"] == .null })
    }

    @Test func `A total over different targets counts each by its own`() throws {
        let f = try Fixture()
        var calls: [Call] = []
        for number in 0..<40 {
            calls.append(
                Call(
                    number: number, service: number < 10 ? 1 : 2, queued: 100,
                    connected: number < 10 ? 112 : 200, ended: 400, agent: number + 1))
        }
        try poll(f, 0, calls, services: 2, directory: people(f, 0, [:], services: 2))
        let rules = ServiceLevelRules(services: [
            "Service 1": ServiceLevelRule(threshold: .seconds(10), target: 0.95),
            "Service 2": ServiceLevelRule(threshold: .seconds(120), target: 0.5),
        ])
        #expect(try f.warehouse.keep(rules, now: f.at(0)) == [])
        for at in [150.0, 250, 450] { try poll(f, at, calls, services: 2) }
        let whole = try total(f)
        #expect(whole["service_level"] == .real(0.75))
        #expect(whole["threshold_seconds"] == .null)
        #expect(abs((whole["target"]?.number ?? 0) - 0.6125) < 1e-9)
        let each = try f.rows("service-figures").filter { $0["service_id"] != .null }
        #expect(each.map { $0["threshold_seconds"]?.number } == [10, 120])
        #expect(each.map { $0["target"]?.number } == [0.95, 0.5])
        #expect(each.map { $0["service_level"]?.number } == [0, 1])
    }

    @Test func `A rule counts from its date on, and every view and grain agrees`() throws {
        let f = try Fixture()
        var calls: [Call] = []
        for number in 0..<8 {
            let midnight: Double = number < 4 ? 0 : Self.day
            calls.append(
                Call(
                    number: number, queued: midnight + 100, connected: midnight + 130,
                    ended: midnight + 400, agent: number + 1))
        }
        for at in [0.0, 150, 250, 450, 600] { try poll(f, at, calls) }
        let at = Self.day + 10
        let rules = ServiceLevelRules(everyone: ServiceLevelRule(threshold: .seconds(60)))
        try poll(f, at, calls)
        #expect(try f.warehouse.keep(rules, now: f.at(at)) == [])
        for more in [150.0, 250, 450, 600] { try poll(f, Self.day + more, calls) }
        for view in ["service_day", "service_interval"] {
            let within = try f.count(
                """
                SELECT group_concat(n, ' ') FROM (SELECT sum(answered_within_threshold) AS n
                    FROM \(view) GROUP BY local_date ORDER BY local_date)
                """)
            #expect(within == .text("0 4"), "\(view)")
        }
        let days = try f.rows("service-figures", grain: "day", end: 2 * Self.day)
            .filter { $0["service_id"] == .null }
        #expect(days.map { $0["threshold_seconds"]?.number } == [20, 60])
        let whole = try total(f, 2 * Self.day)
        #expect(whole["service_level"] == .real(0.5))
        #expect(whole["rule_changes"] == 1 && whole["threshold_seconds"] == .null)
        #expect(try total(f)["rule_changes"] == 0)
    }

    @Test func `Agents count for the unit that they belonged to on each day`() throws {
        let f = try Fixture()
        // Agent 1 answers 15 calls a day, in North and from the second day on in South; agent 2 five.
        var calls: [Call] = []
        for number in 0..<40 {
            let midnight: Double = number < 20 ? 0 : Self.day
            calls.append(
                Call(
                    number: number, queued: midnight + 100, connected: midnight + 110,
                    ended: midnight + 1000, agent: number % 20 < 15 ? 1 : 2))
        }
        for at in stride(from: 0.0, through: 2 * Self.day, by: 300) {
            let time = at.truncatingRemainder(dividingBy: Self.day)
            let isThere = time < 3600
            let states = [1, 2].map {
                UserState(
                    user: f.id($0, kind: 3), isSelectable: isThere,
                    notSelectableReason: isThere ? "" : "Offline")
            }
            try poll(
                f, at, calls, states: states,
                directory: time == 0
                    ? people(f, at, [1: at < Self.day ? "North" : "South", 2: "South"]) : nil)
        }
        func answered(_ end: Double) throws -> [String: Double] {
            Dictionary(
                uniqueKeysWithValues: try f.rows("utilization-by-unit", end: end).map {
                    (
                        $0["unit_name"] == .null ? "all" : "\($0["unit_name"] ?? .null)",
                        $0["answered"]?.number ?? -1
                    )
                })
        }
        let both = try answered(2 * Self.day)
        #expect(both == ["text(\"North\")": 15, "text(\"South\")": 25, "all": 40])
        let first = try answered(Self.day)
        #expect(first == ["text(\"North\")": 15, "text(\"South\")": 5, "all": 20])
        let hours = try f.rows("utilization-by-unit", end: 2 * Self.day).map {
            $0["duty_seconds"]?.number
        }
        let expected: [Double?] = [3600, 10_800, 14_400]
        #expect(hours == expected)
        // The same by a filter, which knows the unit that agent 1 has left.
        let reader = try Warehouse.reading(path: f.warehouse.path)
        let span = f.midnight..<f.at(2 * Self.day)
        let selected = Selection(organizationUnits: ["north"])
        #expect(try reader.read(only: selected, during: [span]) == [])
        let north = try f.rows("agent-figures", end: 2 * Self.day, in: reader)
        #expect(north.map { $0["answered"]?.number } == [15, 15])
        let other = try Warehouse.reading(path: f.warehouse.path)
        let unknown = Selection(organizationUnits: ["West"])
        #expect(try other.read(only: unknown, during: [span]) == ["West"])
    }

    @Test func `The mean queue is over observed time, and never above the longest`() throws {
        let f = try Fixture()
        let calls = (0..<3).map { Call(number: $0, queued: 6600, ended: 12_000) }
        // Polled until 02:00 and from 02:42 on.
        for at in stride(from: 0.0, through: 7200, by: 60) { try poll(f, at, calls) }
        for at in stride(from: 9720.0, through: 12_600, by: 60) { try poll(f, at, calls) }
        let rows = try f.rows("service-figures", grain: "interval")
            .filter { $0["service_id"] == .null }
        for row in rows {
            let (mean, most) = (row["queue_length_mean"]?.number, row["queue_length_max"]?.number)
            if row["observed_seconds"]?.number == 0 {
                #expect(mean == nil && most == nil)
            } else {
                #expect((mean ?? -1) <= (most ?? -2))
            }
        }
        // 02:15 was not observed, 02:30 for 180 s.
        #expect(rows[9]["queue_length_mean"] == .null)
        #expect(rows[10]["queue_length_mean"] == .real(3) && rows[10]["queue_length_max"] == 3)
        #expect(rows[10]["observed_seconds"] == .real(180))
        // Quiet intervals that were observed have a row.
        #expect(
            try f.count("SELECT count(*) FROM service_interval WHERE offered = 0") == 11)
    }

    @Test func `Days that one state fills are working days`() throws {
        let f = try Fixture()
        let state = UserState(user: f.id(1, kind: 3), isSelectable: true, notSelectableReason: "")
        var at = 6 * 3600.0
        while at < 4 * Self.day + 20 * 3600 {
            try poll(f, at, [], states: [state])
            at += at < 25_200 ? 300 : 600
        }
        let gone = UserState(
            user: f.id(1, kind: 3), isSelectable: false, notSelectableReason: "Offline")
        try poll(f, at, [], states: [gone])
        let days = try f.rows("working-days", end: 5 * Self.day)
        let expected: [Double?] = [64_800, 86_400, 86_400, 86_400, 72_000]
        #expect(days.map { $0["duty_seconds"]?.number } == expected)
        #expect(days.map { $0["span_seconds"]?.number } == expected)
    }

    @Test func `A target miss goes on over midnight, with its longest queue however long ago`()
        throws
    {
        let f = try Fixture()
        var calls: [Call] = []
        for number in 0..<8 {
            let at = 82_800 + Double(number) * 900
            calls.append(
                Call(number: number, queued: at, connected: at + 60, ended: at + 200, agent: 1))
        }
        // One waits from 03:00 on, two more come at 23:20.
        calls.append(Call(number: 50, queued: 10_800, connected: 84_300, ended: 84_500, agent: 2))
        calls.append(Call(number: 51, queued: 84_000, connected: 84_300, ended: 84_500, agent: 3))
        calls.append(Call(number: 52, queued: 84_000, connected: 84_300, ended: 84_500, agent: 4))
        for at in stride(from: 0.0, through: 26 * 3600, by: 300) { try poll(f, at, calls) }
        let misses = try f.rows("page-target-misses", end: 2 * Self.day)
        let miss = try #require(misses.first { $0["start"] == "2026-11-24T23:00:00+01:00" })
        #expect(miss["end"] == "2026-11-25T01:00:00+01:00")
        #expect(miss["queue_length_max"] == 3)
        #expect(miss["queue_length_max_at"] == "2026-11-24T23:20:00+01:00")
        #expect(misses.count == 2)
    }

    @Test func `A task that moved on counts once as a contact`() throws {
        let f = try Fixture()
        let calls = [
            Call(number: 1, service: 1, queued: 600, ended: 780),
            Call(number: 1, service: 2, queued: 780, connected: 840, ended: 1140, agent: 1),
            Call(number: 2, service: 1, queued: 700, connected: 710, ended: 900, agent: 2),
        ]
        for at in stride(from: 0.0, through: 1500, by: 30) { try poll(f, at, calls, services: 2) }
        let whole = try total(f)
        #expect(whole["offered"] == 3 && whole["contacts"] == 2 && whole["flowed_out"] == 1)
        #expect(whole["abandoned"] == 0 && whole["unconfirmed"] == 0 && whole["answered"] == 2)
        let each = try f.rows("service-figures").filter { $0["service_id"] != .null }
        #expect(each.map { $0["contacts"] } == [2, 1])
    }

    @Test func `A running period has elapsed up to the last pass, unless that is long ago`() throws
    {
        let f = try Fixture()
        for at in stride(from: 0.0, through: 3600, by: 60) { try poll(f, at, []) }
        let bounds = f.midnight..<f.at(Self.day)
        #expect(try f.warehouse.elapsed(of: bounds, now: f.at(3630)) == f.at(3600))
        #expect(try f.warehouse.elapsed(of: bounds, now: f.at(4600)) == f.at(4600))
        #expect(try f.warehouse.elapsed(of: bounds, now: f.at(Self.day)) == nil)
        let coverage = try f.rows("coverage", elapsed: 3600)
        #expect(coverage.first?["observed_fraction"] == .real(1))
        #expect(try f.rows("coverage-gaps", elapsed: 3600).isEmpty)
        #expect(try f.rows("coverage-gaps").count == 2)
    }
}
