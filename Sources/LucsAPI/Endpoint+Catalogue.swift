extension Endpoint {
    /// Every endpoint that only reads, in the order of the vendor's documentation.
    public static let all: [Endpoint] = [
        organizationUnits, organizationUnit,
        services, service, serviceCount, serviceContext, organizationUnitServices,
        users, user, userRoles, serviceUsers, organizationUnitUsers,
        profiles,
        userStates, userState, organizationUnitUserStates, serviceUserStates,
        absenceReasons,
        serviceTasks, longestWaitingTask, task, userTasks,
        conversationAsServices,
        taskConsultationCall, userConsultativeCalls,
        callback, callbacksSearch,
    ]

    private static let unitRole = ["OU Readonly"]
    private static let serviceRole = ["ServiceReadonly"]
    private static let userRole = ["UserReadonly", "UserProvision"]
    private static let stateRole = ["UserControl"]
    private static let taskRole = ["TasksReadonly", "TasksManage"]
    private static let callbackRole = ["TasksManage"]

    public static let organizationUnits = Endpoint(
        "organization-units", "organizationunits", isList: true, roles: unitRole)
    public static let organizationUnit = Endpoint(
        "organization-unit", "organizationunits/{id}", of: .organizationUnit, roles: unitRole)

    public static let services = Endpoint(
        "services", "services", isPaged: true, roles: serviceRole)
    public static let service = Endpoint(
        "service", "services/{id}", of: .service, roles: serviceRole)
    public static let serviceCount = Endpoint(
        "service-count", "services/count", roles: serviceRole)
    public static let serviceContext = Endpoint(
        "service-context", "services/{id}/context", of: .service, isList: true, roles: serviceRole)
    public static let organizationUnitServices = Endpoint(
        "organization-unit-services", "organizationunits/{id}/services", of: .organizationUnit,
        isPaged: true, roles: serviceRole)

    public static let users = Endpoint("users", "users", isPaged: true, roles: userRole)
    public static let user = Endpoint("user", "users/{id}", of: .user, roles: userRole)
    public static let userRoles = Endpoint(
        "user-roles", "users/{id}/roles", of: .user, isList: true, roles: userRole)
    public static let serviceUsers = Endpoint(
        "service-users", "services/{id}/users", of: .service, isPaged: true, roles: userRole)
    public static let organizationUnitUsers = Endpoint(
        "organization-unit-users", "organizationunits/{id}/users", of: .organizationUnit,
        isPaged: true, roles: userRole)

    public static let profiles = Endpoint(
        "profiles", "profiles", versions: [.v2], isList: true, roles: userRole)

    public static let userStates = Endpoint(
        "user-states", "usersStates", versions: [.v2], isPaged: true, roles: stateRole)
    public static let userState = Endpoint(
        "user-state", "usersStates/{id}", of: .user, versions: [.v2], roles: stateRole)
    public static let organizationUnitUserStates = Endpoint(
        "organization-unit-user-states", "organizationunits/{id}/usersStates",
        of: .organizationUnit, versions: [.v2], isPaged: true, roles: stateRole)
    public static let serviceUserStates = Endpoint(
        "service-user-states", "services/{id}/usersStates", of: .service, versions: [.v2],
        isPaged: true, roles: stateRole)

    public static let absenceReasons = Endpoint(
        "absence-reasons", "users/{id}/getAbsentReasons", of: .user, versions: [.v2],
        isList: true, roles: stateRole)

    public static let serviceTasks = Endpoint(
        "service-tasks", "services/{id}/tasks", of: .service, isPaged: true, roles: taskRole)
    public static let longestWaitingTask = Endpoint(
        "longest-waiting-task", "services/{id}/longestwaitingtask", of: .service,
        roles: taskRole)
    public static let task = Endpoint("task", "tasks/{id}", of: .task, roles: taskRole)
    public static let userTasks = Endpoint(
        "user-tasks", "users/{id}/tasks", of: .user, isList: true, roles: taskRole)

    public static let conversationAsServices = Endpoint(
        "conversation-as-services", "users/{id}/services/conversationas", of: .user,
        isPaged: true, roles: serviceRole)

    public static let taskConsultationCall = Endpoint(
        "task-consultation-call", "tasks/{id}/consultationCall", of: .task, roles: taskRole)
    public static let userConsultativeCalls = Endpoint(
        "user-consultative-calls", "users/{id}/consultativeCalls", of: .user, isList: true,
        roles: taskRole)

    public static let callback = Endpoint(
        "callback", "callbacks/{id}", of: .callback, roles: callbackRole)
    /// A POST that only reads: its body is the search, `{}` for all.
    public static let callbacksSearch = Endpoint(
        "callbacks-search", "callbacks/search", method: "POST", isList: true, roles: callbackRole)
}
