-- title: Services by week or month
-- question: How did each week or month of a long period go?
-- parameter: start_at [ms UTC] first instant, at the start of a local date
-- parameter: end_at [ms UTC] first instant after it, likewise
-- parameter: grain [week|month] what a row is of; default week
-- Only what lies in the period: its first and last week or month may be incomplete. The target is
-- the mean by accountable calls.
WITH
date AS MATERIALIZED (
    SELECT day_start_at, local_date,
        CASE coalesce(:grain, 'week') WHEN 'month' THEN month ELSE iso_week END AS unit
    FROM calendar WHERE start_at = day_start_at AND start_at >= :start_at AND start_at < :end_at
),
span AS MATERIALIZED (SELECT unit, min(local_date) AS first_date FROM date GROUP BY unit),
summed AS (
    SELECT r.service_key, d.unit, sum(r.offered) AS offered, sum(r.abandoned) AS abandoned,
        sum(r.answered_within) AS answered_within, sum(r.accountable) AS accountable,
        sum(r.target_calls) AS target_calls, max(r.longest_wait_ms) AS longest_wait_ms,
        sum(r.answered) AS answered, sum(r.answered_wait_ms) AS answered_wait_ms,
        sum(r.handled) AS handled, sum(r.handle_ms) AS handle_ms,
        sum(r.observed_ms) AS observed_ms
    FROM service_day_sum AS r
    JOIN date AS d ON d.day_start_at = r.day_start_at
    WHERE r.service_key > 0 AND r.day_start_at >= :start_at AND r.day_start_at < :end_at
    GROUP BY r.service_key, d.unit
)
SELECT e.id_text AS service_id, v.name AS service_name, p.first_date, s.offered, s.abandoned,
    s.answered_within * 1.0 / nullif(s.accountable, 0) AS service_level,
    s.target_calls / nullif(s.accountable, 0) AS target,
    s.longest_wait_ms / 1000.0 AS longest_wait_seconds,
    s.answered_wait_ms / 1000.0 / nullif(s.answered, 0) AS asa_seconds,
    s.handle_ms / 1000.0 / nullif(s.handled, 0) AS handle_mean_seconds,
    s.observed_ms / 1000.0 AS observed_seconds
FROM summed AS s
JOIN span AS p ON p.unit = s.unit
JOIN service_entity AS e ON e.service_key = s.service_key
LEFT JOIN service_naming AS v ON v.service_key = s.service_key AND v.from_at < :end_at
    AND v.to_at >= :end_at
ORDER BY service_name, service_id, p.first_date;
