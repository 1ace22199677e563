-- What queries read: stored and open sums together, by interval (is_day = 0) and by local date
-- (is_day = 1). A period is read by its whole dates where it has them, and else by its intervals.

CREATE VIEW subject_part (
    -- Sums of every subject. Other columns as in rollup_service_interval.
    subject_key,
    is_day,  -- INTEGER 1: a local date, 0: an interval [0/1], e.g. 0
    part_at,  -- INTEGER its first instant [ms UTC], e.g. 1795504500000
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
    offered_closed,
    answered_wait_ms,
    abandoned_wait_ms,
    longest_wait_ms,
    handle_ms,
    handled,
    unconfirmed,
    unconfirmed_short,
    unconfirmed_in_time,
    perhaps_short,
    perhaps_counted,
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
    waiting_closed_ms,
    observed_closed_ms,
    queue_max,
    queue_max_at
) AS
SELECT subject_key, 0 AS is_day, interval_at AS part_at,
    offered, answered, abandoned, short_abandoned, flowed_out, open, accountable, answered_within,
    abandoned_within, target_calls, offered_closed, answered_wait_ms, abandoned_wait_ms,
    longest_wait_ms, handle_ms, handled, unconfirmed, unconfirmed_short, unconfirmed_in_time,
    perhaps_short, perhaps_counted, wait_median_ms, wait_p90_ms, wait_p95_ms,
    wait_max_ms, abandon_wait_median_ms, abandon_wait_p90_ms, abandon_wait_p95_ms,
    abandon_wait_max_ms, waiting_ms, observed_ms, waiting_closed_ms, observed_closed_ms, queue_max,
    queue_max_at
FROM rollup_service_interval
UNION ALL
SELECT subject_key, 0, interval_at,
    offered, answered, abandoned, short_abandoned, flowed_out, open, accountable, answered_within,
    abandoned_within, target_calls, offered_closed, answered_wait_ms, abandoned_wait_ms,
    longest_wait_ms, handle_ms, handled, unconfirmed, unconfirmed_short, unconfirmed_in_time,
    perhaps_short, perhaps_counted, wait_median_ms, wait_p90_ms, wait_p95_ms,
    wait_max_ms, abandon_wait_median_ms, abandon_wait_p90_ms, abandon_wait_p95_ms,
    abandon_wait_max_ms, waiting_ms, observed_ms, waiting_closed_ms, observed_closed_ms, queue_max,
    queue_max_at
FROM open_service_interval
UNION ALL
SELECT subject_key, 1, day_start_at,
    offered, answered, abandoned, short_abandoned, flowed_out, open, accountable, answered_within,
    abandoned_within, target_calls, offered_closed, answered_wait_ms, abandoned_wait_ms,
    longest_wait_ms, handle_ms, handled, unconfirmed, unconfirmed_short, unconfirmed_in_time,
    perhaps_short, perhaps_counted, wait_median_ms, wait_p90_ms, wait_p95_ms,
    wait_max_ms, abandon_wait_median_ms, abandon_wait_p90_ms, abandon_wait_p95_ms,
    abandon_wait_max_ms, waiting_ms, observed_ms, waiting_closed_ms, observed_closed_ms, queue_max,
    CAST(NULL AS INTEGER)
FROM rollup_service_day
UNION ALL
SELECT subject_key, 1, day_start_at,
    offered, answered, abandoned, short_abandoned, flowed_out, open, accountable, answered_within,
    abandoned_within, target_calls, offered_closed, answered_wait_ms, abandoned_wait_ms,
    longest_wait_ms, handle_ms, handled, unconfirmed, unconfirmed_short, unconfirmed_in_time,
    perhaps_short, perhaps_counted, wait_median_ms, wait_p90_ms, wait_p95_ms,
    wait_max_ms, abandon_wait_median_ms, abandon_wait_p90_ms, abandon_wait_p95_ms,
    abandon_wait_max_ms, waiting_ms, observed_ms, waiting_closed_ms, observed_closed_ms, queue_max,
    CAST(NULL AS INTEGER)
FROM open_service_day;

CREATE VIEW stored_service_interval (
    -- Stored sums of services by interval. Columns as in rollup_service_interval.
    service_key,  -- INTEGER the service; 0: all services together [key], e.g. 3
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
    offered_closed,
    answered_wait_ms,
    abandoned_wait_ms,
    longest_wait_ms,
    handle_ms,
    handled,
    unconfirmed,
    unconfirmed_short,
    unconfirmed_in_time,
    perhaps_short,
    perhaps_counted,
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
    waiting_closed_ms,
    observed_closed_ms,
    queue_max,
    queue_max_at
) AS
SELECT subject_key AS service_key, interval_at,
    offered, answered, abandoned, short_abandoned, flowed_out, open, accountable, answered_within,
    abandoned_within, target_calls, offered_closed, answered_wait_ms, abandoned_wait_ms,
    longest_wait_ms, handle_ms, handled, unconfirmed, unconfirmed_short, unconfirmed_in_time,
    perhaps_short, perhaps_counted, wait_median_ms, wait_p90_ms, wait_p95_ms,
    wait_max_ms, abandon_wait_median_ms, abandon_wait_p90_ms, abandon_wait_p95_ms,
    abandon_wait_max_ms, waiting_ms, observed_ms, waiting_closed_ms, observed_closed_ms, queue_max,
    queue_max_at
FROM rollup_service_interval
WHERE subject_key >= 0;

CREATE VIEW stored_service_day (
    -- Stored sums of services by local date. Columns as in rollup_service_day.
    service_key,  -- INTEGER the service; 0: all services together [key], e.g. 3
    day_start_at,
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
    offered_closed,
    answered_wait_ms,
    abandoned_wait_ms,
    longest_wait_ms,
    handle_ms,
    handled,
    unconfirmed,
    unconfirmed_short,
    unconfirmed_in_time,
    perhaps_short,
    perhaps_counted,
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
    waiting_closed_ms,
    observed_closed_ms,
    queue_max
) AS
SELECT subject_key AS service_key, day_start_at,
    offered, answered, abandoned, short_abandoned, flowed_out, open, accountable, answered_within,
    abandoned_within, target_calls, offered_closed, answered_wait_ms, abandoned_wait_ms,
    longest_wait_ms, handle_ms, handled, unconfirmed, unconfirmed_short, unconfirmed_in_time,
    perhaps_short, perhaps_counted, wait_median_ms, wait_p90_ms, wait_p95_ms,
    wait_max_ms, abandon_wait_median_ms, abandon_wait_p90_ms, abandon_wait_p95_ms,
    abandon_wait_max_ms, waiting_ms, observed_ms, waiting_closed_ms, observed_closed_ms, queue_max
FROM rollup_service_day WHERE subject_key >= 0;

CREATE VIEW service_interval_sum (
    -- Sums of services by interval. Columns as in rollup_service_interval.
    service_key,  -- INTEGER the service; 0: all services together [key], e.g. 3
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
    offered_closed,
    answered_wait_ms,
    abandoned_wait_ms,
    longest_wait_ms,
    handle_ms,
    handled,
    unconfirmed,
    unconfirmed_short,
    unconfirmed_in_time,
    perhaps_short,
    perhaps_counted,
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
    waiting_closed_ms,
    observed_closed_ms,
    queue_max,
    queue_max_at
) AS
SELECT subject_key AS service_key, interval_at,
    offered, answered, abandoned, short_abandoned, flowed_out, open, accountable, answered_within,
    abandoned_within, target_calls, offered_closed, answered_wait_ms, abandoned_wait_ms,
    longest_wait_ms, handle_ms, handled, unconfirmed, unconfirmed_short, unconfirmed_in_time,
    perhaps_short, perhaps_counted, wait_median_ms, wait_p90_ms, wait_p95_ms,
    wait_max_ms, abandon_wait_median_ms, abandon_wait_p90_ms, abandon_wait_p95_ms,
    abandon_wait_max_ms, waiting_ms, observed_ms, waiting_closed_ms, observed_closed_ms, queue_max,
    queue_max_at
FROM rollup_service_interval
WHERE subject_key >= 0
UNION ALL
SELECT subject_key, interval_at,
    offered, answered, abandoned, short_abandoned, flowed_out, open, accountable, answered_within,
    abandoned_within, target_calls, offered_closed, answered_wait_ms, abandoned_wait_ms,
    longest_wait_ms, handle_ms, handled, unconfirmed, unconfirmed_short, unconfirmed_in_time,
    perhaps_short, perhaps_counted, wait_median_ms, wait_p90_ms, wait_p95_ms,
    wait_max_ms, abandon_wait_median_ms, abandon_wait_p90_ms, abandon_wait_p95_ms,
    abandon_wait_max_ms, waiting_ms, observed_ms, waiting_closed_ms, observed_closed_ms, queue_max,
    queue_max_at
FROM open_service_interval
WHERE subject_key >= 0;

CREATE VIEW service_day_sum (
    -- Sums of services by local date. Columns as in rollup_service_day.
    service_key,  -- INTEGER the service; 0: all services together [key], e.g. 3
    day_start_at,
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
    offered_closed,
    answered_wait_ms,
    abandoned_wait_ms,
    longest_wait_ms,
    handle_ms,
    handled,
    unconfirmed,
    unconfirmed_short,
    unconfirmed_in_time,
    perhaps_short,
    perhaps_counted,
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
    waiting_closed_ms,
    observed_closed_ms,
    queue_max
) AS
SELECT subject_key AS service_key, day_start_at,
    offered, answered, abandoned, short_abandoned, flowed_out, open, accountable, answered_within,
    abandoned_within, target_calls, offered_closed, answered_wait_ms, abandoned_wait_ms,
    longest_wait_ms, handle_ms, handled, unconfirmed, unconfirmed_short, unconfirmed_in_time,
    perhaps_short, perhaps_counted, wait_median_ms, wait_p90_ms, wait_p95_ms,
    wait_max_ms, abandon_wait_median_ms, abandon_wait_p90_ms, abandon_wait_p95_ms,
    abandon_wait_max_ms, waiting_ms, observed_ms, waiting_closed_ms, observed_closed_ms, queue_max
FROM rollup_service_day WHERE subject_key >= 0
UNION ALL
SELECT subject_key, day_start_at,
    offered, answered, abandoned, short_abandoned, flowed_out, open, accountable, answered_within,
    abandoned_within, target_calls, offered_closed, answered_wait_ms, abandoned_wait_ms,
    longest_wait_ms, handle_ms, handled, unconfirmed, unconfirmed_short, unconfirmed_in_time,
    perhaps_short, perhaps_counted, wait_median_ms, wait_p90_ms, wait_p95_ms,
    wait_max_ms, abandon_wait_median_ms, abandon_wait_p90_ms, abandon_wait_p95_ms,
    abandon_wait_max_ms, waiting_ms, observed_ms, waiting_closed_ms, observed_closed_ms, queue_max
FROM open_service_day WHERE subject_key >= 0;

CREATE VIEW wait_part AS
-- Histograms of the waits of every subject by local date. Columns as in rollup_wait_day.
SELECT subject_key, day_start_at, is_abandoned, second, n FROM rollup_wait_day
UNION ALL SELECT subject_key, day_start_at, is_abandoned, second, n FROM open_wait_day;

CREATE VIEW stay_day_sum AS  -- Stored and open dates together. Columns as in rollup_stay_day.
SELECT service_key, day_start_at, interval_at, id, queue_started_at, channel_key
FROM rollup_stay_day
UNION ALL
SELECT service_key, day_start_at, interval_at, id, queue_started_at, channel_key
FROM open_stay_day;

CREATE VIEW sighting_day_sum AS
-- Stored and open dates together. Columns as in rollup_sighting_day.
SELECT service_key, day_start_at, age_tenths, more_polls, n, spacing_ms FROM rollup_sighting_day
UNION ALL SELECT service_key, day_start_at, age_tenths, more_polls, n, spacing_ms
FROM open_sighting_day;

CREATE VIEW spacing_day_sum AS
-- Stored and open dates together. Columns as in rollup_spacing_day.
SELECT service_key, day_start_at, second, n, stands_for FROM rollup_spacing_day
UNION ALL SELECT service_key, day_start_at, second, n, stands_for FROM open_spacing_day;

CREATE VIEW answer_day_sum AS  -- Stored and open dates together. Columns as in rollup_answer_day.
SELECT agent_key, service_key, day_start_at, answered, handle_ms, handled, longest_ms
FROM rollup_answer_day
UNION ALL
SELECT agent_key, service_key, day_start_at, answered, handle_ms, handled, longest_ms
FROM open_answer_day;

CREATE VIEW service_staff (
    -- Who serves each service on each local date: its members as LUCS lists them; before the first
    -- such list, the agents who answered a task of it that day.
    service_key,  -- INTEGER the service [key], e.g. 3
    agent_key,  -- INTEGER an agent who serves it [key], e.g. 12
    day_start_at  -- INTEGER first instant of the local date [ms UTC], e.g. 1795474800000
) AS
SELECT m.service_key, m.agent_key, c.start_at AS day_start_at
FROM calendar AS c
JOIN service_member_version AS m ON m.valid_from_at < c.day_end_at
    AND coalesce(m.valid_to_at, 9223372036854775807) > c.start_at
WHERE c.start_at = c.day_start_at
    -- Whoever left and came back on one date counts once.
    AND NOT EXISTS (SELECT 1 FROM service_member_version AS n WHERE n.service_key = m.service_key
        AND n.agent_key = m.agent_key AND n.valid_from_at > m.valid_from_at
        AND n.valid_from_at < c.day_end_at)
UNION ALL
SELECT y.service_key, y.agent_key, y.day_start_at
FROM answer_day_sum AS y
WHERE NOT EXISTS (SELECT 1 FROM service_member_listing AS l
    JOIN calendar AS c ON c.day_end_at > l.first_at
    WHERE l.service_key = y.service_key AND c.start_at = y.day_start_at);

CREATE VIEW state_day_sum AS  -- Stored and open dates together. Columns as in rollup_state_day.
SELECT agent_key, day_start_at, state, reason_key, span_ms, begun FROM rollup_state_day
UNION ALL
SELECT agent_key, day_start_at, state, reason_key, span_ms, begun FROM open_state_day;

CREATE VIEW agent_part (
    -- Sums of agents. Other columns as in rollup_agent_day.
    agent_key,
    is_day,  -- INTEGER 1: a local date, 0: an interval [0/1], e.g. 0
    part_at,  -- INTEGER its first instant [ms UTC], e.g. 1795504500000
    selectable_ms,
    working_ms,
    after_call_work_ms,
    not_ready_ms,
    rona_ms,
    off_duty_ms,
    offline_ms,
    rona_count,  -- INTEGER as there; NULL of intervals [count], e.g. 1
    answered,
    handle_ms,
    handled,
    longest_ms  -- INTEGER as there; NULL of intervals [ms], e.g. 804000
) AS
SELECT agent_key, 0 AS is_day, interval_at AS part_at,
    selectable_ms, working_ms, after_call_work_ms, not_ready_ms, rona_ms, off_duty_ms, offline_ms,
    CAST(NULL AS INTEGER) AS rona_count, answered, handle_ms, handled,
    CAST(NULL AS INTEGER) AS longest_ms
FROM rollup_agent_interval
UNION ALL
SELECT agent_key, 0, interval_at,
    selectable_ms, working_ms, after_call_work_ms, not_ready_ms, rona_ms, off_duty_ms, offline_ms,
    CAST(NULL AS INTEGER), answered, handle_ms, handled, CAST(NULL AS INTEGER)
FROM open_agent_interval
UNION ALL
SELECT agent_key, 1, day_start_at,
    selectable_ms, working_ms, after_call_work_ms, not_ready_ms, rona_ms, off_duty_ms, offline_ms,
    rona_count, answered, handle_ms, handled, longest_ms
FROM rollup_agent_day
UNION ALL
SELECT agent_key, 1, day_start_at,
    selectable_ms, working_ms, after_call_work_ms, not_ready_ms, rona_ms, off_duty_ms, offline_ms,
    rona_count, answered, handle_ms, handled, longest_ms
FROM open_agent_day;

CREATE VIEW agent_interval_sum (
    -- Sums of agents by interval. Columns as in rollup_agent_interval.
    agent_key,
    interval_at,
    selectable_ms,
    working_ms,
    after_call_work_ms,
    not_ready_ms,
    rona_ms,
    off_duty_ms,
    offline_ms,
    answered,
    handle_ms,
    handled
) AS
SELECT agent_key, interval_at, selectable_ms, working_ms, after_call_work_ms, not_ready_ms,
    rona_ms, off_duty_ms, offline_ms, answered, handle_ms, handled
FROM rollup_agent_interval
UNION ALL
SELECT agent_key, interval_at, selectable_ms, working_ms, after_call_work_ms, not_ready_ms,
    rona_ms, off_duty_ms, offline_ms, answered, handle_ms, handled
FROM open_agent_interval;

CREATE VIEW agent_day_sum (
    -- Sums of agents by local date. Columns as in rollup_agent_day.
    agent_key,
    day_start_at,
    selectable_ms,
    working_ms,
    after_call_work_ms,
    not_ready_ms,
    rona_ms,
    off_duty_ms,
    offline_ms,
    rona_count,
    answered,
    handle_ms,
    handled,
    longest_ms
) AS
SELECT agent_key, day_start_at, selectable_ms, working_ms, after_call_work_ms, not_ready_ms,
    rona_ms, off_duty_ms, offline_ms, rona_count, answered, handle_ms, handled, longest_ms
FROM rollup_agent_day
UNION ALL
SELECT agent_key, day_start_at, selectable_ms, working_ms, after_call_work_ms, not_ready_ms,
    rona_ms, off_duty_ms, offline_ms, rona_count, answered, handle_ms, handled, longest_ms
FROM open_agent_day;

-- The scope of a question: which services and agents count, and when. Here everything; a reader
-- that filters puts temporary tables and views of these names in front.

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

