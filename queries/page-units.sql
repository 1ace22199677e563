-- title: Organization units
-- question: How did each organization unit's agents spend their time?
-- parameter: start_at   first instant, epoch milliseconds, at the start of a day
-- parameter: end_at     first instant after, epoch milliseconds, likewise
-- A row without unit_id is all units together. Agents belong to the unit that they were in at the
-- end of the period; counted are those on duty at any time of it.
WITH
spent AS MATERIALIZED (
    SELECT agent_key,
        sum(CASE state WHEN 1 THEN span_ms ELSE 0 END) AS selectable,
        sum(CASE state WHEN 2 THEN span_ms ELSE 0 END) AS working,
        sum(CASE state WHEN 3 THEN span_ms ELSE 0 END) AS after_call_work,
        sum(CASE state WHEN 4 THEN span_ms ELSE 0 END) AS not_ready,
        sum(CASE state WHEN 5 THEN span_ms ELSE 0 END) AS rona,
        sum(CASE state WHEN 5 THEN begun ELSE 0 END) AS rona_count
    FROM state_day_sum
    WHERE day_start_at >= :start_at AND day_start_at < :end_at
    GROUP BY agent_key
),
took AS MATERIALIZED (
    SELECT agent_key, sum(answered) AS answered, sum(handle_ms) AS handle_ms,
        sum(handled) AS handled
    FROM agent_day_sum WHERE day_start_at >= :start_at AND day_start_at < :end_at
    GROUP BY agent_key
),
one AS MATERIALIZED (
    SELECT coalesce(v.organization_unit, '') AS unit, s.*, coalesce(t.answered, 0) AS answered,
        coalesce(t.handle_ms, 0) AS handle_ms, coalesce(t.handled, 0) AS handled,
        s.selectable + s.working + s.after_call_work + s.not_ready + s.rona AS duty
    FROM agent_entity AS e
    JOIN spent AS s ON s.agent_key = e.agent_key
    LEFT JOIN took AS t ON t.agent_key = e.agent_key
    LEFT JOIN agent_version AS v ON v.agent_key = e.agent_key AND v.valid_from_at =
        coalesce(
            (SELECT max(valid_from_at) FROM agent_version
                WHERE agent_key = e.agent_key AND valid_from_at < :end_at),
            (SELECT min(valid_from_at) FROM agent_version WHERE agent_key = e.agent_key))
),
scoped AS (
    SELECT unit, * FROM one
    UNION ALL SELECT NULL, * FROM one
)
SELECT unit AS unit_id, unit AS unit_name, sum(duty > 0) AS agents, sum(answered) AS answered,
    sum(handle_ms) / 1000.0 / nullif(sum(handled), 0) AS handle_mean_seconds,
    sum(duty) / 1000.0 AS duty_seconds,
    sum(working + after_call_work) * 1.0 / nullif(sum(duty), 0) AS utilization,
    sum(working + after_call_work) * 1.0
        / nullif(sum(working + after_call_work + selectable), 0) AS occupancy,
    sum(not_ready) * 1.0 / nullif(sum(duty), 0) AS not_ready_share,
    sum(rona_count) AS rona_count,
    sum(selectable) / 1000.0 AS selectable_seconds,
    sum(working) / 1000.0 AS working_seconds,
    sum(after_call_work) / 1000.0 AS after_call_work_seconds,
    sum(not_ready) / 1000.0 AS not_ready_seconds,
    sum(rona) / 1000.0 AS rona_seconds
FROM scoped GROUP BY unit
ORDER BY unit IS NULL, unit;
