-- title: Headline figures by day, week or month
-- question: What were the headline figures of earlier days, weeks or months?
-- parameter: start_at [ms UTC] first instant, at the start of a local date
-- parameter: end_at [ms UTC] first instant after it, likewise
-- parameter: grain [day|week|month] what a row is of; default day
-- parameter: whole_days [count] of each: only so many whole days; default all
-- parameter: until [HH:MM] and of the day after them, what is before this time; default 00:00
-- Only days, weeks and months that lie wholly in the span and were open. The weekday is that of
-- the first date.
WITH
whole AS MATERIALIZED (
    SELECT day_start_at, day_end_at, local_date,
        CASE coalesce(:grain, 'day') WHEN 'week' THEN iso_week
            WHEN 'month' THEN substr(local_date, 1, 7) ELSE local_date END AS unit,
        CASE coalesce(:grain, 'day') WHEN 'week' THEN weekday
            WHEN 'month' THEN CAST(substr(local_date, 9) AS INTEGER) ELSE 1 END AS number
    FROM calendar
    WHERE start_at = day_start_at AND start_at >= :start_at AND day_end_at <= :end_at
),
part AS MATERIALIZED (  -- Whole days, and of the last one its intervals.
    SELECT unit, day_start_at AS part_at, 1 AS is_day, day_start_at AS from_at, day_end_at AS to_at
    FROM whole WHERE number <= coalesce(:whole_days, 31)
    UNION ALL
    SELECT w.unit, c.start_at, 0, c.start_at, c.end_at
    FROM whole AS w
    JOIN calendar AS c ON c.start_at >= w.day_start_at AND c.start_at < w.day_end_at
    WHERE w.number = :whole_days + 1 AND c.local_time < coalesce(:until, '00:00')
),
watched AS MATERIALIZED (  -- A mean over user states and the services that were observed.
    SELECT d.unit, sum(min(c.to_at, d.to_at) - max(c.from_at, d.from_at)) * 1.0
        / count(DISTINCT c.resource * 1000000000 + c.service_key) AS observed_ms
    FROM part AS d
    CROSS JOIN coverage AS c ON c.from_at < d.to_at AND c.to_at > d.from_at
        AND (c.resource = 1 OR c.service_key IN (SELECT service_key FROM scope_service))
    GROUP BY d.unit
),
counted AS MATERIALIZED (
    SELECT d.unit, sum(r.offered) AS offered, sum(r.abandoned - r.short_abandoned) AS lost,
        sum(r.accountable) AS accountable, sum(r.answered_within) AS answered_within,
        sum(r.answered) AS answered, sum(r.answered_wait_ms) AS answered_wait_ms,
        sum(r.observed_ms - r.observed_closed_ms) AS open_ms
    FROM part AS d
    CROSS JOIN subject_part AS r ON r.part_at = d.part_at AND r.is_day = d.is_day
    WHERE r.subject_key > 0 AND r.part_at >= :start_at AND r.part_at < :end_at
    GROUP BY d.unit
),
spent AS MATERIALIZED (
    SELECT d.unit, sum(r.working_ms + r.after_call_work_ms) AS busy_ms,
        sum(r.selectable_ms) AS selectable_ms
    FROM part AS d
    CROSS JOIN agent_part AS r ON r.part_at = d.part_at AND r.is_day = d.is_day
    WHERE r.part_at >= :start_at AND r.part_at < :end_at
    GROUP BY d.unit
),
span AS (
    SELECT unit, min(local_date) AS first_date, count(*) AS days FROM whole GROUP BY unit
),
length AS (SELECT unit, sum(to_at - from_at) AS ms FROM part GROUP BY unit)
SELECT d.unit, d.first_date, d.days, w.observed_ms / l.ms AS observed_fraction,
    c.offered, c.answered_within * 1.0 / nullif(c.accountable, 0) AS service_level,
    c.lost * 1.0 / nullif(c.accountable, 0) AS abandon_rate,
    c.answered_wait_ms / 1000.0 / nullif(c.answered, 0) AS asa_seconds,
    s.busy_ms * 1.0 / nullif(s.busy_ms + s.selectable_ms, 0) AS occupancy
FROM span AS d
JOIN length AS l ON l.unit = d.unit
JOIN counted AS c ON c.unit = d.unit
LEFT JOIN watched AS w ON w.unit = d.unit
LEFT JOIN spent AS s ON s.unit = d.unit
WHERE c.open_ms > 0
ORDER BY d.first_date;
