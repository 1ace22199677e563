-- title: Agents needed, by Erlang C
-- question: How would so many agents do with such a load?
-- parameter: calls [count] that arrive; default 100
-- parameter: per_seconds [s] in this time; default 1800
-- parameter: handle_seconds [s] mean handle time; default 180
-- parameter: threshold_seconds [s] to be answered within; default 20
-- parameter: most [count] rows; default 10
-- column: agents [count] how many
-- column: occupancy [fraction] of their time with calls
-- column: wait_probability [fraction] calls that have to wait
-- column: service_level [fraction] calls answered within the threshold
-- column: asa_seconds [s] mean wait of all calls
-- example: lucstats query erlang-c --param calls=100 --param handle_seconds=180
-- Erlang C takes it that nobody gives up: agents needed are rather too many than too few.
WITH RECURSIVE asked AS (
    SELECT coalesce(:calls, 100) * 1e0 * coalesce(:handle_seconds, 180)
            / coalesce(:per_seconds, 1800) AS load,
        coalesce(:handle_seconds, 180) * 1e0 AS handle_seconds,
        coalesce(:threshold_seconds, 20) * 1e0 AS threshold_seconds,
        coalesce(:most, 10) AS most
),
-- Erlang B by its stable recursion: B(n) = a·B(n−1) / (n + a·B(n−1)), B(0) = 1.
erlang AS (
    SELECT 0 AS n, a.load, a.handle_seconds, a.threshold_seconds, a.most,
        a.load - a.load + 1 AS blocked
    FROM asked AS a
    UNION ALL
    SELECT e.n + 1, e.load, e.handle_seconds, e.threshold_seconds, e.most,
        e.load * e.blocked / (e.n + 1 + e.load * e.blocked)
    FROM erlang AS e WHERE e.n < e.load + e.most
),
-- C = B / (1 − ρ·(1 − B)) where the agents can cope at all.
waiting AS (
    SELECT e.n, e.load, e.handle_seconds, e.threshold_seconds, e.most,
        e.blocked / (1 - e.load / e.n * (1 - e.blocked)) AS wait_probability
    FROM erlang AS e WHERE e.n > e.load AND e.n > 0
)
SELECT w.n AS agents, w.load / w.n AS occupancy, w.wait_probability,
    1 - w.wait_probability * exp(-(w.n - w.load) * w.threshold_seconds / w.handle_seconds)
        AS service_level,
    w.wait_probability * w.handle_seconds / (w.n - w.load) AS asa_seconds
FROM waiting AS w
WHERE w.n <= w.load + w.most
ORDER BY w.n;
