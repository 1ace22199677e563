-- title: Reasons of being not ready, all agents together
-- question: What kept agents from taking tasks, and how many of them?
-- parameter: start_at   first instant, epoch milliseconds, at the start of a day
-- parameter: end_at     first instant after, epoch milliseconds, likewise
SELECT coalesce(l.text, '') AS reason,
    CASE r.state WHEN 3 THEN 'after_call_work' WHEN 4 THEN 'not_ready' ELSE 'unknown' END
        AS state,
    sum(r.span_ms) / 1000.0 AS seconds,
    CASE WHEN r.state < 8 THEN sum(r.span_ms) * 1.0 / nullif((SELECT sum(d.span_ms)
        FROM state_day_sum AS d
        WHERE d.day_start_at >= :start_at AND d.day_start_at < :end_at AND d.state <= 5), 0) END
        AS duty_share,
    count(DISTINCT r.agent_key) AS agents
FROM state_day_sum AS r
LEFT JOIN label AS l ON l.label_key = r.reason_key
WHERE r.day_start_at >= :start_at AND r.day_start_at < :end_at
    -- Words that no known state is meant by are told too, as unknown.
    AND (r.state IN (3, 4) OR r.state = 8 AND r.reason_key > 0)
GROUP BY 1, r.state HAVING sum(r.span_ms) > 0
ORDER BY seconds DESC, reason;
