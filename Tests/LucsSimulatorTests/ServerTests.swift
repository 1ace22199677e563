import CivilTime
import Foundation
import Testing

@testable import LucsSimulator

@Suite struct ServerTests {
    @Test func `A missing, a wrong and a powerless key are refused`() throws {
        var options = SimulatorOptions()
        options.keys.append(SimulatedKey("tasks only", roles: [.tasksRead]))
        let stage = try Stage(options: options)
        defer { stage.server.stop() }
        let missing = try stage.get("/v1.0/users", key: nil)
        #expect(missing.status == 401)
        let expected =
            #"{"Error":{"Code":"Unauthorized","Message":"Header 'api_key' not found."}}"#
        #expect(String(decoding: missing.body, as: UTF8.self) == expected)
        for key in ["wrong", "tasks only"] {
            let reply = try stage.get("/v1.0/users", key: key)
            #expect(reply.status == 401)
            #expect(reply.errorCode == "Unauthorized")
        }
        let service = stage.scenario.services[0].id
        #expect(try stage.get("/v1.0/services/\(service)/tasks", key: "tasks only").status == 200)
    }

    @Test func `Nothing but reading is allowed`() throws {
        let stage = try Stage()
        defer { stage.server.stop() }
        let client = try stage.client()
        for method in ["POST", "PUT", "DELETE", "PATCH", "HEAD"] {
            for path in ["/v2.0/users", "/v2.0/nothing", "/v1.0/tasks/1"] {
                let connection = method == "HEAD" ? try stage.client() : client
                #expect(try connection.get(path, method: method).status == 405)
            }
        }
        #expect(try client.get("/v2.0/callbacks/search").status != 200)
        for path in ["/", "/v3.0/users", "/v2.0/nothing", "/v1.0/profiles"] {
            #expect(try client.get(path).status == 404)
        }
    }

    @Test func `A key over its limit is told to come back later`() throws {
        var options = SimulatorOptions()
        options.keys = [
            SimulatedKey("k", limits: SimulatedLimits(perHour: 3, tellsRetryAfter: true))
        ]
        let stage = try Stage(options: options)
        defer { stage.server.stop() }
        let replies = try (0..<5).map { _ in try stage.get("/v1.0/services", key: "k") }
        #expect(replies.map(\.status).filter { $0 == 200 }.count >= 3)
        let refused = try #require(replies.last)
        #expect(refused.status == 429)
        #expect(refused.errorCode == "TooManyRequests")
        #expect(Int(refused.headers["retry-after"] ?? "") ?? 0 > 0)
    }

    @Test func `Requests on one connection are answered in order, also when sent at once`() throws {
        let stage = try Stage()
        defer { stage.server.stop() }
        let client = try stage.client()
        let one = "GET /v1.0/services/count HTTP/1.1\r\napi_key: simulator\r\n\r\n"
        let two = "GET /v2.0/profiles HTTP/1.1\r\nAPI_KEY: simulator\r\n\r\n"
        client.send(one + two + one.dropLast(5))
        #expect(try client.reply().json as? Int == 6)
        #expect(try client.reply().rows.count == 3)
        client.send(String(one.suffix(5)))
        #expect(try client.reply().json as? Int == 6)
        #expect(stage.server.requestCount == 3)
    }

    @Test func `Broken and huge requests end the connection with an error`() throws {
        let stage = try Stage()
        defer { stage.server.stop() }
        let broken = try stage.client()
        broken.send("nonsense\r\n\r\n")
        #expect(try broken.reply().status == 400)
        let huge = try stage.client()
        huge.send("GET / HTTP/1.1\r\nX: " + String(repeating: "x", count: 40_000))
        #expect(try huge.reply().status == 431)
    }

    @Test func `The Date header is the simulated clock, off by what the server is told`() throws {
        var options = SimulatorOptions()
        options.clockOffset = .seconds(-61)
        let stage = try Stage(hour: 10)
        let skewed = SimulatorServer(simulation: stage.simulation, options: options)
        let port = try skewed.start()
        defer {
            stage.server.stop()
            skewed.stop()
        }
        #expect(
            try stage.get("/v1.0/services").headers["date"] == "Mon, 23 Nov 2026 09:00:00 GMT")
        let reply = try Client(port: port).get("/v1.0/services")
        #expect(reply.headers["date"] == "Mon, 23 Nov 2026 08:58:59 GMT")
    }

    @Test func `A stopped server answers nobody, not even those already connected`() throws {
        let stage = try Stage()
        let client = try stage.client()
        #expect(try client.get("/v1.0/services").status == 200)
        stage.server.stop()
        #expect(throws: POSIXError.self) { try client.get("/v1.0/services") }
        #expect(throws: POSIXError.self) { try stage.client() }
        #expect(throws: SimulatorError.self) { try stage.server.start() }
        stage.server.stop()
    }

    @Test func `Many clients are served at once while time goes on`() async throws {
        let stage = try Stage(hour: 9)
        defer { stage.server.stop() }
        let service = stage.scenario.services[0].id
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<8 {
                group.addTask {
                    let client = try stage.client()
                    for step in 0..<50 {
                        stage.clock.set(
                            to: stage.scenario.start
                                + .milliseconds(Int64(32_400_000 + step * 5000 + number)))
                        let path = step % 2 == 0 ? "users" : "services/\(service)/tasks"
                        #expect(try client.get("/v1.0/\(path)").status == 200)
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(stage.server.requestCount == 400)
    }
}
