-- From version 1: when a task was first seen in the queue, how far apart the polls then were, and
-- the sums of that by day; the calendar's offset as a text.

ALTER TABLE calendar ADD COLUMN utc_offset TEXT GENERATED ALWAYS AS (
        CASE WHEN utc_offset_seconds < 0 THEN '-' ELSE '+' END
        || printf('%02d:%02d', abs(utc_offset_seconds) / 3600, abs(utc_offset_seconds) / 60 % 60)
    ) VIRTUAL;

ALTER TABLE task_fact RENAME TO task_fact_1;
DROP INDEX task_fact_open;

CREATE TABLE task_fact (  -- One stay of a task in one service.
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
    ended_before_at   INTEGER,  -- the first complete poll that did not [ms UTC], e.g.
                                -- 1795504740000
    ended_at          INTEGER,  -- the estimate: the midpoint; after a gap the last poll [ms UTC],
                                -- e.g. 1795504710000
    is_unsure         INTEGER NOT NULL DEFAULT 0,  -- 1: counts as abandoned, but may have been
                                                   -- answered unseen [0/1], e.g. 0
    PRIMARY KEY (service_key, interval_at, begun_at, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX task_fact_open ON task_fact (service_key, interval_at) WHERE ended_at IS NULL;

INSERT INTO task_fact (service_key, interval_at, begun_at, id, type_key, state_key, modality_key,
    origin_key, agent_key, customer, created_at, queue_started_at, connected_at, first_seen_at,
    queue_seen_at, queue_spacing_ms, connected_seen_at, connected_spacing_ms, ended_after_at,
    ended_before_at, ended_at, is_unsure)
SELECT service_key, interval_at, begun_at, id, type_key, state_key, modality_key,
    origin_key, agent_key, customer, created_at, queue_started_at, connected_at, first_seen_at,
    -- Version 1 did not keep these for every task, and some are worse than none: how many tasks
    -- came and went unseen is told by all of them or not at all.
    NULL, NULL, connected_seen_at, NULL,
    ended_after_at, ended_before_at, ended_at, is_unsure
FROM task_fact_1;
DROP TABLE task_fact_1;

CREATE TABLE settled_sighting_day (
    -- At what age a service's tasks were first seen, on one day: it tells how many came and went
    -- unseen.
    service_key   INTEGER NOT NULL,  -- the service [key], e.g. 3
    day_start_at  INTEGER NOT NULL,  -- first instant of the local date [ms UTC], e.g.
                                     -- 1795474800000
    tasks         INTEGER NOT NULL,  -- first seen connected [count], e.g. 412
    spacing_ms    INTEGER NOT NULL,  -- of the polls that did, summed over them [ms], e.g. 24720000
    sightings     TEXT NOT NULL,     -- how many of each kind, as code:count with commas between;
                                     -- see task_sighting for the code [list], e.g. 1402:17,2070:3
    PRIMARY KEY (day_start_at, service_key)
) STRICT, WITHOUT ROWID;
