import CivilTime
import Foundation
import Testing

@testable import LucsSimulator

/// What each kind of row of a file of recorded calls means.
@Suite struct RecordingTests {
    private typealias Rows = RecordedRows

    /// The only call of a file of one row, and what was noted of it.
    private func call(_ row: String) throws -> (RecordedCall, ReadingReport) {
        let recording = try Rows.recording(row)
        try #require(recording.calls.count == 1)
        return (recording.calls[0], recording.report)
    }

    @Test func `A call that waited and was answered has the instants of menu and queue`() throws {
        let (call, report) = try call(
            Rows.row(
                1, "AGENT", menu: ("7:43:47", "7:43:53"), queue: ("7:43:53", "7:44:58"),
                service: ("7:44:58", "7:46:23"), server: "BASCH"))
        #expect(call.service == "PS")
        #expect(call.agent == "BASCH")
        #expect(call.day == CivilDate("1999-01-05"))
        #expect(call.created == (try Rows.at("07:43:47")))
        #expect(call.queueStarted == (try Rows.at("07:43:53")))
        #expect(call.connected == (try Rows.at("07:44:58")))
        #expect(call.ended == (try Rows.at("07:46:23")))
        #expect(report.answered == 1)
        #expect(report.answeredAtOnce == 0)
        #expect(report.findings == [:])
    }

    @Test func `A service that does not begin as the queue ends is moved there, as long as it was`()
        throws
    {
        for (begin, end) in [
            ("7:44:57", "7:46:22"), ("7:42:00", "7:43:25"), ("7:50:00", "7:51:25"),
        ] {
            let (call, report) = try call(
                Rows.row(
                    1, "AGENT", menu: ("7:43:47", "7:43:53"), queue: ("7:43:53", "7:44:58"),
                    service: (begin, end), server: "BASCH"))
            #expect(call.connected == (try Rows.at("07:44:58")))
            #expect(call.ended == (try Rows.at("07:46:23")))
            #expect(report.findings == [.movedService: 1])
        }
    }

    @Test func `A call without a queue that was answered did not wait`() throws {
        let (call, report) = try call(
            Rows.row(
                1, "AGENT", menu: ("7:08:58", "7:09:09"), service: ("7:09:07", "7:11:07"),
                server: "MICHAL"))
        #expect(call.queueStarted == (try Rows.at("07:09:07")))
        #expect(call.connected == call.queueStarted)
        #expect(call.ended == (try Rows.at("07:11:07")))
        #expect(report.answeredAtOnce == 1)
        #expect(report.findings == [:])
    }

    @Test func `A call that was hung up in the queue was abandoned when it left it`() throws {
        let (call, report) = try call(
            Rows.row(
                1, "HANG", menu: ("0:00:02", "0:00:08"), queue: ("0:00:08", "0:02:28")))
        #expect(call.queueStarted == (try Rows.at("00:00:08")))
        #expect(call.connected == nil)
        #expect(call.agent == nil)
        #expect(call.ended == (try Rows.at("00:02:28")))
        #expect(report.abandoned == 1)
        #expect(report.findings == [:])
    }

    @Test func `A service beside a call that was hung up does not count`() throws {
        let (call, report) = try call(
            Rows.row(
                1, "HANG", menu: ("6:27:54", "6:28:03"), queue: ("6:28:03", "6:46:10"),
                service: ("7:26:44", "7:30:08"), server: "DARMON"))
        #expect(call.connected == nil)
        #expect(call.agent == nil)
        #expect(call.ended == (try Rows.at("06:46:10")))
        #expect(report.findings == [.serviceWithoutAnswer: 1])
    }

    @Test func `A call that was hung up in the menu never entered a queue`() throws {
        let (call, report) = try call(Rows.row(1, "HANG", menu: ("0:34:12", "0:34:23")))
        #expect(call.queueStarted == nil)
        #expect(call.created == (try Rows.at("00:34:12")))
        #expect(call.ended == (try Rows.at("00:34:23")))
        #expect(report.lostBeforeQueue == 1)
        #expect(report.abandoned == 0)
    }

    @Test func `An answered call without a service ends as it is answered`() throws {
        let (queued, report) = try call(
            Rows.row(
                1, "AGENT", menu: ("12:58:15", "12:58:20"), queue: ("12:58:20", "12:58:59"),
                server: "DORIT"))
        #expect(queued.connected == (try Rows.at("12:58:59")))
        #expect(queued.ended == queued.connected)
        #expect(report.findings == [.unrecordedService: 1])
        let (atOnce, _) = try call(
            Rows.row(1, "AGENT", menu: ("19:23:30", "19:23:38"), server: "AVNI"))
        #expect(atOnce.queueStarted == (try Rows.at("19:23:38")))
        #expect(atOnce.connected == atOnce.queueStarted)
        #expect(atOnce.ended == atOnce.queueStarted)
    }

    @Test(arguments: ["NO_SERVER", ""])
    func `An answered call that names nobody has no agent`(name: String) throws {
        let (call, report) = try call(
            Rows.row(
                1, "AGENT", menu: ("10:27:22", "10:27:41"), service: ("10:27:42", "10:27:48"),
                server: name))
        #expect(call.connected != nil)
        #expect(call.agent == nil)
        #expect(report.findings == [.unnamedAgent: 1])
    }

    @Test func `Times after midnight are of the next day`() throws {
        let (answered, report) = try call(
            Rows.row(
                1, "AGENT", menu: ("23:59:23", "23:59:23"), queue: ("23:59:28", "0:00:03"),
                service: ("0:00:03", "0:00:55"), server: "ANAT"))
        #expect(answered.queueStarted == (try Rows.at("23:59:28")))
        #expect(answered.connected == (try Rows.at("00:00:03", date: "1999-01-06")))
        #expect(answered.ended == (try Rows.at("00:00:55", date: "1999-01-06")))
        #expect(answered.day == CivilDate("1999-01-05"))
        #expect(report.findings == [.pastMidnight: 1])
        let (atOnce, _) = try call(
            Rows.row(
                1, "AGENT", menu: ("23:59:57", "23:59:57"), service: ("0:00:14", "0:02:21"),
                server: "AVNI"))
        #expect(atOnce.queueStarted == (try Rows.at("00:00:14", date: "1999-01-06")))
        let (atMidnight, _) = try call(
            Rows.row(
                1, "HANG", menu: ("23:59:57", "0:00:00"), queue: ("0:00:00", "0:00:09")))
        #expect(atMidnight.queueStarted == (try Rows.at("00:00:00", date: "1999-01-06")))
        #expect(atMidnight.ended == (try Rows.at("00:00:09", date: "1999-01-06")))
    }

    @Test func `A queue that begins at 0:00:00 is none, but for calls of about that time`() throws {
        let (call, report) = try call(
            Rows.row(
                1, "AGENT", menu: ("7:08:58", "7:09:07"), queue: ("0:00:00", "7:10:00"),
                service: ("7:09:07", "7:11:07"), server: "MICHAL"))
        #expect(call.queueStarted == (try Rows.at("07:09:07")))
        #expect(call.connected == call.queueStarted)
        #expect(report.answeredAtOnce == 1)
        let (early, _) = try self.call(
            Rows.row(1, "HANG", menu: ("0:00:00", "0:00:00"), queue: ("0:00:00", "0:00:07")))
        #expect(early.queueStarted == (try Rows.at("00:00:00")))
        #expect(early.ended == (try Rows.at("00:00:07")))
    }

    @Test func `A menu left before it was entered gives way to what follows`() throws {
        let (queued, report) = try call(
            Rows.row(
                1, "HANG", menu: ("14:51:15", "14:50:33"), queue: ("14:50:33", "14:51:45")))
        #expect(queued.created == (try Rows.at("14:50:33")))
        #expect(queued.queueStarted == queued.created)
        #expect(report.findings == [.backwardMenu: 1])
        let (lost, _) = try call(Rows.row(1, "HANG", menu: ("14:51:15", "14:50:33")))
        #expect(lost.created == (try Rows.at("14:50:33")))
        #expect(lost.ended == lost.created)
    }

    @Test func `A queue or a service that ends before it begins lasts no time`() throws {
        let (queue, first) = try call(
            Rows.row(
                1, "AGENT", menu: ("9:00:00", "9:00:05"), queue: ("9:00:05", "8:59:50"),
                service: ("9:00:05", "9:01:00"), server: "TALI"))
        #expect(queue.connected == queue.queueStarted)
        #expect(queue.ended == (try Rows.at("09:01:00")))
        #expect(first.findings == [.backwardQueue: 1])
        let (service, second) = try call(
            Rows.row(
                1, "AGENT", menu: ("9:00:00", "9:00:05"), service: ("9:00:05", "8:59:50"),
                server: "TALI"))
        #expect(service.ended == service.connected)
        #expect(second.findings == [.backwardService: 1])
    }

    @Test func `Phantoms are left out, and a row that is there twice counts once`() throws {
        let row = Rows.row(
            2, "AGENT", menu: ("9:00:00", "9:00:05"), service: ("9:00:05", "9:01:00"),
            server: "TALI")
        let other = Rows.row(
            2, "AGENT", type: "NW", menu: ("9:00:00", "9:00:05"), service: ("9:01:00", "9:02:00"),
            server: "ELI")
        let recording = try Rows.recording(
            Rows.row(1, "PHANTOM", menu: ("8:00:00", "8:00:05")), row, row, other)
        #expect(recording.calls.count == 2)
        #expect(Set(recording.calls.map(\.id)).count == 2)
        #expect(recording.report.rows == 4)
        #expect(recording.report.answered == 2)
        #expect(recording.report.findings == [.phantom: 1, .repeated: 1])
        #expect(recording.services == ["NW", "PS"])
        #expect(recording.agents == ["ELI", "TALI"])
    }

    @Test func `The report names every kind of row that there was, and its number`() throws {
        let recording = try Rows.recording(
            Rows.row(1, "PHANTOM", date: "990104", menu: ("8:00:00", "8:00:05")),
            Rows.row(2, "HANG", menu: ("8:01:00", "8:00:05")),
            Rows.row(
                3, "AGENT", date: "990107", menu: ("9:00:00", "9:00:05"),
                service: ("9:00:05", "9:01:00")))
        let lines = recording.report.lines
        #expect(lines[0].contains("3 rows of 1999-01-04 to 1999-01-07"))
        #expect(lines[0].contains("1 call answered (1 at once)"))
        #expect(lines[0].contains("0 abandoned, 1 lost before the queue"))
        #expect(Array(lines.dropFirst()).map { $0.prefix(4) } == ["1 × ", "1 × ", "1 × "])
        for finding in [ReadingReport.Finding.phantom, .unnamedAgent, .backwardMenu] {
            #expect(lines.contains("1 × \(finding.rawValue)."))
        }
    }

    @Test func `Identifiers are GUIDs made of names, the same at every reading`() throws {
        let row = Rows.row(7, "HANG", menu: ("8:00:00", "8:00:05"))
        let (first, _) = try call(row)
        let (second, _) = try call(row)
        #expect(first.id == second.id)
        #expect(first.id != (try call(Rows.row(8, "HANG", menu: ("8:00:00", "8:00:05"))).0.id))
        let parts = first.id.split(separator: "-").map(\.count)
        #expect(parts == [8, 4, 4, 4, 12])
        #expect(first.id == "9ff93a78-c643-4def-9a10-fc9111cfc010")
    }

    @Test func `Calls are in the order of their arrival, whatever the file's`() throws {
        let recording = try Rows.recording(
            Rows.row(1, "HANG", date: "990106", menu: ("8:00:00", "8:00:05")),
            Rows.row(2, "HANG", type: "NW", menu: ("9:00:00", "9:00:05")),
            Rows.row(3, "HANG", type: "IN", menu: ("9:00:00", "9:00:01")))
        #expect(recording.calls.map(\.service) == ["NW", "IN", "PS"])
        #expect(recording.start == (try Rows.at("00:00:00")))
        #expect(recording.firstCall == (try Rows.at("09:00:00")))
        #expect(recording.end == (try Rows.at("08:00:05", date: "1999-01-06")))
    }
}
