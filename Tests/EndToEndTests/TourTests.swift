import Foundation
import Testing

/// The documentation is tried out: every block of commands in `docs/analysts.md`, in its order, in
/// a folder with a warehouse.
@Suite(Day()) struct TourTests {
    let path: String

    init() throws { path = try #require(Day.path) }

    @Test func `Every command of the analysts' tour does what it says`() async throws {
        let document = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../docs/analysts.md")
        let blocks = try Self.blocks(of: String(contentsOf: document, encoding: .utf8))
        #expect(blocks.count >= 10)
        try await withTemporaryFolder { folder in
            try FileManager.default.copyItem(
                at: URL(filePath: path), to: folder.appending(path: "lucs.db"))
            let begun = ContinuousClock.now
            for block in blocks {
                let (code, text) = try Self.run(block, in: folder)
                #expect(code == 0, "\(block)\n\(text)")
                #expect(!text.contains("rror:"), "\(block)\n\(text)")
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
