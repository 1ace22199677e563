import CivilTime
import Collector
import Foundation
import LucsAPI
import LucsSimulator
import Queries
import Reporting
import Warehouse

let demoCommand = Command(
    name: "demo",
    summary: "Simulate 16 days, collect the last one over HTTP and report; no set-up.",
    options: [
        Option(
            name: "out", short: "o", value: "DIR",
            help: "folder for warehouse and reports (default: demo)",
            values: .folder),
        Option(
            name: "seed", value: "N",
            help: "number that selects the simulated day (default: 1)"),
        Option(
            name: "days", value: "N",
            help: "days, of which the last one is collected over HTTP (default: 16)"),
        Option(name: "services", value: "N", help: "services (default: 6)"),
        Option(name: "agents", value: "N", help: "agents (default: 60)"),
        Option(
            name: "every", value: "auto|30s",
            help: "spacing of the polls in simulated time (default: auto)",
            values: .oneOf(["auto"])),
        Option(name: "per-hour", value: "N", help: "rate limit of the key: requests an hour"),
        Option(
            name: "unequal", value: nil,
            help: "give the second service half the calls of the first, the third a third, …"),
        Option(
            name: "without", value: "SIGNALS",
            help: "with --every auto, ignore history, waiting, ready or brief (comma-separated)",
            values: .listOf(PollSignal.allCases.map(\.rawValue))),
        Option(
            name: "replay", value: "FILE",
            help: "replay one day of a call log, CSV (docs/replay.md)", values: .file),
        Option(
            name: "day", value: "DATE",
            help: "with --replay, the day to replay (default: that of the first call)"),
        Option(
            name: "time-zone", value: "ZONE",
            help: "with --replay, IANA name (default: \(Recording.bankTimeZone))",
            values: .oneOf(TimeZone.knownTimeZoneIdentifiers)),
    ],
    run: { arguments in
        let out = URL(filePath: arguments.value("out") ?? "demo", directoryHint: .isDirectory)
        let truth = out.appending(path: "truth")
        let path = out.appending(path: "warehouse.db").path
        try checkThatDemoMade(out)
        let day = try arguments.demoDay()
        try FileManager.default.createDirectory(at: truth, withIntermediateDirectories: true)
        for suffix in ["", "-wal", "-shm"] { unlink(path + suffix) }
        let warehouse = try Warehouse.openOrCreate(path: path, timeZone: day.scenario.timeZone)
        try day.earlierDays?.collect(into: warehouse)
        let end = day.date.adding(days: 1)
        let bounds = warehouse.calendar.start(of: day.date)..<warehouse.calendar.start(of: end)
        let periods = try periods(
            from: day.date.adding(days: 1 - (day.earlierDays?.count ?? 1)), through: day.date)
        // What ends a day before the last one begins is reported on while that one is collected.
        let begin = warehouse.calendar.start(of: day.date.adding(days: -1))
        let past = try periods.filter { try $0.bounds(in: warehouse.calendar).upperBound <= begin }
        async let pages = report(on: past, from: path, to: out, now: bounds.upperBound)
        try await day.collect(during: bounds, into: warehouse, truth: truth)
        _ = try await pages
        let page = try await report(
            on: periods.filter { !past.contains($0) }, from: path, to: out, now: bounds.upperBound)
        if let page { Terminal.result(page.path + "\n") }
    })

/// Refuses a folder whose files a demo would mix with its own or overwrite.
private func checkThatDemoMade(_ out: URL) throws {
    let files = FileManager.default
    guard files.fileExists(atPath: out.path) else { return }
    let names: [String]
    do {
        names = try files.contentsOfDirectory(atPath: out.path)
    } catch {
        throw Failure(
            .cannotWrite,
            "Cannot write to \(out.path): it is not a folder that can be read. Name another folder "
                + "with --out.")
    }
    // A demo that was stopped early leaves an empty folder for the true figures.
    let truth = try? files.contentsOfDirectory(atPath: out.appending(path: "truth").path)
    let isOfDemo =
        truth != nil && names.contains("warehouse.db") || names == ["truth"] && truth == []
    guard names.isEmpty || isOfDemo else {
        throw Failure(
            .cannotWrite,
            "\(out.path) contains files, and no demo wrote them. They were left as they are. Name "
                + "another folder with --out.")
    }
}

/// Writes reports by a connection of its own.
///
/// - Returns: the last period's page.
private func report(
    on periods: [Period], from path: String, to out: URL, now: Timestamp
) async throws -> URL? {
    let warehouse = try Warehouse.reading(path: path)
    let tables = SQLiteTables(connection: warehouse.connection, queries: Queries.all)
    var page: URL?
    for period in periods {
        let bounds = try period.bounds(in: warehouse.calendar)
        let files = try ReportWriter(
            period: period, bounds: bounds, definition: try ReportDefinition.standard(),
            further: try ReportDefinition.companions(), out: out,
            elapsed: try warehouse.elapsed(of: bounds, now: now)
        ).write(from: tables)
        page = files.first { $0.lastPathComponent == "report.html" }
    }
    return page
}

/// The last day comes last.
private func periods(from first: CivilDate, through last: CivilDate) throws -> [Period] {
    let days = (first.dayNumber...last.dayNumber).map { CivilDate(dayNumber: $0) }
    guard days.count > 1 else { return [try Period("\(last)", today: last)] }
    let mondays = Set(days.map { $0.adding(days: 1 - $0.weekday) }).sorted()
    let weeks = try mondays.map { try Period("\($0)/\($0.adding(days: 7))", today: last) }
    let months = try Set(days.map { "\($0)".dropLast(3) }).sorted().map {
        try Period(String($0), today: last)
    }
    return months + weeks + (try days.map { try Period("\($0)", today: last) })
}

extension Arguments {
    fileprivate func demoDay() throws -> DemoDay {
        let spacing = try spacing() ?? .auto
        let perHour = try count("per-hour")
        let signals = try signals()
        if let (scenario, start) = try replay() {
            let calendar = LocalCalendar(identifier: scenario.timeZone)
            let first = calendar?.date(at: start)
            guard let date = try value("day").map(day) ?? first else {
                throw Failure(.usage, "--replay FILE contains no calls.")
            }
            return DemoDay(
                scenario: scenario, date: date, spacing: spacing, perHour: perHour,
                signals: signals)
        }
        // A Tuesday that no clock change or holiday is near.
        let date = try day("2026-11-24")
        let seed = UInt64(try count("seed") ?? 1)
        let days = try count("days") ?? 16
        guard (1...400).contains(days) else {
            throw Failure(.usage, "--days takes 1 to 400, not \(days).")
        }
        let (services, agents) = (try count("services") ?? 6, try count("agents") ?? 60)
        func scenario(_ seed: UInt64) -> Scenario {
            .day(
                of: date, seed: seed, services: services, agents: agents,
                traffic: has("unequal") ? .unequal : .even)
        }
        let today = scenario(seed)
        var demo = DemoDay(
            scenario: today, date: date, spacing: spacing, perHour: perHour, signals: signals)
        if days > 1 {
            var rules = PassRules()
            rules.customers = demo.customers
            // Ended tasks stay listed until the next pass: there is nothing unseen to estimate.
            rules.spacingFollowsTraffic = true
            demo.earlierDays = EarlierDays(today: today, date: date, count: days, rules: rules)
        } else if spacing == .auto, signals.contains(.history) {
            // Alike in traffic, another day in each call.
            demo.weekBefore = DemoHistory(scenario(seed &+ 1_000_000), of: today)
        }
        return demo
    }

    private func signals() throws -> Set<PollSignal> {
        var signals = Set(PollSignal.allCases)
        for name in (value("without") ?? "").split(separator: ",") {
            guard let signal = PollSignal(rawValue: String(name)) else {
                let names = PollSignal.allCases.map(\.rawValue).joined(separator: ", ")
                throw Failure(.usage, "--without takes signals of \(names), not \(name).")
            }
            signals.remove(signal)
        }
        return signals
    }
}
