-- title: Agents by interval
-- question: What did each agent do in each interval?
-- parameter: start_at   first instant, epoch milliseconds
-- parameter: end_at     first instant after, epoch milliseconds
-- Only intervals in which the agent was on duty or answered something.
WITH
piece AS (
    SELECT s.agent_key, c.start_at, s.state,
        min(s.to_at, c.end_at) - max(s.from_at, c.start_at) AS span_ms
    FROM state_span AS s
    JOIN calendar AS c ON c.start_at < s.to_at AND c.end_at > s.from_at
    WHERE c.start_at >= :start_at AND c.start_at < :end_at
        AND s.from_at < :end_at AND s.to_at > :start_at
),
by_interval AS MATERIALIZED (
    SELECT agent_key, start_at,
        sum(CASE state WHEN 1 THEN span_ms ELSE 0 END) AS selectable,
        sum(CASE state WHEN 2 THEN span_ms ELSE 0 END) AS working,
        sum(CASE state WHEN 3 THEN span_ms ELSE 0 END) AS after_call_work,
        sum(CASE state WHEN 4 THEN span_ms ELSE 0 END) AS not_ready,
        sum(CASE state WHEN 5 THEN span_ms ELSE 0 END) AS rona,
        sum(CASE state WHEN 6 THEN span_ms ELSE 0 END) AS off_duty,
        sum(CASE state WHEN 7 THEN span_ms ELSE 0 END) AS offline,
        sum(CASE state WHEN 8 THEN 0 ELSE span_ms END) AS known
    FROM piece GROUP BY agent_key, start_at
),
handled AS MATERIALIZED (
    SELECT agent_key, interval_at AS start_at, count(*) AS answered, sum(handle_ms) AS handle_ms
    FROM task_outcome
    WHERE interval_at >= :start_at AND interval_at < :end_at AND outcome = 'answered'
        AND agent_key IS NOT NULL
    GROUP BY agent_key, interval_at
),
cell AS (
    SELECT agent_key, start_at FROM by_interval
    WHERE selectable + working + after_call_work + not_ready + rona > 0
    UNION SELECT agent_key, start_at FROM handled
)
SELECT
    e.id_text AS agent_id,
    v.name AS agent_name,
    v.organization_unit AS organization_unit,
    strftime('%Y-%m-%dT%H:%M:%S', c.start_at / 1000 + k.utc_offset_seconds, 'unixepoch')
        || printf('%+03d:%02d', k.utc_offset_seconds / 3600,
            abs(k.utc_offset_seconds) / 60 % 60) AS start,
    coalesce(answered, 0) AS answered,
    coalesce(handle_ms, 0) / 1000.0 AS handle_total_seconds,
    coalesce(selectable, 0) / 1000.0 AS selectable_seconds,
    coalesce(working, 0) / 1000.0 AS working_seconds,
    coalesce(after_call_work, 0) / 1000.0 AS after_call_work_seconds,
    coalesce(not_ready, 0) / 1000.0 AS not_ready_seconds,
    coalesce(rona, 0) / 1000.0 AS rona_seconds,
    coalesce(off_duty, 0) / 1000.0 AS off_duty_seconds,
    coalesce(offline, 0) / 1000.0 AS offline_seconds,
    (k.end_at - k.start_at - coalesce(known, 0)) / 1000.0 AS unknown_seconds,
    (coalesce(selectable, 0) + coalesce(working, 0) + coalesce(after_call_work, 0)
        + coalesce(not_ready, 0) + coalesce(rona, 0)) / 1000.0 AS duty_seconds,
    (working + after_call_work) * 1.0
        / nullif(selectable + working + after_call_work + not_ready + rona, 0) AS utilization,
    (working + after_call_work) * 1.0 / nullif(working + after_call_work + selectable, 0)
        AS occupancy
FROM cell AS c
JOIN calendar AS k ON k.start_at = c.start_at
JOIN agent_entity AS e ON e.agent_key = c.agent_key
LEFT JOIN by_interval AS b ON b.agent_key = c.agent_key AND b.start_at = c.start_at
LEFT JOIN handled AS h ON h.agent_key = c.agent_key AND h.start_at = c.start_at
LEFT JOIN agent_version AS v ON v.agent_key = c.agent_key AND v.valid_from_at =
    coalesce(
        (SELECT max(valid_from_at) FROM agent_version
            WHERE agent_key = c.agent_key AND valid_from_at < :end_at),
        (SELECT min(valid_from_at) FROM agent_version WHERE agent_key = c.agent_key))
ORDER BY agent_name, agent_id, c.start_at;
