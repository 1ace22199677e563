-- title: Agents' time by state
-- question: How did each agent spend the time?
-- parameter: start_at [ms UTC] from this instant on; default the first one known
-- parameter: end_at [ms UTC] before this instant; default the last one known
-- column: agent_name [text] latest name of the agent
-- column: agent_id [GUID] the agent's identifier
-- column: organization_unit [text] name of the unit that the agent belonged to
-- column: selectable_seconds [s] ready for a task
-- column: working_seconds [s] with an accepted task
-- column: after_call_work_seconds [s] not ready for work after a task
-- column: not_ready_seconds [s] not ready for another reason
-- column: rona_seconds [s] missed or declined a task, and not back yet
-- column: off_duty_seconds [s] with an off-duty profile
-- column: offline_seconds [s] not signed in
-- column: duty_seconds [s] on duty: selectable, working, after-call work, not ready, rona
-- column: utilization [fraction] (working + after-call work) / on duty
-- column: occupancy [fraction] (working + after-call work) / (those + selectable)
-- example: lucstats query agent-time-by-state --period last-week --format csv
-- Whole local days: those that start in the period. What was not observed is not there. An agent
-- who changed to another unit has a row for each.
WITH spent AS (
    SELECT d.agent_key, u.organization_unit, sum(d.selectable_ms) AS selectable,
        sum(d.working_ms) AS working, sum(d.after_call_work_ms) AS after_call_work,
        sum(d.not_ready_ms) AS not_ready, sum(d.rona_ms) AS rona,
        sum(d.off_duty_ms) AS off_duty, sum(d.offline_ms) AS offline
    FROM agent_day_sum AS d
    JOIN agent_unit AS u ON u.agent_key = d.agent_key AND u.from_at <= d.day_start_at
        AND u.to_at > d.day_start_at
    WHERE d.day_start_at >= coalesce(:start_at, 0)
        AND d.day_start_at < coalesce(:end_at, 9000000000000000)
    GROUP BY d.agent_key, u.organization_unit
)
SELECT a.name AS agent_name, a.agent_id, t.organization_unit,
    t.selectable / 1000e0 AS selectable_seconds,
    t.working / 1000e0 AS working_seconds,
    t.after_call_work / 1000e0 AS after_call_work_seconds,
    t.not_ready / 1000e0 AS not_ready_seconds,
    t.rona / 1000e0 AS rona_seconds,
    t.off_duty / 1000e0 AS off_duty_seconds,
    t.offline / 1000e0 AS offline_seconds,
    (t.selectable + t.working + t.after_call_work + t.not_ready + t.rona) / 1000e0
        AS duty_seconds,
    (t.working + t.after_call_work) * 1e0
        / nullif(t.selectable + t.working + t.after_call_work + t.not_ready + t.rona, 0)
        AS utilization,
    (t.working + t.after_call_work) * 1e0
        / nullif(t.working + t.after_call_work + t.selectable, 0) AS occupancy
FROM spent AS t
JOIN agent AS a ON a.agent_key = t.agent_key
ORDER BY agent_name, a.agent_id, t.organization_unit;
