import Foundation
import LucsSimulator
import TestServers

extension Mishap {
    /// A run against two servers of one system, with what each does wrong.
    private static func collect(
        _ stage: Stage, _ faults: [@Sendable (SimulatedRequest) -> Fault?]
    ) async throws -> Program.Outcome {
        let scenario = Scenario.frozen(users: 5, services: 2, tasks: 6)
        let simulation = Simulation(scenario: scenario, clock: .stepped(at: scenario.start))
        let servers = faults.map { fault in
            var options = SimulatorOptions()
            options.keys = [SimulatedKey(Program.key)]
            options.fault = fault
            return SimulatorServer(simulation: simulation, options: options)
        }
        defer { for server in servers { server.stop() } }
        let addresses = try servers.map { "http://127.0.0.1:\(try $0.start())" }
        return try await stage.run(
            "collect", "--server", addresses[0], "--server", addresses[1])
    }

    private static let page = "<!DOCTYPE html><html><title>Not Found</title></html>"

    static let servers: [Mishap] = [
        Mishap(
            .servers, "one answers 503", says: "", code: 0, leaves: "everything, from the other"
        ) {
            try await collect($0, [{ _ in .answer(status: 503, body: "") }, { _ in nil }])
        } check: {
            try $0.value("SELECT count(*) FROM task_fact") == 6
        },
        Mishap(
            .servers, "one has IIS' page for what is not found (404) at every address", says: "",
            code: 0, leaves: "everything, from the other, in v2.0"
        ) {
            try await collect(
                $0,
                [{ _ in .answer(status: 404, body: page, contentType: "text/html") }, { _ in nil }])
        } check: {
            // v1.0 tells no duty profiles.
            try $0.value("SELECT count(*) > 0 FROM profile_entity") == 1
        },
        Mishap(
            .servers, "one dies in the middle of the pass", says: "", code: 0,
            leaves: "everything, no list of two servers' pages"
        ) {
            try await collect(
                $0, [{ _ in nil }, { $0.number > 1 ? .closeMidBody : nil }])
        } check: {
            try $0.value("SELECT count(*) FROM task_fact") == 6
        },
        Mishap(
            .servers, "none answers", says: "no server answers: http://127.0.0.1:", code: 69,
            leaves: "nothing"
        ) {
            try await collect(
                $0,
                [
                    { _ in .answer(status: 503, body: "") },
                    { _ in .answer(status: 500, body: "") },
                ])
        } check: {
            try $0.passes() == 0
        },
    ]

    /// A server with TLS, whose authority is `ca.pem` in the folder.
    private static func secure(
        _ stage: Stage,
        _ reply: TestServer.Reply = .json(
            #"[{"Id":"00000000-0000-0000-0000-000000000001","FirstName":"U1"}]"#)
    ) throws -> TestServer {
        try TestServer(tls: TestAuthority(in: stage.folder)) { _ in reply }
    }

    static let https: [Mishap] = [
        Mishap(
            .https, "an authority that nobody knows signed the certificate", "get users",
            says:
                "SSL certificate problem: unable to get local issuer certificate. If a company's own "
                + "authority signed the certificate, name its file: caFile.",
            code: 69, leaves: "nothing"
        ) { stage in
            let server = try secure(stage)
            return try await stage.run("get", "users", "--server", server.url.absoluteString)
        } check: {
            try $0.passes() == nil && $0.centre.requestCount == 0
        },
        Mishap(
            .https, "the company's own authority signed it, and `caFile` names that", "get users",
            says: "", code: 0, leaves: "the users"
        ) { stage in
            let server = try secure(stage)
            try stage.file("c.json", #"{"caFile": "ca.pem"}"#)
            let outcome = try await stage.run(
                "get", "users", "--server", server.url.absoluteString, "--config", "c.json")
            try stage.file("users", outcome.output)
            return outcome
        } check: {
            $0.text("users").contains("U1")
        },
        Mishap(
            .https, "the certificate is for another name", "get users",
            says: "SSL: no alternative certificate subject name matches", code: 69,
            leaves: "nothing"
        ) { stage in
            let server = try secure(stage)
            try stage.file("c.json", #"{"caFile": "ca.pem"}"#)
            return try await stage.run(
                "get", "users", "--server", "https://127.0.0.1:\(server.port)", "--config",
                "c.json")
        } check: {
            try $0.passes() == nil && $0.centre.requestCount == 0
        },
        Mishap(
            .https, "it accepts, and says nothing, not even a certificate", "get users",
            says: "no connection within 1s", code: 69, leaves: "nothing"
        ) { stage in
            let silent = try TestServer { _ in .silence }
            try stage.file(
                "c.json", #"{"deadlines": {"connect": "1s", "firstByte": "20s", "pass": "25s"}}"#)
            return try await stage.run(
                "get", "users", "--server", "https://127.0.0.1:\(silent.port)", "--config",
                "c.json")
        } check: {
            try $0.passes() == nil && $0.centre.requestCount == 0
        },
        Mishap(
            .https, "it redirects to another origin", "get users",
            says: "where the key must not go", code: 69, leaves: "nothing; the key stays here"
        ) { stage in
            let target = "\(stage.centre.address)/v2.0/users"
            let server = try secure(
                stage, .json("", status: 302, headers: ["Location": target]))
            try stage.file("c.json", #"{"caFile": "ca.pem"}"#)
            return try await stage.run(
                "get", "users", "--server", server.url.absoluteString, "--config", "c.json")
        } check: {
            $0.centre.requestCount == 0
        },
        Mishap(
            .https, "`caFile` names a file without certificates", "get users",
            says: "holds no certificates", code: 78, leaves: "nothing"
        ) { stage in
            try stage.file("c.json", #"{"caFile": "c.json"}"#)
            return try await stage.run(
                "get", "users", "--server", "https://127.0.0.1:9", "--config", "c.json")
        } check: {
            try $0.passes() == nil && $0.centre.requestCount == 0
        },
    ]
}
