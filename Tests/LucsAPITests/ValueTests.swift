import CivilTime
import Foundation
import JSONText
import LucsModel
import TestServers
import Testing

@testable import LucsAPI

@Suite("Values as servers write them")
struct ValueTests {
    private func page(
        _ json: String, timeZone: TimeZone? = nil
    ) throws -> ListPage<LucsTask> {
        let catalogue = try MemberCatalogue(timeZone: timeZone)
        return try PageReader(format: RowFormat<LucsTask>(catalogue)).read(Array("[\(json)]".utf8))
    }

    private let instant = Timestamp(milliseconds: 1_790_000_000_000)

    @Test(
        "Times in every common form are read",
        arguments: [
            #""/Date(1790000000000)/""#, #""\/Date(1790000000000+0200)\/""#, "1790000000",
            "1790000000000", #""1790000000""#, #""1790000000000""#, "1790000000.0",
            #""2026-09-21 14:13:20 UTC""#, #""2026-09-21T14:13:20Z""#,
            #""2026-09-21T16:13:20 +02:00""#, #""2026-09-21T16:13:20+02""#,
            #""20260921T141320Z""#, #""2026/09/21 14:13:20 GMT""#, #""21.09.2026 14:13:20Z""#,
            #""21.09.2026, 14:13:20 UTC""#, #""Mon, 21 Sep 2026 14:13:20 GMT""#,
            #"" 2026-09-21T14:13:20.0000000Z""#,
        ])
    func times(json: String) throws {
        let page = try page(#"{"Id":"1","Connected":\#(json)}"#)
        #expect(page.rows.first?.connected == instant)
        #expect(page.unreadableValues.samples.isEmpty)
    }

    @Test(
        "What is no time is noted with its text",
        arguments: [
            (#""09/21/2026 14:13:20""#, "09/21/2026 14:13:20"), (#""yesterday""#, "yesterday"),
            ("17", "17"), ("true", "true"), (#""2026-09-31T00:00:00Z""#, "2026-09-31T00:00:00Z"),
            (#"{"a":1}"#, #"{"a":1}"#), (#""2026-09-21T14:13:20X""#, "2026-09-21T14:13:20X"),
        ])
    func unreadable(json: String, text: String) throws {
        let page = try page(#"{"Id":"1","Connected":\#(json)}"#)
        #expect(page.rows.first?.connected == nil)
        #expect(page.unreadableValues.samples == ["task.Connected": text])
    }

    @Test(
        "What stands for no time is none, and not worth a note",
        arguments: [
            "null", #""""#, #""0001-01-01T00:00:00""#, #""/Date(-62135596800000)/""#, "0", "-1",
            #""0""#,
        ])
    func none(json: String) throws {
        let page = try page(#"{"Id":"1","Connected":\#(json)}"#)
        #expect(page.rows.first?.connected == nil)
        #expect(page.unreadableValues.samples.isEmpty)
    }

    @Test("A time without a zone is read in the configured one, on the days of change too")
    func zone() throws {
        let zurich = try #require(TimeZone(identifier: "Europe/Zurich"))
        for (text, utc) in [
            ("2026-11-24T09:00:00", "2026-11-24T08:00:00Z"),
            ("2026-07-01 09:00:00", "2026-07-01T07:00:00Z"),
            ("2026-03-29T01:59:59", "2026-03-29T00:59:59Z"),
            ("2026-03-29T03:00:00", "2026-03-29T01:00:00Z"),
            ("2026-10-25T02:30:00", "2026-10-25T00:30:00Z"),
            ("2026-10-25T03:00:00", "2026-10-25T02:00:00Z"),
            ("2026-10-25T12:00:00Z", "2026-10-25T12:00:00Z"),
        ] {
            let task = try page(
                #"{"Id":"1","QueueStarted":"\#(text)"}"#, timeZone: zurich
            ).rows.first
            #expect(task?.queueStarted == Timestamp(lucs: utc), "\(text)")
        }
    }

    @Test("A time without a zone, ahead of the server's clock, is noted")
    func ahead() async throws {
        let server = try TestServer { _ in
            .json(#"{"Items":[{"Id":"1","Created":"2026-11-24T10:00:00"}],"TotalCount":1}"#)
        }
        let client = try LucsClient(.testing(server))
        _ = try await client.tasks(ofService: .text("s"))
        #expect(client.statistics.timeAhead?.member == "task.Created")
        #expect(client.statistics.timeAhead?.ahead == .seconds(7200))
        var configuration = try ClientConfiguration.testing(server)
        configuration.serverTimeZone = TimeZone(secondsFromGMT: 7200)
        let zoned = try LucsClient(configuration)
        let task = try await zoned.tasks(ofService: .text("s")).rows.first
        #expect(task?.created == serverTime)
        #expect(zoned.statistics.timeAhead == nil)
        let labelled = try TestServer { _ in
            .json(#"{"Items":[{"Id":"1","Created":"2026-11-24T10:00:00Z"}],"TotalCount":1}"#)
        }
        let third = try LucsClient(.testing(labelled))
        _ = try await third.tasks(ofService: .text("s"))
        #expect(third.statistics.timeAhead?.hasZone == true)
    }

    @Test("The latest time without a zone is kept with the clock that first showed it")
    func latestLocalTime() async throws {
        let times = [
            "2026-11-24T02:59:00", "2026-11-24T02:59:00", "2026-11-24T03:00:20",
            "2026-11-24T07:59:59Z", "2026-11-24T23:00:00",
        ]
        let server = try TestServer { request in
            let number = request.path.split(separator: "/").compactMap { Int($0) }.first ?? 0
            return .json(
                #"{"Items":[{"Id":"1","Created":"\#(times[number])"}],"TotalCount":1}"#,
                headers: ["Date": "Tue, 24 Nov 2026 08:0\(number):00 GMT"])
        }
        let client = try LucsClient(.testing(server))
        let found = [(59 * 60, 0), (59 * 60, 0), (3620, 120), (3620, 120), (3620, 120)]
        for (number, (time, seen)) in found.enumerated() {
            _ = try await client.tasks(ofService: .text("\(number)"))
            let latest = try #require(client.statistics.latestLocalTime)
            #expect(latest.instant == serverTime - .seconds(6 * 3600) + .seconds(time))
            #expect(latest.observedAt == serverTime + .seconds(seen))
            #expect(latest.member == "task.Created")
        }
    }

    @Test("A member that says nothing never replaces one that does; the first listed name wins")
    func names() throws {
        let catalogue = try MemberCatalogue(overrides: ["service.name": ["A", "B", "C"]])
        func name(_ json: String) throws -> String? {
            try PageReader(format: RowFormat<Service>(catalogue))
                .read(Array(#"[{"Id":"g",\#(json)}]"#.utf8)).rows.first?.name
        }
        #expect(try name(#""A":"a","B":"""#) == "a")
        #expect(try name(#""B":"b","A":"a""#) == "a")
        #expect(try name(#""C":"c","B":"b""#) == "b")
        #expect(try name(#""A":"","C":"c""#) == "c")
        #expect(try name(#""A":"a","a":"""#) == "a")
        #expect(try name(#""A":"a","a":null"#) == "a")
        #expect(try name(#""A":"a","a":[]"#) == "a")
        let task = try page(
            #"{"Id":"g","TaskId":"","Connected":"2026-11-24T08:00:00Z","connected":""}"#
        ).rows.first
        #expect(task?.id == .text("g"))
        #expect(task?.connected == serverTime)
        #expect(try page(#"{"TaskId":"t","Id":"g"}"#).rows.first?.id == .text("g"))
    }

    @Test("No NUL leaves the reader, and no text of absurd length")
    func texts() throws {
        let task = try page(#"{"Id":"a\u0000b","State":"x\u0000y"}"#).rows.first
        #expect(task?.id == .text("a\u{FFFD}b"))
        #expect(task?.state == "x\u{FFFD}y")
        let long = String(repeating: "ü", count: 100_000)
        let cut = try page(#"{"Id":"1","State":"\#(long)"}"#).rows.first
        #expect(cut?.state?.count == 1001)
        #expect(try page(#"{"Id":"\#(long)"}"#).unidentified == 1)
    }

    @Test("GUIDs and SIP URIs compare without case, other identifiers as they are")
    func identifiers() {
        let guid = "5B8DD9A2-0D8C-4C4E-9F0A-1F2E3D4C5B6A"
        #expect(EntityID(guid) == EntityID(guid.lowercased()))
        #expect(EntityID("{\(guid)}") == EntityID(guid))
        #expect(EntityID("SIP:Anna@Example.com") == EntityID("sip:anna@example.com"))
        #expect(EntityID("Anna@Example.com") == EntityID("anna@example.com"))
        #expect(EntityID("SALES") != EntityID("Sales"))
        #expect(EntityID("SALES").description == "SALES")
    }

    @Test(
        "A service is named in requests as the server spells it",
        arguments: [
            "SALES", "Sales", "5B8DD9A2-0D8C-4C4E-9F0A-1F2E3D4C5B6A", "sip:Sales@Example.com",
            "{5B8DD9A2-0D8C-4C4E-9F0A-1F2E3D4C5B6A}",
        ])
    func spelling(id: String) async throws {
        let encoded = [(":", "%3A"), ("@", "%40"), ("{", "%7B"), ("}", "%7D")].reduce(id) {
            $0.replacing($1.0, with: $1.1)
        }
        let path = "/v2.0/services/\(encoded)/tasks"
        let server = try TestServer { request in
            if request.path == "/v2.0/services" { return .json(#"[{"Id":"\#(id)"}]"#) }
            let isAsked = [path, "/v2.0/services/\(id)/tasks"].contains(request.path)
            return isAsked ? .json("[]") : missing
        }
        let client = try LucsClient(.testing(server))
        let services = try await client.services()
        #expect(services.rows.count == 1)
        #expect(try await client.tasks(ofService: services.rows[0].id).isComplete)
        // A later run knows the service from its warehouse, and not how the server spells it.
        let later = try LucsClient(.testing(server))
        #expect(try await later.tasks(ofService: EntityID(id)).isComplete)
    }
}
