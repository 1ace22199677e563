-- title: RONA by agent
-- question: Who missed or declined tasks, and how often beside those answered?
-- parameter: start_at [ms UTC] from this instant on; default the first one known
-- parameter: end_at [ms UTC] before this instant; default the last one known
-- column: agent_name [text] latest name of the agent
-- column: agent_id [GUID] the agent's identifier
-- column: rona [count] tasks missed or declined
-- column: rona_seconds [s] until the agent was back
-- column: answered [count] tasks answered
-- column: rona_rate [fraction] missed / (missed + answered)
-- example: lucstats query rona-by-agent --period last-month
-- Whole local days: those that start in the period.
WITH missed AS (
    SELECT r.agent_key, sum(r.rona_count) AS rona, sum(r.rona_ms) AS rona_ms,
        sum(r.answered) AS answered
    FROM agent_day_sum AS r
    WHERE r.day_start_at >= coalesce(:start_at, 0)
        AND r.day_start_at < coalesce(:end_at, 9000000000000000)
    GROUP BY r.agent_key
    HAVING sum(r.rona_ms) > 0 OR sum(r.rona_count) > 0
)
SELECT a.name AS agent_name, a.agent_id, m.rona, m.rona_ms / 1000e0 AS rona_seconds, m.answered,
    m.rona * 1e0 / nullif(m.rona + m.answered, 0) AS rona_rate
FROM missed AS m
JOIN agent AS a ON a.agent_key = m.agent_key
ORDER BY m.rona DESC, agent_name, a.agent_id;
