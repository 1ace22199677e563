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
