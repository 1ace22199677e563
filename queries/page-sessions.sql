-- title: Working times of agents
-- question: When was each agent first and last on duty on each date, and how often not ready?
-- parameter: start_at [ms UTC] first instant, at the start of an interval
-- parameter: end_at [ms UTC] first instant after it, likewise
-- Times on duty are cut to the local date.
WITH
day AS MATERIALIZED (
    SELECT day_start_at, local_date, utc_offset_seconds, max(day_start_at, :start_at) AS from_at,
        min(day_end_at, :end_at) AS to_at
    FROM calendar WHERE start_at >= :start_at AND start_at < :end_at
    GROUP BY day_start_at
),
duty AS MATERIALIZED (
    SELECT e.agent_key, d.local_date, d.utc_offset_seconds,
        max(s.from_at, d.from_at) AS from_at, min(s.to_at, d.to_at) AS to_at, s.state
    FROM day AS d
    CROSS JOIN scope_agent AS e ON e.from_at <= d.day_start_at AND e.to_at > d.day_start_at
    CROSS JOIN state_span AS s ON s.agent_key = e.agent_key AND s.state <= 5
        AND s.from_at < d.to_at AND s.to_at > d.from_at
        AND s.from_at >= coalesce((SELECT max(from_at) FROM state_fact
            WHERE agent_key = e.agent_key AND from_at <= d.from_at), d.from_at)
),
worked AS (
    SELECT agent_key, local_date, min(from_at) AS first_at, max(to_at) AS last_at,
        sum(to_at - from_at) AS duty_ms, sum(state = 4) AS breaks,
        sum(iif(state = 4, to_at - from_at, 0)) AS not_ready_ms
    FROM duty GROUP BY agent_key, local_date
),
placed AS (
    SELECT w.agent_key, w.local_date, w.first_at, w.last_at, w.duty_ms, w.breaks, w.not_ready_ms,
        (SELECT utc_offset_seconds FROM calendar WHERE start_at <= w.first_at
            ORDER BY start_at DESC LIMIT 1) AS first_offset,
        (SELECT utc_offset_seconds FROM calendar WHERE start_at <= w.last_at
            ORDER BY start_at DESC LIMIT 1) AS last_offset
    FROM worked AS w
)
SELECT e.id_text AS agent_id, v.name AS agent_name, p.local_date,
    strftime('%Y-%m-%dT%H:%M:%S', p.first_at / 1000 + p.first_offset, 'unixepoch') AS first_in,
    strftime('%Y-%m-%dT%H:%M:%S', p.last_at / 1000 + p.last_offset, 'unixepoch') AS last_out,
    p.duty_ms / 1000.0 AS on_duty_seconds, p.breaks, p.not_ready_ms / 1000.0 AS not_ready_seconds
FROM placed AS p
JOIN agent_entity AS e ON e.agent_key = p.agent_key
LEFT JOIN agent_naming AS v ON v.agent_key = p.agent_key AND v.from_at < :end_at
    AND v.to_at >= :end_at
ORDER BY p.local_date, agent_name, agent_id;
