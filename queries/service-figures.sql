-- title: Figures by service
-- question: How was each service reached: offered, answered, abandoned, waits, service level?
-- parameter: start_at [ms UTC] first instant, at the start of an interval
-- parameter: end_at [ms UTC] first instant after it, likewise
-- parameter: grain [period|day|interval] what a row is of; default period
-- parameter: by [service|channel] whose figures a row has; default service
-- column: service_id [GUID] the service's identifier; NULL: all services together, or a channel
-- column: service_name [text] name of the service at the end of the period; or the channel: the
--   modality, else the type of its tasks, NULL: none was told
-- column: organization_unit [text] name of its unit
-- column: threshold_seconds [s] answered after a shorter wait is in time; NULL: it differs
-- column: target [fraction] share to be answered in time; where it differs, the mean by accountable
--   calls; NULL: closed
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
-- column: abandon_rate [fraction] abandoned / (answered + abandoned), short abandons left out
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
-- column: unconfirmed [count] tasks that count as abandoned, but may have been answered unseen
-- column: flowed_out [count] tasks that moved on to another queue or another place in the same one
-- column: contacts [count] distinct tasks offered: a task that moved on counts once
-- column: rule_changes [count] changes of threshold, short abandon or target in the bucket
-- column: offered_closed [count] of the offered, those that came outside opening hours
-- column: open_seconds [s] of the observed time, what lies in opening hours
-- column: service_level_low [fraction] the least that service_level can be: no unconfirmed task was
--   answered within the threshold, and each short abandon counts that may have waited long enough
-- column: service_level_high [fraction] the most that it can be: each unconfirmed task was answered
--   within the threshold if it can have been, and no abandoned one counts that may be a short one
-- column: abandon_rate_low [fraction] the least that abandon_rate can be: each unconfirmed task was
--   answered
-- column: abandon_rate_high [fraction] the most that it can be: none was
-- column: counted_least [count] denominator of service_level_high and abandon_rate_low
-- column: counted_most [count] denominator of service_level_low and abandon_rate_high
-- column: within_threshold_most [count] numerator of service_level_high
-- column: abandoned_least [count] numerator of abandon_rate_low
-- column: abandoned_most [count] numerator of abandon_rate_high
-- example: lucstats query service-figures --period last-week --param grain=day
-- runs on: SQLite
-- A row without service_id is all services together. Call-based figures count a task in the
-- bucket in which it entered the queue; queue length is clipped to the bucket, and to opening hours
-- where they are configured.
WITH
bucket AS MATERIALIZED (
    SELECT start_at AS interval_at, day_start_at, utc_offset_seconds,
        -- What joins is cast to an integer: SQLite makes no index otherwise.
        CAST(CASE coalesce(:grain, 'period') WHEN 'interval' THEN start_at
            WHEN 'day' THEN max(day_start_at, :start_at) ELSE :start_at END AS INTEGER)
            AS bucket_at,
        CAST(CASE coalesce(:grain, 'period') WHEN 'interval' THEN end_at
            WHEN 'day' THEN min(day_end_at, :end_at) ELSE :end_at END AS INTEGER)
            AS bucket_end_at,
        coalesce(:grain, 'period') <> 'interval' AND day_start_at >= :start_at
            AND day_end_at <= :end_at AS is_whole_day
    FROM calendar WHERE start_at >= :start_at AND start_at < :end_at
),
span AS MATERIALIZED (  -- Rules hold for whole dates.
    SELECT bucket_at, bucket_end_at, min(interval_at),
        strftime('%Y-%m-%dT%H:%M:%S', bucket_at / 1000 + utc_offset_seconds, 'unixepoch')
            || printf('%+03d:%02d', utc_offset_seconds / 3600,
                abs(utc_offset_seconds) / 60 % 60) AS start,
        iif(coalesce(:grain, 'period') = 'period', bucket_at, day_start_at) AS rule_at
    FROM bucket GROUP BY bucket_at, bucket_end_at
),
part AS MATERIALIZED (  -- Whole dates where the period has them, else intervals.
    SELECT DISTINCT bucket_at, is_whole_day,
        CAST(iif(is_whole_day, day_start_at, interval_at) AS INTEGER) AS part_at
    FROM bucket
),
chosen AS MATERIALIZED (  -- Intervals are not read where whole dates are all there is.
    SELECT subject_key, part_at, is_day, offered, answered, abandoned, short_abandoned, flowed_out,
        open, accountable, answered_within, abandoned_within, target_calls, offered_closed,
        answered_wait_ms, abandoned_wait_ms, handle_ms, handled, unconfirmed, unconfirmed_short,
        unconfirmed_in_time, perhaps_short, perhaps_counted, longest_wait_ms,
        wait_median_ms, wait_p90_ms, wait_p95_ms, wait_max_ms, abandon_wait_median_ms,
        abandon_wait_p90_ms, abandon_wait_p95_ms, abandon_wait_max_ms,
        waiting_ms - waiting_closed_ms AS waiting_ms, observed_ms - observed_closed_ms AS open_ms,
        observed_ms, queue_max
    FROM subject_part
    WHERE is_day = 1 AND part_at >= :start_at AND part_at < :end_at
        AND iif(coalesce(:by, 'service') = 'channel', subject_key < -1, subject_key >= 0)
        AND EXISTS (SELECT 1 FROM part WHERE is_whole_day)
    UNION ALL
    SELECT subject_key, part_at, is_day, offered, answered, abandoned, short_abandoned, flowed_out,
        open, accountable, answered_within, abandoned_within, target_calls, offered_closed,
        answered_wait_ms, abandoned_wait_ms, handle_ms, handled, unconfirmed, unconfirmed_short,
        unconfirmed_in_time, perhaps_short, perhaps_counted, longest_wait_ms,
        wait_median_ms, wait_p90_ms, wait_p95_ms, wait_max_ms, abandon_wait_median_ms,
        abandon_wait_p90_ms, abandon_wait_p95_ms, abandon_wait_max_ms,
        waiting_ms - waiting_closed_ms, observed_ms - observed_closed_ms,
        observed_ms, queue_max
    FROM subject_part
    WHERE is_day = 0 AND part_at >= :start_at AND part_at < :end_at
        AND iif(coalesce(:by, 'service') = 'channel', subject_key < -1, subject_key >= 0)
        AND EXISTS (SELECT 1 FROM part WHERE NOT is_whole_day)
),
summed AS MATERIALIZED (
    -- An interval is one row: there is nothing to add up.
    SELECT subject_key, part_at AS bucket_at, 1 AS parts, offered, answered, abandoned,
        short_abandoned, flowed_out, open, accountable, answered_within, abandoned_within,
        target_calls, offered_closed, answered_wait_ms, abandoned_wait_ms, handle_ms, handled,
        unconfirmed, unconfirmed_short, unconfirmed_in_time, perhaps_short, perhaps_counted,
        longest_wait_ms, wait_median_ms, wait_p90_ms, wait_p95_ms, wait_max_ms,
        abandon_wait_median_ms, abandon_wait_p90_ms, abandon_wait_p95_ms, abandon_wait_max_ms,
        waiting_ms, open_ms, observed_ms, queue_max
    FROM chosen WHERE :grain = 'interval'
    UNION ALL
    SELECT r.subject_key, p.bucket_at, count(*), sum(r.offered), sum(r.answered),
        sum(r.abandoned), sum(r.short_abandoned), sum(r.flowed_out), sum(r.open),
        sum(r.accountable), sum(r.answered_within), sum(r.abandoned_within),
        sum(r.target_calls), sum(r.offered_closed), sum(r.answered_wait_ms),
        sum(r.abandoned_wait_ms), sum(r.handle_ms), sum(r.handled), sum(r.unconfirmed),
        sum(r.unconfirmed_short), sum(r.unconfirmed_in_time), sum(r.perhaps_short),
        sum(r.perhaps_counted), max(r.longest_wait_ms), max(r.wait_median_ms), max(r.wait_p90_ms), max(r.wait_p95_ms),
        max(r.wait_max_ms), max(r.abandon_wait_median_ms), max(r.abandon_wait_p90_ms),
        max(r.abandon_wait_p95_ms), max(r.abandon_wait_max_ms), sum(r.waiting_ms),
        sum(r.open_ms), sum(r.observed_ms), max(r.queue_max)
    FROM chosen AS r
    CROSS JOIN part AS p ON p.part_at = r.part_at AND p.is_whole_day = r.is_day
    WHERE coalesce(:grain, 'period') <> 'interval'
    GROUP BY r.subject_key, p.bucket_at
),
verdict AS MATERIALIZED (
    -- What the polls leave open: an unconfirmed task may have been answered, an abandoned one may
    -- be a short abandon, and a short abandon may count, by the two polls around its end.
    SELECT subject_key, bucket_at,
        accountable + unconfirmed_short - perhaps_short AS counted_least,
        accountable + perhaps_counted AS counted_most,
        abandoned - short_abandoned - (unconfirmed - unconfirmed_short) - perhaps_short
            AS abandoned_least,
        abandoned - short_abandoned + perhaps_counted AS abandoned_most
    FROM summed
),
waited AS (  -- Histogram of waits, where a bucket has several parts.
    SELECT w.subject_key, :start_at AS bucket_at, w.is_abandoned, w.second, sum(w.n) AS n
    FROM wait_part AS w
    WHERE coalesce(:grain, 'period') = 'period'
        AND w.day_start_at >= (SELECT min(part_at) FROM part WHERE is_whole_day)
        AND w.day_start_at <= (SELECT max(part_at) FROM part WHERE is_whole_day)
        AND iif(coalesce(:by, 'service') = 'channel', w.subject_key < -1, w.subject_key >= 0)
    GROUP BY w.subject_key, w.is_abandoned, w.second
    UNION ALL
    SELECT m.subject_key, p.bucket_at, t.outcome = 'abandoned',
        (t.waited_until_at - t.queue_started_at) / 1000, 1
    FROM part AS p
    CROSS JOIN subject_member AS m ON m.from_at <= +p.part_at AND m.to_at > +p.part_at
    CROSS JOIN task_outcome AS t ON t.service_key = m.service_key AND t.interval_at = p.part_at
        AND t.outcome IN ('answered', 'abandoned')
        AND t.channel_key = coalesce(m.channel_key, t.channel_key)
    WHERE NOT p.is_whole_day AND coalesce(:grain, 'period') <> 'interval'
),
ranked AS (
    SELECT subject_key, bucket_at, is_abandoned, second, sum(n) OVER seconds AS last,
        sum(n) OVER (PARTITION BY subject_key, bucket_at, is_abandoned) AS total
    FROM (SELECT subject_key, bucket_at, is_abandoned, second, sum(n) AS n FROM waited
        GROUP BY subject_key, bucket_at, is_abandoned, second)
    WINDOW seconds AS (PARTITION BY subject_key, bucket_at, is_abandoned ORDER BY second
        ROWS UNBOUNDED PRECEDING)
),
-- Nearest rank: the wait at rank ⌈p·n⌉ of the ascending waits.
percentile_wait AS MATERIALIZED (
    SELECT r.subject_key, r.bucket_at, r.is_abandoned,
        min(iif(p.percent = 50, r.second, NULL)) * 1000 AS median_ms,
        min(iif(p.percent = 90, r.second, NULL)) * 1000 AS p90_ms,
        min(iif(p.percent = 95, r.second, NULL)) * 1000 AS p95_ms
    FROM ranked AS r CROSS JOIN percentile AS p
    WHERE r.last >= (p.percent * r.total + 99) / 100
    GROUP BY r.subject_key, r.bucket_at, r.is_abandoned
),
repeated AS MATERIALIZED (  -- Stays of tasks that the bucket counts already.
    SELECT m.subject_key, b.bucket_at, count(*) - count(DISTINCT y.id) AS stays
    FROM stay_day_sum AS y
    CROSS JOIN bucket AS b ON b.interval_at = y.interval_at
    CROSS JOIN subject_member AS m ON m.service_key = y.service_key
        AND m.from_at <= y.interval_at AND m.to_at > y.interval_at
        AND coalesce(m.channel_key, y.channel_key) = y.channel_key
    WHERE y.day_start_at >= (SELECT min(day_start_at) FROM bucket) AND y.day_start_at < :end_at
    GROUP BY m.subject_key, b.bucket_at
),
rule AS MATERIALIZED (
    SELECT m.subject_key, r.rule_at, min(r.threshold_ms) AS lowest_ms,
        max(r.threshold_ms) AS highest_ms, min(r.target) AS lowest, max(r.target) AS highest,
        count(*) - count(DISTINCT r.service_key) AS changes
    FROM (SELECT DISTINCT t.service_key, b.rule_at, t.from_at, t.threshold_ms, t.target
        FROM target_span AS t
        CROSS JOIN span AS b ON b.bucket_end_at > t.from_at AND b.bucket_at < t.to_at) AS r
    JOIN subject_member AS m ON m.service_key = r.service_key
    GROUP BY m.subject_key, r.rule_at
),
-- Every service known by then, named as at the end of the period, all together (0), or channels.
named AS MATERIALIZED (
    SELECT e.service_key AS subject_key, e.id_text AS service_id, v.name, v.organization_unit
    FROM service_entity AS e
    LEFT JOIN service_naming AS v ON v.service_key = e.service_key AND v.from_at < :end_at
    AND v.to_at >= :end_at
    WHERE coalesce(:by, 'service') <> 'channel'
        AND e.service_key IN (SELECT service_key FROM scope_service
            WHERE from_at < :end_at AND to_at > :start_at)
        AND (e.service_key IN (SELECT service_key FROM service_version
                WHERE valid_from_at < :end_at AND coalesce(valid_to_at, :end_at) > :start_at)
            OR e.service_key IN (SELECT subject_key FROM summed WHERE offered > 0))
    UNION ALL SELECT 0, NULL, NULL, NULL WHERE coalesce(:by, 'service') <> 'channel'
    UNION ALL
    SELECT s.subject_key, NULL, l.text, NULL
    FROM subject AS s LEFT JOIN label AS l ON l.label_key = s.channel_key
    WHERE s.channel_key IS NOT NULL AND :by = 'channel'
        AND s.subject_key IN (SELECT subject_key FROM summed WHERE offered > 0)
)
SELECT
    n.service_id, n.name AS service_name, n.organization_unit,
    iif(r.lowest_ms = r.highest_ms, r.lowest_ms / 1000.0, NULL) AS threshold_seconds,
    -- What was closed all the time has no target to meet.
    CASE WHEN c.observed_ms > 0 AND c.open_ms = 0 THEN NULL WHEN r.lowest = r.highest THEN r.lowest
        ELSE c.target_calls / nullif(c.accountable, 0) END AS target,
    b.start, b.bucket_at AS start_at, b.bucket_end_at AS end_at,
    coalesce(c.offered, 0) AS offered, coalesce(c.answered, 0) AS answered,
    coalesce(c.abandoned, 0) AS abandoned, coalesce(c.short_abandoned, 0) AS short_abandoned,
    coalesce(c.open, 0) AS open, coalesce(c.answered_within, 0) AS answered_within_threshold,
    coalesce(c.abandoned_within, 0) AS abandoned_within_threshold,
    c.answered_within * 1.0 / nullif(c.accountable, 0) AS service_level,
    c.answered_within * 1.0 / nullif(c.accountable - c.abandoned_within, 0)
        AS service_level_ignoring_abandoned,
    c.answered_within * 1.0 / nullif(c.accountable, 0) AS service_level_abandoned_against,
    (c.answered_within + c.abandoned_within) * 1.0 / nullif(c.accountable, 0)
        AS service_level_abandoned_for,
    c.answered * 1.0 / nullif(c.offered, 0) AS reachability,
    c.answered_within * 1.0 / nullif(c.answered, 0) AS acceptance_sla,
    c.abandoned_within * 1.0 / nullif(c.abandoned, 0) AS hang_up_sla,
    (c.abandoned - c.short_abandoned) * 1.0 / nullif(c.accountable, 0) AS abandon_rate,
    c.answered_wait_ms / 1000.0 / nullif(c.answered, 0) AS asa_seconds,
    c.longest_wait_ms / 1000.0 AS longest_wait_seconds,
    c.answered_wait_ms / 1000.0 / nullif(c.answered, 0) AS wait_mean_seconds,
    iif(c.parts = 1, c.wait_median_ms, p.median_ms) / 1000.0 AS wait_median_seconds,
    iif(c.parts = 1, c.wait_p90_ms, p.p90_ms) / 1000.0 AS wait_p90_seconds,
    iif(c.parts = 1, c.wait_p95_ms, p.p95_ms) / 1000.0 AS wait_p95_seconds,
    c.wait_max_ms / 1000.0 AS wait_max_seconds,
    c.abandoned_wait_ms / 1000.0 / nullif(c.abandoned, 0) AS abandon_wait_mean_seconds,
    iif(c.parts = 1, c.abandon_wait_median_ms, q.median_ms) / 1000.0
        AS abandon_wait_median_seconds,
    iif(c.parts = 1, c.abandon_wait_p90_ms, q.p90_ms) / 1000.0 AS abandon_wait_p90_seconds,
    iif(c.parts = 1, c.abandon_wait_p95_ms, q.p95_ms) / 1000.0 AS abandon_wait_p95_seconds,
    c.abandon_wait_max_ms / 1000.0 AS abandon_wait_max_seconds,
    c.handle_ms / 1000.0 / nullif(c.handled, 0) AS handle_mean_seconds,
    coalesce(c.handle_ms, 0) / 1000.0 AS handle_total_seconds,
    c.waiting_ms * 1.0 / nullif(c.open_ms, 0) AS queue_length_mean,
    c.queue_max AS queue_length_max,
    coalesce(c.observed_ms, 0) / 1000.0 AS observed_seconds,
    coalesce(c.unconfirmed, 0) AS unconfirmed, coalesce(c.flowed_out, 0) AS flowed_out,
    coalesce(c.offered, 0) - coalesce(a.stays, 0) AS contacts,
    coalesce(r.changes, 0) AS rule_changes, coalesce(c.offered_closed, 0) AS offered_closed,
    coalesce(c.open_ms, 0) / 1000.0 AS open_seconds,
    c.answered_within * 1.0 / nullif(v.counted_most, 0) AS service_level_low,
    min((c.answered_within + c.unconfirmed_in_time + c.unconfirmed_short) * 1.0
        / nullif(v.counted_least, 0), 1.0) AS service_level_high,
    v.abandoned_least * 1.0 / nullif(v.counted_least, 0) AS abandon_rate_low,
    v.abandoned_most * 1.0 / nullif(v.counted_most, 0) AS abandon_rate_high,
    coalesce(v.counted_least, 0) AS counted_least, coalesce(v.counted_most, 0) AS counted_most,
    coalesce(c.answered_within + c.unconfirmed_in_time + c.unconfirmed_short, 0)
        AS within_threshold_most,
    coalesce(v.abandoned_least, 0) AS abandoned_least,
    coalesce(v.abandoned_most, 0) AS abandoned_most
FROM named AS n
CROSS JOIN span AS b
LEFT JOIN summed AS c ON c.subject_key = n.subject_key AND c.bucket_at = b.bucket_at
LEFT JOIN verdict AS v ON v.subject_key = n.subject_key AND v.bucket_at = b.bucket_at
LEFT JOIN percentile_wait AS p ON p.subject_key = n.subject_key AND p.bucket_at = b.bucket_at
    AND NOT p.is_abandoned
LEFT JOIN percentile_wait AS q ON q.subject_key = n.subject_key AND q.bucket_at = b.bucket_at
    AND q.is_abandoned
LEFT JOIN repeated AS a ON a.subject_key = n.subject_key AND a.bucket_at = b.bucket_at
LEFT JOIN rule AS r ON r.subject_key = n.subject_key AND r.rule_at = b.rule_at
ORDER BY service_id IS NULL, service_name, service_id, n.subject_key, start_at;
