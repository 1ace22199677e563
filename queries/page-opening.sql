-- title: Opening hours of the period
-- question: When does the first of the services open in the period, and the last one close?
-- parameter: start_at [ms UTC] first instant, at the start of an interval
-- parameter: end_at [ms UTC] first instant after it, likewise
-- One row; null if all services are closed throughout. Without opening hours it is the whole period.
SELECT o.opens_at, o.closes_at,
    strftime('%Y-%m-%dT%H:%M:%S', o.opens_at / 1000 + c.utc_offset_seconds, 'unixepoch')
        || printf('%+03d:%02d', c.utc_offset_seconds / 3600,
            abs(c.utc_offset_seconds) / 60 % 60) AS opens
FROM (SELECT min(w.from_at) AS opens_at, max(w.to_at) AS closes_at, min(w.interval_at) AS first_at
    FROM opening AS w
    JOIN scope_service AS s ON s.service_key = w.service_key AND s.from_at <= w.interval_at
        AND s.to_at > w.interval_at
    WHERE w.interval_at >= :start_at AND w.interval_at < :end_at) AS o
LEFT JOIN calendar AS c ON c.start_at = o.first_at;
