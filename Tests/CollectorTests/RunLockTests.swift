import Collector
import Foundation
import TestFolders
import Testing

@Suite("The run lock")
struct RunLockTests {
    private let folder: URL
    private var warehouse: String { folder.appending(path: "lucs.db").path }

    init() throws {
        folder = try TestFolder.make()
    }

    @Test("The second collector of a warehouse is told who the first one is")
    func second() throws {
        let first = try RunLock.acquire(warehouse: warehouse)
        let error = #expect(throws: CollectorError.self) {
            try RunLock.acquire(warehouse: warehouse)
        }
        #expect(error?.code == .lockHeld)
        #expect(error?.description.contains("process \(getpid()) on ") == true)
        first.release()
        try RunLock.acquire(warehouse: warehouse).release()
    }

    @Test("The lock goes with its last reference, and another warehouse has another one")
    func references() throws {
        let other = folder.appending(path: "other.db").path
        let lock = try RunLock.acquire(warehouse: warehouse)
        do {
            let second = try RunLock.acquire(warehouse: other)
            _ = second
        }
        try RunLock.acquire(warehouse: other).release()
        lock.release()
    }

    @Test("The lock of a process that was killed is free")
    func killed() throws {
        let path = "\(warehouse).lock"
        let holder = Process()
        holder.executableURL = URL(filePath: "/usr/bin/flock")
        holder.arguments = ["--no-fork", path, "sleep", "60"]
        try holder.run()
        var held = false
        for _ in 0..<200 where !held {
            held = (try? RunLock.acquire(warehouse: warehouse).release()) == nil
            usleep(10_000)
        }
        #expect(held)
        kill(holder.processIdentifier, SIGKILL)
        holder.waitUntilExit()
        try RunLock.acquire(warehouse: warehouse).release()
    }

    @Test("A folder that is not there is said plainly")
    func noFolder() {
        let error = #expect(throws: CollectorError.self) {
            try RunLock.acquire(warehouse: "/nowhere/at/all.db")
        }
        #expect(error?.code == .lockFailed)
        #expect(error?.description.contains("No such file") == true)
    }
}
