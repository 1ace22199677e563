-- Views hold no data: a migration makes all of them anew.

-- Building blocks: what became of tasks, how long states lasted, what is called how, which rule
-- held when, and who belonged where.

CREATE VIEW task_outcome (
    -- Tasks that entered a queue, and what became of them. Other columns as in task_fact.
    service_key,
    interval_at,
    id,
    agent_key,
    queue_started_at,
    connected_at,
    ended_after_at,
    ended_before_at,
    ended_at,
    outcome,  -- TEXT answered, abandoned, flowed_out or open [text], e.g. answered
    waited_until_at,  -- INTEGER connected, ended, or polled last [ms UTC], e.g. 1795504524000
    handle_ms,  -- INTEGER talk and hold, once it ended [ms], e.g. 186000
    is_unconfirmed,
    customer,
    channel_key  -- INTEGER label of the modality, else of the type; 0: neither told [key], e.g. 6
) AS
SELECT
    service_key, interval_at, id, agent_key, queue_started_at, connected_at, ended_after_at,
    ended_before_at, ended_at,
    CASE WHEN connected_at IS NOT NULL THEN 'answered'
         WHEN flowed_out_at IS NOT NULL THEN 'flowed_out'
         WHEN ended_at IS NOT NULL THEN 'abandoned'
         ELSE 'open' END AS outcome,
    max(queue_started_at, coalesce(connected_at, ended_at,
        (SELECT max(to_at) FROM coverage AS c
         WHERE c.resource = 2 AND c.service_key = task_fact.service_key),
        queue_started_at)) AS waited_until_at,
    max(0, ended_at - connected_at) AS handle_ms,
    is_unconfirmed, customer, coalesce(modality_key, type_key, 0) AS channel_key
FROM task_fact
WHERE queue_started_at IS NOT NULL;

CREATE VIEW task_sighting (
    -- First sightings in the queue of tasks that were abandoned, where polls had shown before that
    -- they were not there yet.
    service_key,  -- INTEGER the service [key], e.g. 3
    interval_at,  -- INTEGER the interval in which it entered the queue [ms UTC], e.g. 1795504500000
    age_tenths,  -- INTEGER how long it had been in the queue, in tenths of spacing_ms [tenths], e.g. 4
    more_polls,  -- INTEGER how many polls more showed it: 0, 1, or 2 and more [count], e.g. 2
    spacing_ms  -- INTEGER between the poll that first showed it and the one before [ms], e.g. 60000
) AS
-- A poll is dated in whole seconds, and so may seem a little early: no age is below 0.
SELECT service_key, interval_at,
    max(0, queue_seen_at - queue_started_at) * 10 / queue_spacing_ms AS age_tenths,
    max(0, min(2, (ended_after_at - queue_seen_at + queue_spacing_ms / 2) / queue_spacing_ms))
        AS more_polls,
    queue_spacing_ms AS spacing_ms
FROM task_fact
WHERE queue_started_at IS NOT NULL AND connected_at IS NULL AND ended_at IS NOT NULL
    AND queue_seen_at - queue_started_at < queue_spacing_ms;

CREATE VIEW task_spacing (
    -- The time between the polls around the end of each task, and how many tasks the task stands
    -- for. Polls every s seconds show an outcome that lasts d seconds with the chance d/s: where
    -- that is below 1, a task that was seen stands for s/d tasks.
    service_key,  -- INTEGER the service [key], e.g. 3
    interval_at,  -- INTEGER the interval in which it entered the queue [ms UTC], e.g. 1795504500000
    spacing_ms,  -- INTEGER from the last poll that listed it to the first that did not [ms], e.g.
                 -- 17000
    stands_for  -- REAL tasks with an outcome of the same length, unseen ones too [tasks], e.g. 1.0
) AS
SELECT service_key, interval_at, ended_before_at - ended_after_at AS spacing_ms,
    max(1.0, (ended_before_at - ended_after_at) * 1.0
        / max(500, ended_at - coalesce(connected_at, queue_started_at))) AS stands_for
FROM task_fact
-- Where the estimate of the end is not between the two polls, a gap lies between them.
WHERE queue_started_at IS NOT NULL AND flowed_out_at IS NULL
    AND ended_at > ended_after_at AND ended_before_at > ended_after_at;

CREATE VIEW state_span AS
-- States with their ends as far as they were observed. Columns as in state_fact.
SELECT agent_key, from_at,
    coalesce(to_at, max(from_at, (SELECT max(to_at) FROM coverage WHERE resource = 1))) AS to_at,
    state, reason_key, profile_key
FROM state_fact;

CREATE VIEW presence_span AS
-- What LUCS returned beside states, with ends as far as they were observed. Columns as in
-- presence_fact.
SELECT agent_key, from_at,
    coalesce(to_at, max(from_at, (SELECT max(to_at) FROM coverage WHERE resource = 1))) AS to_at,
    state, reason_key, profile_key, selectable_key, presence_key, is_blocked
FROM presence_fact;

CREATE VIEW callback_word (  -- States of callbacks that mean that they ended.
    word,  -- TEXT the state, in lower case [text], e.g. terminated
    outcome  -- TEXT made or failed; NULL: the word does not say which [text], e.g. NULL
) AS
VALUES ('terminated', NULL), ('ended', NULL), ('closed', NULL), ('completed', 'made'),
    ('successful', 'made'), ('failed', 'failed'), ('cancelled', 'failed'), ('canceled', 'failed'),
    ('expired', 'failed');

CREATE VIEW callback_latest (
    -- Callbacks as last listed. Other columns as in callback_version.
    callback_key,
    promised_at,  -- INTEGER the first list that named it [ms UTC], e.g. 1795504800000
    ended_at,  -- INTEGER the first list that no longer named it, or showed that it had ended [ms
               -- UTC], e.g. 1795508700000
    service_key,
    state_key,
    priority,
    due_at,
    left_in_queue_ms,
    retry_count,
    max_retries,
    between_retries_ms,
    retry_type_key,
    task_id
) AS
SELECT v.callback_key, f.promised_at, coalesce(f.terminated_at, v.valid_to_at) AS ended_at,
    v.service_key, v.state_key, v.priority, v.due_at, v.left_in_queue_ms, v.retry_count,
    v.max_retries, v.between_retries_ms, v.retry_type_key, v.task_id
FROM (
    SELECT c.callback_key, min(c.valid_from_at) AS promised_at, max(c.valid_from_at) AS latest_at,
        min(CASE WHEN w.word IS NOT NULL THEN c.valid_from_at END) AS terminated_at
    FROM callback_version AS c
    LEFT JOIN label AS n ON n.label_key = c.state_key
    LEFT JOIN callback_word AS w ON w.word = lower(n.text)
    GROUP BY c.callback_key
) AS f
JOIN callback_version AS v ON v.callback_key = f.callback_key AND v.valid_from_at = f.latest_at;

CREATE VIEW queue_step (  -- Who began to wait, and who no longer does. Columns as in task_fact.
    service_key,
    changed_at,  -- INTEGER instant of the change [ms UTC], e.g. 1795504510250
    step  -- INTEGER 1: one more waits, -1: one less [number], e.g. 1
) AS
SELECT service_key, queue_started_at AS changed_at, 1 AS step FROM task_outcome
WHERE waited_until_at > queue_started_at
UNION ALL
SELECT service_key, waited_until_at, -1 FROM task_outcome
WHERE waited_until_at > queue_started_at;

CREATE VIEW service_latest AS
-- The latest version of each service. Columns as in service_version.
SELECT v.service_key, v.name, v.sip_uri, v.organization_unit, v.valid_from_at, v.valid_to_at
FROM service_version AS v
WHERE v.valid_from_at =
    (SELECT max(valid_from_at) FROM service_version WHERE service_key = v.service_key);

CREATE VIEW agent_latest AS  -- The latest version of each agent. Columns as in agent_version.
SELECT v.agent_key, v.name, v.sip_uri, v.organization_unit, v.default_profile,
    v.valid_from_at, v.valid_to_at
FROM agent_version AS v
WHERE v.valid_from_at =
    (SELECT max(valid_from_at) FROM agent_version WHERE agent_key = v.agent_key);

CREATE VIEW state_name (  -- The words for agents' states.
    state,  -- INTEGER as in state_fact [code], e.g. 2
    name  -- TEXT what it is called [text], e.g. working
) AS
VALUES (1, 'selectable'), (2, 'working'), (3, 'after_call_work'), (4, 'not_ready'),
    (5, 'rona'), (6, 'off_duty'), (7, 'offline'), (8, 'unknown');

CREATE VIEW percentile (  -- Which percentiles are told.
    percent  -- INTEGER share of the values that are no higher [%], e.g. 90
) AS VALUES (50), (90), (95);

CREATE VIEW target_span (
    -- Which rule held when for each service: its own since it has one, before and else everyone's.
    service_key,  -- INTEGER the service [key], e.g. 3
    from_at,  -- INTEGER the rule held from then; 0: from the beginning [ms UTC], e.g. 1795474800000
    to_at,  -- INTEGER the rule held until then; 9223372036854775807: it still does [ms UTC], e.g.
            -- 1795561200000
    threshold_ms,  -- INTEGER a task answered after a shorter wait is answered in time [ms], e.g.
                   -- 20000
    short_abandon_ms,  -- INTEGER a task abandoned after a shorter wait does not count [ms], e.g.
                       -- 5000
    target  -- REAL share of tasks to answer in time [fraction], e.g. 0.8
) AS
SELECT service_key,
    iif(row_number() OVER service_rules = 1, 0, valid_from_at) AS from_at,
    lead(valid_from_at, 1, 9223372036854775807) OVER service_rules AS to_at,
    threshold_ms, short_abandon_ms, target
FROM (
    SELECT e.service_key, r.valid_from_at, r.threshold_ms, r.short_abandon_ms, r.target
    FROM service_entity AS e
    CROSS JOIN target_rule AS r ON r.service_key = e.service_key
    UNION ALL
    SELECT e.service_key, r.valid_from_at, r.threshold_ms, r.short_abandon_ms, r.target
    FROM service_entity AS e
    CROSS JOIN target_rule AS r ON r.service_key = 0
    WHERE r.valid_from_at < coalesce((SELECT min(o.valid_from_at) FROM target_rule AS o
        WHERE o.service_key = e.service_key), 9223372036854775807)
)
WINDOW service_rules AS (PARTITION BY service_key ORDER BY valid_from_at);

CREATE VIEW service_naming (
    -- What each service was called, without gaps: before its first version and after its last one
    -- as in these. Other columns as in service_version.
    service_key,
    name,
    organization_unit,
    from_at,  -- INTEGER since then; 0: from the beginning [ms UTC], e.g. 1795474800000
    to_at  -- INTEGER until then; 9223372036854775807: still [ms UTC], e.g. 1795561200000
) AS
SELECT service_key, name, organization_unit,
    iif(row_number() OVER services = 1, 0, valid_from_at) AS from_at,
    lead(valid_from_at, 1, 9223372036854775807) OVER services AS to_at
FROM service_version
WINDOW services AS (PARTITION BY service_key ORDER BY valid_from_at);

CREATE VIEW agent_naming (
    -- What each agent was called, without gaps, as in service_naming. Other columns as in
    -- agent_version.
    agent_key,
    name,
    organization_unit,
    from_at,  -- INTEGER since then; 0: from the beginning [ms UTC], e.g. 1795474800000
    to_at  -- INTEGER until then; 9223372036854775807: still [ms UTC], e.g. 1795561200000
) AS
SELECT agent_key, name, organization_unit,
    iif(row_number() OVER agents = 1, 0, valid_from_at) AS from_at,
    lead(valid_from_at, 1, 9223372036854775807) OVER agents AS to_at
FROM agent_version
WINDOW agents AS (PARTITION BY agent_key ORDER BY valid_from_at);

CREATE VIEW service_unit (
    -- To which organization unit each service belonged. A local date counts for the unit that the
    -- service belonged to at its end. Other columns as in service_version.
    service_key,
    organization_unit,
    from_at,  -- INTEGER since then; 0: from the beginning [ms UTC], e.g. 1795474800000
    to_at  -- INTEGER until then; 9223372036854775807: still [ms UTC], e.g. 1795561200000
) AS
SELECT service_key, organization_unit,
    iif(row_number() OVER services = 1, 0, day_start_at) AS from_at,
    lead(day_start_at, 1, 9223372036854775807) OVER services AS to_at
FROM (
    SELECT service_key, organization_unit, day_start_at,
        organization_unit IS lag(organization_unit) OVER services
            AND row_number() OVER services > 1 AS is_same
    FROM (
        SELECT v.service_key, v.organization_unit,
            coalesce(c.day_start_at, v.valid_from_at) AS day_start_at,
            lead(coalesce(c.day_start_at, v.valid_from_at)) OVER
                (PARTITION BY v.service_key ORDER BY v.valid_from_at) AS next_day_start_at
        FROM service_version AS v
        LEFT JOIN calendar AS c ON c.start_at =
            (SELECT max(start_at) FROM calendar WHERE start_at <= v.valid_from_at)
    )
    -- The last version of each date. (GROUP BY would do, but SQLite then makes no index for joins.)
    WHERE next_day_start_at IS NOT day_start_at
    WINDOW services AS (PARTITION BY service_key ORDER BY day_start_at)
)
WHERE NOT is_same
WINDOW services AS (PARTITION BY service_key ORDER BY day_start_at);

CREATE VIEW agent_unit (
    -- To which organization unit each agent belonged. A local date counts for the unit that the
    -- agent belonged to at its end. Other columns as in agent_version.
    agent_key,
    organization_unit,
    from_at,  -- INTEGER since then; 0: from the beginning [ms UTC], e.g. 1795474800000
    to_at  -- INTEGER until then; 9223372036854775807: still [ms UTC], e.g. 1795561200000
) AS
SELECT agent_key, organization_unit,
    iif(row_number() OVER agents = 1, 0, day_start_at) AS from_at,
    lead(day_start_at, 1, 9223372036854775807) OVER agents AS to_at
FROM (
    SELECT agent_key, organization_unit, day_start_at,
        organization_unit IS lag(organization_unit) OVER agents
            AND row_number() OVER agents > 1 AS is_same
    FROM (
        -- An agent who was in no directory yet belongs to none.
        SELECT e.agent_key, v.organization_unit,
            coalesce(c.day_start_at, v.valid_from_at, 0) AS day_start_at,
            lead(coalesce(c.day_start_at, v.valid_from_at, 0)) OVER
                (PARTITION BY e.agent_key ORDER BY v.valid_from_at) AS next_day_start_at
        FROM agent_entity AS e
        LEFT JOIN agent_version AS v ON v.agent_key = e.agent_key
        LEFT JOIN calendar AS c ON c.start_at =
            (SELECT max(start_at) FROM calendar WHERE start_at <= v.valid_from_at)
    )
    WHERE next_day_start_at IS NOT day_start_at  -- As in service_unit.
    WINDOW agents AS (PARTITION BY agent_key ORDER BY day_start_at)
)
WHERE NOT is_same
WINDOW agents AS (PARTITION BY agent_key ORDER BY day_start_at);

CREATE VIEW subject_scope (  -- What subject_member has to hold. Columns as in subject_member.
    subject_key,
    service_key,
    from_at,
    to_at,
    channel_key
) AS
SELECT service_key AS subject_key, service_key, 0 AS from_at, 9223372036854775807 AS to_at,
    NULL AS channel_key
FROM service_entity
UNION ALL SELECT 0, service_key, 0, 9223372036854775807, NULL FROM service_entity
UNION ALL
SELECT s.subject_key, u.service_key, u.from_at, u.to_at, NULL
FROM subject AS s JOIN service_unit AS u ON u.organization_unit = s.organization_unit
UNION ALL
SELECT s.subject_key, e.service_key, 0, 9223372036854775807, s.channel_key
FROM subject AS s CROSS JOIN service_entity AS e
WHERE s.channel_key IS NOT NULL;

CREATE VIEW opening_rule (
    -- Which week of opening_hours held when for each service: its own since it has one, before and
    -- else everyone's; where there is none, the service was always open.
    service_key,  -- INTEGER the service [key], e.g. 3
    rule_key,  -- INTEGER whose week it is, as service_key in opening_hours [key], e.g. 0
    from_at,  -- INTEGER the week held from then, as valid_from_at there [ms UTC], e.g. 0
    to_at  -- INTEGER until then; 9223372036854775807: still [ms UTC], e.g. 1795561200000
) AS
SELECT service_key, rule_key, valid_from_at AS from_at,
    lead(valid_from_at, 1, 9223372036854775807) OVER (PARTITION BY service_key
        ORDER BY valid_from_at) AS to_at
FROM (
    SELECT DISTINCT e.service_key, e.service_key AS rule_key, h.valid_from_at
    FROM service_entity AS e JOIN opening_hours AS h ON h.service_key = e.service_key
    UNION
    SELECT e.service_key, 0, h.valid_from_at
    FROM service_entity AS e JOIN opening_hours AS h ON h.service_key = 0
    WHERE h.valid_from_at < coalesce((SELECT min(o.valid_from_at) FROM opening_hours AS o
        WHERE o.service_key = e.service_key), 9223372036854775807)
);

CREATE VIEW opening (
    -- When each service was open, by interval of the calendar. Empty where it is always open.
    service_key,  -- INTEGER the service [key], e.g. 3
    interval_at,  -- INTEGER start of the interval [ms UTC], e.g. 1795504500000
    from_at,  -- INTEGER open since then [ms UTC], e.g. 1795504500000
    to_at  -- INTEGER until then [ms UTC], e.g. 1795505400000
) AS
WITH minute AS (
    SELECT start_at, end_at, weekday, local_date,
        substr(local_time, 1, 2) * 60 + substr(local_time, 4, 2) AS first,
        substr(local_time, 1, 2) * 60 + substr(local_time, 4, 2) + (end_at - start_at) / 60000
            AS last
    FROM calendar
)
SELECT e.service_key, m.start_at AS interval_at,
    m.start_at + (max(coalesce(h.opens_minute, 0), m.first) - m.first) * 60000 AS from_at,
    m.start_at + (min(coalesce(h.closes_minute, 1440), m.last) - m.first) * 60000 AS to_at
FROM minute AS m
CROSS JOIN service_entity AS e
LEFT JOIN opening_rule AS r ON r.service_key = e.service_key AND r.from_at <= m.start_at
    AND r.to_at > m.start_at
LEFT JOIN opening_hours AS h ON h.service_key = r.rule_key AND h.valid_from_at = r.from_at
    AND h.weekday = m.weekday AND h.opens_minute < m.last AND h.closes_minute > m.first
WHERE (r.service_key IS NULL OR h.service_key IS NOT NULL)
    AND NOT EXISTS (SELECT 1 FROM closed_day AS d WHERE d.local_date = m.local_date
        AND d.service_key IN (0, e.service_key));

CREATE VIEW opening_known (  -- Whether opening hours or closed days are configured: one row.
    is_known  -- INTEGER 1: at some time not everything is open [0/1], e.g. 0
) AS
SELECT EXISTS (SELECT 1 FROM closed_day)
    OR EXISTS (SELECT 1 FROM opening_hours WHERE opens_minute > 0 OR closes_minute < 1440)
    OR EXISTS (SELECT 1 FROM opening_hours GROUP BY service_key, valid_from_at
        HAVING count(*) < 7) AS is_known;
