import Files
import Foundation

/// The format of an export's files of rows.
public enum RowFormat: String, Codable, Sendable, CaseIterable {
    case csv, parquet
}

/// Writes rows as Parquet, by DuckDB's own writer: the command `duckdb`, in a process of its own.
public struct ParquetWriter: Sendable {
    /// Rows as CSV, and the file that they go to. Both lie below the export's folder.
    struct Conversion {
        let relation: ExportedRelation
        let rows: String
        let target: String
        let count: Int64
    }

    private let program: String
    private let environment: [String: String]

    /// - Parameters:
    ///   - program: the path of the command.
    ///   - environment: what it gets of this process's environment.
    public init(program: String, environment: [String: String]) {
        self.program = program
        self.environment = environment
    }

    /// Writes every target, over the empty file that is there.
    ///
    /// - Throws: ``ExportError`` if DuckDB fails, or reports another number of rows.
    func write(_ conversions: [Conversion], in folder: String) throws {
        let scratch = try ScratchFolder()
        defer { withExtendedLifetime(scratch) {} }
        let (script, output, errors) = (
            scratch.path + "/script.sql", scratch.path + "/counts", scratch.path + "/errors"
        )
        try DraftFile.write(Array(text(conversions).utf8), to: script, permissions: .secret)
        for path in [output, errors] { try DraftFile.write([], to: path, permissions: .secret) }
        try run(in: folder, input: script, output: output, errors: errors)
        let counts = Self.lines(of: output).compactMap { Int64($0) }
        guard counts == conversions.map(\.count) else {
            throw ExportError.parquet(
                program, Self.lines(of: errors).first ?? "it wrote other rows than it was given")
        }
    }

    private func text(_ conversions: [Conversion]) -> String {
        // One thread: the same rows make the same bytes. The counts are those that the files state.
        let statements = conversions.map {
            """
            COPY (SELECT \($0.relation.columns.map(\.name).joined(separator: ", "))
                FROM \(DuckDB().rows(of: $0.relation, ["'\($0.rows)'"], .csv)))
                TO '\($0.target)' (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false);
            SELECT num_rows FROM parquet_file_metadata('\($0.target)');
            """
        }
        return (["SET threads = 1;"] + statements).joined(separator: "\n") + "\n"
    }

    private func run(in folder: String, input: String, output: String, errors: String) throws {
        let process = Process()
        process.executableURL = URL(filePath: program)
        // Without the user's own start-up file.
        process.arguments = [
            "-init", "/dev/null", "-batch", "-bail", "-csv", "-noheader", ":memory:",
        ]
        process.environment = environment
        process.currentDirectoryURL = URL(filePath: folder, directoryHint: .isDirectory)
        process.standardInput = FileHandle(forReadingAtPath: input)
        process.standardOutput = FileHandle(forWritingAtPath: output)
        process.standardError = FileHandle(forWritingAtPath: errors)
        do { try process.run() } catch {
            throw ExportError.parquet(program, "it cannot be run")
        }
        do {
            while process.isRunning {
                try Task.checkCancellation()
                usleep(10_000)
            }
        } catch {
            // It may have been started with other signals held back. What it wrote is a draft.
            kill(process.processIdentifier, SIGKILL)
            while process.isRunning { usleep(1000) }
            throw error
        }
        guard process.terminationReason == .exit, process.terminationStatus == 0 else {
            throw ExportError.parquet(program, Self.lines(of: errors).first ?? "it failed")
        }
    }

    private static func lines(of path: String) -> [String] {
        let bytes = RegularFile.read(path, atMost: 1 << 20) ?? []
        return String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).map(
            String.init)
    }
}
