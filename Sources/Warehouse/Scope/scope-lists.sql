-- Fills the lists of open-lists.sql for sums of a scope that no stored subject has: every interval in
-- temp.scope_span, for the subjects in temp.scope_sum.

INSERT INTO temp.open_interval (subject_key, interval_at)
SELECT s.subject_key, c.start_at FROM temp.scope_span AS p
CROSS JOIN calendar AS c ON c.start_at >= p.from_at AND c.start_at < p.to_at
-- Channels are told of the report's own period alone.
CROSS JOIN temp.scope_sum AS s ON s.subject_key >= 0 OR p.is_first
UNION
-- The waits of open intervals reach on into later ones.
SELECT o.subject_key, o.interval_at FROM main.open_interval AS o
WHERE o.subject_key IN (SELECT service_key FROM temp.subject_member);

INSERT INTO temp.open_day (subject_key, day_start_at)
SELECT DISTINCT s.subject_key, c.day_start_at FROM temp.scope_span AS p
CROSS JOIN calendar AS c ON c.day_start_at >= p.from_at AND c.start_at < p.to_at
    AND c.day_end_at <= p.to_at
CROSS JOIN temp.scope_sum AS s ON s.subject_key >= 0 OR p.is_first;
