-- title: Callbacks
-- question: Which callbacks were promised, made, failed or are overdue, and who gets one?
-- parameter: start_at [ms UTC] from this instant on; default the first one known
-- parameter: end_at [ms UTC] before this instant; default the last one known
-- column: service_name [text] latest name of the service; NULL: the callback names none
-- column: service_id [GUID] the service's identifier
-- column: promised [count] callbacks first listed in the period
-- column: made [count] those of them that ended with a retry left, or as made by their state
-- column: failed [count] those that ended without a retry left, or as failed by their state
-- column: open [count] those that have not ended
-- column: overdue [count] those that have not ended and were due before the latest list
-- column: retries [count] attempts that were repeated for them
-- column: due [count] callbacks that were last due in the period
-- column: abandoned [count] tasks that entered the queue in the period and were abandoned
-- column: abandoned_with_callback [count] those of them after which a callback was promised
-- column: callback_share [fraction] abandoned with callback / abandoned
-- example: lucstats query callbacks --period last-week
-- Empty unless callbacks are switched on in the configuration. LUCS does not return how a callback
-- ended: a customer who is reached by the last retry counts as failed.
WITH known AS (
    SELECT c.service_key, c.external_task_id, c.outcome, c.is_overdue, c.retry_count, c.due_at,
        c.promised_at
    FROM callback AS c
),
promised AS (
    SELECT k.service_key, count(*) AS promised,
        sum(CASE WHEN k.outcome = 'made' THEN 1 ELSE 0 END) AS made,
        sum(CASE WHEN k.outcome = 'failed' THEN 1 ELSE 0 END) AS failed,
        sum(CASE WHEN k.outcome = 'open' THEN 1 ELSE 0 END) AS open_now,
        sum(coalesce(k.is_overdue, 0)) AS overdue, sum(coalesce(k.retry_count, 0)) AS retries
    FROM known AS k
    WHERE k.promised_at >= coalesce(:start_at, 0)
        AND k.promised_at < coalesce(:end_at, 9000000000000000)
    GROUP BY k.service_key
),
due AS (
    SELECT k.service_key, count(*) AS due FROM known AS k
    WHERE k.due_at >= coalesce(:start_at, 0)
        AND k.due_at < coalesce(:end_at, 9000000000000000)
    GROUP BY k.service_key
),
lost AS (
    SELECT t.service_key, count(*) AS abandoned, count(k.external_task_id) AS with_callback
    FROM task AS t
    LEFT JOIN (SELECT DISTINCT c.external_task_id FROM known AS c
        WHERE c.external_task_id IS NOT NULL) AS k ON k.external_task_id = t.external_task_id
    WHERE t.outcome = 'abandoned' AND t.interval_at >= coalesce(:start_at, 0)
        AND t.interval_at < coalesce(:end_at, 9000000000000000)
    GROUP BY t.service_key
)
SELECT s.name AS service_name, s.service_id, coalesce(p.promised, 0) AS promised,
    coalesce(p.made, 0) AS made, coalesce(p.failed, 0) AS failed,
    coalesce(p.open_now, 0) AS open, coalesce(p.overdue, 0) AS overdue,
    coalesce(p.retries, 0) AS retries, coalesce(d.due, 0) AS due,
    coalesce(l.abandoned, 0) AS abandoned,
    coalesce(l.with_callback, 0) AS abandoned_with_callback,
    l.with_callback * 1e0 / nullif(l.abandoned, 0) AS callback_share
FROM (SELECT k.service_key FROM known AS k GROUP BY k.service_key) AS x
LEFT JOIN service AS s ON s.service_key = x.service_key
LEFT JOIN promised AS p ON coalesce(p.service_key, 0) = coalesce(x.service_key, 0)
LEFT JOIN due AS d ON coalesce(d.service_key, 0) = coalesce(x.service_key, 0)
LEFT JOIN lost AS l ON l.service_key = x.service_key
WHERE coalesce(p.promised, 0) + coalesce(d.due, 0) + coalesce(l.with_callback, 0) > 0
ORDER BY service_name, s.service_id;
