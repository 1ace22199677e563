-- title: Agents who serve and never answer
-- question: Who serves a service and was on duty, but answered no task of it?
-- parameter: start_at [ms UTC] from this instant on; default the first one known
-- parameter: end_at [ms UTC] before this instant; default the last one known
-- column: service_name [text] latest name of the service
-- column: service_id [GUID] the service's identifier
-- column: agent_name [text] latest name of the agent
-- column: agent_id [GUID] the agent's identifier
-- column: duty_seconds [s] the agent's time on duty in the period
-- column: answered_elsewhere [count] tasks of other services that the agent answered
-- column: since_at [ms UTC] since when LUCS lists the agent
-- example: lucstats query silent-members --period last-month
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
),
duty AS (
    SELECT d.agent_key, sum(d.answered) AS answered,
        sum(d.selectable_ms + d.working_ms + d.after_call_work_ms + d.not_ready_ms + d.rona_ms)
            AS duty_ms
    FROM agent_day_sum AS d
    WHERE d.day_start_at >= coalesce(:start_at, 0)
        AND d.day_start_at < coalesce(:end_at, 9000000000000000)
    GROUP BY d.agent_key
)
SELECT s.name AS service_name, s.service_id, a.name AS agent_name, a.agent_id,
    d.duty_ms / 1000e0 AS duty_seconds, d.answered AS answered_elsewhere, m.since_at
FROM member AS m
JOIN duty AS d ON d.agent_key = m.agent_key
JOIN service AS s ON s.service_key = m.service_key
JOIN agent AS a ON a.agent_key = m.agent_key
LEFT JOIN answer AS w ON w.service_key = m.service_key AND w.agent_key = m.agent_key
WHERE d.duty_ms > 0 AND coalesce(w.answered, 0) = 0
ORDER BY service_name, s.service_id, duty_seconds DESC, agent_name, a.agent_id;
