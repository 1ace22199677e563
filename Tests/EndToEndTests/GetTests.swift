import Foundation
import LucsSimulator
import Testing

@Suite struct GetTests {
    private func get(
        _ words: String..., centre: SmallCentre
    ) async throws -> Program.Outcome {
        try await Program.run(
            ["get"] + words + ["--server", centre.address],
            in: FileManager.default.temporaryDirectory)
    }

    @Test func `A first page that is not the whole list is said to be one`() async throws {
        let centre = try SmallCentre(users: 150)
        let first = try await get("users", centre: centre)
        #expect(first.code == 0)
        #expect(first.errors.contains("This is the first page only, 100 rows."), "\(first.errors)")
        let all = try await get("users", "--all", centre: centre)
        #expect(all.code == 0 && all.errors == "")
        let few = try await get("services", centre: centre)
        #expect(few.code == 0 && few.errors == "")
    }

    @Test func `Traits and profiles are asked for by name, page after page`() async throws {
        let centre = try SmallCentre(users: 5)
        for words in [["users"], ["users", "--all"]] {
            let outcome = try await Program.run(
                ["get"] + words + ["--fields", "Traits,Profiles", "--server", centre.address],
                in: FileManager.default.temporaryDirectory)
            #expect(outcome.code == 0)
            #expect(
                outcome.output.contains("\"Profiles\"") && outcome.output.contains("\"Traits\""))
        }
    }

    @Test func `The search for callbacks is sent as given`() async throws {
        let centre = try SmallCentre()
        let outcome = try await get(
            "callbacks-search", "--where", #"{"State":"Pending"}"#, centre: centre)
        #expect(outcome.code == 0, "\(outcome.errors)")
    }

    @Test(arguments: [
        (["task", "--id", "x", "--all"], "leave out --all"),
        (["service-count", "--all"], "leave out --all"),
        (["services", "--fields", "Traits"], "--fields is for users"),
        (["users", "--fields", "a b"], "--fields takes names"),
        (["users", "--where", "{}"], "--where is for callbacks-search"),
        (["callbacks-search", "--where", "[1]"], "--where takes a JSON object"),
        (["callbacks-search", "--where", "{"], "--where takes a JSON object"),
        (["profiles", "--api-version", "v1.0"], "has no such endpoint"),
        (["user-states", "--api-version", "v1.0", "--all"], "has no such endpoint"),
    ])
    func `What an endpoint or a version lacks is a matter of usage`(
        words: [String], says: String
    ) async throws {
        let outcome = try await Program.run(
            ["get"] + words + ["--server", "http://127.0.0.1:9"],
            in: FileManager.default.temporaryDirectory)
        #expect(outcome.code == 64, "\(outcome.errors)")
        #expect(outcome.errors.contains(says), "\(outcome.errors)")
        #expect(outcome.output == "")
    }

    @Test func `A server that has only v1.0 lacks what came with v2.0`() async throws {
        let scenario = Scenario.frozen(users: 3, services: 2, tasks: 2)
        var options = SimulatorOptions()
        options.keys = [SimulatedKey(Program.key)]
        options.contract.hasVersion2 = false
        let server = SimulatorServer(
            simulation: Simulation(scenario: scenario, clock: .stepped(at: scenario.start)),
            options: options)
        let address = "http://127.0.0.1:\(try server.start())"
        defer { server.stop() }
        let outcome = try await Program.run(
            ["get", "profiles", "--server", address], in: FileManager.default.temporaryDirectory)
        #expect(outcome.code == 64, "\(outcome.errors)")
        #expect(outcome.errors.contains("API v1.0 has no such endpoint"), "\(outcome.errors)")
    }
}
