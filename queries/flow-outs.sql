-- title: Flow-outs
-- question: To which services did tasks move on from a queue, and how did they end there?
-- parameter: start_at [ms UTC] first instant, at the start of an interval
-- parameter: end_at [ms UTC] first instant after it, likewise
-- column: service_name [text] name at the end of the period of the service that they left
-- column: service_id [GUID] its identifier
-- column: to_service_name [text] name of the service whose queue they entered next, or the same one
--   at another place; NULL: a service that the question is not about
-- column: to_service_id [GUID] its identifier
-- column: flowed_out [count] tasks that left the queue unanswered for that other queue
-- column: wait_mean_seconds [s] mean wait before they moved on
-- column: answered [count] those of them that were answered there
-- column: abandoned [count] those of them that were abandoned there
-- example: lucstats query flow-outs --period last-week
-- runs on: SQLite
-- A task that moves on from there again is neither answered nor abandoned there; its next step is a
-- row of its own. LUCS does not show which agent passed an answered call on: such transfers are not
-- in here.
WITH
stay AS MATERIALIZED (
    SELECT service_key, interval_at, id, queue_started_at FROM stay_day_sum
    -- Tasks may move on after the end of the period.
    WHERE day_start_at > :start_at - 90000000 AND day_start_at < :end_at + 86400000
),
known AS MATERIALIZED (
    SELECT s.id, s.service_key, s.interval_at, s.queue_started_at, t.outcome, t.waited_until_at
    FROM stay AS s
    CROSS JOIN task_outcome AS t ON t.service_key = s.service_key AND t.interval_at = s.interval_at
        AND t.id = s.id AND t.queue_started_at = s.queue_started_at
),
moved AS (
    SELECT f.service_key, n.service_key AS to_service_key, count(*) AS flowed_out,
        sum(f.waited_until_at - f.queue_started_at) AS wait_ms,
        sum(coalesce(n.outcome = 'answered', 0)) AS answered,
        sum(coalesce(n.outcome = 'abandoned', 0)) AS abandoned
    FROM known AS f
    LEFT JOIN known AS n ON n.id = f.id AND n.queue_started_at = f.waited_until_at
    WHERE f.outcome = 'flowed_out' AND f.interval_at >= :start_at AND f.interval_at < :end_at
    GROUP BY f.service_key, n.service_key
)
SELECT a.name AS service_name, e.id_text AS service_id, b.name AS to_service_name,
    g.id_text AS to_service_id, m.flowed_out,
    m.wait_ms / 1000.0 / m.flowed_out AS wait_mean_seconds, m.answered, m.abandoned
FROM moved AS m
JOIN service_entity AS e ON e.service_key = m.service_key
LEFT JOIN service_entity AS g ON g.service_key = m.to_service_key
LEFT JOIN service_naming AS a ON a.service_key = m.service_key AND a.from_at < :end_at
    AND a.to_at >= :end_at
LEFT JOIN service_naming AS b ON b.service_key = m.to_service_key AND b.from_at < :end_at
    AND b.to_at >= :end_at
ORDER BY m.flowed_out DESC, service_name, to_service_name, service_id, to_service_id;
