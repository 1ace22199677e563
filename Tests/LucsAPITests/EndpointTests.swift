import Testing

@testable import LucsAPI

@Suite("The catalogue of endpoints")
struct EndpointTests {
    /// The table of read endpoints in API.md, row by row: how many v1.0 and v2.0 have.
    private static let table: [(resource: String, v1: [String], v2: [String])] = [
        (
            "organization units", ["organizationunits", "organizationunits/{id}"],
            ["organizationunits", "organizationunits/{id}"]
        ),
        (
            "services",
            [
                "services", "services/{id}", "services/count", "services/{id}/context",
                "organizationunits/{id}/services",
            ],
            [
                "services ▤", "services/{id}", "services/count", "services/{id}/context",
                "organizationunits/{id}/services ▤",
            ]
        ),
        (
            "users",
            [
                "users", "users/{id}", "users/{id}/roles", "services/{id}/users",
                "organizationunits/{id}/users",
            ],
            [
                "users ▤", "users/{id}", "users/{id}/roles", "services/{id}/users ▤",
                "organizationunits/{id}/users ▤",
            ]
        ),
        ("duty profiles", [], ["profiles"]),
        (
            "user states", [],
            [
                "usersStates ▤", "usersStates/{id}", "organizationunits/{id}/usersStates ▤",
                "services/{id}/usersStates ▤",
            ]
        ),
        ("absence reasons", [], ["users/{id}/getAbsentReasons"]),
        (
            "tasks",
            [
                "services/{id}/tasks", "services/{id}/longestwaitingtask", "tasks/{id}",
                "users/{id}/tasks",
            ],
            [
                "services/{id}/tasks ▤", "services/{id}/longestwaitingtask", "tasks/{id}",
                "users/{id}/tasks",
            ]
        ),
        (
            "conversation-as services", ["users/{id}/services/conversationas"],
            ["users/{id}/services/conversationas ▤"]
        ),
        (
            "consultative calls", ["tasks/{id}/consultationCall", "users/{id}/consultativeCalls"],
            ["tasks/{id}/consultationCall", "users/{id}/consultativeCalls"]
        ),
        (
            "callbacks", ["callbacks/{id}", "callbacks/search"],
            ["callbacks/{id}", "callbacks/search"]
        ),
    ]

    @Test("Holds every endpoint that the documentation lists, and no other")
    func complete() {
        for version in APIVersion.allCases {
            let documented = Self.table.flatMap { version == .v1 ? $0.v1 : $0.v2 }
            let held = Endpoint.all.filter { $0.versions.contains(version) }
                .map { $0.path + (version == .v2 && $0.isPaged ? " ▤" : "") }
            #expect(held.sorted() == documented.sorted())
        }
        #expect(Endpoint.all.count == 27)
        #expect(Set(Endpoint.all.map(\.name)).count == 27)
        #expect(Endpoint.all.allSatisfy { !$0.roles.isEmpty })
        #expect(Endpoint.all.filter { $0.method != "GET" } == [.callbacksSearch])
        #expect(Endpoint.all.allSatisfy { ($0.subject != nil) == $0.path.contains("{id}") })
    }

    @Test("Identifiers are escaped, so that none leaves its place in the path")
    func escaping() throws {
        #expect(
            try Endpoint.serviceTasks.path(version: .v2, id: "sip:a b@x/../y?z")
                == "v2.0/services/sip%3Aa%20b%40x%2F..%2Fy%3Fz/tasks")
        #expect(try Endpoint.user.path(version: .v1, id: "..") == "v1.0/users/%2E%2E")
        #expect(try Endpoint.user.path(version: .v1, id: "ü") == "v1.0/users/%C3%BC")
    }

    @Test("What cannot be asked says why")
    func impossible() {
        let without = #expect(throws: APIError.self) {
            try Endpoint.user.path(version: .v2, id: nil)
        }
        #expect(without?.description == "user: needs the identifier of a user")
        let with = #expect(throws: APIError.self) { try Endpoint.users.path(version: .v2, id: "x") }
        #expect(with?.code == .configuration)
        let old = #expect(throws: APIError.self) {
            try Endpoint.userStates.path(version: .v1, id: nil)
        }
        #expect(old?.code == .unsupported)
        #expect(Endpoint.named("service-tasks") == .serviceTasks)
        #expect(Endpoint.named("nonsense") == nil)
    }
}
