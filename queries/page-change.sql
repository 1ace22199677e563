-- title: Headline figures to compare with
-- question: How did another period go, and was it observed well enough to be compared with?
-- parameter: start_at   first instant of that period, epoch milliseconds, at the start of a day
-- parameter: end_at     first instant after it, likewise
-- parameter: least      the least observed share of the period at which figures are told, 0 to 1
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
counted AS MATERIALIZED (
    SELECT sum(offered) AS offered, sum(answered) AS answered, sum(abandoned) AS abandoned,
        sum(short_abandoned) AS short_abandoned, sum(accountable) AS accountable,
        sum(answered_within) AS answered_within, sum(answered_wait_ms) AS answered_wait_ms,
        max(longest_wait_ms) AS longest_wait_ms
    FROM enough CROSS JOIN service_day_sum AS r
    JOIN scope_service AS x ON x.service_key = r.service_key AND x.from_at <= r.day_start_at
        AND x.to_at > r.day_start_at
    WHERE r.day_start_at >= :start_at AND r.day_start_at < :end_at
),
spent AS MATERIALIZED (
    SELECT sum(CASE WHEN state IN (2, 3) THEN span_ms ELSE 0 END) AS busy,
        sum(CASE WHEN state = 1 THEN span_ms ELSE 0 END) AS selectable,
        sum(CASE WHEN state <= 5 THEN span_ms ELSE 0 END) AS duty
    FROM enough CROSS JOIN state_day_sum AS r
    JOIN scope_agent AS x ON x.agent_key = r.agent_key AND x.from_at <= r.day_start_at
        AND x.to_at > r.day_start_at
    WHERE r.day_start_at >= :start_at AND r.day_start_at < :end_at
)
SELECT
    (SELECT observed_fraction FROM seen) AS observed_fraction,
    (SELECT count(*) FROM enough) AS is_comparable,
    c.offered, c.answered, c.abandoned,
    c.answered_within * 1.0 / nullif(c.accountable, 0) AS service_level,
    (c.abandoned - c.short_abandoned) * 1.0 / nullif(c.accountable, 0) AS abandon_rate,
    c.answered_wait_ms / 1000.0 / nullif(c.answered, 0) AS asa_seconds,
    c.longest_wait_ms / 1000.0 AS longest_wait_seconds,
    s.busy * 1.0 / nullif(s.duty, 0) AS utilization,
    s.busy * 1.0 / nullif(s.busy + s.selectable, 0) AS occupancy
FROM counted AS c CROSS JOIN spent AS s;
