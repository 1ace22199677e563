import Foundation
import SQLite
import Testing
import Warehouse

/// Flow-outs and services that leave, collected over HTTP.
@Suite struct FlowOutCollectTests {
    @Test func `A task that moves from Front to Back is one contact and no abandoned call`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let lists = try ScriptedLists(
                [
                    .init(service: "Front", listed: 36_000..<36_180, queued: 36_000),
                    .init(
                        service: "Back", listed: 36_180..<36_540, queued: 36_180,
                        connected: 36_240),
                ], path: folder.appending(path: "w.db").path)
            try await lists.collect(stride(from: 35_970, through: 36_600, by: 30))
            #expect(
                try lists.stays() == [
                    "Front flowed_out 36000 36180", "Back answered 36180 36525",
                ])
            #expect(try lists.value("SELECT count(DISTINCT task_id) FROM task") == 1)
        }
    }

    @Test func `A task that enters Front again flowed out of its former place`() async throws {
        try await withTemporaryFolder { folder in
            let lists = try ScriptedLists(
                [
                    .init(service: "Front", listed: 40_800..<40_920, queued: 40_800),
                    .init(
                        service: "Front", listed: 40_920..<41_300, queued: 40_920,
                        connected: 41_040),
                ], path: folder.appending(path: "w.db").path)
            try await lists.collect(stride(from: 40_785, through: 41_400, by: 30))
            #expect(
                try lists.stays() == [
                    "Front flowed_out 40800 40920", "Front answered 40920 41310",
                ])
        }
    }

    @Test func `A task that Back shows a pass after Front lost it was not abandoned`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let lists = try ScriptedLists(
                [
                    .init(service: "Front", listed: 36_000..<36_100, queued: 36_000),
                    .init(service: "Back", listed: 36_140..<36_200, queued: 36_105),
                ], path: folder.appending(path: "w.db").path)
            try await lists.collect(stride(from: 35_970, through: 36_120, by: 30))
            #expect(try lists.stays() == ["Front abandoned 36000 36105 unconfirmed"])
            try await lists.collect(stride(from: 36_150, through: 36_240, by: 30))
            #expect(
                try lists.stays() == [
                    "Front flowed_out 36000 36105", "Back abandoned 36105 36195 unconfirmed",
                ])
        }
    }

    @Test func `A service that leaves LUCS takes its tasks along, day after day`() async throws {
        try await withTemporaryFolder { folder in
            let lists = try ScriptedLists(
                [
                    .init(service: "Back", task: 1, listed: 36_000..<999_999, queued: 36_000),
                    .init(
                        service: "Back", task: 2, listed: 36_000..<999_999, queued: 36_000,
                        connected: 36_020),
                ], path: folder.appending(path: "w.db").path,
                services: { name, at in name == "Front" || at < 40_000 })
            try await lists.collect(stride(from: 35_970, through: 36_090, by: 30))
            try await lists.collect(
                stride(from: 122_400, through: 122_400 + 7 * 86_400, by: 86_400))
            #expect(
                try lists.stays() == [
                    "Back abandoned 36000 36090 unconfirmed", "Back answered 36000 36090",
                ])
            #expect(
                try lists.value("SELECT count(*) FROM task WHERE ended_before_at IS NULL") == 2)
            #expect(
                try lists.value("SELECT max(to_at - from_at) FROM coverage WHERE service_key = 1")
                    == 120_000)
            #expect(
                try lists.value(
                    "SELECT count(*) FROM service_history WHERE name = 'Back' AND valid_to_at > 0")
                    == 1)
            #expect(try lists.warehouse.waitingTasks().isEmpty)
        }
    }
}
