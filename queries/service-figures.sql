-- title: Figures by service
-- question: How was each service reached: offered, answered, abandoned, waits, service level?
-- parameter: start_at   first instant, epoch milliseconds
-- parameter: end_at     first instant after, epoch milliseconds
-- parameter: grain      period, day or interval
-- A row without service_id is all services together. Call-based figures count a task in the
-- bucket in which it entered the queue; queue length is clipped to the bucket.
WITH
bucket AS MATERIALIZED (
    SELECT start_at AS interval_at, end_at AS interval_end_at,
        CASE :grain WHEN 'interval' THEN start_at WHEN 'day' THEN max(day_start_at, :start_at)
            ELSE :start_at END AS bucket_at,
        CASE :grain WHEN 'interval' THEN end_at WHEN 'day' THEN min(day_end_at, :end_at)
            ELSE :end_at END AS bucket_end_at
    FROM calendar WHERE start_at >= :start_at AND start_at < :end_at
),
bucket_span AS MATERIALIZED (
    SELECT DISTINCT bucket_at, bucket_end_at FROM bucket
),
-- Every service known by then, and all together (NULL).
scope AS MATERIALIZED (
    SELECT service_key FROM service_entity AS e
    WHERE EXISTS (SELECT 1 FROM service_version AS v
            WHERE v.service_key = e.service_key AND v.valid_from_at < :end_at
                AND coalesce(v.valid_to_at, :end_at) > :start_at)
        OR EXISTS (SELECT 1 FROM task_fact AS t WHERE t.service_key = e.service_key
            AND t.interval_at >= :start_at AND t.interval_at < :end_at)
    UNION ALL SELECT NULL
),
task AS MATERIALIZED (
    SELECT t.service_key, b.bucket_at, t.outcome, t.handle_ms, t.is_unsure,
        t.waited_until_at - t.queue_started_at AS wait_ms,
        r.threshold_ms, r.short_abandon_ms
    FROM bucket AS b
    CROSS JOIN service_rule AS r
    JOIN task_outcome AS t ON t.service_key = r.service_key AND t.interval_at = b.interval_at
),
scoped_task AS MATERIALIZED (
    SELECT * FROM task
    UNION ALL
    SELECT NULL, bucket_at, outcome, handle_ms, is_unsure, wait_ms, threshold_ms,
        short_abandon_ms
    FROM task
),
counted AS MATERIALIZED (
    SELECT service_key, bucket_at,
        count(*) AS offered,
        sum(outcome = 'answered') AS answered,
        sum(outcome = 'abandoned') AS abandoned,
        sum(outcome = 'open') AS open,
        sum(outcome = 'abandoned' AND wait_ms < short_abandon_ms) AS short_abandoned,
        sum(outcome = 'answered' AND wait_ms < threshold_ms) AS answered_within,
        sum(outcome = 'abandoned' AND wait_ms >= short_abandon_ms AND wait_ms < threshold_ms)
            AS abandoned_within,
        sum(CASE outcome WHEN 'answered' THEN wait_ms END) AS answered_wait_ms,
        sum(CASE outcome WHEN 'abandoned' THEN wait_ms END) AS abandoned_wait_ms,
        max(wait_ms) AS longest_wait_ms,
        sum(CASE outcome WHEN 'answered' THEN handle_ms END) AS handle_ms,
        sum(outcome = 'answered' AND handle_ms IS NOT NULL) AS handled,
        sum(outcome = 'abandoned' AND is_unsure) AS unsure
    FROM scoped_task GROUP BY service_key, bucket_at
),
-- Percentiles by nearest rank: the value at rank ⌈p·n⌉ of the ascending waits.
ranked AS (
    SELECT service_key, bucket_at, outcome, wait_ms,
        row_number() OVER wait AS rank,
        count(*) OVER (PARTITION BY service_key, bucket_at, outcome) AS n
    FROM scoped_task WHERE outcome <> 'open'
    WINDOW wait AS (PARTITION BY service_key, bucket_at, outcome ORDER BY wait_ms)
),
percentile AS MATERIALIZED (
    SELECT service_key, bucket_at, outcome,
        max(CASE WHEN rank = (50 * n + 99) / 100 THEN wait_ms END) AS median_ms,
        max(CASE WHEN rank = (90 * n + 99) / 100 THEN wait_ms END) AS p90_ms,
        max(CASE WHEN rank = (95 * n + 99) / 100 THEN wait_ms END) AS p95_ms,
        max(wait_ms) AS max_ms
    FROM ranked GROUP BY service_key, bucket_at, outcome
),
-- Who waited in which bucket, clipped to it.
waiting AS MATERIALIZED (
    SELECT t.service_key, b.bucket_at,
        max(t.queue_started_at, b.bucket_at) AS from_at,
        min(t.waited_until_at, b.bucket_end_at) AS to_at
    FROM task_outcome AS t
    JOIN bucket_span AS b
        ON b.bucket_at < t.waited_until_at AND b.bucket_end_at > t.queue_started_at
    -- A task lives five days at most.
    WHERE t.interval_at >= :start_at - 5 * 86400000 AND t.interval_at < :end_at
        AND t.waited_until_at > t.queue_started_at
),
scoped_waiting AS (
    SELECT * FROM waiting
    UNION ALL SELECT NULL, bucket_at, from_at, to_at FROM waiting
),
step AS (
    SELECT service_key, bucket_at, from_at AS at, 1 AS step FROM scoped_waiting
    UNION ALL SELECT service_key, bucket_at, to_at, -1 FROM scoped_waiting
),
queue AS MATERIALIZED (
    SELECT service_key, bucket_at, max(waiting) AS longest
    FROM (SELECT service_key, bucket_at, sum(step) OVER
            (PARTITION BY service_key, bucket_at ORDER BY at, step ROWS UNBOUNDED PRECEDING)
            AS waiting
        FROM step)
    GROUP BY service_key, bucket_at
),
waited AS MATERIALIZED (
    SELECT service_key, bucket_at, sum(to_at - from_at) AS waiting_ms
    FROM scoped_waiting GROUP BY service_key, bucket_at
),
observed AS MATERIALIZED (
    SELECT c.service_key, b.bucket_at,
        sum(min(c.to_at, b.bucket_end_at) - max(c.from_at, b.bucket_at)) AS observed_ms
    FROM coverage AS c
    JOIN bucket_span AS b ON b.bucket_at < c.to_at AND b.bucket_end_at > c.from_at
    WHERE c.resource = 2
    GROUP BY c.service_key, b.bucket_at
),
scoped_observed AS MATERIALIZED (
    SELECT * FROM observed
    UNION ALL
    SELECT NULL, bucket_at, sum(observed_ms) * 1.0 / (SELECT count(*) - 1 FROM scope)
    FROM observed GROUP BY bucket_at
)
SELECT
    e.id_text AS service_id,
    v.name AS service_name,
    v.organization_unit AS organization_unit,
    coalesce(r.threshold_ms, d.threshold_ms) / 1000.0 AS threshold_seconds,
    coalesce(r.target, d.target) AS target,
    strftime('%Y-%m-%dT%H:%M:%S', b.bucket_at / 1000 + k.utc_offset_seconds, 'unixepoch')
        || printf('%+03d:%02d', k.utc_offset_seconds / 3600,
            abs(k.utc_offset_seconds) / 60 % 60) AS start,
    b.bucket_at AS start_at,
    b.bucket_end_at AS end_at,
    coalesce(c.offered, 0) AS offered,
    coalesce(c.answered, 0) AS answered,
    coalesce(c.abandoned, 0) AS abandoned,
    coalesce(c.short_abandoned, 0) AS short_abandoned,
    coalesce(c.open, 0) AS open,
    coalesce(c.answered_within, 0) AS answered_within_threshold,
    coalesce(c.abandoned_within, 0) AS abandoned_within_threshold,
    c.answered_within * 1.0 / nullif(c.answered + c.abandoned - c.short_abandoned, 0)
        AS service_level,
    c.answered_within * 1.0
        / nullif(c.answered + c.abandoned - c.short_abandoned - c.abandoned_within, 0)
        AS service_level_ignoring_abandoned,
    c.answered_within * 1.0 / nullif(c.answered + c.abandoned - c.short_abandoned, 0)
        AS service_level_abandoned_against,
    (c.answered_within + c.abandoned_within) * 1.0
        / nullif(c.answered + c.abandoned - c.short_abandoned, 0)
        AS service_level_abandoned_for,
    c.answered * 1.0 / nullif(c.offered, 0) AS reachability,
    c.answered_within * 1.0 / nullif(c.answered, 0) AS acceptance_sla,
    c.abandoned_within * 1.0 / nullif(c.abandoned, 0) AS hang_up_sla,
    (c.abandoned - c.short_abandoned) * 1.0
        / nullif(c.offered - c.short_abandoned - c.open, 0) AS abandon_rate,
    c.answered_wait_ms / 1000.0 / nullif(c.answered, 0) AS asa_seconds,
    c.longest_wait_ms / 1000.0 AS longest_wait_seconds,
    c.answered_wait_ms / 1000.0 / nullif(c.answered, 0) AS wait_mean_seconds,
    pa.median_ms / 1000.0 AS wait_median_seconds,
    pa.p90_ms / 1000.0 AS wait_p90_seconds,
    pa.p95_ms / 1000.0 AS wait_p95_seconds,
    pa.max_ms / 1000.0 AS wait_max_seconds,
    c.abandoned_wait_ms / 1000.0 / nullif(c.abandoned, 0) AS abandon_wait_mean_seconds,
    pb.median_ms / 1000.0 AS abandon_wait_median_seconds,
    pb.p90_ms / 1000.0 AS abandon_wait_p90_seconds,
    pb.p95_ms / 1000.0 AS abandon_wait_p95_seconds,
    pb.max_ms / 1000.0 AS abandon_wait_max_seconds,
    c.handle_ms / 1000.0 / nullif(c.handled, 0) AS handle_mean_seconds,
    coalesce(c.handle_ms, 0) / 1000.0 AS handle_total_seconds,
    CASE WHEN o.observed_ms > 0 THEN coalesce(w.waiting_ms, 0) * 1.0 / o.observed_ms END
        AS queue_length_mean,
    CASE WHEN o.observed_ms > 0 THEN coalesce(q.longest, 0) END AS queue_length_max,
    coalesce(o.observed_ms, 0) / 1000.0 AS observed_seconds,
    coalesce(c.unsure, 0) AS unsure
FROM scope AS s
CROSS JOIN bucket_span AS b
-- A period may begin before the calendar does.
JOIN calendar AS k ON k.start_at = coalesce(
    (SELECT max(start_at) FROM calendar WHERE start_at <= b.bucket_at),
    (SELECT min(start_at) FROM calendar))
JOIN service_level_rule AS d ON d.service_key = 0
LEFT JOIN service_entity AS e ON e.service_key = s.service_key
-- The name that it had at the end of the period.
LEFT JOIN service_version AS v ON v.service_key = s.service_key AND v.valid_from_at =
    coalesce(
        (SELECT max(valid_from_at) FROM service_version
            WHERE service_key = s.service_key AND valid_from_at < :end_at),
        (SELECT min(valid_from_at) FROM service_version WHERE service_key = s.service_key))
LEFT JOIN service_rule AS r ON r.service_key = s.service_key
LEFT JOIN counted AS c ON c.service_key IS s.service_key AND c.bucket_at = b.bucket_at
LEFT JOIN percentile AS pa ON pa.service_key IS s.service_key AND pa.bucket_at = b.bucket_at
    AND pa.outcome = 'answered'
LEFT JOIN percentile AS pb ON pb.service_key IS s.service_key AND pb.bucket_at = b.bucket_at
    AND pb.outcome = 'abandoned'
LEFT JOIN queue AS q ON q.service_key IS s.service_key AND q.bucket_at = b.bucket_at
LEFT JOIN waited AS w ON w.service_key IS s.service_key AND w.bucket_at = b.bucket_at
LEFT JOIN scoped_observed AS o ON o.service_key IS s.service_key AND o.bucket_at = b.bucket_at
ORDER BY service_id IS NULL, service_name, service_id, start_at;
