-- title: Hours of the week
-- question: At which hours of which weekdays were callers reached in time?
-- parameter: start_at   first instant, epoch milliseconds, at the start of an interval
-- parameter: end_at     first instant after, epoch milliseconds, likewise
-- A row without service_id is all services together. Hours are those of the local clock; only
-- those in which something was offered, and between them those that were never observed.
WITH
hour AS MATERIALIZED (
    SELECT start_at, end_at, weekday, CAST(substr(local_time, 1, 2) AS INTEGER) AS hour
    FROM calendar WHERE start_at >= :start_at AND start_at < :end_at
),
counted AS MATERIALIZED (
    SELECT r.service_key, h.weekday, h.hour, sum(r.offered) AS offered,
        sum(r.abandoned) AS abandoned, sum(r.answered_within) AS answered_within,
        sum(r.answered + r.abandoned - r.short_abandoned) AS accountable,
        max(r.longest_wait_ms) AS longest_wait_ms, max(r.queue_max) AS queue_max
    FROM service_interval_sum AS r
    JOIN hour AS h ON h.start_at = r.interval_at
    WHERE r.interval_at >= :start_at AND r.interval_at < :end_at AND r.offered > 0
    GROUP BY r.service_key, h.weekday, h.hour
),
watched AS MATERIALIZED (
    SELECT r.service_key, h.weekday, h.hour,
        sum(min(r.to_at, h.end_at) - max(r.from_at, h.start_at)) AS observed_ms
    FROM coverage AS r
    CROSS JOIN hour AS h ON h.start_at < r.to_at AND h.end_at > r.from_at
    WHERE r.resource = 2 AND r.from_at < :end_at AND r.to_at > :start_at
    GROUP BY r.service_key, h.weekday, h.hour
),
busy AS (SELECT service_key, min(hour) AS first, max(hour) AS last FROM counted GROUP BY 1),
cell AS (
    SELECT c.*, CASE WHEN c.service_key > 0 THEN coalesce(w.observed_ms, 0) END AS observed_ms
    FROM counted AS c
    LEFT JOIN watched AS w ON w.service_key = c.service_key AND w.weekday = c.weekday
        AND w.hour = c.hour
    UNION ALL
    SELECT b.service_key, h.weekday, h.hour, 0, 0, 0, 0, NULL, NULL, 0
    FROM busy AS b
    JOIN (SELECT DISTINCT weekday, hour FROM hour) AS h ON h.hour BETWEEN b.first AND b.last
    -- All services together (0) are observed where any of them is.
    WHERE NOT EXISTS (SELECT 1 FROM watched AS w
            WHERE b.service_key IN (0, w.service_key) AND w.weekday = h.weekday
                AND w.hour = h.hour)
        AND NOT EXISTS (SELECT 1 FROM counted AS c
            WHERE c.service_key = b.service_key AND c.weekday = h.weekday AND c.hour = h.hour)
)
SELECT e.id_text AS service_id, v.name AS service_name, c.weekday, c.hour, c.offered,
    c.abandoned, c.answered_within * 1.0 / nullif(c.accountable, 0) AS service_level,
    u.target, c.longest_wait_ms / 1000.0 AS longest_wait_seconds,
    c.queue_max AS queue_length_max,
    c.observed_ms / 1000.0 AS observed_seconds
FROM cell AS c
LEFT JOIN service_entity AS e ON e.service_key = c.service_key
JOIN (SELECT * FROM (SELECT 0 AS service_key, target FROM target_rule WHERE service_key = 0
        ORDER BY valid_from_at DESC LIMIT 1)
    UNION ALL SELECT service_key, target FROM service_rule) AS u
    ON u.service_key = c.service_key
LEFT JOIN service_version AS v ON v.service_key = c.service_key AND v.valid_from_at =
    coalesce(
        (SELECT max(valid_from_at) FROM service_version
            WHERE service_key = c.service_key AND valid_from_at < :end_at),
        (SELECT min(valid_from_at) FROM service_version WHERE service_key = c.service_key))
ORDER BY service_id IS NULL, service_name, service_id, c.weekday, c.hour;
