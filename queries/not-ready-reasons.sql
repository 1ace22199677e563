-- title: Not-ready reasons
-- question: What kept agents from taking tasks, and for how long?
-- parameter: start_at [ms UTC] from this instant on; default the first one known
-- parameter: end_at [ms UTC] before this instant; default the last one known
-- column: reason [text] as the server tells it, empty: none was told
-- column: is_after_call_work [0/1] 1: counts as handling
-- column: agents [count] that were not ready for this reason
-- column: times [count] that they became so
-- column: seconds [s] all together
-- column: share [fraction] of all not-ready time
-- example: lucstats query not-ready-reasons --period last-week
-- Whole local days: those that start in the period.
WITH reasoned AS (
    SELECT r.reason_key, r.state, count(DISTINCT r.agent_key) AS agents, sum(r.begun) AS times,
        sum(r.span_ms) AS span_ms
    FROM state_day_sum AS r
    WHERE r.state IN (3, 4) AND r.day_start_at >= coalesce(:start_at, 0)
        AND r.day_start_at < coalesce(:end_at, 9000000000000000)
    GROUP BY r.reason_key, r.state
)
SELECT coalesce(l.text, '') AS reason, CASE r.state WHEN 3 THEN 1 ELSE 0 END
        AS is_after_call_work,
    r.agents, r.times, r.span_ms / 1000e0 AS seconds,
    r.span_ms * 1e0 / nullif(sum(r.span_ms) OVER (), 0) AS share
FROM reasoned AS r
LEFT JOIN label AS l ON l.label_key = r.reason_key
ORDER BY seconds DESC, reason;
