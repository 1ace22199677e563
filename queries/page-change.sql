-- title: Headline figures to compare with
-- question: How did another period go, and was it observed well enough to be compared with?
-- parameter: start_at [ms UTC] first instant of that period, at the start of an interval
-- parameter: end_at [ms UTC] first instant after it
-- parameter: least [fraction] the least observed share of the period at which figures are told, 0 to 1
-- One row. Where less than that share was observed, all figures are null.
WITH
seen AS MATERIALIZED (
    SELECT avg(observed_ms) * 1.0 / (:end_at - :start_at) AS observed_fraction
    FROM (SELECT sum(min(to_at, :end_at) - max(from_at, :start_at)) AS observed_ms
        FROM coverage WHERE from_at < :end_at AND to_at > :start_at
            AND (resource = 1 OR service_key IN (SELECT service_key FROM scope_service))
        GROUP BY resource, service_key)
),
enough AS MATERIALIZED (
    SELECT observed_fraction FROM seen WHERE observed_fraction >= :least
),
part AS MATERIALIZED (  -- Whole dates where the period has them, else whole intervals.
    SELECT DISTINCT day_start_at >= :start_at AND day_end_at <= :end_at AS is_day,
        CAST(iif(day_start_at >= :start_at AND day_end_at <= :end_at, day_start_at, start_at)
            AS INTEGER) AS part_at
    FROM enough CROSS JOIN calendar WHERE start_at >= :start_at AND end_at <= :end_at
),
counted AS MATERIALIZED (
    SELECT sum(r.offered) AS offered, sum(r.answered) AS answered, sum(r.abandoned) AS abandoned,
        sum(r.short_abandoned) AS short_abandoned, sum(r.accountable) AS accountable,
        sum(r.answered_within) AS answered_within, sum(r.answered_wait_ms) AS answered_wait_ms,
        max(r.longest_wait_ms) AS longest_wait_ms,
        sum(r.observed_ms) > 0 AND sum(r.observed_ms - r.observed_closed_ms) = 0 AS is_closed
    FROM subject_part AS r
    CROSS JOIN part AS p ON p.part_at = r.part_at AND p.is_day = r.is_day
    WHERE r.subject_key > 0 AND r.part_at < :end_at AND r.part_at >= iif(r.is_day,
        (SELECT min(part_at) FROM part WHERE is_day),
        (SELECT min(part_at) FROM part WHERE NOT is_day))
),
spent AS MATERIALIZED (
    SELECT sum(r.working_ms + r.after_call_work_ms) AS busy, sum(r.selectable_ms) AS selectable,
        sum(r.selectable_ms + r.working_ms + r.after_call_work_ms + r.not_ready_ms + r.rona_ms)
            AS duty
    FROM agent_part AS r
    CROSS JOIN part AS p ON p.part_at = r.part_at AND p.is_day = r.is_day
    WHERE r.part_at < :end_at AND r.part_at >= iif(r.is_day,
        (SELECT min(part_at) FROM part WHERE is_day),
        (SELECT min(part_at) FROM part WHERE NOT is_day))
)
SELECT
    (SELECT observed_fraction FROM seen) AS observed_fraction,
    (SELECT count(*) FROM enough) AND NOT coalesce(c.is_closed, 0) AS is_comparable,
    coalesce(c.is_closed, 0) AS is_closed,
    c.offered, c.answered, c.abandoned,
    c.answered_within * 1.0 / nullif(c.accountable, 0) AS service_level,
    (c.abandoned - c.short_abandoned) * 1.0 / nullif(c.accountable, 0) AS abandon_rate,
    c.answered_wait_ms / 1000.0 / nullif(c.answered, 0) AS asa_seconds,
    c.longest_wait_ms / 1000.0 AS longest_wait_seconds,
    s.busy * 1.0 / nullif(s.duty, 0) AS utilization,
    s.busy * 1.0 / nullif(s.busy + s.selectable, 0) AS occupancy
FROM counted AS c CROSS JOIN spent AS s;
