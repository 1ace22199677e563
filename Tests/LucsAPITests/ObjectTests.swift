import CivilTime
import JSONText
import LucsModel
import TestServers
import Testing

@testable import LucsAPI

@Suite("Reading the objects of LUCS")
struct ObjectTests {
    private func listed<Row>(
        _ format: (MemberCatalogue) -> RowFormat<Row>, _ json: String,
        overrides: [String: [String]] = [:]
    ) throws -> ListPage<Row> {
        let catalogue = try MemberCatalogue(overrides: overrides)
        return try PageReader(format: format(catalogue)).read(Array("[\(json)]".utf8))
    }

    private func task(_ json: String) throws -> LucsTask? {
        try listed(RowFormat<LucsTask>.init, json).rows.first
    }

    @Test("A task as the vendor documents it")
    func fullTask() throws {
        let task = try task(
            #"""
            {"Id":"5B8DD9A2-0D8C-4C4E-9F0A-1F2E3D4C5B6A","ExternalTaskId":"x","Type":"Call","State":"Connected",
            "CustomerIdentifier":"tel:+41445801234","Created":"2019-06-14T08:12:49.021Z",
            "QueueStarted":"24.06.2019 13:00:56.2732376Z","Connected":"2019-06-24T15:01:00+02:00",
            "InitialModalityType":"Audio","OriginType":"Inbound","OriginTypeCustom":null,
            "ContextParameters":[{"Name":"Language","Value":"de"}],
            "ReservedUserObject":{"Id":"1f2e3d4c-0d8c-4c4e-9f0a-5b8dd9a25b6a","DisplayName":"Anna Muster",
            "OrganizationUnitName":"Support Zürich","SipUri":"sip:anna@example.com","ResponsibleSinceLevel":0}}
            """#)
        var expected = LucsTask(
            id: EntityID("5b8dd9a2-0d8c-4c4e-9f0a-1f2e3d4c5b6a"), type: "Call",
            state: "Connected", customerIdentifier: "tel:+41445801234",
            created: Timestamp(lucs: "2019-06-14T08:12:49.021Z"),
            queueStarted: Timestamp(lucs: "2019-06-24T13:00:56.273Z"),
            connected: Timestamp(lucs: "2019-06-24T13:01:00Z"), initialModality: "Audio",
            origin: "Inbound", agent: EntityID("1f2e3d4c-0d8c-4c4e-9f0a-5b8dd9a25b6a"))
        expected.externalID = .text("x")
        expected.responsibleSinceLevel = 0
        #expect(task == expected)
    }

    @Test("Only the identifier is needed, and odd values say nothing rather than fail")
    func oddTask() throws {
        let none = LucsTask(id: .text("T"))
        #expect(try task(#"{"id":"T"}"#) == none)
        #expect(
            try task(
                #"{"ID":"T","State":null,"Type":"","Connected":"0001-01-01T00:00:00","Created":"","ReservedUserObject":null}"#
            ) == none)
        #expect(
            try task(#"{"Id":"T","Connected":{"a":[1]},"State":["x"],"Created":false}"#) == none)
        #expect(
            try task(#"{"Id":7,"State":3,"Type":true,"ReservedUserObject":"sip:a@b"}"#)
                == LucsTask(id: .text("7"), type: "true", state: "3", agent: .text("sip:a@b")))
        #expect(
            try task(
                #"{"Id":"T","ReservedUserObject":{"Id":"00000000-0000-0000-0000-000000000000","SipUri":"sip:A@b"}}"#
            ) == LucsTask(id: .text("T"), agent: .text("sip:a@b")))
    }

    @Test("Members that are not known, and times that are not understood, are noted")
    func notes() throws {
        let page = try listed(
            RowFormat<LucsTask>.init,
            #"{"Id":"1","Created":"yesterday","EndedAt":"x","ContextParameters":[]},{"Id":"2","EndedAt":1}"#
        )
        #expect(page.unknownMembers.names == ["task": ["EndedAt"]])
        #expect(page.unreadableValues.samples == ["task.Created": "yesterday"])
    }

    @Test("A user with its state, its unit taken from the first role")
    func user() throws {
        let json = #"""
            {"Id":"u1","SipUri":"sip:a@b","FirstName":"Anna","LastName":"Muster","IsSelectable":false,
            "NotSelectableReason":"Working","NotReadyReason":null,"CurrentProfile":{"Id":"p1","Name":"Default"},
            "DefaultProfile":"Default","Traits":[],"Profiles":[{"Name":"x","Responsibilities":null}],
            "Roles":[{"OrganizationUnit":"Company/Support/Zürich","Role":"Agent","Permission":"Read"},
            {"OrganizationUnit":"Company/Other","Role":"Agent","Permission":"Read"}]}
            """#
        let page = try listed(RowFormat<User>.init, json)
        let state = UserState(
            user: .text("u1"), isSelectable: false, notSelectableReason: "Working",
            currentProfile: "Default")
        #expect(
            page.rows == [
                User(
                    id: .text("u1"), sipURI: "sip:a@b", firstName: "Anna", lastName: "Muster",
                    defaultProfile: "Default", organizationUnitName: "Zürich", state: state,
                    skills: [], profiles: [AgentProfile(name: "x")])
            ])
        #expect(page.unknownMembers.isEmpty)
        #expect(try listed(RowFormat<UserState>.init, json).rows == [state])
    }

    @Test func `A user's skills and duty profiles, and none where the server shows none`() throws {
        let json = #"""
            {"Id":"u","Traits":[{"TraitNode":"Skills/A","Attribute":"Expert"},{"TraitNode":"Skills/B"},
            {"Attribute":"nameless"},null],"Profiles":[{"Name":"On Duty","Responsibilities":
            [{"TraitNode":"Skills/A","Responsibility":"Immediate"}]},{"Name":"Off","Responsibilities":null}]}
            """#
        let user = try listed(RowFormat<User>.init, json).rows.first
        #expect(
            user?.skills == [Skill(name: "Skills/A", level: "Expert"), Skill(name: "Skills/B")])
        #expect(
            user?.profiles == [
                AgentProfile(
                    name: "On Duty",
                    responsibilities: [Skill(name: "Skills/A", level: "Immediate")]),
                AgentProfile(name: "Off"),
            ])
        let plain = try listed(RowFormat<User>.init, #"{"Id":"u","Traits":null}"#).rows.first
        #expect(plain?.skills == nil && plain?.profiles == nil)
    }

    @Test func `How a task's agent was chosen, and the identifiers of the program that created it`()
        throws
    {
        let task = try listed(
            RowFormat<LucsTask>.init,
            #"""
            {"Id":"t","ExternalTaskId":"x1","OriginTypeCustom":"Shop","ReservedUserObject":{"Id":"u",
            "AgentProfileName":"Home","ResponsibleSinceLevel":2,"SelectionAlgorithm":"LongestIdle"},
            "ContextParameters":[{"Name":"Language","Value":"fr"}]}
            """#
        ).rows.first
        #expect(task?.externalID == .text("x1"))
        #expect(task?.customOrigin == "Shop")
        #expect(task?.agentProfile == "Home")
        #expect(task?.responsibleSinceLevel == 2)
        #expect(task?.selectionAlgorithm == "LongestIdle")
        #expect(task?.context == [], "none is named")
    }

    @Test func `Only the context parameters that are named are read, in the spelling given`() throws
    {
        let catalogue = try MemberCatalogue(contextParameters: ["Language", "Tier"])
        let json = #"""
            [{"Id":"t","ContextParameters":[{"Name":"LANGUAGE","Value":"fr"},{"Name":"Insured","Value":"7"},
            {"Name":"Language","Value":"de"},{"Name":"Tier","Value":null},{"Name":"Tier","Value":3}]}]
            """#
        let format = RowFormat<LucsTask>(catalogue)
        let rows = try JSONReader.read(Array(json.utf8)) { reader in
            var rows: [LucsTask] = []
            try reader.beginArray()
            while try reader.nextElement() { _ = try format.read(&reader, &rows) }
            return rows
        }
        #expect(
            rows.first?.context == [
                ContextParameter(name: "Language", value: "fr"),
                ContextParameter(name: "Tier", value: "3"),
            ])
    }

    @Test("A unit that the server names itself comes before the roles")
    func userUnit() throws {
        let json = #"{"Id":"1","Roles":[{"OrganizationUnit":"A/B"}],"OrganizationUnitName":"C"}"#
        let user = try listed(RowFormat<User>.init, json).rows.first
        #expect(user?.organizationUnitName == "C")
        #expect(user?.state == nil)
    }

    @Test("A state belongs to UserId, else Id, else the SIP URI")
    func stateIdentity() throws {
        let rows = try listed(
            RowFormat<UserState>.init,
            #"{"Id":"x","UserId":"u","SipUri":"s"},{"Id":"x","SipUri":"s"},{"SipUri":"SIP:S"},{"PresenceState":"Away"}"#
        )
        #expect(rows.rows.map(\.user) == [.text("u"), .text("x"), .text("sip:s")])
        #expect(rows.unidentified == 1)
    }

    @Test("Presence, and the time of the last change")
    func presence() throws {
        let state = try listed(
            RowFormat<UserState>.init,
            #"{"UserId":"u","PresenceState":"Online","StateChanged":"2026-11-24T08:00:00Z","IsSelectable":"True"}"#
        ).rows.first
        #expect(state?.presence == "Online")
        #expect(state?.changedAt == serverTime)
        #expect(state?.isSelectable == true)
    }

    @Test("Services, organization units, profiles and callbacks")
    func others() throws {
        #expect(
            try listed(
                RowFormat<Service>.init,
                #"{"Id":"s","Name":"Sales","SipUri":"sip:s","OrganizationUnitId":"o","OrganizationUnitName":"O"}"#
            ).rows == [
                Service(
                    id: .text("s"), name: "Sales", sipURI: "sip:s", organizationUnitID: .text("o"),
                    organizationUnitName: "O")
            ])
        #expect(
            try listed(
                RowFormat<OrganizationUnit>.init, #"{"Id":"o","ParentId":"p","Name":"O"}"#
            ).rows == [OrganizationUnit(id: .text("o"), parentID: .text("p"), name: "O")])
        #expect(
            try listed(RowFormat<DutyProfile>.init, #"{"ID":"d","Name":"Off","OffDuty":true}"#).rows
                == [DutyProfile(id: .text("d"), name: "Off", isOffDuty: true)])
        #expect(
            try listed(
                RowFormat<Callback>.init,
                #"{"Id":"c","ServiceSip":"sip:s","State":"Pending","Priority":3,"LeftInQueueTimeInSeconds":12.5,"RetryCount":"2"}"#
            ).rows == [
                Callback(
                    id: .text("c"), service: .text("sip:s"), state: "Pending", priority: 3,
                    leftInQueue: .milliseconds(12_500), retryCount: 2)
            ])
    }

    @Test("Member names can be configured, and a wrong key names the right ones")
    func overrides() throws {
        let page = try listed(
            RowFormat<LucsTask>.init, #"{"Nr":"1","Enqueued":"2026-11-24T08:00:00Z"}"#,
            overrides: ["task.id": ["Nr"], "task.queueStarted": ["Enqueued", "QueueStarted"]])
        #expect(page.rows == [LucsTask(id: .text("1"), queueStarted: serverTime)])
        let error = #expect(throws: APIError.self) {
            try MemberCatalogue(overrides: ["task.queue": ["x"]])
        }
        #expect(error?.code == .configuration)
        #expect(error?.advice?.contains("task.queueStarted") == true)
    }

    @Test("A list none of whose objects has an identifier is an error, not an empty list")
    func noIdentifiers() async throws {
        let server = try TestServer { _ in .json(#"[{"Guid":"1"},{"Guid":"2"}]"#) }
        let error = await failure { try await LucsClient(.testing(server)).users() }
        #expect(error?.code == .badData)
        #expect(error?.advice?.contains("memberNames") == true)
    }

    @Test("What is no list is an error", arguments: ["{}", "3", "null", #"{"a":[1,2]}"#, ""])
    func noList(json: String) async throws {
        let server = try TestServer { _ in .json(json) }
        #expect(await failure { try await LucsClient(.testing(server)).users() }?.code == .badData)
    }
}
