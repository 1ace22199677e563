-- The warehouse of lucstats. Times are epoch milliseconds UTC in columns named …_at.
-- Analysts: use the views; the tables beneath them may change.

CREATE TABLE setting (            -- what was fixed when the warehouse was made
    name  TEXT PRIMARY KEY,       -- timeZone, intervalSeconds
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE calendar (           -- one row an interval of local wall-clock time
    start_at           INTEGER PRIMARY KEY,
    end_at             INTEGER NOT NULL,
    day_start_at       INTEGER NOT NULL,  -- first instant of the local date
    day_end_at         INTEGER NOT NULL,  -- first instant after it
    local_date         TEXT NOT NULL,     -- 2026-11-22
    local_time         TEXT NOT NULL,     -- 08:15
    weekday            INTEGER NOT NULL,  -- Monday 1 … Sunday 7
    iso_week           TEXT NOT NULL,     -- 2026-W47
    month              TEXT NOT NULL,     -- 2026-11
    utc_offset_seconds INTEGER NOT NULL   -- local clock ahead of UTC
) STRICT;

CREATE TABLE label (              -- each word of the server's once
    label_key INTEGER PRIMARY KEY,
    text      TEXT NOT NULL UNIQUE
) STRICT;

-- Who and what there is. An id is the GUID's 16 bytes, or the text of another identifier in
-- lower case. The versions are the history: valid from, and until the next (NULL: still).

CREATE TABLE unit_entity (
    unit_key INTEGER PRIMARY KEY,
    id ANY NOT NULL UNIQUE,
    id_text TEXT GENERATED ALWAYS AS (CASE typeof(id) WHEN 'blob' THEN lower(
        substr(hex(id), 1, 8) || '-' || substr(hex(id), 9, 4) || '-' || substr(hex(id), 13, 4)
        || '-' || substr(hex(id), 17, 4) || '-' || substr(hex(id), 21)) ELSE id END) VIRTUAL
) STRICT;
CREATE TABLE unit_version (
    unit_key      INTEGER NOT NULL REFERENCES unit_entity,
    valid_from_at INTEGER NOT NULL,
    valid_to_at   INTEGER,
    name          TEXT,
    parent_key    INTEGER REFERENCES unit_entity,
    PRIMARY KEY (unit_key, valid_from_at)
) STRICT, WITHOUT ROWID;

CREATE TABLE profile_entity (
    profile_key INTEGER PRIMARY KEY,
    id ANY NOT NULL UNIQUE,
    id_text TEXT GENERATED ALWAYS AS (CASE typeof(id) WHEN 'blob' THEN lower(
        substr(hex(id), 1, 8) || '-' || substr(hex(id), 9, 4) || '-' || substr(hex(id), 13, 4)
        || '-' || substr(hex(id), 17, 4) || '-' || substr(hex(id), 21)) ELSE id END) VIRTUAL
) STRICT;
CREATE TABLE profile_version (
    profile_key   INTEGER NOT NULL REFERENCES profile_entity,
    valid_from_at INTEGER NOT NULL,
    valid_to_at   INTEGER,
    name          TEXT,
    is_off_duty   INTEGER,        -- 1 when an agent with this profile is off duty
    PRIMARY KEY (profile_key, valid_from_at)
) STRICT, WITHOUT ROWID;

CREATE TABLE service_entity (
    service_key INTEGER PRIMARY KEY,
    id ANY NOT NULL UNIQUE,
    id_text TEXT GENERATED ALWAYS AS (CASE typeof(id) WHEN 'blob' THEN lower(
        substr(hex(id), 1, 8) || '-' || substr(hex(id), 9, 4) || '-' || substr(hex(id), 13, 4)
        || '-' || substr(hex(id), 17, 4) || '-' || substr(hex(id), 21)) ELSE id END) VIRTUAL
) STRICT;
CREATE TABLE service_version (
    service_key       INTEGER NOT NULL REFERENCES service_entity,
    valid_from_at     INTEGER NOT NULL,
    valid_to_at       INTEGER,
    name              TEXT,
    sip_uri           TEXT,
    organization_unit TEXT,
    PRIMARY KEY (service_key, valid_from_at)
) STRICT, WITHOUT ROWID;

CREATE TABLE agent_entity (
    agent_key INTEGER PRIMARY KEY,
    id ANY NOT NULL UNIQUE,
    id_text TEXT GENERATED ALWAYS AS (CASE typeof(id) WHEN 'blob' THEN lower(
        substr(hex(id), 1, 8) || '-' || substr(hex(id), 9, 4) || '-' || substr(hex(id), 13, 4)
        || '-' || substr(hex(id), 17, 4) || '-' || substr(hex(id), 21)) ELSE id END) VIRTUAL
) STRICT;
CREATE TABLE agent_version (
    agent_key         INTEGER NOT NULL REFERENCES agent_entity,
    valid_from_at     INTEGER NOT NULL,
    valid_to_at       INTEGER,
    name              TEXT,
    sip_uri           TEXT,
    organization_unit TEXT,
    default_profile   TEXT,
    PRIMARY KEY (agent_key, valid_from_at)
) STRICT, WITHOUT ROWID;

-- What was looked at, and when.

CREATE TABLE pass (
    pass_key       INTEGER PRIMARY KEY,
    started_at     INTEGER NOT NULL UNIQUE,  -- the server's clock at the first answer
    finished_at    INTEGER NOT NULL,
    requests       INTEGER NOT NULL,
    user_states    INTEGER,       -- rows listed, NULL when the listing failed
    tasks          INTEGER NOT NULL,
    failures       INTEGER NOT NULL  -- listings that failed or were incomplete
) STRICT;

CREATE TABLE pass_failure (
    pass_key    INTEGER NOT NULL REFERENCES pass ON DELETE CASCADE,
    resource    TEXT NOT NULL,
    service_key INTEGER REFERENCES service_entity,
    reason      TEXT NOT NULL
) STRICT;

CREATE TABLE coverage (           -- runs of complete listings, none further apart than maxGap
    resource    INTEGER NOT NULL, -- 1 user states, 2 tasks of a service
    service_key INTEGER NOT NULL, -- 0 where the resource has no service
    from_at     INTEGER NOT NULL,
    to_at       INTEGER NOT NULL,
    polls       INTEGER NOT NULL,
    PRIMARY KEY (resource, service_key, from_at)
) STRICT, WITHOUT ROWID;

-- What happened.

CREATE TABLE task_fact (          -- one stay of a task in one service
    service_key       INTEGER NOT NULL REFERENCES service_entity,
    interval_at       INTEGER NOT NULL,  -- the interval in which it entered the queue
    id                ANY NOT NULL,
    type_key          INTEGER REFERENCES label,
    state_key         INTEGER REFERENCES label,  -- the last one seen
    modality_key      INTEGER REFERENCES label,
    origin_key        INTEGER REFERENCES label,
    agent_key         INTEGER REFERENCES agent_entity,
    customer          TEXT,       -- NULL unless configuration asks for it
    created_at        INTEGER,
    queue_started_at  INTEGER,
    connected_at      INTEGER,
    first_seen_at     INTEGER NOT NULL,
    unseen_before_at  INTEGER,    -- the poll before the first that showed it; NULL after a gap
    connected_seen_at INTEGER,    -- the first poll that showed it connected
    ended_after_at    INTEGER,    -- the last poll that listed it
    ended_before_at   INTEGER,    -- the first complete poll that did not
    ended_at          INTEGER,    -- the estimate: the midpoint; after a gap the last poll
    is_unsure         INTEGER NOT NULL DEFAULT 0,  -- 1: may have been answered unseen
    id_text TEXT GENERATED ALWAYS AS (CASE typeof(id) WHEN 'blob' THEN lower(
        substr(hex(id), 1, 8) || '-' || substr(hex(id), 9, 4) || '-' || substr(hex(id), 13, 4)
        || '-' || substr(hex(id), 17, 4) || '-' || substr(hex(id), 21)) ELSE id END) VIRTUAL,
    PRIMARY KEY (service_key, interval_at, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX task_fact_open ON task_fact (service_key, id) WHERE ended_at IS NULL;
CREATE INDEX task_fact_agent ON task_fact (agent_key, interval_at) WHERE agent_key IS NOT NULL;

CREATE TABLE state_fact (         -- one uninterrupted state of an agent
    agent_key   INTEGER NOT NULL REFERENCES agent_entity,
    from_at     INTEGER NOT NULL,
    to_at       INTEGER,          -- NULL: open, to the end of its run of coverage
    state       INTEGER NOT NULL, -- 1 selectable 2 working 3 after-call work 4 not ready
                                  -- 5 rona 6 off duty 7 offline 8 unknown
    reason_key  INTEGER REFERENCES label,
    profile_key INTEGER REFERENCES label,  -- the duty profile's name
    PRIMARY KEY (agent_key, from_at)
) STRICT, WITHOUT ROWID;
CREATE INDEX state_fact_open ON state_fact (agent_key) WHERE to_at IS NULL;

CREATE TABLE service_level_rule ( -- service_key 0: the rule of every service without its own
    service_key      INTEGER PRIMARY KEY,
    threshold_ms     INTEGER NOT NULL,
    short_abandon_ms INTEGER NOT NULL,
    target           REAL
) STRICT;
INSERT INTO service_level_rule VALUES (0, 20000, 5000, 0.8);

-- Building blocks of the views.

CREATE VIEW task_outcome AS       -- tasks that entered a queue, and what became of them
SELECT
    service_key, interval_at, id, agent_key, queue_started_at, connected_at, ended_at,
    CASE WHEN connected_at IS NOT NULL THEN 'answered'
         WHEN ended_at IS NOT NULL THEN 'abandoned'
         ELSE 'open' END AS outcome,
    max(queue_started_at, coalesce(connected_at, ended_at,
        (SELECT max(to_at) FROM coverage AS c
         WHERE c.resource = 2 AND c.service_key = task_fact.service_key),
        queue_started_at)) AS waited_until_at,
    max(0, ended_at - connected_at) AS handle_ms,
    is_unsure
FROM task_fact
WHERE queue_started_at IS NOT NULL;

CREATE VIEW state_span AS         -- states with their ends as far as they were observed
SELECT agent_key, from_at, to_at, state, reason_key, profile_key
FROM state_fact WHERE to_at IS NOT NULL
UNION ALL
SELECT agent_key, from_at,
    max(from_at, (SELECT max(to_at) FROM coverage WHERE resource = 1)),
    state, reason_key, profile_key
FROM state_fact WHERE to_at IS NULL;

CREATE VIEW service_latest AS
SELECT v.service_key, v.name, v.sip_uri, v.organization_unit, v.valid_from_at, v.valid_to_at
FROM service_version AS v
WHERE v.valid_from_at =
    (SELECT max(valid_from_at) FROM service_version WHERE service_key = v.service_key);

CREATE VIEW agent_latest AS
SELECT v.agent_key, v.name, v.sip_uri, v.organization_unit, v.default_profile,
    v.valid_from_at, v.valid_to_at
FROM agent_version AS v
WHERE v.valid_from_at =
    (SELECT max(valid_from_at) FROM agent_version WHERE agent_key = v.agent_key);

CREATE VIEW state_name (state, name) AS
VALUES (1, 'selectable'), (2, 'working'), (3, 'after_call_work'), (4, 'not_ready'),
    (5, 'rona'), (6, 'off_duty'), (7, 'offline'), (8, 'unknown');

CREATE VIEW service_rule AS       -- each service's threshold: its own, or everyone's
SELECT e.service_key,
    coalesce(own.threshold_ms, rule.threshold_ms) AS threshold_ms,
    coalesce(own.short_abandon_ms, rule.short_abandon_ms) AS short_abandon_ms,
    coalesce(own.target, rule.target) AS target
FROM service_entity AS e
JOIN service_level_rule AS rule ON rule.service_key = 0
LEFT JOIN service_level_rule AS own ON own.service_key = e.service_key;

-- The analysts' views: stable names, seconds, ISO 8601 times in UTC and local side by side.

CREATE VIEW service AS            -- one row each, the latest known
SELECT e.id_text AS service_id, l.name, l.sip_uri, l.organization_unit,
    l.valid_to_at IS NULL AS is_present, e.service_key
FROM service_entity AS e LEFT JOIN service_latest AS l USING (service_key);

CREATE VIEW agent AS              -- one row each, the latest known
SELECT e.id_text AS agent_id, l.name, l.sip_uri, l.organization_unit, l.default_profile,
    l.valid_to_at IS NULL AS is_present, e.agent_key
FROM agent_entity AS e LEFT JOIN agent_latest AS l USING (agent_key);

CREATE VIEW service_history AS
SELECT e.id_text AS service_id, v.name, v.sip_uri, v.organization_unit,
    v.valid_from_at, v.valid_to_at,
    strftime('%Y-%m-%dT%H:%M:%fZ', v.valid_from_at / 1000.0, 'unixepoch') AS valid_from_utc,
    strftime('%Y-%m-%dT%H:%M:%fZ', v.valid_to_at / 1000.0, 'unixepoch') AS valid_to_utc
FROM service_version AS v JOIN service_entity AS e USING (service_key);

CREATE VIEW agent_history AS
SELECT e.id_text AS agent_id, v.name, v.sip_uri, v.organization_unit, v.default_profile,
    v.valid_from_at, v.valid_to_at,
    strftime('%Y-%m-%dT%H:%M:%fZ', v.valid_from_at / 1000.0, 'unixepoch') AS valid_from_utc,
    strftime('%Y-%m-%dT%H:%M:%fZ', v.valid_to_at / 1000.0, 'unixepoch') AS valid_to_utc
FROM agent_version AS v JOIN agent_entity AS e USING (agent_key);

CREATE VIEW task AS               -- one row for each stay of a task in a service
SELECT f.id_text AS task_id, s.service_id, s.name AS service_name,
    a.agent_id, a.name AS agent_name,
    type.text AS type, state.text AS last_state, modality.text AS modality,
    origin.text AS origin, f.customer,
    CASE WHEN f.queue_started_at IS NULL THEN NULL
         WHEN f.connected_at IS NOT NULL THEN 'answered'
         WHEN f.ended_at IS NOT NULL THEN 'abandoned' ELSE 'open' END AS outcome,
    max(0, coalesce(f.connected_at, f.ended_at) - f.queue_started_at) / 1000.0 AS wait_seconds,
    max(0, f.ended_at - f.connected_at) / 1000.0 AS handle_seconds,
    f.is_unsure,
    strftime('%Y-%m-%dT%H:%M:%fZ', f.created_at / 1000.0, 'unixepoch') AS created_utc,
    strftime('%Y-%m-%dT%H:%M:%fZ', f.queue_started_at / 1000.0, 'unixepoch')
        AS queue_started_utc,
    strftime('%Y-%m-%dT%H:%M:%f',
        f.queue_started_at / 1000.0 + c.utc_offset_seconds, 'unixepoch')
        || printf('%+03d:%02d', c.utc_offset_seconds / 3600,
            abs(c.utc_offset_seconds) / 60 % 60) AS queue_started_local,
    strftime('%Y-%m-%dT%H:%M:%fZ', f.connected_at / 1000.0, 'unixepoch') AS connected_utc,
    strftime('%Y-%m-%dT%H:%M:%fZ', f.ended_at / 1000.0, 'unixepoch') AS ended_utc,
    f.created_at, f.queue_started_at, f.connected_at, f.ended_at, f.ended_after_at,
    f.ended_before_at, f.first_seen_at, f.interval_at, c.local_date, c.local_time
FROM task_fact AS f
JOIN service AS s USING (service_key)
LEFT JOIN agent AS a USING (agent_key)
LEFT JOIN calendar AS c ON c.start_at = f.interval_at
LEFT JOIN label AS type ON type.label_key = f.type_key
LEFT JOIN label AS state ON state.label_key = f.state_key
LEFT JOIN label AS modality ON modality.label_key = f.modality_key
LEFT JOIN label AS origin ON origin.label_key = f.origin_key;

CREATE VIEW agent_state AS        -- one row for each uninterrupted state
SELECT a.agent_id, a.name AS agent_name, n.name AS state, reason.text AS reason,
    profile.text AS duty_profile, (s.to_at - s.from_at) / 1000.0 AS seconds,
    strftime('%Y-%m-%dT%H:%M:%fZ', s.from_at / 1000.0, 'unixepoch') AS from_utc,
    strftime('%Y-%m-%dT%H:%M:%fZ', s.to_at / 1000.0, 'unixepoch') AS to_utc,
    s.from_at, s.to_at
FROM state_span AS s
JOIN agent AS a USING (agent_key)
JOIN state_name AS n USING (state)
LEFT JOIN label AS reason ON reason.label_key = s.reason_key
LEFT JOIN label AS profile ON profile.label_key = s.profile_key;

CREATE VIEW queue_length AS       -- the number waiting, from each change to the next
SELECT s.service_id, s.name AS service_name, at,
    strftime('%Y-%m-%dT%H:%M:%fZ', at / 1000.0, 'unixepoch') AS at_utc,
    sum(sum(step)) OVER (PARTITION BY service_key ORDER BY at) AS waiting
FROM (
    SELECT service_key, queue_started_at AS at, 1 AS step FROM task_outcome
    WHERE waited_until_at > queue_started_at
    UNION ALL
    SELECT service_key, waited_until_at, -1 FROM task_outcome
    WHERE waited_until_at > queue_started_at
)
JOIN service AS s USING (service_key)
GROUP BY service_key, at;

CREATE VIEW service_interval AS   -- tasks by the interval in which they entered the queue
SELECT s.service_id, s.name AS service_name, c.local_date, c.local_time, t.interval_at AS start_at,
    strftime('%Y-%m-%dT%H:%M:%SZ', t.interval_at / 1000, 'unixepoch') AS start_utc,
    count(*) AS offered,
    sum(outcome = 'answered') AS answered,
    sum(outcome = 'abandoned') AS abandoned,
    sum(outcome = 'abandoned' AND waited_until_at - queue_started_at < r.short_abandon_ms)
        AS short_abandoned,
    sum(outcome = 'open') AS open,
    sum(outcome = 'answered' AND waited_until_at - queue_started_at < r.threshold_ms)
        AS answered_within_threshold,
    sum(CASE outcome WHEN 'answered' THEN waited_until_at - queue_started_at END) / 1000.0
        AS answered_wait_seconds,
    sum(handle_ms) / 1000.0 AS handle_seconds
FROM task_outcome AS t
JOIN service AS s USING (service_key)
JOIN service_rule AS r USING (service_key)
JOIN calendar AS c ON c.start_at = t.interval_at
GROUP BY t.service_key, t.interval_at;

CREATE VIEW agent_interval AS     -- seconds by state, clipped to the interval
SELECT a.agent_id, a.name AS agent_name, c.local_date, c.local_time, c.start_at,
    strftime('%Y-%m-%dT%H:%M:%SZ', c.start_at / 1000, 'unixepoch') AS start_utc,
    sum(CASE state WHEN 1 THEN span END) / 1000.0 AS selectable_seconds,
    sum(CASE state WHEN 2 THEN span END) / 1000.0 AS working_seconds,
    sum(CASE state WHEN 3 THEN span END) / 1000.0 AS after_call_work_seconds,
    sum(CASE state WHEN 4 THEN span END) / 1000.0 AS not_ready_seconds,
    sum(CASE state WHEN 5 THEN span END) / 1000.0 AS rona_seconds,
    sum(CASE state WHEN 6 THEN span END) / 1000.0 AS off_duty_seconds,
    sum(CASE state WHEN 7 THEN span END) / 1000.0 AS offline_seconds,
    sum(CASE state WHEN 8 THEN span END) / 1000.0 AS unknown_seconds
FROM (
    SELECT s.agent_key, c.start_at, s.state,
        min(s.to_at, c.end_at) - max(s.from_at, c.start_at) AS span
    FROM state_span AS s
    JOIN calendar AS c ON c.start_at < s.to_at AND c.end_at > s.from_at
) AS piece
JOIN agent AS a USING (agent_key)
JOIN calendar AS c USING (start_at)
GROUP BY piece.agent_key, piece.start_at;

CREATE VIEW collection_pass AS
SELECT pass_key, requests, user_states, tasks, failures,
    (finished_at - started_at) / 1000.0 AS seconds,
    strftime('%Y-%m-%dT%H:%M:%fZ', started_at / 1000.0, 'unixepoch') AS started_utc,
    started_at, finished_at
FROM pass;

CREATE VIEW coverage_gap AS       -- spans between two runs of complete listings
SELECT CASE r.resource WHEN 1 THEN 'user states' ELSE 'tasks' END AS resource,
    s.service_id, s.name AS service_name, r.to_at AS from_at, r.next_at AS to_at,
    (r.next_at - r.to_at) / 1000.0 AS seconds,
    strftime('%Y-%m-%dT%H:%M:%fZ', r.to_at / 1000.0, 'unixepoch') AS from_utc,
    strftime('%Y-%m-%dT%H:%M:%fZ', r.next_at / 1000.0, 'unixepoch') AS to_utc
FROM (
    SELECT resource, service_key, to_at, lead(from_at) OVER
        (PARTITION BY resource, service_key ORDER BY from_at) AS next_at
    FROM coverage
) AS r
LEFT JOIN service AS s USING (service_key)
WHERE r.next_at IS NOT NULL;
