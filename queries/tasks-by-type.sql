-- title: Tasks by type and origin
-- question: Which kinds of tasks came, such as consultative calls, and where from?
-- parameter: start_at [ms UTC] from this instant on; default the first one known
-- parameter: end_at [ms UTC] before this instant; default the last one known
-- column: type [text] type of the task, as LUCS returns it
-- column: modality [text] first modality
-- column: origin [text] where it came from
-- column: custom_origin [text] that program's own word for the origin
-- column: selection_algorithm [text] how LUCS chose the agent; NULL: none was chosen
-- column: offered [count] tasks that entered the queue
-- column: answered [count] tasks answered
-- column: abandoned [count] tasks abandoned
-- example: lucstats query tasks-by-type --period last-month
-- Consultative calls are counted where LUCS lists them as tasks with a type of their own.
SELECT t.type, t.modality, t.origin, t.custom_origin, t.selection_algorithm, count(*) AS offered,
    sum(CASE WHEN t.outcome = 'answered' THEN 1 ELSE 0 END) AS answered,
    sum(CASE WHEN t.outcome = 'abandoned' THEN 1 ELSE 0 END) AS abandoned
FROM task AS t
WHERE t.outcome IS NOT NULL AND t.interval_at >= coalesce(:start_at, 0)
    AND t.interval_at < coalesce(:end_at, 9000000000000000)
GROUP BY t.type, t.modality, t.origin, t.custom_origin, t.selection_algorithm
ORDER BY offered DESC, t.type, t.modality, t.origin, t.custom_origin, t.selection_algorithm;
