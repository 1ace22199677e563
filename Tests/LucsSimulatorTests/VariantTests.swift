import CivilTime
import Foundation
import Testing

@testable import LucsSimulator

@Suite struct VariantTests {
    private func stage(_ change: (inout SimulatorOptions) -> Void) throws -> Stage {
        var options = SimulatorOptions()
        change(&options)
        return try Stage(options: options)
    }

    @Test func `Members can be written in another case`() throws {
        for (memberCase, name, list) in [
            (SimulatedContract.MemberCase.camel, "sipUri", "items"),
            (.lower, "sipuri", "items"),
        ] {
            let stage = try stage { $0.contract.memberCase = memberCase }
            defer { stage.server.stop() }
            let reply = try stage.get("/v2.0/users")
            let rows = reply.object[list] as? [[String: Any]]
            #expect(rows?.first?[name] != nil)
        }
    }

    @Test func `Lists can come in other envelopes`() throws {
        let data = try stage { $0.contract.envelope = .data }
        #expect(try data.get("/v2.0/users").object["Total"] as? Int == 60)
        data.server.stop()
        let bare = try stage { $0.contract.envelope = .bare }
        #expect(try bare.get("/v2.0/users?pageSize=7").rows.count == 7)
        bare.server.stop()
        let results = try stage { $0.contract.envelope = .resultsWithoutTotal }
        #expect(Array(try results.get("/v2.0/users").object.keys) == ["Results"])
        results.server.stop()
    }

    @Test func `Paging can have other names, another first page, offsets, or no effect`() throws {
        let zero = try stage {
            $0.contract.paging.firstPage = 0
            $0.contract.paging.numberParameter = "pageIndex"
            $0.contract.paging.maximumSize = 20
        }
        let first = try zero.get("/v2.0/users?pageIndex=0&pageSize=50").items
        #expect(first.count == 20)
        #expect(first.first?["Id"] as? String == zero.scenario.agents[0].id)
        zero.server.stop()
        let offset = try stage { $0.contract.paging = .offset }
        let rows = try offset.get("/v2.0/users?skip=55&take=50").items
        #expect(rows.compactMap { $0["Id"] as? String } == offset.scenario.agents[55...].map(\.id))
        offset.server.stop()
        let ignored = try stage { $0.contract.paging.isIgnored = true }
        #expect(try ignored.get("/v2.0/users?page=3&pageSize=7").items.count == 60)
        ignored.server.stop()
    }

    @Test func `Dates can be German, and state changes untold`() throws {
        let stage = try stage {
            $0.contract.dates = .german
            $0.contract.tellsStateChanged = false
        }
        defer { stage.server.stop() }
        let service = stage.scenario.services[0].id
        let row = try #require(stage.get("/v1.0/services/\(service)/tasks").rows.first)
        let created = try #require(row["Created"] as? String)
        #expect(created.hasPrefix("23.11.2026 "))
        #expect(created.hasSuffix("0000Z"))
        let leg = stage.simulation.truth.tasks.first { $0.taskID == row["Id"] as? String }
        #expect(Timestamp(lucs: created) == leg?.created)
        #expect(try stage.get("/v2.0/usersStates").items.first?["StateChanged"] == nil)
    }

    @Test func `A server can know v1.0 only`() throws {
        let stage = try stage { $0.contract.hasVersion2 = false }
        defer { stage.server.stop() }
        #expect(try stage.get("/v1.0/users").status == 200)
        #expect(try stage.get("/v2.0/users").status == 404)
        #expect(try stage.get("/swagger/docs/v2.0", key: nil).status == 404)
    }

    @Test func `Ended tasks can stay listed as terminated for a while`() throws {
        let stage = try stage { $0.contract.endedTasksListed = .seconds(60) }
        defer { stage.server.stop() }
        let now = stage.clock.now
        let service = stage.scenario.services[0].id
        let ended = stage.simulation.truth.tasks.filter { leg in
            guard leg.serviceID == service, let end = leg.ended else { return false }
            return end > now - .seconds(60) && leg.outcome != .transferred
        }
        let rows = try stage.get("/v2.0/services/\(service)/tasks").items
        let terminated = rows.filter { $0["State"] as? String == "Terminated" }
        #expect(!ended.isEmpty)
        #expect(Set(terminated.compactMap { $0["Id"] as? String }) == Set(ended.map(\.taskID)))
        let task = try #require(ended.first).taskID
        #expect(try stage.get("/v2.0/tasks/\(task)").object["State"] as? String == "Terminated")
        stage.clock.set(to: now + .seconds(120))
        #expect(try stage.get("/v2.0/tasks/\(task)").status == 404)
    }

    @Test func `Ended tasks can be asked for by id for a while without being listed`() throws {
        let stage = try stage { $0.contract.endedTasksKnown = .seconds(60) }
        defer { stage.server.stop() }
        let now = stage.clock.now
        let ended = try #require(
            stage.simulation.truth.tasks.first { leg in
                guard let end = leg.ended else { return false }
                return end > now - .seconds(60) && leg.outcome != .transferred
            })
        let rows = try stage.get("/v2.0/services/\(ended.serviceID)/tasks").items
        #expect(!rows.contains { $0["Id"] as? String == ended.taskID })
        let task = try stage.get("/v2.0/tasks/\(ended.taskID)")
        #expect(task.object["State"] as? String == "Terminated")
        stage.clock.set(to: now + .seconds(120))
        #expect(try stage.get("/v2.0/tasks/\(ended.taskID)").status == 404)
    }

    @Test func `Faults happen when asked for`() throws {
        let stage = try stage {
            $0.fault = { request in
                switch request.query.first?.value {
                case "html": .answer(status: 502, body: "<html>", contentType: "text/html")
                case "half": .closeMidBody
                case "long": .wrongLength(by: 10)
                case "drip": .drip(bytes: 1000, every: .milliseconds(1))
                case "late": .delay(.milliseconds(60))
                default: nil
                }
            }
        }
        defer { stage.server.stop() }
        let html = try stage.get("/v1.0/users?f=html")
        #expect(html.status == 502)
        #expect(html.headers["content-type"] == "text/html")
        #expect(throws: POSIXError.self) { try stage.get("/v1.0/users?f=half") }
        #expect(throws: POSIXError.self) { try stage.get("/v1.0/users?f=long") }
        #expect(try stage.get("/v1.0/users?f=drip").rows.count == 60)
        let began = ContinuousClock.now
        #expect(try stage.get("/v1.0/users?f=late").status == 200)
        #expect(ContinuousClock.now - began >= .milliseconds(60))
        #expect(try stage.get("/v1.0/users").status == 200)
    }

    @Test func `A silent server still stops at once`() throws {
        let stage = try stage { $0.fault = { _ in .silence } }
        let client = try stage.client()
        client.send("GET /v1.0/users HTTP/1.1\r\napi_key: simulator\r\n\r\n")
        let elapsed = ContinuousClock().measure { stage.server.stop() }
        #expect(elapsed < .seconds(1))
        #expect(throws: POSIXError.self) { try client.reply() }
    }
}
