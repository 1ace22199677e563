-- title: Figures by duty profile
-- question: How do agents work in each duty profile, such as home office and office?
-- parameter: start_at [ms UTC] from this instant on; default the first one known
-- parameter: end_at [ms UTC] before this instant; default the last one known
-- column: duty_profile [text] name of the duty profile; NULL: LUCS did not show it
-- column: agents [count] agents who were on duty in it
-- column: duty_seconds [s] time on duty, of all agents
-- column: utilization [fraction] (working + after-call work) / on duty
-- column: answered [count] tasks answered by agents who were chosen in it
-- column: handle_mean_seconds [s] mean talk time of the tasks that ended
-- column: asa_seconds [s] mean wait
-- example: lucstats query duty-profiles --period last-month
WITH spent AS (
    SELECT s.duty_profile, s.agent_key, s.state,
        CASE WHEN s.to_at < coalesce(:end_at, 9000000000000000) THEN s.to_at
             ELSE coalesce(:end_at, 9000000000000000) END
            - CASE WHEN s.from_at > coalesce(:start_at, 0) THEN s.from_at
                   ELSE coalesce(:start_at, 0) END AS span_ms
    FROM agent_state AS s
    WHERE s.from_at < coalesce(:end_at, 9000000000000000) AND s.to_at > coalesce(:start_at, 0)
        AND s.state IN ('selectable', 'working', 'after_call_work', 'not_ready', 'rona')
),
part AS (
    SELECT p.duty_profile, count(DISTINCT p.agent_key) AS agents, sum(p.span_ms) AS duty_ms,
        sum(CASE WHEN p.state IN ('working', 'after_call_work') THEN p.span_ms ELSE 0 END)
            AS busy_ms,
        0 AS answered, 0 AS handled, 0e0 AS handle_seconds, 0e0 AS wait_seconds
    FROM spent AS p
    GROUP BY p.duty_profile
    UNION ALL
    SELECT t.agent_profile, 0, 0, 0, count(*), count(t.handle_seconds),
        coalesce(sum(t.handle_seconds), 0e0), coalesce(sum(t.wait_seconds), 0e0)
    FROM task AS t
    WHERE t.outcome = 'answered' AND t.interval_at >= coalesce(:start_at, 0)
        AND t.interval_at < coalesce(:end_at, 9000000000000000)
    GROUP BY t.agent_profile
)
SELECT d.duty_profile AS duty_profile, sum(d.agents) AS agents,
    sum(d.duty_ms) / 1000e0 AS duty_seconds,
    sum(d.busy_ms) * 1e0 / nullif(sum(d.duty_ms), 0) AS utilization, sum(d.answered) AS answered,
    sum(d.handle_seconds) / nullif(sum(d.handled), 0) AS handle_mean_seconds,
    sum(d.wait_seconds) / nullif(sum(d.answered), 0) AS asa_seconds
FROM part AS d
GROUP BY d.duty_profile
ORDER BY duty_seconds DESC, duty_profile;
