-- title: Handle time by agent and service
-- question: How long do tasks take, by agent and service?
-- parameter: start_at [ms UTC] from this instant on; default the first one known
-- parameter: end_at [ms UTC] before this instant; default the last one known
-- parameter: service [text] name of one service; default all services
-- column: agent_name [text] latest name of the agent
-- column: agent_id [GUID] the agent's identifier
-- column: service_name [text] latest name of the service
-- column: handled [count] tasks answered and ended
-- column: handle_mean_seconds [s] mean talk and hold
-- column: handle_total_seconds [s] all together
-- column: longest_seconds [s] the longest
-- example: lucstats query handle-time --period last-week --param 'service=Medical Hotline'
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
