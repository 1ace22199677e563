-- title: The period
-- question: From when to when, on whose clock?
-- parameter: start_at [ms UTC] first instant
-- parameter: end_at [ms UTC] first instant after it
-- column: start [ISO 8601] first instant, on the warehouse's clock
-- column: end [ISO 8601] first instant after it, on the warehouse's clock
-- column: start_at [ms UTC] first instant
-- column: end_at [ms UTC] first instant after it
-- column: time_zone [text] IANA name of the warehouse's time zone
-- column: interval_seconds [s] length of the calendar's intervals
-- example: lucstats query period --period last-month
-- runs on: SQLite
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
