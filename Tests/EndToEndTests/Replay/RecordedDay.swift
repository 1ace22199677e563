import CivilTime
import Foundation
import Testing

@testable import LucsSimulator

/// One local date of a recording as a collector saw it that polled at a fixed spacing, and what
/// really happened on it.
///
/// For whoever compares figures or estimates with the truth:
/// ```
/// let recording = try BankCalls.recording.get()
/// let day = try await RecordedDay(
///     of: recording, on: BankCalls.days[4], every: .seconds(60), phase: .seconds(17), in: folder)
/// let warehouse = try Warehouse.reading(path: day.path)
/// // … queries over day.bounds, against day.trueCounts and day.trueTotal
/// ```
struct RecordedDay: Sendable {
    /// How many calls entered the queue on the date, and what became of them.
    struct Counts: Hashable, Sendable {
        var offered = 0
        var answered = 0
        var abandoned = 0
    }

    enum Polls {
        case all
        case telling
    }

    /// The path of the warehouse; the file alone is it.
    let path: String
    let bounds: Range<Timestamp>
    /// By the name of the service; of all calls, however short.
    let trueCounts: [String: Counts]
    /// When it was polled, polls that were left out included.
    let grid: PollGrid

    var trueTotal: Counts {
        trueCounts.values.reduce(into: Counts()) { sum, counts in
            sum.offered += counts.offered
            sum.answered += counts.answered
            sum.abandoned += counts.abandoned
        }
    }

    /// Polls the date from its first instant on until every call that entered the queue on it
    /// has ended and was seen to be gone, without HTTP between.
    ///
    /// - Parameters:
    ///   - every: the spacing of the polls, whole milliseconds.
    ///   - phase: when the first poll is, after the date's first instant; from 0 up to `every`.
    ///   - polls: whether polls are left out that change no fact, as ``PollGrid/telling(_:)`` says.
    ///     Then coverage counts too few of them, and only facts are as they would be.
    ///   - folder: where the warehouse is made.
    init(
        of recording: Recording, on date: CivilDate, every: Duration, phase: Duration = .zero,
        polls: Polls = .all, in folder: URL
    ) async throws {
        let calendar = try #require(LocalCalendar(identifier: recording.timeZone))
        let bounds = calendar.start(of: date)..<calendar.end(of: date)
        var counts: [String: Counts] = [:]
        var end = bounds.upperBound
        for call in recording.calls {
            guard let queued = call.queueStarted, bounds.contains(queued) else { continue }
            counts[call.service, default: Counts()].offered += 1
            if call.connected == nil {
                counts[call.service, default: Counts()].abandoned += 1
            } else {
                counts[call.service, default: Counts()].answered += 1
            }
            end = max(end, call.ended)
        }
        self.bounds = bounds
        trueCounts = counts
        grid = PollGrid(from: bounds.lowerBound + phase, through: end + every, every: every)
        path = folder.appending(path: "\(date)-\(every.wholeMilliseconds)-\(phase).db").path
        // One date of a month: the calls of the days around it do not matter.
        var part = recording
        part.calls = recording.calls.filter { abs($0.day.dayNumber - date.dayNumber) <= 1 }
        switch polls {
        case .all: try await collect(part, polls: grid.instants, into: path)
        case .telling:
            try await collect(
                part, polls: grid.telling(part), maxGap: .seconds(2 * 86_400), into: path)
        }
    }
}
