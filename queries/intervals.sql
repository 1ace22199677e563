-- title: The calendar's intervals
-- question: Which intervals does the period have, on the local clock?
-- parameter: start_at [ms UTC] first instant
-- parameter: end_at [ms UTC] first instant after it
-- column: start [ISO 8601] first instant, on the warehouse's clock
-- column: start_at [ms UTC] first instant
-- column: end_at [ms UTC] first instant after it
-- column: local_date [date] on the warehouse's clock
-- column: local_time [HH:MM] start of the interval
-- column: weekday [number] Monday 1 … Sunday 7
-- example: lucstats query intervals --period 2026-10-25
-- runs on: SQLite
SELECT
    strftime('%Y-%m-%dT%H:%M:%S', start_at / 1000 + utc_offset_seconds, 'unixepoch')
        || printf('%+03d:%02d', utc_offset_seconds / 3600,
            abs(utc_offset_seconds) / 60 % 60) AS start,
    start_at, end_at, local_date, local_time, weekday
FROM calendar WHERE start_at >= :start_at AND start_at < :end_at ORDER BY start_at;
