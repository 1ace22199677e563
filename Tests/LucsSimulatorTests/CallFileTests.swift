import CivilTime
import Foundation
import Testing

@testable import LucsSimulator

/// The form of a file of recorded calls: CSV, its header, and what is wrong with bad ones.
@Suite struct CallFileTests {
    private typealias Rows = RecordedRows

    private func records(_ text: String) throws -> [[String]] {
        var reader = CSVReader(Array(text.utf8))
        var records: [[String]] = []
        while let record = try reader.next() { records.append(record.fields) }
        return records
    }

    @Test func `CSV is read as RFC 4180 tells`() throws {
        #expect(try records("a,b\r\n1,2\r\n") == [["a", "b"], ["1", "2"]])
        #expect(try records("a,b\n1,2") == [["a", "b"], ["1", "2"]])
        #expect(try records("\u{FEFF}a,\n,b\n") == [["a", ""], ["", "b"]])
        #expect(try records("\"a,\"\"b\"\"\r\nc\",d\n") == [["a,\"b\"\r\nc", "d"]])
        #expect(try records("\"\",\"x\"") == [["", "x"]])
        #expect(try records("\na\n\r\n\n") == [["a"]])
        #expect(try records("Zoë,東\n") == [["Zoë", "東"]])
        #expect(try records("") == [])
    }

    @Test(arguments: [
        ("a\nb\"c\n", 2, "quote inside a field"), ("a\n\n\"b\" c\n", 3, "after the closing quote"),
        ("\"a\nb\"\n\"c\nd", 3, "never closed"),
    ])
    func `Bad quotes are named with their line`(text: String, line: Int, reason: String) {
        let error = #expect(throws: ReplayError.self) { try records(text) }
        #expect(error?.line == line)
        #expect(error?.reason.contains(reason) == true)
    }

    @Test func `Columns are found by name, in any order, and others may be there`() throws {
        let text =
            "note,Server,ser_exit,ser_start,outcome,q_exit,q_start,vru_exit,vru_entry,date,type,"
            + "call_id,vru_line\r\n"
            + "\"long, with a comma\",TALI,9:01:00,09:00:05,agent,0:00:00,0:00:00,9:00:05,9:00:00,"
            + "1999-01-05,PS,1,AA0101\r\n"
        let call = try #require(try Recording(csv: Array(text.utf8)).calls.first)
        let usual = try Rows.recording(
            Rows.row(
                1, "AGENT", date: "1999-01-05", menu: ("9:00:00", "9:00:05"),
                service: ("9:00:05", "9:01:00"), server: "TALI"))
        #expect(call == usual.calls.first)
    }

    @Test(arguments: ["990105", "19990105", "1999-01-05"])
    func `Dates may be written in three ways`(date: String) throws {
        let recording = try Rows.recording(
            Rows.row(1, "HANG", date: date, menu: ("9:00:00", "9:00:05")))
        #expect(recording.firstCall == (try Rows.at("09:00:00")))
    }

    @Test func `Two digits of a year mean 1970 to 2069`() throws {
        for (date, day) in [("690105", "2069-01-05"), ("700105", "1970-01-05")] {
            let recording = try Rows.recording(
                Rows.row(1, "HANG", date: date, menu: ("9:00:00", "9:00:05")))
            #expect(recording.report.days?.lowerBound.description == day)
        }
    }

    /// What a row may have wrong, and what is said about it.
    static let badRows: [(row: String, says: [String])] = {
        func row(
            _ outcome: String = "HANG", type: String = "PS", date: String = "990105",
            _ entry: String = "9:00:00"
        ) -> String {
            RecordedRows.row(1, outcome, type: type, date: date, menu: (entry, "9:00:05"))
        }
        return [
            (row("LOST"), ["outcome", "LOST", "AGENT, HANG, PHANTOM"]),
            (row(type: ""), ["type", "service"]), (row(date: "990230"), ["date", "990230"]),
            (row(date: "5 January"), ["date", "5 January"]), (row(date: ""), ["date"]),
            (row("HANG", "24:00:00"), ["vru_entry", "24:00:00"]),
            (row("HANG", "9:60:00"), ["vru_entry", "9:60:00"]),
            (row("HANG", "9:00"), ["vru_entry", "9:00", "7:08:28"]),
            (row("HANG", "-1:00:00"), ["vru_entry"]), (row("HANG", ""), ["vru_entry"]),
            ("AA0101,1,0,PS", ["4 fields", "names 16"]), (row() + ",more", ["17 fields"]),
        ]
    }()

    @Test(arguments: badRows)
    func `A row that cannot be read is named with its line`(row: String, says: [String]) throws {
        let good = Rows.row(1, "HANG", menu: ("8:00:00", "8:00:05"))
        let error = #expect(throws: ReplayError.self) { try Rows.recording(good, row) }
        #expect(error?.line == 3)
        for text in says { #expect(error?.description.contains(text) == true, "\(text)") }
    }

    @Test(arguments: [
        ("", "empty"), (RecordedRows.header + "\n", "no call"),
        (RecordedRows.header.replacing("q_exit", with: "queue_exit") + "\n", "lacks q_exit"),
        (RecordedRows.header.replacing("priority", with: "type") + "\n", "two columns type"),
    ])
    func `A file without its columns or without a call is refused`(text: String, says: String) {
        let error = #expect(throws: ReplayError.self) { try Recording(csv: Array(text.utf8)) }
        #expect(error?.description.contains(says) == true)
    }

    @Test func `A time zone that there is not is refused`() {
        #expect(throws: ReplayError.self) {
            try Rows.recording(
                Rows.row(1, "HANG", menu: ("8:00:00", "8:00:05")), timeZone: "Mars/Base")
        }
    }

    @Test func `Local times become instants, also on days on which clocks change`() throws {
        func calls(_ date: String, _ times: String...) throws -> [String] {
            try times.map { time in
                try Rows.recording(
                    Rows.row(1, "HANG", date: date, menu: (time, time)), timeZone: "Europe/Zurich"
                ).firstCall.iso8601
            }
        }
        // Clocks skip 2:00 to 3:00, or show it twice: then the first is meant.
        #expect(
            try calls("990328", "1:59:59", "2:30:00", "3:00:00", "23:00:00") == [
                "1999-03-28T00:59:59.000Z", "1999-03-28T01:30:00.000Z",
                "1999-03-28T01:00:00.000Z", "1999-03-28T21:00:00.000Z",
            ])
        #expect(
            try calls("991031", "1:59:59", "2:30:00", "3:00:00", "23:00:00") == [
                "1999-10-30T23:59:59.000Z", "1999-10-31T00:30:00.000Z",
                "1999-10-31T02:00:00.000Z", "1999-10-31T22:00:00.000Z",
            ])
    }

    @Test func `A local time to begin at is read with or without seconds, or as a date`() throws {
        let recording = try Rows.recording(Rows.row(1, "HANG", menu: ("8:00:00", "8:00:05")))
        #expect(recording.instant(localTime: "1999-01-05T08:00") == (try Rows.at("08:00:00")))
        #expect(recording.instant(localTime: "1999-01-05T8:00:07") == (try Rows.at("08:00:07")))
        #expect(recording.instant(localTime: "1999-01-05") == recording.start)
        for text in ["", "8:00", "1999-01-05T", "1999-01-05T25:00", "1999-01-05T08:00Z", "soon"] {
            #expect(recording.instant(localTime: text) == nil, "\(text)")
        }
    }
}
