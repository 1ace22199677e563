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
    /// Names that the warehouse does not know.
    static func unknown(_ names: [String], in path: String) -> Failure {
        Failure(
            .usage,
            "The warehouse knows nothing named \(names.joined(separator: ", ")). What it has: "
                + "lucstats query --warehouse \(path) --sql \"SELECT name, organization_unit "
                + "FROM service\"")
    }
}
