import CivilTime
import Files
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
    /// Names of a selection that nothing in the period has, with the query that lists what there is
    /// of their kind, and when.
    static func unknown(_ names: [String], of selection: Selection, in path: String) -> Failure {
        let (kind, listed) =
            if let channel = selection.channel, names.contains(channel) {
                ("channel", "DISTINCT coalesce(modality, type) FROM task")
            } else if !Set(names).isDisjoint(with: selection.agents) {
                ("agent", "name, valid_from_local, valid_to_local FROM agent_history")
            } else if !Set(names).isDisjoint(with: selection.services) {
                ("service", "name, valid_from_local, valid_to_local FROM service_history")
            } else {
                ("organization unit", "DISTINCT organization_unit FROM service_history")
            }
        return Failure(
            .usage,
            "No \(kind) of the period is named \(names.joined(separator: " or ")). To list them: "
                + "lucstats query --warehouse \(path.shellWord) --sql \"SELECT \(listed)\"")
    }
}
