-- Sums of what is not stored: the intervals and dates in open_interval and open_day. A refresh
-- stores what these views give; what is read before is read from them.

CREATE VIEW open_part (
    -- What each open interval is summed up from: the tasks of the subject's services. While a refresh
    -- stores intervals, these alone.
    subject_key,  -- INTEGER as in subject_member [key], e.g. 3
    service_key,  -- INTEGER the service whose tasks count [key], e.g. 3
    channel_key,  -- INTEGER tasks of this channel alone; NULL: of all [key], e.g. NULL
    interval_at,  -- INTEGER start of the interval [ms UTC], e.g. 1795504500000
    end_at  -- INTEGER first instant after the interval [ms UTC], e.g. 1795505400000
) AS
SELECT o.subject_key, m.service_key, m.channel_key, o.interval_at, c.end_at
FROM open_interval AS o
-- The sign keeps SQLite from reading the tasks of the whole membership instead of the interval's.
CROSS JOIN subject_member AS m ON m.subject_key = o.subject_key AND m.from_at <= +o.interval_at
    AND m.to_at > +o.interval_at
CROSS JOIN calendar AS c ON c.start_at = o.interval_at
WHERE o.is_final = 1 OR NOT EXISTS (SELECT 1 FROM open_interval WHERE is_final = 1);

CREATE VIEW open_task (
    -- The tasks of the open intervals, with their waits and the rule of their day. Other columns
    -- as in task_outcome.
    subject_key,  -- INTEGER as in subject_member [key], e.g. 3
    interval_at,  -- INTEGER start of the interval [ms UTC], e.g. 1795504500000
    outcome,
    handle_ms,
    is_unconfirmed,
    wait_ms,  -- INTEGER how long the task waited, so far if it is open [ms], e.g. 13750
    wait_least_ms,  -- INTEGER how long at least, if no agent answered it: until the last poll that
                    -- listed it [ms], e.g. 11250
    wait_most_ms,  -- INTEGER how long at most: until the first poll that did not; NULL: no poll
                   -- followed [ms], e.g. 16250
    threshold_ms,  -- INTEGER the threshold of that day [ms], e.g. 20000
    short_abandon_ms,  -- INTEGER the longest short abandon of that day [ms], e.g. 5000
    target  -- REAL the target of that day [fraction], e.g. 0.8
) AS
WITH task AS MATERIALIZED (
    SELECT p.subject_key, p.interval_at, t.outcome, t.handle_ms, t.is_unconfirmed,
        t.waited_until_at - t.queue_started_at AS wait_ms,
        max(0, t.ended_after_at - t.queue_started_at) AS wait_least_ms,
        t.ended_before_at - t.queue_started_at AS wait_most_ms, r.threshold_ms,
        r.short_abandon_ms, r.target
    FROM open_part AS p
    CROSS JOIN task_outcome AS t
        ON t.service_key = p.service_key AND t.interval_at = p.interval_at
        AND t.channel_key = coalesce(p.channel_key, t.channel_key)
    CROSS JOIN target_span AS r ON r.service_key = p.service_key
        AND r.from_at <= p.interval_at AND r.to_at > p.interval_at
)
SELECT subject_key, interval_at, outcome, handle_ms, is_unconfirmed, wait_ms, wait_least_ms,
    wait_most_ms, threshold_ms, short_abandon_ms, target
FROM task;

CREATE VIEW open_count (
    -- Counts and sums of the open intervals' tasks. Other columns as in rollup_service_interval.
    subject_key,  -- INTEGER as in subject_member [key], e.g. 3
    interval_at,
    offered,
    answered,
    abandoned,
    short_abandoned,
    flowed_out,
    open,
    accountable,
    answered_within,
    abandoned_within,
    target_calls,
    answered_wait_ms,
    abandoned_wait_ms,
    longest_wait_ms,
    longest_stay_ms,
    handle_ms,
    handled,
    unconfirmed,
    unconfirmed_short,
    unconfirmed_in_time,
    perhaps_short,
    perhaps_counted
) AS
SELECT subject_key, interval_at, offered, answered, abandoned, short_abandoned, flowed_out,
    open, answered + abandoned - short_abandoned AS accountable, answered_within,
    abandoned_within, target_calls, answered_wait_ms, abandoned_wait_ms, longest_wait_ms, longest_stay_ms,
    handle_ms, handled, unconfirmed, unconfirmed_short, unconfirmed_in_time, perhaps_short,
    perhaps_counted
FROM (
    SELECT subject_key, interval_at, count(*) AS offered,
        sum(outcome = 'answered') AS answered,
        sum(outcome = 'abandoned') AS abandoned,
        sum(outcome = 'abandoned' AND wait_ms < short_abandon_ms) AS short_abandoned,
        sum(outcome = 'flowed_out') AS flowed_out,
        sum(outcome = 'open') AS open,
        sum(outcome = 'answered' AND wait_ms < threshold_ms) AS answered_within,
        sum(outcome = 'abandoned' AND wait_ms < threshold_ms AND wait_ms >= short_abandon_ms)
            AS abandoned_within,
        -- One product where one target holds: a sum of many would be off by a rounding error.
        iif(min(target) = max(target), min(target)
            * sum(outcome = 'answered' OR outcome = 'abandoned' AND wait_ms >= short_abandon_ms),
            sum(iif(outcome = 'answered' OR outcome = 'abandoned' AND wait_ms >= short_abandon_ms,
                target, 0.0))) AS target_calls,
        sum(iif(outcome = 'answered', wait_ms, 0)) AS answered_wait_ms,
        sum(iif(outcome = 'abandoned', wait_ms, 0)) AS abandoned_wait_ms,
        max(iif(outcome = 'flowed_out', NULL, wait_ms)) AS longest_wait_ms,
        max(wait_ms) AS longest_stay_ms,
        sum(iif(outcome = 'answered', coalesce(handle_ms, 0), 0)) AS handle_ms,
        sum(outcome = 'answered' AND handle_ms IS NOT NULL) AS handled,
        sum(outcome = 'abandoned' AND is_unconfirmed) AS unconfirmed,
        sum(outcome = 'abandoned' AND is_unconfirmed AND wait_ms < short_abandon_ms)
            AS unconfirmed_short,
        sum(outcome = 'abandoned' AND is_unconfirmed AND wait_ms >= short_abandon_ms
            AND wait_least_ms < threshold_ms) AS unconfirmed_in_time,
        sum(outcome = 'abandoned' AND NOT is_unconfirmed AND wait_ms >= short_abandon_ms
            AND wait_least_ms < short_abandon_ms) AS perhaps_short,
        sum(outcome = 'abandoned' AND wait_ms < short_abandon_ms
            AND coalesce(wait_most_ms, short_abandon_ms) >= short_abandon_ms) AS perhaps_counted
    FROM open_task GROUP BY subject_key, interval_at
);

CREATE VIEW open_day_task (
    -- The tasks of the open dates. Other columns as in task_outcome.
    subject_key,  -- INTEGER as in subject_member [key], e.g. 3
    service_key,
    day_start_at,  -- INTEGER first instant of the local date [ms UTC], e.g. 1795474800000
    interval_at,
    id,
    queue_started_at,
    outcome,
    wait_ms,  -- INTEGER how long the task waited, so far if it is open [ms], e.g. 13750
    channel_key
) AS
SELECT o.subject_key, t.service_key, o.day_start_at, t.interval_at, t.id, t.queue_started_at,
    t.outcome, t.waited_until_at - t.queue_started_at AS wait_ms, t.channel_key
FROM open_day AS o
CROSS JOIN calendar AS c ON c.start_at = o.day_start_at
CROSS JOIN subject_member AS m ON m.subject_key = o.subject_key AND m.from_at <= o.day_start_at
    AND m.to_at > o.day_start_at
CROSS JOIN task_outcome AS t ON t.service_key = m.service_key
    AND t.interval_at >= o.day_start_at AND t.interval_at < c.day_end_at
    AND t.channel_key = coalesce(m.channel_key, t.channel_key);

CREATE VIEW open_rank (
    -- The waits at the ranks of the percentiles, by nearest rank: the value at rank ⌈p·n⌉ of the
    -- ascending waits. What reads it names is_day alone in its WHERE clause: SQLite then sums up
    -- the intervals or the dates, not both.
    subject_key,  -- INTEGER as in subject_member [key], e.g. 3
    is_day,  -- INTEGER 1: a local date, 0: an interval [0/1], e.g. 0
    part_at,  -- INTEGER its first instant [ms UTC], e.g. 1795504500000
    outcome,  -- TEXT answered or abandoned [text], e.g. answered
    percent,  -- INTEGER the percentile [percent], e.g. 90
    wait_ms,  -- INTEGER the wait at its rank [ms], e.g. 31000
    longest_ms  -- INTEGER the longest of the waits [ms], e.g. 44000
) AS
SELECT r.subject_key, r.is_day, r.part_at, r.outcome, p.percent, r.wait_ms, r.longest_ms
FROM (
    SELECT subject_key, is_day, part_at, outcome, wait_ms,
        row_number() OVER (PARTITION BY subject_key, is_day, part_at, outcome
            ORDER BY wait_ms) AS rank,
        count(*) OVER (PARTITION BY subject_key, is_day, part_at, outcome) AS n,
        max(wait_ms) OVER (PARTITION BY subject_key, is_day, part_at, outcome) AS longest_ms
    FROM (
        SELECT subject_key, 0 AS is_day, interval_at AS part_at, outcome, wait_ms
        FROM open_task
        UNION ALL SELECT subject_key, 1, day_start_at, outcome, wait_ms FROM open_day_task
    )
    WHERE outcome IN ('answered', 'abandoned')) AS r
CROSS JOIN percentile AS p
WHERE r.rank = (p.percent * r.n + 99) / 100;

CREATE VIEW open_percentile (
    -- Percentiles of the waits of the open intervals. Other columns as in rollup_service_interval.
    subject_key,  -- INTEGER as in subject_member [key], e.g. 3
    interval_at,
    wait_median_ms,
    wait_p90_ms,
    wait_p95_ms,
    wait_max_ms,
    abandon_wait_median_ms,
    abandon_wait_p90_ms,
    abandon_wait_p95_ms,
    abandon_wait_max_ms
) AS
SELECT subject_key, part_at AS interval_at,
    max(iif(outcome = 'answered' AND percent = 50, wait_ms, NULL)) AS wait_median_ms,
    max(iif(outcome = 'answered' AND percent = 90, wait_ms, NULL)) AS wait_p90_ms,
    max(iif(outcome = 'answered' AND percent = 95, wait_ms, NULL)) AS wait_p95_ms,
    max(iif(outcome = 'answered', longest_ms, NULL)) AS wait_max_ms,
    max(iif(outcome = 'abandoned' AND percent = 50, wait_ms, NULL)) AS abandon_wait_median_ms,
    max(iif(outcome = 'abandoned' AND percent = 90, wait_ms, NULL)) AS abandon_wait_p90_ms,
    max(iif(outcome = 'abandoned' AND percent = 95, wait_ms, NULL)) AS abandon_wait_p95_ms,
    max(iif(outcome = 'abandoned', longest_ms, NULL)) AS abandon_wait_max_ms
FROM open_rank WHERE is_day = 0
GROUP BY subject_key, part_at;

CREATE VIEW open_day_percentile (
    -- Percentiles of the waits of the open dates. Other columns as in rollup_service_day.
    subject_key,  -- INTEGER as in subject_member [key], e.g. 3
    day_start_at,
    wait_median_ms,
    wait_p90_ms,
    wait_p95_ms,
    wait_max_ms,
    abandon_wait_median_ms,
    abandon_wait_p90_ms,
    abandon_wait_p95_ms,
    abandon_wait_max_ms
) AS
SELECT subject_key, part_at AS day_start_at,
    max(iif(outcome = 'answered' AND percent = 50, wait_ms, NULL)) AS wait_median_ms,
    max(iif(outcome = 'answered' AND percent = 90, wait_ms, NULL)) AS wait_p90_ms,
    max(iif(outcome = 'answered' AND percent = 95, wait_ms, NULL)) AS wait_p95_ms,
    max(iif(outcome = 'answered', longest_ms, NULL)) AS wait_max_ms,
    max(iif(outcome = 'abandoned' AND percent = 50, wait_ms, NULL)) AS abandon_wait_median_ms,
    max(iif(outcome = 'abandoned' AND percent = 90, wait_ms, NULL)) AS abandon_wait_p90_ms,
    max(iif(outcome = 'abandoned' AND percent = 95, wait_ms, NULL)) AS abandon_wait_p95_ms,
    max(iif(outcome = 'abandoned', longest_ms, NULL)) AS abandon_wait_max_ms
FROM open_rank WHERE is_day = 1
GROUP BY subject_key, part_at;

CREATE VIEW open_watch (
    -- What of each open interval was observed, by service: the runs of coverage clipped to it.
    subject_key,  -- INTEGER as in subject_member [key], e.g. 3
    service_key,  -- INTEGER the service whose list was polled [key], e.g. 3
    interval_at,  -- INTEGER start of the interval [ms UTC], e.g. 1795504500000
    end_at,  -- INTEGER first instant after the interval [ms UTC], e.g. 1795505400000
    from_at,  -- INTEGER observed since then [ms UTC], e.g. 1795504500000
    to_at  -- INTEGER observed until then [ms UTC], e.g. 1795505400000
) AS
SELECT p.subject_key, p.service_key, p.interval_at, p.end_at,
    max(r.from_at, p.interval_at) AS from_at, min(r.to_at, p.end_at) AS to_at
FROM open_part AS p
CROSS JOIN coverage AS r ON r.resource = 2 AND r.service_key = p.service_key
    AND r.from_at < p.end_at AND r.to_at > p.interval_at
    AND r.from_at >= coalesce((SELECT max(from_at) FROM coverage WHERE resource = 2
        AND service_key = p.service_key AND from_at <= p.interval_at), p.interval_at);

CREATE VIEW open_long_stay (
    -- The open intervals of services in which a task entered the queue that stayed in it for long.
    service_key,  -- INTEGER the service [key], e.g. 3
    interval_at,  -- INTEGER start of the interval [ms UTC], e.g. 1795503600000
    longest_stay_ms  -- INTEGER the longest of the stays, so far if it is open [ms], e.g. 412000
) AS
SELECT o.subject_key AS service_key, o.interval_at,
    max(t.waited_until_at - t.queue_started_at) AS longest_stay_ms
FROM open_interval AS o
CROSS JOIN task_outcome AS t ON t.service_key = o.subject_key AND t.interval_at = o.interval_at
WHERE o.subject_key > 0
GROUP BY o.subject_key, o.interval_at
HAVING max(t.waited_until_at - t.queue_started_at) >= 300000;

CREATE VIEW open_source (
    -- From which intervals tasks may still wait in an open one: itself, the one before, and those
    -- with long stays (five days at most).
    subject_key,  -- INTEGER as in subject_member [key], e.g. 3
    service_key,  -- INTEGER the service whose tasks count [key], e.g. 3
    interval_at,  -- INTEGER start of the interval [ms UTC], e.g. 1795504500000
    channel_key,  -- INTEGER tasks of this channel alone; NULL: of all [key], e.g. NULL
    source_at  -- INTEGER start of the interval in which such tasks entered the queue [ms UTC], e.g.
               -- 1795503600000
) AS
SELECT subject_key, service_key, interval_at, channel_key, interval_at AS source_at FROM open_part
UNION
SELECT p.subject_key, p.service_key, p.interval_at, p.channel_key,
    (SELECT max(c.start_at) FROM calendar AS c WHERE c.start_at < p.interval_at)
FROM open_part AS p
UNION
SELECT p.subject_key, p.service_key, p.interval_at, p.channel_key, r.interval_at
FROM open_part AS p
CROSS JOIN rollup_service_interval AS r INDEXED BY rollup_long_stay
    ON r.subject_key = p.service_key AND r.interval_at < p.interval_at
    AND r.interval_at >= p.interval_at - 5 * 86400000 AND r.longest_stay_ms >= 300000
    -- No interval is longer than an hour.
    AND r.interval_at + 3600000 + r.longest_stay_ms > p.interval_at
UNION
SELECT p.subject_key, p.service_key, p.interval_at, p.channel_key, r.interval_at
FROM open_part AS p
JOIN open_long_stay AS r ON r.service_key = p.service_key AND r.interval_at < p.interval_at
    AND r.interval_at + 3600000 + r.longest_stay_ms > p.interval_at;

CREATE VIEW open_waiting (
    -- Waits clipped to what was observed of the open intervals.
    subject_key,  -- INTEGER as in subject_member [key], e.g. 3
    service_key,  -- INTEGER the service [key], e.g. 3
    interval_at,  -- INTEGER start of the interval [ms UTC], e.g. 1795504500000
    from_at,  -- INTEGER start of the wait [ms UTC], e.g. 1795504510250
    to_at  -- INTEGER end of the wait [ms UTC], e.g. 1795504524000
) AS
SELECT w.subject_key, w.service_key, w.interval_at, max(t.queue_started_at, w.from_at) AS from_at,
    min(t.waited_until_at, w.to_at) AS to_at
FROM open_source AS x
CROSS JOIN task_outcome AS t ON t.service_key = x.service_key AND t.interval_at = x.source_at
    AND t.waited_until_at > max(t.queue_started_at, x.interval_at)
    AND t.channel_key = coalesce(x.channel_key, t.channel_key)
JOIN open_watch AS w ON w.subject_key = x.subject_key AND w.service_key = x.service_key
    AND w.interval_at = x.interval_at
    AND w.from_at < t.waited_until_at AND w.to_at > t.queue_started_at;

CREATE VIEW open_queue (
    -- How many waited in the open intervals, and for how long. Other columns as in rollup_service_interval.
    subject_key,  -- INTEGER as in subject_member [key], e.g. 3
    interval_at,
    waiting_ms,
    queue_max,
    queue_max_at
) AS
WITH
waiting AS MATERIALIZED (SELECT subject_key, interval_at, from_at, to_at FROM open_waiting),
level AS MATERIALIZED (
    SELECT subject_key, interval_at, at, span_ms, sum(step) OVER
        (PARTITION BY subject_key, interval_at ORDER BY at, step ROWS UNBOUNDED PRECEDING)
        AS waiting
    FROM (
        SELECT subject_key, interval_at, from_at AS at, 1 AS step, 0 AS span_ms FROM waiting
        UNION ALL
        SELECT subject_key, interval_at, to_at, -1, to_at - from_at FROM waiting
    )
),
peak AS MATERIALIZED (
    SELECT subject_key, interval_at, sum(span_ms) AS waiting_ms, max(waiting) AS queue_max
    FROM level GROUP BY subject_key, interval_at
)
SELECT p.subject_key, p.interval_at, p.waiting_ms, p.queue_max, min(l.at) AS queue_max_at
FROM peak AS p
CROSS JOIN level AS l ON l.subject_key = p.subject_key AND l.interval_at = p.interval_at
    AND l.waiting = p.queue_max
GROUP BY p.subject_key, p.interval_at;

CREATE VIEW open_observed (
    -- How long the open intervals were observed; several services where any of them was.
    -- Other columns as in rollup_service_interval.
    subject_key,  -- INTEGER as in subject_member [key], e.g. 3
    interval_at,
    observed_ms
) AS
SELECT subject_key, interval_at, sum(max(0, to_at - max(from_at, coalesce(known_to_at, from_at))))
    AS observed_ms
FROM (SELECT subject_key, interval_at, from_at, to_at, max(to_at) OVER
        (PARTITION BY subject_key, interval_at ORDER BY from_at, to_at
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS known_to_at
    FROM open_watch)
GROUP BY subject_key, interval_at;

CREATE VIEW open_in_hours (
    -- Sums over the opening hours of the open intervals. Empty where they are not known. Other
    -- columns as in rollup_service_interval.
    subject_key,  -- INTEGER as in subject_member [key], e.g. 3
    interval_at,
    offered,
    waiting_ms,
    observed_ms
) AS
WITH
watch AS MATERIALIZED (
    SELECT w.subject_key, w.interval_at, max(w.from_at, h.from_at) AS from_at,
        min(w.to_at, h.to_at) AS to_at
    FROM opening_known AS k
    CROSS JOIN open_watch AS w
    JOIN opening AS h ON h.service_key = w.service_key AND h.interval_at = w.interval_at
        AND h.from_at < w.to_at AND h.to_at > w.from_at
    WHERE k.is_known
),
part AS (
    SELECT p.subject_key, p.interval_at, 1 AS offered, 0 AS waiting_ms, 0 AS observed_ms
    FROM opening_known AS k
    CROSS JOIN open_part AS p
    CROSS JOIN task_outcome AS t
        ON t.service_key = p.service_key AND t.interval_at = p.interval_at
        AND t.channel_key = coalesce(p.channel_key, t.channel_key)
    JOIN opening AS h ON h.service_key = p.service_key AND h.interval_at = p.interval_at
        AND h.from_at <= t.queue_started_at AND h.to_at > t.queue_started_at
    WHERE k.is_known
    UNION ALL
    SELECT w.subject_key, w.interval_at, 0, min(w.to_at, h.to_at) - max(w.from_at, h.from_at), 0
    FROM opening_known AS k
    CROSS JOIN open_waiting AS w
    JOIN opening AS h ON h.service_key = w.service_key AND h.interval_at = w.interval_at
        AND h.from_at < w.to_at AND h.to_at > w.from_at
    WHERE k.is_known
    UNION ALL
    SELECT subject_key, interval_at, 0, 0,
        max(0, to_at - max(from_at, coalesce(known_to_at, from_at)))
    FROM (SELECT subject_key, interval_at, from_at, to_at, max(to_at) OVER
            (PARTITION BY subject_key, interval_at ORDER BY from_at, to_at
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS known_to_at
        FROM watch)
)
SELECT subject_key, interval_at, sum(offered) AS offered, sum(waiting_ms) AS waiting_ms,
    sum(observed_ms) AS observed_ms
FROM part GROUP BY subject_key, interval_at;

CREATE VIEW open_service_interval AS
-- Sums of the open intervals of subjects. Columns as in rollup_service_interval.
SELECT
    -- Cast like the stored ones: only what is alike is looked up by its own key.
    o.subject_key, o.interval_at, CAST(coalesce(c.offered, 0) AS INTEGER) AS offered,
    CAST(coalesce(c.answered, 0) AS INTEGER) AS answered,
    CAST(coalesce(c.abandoned, 0) AS INTEGER) AS abandoned,
    CAST(coalesce(c.short_abandoned, 0) AS INTEGER) AS short_abandoned,
    CAST(coalesce(c.flowed_out, 0) AS INTEGER) AS flowed_out,
    CAST(coalesce(c.open, 0) AS INTEGER) AS open,
    CAST(coalesce(c.accountable, 0) AS INTEGER) AS accountable,
    CAST(coalesce(c.answered_within, 0) AS INTEGER) AS answered_within,
    CAST(coalesce(c.abandoned_within, 0) AS INTEGER) AS abandoned_within,
    CAST(coalesce(c.target_calls, 0.0) AS REAL) AS target_calls,
    CAST(iif(k.is_known, coalesce(c.offered, 0) - coalesce(h.offered, 0), 0) AS INTEGER)
        AS offered_closed,
    CAST(coalesce(c.answered_wait_ms, 0) AS INTEGER) AS answered_wait_ms,
    CAST(coalesce(c.abandoned_wait_ms, 0) AS INTEGER) AS abandoned_wait_ms,
    CAST(c.longest_wait_ms AS INTEGER) AS longest_wait_ms,
    CAST(c.longest_stay_ms AS INTEGER) AS longest_stay_ms,
    CAST(coalesce(c.handle_ms, 0) AS INTEGER) AS handle_ms,
    CAST(coalesce(c.handled, 0) AS INTEGER) AS handled,
    CAST(coalesce(c.unconfirmed, 0) AS INTEGER) AS unconfirmed,
    CAST(coalesce(c.unconfirmed_short, 0) AS INTEGER) AS unconfirmed_short,
    CAST(coalesce(c.unconfirmed_in_time, 0) AS INTEGER) AS unconfirmed_in_time,
    CAST(coalesce(c.perhaps_short, 0) AS INTEGER) AS perhaps_short,
    CAST(coalesce(c.perhaps_counted, 0) AS INTEGER) AS perhaps_counted,
    CAST(p.wait_median_ms AS INTEGER) AS wait_median_ms,
    CAST(p.wait_p90_ms AS INTEGER) AS wait_p90_ms, CAST(p.wait_p95_ms AS INTEGER) AS wait_p95_ms,
    CAST(p.wait_max_ms AS INTEGER) AS wait_max_ms,
    CAST(p.abandon_wait_median_ms AS INTEGER) AS abandon_wait_median_ms,
    CAST(p.abandon_wait_p90_ms AS INTEGER) AS abandon_wait_p90_ms,
    CAST(p.abandon_wait_p95_ms AS INTEGER) AS abandon_wait_p95_ms,
    CAST(p.abandon_wait_max_ms AS INTEGER) AS abandon_wait_max_ms,
    CAST(coalesce(q.waiting_ms, 0) AS INTEGER) AS waiting_ms,
    CAST(coalesce(w.observed_ms, 0) AS INTEGER) AS observed_ms,
    CAST(iif(k.is_known, coalesce(q.waiting_ms, 0) - coalesce(h.waiting_ms, 0), 0) AS INTEGER)
        AS waiting_closed_ms,
    CAST(iif(k.is_known, coalesce(w.observed_ms, 0) - coalesce(h.observed_ms, 0), 0) AS INTEGER)
        AS observed_closed_ms,
    CAST(iif(w.observed_ms > 0, coalesce(q.queue_max, 0), NULL) AS INTEGER) AS queue_max,
    CAST(q.queue_max_at AS INTEGER) AS queue_max_at
FROM open_interval AS o
CROSS JOIN opening_known AS k
LEFT JOIN open_count AS c ON c.subject_key = o.subject_key AND c.interval_at = o.interval_at
LEFT JOIN open_percentile AS p ON p.subject_key = o.subject_key
    AND p.interval_at = o.interval_at
LEFT JOIN open_queue AS q ON q.subject_key = o.subject_key AND q.interval_at = o.interval_at
LEFT JOIN open_observed AS w ON w.subject_key = o.subject_key AND w.interval_at = o.interval_at
LEFT JOIN open_in_hours AS h ON h.subject_key = o.subject_key AND h.interval_at = o.interval_at
WHERE o.subject_key <> -1 AND (c.offered > 0 OR w.observed_ms > 0);

CREATE VIEW open_service_day AS
-- Sums of the open dates of subjects. Columns as in rollup_service_day.
SELECT
    -- Cast like the stored ones: only what is alike is looked up by its own key.
    o.subject_key, o.day_start_at, CAST(sum(r.offered) AS INTEGER) AS offered,
    CAST(sum(r.answered) AS INTEGER) AS answered, CAST(sum(r.abandoned) AS INTEGER) AS abandoned,
    CAST(sum(r.short_abandoned) AS INTEGER) AS short_abandoned,
    CAST(sum(r.flowed_out) AS INTEGER) AS flowed_out, CAST(sum(r.open) AS INTEGER) AS open,
    CAST(sum(r.accountable) AS INTEGER) AS accountable,
    CAST(sum(r.answered_within) AS INTEGER) AS answered_within,
    CAST(sum(r.abandoned_within) AS INTEGER) AS abandoned_within,
    CAST(sum(r.target_calls) AS REAL) AS target_calls,
    CAST(sum(r.offered_closed) AS INTEGER) AS offered_closed,
    CAST(sum(r.answered_wait_ms) AS INTEGER) AS answered_wait_ms,
    CAST(sum(r.abandoned_wait_ms) AS INTEGER) AS abandoned_wait_ms,
    CAST(max(r.longest_wait_ms) AS INTEGER) AS longest_wait_ms,
    CAST(sum(r.handle_ms) AS INTEGER) AS handle_ms, CAST(sum(r.handled) AS INTEGER) AS handled,
    CAST(sum(r.unconfirmed) AS INTEGER) AS unconfirmed,
    CAST(sum(r.unconfirmed_short) AS INTEGER) AS unconfirmed_short,
    CAST(sum(r.unconfirmed_in_time) AS INTEGER) AS unconfirmed_in_time,
    CAST(sum(r.perhaps_short) AS INTEGER) AS perhaps_short,
    CAST(sum(r.perhaps_counted) AS INTEGER) AS perhaps_counted,
    CAST(p.wait_median_ms AS INTEGER) AS wait_median_ms,
    CAST(p.wait_p90_ms AS INTEGER) AS wait_p90_ms, CAST(p.wait_p95_ms AS INTEGER) AS wait_p95_ms,
    CAST(p.wait_max_ms AS INTEGER) AS wait_max_ms,
    CAST(p.abandon_wait_median_ms AS INTEGER) AS abandon_wait_median_ms,
    CAST(p.abandon_wait_p90_ms AS INTEGER) AS abandon_wait_p90_ms,
    CAST(p.abandon_wait_p95_ms AS INTEGER) AS abandon_wait_p95_ms,
    CAST(p.abandon_wait_max_ms AS INTEGER) AS abandon_wait_max_ms,
    CAST(sum(r.waiting_ms) AS INTEGER) AS waiting_ms,
    CAST(sum(r.observed_ms) AS INTEGER) AS observed_ms,
    CAST(sum(r.waiting_closed_ms) AS INTEGER) AS waiting_closed_ms,
    CAST(sum(r.observed_closed_ms) AS INTEGER) AS observed_closed_ms,
    CAST(max(r.queue_max) AS INTEGER) AS queue_max
FROM open_day AS o
-- Stored and open intervals each by their own key: together they would be read whole.
CROSS JOIN (
    SELECT d.subject_key, d.day_start_at,
        r.offered, r.answered, r.abandoned, r.short_abandoned, r.flowed_out, r.open, r.accountable,
        r.answered_within, r.abandoned_within, r.target_calls, r.offered_closed, r.answered_wait_ms,
        r.abandoned_wait_ms, r.longest_wait_ms, r.handle_ms, r.handled, r.unconfirmed,
        r.unconfirmed_short, r.unconfirmed_in_time, r.perhaps_short, r.perhaps_counted, r.waiting_ms,
        r.observed_ms, r.waiting_closed_ms, r.observed_closed_ms, r.queue_max
    FROM open_day AS d
    CROSS JOIN calendar AS c ON c.day_start_at = d.day_start_at AND c.start_at >= d.day_start_at
        AND c.start_at < d.day_start_at + 25 * 3600000
    CROSS JOIN rollup_service_interval AS r ON r.interval_at = c.start_at
        AND r.subject_key = d.subject_key
    UNION ALL
    SELECT r.subject_key, c.day_start_at,
        r.offered, r.answered, r.abandoned, r.short_abandoned, r.flowed_out, r.open, r.accountable,
        r.answered_within, r.abandoned_within, r.target_calls, r.offered_closed, r.answered_wait_ms,
        r.abandoned_wait_ms, r.longest_wait_ms, r.handle_ms, r.handled, r.unconfirmed,
        r.unconfirmed_short, r.unconfirmed_in_time, r.perhaps_short, r.perhaps_counted, r.waiting_ms,
        r.observed_ms, r.waiting_closed_ms, r.observed_closed_ms, r.queue_max
    FROM open_service_interval AS r
    CROSS JOIN calendar AS c ON c.start_at = r.interval_at
) AS r ON r.subject_key = o.subject_key AND r.day_start_at = o.day_start_at
LEFT JOIN open_day_percentile AS p ON p.subject_key = o.subject_key
    AND p.day_start_at = o.day_start_at
WHERE o.subject_key <> -1
GROUP BY o.subject_key, o.day_start_at;

CREATE VIEW open_wait_day AS  -- Histograms of open dates. Columns as in rollup_wait_day.
SELECT subject_key, day_start_at, outcome = 'abandoned' AS is_abandoned, wait_ms / 1000 AS second,
    count(*) AS n
FROM open_day_task WHERE outcome IN ('answered', 'abandoned')
GROUP BY subject_key, day_start_at, outcome, wait_ms / 1000;

CREATE VIEW open_stay_day AS
-- Stays on open dates of tasks that were in a queue more than once. Columns as in
-- rollup_stay_day.
SELECT t.service_key, t.day_start_at, t.interval_at, t.id, t.queue_started_at, t.channel_key
FROM open_day_task AS t
WHERE t.subject_key > 0 AND (t.outcome = 'flowed_out' OR EXISTS (SELECT 1 FROM task_fact AS f
    WHERE f.id = t.id AND f.flowed_out_at IS NOT NULL
        AND f.queue_started_at < t.queue_started_at));

CREATE VIEW open_sighting_day AS  -- Sightings on open dates. Columns as in rollup_sighting_day.
SELECT o.subject_key AS service_key, o.day_start_at, t.age_tenths, t.more_polls, count(*) AS n,
    sum(t.spacing_ms) AS spacing_ms
FROM open_day AS o
CROSS JOIN calendar AS c ON c.start_at = o.day_start_at
CROSS JOIN task_sighting AS t ON t.service_key = o.subject_key
    AND t.interval_at >= o.day_start_at AND t.interval_at < c.day_end_at
WHERE o.subject_key > 0
GROUP BY o.subject_key, o.day_start_at, t.age_tenths, t.more_polls;

CREATE VIEW open_spacing_day AS
-- Polling intervals of the calls of open dates. Columns as in rollup_spacing_day.
SELECT o.subject_key AS service_key, o.day_start_at, (t.spacing_ms + 500) / 1000 AS second,
    count(*) AS n, sum(t.stands_for) AS stands_for
FROM open_day AS o
CROSS JOIN calendar AS c ON c.start_at = o.day_start_at
CROSS JOIN task_spacing AS t ON t.service_key = o.subject_key
    AND t.interval_at >= o.day_start_at AND t.interval_at < c.day_end_at
WHERE o.subject_key > 0
GROUP BY o.subject_key, o.day_start_at, (t.spacing_ms + 500) / 1000;
