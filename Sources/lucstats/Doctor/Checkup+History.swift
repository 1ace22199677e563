import LucsAPI
import LucsModel

extension Checkup {
    /// Lists that become history beside calls and states, and what they cost.
    mutating func examineHistory(
        _ survey: Survey, _ client: LucsClient, _ file: Configuration
    ) async {
        guard
            let services = survey.resources.first(where: {
                $0.endpoint == .services && $0.error == nil
            }
            )?.rows, services > 0
        else { return }
        await examineMembers(client)
        if file.callbacks == true { await examineCallbacks(client) }
        let size = max(survey.paging.size, 1)
        func pages(_ endpoint: Endpoint) -> Int {
            let rows = survey.resources.first { $0.endpoint == endpoint }?.rows ?? 0
            return max(1, (rows + size - 1) / size)
        }
        let directory = 4 * (pages(.services) + pages(.users) + (client.version == .v2 ? 2 : 1))
        var parts = [
            "\(directory) for the directory with skills and profiles",
            "\(Self.tenths(Double(services) / 24)) for the agents of each service",
        ]
        if client.version == .v2 { parts.append("\(Self.tenths(3 / 24)) for reasons of absence") }
        if file.callbacks == true { parts.append("12 for callbacks") }
        ok("budget", "history takes about these requests an hour: \(parts.joined(separator: ", "))")
    }

    private static func tenths(_ number: Double) -> String {
        let tenths = Int((number * 10).rounded(.up))
        return "\(tenths / 10).\(tenths % 10)"
    }

    private mutating func examineMembers(_ client: LucsClient) async {
        guard let service = try? await client.services().rows.first else { return }
        do {
            if let members = try await client.members(ofService: service.id) {
                ok("role", "service-users: readable, \(Self.entries(members.rows.count))")
            } else {
                warn(
                    "role",
                    "service-users: LUCS does not show the agents of a service to this API key",
                    "The agents who answered a service's calls count as its agents instead. "
                        + "UserReadonly shows them.")
            }
        } catch let error as APIError {
            warn("role", error.description)
        } catch {}
    }

    private mutating func examineCallbacks(_ client: LucsClient) async {
        do {
            let callbacks = try await client.callbacks()
            ok("role", "callbacks-search: readable, \(Self.entries(callbacks.rows.count))")
        } catch let error as APIError {
            fail("role", error)
        } catch {}
    }
}
