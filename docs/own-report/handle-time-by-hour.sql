-- title: Handle time by hour
-- question: At which hours do tasks take longest, service by service?
-- parameter: start_at   first instant, epoch milliseconds
-- parameter: end_at     first instant after, epoch milliseconds
-- A row without service_id is all services together.
WITH counted AS (
    SELECT r.service_key, CAST(substr(c.local_time, 1, 2) AS INTEGER) AS hour,
        sum(r.answered) AS answered, sum(r.handle_ms) AS handle_ms, sum(r.handled) AS handled
    FROM service_interval_sum AS r
    JOIN calendar AS c ON c.start_at = r.interval_at
    WHERE r.interval_at >= :start_at AND r.interval_at < :end_at
    GROUP BY 1, 2 HAVING sum(r.answered) > 0
)
SELECT s.service_id, s.name AS service_name, c.hour, c.answered,
    c.handle_ms / 1000.0 / nullif(c.handled, 0) AS handle_mean_seconds
FROM counted AS c LEFT JOIN service AS s ON s.service_key = c.service_key
ORDER BY service_id IS NULL, service_name, c.hour;
