-- title: Repeat callers
-- question: Who called again, how often, and were they answered?
-- parameter: start_at [ms UTC] from this instant on; default the first one known
-- parameter: end_at [ms UTC] before this instant; default the last one known
-- parameter: least [count] calls that make one a repeat caller; default 2
-- column: customer [text] the customer's identifier as it is stored, masked or whole
-- column: tasks [count] that entered a queue
-- column: services [count] different ones
-- column: answered [count] tasks answered
-- column: abandoned [count] tasks abandoned
-- column: first_at [ms UTC] first time in a queue
-- column: last_at [ms UTC] last time
-- column: hours_between [h] mean time between one and the next
-- example: lucstats query repeat-callers --period last-month --param least=3
-- Empty unless customerIdentifiers in the configuration is masked or whole.
SELECT t.customer, count(*) AS tasks, count(DISTINCT t.service_key) AS services,
    sum(CASE WHEN t.outcome = 'answered' THEN 1 ELSE 0 END) AS answered,
    sum(CASE WHEN t.outcome = 'abandoned' THEN 1 ELSE 0 END) AS abandoned,
    min(t.queue_started_at) AS first_at, max(t.queue_started_at) AS last_at,
    (max(t.queue_started_at) - min(t.queue_started_at)) / 3600000e0 / nullif(count(*) - 1, 0)
        AS hours_between
FROM task_outcome AS t
WHERE t.customer IS NOT NULL AND t.interval_at >= coalesce(:start_at, 0)
        AND t.interval_at < coalesce(:end_at, 9000000000000000)
GROUP BY t.customer
HAVING count(*) >= coalesce(:least, 2)
ORDER BY tasks DESC, t.customer;
