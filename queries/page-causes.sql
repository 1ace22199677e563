-- title: Agents of a service in a span
-- question: How many agents of the service were taking calls, and what kept the others?
-- parameter: service_key [key] the service
-- parameter: day_start_at [ms UTC] first instant of the local date on which the span begins
-- parameter: from_at [ms UTC] first instant of the span
-- parameter: to_at [ms UTC] first instant after it
-- One row. Agents of a service are its members on that date, or those who answered for it that day
-- if LUCS does not show members. Numbers are means over the span, as whole people; taking calls are
-- those ready, busy or in after-call work. The reason is the one that took most of the time not
-- ready; it kept no more agents away than were on duty without taking calls.
WITH
team AS MATERIALIZED (
    SELECT agent_key FROM service_staff
    WHERE service_key = :service_key AND day_start_at = :day_start_at
),
spent AS MATERIALIZED (
    SELECT s.state, s.reason_key, sum(min(s.to_at, :to_at) - max(s.from_at, :from_at)) AS ms
    FROM team AS t
    CROSS JOIN state_span AS s ON s.agent_key = t.agent_key AND s.state <= 5
        AND s.from_at < :to_at AND s.to_at > :from_at
        AND s.from_at >= coalesce((SELECT max(from_at) FROM state_fact
            WHERE agent_key = t.agent_key AND from_at <= :from_at), :from_at)
    GROUP BY s.state, s.reason_key
),
main AS (
    SELECT coalesce(l.text, '') AS reason, p.ms
    FROM spent AS p LEFT JOIN label AS l ON l.label_key = p.reason_key
    WHERE p.state = 4 ORDER BY p.ms DESC, reason LIMIT 1
),
counted AS (
    SELECT CAST(round(sum(ms) * 1.0 / (:to_at - :from_at)) AS INTEGER) AS on_duty,
        CAST(round(sum(iif(state <= 3, ms, 0)) * 1.0 / (:to_at - :from_at)) AS INTEGER) AS taking
    FROM spent
),
away AS (
    SELECT m.reason, min(CAST(round(m.ms * 1.0 / (:to_at - :from_at)) AS INTEGER),
        c.on_duty - c.taking) AS agents
    FROM main AS m CROSS JOIN counted AS c
)
SELECT (SELECT count(*) FROM team) AS agents_of_day,
    EXISTS (SELECT 1 FROM service_member_listing AS l
        JOIN calendar AS c ON c.day_end_at > l.first_at
        WHERE l.service_key = :service_key AND c.start_at = :day_start_at) AS are_members,
    c.on_duty AS agents_on_duty, c.taking AS taking_calls,
    iif(a.agents > 0, a.reason, NULL) AS reason, a.agents AS reason_agents
FROM counted AS c LEFT JOIN away AS a;
