-- title: Longest waits
-- question: Who waited longest?
-- parameter: start_at   first instant, epoch milliseconds, at the start of an interval
-- parameter: end_at     first instant after, epoch milliseconds, likewise
-- parameter: most       how many; default 20
-- A task that flowed out waits on elsewhere, and is not here.
WITH
-- A wait among the longest lies in an interval whose longest is among the longest.
hard AS MATERIALIZED (
    SELECT r.subject_key AS service_key, r.part_at AS interval_at FROM subject_part AS r
    WHERE r.is_day = 0 AND r.subject_key > 0 AND r.part_at >= :start_at AND r.part_at < :end_at
        AND longest_wait_ms > 0
    ORDER BY longest_wait_ms DESC, r.part_at, r.subject_key LIMIT coalesce(:most, 20)
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
    a.name AS agent_name, l.queue_started_at
FROM longest AS l
JOIN calendar AS c ON c.start_at = l.interval_at
LEFT JOIN service_version AS v ON v.service_key = l.service_key AND v.valid_from_at =
    coalesce(
        (SELECT max(valid_from_at) FROM service_version
            WHERE service_key = l.service_key AND valid_from_at < :end_at),
        (SELECT min(valid_from_at) FROM service_version WHERE service_key = l.service_key))
LEFT JOIN agent_version AS a ON a.agent_key = l.agent_key AND a.valid_from_at =
    coalesce(
        (SELECT max(valid_from_at) FROM agent_version
            WHERE agent_key = l.agent_key AND valid_from_at < :end_at),
        (SELECT min(valid_from_at) FROM agent_version WHERE agent_key = l.agent_key))
ORDER BY l.wait_ms DESC, l.queue_started_at, service_name;
