-- title: Figures by service
-- question: How was each service reached: offered, answered, abandoned, waits, service level?
-- parameter: start_at [ms UTC] first instant, at the start of an interval
-- parameter: end_at [ms UTC] first instant after it, likewise
-- parameter: grain [text] a row for the period, each day or each interval; default period
-- column: service_id [GUID] the service's identifier; NULL: all services together
-- column: service_name [text] name of the service at the end of the period
-- column: organization_unit [text] name of its unit
-- column: threshold_seconds [s] answered after a shorter wait is in time
-- column: target [fraction] share to be answered in time
-- column: start [ISO 8601] first instant, on the warehouse's clock
-- column: start_at [ms UTC] first instant
-- column: end_at [ms UTC] first instant after it
-- column: offered [count] tasks that entered the queue
-- column: answered [count] tasks connected to an agent
-- column: abandoned [count] tasks ended without
-- column: short_abandoned [count] of those after a wait too short to count
-- column: open [count] neither connected nor ended yet
-- column: answered_within_threshold [count] answered after a wait shorter than the threshold
-- column: abandoned_within_threshold [count] abandoned within it, short ones left out
-- column: service_level [fraction] answered within / (answered + abandoned − short abandoned)
-- column: service_level_ignoring_abandoned [fraction] the same, abandoned within the threshold
--   left out
-- column: service_level_abandoned_against [fraction] the same as service_level, by its other name
-- column: service_level_abandoned_for [fraction] the same, abandoned within the threshold counted
--   for
-- column: reachability [fraction] answered / offered
-- column: acceptance_sla [fraction] answered within / answered
-- column: hang_up_sla [fraction] abandoned within / abandoned
-- column: abandon_rate [fraction] abandoned, of offered and settled, short ones left out
-- column: asa_seconds [s] mean wait of the answered
-- column: longest_wait_seconds [s] longest of all, open ones so far
-- column: wait_mean_seconds [s] mean wait of the answered
-- column: wait_median_seconds [s] median, nearest rank wait of the answered
-- column: wait_p90_seconds [s] 90th percentile wait of the answered
-- column: wait_p95_seconds [s] 95th percentile wait of the answered
-- column: wait_max_seconds [s] longest wait of the answered
-- column: abandon_wait_mean_seconds [s] mean wait of the abandoned
-- column: abandon_wait_median_seconds [s] median, nearest rank wait of the abandoned
-- column: abandon_wait_p90_seconds [s] 90th percentile wait of the abandoned
-- column: abandon_wait_p95_seconds [s] 95th percentile wait of the abandoned
-- column: abandon_wait_max_seconds [s] longest wait of the abandoned
-- column: handle_mean_seconds [s] mean talk and hold of those that ended
-- column: handle_total_seconds [s] talk and hold of those that ended
-- column: queue_length_mean [tasks] mean number waiting: time waited ÷ time observed
-- column: queue_length_max [count] most that waited at one instant
-- column: observed_seconds [s] of the time that were observed
-- column: unsure [count] abandoned that may have been answered unseen
-- example: lucstats query service-figures --period last-week --param grain=day
-- runs on: SQLite
-- A row without service_id is all services together. Call-based figures count a task in the
-- bucket in which it entered the queue; queue length is clipped to the bucket.
WITH
bucket AS MATERIALIZED (
    SELECT start_at AS interval_at, day_start_at, utc_offset_seconds,
        -- What joins is told to be an integer: SQLite makes no index else.
        CAST(CASE coalesce(:grain, 'period') WHEN 'interval' THEN start_at
            WHEN 'day' THEN max(day_start_at, :start_at) ELSE :start_at END AS INTEGER)
            AS bucket_at,
        CAST(CASE coalesce(:grain, 'period') WHEN 'interval' THEN end_at
            WHEN 'day' THEN min(day_end_at, :end_at) ELSE :end_at END AS INTEGER)
            AS bucket_end_at,
        -- Whole days have sums of their own.
        coalesce(:grain, 'period') <> 'interval' AND day_start_at >= :start_at
            AND day_end_at <= :end_at
            AS is_whole_day
    FROM calendar WHERE start_at >= :start_at AND start_at < :end_at
),
span AS MATERIALIZED (
    SELECT bucket_at, bucket_end_at,
        strftime('%Y-%m-%dT%H:%M:%S', bucket_at / 1000 + utc_offset_seconds, 'unixepoch')
            || printf('%+03d:%02d', utc_offset_seconds / 3600,
                abs(utc_offset_seconds) / 60 % 60) AS start
    -- The offset of the bucket's first interval: a period may begin before the calendar does.
    FROM (SELECT bucket_at, bucket_end_at, min(interval_at), utc_offset_seconds FROM bucket
        GROUP BY bucket_at, bucket_end_at)
),
-- Every service known by then, named as at the end of the period, and all together (0).
scope AS MATERIALIZED (
    SELECT e.service_key, e.id_text AS service_id, v.name, v.organization_unit,
        r.threshold_ms, r.target
    FROM service_entity AS e
    JOIN service_rule AS r USING (service_key)
    LEFT JOIN service_version AS v ON v.service_key = e.service_key AND v.valid_from_at =
        coalesce(
            (SELECT max(valid_from_at) FROM service_version
                WHERE service_key = e.service_key AND valid_from_at < :end_at),
            (SELECT min(valid_from_at) FROM service_version
                WHERE service_key = e.service_key))
    WHERE EXISTS (SELECT 1 FROM service_version AS v
            WHERE v.service_key = e.service_key AND v.valid_from_at < :end_at
                AND coalesce(v.valid_to_at, :end_at) > :start_at)
        OR EXISTS (SELECT 1 FROM task_fact AS t WHERE t.service_key = e.service_key
            AND t.interval_at >= :start_at AND t.interval_at < :end_at)
    UNION ALL
    SELECT * FROM (SELECT 0, NULL, NULL, NULL, threshold_ms, target
        FROM target_rule WHERE service_key = 0 ORDER BY valid_from_at DESC LIMIT 1)
),
whole_day AS MATERIALIZED (
    SELECT DISTINCT day_start_at, bucket_at FROM bucket WHERE is_whole_day
),
part AS (
    SELECT b.bucket_at, r.* FROM service_day_sum AS r
    JOIN whole_day AS b ON b.day_start_at = r.day_start_at
    WHERE r.day_start_at >= :start_at AND r.day_start_at < :end_at
        AND coalesce(:grain, 'period') <> 'interval'
    UNION ALL
    SELECT b.bucket_at, r.* FROM service_interval_sum AS r
    JOIN bucket AS b ON b.interval_at = r.interval_at AND NOT b.is_whole_day
    WHERE r.interval_at >= (SELECT min(interval_at) FROM bucket WHERE NOT is_whole_day)
        AND r.interval_at < :end_at AND coalesce(:grain, 'period') <> 'interval'
),
counted AS MATERIALIZED (
    SELECT service_key, bucket_at,
        sum(offered) AS offered, sum(answered) AS answered, sum(abandoned) AS abandoned,
        sum(short_abandoned) AS short_abandoned, sum(open) AS open,
        sum(answered_within) AS answered_within, sum(abandoned_within) AS abandoned_within,
        sum(answered_wait_ms) AS answered_wait_ms, sum(abandoned_wait_ms) AS abandoned_wait_ms,
        max(longest_wait_ms) AS longest_wait_ms, sum(handle_ms) AS handle_ms,
        sum(handled) AS handled, sum(unsure) AS unsure,
        -- Right where the bucket is one part, an interval or a whole day; others have a percentile.
        max(wait_median_ms) AS wait_median_ms, max(wait_p90_ms) AS wait_p90_ms,
        max(wait_p95_ms) AS wait_p95_ms, max(wait_max_ms) AS wait_max_ms,
        max(abandon_wait_median_ms) AS abandon_wait_median_ms,
        max(abandon_wait_p90_ms) AS abandon_wait_p90_ms,
        max(abandon_wait_p95_ms) AS abandon_wait_p95_ms,
        max(abandon_wait_max_ms) AS abandon_wait_max_ms,
        sum(waiting_ms) AS waiting_ms, max(queue_max) AS queue_max,
        -- What the service level is a share of.
        sum(answered + abandoned - short_abandoned) AS accountable
    FROM part GROUP BY service_key, bucket_at
    UNION ALL
    SELECT service_key, interval_at, offered, answered, abandoned, short_abandoned, open,
        answered_within, abandoned_within, answered_wait_ms, abandoned_wait_ms,
        longest_wait_ms, handle_ms, handled, unsure, wait_median_ms, wait_p90_ms,
        wait_p95_ms, wait_max_ms, abandon_wait_median_ms, abandon_wait_p90_ms,
        abandon_wait_p95_ms, abandon_wait_max_ms, waiting_ms, queue_max, answered + abandoned - short_abandoned
    FROM service_interval_sum
    WHERE coalesce(:grain, 'period') = 'interval'
        AND interval_at >= :start_at AND interval_at < :end_at
),
-- Buckets of several parts have their waits sorted, out of the piles that they lie in.
pile AS MATERIALIZED (
    SELECT w.service_key, b.bucket_at, w.is_abandoned, w.pile, w.n, w.waits
    FROM wait_day_sum AS w
    JOIN whole_day AS b ON b.day_start_at = w.day_start_at
    WHERE w.day_start_at >= :start_at AND w.day_start_at < :end_at
        AND coalesce(:grain, 'period') = 'period'
    UNION ALL
    -- Of days that the period cuts, what lies in it.
    SELECT service_key, bucket_at, is_abandoned,
        CASE WHEN wait_ms < 60000 THEN wait_ms / 2000 * 2 ELSE wait_ms / 10000 * 10 END,
        count(*), group_concat(wait_ms)
    FROM (SELECT t.service_key, b.bucket_at, t.outcome = 'abandoned' AS is_abandoned,
            t.waited_until_at - t.queue_started_at AS wait_ms
        FROM (SELECT * FROM bucket WHERE NOT is_whole_day
            AND coalesce(:grain, 'period') <> 'interval') AS b
        CROSS JOIN service_entity AS e
        CROSS JOIN task_outcome AS t ON t.service_key = e.service_key
            AND t.interval_at = b.interval_at
            AND t.outcome IN ('answered', 'abandoned'))
    GROUP BY 1, 2, 3, 4
),
heaped AS (
    SELECT service_key, bucket_at, is_abandoned, pile, sum(n) AS n, group_concat(waits) AS waits
    FROM pile GROUP BY 1, 2, 3, 4
    UNION ALL
    SELECT 0, bucket_at, is_abandoned, pile, sum(n), group_concat(waits)
    FROM pile GROUP BY 2, 3, 4
),
stacked AS (
    SELECT service_key, bucket_at, is_abandoned, pile, n, waits,
        sum(n) OVER (PARTITION BY service_key, bucket_at, is_abandoned ORDER BY pile
            ROWS UNBOUNDED PRECEDING) AS last,
        sum(n) OVER (PARTITION BY service_key, bucket_at, is_abandoned) AS total
    FROM heaped
),
-- Percentiles by nearest rank: the value at rank ⌈p·n⌉ of the ascending waits. Only the piles
-- that hold one are looked into.
ranked AS (
    SELECT s.service_key, s.bucket_at, s.is_abandoned, s.total, w.value AS wait_ms,
        s.last - s.n + row_number() OVER (
            PARTITION BY s.service_key, s.bucket_at, s.is_abandoned, s.pile ORDER BY w.value)
            AS rank
    FROM stacked AS s
    CROSS JOIN json_each('[' || s.waits || ']') AS w
    WHERE last - n < (50 * total + 99) / 100 AND (50 * total + 99) / 100 <= last
        OR last - n < (90 * total + 99) / 100 AND (90 * total + 99) / 100 <= last
        OR last - n < (95 * total + 99) / 100 AND (95 * total + 99) / 100 <= last
        OR last = total
),
percentile AS MATERIALIZED (
    SELECT service_key, bucket_at,
        max(CASE WHEN rank = (50 * total + 99) / 100 AND NOT is_abandoned THEN wait_ms END)
            AS wait_median_ms,
        max(CASE WHEN rank = (90 * total + 99) / 100 AND NOT is_abandoned THEN wait_ms END)
            AS wait_p90_ms,
        max(CASE WHEN rank = (95 * total + 99) / 100 AND NOT is_abandoned THEN wait_ms END)
            AS wait_p95_ms,
        max(CASE WHEN NOT is_abandoned THEN wait_ms END) AS wait_max_ms,
        max(CASE WHEN rank = (50 * total + 99) / 100 AND is_abandoned THEN wait_ms END)
            AS abandon_wait_median_ms,
        max(CASE WHEN rank = (90 * total + 99) / 100 AND is_abandoned THEN wait_ms END)
            AS abandon_wait_p90_ms,
        max(CASE WHEN rank = (95 * total + 99) / 100 AND is_abandoned THEN wait_ms END)
            AS abandon_wait_p95_ms,
        max(CASE WHEN is_abandoned THEN wait_ms END) AS abandon_wait_max_ms
    FROM ranked
    WHERE rank IN ((50 * total + 99) / 100, (90 * total + 99) / 100, (95 * total + 99) / 100,
        total)
    GROUP BY service_key, bucket_at
),
watched AS MATERIALIZED (
    SELECT r.service_key, c.start_at AS bucket_at,
        sum(min(r.to_at, c.end_at) - max(r.from_at, c.start_at)) AS observed_ms
    FROM coverage AS r
    -- No interval is longer than an hour.
    CROSS JOIN calendar AS c ON c.start_at > r.from_at - 3600000 AND c.start_at < r.to_at
        AND c.end_at > r.from_at AND c.start_at >= :start_at AND c.start_at < :end_at
    WHERE coalesce(:grain, 'period') = 'interval'
        AND r.resource = 2 AND r.from_at < :end_at AND r.to_at > :start_at
    GROUP BY r.service_key, c.start_at
    UNION ALL
    SELECT r.service_key, b.bucket_at,
        sum(min(r.to_at, b.bucket_end_at) - max(r.from_at, b.bucket_at))
    FROM coverage AS r
    CROSS JOIN span AS b ON b.bucket_at < r.to_at AND b.bucket_end_at > r.from_at
    WHERE coalesce(:grain, 'period') <> 'interval'
        AND r.resource = 2 AND r.from_at < :end_at AND r.to_at > :start_at
    GROUP BY r.service_key, b.bucket_at
),
observed AS MATERIALIZED (
    SELECT service_key, bucket_at, observed_ms FROM watched
    UNION ALL
    SELECT 0, bucket_at, sum(observed_ms) * 1.0 / (SELECT count(*) - 1 FROM scope)
    FROM watched GROUP BY bucket_at
)
SELECT
    s.service_id,
    s.name AS service_name,
    s.organization_unit,
    s.threshold_ms / 1000.0 AS threshold_seconds,
    s.target,
    b.start,
    b.bucket_at AS start_at,
    b.bucket_end_at AS end_at,
    coalesce(c.offered, 0) AS offered,
    coalesce(c.answered, 0) AS answered,
    coalesce(c.abandoned, 0) AS abandoned,
    coalesce(c.short_abandoned, 0) AS short_abandoned,
    coalesce(c.open, 0) AS open,
    coalesce(c.answered_within, 0) AS answered_within_threshold,
    coalesce(c.abandoned_within, 0) AS abandoned_within_threshold,
    c.answered_within * 1.0 / nullif(c.accountable, 0)
        AS service_level,
    c.answered_within * 1.0
        / nullif(c.accountable - c.abandoned_within, 0)
        AS service_level_ignoring_abandoned,
    c.answered_within * 1.0 / nullif(c.accountable, 0)
        AS service_level_abandoned_against,
    (c.answered_within + c.abandoned_within) * 1.0
        / nullif(c.accountable, 0)
        AS service_level_abandoned_for,
    c.answered * 1.0 / nullif(c.offered, 0) AS reachability,
    c.answered_within * 1.0 / nullif(c.answered, 0) AS acceptance_sla,
    c.abandoned_within * 1.0 / nullif(c.abandoned, 0) AS hang_up_sla,
    (c.abandoned - c.short_abandoned) * 1.0
        / nullif(c.offered - c.short_abandoned - c.open, 0) AS abandon_rate,
    c.answered_wait_ms / 1000.0 / nullif(c.answered, 0) AS asa_seconds,
    c.longest_wait_ms / 1000.0 AS longest_wait_seconds,
    c.answered_wait_ms / 1000.0 / nullif(c.answered, 0) AS wait_mean_seconds,
    coalesce(p.wait_median_ms, c.wait_median_ms) / 1000.0 AS wait_median_seconds,
    coalesce(p.wait_p90_ms, c.wait_p90_ms) / 1000.0 AS wait_p90_seconds,
    coalesce(p.wait_p95_ms, c.wait_p95_ms) / 1000.0 AS wait_p95_seconds,
    coalesce(p.wait_max_ms, c.wait_max_ms) / 1000.0 AS wait_max_seconds,
    c.abandoned_wait_ms / 1000.0 / nullif(c.abandoned, 0) AS abandon_wait_mean_seconds,
    coalesce(p.abandon_wait_median_ms, c.abandon_wait_median_ms) / 1000.0
        AS abandon_wait_median_seconds,
    coalesce(p.abandon_wait_p90_ms, c.abandon_wait_p90_ms) / 1000.0 AS abandon_wait_p90_seconds,
    coalesce(p.abandon_wait_p95_ms, c.abandon_wait_p95_ms) / 1000.0 AS abandon_wait_p95_seconds,
    coalesce(p.abandon_wait_max_ms, c.abandon_wait_max_ms) / 1000.0 AS abandon_wait_max_seconds,
    c.handle_ms / 1000.0 / nullif(c.handled, 0) AS handle_mean_seconds,
    coalesce(c.handle_ms, 0) / 1000.0 AS handle_total_seconds,
    CASE WHEN o.observed_ms > 0 THEN coalesce(c.waiting_ms, 0) * 1.0 / o.observed_ms END
        AS queue_length_mean,
    CASE WHEN o.observed_ms > 0 THEN coalesce(c.queue_max, 0) END AS queue_length_max,
    coalesce(o.observed_ms, 0) / 1000.0 AS observed_seconds,
    coalesce(c.unsure, 0) AS unsure
FROM scope AS s
CROSS JOIN span AS b
LEFT JOIN counted AS c ON c.service_key = s.service_key AND c.bucket_at = b.bucket_at
LEFT JOIN percentile AS p ON p.service_key = s.service_key AND p.bucket_at = b.bucket_at
LEFT JOIN observed AS o ON o.service_key = s.service_key AND o.bucket_at = b.bucket_at
ORDER BY service_id IS NULL, service_name, service_id, start_at;
