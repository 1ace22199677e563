import CivilTime
import Foundation
import Queries
import Reporting
import SQLite
import Warehouse

/// The queries and definitions of reports: the program's, and those of the user's folder.
struct ReportLibrary: Sendable {
    private(set) var report: ReportDefinition
    private(set) var further: [ReportDefinition] = []
    private var queries = Queries.all
    private var files: [String: String] = [:]
    private let deadline: ContinuousClock.Instant

    /// Reads `NAME.sql` as queries and `NAME.json` as pages: `report.json` stands for the page that
    /// managers open, every other one is a page beside it.
    ///
    /// - Parameter deadline: when all queries have to be done.
    init(folder: String?, language: Language, deadline: ContinuousClock.Instant) throws {
        self.deadline = deadline
        report = try ReportDefinition.standard(in: language)
        further = try ReportDefinition.companions(in: language)
        guard let folder else { return }
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
            throw Failure(
                .configuration, "The folder of definitions \(folder) cannot be read. Check it.")
        }
        let root = URL(filePath: folder, directoryHint: .isDirectory)
        for name in names.sorted() where name.hasSuffix(".sql") && !name.hasPrefix(".") {
            let url = root.appending(path: name)
            let query = String(name.dropLast(4))
            queries[query] = try QueryText.read(url.path, unreadable: .configuration)
            files[query] = url.path
        }
        for name in names.sorted() where name.hasSuffix(".json") && !name.hasPrefix(".") {
            let url = root.appending(path: name)
            let page = String(name.dropLast(5))
            let definition = try ReportDefinition(contentsOf: url, name: page, in: language)
            try definition.check(queries: queries.keys)
            if page == ReportDefinition.standardName {
                report = definition
            } else {
                further.removeAll { $0.name == page }
                further.append(definition)
            }
        }
    }

    func tables(of warehouse: Warehouse) -> SQLiteTables {
        SQLiteTables(
            connection: warehouse.connection, queries: queries, files: files, deadline: deadline)
    }
}

/// Reads the same state of a warehouse on several connections.
struct ReportReader: Sendable {
    let path: String
    let selection: Selection
    let library: ReportLibrary
    /// Of which the report tells, the period first.
    let spans: [Range<Timestamp>]

    /// The period, the one that it is compared with, and the month so far.
    static func spans(
        of period: Period, _ bounds: Range<Timestamp>, in calendar: LocalCalendar
    ) -> [Range<Timestamp>] {
        let before = try? period.previous.bounds(in: calendar)
        let month = calendar.start(of: period.last.adding(days: 1 - period.last.day))
        let soFar = period.days <= 7 ? month..<max(month, bounds.upperBound) : nil
        return [bounds, before, soFar].compactMap(\.self)
    }

    /// Sets the scope that a connection reads. Returns the names that match nothing.
    ///
    /// - Parameter files: what will be read for.
    func prepare(
        _ warehouse: Warehouse, for files: [ReportFile] = ReportFile.allCases
    ) throws -> [String] {
        try warehouse.read(
            only: selection, during: spans,
            tellingServices: files.contains(where: \.tellsServices))
    }

    /// Writes these forms, each group of files on a connection and a thread of its own.
    func write(
        _ formats: Set<ReportFormat>, by writer: ReportWriter, from warehouse: Warehouse
    ) async throws -> [URL] {
        let groups = ReportFile.groups(
            of: formats, isRestricted: selection.restrictsTasks)
        try warehouse.connection.execute("BEGIN")
        let state = try warehouse.state()
        let tables = library.tables(of: warehouse)
        // The other groups on connections of their own, meanwhile.
        let written = try await withThrowingTaskGroup(of: Written.self) { tasks in
            for (number, group) in groups.enumerated().dropFirst().reversed() {
                tasks.addTask {
                    try await onThread { try write(group, of: number, by: writer, in: state) }
                }
            }
            var written = [Written(number: 0, files: [])]
            if let first = groups.first { written[0].files = try writer.write(first, from: tables) }
            for try await one in tasks {
                written.append(one)
                if one.files.isEmpty {
                    // The warehouse went on before that connection looked: this one still sees it.
                    written[written.count - 1].files = try writer.write(
                        groups[one.number], from: tables)
                }
            }
            return written
        }
        return written.sorted { $0.number < $1.number }.flatMap(\.files)
    }

    /// Writes a group of files; none where the warehouse is no longer in that state.
    private func write(
        _ group: [ReportFile], of number: Int, by writer: ReportWriter, in state: WarehouseState?
    ) throws -> Written {
        let warehouse = try Warehouse.reading(path: path)
        _ = try prepare(warehouse, for: group)
        let files = try warehouse.connection.snapshot {
            try warehouse.state() == state
                ? writer.write(group, from: library.tables(of: warehouse)) : []
        }
        return Written(number: number, files: files)
    }
}

/// The files of one group.
private struct Written: Sendable {
    let number: Int
    var files: [URL]
}

/// Runs long work on a thread of its own: the pool has but one for each core, and whoever waits
/// there for a free one would start when the others are done.
private func onThread<Result: Sendable>(
    _ body: @escaping @Sendable () throws -> Result
) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Swift.Result(catching: body)) }
    }
}
