import Foundation

/// The real program, as built beside these tests, in a process of its own.
final class Program: Sendable {
    struct Outcome {
        let code: Int32
        let output: String
        let errors: String
    }

    static let key = "kQ7-not-to-be-shown"

    private let process: Process
    private let output: URL
    private let errors: URL

    /// - Parameters:
    ///   - folder: where it runs; the names of files are relative to it.
    ///   - key: the API key in its environment, if any.
    ///   - launcher: what starts it: a command that takes its path and words as arguments.
    init(
        _ words: [String], in folder: URL, key: String? = Program.key,
        environment: [String: String] = [:], launcher: [String] = []
    ) throws {
        let kept = FileManager.default.temporaryDirectory
        output = kept.appending(path: "lucstats-\(UUID()).out")
        errors = kept.appending(path: "lucstats-\(UUID()).err")
        for file in [output, errors] { try Data().write(to: file) }
        process = Process()
        let command = launcher + [try Self.path()] + words
        process.executableURL = URL(filePath: command[0])
        process.arguments = Array(command.dropFirst())
        process.currentDirectoryURL = folder
        // A sanitizer reports where it was told to.
        let passedOn = ProcessInfo.processInfo.environment.filter { $0.key == "TSAN_OPTIONS" }
        process.environment = environment.merging(passedOn) { own, _ in own }
        if let key { process.environment?["LUCSTATS_API_KEY"] = key }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
    }

    deinit {
        if process.isRunning { process.terminate() }
        for file in [output, errors] { try? FileManager.default.removeItem(at: file) }
    }

    /// The first lines on its standard output, as soon as they are there.
    func lines(_ count: Int) async throws -> [String] {
        let limit = ContinuousClock.now + .seconds(20)
        while ContinuousClock.now < limit, process.isRunning {
            let lines = Self.text(output).split(separator: "\n", omittingEmptySubsequences: false)
            if lines.count > count { return lines.prefix(count).map(String.init) }
            try await Task.sleep(for: .milliseconds(5))
        }
        throw Silence(errors: Self.text(errors))
    }

    struct Silence: Error { let errors: String }

    var identifier: Int32 { process.processIdentifier }

    func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

    /// The most memory that it holds until its end, in kilobytes.
    func peakMemory() async throws -> Int {
        var peak = 0
        while let status = try? String(
            contentsOfFile: "/proc/\(identifier)/status", encoding: .utf8),
            !status.contains("State:\tZ")
        {
            let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
            peak = max(peak, Int(line.filter(\.isNumber)) ?? 0)
            try await Task.sleep(for: .milliseconds(50))
        }
        return peak
    }

    /// Waits for its end; one that takes longer is killed.
    func outcome(within longest: Duration = .seconds(60)) async throws -> Outcome {
        let limit = ContinuousClock.now + longest
        while process.isRunning {
            if ContinuousClock.now > limit { send(SIGKILL) }
            try await Task.sleep(for: .milliseconds(5))
        }
        return Outcome(
            code: process.terminationStatus, output: Self.text(output), errors: Self.text(errors))
    }

    /// Where it was built.
    static func path() throws -> String {
        let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return URL(filePath: tests).deletingLastPathComponent().appending(path: "lucstats").path
    }

    /// Runs it to its end.
    static func run(
        _ words: [String], in folder: URL, key: String? = Program.key,
        environment: [String: String] = [:], launcher: [String] = []
    ) async throws -> Outcome {
        try await Program(
            words, in: folder, key: key, environment: environment, launcher: launcher
        ).outcome()
    }

    private static func text(_ file: URL) -> String {
        (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    }
}
