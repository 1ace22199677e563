import Foundation
import LucsSimulator
import SQLite
import Testing
import Warehouse

/// Something that goes wrong around a run rather than in an answer, and what comes of it. Tables
/// in `docs/faults.md` are written from these.
struct Mishap: Sendable {
    enum Group: String, CaseIterable, Sendable {
        case limits = "Rate limits, over the runs of cron"
        case servers = "Two servers"
        case https = "https"
        case secrets = "Keys"
        case warehouse = "The warehouse and its disk"
        case process = "Ending, and two at once"
        case watching = "Those who watch"
    }

    let group: Group
    let happens: String
    let command: String
    /// Part of the one line that tells of it; empty where there is nothing to tell.
    let says: String
    let code: Int32
    /// What is left, in words.
    let leaves: String
    /// Makes it happen, and runs the program.
    let play: @Sendable (Stage) async throws -> Program.Outcome
    /// Whether that is left.
    let check: @Sendable (Stage) async throws -> Bool

    init(
        _ group: Group, _ happens: String, _ command: String = "collect", says: String,
        code: Int32, leaves: String,
        play: @escaping @Sendable (Stage) async throws -> Program.Outcome,
        check: @escaping @Sendable (Stage) async throws -> Bool
    ) {
        self.group = group
        self.happens = happens
        self.command = command
        self.says = says
        self.code = code
        self.leaves = leaves
        self.play = play
        self.check = check
    }

    static let all = limits + servers + https + secrets + warehouse + process + watching
}

/// What a mishap has at hand: a contact centre, and a folder of its own.
final class Stage: Sendable {
    let centre: SmallCentre
    let folder: URL
    var warehouse: URL { folder.appending(path: "w.db") }

    init(in folder: URL) throws {
        centre = try SmallCentre()
        self.folder = folder
    }

    /// Runs the program; the server is named where the words do not.
    func run(
        _ words: String..., key: String? = Program.key, environment: [String: String] = [:],
        launcher: [String] = []
    ) async throws -> Program.Outcome {
        try await Program.run(
            completed(words), in: folder, key: key, environment: environment, launcher: launcher)
    }

    /// Makes a first pass, so that there is something to lose.
    func begun() async throws { _ = try await run("collect") }

    func begin(_ words: String...) throws -> Program { try Program(completed(words), in: folder) }

    /// Does something while a loop collects, once that has made some passes. The loop must not
    /// mind, and ends when it is asked to.
    func besideLoop(
        every: String, passes: Int64, _ body: () async throws -> Program.Outcome
    ) async throws -> Program.Outcome {
        let loop = try begin("collect", "--every", every)
        try await eventually { (try self.passes() ?? 0) >= passes }
        let outcome = try await body()
        loop.send(SIGTERM)
        let end = try await loop.outcome()
        #expect(end.code == 0 && end.errors == "", "\(end.errors)")
        return outcome
    }

    private func completed(_ words: [String]) -> [String] {
        var words = words
        if words.first == "collect", !words.contains("--server") {
            words += ["--server", centre.address]
        }
        let isOfWarehouse = ["collect", "report", "query", "warehouse", "doctor"]
        if isOfWarehouse.contains(words[0]), !words.contains("--warehouse") {
            words += ["--warehouse", "w.db"]
        }
        return words
    }

    func file(_ name: String, _ text: String, mode: Int = 0o600) throws {
        let path = folder.appending(path: name).path
        let isMade = FileManager.default.createFile(
            atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: mode])
        #expect(isMade, "\(name)")
    }

    func text(_ name: String) -> String {
        (try? String(contentsOf: folder.appending(path: name), encoding: .utf8)) ?? ""
    }

    /// Passes in a warehouse that is sound; `nil` where there is none.
    func passes() throws -> Int64? {
        guard FileManager.default.fileExists(atPath: warehouse.path) else { return nil }
        return try value("SELECT count(*) FROM pass")
    }

    func value(_ query: String) throws -> Int64? {
        let connection = try Warehouse.reading(path: warehouse.path).connection
        #expect(try connection.pragma("integrity_check") == "ok")
        guard case .integer(let number)? = try connection.prepare(query).scalar() else {
            return nil
        }
        return number
    }

    /// Bytes of the warehouse as they lie there.
    func bytes() -> Data? { FileManager.default.contents(atPath: warehouse.path) }
}
