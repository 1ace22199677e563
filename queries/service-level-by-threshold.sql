-- title: Service level at other thresholds
-- question: What share would have been answered in time with another threshold?
-- parameter: start_at [ms UTC] from this instant on; default the first one known
-- parameter: end_at [ms UTC] before this instant; default the last one known
-- parameter: threshold_seconds [s] whole seconds; default 5, 10, 15, 20, 30, 45, 60, 90, 120, 180 and 300
-- column: service_id [GUID] the service's identifier; NULL: all services together
-- column: service_name [text] latest name of the service
-- column: threshold_seconds [s] answered after a shorter wait is in time
-- column: answered_within_threshold [count] tasks answered so
-- column: accountable [count] answered + abandoned − short abandoned, by the rules that held
-- column: service_level [fraction] answered within / accountable
-- example: lucstats query service-level-by-threshold --period last-week --param threshold_seconds=30
-- runs on: SQLite
-- Whole local dates: those that start in the period. The rules stay as they are; this only asks.
WITH
threshold (seconds) AS (
    SELECT column1 FROM (VALUES (5), (10), (15), (20), (30), (45), (60), (90), (120), (180), (300))
    WHERE :threshold_seconds IS NULL
    UNION ALL SELECT CAST(:threshold_seconds AS INTEGER) WHERE :threshold_seconds IS NOT NULL
),
counted AS MATERIALIZED (
    SELECT service_key, sum(accountable) AS accountable FROM service_day_sum
    WHERE day_start_at >= coalesce(:start_at, 0)
        AND day_start_at < coalesce(:end_at, 9000000000000000)
    GROUP BY service_key
),
waited AS MATERIALIZED (
    SELECT subject_key AS service_key, second, sum(n) AS n FROM wait_part
    WHERE subject_key >= 0 AND NOT is_abandoned AND day_start_at >= coalesce(:start_at, 0)
        AND day_start_at < coalesce(:end_at, 9000000000000000)
    GROUP BY subject_key, second
)
SELECT s.service_id, s.name AS service_name, t.seconds AS threshold_seconds,
    coalesce(sum(w.n), 0) AS answered_within_threshold, c.accountable,
    coalesce(sum(w.n), 0) * 1e0 / nullif(c.accountable, 0) AS service_level
FROM counted AS c
CROSS JOIN threshold AS t
LEFT JOIN waited AS w ON w.service_key = c.service_key AND w.second < t.seconds
LEFT JOIN service AS s ON s.service_key = c.service_key
GROUP BY c.service_key, t.seconds
ORDER BY s.service_id IS NULL, service_name, s.service_id, t.seconds;
