-- title: Utilization by organization unit
-- question: How busy were the units' agents while on duty?
-- parameter: start_at [ms UTC] from this instant on; default the first one known
-- parameter: end_at [ms UTC] before this instant; default the last one known
-- column: organization_unit [text] name of the agents' unit
-- column: agents [count] that were on duty
-- column: duty_seconds [s] on duty, all agents
-- column: working_seconds [s] with an accepted task
-- column: after_call_work_seconds [s] not ready for work after a task
-- column: utilization [fraction] (working + after-call work) / on duty
-- column: occupancy [fraction] (working + after-call work) / (those + selectable)
-- example: lucstats query utilization-by-unit --period last-month
-- Whole local days. Each day of an agent counts for the unit that the agent belonged to at its end.
WITH unit AS (
    SELECT n.organization_unit,
        count(DISTINCT CASE WHEN r.selectable_ms + r.working_ms + r.after_call_work_ms
            + r.not_ready_ms + r.rona_ms > 0 THEN r.agent_key END) AS agents,
        sum(r.selectable_ms) AS selectable, sum(r.working_ms) AS working,
        sum(r.after_call_work_ms) AS after_call_work,
        sum(r.selectable_ms + r.working_ms + r.after_call_work_ms + r.not_ready_ms + r.rona_ms)
            AS duty
    FROM agent_day_sum AS r
    JOIN agent_unit AS n ON n.agent_key = r.agent_key AND n.from_at <= r.day_start_at
        AND n.to_at > r.day_start_at
    WHERE r.day_start_at >= coalesce(:start_at, 0)
        AND r.day_start_at < coalesce(:end_at, 9000000000000000)
    GROUP BY n.organization_unit
    HAVING sum(r.selectable_ms + r.working_ms + r.after_call_work_ms + r.not_ready_ms + r.rona_ms)
        > 0
)
SELECT u.organization_unit, u.agents, u.duty / 1000e0 AS duty_seconds,
    u.working / 1000e0 AS working_seconds,
    u.after_call_work / 1000e0 AS after_call_work_seconds,
    (u.working + u.after_call_work) * 1e0 / nullif(u.duty, 0) AS utilization,
    (u.working + u.after_call_work) * 1e0
        / nullif(u.working + u.after_call_work + u.selectable, 0) AS occupancy
FROM unit AS u
ORDER BY u.organization_unit;
