-- Views hold no data: a migration makes all of them anew.

-- Building blocks.

CREATE VIEW task_outcome (
    -- Tasks that entered a queue, and what became of them. Other columns as in task_fact.
    service_key,
    interval_at,
    id,
    agent_key,
    queue_started_at,
    connected_at,
    ended_at,
    outcome,  -- TEXT answered, abandoned, flowed_out or open [text], e.g. answered
    waited_until_at,  -- INTEGER connected, ended, or looked at last [ms UTC], e.g. 1795504524000
    handle_ms,  -- INTEGER talk and hold, once it ended [ms], e.g. 186000
    is_unconfirmed,
    customer
) AS
SELECT
    service_key, interval_at, id, agent_key, queue_started_at, connected_at, ended_at,
    CASE WHEN connected_at IS NOT NULL THEN 'answered'
         WHEN flowed_out_at IS NOT NULL THEN 'flowed_out'
         WHEN ended_at IS NOT NULL THEN 'abandoned'
         ELSE 'open' END AS outcome,
    max(queue_started_at, coalesce(connected_at, ended_at,
        (SELECT max(to_at) FROM coverage AS c
         WHERE c.resource = 2 AND c.service_key = task_fact.service_key),
        queue_started_at)) AS waited_until_at,
    max(0, ended_at - connected_at) AS handle_ms,
    is_unconfirmed, customer
FROM task_fact
WHERE queue_started_at IS NOT NULL;

CREATE VIEW sighting_kind (
    -- What a first sighting may be of.
    kind  -- INTEGER the first digit of the code in task_sighting [code], e.g. 1
) AS VALUES (1), (2), (3), (4);

CREATE VIEW task_sighting (
    -- First sightings of tasks, at an age that lies between the poll before and the one that
    -- showed them. Ages are tenths of the polls' spacing.
    service_key,  -- INTEGER the service [key], e.g. 3
    interval_at,  -- INTEGER the interval in which it entered the queue [ms UTC], e.g. 1795504500000
    code,  -- INTEGER four digits: kind (1 connected, 2 abandoned, 3 waiting before it was connected,
           -- 4 answered as only a last look told), age since it was connected, age in the queue,
           -- and how many polls more showed it so (0, 1, or 2 and more) [code], e.g. 1402
    spacing_ms  -- INTEGER of the polls, where it was seen connected [ms], e.g. 60000
) AS
-- A poll is dated in whole seconds, and so may seem a little early: no age is below 0.
SELECT t.service_key, t.interval_at,
    CASE k.kind
        WHEN 1 THEN 1000
            + max(0, t.connected_seen_at - t.connected_at) * 10 / t.connected_spacing_ms * 100
            + max(0, min(2, (coalesce(t.ended_after_at, (SELECT max(to_at)
                FROM coverage AS c WHERE c.resource = 2 AND c.service_key = t.service_key))
                - t.connected_seen_at + t.connected_spacing_ms / 2) / t.connected_spacing_ms))
        WHEN 2 THEN 2000
            + max(0, t.queue_seen_at - t.queue_started_at) * 10 / t.queue_spacing_ms * 10
            + max(0, min(2, (t.ended_after_at - t.queue_seen_at + t.queue_spacing_ms / 2)
                / t.queue_spacing_ms))
        WHEN 3 THEN 3000
            + max(0, t.connected_seen_at - t.connected_at) * 10 / t.connected_spacing_ms * 100
            + max(0, t.queue_seen_at - t.queue_started_at) * 10 / t.queue_spacing_ms * 10
            + max(0, min(2, (t.connected_at - 1 - t.queue_seen_at) / t.queue_spacing_ms))
        ELSE 4000 END,
    CASE k.kind WHEN 1 THEN t.connected_spacing_ms ELSE 0 END
FROM task_fact AS t
CROSS JOIN sighting_kind AS k
WHERE t.queue_started_at IS NOT NULL
    AND CASE k.kind
        WHEN 1 THEN t.connected_seen_at - t.connected_at < t.connected_spacing_ms
        WHEN 2 THEN t.connected_at IS NULL AND t.ended_at IS NOT NULL
            AND t.queue_seen_at - t.queue_started_at < t.queue_spacing_ms
        WHEN 3 THEN t.connected_seen_at - t.connected_at < t.connected_spacing_ms
            AND t.queue_seen_at - t.queue_started_at < t.queue_spacing_ms
            AND t.queue_seen_at < t.connected_seen_at AND t.queue_seen_at < t.connected_at
        ELSE t.connected_at IS NOT NULL AND t.connected_seen_at IS NULL END;

CREATE VIEW state_span AS
-- States with their ends as far as they were observed. Columns as in state_fact.
SELECT agent_key, from_at,
    coalesce(to_at, max(from_at, (SELECT max(to_at) FROM coverage WHERE resource = 1))) AS to_at,
    state, reason_key, profile_key
FROM state_fact;

CREATE VIEW queue_step (  -- Who began to wait, and who no longer does. Columns as in task_fact.
    service_key,
    changed_at,  -- INTEGER instant of the change [ms UTC], e.g. 1795504510250
    step  -- INTEGER 1: one more waits, -1: one less [number], e.g. 1
) AS
SELECT service_key, queue_started_at AS changed_at, 1 AS step FROM task_outcome
WHERE waited_until_at > queue_started_at
UNION ALL
SELECT service_key, waited_until_at, -1 FROM task_outcome
WHERE waited_until_at > queue_started_at;

CREATE VIEW service_latest AS
-- The latest version of each service. Columns as in service_version.
SELECT v.service_key, v.name, v.sip_uri, v.organization_unit, v.valid_from_at, v.valid_to_at
FROM service_version AS v
WHERE v.valid_from_at =
    (SELECT max(valid_from_at) FROM service_version WHERE service_key = v.service_key);

CREATE VIEW agent_latest AS  -- The latest version of each agent. Columns as in agent_version.
SELECT v.agent_key, v.name, v.sip_uri, v.organization_unit, v.default_profile,
    v.valid_from_at, v.valid_to_at
FROM agent_version AS v
WHERE v.valid_from_at =
    (SELECT max(valid_from_at) FROM agent_version WHERE agent_key = v.agent_key);

CREATE VIEW state_name (  -- The words for agents' states.
    state,  -- INTEGER as in state_fact [code], e.g. 2
    name  -- TEXT what it is called [text], e.g. working
) AS
VALUES (1, 'selectable'), (2, 'working'), (3, 'after_call_work'), (4, 'not_ready'),
    (5, 'rona'), (6, 'off_duty'), (7, 'offline'), (8, 'unknown');

CREATE VIEW target_span (
    -- Which rule held when for each service: its own since it has one, before and else everyone's.
    service_key,  -- INTEGER the service [key], e.g. 3
    from_at,  -- INTEGER the rule held from then; 0: from the beginning [ms UTC], e.g. 1795474800000
    to_at,  -- INTEGER the rule held until then; 9223372036854775807: it still does [ms UTC], e.g.
            -- 1795561200000
    threshold_ms,  -- INTEGER a task answered after a shorter wait is answered in time [ms], e.g.
                   -- 20000
    short_abandon_ms,  -- INTEGER a task abandoned after a shorter wait does not count [ms], e.g.
                       -- 5000
    target  -- REAL share of tasks to answer in time [fraction], e.g. 0.8
) AS
SELECT service_key,
    iif(row_number() OVER service_rules = 1, 0, valid_from_at) AS from_at,
    lead(valid_from_at, 1, 9223372036854775807) OVER service_rules AS to_at,
    threshold_ms, short_abandon_ms, target
FROM (
    SELECT e.service_key, r.valid_from_at, r.threshold_ms, r.short_abandon_ms, r.target
    FROM service_entity AS e
    CROSS JOIN target_rule AS r ON r.service_key = e.service_key
    UNION ALL
    SELECT e.service_key, r.valid_from_at, r.threshold_ms, r.short_abandon_ms, r.target
    FROM service_entity AS e
    CROSS JOIN target_rule AS r ON r.service_key = 0
    WHERE r.valid_from_at < coalesce((SELECT min(o.valid_from_at) FROM target_rule AS o
        WHERE o.service_key = e.service_key), 9223372036854775807)
)
WINDOW service_rules AS (PARTITION BY service_key ORDER BY valid_from_at);

CREATE VIEW open_part (
    -- What each open interval of services is summed up from: a service's own tasks, or for all
    -- services together those of each.
    subject_key,  -- INTEGER the service; 0: all services together [key], e.g. 3
    service_key,  -- INTEGER the service whose tasks count [key], e.g. 3
    interval_at,  -- INTEGER start of the interval [ms UTC], e.g. 1795504500000
    end_at,  -- INTEGER first instant after the interval [ms UTC], e.g. 1795505400000
    day_start_at  -- INTEGER first instant of its local date [ms UTC], e.g. 1795474800000
) AS
SELECT o.service_key AS subject_key, o.service_key, o.interval_at, c.end_at, c.day_start_at
FROM open_interval AS o
CROSS JOIN calendar AS c ON c.start_at = o.interval_at
WHERE o.service_key > 0
UNION ALL
SELECT o.service_key, e.service_key, o.interval_at, c.end_at, c.day_start_at
FROM open_interval AS o
CROSS JOIN calendar AS c ON c.start_at = o.interval_at
CROSS JOIN service_entity AS e
WHERE o.service_key = 0;

CREATE VIEW open_task (
    -- The tasks of the open intervals, with their waits and the rule of their day. Other columns
    -- as in task_outcome.
    subject_key,  -- INTEGER the service; 0: all services together [key], e.g. 3
    interval_at,  -- INTEGER start of the interval [ms UTC], e.g. 1795504500000
    outcome,
    handle_ms,
    is_unconfirmed,
    wait_ms,  -- INTEGER how long the task waited, so far if it is open [ms], e.g. 13750
    threshold_ms,  -- INTEGER the threshold of that day [ms], e.g. 20000
    short_abandon_ms  -- INTEGER the longest short abandon of that day [ms], e.g. 5000
) AS
WITH task AS MATERIALIZED (
    SELECT p.subject_key, p.interval_at, t.outcome, t.handle_ms, t.is_unconfirmed,
        t.waited_until_at - t.queue_started_at AS wait_ms, r.threshold_ms, r.short_abandon_ms
    FROM open_part AS p
    CROSS JOIN task_outcome AS t
        ON t.service_key = p.service_key AND t.interval_at = p.interval_at
    CROSS JOIN target_span AS r ON r.service_key = p.service_key
        AND r.from_at <= p.interval_at AND r.to_at > p.interval_at
)
SELECT subject_key, interval_at, outcome, handle_ms, is_unconfirmed, wait_ms, threshold_ms,
    short_abandon_ms
FROM task;

CREATE VIEW open_count (
    -- Counts and sums of the open intervals' tasks. Other columns as in rollup_service_interval.
    subject_key,  -- INTEGER the service; 0: all services together [key], e.g. 3
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
    answered_wait_ms,
    abandoned_wait_ms,
    longest_wait_ms,
    longest_stay_ms,
    handle_ms,
    handled,
    unconfirmed
) AS
SELECT subject_key, interval_at, offered, answered, abandoned, short_abandoned, flowed_out,
    open, answered + abandoned - short_abandoned AS accountable, answered_within,
    abandoned_within, answered_wait_ms, abandoned_wait_ms, longest_wait_ms, longest_stay_ms,
    handle_ms, handled, unconfirmed
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
        sum(iif(outcome = 'answered', wait_ms, 0)) AS answered_wait_ms,
        sum(iif(outcome = 'abandoned', wait_ms, 0)) AS abandoned_wait_ms,
        max(iif(outcome = 'flowed_out', NULL, wait_ms)) AS longest_wait_ms,
        max(wait_ms) AS longest_stay_ms,
        sum(iif(outcome = 'answered', coalesce(handle_ms, 0), 0)) AS handle_ms,
        sum(outcome = 'answered' AND handle_ms IS NOT NULL) AS handled,
        sum(outcome = 'abandoned' AND is_unconfirmed) AS unconfirmed
    FROM open_task GROUP BY subject_key, interval_at
);

CREATE VIEW open_percentile (
    -- Percentiles of waits by nearest rank: the value at rank ⌈p·n⌉ of the ascending waits. Other
    -- columns as in rollup_service_interval.
    subject_key,  -- INTEGER the service; 0: all services together [key], e.g. 3
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
SELECT subject_key, interval_at,
    max(iif(outcome = 'answered' AND rank = (50 * n + 99) / 100, wait_ms, NULL)) AS wait_median_ms,
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
FROM (SELECT subject_key, interval_at, outcome, wait_ms,
        row_number() OVER (PARTITION BY subject_key, interval_at, outcome ORDER BY wait_ms)
            AS rank,
        count(*) OVER (PARTITION BY subject_key, interval_at, outcome) AS n
    FROM open_task WHERE outcome IN ('answered', 'abandoned'))
GROUP BY subject_key, interval_at;

CREATE VIEW open_watch (
    -- What of each open interval was observed, by service: the runs of coverage clipped to it.
    subject_key,  -- INTEGER the service; 0: all services together [key], e.g. 3
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

CREATE VIEW open_source (
    -- From which intervals tasks may still wait in an open one: itself, the one before, and those
    -- with long stays (five days at most).
    subject_key,  -- INTEGER the service; 0: all services together [key], e.g. 3
    service_key,  -- INTEGER the service whose tasks count [key], e.g. 3
    interval_at,  -- INTEGER start of the interval [ms UTC], e.g. 1795504500000
    source_at  -- INTEGER start of the interval in which such tasks entered the queue [ms UTC], e.g.
               -- 1795503600000
) AS
SELECT subject_key, service_key, interval_at, interval_at AS source_at FROM open_part
UNION
SELECT p.subject_key, p.service_key, p.interval_at,
    (SELECT max(c.start_at) FROM calendar AS c WHERE c.start_at < p.interval_at)
FROM open_part AS p
UNION
SELECT p.subject_key, p.service_key, p.interval_at, r.interval_at
FROM open_part AS p
CROSS JOIN rollup_service_interval AS r INDEXED BY rollup_long_stay
    ON r.service_key = p.service_key AND r.interval_at < p.interval_at
    AND r.interval_at >= p.interval_at - 5 * 86400000 AND r.longest_stay_ms >= 300000
    -- No interval is longer than an hour.
    AND r.interval_at + 3600000 + r.longest_stay_ms > p.interval_at
UNION
SELECT p.subject_key, p.service_key, p.interval_at, r.interval_at
FROM open_part AS p
JOIN open_count AS r ON r.subject_key = p.service_key AND r.interval_at < p.interval_at
    AND r.longest_stay_ms >= 300000
    AND r.interval_at + 3600000 + r.longest_stay_ms > p.interval_at;

CREATE VIEW open_waiting (
    -- Waits clipped to what was observed of the open intervals.
    subject_key,  -- INTEGER the service; 0: all services together [key], e.g. 3
    interval_at,  -- INTEGER start of the interval [ms UTC], e.g. 1795504500000
    from_at,  -- INTEGER start of the wait [ms UTC], e.g. 1795504510250
    to_at  -- INTEGER end of the wait [ms UTC], e.g. 1795504524000
) AS
SELECT w.subject_key, w.interval_at, max(t.queue_started_at, w.from_at) AS from_at,
    min(t.waited_until_at, w.to_at) AS to_at
FROM open_source AS x
CROSS JOIN task_outcome AS t ON t.service_key = x.service_key AND t.interval_at = x.source_at
    AND t.waited_until_at > max(t.queue_started_at, x.interval_at)
JOIN open_watch AS w ON w.subject_key = x.subject_key AND w.service_key = x.service_key
    AND w.interval_at = x.interval_at
    AND w.from_at < t.waited_until_at AND w.to_at > t.queue_started_at;

CREATE VIEW open_queue (
    -- How many waited in the open intervals, and for how long. Other columns as in rollup_service_interval.
    subject_key,  -- INTEGER the service; 0: all services together [key], e.g. 3
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
    -- How long the open intervals were observed; all services together where any of them was.
    -- Other columns as in rollup_service_interval.
    subject_key,  -- INTEGER the service; 0: all services together [key], e.g. 3
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

CREATE VIEW open_service_interval AS
-- Sums of the open intervals of services. Columns as in rollup_service_interval.
SELECT o.service_key, o.interval_at,
    coalesce(c.offered, 0) AS offered, coalesce(c.answered, 0) AS answered,
    coalesce(c.abandoned, 0) AS abandoned, coalesce(c.short_abandoned, 0) AS short_abandoned,
    coalesce(c.flowed_out, 0) AS flowed_out, coalesce(c.open, 0) AS open,
    coalesce(c.accountable, 0) AS accountable, coalesce(c.answered_within, 0) AS answered_within,
    coalesce(c.abandoned_within, 0) AS abandoned_within,
    coalesce(c.answered_wait_ms, 0) AS answered_wait_ms,
    coalesce(c.abandoned_wait_ms, 0) AS abandoned_wait_ms, c.longest_wait_ms, c.longest_stay_ms,
    coalesce(c.handle_ms, 0) AS handle_ms, coalesce(c.handled, 0) AS handled,
    coalesce(c.unconfirmed, 0) AS unconfirmed, p.wait_median_ms, p.wait_p90_ms, p.wait_p95_ms,
    p.wait_max_ms, p.abandon_wait_median_ms, p.abandon_wait_p90_ms, p.abandon_wait_p95_ms,
    p.abandon_wait_max_ms, coalesce(q.waiting_ms, 0) AS waiting_ms,
    coalesce(w.observed_ms, 0) AS observed_ms,
    iif(w.observed_ms > 0, coalesce(q.queue_max, 0), NULL) AS queue_max, q.queue_max_at
FROM open_interval AS o
LEFT JOIN open_count AS c ON c.subject_key = o.service_key AND c.interval_at = o.interval_at
LEFT JOIN open_percentile AS p ON p.subject_key = o.service_key AND p.interval_at = o.interval_at
LEFT JOIN open_queue AS q ON q.subject_key = o.service_key AND q.interval_at = o.interval_at
LEFT JOIN open_observed AS w ON w.subject_key = o.service_key AND w.interval_at = o.interval_at
WHERE o.service_key >= 0 AND (c.offered > 0 OR w.observed_ms > 0);

CREATE VIEW open_agent_interval AS
-- Sums of the open intervals of agents. Columns as in rollup_agent_interval.
SELECT
    -- Cast to integers like the stored ones: SQLite merges in order only what is alike.
    CAST(agent_key AS INTEGER) AS agent_key, CAST(interval_at AS INTEGER) AS interval_at,
    CAST(sum(iif(state = 1, span_ms, 0)) AS INTEGER) AS selectable_ms,
    CAST(sum(iif(state = 2, span_ms, 0)) AS INTEGER) AS working_ms,
    CAST(sum(iif(state = 3, span_ms, 0)) AS INTEGER) AS after_call_work_ms,
    CAST(sum(iif(state = 4, span_ms, 0)) AS INTEGER) AS not_ready_ms,
    CAST(sum(iif(state = 5, span_ms, 0)) AS INTEGER) AS rona_ms,
    CAST(sum(iif(state = 6, span_ms, 0)) AS INTEGER) AS off_duty_ms,
    CAST(sum(iif(state = 7, span_ms, 0)) AS INTEGER) AS offline_ms,
    CAST(sum(answered) AS INTEGER) AS answered, CAST(sum(handle_ms) AS INTEGER) AS handle_ms,
    CAST(sum(handled) AS INTEGER) AS handled
FROM (
    SELECT s.agent_key, o.interval_at, s.state,
        min(s.to_at, c.end_at) - max(s.from_at, c.start_at) AS span_ms,
        0 AS answered, 0 AS handle_ms, 0 AS handled
    FROM open_interval AS o
    CROSS JOIN calendar AS c ON c.start_at = o.interval_at
    CROSS JOIN agent_entity AS e
    -- From the state that the agent was in.
    CROSS JOIN state_span AS s ON s.agent_key = e.agent_key
        AND s.from_at < c.end_at AND s.to_at > c.start_at
        AND s.from_at >= coalesce((SELECT max(from_at) FROM state_fact
            WHERE agent_key = e.agent_key AND from_at <= c.start_at), c.start_at)
    WHERE o.service_key = -1
    UNION ALL
    SELECT t.agent_key, o.interval_at, NULL, 0, 1, coalesce(t.handle_ms, 0),
        t.handle_ms IS NOT NULL
    FROM open_interval AS o
    CROSS JOIN service_entity AS e
    CROSS JOIN task_outcome AS t ON t.service_key = e.service_key
        AND t.interval_at = o.interval_at AND t.outcome = 'answered' AND t.agent_key IS NOT NULL
    WHERE o.service_key = -1
)
GROUP BY agent_key, interval_at
HAVING sum(answered) > 0 OR sum(iif(state <= 5, span_ms, 0)) > 0;

CREATE VIEW open_day_task (
    -- The tasks of the open dates of services. Other columns as in task_outcome.
    service_key,
    day_start_at,  -- INTEGER first instant of the local date [ms UTC], e.g. 1795474800000
    interval_at,
    id,
    agent_key,
    queue_started_at,
    outcome,
    wait_ms,  -- INTEGER how long the task waited, so far if it is open [ms], e.g. 13750
    handle_ms
) AS
SELECT o.service_key, o.day_start_at, t.interval_at, t.id, t.agent_key, t.queue_started_at,
    t.outcome, t.waited_until_at - t.queue_started_at AS wait_ms, t.handle_ms
FROM open_day AS o
CROSS JOIN calendar AS c ON c.start_at = o.day_start_at
CROSS JOIN task_outcome AS t ON t.service_key = o.service_key
    AND t.interval_at >= o.day_start_at AND t.interval_at < c.day_end_at
WHERE o.service_key > 0;

CREATE VIEW open_day_percentile (
    -- Percentiles of the waits of open dates. Columns as in rollup_service_day.
    service_key,
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
SELECT service_key, day_start_at,
    max(iif(outcome = 'answered' AND rank = (50 * n + 99) / 100, wait_ms, NULL)) AS wait_median_ms,
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
FROM (SELECT service_key, day_start_at, outcome, wait_ms,
        row_number() OVER (PARTITION BY service_key, day_start_at, outcome ORDER BY wait_ms)
            AS rank,
        count(*) OVER (PARTITION BY service_key, day_start_at, outcome) AS n
    FROM (
        SELECT o.service_key, o.day_start_at, t.outcome,
            t.waited_until_at - t.queue_started_at AS wait_ms
        FROM open_day AS o
        CROSS JOIN calendar AS c ON c.start_at = o.day_start_at
        CROSS JOIN service_entity AS e ON o.service_key IN (0, e.service_key)
        CROSS JOIN task_outcome AS t ON t.service_key = e.service_key
            AND t.interval_at >= o.day_start_at AND t.interval_at < c.day_end_at
        WHERE o.service_key >= 0 AND t.outcome IN ('answered', 'abandoned')
    ))
GROUP BY service_key, day_start_at;

CREATE VIEW service_interval_sum AS
-- Stored and open intervals together. Columns as in rollup_service_interval.
SELECT service_key, interval_at, offered, answered, abandoned, short_abandoned, flowed_out, open,
    accountable, answered_within, abandoned_within, answered_wait_ms, abandoned_wait_ms,
    longest_wait_ms, handle_ms, handled, unconfirmed, wait_median_ms, wait_p90_ms, wait_p95_ms,
    wait_max_ms, abandon_wait_median_ms, abandon_wait_p90_ms, abandon_wait_p95_ms,
    abandon_wait_max_ms, waiting_ms, observed_ms, queue_max, queue_max_at
FROM rollup_service_interval
UNION ALL
SELECT service_key, interval_at, offered, answered, abandoned, short_abandoned, flowed_out, open,
    accountable, answered_within, abandoned_within, answered_wait_ms, abandoned_wait_ms,
    longest_wait_ms, handle_ms, handled, unconfirmed, wait_median_ms, wait_p90_ms, wait_p95_ms,
    wait_max_ms, abandon_wait_median_ms, abandon_wait_p90_ms, abandon_wait_p95_ms,
    abandon_wait_max_ms, waiting_ms, observed_ms, queue_max, queue_max_at
FROM open_service_interval;

CREATE VIEW open_service_day AS
-- Sums of the open dates of services. Columns as in rollup_service_day.
SELECT o.service_key, o.day_start_at,
    sum(r.offered) AS offered, sum(r.answered) AS answered, sum(r.abandoned) AS abandoned,
    sum(r.short_abandoned) AS short_abandoned, sum(r.flowed_out) AS flowed_out,
    sum(r.open) AS open, sum(r.accountable) AS accountable,
    sum(r.answered_within) AS answered_within, sum(r.abandoned_within) AS abandoned_within,
    sum(r.answered_wait_ms) AS answered_wait_ms, sum(r.abandoned_wait_ms) AS abandoned_wait_ms,
    max(r.longest_wait_ms) AS longest_wait_ms, sum(r.handle_ms) AS handle_ms,
    sum(r.handled) AS handled, sum(r.unconfirmed) AS unconfirmed, p.wait_median_ms,
    p.wait_p90_ms, p.wait_p95_ms, p.wait_max_ms, p.abandon_wait_median_ms,
    p.abandon_wait_p90_ms, p.abandon_wait_p95_ms, p.abandon_wait_max_ms,
    sum(r.waiting_ms) AS waiting_ms, sum(r.observed_ms) AS observed_ms,
    max(r.queue_max) AS queue_max
FROM open_day AS o
-- Stored and open intervals each by their own key: together they would be read whole.
CROSS JOIN (
    SELECT d.service_key, d.day_start_at,
        r.offered, r.answered, r.abandoned, r.short_abandoned, r.flowed_out, r.open, r.accountable,
        r.answered_within, r.abandoned_within, r.answered_wait_ms, r.abandoned_wait_ms,
        r.longest_wait_ms, r.handle_ms, r.handled, r.unconfirmed, r.waiting_ms, r.observed_ms,
        r.queue_max
    FROM open_day AS d
    CROSS JOIN calendar AS c ON c.day_start_at = d.day_start_at AND c.start_at >= d.day_start_at
        AND c.start_at < d.day_start_at + 25 * 3600000
    CROSS JOIN rollup_service_interval AS r ON r.interval_at = c.start_at
        AND r.service_key = d.service_key
    UNION ALL
    SELECT r.service_key, c.day_start_at,
        r.offered, r.answered, r.abandoned, r.short_abandoned, r.flowed_out, r.open, r.accountable,
        r.answered_within, r.abandoned_within, r.answered_wait_ms, r.abandoned_wait_ms,
        r.longest_wait_ms, r.handle_ms, r.handled, r.unconfirmed, r.waiting_ms, r.observed_ms,
        r.queue_max
    FROM open_service_interval AS r
    CROSS JOIN calendar AS c ON c.start_at = r.interval_at
) AS r ON r.service_key = o.service_key AND r.day_start_at = o.day_start_at
LEFT JOIN open_day_percentile AS p ON p.service_key = o.service_key
    AND p.day_start_at = o.day_start_at
WHERE o.service_key >= 0
GROUP BY o.service_key, o.day_start_at;

CREATE VIEW open_wait_day AS  -- Histograms of open dates. Columns as in rollup_wait_day.
SELECT service_key, day_start_at, outcome = 'abandoned' AS is_abandoned, wait_ms / 1000 AS second,
    count(*) AS n
FROM open_day_task WHERE outcome IN ('answered', 'abandoned')
GROUP BY service_key, day_start_at, outcome, wait_ms / 1000;

CREATE VIEW open_stay_day AS
-- Stays on open dates of tasks that were in a queue more than once. Columns as in
-- rollup_stay_day.
SELECT t.service_key, t.day_start_at, t.interval_at, t.id, t.queue_started_at
FROM open_day_task AS t
WHERE t.outcome = 'flowed_out' OR EXISTS (SELECT 1 FROM task_fact AS f
    WHERE f.id = t.id AND f.flowed_out_at IS NOT NULL AND f.queue_started_at < t.queue_started_at);

CREATE VIEW open_sighting_day AS  -- Sightings on open dates. Columns as in rollup_sighting_day.
SELECT o.service_key, o.day_start_at, t.code, count(*) AS n, sum(t.spacing_ms) AS spacing_ms
FROM open_day AS o
CROSS JOIN calendar AS c ON c.start_at = o.day_start_at
CROSS JOIN task_sighting AS t ON t.service_key = o.service_key
    AND t.interval_at >= o.day_start_at AND t.interval_at < c.day_end_at
WHERE o.service_key > 0
GROUP BY o.service_key, o.day_start_at, t.code;

CREATE VIEW open_answer_day AS  -- Answers on open dates. Columns as in rollup_answer_day.
SELECT agent_key, service_key, day_start_at, count(*) AS answered,
    sum(coalesce(handle_ms, 0)) AS handle_ms, count(handle_ms) AS handled,
    max(handle_ms) AS longest_ms
FROM open_day_task WHERE outcome = 'answered' AND agent_key IS NOT NULL
GROUP BY agent_key, service_key, day_start_at;

CREATE VIEW open_state_day AS  -- States on open dates. Columns as in rollup_state_day.
SELECT s.agent_key, o.day_start_at, s.state, coalesce(s.reason_key, 0) AS reason_key,
    sum(min(s.to_at, c.day_end_at) - max(s.from_at, o.day_start_at)) AS span_ms,
    sum(s.from_at >= o.day_start_at) AS begun
FROM open_day AS o
CROSS JOIN calendar AS c ON c.start_at = o.day_start_at
CROSS JOIN agent_entity AS e
CROSS JOIN state_span AS s ON s.agent_key = e.agent_key
    AND s.from_at < c.day_end_at AND s.to_at >= o.day_start_at
    AND (s.to_at > o.day_start_at OR s.from_at = s.to_at)
    AND s.from_at >= coalesce((SELECT max(from_at) FROM state_fact
        WHERE agent_key = e.agent_key AND from_at <= o.day_start_at), o.day_start_at)
WHERE o.service_key = -1
GROUP BY s.agent_key, o.day_start_at, s.state, coalesce(s.reason_key, 0);

CREATE VIEW service_day_sum AS
-- Stored and open dates together. Columns as in rollup_service_day.
SELECT service_key, day_start_at, offered, answered, abandoned, short_abandoned, flowed_out,
    open, accountable, answered_within, abandoned_within, answered_wait_ms, abandoned_wait_ms,
    longest_wait_ms, handle_ms, handled, unconfirmed, wait_median_ms, wait_p90_ms, wait_p95_ms,
    wait_max_ms, abandon_wait_median_ms, abandon_wait_p90_ms, abandon_wait_p95_ms,
    abandon_wait_max_ms, waiting_ms, observed_ms, queue_max
FROM rollup_service_day
UNION ALL
SELECT service_key, day_start_at, offered, answered, abandoned, short_abandoned, flowed_out,
    open, accountable, answered_within, abandoned_within, answered_wait_ms, abandoned_wait_ms,
    longest_wait_ms, handle_ms, handled, unconfirmed, wait_median_ms, wait_p90_ms, wait_p95_ms,
    wait_max_ms, abandon_wait_median_ms, abandon_wait_p90_ms, abandon_wait_p95_ms,
    abandon_wait_max_ms, waiting_ms, observed_ms, queue_max
FROM open_service_day;

CREATE VIEW wait_day_sum AS  -- Stored and open dates together. Columns as in rollup_wait_day.
SELECT service_key, day_start_at, is_abandoned, second, n FROM rollup_wait_day
UNION ALL SELECT service_key, day_start_at, is_abandoned, second, n FROM open_wait_day;

CREATE VIEW stay_day_sum AS  -- Stored and open dates together. Columns as in rollup_stay_day.
SELECT service_key, day_start_at, interval_at, id, queue_started_at FROM rollup_stay_day
UNION ALL SELECT service_key, day_start_at, interval_at, id, queue_started_at FROM open_stay_day;

CREATE VIEW sighting_day_sum AS
-- Stored and open dates together. Columns as in rollup_sighting_day.
SELECT service_key, day_start_at, code, n, spacing_ms FROM rollup_sighting_day
UNION ALL SELECT service_key, day_start_at, code, n, spacing_ms FROM open_sighting_day;

CREATE VIEW answer_day_sum AS  -- Stored and open dates together. Columns as in rollup_answer_day.
SELECT agent_key, service_key, day_start_at, answered, handle_ms, handled, longest_ms
FROM rollup_answer_day
UNION ALL SELECT agent_key, service_key, day_start_at, answered, handle_ms, handled, longest_ms
FROM open_answer_day;

CREATE VIEW agent_interval_sum AS
-- Stored and open intervals together. Columns as in rollup_agent_interval.
SELECT agent_key, interval_at, selectable_ms, working_ms, after_call_work_ms, not_ready_ms,
    rona_ms, off_duty_ms, offline_ms, answered, handle_ms, handled
FROM rollup_agent_interval
UNION ALL
SELECT agent_key, interval_at, selectable_ms, working_ms, after_call_work_ms, not_ready_ms,
    rona_ms, off_duty_ms, offline_ms, answered, handle_ms, handled
FROM open_agent_interval;

CREATE VIEW state_day_sum AS  -- Stored and open dates together. Columns as in rollup_state_day.
SELECT agent_key, day_start_at, state, reason_key, span_ms, begun FROM rollup_state_day
UNION ALL
SELECT agent_key, day_start_at, state, reason_key, span_ms, begun FROM open_state_day;

CREATE VIEW service_unit (
    -- To which organization unit each service belonged. A local date counts for the unit that the
    -- service belonged to at its end. Other columns as in service_version.
    service_key,
    organization_unit,
    from_at,  -- INTEGER since then; 0: from the beginning [ms UTC], e.g. 1795474800000
    to_at  -- INTEGER until then; 9223372036854775807: still [ms UTC], e.g. 1795561200000
) AS
SELECT service_key, organization_unit,
    iif(row_number() OVER services = 1, 0, day_start_at) AS from_at,
    lead(day_start_at, 1, 9223372036854775807) OVER services AS to_at
FROM (
    SELECT v.service_key, v.organization_unit,
        coalesce(c.day_start_at, v.valid_from_at) AS day_start_at, max(v.valid_from_at)
    FROM service_version AS v
    LEFT JOIN calendar AS c ON c.start_at =
        (SELECT max(start_at) FROM calendar WHERE start_at <= v.valid_from_at)
    GROUP BY v.service_key, coalesce(c.day_start_at, v.valid_from_at)
)
WINDOW services AS (PARTITION BY service_key ORDER BY day_start_at);

CREATE VIEW agent_unit (
    -- To which organization unit each agent belonged. A local date counts for the unit that the
    -- agent belonged to at its end. Other columns as in agent_version.
    agent_key,
    organization_unit,
    from_at,  -- INTEGER since then; 0: from the beginning [ms UTC], e.g. 1795474800000
    to_at  -- INTEGER until then; 9223372036854775807: still [ms UTC], e.g. 1795561200000
) AS
SELECT agent_key, organization_unit,
    iif(row_number() OVER agents = 1, 0, day_start_at) AS from_at,
    lead(day_start_at, 1, 9223372036854775807) OVER agents AS to_at
FROM (
    -- An agent who was in no directory yet belongs to none.
    SELECT e.agent_key, v.organization_unit,
        coalesce(c.day_start_at, v.valid_from_at, 0) AS day_start_at, max(v.valid_from_at)
    FROM agent_entity AS e
    LEFT JOIN agent_version AS v ON v.agent_key = e.agent_key
    LEFT JOIN calendar AS c ON c.start_at =
        (SELECT max(start_at) FROM calendar WHERE start_at <= v.valid_from_at)
    GROUP BY e.agent_key, coalesce(c.day_start_at, v.valid_from_at, 0)
)
WINDOW agents AS (PARTITION BY agent_key ORDER BY day_start_at);

-- The scope of a question: which services and agents count, and when. Here everything; a reader
-- that filters puts temporary tables of these names in front.

CREATE VIEW scope_service (
    -- Which services count, and when. Columns as in service_unit.
    service_key,
    from_at,
    to_at
) AS
SELECT service_key, 0 AS from_at, 9223372036854775807 AS to_at FROM service_entity;

CREATE VIEW scope_agent (
    -- Which agents count, and when. Columns as in agent_unit.
    agent_key,
    from_at,
    to_at
) AS
SELECT agent_key, 0 AS from_at, 9223372036854775807 AS to_at FROM agent_entity;

CREATE VIEW scope_answer (
    -- Whose tasks count as answered by an agent, and when: where services are chosen by name, theirs
    -- alone. Columns as in service_unit.
    service_key,
    from_at,
    to_at
) AS
SELECT service_key, 0 AS from_at, 9223372036854775807 AS to_at FROM service_entity;

CREATE VIEW scope_agent_interval AS
-- Intervals of agents, with the answered tasks of the services in scope_answer. Columns as in
-- rollup_agent_interval.
SELECT agent_key, interval_at, selectable_ms, working_ms, after_call_work_ms, not_ready_ms,
    rona_ms, off_duty_ms, offline_ms, answered, handle_ms, handled
FROM agent_interval_sum;

CREATE VIEW scope_part (
    -- What the services of the scope together do not add up to, by interval and by local date. Other
    -- columns as in rollup_service_interval.
    is_day,  -- INTEGER 1: a local date, 0: an interval [0/1], e.g. 0
    part_at,  -- INTEGER its first instant [ms UTC], e.g. 1795504500000
    wait_median_ms,
    wait_p90_ms,
    wait_p95_ms,
    wait_max_ms,
    abandon_wait_median_ms,
    abandon_wait_p90_ms,
    abandon_wait_p95_ms,
    abandon_wait_max_ms,
    waiting_ms,
    observed_ms,
    queue_max
) AS
SELECT 0 AS is_day, interval_at AS part_at,
    wait_median_ms, wait_p90_ms, wait_p95_ms, wait_max_ms, abandon_wait_median_ms,
    abandon_wait_p90_ms, abandon_wait_p95_ms, abandon_wait_max_ms, waiting_ms, observed_ms,
    queue_max
FROM service_interval_sum WHERE service_key = 0
UNION ALL
SELECT 1, day_start_at,
    wait_median_ms, wait_p90_ms, wait_p95_ms, wait_max_ms, abandon_wait_median_ms,
    abandon_wait_p90_ms, abandon_wait_p95_ms, abandon_wait_max_ms, waiting_ms, observed_ms,
    queue_max
FROM service_day_sum WHERE service_key = 0;

CREATE VIEW service_part (
    -- Rollups of intervals and of local dates, with the rule of their day. Other columns as in
    -- rollup_service_interval.
    service_key,
    is_day,  -- INTEGER 1: a local date, 0: an interval [0/1], e.g. 0
    part_at,  -- INTEGER its first instant [ms UTC], e.g. 1795504500000
    threshold_ms,  -- INTEGER the threshold of that day [ms], e.g. 20000
    target,  -- REAL the target of that day [fraction], e.g. 0.8
    offered,
    answered,
    abandoned,
    short_abandoned,
    flowed_out,
    open,
    accountable,
    answered_within,
    abandoned_within,
    answered_wait_ms,
    abandoned_wait_ms,
    handle_ms,
    handled,
    unconfirmed,
    longest_wait_ms,
    wait_median_ms,
    wait_p90_ms,
    wait_p95_ms,
    wait_max_ms,
    abandon_wait_median_ms,
    abandon_wait_p90_ms,
    abandon_wait_p95_ms,
    abandon_wait_max_ms,
    waiting_ms,
    observed_ms,
    queue_max,
    queue_max_at
) AS
SELECT r.service_key, 0 AS is_day, r.interval_at AS part_at, t.threshold_ms, t.target,
    r.offered, r.answered, r.abandoned, r.short_abandoned, r.flowed_out, r.open,
    r.accountable, r.answered_within, r.abandoned_within, r.answered_wait_ms,
    r.abandoned_wait_ms, r.handle_ms, r.handled, r.unconfirmed, r.longest_wait_ms,
    r.wait_median_ms, r.wait_p90_ms, r.wait_p95_ms, r.wait_max_ms, r.abandon_wait_median_ms,
    r.abandon_wait_p90_ms, r.abandon_wait_p95_ms, r.abandon_wait_max_ms, r.waiting_ms,
    r.observed_ms, r.queue_max,
    r.queue_max_at
FROM service_interval_sum AS r
CROSS JOIN target_span AS t ON t.service_key = r.service_key
    AND t.from_at <= r.interval_at AND t.to_at > r.interval_at
UNION ALL
SELECT r.service_key, 1, r.day_start_at, t.threshold_ms, t.target,
    r.offered, r.answered, r.abandoned, r.short_abandoned, r.flowed_out, r.open,
    r.accountable, r.answered_within, r.abandoned_within, r.answered_wait_ms,
    r.abandoned_wait_ms, r.handle_ms, r.handled, r.unconfirmed, r.longest_wait_ms,
    r.wait_median_ms, r.wait_p90_ms, r.wait_p95_ms, r.wait_max_ms, r.abandon_wait_median_ms,
    r.abandon_wait_p90_ms, r.abandon_wait_p95_ms, r.abandon_wait_max_ms, r.waiting_ms,
    r.observed_ms, r.queue_max, NULL
FROM service_day_sum AS r
CROSS JOIN target_span AS t ON t.service_key = r.service_key
    AND t.from_at <= r.day_start_at AND t.to_at > r.day_start_at;
