-- title: Headline figures by day, week or month
-- question: What were the headline figures of earlier days, weeks or months?
-- parameter: start_at [ms UTC] first instant, at the start of a local date
-- parameter: end_at [ms UTC] first instant after it, likewise
-- parameter: grain [day|week|month] what a row is of; default day
-- Only days, weeks and months that lie wholly in the span and were open. The weekday is that of
-- the first date.
WITH
date AS MATERIALIZED (
    SELECT day_start_at, day_end_at, local_date, weekday,
        CASE coalesce(:grain, 'day') WHEN 'week' THEN iso_week
            WHEN 'month' THEN substr(local_date, 1, 7) ELSE local_date END AS unit
    FROM calendar
    WHERE start_at = day_start_at AND start_at >= :start_at AND day_end_at <= :end_at
),
watched AS MATERIALIZED (  -- A mean over user states and the services that were observed.
    SELECT d.unit, sum(min(c.to_at, d.day_end_at) - max(c.from_at, d.day_start_at)) * 1.0
        / count(DISTINCT c.resource * 1000000000 + c.service_key) AS observed_ms
    FROM date AS d
    CROSS JOIN coverage AS c ON c.from_at < d.day_end_at AND c.to_at > d.day_start_at
        AND (c.resource = 1 OR c.service_key IN (SELECT service_key FROM scope_service))
    GROUP BY d.unit
),
counted AS MATERIALIZED (
    SELECT d.unit, sum(r.offered) AS offered, sum(r.abandoned - r.short_abandoned) AS lost,
        sum(r.accountable) AS accountable, sum(r.answered_within) AS answered_within,
        sum(r.answered) AS answered, sum(r.answered_wait_ms) AS answered_wait_ms,
        sum(r.observed_ms - r.observed_closed_ms) AS open_ms
    FROM date AS d
    CROSS JOIN subject_part AS r ON r.part_at = d.day_start_at AND r.is_day = 1
    WHERE r.subject_key > 0 AND r.part_at >= :start_at AND r.part_at < :end_at
    GROUP BY d.unit
),
spent AS MATERIALIZED (
    SELECT d.unit, sum(r.working_ms + r.after_call_work_ms) AS busy_ms,
        sum(r.selectable_ms) AS selectable_ms
    FROM date AS d
    CROSS JOIN agent_part AS r ON r.part_at = d.day_start_at AND r.is_day = 1
    WHERE r.part_at >= :start_at AND r.part_at < :end_at
    GROUP BY d.unit
),
span AS (
    SELECT unit, min(local_date) AS first_date, count(*) AS days,
        sum(day_end_at - day_start_at) AS length_ms
    FROM date GROUP BY unit
)
SELECT d.unit, d.first_date, d.days, w.observed_ms / d.length_ms AS observed_fraction,
    c.offered, c.answered_within * 1.0 / nullif(c.accountable, 0) AS service_level,
    c.lost * 1.0 / nullif(c.accountable, 0) AS abandon_rate,
    c.answered_wait_ms / 1000.0 / nullif(c.answered, 0) AS asa_seconds,
    s.busy_ms * 1.0 / nullif(s.busy_ms + s.selectable_ms, 0) AS occupancy
FROM span AS d
JOIN counted AS c ON c.unit = d.unit
LEFT JOIN watched AS w ON w.unit = d.unit
LEFT JOIN spent AS s ON s.unit = d.unit
WHERE c.open_ms > 0
ORDER BY d.first_date;
