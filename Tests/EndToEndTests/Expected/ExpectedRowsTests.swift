import Foundation
import QueryLibrary
import Testing
import Warehouse

/// The fixed warehouse, made once for all tests of the suite.
private struct FixedWarehouse: SuiteTrait, TestScoping {
    @TaskLocal static var folder: URL?

    func provideScope(
        for test: Test, testCase: Test.Case?, performing body: @Sendable () async throws -> Void
    ) async throws {
        guard Self.folder == nil else { return try await body() }
        try await withTemporaryFolder { folder in
            try await FixedCentre.makeWarehouse(in: folder)

            try await Self.$folder.withValue(folder) { try await body() }
        }
    }
}

/// Every query of the library and every public view over the fixed warehouse, against rows that were
/// worked out by hand.
@Suite(FixedWarehouse()) struct ExpectedRowsTests {
    let folder: URL

    init() throws { folder = try #require(FixedWarehouse.folder) }

    @Test(arguments: LibraryQuery.all.map(\.name))
    func `A query returns the expected rows`(name: String) async throws {
        let files = try ExpectedRows.files("queries")[name] ?? []
        #expect(!files.isEmpty, "There are no expected rows in Tests/Expected/queries/\(name).csv.")
        for file in files {
            let expected = try ExpectedRows(file)
            try await expect(
                expected,
                [name] + (expected.period.map { ["--period", $0] } ?? [])
                    + expected.parameters.flatMap { ["--param", $0] })
        }
    }

    @Test(arguments: DataDictionary.analystViews)
    func `A view returns the expected rows`(name: String) async throws {
        let files = try ExpectedRows.files("views")[name] ?? []
        #expect(!files.isEmpty, "There are no expected rows in Tests/Expected/views/\(name).csv.")
        for file in files {
            let expected = try ExpectedRows(file)
            let columns = expected.lines.first?.joined(separator: ", ") ?? ""
            let all = try await run(["--sql", "SELECT * FROM \(name) LIMIT 0"])
            #expect(all.trimmingCharacters(in: .newlines) == columns.replacing(", ", with: ","))
            let condition = expected.condition.map { " WHERE \($0)" } ?? ""
            try await expect(
                expected,
                ["--sql", "SELECT \(columns) FROM \(name)\(condition) ORDER BY \(columns)"])
        }
    }

    @Test func `Every file of expected rows belongs to a query or a view`() throws {
        let queries = try Set(ExpectedRows.files("queries").keys)
        #expect(queries.isSubset(of: LibraryQuery.all.map(\.name)))
        let views = try Set(ExpectedRows.files("views").keys)
        #expect(views.isSubset(of: DataDictionary.analystViews))
    }

    private func expect(_ expected: ExpectedRows, _ words: [String]) async throws {
        let output = try await run(words)
        let difference = expected.difference(from: output)
        #expect(difference == nil)
    }

    private func run(_ words: [String]) async throws -> String {
        let outcome = try await Program.run(
            ["query", "--warehouse", "w.db", "--format", "csv"] + words, in: folder, key: nil)
        try #require(outcome.code == 0, "\(words): \(outcome.errors)")
        return outcome.output
    }
}
