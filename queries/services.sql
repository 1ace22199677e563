-- title: Services over a period
-- question: How did each service do?
-- parameter: start_at [ms UTC] from this instant on; default the first one known
-- parameter: end_at [ms UTC] before this instant; default the last one known
-- column: service_name [text] latest name of the service
-- column: organization_unit [text] name of its unit
-- column: offered [count] tasks that entered the queue
-- column: answered [count] of them connected to an agent
-- column: abandoned [count] of them ended without
-- column: short_abandoned [count] of those after a wait too short to count
-- column: service_level [fraction] answered within the threshold / (answered + abandoned − short
--   abandoned)
-- column: abandon_rate [fraction] abandoned of those offered and settled, short ones left out
-- column: asa_seconds [s] mean wait of the answered
-- column: longest_wait_seconds [s] longest of all
-- column: handle_mean_seconds [s] mean talk and hold
-- column: queue_length_max [count] most that waited at one instant
-- example: lucstats query services --period last-week --format markdown
-- Whole local days: those that start in the period.
SELECT s.name AS service_name, s.organization_unit,
    sum(r.offered) AS offered, sum(r.answered) AS answered, sum(r.abandoned) AS abandoned,
    sum(r.short_abandoned) AS short_abandoned,
    sum(r.answered_within) * 1e0
        / nullif(sum(r.accountable), 0) AS service_level,
    sum(r.abandoned - r.short_abandoned) * 1e0
        / nullif(sum(r.accountable), 0) AS abandon_rate,
    sum(r.answered_wait_ms) / 1000e0 / nullif(sum(r.answered), 0) AS asa_seconds,
    max(r.longest_wait_ms) / 1000e0 AS longest_wait_seconds,
    sum(r.handle_ms) / 1000e0 / nullif(sum(r.handled), 0) AS handle_mean_seconds,
    max(r.queue_max) AS queue_length_max
FROM service_day_sum AS r
JOIN service AS s ON s.service_key = r.service_key
WHERE r.day_start_at >= coalesce(:start_at, 0)
        AND r.day_start_at < coalesce(:end_at, 9000000000000000)
GROUP BY s.service_key, s.service_id, s.name, s.organization_unit
ORDER BY service_name, s.service_id;
