import Foundation
import Testing

@testable import Files

@Suite struct DraftFileTests {
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "files-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    func path(_ name: String) -> String { folder.appending(path: name).path }

    func mode(_ path: String) throws -> Int {
        try #require(
            try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }

    var names: [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: folder.path))?.sorted() ?? []
    }

    @Test func `A file is there as a whole, with its permissions from the first moment`() throws {
        let draft = try DraftFile(for: path("key"), permissions: .secret)
        #expect(names.count == 1 && names[0].hasPrefix(".key.lucstats-"))
        #expect(try mode(draft.path) == 0o600)
        try draft.append(Array("one ".utf8))
        try draft.append(Array("two".utf8))
        try draft.finish()
        #expect(names == ["key"])
        #expect(try String(contentsOfFile: path("key"), encoding: .utf8) == "one two")
        #expect(try mode(path("key")) == 0o600)
    }

    @Test func `What is given up leaves nothing, and what stood there stays`() throws {
        try DraftFile.write(Array("old".utf8), to: path("a"))
        do { _ = try DraftFile(for: path("a")) }
        #expect(names == ["a"])
        #expect(try String(contentsOfFile: path("a"), encoding: .utf8) == "old")
        #expect(throws: FileError.self) { try DraftFile(for: path("nowhere/a")) }
    }

    @Test func `Of many that make one file, one succeeds and the others leave it as it is`()
        async throws
    {
        let place = path("one")
        let winners = await withTaskGroup(of: Int?.self) { group in
            for number in 0..<20 {
                group.addTask {
                    do throws(FileError) {
                        try DraftFile.write(Array("\(number)".utf8), to: place, .ifFree)
                        return number
                    } catch {
                        return error.code == .alreadyThere ? nil : -1
                    }
                }
            }
            var winners: [Int] = []
            for await winner in group { if let winner { winners.append(winner) } }
            return winners
        }
        #expect(winners.count == 1)
        #expect(try String(contentsOfFile: place, encoding: .utf8) == "\(winners.first ?? -1)")
        #expect(names == ["one"])
    }

    @Test func `A name of the greatest length can be made`() throws {
        let name = String(repeating: "ü", count: 127)
        try DraftFile.write([1], to: path(name))
        #expect(names == [name])
    }
}

@Suite struct LeftoverTests {
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "left-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    func path(_ name: String) -> String { folder.appending(path: name).path }

    var names: Set<String> {
        Set((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
    }

    /// A number of a process that is gone.
    func gone() throws -> Int32 {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/true")
        try process.run()
        process.waitUntilExit()
        return process.processIdentifier
    }

    @Test func `Drafts of killed runs are removed, and nothing else`() throws {
        let own = try DraftFile(for: path("a"))
        let ownName = URL(filePath: own.path).lastPathComponent
        let left = ownName.replacing("-\(getpid())-", with: "-\(try gone())-")
        let foreign = ".a.lucstats-elsewhere-1-x.part"
        let old = ".b.lucstats-elsewhere-1-x.part"
        let others = ["a.part", ".a.part", ".lucstats-x-1-x.part.txt", "notes.txt", ".a.new"]
        for name in [left, left + "-journal", foreign, old] + others {
            try Data("x".utf8).write(to: folder.appending(path: name))
        }
        let link = left.replacing(".a.", with: ".link.")
        try FileManager.default.createSymbolicLink(
            atPath: path(link), withDestinationPath: path("notes.txt"))
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSinceNow: -100_000)], ofItemAtPath: path(old))
        Leftovers.remove(in: folder.path)
        #expect(names == Set([ownName, foreign, link] + others))
    }

    @Test func `A folder for files in between is for its owner alone, and goes with its last use`()
        throws
    {
        var path = ""
        do {
            let scratch = try ScratchFolder()
            path = scratch.path
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
            #expect(mode as? Int == 0o700)
            try DraftFile.write([1], to: path + "/page", permissions: .secret)
        }
        #expect(path != "" && !FileManager.default.fileExists(atPath: path))
    }
}

@Suite struct FileLockTests {
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "lock-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    func path(_ name: String) -> String { folder.appending(path: name).path }

    @Test func `The second one learns who holds it, and gets it when the first one is gone`() throws
    {
        do {
            let first = try FileLock.acquire(path("lock"), holder: "process 1")
            let error = #expect(throws: FileError.self) {
                try FileLock.acquire(path("lock"), holder: "process 2")
            }
            #expect(error?.code == .locked)
            #expect(error?.reason == "process 1")
            withExtendedLifetime(first) {}
        }
        _ = try FileLock.acquire(path("lock"), holder: "process 2")
    }

    @Test func `Neither a lock nor a file that grows follows a link`() throws {
        try Data("precious".utf8).write(to: folder.appending(path: "target"))
        try FileManager.default.createSymbolicLink(
            atPath: path("link"), withDestinationPath: path("target"))
        let error = #expect(throws: FileError.self) {
            try FileLock.acquire(path("link"), holder: "x")
        }
        #expect(error?.reason == "it is a symbolic link")
        #expect(throws: FileError.self) { try AppendedFile.append([1], to: path("link")) }
        #expect(try String(contentsOfFile: path("target"), encoding: .utf8) == "precious")
        // A pipe that nobody reads would be waited for.
        #expect(mkfifo(path("pipe"), 0o600) == 0)
        #expect(throws: FileError.self) { try FileLock.acquire(path("pipe"), holder: "x") }
        #expect(throws: FileError.self) { try AppendedFile.append([1], to: path("pipe")) }
        try AppendedFile.append(Array("one\n".utf8), to: path("new"))
        try AppendedFile.append(Array("two\n".utf8), to: path("new"))
        #expect(try String(contentsOfFile: path("new"), encoding: .utf8) == "one\ntwo\n")
    }
}

@Suite struct RegularFileTests {
    @Test func `Only files of the expected length are read`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "read-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        func path(_ name: String) -> String { folder.appending(path: name).path }
        let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0) }
        try Data(bytes).write(to: folder.appending(path: "file"))
        try FileManager.default.createSymbolicLink(
            atPath: path("link"), withDestinationPath: path("file"))
        #expect(mkfifo(path("pipe"), 0o600) == 0)
        #expect(RegularFile.read(path("file"), atMost: 100_000) == bytes)
        #expect(RegularFile.read(path("link"), atMost: 100_000) == bytes)
        #expect(RegularFile.read(path("file"), atMost: 99_999) == nil)
        #expect(RegularFile.start(of: path("file"), 10) == Array(bytes[..<10]))
        for name in ["pipe", "", "nothing"] {
            #expect(RegularFile.read(path(name), atMost: 10) == nil)
        }
        #expect(RegularFile.start(of: "/dev/zero", 10) == nil)
        try Data().write(to: folder.appending(path: "empty"))
        #expect(RegularFile.read(path("empty"), atMost: 10) == [])
    }
}
