-- title: Agents' states over the day
-- question: Who was when in what state?
-- parameter: start_at   first instant, epoch milliseconds
-- parameter: end_at     first instant after, epoch milliseconds
SELECT e.id_text AS agent_id, v.name AS agent_name, v.organization_unit, n.name AS state,
    l.text AS reason, max(s.from_at, :start_at) AS from_at, min(s.to_at, :end_at) AS to_at
FROM state_span AS s
JOIN state_name AS n USING (state)
JOIN agent_entity AS e USING (agent_key)
LEFT JOIN agent_version AS v ON v.agent_key = s.agent_key AND v.valid_from_at =
    coalesce(
        (SELECT max(valid_from_at) FROM agent_version
            WHERE agent_key = s.agent_key AND valid_from_at < :end_at),
        (SELECT min(valid_from_at) FROM agent_version WHERE agent_key = s.agent_key))
LEFT JOIN label AS l ON l.label_key = s.reason_key
WHERE s.from_at < :end_at AND s.to_at > :start_at
ORDER BY agent_name, agent_id, s.from_at;
