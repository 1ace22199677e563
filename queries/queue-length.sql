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
-- Intervals in which nothing waited and nothing arrived are left out. The view queue_length has every
-- single change.
SELECT c.local_date, c.local_time, s.name AS service_name,
    r.waiting_ms * 1e0 / nullif(r.observed_ms, 0) AS queue_length_mean,
    r.queue_max AS queue_length_max,
    r.observed_ms * 1e0 / (c.end_at - c.start_at) AS observed_fraction
FROM service_interval_sum AS r
JOIN calendar AS c ON c.start_at = r.interval_at
JOIN service AS s ON s.service_key = r.service_key
WHERE r.interval_at >= coalesce(:start_at, 0)
        AND r.interval_at < coalesce(:end_at, 9000000000000000)
    AND (r.offered > 0 OR r.waiting_ms > 0) AND (:service IS NULL OR s.name = :service)
ORDER BY r.interval_at, service_name, s.service_id;
