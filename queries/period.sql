-- title: The period
-- question: From when to when, on whose clock?
-- parameter: start_at   first instant, epoch milliseconds
-- parameter: end_at     first instant after, epoch milliseconds
WITH edge AS (
    SELECT
        coalesce(
            (SELECT utc_offset_seconds FROM calendar WHERE start_at <= :start_at
                ORDER BY start_at DESC LIMIT 1),
            (SELECT utc_offset_seconds FROM calendar ORDER BY start_at LIMIT 1)
        ) AS start_offset,
        (SELECT utc_offset_seconds FROM calendar WHERE start_at <= :end_at
            ORDER BY start_at DESC LIMIT 1) AS end_offset
)
SELECT
    strftime('%Y-%m-%dT%H:%M:%S', :start_at / 1000 + start_offset, 'unixepoch')
        || printf('%+03d:%02d', start_offset / 3600, abs(start_offset) / 60 % 60) AS start,
    strftime('%Y-%m-%dT%H:%M:%S', :end_at / 1000 + end_offset, 'unixepoch')
        || printf('%+03d:%02d', end_offset / 3600, abs(end_offset) / 60 % 60) AS "end",
    :start_at AS start_at, :end_at AS end_at,
    (SELECT value FROM setting WHERE name = 'timeZone') AS time_zone,
    CAST((SELECT value FROM setting WHERE name = 'intervalSeconds') AS INTEGER)
        AS interval_seconds
FROM edge;
