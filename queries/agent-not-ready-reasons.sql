-- title: Reasons of being not ready
-- question: What kept agents from taking tasks?
-- parameter: start_at [ms UTC] first instant, at the start of an interval
-- parameter: end_at [ms UTC] first instant after it, likewise
-- column: agent_id [GUID] the agent's identifier
-- column: reason [text] as the server tells it; empty: none was told
-- column: seconds [s] how long
-- example: lucstats query agent-not-ready-reasons --period last-week
-- runs on: SQLite
WITH
day AS MATERIALIZED (
    SELECT DISTINCT day_start_at, max(day_start_at, :start_at) AS from_at,
        min(day_end_at, :end_at) AS to_at,
        day_start_at >= :start_at AND day_end_at <= :end_at AS is_whole
    FROM calendar WHERE start_at >= :start_at AND start_at < :end_at
),
piece AS (
    SELECT r.agent_key, r.reason_key, r.span_ms
    FROM state_day_sum AS r
    JOIN day AS d ON d.day_start_at = r.day_start_at AND d.is_whole
    WHERE r.state IN (3, 4) AND r.day_start_at >= :start_at AND r.day_start_at < :end_at
    UNION ALL
    -- Of days that the period cuts, what lies in it.
    SELECT s.agent_key, coalesce(s.reason_key, 0),
        min(s.to_at, d.to_at) - max(s.from_at, d.from_at)
    FROM (SELECT day_start_at, from_at, to_at FROM day WHERE NOT is_whole) AS d
    CROSS JOIN scope_agent AS e ON e.from_at <= d.day_start_at AND e.to_at > d.day_start_at
    CROSS JOIN state_span AS s ON s.agent_key = e.agent_key AND s.state IN (3, 4)
        AND s.from_at < d.to_at AND s.to_at > d.from_at
        AND s.from_at >= coalesce((SELECT max(from_at) FROM state_fact
            WHERE agent_key = e.agent_key AND from_at <= d.from_at), d.from_at)
)
SELECT e.id_text AS agent_id, coalesce(l.text, '') AS reason,
    sum(p.span_ms) / 1000.0 AS seconds
FROM piece AS p
JOIN agent_entity AS e ON e.agent_key = p.agent_key
LEFT JOIN label AS l ON l.label_key = p.reason_key
GROUP BY p.agent_key, p.reason_key
ORDER BY agent_id, reason;
