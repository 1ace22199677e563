-- title: Coverage and gaps by service
-- question: How much of the time was each service observed, and what is missing?
-- parameter: start_at [ms UTC] from this instant on; default the first one known
-- parameter: end_at [ms UTC] before this instant; default the last one known
-- column: resource [text] tasks or user states
-- column: service_name [text] latest name of the service; NULL for user states
-- column: first_at [ms UTC] first instant observed in the period
-- column: last_at [ms UTC] last one
-- column: observed_seconds [s] observed in the period
-- column: observed_fraction [fraction] of the time between the first and the last
-- column: gaps [count] between runs of polls in the period
-- column: longest_gap_seconds [s] the longest of them
-- column: unobserved_seconds [s] all of them together
-- example: lucstats query coverage-by-service --period last-month
-- The view coverage_gap lists every single gap.
WITH clipped AS (
    SELECT v.resource, v.service_key,
        CASE WHEN v.from_at > coalesce(:start_at, 0) THEN v.from_at ELSE coalesce(:start_at, 0) END
            AS from_at,
        CASE WHEN v.to_at < coalesce(:end_at, 9000000000000000) THEN v.to_at
            ELSE coalesce(:end_at, 9000000000000000) END AS to_at
    FROM coverage AS v
    WHERE v.from_at < coalesce(:end_at, 9000000000000000) AND v.to_at > coalesce(:start_at, 0)
),
gap AS (
    SELECT r.resource, r.service_key, r.from_at, r.to_at,
        coalesce(lead(nullif(r.from_at, -1)) OVER (PARTITION BY r.resource, r.service_key
            ORDER BY r.from_at), r.to_at) - r.to_at AS gap_ms
    FROM clipped AS r
)
SELECT CASE g.resource WHEN 1 THEN 'user states' ELSE 'tasks' END AS resource,
    s.name AS service_name, min(g.from_at) AS first_at, max(g.to_at) AS last_at,
    sum(g.to_at - g.from_at) / 1000e0 AS observed_seconds,
    sum(g.to_at - g.from_at) * 1e0 / nullif(max(g.to_at) - min(g.from_at), 0)
        AS observed_fraction,
    sum(CASE WHEN g.gap_ms > 0 THEN 1 ELSE 0 END) AS gaps,
    max(g.gap_ms) / 1000e0 AS longest_gap_seconds,
    sum(g.gap_ms) / 1000e0 AS unobserved_seconds
FROM gap AS g
LEFT JOIN service AS s ON s.service_key = g.service_key
GROUP BY g.resource, g.service_key, s.service_id, s.name
ORDER BY g.resource, service_name, s.service_id;
