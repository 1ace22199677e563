import CivilTime
import Foundation
import LucsSimulator
import Queries
import SQLite
import Testing
import Warehouse

/// Every recorded day of January 1999, collected without HTTP between, against the daily figures
/// and against what can be worked out slowly from the file alone.
@Suite(.needsBankCalls) struct ReplayJanuaryTests {
    /// Collects each recorded day, two at a time, and asks something of each.
    private func days<Answer: Sendable>(
        every: Duration, _ ask: @escaping @Sendable (RecordedDay) throws -> Answer
    ) async throws -> [(date: CivilDate, answer: Answer)] {
        let recording = try BankCalls.recording.get()
        return try await withTemporaryFolder { folder in
            try await withThrowingTaskGroup(of: (CivilDate, Answer).self) { group in
                var answers: [(CivilDate, Answer)] = []
                for (number, date) in BankCalls.days.enumerated() {
                    if number >= 2, let answer = try await group.next() { answers.append(answer) }
                    group.addTask {
                        let day = try await RecordedDay(
                            of: recording, on: date, every: every, polls: .telling, in: folder)
                        defer { try? FileManager.default.removeItem(atPath: day.path) }
                        return (date, try ask(day))
                    }
                }
                for try await answer in group { answers.append(answer) }
                return answers.sorted { $0.0 < $1.0 }
            }
        }
    }

    @Test func `At a poll a second, each day's figures are those of the daily file`() async throws {
        let answers = try await days(every: .seconds(1)) { try DailyFigures(of: $0) }
        #expect(answers.count == 29)
        var answered = 0
        for (date, figures) in answers {
            let expected = try #require(DailyFigures.expected(on: date))
            #expect(figures == expected, "\(date)")
            answered += figures.answered
        }
        // What is corrected for is little: 277 services of no length.
        let daily = BankCalls.dailyRows.compactMap { $0["agent"].flatMap { Int($0) } }
        #expect(daily.reduce(0, +) - answered == ReferenceCall.all.count(where: \.isTooShort))
        #expect(answered > daily.reduce(0, +) * 98 / 100)
    }

    @Test func `At a poll a minute, each call is there that could be seen`() async throws {
        let answers = try await days(every: .seconds(60)) { day in
            let seen = try Warehouse.reading(path: day.path).seenCalls()
            let expected = ReferenceCall.seen(at: day.grid.instants)
            return (
                count: seen.values.reduce(0, +), wrong: seen.differences(from: expected),
                truth: day.trueTotal
            )
        }
        #expect(answers.count == 29)
        for (date, calls) in answers { #expect(calls.wrong == [], "\(date)") }
        let (seen, offered) = answers.reduce((0, 0)) {
            ($0.0 + $1.answer.count, $0.1 + $1.answer.truth.offered)
        }
        #expect(seen > 25_000)
        #expect(seen * 100 < offered * 92)
    }
}

extension [SeenCall: Int] {
    /// What is there too often or too seldom, in words.
    func differences(from expected: [SeenCall: Int]) -> [String] {
        Set(keys).union(expected.keys).filter { self[$0] != expected[$0] }.map { call in
            "\(self[call] ?? 0) instead of \(expected[call] ?? 0) × \(call)"
        }
    }
}

extension Warehouse {
    /// The calls in the view `task` that entered a queue.
    func seenCalls() throws -> [SeenCall: Int] {
        var seen: [SeenCall: Int] = [:]
        try connection.prepare(
            """
            SELECT service_name, queue_started_at, outcome,
                CAST(round(wait_seconds * 1000) AS INTEGER)
            FROM task WHERE queue_started_at IS NOT NULL
            """
        ).forEach { row in
            let call = SeenCall(
                service: try row.text(0) ?? "", queued: Int(try row.requiredInteger(1)),
                outcome: try row.text(2) ?? "", waitMilliseconds: try row.integer(3).map(Int.init))
            seen[call, default: 0] += 1
        }
        return seen
    }
}
