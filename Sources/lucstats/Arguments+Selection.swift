import CivilTime
import Warehouse

extension Option {
    /// What a report or a query is restricted to.
    static let scope = [
        Option(
            name: "service", value: "S", help: "only this service, by name or id", repeats: true),
        Option(
            name: "organization-unit", value: "U", help: "only its services and agents",
            repeats: true),
        Option(name: "agent", value: "A", help: "only this agent, by name or id", repeats: true),
        Option(name: "channel", value: "C", help: "only tasks of this modality or type: Audio"),
    ]
}

extension Arguments {
    func selection() -> Selection {
        Selection(
            services: values("service"), agents: values("agent"),
            organizationUnits: values("organization-unit"), channel: value("channel"),
            leavesNamesOut: has("no-names"))
    }
}

extension Failure {
    /// Names of a selection that the warehouse does not know, with the query that lists what it has
    /// of their kind.
    static func unknown(_ names: [String], of selection: Selection, in path: String) -> Failure {
        let (kind, listed) =
            if let channel = selection.channel, names.contains(channel) {
                ("channel", "DISTINCT coalesce(modality, type) FROM task")
            } else if !Set(names).isDisjoint(with: selection.agents) {
                ("agent", "name, organization_unit FROM agent")
            } else if !Set(names).isDisjoint(with: selection.services) {
                ("service", "name, organization_unit FROM service")
            } else {
                ("organization unit", "DISTINCT organization_unit FROM service")
            }
        return Failure(
            .usage,
            "The warehouse has no \(kind) named \(names.joined(separator: " or ")). To list them: "
                + "lucstats query --warehouse \(path) --sql \"SELECT \(listed)\"")
    }
}
