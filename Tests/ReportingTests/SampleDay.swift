import CivilTime
import Foundation
import Testing

@testable import Reporting

/// Fills a ``SampleSource`` for a period.
struct SampleDay {
    static let serviceColumns = [
        "service_id", "service_name", "organization_unit", "threshold_seconds", "target", "start",
        "start_at", "end_at", "offered", "answered", "abandoned", "short_abandoned", "open",
        "answered_within_threshold", "abandoned_within_threshold", "service_level",
        "service_level_ignoring_abandoned", "service_level_abandoned_against",
        "service_level_abandoned_for", "reachability", "acceptance_sla", "hang_up_sla",
        "abandon_rate", "asa_seconds", "longest_wait_seconds", "wait_mean_seconds",
        "wait_median_seconds", "wait_p90_seconds", "wait_p95_seconds", "wait_max_seconds",
        "abandon_wait_mean_seconds", "abandon_wait_median_seconds", "abandon_wait_p90_seconds",
        "abandon_wait_p95_seconds", "abandon_wait_max_seconds", "handle_mean_seconds",
        "handle_total_seconds", "queue_length_mean", "queue_length_max", "observed_seconds",
        "unconfirmed", "flowed_out", "contacts", "rule_changes",
        "offered_closed", "open_seconds", "service_level_low", "service_level_high",
        "abandon_rate_low", "abandon_rate_high",
    ]
    static let states = [
        "selectable", "working", "after_call_work", "not_ready", "rona", "off_duty", "offline",
        "unknown",
    ]
    static let serviceNames = [
        "Sales", "Support first line", "Billing", "Roadside assistance", "Claims", "Front desk",
    ]

    let period: Period
    let calendar: LocalCalendar
    var names = serviceNames
    var agents = 60
    var numbers = SeededNumbers(state: 7)

    var bounds: Range<Timestamp> {
        calendar.start(of: period.first)..<calendar.start(of: period.end)
    }

    init(period: Period, zone: String = "Europe/Zurich") throws {
        self.period = period
        calendar = try #require(LocalCalendar(identifier: zone))
    }

    mutating func source() -> SampleSource {
        var source = SampleSource()
        let start = bounds.lowerBound.milliseconds
        source.startAt = start
        let end = bounds.upperBound.milliseconds
        let intervals = stride(from: start, to: end, by: 900_000).map { ($0, $0 + 900_000) }
        let days = (0..<period.days).map { day in
            let date = period.first.adding(days: day)
            return (calendar.start(of: date).milliseconds, calendar.end(of: date).milliseconds)
        }
        source.tables["period"] = Table(
            columns: ["start", "end", "start_at", "end_at", "time_zone", "interval_seconds"],
            rows: [
                [
                    .text(iso(start)), .text(iso(end)), .integer(start), .integer(end),
                    .text(calendar.timeZone.identifier), .integer(900),
                ]
            ])
        source.tables["intervals"] = intervalTable(intervals)
        source.tables["service-figures:period"] = services([(start, end)])
        source.tables["sightings"] = Table(
            columns: ["service_id", "age_tenths", "more_polls", "n", "spacing_seconds"], rows: [])
        source.tables["polling"] = Table(
            columns: ["service_id", "service_name", "calls", "spacing_median_seconds"], rows: [])
        source.tables["service-figures:interval"] = services(intervals)
        source.tables["service-figures:day"] = services(days)
        coverage(&source, start: start)
        pageTables(&source, start: start)
        agentTables(&source, start: start, end: end)
        return source
    }

    private func iso(_ at: Int64) -> String { calendar.iso8601(Timestamp(milliseconds: at)) }

    private func intervalTable(_ spans: [(Int64, Int64)]) -> Table {
        Table(
            columns: ["start", "start_at", "end_at", "local_date", "local_time", "weekday"],
            rows: spans.map { start, end in
                let text = iso(start)
                let (date, _) = calendar.civil(at: Timestamp(milliseconds: start))
                return [
                    .text(text), .integer(start), .integer(end), .text(date.description),
                    .text(String(text.dropFirst(11).prefix(5))), .integer(Int64(date.weekday)),
                ]
            })
    }

    /// How busy an instant is: nothing at night, most at ten and at half past two.
    private func load(_ at: Int64) -> Double {
        let (date, ms) = calendar.civil(at: Timestamp(milliseconds: at))
        guard date.weekday <= 6 else { return 0.1 }
        let hour = Double(ms) / 3_600_000
        guard (7..<19).contains(hour) else { return 0 }
        func hump(_ middle: Double, _ width: Double) -> Double {
            exp(-((hour - middle) / width) * ((hour - middle) / width))
        }
        return 0.15 + hump(10.2, 1.4) + 0.8 * hump(14.6, 1.8)
    }

    private mutating func services(_ spans: [(Int64, Int64)]) -> Table {
        var rows: [[Cell]] = []
        for (start, end) in spans {
            let steps = stride(from: start, to: end, by: 900_000).map(load)
            let busy = steps.reduce(0, +)
            let peak = steps.max() ?? 0
            for index in -1..<names.count {
                let share = index < 0 ? 6.0 : 0.4 + 0.3 * Double((index * 3) % 5)
                rows.append(service(index, start, end, busy * share * 9, peak))
            }
        }
        return Table(columns: Self.serviceColumns, rows: rows)
    }

    private mutating func service(
        _ index: Int, _ start: Int64, _ end: Int64, _ mean: Double, _ peak: Double
    ) -> [Cell] {
        let offered = (mean * (0.8 + 0.4 * numbers.unit())).rounded()
        let strain = offered == 0 ? 0 : min(0.9, 0.05 + 0.18 * peak * peak * (index == 3 ? 2.4 : 1))
        let abandoned = (offered * strain * 0.4).rounded()
        let short = (abandoned * 0.2).rounded()
        let answered = offered - abandoned
        let within = (answered * (1 - strain)).rounded(.down)
        let abandonedWithin = min(abandoned - short, 1)
        let base = answered + abandoned - short
        let unconfirmed = (abandoned / 9).rounded()
        func ratio(_ a: Double, _ b: Double) -> Cell { b > 0 ? .real(a / b) : .null }
        func count(_ value: Double) -> Cell { .integer(Int64(value)) }
        let wait = 8 + 160 * strain
        func seconds(_ factor: Double) -> Cell { answered > 0 ? .real(wait * factor) : .null }
        func lost(_ factor: Double) -> Cell { abandoned > 0 ? .real(wait * factor) : .null }
        let identity: [Cell] =
            index < 0
            ? [.null, .null, .null, .null, .real(0.8)]
            : [
                .text("svc-\(index)"), .text(names[index]),
                .text(index < 3 ? "Customers" : "Operations"), .integer(20), .real(0.8),
            ]
        return identity + [
            .text(iso(start)), .integer(start), .integer(end), count(offered), count(answered),
            count(abandoned), count(short), count(0), count(within), count(abandonedWithin),
            ratio(within, base), ratio(within, base - abandonedWithin), ratio(within, base),
            ratio(within + abandonedWithin, base), ratio(answered, offered),
            ratio(within, answered), ratio(abandonedWithin, abandoned),
            ratio(abandoned - short, offered - short), seconds(1), seconds(6), seconds(1),
            seconds(0.6), seconds(2.3), seconds(3), seconds(6), lost(1.2), lost(1), lost(2),
            lost(2.5), lost(3), answered > 0 ? .real(184.5) : .null, .real(answered * 184.5),
            .real(offered * wait / Double((end - start) / 1000)),
            count((strain * 24 * (index < 0 ? 1 : 0.4)).rounded()),
            .real(Double((end - start) / 1000)), count(unconfirmed),
            count(0), count(offered), count(0), count(0), .real(Double((end - start) / 1000)),
            ratio(within, base), ratio(min(within + unconfirmed, base), base),
            ratio(max(abandoned - short - unconfirmed, 0), base), ratio(abandoned - short, base),
        ]
    }
}
