-- title: Coverage
-- question: How much of the period was observed, and how often?
-- parameter: start_at [ms UTC] first instant
-- parameter: end_at [ms UTC] first instant after it
-- parameter: elapsed_at [ms UTC] how far a running period has come; default its end
-- column: observed_fraction [fraction] of the period so far, mean over what is looked at
-- column: observed_seconds [s] of the time that were observed
-- column: period_seconds [s] length of the period so far
-- column: polls [count] looks at the contact centre
-- column: poll_seconds_median [s] median time between two looks
-- column: poll_seconds_p95 [s] its 95th percentile
-- column: failed_polls [count] looks that failed in part
-- example: lucstats query coverage --period last-week
-- runs on: SQLite
WITH
observed AS (
    SELECT resource, service_key,
        sum(max(0, min(to_at, coalesce(:elapsed_at, :end_at)) - max(from_at, :start_at)))
            AS observed_ms
    FROM coverage WHERE from_at < :end_at AND to_at > :start_at
        AND (resource = 1 OR service_key IN (SELECT service_key FROM scope_service))
    GROUP BY resource, service_key
),
spacing AS (
    SELECT spacing_ms, row_number() OVER (ORDER BY spacing_ms) AS rank, count(*) OVER () AS n
    FROM (SELECT started_at - lag(started_at) OVER (ORDER BY started_at) AS spacing_ms
        FROM pass WHERE started_at >= :start_at AND started_at < :end_at)
    WHERE spacing_ms IS NOT NULL
)
SELECT
    coalesce((SELECT avg(observed_ms) FROM observed), 0) * 1.0 / (coalesce(:elapsed_at, :end_at) - :start_at)
        AS observed_fraction,
    coalesce((SELECT avg(observed_ms) FROM observed), 0) / 1000.0 AS observed_seconds,
    (coalesce(:elapsed_at, :end_at) - :start_at) / 1000.0 AS period_seconds,
    (SELECT count(*) FROM pass WHERE started_at >= :start_at AND started_at < :end_at) AS polls,
    (SELECT spacing_ms / 1000.0 FROM spacing WHERE rank = (n + 1) / 2) AS poll_seconds_median,
    (SELECT spacing_ms / 1000.0 FROM spacing WHERE rank = (95 * n + 99) / 100)
        AS poll_seconds_p95,
    (SELECT coalesce(sum(failures > 0), 0) FROM pass
        WHERE started_at >= :start_at AND started_at < :end_at) AS failed_polls;
