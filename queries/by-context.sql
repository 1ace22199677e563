-- title: Figures by context parameter
-- question: How did tasks go, by what a context parameter says of them?
-- parameter: start_at [ms UTC] from this instant on; default the first one known
-- parameter: end_at [ms UTC] before this instant; default the last one known
-- parameter: name [text] name of one context parameter; default all that are stored
-- column: name [text] name of the context parameter; NULL: tasks without the one that is named
-- column: value [text] its value
-- column: offered [count] tasks that entered the queue
-- column: answered [count] tasks answered
-- column: abandoned [count] tasks abandoned
-- column: service_level [fraction] answered within the threshold / (answered + abandoned − short
--   abandoned)
-- column: abandon_rate [fraction] (abandoned − short abandoned) / (answered + abandoned − short
--   abandoned)
-- column: asa_seconds [s] mean wait of answered tasks
-- column: handle_mean_seconds [s] mean talk time of the tasks that ended
-- example: lucstats query by-context --period last-month --param name=Language
-- Empty unless contextParameters in the configuration names some. A task counts once for each
-- parameter that it has.
WITH counted AS (
    SELECT x.name AS name, x.value AS value, t.outcome, t.wait_seconds, t.handle_seconds,
        r.threshold_ms / 1000e0 AS threshold_seconds,
        CASE WHEN t.outcome = 'answered' THEN 1
             WHEN t.outcome = 'abandoned' AND t.wait_seconds >= r.short_abandon_ms / 1000e0 THEN 1
             ELSE 0 END AS is_accountable
    -- Nothing is read where no parameter was ever kept.
    FROM (SELECT 1 AS one FROM task_context LIMIT 1) AS known
    CROSS JOIN task AS t
    JOIN target_span AS r ON r.service_key = t.service_key AND r.from_at <= t.interval_at
        AND r.to_at > t.interval_at
    LEFT JOIN task_context AS x ON x.task_id = t.task_id
        AND (:name IS NULL OR lower(x.name) = lower(:name))
    WHERE t.outcome IS NOT NULL AND (:name IS NOT NULL OR x.name IS NOT NULL)
        AND t.interval_at >= coalesce(:start_at, 0)
        AND t.interval_at < coalesce(:end_at, 9000000000000000)
)
SELECT c.name AS name, c.value AS value, count(*) AS offered,
    sum(CASE WHEN c.outcome = 'answered' THEN 1 ELSE 0 END) AS answered,
    sum(CASE WHEN c.outcome = 'abandoned' THEN 1 ELSE 0 END) AS abandoned,
    sum(CASE WHEN c.outcome = 'answered' AND c.wait_seconds < c.threshold_seconds THEN 1 ELSE 0 END)
        * 1e0 / nullif(sum(c.is_accountable), 0) AS service_level,
    sum(CASE WHEN c.outcome = 'abandoned' THEN c.is_accountable ELSE 0 END) * 1e0
        / nullif(sum(c.is_accountable), 0) AS abandon_rate,
    avg(CASE WHEN c.outcome = 'answered' THEN c.wait_seconds END) AS asa_seconds,
    avg(CASE WHEN c.outcome = 'answered' THEN c.handle_seconds END) AS handle_mean_seconds
FROM counted AS c
GROUP BY c.name, c.value
ORDER BY name, offered DESC, value;
