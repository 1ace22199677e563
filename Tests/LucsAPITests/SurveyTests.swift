import CivilTime
import Foundation
import JSONText
import TestServers
import Testing

@testable import LucsAPI

@Suite("Looking an installation over")
struct SurveyTests {
    private func finding(_ json: String, told: [String: MemberKind] = [:]) throws -> ObjectFinding {
        let rows = try JSONValue(parsing: Array(json.utf8)).array ?? []
        let catalogue = try MemberCatalogue()
        return ObjectSurvey(
            endpoint: .serviceTasks, table: catalogue.task,
            expected: ExpectedField.of(.serviceTasks), now: serverTime
        ).finding(rows, told: told)
    }

    @Test("What is read, what is missing, and what is of no use")
    func compare() throws {
        let finding = try finding(
            """
            [{"id": "1", "queuestarted": null, "STATE": "InQueue", "Created": "2026-11-24T07:59:00Z",
              "ExternalTaskId": "x", "Mood": "fine", "Connected": "24.11.2026 07:59:30.1234567Z"}]
            """)
        #expect(finding.sampled == 1)
        #expect(
            finding.read.map(\.member) == [
                "Connected", "Created", "ExternalTaskId", "STATE", "id", "queuestarted",
            ])
        #expect(finding.missing.map(\.field) == ["task.agent", "task.type"])
        #expect(finding.unused == ["Mood"])
        #expect(finding.learned.isEmpty && finding.unreadTimes.isEmpty && finding.ahead == nil)
    }

    @Test("Other names are recognized by their words and their values, if there is but one such")
    func learned() throws {
        let finding = try finding(
            """
            [{"Id": "1", "WaitingSince": "2026-11-24T07:59:00Z", "QueuePosition": 3,
              "AnsweredBy": "Ann", "AcceptedAt": "2026-11-24T07:59:00Z",
              "CallState": "x", "CallStatus": "y"}]
            """)
        let learned = Dictionary(
            uniqueKeysWithValues: finding.learned.map { ($0.field, $0.member) })
        #expect(learned == ["task.queueStarted": "WaitingSince", "task.connected": "AcceptedAt"])
        #expect(finding.missing.map(\.field).contains("task.state"))
        #expect(finding.unused == ["AnsweredBy", "CallState", "CallStatus", "QueuePosition"])
    }

    @Test("Times that cannot be read, and times ahead of the server, are noticed")
    func times() throws {
        let odd = try finding(#"[{"Id": "1", "Created": "yesterday at noon"}]"#)
        #expect(odd.unreadTimes.map(\.member) == ["Created: yesterday at noon"])
        let ahead = try finding(#"[{"Id": "1", "Created": "2026-11-24T09:00:00"}]"#)
        #expect(ahead.ahead != nil)
    }

    @Test("An empty list is judged by the server's description")
    func described() throws {
        let text = """
            {"paths": {"/v2.0/services/{serviceId}/tasks": {"get": {"responses": {"200": {
              "schema": {"$ref": "#/definitions/PageOfTask"}}}}}},
             "definitions": {
              "PageOfTask": {"type": "object", "properties": {
                "Total": {"type": "integer"},
                "Data": {"type": "array", "items": {"$ref": "#/definitions/Task"}}}},
              "Task": {"type": "object", "properties": {
                "Id": {"type": "string"}, "EnqueuedAt": {"type": "string", "format": "date-time"},
                "ContextParameters": {"type": "array", "items": {"type": "object"}}}}}}
            """
        let contract = try #require(ServerContract(Array(text.utf8), location: "x"))
        let told = contract.members(of: .serviceTasks, in: .v2)
        #expect(told == ["Id": .text, "EnqueuedAt": .time, "ContextParameters": .list])
        let finding = try finding("[]", told: told)
        #expect(finding.sampled == 0)
        #expect(finding.learned.map(\.member) == ["EnqueuedAt"])
        #expect(contract.members(of: .users, in: .v2).isEmpty)
    }

    @Test(
        "Paging is found by trying where no description tells",
        arguments: [
            (PagedUsers(count: 30, usual: 7), Paging(firstPage: 1)),
            (PagedUsers(count: 30, firstPage: 0, usual: 7), Paging(firstPage: 0)),
            (
                PagedUsers(
                    count: 30, numberParameter: "offset", sizeParameter: "limit", usual: 7,
                    isOffset: true),
                Paging(
                    style: .offset, numberParameter: "offset", sizeParameter: "limit", firstPage: 0)
            ),
        ])
    func paging(users: PagedUsers, expected: Paging) async throws {
        let server = try TestServer { $0.path == "/v2.0/users" ? users.page($0) : missing }
        let client = try LucsClient(.testing(server, paging: nil))
        let survey = try await client.survey()
        #expect(survey.paging == expected)
        #expect(survey.pagingSource == .tried)
        #expect(survey.resources.first { $0.endpoint == .users }?.rows == 30)
    }

    @Test("A server that ignores paging proves nothing")
    func ignored() async throws {
        let server = try TestServer { request in
            request.path == "/v2.0/users" ? PagedUsers(count: 3).page(.init()) : missing
        }
        let client = try LucsClient(.testing(server, paging: nil))
        let survey = try await client.survey()
        #expect(survey.pagingSource == .assumed)
        #expect(survey.resources.first { $0.endpoint == .users }?.rows == 3)
    }

    @Test("With nobody there the survey ends with that")
    func nobody() async throws {
        var configuration = try ClientConfiguration.testing()
        configuration.servers = try [#require(.init(string: "http://127.0.0.1:9"))]
        let survey = try await LucsClient(configuration).survey()
        #expect(survey.servers.map { $0.error?.code } == [.unreachable])
        #expect(survey.resources.isEmpty)
    }
}
