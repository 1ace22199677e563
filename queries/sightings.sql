-- title: First sightings
-- question: At what age were tasks first seen, which tells how many came and went unseen?
-- parameter: start_at [ms UTC] first instant, at the start of an interval
-- parameter: end_at [ms UTC] first instant after it, likewise
-- column: service_id [GUID] the service's identifier
-- column: kind [code] 1 connected, 2 abandoned, 3 waiting before it was connected, 4 answered as
--   only a last look told
-- column: connected_age [tenths of a spacing] since it was connected, at the first poll that showed
--   it so
-- column: queue_age [tenths of a spacing] since it entered the queue, likewise
-- column: more_polls [count] that showed it so after the first: 0, 1, or 2 and more
-- column: n [count] tasks
-- column: spacing_seconds [s] between the polls, summed over the tasks
-- example: lucstats query sightings --period yesterday
-- runs on: SQLite
WITH
day AS MATERIALIZED (
    SELECT DISTINCT day_start_at, max(day_start_at, :start_at) AS from_at,
        min(day_end_at, :end_at) AS to_at,
        day_start_at >= :start_at AND day_end_at <= :end_at AS is_whole
    FROM calendar WHERE start_at >= :start_at AND start_at < :end_at
)
SELECT e.id_text AS service_id, r.kind, r.connected_age, r.queue_age, r.more_polls,
    sum(r.n) AS n, sum(r.spacing_ms) / 1000.0 AS spacing_seconds
FROM (
    SELECT r.service_key, r.kind, r.connected_age, r.queue_age, r.more_polls, r.n, r.spacing_ms
    FROM sighting_day_sum AS r
    JOIN day AS d ON d.day_start_at = r.day_start_at AND d.is_whole
    WHERE r.day_start_at >= :start_at AND r.day_start_at < :end_at
    UNION ALL
    -- Of days that the period cuts, what lies in it.
    SELECT t.service_key, t.kind, t.connected_age, t.queue_age, t.more_polls, 1, t.spacing_ms
    FROM (SELECT * FROM day WHERE NOT is_whole) AS d
    CROSS JOIN service_entity AS e
    CROSS JOIN task_sighting AS t ON t.service_key = e.service_key
        AND t.interval_at >= d.from_at AND t.interval_at < d.to_at
) AS r
JOIN service_entity AS e ON e.service_key = r.service_key
GROUP BY r.service_key, r.kind, r.connected_age, r.queue_age, r.more_polls
ORDER BY service_id, kind, connected_age, queue_age, more_polls;
