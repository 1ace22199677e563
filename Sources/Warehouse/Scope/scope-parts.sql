-- What the services of temp.scope_service together do not add up to: see the view scope_part.
-- From the facts between :start_at and :end_at.

CREATE TEMP TABLE scope_queue AS
WITH
waiting AS MATERIALIZED (
    SELECT c.start_at AS interval_at, max(t.queue_started_at, r.from_at, c.start_at) AS from_at,
        min(t.waited_until_at, r.to_at, c.end_at) AS to_at
    FROM temp.scope_service AS s
    -- A task lives five days at most.
    CROSS JOIN task_outcome AS t ON t.service_key = s.service_key
        AND t.interval_at >= :start_at - 5 * 86400000 AND t.interval_at < :end_at
        AND t.waited_until_at > max(t.queue_started_at, :start_at)
    CROSS JOIN coverage AS r ON r.resource = 2 AND r.service_key = t.service_key
        AND r.from_at < t.waited_until_at AND r.to_at > t.queue_started_at
    -- No interval is longer than an hour.
    CROSS JOIN calendar AS c ON c.start_at > max(t.queue_started_at, r.from_at) - 3600000
        AND c.start_at < min(t.waited_until_at, r.to_at) AND c.start_at >= :start_at
        AND c.start_at < :end_at AND c.end_at > max(t.queue_started_at, r.from_at)
        AND s.from_at <= c.start_at AND s.to_at > c.start_at
),
level AS (
    SELECT interval_at, sum(step) OVER (PARTITION BY interval_at ORDER BY at, step
        ROWS UNBOUNDED PRECEDING) AS waiting
    FROM (SELECT interval_at, from_at AS at, 1 AS step FROM waiting
        UNION ALL SELECT interval_at, to_at, -1 FROM waiting)
)
SELECT interval_at, max(waiting) AS queue_max FROM level GROUP BY interval_at;

CREATE TEMP TABLE scope_observed AS
SELECT interval_at, day_start_at, sum(max(0, to_at - max(from_at, coalesce(known_to_at, from_at))))
    AS observed_ms
FROM (SELECT c.start_at AS interval_at, c.day_start_at, max(r.from_at, c.start_at) AS from_at,
        min(r.to_at, c.end_at) AS to_at, max(min(r.to_at, c.end_at)) OVER
            (PARTITION BY c.start_at ORDER BY max(r.from_at, c.start_at), min(r.to_at, c.end_at)
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS known_to_at
    FROM temp.scope_service AS s
    CROSS JOIN coverage AS r ON r.resource = 2 AND r.service_key = s.service_key
        AND r.from_at < :end_at AND r.to_at > :start_at
    CROSS JOIN calendar AS c ON c.start_at > r.from_at - 3600000 AND c.start_at < r.to_at
        AND c.end_at > r.from_at AND c.start_at >= :start_at AND c.start_at < :end_at
        AND s.from_at <= c.start_at AND s.to_at > c.start_at)
GROUP BY interval_at, day_start_at;

CREATE TEMP TABLE scope_part AS
WITH
task AS MATERIALIZED (
    SELECT t.interval_at, c.day_start_at, t.outcome,
        t.waited_until_at - t.queue_started_at AS wait_ms
    FROM temp.scope_service AS s
    CROSS JOIN task_outcome AS t ON t.service_key = s.service_key
        AND t.interval_at >= max(:start_at, s.from_at) AND t.interval_at < min(:end_at, s.to_at)
        AND t.outcome IN ('answered', 'abandoned')
    CROSS JOIN calendar AS c ON c.start_at = t.interval_at
),
ranked AS (
    SELECT is_day, part_at, outcome, wait_ms,
        row_number() OVER (PARTITION BY is_day, part_at, outcome ORDER BY wait_ms) AS rank,
        count(*) OVER (PARTITION BY is_day, part_at, outcome) AS n
    FROM (SELECT 0 AS is_day, interval_at AS part_at, outcome, wait_ms FROM task
        UNION ALL SELECT 1, day_start_at, outcome, wait_ms FROM task)
),
percentile AS MATERIALIZED (
    SELECT is_day, part_at,
        max(iif(outcome = 'answered' AND rank = (50 * n + 99) / 100, wait_ms, NULL))
            AS wait_median_ms,
        max(iif(outcome = 'answered' AND rank = (90 * n + 99) / 100, wait_ms, NULL)) AS wait_p90_ms,
        max(iif(outcome = 'answered' AND rank = (95 * n + 99) / 100, wait_ms, NULL)) AS wait_p95_ms,
        max(iif(outcome = 'answered', wait_ms, NULL)) AS wait_max_ms,
        max(iif(outcome = 'abandoned' AND rank = (50 * n + 99) / 100, wait_ms, NULL))
            AS abandon_wait_median_ms,
        max(iif(outcome = 'abandoned' AND rank = (90 * n + 99) / 100, wait_ms, NULL))
            AS abandon_wait_p90_ms,
        max(iif(outcome = 'abandoned' AND rank = (95 * n + 99) / 100, wait_ms, NULL))
            AS abandon_wait_p95_ms,
        max(iif(outcome = 'abandoned', wait_ms, NULL)) AS abandon_wait_max_ms
    FROM ranked GROUP BY is_day, part_at
),
part AS MATERIALIZED (
    SELECT 0 AS is_day, o.interval_at AS part_at, o.observed_ms, coalesce(q.queue_max, 0)
        AS queue_max
    FROM temp.scope_observed AS o LEFT JOIN temp.scope_queue AS q ON q.interval_at = o.interval_at
    WHERE o.observed_ms > 0
    UNION ALL
    SELECT 1, o.day_start_at, sum(o.observed_ms), max(coalesce(q.queue_max, 0))
    FROM temp.scope_observed AS o LEFT JOIN temp.scope_queue AS q ON q.interval_at = o.interval_at
    WHERE o.observed_ms > 0
    GROUP BY o.day_start_at
),
waited AS MATERIALIZED (
    SELECT r.is_day, r.part_at, sum(r.waiting_ms) AS waiting_ms
    FROM service_part AS r
    JOIN temp.scope_service AS s ON s.service_key = r.service_key AND s.from_at <= r.part_at
        AND s.to_at > r.part_at
    WHERE r.part_at >= :start_at AND r.part_at < :end_at
    GROUP BY r.is_day, r.part_at
)
SELECT w.is_day, CAST(w.part_at AS INTEGER) AS part_at, p.wait_median_ms, p.wait_p90_ms,
    p.wait_p95_ms, p.wait_max_ms, p.abandon_wait_median_ms, p.abandon_wait_p90_ms,
    p.abandon_wait_p95_ms, p.abandon_wait_max_ms, w.waiting_ms, coalesce(o.observed_ms, 0)
    AS observed_ms, o.queue_max
FROM waited AS w
LEFT JOIN percentile AS p ON p.is_day = w.is_day AND p.part_at = w.part_at
LEFT JOIN part AS o ON o.is_day = w.is_day AND o.part_at = w.part_at;
