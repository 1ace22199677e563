-- title: First poll
-- question: When did collecting begin?
-- One row; null where nothing was collected.
SELECT f.first_at,
    strftime('%Y-%m-%dT%H:%M:%S', f.first_at / 1000 + c.utc_offset_seconds, 'unixepoch')
        || printf('%+03d:%02d', c.utc_offset_seconds / 3600,
            abs(c.utc_offset_seconds) / 60 % 60) AS first
FROM (SELECT min(from_at) AS first_at FROM coverage) AS f
LEFT JOIN calendar AS c ON c.start_at = (SELECT max(start_at) FROM calendar
    WHERE start_at <= f.first_at);
