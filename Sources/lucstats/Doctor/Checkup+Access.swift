import CivilTime
import LucsAPI
import LucsModel

extension Checkup {
    /// Whether servers that are given as one system are one.
    mutating func examineSystem(_ client: LucsClient) async throws {
        guard client.servers.count > 1 else { return }
        let (difference, isWhole) = try await client.compareServers()
        if let difference {
            fail(
                "system", difference.description,
                "Remove one of them from servers, or collect from each into a warehouse of its own.",
                code: .configuration)
        } else if isWhole {
            ok("system", "the servers have the same services, organization units and users")
        } else {
            warn("system", "not every server could be compared with the others")
        }
    }

    /// A line for each list that sampling needs.
    mutating func examineRoles(_ survey: Survey) {
        let refused = survey.resources.filter { $0.error?.code == .refused }
        if survey.resources.count > 1, refused.count == survey.resources.count {
            return fail(
                "role", "the server rejected every request: it does not accept the API key itself",
                "Check that the key is right and has not expired. A key without any role looks the "
                    + "same: ask the LUCS administrator which roles it has.", code: .refused)
        }
        for resource in survey.resources { examine(resource, survey) }
        let services = survey.resources.first { $0.endpoint == .services }
        if !survey.resources.contains(where: { $0.endpoint == .serviceTasks }), let services {
            let reason =
                services.error == nil
                ? "LUCS lists no services to this key" : "the list of services cannot be read"
            warn(
                "role", "service-tasks: could not be checked, since \(reason)",
                "No calls are collected without services. Check the roles ServiceReadonly and "
                    + "TasksReadonly, and the organization units that the key is limited to.")
        }
    }

    private mutating func examine(_ resource: Survey.ResourceFinding, _ survey: Survey) {
        let name = resource.endpoint.name
        switch (resource.error, resource.shortfall) {
        case (let error?, _)
        where error.code == .refused && resource.endpoint == .userStates
            && survey.usersTellStates:
            warn(
                "role",
                "user-states: the key lacks the role UserControl; the states of agents are read from "
                    + "the list of users instead, which has fewer details",
                "UserControl may also change states. If security does not grant it, nothing else is "
                    + "needed: presence is missing, so offline agents may count as not ready.")
        case (let error?, _): fail("role", error)
        case (nil, let shortfall?): warn("role", "\(name): readable; \(shortfall)")
        case (nil, nil): ok("role", "\(name): readable, \(Self.entries(resource.rows ?? 0))")
        }
    }

    static func entries(_ count: Int) -> String { count.counted("entry", "entries") }

    /// Services in the configuration that LUCS does not have.
    mutating func examineServiceNames(
        _ survey: Survey, _ client: LucsClient, _ file: Configuration
    ) async {
        guard let named = file.serviceLevel?.services?.keys.sorted(), !named.isEmpty,
            survey.resources.contains(where: { $0.endpoint == .services && $0.error == nil }),
            let services = try? await client.services()
        else { return }
        let names = services.rows.compactMap(\.name)
        let known = Set((names + services.rows.map(\.id.description)).map { $0.lowercased() })
        let unknown = named.filter { !known.contains($0.lowercased()) }
        for name in unknown {
            warn(
                "configuration", "serviceLevel.services names no service of LUCS: \(name)",
                NearestName.question(for: name, among: names))
        }
        if unknown.isEmpty { ok("configuration", "serviceLevel.services names known services") }
    }
}

extension Survey {
    /// Whether the list of users says what they are doing.
    fileprivate var usersTellStates: Bool {
        objects.contains { object in
            object.endpoint == Endpoint.users.name
                && object.read.contains { $0.field == "user.isSelectable" }
        }
    }
}
