-- title: Waits by hour of the week
-- question: At which hours of the week do callers wait?
-- parameter: start_at [ms UTC] from this instant on; default the first one known
-- parameter: end_at [ms UTC] before this instant; default the last one known
-- parameter: service [text] name of one service; default all services
-- column: weekday [number] Monday 1 … Sunday 7
-- column: hour [number] of the local day
-- column: hours [count] hours of that kind in the period with a task
-- column: offered [count] tasks that entered the queue
-- column: answered [count] of them connected to an agent
-- column: abandoned [count] of them ended without
-- column: short_abandoned [count] of those after a wait too short to count
-- column: service_level [fraction] answered within the threshold / (answered + abandoned − short
--   abandoned)
-- column: asa_seconds [s] mean wait of the answered
-- column: abandon_wait_mean_seconds [s] mean wait of the abandoned
-- column: longest_wait_seconds [s] longest of all
-- example: lucstats query waits-by-hour-of-week --period last-month --format csv
WITH hourly AS (
    SELECT c.weekday, c.local_date, CAST(substr(c.local_time, 1, 2) AS INTEGER) AS hour,
        sum(r.offered) AS offered, sum(r.answered) AS answered, sum(r.abandoned) AS abandoned,
        sum(r.short_abandoned) AS short_abandoned, sum(r.answered_within) AS answered_within,
        sum(r.accountable) AS accountable, sum(r.answered_wait_ms) AS answered_wait_ms,
        sum(r.abandoned_wait_ms) AS abandoned_wait_ms, max(r.longest_wait_ms) AS longest_wait_ms
    FROM service_interval_sum AS r
    JOIN calendar AS c ON c.start_at = r.interval_at
    WHERE r.interval_at >= coalesce(:start_at, 0)
        AND r.interval_at < coalesce(:end_at, 9000000000000000)
        -- All services together have sums of their own.
        AND (:service IS NULL AND r.service_key = 0 OR r.service_key IN (
            SELECT s.service_key FROM service AS s WHERE s.name = :service))
    GROUP BY c.weekday, c.local_date, CAST(substr(c.local_time, 1, 2) AS INTEGER)
)
SELECT r.weekday, r.hour, count(*) AS hours, sum(r.offered) AS offered,
    sum(r.answered) AS answered, sum(r.abandoned) AS abandoned,
    sum(r.short_abandoned) AS short_abandoned,
    sum(r.answered_within) * 1e0
        / nullif(sum(r.accountable), 0) AS service_level,
    sum(r.answered_wait_ms) / 1000e0 / nullif(sum(r.answered), 0) AS asa_seconds,
    sum(r.abandoned_wait_ms) / 1000e0 / nullif(sum(r.abandoned), 0) AS abandon_wait_mean_seconds,
    max(r.longest_wait_ms) / 1000e0 AS longest_wait_seconds
FROM hourly AS r
WHERE r.offered > 0
GROUP BY r.weekday, r.hour
ORDER BY r.weekday, r.hour;
