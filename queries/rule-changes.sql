-- title: Changes of rules
-- question: When did a target, a threshold or opening hours change within the period?
-- parameter: start_at [ms UTC] after this instant; default the first one known
-- parameter: end_at [ms UTC] before this instant; default the last one known
-- column: local_date [date] from which the new rule holds
-- column: service_name [text] name of the service on that date
-- column: rule [text] target or opening_hours
-- column: threshold_seconds [s] answered after a shorter wait is in time; NULL: opening hours
-- column: short_abandon_seconds [s] abandoned after a shorter wait does not count; NULL: likewise
-- column: target [fraction] share to be answered in time; NULL: opening hours
-- column: service_id [GUID] the service's identifier
-- column: start_at [ms UTC] instant from which the new rule holds
-- example: lucstats query rule-changes --period last-month
-- runs on: SQLite
-- A row for each service that the change concerns. A rule that holds from the first instant of the
-- period on did not change within it.
WITH change AS (
    SELECT service_key, from_at, 'target' AS rule, threshold_ms, short_abandon_ms, target
    FROM target_span
    UNION ALL
    SELECT service_key, from_at, 'opening_hours', NULL, NULL, NULL FROM opening_rule
)
SELECT c.local_date, n.name AS service_name, r.rule,
    r.threshold_ms / 1000.0 AS threshold_seconds,
    r.short_abandon_ms / 1000.0 AS short_abandon_seconds, r.target, e.id_text AS service_id,
    r.from_at AS start_at
FROM change AS r
JOIN calendar AS c ON c.start_at = r.from_at
JOIN scope_service AS s ON s.service_key = r.service_key AND s.from_at <= r.from_at
    AND s.to_at > r.from_at
LEFT JOIN service_entity AS e ON e.service_key = r.service_key
LEFT JOIN service_naming AS n ON n.service_key = r.service_key AND n.from_at <= r.from_at
    AND n.to_at > r.from_at
WHERE r.from_at > coalesce(:start_at, 0) AND r.from_at < coalesce(:end_at, 9000000000000000)
ORDER BY r.from_at, r.rule DESC, service_name, r.service_key;
