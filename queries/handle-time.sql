-- Whole local dates: those that start in the period.
WITH handled AS (
    SELECT r.agent_key, r.service_key, sum(r.handled) AS handled, sum(r.handle_ms) AS handle_ms,
        max(r.longest_ms) AS longest_ms
    FROM answer_day_sum AS r
    WHERE r.day_start_at >= coalesce(:start_at, 0)
        AND r.day_start_at < coalesce(:end_at, 9000000000000000)
    GROUP BY r.agent_key, r.service_key
    HAVING sum(r.handled) > 0
)
SELECT a.name AS agent_name, a.agent_id, s.name AS service_name, h.handled,
    h.handle_ms / 1000e0 / h.handled AS handle_mean_seconds,
    h.handle_ms / 1000e0 AS handle_total_seconds,
    h.longest_ms / 1000e0 AS longest_seconds
FROM handled AS h
JOIN agent AS a ON a.agent_key = h.agent_key
JOIN service AS s ON s.service_key = h.service_key
WHERE (:service IS NULL OR s.name = :service)
ORDER BY agent_name, a.agent_id, service_name, s.service_id;
