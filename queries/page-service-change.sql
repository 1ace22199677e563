-- title: Services of an earlier period
-- question: What were the service level and the volume of each service in an earlier period?
-- parameter: start_at [ms UTC] first instant of that period, at the start of an interval
-- parameter: end_at [ms UTC] first instant after it
-- A row without service_id is all services together.
WITH
part AS MATERIALIZED (  -- Whole dates where the period has them, else whole intervals.
    SELECT DISTINCT day_start_at >= :start_at AND day_end_at <= :end_at AS is_day,
        CAST(iif(day_start_at >= :start_at AND day_end_at <= :end_at, day_start_at, start_at)
            AS INTEGER) AS part_at
    FROM calendar WHERE start_at >= :start_at AND end_at <= :end_at
),
counted AS MATERIALIZED (
    SELECT r.subject_key, sum(r.offered) AS offered, sum(r.accountable) AS accountable,
        sum(r.answered_within) AS answered_within
    FROM subject_part AS r
    CROSS JOIN part AS p ON p.part_at = r.part_at AND p.is_day = r.is_day
    WHERE r.subject_key > 0 AND r.part_at < :end_at AND r.part_at >= iif(r.is_day,
        (SELECT min(part_at) FROM part WHERE is_day),
        (SELECT min(part_at) FROM part WHERE NOT is_day))
    GROUP BY r.subject_key
)
SELECT service_id, offered, answered_within * 1.0 / nullif(accountable, 0) AS service_level
FROM (SELECT e.id_text AS service_id, c.offered, c.answered_within, c.accountable
    FROM counted AS c JOIN service_entity AS e ON e.service_key = c.subject_key
    UNION ALL
    SELECT NULL, sum(offered), sum(answered_within), sum(accountable) FROM counted
    HAVING count(*) > 0)
ORDER BY service_id IS NULL, service_id;
