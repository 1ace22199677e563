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
        every: Duration, phase: Duration = .zero,
        _ ask: @escaping @Sendable (RecordedDay) throws -> Answer
    ) async throws -> [(date: CivilDate, answer: Answer)] {
        let recording = try BankCalls.recording.get()
        return try await withTemporaryFolder { folder in
            try await withThrowingTaskGroup(of: (CivilDate, Answer).self) { group in
                var waiting = BankCalls.days[...]
                var answers: [(CivilDate, Answer)] = []
                while true {
                    while group.isEmpty || answers.count + 2 > BankCalls.days.count - waiting.count,
                        let date = waiting.popFirst()
                    {
                        group.addTask {
                            let day = try await RecordedDay(
                                of: recording, on: date, every: every, phase: phase, in: folder)
                            defer { try? FileManager.default.removeItem(atPath: day.path) }
                            return (date, try ask(day))
                        }
                    }
                    guard let answer = try await group.next() else { break }
                    answers.append(answer)
                }
                return answers.sorted { $0.0 < $1.0 }
            }
        }
    }

    @Test func `At a look a second, each day's figures are those of the daily file`() async throws {
        let answers = try await days(every: .seconds(1)) { try DailyFigures(of: $0) }
        #expect(answers.count == 29)
        for (date, figures) in answers {
            let expected = try #require(DailyFigures.expected(on: date))
            #expect(figures == expected, "\(date)")
        }
    }

    @Test func `At a look a minute, each call is there that could be seen, and no other`()
        async throws
    {
        let answers = try await days(every: .seconds(60)) { day in
            try Warehouse.reading(path: day.path).seenCalls()
                .differences(from: ReferenceCall.seen(at: day.grid.instants))
        }
        #expect(answers.count == 29)
        for (date, differences) in answers { #expect(differences == [], "\(date)") }
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
