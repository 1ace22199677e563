-- From version 1: when a task was first seen in the queue, how far apart the polls then were, and
-- the sums of that by day.

ALTER TABLE task_fact RENAME TO task_fact_1;
DROP INDEX task_fact_open;

CREATE TABLE task_fact (          -- one stay of a task in one service
    service_key       INTEGER NOT NULL REFERENCES service_entity,
    interval_at       INTEGER NOT NULL,  -- the interval in which it entered the queue
    begun_at          INTEGER NOT NULL,  -- when it entered the queue, else the service
    id                ANY NOT NULL,
    type_key          INTEGER,    -- these four are labels
    state_key         INTEGER,    -- the last one seen
    modality_key      INTEGER,
    origin_key        INTEGER,
    agent_key         INTEGER REFERENCES agent_entity,
    customer          TEXT,       -- NULL unless configuration asks for it
    created_at        INTEGER,
    queue_started_at  INTEGER,
    connected_at      INTEGER,
    first_seen_at     INTEGER NOT NULL,  -- the first poll that showed it
    queue_seen_at     INTEGER,    -- the first poll that showed that it had entered the queue
    queue_spacing_ms  INTEGER,    -- since the poll before that one; NULL after a gap
    connected_seen_at INTEGER,    -- the first poll that showed it connected
    connected_spacing_ms INTEGER, -- since the poll before that one; NULL after a gap
    ended_after_at    INTEGER,    -- the last poll that listed it
    ended_before_at   INTEGER,    -- the first complete poll that did not
    ended_at          INTEGER,    -- the estimate: the midpoint; after a gap the last poll
    is_unsure         INTEGER NOT NULL DEFAULT 0,  -- 1: may have been answered unseen
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
    service_key   INTEGER NOT NULL,
    day_start_at  INTEGER NOT NULL,
    kind          INTEGER NOT NULL, -- 1 connected 2 abandoned 3 waiting before it was connected
                                    -- 4 answered, known only by a last look
    connected_age INTEGER NOT NULL, -- since it was connected, in tenths of the polls' spacing
    queue_age     INTEGER NOT NULL, -- since it entered the queue, likewise
    more_polls    INTEGER NOT NULL, -- that showed it so after the first: 0, 1, or 2 and more
    n             INTEGER NOT NULL,
    spacing_ms    INTEGER NOT NULL, -- of the polls, summed over the tasks
    PRIMARY KEY (day_start_at, service_key, kind, connected_age, queue_age, more_polls)
) STRICT, WITHOUT ROWID;
