import CivilTime
import LucsModel
import Queries
import SQLite
import Testing
import Warehouse

/// The figures of one date that both the daily file and the query `service-figures` tell.
struct DailyFigures: Hashable {
    var offered = 0
    var answered = 0
    var abandoned = 0
    /// The waits of the answered, together: seconds.
    var answeredWait = 0
    var meanWait: Double?
    /// The length of the answered calls, together: seconds.
    var handled = 0.0

    private init() {}

    /// What a warehouse of a poll a second says of the date.
    init(of day: RecordedDay) throws {
        let warehouse = try Warehouse.reading(path: day.path)
        let statement = try warehouse.connection.prepare(
            try #require(Queries.all["service-figures"]))
        try statement.bind([
            "start_at": .integer(day.bounds.lowerBound.milliseconds),
            "end_at": .integer(day.bounds.upperBound.milliseconds), "grain": "period",
        ])
        let names = statement.columnNames
        var total: [String: Value] = [:]
        try statement.forEach { row in
            guard row[0] == .null else { return }
            for index in names.indices { total[names[index]] = row[index] }
        }
        func count(_ name: String) throws -> Int {
            guard case .integer(let count)? = total[name] else { throw NoFigure(name: name) }
            return Int(count)
        }
        (offered, answered) = (try count("offered"), try count("answered"))
        abandoned = try count("abandoned")
        guard case .real(let mean)? = total["asa_seconds"],
            case .real(let handled)? = total["handle_total_seconds"]
        else { throw NoFigure(name: "asa_seconds") }
        meanWait = mean
        answeredWait = Int((mean * Double(answered)).rounded())
        self.handled = handled
    }

    struct NoFigure: Error { let name: String }

    /// What the daily file says, but for calls shorter than a second: those, and where else the
    /// two count differently, are corrected one by one.
    static func expected(on date: CivilDate) -> DailyFigures? {
        guard let row = BankCalls.dailyRows.first(where: { $0["date"] == date.description }),
            let agent = row["agent"].flatMap({ Int($0) }),
            let hang = row["hang"].flatMap({ Int($0) }),
            let mean = row["mean_q_time_agent"].flatMap({ Double($0) }),
            let talk = row["sum_ser_time_agent"].flatMap({ Int($0) })
        else { return nil }
        var figures = DailyFigures()
        figures.answered = agent
        figures.abandoned = hang
        figures.answeredWait = Int((mean * Double(agent)).rounded())
        figures.handled = Double(talk)
        for call in ReferenceCall.all {
            // The file counts a call on the date of its arrival, and counts those who hung up in
            // the menu; LUCS on the date on which it entered the queue.
            if call.date == date.description, call.queueDate != call.date {
                figures.count(call, -1)
            }
            guard call.queueDate == date.description else { continue }
            if call.queueDate != call.date { figures.count(call, 1) }
            if call.isTooShort {
                // Seen to wait and to be gone, or not at all.
                figures.count(call, -1)
                if call.wait >= 1 { figures.abandoned += 1 }
            } else if call.connected == nil, call.wait < 1 {
                figures.count(call, -1)
            }
        }
        figures.offered = figures.answered + figures.abandoned
        figures.meanWait = Double(figures.answeredWait) / Double(figures.answered)
        // An end lies between two polls: half a second before the one that shows it.
        figures.handled -= Double(figures.answered) / 2
        return figures
    }

    private mutating func count(_ call: ReferenceCall, _ times: Int) {
        if call.connected == nil {
            abandoned += times
        } else {
            answered += times
            answeredWait += times * call.wait
            handled += Double(times * call.talk)
        }
    }
}
