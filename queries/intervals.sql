-- title: The calendar's intervals
-- question: Which intervals does the period have, on the local clock?
-- parameter: start_at   first instant, epoch milliseconds
-- parameter: end_at     first instant after, epoch milliseconds
SELECT
    strftime('%Y-%m-%dT%H:%M:%S', start_at / 1000 + utc_offset_seconds, 'unixepoch')
        || printf('%+03d:%02d', utc_offset_seconds / 3600,
            abs(utc_offset_seconds) / 60 % 60) AS start,
    start_at, end_at, local_date, local_time, weekday
FROM calendar WHERE start_at >= :start_at AND start_at < :end_at ORDER BY start_at;
