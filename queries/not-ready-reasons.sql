-- title: Not-ready reasons
-- question: What kept agents from taking tasks, for how long, and how many of them?
-- parameter: start_at [ms UTC] from this instant on; default the first one known
-- parameter: end_at [ms UTC] before this instant; default the last one known
-- parameter: unknown [0/1] 1: also reasons of states that are unknown; default 0
-- column: reason [text] as the server reports it; empty: it reported none
-- column: is_after_call_work [0/1] 1: counts as handling
-- column: agents [count] agents who were not ready for this reason
-- column: times [count] how often they became so
-- column: seconds [s] time not ready for this reason, of all agents
-- column: share [fraction] share of all not-ready time
-- column: state [text] after_call_work, not_ready or unknown
-- column: duty_share [fraction] share of all time on duty; NULL: the state is unknown
-- example: lucstats query not-ready-reasons --period last-week
-- Whole local days: those that start in the period.
WITH daily AS (
    SELECT r.state, r.reason_key, r.agent_key, r.begun, r.span_ms FROM state_day_sum AS r
    WHERE r.day_start_at >= coalesce(:start_at, 0)
        AND r.day_start_at < coalesce(:end_at, 9000000000000000)
),
reasoned AS (
    SELECT d.reason_key, d.state, count(DISTINCT d.agent_key) AS agents, sum(d.begun) AS times,
        sum(d.span_ms) AS span_ms
    FROM daily AS d
    WHERE d.state IN (3, 4) OR coalesce(:unknown, 0) = 1 AND d.state = 8 AND d.reason_key > 0
    GROUP BY d.reason_key, d.state
    HAVING sum(d.span_ms) > 0
)
SELECT coalesce(l.text, '') AS reason, CASE r.state WHEN 3 THEN 1 ELSE 0 END
        AS is_after_call_work,
    r.agents, r.times, r.span_ms / 1000e0 AS seconds,
    r.span_ms * 1e0 / nullif(sum(r.span_ms) OVER (), 0) AS share,
    CASE r.state WHEN 3 THEN 'after_call_work' WHEN 4 THEN 'not_ready' ELSE 'unknown' END AS state,
    CASE WHEN r.state < 8 THEN r.span_ms * 1e0 / nullif(t.duty_ms, 0) END AS duty_share
FROM reasoned AS r
CROSS JOIN (SELECT sum(d.span_ms) AS duty_ms FROM daily AS d WHERE d.state <= 5) AS t
LEFT JOIN label AS l ON l.label_key = r.reason_key
ORDER BY seconds DESC, reason;
