import CivilTime

@testable import Reporting

extension SampleDay {
    static let given = [
        "Anna", "Luca", "Mia", "Noah", "Elin", "Jonas", "Sara", "Timo", "Vera", "Yann",
    ]
    static let family = ["Meier", "Rossi", "Favre", "Keller", "Nowak", "Brunner"]

    func coverage(_ source: inout SampleSource, start: Int64) {
        source.tables["coverage"] = Table(
            columns: [
                "observed_fraction", "collected_fraction", "observed_seconds",
                "unobserved_seconds", "period_seconds", "polls", "poll_seconds_median",
                "poll_seconds_p95", "failed_polls",
            ],
            rows: [
                [
                    .real(0.9653), .real(0.9653), .real(83_400), .real(3000), .real(86_400),
                    .integer(2780), .real(30), .real(31.2), .integer(4),
                ]
            ])
        let from = start + 41_400_000
        let rows: [[Cell]] = ["tasks", "user states"].map { resource in
            [
                .text(calendar.iso8601(Timestamp(milliseconds: from))),
                .text(calendar.iso8601(Timestamp(milliseconds: from + 2_100_000))),
                .integer(from), .integer(from + 2_100_000), .text(resource), .null,
            ]
        }
        source.tables["coverage-gaps"] = Table(
            columns: ["start", "end", "start_at", "end_at", "resource", "service_name"],
            rows: rows)
    }

    mutating func agentTables(_ source: inout SampleSource, start: Int64, end: Int64) {
        let stateColumns = Self.states.map { "\($0)_seconds" }
        var figures: [[Cell]] = []
        var timeline: [[Cell]] = []
        var reasons: [[Cell]] = []
        for index in 0..<agents {
            let id = Cell.text("agent-\(index)")
            let name = Cell.text(
                "\(Self.given[index % 10]) \(Self.family[index / 10 % 6])")
            let unit = Cell.text(index % 3 == 0 ? "Customers" : "Operations")
            let day = timelineRows(start, end, index)
            timeline += day.map { state, from, to in
                [
                    id, name, unit, .text(state),
                    state == "not_ready" ? .text("Break") : .null, .integer(from), .integer(to),
                ]
            }
            let seconds = Self.states.map { state in
                day.filter { $0.0 == state }.reduce(0.0) { $0 + Double($1.2 - $1.1) / 1000 }
            }
            reasons.append([id, .text("Break"), .real(seconds[3])])
            figures.append([id, name, unit] + agentFigures(seconds))
        }
        let sums = Self.states.indices.map { state in
            figures.reduce(0.0) { $0 + ($1[6 + state].number ?? 0) }
        }
        figures.append([.null, .null, .null] + agentFigures(sums))
        source.tables["agent-figures"] = Table(
            columns: [
                "agent_id", "agent_name", "organization_unit", "answered",
                "handle_mean_seconds", "handle_total_seconds",
            ] + stateColumns
                + ["duty_seconds", "utilization", "occupancy", "rona_count"], rows: figures)
        source.tables["agent-timeline"] = Table(
            columns: [
                "agent_id", "agent_name", "organization_unit", "state", "reason", "from_at",
                "to_at",
            ], rows: timeline)
        source.tables["agent-not-ready-reasons"] = Table(
            columns: ["agent_id", "reason", "seconds"], rows: reasons)
        source.tables["agent-intervals"] = Table(
            columns: [
                "agent_id", "agent_name", "organization_unit", "start", "answered",
                "handle_total_seconds",
            ] + stateColumns
                + ["duty_seconds", "utilization", "occupancy"],
            rows: figures.dropLast().map { row in
                Array(row[0..<3]) + [.text(calendar.iso8601(bounds.lowerBound)), row[3]]
                    + row[5..<17]
            })
    }

    private func agentFigures(_ seconds: [Double]) -> [Cell] {
        let busy = seconds[1] + seconds[2]
        let duty = seconds[0...4].reduce(0, +)
        let answered = (seconds[1] / 190).rounded()
        return [
            .integer(Int64(answered)), answered > 0 ? .real(seconds[1] / answered) : .null,
            .real(seconds[1]),
        ] + seconds.map(Cell.real) + [
            .real(duty), duty > 0 ? .real(busy / duty) : .null,
            busy + seconds[0] > 0 ? .real(busy / (busy + seconds[0])) : .null,
            .integer(seconds[4] > 0 ? 2 : 0),
        ]
    }

    private mutating func timelineRows(
        _ start: Int64, _ end: Int64, _ index: Int
    ) -> [(String, Int64, Int64)] {
        let shift = start + Int64(7 + index % 4) * 3_600_000 + Int64(numbers.unit() * 900_000)
        let close = min(end, shift + 30_600_000)
        var rows: [(String, Int64, Int64)] = [("offline", start, shift)]
        guard index % 17 != 16 else { return [("off_duty", start, end)] }
        var now = shift
        while now < close {
            let roll = numbers.unit()
            let lunch = now - shift > 14_000_000 && now - shift < 14_600_000
            let (state, minutes) =
                lunch
                ? ("not_ready", 35.0)
                : roll < 0.34
                    ? ("selectable", 3.0)
                    : roll < 0.72
                        ? ("working", 4.5)
                        : roll < 0.88
                            ? ("after_call_work", 1.5)
                            : roll < 0.98 ? ("not_ready", 4) : ("rona", 1)
            let next = min(close, now + Int64((0.4 + numbers.unit()) * minutes * 60_000))
            rows.append((state, now, next))
            now = next
        }
        rows.append(("offline", close, end))
        return rows
    }
}
