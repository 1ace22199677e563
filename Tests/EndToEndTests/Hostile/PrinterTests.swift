import Foundation
import Testing

/// The program that prints a page: what it may see, and that it ends with the run.
@Suite struct PrinterTests {
    let centre: SmallCentre

    init() throws { centre = try SmallCentre() }

    /// A folder with a warehouse, an empty one for temporary files, and a shell script as
    /// `chromium`.
    private func withPrinter(
        _ script: (URL) -> String, _ body: (URL, [String: String]) async throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            let collect = try await Program.run(
                ["collect", "--warehouse", "w.db", "--server", centre.address], in: folder)
            #expect(collect.code == 0)
            for name in ["bin", "temporary"] {
                try FileManager.default.createDirectory(
                    at: folder.appending(path: name), withIntermediateDirectories: true)
            }
            let printer = folder.appending(path: "bin/chromium")
            try Data(("#!/bin/sh\n" + script(folder)).utf8).write(to: printer)
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o755], ofItemAtPath: printer.path)
            try await body(
                folder,
                [
                    "PATH": "\(folder.path)/bin:/usr/bin:/bin",
                    "TMPDIR": folder.appending(path: "temporary").path,
                    "LUCSTATS_CUSTOMER_KEY_FILE": "secret", "CREDENTIALS_DIRECTORY": "/nowhere",
                ])
        }
    }

    private static let report = [
        "report", "--warehouse", "w.db", "--period", "2026-11-23/2026-11-25", "--format", "pdf",
        "--out", "r",
    ]

    @Test
    func `A page that is printed is for its owner alone, and its printer does not get the key`()
        async throws
    {
        try await withPrinter({ folder in
            """
            env > "\(folder.path)/environment"
            for word; do
                case "$word" in
                    --print-to-pdf=*) pdf=${word#*=} ;;
                    file://*) page=${word#file://} ;;
                esac
            done
            stat -c %a "$page" "$(dirname "$pdf")" > "\(folder.path)/modes"
            printf '%%PDF-1.4' > "$pdf"
            """
        }) { folder, environment in
            let outcome = try await Program.run(
                Self.report, in: folder, environment: environment)
            #expect(outcome.code == 0, "\(outcome.errors)")
            let modes = try String(contentsOf: folder.appending(path: "modes"), encoding: .utf8)
            #expect(modes == "600\n700\n")
            let seen = try String(
                contentsOf: folder.appending(path: "environment"), encoding: .utf8)
            #expect(seen.contains("PATH="))
            for name in ["LUCSTATS", "CREDENTIALS", "kQ7"] {
                #expect(!seen.contains(name), "\(seen)")
            }
        }
    }

    @Test(arguments: [SIGTERM, SIGINT, SIGHUP], ["", "trap '' TERM INT HUP"])
    func `Asked to end, a report ends its printer and what that started, and leaves no file`(
        signal: Int32, stubbornness: String
    ) async throws {
        try await withPrinter({ folder in
            """
            \(stubbornness)
            sleep 600 &
            echo $$ $! > "\(folder.path)/half"
            mv "\(folder.path)/half" "\(folder.path)/processes"
            sleep 600
            """
        }) { folder, environment in
            let report = try Program(Self.report, in: folder, environment: environment)
            let list = folder.appending(path: "processes").path
            try await eventually { FileManager.default.fileExists(atPath: list) }
            let processes = try String(contentsOfFile: list, encoding: .utf8)
                .split { $0.isWhitespace }.compactMap { Int32($0) }
            #expect(processes.count == 2 && processes.allSatisfy(isRunning))
            report.send(signal)
            let outcome = try await report.outcome()
            #expect(outcome.code == 75)
            #expect(outcome.errors == "lucstats: Stopped before the end.\n")
            try await eventually { !processes.contains(where: isRunning) }
            let left = try FileManager.default.contentsOfDirectory(
                atPath: folder.appending(path: "temporary").path)
            #expect(left == [])
            #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "r").path))
        }
    }

    /// Whether a process is there and has not ended.
    private func isRunning(_ process: Int32) -> Bool {
        guard let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
        else { return false }
        return status.split(separator: ")").last?.hasPrefix(" Z") == false
    }
}
