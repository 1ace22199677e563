-- For each rollup, the number of its rows on one local date that plain sums of the facts contradict.

-- rollup_service_interval
SELECT count(*) FROM (
    SELECT service_key, interval_at, sum(offered) AS offered, sum(answered) AS answered,
        sum(abandoned) AS abandoned, sum(flowed_out) AS flowed_out, sum(wait_ms) AS wait_ms,
        sum(handle_ms) AS handle_ms
    FROM (
        SELECT r.subject_key AS service_key, r.interval_at, r.offered, r.answered, r.abandoned,
            r.flowed_out, r.answered_wait_ms + r.abandoned_wait_ms AS wait_ms, r.handle_ms
        FROM rollup_service_interval AS r
        WHERE r.interval_at >= :start_at AND r.interval_at < :end_at AND r.subject_key > 0
        UNION ALL
        SELECT t.service_key, t.interval_at, -1, -(t.outcome = 'answered'),
            -(t.outcome = 'abandoned'), -(t.outcome = 'flowed_out'),
            -iif(t.outcome IN ('answered', 'abandoned'), t.waited_until_at - t.queue_started_at, 0),
            -iif(t.outcome = 'answered', coalesce(t.handle_ms, 0), 0)
        FROM service_entity AS e
        CROSS JOIN task_outcome AS t ON t.service_key = e.service_key
            AND t.interval_at >= :start_at AND t.interval_at < :end_at
        WHERE (t.service_key, t.interval_at) NOT IN
            (SELECT subject_key, interval_at FROM open_interval)
    )
    GROUP BY service_key, interval_at
)
WHERE offered <> 0 OR answered <> 0 OR abandoned <> 0 OR flowed_out <> 0 OR wait_ms <> 0
    OR handle_ms <> 0;

-- rollup_service_day
SELECT count(*) FROM (
    SELECT r.subject_key FROM rollup_service_day AS r
    JOIN rollup_service_interval AS i ON i.interval_at >= :start_at AND i.interval_at < :end_at
        AND i.subject_key = r.subject_key
    WHERE r.day_start_at = :start_at
    GROUP BY r.subject_key
    HAVING max(r.offered) <> sum(i.offered) OR max(r.answered_within) <> sum(i.answered_within)
        OR max(r.abandoned_wait_ms) <> sum(i.abandoned_wait_ms)
        OR max(r.waiting_ms) <> sum(i.waiting_ms) OR max(r.observed_ms) <> sum(i.observed_ms)
        OR max(r.wait_max_ms) IS NOT max(i.wait_max_ms) OR max(r.queue_max) IS NOT max(i.queue_max)
);

-- rollup_wait_day
SELECT count(*) FROM (
    SELECT subject_key FROM (
        SELECT subject_key, n FROM rollup_wait_day WHERE day_start_at = :start_at
        UNION ALL
        SELECT subject_key, -(answered + abandoned) FROM rollup_service_day
        WHERE day_start_at = :start_at
    )
    GROUP BY subject_key HAVING sum(n) <> 0
);

-- rollup_stay_day
SELECT count(*) FROM (
    SELECT service_key FROM (
        SELECT service_key, 1 AS n FROM rollup_stay_day WHERE day_start_at = :start_at
        UNION ALL
        SELECT t.service_key, -1 FROM rollup_service_day AS r
        CROSS JOIN task_outcome AS t ON t.service_key = r.subject_key
            AND t.interval_at >= :start_at AND t.interval_at < :end_at
        WHERE r.day_start_at = :start_at AND r.subject_key > 0 AND (t.outcome = 'flowed_out'
            OR EXISTS (SELECT 1 FROM task_fact AS f WHERE f.id = t.id
                AND f.flowed_out_at IS NOT NULL AND f.queue_started_at < t.queue_started_at))
    )
    GROUP BY service_key HAVING sum(n) <> 0
);

-- rollup_answer_day
SELECT count(*) FROM (
    SELECT agent_key, sum(answered) AS answered, sum(handle_ms) AS handle_ms FROM (
        SELECT agent_key, answered, handle_ms FROM rollup_answer_day
        WHERE day_start_at = :start_at
        UNION ALL
        SELECT t.agent_key, -1, -coalesce(t.handle_ms, 0)
        FROM rollup_service_day AS r
        CROSS JOIN task_outcome AS t ON t.service_key = r.subject_key
            AND t.interval_at >= :start_at AND t.interval_at < :end_at
            AND t.outcome = 'answered' AND t.agent_key IS NOT NULL
        WHERE r.day_start_at = :start_at AND r.subject_key > 0
    )
    GROUP BY agent_key
)
WHERE answered <> 0 OR handle_ms <> 0;

-- rollup_state_day
SELECT count(*) FROM (
    SELECT agent_key, state, sum(span_ms) AS span_ms FROM (
        SELECT agent_key, state, span_ms FROM rollup_state_day WHERE day_start_at = :start_at
        UNION ALL
        SELECT s.agent_key, s.state, -(min(s.to_at, :end_at) - max(s.from_at, :start_at))
        FROM agent_entity AS e
        CROSS JOIN state_span AS s ON s.agent_key = e.agent_key AND s.from_at < :end_at
            AND s.to_at > :start_at
        WHERE EXISTS (SELECT 1 FROM rollup_state_day WHERE day_start_at = :start_at)
    )
    GROUP BY agent_key, state
)
WHERE span_ms <> 0;

-- rollup_agent_day
SELECT count(*) FROM (
    SELECT agent_key FROM (
        SELECT agent_key, selectable_ms + working_ms + after_call_work_ms + not_ready_ms + rona_ms
            AS duty_ms, answered
        FROM rollup_agent_day WHERE day_start_at = :start_at
        UNION ALL
        SELECT agent_key, -span_ms, 0 FROM rollup_state_day
        WHERE day_start_at = :start_at AND state <= 5
        UNION ALL
        SELECT agent_key, 0, -answered FROM rollup_answer_day WHERE day_start_at = :start_at
    )
    GROUP BY agent_key HAVING sum(duty_ms) <> 0 OR sum(answered) <> 0
)
WHERE EXISTS (SELECT 1 FROM rollup_agent_day WHERE day_start_at = :start_at)
    AND NOT EXISTS (SELECT 1 FROM open_day WHERE day_start_at = :start_at);

-- rollup_agent_interval
SELECT count(*) FROM (
    SELECT agent_key FROM (
        SELECT agent_key, selectable_ms + working_ms + after_call_work_ms + not_ready_ms + rona_ms
            AS duty_ms
        FROM rollup_agent_interval WHERE interval_at >= :start_at AND interval_at < :end_at
        UNION ALL
        SELECT agent_key, -span_ms FROM rollup_state_day
        WHERE day_start_at = :start_at AND state <= 5
    )
    GROUP BY agent_key HAVING sum(duty_ms) <> 0
)
WHERE EXISTS (SELECT 1 FROM rollup_state_day WHERE day_start_at = :start_at);
