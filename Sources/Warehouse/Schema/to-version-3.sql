-- From version 2: stays that flowed out, targets with history, opening hours.

-- ==== Facts ====

ALTER TABLE task_fact RENAME TO task_fact_2;
DROP INDEX task_fact_open;

CREATE TABLE task_fact (  -- Stays of tasks in the queues of services, one row each.
    service_key       INTEGER NOT NULL REFERENCES service_entity,
        -- the service in whose list it was [key], e.g. 3
    interval_at       INTEGER NOT NULL,  -- start of the interval in which it entered the queue
                                         -- [ms UTC], e.g. 1795504500000
    begun_at          INTEGER NOT NULL,  -- when it entered the queue, else the service [ms UTC],
                                         -- e.g. 1795504510250
    id                ANY NOT NULL,  -- the task's identifier: a GUID's 16 bytes, or other text
                                     -- [id], e.g. X'7E1C…'
    type_key          INTEGER,  -- label of the type [key], e.g. 4
    state_key         INTEGER,  -- label of the last state seen [key], e.g. 5
    modality_key      INTEGER,  -- label of the first modality [key], e.g. 6
    origin_key        INTEGER,  -- label of the origin [key], e.g. 7
    agent_key         INTEGER REFERENCES agent_entity,  -- the agent reserved for it [key], e.g.
                                                        -- 12
    customer          TEXT,  -- the customer's identifier, as configuration wants it: NULL unless
                             -- it asks [text], e.g. m-9f3c01a7b2d4e658
    created_at        INTEGER,  -- when LUCS made it [ms UTC], e.g. 1795504502000
    queue_started_at  INTEGER,  -- when it entered the queue [ms UTC], e.g. 1795504510250
    connected_at      INTEGER,  -- when it was connected to an agent [ms UTC], e.g. 1795504524000
    first_seen_at     INTEGER NOT NULL,  -- the first poll that listed it [ms UTC], e.g.
                                         -- 1795504560000
    queue_seen_at     INTEGER,  -- the first poll that showed that it had entered the queue [ms
                                -- UTC], e.g. 1795504560000
    queue_spacing_ms  INTEGER,  -- since the poll before that one; NULL after a gap [ms], e.g. 60000
    connected_seen_at INTEGER,  -- the first poll that showed it connected [ms UTC], e.g.
                                -- 1795504560000
    connected_spacing_ms INTEGER,  -- since the poll before that one; NULL after a gap [ms], e.g.
                                   -- 60000
    ended_after_at    INTEGER,  -- the last poll that listed it [ms UTC], e.g. 1795504680000
    ended_before_at   INTEGER,  -- the first complete poll that did not; NULL if no poll followed,
                                -- as when its service left LUCS [ms UTC], e.g. 1795504740000
    ended_at          INTEGER,  -- the estimate: the midpoint; the last poll that listed it if a gap
                                -- or no poll followed [ms UTC], e.g. 1795504710000
    is_unconfirmed    INTEGER NOT NULL DEFAULT 0,  -- 1: counts as abandoned, but may have been
                                                   -- answered unseen [0/1], e.g. 0
    flowed_out_at     INTEGER,  -- when it left this queue unconnected for another queue or another
                                -- place in the same one: the next QueueStarted of the task; then
                                -- all three times of the end equal it [ms UTC], e.g. NULL
    external_id       ANY,  -- the task's identifier in the program that created it: a GUID's 16
                            -- bytes, or other text [id], e.g. X'7E1C…'
    custom_origin_key INTEGER,  -- label of that program's own word for the origin [key], e.g. 8
    algorithm_key     INTEGER,  -- label of how LUCS chose the agent [key], e.g. 30
    agent_profile_key INTEGER,  -- label of the duty profile in which the agent was chosen [key],
                                -- e.g. 10
    responsible_level INTEGER,  -- level of responsibility from which on the agent may get the task
                                -- [number], e.g. 1
    PRIMARY KEY (service_key, interval_at, begun_at, id)
) STRICT, WITHOUT ROWID;
-- Every pass asks which tasks wait: the index answers it alone.
CREATE INDEX task_fact_open
    ON task_fact (service_key, interval_at, connected_at, queue_started_at, ended_at)
    WHERE ended_at IS NULL;
-- Stays that count as abandoned, by task: they flowed out if the task enters a queue later.
CREATE INDEX task_fact_abandoned ON task_fact (id)
    WHERE ended_at IS NOT NULL AND connected_at IS NULL AND flowed_out_at IS NULL;

-- Stays that flowed out, by task: they tell which stays are the task's second or later.
CREATE INDEX task_fact_flowed_out ON task_fact (id, queue_started_at)
    WHERE flowed_out_at IS NOT NULL;

-- A stay that ended unconnected flowed out if the same task entered a queue later. A task that was
-- created after the stay had ended is another one, whose identifier is used again.
CREATE TEMP TABLE stay AS
SELECT service_key, interval_at, begun_at, id, queue_started_at, connected_at, ended_at,
    ended_before_at, min(coalesce(created_at, queue_started_at), queue_started_at) AS existed_at
FROM task_fact_2
WHERE queue_started_at IS NOT NULL AND id IN (SELECT id FROM task_fact_2
    GROUP BY id HAVING min(queue_started_at) < max(queue_started_at));
CREATE INDEX temp.stay_id ON stay (id, queue_started_at);
CREATE TEMP TABLE flow_out AS
SELECT service_key, interval_at, begun_at, id,
    (SELECT min(n.queue_started_at) FROM temp.stay AS n
        WHERE n.id = s.id AND n.queue_started_at > s.queue_started_at
            AND n.existed_at <= coalesce(s.ended_before_at, 9223372036854775807)) AS next_at
FROM temp.stay AS s
WHERE connected_at IS NULL AND ended_at IS NOT NULL;
CREATE INDEX temp.flow_out_key ON flow_out (service_key, interval_at, begun_at, id);
INSERT INTO task_fact (service_key, interval_at, begun_at, id, type_key, state_key, modality_key,
    origin_key, agent_key, customer, created_at, queue_started_at, connected_at, first_seen_at,
    queue_seen_at, queue_spacing_ms, connected_seen_at, connected_spacing_ms, ended_after_at,
    ended_before_at, ended_at, is_unconfirmed, flowed_out_at)
SELECT t.service_key, t.interval_at, t.begun_at, t.id, t.type_key, t.state_key, t.modality_key,
    t.origin_key, t.agent_key, t.customer, t.created_at, t.queue_started_at, t.connected_at,
    t.first_seen_at, t.queue_seen_at, t.queue_spacing_ms, t.connected_seen_at,
    t.connected_spacing_ms, coalesce(f.next_at, t.ended_after_at),
    coalesce(f.next_at, t.ended_before_at), coalesce(f.next_at, t.ended_at),
    iif(f.next_at IS NULL, t.is_unsure, 0), f.next_at
FROM task_fact_2 AS t
LEFT JOIN temp.flow_out AS f ON f.service_key = t.service_key
    AND f.interval_at = t.interval_at AND f.begun_at = t.begun_at AND f.id = t.id;
DROP TABLE temp.flow_out;
DROP TABLE temp.stay;
DROP TABLE task_fact_2;

CREATE TABLE target_rule (  -- History of service level rules.
    service_key      INTEGER NOT NULL,  -- the service; 0: every service that has no rule of its own
                                        -- at the time [key], e.g. 0
    valid_from_at    INTEGER NOT NULL,  -- first instant of the local date from which the rule
                                        -- holds; 0: from the beginning [ms UTC], e.g. 1795474800000
    threshold_ms     INTEGER NOT NULL,  -- a task answered after a shorter wait is answered in time
                                        -- [ms], e.g. 20000
    short_abandon_ms INTEGER NOT NULL,  -- a task abandoned after a shorter wait does not count
                                        -- [ms], e.g. 5000
    target           REAL NOT NULL,  -- share of tasks to answer in time [fraction], e.g. 0.8
    PRIMARY KEY (service_key, valid_from_at)
) STRICT, WITHOUT ROWID;
INSERT INTO target_rule (service_key, valid_from_at, threshold_ms, short_abandon_ms, target)
SELECT service_key, 0, threshold_ms, short_abandon_ms, coalesce(target, 0.8)
FROM service_level_rule;
DROP TABLE service_level_rule;

CREATE TABLE opening_hours (
    -- History of opening hours. All rows of one service and date together are the week from then
    -- on; a service without any row follows service 0, and without that it is always open.
    service_key   INTEGER NOT NULL,  -- the service; 0: every service without hours of its own
                                     -- [key], e.g. 0
    valid_from_at INTEGER NOT NULL,  -- first instant of the local date from which the week holds;
                                     -- 0: from the beginning [ms UTC], e.g. 1795474800000
    weekday       INTEGER NOT NULL,  -- Monday 1 … Sunday 7 [number], e.g. 2
    opens_minute  INTEGER NOT NULL,  -- local time at which it opens, since 00:00 [min], e.g. 480
    closes_minute INTEGER NOT NULL,  -- local time at which it closes; 1440: midnight [min], e.g.
                                     -- 1080
    PRIMARY KEY (service_key, valid_from_at, weekday, opens_minute)
) STRICT, WITHOUT ROWID;

CREATE TABLE closed_day (  -- Dates on which the centre is closed.
    service_key INTEGER NOT NULL,  -- the service; 0: all services [key], e.g. 0
    local_date  TEXT NOT NULL,  -- the date on the warehouse's clock [date], e.g. 2026-12-25
    name        TEXT,  -- why it is closed [text], e.g. Christmas Day
    PRIMARY KEY (service_key, local_date)
) STRICT, WITHOUT ROWID;

CREATE TABLE service_member_version (  -- History of who serves which service, as LUCS lists them.
    service_key   INTEGER NOT NULL REFERENCES service_entity,  -- the service [key], e.g. 3
    agent_key     INTEGER NOT NULL REFERENCES agent_entity,  -- an agent who serves it [key], e.g. 12
    valid_from_at INTEGER NOT NULL,  -- start of validity [ms UTC], e.g. 1795474800000
    valid_to_at   INTEGER,  -- end of validity; NULL: still valid [ms UTC], e.g. NULL
    PRIMARY KEY (service_key, agent_key, valid_from_at)
) STRICT, WITHOUT ROWID;

CREATE TABLE service_member_listing (  -- Services whose members LUCS listed.
    service_key INTEGER PRIMARY KEY REFERENCES service_entity,  -- the service [key], e.g. 3
    first_at    INTEGER NOT NULL,  -- time of the first listing [ms UTC], e.g. 1795474800000
    last_at     INTEGER NOT NULL  -- time of the latest listing [ms UTC], e.g. 1795561200000
) STRICT;

-- ==== Calendar ====

ALTER TABLE calendar ADD COLUMN half_hour TEXT GENERATED ALWAYS AS (substr(local_time, 1, 3)
        || CASE WHEN substr(local_time, 4) < '30' THEN '00' ELSE '30' END)
        VIRTUAL;

-- Skills and profiles of agents, each with its history. A row holds as long as LUCS lists it.

CREATE TABLE agent_skill_version (  -- History of the agents' skills.
    agent_key     INTEGER NOT NULL REFERENCES agent_entity,  -- the agent [key], e.g. 12
    skill_key     INTEGER NOT NULL REFERENCES label,  -- label of the skill [key], e.g. 21
    level_key     INTEGER NOT NULL,  -- label of the level; 0: none [key], e.g. 22
    valid_from_at INTEGER NOT NULL,  -- start of validity [ms UTC], e.g. 1795474800000
    valid_to_at   INTEGER,  -- end of validity; NULL: still valid [ms UTC], e.g. NULL
    PRIMARY KEY (agent_key, skill_key, level_key, valid_from_at)
) STRICT, WITHOUT ROWID;

CREATE TABLE agent_profile_version (
    -- History of the duty profiles that agents may choose, and of what they answer for in each.
    agent_key     INTEGER NOT NULL REFERENCES agent_entity,  -- the agent [key], e.g. 12
    profile_key   INTEGER NOT NULL REFERENCES label,  -- label of the profile's name [key], e.g. 10
    skill_key     INTEGER NOT NULL,  -- label of the skill that the agent answers for; 0: none
                                     -- [key], e.g. 21
    responsibility_key INTEGER NOT NULL,  -- label of the responsibility; 0: none [key], e.g. 23
    valid_from_at INTEGER NOT NULL,  -- start of validity [ms UTC], e.g. 1795474800000
    valid_to_at   INTEGER,  -- end of validity; NULL: still valid [ms UTC], e.g. NULL
    PRIMARY KEY (agent_key, profile_key, skill_key, responsibility_key, valid_from_at)
) STRICT, WITHOUT ROWID;

CREATE TABLE absence_reason (  -- Reasons that agents may choose when they are not ready.
    reason_key INTEGER PRIMARY KEY REFERENCES label,  -- label of the reason [key], e.g. 9
    first_at   INTEGER NOT NULL,  -- time of the first list that named it [ms UTC], e.g.
                                  -- 1795474800000
    last_at    INTEGER NOT NULL  -- time of the latest list that named it [ms UTC], e.g.
                                 -- 1795561200000
) STRICT;

CREATE TABLE callback_entity (  -- Callbacks that customers were promised.
    callback_key INTEGER PRIMARY KEY,  -- the warehouse's own number [key], e.g. 7
    id ANY NOT NULL UNIQUE,  -- the callback's identifier: a GUID's 16 bytes, or other text in
                             -- lower case [id], e.g. X'7E1C…'
    id_text TEXT GENERATED ALWAYS AS (CASE typeof(id) WHEN 'blob' THEN lower(
        substr(hex(id), 1, 8) || '-' || substr(hex(id), 9, 4) || '-' || substr(hex(id), 13, 4)
        || '-' || substr(hex(id), 17, 4) || '-' || substr(hex(id), 21)) ELSE id END) VIRTUAL
        -- the identifier as text [GUID], e.g. 7e1c4c0a-50b5-4d4c-9b5d-6d1f1f3b8a01
) STRICT;
CREATE TABLE callback_version (  -- History of callbacks.
    callback_key  INTEGER NOT NULL REFERENCES callback_entity,
        -- key of the entity [key], e.g. 7
    valid_from_at INTEGER NOT NULL,  -- start of validity [ms UTC], e.g. 1795504500000
    valid_to_at   INTEGER,  -- end of validity; NULL: still listed so [ms UTC], e.g. NULL
    service_key   INTEGER REFERENCES service_entity,  -- the service that promised it [key], e.g. 3
    state_key     INTEGER REFERENCES label,  -- label of its state [key], e.g. 24
    priority      INTEGER,  -- its priority, as LUCS returns it [number], e.g. 1
    due_at        INTEGER,  -- when it is due [ms UTC], e.g. 1795508100000
    left_in_queue_ms INTEGER,  -- how long the customer had waited [ms], e.g. 65000
    retry_count   INTEGER,  -- attempts that were repeated so far [count], e.g. 1
    max_retries   INTEGER,  -- attempts that may be repeated [count], e.g. 3
    between_retries_ms INTEGER,  -- time between two attempts [ms], e.g. 600000
    retry_type_key INTEGER REFERENCES label,  -- label of the kind of repetition [key], e.g. 25
    task_id       ANY,  -- external identifier of the task after which it was promised [id], e.g.
                        -- X'5A1D…'
    session_id    ANY,  -- identifier of the session in which it was promised [id], e.g. NULL
    PRIMARY KEY (callback_key, valid_from_at)
) STRICT, WITHOUT ROWID;

CREATE TABLE callback_listing (  -- When callbacks were listed: one row, none if they never were.
    listing_key INTEGER PRIMARY KEY CHECK (listing_key = 1),  -- always 1 [key], e.g. 1
    first_at    INTEGER NOT NULL,  -- time of the first complete list [ms UTC], e.g. 1795474800000
    last_at     INTEGER NOT NULL  -- time of the latest complete list [ms UTC], e.g. 1795561200000
) STRICT;

CREATE TABLE presence_fact (
    -- What LUCS returned beside an agent's state, as long as neither changed.
    agent_key   INTEGER NOT NULL REFERENCES agent_entity,  -- the agent [key], e.g. 12
    from_at     INTEGER NOT NULL,  -- since when [ms UTC], e.g. 1795504500000
    to_at       INTEGER,  -- until when; NULL: open, to the end of its run of coverage [ms UTC],
                          -- e.g. 1795504740000
    state       INTEGER NOT NULL,  -- state, as in state_fact [code], e.g. 4
    reason_key  INTEGER REFERENCES label,  -- label of the reason, as in state_fact [key], e.g. 9
    profile_key INTEGER REFERENCES label,  -- label of the duty profile's name [key], e.g. 10
    selectable_key INTEGER REFERENCES label,  -- label of NotSelectableReason [key], e.g. 26
    presence_key INTEGER REFERENCES label,  -- label of the presence [key], e.g. 27
    is_blocked  INTEGER,  -- 1: another program blocks the agent; NULL: not shown [0/1], e.g. 0
    PRIMARY KEY (agent_key, from_at)
) STRICT, WITHOUT ROWID;
CREATE INDEX presence_fact_open ON presence_fact (agent_key) WHERE to_at IS NULL;

CREATE TABLE context_value (  -- Context parameters of tasks that the configuration names.
    id            ANY NOT NULL,  -- the task's identifier: a GUID's 16 bytes, or other text [id],
                                 -- e.g. X'7E1C…'
    name_key      INTEGER NOT NULL REFERENCES label,  -- label of the parameter's name [key], e.g.
                                                      -- 28
    value         TEXT NOT NULL,  -- the latest value [text], e.g. fr
    first_seen_at INTEGER NOT NULL,  -- the first poll that showed it [ms UTC], e.g. 1795504560000
    PRIMARY KEY (id, name_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX context_value_seen ON context_value (first_seen_at);

-- ==== Identity ====

INSERT INTO setting (name, value) VALUES ('warehouseId', lower(hex(randomblob(16))));

-- ==== Derived ====

-- Sums are computed anew from the facts, into the tables of rollups.sql.
DROP TABLE settlement;
DROP TABLE settled_service_interval;
DROP TABLE settled_service_day;
DROP TABLE settled_wait_day;
DROP TABLE settled_agent_interval;
DROP TABLE settled_agent_day;
DROP TABLE settled_state_day;
DROP TABLE settled_sighting_day;
