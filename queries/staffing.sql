-- title: Staffing needed against present
-- question: Were enough agents present for the calls that came?
-- parameter: start_at [ms UTC] from this instant on; default the first one known
-- parameter: end_at [ms UTC] before this instant; default the last one known
-- parameter: after_call_seconds [s] work after a call, added to the handle time; default 0
-- column: local_date [date] on the warehouse's clock
-- column: local_time [HH:MM] start of the interval
-- column: offered [count] tasks of all services
-- column: handle_seconds [s] mean handle time over the period, and work after it
-- column: load [erlang] agents' worth of work that arrived
-- column: needed_agents [count] least that reach the target by Erlang C
-- column: present_agents [agents] mean number selectable, working or in after-call work
-- column: spare_agents [agents] present minus needed
-- column: service_level [fraction] what was reached
-- example: lucstats query staffing --period yesterday
-- One pool of agents for all services. Erlang C takes it that nobody gives up: agents needed are
-- rather too many than too few.
WITH RECURSIVE handled AS (
    SELECT sum(r.handle_ms) / 1000e0 / nullif(sum(r.handled), 0)
            + coalesce(:after_call_seconds, 0) AS handle_seconds
    FROM service_day_sum AS r
    WHERE r.service_key = 0 AND r.day_start_at >= coalesce(:start_at, 0)
        AND r.day_start_at < coalesce(:end_at, 9000000000000000)
),
-- Each service counts by the threshold and target that held: in an interval, by the mean of them over
-- its accountable tasks, or over all tasks where none is.
goal AS (
    SELECT r.interval_at,
        coalesce(sum(r.accountable * t.threshold_ms) / 1000e0 / nullif(sum(r.accountable), 0),
            sum(r.offered * t.threshold_ms) / 1000e0 / sum(r.offered)) AS threshold_seconds,
        coalesce(sum(r.accountable * t.target) / nullif(sum(r.accountable), 0),
            sum(r.offered * t.target) / sum(r.offered)) AS target
    FROM service_interval_sum AS r
    JOIN target_span AS t ON t.service_key = r.service_key AND t.from_at <= r.interval_at
        AND t.to_at > r.interval_at
    WHERE r.offered > 0 AND r.interval_at >= coalesce(:start_at, 0)
        AND r.interval_at < coalesce(:end_at, 9000000000000000)
    GROUP BY r.interval_at
),
demand AS (
    SELECT r.interval_at AS interval_at, r.offered,
        (c.end_at - c.start_at) / 1000e0 AS length_seconds,
        h.handle_seconds, r.offered * h.handle_seconds * 1000 / (c.end_at - c.start_at) AS load,
        c.local_date AS local_date, c.local_time, r.answered_within * 1e0
        / nullif(r.accountable, 0) AS service_level, g.threshold_seconds, g.target
    FROM service_interval_sum AS r
    JOIN calendar AS c ON c.start_at = r.interval_at
    JOIN goal AS g ON g.interval_at = r.interval_at
    CROSS JOIN handled AS h
    WHERE r.service_key = 0 AND r.offered > r.offered_closed AND h.handle_seconds > 0
        AND r.interval_at >= coalesce(:start_at, 0)
        AND r.interval_at < coalesce(:end_at, 9000000000000000)
),
-- Erlang B by its stable recursion: B(n) = a·B(n−1) / (n + a·B(n−1)), B(0) = 1; up to twice the
-- load and ten, which reaches any target below 1.
erlang AS (
    SELECT CAST(0 AS BIGINT) AS n, d.interval_at, d.load, d.handle_seconds, d.threshold_seconds,
        d.target, d.load - d.load + 1 AS blocked, d.target - d.target AS reached
    FROM demand AS d
    UNION ALL
    SELECT e.n + 1, e.interval_at, e.load, e.handle_seconds, e.threshold_seconds,
        e.target, e.load * e.blocked / (e.n + 1 + e.load * e.blocked),
        -- 1 − C·exp(−(n − a)·T / AHT), C = B / (1 − ρ·(1 − B)).
        CASE WHEN e.n + 1 > e.load THEN 1
            - e.load * e.blocked / (e.n + 1 + e.load * e.blocked)
            / (1 - e.load / (e.n + 1) * (1 - e.load * e.blocked / (e.n + 1 + e.load * e.blocked)))
            * exp(-(e.n + 1 - e.load) * e.threshold_seconds / e.handle_seconds)
            ELSE e.target - e.target END
    FROM erlang AS e
    WHERE e.n < 2 * e.load + 10 AND e.reached < e.target
),
needed AS (
    SELECT e.interval_at, max(e.n) AS needed_agents FROM erlang AS e GROUP BY e.interval_at
),
present AS (
    SELECT r.interval_at,
        sum(r.selectable_ms + r.working_ms + r.after_call_work_ms) / 1000e0 AS present_seconds
    FROM agent_interval_sum AS r
    WHERE r.interval_at >= coalesce(:start_at, 0)
        AND r.interval_at < coalesce(:end_at, 9000000000000000)
    GROUP BY r.interval_at
)
SELECT d.local_date, d.local_time, d.offered, d.handle_seconds, d.load, n.needed_agents,
    coalesce(p.present_seconds, 0) / d.length_seconds AS present_agents,
    coalesce(p.present_seconds, 0) / d.length_seconds - n.needed_agents AS spare_agents,
    d.service_level
FROM demand AS d
JOIN needed AS n ON n.interval_at = d.interval_at
LEFT JOIN present AS p ON p.interval_at = d.interval_at
ORDER BY d.interval_at;
