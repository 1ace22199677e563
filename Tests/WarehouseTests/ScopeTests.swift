import CivilTime
import LucsModel
import Queries
import SQLite
import Testing

@testable import Warehouse

/// A filtered reader tells what a warehouse tells that never saw anything else.
@Suite struct ScopeTests {
    private static let channels = ["Audio", "Chat", nil]
    private static let units = ["North", "North", "South"]
    private static let hour = 3600.0
    private static let libraryQueries = [
        "services", "service-level-by-interval", "queue-length", "busiest-intervals",
        "waits-by-hour-of-week", "week-over-week", "abandoned-tasks", "repeat-callers", "tasks-now",
        "page-hours", "page-longest", "page-abandoned",
    ]

    private static func channel(of task: LucsTask) -> String? {
        let number = task.id.description.utf8.reduce(0) { ($0 &* 31 &+ Int($1)) % 997 }
        return channels[number % channels.count]
    }

    /// Two days of passes: some tasks of each channel, services in units, kept as `keeps` says.
    private func collect(
        _ f: Fixture, services kept: Set<Int> = [1, 2, 3],
        keeping keeps: (LucsTask) -> Bool = { _ in true }
    ) throws {
        for pass in RandomDays(f, seed: 11, days: 2).passes(0..<2) {
            var pass = pass
            pass.tasks = pass.tasks.enumerated().filter { kept.contains($0.offset + 1) }
                .map { _, part in
                    var part = part
                    part.listing.rows = part.listing.rows.map { task in
                        var task = task
                        task.initialModality = Self.channel(of: task)
                        // An agent's next call bounds the one before: calls of others must not.
                        if task.agent != nil { task.agent = task.id }
                        return task
                    }
                    .filter(keeps)
                    return part
                }
            if let services = pass.directory?.services {
                pass.directory?.services?.rows = services.rows.enumerated()
                    .filter { kept.contains($0.offset + 1) }
                    .map { number, service in
                        var service = service
                        service.organizationUnitName = Self.units[number]
                        return service
                    }
            }
            _ = try f.warehouse.apply(pass)
        }
    }

    /// What a question asks for, and the warehouse's own answer to it.
    private func answer(
        _ f: Fixture, _ query: String, _ parameters: [String: Value], in reader: Warehouse? = nil
    ) throws -> [[String: Value]] {
        let connection = (reader ?? f.warehouse).connection
        let statement = try connection.prepare(try #require(Queries.all[query]))
        try statement.bind(parameters)
        let names = statement.columnNames
        var rows: [[String: Value]] = []
        try statement.forEach { row in
            rows.append(
                Dictionary(uniqueKeysWithValues: names.indices.map { (names[$0], row[$0]) }))
        }
        return rows
    }

    private func compare(_ selection: Selection, of whole: Fixture, with part: Fixture) throws {
        let spans = [(0.0, 2 * RandomDays.day), (9 * Self.hour, 30 * Self.hour)]
        for (start, end) in spans {
            let reader = try Warehouse.reading(path: whole.warehouse.path)
            let span = whole.at(start)..<whole.at(end)
            #expect(try reader.read(only: selection, during: [span]) == [])
            for grain in ["period", "day", "interval"] {
                let bounds: [String: Value] = [
                    "start_at": .integer(span.lowerBound.milliseconds),
                    "end_at": .integer(span.upperBound.milliseconds), "grain": .text(grain),
                ]
                let found = try answer(whole, "service-figures", bounds, in: reader)
                let expected = try answer(part, "service-figures", bounds)
                #expect(found.count == expected.count)
                for (a, b) in zip(found, expected) where a != b {
                    let columns = b.keys.filter { a[$0] != b[$0] }.sorted()
                    Issue.record(
                        "\(grain) \(columns.map { "\($0) \(a[$0] as Any) \(b[$0] as Any)" })")
                    return
                }
                #expect(found.contains { ($0["offered"]?.number ?? 0) > 0 })
                guard selection.channel == nil, grain == "period" else { continue }
                let byChannel = bounds.merging(["by": "channel"]) { _, new in new }
                let channels = try answer(whole, "service-figures", byChannel, in: reader)
                #expect(channels.count > 1)
                #expect(channels == (try answer(part, "service-figures", byChannel)))
            }
            let bounds: [String: Value] = [
                "start_at": .integer(span.lowerBound.milliseconds),
                "end_at": .integer(span.upperBound.milliseconds),
            ]
            for query in Self.libraryQueries + (start == 0 ? ["page-waits"] : []) {
                let found = try answer(whole, query, bounds, in: reader)
                #expect(found == (try answer(part, query, bounds)), "\(query)")
            }
            guard selection.organizationUnits.isEmpty else { continue }
            let names = ["agent_id", "answered", "handle_total_seconds"]
            let found = try answer(whole, "agent-figures", bounds, in: reader)
            let expected = try answer(part, "agent-figures", bounds)
            #expect(
                found.map { row in names.map { row[$0] } }
                    == expected.map { row in names.map { row[$0] } })
        }
    }

    @Test(arguments: ["Audio", "Chat", "AudioCall"])
    func `A channel alone`(channel: String) throws {
        let (whole, part) = (try Fixture(), try Fixture())
        try collect(whole)
        try collect(part) { (Self.channel(of: $0) ?? $0.type) == channel }
        try compare(Selection(channel: channel.lowercased()), of: whole, with: part)
    }

    @Test(arguments: [[1], [2, 3]])
    func `Some services alone`(services: [Int]) throws {
        let (whole, part) = (try Fixture(), try Fixture())
        try collect(whole)
        try collect(part, services: Set(services))
        let ids = services.map { whole.id($0, kind: 1).description }
        try compare(Selection(services: ids), of: whole, with: part)
    }

    @Test func `A unit's services alone, and one channel of them`() throws {
        let (whole, part, less) = (try Fixture(), try Fixture(), try Fixture())
        try collect(whole)
        try collect(part, services: [1, 2])
        try compare(Selection(organizationUnits: ["north"]), of: whole, with: part)
        try collect(less, services: [1, 2]) { Self.channel(of: $0) == "Chat" }
        try compare(
            Selection(organizationUnits: ["North"], channel: "Chat"), of: whole, with: less)
    }

    @Test func `Channels add up to all, and so do units`() throws {
        let f = try Fixture()
        try collect(f)
        let bounds: [String: Value] = [
            "start_at": .integer(f.midnight.milliseconds),
            "end_at": .integer(f.at(2 * RandomDays.day).milliseconds),
        ]
        let total = try #require(
            try answer(f, "service-figures", bounds).first { $0["service_id"] == .null })
        let channels = try answer(
            f, "service-figures", bounds.merging(["by": .text("channel")]) { $1 })
        #expect(channels.count == 3)
        let units = try ["North", "South"].map { unit in
            let reader = try Warehouse.reading(path: f.warehouse.path)
            _ = try reader.read(
                only: Selection(organizationUnits: [unit]),
                during: [f.midnight..<f.at(2 * RandomDays.day)])
            return try #require(
                try answer(f, "service-figures", bounds, in: reader)
                    .first { $0["service_id"] == .null })
        }
        for column in [
            "offered", "answered", "abandoned", "short_abandoned", "open",
            "answered_within_threshold", "abandoned_within_threshold", "handle_total_seconds",
            "unconfirmed", "flowed_out",
        ] {
            let all = try #require(total[column]?.number)
            for parts in [channels, units] {
                let sum = parts.compactMap { $0[column]?.number }.reduce(0, +)
                #expect(abs(sum - all) < 0.001, "\(column)")
            }
        }
        let mean = try #require(total["queue_length_mean"]?.number)
        let means = channels.compactMap { $0["queue_length_mean"]?.number }.reduce(0, +)
        #expect(abs(mean - means) < 0.000001)
    }

    @Test func `A channel that nobody used is told, and nothing is read`() throws {
        let f = try Fixture()
        try collect(f)
        let reader = try Warehouse.reading(path: f.warehouse.path)
        #expect(
            try reader.read(only: Selection(channel: "Fax"), during: [f.midnight..<f.at(60)])
                == ["Fax"])
    }

    @Test func `A service that moves to another unit counts there from that date on`() throws {
        let f = try Fixture()
        for (day, unit) in ["East", "West"].enumerated() {
            for second in stride(from: 0.0, through: 7200, by: 60) {
                let at = Double(day) * RandomDays.day + second
                let directory = Directory(
                    services: Listing(
                        rows: [Service(id: f.service, name: "S", organizationUnitName: unit)],
                        observedAt: f.at(at)))
                let queued = Double(day) * RandomDays.day + 1000
                let tasks = second > 1000 && second < 1300 ? [f.task(day, queued: queued)] : []
                _ = try f.warehouse.apply(f.pass(at, tasks: tasks, directory: directory))
            }
        }
        for (unit, day) in [("East", 0.0), ("West", 1.0)] {
            let reader = try Warehouse.reading(path: f.warehouse.path)
            let span = f.midnight..<f.at(2 * RandomDays.day)
            #expect(
                try reader.read(only: Selection(organizationUnits: [unit]), during: [span]) == [])
            let rows = try answer(
                f, "service-figures",
                [
                    "start_at": .integer(span.lowerBound.milliseconds),
                    "end_at": .integer(span.upperBound.milliseconds), "grain": .text("day"),
                ], in: reader)
            let offered = rows.filter { $0["service_id"] == .null }.map { $0["offered"]?.number }
            #expect(offered == [1 - day, day])
            let observed = rows.filter { $0["service_id"] == .null }
                .map { $0["observed_seconds"]?.number }
            #expect(observed == [7200 * (1 - day), 7200 * day])
        }
    }

    @Test func `A channel that comes late was observed before, without a task`() throws {
        let f = try Fixture()
        for second in stride(from: 0.0, through: 90_000, by: 300) {
            var chat = f.task(2, queued: 88_000)
            chat.initialModality = "Chat"
            let tasks = [f.task(1, queued: 1000)] + (second > 88_000 ? [chat] : [])
            _ = try f.warehouse.apply(f.pass(second, tasks: second > 1000 ? tasks : []))
        }
        let bounds: [String: Value] = [
            "start_at": .integer(f.midnight.milliseconds),
            "end_at": .integer(f.at(2 * RandomDays.day).milliseconds),
        ]
        for grain in ["period", "day"] {
            let asked = bounds.merging(["grain": .text(grain)]) { $1 }
            let total = try answer(f, "service-figures", asked).filter { $0["service_id"] == .null }
            let chat = try answer(
                f, "service-figures", asked.merging(["by": .text("channel")]) { $1 }
            ).filter { $0["service_name"] == .text("Chat") }
            #expect(
                chat.map { $0["observed_seconds"] } == total.map { $0["observed_seconds"] })
            #expect(chat.compactMap { $0["offered"]?.number }.reduce(0, +) == 1)
        }
        // What is stored is what the facts give.
        let warehouse = f.warehouse
        let stored = try f.rows("service-figures", grain: "interval", end: 2 * RandomDays.day)
        _ = try warehouse.connection.transaction {
            try warehouse.rebuildRollups(now: f.at(90_000)) { _, _, _ in }
        }
        let rebuilt = try f.rows("service-figures", grain: "interval", end: 2 * RandomDays.day)
        #expect(stored == rebuilt)
    }

    @Test func `A query has rows of the selected service alone, or says that it is not restricted`()
        throws
    {
        let f = try Fixture()
        try collect(f)
        let least = try f.warehouse.connection.prepare("SELECT min(service_id) FROM service")
            .scalar()
        guard case .text(let id)? = least else { throw CancellationError() }
        let selection = Selection(services: [id])
        let reader = try Warehouse.reading(path: f.warehouse.path)
        let span = f.midnight..<f.at(48 * Self.hour)
        #expect(try reader.read(only: selection, during: [span]) == [])
        let own = try f.warehouse.connection.prepare(
            "SELECT name FROM service WHERE service_id = ?"
        )
        .scalar(.text(id))
        var compared = 0
        for (name, sql) in Queries.all where selection.unused(by: sql).isEmpty {
            let statement = try reader.connection.prepare(sql)
            try statement.bind([
                "start_at": .integer(span.lowerBound.milliseconds),
                "end_at": .integer(span.upperBound.milliseconds), "grain": "period",
                "by": "service",
            ])
            let columns = statement.columnNames
            try statement.forEach { row in
                for (index, column) in columns.enumerated() where row[index] != .null {
                    if column == "service_id" { #expect(row[index] == .text(id), "\(name)") }
                    if column == "service_name" { #expect(row[index] == own, "\(name)") }
                    compared += column.hasPrefix("service_") ? 1 : 0
                }
            }
        }
        #expect(compared > 100)
    }

    @Test(arguments: [
        ("coverage-gaps", ["agent", "channel"]), ("agent-timeline", ["service", "channel"]),
        ("skill-holders", ["service", "organization-unit", "agent", "channel"]),
        ("handle-time", ["agent", "channel"]), ("services", ["agent"]), ("agent-figures", []),
        ("service-members", ["agent", "channel"]),
        ("duty-profiles", ["service", "organization-unit", "agent", "channel"]),
    ])
    func `What a query does not read cannot restrict it`(name: String, unused: [String]) throws {
        let all = Selection(
            services: ["s"], agents: ["a"], organizationUnits: ["u"], channel: "c")
        #expect(all.unused(by: try #require(Queries.all[name])) == unused)
    }

    @Test func `A comment is no relation, and views that are never restricted are told`() {
        let selection = Selection(services: ["s"])
        #expect(selection.unused(by: "SELECT 1 -- FROM task") == ["service"])
        #expect(selection.unused(by: "SELECT offered FROM service_day") == ["service"])
        #expect(selection.unused(by: "SELECT count(*) FROM task").isEmpty)
    }
}
