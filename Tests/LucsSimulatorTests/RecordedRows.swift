import CivilTime
import Foundation
import Testing

@testable import LucsSimulator

/// Makes files of recorded calls, row by row.
enum RecordedRows {
    static let header =
        "vru_line,call_id,priority,type,date,vru_entry,vru_exit,vru_time,q_start,q_exit,q_time,"
        + "outcome,ser_start,ser_exit,ser_time,server"

    /// One row; what is not given is as in a call that neither waited nor was answered.
    static func row(
        _ call: Int, _ outcome: String, type: String = "PS", date: String = "990105",
        menu: (String, String), queue: (String, String) = ("0:00:00", "0:00:00"),
        service: (String, String) = ("0:00:00", "0:00:00"), server: String = "NO_SERVER"
    ) -> String {
        "AA0101,\(call),0,\(type),\(date),\(menu.0),\(menu.1),0,\(queue.0),\(queue.1),0,\(outcome),"
            + "\(service.0),\(service.1),0,\(server)"
    }

    static func recording(
        _ rows: String..., timeZone: String = Recording.bankTimeZone
    ) throws -> Recording {
        try recording(rows, timeZone: timeZone)
    }

    static func recording(
        _ rows: [String], timeZone: String = Recording.bankTimeZone
    ) throws -> Recording {
        let text = ([header] + rows).joined(separator: "\n") + "\n"
        return try Recording(csv: Array(text.utf8), timeZone: timeZone)
    }

    /// The instant of a local time in Israel in winter.
    static func at(_ time: String, date: String = "1999-01-05") throws -> Timestamp {
        try #require(Timestamp(lucs: "\(date)T\(time)+02:00"))
    }
}
