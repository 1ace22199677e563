import CivilTime
import Foundation
import LucsSimulator
import Testing
import Warehouse

/// A made-up recorded day, collected as the real ones are, against figures worked out by hand.
@Suite struct RecordedDayTests {
    private func day(
        every: Duration, phase: Duration = .zero, polls: RecordedDay.Polls = .all,
        in folder: URL
    ) async throws -> RecordedDay {
        let date = try #require(CivilDate("1999-01-05"))
        return try await RecordedDay(
            of: SampleRecording.recording(), on: date, every: every, phase: phase, polls: polls,
            in: folder)
    }

    @Test func `A recorded day is a warehouse in one file, and knows what is true`() async throws {
        try await withTemporaryFolder { folder in
            let day = try await day(every: .seconds(30), phase: .seconds(7), in: folder)
            #expect(
                day.trueCounts == [
                    "Loans": RecordedDay.Counts(offered: 4, answered: 3, abandoned: 1),
                    "Cards": RecordedDay.Counts(offered: 6, answered: 5, abandoned: 1),
                ])
            #expect(day.trueTotal == RecordedDay.Counts(offered: 10, answered: 8, abandoned: 2))
            #expect(day.bounds.lowerBound.iso8601 == "1999-01-04T22:00:00.000Z")
            #expect(day.bounds.upperBound.iso8601 == "1999-01-05T22:00:00.000Z")
            #expect(day.grid[0] == day.bounds.lowerBound + .seconds(7))
            #expect(day.grid[1] == day.bounds.lowerBound + .seconds(37))
            let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            #expect(files == [URL(filePath: day.path).lastPathComponent])
        }
    }

    @Test func `At a poll a second, only a call shorter than that counts otherwise`() async throws {
        try await withTemporaryFolder { folder in
            let figures = try DailyFigures(
                of: try await day(every: .seconds(1), polls: .telling, in: folder))
            #expect(figures.offered == 10)
            // One was answered for no time at all: it was seen to wait, and to be gone.
            #expect(figures.answered == 7)
            #expect(figures.abandoned == 3)
            #expect(figures.answeredWait == 142)
            #expect(figures.meanWait == 142.0 / 7)
            // Every end lies half a second before the poll that shows it.
            #expect(figures.handled == 558 - 3.5)
        }
    }

    @Test(arguments: [0, 10])
    func `At a poll a minute, what came and went between two is not there`(phase: Int)
        async throws
    {
        try await withTemporaryFolder { folder in
            let day = try await day(every: .seconds(60), phase: .seconds(phase), in: folder)
            let seen = try Warehouse.reading(path: day.path).seenCalls()
            let recording = try SampleRecording.recording()
            func call(
                _ service: String, _ time: String, _ outcome: String, _ wait: Int
            ) throws -> SeenCall {
                let queued = try SampleRecording.at(recording, time).milliseconds
                return SeenCall(
                    service: service, queued: Int(queued), outcome: outcome,
                    waitMilliseconds: wait * 1000)
            }
            var expected = try [
                call("Loans", "9:00:08", "answered", 0),
                call("Loans", "9:00:41", "answered", 141),
                call("Cards", "9:09:10", "answered", 0),
            ]
            if phase == 0 {
                // It enters the queue at a poll; two others end at one, and are not seen.
                expected.append(try call("Cards", "9:07:00", "abandoned", 30))
            } else {
                try expected += [
                    call("Loans", "9:01:10", "abandoned", 30),
                    // Answered at a poll.
                    call("Cards", "9:02:09", "answered", 1),
                    call("Cards", "9:04:02", "answered", 0),
                    call("Loans", "9:05:07", "abandoned", 33),
                    call("Cards", "9:07:00", "abandoned", 40),
                    call("Cards", "9:10:06", "answered", 0),
                ]
            }
            #expect(seen == Dictionary(uniqueKeysWithValues: expected.map { ($0, 1) }))
        }
    }
}
