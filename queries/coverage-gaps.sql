-- title: Gaps
-- question: When was nothing observed?
-- parameter: start_at [ms UTC] first instant
-- parameter: end_at [ms UTC] first instant after it
-- column: start [ISO 8601] first instant, on the warehouse's clock
-- column: end [ISO 8601] first instant after it, on the warehouse's clock
-- column: start_at [ms UTC] first instant
-- column: end_at [ms UTC] first instant after it
-- column: resource [text] user states or tasks
-- column: service_name [text] name of the service at the end of the period
-- example: lucstats query coverage-gaps --period last-month
-- runs on: SQLite
WITH
run AS (
    SELECT resource, service_key, from_at, to_at FROM coverage
    WHERE from_at < :end_at AND to_at >= :start_at
    -- The edges of the period stand for runs on either side.
    UNION ALL SELECT DISTINCT resource, service_key, :start_at, :start_at FROM coverage
    UNION ALL SELECT DISTINCT resource, service_key, :end_at, :end_at FROM coverage
),
gap AS (
    SELECT resource, service_key, max(to_at) OVER before AS gap_from_at, from_at AS gap_to_at
    FROM run
    WINDOW before AS (PARTITION BY resource, service_key ORDER BY from_at, to_at
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
)
SELECT
    strftime('%Y-%m-%dT%H:%M:%S', gap_from_at / 1000 + a.utc_offset_seconds, 'unixepoch')
        || printf('%+03d:%02d', a.utc_offset_seconds / 3600,
            abs(a.utc_offset_seconds) / 60 % 60) AS start,
    strftime('%Y-%m-%dT%H:%M:%S', gap_to_at / 1000 + z.utc_offset_seconds, 'unixepoch')
        || printf('%+03d:%02d', z.utc_offset_seconds / 3600,
            abs(z.utc_offset_seconds) / 60 % 60) AS "end",
    gap_from_at AS start_at, gap_to_at AS end_at,
    CASE g.resource WHEN 1 THEN 'user states' ELSE 'tasks' END AS resource,
    s.name AS service_name
FROM gap AS g
JOIN calendar AS a ON a.start_at =
    (SELECT max(start_at) FROM calendar WHERE start_at <= g.gap_from_at)
JOIN calendar AS z ON z.start_at =
    (SELECT max(start_at) FROM calendar WHERE start_at <= g.gap_to_at)
LEFT JOIN service AS s USING (service_key)
WHERE gap_to_at > gap_from_at
    -- The first and last moments of a period lie between two polls: no gap to speak of.
    AND (gap_to_at - gap_from_at) > 300000
ORDER BY start_at, resource DESC, service_name;
