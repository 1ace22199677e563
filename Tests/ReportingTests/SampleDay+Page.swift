import CivilTime

@testable import Reporting

extension SampleDay {
    /// What only the page asks for.
    func pageTables(_ source: inout SampleSource, start: Int64) {
        func time(_ minutes: Int64) -> Cell {
            .text(calendar.iso8601(Timestamp(milliseconds: start + minutes * 60_000)))
        }
        func table(_ name: String, _ columns: String, _ rows: [[Cell]]) {
            source.tables[name] = Table(
                columns: columns.split(separator: " ").map(String.init), rows: rows)
        }
        let subjects: [(Cell, Cell)] = names.indices.map { (.text("svc-\($0)"), .text(names[$0])) }
        var hours: [[Cell]] = []
        var waits: [[Cell]] = []
        for (id, name) in subjects + [(Cell.null, Cell.null)] {
            for hour in Int64(8)...17 {
                let level = Cell.real(Double(hour) / 18)
                let head: [Cell] = [id, name, .integer(1), .integer(hour), .integer(40)]
                let waits: [Cell] = [.real(90), .integer(4), .real(12), .real(184.5)]
                hours.append(head + [.integer(2), level, .real(0.8)] + waits)
            }
            waits.append([id, .integer(0), .integer(10), .integer(30), .integer(0)])
            waits.append([id, .integer(10), .integer(20), .integer(20), .integer(2)])
            waits.append([id, .integer(20), .null, .integer(10), .integer(4)])
        }
        table(
            "page-hours",
            "service_id service_name weekday hour offered abandoned service_level target "
                + "longest_wait_seconds queue_length_max asa_seconds handle_mean_seconds", hours)
        table("page-waits", "service_id from_seconds to_seconds answered abandoned", waits)
        table(
            "page-target-misses",
            "service_id service_name start end start_at end_at offered abandoned target "
                + "service_level missed longest_wait_seconds queue_length_max queue_length_max_at "
                + "service_key day_start_at",
            [
                [
                    subjects[0].0, subjects[0].1, time(570), time(660),
                    .integer(start + 34_200_000), .integer(start + 39_600_000), .integer(120),
                    .integer(21), .real(0.8), .real(0.5), .real(36), .real(380), .integer(41),
                    time(612), .integer(1), .integer(start),
                ]
            ])
        table(
            "rule-changes",
            "local_date service_name rule threshold_seconds short_abandon_seconds target service_id "
                + "start_at", [])
        table(
            "page-causes",
            "agents_of_day are_members agents_on_duty taking_calls reason reason_agents",
            [[.integer(14), .integer(1), .integer(9), .integer(6), .text("Training"), .integer(2)]])
        table(
            "earlier",
            "service_id offered answered abandoned service_level abandon_rate asa_seconds "
                + "longest_wait_seconds observed_seconds open_seconds target",
            (subjects.map { ($0.0, Int64(500)) } + [(.null, 3000)]).map { id, offered in
                [
                    id, .integer(offered), .integer(offered - 100), .integer(100), .real(0.85),
                    .real(0.03), .real(12), .real(300), .integer(86_400), .integer(86_400),
                    .real(0.8),
                ]
            })
        table(
            "page-opening", "opens_at closes_at opens",
            [[.integer(start), .integer(start + 86_400_000), time(0)]])
        table(
            "flow-outs",
            "service_name service_id to_service_name to_service_id flowed_out wait_mean_seconds "
                + "answered abandoned", [])
        table(
            "callbacks",
            "service_name service_id promised made failed open overdue callback_share", [])
        table(
            "by-context",
            "name value offered answered abandoned service_level abandon_rate asa_seconds "
                + "handle_mean_seconds", [])
        table(
            "agent-figures:team",
            "agent_id organization_unit answered handle_mean_seconds utilization occupancy",
            [[.null, .text("Customers"), .integer(900), .real(180), .real(0.6), .real(0.7)]])
        table("page-collected", "first_at first", [[.integer(start - 86_400_000), time(-1440)]])
        table(
            "page-sessions",
            "agent_id agent_name local_date first_in last_out on_duty_seconds breaks "
                + "not_ready_seconds",
            [
                [
                    .text("agent-0"), .text("Anna Meier"), .text(period.first.description),
                    time(480), time(1020), .integer(30_000), .integer(3), .integer(3600),
                ]
            ])
        trend(&source)
        table(
            "staffing",
            "service_id service_name start start_at end_at needed_agents present_agents",
            subjects.flatMap { id, name in
                (Int64(32)..<68).map { quarter -> [Cell] in
                    let from = start + quarter * 900_000
                    let needed = Cell.integer(8 + quarter % 5)
                    return [
                        id, name, time(quarter * 15), .integer(from), .integer(from + 900_000),
                        needed, .real(11),
                    ]
                }
            })
        table(
            "page-longest", "queued service_name wait_seconds outcome agent_name queue_started_at",
            [[time(600), subjects[0].1, .real(380), .text("answered"), .text("Anna Meier"), .null]])
        table(
            "page-abandoned", "queued service_name wait_seconds is_unconfirmed queue_started_at",
            [[time(605), subjects[0].1, .real(200), .integer(1), .null]])
        table(
            "page-presence",
            "start start_at end_at selectable working after_call_work not_ready rona",
            (Int64(30)..<72).map { quarter -> [Cell] in
                let from = start + quarter * 900_000
                let head: [Cell] = [time(quarter * 15), .integer(from), .integer(from + 900_000)]
                return head + [.real(10), .real(25), .real(2), .real(4.5), .real(0.1)]
            })
        let seconds = "selectable_seconds working_seconds after_call_work_seconds not_ready_seconds"
        table(
            "utilization-by-unit",
            "unit_id unit_name agents answered handle_mean_seconds duty_seconds utilization "
                + "occupancy not_ready_share rona_count \(seconds) rona_seconds",
            [Cell.text("Customers"), .text("Operations"), .null].map { unit -> [Cell] in
                let head: [Cell] = [unit, unit, .integer(20), .integer(900), .real(180)]
                let shares: [Cell] = [.real(540_000), .real(0.6), .real(0.7), .real(0.1)]
                let states: [Double] = [150_000, 300_000, 20_000, 69_000, 1_000]
                return head + shares + [.integer(3)] + states.map(Cell.real)
            })
        table(
            "not-ready-reasons", "reason state seconds duty_share agents",
            [[.text("Break"), .text("not_ready"), .real(69_000), .real(0.1), .integer(18)]])
    }
    /// Eight weeks before, each a little better than the one before it.
    private func trend(_ source: inout SampleSource) {
        source.tables["page-trend"] = Table(
            columns: [
                "unit", "first_date", "days", "observed_fraction", "offered", "service_level",
                "abandon_rate", "asa_seconds", "occupancy",
            ],
            rows: (1...8).reversed().map { week in
                let date = period.first.adding(days: -7 * week).description
                let level = 0.8 - Double(week) / 100
                return [
                    .text(date), .text(date), .integer(Int64(period.days)), .real(0.99),
                    .integer(3000 + Int64(week) * 10), .real(level), .real(0.05), .real(20),
                    .real(0.7),
                ]
            })
    }
}
