-- title: First sightings
-- question: At what age were abandoned tasks first seen, which tells how many came and went unseen?
-- parameter: start_at [ms UTC] first instant, at the start of an interval
-- parameter: end_at [ms UTC] first instant after it, likewise
-- column: service_id [GUID] the service's identifier
-- column: age_tenths [tenths] how long they had been in the queue, in tenths of the polling
--   interval
-- column: more_polls [count] how many polls more showed them: 0, 1, or 2 and more
-- column: n [count] tasks seen so
-- column: spacing_seconds [s] sum of the polling intervals in which they were first seen
-- example: lucstats query sightings --period yesterday
-- runs on: SQLite
WITH
day AS MATERIALIZED (
    SELECT DISTINCT day_start_at, max(day_start_at, :start_at) AS from_at,
        min(day_end_at, :end_at) AS to_at,
        day_start_at >= :start_at AND day_end_at <= :end_at AS is_whole
    FROM calendar WHERE start_at >= :start_at AND start_at < :end_at
),
part AS (
    SELECT r.service_key, r.age_tenths, r.more_polls, r.n, r.spacing_ms
    FROM sighting_day_sum AS r CROSS JOIN day AS d ON d.day_start_at = r.day_start_at AND d.is_whole
    WHERE r.day_start_at >= :start_at AND r.day_start_at < :end_at
    UNION ALL
    -- Of dates that the period cuts, what lies in it.
    SELECT t.service_key, t.age_tenths, t.more_polls, 1, t.spacing_ms
    FROM (SELECT day_start_at, from_at, to_at FROM day WHERE NOT is_whole) AS d
    CROSS JOIN service_entity AS e
    CROSS JOIN task_sighting AS t ON t.service_key = e.service_key
        AND t.interval_at >= d.from_at AND t.interval_at < d.to_at
)
SELECT e.id_text AS service_id, p.age_tenths, p.more_polls, sum(p.n) AS n,
    sum(p.spacing_ms) / 1000.0 AS spacing_seconds
FROM part AS p JOIN service_entity AS e ON e.service_key = p.service_key
GROUP BY p.service_key, p.age_tenths, p.more_polls
ORDER BY service_id, p.age_tenths, p.more_polls;
