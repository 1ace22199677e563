-- title: Agents of each service
-- question: How many agents serve each service, and which services depend on one?
-- parameter: start_at [ms UTC] from this instant on; default the first one known
-- parameter: end_at [ms UTC] before this instant; default the last one known
-- parameter: most [count] services with no more agents than this; default all services
-- column: service_name [text] latest name of the service
-- column: service_id [GUID] the service's identifier
-- column: agents [count] agents who serve it at the end of the period
-- column: answering [count] those of them who answered a task of it in the period
-- column: only_agent_name [text] the agent's latest name where there is one alone
-- example: lucstats query service-members --period last-month --param most=1
-- Empty where LUCS or the API key does not show who serves a service. Whole local days count.
WITH member AS (
    SELECT m.service_key, m.agent_key, max(m.valid_from_at) AS since_at
    FROM service_member AS m
    WHERE m.valid_from_at < coalesce(:end_at, 9000000000000000)
        AND coalesce(m.valid_to_at, 9000000000000000) >= coalesce(:end_at, 9000000000000000)
    GROUP BY m.service_key, m.agent_key
),
answer AS (
    SELECT r.service_key, r.agent_key, sum(r.answered) AS answered
    FROM answer_day_sum AS r
    WHERE r.day_start_at >= coalesce(:start_at, 0)
        AND r.day_start_at < coalesce(:end_at, 9000000000000000)
    GROUP BY r.service_key, r.agent_key
)
SELECT s.name AS service_name, s.service_id, count(*) AS agents,
    sum(CASE WHEN w.answered > 0 THEN 1 ELSE 0 END) AS answering,
    CASE WHEN count(*) = 1 THEN max(a.name) END AS only_agent_name
FROM member AS m
JOIN scope_service AS x ON x.service_key = m.service_key
    AND x.from_at < coalesce(:end_at, 9000000000000000)
    AND x.to_at >= coalesce(:end_at, 9000000000000000)
JOIN service AS s ON s.service_key = m.service_key
JOIN agent AS a ON a.agent_key = m.agent_key
LEFT JOIN answer AS w ON w.service_key = m.service_key AND w.agent_key = m.agent_key
GROUP BY s.name, s.service_id
HAVING count(*) <= coalesce(:most, 9000000000000000)
ORDER BY agents, service_name, s.service_id;
