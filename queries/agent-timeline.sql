-- title: Agents' states over the day
-- question: Who was when in what state?
-- parameter: start_at [ms UTC] first instant
-- parameter: end_at [ms UTC] first instant after it
-- column: agent_id [GUID] the agent's identifier
-- column: agent_name [text] name of the agent at the end of the period
-- column: organization_unit [text] name of its unit
-- column: state [text] selectable, working, after_call_work, not_ready, rona, off_duty, offline
--   or unknown
-- column: reason [text] as the server tells it; empty: none was told
-- column: from_at [ms UTC] since when, clipped to the period
-- column: to_at [ms UTC] until when, clipped to the period
-- example: lucstats query agent-timeline --period yesterday
-- runs on: SQLite
SELECT e.id_text AS agent_id, v.name AS agent_name, v.organization_unit, n.name AS state,
    l.text AS reason, max(s.from_at, :start_at, x.from_at) AS from_at,
    min(s.to_at, :end_at, x.to_at) AS to_at
FROM agent_entity AS e
CROSS JOIN scope_agent AS x ON x.agent_key = e.agent_key
-- From the state that the agent was in.
CROSS JOIN state_span AS s ON s.agent_key = e.agent_key
    AND s.from_at < min(:end_at, x.to_at) AND s.to_at > max(:start_at, x.from_at)
    AND s.from_at >= coalesce((SELECT max(from_at) FROM state_fact
        WHERE agent_key = e.agent_key AND from_at <= :start_at), :start_at)
JOIN state_name AS n USING (state)
LEFT JOIN agent_naming AS v ON v.agent_key = s.agent_key AND v.from_at < :end_at
    AND v.to_at >= :end_at
LEFT JOIN label AS l ON l.label_key = s.reason_key
ORDER BY agent_name, agent_id, s.from_at;
