-- title: Hours of the week
-- question: At which hours of which weekdays were callers reached in time, and how long were calls?
-- parameter: start_at   first instant, epoch milliseconds, at the start of an interval
-- parameter: end_at     first instant after, epoch milliseconds, likewise
-- A row without service_id is all services together. Hours are those of the local clock; only
-- those in which something was offered, and between them those that were never observed.
WITH
hour AS MATERIALIZED (
    SELECT start_at, end_at, weekday, CAST(substr(local_time, 1, 2) AS INTEGER) AS hour
    FROM calendar WHERE start_at >= :start_at AND start_at < :end_at
),
together AS MATERIALIZED (  -- Each service, and all of the scope together (0).
    SELECT r.service_key, h.weekday, h.hour, sum(r.offered) AS offered,
        sum(r.abandoned) AS abandoned, sum(r.answered_within) AS answered_within,
        sum(r.accountable) AS accountable, sum(r.target_calls) AS target_calls,
        max(r.longest_wait_ms) AS longest_wait_ms, max(r.queue_max) AS queue_max,
        sum(r.answered) AS answered, sum(r.answered_wait_ms) AS answered_wait_ms,
        sum(r.handled) AS handled, sum(r.handle_ms) AS handle_ms,
        sum(r.observed_ms) AS observed_ms
    FROM service_interval_sum AS r CROSS JOIN hour AS h ON h.start_at = r.interval_at
    WHERE r.service_key >= 0 AND r.interval_at >= :start_at AND r.interval_at < :end_at
    GROUP BY r.service_key, h.weekday, h.hour
),
-- The target of each service, and of all together: the mean by accountable calls.
goal AS MATERIALIZED (
    SELECT service_key, sum(target_calls) / nullif(sum(accountable), 0) AS target
    FROM together GROUP BY service_key
),
busy AS (
    SELECT service_key, min(hour) AS first, max(hour) AS last FROM together
    WHERE offered > 0 GROUP BY service_key
),
cell AS (
    SELECT service_key, weekday, hour, offered, abandoned, answered_within, accountable,
        longest_wait_ms, queue_max, answered, answered_wait_ms, handled, handle_ms,
        iif(service_key > 0, observed_ms, NULL) AS observed_ms
    FROM together WHERE offered > 0
    UNION ALL
    SELECT b.service_key, h.weekday, h.hour, 0, 0, 0, 0, NULL, NULL, 0, 0, 0, 0, 0
    FROM busy AS b
    JOIN (SELECT DISTINCT weekday, hour FROM hour) AS h ON h.hour BETWEEN b.first AND b.last
    WHERE NOT EXISTS (SELECT 1 FROM together AS w WHERE w.service_key = b.service_key
        AND w.weekday = h.weekday AND w.hour = h.hour AND (w.observed_ms > 0 OR w.offered > 0))
)
SELECT e.id_text AS service_id, v.name AS service_name, c.weekday, c.hour, c.offered,
    c.abandoned, c.answered_within * 1.0 / nullif(c.accountable, 0) AS service_level,
    u.target, c.longest_wait_ms / 1000.0 AS longest_wait_seconds,
    c.queue_max AS queue_length_max,
    c.answered_wait_ms / 1000.0 / nullif(c.answered, 0) AS asa_seconds,
    c.handle_ms / 1000.0 / nullif(c.handled, 0) AS handle_mean_seconds,
    c.observed_ms / 1000.0 AS observed_seconds
FROM cell AS c
LEFT JOIN service_entity AS e ON e.service_key = c.service_key
LEFT JOIN goal AS u ON u.service_key = c.service_key
LEFT JOIN service_naming AS v ON v.service_key = c.service_key AND v.from_at < :end_at
    AND v.to_at >= :end_at
ORDER BY service_id IS NULL, service_name, service_id, c.weekday, c.hour;
