-- title: Lost capacity by cause
-- question: What kept agents on duty from getting tasks, and how much time did it cost?
-- parameter: start_at [ms UTC] from this instant on; default the first one known
-- parameter: end_at [ms UTC] before this instant; default the last one known
-- column: cause [text] RONA, blocked by API, or the reason; else what LUCS returned beside it
-- column: state [text] not_ready or rona
-- column: not_selectable_reason [text] why LUCS did not select the agents
-- column: presence [text] their presence
-- column: agents [count] agents concerned
-- column: seconds [s] time lost, of all agents
-- column: duty_share [fraction] share of all time on duty
-- example: lucstats query lost-capacity --period last-week
-- After-call work is work, and no loss.
WITH spent AS (
    SELECT p.agent_key, p.state, p.reason, p.not_selectable_reason, p.presence, p.is_blocked,
        CASE WHEN p.to_at < coalesce(:end_at, 9000000000000000) THEN p.to_at
             ELSE coalesce(:end_at, 9000000000000000) END
            - CASE WHEN p.from_at > coalesce(:start_at, 0) THEN p.from_at
                   ELSE coalesce(:start_at, 0) END AS span_ms
    FROM agent_presence AS p
    WHERE p.from_at < coalesce(:end_at, 9000000000000000) AND p.to_at > coalesce(:start_at, 0)
        AND p.state IN ('selectable', 'working', 'after_call_work', 'not_ready', 'rona')
),
lost AS (
    SELECT CASE WHEN s.state = 'rona' THEN 'RONA' WHEN s.is_blocked = 1 THEN 'blocked by API'
             ELSE coalesce(s.reason, s.not_selectable_reason, s.presence, '') END AS cause,
        s.state, s.not_selectable_reason, s.presence, s.agent_key, s.span_ms
    FROM spent AS s
    WHERE s.state IN ('not_ready', 'rona') AND s.span_ms > 0
)
SELECT l.cause AS cause, l.state AS state, l.not_selectable_reason AS not_selectable_reason,
    l.presence AS presence, count(DISTINCT l.agent_key) AS agents,
    sum(l.span_ms) / 1000e0 AS seconds, sum(l.span_ms) * 1e0 / nullif(max(t.duty_ms), 0)
        AS duty_share
FROM lost AS l
CROSS JOIN (SELECT sum(d.span_ms) AS duty_ms FROM spent AS d) AS t
GROUP BY l.cause, l.state, l.not_selectable_reason, l.presence
ORDER BY seconds DESC, cause, not_selectable_reason, presence;
