-- title: Week over week
-- question: How did each service change from one week to the next?
-- parameter: start_at [ms UTC] from this instant on; default the first one known
-- parameter: end_at [ms UTC] before this instant; default the last one known
-- parameter: service [text] name of one service; default all services
-- column: iso_week [ISO 8601] a week that begins in the period
-- column: service_name [text] latest name of the service
-- column: offered [count] tasks that entered the queue in that week
-- column: offered_before [count] in the week before
-- column: offered_change [fraction] 0.1 is a tenth more
-- column: service_level [fraction] of that week
-- column: service_level_change [fraction] minus the week before: 0.02 is two points more
-- column: asa_seconds [s] mean wait of the answered
-- column: asa_change_seconds [s] minus the week before
-- column: abandon_rate [fraction] abandoned of those that count
-- column: abandon_rate_change [fraction] minus the week before
-- example: lucstats query week-over-week --period last-month
-- Whole ISO weeks, of which the first and last known may be incomplete.
WITH week AS (
    SELECT c.iso_week, min(c.day_start_at) AS from_at,
        row_number() OVER (ORDER BY c.iso_week) AS number
    FROM calendar AS c
    GROUP BY c.iso_week
),
summed AS (
    SELECT w.number, w.iso_week AS iso_week, w.from_at, r.service_key, sum(r.offered) AS offered,
        sum(r.answered) AS answered,
        sum(r.accountable) AS accountable,
        sum(r.abandoned - r.short_abandoned) AS lost,
        sum(r.answered_within) AS answered_within, sum(r.answered_wait_ms) AS answered_wait_ms
    FROM service_day_sum AS r
    JOIN (SELECT DISTINCT day_start_at, iso_week FROM calendar) AS d
        ON d.day_start_at = r.day_start_at
    JOIN week AS w ON w.iso_week = d.iso_week
    WHERE r.service_key <> 0
        AND r.day_start_at >= coalesce(:start_at, 0) - 15 * 86400000
        AND r.day_start_at < coalesce(:end_at, 9000000000000000) + 7 * 86400000
    GROUP BY w.number, w.iso_week, w.from_at, r.service_key
)
SELECT n.iso_week, s.name AS service_name, n.offered, b.offered AS offered_before,
    n.offered * 1e0 / nullif(b.offered, 0) - 1 AS offered_change,
    n.answered_within * 1e0 / nullif(n.accountable, 0) AS service_level,
    n.answered_within * 1e0 / nullif(n.accountable, 0)
        - b.answered_within * 1e0 / nullif(b.accountable, 0) AS service_level_change,
    n.answered_wait_ms / 1000e0 / nullif(n.answered, 0) AS asa_seconds,
    n.answered_wait_ms / 1000e0 / nullif(n.answered, 0)
        - b.answered_wait_ms / 1000e0 / nullif(b.answered, 0) AS asa_change_seconds,
    n.lost * 1e0 / nullif(n.accountable, 0) AS abandon_rate,
    n.lost * 1e0 / nullif(n.accountable, 0) - b.lost * 1e0 / nullif(b.accountable, 0)
        AS abandon_rate_change
FROM summed AS n
JOIN service AS s ON s.service_key = n.service_key
LEFT JOIN summed AS b ON b.service_key = n.service_key AND b.number = n.number - 1
WHERE n.from_at >= coalesce(:start_at, 0)
        AND n.from_at < coalesce(:end_at, 9000000000000000)
    AND (:service IS NULL OR s.name = :service)
ORDER BY n.iso_week, service_name, s.service_id;
