import CivilTime
import Foundation
import TestServers
import Testing

/// Servers whose responses say one thing and mean another, collected by the real program.
@Suite struct MisleadingServerTests {
    private static func waiting(_ ids: [Int], connected: String = "null") -> String {
        let queued = Timestamp.now - .seconds(30)
        return ids.map {
            #"{"Id":"t\#($0)","State":"InQueue","QueueStarted":"\#(queued.iso8601)","Connected":\#(connected)}"#
        }.joined(separator: ",")
    }

    @Test(
        arguments: [
            #"{"Items":[],"TotalCount":0,"Error":{"Code":"Timeout"}}"#,
            #"{"Items":[],"Success":false}"#, #"{"Items":null,"TotalCount":3}"#,
            #"{"Items":[],"TotalCount":3}"#, #"{"Items":[],"HasMore":true}"#, "", "null",
        ])
    func `A response that is not an empty list ends no call, and is named`(body: String)
        async throws
    {
        try await withTemporaryFolder { folder in
            let centre = try ScriptedCentre(in: folder)
            centre.tasks(#"{"Items":[\#(Self.waiting([1, 2, 3]))],"TotalCount":3}"#)
            let first = try await centre.collect()
            #expect(first.code == 0, "\(first.errors)")
            let before = try centre.column("SELECT outcome FROM task ORDER BY task_id")
            centre.tasks(body)
            let outcome = try await centre.collect()
            #expect(outcome.code == 1)
            #expect(outcome.errors.contains("tasks of Sales (s)"), "\(outcome.errors)")
            #expect(before == ["open", "open", "open"])
            #expect(try centre.column("SELECT outcome FROM task ORDER BY task_id") == before)
        }
    }

    @Test(arguments: [
        #"{"Items":null,"TotalCount":0}"#, "[]", #"{"Tasks":[],"Columns":[{"Id":"c1"}]}"#,
    ])
    func `An empty list in any form ends the calls that it lacks`(body: String) async throws {
        try await withTemporaryFolder { folder in
            let centre = try ScriptedCentre(in: folder)
            centre.tasks(#"{"Items":[\#(Self.waiting([1, 2]))],"TotalCount":2}"#)
            _ = try await centre.collect()
            centre.tasks(body)
            let outcome = try await centre.collect()
            #expect(outcome.code == 0, "\(outcome.errors)")
            #expect(
                try centre.column("SELECT outcome FROM task ORDER BY task_id")
                    == ["abandoned", "abandoned"])
        }
    }

    @Test func `Totals that the rows contradict cut no list, so that nobody leaves`() async throws {
        try await withTemporaryFolder { folder in
            for total in ["-1", "0", "page"] {
                let centre = try ScriptedCentre(in: folder)
                centre.change { lists in
                    lists.respond = { request in
                        guard request.path == "/v2.0/users" else { return nil }
                        let page = request.query["page"].flatMap { Int($0) } ?? 1
                        let rows = Array((max(page, 1) - 1) * 200..<max(page, 1) * 200)
                            .filter { $0 < 450 }
                        let list = rows.map { #"{"Id":"u\#($0)","LastName":"U\#($0)"}"# }
                            .joined(separator: ",")
                        let told = total == "page" ? "\(rows.count)" : total
                        return .json(
                            #"{"Items":[\#(list)],"TotalCount":\#(told)}"#,
                            headers: ["Date": ScriptedCentre.httpDate(Date())])
                    }
                }
                let outcome = try await centre.collect()
                #expect(outcome.code == 0, "\(outcome.errors)")
                #expect(
                    try centre.column("SELECT count(*) || '' FROM agent WHERE is_present")
                        == ["450"])
            }
        }
    }

    @Test func `A directory that is cut short is named, and nobody leaves by it`() async throws {
        try await withTemporaryFolder { folder in
            let centre = try ScriptedCentre(in: folder)
            centre.set(
                "v2.0/users", #"{"Items":[{"Id":"a","LastName":"Ann"}],"TotalCount":6}"#)
            let outcome = try await centre.collect()
            #expect(outcome.code == 1)
            #expect(
                outcome.errors.contains(
                    "missing users: the server announced 6 users but returned 1"),
                "\(outcome.errors)")
            #expect(try centre.column("SELECT name FROM agent") == ["Ann"])
        }
    }

    @Test func `Times that cannot be read, and local times, are named while collecting`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let centre = try ScriptedCentre(in: folder)
            centre.tasks(
                #"{"Items":[{"Id":"t","QueueStarted":"09/21/2026 14:13"}],"TotalCount":1}"#)
            let odd = try await centre.collect()
            #expect(odd.code == 0)
            #expect(
                odd.errors.contains(#"Cannot read task.QueueStarted: "09/21/2026 14:13""#),
                "\(odd.errors)")
            let ahead = Timestamp.now + .seconds(7190)
            let text = ahead.iso8601.prefix(19)
            centre.tasks(#"{"Items":[{"Id":"u","QueueStarted":"\#(text)"}],"TotalCount":1}"#)
            let local = try await centre.collect()
            #expect(local.errors.contains("set serverTimeZone"), "\(local.errors)")
            try Data(#"{"serverTimeZone": "Etc/GMT-2"}"#.utf8)
                .write(to: folder.appending(path: "c.json"))
            let zoned = try await centre.collect("--config", "c.json")
            #expect(!zoned.errors.contains("serverTimeZone"), "\(zoned.errors)")
        }
    }

    @Test func `Pages that the server refuses as too large are asked for smaller, and said`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let centre = try ScriptedCentre(in: folder)
            centre.change { lists in
                lists.respond = { request in
                    let size = request.query["pageSize"].flatMap { Int($0) } ?? 0
                    guard size > 100 else { return nil }
                    return .json(
                        #"{"Error":{"Code":"BadRequest","Message":"pageSize"}}"#, status: 400,
                        headers: ["Date": ScriptedCentre.httpDate(Date())])
                }
            }
            let outcome = try await centre.collect()
            #expect(outcome.code == 0)
            #expect(
                outcome.errors.contains("LUCS refuses pages of 500 rows; lucstats asks for 100"),
                "\(outcome.errors)")
        }
    }

    @Test func `Names that differ only in case are two services`() async throws {
        try await withTemporaryFolder { folder in
            let centre = try ScriptedCentre(in: folder)
            centre.set(
                "v2.0/services",
                #"{"Items":[{"Id":"SALES","Name":"A"},{"Id":"Sales","Name":"B"}],"TotalCount":2}"#)
            centre.set("v2.0/services/SALES/tasks", "[]")
            centre.set("v2.0/services/Sales/tasks", "[]")
            let outcome = try await centre.collect()
            #expect(outcome.code == 0, "\(outcome.errors)")
            #expect(
                try centre.column("SELECT service_id FROM service ORDER BY name")
                    == ["SALES", "Sales"])
        }
    }

    @Test func `An agent whom another program blocks is not ready, for that reason`() async throws {
        try await withTemporaryFolder { folder in
            let centre = try ScriptedCentre(in: folder)
            centre.set(
                "v2.0/usersStates",
                #"{"Items":[{"UserId":"a","IsSelectable":false,"IsBlockedByLuwareApi":true,"PresenceState":"Online"},{"UserId":"b","IsSelectable":false,"PresenceState":"Online"},{"UserId":"c","IsSelectable":false,"IsBlockedByLuwareApi":true,"NotSelectableReason":"None"}],"TotalCount":3}"#
            )
            let outcome = try await centre.collect()
            #expect(outcome.code == 0)
            #expect(!outcome.errors.contains("Online"), "\(outcome.errors)")
            #expect(outcome.errors.contains("without a reason"), "\(outcome.errors)")
            #expect(
                try centre.column(
                    "SELECT state || ' ' || coalesce(reason, '-') FROM agent_state ORDER BY agent_id"
                )
                    == ["not_ready blocked by API", "unknown -", "not_ready blocked by API"])
        }
    }
}
