-- title: Agents by state
-- question: How many agents were there, and what did they do?
-- parameter: start_at   first instant, epoch milliseconds, at the start of an interval or a day
-- parameter: end_at     first instant after, epoch milliseconds, likewise
-- parameter: grain      interval: the mean number of agents in each state; day: hours in each
WITH
counted AS (
    SELECT r.part_at AS at, sum(r.selectable_ms) AS selectable, sum(r.working_ms) AS working,
        sum(r.after_call_work_ms) AS after_call_work, sum(r.not_ready_ms) AS not_ready,
        sum(r.rona_ms) AS rona
    FROM agent_part AS r
    WHERE r.is_day = (:grain = 'day') AND r.part_at >= :start_at AND r.part_at < :end_at
    GROUP BY r.part_at
),
span AS MATERIALIZED (
    SELECT start_at, end_at, end_at - start_at AS unit_ms, utc_offset_seconds
    FROM calendar WHERE :grain = 'interval' AND start_at >= :start_at AND start_at < :end_at
    UNION ALL
    SELECT start_at, day_end_at, 3600000, utc_offset_seconds
    FROM calendar WHERE :grain = 'day' AND start_at >= :start_at AND start_at < :end_at
        AND start_at = day_start_at
),
watched AS MATERIALIZED (
    SELECT s.start_at FROM span AS s WHERE EXISTS (SELECT 1 FROM coverage AS r
        WHERE r.resource = 1 AND r.from_at < s.end_at AND r.to_at > s.start_at)
)
-- Null where nobody was polled.
SELECT
    strftime('%Y-%m-%dT%H:%M:%S', s.start_at / 1000 + s.utc_offset_seconds, 'unixepoch')
        || printf('%+03d:%02d', s.utc_offset_seconds / 3600,
            abs(s.utc_offset_seconds) / 60 % 60) AS start,
    s.start_at, s.end_at,
    CASE WHEN w.start_at IS NOT NULL THEN coalesce(c.selectable, 0) * 1.0 / s.unit_ms END
        AS selectable,
    CASE WHEN w.start_at IS NOT NULL THEN coalesce(c.working, 0) * 1.0 / s.unit_ms END
        AS working,
    CASE WHEN w.start_at IS NOT NULL THEN coalesce(c.after_call_work, 0) * 1.0 / s.unit_ms END
        AS after_call_work,
    CASE WHEN w.start_at IS NOT NULL THEN coalesce(c.not_ready, 0) * 1.0 / s.unit_ms END
        AS not_ready,
    CASE WHEN w.start_at IS NOT NULL THEN coalesce(c.rona, 0) * 1.0 / s.unit_ms END AS rona
FROM span AS s
LEFT JOIN watched AS w ON w.start_at = s.start_at
LEFT JOIN counted AS c ON c.at = s.start_at
ORDER BY s.start_at;
