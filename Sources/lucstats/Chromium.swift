import Files
import Foundation
import Reporting

/// Programs that the user may have beside this one.
enum Installed {
    /// The path of the first of these programs that is found.
    static func path(_ names: [String]) -> String? {
        let folders =
            (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin")
            .split(separator: ":")
        for name in names {
            for folder in folders {
                let path = "\(folder)/\(name)"
                if FileManager.default.isExecutableFile(atPath: path) { return path }
            }
        }
        return nil
    }
}

/// The environment of programs that this one starts.
enum ChildEnvironment {
    /// For programs that need no more than a place for their files and the language: what else
    /// stands in the environment may be secret, and not only what is meant for this program.
    static var minimal: [String: String] {
        ProcessInfo.processInfo.environment.filter { name, _ in
            ["PATH", "HOME", "TMPDIR", "LANG", "TZ"].contains(name) || name.hasPrefix("LC_")
        }
    }

    /// For a program of the user's desktop, which needs to find it: without the API key and all
    /// else that is meant for this program alone.
    static var withoutSecrets: [String: String] {
        ProcessInfo.processInfo.environment.filter { name, _ in
            !name.hasPrefix("LUCSTATS_") && name != "CREDENTIALS_DIRECTORY"
        }
    }
}

/// Prints a page with Chromium, where it is installed.
enum Chromium {
    private static let names = [
        "chromium", "chromium-browser", "google-chrome", "google-chrome-stable",
    ]

    /// Prints a page. The PDF appears whole or not at all.
    static func print(_ page: [UInt8], to pdf: URL) async throws {
        guard let program = Installed.path(names) else {
            throw Failure(
                .unavailable,
                "A PDF needs Chromium, which is not installed. Install it (apt install chromium), "
                    + "or ask for --format html and print the page from a browser.")
        }
        let scratch = try ScratchFolder()
        defer { withExtendedLifetime(scratch) {} }
        let folder = URL(filePath: scratch.path, directoryHint: .isDirectory)
        let source = folder.appending(path: "report.html")
        try DraftFile.write(page, to: source.path, permissions: .secret)
        let draft = folder.appending(path: "report.pdf")
        var words = [
            "--headless=new", "--disable-gpu", "--no-pdf-header-footer",
            "--user-data-dir=\(folder.path)/profile", "--print-to-pdf=\(draft.path)",
        ]
        // Chromium refuses its sandbox to root.
        if geteuid() == 0 { words.append("--no-sandbox") }
        try await run(program, words + [source.absoluteString])
        guard let made = try? Data(contentsOf: draft), made.starts(with: Data("%PDF-".utf8)) else {
            throw Failure(
                .unavailable, "\(program) made no PDF. Print the page from a browser instead.")
        }
        try ReportOutput.write(Array(made), to: pdf)
    }

    private static func run(_ program: String, _ words: [String]) async throws {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = words
        process.environment = ChildEnvironment.minimal
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        let limit = ContinuousClock.now + .seconds(90)
        do {
            while process.isRunning {
                guard ContinuousClock.now < limit else { throw CancellationError() }
                try await Task.sleep(for: .milliseconds(20))
            }
        } catch {
            end(process)
            if Task.isCancelled { throw error }
        }
    }

    /// Ends Chromium and the processes that it started: they are a group of their own.
    private static func end(_ process: Process) {
        let group = -process.processIdentifier
        kill(group, SIGTERM)
        let limit = ContinuousClock.now + .seconds(2)
        while process.isRunning, ContinuousClock.now < limit { usleep(10_000) }
        kill(group, SIGKILL)
        while process.isRunning { usleep(1000) }
    }
}

/// The user's desktop.
enum Desktop {
    /// Opens a file with what opens such files; says so where nothing does.
    static func open(_ url: URL) {
        let process = Process()
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        process.arguments = [url.path]
        process.environment = ChildEnvironment.withoutSecrets
        guard let program = Installed.path(["xdg-open", "open"]) else {
            Terminal.message("lucstats: nothing here opens files; open \(url.path) yourself")
            return
        }
        process.executableURL = URL(filePath: program)
        do {
            try process.run()
            process.waitUntilExit()
        } catch {
            Terminal.message("lucstats: \(program) cannot be run; open \(url.path) yourself")
            return
        }
        if process.terminationStatus != 0 {
            Terminal.message("lucstats: \(program) could not open \(url.path)")
        }
    }
}
