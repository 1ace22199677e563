-- title: Polling of the services
-- question: How far apart were the polls around the ends of each service's tasks, and which share of
--   the tasks did they show?
-- parameter: start_at [ms UTC] first instant
-- parameter: end_at [ms UTC] first instant after it
-- column: service_id [GUID] the service's identifier; NULL: all services together
-- column: service_name [text] name of the service at the end of the period
-- column: calls [count] tasks that ended between two polls
-- column: spacing_low_seconds [s] time between these two polls: 5 % of the tasks had a shorter one
-- column: spacing_median_seconds [s] the median, nearest rank
-- column: spacing_high_seconds [s] 5 % of the tasks had a longer one
-- column: spacing_max_seconds [s] the longest
-- column: seen_share [fraction] tasks seen with their outcome, of all: an upper bound, since each task
--   that was seen stands for those of the same length alone; NULL: fewer than 30 tasks
-- column: poll_seconds [s] mean time between two polls since the last gap; NULL: all together
-- example: lucstats query polling --period last-7-days
-- runs on: SQLite
WITH
day AS MATERIALIZED (
    SELECT DISTINCT day_start_at, max(day_start_at, :start_at) AS from_at,
        min(day_end_at, :end_at) AS to_at,
        day_start_at >= :start_at AND day_end_at <= :end_at AS is_whole
    FROM calendar WHERE end_at > :start_at AND start_at < :end_at
),
part AS MATERIALIZED (
    SELECT r.service_key, r.second, r.n, r.stands_for
    FROM spacing_day_sum AS r CROSS JOIN day AS d ON d.day_start_at = r.day_start_at AND d.is_whole
    WHERE r.day_start_at >= :start_at AND r.day_start_at < :end_at
    UNION ALL
    -- Of dates that the period cuts, what lies in it.
    SELECT t.service_key, (t.spacing_ms + 500) / 1000, 1, t.stands_for
    FROM (SELECT from_at, to_at FROM day WHERE NOT is_whole) AS d
    CROSS JOIN service_entity AS e
    CROSS JOIN task_spacing AS t ON t.service_key = e.service_key
        AND t.interval_at >= d.from_at AND t.interval_at < d.to_at
),
summed AS MATERIALIZED (
    SELECT service_key, second, sum(n) AS n, sum(stands_for) AS stands_for FROM part
    GROUP BY service_key, second
    UNION ALL
    SELECT 0, second, sum(n), sum(stands_for) FROM part GROUP BY second
),
ranked AS (
    SELECT service_key, second, sum(n) OVER seconds AS last,
        sum(n) OVER (PARTITION BY service_key) AS total
    FROM summed
    WINDOW seconds AS (PARTITION BY service_key ORDER BY second ROWS UNBOUNDED PRECEDING)
),
-- Nearest rank: the value at rank ⌈p·n⌉ of the ascending ones.
spacing AS MATERIALIZED (
    SELECT r.service_key,
        min(iif(p.percent = 5, r.second, NULL)) AS low,
        min(iif(p.percent = 50, r.second, NULL)) AS median,
        min(iif(p.percent = 95, r.second, NULL)) AS high, max(r.second) AS longest
    FROM ranked AS r
    CROSS JOIN (SELECT 5 AS percent UNION ALL SELECT 50 UNION ALL SELECT 95) AS p
    WHERE r.last >= (p.percent * r.total + 99) / 100
    GROUP BY r.service_key
),
total AS MATERIALIZED (
    SELECT service_key, sum(n) AS n, sum(stands_for) AS stands_for FROM summed GROUP BY service_key
),
named AS (
    SELECT e.service_key, e.id_text AS service_id, v.name
    FROM service_entity AS e
    LEFT JOIN service_naming AS v ON v.service_key = e.service_key AND v.from_at < :end_at
        AND v.to_at >= :end_at
    WHERE e.service_key IN (SELECT service_key FROM scope_service
            WHERE from_at < :end_at AND to_at > :start_at)
        AND (e.service_key IN (SELECT service_key FROM service_version
                WHERE valid_from_at < :end_at AND coalesce(valid_to_at, :end_at) > :start_at)
            OR e.service_key IN (SELECT service_key FROM total))
    UNION ALL SELECT 0, NULL, NULL
)
SELECT n.service_id, n.name AS service_name, coalesce(t.n, 0) AS calls,
    s.low * 1.0 AS spacing_low_seconds, s.median * 1.0 AS spacing_median_seconds,
    s.high * 1.0 AS spacing_high_seconds, s.longest * 1.0 AS spacing_max_seconds,
    iif(t.n >= 30, t.n * 1.0 / t.stands_for, NULL) AS seen_share,
    (SELECT (c.to_at - c.from_at) / 1000.0 / nullif(c.polls - 1, 0) FROM coverage AS c
        WHERE c.resource = 2 AND c.service_key = n.service_key AND c.from_at < :end_at
        ORDER BY c.from_at DESC LIMIT 1) AS poll_seconds
FROM named AS n
LEFT JOIN total AS t ON t.service_key = n.service_key
LEFT JOIN spacing AS s ON s.service_key = n.service_key
ORDER BY service_id IS NULL, service_name, service_id;
