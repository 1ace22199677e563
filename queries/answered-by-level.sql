-- title: Answered by level of responsibility
-- question: On which level of responsibility was each service answered, and how much overflowed?
-- parameter: start_at [ms UTC] from this instant on; default the first one known
-- parameter: end_at [ms UTC] before this instant; default the last one known
-- column: service_name [text] latest name of the service
-- column: service_id [GUID] the service's identifier
-- column: responsible_level [number] level from which on the agent gets tasks of the service; NULL:
--   LUCS did not show it
-- column: answered [count] tasks answered
-- column: share [fraction] share of the service's answered tasks
-- column: agents [count] agents who answered them
-- column: asa_seconds [s] mean wait
-- column: handle_mean_seconds [s] mean talk time of the tasks that ended
-- example: lucstats query answered-by-level --period last-month
WITH counted AS (
    SELECT t.service_key, t.responsible_level, count(*) AS answered,
        count(DISTINCT t.agent_key) AS agents, avg(t.wait_seconds) AS asa_seconds,
        avg(t.handle_seconds) AS handle_mean_seconds
    FROM task AS t
    WHERE t.outcome = 'answered' AND t.interval_at >= coalesce(:start_at, 0)
        AND t.interval_at < coalesce(:end_at, 9000000000000000)
    GROUP BY t.service_key, t.responsible_level
)
SELECT s.name AS service_name, s.service_id, c.responsible_level, c.answered,
    c.answered * 1e0 / sum(c.answered) OVER (PARTITION BY c.service_key) AS share, c.agents,
    c.asa_seconds, c.handle_mean_seconds
FROM counted AS c
JOIN service AS s ON s.service_key = c.service_key
ORDER BY service_name, s.service_id, coalesce(c.responsible_level, 0);
