import Foundation
import SQLite
import Testing
import Warehouse

/// What a disk, a file or another program does to a warehouse is told in a line, and the old data
/// stays.
@Suite struct DiskTests {
    let centre: SmallCentre

    init() throws { centre = try SmallCentre() }

    private func collect(_ path: String, _ words: String..., in folder: URL) async throws
        -> Program.Outcome
    {
        try await Program.run(
            ["collect", "--warehouse", path, "--server", centre.address] + words, in: folder)
    }

    private func passes(_ path: String) throws -> Value? {
        let connection = try Warehouse.reading(path: path).connection
        #expect(try connection.pragma("integrity_check") == "ok")
        return try connection.prepare("SELECT count(*) FROM pass").scalar()
    }

    private func expectOneLine(_ outcome: Program.Outcome, _ code: Int32, says: String...) {
        #expect(outcome.code == code, "\(outcome.errors)")
        #expect(outcome.errors.hasPrefix("lucstats: "))
        #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
        for part in says { #expect(outcome.errors.contains(part), "\(outcome.errors)") }
    }

    /// A file system of its own, where this machine lets the test make one.
    private func withDisk(
        megabytes: Int, _ body: (URL) async throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            let disk = folder.appending(path: "disk")
            try FileManager.default.createDirectory(at: disk, withIntermediateDirectories: true)
            guard
                try Tool.run(
                    "mount", "-t", "tmpfs", "-o", "size=\(megabytes)m", "lucstats-test", disk.path)
            else {
                try Test.cancel("no file system can be mounted here")
            }
            do {
                try await body(disk)
            } catch {
                _ = try Tool.run("umount", "-l", disk.path)
                throw error
            }
            _ = try Tool.run("umount", "-l", disk.path)
        }
    }

    @Test func `With little space left nothing is asked and nothing is written`() async throws {
        try await withDisk(megabytes: 24) { disk in
            let path = disk.appending(path: "w.db").path
            #expect(try await collect(path, in: disk).code == 0)
            let ballast = disk.appending(path: "ballast").path
            #expect(
                try Tool.run(
                    "dd", "if=/dev/zero", "of=\(ballast)", "bs=1M", "count=18", "status=none"))
            let requests = centre.requestCount
            expectOneLine(
                try await collect(path, in: disk), 74, says: path, "almost full", "MB left",
                "Free some space")
            #expect(centre.requestCount == requests)
            #expect(try passes(path) == 1)
            // A loop goes on, and stores again once there is space.
            let loop = try Program(
                ["collect", "--warehouse", path, "--server", centre.address, "--every", "200ms"],
                in: disk)
            try await Task.sleep(for: .seconds(1))
            #expect(try passes(path) == 1)
            try FileManager.default.removeItem(atPath: ballast)
            try await eventually { try passes(path) != 1 }
            loop.send(SIGTERM)
            let outcome = try await loop.outcome()
            #expect(outcome.code == 0)
            #expect(outcome.errors.contains("almost full"))
        }
    }

    @Test func `On a full disk every command says so, and leaves nothing by halves`() async throws {
        try await withDisk(megabytes: 24) { disk in
            let path = disk.appending(path: "w.db").path
            #expect(try await collect(path, in: disk).code == 0)
            // More than there is room for: it fails, and takes what there was.
            let ballast = disk.appending(path: "ballast").path
            #expect(
                try !Tool.run("dd", "if=/dev/zero", "of=\(ballast)", "bs=64k", "count=999"))
            for words in [
                ["collect", "--server", centre.address],
                ["report", "--period", "2026-11-23", "--out", disk.appending(path: "r").path],
                ["warehouse", "snapshot", disk.appending(path: "copy.db").path],
                ["warehouse", "prune", "--keep", "1d"], ["warehouse", "verify"],
            ] {
                let outcome = try await Program.run(words + ["--warehouse", path], in: disk)
                expectOneLine(outcome, 74, says: path, "MB", "left")
            }
            let names = try FileManager.default.contentsOfDirectory(atPath: disk.path)
            #expect(
                Set(names).isSubset(of: [
                    "w.db", "w.db-wal", "w.db-shm", "w.db.lock", "ballast",
                ]), "\(names)")
            try FileManager.default.removeItem(atPath: ballast)
            #expect(try passes(path) == 1)
        }
    }

    @Test func `A disk that fills up in the middle of a pass costs that pass`() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "w.db").path
            #expect(try await collect(path, in: folder).code == 0)
            centre.misbehave { _ in nil }
            let before = try passes(path)
            // No file may grow beyond this many blocks: what a full disk is to a process, on any
            // machine. The first file to meet it is the log of the pass.
            let limited = try await Program.run(
                ["collect", "--warehouse", path, "--server", centre.address], in: folder,
                // Where a sanitizer would have a file of its own, which must not meet the limit.
                environment: ["TMPDIR": "/nowhere"],
                launcher: ["/bin/sh", "-c", "trap '' XFSZ; ulimit -f 4; exec \"$@\"", "sh"])
            expectOneLine(limited, 74, says: path)
            #expect(try passes(path) == before)
            #expect(try await collect(path, in: folder).code == 0)
        }
    }

    @Test func `A file system that can only be read is told as such`() async throws {
        try await withDisk(megabytes: 24) { disk in
            let path = disk.appending(path: "w.db").path
            for _ in 0..<2 {
                #expect(try await collect(path, in: disk).code == 0)
                try await Task.sleep(for: .milliseconds(200))
            }
            let folder = disk.deletingLastPathComponent()
            let copy = disk.appending(path: "copy.db").path
            #expect(
                try await Program.run(
                    ["warehouse", "snapshot", copy, "--warehouse", path], in: folder
                ).code == 0)
            // Whoever reads last cannot take them away.
            for suffix in ["-wal", "-shm"] { unlink(path + suffix) }
            #expect(try Tool.run("mount", "-o", "remount,ro", disk.path))
            expectOneLine(
                try await collect(path, in: disk), 73, says: path, "Read-only file system")
            expectOneLine(
                try await collect(disk.appending(path: "new.db").path, in: disk), 73, says: "new.db"
            )
            for words in [
                ["query", "--sql", "SELECT count(*) FROM pass"], ["warehouse", "verify"],
                ["report", "--period", "2026-11-23", "--stdout", "--format", "json"],
            ] {
                expectOneLine(
                    try await Program.run(words + ["--warehouse", path], in: folder), 73,
                    says: path, "read-only file system", "warehouse snapshot")
                let read = try await Program.run(
                    words + ["--warehouse", copy], in: folder)
                #expect(read.code == 0, "\(words): \(read.errors)")
            }
            expectOneLine(
                try await Program.run(
                    ["warehouse", "prune", "--keep", "1d", "--warehouse", path], in: folder),
                73, says: "read-only file system")
            #expect(try Tool.run("mount", "-o", "remount,rw", disk.path))
            #expect(try passes(path) == 2)
        }
    }

    @Test func `Passes that only the log holds are never passed over in silence`() async throws {
        try await withDisk(megabytes: 24) { disk in
            let path = disk.appending(path: "w.db").path
            let link = disk.deletingLastPathComponent().appending(path: "link.db").path
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
            let loop = try Program(
                ["collect", "--warehouse", path, "--server", centre.address, "--every", "100ms"],
                in: disk)
            try await eventually {
                guard let count = try? passes(path), case .integer(3...) = count else {
                    return false
                }
                return true
            }
            loop.send(SIGKILL)
            _ = try await loop.outcome()
            guard case .integer(let count)? = try passes(path) else {
                Issue.record("no passes")
                return
            }
            #expect(try Tool.run("mount", "-o", "remount,ro", disk.path))
            for name in [path, link] {
                let read = try await Program.run(
                    [
                        "query", "--sql", "SELECT count(*) AS n FROM pass", "--format", "csv",
                        "--warehouse", name,
                    ], in: disk.deletingLastPathComponent())
                #expect(
                    read.code == 0 ? read.output == "n\r\n\(count)\r\n" : read.code == 73,
                    "\(name): \(read.output)\(read.errors)")
            }
            #expect(try Tool.run("mount", "-o", "remount,rw", disk.path))
        }
    }

    @Test func `A damaged warehouse is told as such, by collecting, reporting and verifying`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "w.db").path
            #expect(try await collect(path, in: folder).code == 0)
            #expect(try await collect(path, in: folder).code == 0)
            // Everything after the first page, as a broken disk might have it.
            let file = try FileHandle(forUpdating: URL(filePath: path))
            let size = try file.seekToEnd()
            try file.seek(toOffset: 4096)
            try file.write(contentsOf: Data(repeating: 0x5A, count: Int(size) - 4096))
            try file.close()
            let damaged = FileManager.default.contents(atPath: path)
            for words in [
                ["collect", "--server", centre.address], ["report", "--period", "2026-11-23"],
                ["warehouse", "verify"], ["warehouse", "prune", "--keep", "1d"],
                ["warehouse", "snapshot", "copy.db"],
            ] {
                let outcome = try await Program.run(words + ["--warehouse", path], in: folder)
                expectOneLine(outcome, 65, says: path, "Restore it")
            }
            #expect(FileManager.default.contents(atPath: path) == damaged)
            #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "copy.db").path))
        }
    }

    @Test func `A warehouse that another program holds is told as such, and tried again later`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "w.db").path
            #expect(try await collect(path, in: folder).code == 0)
            let other = try Connection(path: path, mode: .readWrite)
            try other.execute("BEGIN IMMEDIATE")
            let loop = try Program(
                ["collect", "--warehouse", path, "--server", centre.address, "--every", "1s"],
                in: folder)
            // Reading goes on meanwhile.
            let query = try await Program.run(
                ["query", "--sql", "SELECT count(*) FROM pass", "--warehouse", path], in: folder)
            #expect(query.code == 0)
            try await Task.sleep(for: .seconds(11))
            try other.execute("ROLLBACK")
            try await eventually { try passes(path) != 1 }
            loop.send(SIGTERM)
            let outcome = try await loop.outcome()
            #expect(outcome.code == 0)
            #expect(outcome.errors.contains("is in use by another program"), "\(outcome.errors)")
        }
    }

    @Test func `A result that cannot be written is told as such`() async throws {
        try await withTemporaryFolder { folder in
            guard FileManager.default.fileExists(atPath: "/dev/full") else {
                try Test.cancel("there is no /dev/full here")
            }
            let outcome = try await Program.run(
                ["query"], in: folder, launcher: ["/bin/sh", "-c", "exec \"$@\" >/dev/full", "sh"])
            expectOneLine(outcome, 73, says: "standard output", "No space left")
        }
    }
}
