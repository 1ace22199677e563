-- title: Figures by agent
-- question: How did each agent spend the time, and how many tasks did they answer?
-- parameter: start_at [ms UTC] first instant, at the start of an interval
-- parameter: end_at [ms UTC] first instant after it, likewise
-- parameter: elapsed_at [ms UTC] how far a running period has come; default its end
-- parameter: by [agent|team] whose figures a row has; default agent
-- parameter: least [count] agents on duty that a team needs to be shown; default 5
-- column: agent_id [GUID] the agent's identifier
-- column: agent_name [text] name of the agent at the end of the period
-- column: organization_unit [text] name of its unit
-- column: answered [count] tasks connected to an agent
-- column: handle_mean_seconds [s] mean talk and hold of those that ended
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
-- column: rona_count [count] tasks missed or declined
-- example: lucstats query agent-figures --period last-week
-- runs on: SQLite
-- A row without agent_id is all agents together. Seconds by state are clipped to the period and
-- add up to it: what was not observed is unknown. Of an agent who belongs to a chosen unit for a
-- part of the period, only that part counts. Where services are chosen, their tasks alone count.
-- By team: all agents of a unit, whichever of them the question is about, since they are what an
-- agent is compared with. Whole local days, each for the unit at its end. The mean of a few agents
-- would show what single colleagues did.
WITH
day AS MATERIALIZED (
    SELECT DISTINCT day_start_at, max(day_start_at, :start_at) AS from_at,
        min(day_end_at, :end_at) AS to_at,
        day_start_at >= :start_at AND day_end_at <= :end_at AS is_whole
    FROM calendar WHERE start_at >= :start_at AND start_at < :end_at
        AND coalesce(:by, 'agent') = 'agent'
),
cut AS MATERIALIZED (SELECT day_start_at, from_at, to_at FROM day WHERE NOT is_whole),
piece AS (
    SELECT r.agent_key, r.selectable_ms, r.working_ms, r.after_call_work_ms, r.not_ready_ms,
        r.rona_ms, r.off_duty_ms, r.offline_ms, r.rona_count, r.answered, r.handle_ms, r.handled
    FROM agent_part AS r
    CROSS JOIN day AS d ON d.day_start_at = r.part_at AND d.is_whole
    WHERE r.is_day = 1 AND r.part_at >= :start_at AND r.part_at < :end_at
    UNION ALL
    -- Of dates that the period cuts, what lies in it: answers by interval, states as they lasted.
    SELECT r.agent_key, 0, 0, 0, 0, 0, 0, 0, 0, r.answered, r.handle_ms, r.handled
    FROM agent_part AS r
    CROSS JOIN cut AS d ON r.part_at >= d.from_at AND r.part_at < d.to_at
    WHERE r.is_day = 0 AND r.answered > 0 AND r.part_at >= :start_at AND r.part_at < :end_at
    UNION ALL
    SELECT agent_key, iif(state = 1, ms, 0), iif(state = 2, ms, 0), iif(state = 3, ms, 0),
        iif(state = 4, ms, 0), iif(state = 5, ms, 0), iif(state = 6, ms, 0), iif(state = 7, ms, 0),
        state = 5 AND begun, 0, 0, 0
    FROM (SELECT s.agent_key, s.state, min(s.to_at, d.to_at) - max(s.from_at, d.from_at) AS ms,
            s.from_at >= d.from_at AS begun
        FROM cut AS d
        CROSS JOIN scope_agent AS e ON e.from_at <= d.day_start_at AND e.to_at > d.day_start_at
        CROSS JOIN state_span AS s ON s.agent_key = e.agent_key
            AND s.from_at < d.to_at AND s.to_at > d.from_at
            AND s.from_at >= coalesce((SELECT max(from_at) FROM state_fact
                WHERE agent_key = e.agent_key AND from_at <= d.from_at), d.from_at))
),
-- How much of what has elapsed each agent is in the scope.
present AS MATERIALIZED (
    SELECT agent_key, sum(max(0, min(to_at, coalesce(:elapsed_at, :end_at))
        - max(from_at, :start_at))) AS ms
    FROM scope_agent WHERE from_at < :end_at AND to_at > :start_at
    GROUP BY agent_key
),
summed AS MATERIALIZED (
    SELECT p.agent_key, max(p.ms) AS present, sum(r.selectable_ms) AS selectable,
        sum(r.working_ms) AS working, sum(r.after_call_work_ms) AS after_call_work,
        sum(r.not_ready_ms) AS not_ready, sum(r.rona_ms) AS rona, sum(r.off_duty_ms) AS off_duty,
        sum(r.offline_ms) AS offline, sum(r.rona_count) AS rona_count,
        sum(r.answered) AS answered, sum(r.handle_ms) AS handle_ms, sum(r.handled) AS handled
    FROM piece AS r JOIN present AS p ON p.agent_key = r.agent_key
    GROUP BY p.agent_key
),
scoped AS (
    SELECT agent_key, NULL AS team, present, selectable, working, after_call_work, not_ready, rona,
        off_duty, offline, rona_count, answered, handle_ms, handled
    FROM summed
    UNION ALL
    SELECT NULL, NULL, sum(present), sum(selectable), sum(working), sum(after_call_work),
        sum(not_ready), sum(rona), sum(off_duty), sum(offline), sum(rona_count), sum(answered),
        sum(handle_ms), sum(handled)
    FROM summed HAVING count(*) > 0
    UNION ALL
    SELECT NULL, n.organization_unit, NULL, sum(r.selectable_ms), sum(r.working_ms),
        sum(r.after_call_work_ms), sum(r.not_ready_ms), sum(r.rona_ms), sum(r.off_duty_ms),
        sum(r.offline_ms), sum(r.rona_count), sum(r.answered), sum(r.handle_ms), sum(r.handled)
    FROM main.agent_day_sum AS r
    JOIN main.agent_unit AS n ON n.agent_key = r.agent_key AND n.from_at <= r.day_start_at
        AND n.to_at > r.day_start_at
    WHERE :by = 'team' AND r.day_start_at >= :start_at AND r.day_start_at < :end_at
        AND n.organization_unit <> ''
    GROUP BY n.organization_unit
    HAVING count(DISTINCT iif(r.selectable_ms + r.working_ms + r.after_call_work_ms
        + r.not_ready_ms + r.rona_ms > 0, r.agent_key, NULL)) >= coalesce(:least, 5)
)
SELECT
    e.id_text AS agent_id,
    v.name AS agent_name,
    coalesce(s.team, v.organization_unit) AS organization_unit,
    answered,
    handle_ms / 1000.0 / nullif(handled, 0) AS handle_mean_seconds,
    handle_ms / 1000.0 AS handle_total_seconds,
    selectable / 1000.0 AS selectable_seconds,
    working / 1000.0 AS working_seconds,
    after_call_work / 1000.0 AS after_call_work_seconds,
    not_ready / 1000.0 AS not_ready_seconds,
    rona / 1000.0 AS rona_seconds,
    off_duty / 1000.0 AS off_duty_seconds,
    offline / 1000.0 AS offline_seconds,
    (present - selectable - working - after_call_work - not_ready - rona - off_duty - offline) / 1000.0
        AS unknown_seconds,
    (selectable + working + after_call_work + not_ready + rona) / 1000.0 AS duty_seconds,
    (working + after_call_work) * 1.0
        / nullif(selectable + working + after_call_work + not_ready + rona, 0) AS utilization,
    (working + after_call_work) * 1.0 / nullif(working + after_call_work + selectable, 0)
        AS occupancy,
    rona_count
FROM scoped AS s
LEFT JOIN agent_entity AS e USING (agent_key)
LEFT JOIN agent_naming AS v ON v.agent_key = s.agent_key AND v.from_at < :end_at
    AND v.to_at >= :end_at
ORDER BY agent_id IS NULL, agent_name, agent_id, s.team;
