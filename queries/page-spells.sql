-- title: Spells below target
-- question: When did which service miss its target, how badly, and who was there?
-- parameter: start_at   first instant, epoch milliseconds, at the start of an interval
-- parameter: end_at     first instant after, epoch milliseconds, likewise
-- parameter: most       how many, the worst first; default 20
-- A spell is a run of intervals, each below the service's target, none further than one interval
-- from the next; what it missed are the tasks that lacked to the target. Agents of a service are
-- those who answered one of its tasks on that day. Of a long
-- period, the 2000 worst intervals are looked at.
WITH
rule AS MATERIALIZED (SELECT service_key, target FROM service_rule),
bad AS MATERIALIZED (
    SELECT r.service_key, r.interval_at, r.offered, r.answered, r.abandoned, r.answered_within,
        r.answered + r.abandoned - r.short_abandoned AS accountable, r.longest_wait_ms,
        r.queue_max, u.target
    FROM service_interval_sum AS r
    CROSS JOIN rule AS u ON u.service_key = r.service_key
    WHERE r.interval_at >= :start_at AND r.interval_at < :end_at AND r.service_key > 0
        AND r.answered_within < u.target * (r.answered + r.abandoned - r.short_abandoned)
    -- In long periods, spells of the worst intervals.
    ORDER BY r.answered_within - u.target * (r.answered + r.abandoned - r.short_abandoned),
        r.interval_at, r.service_key LIMIT 2000
),
interval AS MATERIALIZED (
    SELECT start_at, end_at, day_start_at, day_end_at, utc_offset_seconds
    FROM calendar WHERE start_at >= :start_at AND start_at < :end_at
),
edge AS (
    SELECT b.*, i.end_at, i.day_start_at,
        coalesce(b.interval_at - lag(i.end_at) OVER (PARTITION BY b.service_key, i.day_start_at
            ORDER BY b.interval_at) > i.end_at - i.start_at, 1) AS is_first
    FROM bad AS b JOIN interval AS i ON i.start_at = b.interval_at
),
run AS (
    SELECT *, sum(is_first) OVER (PARTITION BY service_key ORDER BY interval_at) AS run
    FROM edge
),
bounds AS MATERIALIZED (
    SELECT service_key, min(interval_at) AS from_at, max(end_at) AS to_at,
        min(day_start_at) AS day_start_at, target,
        sum(target * accountable - answered_within) AS missed
    FROM run GROUP BY service_key, run
    ORDER BY missed DESC, from_at, service_key LIMIT 2 * coalesce(:most, 20)
),
-- The intervals in between count too, although their target was met.
row AS (
    SELECT b.from_at, r.*
    FROM settlement AS x
    CROSS JOIN bounds AS b
    CROSS JOIN settled_service_interval AS r ON r.interval_at >= b.from_at
        AND r.interval_at < min(b.to_at, x.from_at) AND r.service_key = b.service_key
    UNION ALL
    SELECT b.from_at, r.*
    FROM live_service_interval AS r
    JOIN bounds AS b ON r.interval_at >= b.from_at AND r.interval_at < b.to_at
        AND r.service_key = b.service_key
),
spell AS MATERIALIZED (
    SELECT b.service_key, b.from_at, b.to_at, b.day_start_at, b.target,
        sum(r.offered) AS offered, sum(r.abandoned) AS abandoned,
        sum(r.answered_within) AS answered_within,
        sum(r.answered + r.abandoned - r.short_abandoned) AS accountable,
        max(r.longest_wait_ms) AS longest_wait_ms, max(r.queue_max) AS queue_max,
        b.target * sum(r.answered + r.abandoned - r.short_abandoned)
            - sum(r.answered_within) AS missed
    FROM bounds AS b
    JOIN row AS r ON r.service_key = b.service_key AND r.from_at = b.from_at
    GROUP BY b.service_key, b.from_at
    ORDER BY missed DESC, b.from_at, b.service_key LIMIT coalesce(:most, 20)
),
-- When most were waiting: the queue after each change in the spell.
waiting AS MATERIALIZED (
    SELECT s.service_key, s.from_at, max(t.queue_started_at, s.from_at) AS begun_at,
        min(t.waited_until_at, s.to_at) AS done_at
    FROM spell AS s
    CROSS JOIN task_outcome AS t ON t.service_key = s.service_key
        AND t.interval_at >= s.from_at - 43200000 AND t.interval_at < s.to_at
        AND t.waited_until_at > max(t.queue_started_at, s.from_at)
),
step AS (
    SELECT service_key, from_at, begun_at AS at, 1 AS step FROM waiting
    UNION ALL SELECT service_key, from_at, done_at, -1 FROM waiting
),
level AS (
    SELECT service_key, from_at, at, sum(step) OVER
        (PARTITION BY service_key, from_at ORDER BY at, step ROWS UNBOUNDED PRECEDING) AS waiting
    FROM step
),
peak AS MATERIALIZED (
    SELECT service_key, from_at, at FROM (
        SELECT service_key, from_at, at, row_number() OVER
            (PARTITION BY service_key, from_at ORDER BY waiting DESC, at) AS rank
        FROM level)
    WHERE rank = 1
),
team AS MATERIALIZED (
    SELECT DISTINCT s.service_key, s.from_at, t.agent_key
    FROM spell AS s
    CROSS JOIN interval AS i ON i.start_at = s.from_at
    CROSS JOIN task_outcome AS t ON t.service_key = s.service_key
        AND t.interval_at >= i.day_start_at AND t.interval_at < i.day_end_at
        AND t.agent_key IS NOT NULL AND t.outcome = 'answered'
),
-- Settled and not: a view of both would be read as a whole.
duty AS MATERIALIZED (
    SELECT s.from_at, s.to_at, a.agent_key, sum(a.selectable_ms + a.working_ms
        + a.after_call_work_ms + a.not_ready_ms + a.rona_ms) AS duty_ms
    FROM settlement AS x
    CROSS JOIN (SELECT DISTINCT from_at, to_at FROM spell) AS s
    CROSS JOIN settled_agent_interval AS a
        ON a.interval_at >= s.from_at AND a.interval_at < min(s.to_at, x.from_at)
    GROUP BY s.from_at, s.to_at, a.agent_key
    UNION ALL
    SELECT s.from_at, s.to_at, a.agent_key, sum(a.selectable_ms + a.working_ms
        + a.after_call_work_ms + a.not_ready_ms + a.rona_ms)
    FROM live_agent_interval AS a
    JOIN (SELECT DISTINCT from_at, to_at FROM spell) AS s
        ON a.interval_at >= s.from_at AND a.interval_at < s.to_at
    GROUP BY s.from_at, s.to_at, a.agent_key
),
-- The mean number of them on duty, as whole people.
present AS MATERIALIZED (
    SELECT s.service_key, s.from_at,
        CAST(round(sum(a.duty_ms) * 1.0 / (s.to_at - s.from_at)) AS INTEGER) AS agents
    FROM spell AS s
    JOIN duty AS a ON a.from_at = s.from_at AND a.to_at = s.to_at
    JOIN team AS t ON t.service_key = s.service_key AND t.from_at = s.from_at
        AND t.agent_key = a.agent_key
    GROUP BY s.service_key, s.from_at
),
size AS (SELECT service_key, from_at, count(*) AS agents FROM team GROUP BY 1, 2)
SELECT e.id_text AS service_id, v.name AS service_name,
    strftime('%Y-%m-%dT%H:%M:%S', s.from_at / 1000 + c.utc_offset_seconds, 'unixepoch')
        || printf('%+03d:%02d', c.utc_offset_seconds / 3600,
            abs(c.utc_offset_seconds) / 60 % 60) AS start,
    strftime('%Y-%m-%dT%H:%M:%S', s.to_at / 1000 + z.utc_offset_seconds, 'unixepoch')
        || printf('%+03d:%02d', z.utc_offset_seconds / 3600,
            abs(z.utc_offset_seconds) / 60 % 60) AS "end",
    s.from_at AS start_at, s.to_at AS end_at, s.offered, s.abandoned, s.target,
    s.answered_within * 1.0 / nullif(s.accountable, 0) AS service_level,
    s.missed AS missed, s.longest_wait_ms / 1000.0 AS longest_wait_seconds,
    s.queue_max AS queue_length_max,
    strftime('%Y-%m-%dT%H:%M:%S', p.at / 1000 + c.utc_offset_seconds, 'unixepoch')
        || printf('%+03d:%02d', c.utc_offset_seconds / 3600,
            abs(c.utc_offset_seconds) / 60 % 60) AS queue_length_max_at,
    coalesce(a.agents, 0) AS agents_present, coalesce(n.agents, 0) AS agents_of_day
FROM spell AS s
JOIN service_entity AS e ON e.service_key = s.service_key
JOIN interval AS c ON c.start_at = s.from_at
JOIN interval AS z ON z.end_at = s.to_at
LEFT JOIN peak AS p ON p.service_key = s.service_key AND p.from_at = s.from_at
LEFT JOIN present AS a ON a.service_key = s.service_key AND a.from_at = s.from_at
LEFT JOIN size AS n ON n.service_key = s.service_key AND n.from_at = s.from_at
LEFT JOIN service_version AS v ON v.service_key = s.service_key AND v.valid_from_at =
    coalesce(
        (SELECT max(valid_from_at) FROM service_version
            WHERE service_key = s.service_key AND valid_from_at < :end_at),
        (SELECT min(valid_from_at) FROM service_version WHERE service_key = s.service_key))
WHERE s.missed > 0
ORDER BY s.missed DESC, s.from_at, service_name, service_id;
