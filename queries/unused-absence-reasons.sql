-- title: Absence reasons that nobody uses
-- question: Which reasons of being not ready may agents choose, that nobody chose?
-- parameter: start_at [ms UTC] from this instant on; default the first one known
-- parameter: end_at [ms UTC] before this instant; default the last one known
-- column: reason [text] the reason
-- column: last_used_date [date] the last date on which an agent was not ready for it; NULL: never
-- column: listed_at [ms UTC] when LUCS last listed it
-- example: lucstats query unused-absence-reasons --period last-quarter
-- LUCS lists the reasons of a few agents once a day. Whole local days: those that start in the
-- period.
WITH used AS (
    SELECT lower(l.text) AS word, c.local_date AS local_date,
        CASE WHEN r.day_start_at >= coalesce(:start_at, 0)
            AND r.day_start_at < coalesce(:end_at, 9000000000000000) THEN 1 ELSE 0 END AS is_inside
    FROM state_day_sum AS r
    JOIN label AS l ON l.label_key = r.reason_key
    JOIN calendar AS c ON c.start_at = r.day_start_at
    WHERE r.span_ms > 0
)
SELECT l.text AS reason, max(u.local_date) AS last_used_date, max(a.last_at) AS listed_at
FROM absence_reason AS a
JOIN label AS l ON l.label_key = a.reason_key
LEFT JOIN used AS u ON u.word = lower(l.text)
GROUP BY l.text
HAVING coalesce(max(u.is_inside), 0) = 0
ORDER BY reason;
