-- title: Service level by service and interval
-- question: How was each service reached in each interval?
-- parameter: start_at [ms UTC] from this instant on; default the first one known
-- parameter: end_at [ms UTC] before this instant; default the last one known
-- parameter: service [text] name of one service; default all services
-- column: local_date [date] on the warehouse's clock
-- column: local_time [HH:MM] start of the interval
-- column: service_name [text] latest name of the service
-- column: offered [count] tasks that entered the queue
-- column: answered [count] of them connected to an agent
-- column: abandoned [count] of them ended without
-- column: short_abandoned [count] of those after a wait too short to count
-- column: service_level [fraction] answered within the threshold / (answered + abandoned − short
--   abandoned)
-- column: asa_seconds [s] mean wait of the answered
-- column: longest_wait_seconds [s] longest of all, open ones so far
-- example: lucstats query service-level-by-interval --period yesterday --param 'service=Medical Hotline'
-- Intervals in which no task entered the queue are left out.
-- Grouped, so that SQLite looks the few services up once and not for every row.
WITH named AS (
    SELECT s.service_key, s.service_id, s.name FROM service AS s
    GROUP BY s.service_key, s.service_id, s.name
)
SELECT c.local_date, c.local_time, s.name AS service_name,
    r.offered, r.answered, r.abandoned, r.short_abandoned,
    r.answered_within * 1e0
        / nullif(r.accountable, 0) AS service_level,
    r.answered_wait_ms / 1000e0 / nullif(r.answered, 0) AS asa_seconds,
    r.longest_wait_ms / 1000e0 AS longest_wait_seconds
FROM service_interval_sum AS r
JOIN named AS s ON s.service_key = r.service_key
JOIN calendar AS c ON c.start_at = r.interval_at
WHERE r.interval_at >= coalesce(:start_at, 0)
        AND r.interval_at < coalesce(:end_at, 9000000000000000)
    AND r.offered > 0 AND (:service IS NULL OR s.name = :service)
ORDER BY r.interval_at, service_name, s.service_id;
