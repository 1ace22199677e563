import Foundation
import LucsAPI
import QueryLibrary
import Testing

@testable import lucstats

/// What is suggested for a word that is no name.
@Suite struct NearestNameTests {
    @Test(arguments: [
        ("utilisation", ["utilization-by-unit"]),
        ("utilization", ["utilization-by-unit"]),
        ("utilization-by-units", ["utilization-by-unit"]),
        ("unit-utilization", ["utilization-by-unit"]),
        ("servces", ["services"]),
        ("sevrices", ["services"]),
        ("Services", ["services"]),
        ("service-figure", ["service-figures"]),
        ("figures-service", ["service-figures"]),
        ("servicelevel", ["service-level-by-interval", "service-level-by-threshold"]),
        ("rona", ["rona-by-agent"]),
        ("coverage_gaps", ["coverage-gaps"]),
        ("waits-by-hour", ["waits-by-hour-of-week"]),
        ("absence", ["unused-absence-reasons"]),
        ("skills", ["skill-holders", "skill-matrix"]),
        ("foo", []), ("xyzzy", []), ("", []), ("-", []), ("e", []),
        (String(repeating: "services", count: 1000), []),
    ])
    func `A query is suggested for what resembles its name`(word: String, names: [String]) {
        #expect(NearestName.nearest(to: word, among: LibraryQuery.listed.map(\.name)) == names)
    }

    @Test(arguments: [
        ("colect", ["collect"]), ("collcet", ["collect"]), ("reprot", ["report"]),
        ("reports", ["report"]), ("staus", ["status"]), ("docter", ["doctor"]),
        ("qury", ["query"]), ("wharehouse", ["warehouse"]), ("simulator", ["simulate"]),
        ("list", []), ("version", []), ("a", []),
    ])
    func `A command is suggested for what resembles its name`(word: String, names: [String]) {
        #expect(NearestName.nearest(to: word, among: LucStats.commands.map(\.name)) == names)
    }

    @Test(arguments: [
        ("organisation-unit", ["organization-unit"]), ("unit", ["organization-unit"]),
        ("servise", ["service"]), ("time-out", ["timeout"]), ("timout", ["timeout"]),
        ("warehous", ["warehouse"]), ("params", ["param"]), ("definition", ["definitions"]),
        ("colour", []),
    ])
    func `An option is suggested for what resembles its name`(word: String, names: [String]) {
        #expect(NearestName.nearest(to: word, among: queryCommand.allOptions.map(\.name)) == names)
    }

    @Test func `A question lists up to three names, as they are typed`() {
        #expect(
            NearestName.question(for: "srver", among: ["server", "other"], prefix: "--")
                == "Did you mean --server?")
        #expect(
            NearestName.question(for: "agent", among: ["agent-a", "agent-b", "agent-c", "agent-d"])
                == "Did you mean agent-a, agent-b or agent-c?")
        #expect(NearestName.question(for: "agent", among: []) == nil)
    }

    @Test(arguments: [
        ("prun", "warehouse prune"), ("verfy", "warehouse verify"),
        ("snapshots", "warehouse snapshot"),
        ("export", "warehouse export"),
    ])
    func `A subcommand without its command is suggested with it`(word: String, name: String) throws
    {
        let failure = try #require(throws: Failure.self) {
            _ = try LucStats.command(word, among: LucStats.commands)
        }
        #expect(failure.message.contains(" Did you mean \(name)? "), "\(failure.message)")
    }

    @Test func `A query of one's own folder is suggested too`() async throws {
        try await withTemporaryFolder { folder in
            let own = folder.appending(path: "own")
            try FileManager.default.createDirectory(at: own, withIntermediateDirectories: true)
            try Data("SELECT 1".utf8).write(to: own.appending(path: "wait-by-team.sql"))
            let outcome = try await Program.run(
                ["query", "wait-by-taem", "--definitions", "own", "--about"], in: folder)
            #expect(outcome.code == 64)
            #expect(
                outcome.errors
                    == "lucstats: There is no query wait-by-taem. Did you mean wait-by-team?\n")
        }
    }
}
