-- title: Reasons of being not ready
-- question: What kept agents from taking tasks?
-- parameter: start_at   first instant, epoch milliseconds
-- parameter: end_at     first instant after, epoch milliseconds
SELECT e.id_text AS agent_id, coalesce(l.text, '') AS reason,
    sum(min(s.to_at, :end_at) - max(s.from_at, :start_at)) / 1000.0 AS seconds
FROM state_span AS s
JOIN agent_entity AS e USING (agent_key)
LEFT JOIN label AS l ON l.label_key = s.reason_key
WHERE s.state IN (3, 4) AND s.from_at < :end_at AND s.to_at > :start_at
GROUP BY s.agent_key, l.text
ORDER BY agent_id, reason;
