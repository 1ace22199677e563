-- title: Coverage
-- question: How much of the period was observed, and how often?
-- parameter: start_at [ms UTC] first instant
-- parameter: end_at [ms UTC] first instant after it
-- parameter: elapsed_at [ms UTC] how far a running period has come; default its end
-- column: observed_fraction [fraction] of the period so far, mean over what is polled; of the time
--   that is open, where opening hours are configured
-- column: collected_fraction [fraction] the same, without what lies before the first poll of all
-- column: observed_seconds [s] of the time that were observed
-- column: unobserved_seconds [s] of the time since the first poll of all that were not
-- column: period_seconds [s] length of the period so far; of what is open of it, where that is
--   configured
-- column: polls [count] polls of the contact centre
-- column: poll_seconds_median [s] median time between two polls
-- column: poll_seconds_p95 [s] its 95th percentile
-- column: failed_polls [count] polls that failed in part
-- example: lucstats query coverage --period last-week
-- runs on: SQLite
WITH
-- Where opening hours are known, time outside them does not count; unless all of it is.
hours AS MATERIALIZED (
    SELECT o.service_key, o.from_at, min(o.to_at, coalesce(:elapsed_at, :end_at)) AS to_at
    FROM opening_known AS k
    CROSS JOIN opening AS o
    WHERE k.is_known AND o.interval_at >= :start_at AND o.interval_at < :end_at
        AND o.from_at < coalesce(:elapsed_at, :end_at)
        AND o.service_key IN (SELECT service_key FROM scope_service)
),
-- Agents are there when any service is open.
open AS MATERIALIZED (
    SELECT 2 AS resource, service_key, from_at, to_at FROM hours
    UNION ALL
    SELECT 1, 0, min(h.from_at), max(h.to_at) FROM hours AS h
    JOIN calendar AS c ON h.from_at >= c.start_at AND h.from_at < c.end_at
    WHERE c.start_at >= :start_at AND c.start_at < :end_at
    GROUP BY c.start_at
    UNION ALL
    SELECT DISTINCT resource, service_key, :start_at, coalesce(:elapsed_at, :end_at)
    FROM coverage WHERE NOT EXISTS (SELECT 1 FROM hours)
        AND (resource = 1 OR service_key IN (SELECT service_key FROM scope_service))
),
observed AS (
    SELECT o.resource, o.service_key,
        sum(max(0, min(r.to_at, o.to_at) - max(r.from_at, o.from_at))) AS observed_ms
    FROM open AS o
    CROSS JOIN coverage AS r ON r.resource = o.resource AND r.service_key = o.service_key
        AND r.from_at < :end_at AND r.to_at > :start_at
        AND r.from_at < o.to_at AND r.to_at > o.from_at
    GROUP BY o.resource, o.service_key
),
-- The first moments of a period lie between two polls.
begun AS MATERIALIZED (
    SELECT iif(min(from_at) > :start_at + 300000, min(from_at), :start_at) AS at FROM coverage
),
length AS MATERIALIZED (
    SELECT coalesce(avg(ms), coalesce(:elapsed_at, :end_at) - :start_at) AS ms,
        avg(collected_ms) AS collected_ms
    FROM (SELECT sum(o.to_at - o.from_at) AS ms,
            sum(max(0, o.to_at - max(o.from_at, b.at))) AS collected_ms
        FROM begun AS b CROSS JOIN open AS o
        JOIN observed AS r ON r.resource = o.resource AND r.service_key = o.service_key
        GROUP BY o.resource, o.service_key)
),
-- Nearest rank: the time at rank ⌈p·n⌉ of the ascending times between polls.
spacing AS MATERIALIZED (
    SELECT p.percent, min(r.spacing_ms) / 1000.0 AS seconds
    FROM (SELECT spacing_ms, sum(n) OVER (ORDER BY spacing_ms) AS last, sum(n) OVER () AS total
        FROM (SELECT spacing_ms, count(*) AS n
            FROM (SELECT started_at - lag(started_at) OVER (ORDER BY started_at) AS spacing_ms
                FROM pass WHERE started_at >= :start_at AND started_at < :end_at)
            WHERE spacing_ms IS NOT NULL GROUP BY spacing_ms)) AS r
    CROSS JOIN percentile AS p
    WHERE r.last >= (p.percent * r.total + 99) / 100
    GROUP BY p.percent
),
polled AS MATERIALIZED (
    SELECT count(*) AS polls, coalesce(sum(failures > 0), 0) AS failed FROM pass
    WHERE started_at >= :start_at AND started_at < :end_at
)
SELECT o.ms * 1.0 / l.ms AS observed_fraction,
    min(1.0, o.ms * 1.0 / nullif(l.collected_ms, 0)) AS collected_fraction,
    o.ms / 1000.0 AS observed_seconds,
    max(0.0, coalesce(l.collected_ms, 0) - o.ms) / 1000.0 AS unobserved_seconds,
    l.ms / 1000.0 AS period_seconds, p.polls,
    (SELECT seconds FROM spacing WHERE percent = 50) AS poll_seconds_median,
    (SELECT seconds FROM spacing WHERE percent = 95) AS poll_seconds_p95,
    p.failed AS failed_polls
FROM polled AS p
CROSS JOIN length AS l
CROSS JOIN (SELECT coalesce(avg(observed_ms), 0) AS ms FROM observed) AS o;
