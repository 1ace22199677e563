-- title: First in, last out of the working day
-- question: When did each agent come and go on each day?
-- parameter: start_at [ms UTC] from this instant on; default the first one known
-- parameter: end_at [ms UTC] before this instant; default the last one known
-- column: local_date [date] on the warehouse's clock
-- column: agent_name [text] latest name of the agent
-- column: agent_id [GUID] the agent's identifier
-- column: first_on_duty_at [ms UTC] first instant on duty
-- column: last_on_duty_at [ms UTC] last instant on duty
-- column: span_seconds [s] between the two
-- column: duty_seconds [s] of them on duty
-- column: answered [count] tasks answered
-- example: lucstats query working-days --period yesterday
-- Answered counts the intervals on duty. A night shift shows on both of its dates.
WITH worked AS (
    SELECT r.agent_key, c.local_date AS local_date, min(r.interval_at) AS first_at,
        max(r.interval_at) AS last_at,
        sum(r.selectable_ms + r.working_ms + r.after_call_work_ms + r.not_ready_ms + r.rona_ms)
            AS duty_ms,
        sum(r.answered) AS answered
    FROM agent_interval_sum AS r
    JOIN calendar AS c ON c.start_at = r.interval_at
    WHERE r.interval_at >= coalesce(:start_at, 0)
        AND r.interval_at < coalesce(:end_at, 9000000000000000)
        AND r.selectable_ms + r.working_ms + r.after_call_work_ms + r.not_ready_ms + r.rona_ms > 0
    GROUP BY r.agent_key, c.local_date
),
entered AS (
    -- When the agent entered the state that holds at the start of the first and the last interval.
    SELECT w.agent_key AS agent_key, w.local_date AS local_date, w.first_at AS first_at,
        w.last_at AS last_at,
        (SELECT max(f.from_at) FROM state_fact AS f
        WHERE f.agent_key = w.agent_key AND f.from_at <= w.first_at) AS first_since_at,
        (SELECT max(f.from_at) FROM state_fact AS f
        WHERE f.agent_key = w.agent_key AND f.from_at <= w.last_at) AS last_since_at
    FROM worked AS w
),
edge AS (
    SELECT e.agent_key AS agent_key, e.local_date AS local_date, e.first_at AS at,
        e.first_since_at AS since_at, 1 AS is_first
    FROM entered AS e
    UNION ALL
    SELECT e.agent_key AS agent_key, e.local_date AS local_date, e.last_at AS at,
        e.last_since_at AS since_at, 0 AS is_first
    FROM entered AS e
),
found AS (
    -- The states on duty in those intervals, from the one that the agent was in.
    SELECT e.agent_key AS agent_key, e.local_date AS local_date,
        min(CASE WHEN e.is_first = 1 THEN CASE WHEN s.from_at > e.at THEN s.from_at ELSE e.at END
            END) AS first_at,
        max(CASE WHEN e.is_first = 0 THEN CASE WHEN s.to_at < c.end_at THEN s.to_at
            ELSE c.end_at END END) AS last_at
    FROM edge AS e
    JOIN calendar AS c ON c.start_at = e.at
    JOIN state_span AS s ON s.agent_key = e.agent_key AND s.state <= 5
        AND s.from_at < c.end_at AND s.to_at > e.at AND s.from_at >= coalesce(e.since_at, e.at)
    GROUP BY e.agent_key, e.local_date
)
SELECT w.local_date, a.name AS agent_name, a.agent_id,
    f.first_at AS first_on_duty_at, f.last_at AS last_on_duty_at,
    (f.last_at - f.first_at) / 1000e0 AS span_seconds,
    w.duty_ms / 1000e0 AS duty_seconds, w.answered
FROM worked AS w
JOIN found AS f ON f.agent_key = w.agent_key AND f.local_date = w.local_date
JOIN agent AS a ON a.agent_key = w.agent_key
ORDER BY w.local_date, agent_name, a.agent_id;
