/// The queries that come with the program: each a plain SQL text by its file's name without
/// the ending.
public enum Queries {
    public static let all: [String: String] = [
        "abandoned-tasks": text(PackageResources.abandoned_tasks_sql),
        "agent-figures": text(PackageResources.agent_figures_sql),
        "agent-intervals": text(PackageResources.agent_intervals_sql),
        "agent-not-ready-reasons": text(PackageResources.agent_not_ready_reasons_sql),
        "agent-time-by-state": text(PackageResources.agent_time_by_state_sql),
        "agent-timeline": text(PackageResources.agent_timeline_sql),
        "busiest-intervals": text(PackageResources.busiest_intervals_sql),
        "coverage": text(PackageResources.coverage_sql),
        "coverage-by-service": text(PackageResources.coverage_by_service_sql),
        "coverage-gaps": text(PackageResources.coverage_gaps_sql),
        "erlang-c": text(PackageResources.erlang_c_sql),
        "handle-time": text(PackageResources.handle_time_sql),
        "intervals": text(PackageResources.intervals_sql),
        "not-ready-reasons": text(PackageResources.not_ready_reasons_sql),
        "period": text(PackageResources.period_sql),
        "queue-length": text(PackageResources.queue_length_sql),
        "repeat-callers": text(PackageResources.repeat_callers_sql),
        "rona-by-agent": text(PackageResources.rona_by_agent_sql),
        "service-presence": text(PackageResources.service_presence_sql),
        "sightings": text(PackageResources.sightings_sql),
        "service-figures": text(PackageResources.service_figures_sql),
        "service-level-by-interval": text(PackageResources.service_level_by_interval_sql),
        "services": text(PackageResources.services_sql),
        "staffing": text(PackageResources.staffing_sql),
        "tasks-now": text(PackageResources.tasks_now_sql),
        "utilization-by-unit": text(PackageResources.utilization_by_unit_sql),
        "waits-by-hour-of-week": text(PackageResources.waits_by_hour_of_week_sql),
        "week-over-week": text(PackageResources.week_over_week_sql),
        "working-days": text(PackageResources.working_days_sql),
    ]

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
