-- title: First sightings
-- question: At what age were tasks first seen, which tells how many came and went unseen?
-- parameter: start_at [ms UTC] first instant, at the start of an interval
-- parameter: end_at [ms UTC] first instant after it, likewise
-- column: service_id [GUID] the service's identifier
-- column: code [code] four digits: 1 connected, 2 abandoned, 3 waiting before it was connected, 4
--   answered as only a final state lookup told; the tenths of a polling interval since it was
--   connected; those in the queue; how many polls more showed it so, up to 2
-- column: n [count] tasks seen so
-- column: spacing_seconds [s] sum of the polling intervals in which they were seen connected
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
    SELECT r.service_key, r.day_start_at, r.code, r.n, r.spacing_ms
    FROM sighting_day_sum AS r CROSS JOIN day AS d ON d.day_start_at = r.day_start_at AND d.is_whole
    WHERE r.day_start_at >= :start_at AND r.day_start_at < :end_at
    UNION ALL
    -- Of dates that the period cuts, what lies in it.
    SELECT t.service_key, d.day_start_at, t.code, 1, t.spacing_ms
    FROM (SELECT day_start_at, from_at, to_at FROM day WHERE NOT is_whole) AS d
    CROSS JOIN service_entity AS e
    CROSS JOIN task_sighting AS t ON t.service_key = e.service_key
        AND t.interval_at >= d.from_at AND t.interval_at < d.to_at
)
SELECT e.id_text AS service_id, s.code, s.n, s.spacing_ms / 1000.0 AS spacing_seconds
FROM (SELECT r.service_key, r.code, sum(r.n) AS n, sum(r.spacing_ms) AS spacing_ms FROM part AS r
    GROUP BY r.service_key, r.code) AS s
JOIN service_entity AS e ON e.service_key = s.service_key
ORDER BY service_id, s.code;
