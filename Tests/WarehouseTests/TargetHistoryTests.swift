import CivilTime
import LucsModel
import SQLite
import Testing
import Warehouse

/// Which targets and opening hours held when.
@Suite struct TargetHistoryTests {
    /// Day 0 is 24 November 2026, when the services are known as Claims and Sales.
    private func fixture(days: ClosedRange<Int>) throws -> Fixture {
        let f = try Fixture()
        for day in days { try poll(f, day: day) }
        return f
    }

    private func poll(_ f: Fixture, day: Int, names: [String] = ["Claims", "Sales"]) throws {
        let at = Double(day) * 86_400 + 36_000
        var pass = f.pass(
            at,
            directory: Directory(
                services: Listing(
                    rows: names.enumerated().map {
                        Service(id: f.id($0.offset + 1, kind: 1), name: $0.element)
                    }, observedAt: f.at(at))))
        pass.tasks = names.indices.map {
            ServiceTasks(
                service: f.id($0 + 1, kind: 1), listing: Listing(rows: [], observedAt: f.at(at)))
        }
        _ = try f.warehouse.apply(pass)
    }

    private func noon(_ f: Fixture, _ day: Int) -> Timestamp {
        f.start(of: day) + .seconds(43_200)
    }

    private func rules(
        _ threshold: Int? = nil, target: Double? = nil, _ services: [String: Int] = [:]
    ) -> ServiceLevelRules {
        ServiceLevelRules(
            everyone: ServiceLevelRule(threshold: threshold.map { .seconds($0) }, target: target),
            services: services.mapValues { ServiceLevelRule(threshold: .seconds($0)) })
    }

    private func history(_ f: Fixture) throws -> [String] {
        try f.warehouse.targets().map {
            "\($0.service ?? "all") \($0.from?.description ?? "beginning") "
                + "\($0.rule.threshold.shortText) \($0.rule.shortAbandon.shortText) "
                + "\($0.rule.target)"
        }
    }

    @Test func `A new warehouse has the standard targets from the beginning`() throws {
        #expect(try history(try Fixture()) == ["all beginning 20s 5s 0.8"])
    }

    @Test func `The first configuration counts from the beginning, a changed one from its day`()
        throws
    {
        let f = try fixture(days: 0...0)
        #expect(try f.warehouse.keep(rules(30, ["claims": 10]), now: noon(f, 0)) == [])
        let first = ["all beginning 30s 5s 0.8", "Claims beginning 10s 5s 0.8"]
        #expect(try history(f) == first)
        // The same rule adds nothing, on whatever day.
        try poll(f, day: 1)
        _ = try f.warehouse.keep(rules(30, ["claims": 10]), now: noon(f, 1))
        #expect(try history(f) == first)
        _ = try f.warehouse.keep(rules(30, ["claims": 15]), now: noon(f, 1))
        #expect(try history(f) == first + ["Claims 2026-11-25 15s 5s 0.8"])
        // Changed again on the same day: the last one counts; changed back: nothing changed.
        _ = try f.warehouse.keep(rules(40, ["claims": 12]), now: noon(f, 1))
        #expect(
            try history(f) == [
                first[0], "all 2026-11-25 40s 5s 0.8", first[1], "Claims 2026-11-25 12s 5s 0.8",
            ])
        _ = try f.warehouse.keep(rules(30, ["claims": 10]), now: noon(f, 1))
        #expect(try history(f) == first)
    }

    @Test func `What the configuration leaves open stays as it is`() throws {
        let f = try fixture(days: 0...1)
        _ = try f.warehouse.setTarget(
            ServiceLevelRule(shortAbandon: .seconds(9), target: 0.7), ofService: nil, from: nil)
        _ = try f.warehouse.keep(rules(25), now: noon(f, 1))
        #expect(
            try history(f) == ["all beginning 20s 9s 0.7", "all 2026-11-25 25s 9s 0.7"])
    }

    @Test func `A service that the configuration no longer names follows the others again`() throws
    {
        let f = try fixture(days: 0...1)
        _ = try f.warehouse.keep(rules(20, ["Sales": 60]), now: noon(f, 0))
        _ = try f.warehouse.keep(rules(20, target: 0.9), now: noon(f, 1))
        #expect(
            try history(f) == [
                "all beginning 20s 5s 0.8", "all 2026-11-25 20s 5s 0.9",
                "Sales beginning 1m 5s 0.8", "Sales 2026-11-25 20s 5s 0.9",
            ])
        try poll(f, day: 2)
        _ = try f.warehouse.keep(rules(20, target: 0.85), now: noon(f, 2))
        #expect(try history(f).suffix(1) == ["Sales 2026-11-26 20s 5s 0.85"])
    }

    @Test func `Rules go by any name that a service ever had, the present one first`() throws {
        let f = try fixture(days: 0...0)
        try poll(f, day: 1, names: ["Policies", "Claims"])
        // Claims is now what was Sales; its former bearer is Policies.
        let unknown = try f.warehouse.keep(
            rules(nil, ["CLAIMS": 10, "sales": 90, "Fleet": 5]), now: noon(f, 1))
        #expect(unknown == ["Fleet"])
        #expect(try history(f).suffix(1) == ["Claims 2026-11-25 10s 5s 0.8"])
        #expect(
            try f.warehouse.setTarget(
                ServiceLevelRule(threshold: .seconds(44)), ofService: "Policies", from: nil))
        let id = f.id(1, kind: 1).description.uppercased()
        #expect(
            try f.warehouse.setTarget(
                ServiceLevelRule(target: 0.5), ofService: id, from: f.date(1)))
        #expect(
            try history(f).suffix(2) == [
                "Policies beginning 44s 5s 0.8", "Policies 2026-11-25 44s 5s 0.5",
            ])
        // With nobody else of that name, the former name is enough.
        try poll(f, day: 2, names: ["Policies", "Motor"])
        _ = try f.warehouse.keep(rules(nil, ["Sales": 77]), now: noon(f, 2))
        #expect(try history(f).contains("Motor 2026-11-26 77s 5s 0.8"))
        #expect(
            try !f.warehouse.setTarget(
                ServiceLevelRule(target: 0.5), ofService: "Nobody", from: nil))
    }

    @Test func `A dated change holds until the next entry, and keeps the rest of its rule`() throws
    {
        let f = try fixture(days: 0...3)
        _ = try f.warehouse.keep(rules(20), now: noon(f, 0))
        _ = try f.warehouse.keep(rules(40), now: noon(f, 3))
        #expect(
            try f.warehouse.setTarget(
                ServiceLevelRule(target: 0.6), ofService: nil, from: f.date(1)))
        #expect(
            try f.warehouse.setTarget(
                ServiceLevelRule(threshold: .seconds(99)), ofService: "Sales", from: f.date(2)))
        #expect(
            try history(f) == [
                "all beginning 20s 5s 0.8", "all 2026-11-25 20s 5s 0.6",
                "all 2026-11-27 40s 5s 0.8", "Sales 2026-11-26 99s 5s 0.6",
            ])
    }

    @Test func `A service that is new gets its rule from the beginning`() throws {
        let f = try fixture(days: 0...1)
        try poll(f, day: 2, names: ["Claims", "Sales", "Fleet"])
        _ = try f.warehouse.keep(rules(nil, ["Fleet": 45, "Sales": 50]), now: noon(f, 2))
        #expect(
            try history(f) == [
                "all beginning 20s 5s 0.8", "Fleet beginning 45s 5s 0.8",
                "Sales 2026-11-26 50s 5s 0.8",
            ])
    }

    // MARK: Opening hours

    private func week(_ days: ClosedRange<Int>, _ opens: Int, _ closes: Int) -> OpeningWeek {
        OpeningWeek(days.map { OpeningWeek.Span(weekday: $0, opens: opens, closes: closes) })
    }

    private func opening(_ f: Fixture) throws -> [String] {
        try f.warehouse.openingWeeks().map { entry in
            let spans = entry.week.spans.map { "\($0.weekday):\($0.opens)-\($0.closes)" }
            return "\(entry.service ?? "all") \(entry.from?.description ?? "beginning") "
                + spans.joined(separator: " ")
        }
    }

    @Test func `Opening hours have a history like targets`() throws {
        let f = try fixture(days: 0...0)
        #expect(try opening(f) == [])
        let hours = OpeningHours(common: week(1...2, 480, 1080))
        #expect(try f.warehouse.keep(hours, now: noon(f, 0)) == [])
        #expect(try opening(f) == ["all beginning 1:480-1080 2:480-1080"])
        try poll(f, day: 1)
        _ = try f.warehouse.keep(hours, now: noon(f, 1))
        #expect(try opening(f).count == 1)
        let longer = OpeningHours(
            common: week(1...2, 480, 1080),
            services: ["Sales": week(1...1, 0, 1440), "Fleet": week(1...1, 1, 2)])
        #expect(try f.warehouse.keep(longer, now: noon(f, 1)) == ["Fleet"])
        #expect(try opening(f).suffix(1) == ["Sales 2026-11-25 1:0-1440"])
        try poll(f, day: 2)
        _ = try f.warehouse.keep(hours, now: noon(f, 2))
        #expect(try opening(f).suffix(1) == ["Sales 2026-11-26 1:480-1080 2:480-1080"])
    }

    @Test func `Without common hours, a service with hours of its own is the only one that closes`()
        throws
    {
        let f = try fixture(days: 0...1)
        let always = (1...7).map { "\($0):0-1440" }.joined(separator: " ")
        _ = try f.warehouse.keep(
            OpeningHours(services: ["Sales": week(6...6, 540, 720)]), now: noon(f, 1))
        #expect(
            try opening(f) == ["all 2026-11-25 \(always)", "Sales 2026-11-25 6:540-720"])
    }

    @Test func `Closed days to come follow the configuration, those that passed stay`() throws {
        let f = try fixture(days: 0...0)
        func closed() throws -> [String] {
            var days: [String] = []
            try f.warehouse.connection.prepare(
                "SELECT local_date, name FROM closed_day ORDER BY local_date"
            ).forEach { days.append("\(try $0.text(0) ?? "") \(try $0.text(1) ?? "-")") }
            return days
        }
        let (past, today, later) = (f.date(-1), f.date(0), f.date(9))
        try f.warehouse.keep(
            closedDays: [past: "Fair", today: "", later: "Feast"], now: noon(f, 0))
        #expect(try closed() == ["\(past) Fair", "\(today) -", "\(later) Feast"])
        try f.warehouse.keep(closedDays: [today: "Move", f.date(3): "X"], now: noon(f, 0))
        #expect(try closed() == ["\(past) Fair", "\(today) Move", "\(f.date(3)) X"])
        try f.warehouse.keep(closedDays: [:], now: noon(f, 1))
        #expect(try closed() == ["\(past) Fair", "\(today) Move"])
    }
}
