import Foundation
import SQLite
import Testing

/// What commands that read leave behind: nothing but SQLite's own files beside the warehouse.
@Suite(Desk()) struct ReadingTests {
    private let folder: URL

    init() throws { folder = try #require(Desk.current).folder }

    private static let commands = [
        ["query", "services", "--period", "2026-11-24"],
        ["query", "--sql", "SELECT * FROM task ORDER BY wait_seconds", "--format", "jsonl"],
        ["query", "--sql", "SELECT 1", "--csv", "excel"],
        ["report", "--period", "2026-11-24", "--stdout", "--format", "html"],
        ["report", "--period", "2026-11-24", "--stdout", "--format", "csv"],
        ["report", "--period", "2026-11-24", "--stdout", "--format", "json"],
        ["report", "--period", "2026-11-24", "--stdout", "--format", "mail"],
        ["status"],
        ["warehouse", "verify"], ["warehouse", "describe"], ["warehouse", "describe", "task"],
        ["warehouse", "metadata"], ["warehouse", "targets"],
        ["warehouse", "prune", "--keep", "1d", "--dry-run"],
    ]

    /// A file as it lies in a folder: whatever is written to it or put in its place is another one.
    private struct Entry: Hashable {
        let path: String
        let inode: UInt64
        let mode: UInt32
        let changed: Int
        let bytes: Data?
    }

    /// All but what SQLite makes for every reader of a journal, and leaves.
    private func entries(below folder: URL) throws -> Set<Entry> {
        let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter {
            !["centre", "centre/w.db-wal", "centre/w.db-shm"].contains($0)
        }
        return try Set(
            paths.map { path in
                let place = folder.appending(path: path).path
                var status = stat()
                try #require(lstat(place, &status) == 0)
                return Entry(
                    path: path, inode: UInt64(status.st_ino), mode: UInt32(status.st_mode),
                    changed: status.st_mtim.tv_sec * 1_000_000_000 + status.st_mtim.tv_nsec,
                    bytes: FileManager.default.contents(atPath: place))
            })
    }

    /// - Parameter forge: SQL that makes the warehouse another's; it is then refused.
    private func expectNothingWritten(by words: [String], forge: String? = nil) async throws {
        try await withTemporaryFolder { spare in
            for name in ["work", "home", "spool", "centre"] {
                try FileManager.default.createDirectory(
                    at: spare.appending(path: name), withIntermediateDirectories: true)
            }
            let file = spare.appending(path: "centre/w.db")
            try FileManager.default.copyItem(at: folder.appending(path: "good.db"), to: file)
            if let forge {
                try Connection(path: file.path, mode: .readWrite).execute(forge)
                for end in ["-wal", "-shm"] {
                    try? FileManager.default.removeItem(atPath: file.path + end)
                }
            }
            let before = try entries(below: spare)
            let outcome = try await Program.run(
                words + ["--warehouse", "../centre/w.db"], in: spare.appending(path: "work"),
                environment: [
                    "HOME": spare.appending(path: "home").path,
                    "TMPDIR": spare.appending(path: "spool").path,
                    "XDG_CACHE_HOME": spare.appending(path: "home/cache").path,
                ])
            #expect(outcome.code == (forge == nil ? 0 : 65), "\(words): \(outcome.errors)")
            let after = try entries(below: spare)
            #expect(after == before, "\(words): \(after.symmetricDifference(before).map(\.path))")
            let journal = FileManager.default.contents(atPath: file.path + "-wal")
            #expect(journal == nil || journal == Data(), "\(words)")
        }
    }

    @Test(arguments: commands)
    func `A command that reads leaves every folder as it was`(words: [String]) async throws {
        try await expectNothingWritten(by: words)
    }

    @Test(
        // What tables and columns mean is the program's own knowledge, whatever the file is.
        arguments: commands.filter { !$0.contains("metadata") })
    func `So it does with a warehouse that another program changed`(words: [String]) async throws {
        try await expectNothingWritten(
            by: words,
            forge: "DROP VIEW task; CREATE VIEW task AS SELECT 1 AS x; PRAGMA wal_checkpoint")
    }
}
