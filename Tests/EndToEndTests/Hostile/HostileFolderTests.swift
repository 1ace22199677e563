import Foundation
import SQLite
import TestFolders
import Testing
import Warehouse

@testable import lucstats

/// What others may have put where the program reads and writes.
@Suite struct HostileFolderTests {
    let centre: SmallCentre

    init() throws { centre = try SmallCentre() }

    private func collect(_ words: [String] = [], in folder: URL) async throws -> Program.Outcome {
        try await Program.run(
            ["collect", "--warehouse", "w.db", "--server", centre.address] + words, in: folder)
    }

    private func mode(_ file: URL) throws -> Int {
        try #require(
            try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int)
    }

    @Test(arguments: [0o666, 0o664, 0o622, 0o602, 0o644, 0o600, 0o444])
    func `A configuration that others can write is refused, with what to do`(mode: Int) async throws
    {
        try await withTemporaryFolder { folder in
            let file = folder.appending(path: "my lucs.json")
            try Data(#"{"servers": ["\#(centre.address)"], "warehouse": "w.db"}"#.utf8).write(
                to: file)
            try FileManager.default.setAttributes(
                [.posixPermissions: mode], ofItemAtPath: file.path)
            try FileManager.default.createSymbolicLink(
                atPath: folder.appending(path: "link.json").path, withDestinationPath: file.path)
            for name in ["my lucs.json", "link.json"] {
                let outcome = try await Program.run(["collect", "--config", name], in: folder)
                guard mode & 0o022 != 0 else {
                    #expect(outcome.code == 0, "\(outcome.errors)")
                    continue
                }
                #expect(outcome.code == 78)
                #expect(outcome.errors.contains("can be changed by other users. Run: chmod go-w "))
                #expect(centre.requestCount == 0)
            }
        }
    }

    @Test func `A configuration of another user is refused, and one of root's is not`() throws {
        let file = try TestFolder.make().appending(path: "lucs.json").path
        try Data("{}".utf8).write(to: URL(filePath: file))
        let own = geteuid()
        if own == 0 { try #require(chown(file, 65534, 65534) == 0) }
        let owner: uid_t = own == 0 ? 65534 : own
        for user in [owner, 0] {
            try SecretFile.checkWriters(file, kind: "configuration", user: user)
        }
        let error = try #require(throws: Failure.self) {
            try SecretFile.checkWriters(file, kind: "configuration", user: 12345)
        }
        #expect(error.code == .configuration && error.message.contains("belongs to another user"))
        guard own == 0 else { return }
        try #require(chown(file, 0, 0) == 0)
        try SecretFile.checkWriters(file, kind: "configuration", user: 12345)
    }

    @Test func `The key for pseudonyms is its owner's alone, and refused once others can read it`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let file = folder.appending(path: "c.json")
            try Data(#"{"customerIdentifiers": "masked"}"#.utf8).write(to: file)
            #expect(try await collect(["--config", "c.json"], in: folder).code == 0)
            let key = folder.appending(path: "w.db.customer-key")
            #expect(try mode(key) == 0o600)
            let requests = centre.requestCount
            for open in [0o644, 0o660, 0o604] {
                try FileManager.default.setAttributes(
                    [.posixPermissions: open], ofItemAtPath: key.path)
                let outcome = try await collect(["--config", "c.json"], in: folder)
                #expect(outcome.code == 78)
                #expect(outcome.errors.contains("chmod 600 w.db.customer-key"), "\(outcome.errors)")
            }
            #expect(centre.requestCount == requests)
        }
    }

    @Test func `What doctor learned goes through a link into the file that it leads to`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let real = folder.appending(path: "real/lucs.json")
            try FileManager.default.createDirectory(
                at: real.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data("{ // mine\n}\n".utf8).write(to: real)
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o640], ofItemAtPath: real.path)
            let link = folder.appending(path: "lucs.json")
            try FileManager.default.createSymbolicLink(
                atPath: link.path, withDestinationPath: "real/lucs.json")
            let words = ["doctor", "--server", centre.address, "--write-config"]
            let outcome = try await Program.run(words + ["lucs.json"], in: folder)
            #expect(outcome.code <= 1, "\(outcome.errors)")
            #expect(
                try FileManager.default.destinationOfSymbolicLink(atPath: link.path)
                    == "real/lucs.json")
            let text = try String(contentsOf: real, encoding: .utf8)
            #expect(text.contains("// mine") && text.contains(centre.address))
            #expect(try mode(real) == 0o640)
            let new = try await Program.run(words + ["new.json"], in: folder)
            #expect(new.code <= 1)
            #expect(try mode(folder.appending(path: "new.json")) & 0o022 == 0)
            try FileManager.default.createSymbolicLink(
                atPath: folder.appending(path: "nowhere.json").path, withDestinationPath: "gone/x")
            let nowhere = try await Program.run(words + ["nowhere.json"], in: folder)
            #expect(nowhere.code == 73)
            #expect(nowhere.errors.contains("a link that leads nowhere"))
        }
    }

    @Test func `Neither the lock nor the budget follows a link, and leftovers go`() async throws {
        try await withTemporaryFolder { folder in
            #expect(try await collect(in: folder).code == 0)
            let precious = folder.appending(path: "precious")
            try Data("precious".utf8).write(to: precious)
            for name in ["w.db.lock", "w.db.budget"] {
                let link = folder.appending(path: name)
                try? FileManager.default.removeItem(at: link)
                try FileManager.default.createSymbolicLink(
                    atPath: link.path, withDestinationPath: "precious")
            }
            let locked = try await collect(in: folder)
            #expect(locked.code == 73)
            #expect(locked.errors.contains("w.db.lock: it is a symbolic link"))
            try FileManager.default.removeItem(at: folder.appending(path: "w.db.lock"))
            try Data(#"{"limits": {"perMinute": 5000}}"#.utf8).write(
                to: folder.appending(path: "c.json"))
            #expect(try await collect(["--config", "c.json"], in: folder).code == 0)
            #expect(try String(contentsOf: precious, encoding: .utf8) == "precious")
        }
    }

    @Test func `A copy that was killed leaves a draft, which the next one removes`() async throws {
        try await withTemporaryFolder { folder in
            #expect(try await collect(in: folder).code == 0)
            // Long enough to be killed in the middle.
            let writer = try Connection(
                path: folder.appending(path: "w.db").path, mode: .readWrite)
            try writer.execute(
                """
                INSERT INTO label (text) WITH RECURSIVE n (i) AS
                    (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000)
                SELECT 'a long word, whose number is ' || i FROM n
                """)
            func drafts() throws -> [String] {
                try FileManager.default.contentsOfDirectory(atPath: folder.path).filter {
                    $0.hasPrefix(".copy.db.lucstats-")
                }
            }
            let words = ["warehouse", "snapshot", "copy.db", "--warehouse", "w.db"]
            var left: [String] = []
            for _ in 0..<20 where left.isEmpty {
                let snapshot = try Program(words, in: folder)
                let limit = ContinuousClock.now + .seconds(10)
                while try drafts().isEmpty, ContinuousClock.now < limit {
                    try await Task.sleep(for: .milliseconds(1))
                }
                snapshot.send(SIGKILL)
                _ = try await snapshot.outcome()
                left = try drafts()
                try? FileManager.default.removeItem(at: folder.appending(path: "copy.db"))
            }
            #expect(!left.isEmpty)
            #expect(try await Program.run(words, in: folder).code == 0)
            #expect(try drafts() == [])
            #expect(
                try await Program.run(
                    ["warehouse", "verify", "--warehouse", "copy.db"], in: folder
                )
                .code == 0)
        }
    }

    @Test func `Three that make one warehouse at once: one does, the others say that it is there`()
        async throws
    {
        try await withTemporaryFolder { folder in
            for round in 0..<5 {
                let words = [
                    "warehouse", "init", "--warehouse", "new-\(round).db", "--time-zone", "UTC",
                ]
                let programs = try (0..<3).map { _ in try Program(words, in: folder) }
                var codes: [Int32] = []
                for program in programs {
                    let outcome = try await program.outcome()
                    codes.append(outcome.code)
                    let says = [
                        0: "Made new-", 73: "exists already; it was left as it is",
                        75: "Another run of lucstats is using this warehouse",
                    ][Int(outcome.code)]
                    #expect(says.map(outcome.errors.contains) == true, "\(outcome.errors)")
                }
                #expect(codes.count { $0 == 0 } == 1, "\(codes)")
                let verify = try await Program.run(
                    ["warehouse", "verify", "--warehouse", "new-\(round).db"], in: folder)
                #expect(verify.code == 0, "\(verify.errors)")
            }
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            #expect(!names.contains { $0.hasSuffix(".part") })
        }
    }

    @Test func `A reader that keeps the log is reported once, and the log given back at its end`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let loop = try Program(
                [
                    "collect", "--warehouse", "w.db", "--server", centre.address, "--every",
                    "100ms",
                ], in: folder)
            let path = folder.appending(path: "w.db").path
            func passes() throws -> Int {
                let found = try Warehouse.reading(path: path).connection
                    .prepare("SELECT count(*) FROM pass").scalar()
                guard case .integer(let count)? = found else { return 0 }
                return Int(count)
            }
            func logBytes() -> Int {
                let log = try? FileManager.default.attributesOfItem(atPath: path + "-wal")
                return log?[.size] as? Int ?? 0
            }
            try await eventually { (try? passes()) ?? 0 >= 2 }
            let reader = try Warehouse.reading(path: path).connection
            try reader.execute("BEGIN")
            _ = try reader.prepare("SELECT count(*) FROM pass").scalar()
            let writer = try Connection(path: path, mode: .readWrite)
            try writer.execute(
                """
                INSERT INTO label (text) WITH RECURSIVE n (i) AS
                    (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1500)
                SELECT i || hex(zeroblob(25000)) FROM n
                """)
            #expect(logBytes() > Warehouse.longLog)
            let before = try passes()
            try await eventually { try passes() >= before + 5 }
            #expect(logBytes() > Warehouse.longLog)
            try reader.execute("COMMIT")
            try await eventually { logBytes() < 8_000_000 }
            loop.send(SIGTERM)
            let outcome = try await loop.outcome()
            #expect(outcome.code == 0)
            let reports = outcome.errors.ranges(of: "The log of w.db has grown to ").count
            #expect(reports == 1, "\(outcome.errors)")
        }
    }

    @Test func `Reports of others in the output folder, pipes and forged numbers harm nobody`()
        async throws
    {
        try await withTemporaryFolder { folder in
            #expect(try await collect(in: folder).code == 0)
            for (number, name) in ["2026-01-01", "2026-01-02", "0001-01-01", "9999-12-31"]
                .enumerated()
            {
                let period = folder.appending(path: "r/\(name)")
                try FileManager.default.createDirectory(
                    at: period, withIntermediateDirectories: true)
                try Data().write(to: period.appending(path: "report.html"))
                let json = period.appending(path: "report.json")
                if number == 0 {
                    try #require(mkfifo(json.path, 0o600) == 0)
                } else {
                    try Data(
                        """
                        {"coverage": {"observedFraction": 1e300}, "totals": {"offered": 1e308,
                        "serviceLevel": -1e300, "asaSeconds": 1e17}, "services": []}
                        """.utf8
                    ).write(to: json)
                }
            }
            let outcome = try await Program.run(
                [
                    "report", "--warehouse", "w.db", "--period", "2026-11-23/2026-11-25", "--out",
                    "r",
                ],
                in: folder)
            #expect(outcome.code == 0, "\(outcome.errors)")
            let index = try String(
                contentsOf: folder.appending(path: "r/index.html"), encoding: .utf8)
            #expect(
                index.contains("2026-01-01/report.html") && index.contains("9999-12-31/report.html")
            )
        }
    }

    @Test func `A demo does not replace a warehouse that no demo made`() async throws {
        try await withTemporaryFolder { folder in
            let made = try await Program.run(
                ["warehouse", "init", "--warehouse", "warehouse.db", "--time-zone", "UTC"],
                in: folder)
            #expect(made.code == 0)
            let file = folder.appending(path: "warehouse.db")
            let before = try Data(contentsOf: file)
            let demo = try await Program.run(["demo", "--out", "."], in: folder)
            #expect(demo.code == 73)
            #expect(demo.errors.contains("no demo wrote them"))
            #expect(try Data(contentsOf: file) == before)
            #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "truth").path))
        }
    }

    @Test(arguments: ["index.html", "truth/own.csv"])
    func `A demo does not write into a folder with other files`(name: String) async throws {
        try await withTemporaryFolder { folder in
            let file = folder.appending(path: name)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data("mine".utf8).write(to: file)
            let demo = try await Program.run(["demo", "--out", "."], in: folder)
            #expect(demo.code == 73)
            #expect(demo.errors.contains("no demo wrote them"), "\(demo.errors)")
            #expect(try Data(contentsOf: file) == Data("mine".utf8))
            #expect(
                !FileManager.default.fileExists(atPath: folder.appending(path: "warehouse.db").path)
            )
        }
    }

    @Test func `A demo replaces its own files`() async throws {
        try await withTemporaryFolder { folder in
            try Data(SampleRecording.text.utf8).write(to: folder.appending(path: "calls.csv"))
            for _ in 0..<2 {
                let demo = try await Program.run(
                    ["demo", "--replay", "calls.csv", "--out", "demo", "--every", "600s"],
                    in: folder)
                #expect(demo.code == 0, "\(demo.errors)")
            }
        }
    }
}
