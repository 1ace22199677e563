-- title: Agents present by service
-- question: How many agents who serve a service were on duty in each interval?
-- parameter: start_at [ms UTC] first instant, at the start of an interval
-- parameter: end_at [ms UTC] first instant after it, likewise
-- column: service_id [GUID] the service's identifier
-- column: start_at [ms UTC] start of the interval
-- column: present_agents [agents] mean number on duty
-- example: lucstats query service-presence --period yesterday
-- runs on: SQLite
-- Agents of a service are its members, or those who answered a task of it that day if LUCS does not
-- show members.
WITH
staff AS MATERIALIZED (
    SELECT r.service_key, r.agent_key, r.day_start_at
    FROM service_staff AS r
    WHERE r.day_start_at >= (SELECT min(day_start_at) FROM calendar
            WHERE start_at >= :start_at AND start_at < :end_at)
        AND r.day_start_at < :end_at
),
slot AS MATERIALIZED (  -- The intervals by number, within each local date.
    SELECT start_at, day_start_at, end_at - start_at AS length_ms,
        lead(start_at) OVER (PARTITION BY day_start_at ORDER BY start_at) AS next_at
    FROM calendar WHERE start_at >= :start_at AND start_at < :end_at
),
duty AS MATERIALIZED (
    SELECT r.agent_key, r.interval_at, c.day_start_at, c.next_at,
        r.selectable_ms + r.working_ms + r.after_call_work_ms + r.not_ready_ms + r.rona_ms AS ms
    FROM agent_interval_sum AS r
    CROSS JOIN slot AS c ON c.start_at = r.interval_at
    WHERE r.interval_at >= :start_at AND r.interval_at < :end_at
),
-- An agent's time changes but a few times a day: what changes is added up, not every interval.
change AS MATERIALIZED (
    SELECT CAST(agent_key AS INTEGER) AS agent_key, CAST(day_start_at AS INTEGER) AS day_start_at,
        at, sum(ms) AS ms
    FROM (SELECT agent_key, day_start_at, interval_at AS at, ms FROM duty
        UNION ALL SELECT agent_key, day_start_at, next_at, -ms FROM duty WHERE next_at IS NOT NULL)
    GROUP BY day_start_at, agent_key, at HAVING sum(ms) <> 0
),
stepped AS MATERIALIZED (
    SELECT s.service_key, c.at, c.day_start_at, sum(c.ms) AS ms
    FROM staff AS s
    CROSS JOIN change AS c ON c.agent_key = s.agent_key AND c.day_start_at = s.day_start_at
    GROUP BY s.service_key, c.at
),
present AS (
    SELECT w.service_key, c.start_at, c.length_ms, sum(p.ms) OVER
        (PARTITION BY w.service_key, c.day_start_at ORDER BY c.start_at
            ROWS UNBOUNDED PRECEDING) AS ms
    FROM (SELECT DISTINCT service_key FROM stepped) AS w
    CROSS JOIN slot AS c
    LEFT JOIN stepped AS p ON p.service_key = w.service_key AND p.at = c.start_at
)
SELECT e.id_text AS service_id, p.start_at, p.ms * 1.0 / p.length_ms AS present_agents
FROM present AS p
JOIN service_entity AS e ON e.service_key = p.service_key
WHERE p.ms > 0
ORDER BY service_id, p.start_at;
