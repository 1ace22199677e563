-- title: Figures by agent
-- question: How did each agent spend the time, and how many tasks did they answer?
-- parameter: start_at   first instant, epoch milliseconds
-- parameter: end_at     first instant after, epoch milliseconds
-- A row without agent_id is all agents together. Seconds by state are clipped to the period and
-- add up to it: what was not observed is unknown.
WITH
piece AS MATERIALIZED (
    SELECT agent_key, state, from_at >= :start_at AS begins_here,
        min(to_at, :end_at) - max(from_at, :start_at) AS span_ms
    FROM state_span WHERE from_at < :end_at AND to_at >= :start_at
),
by_agent AS MATERIALIZED (
    SELECT agent_key,
        sum(CASE state WHEN 1 THEN span_ms ELSE 0 END) AS selectable,
        sum(CASE state WHEN 2 THEN span_ms ELSE 0 END) AS working,
        sum(CASE state WHEN 3 THEN span_ms ELSE 0 END) AS after_call_work,
        sum(CASE state WHEN 4 THEN span_ms ELSE 0 END) AS not_ready,
        sum(CASE state WHEN 5 THEN span_ms ELSE 0 END) AS rona,
        sum(CASE state WHEN 6 THEN span_ms ELSE 0 END) AS off_duty,
        sum(CASE state WHEN 7 THEN span_ms ELSE 0 END) AS offline,
        sum(span_ms) - sum(CASE state WHEN 8 THEN span_ms ELSE 0 END) AS known,
        sum(state = 5 AND begins_here) AS rona_count
    FROM piece GROUP BY agent_key
),
handled AS MATERIALIZED (
    SELECT agent_key, count(*) AS answered, sum(handle_ms) AS handle_ms,
        count(handle_ms) AS ended
    FROM task_outcome
    WHERE interval_at >= :start_at AND interval_at < :end_at AND outcome = 'answered'
        AND agent_key IS NOT NULL
    GROUP BY agent_key
),
one AS MATERIALIZED (
    SELECT e.agent_key,
        coalesce(selectable, 0) AS selectable, coalesce(working, 0) AS working,
        coalesce(after_call_work, 0) AS after_call_work, coalesce(not_ready, 0) AS not_ready,
        coalesce(rona, 0) AS rona, coalesce(off_duty, 0) AS off_duty,
        coalesce(offline, 0) AS offline,
        :end_at - :start_at - coalesce(known, 0) AS unknown,
        coalesce(rona_count, 0) AS rona_count,
        coalesce(answered, 0) AS answered, coalesce(handle_ms, 0) AS handle_ms,
        coalesce(ended, 0) AS ended
    FROM agent_entity AS e
    LEFT JOIN by_agent AS b USING (agent_key)
    LEFT JOIN handled AS h USING (agent_key)
    WHERE b.agent_key IS NOT NULL OR h.agent_key IS NOT NULL
),
scoped AS (
    SELECT * FROM one
    UNION ALL
    SELECT NULL, sum(selectable), sum(working), sum(after_call_work), sum(not_ready),
        sum(rona), sum(off_duty), sum(offline), sum(unknown), sum(rona_count), sum(answered),
        sum(handle_ms), sum(ended)
    FROM one HAVING count(*) > 0
)
SELECT
    e.id_text AS agent_id,
    v.name AS agent_name,
    v.organization_unit AS organization_unit,
    answered,
    handle_ms / 1000.0 / nullif(ended, 0) AS handle_mean_seconds,
    handle_ms / 1000.0 AS handle_total_seconds,
    selectable / 1000.0 AS selectable_seconds,
    working / 1000.0 AS working_seconds,
    after_call_work / 1000.0 AS after_call_work_seconds,
    not_ready / 1000.0 AS not_ready_seconds,
    rona / 1000.0 AS rona_seconds,
    off_duty / 1000.0 AS off_duty_seconds,
    offline / 1000.0 AS offline_seconds,
    unknown / 1000.0 AS unknown_seconds,
    (selectable + working + after_call_work + not_ready + rona) / 1000.0 AS duty_seconds,
    (working + after_call_work) * 1.0
        / nullif(selectable + working + after_call_work + not_ready + rona, 0) AS utilization,
    (working + after_call_work) * 1.0 / nullif(working + after_call_work + selectable, 0)
        AS occupancy,
    rona_count
FROM scoped AS s
LEFT JOIN agent_entity AS e USING (agent_key)
LEFT JOIN agent_version AS v ON v.agent_key = s.agent_key AND v.valid_from_at =
    coalesce(
        (SELECT max(valid_from_at) FROM agent_version
            WHERE agent_key = s.agent_key AND valid_from_at < :end_at),
        (SELECT min(valid_from_at) FROM agent_version WHERE agent_key = s.agent_key))
ORDER BY agent_id IS NULL, agent_name, agent_id;
