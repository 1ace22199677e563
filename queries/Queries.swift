/// The queries that come with the program: each a plain SQL text by its file's name without
/// the ending.
public enum Queries {
    public static let all: [String: String] = [
        "agent-figures": text(PackageResources.agent_figures_sql),
        "agent-intervals": text(PackageResources.agent_intervals_sql),
        "agent-not-ready-reasons": text(PackageResources.agent_not_ready_reasons_sql),
        "agent-timeline": text(PackageResources.agent_timeline_sql),
        "coverage": text(PackageResources.coverage_sql),
        "coverage-gaps": text(PackageResources.coverage_gaps_sql),
        "intervals": text(PackageResources.intervals_sql),
        "period": text(PackageResources.period_sql),
        "service-presence": text(PackageResources.service_presence_sql),
        "sightings": text(PackageResources.sightings_sql),
        "service-figures": text(PackageResources.service_figures_sql),
    ]

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
