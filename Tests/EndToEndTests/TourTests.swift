import Foundation
import Testing

/// The documentation is tried out: every block of commands in `docs/analysts.md`, in its order, in
/// a folder with the warehouse that `lucstats demo` made.
@Suite struct TourTests {
    @Test func `Every command of the analysts' tour does what it says on the demo's file`()
        async throws
    {
        let document = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../docs/analysts.md")
        let blocks = try Self.blocks(of: String(contentsOf: document, encoding: .utf8))
        #expect(blocks.count >= 10)
        try await withTemporaryFolder { folder in
            let demo = try await Program.run(
                ["demo", "--out", "demo", "--days", "5", "--every", "600s"], in: folder,
                key: nil)
            try #require(demo.code == 0, "\(demo.errors)")
            try FileManager.default.copyItem(
                at: folder.appending(path: "demo/warehouse.db"),
                to: folder.appending(path: "lucs.db"))
            let begun = ContinuousClock.now
            for block in blocks {
                let (code, text) = try Self.run(block, in: folder)
                #expect(code == 0, "\(block)\n\(text)")
                #expect(!text.contains("rror:"), "\(block)\n\(text)")
                guard block.contains("query repeat-callers") else { continue }
                let callers = text.matches(of: /m-[0-9a-f]{16}\s+(\d+)\s/)
                #expect(callers.count >= 3, "\(text)")
                #expect(callers.allSatisfy { Int($0.output.1) ?? 0 >= 3 }, "\(text)")
            }
            #expect(ContinuousClock.now - begun < .seconds(300), "five minutes")
            let made = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            for name in [
                "waits.csv", "mine.sql", "mine.txt", "mine.db", "share.db", "extract.db",
                "metadata.json", "lucs-export",
            ] {
                let file = folder.appending(path: name).path
                let size = try FileManager.default.attributesOfItem(atPath: file)[.size] as? Int
                #expect(made.contains(name) && size ?? 0 > 0, "\(name)")
            }
        }
    }

    /// The texts between lines of three backticks, of those that are commands.
    private static func blocks(of document: String) throws -> [String] {
        document.matches(of: /(?s)```sh\n(.*?)```/).map { String($0.output.1) }
    }

    private static func run(_ block: String, in folder: URL) throws -> (Int32, String) {
        let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let process = Process()
        process.executableURL = URL(filePath: "/bin/bash")
        process.arguments = ["-euo", "pipefail", "-c", block]
        process.currentDirectoryURL = folder
        let programs = URL(filePath: tests).deletingLastPathComponent().path
        process.environment = ["PATH": "\(programs):/usr/bin:/bin"]
        let pipe = Pipe()
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let text = String(
            decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, text)
    }
}
