-- title: First sightings
-- question: At what age were tasks first seen, which tells how many came and went unseen?
-- parameter: start_at [ms UTC] first instant, at the start of an interval
-- parameter: end_at [ms UTC] first instant after it, likewise
-- column: service_id [GUID] the service's identifier
-- column: tasks [count] first seen connected
-- column: spacing_seconds [s] between the polls that did, the mean
-- column: sightings [list] how many of each kind, as code:count with commas between; of four
--   digits, the first is 1 connected, 2 abandoned, 3 waiting before it was connected, 4 answered as
--   only a last look told; then the tenths of a spacing since it was connected, those in the queue,
--   and how many polls more showed it so, up to 2
-- example: lucstats query sightings --period yesterday
-- Codes may come more than once: their counts are to be added.
-- runs on: SQLite
WITH
day AS MATERIALIZED (
    SELECT DISTINCT day_start_at, max(day_start_at, :start_at) AS from_at,
        min(day_end_at, :end_at) AS to_at,
        day_start_at >= :start_at AND day_end_at <= :end_at AS is_whole
    FROM calendar WHERE start_at >= :start_at AND start_at < :end_at
)
SELECT e.id_text AS service_id, sum(r.tasks) AS tasks,
    sum(r.spacing_ms) / 1000.0 / nullif(sum(r.tasks), 0) AS spacing_seconds,
    group_concat(r.sightings) AS sightings
FROM (
    SELECT r.service_key, r.tasks, r.spacing_ms, r.sightings
    FROM sighting_day_sum AS r
    JOIN day AS d ON d.day_start_at = r.day_start_at AND d.is_whole
    WHERE r.day_start_at >= :start_at AND r.day_start_at < :end_at
    UNION ALL
    -- Of days that the period cuts, what lies in it.
    SELECT service_key, sum(CASE WHEN code < 2000 THEN n ELSE 0 END), sum(spacing_ms),
        group_concat(code || ':' || n)
    FROM (SELECT t.service_key, t.code, count(*) AS n, sum(t.spacing_ms) AS spacing_ms
        FROM (SELECT * FROM day WHERE NOT is_whole) AS d
        CROSS JOIN service_entity AS e
        CROSS JOIN task_sighting AS t ON t.service_key = e.service_key
            AND t.interval_at >= d.from_at AND t.interval_at < d.to_at
        GROUP BY t.service_key, t.code)
    GROUP BY service_key
) AS r
JOIN service_entity AS e ON e.service_key = r.service_key
GROUP BY r.service_key
ORDER BY service_id;
