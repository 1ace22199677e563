import CivilTime
import Foundation
import Testing

@testable import LucsSimulator

@Suite struct EndpointTests {
    @Test func `Every read endpoint answers in both versions`() throws {
        let stage = try Stage()
        defer { stage.server.stop() }
        let client = try stage.client()
        let service = stage.scenario.services[0].id
        let unit = stage.scenario.units[0].id
        let user = stage.scenario.agents[0].sipURI
        let task = try #require(
            client.get("/v1.0/services/\(service)/tasks").rows.first?["Id"] as? String)
        let callback = try #require(
            client.get("/v1.0/callbacks/search", method: "POST", body: "{}").rows.first?["Id"]
                as? String)
        for route in Route.all {
            for version in ["v1.0", "v2.0"] where version == "v2.0" || !route.onlyVersion2 {
                let name =
                    switch route.segments[0] {
                    case "services": service
                    case "users", "usersstates": user
                    case "tasks": task
                    default: callback
                    }
                let path = route.template.replacing("{ou}", with: unit)
                    .replacing("{id}", with: name)
                let reply = try client.get(
                    "/\(version)/\(path)", method: route.method,
                    body: route.method == "POST" ? "{}" : "")
                if route.operation == .consultationCall {
                    #expect(reply.status == 404)
                    continue
                }
                #expect(reply.status == 200, "\(version)/\(path)")
                #expect(reply.json != nil, "\(version)/\(path)")
                let isEnvelope = reply.object["Items"] != nil
                #expect(isEnvelope == (route.isPaged && version == "v2.0"), "\(version)/\(path)")
            }
        }
    }

    @Test func `What the lists say is the truth at that instant`() throws {
        let stage = try Stage()
        defer { stage.server.stop() }
        let client = try stage.client()
        for hour in [9.2, 10.5, 13.1, 18.2] {
            stage.clock.set(to: stage.scenario.start + .milliseconds(Int64(hour * 3_600_000) + 13))
            let truth = stage.simulation.truth
            for service in stage.scenario.services {
                let open = truth.tasks.filter { $0.serviceID == service.id && $0.ended == nil }
                let rows = try client.get("/v2.0/services/\(service.id)/tasks?pageSize=1000").items
                #expect(rows.count == open.count)
                for leg in open {
                    let row = try #require(rows.first { $0["Id"] as? String == leg.taskID })
                    let user = row["ReservedUserObject"] as? [String: Any]
                    #expect(row["Created"] as? String == leg.created.iso8601)
                    #expect(row["QueueStarted"] as? String == leg.queueStarted?.iso8601)
                    #expect(row["Connected"] as? String == leg.connected?.iso8601)
                    let state = try #require(row["State"] as? String)
                    #expect((state == "InIVR") == (leg.queueStarted == nil))
                    #expect((state == "Connected") == (leg.connected != nil))
                    #expect((user != nil) == (state == "Connected" || state == "Ringing"))
                    if state == "Connected" { #expect(user?["Id"] as? String == leg.agentID) }
                }
            }
            let states = try client.get("/v2.0/usersStates").items
            let last = Dictionary(
                truth.agentStates.map { ($0.agentID, $0) }, uniquingKeysWith: { $1 })
            #expect(states.count == last.count)
            for row in states {
                let span = try #require(last[row["Id"] as? String ?? ""])
                let isSelectable = span.state == .selectable
                #expect(row["IsSelectable"] as? Bool == isSelectable)
                let reason = row["NotSelectableReason"] as? String
                #expect(reason == (isSelectable ? nil : span.state.rawValue))
                #expect(row["NotReadyReason"] as? String == span.reason)
                #expect(row["StateChanged"] as? String == span.from.iso8601)
            }
        }
    }

    @Test func `Objects carry the documented members`() throws {
        let stage = try Stage()
        defer { stage.server.stop() }
        let client = try stage.client()
        let service = stage.scenario.services[0].id
        let tasks = try client.get("/v1.0/services/\(service)/tasks").rows
        let connected = try #require(tasks.first { $0["State"] as? String == "Connected" })
        #expect(
            Set(connected.keys) == [
                "Id", "ExternalTaskId", "Type", "State", "CustomerIdentifier", "Created",
                "QueueStarted", "Connected", "InitialModalityType", "OriginType",
                "OriginTypeCustom", "ContextParameters", "ReservedUserObject",
            ])
        let reserved = try #require(connected["ReservedUserObject"] as? [String: Any])
        #expect(
            Set(reserved.keys) == [
                "Id", "DisplayName", "OrganizationUnitName", "SipUri", "UserPrincipalName",
                "SecurityIdentifier", "SamAccountName", "AgentProfileName",
                "ResponsibleSinceLevel", "SelectionAlgorithm",
            ])
        let user = try #require(client.get("/v1.0/users").rows.first)
        #expect(user["PresenceState"] == nil)
        for name in ["IsSelectable", "Traits", "Profiles", "Roles", "RecordingType"] {
            #expect(user[name] != nil)
        }
        let brief = try #require(client.get("/v2.0/users").items.first)
        #expect(brief["Traits"] == nil)
        let full = try client.get("/v2.0/users?fieldsToReturn=Traits,Profiles").items
        #expect(full.first?["Traits"] != nil)
    }

    @Test func `Lookups take GUIDs in any case, SIP URIs, and encoded paths in any case`() throws {
        let stage = try Stage()
        defer { stage.server.stop() }
        let client = try stage.client()
        let agent = stage.scenario.agents[4]
        for name in [agent.id.uppercased(), agent.sipURI.uppercased(), agent.sipURI] {
            let encoded = name.replacing(":", with: "%3A").replacing("@", with: "%40")
            let reply = try client.get("/V2.0/USERS/\(encoded)")
            #expect(reply.object["Id"] as? String == agent.id)
        }
        for path in ["users/nobody", "services/none", "tasks/none", "organizationunits/none"] {
            let reply = try client.get("/v2.0/\(path)")
            #expect(reply.status == 404)
            #expect(reply.errorCode == "NotFound")
        }
    }

    @Test func `Pages are numbered from one and cut at a thousand`() throws {
        let stage = try Stage(hour: 1, agents: 1200)
        defer { stage.server.stop() }
        let client = try stage.client()
        var seen: [String] = []
        for page in 1...5 {
            let reply = try client.get("/v2.0/users?page=\(page)&pageSize=250")
            #expect(reply.object["TotalCount"] as? Int == 1200)
            seen += reply.items.compactMap { $0["Id"] as? String }
        }
        #expect(seen == stage.scenario.agents.map(\.id))
        #expect(try client.get("/v2.0/users").items.count == 100)
        #expect(try client.get("/v2.0/users?pageSize=5000").items.count == 1000)
        #expect(try client.get("/v2.0/users?page=99").items.isEmpty)
        #expect(try client.get("/v2.0/users?page=9223372036854775807").items.isEmpty)
        #expect(try client.get("/v1.0/users?page=2&pageSize=10").rows.count == 1200)
        for query in ["page=0", "page=x", "pageSize=0", "pageSize=-5"] {
            let reply = try client.get("/v2.0/users?\(query)")
            #expect(reply.status == 400)
            #expect(reply.errorCode == "BadRequest")
        }
    }

    @Test func `The Swagger document needs no key and names the paging parameters`() throws {
        let stage = try Stage()
        defer { stage.server.stop() }
        let document = try stage.get("/swagger/docs/v2.0", key: nil).object
        let paths = try #require(document["paths"] as? [String: Any])
        let users = try #require(paths["/v2.0/users"] as? [String: Any])
        let get = try #require(users["get"] as? [String: Any])
        let names = (get["parameters"] as? [[String: Any]] ?? []).compactMap {
            $0["name"] as? String
        }
        #expect(names == ["fieldsToReturn", "page", "pageSize"])
        #expect(try stage.get("/swagger/docs/v1.0", key: nil).status == 200)
        #expect(try stage.get("/swagger/docs/v3.0", key: nil).status == 404)
    }
}
