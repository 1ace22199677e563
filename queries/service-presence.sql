-- title: Agents present by service
-- question: How many agents who serve a service were on duty in each interval?
-- parameter: start_at [ms UTC] first instant, at the start of an interval
-- parameter: end_at [ms UTC] first instant after it, likewise
-- column: service_id [GUID] the service's identifier
-- column: start_at [ms UTC] start of the interval
-- column: present_agents [agents] mean number on duty
-- example: lucstats query service-presence --period yesterday
-- runs on: SQLite
-- Whom a service belongs to is not told: who answered a task of it on a day serves it that day.
WITH
staff AS MATERIALIZED (
    SELECT r.service_key, r.agent_key, r.day_start_at
    FROM answer_day_sum AS r
    JOIN scope_service AS x ON x.service_key = r.service_key AND x.from_at <= r.day_start_at
        AND x.to_at > r.day_start_at
    WHERE r.day_start_at >= (SELECT min(day_start_at) FROM calendar
            WHERE start_at >= :start_at AND start_at < :end_at)
        AND r.day_start_at < :end_at
),
duty AS MATERIALIZED (
    SELECT r.agent_key, r.interval_at, c.day_start_at,
        (r.selectable_ms + r.working_ms + r.after_call_work_ms + r.not_ready_ms + r.rona_ms) * 1.0
            / (c.end_at - c.start_at) AS present
    FROM agent_interval_sum AS r
    CROSS JOIN calendar AS c ON c.start_at = r.interval_at
    WHERE r.interval_at >= :start_at AND r.interval_at < :end_at
)
SELECT e.id_text AS service_id, d.interval_at AS start_at, sum(d.present) AS present_agents
FROM staff AS s
JOIN duty AS d ON d.agent_key = s.agent_key AND d.day_start_at = s.day_start_at
JOIN service_entity AS e ON e.service_key = s.service_key
GROUP BY s.service_key, d.interval_at
HAVING sum(d.present) > 0
ORDER BY service_id, d.interval_at;
