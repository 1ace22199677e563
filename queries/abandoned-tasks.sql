-- title: Abandoned tasks with their waits
-- question: Who gave up, when, and after how long?
-- parameter: start_at [ms UTC] from this instant on; default the first one known
-- parameter: end_at [ms UTC] before this instant; default the last one known
-- parameter: service [text] name of one service; default all services
-- column: local_date [date] on which it entered the queue
-- column: local_time [HH:MM] start of the interval in which it did
-- column: queue_started_at [ms UTC] when exactly
-- column: service_name [text] latest name of the service
-- column: wait_seconds [s] until it was gone, an estimate between two polls
-- column: is_short [0/1] 1: gone too soon to count
-- column: is_unconfirmed [0/1] 1: may have been answered unseen
-- example: lucstats query abandoned-tasks --period yesterday
SELECT c.local_date, c.local_time, t.queue_started_at, s.name AS service_name,
    (t.waited_until_at - t.queue_started_at) / 1000e0 AS wait_seconds,
    CASE WHEN t.waited_until_at - t.queue_started_at < r.short_abandon_ms
        THEN 1 ELSE 0 END AS is_short,
    t.is_unconfirmed
FROM task_outcome AS t
JOIN service AS s ON s.service_key = t.service_key
JOIN calendar AS c ON c.start_at = t.interval_at
JOIN target_span AS r ON r.service_key = t.service_key AND r.from_at <= t.interval_at
    AND r.to_at > t.interval_at
WHERE t.outcome = 'abandoned' AND t.interval_at >= coalesce(:start_at, 0)
        AND t.interval_at < coalesce(:end_at, 9000000000000000)
    AND (:service IS NULL OR s.name = :service)
ORDER BY t.queue_started_at, service_name, s.service_id, wait_seconds;
