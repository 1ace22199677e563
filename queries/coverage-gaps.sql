-- title: Gaps
-- question: When was nothing observed?
-- parameter: start_at [ms UTC] first instant
-- parameter: end_at [ms UTC] first instant after it
-- parameter: elapsed_at [ms UTC] how far a running period has come; default its end
-- column: start [ISO 8601] first instant, on the warehouse's clock
-- column: end [ISO 8601] first instant after it, on the warehouse's clock
-- column: start_at [ms UTC] first instant
-- column: end_at [ms UTC] first instant after it
-- column: resource [text] user states or tasks
-- column: service_name [text] name of the service at the end of the period
-- example: lucstats query coverage-gaps --period last-month
-- runs on: SQLite
WITH
-- What is to be observed, and when in the period it was there: a service that came after the
-- collector's first hour since then, one that is gone until then.
subject AS MATERIALIZED (
    SELECT c.resource, c.service_key,
        max(:start_at, CASE WHEN v.known_from_at
            > (SELECT min(started_at) FROM pass) + 3600000 THEN v.known_from_at ELSE :start_at
            END) AS from_at,
        min(coalesce(:elapsed_at, :end_at), coalesce(v.gone_at, :end_at)) AS to_at
    FROM (SELECT DISTINCT resource, service_key FROM coverage WHERE from_at < :end_at
        AND (resource = 1 OR service_key IN (SELECT service_key FROM scope_service))) AS c
    LEFT JOIN (
        SELECT service_key, min(valid_from_at) AS known_from_at,
            CASE WHEN count(valid_to_at) = count(*) THEN max(valid_to_at) END AS gone_at
        FROM service_version GROUP BY service_key
    ) AS v ON v.service_key = c.service_key
),
run AS (
    SELECT c.resource, c.service_key, c.from_at, c.to_at
    FROM subject AS s
    JOIN coverage AS c ON c.resource = s.resource AND c.service_key = s.service_key
        AND c.from_at < s.to_at AND c.to_at >= s.from_at
    WHERE s.from_at < s.to_at
    -- The edges stand for runs on either side.
    UNION ALL SELECT resource, service_key, from_at, from_at FROM subject WHERE from_at < to_at
    UNION ALL SELECT resource, service_key, to_at, to_at FROM subject WHERE from_at < to_at
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
    v.name AS service_name
FROM gap AS g
JOIN calendar AS a ON a.start_at =
    (SELECT max(start_at) FROM calendar WHERE start_at <= g.gap_from_at)
JOIN calendar AS z ON z.start_at =
    (SELECT max(start_at) FROM calendar WHERE start_at <= g.gap_to_at)
LEFT JOIN service_naming AS v ON v.service_key = g.service_key AND v.from_at < :end_at
    AND v.to_at >= :end_at
WHERE gap_to_at > gap_from_at
    -- The first and last moments of a period lie between two polls: no gap to speak of.
    AND (gap_to_at - gap_from_at) > 300000
ORDER BY start_at, resource DESC, service_name;
