-- title: Distribution of waits
-- question: How long did callers wait, answered and abandoned?
-- parameter: start_at   first instant, epoch milliseconds, at the start of a day
-- parameter: end_at     first instant after, epoch milliseconds, likewise
-- A row without service_id is all services together. A wait of exactly an upper bound belongs to
-- the next row; the last row has no upper bound.
WITH
band (band, from_seconds, to_seconds) AS (
    VALUES (1, 0, 10), (2, 10, 20), (3, 20, 30), (4, 30, 60), (5, 60, 120), (6, 120, 300),
        (7, 300, 600), (8, 600, NULL)
),
scoped AS MATERIALIZED (
    SELECT w.subject_key AS service_key, (SELECT max(b.band) FROM band AS b WHERE b.from_seconds <= w.second)
            AS band,
        sum(CASE WHEN w.is_abandoned THEN 0 ELSE w.n END) AS answered,
        sum(CASE WHEN w.is_abandoned THEN w.n ELSE 0 END) AS abandoned
    FROM wait_part AS w
    WHERE w.subject_key >= 0 AND w.day_start_at >= :start_at AND w.day_start_at < :end_at
    GROUP BY 1, 2
),
who AS MATERIALIZED (SELECT DISTINCT service_key FROM scoped)
SELECT e.id_text AS service_id, b.from_seconds, b.to_seconds,
    coalesce(s.answered, 0) AS answered, coalesce(s.abandoned, 0) AS abandoned
FROM who AS w
CROSS JOIN band AS b
LEFT JOIN scoped AS s ON s.service_key = w.service_key AND s.band = b.band
LEFT JOIN service_entity AS e ON e.service_key = w.service_key
ORDER BY service_id IS NULL, service_id, b.band;
