-- title: Agents by interval
-- question: What did each agent do in each interval?
-- parameter: start_at [ms UTC] first instant, at the start of an interval
-- parameter: end_at [ms UTC] first instant after it, likewise
-- column: agent_id [GUID] the agent's identifier
-- column: agent_name [text] name of the agent at the end of the period
-- column: organization_unit [text] name of its unit
-- column: start [ISO 8601] first instant, on the warehouse's clock
-- column: start_at [ms UTC] first instant
-- column: answered [count] tasks connected to an agent
-- column: handle_total_seconds [s] talk and hold of those that ended
-- column: selectable_seconds [s] ready for a task
-- column: working_seconds [s] with an accepted task
-- column: after_call_work_seconds [s] not ready for work after a task
-- column: not_ready_seconds [s] not ready for another reason
-- column: rona_seconds [s] missed or declined a task, and not back yet
-- column: off_duty_seconds [s] with an off-duty profile
-- column: offline_seconds [s] not signed in
-- column: unknown_seconds [s] not observed
-- column: duty_seconds [s] on duty: selectable, working, after-call work, not ready, rona
-- column: utilization [fraction] (working + after-call work) / on duty
-- column: occupancy [fraction] (working + after-call work) / (those + selectable)
-- example: lucstats query agent-intervals --period yesterday --format csv
-- runs on: SQLite
-- Only intervals in which the agent was on duty or answered something, in the order of time.
WITH
interval AS MATERIALIZED (
    SELECT start_at, end_at - start_at AS length_ms,
        strftime('%Y-%m-%dT%H:%M:%S', start_at / 1000 + utc_offset_seconds, 'unixepoch')
            || printf('%+03d:%02d', utc_offset_seconds / 3600,
                abs(utc_offset_seconds) / 60 % 60) AS start
    FROM calendar WHERE start_at >= :start_at AND start_at < :end_at
),
-- Named as at the end of the period.
named AS MATERIALIZED (
    SELECT e.agent_key, e.id_text AS agent_id, v.name AS agent_name, v.organization_unit
    FROM agent_entity AS e
    LEFT JOIN agent_naming AS v ON v.agent_key = e.agent_key AND v.from_at < :end_at
    AND v.to_at >= :end_at
)
SELECT
    a.agent_id,
    a.agent_name,
    a.organization_unit,
    i.start,
    r.part_at AS start_at,
    r.answered,
    r.handle_ms / 1000.0 AS handle_total_seconds,
    r.selectable_ms / 1000.0 AS selectable_seconds,
    r.working_ms / 1000.0 AS working_seconds,
    r.after_call_work_ms / 1000.0 AS after_call_work_seconds,
    r.not_ready_ms / 1000.0 AS not_ready_seconds,
    r.rona_ms / 1000.0 AS rona_seconds,
    r.off_duty_ms / 1000.0 AS off_duty_seconds,
    r.offline_ms / 1000.0 AS offline_seconds,
    (i.length_ms - r.selectable_ms - r.working_ms - r.after_call_work_ms - r.not_ready_ms
        - r.rona_ms - r.off_duty_ms - r.offline_ms) / 1000.0 AS unknown_seconds,
    (r.selectable_ms + r.working_ms + r.after_call_work_ms + r.not_ready_ms + r.rona_ms)
        / 1000.0 AS duty_seconds,
    (r.working_ms + r.after_call_work_ms) * 1.0
        / nullif(r.selectable_ms + r.working_ms + r.after_call_work_ms + r.not_ready_ms
            + r.rona_ms, 0) AS utilization,
    (r.working_ms + r.after_call_work_ms) * 1.0
        / nullif(r.working_ms + r.after_call_work_ms + r.selectable_ms, 0) AS occupancy
FROM agent_part AS r
CROSS JOIN interval AS i ON i.start_at = r.part_at
CROSS JOIN named AS a ON a.agent_key = r.agent_key
WHERE r.is_day = 0 AND r.part_at >= :start_at AND r.part_at < :end_at
ORDER BY start_at;
