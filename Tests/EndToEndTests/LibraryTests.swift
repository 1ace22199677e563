import CivilTime
import Foundation
public import QueryLibrary
import SQLite
public import Testing
import Warehouse

/// Some hours of a simulated day, for all tests of a suite; made once.
struct Day: SuiteTrait, TestScoping {
    @TaskLocal static var path: String?

    func provideScope(
        for test: Test, testCase: Test.Case?, performing body: @Sendable () async throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "day.db").path
            _ = try await Observation(path: path, hours: 8...12)
            try await Self.$path.withValue(path) { try await body() }
        }
    }
}

@Suite(Day()) struct LibraryTests {
    let path: String

    init() throws { path = try #require(Day.path) }

    static let complete = LibraryQuery.all.filter { !$0.isOfPage }
    /// The queries with a default for everything.
    static let free = complete.filter { !$0.parameters.contains { $0.standard == nil } }

    @Test(arguments: LibraryQuery.all)
    func `Its header is complete`(query: LibraryQuery) throws {
        #expect(!query.title.isEmpty && !query.question.isEmpty)
        guard !query.isOfPage else { return }
        #expect(query.problems == [])
        // A unit that is not known would not be checked.
        let units = ["ms UTC", "count", "s", "fraction", "number", "date", "text", "0/1"]
        #expect(query.parameters.allSatisfy { units.contains($0.unit) || $0.choices.count > 1 })
        #expect(query.question.hasSuffix("?"))
        #expect(query.example.hasPrefix("lucstats query \(query.name)"))
        let statement = try Warehouse.reading(path: path).connection.prepare(query.sql)
        #expect(statement.isReadOnly)
        #expect(statement.columnNames == query.columns.map(\.name))
        #expect(
            Set(statement.parameterNames) == Set(query.parameters.map { ":" + $0.name }))
    }

    @Test(arguments: complete)
    func `It runs unchanged in the shell of SQLite, and tells the same`(
        query: LibraryQuery
    ) async throws {
        let folder = URL(filePath: path).deletingLastPathComponent()
        let warehouse = try Warehouse.reading(path: path)
        let day = warehouse.calendar.date(at: try #require(try first(of: warehouse)))
        let (start, end) = (warehouse.calendar.start(of: day), warehouse.calendar.end(of: day))
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../queries/\(query.name).sql").path
        var commands = [".mode csv", ".headers on"]
        var words = ["query", query.name, "--warehouse", path, "--format", "csv"]
        if query.parameters.contains(where: { $0.name == "start_at" }) {
            commands += [
                ".parameter init", ".parameter set :start_at \(start.milliseconds)",
                ".parameter set :end_at \(end.milliseconds)",
            ]
            words += ["--period", "\(day)"]
        }
        let shell = try Self.sqlite(commands + [".read '\(file)'"], path)
        let program = try await Program.run(words, in: folder)
        #expect(program.code == 0, "\(program.errors)")
        let columns = query.columns.map(\.name).joined(separator: ",")
        let told = Self.cells(program.output)
        #expect(told.first == Self.cells(columns).first)
        let isEmpty = [
            "repeat-callers", "rona-by-agent", "coverage-gaps", "rule-changes",
            "week-over-week", "silent-members",
        ]
        #expect(told.count > 1 || isEmpty.contains(query.name))
        // The shell tells nothing at all, not even the columns, where there is no row.
        if told.count > 1 { #expect(Self.cells(shell) == told) } else { #expect(shell == "") }
    }

    @Test(arguments: free)
    func `Its defaults hold in the shell, and are everything there is`(query: LibraryQuery) throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../queries/\(query.name).sql").path
        let plain = try Self.sqlite([".mode csv", ".read '\(file)'"], path)
        let isDated = query.parameters.contains { $0.name == "start_at" }
        let dated = try Self.sqlite(
            [
                ".mode csv", ".parameter init", ".parameter set :start_at 0",
                ".parameter set :end_at 9000000000000000", ".read '\(file)'",
            ], path)
        #expect(plain == dated)
        #expect(
            !isDated || !plain.isEmpty
                || ["repeat-callers", "rona-by-agent", "rule-changes", "silent-members"].contains(
                    query.name)
        )
    }

    @Test func `Agents needed by Erlang C are those of the textbook`() throws {
        let warehouse = try Warehouse.reading(path: path)
        let query = try #require(LibraryQuery.all.first { $0.name == "erlang-c" })
        let statement = try warehouse.connection.prepare(query.sql)
        try statement.bind([
            "calls": 100, "per_seconds": 1800, "handle_seconds": 180, "threshold_seconds": 20,
        ])
        var found: [Double] = []
        try statement.forEach { row in
            guard try row.integer(0) == 14 else { return }
            found = (1..<5).compactMap { if case .real(let real) = row[$0] { real } else { nil } }
        }
        let expected = [0.71429, 0.17413, 0.88835, 7.836]
        #expect(found.count == expected.count)
        for (one, other) in zip(found, expected) { #expect(abs(one - other) < 0.0005) }
    }

    @Test func `What would take too long is stopped`() async throws {
        let folder = URL(filePath: path).deletingLastPathComponent()
        let begun = ContinuousClock.now
        let outcome = try await Program.run(
            [
                "query", "--warehouse", path, "--timeout", "200ms", "--sql",
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n",
            ], in: folder)
        #expect(outcome.code == 75)
        #expect(outcome.errors.contains("longer than 200ms"))
        #expect(ContinuousClock.now - begun < .seconds(20))
    }

    private func first(of warehouse: Warehouse) throws -> Timestamp? {
        let value = try warehouse.connection.prepare("SELECT min(started_at) FROM pass").scalar()
        guard case .integer(let at)? = value else { return nil }
        return Timestamp(milliseconds: at)
    }

    private static func sqlite(_ commands: [String], _ path: String) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/sqlite3")
        process.arguments = ["-readonly", path]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        process.standardError = output
        try process.run()
        input.fileHandleForWriting.write(Data(commands.map { $0 + "\n" }.joined().utf8))
        try input.fileHandleForWriting.close()
        let text = String(
            decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(text)")
        return text
    }

    /// Cells of a CSV text without quotes inside; numbers to twelve digits, since the shell
    /// prints fifteen.
    private static func cells(_ csv: String) -> [[String]] {
        csv.split(whereSeparator: \.isNewline).map { line in
            line.split(separator: ",", omittingEmptySubsequences: false).map { cell in
                let text = cell.filter { $0 != "\"" }
                guard text.contains("."), let number = Double(text) else { return text }
                return "\((number * 1e9).rounded() / 1e9)"
            }
        }
    }
}

extension LibraryQuery: CustomTestStringConvertible {
    public var testDescription: String { name }
}
