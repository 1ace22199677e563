-- title: Utilization by organization unit
-- question: How did each organization unit's agents spend their time on duty?
-- parameter: start_at [ms UTC] from this instant on; default the first one known
-- parameter: end_at [ms UTC] before this instant; default the last one known
-- parameter: total [0/1] 1: another row for all units together, without unit_id; default 0
-- column: organization_unit [text] name of the agents' unit
-- column: agents [count] agents who were on duty at any time
-- column: duty_seconds [s] time on duty, of all agents
-- column: working_seconds [s] time on a call
-- column: after_call_work_seconds [s] time in after-call work
-- column: utilization [fraction] (working + after-call work) / on duty
-- column: occupancy [fraction] (working + after-call work) / (those + selectable)
-- column: answered [count] tasks answered
-- column: handle_mean_seconds [s] mean talk time of the tasks that ended
-- column: not_ready_share [fraction] time not ready / time on duty
-- column: rona_count [count] tasks missed or declined
-- column: selectable_seconds [s] time ready for a task
-- column: not_ready_seconds [s] time not ready for another reason than after-call work
-- column: rona_seconds [s] time after a missed or declined task
-- column: unit_id [text] the unit's name; empty: agents without a unit, NULL: all units together
-- column: unit_name [text] the same
-- example: lucstats query utilization-by-unit --period last-month
-- Whole local days. Each day of an agent counts for the unit that the agent belonged to at its end.
WITH daily AS (
    SELECT coalesce(n.organization_unit, '') AS unit, r.agent_key, r.answered, r.handle_ms,
        r.handled, r.rona_count, r.selectable_ms, r.working_ms, r.after_call_work_ms,
        r.not_ready_ms, r.rona_ms,
        r.selectable_ms + r.working_ms + r.after_call_work_ms + r.not_ready_ms + r.rona_ms
            AS duty_ms
    FROM agent_day_sum AS r
    JOIN agent_unit AS n ON n.agent_key = r.agent_key AND n.from_at <= r.day_start_at
        AND n.to_at > r.day_start_at
    WHERE r.day_start_at >= coalesce(:start_at, 0)
        AND r.day_start_at < coalesce(:end_at, 9000000000000000)
),
-- Each unit (0), and all together (1) if asked for.
grouped AS (
    SELECT CASE WHEN t.is_total = 1 THEN '' ELSE d.unit END AS unit, t.is_total,
        count(DISTINCT CASE WHEN d.duty_ms > 0 THEN d.agent_key END) AS agents,
        sum(d.duty_ms) AS duty, sum(d.selectable_ms) AS selectable, sum(d.working_ms) AS working,
        sum(d.after_call_work_ms) AS after_call_work, sum(d.not_ready_ms) AS not_ready,
        sum(d.rona_ms) AS rona, sum(d.rona_count) AS rona_count, sum(d.answered) AS answered,
        sum(d.handle_ms) AS handle_ms, sum(d.handled) AS handled
    FROM daily AS d
    CROSS JOIN (SELECT 0 AS is_total UNION ALL SELECT 1) AS t
    WHERE t.is_total <= coalesce(:total, 0)
    GROUP BY CASE WHEN t.is_total = 1 THEN '' ELSE d.unit END, t.is_total
    HAVING sum(d.duty_ms) > 0 OR sum(d.answered) > 0
)
SELECT nullif(g.unit, '') AS organization_unit, g.agents, g.duty / 1000e0 AS duty_seconds,
    g.working / 1000e0 AS working_seconds,
    g.after_call_work / 1000e0 AS after_call_work_seconds,
    (g.working + g.after_call_work) * 1e0 / nullif(g.duty, 0) AS utilization,
    (g.working + g.after_call_work) * 1e0
        / nullif(g.working + g.after_call_work + g.selectable, 0) AS occupancy,
    g.answered, g.handle_ms / 1000e0 / nullif(g.handled, 0) AS handle_mean_seconds,
    g.not_ready * 1e0 / nullif(g.duty, 0) AS not_ready_share, g.rona_count,
    g.selectable / 1000e0 AS selectable_seconds, g.not_ready / 1000e0 AS not_ready_seconds,
    g.rona / 1000e0 AS rona_seconds, CASE WHEN g.is_total = 0 THEN g.unit END AS unit_id,
    CASE WHEN g.is_total = 0 THEN g.unit END AS unit_name
FROM grouped AS g
ORDER BY g.is_total, g.unit;
