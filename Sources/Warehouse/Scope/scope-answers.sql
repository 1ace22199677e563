-- Answers of agents, where services or a channel are chosen: only of the tasks in the scope. From
-- the facts between :start_at and :end_at.

INSERT OR IGNORE INTO temp.scope_answer (is_day, part_at, agent_key, answered, handle_ms, handled, longest_ms)
WITH answered AS MATERIALIZED (
    SELECT t.interval_at, c.day_start_at, t.agent_key, t.handle_ms
    FROM scope_service AS s
    CROSS JOIN task_outcome AS t ON t.service_key = s.service_key
        AND t.interval_at >= max(:start_at, s.from_at) AND t.interval_at < min(:end_at, s.to_at)
        AND t.outcome = 'answered' AND t.agent_key IS NOT NULL
    CROSS JOIN calendar AS c ON c.start_at = t.interval_at
)
SELECT 0, interval_at, agent_key, count(*), sum(coalesce(handle_ms, 0)), count(handle_ms), NULL
FROM answered GROUP BY interval_at, agent_key
UNION ALL
SELECT 1, day_start_at, agent_key, count(*), sum(coalesce(handle_ms, 0)), count(handle_ms),
    max(handle_ms)
FROM answered GROUP BY day_start_at, agent_key;
