-- title: Agents needed and taking calls
-- question: Were enough agents taking calls for the calls that came?
-- parameter: start_at [ms UTC] from this instant on; default the first one known
-- parameter: end_at [ms UTC] before this instant; default the last one known
-- parameter: by [text] pool: all services as one; service: each by itself; default pool
-- parameter: after_call_seconds [s] work after each call; default the talk time's share of it, as
--   the agents' states show it
-- column: local_date [date] on the warehouse's clock
-- column: local_time [HH:MM] start of the interval
-- column: offered [count] tasks that entered the queue
-- column: handle_seconds [s] mean talk time over the period, and after-call work
-- column: load [erlang] agents' worth of work that arrived
-- column: needed_agents [count] fewest agents that reach the target, by Erlang C
-- column: present_agents [agents] mean number taking calls: ready, busy or in after-call work
-- column: spare_agents [agents] present minus needed
-- column: service_level [fraction] answered within the threshold / (answered + abandoned − short
--   abandoned)
-- column: service_id [GUID] the service's identifier; NULL: the pool of all services
-- column: service_name [text] its latest name
-- column: start [ISO 8601] start of the interval, on the warehouse's clock
-- column: start_at [ms UTC] start of the interval
-- column: end_at [ms UTC] first instant after the interval
-- column: target [fraction] share of calls to answer within the threshold
-- example: lucstats query staffing --period yesterday
-- Erlang C assumes that no caller hangs up, so it tends to ask for too many agents. Agents of a
-- service are those who answered a call of it that day; they may serve other services too.
WITH RECURSIVE demand AS (
    -- Each service counts by its own threshold and target: in a pool, by their means over its
    -- accountable calls, or over all its calls if none is accountable.
    SELECT CASE WHEN coalesce(:by, 'pool') = 'service' THEN r.service_key ELSE 0 END AS pool_key,
        r.interval_at AS interval_at, sum(r.offered) AS offered,
        sum(r.offered - r.offered_closed) AS offered_open, sum(r.handle_ms) AS handle_ms,
        sum(r.handled) AS handled,
        sum(r.answered_within) * 1e0 / nullif(sum(r.accountable), 0) AS service_level,
        coalesce(sum(r.accountable * t.threshold_ms) / 1000e0 / nullif(sum(r.accountable), 0),
            sum(r.offered * t.threshold_ms) / 1000e0 / nullif(sum(r.offered), 0))
            AS threshold_seconds,
        coalesce(sum(r.accountable * t.target) / nullif(sum(r.accountable), 0),
            sum(r.offered * t.target) / nullif(sum(r.offered), 0)) AS target
    FROM service_interval_sum AS r
    JOIN target_span AS t ON t.service_key = r.service_key AND t.from_at <= r.interval_at
        AND t.to_at > r.interval_at
    WHERE r.offered > 0 AND r.interval_at >= coalesce(:start_at, 0)
        AND r.interval_at < coalesce(:end_at, 9000000000000000)
    GROUP BY CASE WHEN coalesce(:by, 'pool') = 'service' THEN r.service_key ELSE 0 END,
        r.interval_at
),
agents AS (
    SELECT r.agent_key, r.interval_at, r.working_ms, r.after_call_work_ms,
        r.selectable_ms + r.working_ms + r.after_call_work_ms AS taking_calls_ms
    FROM agent_interval_sum AS r
    WHERE r.interval_at >= coalesce(:start_at, 0)
        AND r.interval_at < coalesce(:end_at, 9000000000000000)
),
handling AS (
    SELECT d.pool_key AS pool_key, sum(d.handle_ms) / 1000e0 / nullif(sum(d.handled), 0)
        * CASE WHEN :after_call_seconds IS NULL THEN 1 + coalesce(max(w.share), 0) ELSE 1 END
        + coalesce(:after_call_seconds, 0) AS seconds
    FROM demand AS d
    CROSS JOIN (SELECT sum(a.after_call_work_ms) * 1e0 / nullif(sum(a.working_ms), 0) AS share
        FROM agents AS a) AS w
    GROUP BY d.pool_key
),
-- Erlang B by its stable recursion: B(n) = a·B(n−1) / (n + a·B(n−1)), B(0) = 1; up to twice the
-- load and ten, which reaches any target below 1.
erlang AS (
    SELECT CAST(0 AS BIGINT) AS n, d.pool_key AS pool_key, d.interval_at AS interval_at,
        d.offered * h.seconds * 1000 / (c.end_at - c.start_at) AS load,
        h.seconds AS seconds, d.threshold_seconds AS threshold_seconds, d.target AS target,
        d.target - d.target + 1 AS blocked,
        d.target - d.target AS reached
    FROM demand AS d
    JOIN handling AS h ON h.pool_key = d.pool_key
    JOIN calendar AS c ON c.start_at = d.interval_at
    WHERE d.offered_open > 0 AND h.seconds > 0
    UNION ALL
    SELECT e.n + 1, e.pool_key, e.interval_at, e.load, e.seconds, e.threshold_seconds, e.target,
        e.load * e.blocked / (e.n + 1 + e.load * e.blocked),
        -- 1 − C·exp(−(n − a)·T / AHT), C = B / (1 − ρ·(1 − B)).
        CASE WHEN e.n + 1 > e.load THEN 1
            - e.load * e.blocked / (e.n + 1 + e.load * e.blocked)
            / (1 - e.load / (e.n + 1) * (1 - e.load * e.blocked / (e.n + 1 + e.load * e.blocked)))
            * exp(-(e.n + 1 - e.load) * e.threshold_seconds / e.seconds)
            ELSE e.target - e.target END
    FROM erlang AS e
    WHERE e.n < 2 * e.load + 10 AND e.reached < e.target
),
needed AS (
    SELECT e.pool_key AS pool_key, e.interval_at AS interval_at, max(e.n) AS agents,
        max(e.load) AS load
    FROM erlang AS e
    GROUP BY e.pool_key, e.interval_at
),
present AS (
    SELECT 0 AS pool_key, a.interval_at AS interval_at, sum(a.taking_calls_ms) * 1e0 AS ms
    FROM agents AS a WHERE coalesce(:by, 'pool') <> 'service' GROUP BY a.interval_at
    UNION ALL
    SELECT y.service_key AS pool_key, a.interval_at AS interval_at,
        sum(a.taking_calls_ms) * 1e0 AS ms
    FROM agents AS a
    JOIN calendar AS c ON c.start_at = a.interval_at
    JOIN answer_day_sum AS y ON y.day_start_at = c.day_start_at AND y.agent_key = a.agent_key
    WHERE coalesce(:by, 'pool') = 'service'
    GROUP BY y.service_key, a.interval_at
)
SELECT c.local_date, c.local_time, d.offered, h.seconds AS handle_seconds, n.load,
    n.agents AS needed_agents, coalesce(p.ms, 0) / (c.end_at - c.start_at) AS present_agents,
    coalesce(p.ms, 0) / (c.end_at - c.start_at) - n.agents AS spare_agents, d.service_level,
    s.service_id, s.name AS service_name,
    c.local_date || 'T' || c.local_time || ':00' || c.utc_offset AS start,
    c.start_at, c.end_at, d.target
FROM demand AS d
JOIN needed AS n ON n.pool_key = d.pool_key AND n.interval_at = d.interval_at
JOIN handling AS h ON h.pool_key = d.pool_key
JOIN calendar AS c ON c.start_at = d.interval_at
LEFT JOIN present AS p ON p.pool_key = d.pool_key AND p.interval_at = d.interval_at
LEFT JOIN service AS s ON s.service_key = d.pool_key
ORDER BY service_name, s.service_id, c.start_at;
