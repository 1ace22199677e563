-- title: Times below target
-- question: When did which service miss its target, and how badly?
-- parameter: start_at [ms UTC] first instant, at the start of an interval
-- parameter: end_at [ms UTC] first instant after it, likewise
-- parameter: most [count] how many, the worst first; default 20
-- A target miss is a run of intervals, each below the service's target, none further than one
-- interval from the next; missed is how many more calls had to be answered in time. The interval in
-- between counts too, although its target was met. all_rows is how many there are.
WITH
bad AS MATERIALIZED (
    SELECT r.service_key, r.interval_at, c.end_at, r.target_calls, r.answered_within
    FROM service_interval_sum AS r
    CROSS JOIN calendar AS c ON c.start_at = r.interval_at
    WHERE r.service_key > 0 AND r.interval_at >= :start_at AND r.interval_at < :end_at
        AND r.answered_within < r.target_calls
        -- Nobody is expected to answer outside opening hours.
        AND (r.observed_ms = 0 OR r.observed_closed_ms < r.observed_ms)
),
edge AS (
    SELECT service_key, interval_at, end_at, target_calls, answered_within,
        lag(end_at) OVER (PARTITION BY service_key ORDER BY interval_at) AS before_at
    FROM bad
),
linked AS (
    SELECT service_key, interval_at, end_at, target_calls, answered_within,
        coalesce(interval_at - before_at > end_at - interval_at, 1) AS is_first,
        iif(before_at < interval_at AND interval_at - before_at <= end_at - interval_at,
            before_at, NULL) AS between_at
    FROM edge
),
run AS (
    SELECT e.service_key, e.interval_at, e.end_at,
        e.target_calls + coalesce(b.target_calls, 0) AS target_calls,
        e.answered_within + coalesce(b.answered_within, 0) AS answered_within,
        sum(e.is_first) OVER (PARTITION BY e.service_key ORDER BY e.interval_at) AS run
    FROM linked AS e
    LEFT JOIN service_interval_sum AS b ON b.interval_at = e.between_at
        AND b.service_key = e.service_key
),
worst AS MATERIALIZED (
    SELECT service_key, min(interval_at) AS from_at, max(end_at) AS to_at,
        sum(target_calls) - sum(answered_within) AS missed, count(*) OVER () AS all_rows
    FROM run GROUP BY service_key, run HAVING missed > 0
    ORDER BY missed DESC, from_at, service_key LIMIT coalesce(:most, 20)
),
inside AS (
    SELECT b.service_key, b.from_at, b.to_at, b.missed, b.all_rows, r.interval_at, r.offered,
        r.abandoned, r.answered_within, r.accountable, r.target_calls, r.longest_wait_ms,
        r.queue_max, r.queue_max_at, row_number() OVER
            (PARTITION BY b.service_key, b.from_at ORDER BY r.queue_max DESC, r.interval_at) AS place
    FROM worst AS b
    CROSS JOIN calendar AS c ON c.start_at >= b.from_at AND c.start_at < b.to_at
    CROSS JOIN service_interval_sum AS r ON r.interval_at = c.start_at
        AND r.service_key = b.service_key
),
miss AS MATERIALIZED (
    SELECT service_key, from_at, to_at, missed, all_rows, sum(offered) AS offered,
        sum(abandoned) AS abandoned, sum(answered_within) AS answered_within,
        sum(accountable) AS accountable, sum(target_calls) AS target_calls,
        max(longest_wait_ms) AS longest_wait_ms, max(queue_max) AS queue_max,
        max(iif(place = 1, queue_max_at, NULL)) AS queue_max_at
    FROM inside GROUP BY service_key, from_at
)
SELECT e.id_text AS service_id, v.name AS service_name,
    strftime('%Y-%m-%dT%H:%M:%S', m.from_at / 1000 + c.utc_offset_seconds, 'unixepoch')
        || c.utc_offset AS start,
    strftime('%Y-%m-%dT%H:%M:%S', m.to_at / 1000 + z.utc_offset_seconds, 'unixepoch')
        || z.utc_offset AS "end",
    m.from_at AS start_at, m.to_at AS end_at, m.offered, m.abandoned,
    m.target_calls / nullif(m.accountable, 0) AS target,
    m.answered_within * 1.0 / nullif(m.accountable, 0) AS service_level,
    m.missed, m.longest_wait_ms / 1000.0 AS longest_wait_seconds,
    m.queue_max AS queue_length_max,
    strftime('%Y-%m-%dT%H:%M:%S', m.queue_max_at / 1000 + y.utc_offset_seconds, 'unixepoch')
        || y.utc_offset AS queue_length_max_at,
    m.service_key, c.day_start_at, m.all_rows
FROM miss AS m
JOIN service_entity AS e ON e.service_key = m.service_key
JOIN calendar AS c ON c.start_at = m.from_at
JOIN calendar AS z ON z.start_at = (SELECT max(start_at) FROM calendar WHERE start_at < m.to_at)
LEFT JOIN calendar AS y ON y.start_at =
    (SELECT max(start_at) FROM calendar WHERE start_at <= m.queue_max_at)
LEFT JOIN service_naming AS v ON v.service_key = m.service_key AND v.from_at < :end_at
    AND v.to_at >= :end_at
ORDER BY missed DESC, m.from_at, service_name, service_id;
