-- title: Queue length over time
-- question: How many were waiting in each interval?
-- parameter: start_at [ms UTC] from this instant on; default the first one known
-- parameter: end_at [ms UTC] before this instant; default the last one known
-- parameter: service [text] name of one service; default all services
-- column: local_date [date] on the warehouse's clock
-- column: local_time [HH:MM] start of the interval
-- column: service_name [text] latest name of the service
-- column: queue_length_mean [tasks] mean number waiting: time waited ÷ time observed
-- column: queue_length_max [count] most that waited at one instant
-- column: observed_fraction [fraction] of the interval
-- example: lucstats query queue-length --period yesterday --param 'service=Medical Hotline'
-- Intervals in which nothing waited and nothing arrived are left out. The view queue_length tells
-- every single change.
WITH observed AS (
    SELECT r.service_key, r.interval_at, r.waiting_ms, r.queue_max, c.local_date, c.local_time,
        c.end_at - c.start_at AS length_ms,
        sum(CASE WHEN v.to_at < c.end_at THEN v.to_at ELSE c.end_at END
            - CASE WHEN v.from_at > c.start_at THEN v.from_at ELSE c.start_at END) AS observed_ms
    FROM service_interval_sum AS r
    JOIN calendar AS c ON c.start_at = r.interval_at
    JOIN coverage AS v ON v.resource = 2 AND v.service_key = r.service_key
        AND v.from_at < c.end_at AND v.to_at > c.start_at
    WHERE r.interval_at >= coalesce(:start_at, 0)
        AND r.interval_at < coalesce(:end_at, 9000000000000000)
    GROUP BY r.service_key, r.interval_at, r.waiting_ms, r.queue_max, c.local_date,
        c.local_time, c.end_at - c.start_at
)
SELECT o.local_date, o.local_time, s.name AS service_name,
    o.waiting_ms * 1e0 / nullif(o.observed_ms, 0) AS queue_length_mean,
    o.queue_max AS queue_length_max,
    o.observed_ms * 1e0 / o.length_ms AS observed_fraction
FROM observed AS o
JOIN service AS s ON s.service_key = o.service_key
WHERE (:service IS NULL OR s.name = :service)
ORDER BY o.interval_at, service_name, s.service_id;
