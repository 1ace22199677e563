/// What a request asks for.
enum Operation: Sendable {
    case units, unit
    case services, serviceCount, service, serviceContext, servicesOfUnit
    case users, user, userRoles, usersOfService, usersOfUnit
    case profiles
    case userStates, userState, userStatesOfUnit, userStatesOfService
    case absenceReasons
    case tasks, longestWaitingTask, task, tasksOfUser
    case conversationServices
    case consultationCall, consultativeCalls
    case callback, callbackSearch
}

/// A path of the API and who may ask for it. One table serves routing and the Swagger document.
struct Route: Sendable {
    /// The path after the version; `{…}` stands for any one segment.
    let template: String
    let operation: Operation
    /// Any of these is enough.
    let roles: [SimulatedRole]
    let isPaged: Bool
    let onlyVersion2: Bool
    let method: String
    let segments: [String]

    private init(
        _ template: String, _ operation: Operation, _ roles: [SimulatedRole],
        paged: Bool = false, onlyVersion2: Bool = false, method: String = "GET"
    ) {
        self.template = template
        self.operation = operation
        self.roles = roles
        isPaged = paged
        self.onlyVersion2 = onlyVersion2
        self.method = method
        segments = template.split(separator: "/").map { $0.lowercased() }
    }

    private static let users: [SimulatedRole] = [.usersRead, .usersProvision]
    private static let tasks: [SimulatedRole] = [.tasksRead, .tasksManage]

    /// Fixed segments stand before the variable ones that would match them too.
    static let all: [Route] = [
        Route("organizationunits", .units, [.unitsRead]),
        Route("organizationunits/{ou}", .unit, [.unitsRead]),
        Route("services", .services, [.servicesRead], paged: true),
        Route("services/count", .serviceCount, [.servicesRead]),
        Route("services/{id}", .service, [.servicesRead]),
        Route("services/{id}/context", .serviceContext, [.servicesRead]),
        Route(
            "organizationunits/{ou}/services", .servicesOfUnit, [.servicesRead], paged: true),
        Route("users", .users, users, paged: true),
        Route("users/{id}", .user, users),
        Route("users/{id}/roles", .userRoles, users),
        Route("services/{id}/users", .usersOfService, users, paged: true),
        Route("organizationunits/{ou}/users", .usersOfUnit, users, paged: true),
        Route("profiles", .profiles, users, onlyVersion2: true),
        Route("usersStates", .userStates, [.usersControl], paged: true, onlyVersion2: true),
        Route("usersStates/{id}", .userState, [.usersControl], onlyVersion2: true),
        Route(
            "organizationunits/{ou}/usersStates", .userStatesOfUnit, [.usersControl],
            paged: true, onlyVersion2: true),
        Route(
            "services/{id}/usersStates", .userStatesOfService, [.usersControl], paged: true,
            onlyVersion2: true),
        Route(
            "users/{id}/getAbsentReasons", .absenceReasons, [.usersControl],
            onlyVersion2: true),
        Route("services/{id}/tasks", .tasks, tasks, paged: true),
        Route("services/{id}/longestwaitingtask", .longestWaitingTask, tasks),
        Route("tasks/{id}", .task, tasks),
        Route("users/{id}/tasks", .tasksOfUser, tasks),
        Route(
            "users/{id}/services/conversationas", .conversationServices, [.servicesRead],
            paged: true),
        Route("tasks/{id}/consultationCall", .consultationCall, tasks),
        Route("users/{id}/consultativeCalls", .consultativeCalls, tasks),
        Route("callbacks/search", .callbackSearch, [.tasksManage], method: "POST"),
        Route("callbacks/{id}", .callback, [.tasksManage]),
    ]

    /// The route for decoded segments after the version, and the segment that names the object.
    static func find(_ path: [String]) -> (route: Route, name: String)? {
        let lowered = path.map { $0.lowercased() }
        for route in all where route.segments.count == path.count {
            var name = ""
            var matches = true
            for (position, segment) in route.segments.enumerated() {
                if segment.hasPrefix("{") {
                    name = lowered[position]
                } else if segment != lowered[position] {
                    matches = false
                    break
                }
            }
            if matches { return (route, name) }
        }
        return nil
    }
}
