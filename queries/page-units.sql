-- title: Organization units
-- question: How did each organization unit's agents spend their time?
-- parameter: start_at [ms UTC] first instant, at the start of a local date
-- parameter: end_at [ms UTC] first instant after it, likewise
-- A row without unit_id is all units together. Each date of an agent counts for the unit that the
-- agent belonged to at the end of it; agents are those on duty at any time.
WITH
dated AS MATERIALIZED (
    SELECT agent_key, part_at AS day_start_at, selectable_ms AS selectable, working_ms AS working,
        after_call_work_ms AS after_call_work, not_ready_ms AS not_ready, rona_ms AS rona,
        selectable_ms + working_ms + after_call_work_ms + not_ready_ms + rona_ms AS duty,
        rona_count, answered, handle_ms, handled
    FROM agent_part WHERE is_day = 1 AND part_at >= :start_at AND part_at < :end_at
),
belonging AS MATERIALIZED (
    SELECT agent_key, organization_unit, from_at, to_at FROM agent_unit
),
kept AS MATERIALIZED (  -- By date only for those who changed their unit: all others have just one.
    SELECT d.agent_key, iif(d.agent_key IN (SELECT agent_key FROM belonging WHERE from_at > 0),
            d.day_start_at, 0) AS day_start_at,
        sum(d.selectable) AS selectable, sum(d.working) AS working,
        sum(d.after_call_work) AS after_call_work, sum(d.not_ready) AS not_ready,
        sum(d.rona) AS rona, sum(d.duty) AS duty, sum(d.rona_count) AS rona_count,
        sum(d.answered) AS answered, sum(d.handle_ms) AS handle_ms, sum(d.handled) AS handled
    FROM dated AS d
    GROUP BY 1, 2
),
one AS MATERIALIZED (
    SELECT coalesce(u.organization_unit, '') AS unit, d.agent_key, sum(d.selectable) AS selectable,
        sum(d.working) AS working, sum(d.after_call_work) AS after_call_work,
        sum(d.not_ready) AS not_ready, sum(d.rona) AS rona, sum(d.duty) AS duty,
        sum(d.rona_count) AS rona_count, sum(d.answered) AS answered,
        sum(d.handle_ms) AS handle_ms, sum(d.handled) AS handled
    FROM kept AS d
    LEFT JOIN belonging AS u ON u.agent_key = d.agent_key AND u.from_at <= d.day_start_at
        AND u.to_at > d.day_start_at
    GROUP BY 1, 2
),
scoped AS (
    SELECT unit, agent_key, selectable, working, after_call_work, not_ready, rona, duty,
        rona_count, answered, handle_ms, handled FROM one
    UNION ALL
    SELECT NULL, agent_key, selectable, working, after_call_work, not_ready, rona, duty,
        rona_count, answered, handle_ms, handled FROM one
)
SELECT unit AS unit_id, unit AS unit_name, count(DISTINCT iif(duty > 0, agent_key, NULL)) AS agents,
    sum(answered) AS answered,
    sum(handle_ms) / 1000.0 / nullif(sum(handled), 0) AS handle_mean_seconds,
    sum(duty) / 1000.0 AS duty_seconds,
    sum(working + after_call_work) * 1.0 / nullif(sum(duty), 0) AS utilization,
    sum(working + after_call_work) * 1.0
        / nullif(sum(working + after_call_work + selectable), 0) AS occupancy,
    sum(not_ready) * 1.0 / nullif(sum(duty), 0) AS not_ready_share,
    sum(rona_count) AS rona_count, sum(selectable) / 1000.0 AS selectable_seconds,
    sum(working) / 1000.0 AS working_seconds,
    sum(after_call_work) / 1000.0 AS after_call_work_seconds,
    sum(not_ready) / 1000.0 AS not_ready_seconds, sum(rona) / 1000.0 AS rona_seconds
FROM scoped GROUP BY unit
ORDER BY unit IS NULL, unit;
