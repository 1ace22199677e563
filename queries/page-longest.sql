-- title: Longest waits
-- question: Who waited longest?
-- parameter: start_at   first instant, epoch milliseconds, at the start of an interval
-- parameter: end_at     first instant after, epoch milliseconds, likewise
-- parameter: most       how many; default 20
-- A task that flowed out waits on elsewhere, and is not here. The agent is the one who answered.
WITH
-- A wait among the longest lies in an interval whose longest is among the longest.
hard AS MATERIALIZED (
    SELECT r.service_key, r.interval_at FROM service_interval_sum AS r
    WHERE r.service_key > 0 AND r.interval_at >= :start_at AND r.interval_at < :end_at
        AND longest_wait_ms > 0
    ORDER BY longest_wait_ms DESC, r.interval_at, r.service_key LIMIT coalesce(:most, 20)
),
longest AS MATERIALIZED (
    SELECT t.service_key, t.interval_at, t.id, t.queue_started_at, t.outcome, t.agent_key,
        t.waited_until_at - t.queue_started_at AS wait_ms
    FROM hard AS h
    CROSS JOIN task_outcome AS t
        ON t.service_key = h.service_key AND t.interval_at = h.interval_at
            AND t.outcome <> 'flowed_out'
    ORDER BY wait_ms DESC, t.queue_started_at, t.service_key, t.id LIMIT coalesce(:most, 20)
)
SELECT
    strftime('%Y-%m-%dT%H:%M:%S', l.queue_started_at / 1000 + c.utc_offset_seconds, 'unixepoch')
        || printf('%+03d:%02d', c.utc_offset_seconds / 3600,
            abs(c.utc_offset_seconds) / 60 % 60) AS queued,
    v.name AS service_name, l.wait_ms / 1000.0 AS wait_seconds, l.outcome,
    iif(l.outcome = 'answered', a.name, NULL) AS agent_name, l.queue_started_at
FROM longest AS l
JOIN calendar AS c ON c.start_at = l.interval_at
LEFT JOIN service_naming AS v ON v.service_key = l.service_key AND v.from_at < :end_at
    AND v.to_at >= :end_at
-- A reader who asks for some agents is told of no others.
LEFT JOIN agent_naming AS a ON a.agent_key = l.agent_key AND a.from_at < :end_at
    AND a.to_at >= :end_at AND a.agent_key IN (SELECT agent_key FROM scope_agent)
ORDER BY l.wait_ms DESC, l.queue_started_at, service_name;
