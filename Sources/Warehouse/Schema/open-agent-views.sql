-- Sums of the open intervals and dates of agents; see open-views.sql.

CREATE VIEW open_agent_interval AS
-- Sums of the open intervals of agents. Columns as in rollup_agent_interval.
SELECT
    -- Cast to integers like the stored ones: SQLite merges in order only what is alike.
    CAST(agent_key AS INTEGER) AS agent_key, CAST(interval_at AS INTEGER) AS interval_at,
    CAST(sum(iif(state = 1, span_ms, 0)) AS INTEGER) AS selectable_ms,
    CAST(sum(iif(state = 2, span_ms, 0)) AS INTEGER) AS working_ms,
    CAST(sum(iif(state = 3, span_ms, 0)) AS INTEGER) AS after_call_work_ms,
    CAST(sum(iif(state = 4, span_ms, 0)) AS INTEGER) AS not_ready_ms,
    CAST(sum(iif(state = 5, span_ms, 0)) AS INTEGER) AS rona_ms,
    CAST(sum(iif(state = 6, span_ms, 0)) AS INTEGER) AS off_duty_ms,
    CAST(sum(iif(state = 7, span_ms, 0)) AS INTEGER) AS offline_ms,
    CAST(sum(answered) AS INTEGER) AS answered, CAST(sum(handle_ms) AS INTEGER) AS handle_ms,
    CAST(sum(handled) AS INTEGER) AS handled
FROM (
    SELECT s.agent_key, o.interval_at, s.state,
        min(s.to_at, c.end_at) - max(s.from_at, c.start_at) AS span_ms,
        0 AS answered, 0 AS handle_ms, 0 AS handled
    FROM open_interval AS o
    CROSS JOIN calendar AS c ON c.start_at = o.interval_at
    CROSS JOIN agent_entity AS e
    -- From the state that the agent was in.
    CROSS JOIN state_span AS s ON s.agent_key = e.agent_key
        AND s.from_at < c.end_at AND s.to_at > c.start_at
        AND s.from_at >= coalesce((SELECT max(from_at) FROM state_fact
            WHERE agent_key = e.agent_key AND from_at <= c.start_at), c.start_at)
    WHERE o.subject_key = -1
    UNION ALL
    SELECT t.agent_key, o.interval_at, NULL, 0, 1, coalesce(t.handle_ms, 0),
        t.handle_ms IS NOT NULL
    FROM open_interval AS o
    CROSS JOIN service_entity AS e
    CROSS JOIN task_outcome AS t ON t.service_key = e.service_key
        AND t.interval_at = o.interval_at AND t.outcome = 'answered' AND t.agent_key IS NOT NULL
    WHERE o.subject_key = -1
)
GROUP BY agent_key, interval_at
HAVING sum(answered) > 0 OR sum(iif(state <= 5, span_ms, 0)) > 0;

CREATE VIEW open_state_day AS  -- States on open dates. Columns as in rollup_state_day.
SELECT s.agent_key, o.day_start_at, s.state, coalesce(s.reason_key, 0) AS reason_key,
    sum(min(s.to_at, c.day_end_at) - max(s.from_at, o.day_start_at)) AS span_ms,
    sum(s.from_at >= o.day_start_at) AS begun
FROM open_day AS o
CROSS JOIN calendar AS c ON c.start_at = o.day_start_at
CROSS JOIN agent_entity AS e
CROSS JOIN state_span AS s ON s.agent_key = e.agent_key
    AND s.from_at < c.day_end_at AND s.to_at >= o.day_start_at
    AND (s.to_at > o.day_start_at OR s.from_at = s.to_at)
    AND s.from_at >= coalesce((SELECT max(from_at) FROM state_fact
        WHERE agent_key = e.agent_key AND from_at <= o.day_start_at), o.day_start_at)
WHERE o.subject_key = -1
GROUP BY s.agent_key, o.day_start_at, s.state, coalesce(s.reason_key, 0);

CREATE VIEW open_answer_day AS  -- Answers on open dates. Columns as in rollup_answer_day.
SELECT t.agent_key, t.service_key, o.day_start_at, count(*) AS answered,
    sum(coalesce(t.handle_ms, 0)) AS handle_ms, count(t.handle_ms) AS handled,
    max(t.handle_ms) AS longest_ms
FROM open_day AS o
CROSS JOIN calendar AS c ON c.start_at = o.day_start_at
CROSS JOIN task_outcome AS t ON t.service_key = o.subject_key
    AND t.interval_at >= o.day_start_at AND t.interval_at < c.day_end_at
    AND t.outcome = 'answered' AND t.agent_key IS NOT NULL
WHERE o.subject_key > 0
GROUP BY t.agent_key, t.service_key, o.day_start_at;

CREATE VIEW open_agent_day AS  -- Sums of the open dates of agents. Columns as in rollup_agent_day.
SELECT agent_key, day_start_at,
    sum(iif(state = 1, span_ms, 0)) AS selectable_ms, sum(iif(state = 2, span_ms, 0)) AS working_ms,
    sum(iif(state = 3, span_ms, 0)) AS after_call_work_ms,
    sum(iif(state = 4, span_ms, 0)) AS not_ready_ms, sum(iif(state = 5, span_ms, 0)) AS rona_ms,
    sum(iif(state = 6, span_ms, 0)) AS off_duty_ms, sum(iif(state = 7, span_ms, 0)) AS offline_ms,
    sum(iif(state = 5, begun, 0)) AS rona_count, sum(answered) AS answered,
    sum(handle_ms) AS handle_ms, sum(handled) AS handled, max(longest_ms) AS longest_ms
FROM (
    SELECT agent_key, day_start_at, state, span_ms, begun, 0 AS answered, 0 AS handle_ms,
        0 AS handled, NULL AS longest_ms
    FROM open_state_day
    UNION ALL
    SELECT t.agent_key, o.day_start_at, NULL, 0, 0, 1, coalesce(t.handle_ms, 0),
        t.handle_ms IS NOT NULL, t.handle_ms
    FROM open_day AS o
    CROSS JOIN calendar AS c ON c.start_at = o.day_start_at
    CROSS JOIN service_entity AS e
    CROSS JOIN task_outcome AS t ON t.service_key = e.service_key
        AND t.interval_at >= o.day_start_at AND t.interval_at < c.day_end_at
        AND t.outcome = 'answered' AND t.agent_key IS NOT NULL
    WHERE o.subject_key = -1
)
GROUP BY agent_key, day_start_at;
