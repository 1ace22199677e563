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
WITH spent AS (
    SELECT r.agent_key, r.day_start_at,
        sum(CASE WHEN r.state = 1 THEN r.span_ms ELSE 0 END) AS selectable,
        sum(CASE WHEN r.state = 2 THEN r.span_ms ELSE 0 END) AS working,
        sum(CASE WHEN r.state = 3 THEN r.span_ms ELSE 0 END) AS after_call_work,
        sum(CASE WHEN r.state = 4 THEN r.span_ms ELSE 0 END) AS not_ready,
        sum(CASE WHEN r.state = 5 THEN r.span_ms ELSE 0 END) AS rona, sum(r.span_ms) AS duty
    FROM state_day_sum AS r
    WHERE r.day_start_at >= coalesce(:start_at, 0)
        AND r.day_start_at < coalesce(:end_at, 9000000000000000) AND r.state <= 5
    GROUP BY r.agent_key, r.day_start_at
),
unit AS (
    SELECT n.organization_unit,
        count(DISTINCT CASE WHEN t.duty > 0 THEN t.agent_key END) AS agents,
        sum(t.selectable) AS selectable, sum(t.working) AS working,
        sum(t.after_call_work) AS after_call_work, sum(t.not_ready) AS not_ready,
        sum(t.rona) AS rona
    FROM spent AS t
    JOIN agent_unit AS n ON n.agent_key = t.agent_key AND n.from_at <= t.day_start_at
        AND n.to_at > t.day_start_at
    GROUP BY n.organization_unit
)
SELECT u.organization_unit, u.agents,
    (u.selectable + u.working + u.after_call_work + u.not_ready + u.rona) / 1000e0
        AS duty_seconds,
    u.working / 1000e0 AS working_seconds,
    u.after_call_work / 1000e0 AS after_call_work_seconds,
    (u.working + u.after_call_work) * 1e0
        / nullif(u.selectable + u.working + u.after_call_work + u.not_ready + u.rona, 0)
        AS utilization,
    (u.working + u.after_call_work) * 1e0
        / nullif(u.working + u.after_call_work + u.selectable, 0) AS occupancy
FROM unit AS u
ORDER BY u.organization_unit;
