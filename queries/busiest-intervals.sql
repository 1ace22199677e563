-- title: Busiest intervals
-- question: When did most tasks arrive, and how did that go?
-- parameter: start_at [ms UTC] from this instant on; default the first one known
-- parameter: end_at [ms UTC] before this instant; default the last one known
-- parameter: most [count] how many intervals; default 20
-- column: place [number] 1 is the busiest
-- column: local_date [date] on the warehouse's clock
-- column: local_time [HH:MM] start of the interval
-- column: offered [count] tasks that entered the queue
-- column: answered [count] of them connected to an agent
-- column: abandoned [count] of them ended without
-- column: short_abandoned [count] of those after a wait too short to count
-- column: service_level [fraction] answered within the threshold / (answered + abandoned − short
--   abandoned)
-- column: queue_length_max [count] most that waited at one instant, all services together
-- example: lucstats query busiest-intervals --period last-month --param most=5
WITH ranked AS (
    SELECT r.interval_at, r.offered, r.answered, r.abandoned, r.short_abandoned,
        r.accountable, r.answered_within, r.queue_max,
        row_number() OVER (ORDER BY r.offered DESC, r.interval_at) AS place
    FROM service_interval_sum AS r
    WHERE r.service_key = 0 AND r.interval_at >= coalesce(:start_at, 0)
        AND r.interval_at < coalesce(:end_at, 9000000000000000)
)
SELECT r.place, c.local_date, c.local_time,
    r.offered, r.answered, r.abandoned, r.short_abandoned,
    r.answered_within * 1e0
        / nullif(r.accountable, 0) AS service_level,
    r.queue_max AS queue_length_max
FROM ranked AS r
JOIN calendar AS c ON c.start_at = r.interval_at
WHERE r.place <= coalesce(:most, 20)
ORDER BY r.place;
