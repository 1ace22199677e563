-- The warehouse of lucstats. Times are epoch milliseconds UTC in columns named …_at.
-- Analysts: use the views; the tables beneath them may change.

CREATE TABLE setting (  -- What was fixed when the warehouse was made.
    name  TEXT PRIMARY KEY,  -- timeZone (IANA) or intervalSeconds [text], e.g. timeZone
    value TEXT NOT NULL  -- its value [text], e.g. Europe/Zurich
) STRICT, WITHOUT ROWID;

CREATE TABLE calendar (  -- One row for each interval of local wall-clock time.
    start_at           INTEGER PRIMARY KEY,  -- first instant of the interval [ms UTC], e.g.
                                             -- 1795504500000
    end_at             INTEGER NOT NULL,  -- first instant after it [ms UTC], e.g. 1795505400000
    day_start_at       INTEGER NOT NULL,  -- first instant of the local date [ms UTC], e.g.
                                          -- 1795474800000
    day_end_at         INTEGER NOT NULL,  -- first instant after it [ms UTC], e.g. 1795561200000
    local_date         TEXT NOT NULL,  -- date on the warehouse's clock [date], e.g. 2026-11-24
    local_time         TEXT NOT NULL,  -- time at which the interval starts [HH:MM], e.g. 08:15
    weekday            INTEGER NOT NULL,  -- Monday 1 … Sunday 7 [number], e.g. 2
    iso_week           TEXT NOT NULL,  -- week of the date [ISO 8601], e.g. 2026-W48
    month              TEXT NOT NULL,  -- month of the date [YYYY-MM], e.g. 2026-11
    utc_offset_seconds INTEGER NOT NULL,  -- local clock ahead of UTC [s], e.g. 3600
    utc_offset TEXT GENERATED ALWAYS AS (CASE WHEN utc_offset_seconds < 0 THEN '-' ELSE '+' END
        || printf('%02d:%02d', abs(utc_offset_seconds) / 3600, abs(utc_offset_seconds) / 60 % 60))
        VIRTUAL  -- the same as text [±HH:MM], e.g. +01:00
) STRICT;

CREATE TABLE label (  -- Each word of the server's once.
    label_key INTEGER PRIMARY KEY,  -- the warehouse's own number [key], e.g. 7
    text      TEXT NOT NULL UNIQUE  -- the word as the server tells it [text], e.g. In Queue
) STRICT;

-- Who and what there is. An id is the GUID's 16 bytes, or the text of another identifier in
-- lower case. The versions are the history: valid from, and until the next (NULL: still).

CREATE TABLE unit_entity (  -- Organization units.
    unit_key INTEGER PRIMARY KEY,  -- the warehouse's own number [key], e.g. 7
    id ANY NOT NULL UNIQUE,  -- the unit's identifier: a GUID's 16 bytes, or other text in lower
                             -- case [id], e.g. X'7E1C…'
    id_text TEXT GENERATED ALWAYS AS (CASE typeof(id) WHEN 'blob' THEN lower(
        substr(hex(id), 1, 8) || '-' || substr(hex(id), 9, 4) || '-' || substr(hex(id), 13, 4)
        || '-' || substr(hex(id), 17, 4) || '-' || substr(hex(id), 21)) ELSE id END) VIRTUAL
        -- the same as text [GUID], e.g. 7e1c4c0a-50b5-4d4c-9b5d-6d1f1f3b8a01
) STRICT;
CREATE TABLE unit_version (  -- History of organization units.
    unit_key      INTEGER NOT NULL REFERENCES unit_entity,  -- whose version it is [key], e.g. 7
    valid_from_at INTEGER NOT NULL,  -- the version holds from then [ms UTC], e.g. 1795474800000
    valid_to_at   INTEGER,  -- until then; NULL: still [ms UTC], e.g. NULL
    name          TEXT,  -- the unit's name [text], e.g. Customer Service
    parent_key    INTEGER REFERENCES unit_entity,  -- the unit above it [key], e.g. 1
    PRIMARY KEY (unit_key, valid_from_at)
) STRICT, WITHOUT ROWID;

CREATE TABLE profile_entity (  -- Duty profiles.
    profile_key INTEGER PRIMARY KEY,  -- the warehouse's own number [key], e.g. 7
    id ANY NOT NULL UNIQUE,  -- the profile's identifier: a GUID's 16 bytes, or other text in
                             -- lower case [id], e.g. X'7E1C…'
    id_text TEXT GENERATED ALWAYS AS (CASE typeof(id) WHEN 'blob' THEN lower(
        substr(hex(id), 1, 8) || '-' || substr(hex(id), 9, 4) || '-' || substr(hex(id), 13, 4)
        || '-' || substr(hex(id), 17, 4) || '-' || substr(hex(id), 21)) ELSE id END) VIRTUAL
        -- the same as text [GUID], e.g. 7e1c4c0a-50b5-4d4c-9b5d-6d1f1f3b8a01
) STRICT;
CREATE TABLE profile_version (  -- History of duty profiles.
    profile_key   INTEGER NOT NULL REFERENCES profile_entity,
        -- whose version it is [key], e.g. 7
    valid_from_at INTEGER NOT NULL,  -- the version holds from then [ms UTC], e.g. 1795474800000
    valid_to_at   INTEGER,  -- until then; NULL: still [ms UTC], e.g. NULL
    name          TEXT,  -- the profile's name [text], e.g. On Duty
    is_off_duty   INTEGER,  -- 1 when an agent with this profile is off duty [0/1], e.g. 0
    PRIMARY KEY (profile_key, valid_from_at)
) STRICT, WITHOUT ROWID;

CREATE TABLE service_entity (  -- Services.
    service_key INTEGER PRIMARY KEY,  -- the warehouse's own number [key], e.g. 7
    id ANY NOT NULL UNIQUE,  -- the service's identifier: a GUID's 16 bytes, or other text in
                             -- lower case [id], e.g. X'7E1C…'
    id_text TEXT GENERATED ALWAYS AS (CASE typeof(id) WHEN 'blob' THEN lower(
        substr(hex(id), 1, 8) || '-' || substr(hex(id), 9, 4) || '-' || substr(hex(id), 13, 4)
        || '-' || substr(hex(id), 17, 4) || '-' || substr(hex(id), 21)) ELSE id END) VIRTUAL
        -- the same as text [GUID], e.g. 7e1c4c0a-50b5-4d4c-9b5d-6d1f1f3b8a01
) STRICT;
CREATE TABLE service_version (  -- History of services.
    service_key       INTEGER NOT NULL REFERENCES service_entity,
        -- whose version it is [key], e.g. 7
    valid_from_at     INTEGER NOT NULL,  -- the version holds from then [ms UTC], e.g.
                                         -- 1795474800000
    valid_to_at       INTEGER,  -- until then; NULL: still [ms UTC], e.g. NULL
    name              TEXT,  -- the service's name [text], e.g. Medical Hotline
    sip_uri           TEXT,  -- its address [SIP URI], e.g. sip:medical@example.com
    organization_unit TEXT,  -- name of the unit that it belongs to [text], e.g. Customer Service
    PRIMARY KEY (service_key, valid_from_at)
) STRICT, WITHOUT ROWID;

CREATE TABLE agent_entity (  -- Agents: users of LUCS.
    agent_key INTEGER PRIMARY KEY,  -- the warehouse's own number [key], e.g. 7
    id ANY NOT NULL UNIQUE,  -- the agent's identifier: a GUID's 16 bytes, or other text in lower
                             -- case [id], e.g. X'7E1C…'
    id_text TEXT GENERATED ALWAYS AS (CASE typeof(id) WHEN 'blob' THEN lower(
        substr(hex(id), 1, 8) || '-' || substr(hex(id), 9, 4) || '-' || substr(hex(id), 13, 4)
        || '-' || substr(hex(id), 17, 4) || '-' || substr(hex(id), 21)) ELSE id END) VIRTUAL
        -- the same as text [GUID], e.g. 7e1c4c0a-50b5-4d4c-9b5d-6d1f1f3b8a01
) STRICT;
CREATE TABLE agent_version (  -- History of agents.
    agent_key         INTEGER NOT NULL REFERENCES agent_entity,
        -- whose version it is [key], e.g. 7
    valid_from_at     INTEGER NOT NULL,  -- the version holds from then [ms UTC], e.g.
                                         -- 1795474800000
    valid_to_at       INTEGER,  -- until then; NULL: still [ms UTC], e.g. NULL
    name              TEXT,  -- first and last name [text], e.g. Anna Keller
    sip_uri           TEXT,  -- the agent's address [SIP URI], e.g. sip:anna.keller@example.com
    organization_unit TEXT,  -- name of the unit that the agent belongs to [text], e.g. Customer
                             -- Service
    default_profile   TEXT,  -- name of the usual duty profile [text], e.g. On Duty
    PRIMARY KEY (agent_key, valid_from_at)
) STRICT, WITHOUT ROWID;

-- What was looked at, and when.

CREATE TABLE pass (  -- One look at the whole contact centre.
    pass_key       INTEGER PRIMARY KEY,  -- the warehouse's own number [key], e.g. 7
    started_at     INTEGER NOT NULL UNIQUE,  -- the server's clock at the first answer [ms UTC],
                                             -- e.g. 1795504500000
    finished_at    INTEGER NOT NULL,  -- at the last answer [ms UTC], e.g. 1795504500900
    requests       INTEGER NOT NULL,  -- requests sent [count], e.g. 9
    user_states    INTEGER,  -- users listed, NULL when the listing failed [count], e.g. 60
    tasks          INTEGER NOT NULL,  -- tasks listed [count], e.g. 41
    failures       INTEGER NOT NULL  -- listings that failed or were cut short [count], e.g. 0
) STRICT;

CREATE TABLE pass_failure (  -- What a look could not have.
    pass_key    INTEGER NOT NULL REFERENCES pass ON DELETE CASCADE,
        -- the look [key], e.g. 7
    resource    TEXT NOT NULL,  -- what was asked for [text], e.g. tasks
    service_key INTEGER REFERENCES service_entity,  -- of which service, NULL where it has none
                                                    -- [key], e.g. 3
    reason      TEXT NOT NULL  -- what happened [text], e.g. HTTP 503
) STRICT;

CREATE TABLE coverage (  -- Runs of complete listings, none further apart than maxGap.
    resource    INTEGER NOT NULL,  -- 1 user states, 2 tasks of a service [code], e.g. 2
    service_key INTEGER NOT NULL,  -- 0 where the resource has no service [key], e.g. 3
    from_at     INTEGER NOT NULL,  -- first complete listing [ms UTC], e.g. 1795474800000
    to_at       INTEGER NOT NULL,  -- last one [ms UTC], e.g. 1795561200000
    polls       INTEGER NOT NULL,  -- complete listings in the run [count], e.g. 1441
    PRIMARY KEY (resource, service_key, from_at)
) STRICT, WITHOUT ROWID;

-- What happened.

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
CREATE INDEX task_fact_open ON task_fact (service_key, interval_at) WHERE ended_at IS NULL;
-- Stays that count as abandoned, by task: they flowed out if the task enters a queue later.
CREATE INDEX task_fact_abandoned ON task_fact (id)
    WHERE ended_at IS NOT NULL AND connected_at IS NULL AND flowed_out_at IS NULL;

CREATE TABLE state_fact (  -- One uninterrupted state of an agent.
    agent_key   INTEGER NOT NULL REFERENCES agent_entity,  -- the agent [key], e.g. 12
    from_at     INTEGER NOT NULL,  -- since when [ms UTC], e.g. 1795504500000
    to_at       INTEGER,  -- until when; NULL: open, to the end of its run of coverage [ms UTC],
                          -- e.g. 1795504740000
    state       INTEGER NOT NULL,  -- 1 selectable 2 working 3 after-call work 4 not ready 5 rona
                                   -- 6 off duty 7 offline 8 unknown [code], e.g. 2
    reason_key  INTEGER REFERENCES label,  -- label of the reason [key], e.g. 9
    profile_key INTEGER REFERENCES label,  -- label of the duty profile's name [key], e.g. 10
    PRIMARY KEY (agent_key, from_at)
) STRICT, WITHOUT ROWID;
CREATE INDEX state_fact_open ON state_fact (agent_key) WHERE to_at IS NULL;

-- What is aimed at, and when the centre is open. The configuration and `lucstats warehouse
-- targets` write these tables; each row holds from a local date until the next one of its service.

CREATE TABLE target_rule (  -- History of service level rules.
    service_key      INTEGER NOT NULL,  -- the service; 0: every service without a rule of its own
                                        -- [key], e.g. 0
    valid_from_at    INTEGER NOT NULL,  -- first instant of the local date from which the rule holds;
                                        -- 0: from the beginning [ms UTC], e.g. 1795474800000
    threshold_ms     INTEGER NOT NULL,  -- a task answered after a shorter wait is answered in time
                                        -- [ms], e.g. 20000
    short_abandon_ms INTEGER NOT NULL,  -- a task abandoned after a shorter wait does not count
                                        -- [ms], e.g. 5000
    target           REAL NOT NULL,  -- share of tasks to answer in time [fraction], e.g. 0.8
    PRIMARY KEY (service_key, valid_from_at)
) STRICT, WITHOUT ROWID;
INSERT INTO target_rule (service_key, valid_from_at, threshold_ms, short_abandon_ms, target)
VALUES (0, 0, 20000, 5000, 0.8);

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

-- What no longer changes, summed up, so that a month is read in an instant: everything before
-- settlement.from_at. What came after is computed from the facts: the views live_… do that,
-- and the views …_sum put both together.

CREATE TABLE settlement (  -- How far the sums below reach.
    only_row    INTEGER PRIMARY KEY CHECK (only_row = 1),  -- there is one row [number], e.g. 1
    from_at     INTEGER NOT NULL,  -- intervals from here on are computed from the facts [ms UTC],
                                   -- e.g. 1795504500000
    day_from_at INTEGER NOT NULL,  -- sums of a day from this day on [ms UTC], e.g. 1795474800000
    to_at       INTEGER NOT NULL  -- both up to here [ms UTC], e.g. 9223372036854775807
) STRICT;
INSERT INTO settlement VALUES (1, 0, 0, 9223372036854775807);

CREATE TABLE settled_service_interval (  -- One service in one interval.
    service_key            INTEGER NOT NULL,  -- 0: all services together [key], e.g. 3
    interval_at            INTEGER NOT NULL,  -- start of the interval [ms UTC], e.g.
                                              -- 1795504500000
    offered                INTEGER NOT NULL,  -- tasks that entered the queue [count], e.g. 17
    answered               INTEGER NOT NULL,  -- of them connected to an agent [count], e.g. 15
    abandoned              INTEGER NOT NULL,  -- of them ended without [count], e.g. 2
    short_abandoned        INTEGER NOT NULL,  -- of those after a wait shorter than the rule's
                                              -- [count], e.g. 1
    open                   INTEGER NOT NULL,  -- neither connected nor ended yet [count], e.g. 0
    answered_within        INTEGER NOT NULL,  -- answered after a wait shorter than the threshold
                                              -- [count], e.g. 13
    abandoned_within       INTEGER NOT NULL,  -- abandoned within it, short ones left out [count],
                                              -- e.g. 0
    answered_wait_ms       INTEGER NOT NULL,  -- waits of the answered, added up [ms], e.g. 187500
    abandoned_wait_ms      INTEGER NOT NULL,  -- waits of the abandoned, added up [ms], e.g. 61000
    longest_wait_ms        INTEGER,  -- of all, open ones so far [ms], e.g. 58000
    handle_ms              INTEGER NOT NULL,  -- talk and hold of those that ended, added up [ms],
                                              -- e.g. 2784000
    handled                INTEGER NOT NULL,  -- answered and ended [count], e.g. 15
    unsure                 INTEGER NOT NULL,  -- abandoned that may have been answered unseen
                                              -- [count], e.g. 0
    wait_median_ms         INTEGER,  -- median wait of the answered, nearest rank [ms], e.g. 9000
    wait_p90_ms            INTEGER,  -- its 90th percentile [ms], e.g. 31000
    wait_p95_ms            INTEGER,  -- its 95th percentile [ms], e.g. 44000
    wait_max_ms            INTEGER,  -- its longest [ms], e.g. 44000
    abandon_wait_median_ms INTEGER,  -- median wait of the abandoned, nearest rank [ms], e.g. 3000
    abandon_wait_p90_ms    INTEGER,  -- its 90th percentile [ms], e.g. 58000
    abandon_wait_p95_ms    INTEGER,  -- its 95th percentile [ms], e.g. 58000
    abandon_wait_max_ms    INTEGER,  -- its longest [ms], e.g. 58000
    waiting_ms             INTEGER NOT NULL,  -- time that all tasks waited in the interval,
                                              -- clipped to it [ms], e.g. 248000
    queue_max              INTEGER NOT NULL,  -- most that waited at one instant [count], e.g. 4
    PRIMARY KEY (interval_at, service_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE settled_service_day (
    -- One service on one day. Columns as in settled_service_interval.
    service_key            INTEGER NOT NULL,
    day_start_at           INTEGER NOT NULL,  -- first instant of the local date [ms UTC], e.g.
                                              -- 1795474800000
    offered                INTEGER NOT NULL,
    answered               INTEGER NOT NULL,
    abandoned              INTEGER NOT NULL,
    short_abandoned        INTEGER NOT NULL,
    open                   INTEGER NOT NULL,
    answered_within        INTEGER NOT NULL,
    abandoned_within       INTEGER NOT NULL,
    answered_wait_ms       INTEGER NOT NULL,
    abandoned_wait_ms      INTEGER NOT NULL,
    longest_wait_ms        INTEGER,
    handle_ms              INTEGER NOT NULL,
    handled                INTEGER NOT NULL,
    unsure                 INTEGER NOT NULL,
    wait_median_ms         INTEGER,
    wait_p90_ms            INTEGER,
    wait_p95_ms            INTEGER,
    wait_max_ms            INTEGER,
    abandon_wait_median_ms INTEGER,
    abandon_wait_p90_ms    INTEGER,
    abandon_wait_p95_ms    INTEGER,
    abandon_wait_max_ms    INTEGER,
    waiting_ms             INTEGER NOT NULL,
    queue_max              INTEGER NOT NULL,
    PRIMARY KEY (day_start_at, service_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE settled_wait_day (
    -- Waits of one service on one day, in piles of two seconds, and of ten from a minute on.
    service_key  INTEGER NOT NULL,  -- the service [key], e.g. 3
    day_start_at INTEGER NOT NULL,  -- first instant of the local date [ms UTC], e.g.
                                    -- 1795474800000
    is_abandoned INTEGER NOT NULL,  -- 1: abandoned, 0: answered [0/1], e.g. 0
    pile         INTEGER NOT NULL,  -- the shortest possible wait [s], e.g. 8
    n            INTEGER NOT NULL,  -- waits in it [count], e.g. 3
    waits        TEXT NOT NULL,  -- they themselves, with commas between [ms], e.g. 8120,9001,9764
    PRIMARY KEY (day_start_at, service_key, is_abandoned, pile)
) STRICT, WITHOUT ROWID;

CREATE TABLE settled_agent_interval (  -- One agent in an interval on duty, or with an answer.
    agent_key          INTEGER NOT NULL,  -- the agent [key], e.g. 12
    interval_at        INTEGER NOT NULL,  -- start of the interval [ms UTC], e.g. 1795504500000
    selectable_ms      INTEGER NOT NULL,  -- ready for a task [ms], e.g. 240000
    working_ms         INTEGER NOT NULL,  -- with an accepted task [ms], e.g. 540000
    after_call_work_ms INTEGER NOT NULL,  -- not ready for work after a task [ms], e.g. 60000
    not_ready_ms       INTEGER NOT NULL,  -- not ready for another reason [ms], e.g. 60000
    rona_ms            INTEGER NOT NULL,  -- missed or declined a task, and not back yet [ms],
                                          -- e.g. 0
    off_duty_ms        INTEGER NOT NULL,  -- with an off-duty profile [ms], e.g. 0
    offline_ms         INTEGER NOT NULL,  -- not signed in [ms], e.g. 0
    answered           INTEGER NOT NULL,  -- tasks answered that entered the queue in the interval
                                          -- [count], e.g. 3
    handle_ms          INTEGER NOT NULL,  -- their talk and hold, of those that ended [ms], e.g.
                                          -- 561000
    handled            INTEGER NOT NULL,  -- of them ended [count], e.g. 3
    PRIMARY KEY (interval_at, agent_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE settled_agent_day (
    -- What one agent answered on one day. Columns as in settled_agent_interval.
    agent_key    INTEGER NOT NULL,
    day_start_at INTEGER NOT NULL,  -- first instant of the local date [ms UTC], e.g.
                                    -- 1795474800000
    answered     INTEGER NOT NULL,
    handle_ms    INTEGER NOT NULL,
    handled      INTEGER NOT NULL,
    PRIMARY KEY (day_start_at, agent_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE settled_state_day (  -- One agent's time in one state on one day.
    agent_key    INTEGER NOT NULL,  -- the agent [key], e.g. 12
    day_start_at INTEGER NOT NULL,  -- first instant of the local date [ms UTC], e.g.
                                    -- 1795474800000
    state        INTEGER NOT NULL,  -- as in state_fact [code], e.g. 2
    reason_key   INTEGER NOT NULL,  -- label of the reason, 0: none [key], e.g. 9
    span_ms      INTEGER NOT NULL,  -- time in it, clipped to the day [ms], e.g. 10800000
    begun        INTEGER NOT NULL,  -- states that began on the day [count], e.g. 31
    PRIMARY KEY (day_start_at, agent_key, state, reason_key)
) STRICT, WITHOUT ROWID;

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

-- ==== Views. They hold no data: a migration makes all of them anew. ====

-- Building blocks.

CREATE VIEW task_outcome (
    -- Tasks that entered a queue, and what became of them. Other columns as in task_fact.
    service_key,
    interval_at,
    id,
    agent_key,
    queue_started_at,
    connected_at,
    ended_at,
    outcome,  -- TEXT answered, abandoned, flowed_out or open [text], e.g. answered
    waited_until_at,  -- INTEGER connected, ended, or looked at last [ms UTC], e.g. 1795504524000
    handle_ms,  -- INTEGER talk and hold, once it ended [ms], e.g. 186000
    is_unconfirmed,
    customer
) AS
SELECT
    service_key, interval_at, id, agent_key, queue_started_at, connected_at, ended_at,
    CASE WHEN connected_at IS NOT NULL THEN 'answered'
         WHEN flowed_out_at IS NOT NULL THEN 'flowed_out'
         WHEN ended_at IS NOT NULL THEN 'abandoned'
         ELSE 'open' END AS outcome,
    max(queue_started_at, coalesce(connected_at, ended_at,
        (SELECT max(to_at) FROM coverage AS c
         WHERE c.resource = 2 AND c.service_key = task_fact.service_key),
        queue_started_at)) AS waited_until_at,
    max(0, ended_at - connected_at) AS handle_ms,
    is_unconfirmed, customer
FROM task_fact
WHERE queue_started_at IS NOT NULL;

CREATE VIEW sighting_kind (
    -- What a first sighting may be of.
    kind  -- INTEGER the first digit of the code in task_sighting [code], e.g. 1
) AS VALUES (1), (2), (3), (4);

CREATE VIEW task_sighting (
    -- First sightings of tasks, at an age that lies between the poll before and the one that
    -- showed them. Ages are tenths of the polls' spacing.
    service_key,  -- INTEGER the service [key], e.g. 3
    interval_at,  -- INTEGER the interval in which it entered the queue [ms UTC], e.g. 1795504500000
    code,  -- INTEGER four digits: kind (1 connected, 2 abandoned, 3 waiting before it was connected,
           -- 4 answered as only a last look told), age since it was connected, age in the queue,
           -- and how many polls more showed it so (0, 1, or 2 and more) [code], e.g. 1402
    spacing_ms  -- INTEGER of the polls, where it was seen connected [ms], e.g. 60000
) AS
-- A poll is dated in whole seconds, and so may seem a little early: no age is below 0.
SELECT t.service_key, t.interval_at,
    CASE k.kind
        WHEN 1 THEN 1000
            + max(0, t.connected_seen_at - t.connected_at) * 10 / t.connected_spacing_ms * 100
            + max(0, min(2, (coalesce(t.ended_after_at, (SELECT max(to_at)
                FROM coverage AS c WHERE c.resource = 2 AND c.service_key = t.service_key))
                - t.connected_seen_at + t.connected_spacing_ms / 2) / t.connected_spacing_ms))
        WHEN 2 THEN 2000
            + max(0, t.queue_seen_at - t.queue_started_at) * 10 / t.queue_spacing_ms * 10
            + max(0, min(2, (t.ended_after_at - t.queue_seen_at + t.queue_spacing_ms / 2)
                / t.queue_spacing_ms))
        WHEN 3 THEN 3000
            + max(0, t.connected_seen_at - t.connected_at) * 10 / t.connected_spacing_ms * 100
            + max(0, t.queue_seen_at - t.queue_started_at) * 10 / t.queue_spacing_ms * 10
            + max(0, min(2, (t.connected_at - 1 - t.queue_seen_at) / t.queue_spacing_ms))
        ELSE 4000 END,
    CASE k.kind WHEN 1 THEN t.connected_spacing_ms ELSE 0 END
FROM task_fact AS t
CROSS JOIN sighting_kind AS k
WHERE t.queue_started_at IS NOT NULL
    AND CASE k.kind
        WHEN 1 THEN t.connected_seen_at - t.connected_at < t.connected_spacing_ms
        WHEN 2 THEN t.connected_at IS NULL AND t.ended_at IS NOT NULL
            AND t.queue_seen_at - t.queue_started_at < t.queue_spacing_ms
        WHEN 3 THEN t.connected_seen_at - t.connected_at < t.connected_spacing_ms
            AND t.queue_seen_at - t.queue_started_at < t.queue_spacing_ms
            AND t.queue_seen_at < t.connected_seen_at AND t.queue_seen_at < t.connected_at
        ELSE t.connected_at IS NOT NULL AND t.connected_seen_at IS NULL END;

CREATE VIEW state_span AS
-- States with their ends as far as they were observed. Columns as in state_fact.
SELECT agent_key, from_at,
    coalesce(to_at, max(from_at, (SELECT max(to_at) FROM coverage WHERE resource = 1))) AS to_at,
    state, reason_key, profile_key
FROM state_fact;

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

CREATE VIEW service_rule AS
-- Each service's rule of today: its own, or everyone's. Columns as in target_rule.
SELECT e.service_key, r.threshold_ms, r.short_abandon_ms, r.target
FROM service_entity AS e
JOIN target_rule AS r ON r.service_key = iif(EXISTS
        (SELECT 1 FROM target_rule WHERE service_key = e.service_key), e.service_key, 0)
    AND r.valid_from_at = (SELECT max(valid_from_at) FROM target_rule
        WHERE service_key = r.service_key);

CREATE VIEW live_service_interval AS
-- Of the intervals that are not settled. Columns as in settled_service_interval.
WITH
task AS MATERIALIZED (
    SELECT t.service_key, t.interval_at, t.outcome, t.handle_ms, t.is_unconfirmed,
        t.waited_until_at - t.queue_started_at AS wait_ms, r.threshold_ms, r.short_abandon_ms
    FROM settlement AS s
    CROSS JOIN service_rule AS r
    CROSS JOIN task_outcome AS t ON t.service_key = r.service_key
        AND t.interval_at >= s.from_at AND t.interval_at < s.to_at
),
scoped_task AS (
    SELECT service_key, interval_at, outcome, wait_ms FROM task
    UNION ALL SELECT 0, interval_at, outcome, wait_ms FROM task
),
counted_service AS MATERIALIZED (
    SELECT service_key, interval_at,
        count(*) AS offered,
        sum(outcome = 'answered') AS answered,
        sum(outcome = 'abandoned') AS abandoned,
        sum(outcome = 'abandoned' AND wait_ms < short_abandon_ms) AS short_abandoned,
        sum(outcome = 'open') AS open,
        sum(outcome = 'answered' AND wait_ms < threshold_ms) AS answered_within,
        sum(outcome = 'abandoned' AND wait_ms < threshold_ms AND wait_ms >= short_abandon_ms)
            AS abandoned_within,
        sum(CASE outcome WHEN 'answered' THEN wait_ms ELSE 0 END) AS answered_wait_ms,
        sum(CASE outcome WHEN 'abandoned' THEN wait_ms ELSE 0 END) AS abandoned_wait_ms,
        max(wait_ms) AS longest_wait_ms,
        sum(CASE outcome WHEN 'answered' THEN coalesce(handle_ms, 0) ELSE 0 END) AS handle_ms,
        sum(outcome = 'answered' AND handle_ms IS NOT NULL) AS handled,
        sum(outcome = 'abandoned' AND is_unconfirmed) AS unsure
    FROM task GROUP BY service_key, interval_at
),
counted AS (
    SELECT * FROM counted_service
    UNION ALL
    SELECT 0, interval_at, sum(offered), sum(answered), sum(abandoned), sum(short_abandoned),
        sum(open), sum(answered_within), sum(abandoned_within), sum(answered_wait_ms),
        sum(abandoned_wait_ms), max(longest_wait_ms), sum(handle_ms), sum(handled), sum(unsure)
    FROM counted_service GROUP BY interval_at
),
-- Percentiles by nearest rank: the value at rank ⌈p·n⌉ of the ascending waits.
ranked AS (
    SELECT service_key, interval_at, outcome, wait_ms,
        row_number() OVER (PARTITION BY service_key, interval_at, outcome ORDER BY wait_ms)
            AS rank,
        count(*) OVER (PARTITION BY service_key, interval_at, outcome) AS n
    FROM scoped_task WHERE outcome IN ('answered', 'abandoned')
),
percentile AS MATERIALIZED (
    SELECT service_key, interval_at, outcome,
        max(CASE WHEN rank = (50 * n + 99) / 100 THEN wait_ms END) AS median_ms,
        max(CASE WHEN rank = (90 * n + 99) / 100 THEN wait_ms END) AS p90_ms,
        max(CASE WHEN rank = (95 * n + 99) / 100 THEN wait_ms END) AS p95_ms,
        max(wait_ms) AS max_ms
    FROM ranked GROUP BY service_key, interval_at, outcome
),
-- Who waited in which interval, clipped to it.
waiting AS MATERIALIZED (
    SELECT t.service_key, c.start_at AS interval_at,
        max(t.queue_started_at, c.start_at) AS from_at,
        min(t.waited_until_at, c.end_at) AS to_at
    FROM settlement AS s
    CROSS JOIN service_entity AS e
    -- A task lives five days at most.
    CROSS JOIN task_outcome AS t ON t.service_key = e.service_key
        AND t.interval_at >= s.from_at - 5 * 86400000 AND t.interval_at < s.to_at
        AND t.waited_until_at > max(t.queue_started_at, s.from_at)
    CROSS JOIN calendar AS c
        ON c.start_at >= max(t.interval_at, s.from_at)
        AND c.start_at < min(t.waited_until_at, s.to_at)
),
scoped_waiting AS (
    SELECT service_key, interval_at, from_at, to_at FROM waiting
    UNION ALL SELECT 0, interval_at, from_at, to_at FROM waiting
),
step AS (
    SELECT service_key, interval_at, from_at AS at, 1 AS step, 0 AS span_ms FROM scoped_waiting
    UNION ALL SELECT service_key, interval_at, to_at, -1, to_at - from_at FROM scoped_waiting
),
queue AS MATERIALIZED (
    SELECT service_key, interval_at, max(waiting) AS queue_max, sum(span_ms) AS waiting_ms
    FROM (SELECT service_key, interval_at, span_ms, sum(step) OVER
            (PARTITION BY service_key, interval_at ORDER BY at, step ROWS UNBOUNDED PRECEDING)
            AS waiting
        FROM step)
    GROUP BY service_key, interval_at
)
SELECT service_key, interval_at,
    sum(offered) AS offered, sum(answered) AS answered, sum(abandoned) AS abandoned,
    sum(short_abandoned) AS short_abandoned, sum(open) AS open,
    sum(answered_within) AS answered_within, sum(abandoned_within) AS abandoned_within,
    sum(answered_wait_ms) AS answered_wait_ms, sum(abandoned_wait_ms) AS abandoned_wait_ms,
    max(longest_wait_ms) AS longest_wait_ms, sum(handle_ms) AS handle_ms,
    sum(handled) AS handled, sum(unsure) AS unsure,
    max(wait_median_ms) AS wait_median_ms, max(wait_p90_ms) AS wait_p90_ms,
    max(wait_p95_ms) AS wait_p95_ms, max(wait_max_ms) AS wait_max_ms,
    max(abandon_wait_median_ms) AS abandon_wait_median_ms,
    max(abandon_wait_p90_ms) AS abandon_wait_p90_ms,
    max(abandon_wait_p95_ms) AS abandon_wait_p95_ms,
    max(abandon_wait_max_ms) AS abandon_wait_max_ms,
    sum(waiting_ms) AS waiting_ms, max(queue_max) AS queue_max
FROM (
    SELECT c.*, NULL AS wait_median_ms, NULL AS wait_p90_ms, NULL AS wait_p95_ms,
        NULL AS wait_max_ms, NULL AS abandon_wait_median_ms, NULL AS abandon_wait_p90_ms,
        NULL AS abandon_wait_p95_ms, NULL AS abandon_wait_max_ms,
        0 AS waiting_ms, 0 AS queue_max
    FROM counted AS c
    UNION ALL
    SELECT service_key, interval_at, 0, 0, 0, 0, 0, 0, 0, 0, 0, NULL, 0, 0, 0,
        CASE outcome WHEN 'answered' THEN median_ms END,
        CASE outcome WHEN 'answered' THEN p90_ms END,
        CASE outcome WHEN 'answered' THEN p95_ms END,
        CASE outcome WHEN 'answered' THEN max_ms END,
        CASE outcome WHEN 'abandoned' THEN median_ms END,
        CASE outcome WHEN 'abandoned' THEN p90_ms END,
        CASE outcome WHEN 'abandoned' THEN p95_ms END,
        CASE outcome WHEN 'abandoned' THEN max_ms END, 0, 0
    FROM percentile
    UNION ALL
    SELECT service_key, interval_at, 0, 0, 0, 0, 0, 0, 0, 0, 0, NULL, 0, 0, 0,
        NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, waiting_ms, queue_max
    FROM queue
)
GROUP BY service_key, interval_at;

CREATE VIEW live_wait_day AS  -- Of the days that are not settled. Columns as in settled_wait_day.
SELECT service_key, day_start_at, is_abandoned,
    CASE WHEN wait_ms < 60000 THEN wait_ms / 2000 * 2 ELSE wait_ms / 10000 * 10 END AS pile,
    count(*) AS n, group_concat(wait_ms) AS waits
FROM (SELECT t.service_key, c.day_start_at, t.outcome = 'abandoned' AS is_abandoned,
        t.waited_until_at - t.queue_started_at AS wait_ms
    FROM settlement AS s
    CROSS JOIN service_entity AS e
    CROSS JOIN task_outcome AS t ON t.service_key = e.service_key
        AND t.interval_at >= s.day_from_at AND t.interval_at < s.to_at
        AND t.outcome IN ('answered', 'abandoned')
    CROSS JOIN calendar AS c ON c.start_at = t.interval_at)
GROUP BY service_key, day_start_at, is_abandoned, pile;

CREATE VIEW live_sighting_day AS
-- Of the days that are not settled. Columns as in settled_sighting_day.
SELECT service_key, day_start_at, sum(CASE WHEN code < 2000 THEN n ELSE 0 END) AS tasks,
    sum(spacing_ms) AS spacing_ms, group_concat(code || ':' || n) AS sightings
FROM (SELECT t.service_key, c.day_start_at, t.code, count(*) AS n,
        sum(t.spacing_ms) AS spacing_ms
    FROM settlement AS s
    CROSS JOIN service_entity AS e
    CROSS JOIN task_sighting AS t ON t.service_key = e.service_key
        AND t.interval_at >= s.day_from_at AND t.interval_at < s.to_at
    CROSS JOIN calendar AS c ON c.start_at = t.interval_at
    GROUP BY t.service_key, c.day_start_at, t.code)
GROUP BY service_key, day_start_at;

CREATE VIEW live_agent_interval AS
-- Of the intervals that are not settled. Columns as in settled_agent_interval.
SELECT
    -- Told to be integers like the settled ones: SQLite merges in order only what is alike.
    CAST(agent_key AS INTEGER) AS agent_key, CAST(interval_at AS INTEGER) AS interval_at,
    CAST(sum(CASE state WHEN 1 THEN span_ms ELSE 0 END) AS INTEGER) AS selectable_ms,
    CAST(sum(CASE state WHEN 2 THEN span_ms ELSE 0 END) AS INTEGER) AS working_ms,
    CAST(sum(CASE state WHEN 3 THEN span_ms ELSE 0 END) AS INTEGER) AS after_call_work_ms,
    CAST(sum(CASE state WHEN 4 THEN span_ms ELSE 0 END) AS INTEGER) AS not_ready_ms,
    CAST(sum(CASE state WHEN 5 THEN span_ms ELSE 0 END) AS INTEGER) AS rona_ms,
    CAST(sum(CASE state WHEN 6 THEN span_ms ELSE 0 END) AS INTEGER) AS off_duty_ms,
    CAST(sum(CASE state WHEN 7 THEN span_ms ELSE 0 END) AS INTEGER) AS offline_ms,
    CAST(sum(answered) AS INTEGER) AS answered, CAST(sum(handle_ms) AS INTEGER) AS handle_ms,
    CAST(sum(handled) AS INTEGER) AS handled
FROM (
    SELECT s.agent_key, c.start_at AS interval_at, s.state,
        min(s.to_at, c.end_at) - max(s.from_at, c.start_at) AS span_ms,
        0 AS answered, 0 AS handle_ms, 0 AS handled
    FROM settlement AS x
    CROSS JOIN agent_entity AS e
    CROSS JOIN state_span AS s ON s.agent_key = e.agent_key
        AND s.from_at < x.to_at AND s.to_at > x.from_at
        -- From the state that it was in.
        AND s.from_at >= coalesce((SELECT max(from_at) FROM state_fact
            WHERE agent_key = e.agent_key AND from_at <= x.from_at), x.from_at)
    -- No interval is longer than an hour.
    CROSS JOIN calendar AS c ON c.start_at > s.from_at - 3600000
        AND c.start_at < min(s.to_at, x.to_at) AND c.start_at >= x.from_at
        AND c.end_at > s.from_at
    UNION ALL
    SELECT t.agent_key, t.interval_at, NULL, 0, 1, coalesce(t.handle_ms, 0),
        t.handle_ms IS NOT NULL
    FROM settlement AS x
    CROSS JOIN service_entity AS e
    CROSS JOIN task_outcome AS t ON t.service_key = e.service_key
        AND t.interval_at >= x.from_at AND t.interval_at < x.to_at
        AND t.outcome = 'answered' AND t.agent_key IS NOT NULL
)
GROUP BY agent_key, interval_at
HAVING sum(answered) > 0 OR sum(CASE WHEN state <= 5 THEN span_ms ELSE 0 END) > 0;

CREATE VIEW live_state_day AS
-- Of the days that are not settled. Columns as in settled_state_day.
SELECT s.agent_key, d.day_start_at, s.state, coalesce(s.reason_key, 0) AS reason_key,
    sum(min(s.to_at, d.day_end_at) - max(s.from_at, d.day_start_at)) AS span_ms,
    sum(s.from_at >= d.day_start_at) AS begun
FROM (SELECT DISTINCT c.day_start_at, c.day_end_at FROM settlement AS x
    CROSS JOIN calendar AS c ON c.start_at >= x.day_from_at AND c.start_at < x.to_at) AS d
CROSS JOIN agent_entity AS e
CROSS JOIN state_span AS s ON s.agent_key = e.agent_key
    AND s.from_at < d.day_end_at AND s.to_at >= d.day_start_at
    AND (s.to_at > d.day_start_at OR s.from_at = s.to_at)
    AND s.from_at >= coalesce((SELECT max(from_at) FROM state_fact
        WHERE agent_key = e.agent_key AND from_at <= d.day_start_at), d.day_start_at)
GROUP BY s.agent_key, d.day_start_at, s.state, coalesce(s.reason_key, 0);

CREATE VIEW service_interval_sum AS  -- Settled or not. Columns as in settled_service_interval.
SELECT r.* FROM settlement AS s CROSS JOIN settled_service_interval AS r
    ON s.only_row = 1 AND r.interval_at < s.from_at
UNION ALL SELECT * FROM live_service_interval;

CREATE VIEW live_service_day AS
-- Of the days that are not settled. Columns as in settled_service_day.
WITH
scoped_task AS (
    SELECT t.service_key, c.day_start_at, t.outcome,
        t.waited_until_at - t.queue_started_at AS wait_ms
    FROM settlement AS s
    CROSS JOIN service_entity AS e
    CROSS JOIN task_outcome AS t ON t.service_key = e.service_key
        AND t.interval_at >= s.day_from_at AND t.interval_at < s.to_at
        AND t.outcome IN ('answered', 'abandoned')
    CROSS JOIN calendar AS c ON c.start_at = t.interval_at
),
ranked AS (
    SELECT service_key, day_start_at, outcome, wait_ms,
        row_number() OVER (PARTITION BY service_key, day_start_at, outcome ORDER BY wait_ms)
            AS rank,
        count(*) OVER (PARTITION BY service_key, day_start_at, outcome) AS n
    FROM (SELECT * FROM scoped_task
        UNION ALL SELECT 0, day_start_at, outcome, wait_ms FROM scoped_task)
)
SELECT service_key, day_start_at,
    sum(offered) AS offered, sum(answered) AS answered, sum(abandoned) AS abandoned,
    sum(short_abandoned) AS short_abandoned, sum(open) AS open,
    sum(answered_within) AS answered_within, sum(abandoned_within) AS abandoned_within,
    sum(answered_wait_ms) AS answered_wait_ms, sum(abandoned_wait_ms) AS abandoned_wait_ms,
    max(longest_wait_ms) AS longest_wait_ms, sum(handle_ms) AS handle_ms,
    sum(handled) AS handled, sum(unsure) AS unsure,
    max(wait_median_ms) AS wait_median_ms, max(wait_p90_ms) AS wait_p90_ms,
    max(wait_p95_ms) AS wait_p95_ms, max(wait_max_ms) AS wait_max_ms,
    max(abandon_wait_median_ms) AS abandon_wait_median_ms,
    max(abandon_wait_p90_ms) AS abandon_wait_p90_ms,
    max(abandon_wait_p95_ms) AS abandon_wait_p95_ms,
    max(abandon_wait_max_ms) AS abandon_wait_max_ms,
    sum(waiting_ms) AS waiting_ms, max(queue_max) AS queue_max
FROM (
    SELECT r.service_key, c.day_start_at, r.offered, r.answered, r.abandoned,
        r.short_abandoned, r.open, r.answered_within, r.abandoned_within, r.answered_wait_ms,
        r.abandoned_wait_ms, r.longest_wait_ms, r.handle_ms, r.handled, r.unsure,
        NULL AS wait_median_ms, NULL AS wait_p90_ms, NULL AS wait_p95_ms, NULL AS wait_max_ms,
        NULL AS abandon_wait_median_ms, NULL AS abandon_wait_p90_ms,
        NULL AS abandon_wait_p95_ms, NULL AS abandon_wait_max_ms, r.waiting_ms, r.queue_max
    FROM settlement AS s
    CROSS JOIN calendar AS c ON c.start_at >= s.day_from_at AND c.start_at < s.to_at
    CROSS JOIN (
        SELECT r.* FROM settlement AS s CROSS JOIN settled_service_interval AS r
            ON r.interval_at >= s.day_from_at AND r.interval_at < s.from_at
        UNION ALL SELECT * FROM live_service_interval
    ) AS r ON r.interval_at = c.start_at
    UNION ALL
    SELECT service_key, day_start_at, 0, 0, 0, 0, 0, 0, 0, 0, 0, NULL, 0, 0, 0,
        max(CASE WHEN outcome = 'answered' AND rank = (50 * n + 99) / 100 THEN wait_ms END),
        max(CASE WHEN outcome = 'answered' AND rank = (90 * n + 99) / 100 THEN wait_ms END),
        max(CASE WHEN outcome = 'answered' AND rank = (95 * n + 99) / 100 THEN wait_ms END),
        max(CASE WHEN outcome = 'answered' THEN wait_ms END),
        max(CASE WHEN outcome = 'abandoned' AND rank = (50 * n + 99) / 100 THEN wait_ms END),
        max(CASE WHEN outcome = 'abandoned' AND rank = (90 * n + 99) / 100 THEN wait_ms END),
        max(CASE WHEN outcome = 'abandoned' AND rank = (95 * n + 99) / 100 THEN wait_ms END),
        max(CASE WHEN outcome = 'abandoned' THEN wait_ms END), 0, 0
    FROM ranked GROUP BY service_key, day_start_at
)
GROUP BY service_key, day_start_at;

CREATE VIEW live_agent_day AS
-- Of the days that are not settled. Columns as in settled_agent_day.
SELECT t.agent_key, c.day_start_at, count(*) AS answered,
    sum(coalesce(t.handle_ms, 0)) AS handle_ms, count(t.handle_ms) AS handled
FROM settlement AS s
CROSS JOIN service_entity AS e
CROSS JOIN task_outcome AS t ON t.service_key = e.service_key
    AND t.interval_at >= s.day_from_at AND t.interval_at < s.to_at
    AND t.outcome = 'answered' AND t.agent_key IS NOT NULL
CROSS JOIN calendar AS c ON c.start_at = t.interval_at
GROUP BY t.agent_key, c.day_start_at;

CREATE VIEW service_day_sum AS  -- Settled or not. Columns as in settled_service_day.
SELECT r.* FROM settlement AS s CROSS JOIN settled_service_day AS r
    ON s.only_row = 1 AND r.day_start_at < s.day_from_at
UNION ALL SELECT * FROM live_service_day;

CREATE VIEW agent_day_sum AS  -- Settled or not. Columns as in settled_agent_day.
SELECT r.* FROM settlement AS s CROSS JOIN settled_agent_day AS r
    ON s.only_row = 1 AND r.day_start_at < s.day_from_at
UNION ALL SELECT * FROM live_agent_day;

CREATE VIEW wait_day_sum AS  -- Settled or not. Columns as in settled_wait_day.
SELECT r.* FROM settlement AS s CROSS JOIN settled_wait_day AS r
    ON s.only_row = 1 AND r.day_start_at < s.day_from_at
UNION ALL SELECT * FROM live_wait_day;

CREATE VIEW sighting_day_sum AS  -- Settled or not. Columns as in settled_sighting_day.
SELECT r.* FROM settlement AS s CROSS JOIN settled_sighting_day AS r
    ON s.only_row = 1 AND r.day_start_at < s.day_from_at
UNION ALL SELECT * FROM live_sighting_day;

CREATE VIEW agent_interval_sum AS  -- Settled or not. Columns as in settled_agent_interval.
SELECT r.* FROM settlement AS s CROSS JOIN settled_agent_interval AS r
    ON s.only_row = 1 AND r.interval_at < s.from_at
UNION ALL SELECT * FROM live_agent_interval;

CREATE VIEW state_day_sum AS  -- Settled or not. Columns as in settled_state_day.
SELECT r.* FROM settlement AS s CROSS JOIN settled_state_day AS r
    ON s.only_row = 1 AND r.day_start_at < s.day_from_at
UNION ALL SELECT * FROM live_state_day;

-- The analysts' views: stable names, seconds, ISO 8601 times in UTC and local side by side.

CREATE VIEW service (  -- Services: one row each, the latest known.
    service_id,  -- TEXT the service's identifier [GUID], e.g.
                 -- 7e1c4c0a-50b5-4d4c-9b5d-6d1f1f3b8a01
    name,  -- TEXT its name [text], e.g. Medical Hotline
    sip_uri,  -- TEXT its address [SIP URI], e.g. sip:medical@example.com
    organization_unit,  -- TEXT name of the unit that it belongs to [text], e.g. Customer Service
    is_present,  -- INTEGER 1: in the last directory [0/1], e.g. 1
    service_key,  -- INTEGER the service's number in this warehouse [key], e.g. 3
    threshold_seconds,  -- REAL answered after a shorter wait is in time [s], e.g. 20.0
    short_abandon_seconds,  -- REAL abandoned after a shorter wait does not count [s], e.g. 5.0
    target  -- REAL share to be answered in time [fraction], e.g. 0.8
) AS
SELECT e.id_text AS service_id, l.name, l.sip_uri, l.organization_unit,
    l.valid_to_at IS NULL AS is_present, e.service_key,
    (SELECT threshold_ms FROM service_rule AS r WHERE r.service_key = e.service_key) / 1000.0
        AS threshold_seconds,
    (SELECT short_abandon_ms FROM service_rule AS r WHERE r.service_key = e.service_key) / 1000.0
        AS short_abandon_seconds,
    (SELECT target FROM service_rule AS r WHERE r.service_key = e.service_key) AS target
FROM service_entity AS e LEFT JOIN service_latest AS l USING (service_key);

CREATE VIEW agent (  -- Agents: one row each, the latest known.
    agent_id,  -- TEXT the agent's identifier [GUID], e.g. 0b7f4c0a-50b5-4d4c-9b5d-6d1f1f3b8a02
    name,  -- TEXT first and last name [text], e.g. Anna Keller
    sip_uri,  -- TEXT its address [SIP URI], e.g. sip:medical@example.com
    organization_unit,  -- TEXT name of the unit that it belongs to [text], e.g. Customer Service
    default_profile,  -- TEXT name of the usual duty profile [text], e.g. On Duty
    is_present,  -- INTEGER 1: in the last directory [0/1], e.g. 1
    agent_key  -- INTEGER the agent's number in this warehouse [key], e.g. 12
) AS
SELECT e.id_text AS agent_id, l.name, l.sip_uri, l.organization_unit, l.default_profile,
    l.valid_to_at IS NULL AS is_present, e.agent_key
FROM agent_entity AS e LEFT JOIN agent_latest AS l USING (agent_key);

CREATE VIEW service_history (  -- Services as they were: one row for each version.
    service_id,  -- TEXT the service's identifier [GUID], e.g.
                 -- 7e1c4c0a-50b5-4d4c-9b5d-6d1f1f3b8a01
    name,  -- TEXT its name [text], e.g. Medical Hotline
    sip_uri,  -- TEXT its address [SIP URI], e.g. sip:medical@example.com
    organization_unit,  -- TEXT name of the unit that it belongs to [text], e.g. Customer Service
    valid_from_at,  -- INTEGER the version holds from then [ms UTC], e.g. 1795474800000
    valid_to_at,  -- INTEGER until then; NULL: still [ms UTC], e.g. NULL
    valid_from_utc,  -- TEXT from when [ISO 8601 UTC], e.g. 2026-11-24T07:15:10.250Z
    valid_from_local,  -- TEXT the same on the warehouse's clock [ISO 8601], e.g.
                       -- 2026-11-24T08:15:10.250+01:00
    valid_to_utc,  -- TEXT until when; NULL: still [ISO 8601 UTC], e.g. 2026-11-24T07:15:10.250Z
    valid_to_local,  -- TEXT the same on the warehouse's clock [ISO 8601], e.g.
                     -- 2026-11-24T08:15:10.250+01:00
    service_key  -- INTEGER the service's number in this warehouse [key], e.g. 3
) AS
SELECT e.id_text AS service_id, v.name, v.sip_uri, v.organization_unit,
    v.valid_from_at, v.valid_to_at,
    strftime('%Y-%m-%dT%H:%M:%fZ', v.valid_from_at / 1000.0, 'unixepoch') AS valid_from_utc,
    (SELECT strftime('%Y-%m-%dT%H:%M:%f', v.valid_from_at / 1000.0 + utc_offset_seconds, 'unixepoch')
        || utc_offset FROM calendar WHERE start_at <= v.valid_from_at
        ORDER BY start_at DESC LIMIT 1) AS valid_from_local,
    strftime('%Y-%m-%dT%H:%M:%fZ', v.valid_to_at / 1000.0, 'unixepoch') AS valid_to_utc,
    (SELECT strftime('%Y-%m-%dT%H:%M:%f', v.valid_to_at / 1000.0 + utc_offset_seconds, 'unixepoch')
        || utc_offset FROM calendar WHERE start_at <= v.valid_to_at
        ORDER BY start_at DESC LIMIT 1) AS valid_to_local,
    v.service_key
FROM service_version AS v JOIN service_entity AS e USING (service_key);

CREATE VIEW agent_history (  -- Agents as they were: one row for each version.
    agent_id,  -- TEXT the agent's identifier [GUID], e.g. 0b7f4c0a-50b5-4d4c-9b5d-6d1f1f3b8a02
    name,  -- TEXT first and last name [text], e.g. Anna Keller
    sip_uri,  -- TEXT its address [SIP URI], e.g. sip:medical@example.com
    organization_unit,  -- TEXT name of the unit that it belongs to [text], e.g. Customer Service
    default_profile,  -- TEXT name of the usual duty profile [text], e.g. On Duty
    valid_from_at,  -- INTEGER the version holds from then [ms UTC], e.g. 1795474800000
    valid_to_at,  -- INTEGER until then; NULL: still [ms UTC], e.g. NULL
    valid_from_utc,  -- TEXT from when [ISO 8601 UTC], e.g. 2026-11-24T07:15:10.250Z
    valid_from_local,  -- TEXT the same on the warehouse's clock [ISO 8601], e.g.
                       -- 2026-11-24T08:15:10.250+01:00
    valid_to_utc,  -- TEXT until when; NULL: still [ISO 8601 UTC], e.g. 2026-11-24T07:15:10.250Z
    valid_to_local,  -- TEXT the same on the warehouse's clock [ISO 8601], e.g.
                     -- 2026-11-24T08:15:10.250+01:00
    agent_key  -- INTEGER the agent's number in this warehouse [key], e.g. 12
) AS
SELECT e.id_text AS agent_id, v.name, v.sip_uri, v.organization_unit, v.default_profile,
    v.valid_from_at, v.valid_to_at,
    strftime('%Y-%m-%dT%H:%M:%fZ', v.valid_from_at / 1000.0, 'unixepoch') AS valid_from_utc,
    (SELECT strftime('%Y-%m-%dT%H:%M:%f', v.valid_from_at / 1000.0 + utc_offset_seconds, 'unixepoch')
        || utc_offset FROM calendar WHERE start_at <= v.valid_from_at
        ORDER BY start_at DESC LIMIT 1) AS valid_from_local,
    strftime('%Y-%m-%dT%H:%M:%fZ', v.valid_to_at / 1000.0, 'unixepoch') AS valid_to_utc,
    (SELECT strftime('%Y-%m-%dT%H:%M:%f', v.valid_to_at / 1000.0 + utc_offset_seconds, 'unixepoch')
        || utc_offset FROM calendar WHERE start_at <= v.valid_to_at
        ORDER BY start_at DESC LIMIT 1) AS valid_to_local,
    v.agent_key
FROM agent_version AS v JOIN agent_entity AS e USING (agent_key);

CREATE VIEW task (  -- Tasks: one row for each stay of a task in a service.
    task_id,  -- TEXT the task's identifier [GUID], e.g. 5a1d2f0e-93b1-4f8c-8a53-0f7a51c2e903
    service_id,  -- TEXT the service's identifier [GUID], e.g.
                 -- 7e1c4c0a-50b5-4d4c-9b5d-6d1f1f3b8a01
    service_name,  -- TEXT its latest name [text], e.g. Medical Hotline
    agent_id,  -- TEXT the agent's identifier [GUID], e.g. 0b7f4c0a-50b5-4d4c-9b5d-6d1f1f3b8a02
    agent_name,  -- TEXT the agent's latest name [text], e.g. Anna Keller
    type,  -- TEXT as the server tells it [text], e.g. Call
    last_state,  -- TEXT the last state seen [text], e.g. Connected
    modality,  -- TEXT the first modality [text], e.g. Audio
    origin,  -- TEXT where it came from [text], e.g. Pstn
    customer,  -- TEXT the customer's identifier; NULL unless configuration asks [text], e.g.
               -- m-9f3c01a7b2d4e658
    outcome,  -- TEXT answered, abandoned, flowed_out or open; NULL: never queued [text], e.g.
              -- answered
    wait_seconds,  -- REAL in the queue; NULL while it waits [s], e.g. 13.75
    handle_seconds,  -- REAL talk and hold, once it ended [s], e.g. 186.0
    is_unconfirmed,  -- INTEGER 1: counts as abandoned, but may have been answered unseen [0/1],
                     -- e.g. 0
    created_utc,  -- TEXT when LUCS made it [ISO 8601 UTC], e.g. 2026-11-24T07:15:10.250Z
    created_local,  -- TEXT the same on the warehouse's clock [ISO 8601], e.g.
                    -- 2026-11-24T08:15:10.250+01:00
    queue_started_utc,  -- TEXT when it entered the queue [ISO 8601 UTC], e.g.
                        -- 2026-11-24T07:15:10.250Z
    queue_started_local,  -- TEXT the same on the warehouse's clock [ISO 8601], e.g.
                          -- 2026-11-24T08:15:10.250+01:00
    connected_utc,  -- TEXT when it was connected to an agent [ISO 8601 UTC], e.g.
                    -- 2026-11-24T07:15:10.250Z
    connected_local,  -- TEXT the same on the warehouse's clock [ISO 8601], e.g.
                      -- 2026-11-24T08:15:10.250+01:00
    ended_utc,  -- TEXT when it ended, an estimate [ISO 8601 UTC], e.g. 2026-11-24T07:15:10.250Z
    ended_local,  -- TEXT the same on the warehouse's clock [ISO 8601], e.g.
                  -- 2026-11-24T08:15:10.250+01:00
    created_at,  -- INTEGER when LUCS made it [ms UTC], e.g. 1795504502000
    queue_started_at,  -- INTEGER when it entered the queue [ms UTC], e.g. 1795504510250
    connected_at,  -- INTEGER when it was connected [ms UTC], e.g. 1795504524000
    ended_at,  -- INTEGER when it ended, an estimate: the middle of the next two [ms UTC], e.g.
               -- 1795504710000
    ended_after_at,  -- INTEGER the last poll that listed it [ms UTC], e.g. 1795504680000
    ended_before_at,  -- INTEGER the first that did not [ms UTC], e.g. 1795504740000
    first_seen_at,  -- INTEGER the first poll that listed it [ms UTC], e.g. 1795504560000
    interval_at,  -- INTEGER start of the interval in which it entered the queue [ms UTC], e.g.
                  -- 1795504500000
    local_date,  -- TEXT date on the warehouse's clock [date], e.g. 2026-11-24
    local_time,  -- TEXT time at which the interval starts [HH:MM], e.g. 08:15
    service_key,  -- INTEGER the service's number in this warehouse [key], e.g. 3
    agent_key  -- INTEGER the agent's number in this warehouse [key], e.g. 12
) AS
SELECT CASE typeof(f.id) WHEN 'blob' THEN lower(
        substr(hex(f.id), 1, 8) || '-' || substr(hex(f.id), 9, 4) || '-'
        || substr(hex(f.id), 13, 4) || '-' || substr(hex(f.id), 17, 4) || '-'
        || substr(hex(f.id), 21)) ELSE f.id END AS task_id, s.service_id, s.name AS service_name,
    a.agent_id, a.name AS agent_name,
    type.text AS type, state.text AS last_state, modality.text AS modality,
    origin.text AS origin, f.customer,
    CASE WHEN f.queue_started_at IS NULL THEN NULL
         WHEN f.connected_at IS NOT NULL THEN 'answered'
         WHEN f.flowed_out_at IS NOT NULL THEN 'flowed_out'
         WHEN f.ended_at IS NOT NULL THEN 'abandoned' ELSE 'open' END AS outcome,
    max(0, coalesce(f.connected_at, f.ended_at) - f.queue_started_at) / 1000.0 AS wait_seconds,
    max(0, f.ended_at - f.connected_at) / 1000.0 AS handle_seconds,
    f.is_unconfirmed,
    strftime('%Y-%m-%dT%H:%M:%fZ', f.created_at / 1000.0, 'unixepoch') AS created_utc,
    (SELECT strftime('%Y-%m-%dT%H:%M:%f', f.created_at / 1000.0 + utc_offset_seconds, 'unixepoch')
        || utc_offset FROM calendar WHERE start_at <= f.created_at
        ORDER BY start_at DESC LIMIT 1) AS created_local,
    strftime('%Y-%m-%dT%H:%M:%fZ', f.queue_started_at / 1000.0, 'unixepoch') AS queue_started_utc,
    strftime('%Y-%m-%dT%H:%M:%f',
        f.queue_started_at / 1000.0 + c.utc_offset_seconds, 'unixepoch') || c.utc_offset
        AS queue_started_local,
    strftime('%Y-%m-%dT%H:%M:%fZ', f.connected_at / 1000.0, 'unixepoch') AS connected_utc,
    (SELECT strftime('%Y-%m-%dT%H:%M:%f', f.connected_at / 1000.0 + utc_offset_seconds, 'unixepoch')
        || utc_offset FROM calendar WHERE start_at <= f.connected_at
        ORDER BY start_at DESC LIMIT 1) AS connected_local,
    strftime('%Y-%m-%dT%H:%M:%fZ', f.ended_at / 1000.0, 'unixepoch') AS ended_utc,
    (SELECT strftime('%Y-%m-%dT%H:%M:%f', f.ended_at / 1000.0 + utc_offset_seconds, 'unixepoch')
        || utc_offset FROM calendar WHERE start_at <= f.ended_at
        ORDER BY start_at DESC LIMIT 1) AS ended_local,
    f.created_at, f.queue_started_at, f.connected_at, f.ended_at, f.ended_after_at,
    f.ended_before_at, f.first_seen_at, f.interval_at, c.local_date, c.local_time,
    f.service_key, f.agent_key
FROM task_fact AS f
JOIN service AS s USING (service_key)
LEFT JOIN agent AS a USING (agent_key)
LEFT JOIN calendar AS c ON c.start_at = f.interval_at
LEFT JOIN label AS type ON type.label_key = f.type_key
LEFT JOIN label AS state ON state.label_key = f.state_key
LEFT JOIN label AS modality ON modality.label_key = f.modality_key
LEFT JOIN label AS origin ON origin.label_key = f.origin_key;

CREATE VIEW agent_state (  -- Agents' states: one row for each uninterrupted one.
    agent_id,  -- TEXT the agent's identifier [GUID], e.g. 0b7f4c0a-50b5-4d4c-9b5d-6d1f1f3b8a02
    agent_name,  -- TEXT the agent's latest name [text], e.g. Anna Keller
    state,  -- TEXT selectable, working, after_call_work, not_ready, rona, off_duty, offline or
            -- unknown [text], e.g. working
    reason,  -- TEXT as the server tells it [text], e.g. Lunch
    duty_profile,  -- TEXT the duty profile's name [text], e.g. On Duty
    seconds,  -- REAL how long, as far as observed [s], e.g. 240.0
    from_utc,  -- TEXT since when [ISO 8601 UTC], e.g. 2026-11-24T07:15:10.250Z
    from_local,  -- TEXT the same on the warehouse's clock [ISO 8601], e.g.
                 -- 2026-11-24T08:15:10.250+01:00
    to_utc,  -- TEXT until when, as far as observed [ISO 8601 UTC], e.g. 2026-11-24T07:15:10.250Z
    to_local,  -- TEXT the same on the warehouse's clock [ISO 8601], e.g.
               -- 2026-11-24T08:15:10.250+01:00
    from_at,  -- INTEGER since when [ms UTC], e.g. 1795504500000
    to_at,  -- INTEGER until when [ms UTC], e.g. 1795504740000
    agent_key  -- INTEGER the agent's number in this warehouse [key], e.g. 12
) AS
SELECT a.agent_id, a.name AS agent_name, n.name AS state, reason.text AS reason,
    profile.text AS duty_profile, (s.to_at - s.from_at) / 1000.0 AS seconds,
    strftime('%Y-%m-%dT%H:%M:%fZ', s.from_at / 1000.0, 'unixepoch') AS from_utc,
    (SELECT strftime('%Y-%m-%dT%H:%M:%f', s.from_at / 1000.0 + utc_offset_seconds, 'unixepoch')
        || utc_offset FROM calendar WHERE start_at <= s.from_at
        ORDER BY start_at DESC LIMIT 1) AS from_local,
    strftime('%Y-%m-%dT%H:%M:%fZ', s.to_at / 1000.0, 'unixepoch') AS to_utc,
    (SELECT strftime('%Y-%m-%dT%H:%M:%f', s.to_at / 1000.0 + utc_offset_seconds, 'unixepoch')
        || utc_offset FROM calendar WHERE start_at <= s.to_at
        ORDER BY start_at DESC LIMIT 1) AS to_local,
    s.from_at, s.to_at, s.agent_key
FROM state_span AS s
JOIN agent AS a USING (agent_key)
JOIN state_name AS n USING (state)
LEFT JOIN label AS reason ON reason.label_key = s.reason_key
LEFT JOIN label AS profile ON profile.label_key = s.profile_key;

CREATE VIEW queue_length (  -- The number waiting in each service, from each change to the next.
    service_id,  -- TEXT the service's identifier [GUID], e.g.
                 -- 7e1c4c0a-50b5-4d4c-9b5d-6d1f1f3b8a01
    service_name,  -- TEXT its latest name [text], e.g. Medical Hotline
    changed_at,  -- INTEGER instant of the change [ms UTC], e.g. 1795504510250
    changed_utc,  -- TEXT instant of the change [ISO 8601 UTC], e.g. 2026-11-24T07:15:10.250Z
    changed_local,  -- TEXT the same on the warehouse's clock [ISO 8601], e.g.
               -- 2026-11-24T08:15:10.250+01:00
    waiting,  -- INTEGER waiting from then on [count], e.g. 4
    service_key  -- INTEGER the service's number in this warehouse [key], e.g. 3
) AS
SELECT s.service_id, s.name AS service_name, changed_at,
    strftime('%Y-%m-%dT%H:%M:%fZ', changed_at / 1000.0, 'unixepoch') AS changed_utc,
    (SELECT strftime('%Y-%m-%dT%H:%M:%f', changed_at / 1000.0 + utc_offset_seconds, 'unixepoch')
        || utc_offset FROM calendar WHERE start_at <= changed_at
        ORDER BY start_at DESC LIMIT 1) AS changed_local,
    sum(sum(step)) OVER (PARTITION BY service_key ORDER BY changed_at) AS waiting, service_key
FROM queue_step
JOIN service AS s USING (service_key)
GROUP BY service_key, changed_at;

CREATE VIEW service_interval (  -- Services by the interval in which tasks entered the queue.
    service_id,  -- TEXT the service's identifier [GUID], e.g.
                 -- 7e1c4c0a-50b5-4d4c-9b5d-6d1f1f3b8a01
    service_name,  -- TEXT its latest name [text], e.g. Medical Hotline
    local_date,  -- TEXT date on the warehouse's clock [date], e.g. 2026-11-24
    local_time,  -- TEXT time at which the interval starts [HH:MM], e.g. 08:15
    start_at,  -- INTEGER first instant of the interval [ms UTC], e.g. 1795504500000
    start_utc,  -- TEXT first instant of the interval [ISO 8601 UTC], e.g. 2026-11-24T07:15:00Z
    start_local,  -- TEXT the same on the warehouse's clock [ISO 8601], e.g.
                  -- 2026-11-24T08:15:00+01:00
    offered,  -- INTEGER tasks that entered the queue [count], e.g. 17
    answered,  -- INTEGER of them connected to an agent [count], e.g. 15
    abandoned,  -- INTEGER of them ended without [count], e.g. 2
    short_abandoned,  -- INTEGER of those after a wait too short to count [count], e.g. 1
    open,  -- INTEGER neither connected nor ended yet [count], e.g. 0
    answered_within_threshold,  -- INTEGER answered after a wait shorter than the threshold
                                -- [count], e.g. 13
    abandoned_within_threshold,  -- INTEGER abandoned within it, short ones left out [count], e.g.
                                 -- 0
    service_level,  -- REAL answered within / (answered + abandoned − short abandoned) [fraction],
                    -- e.g. 0.8125
    answered_wait_seconds,  -- REAL waits of the answered, added up [s], e.g. 187.5
    abandoned_wait_seconds,  -- REAL waits of the abandoned, added up [s], e.g. 61.0
    wait_median_seconds,  -- REAL median wait of the answered, nearest rank [s], e.g. 9.0
    wait_p90_seconds,  -- REAL its 90th percentile [s], e.g. 31.0
    longest_wait_seconds,  -- REAL of all, open ones so far [s], e.g. 58.0
    handle_seconds,  -- REAL talk and hold of those that ended, added up [s], e.g. 2784.0
    handled,  -- INTEGER answered and ended [count], e.g. 15
    waiting_seconds,  -- REAL time that all tasks waited, clipped to it [s], e.g. 248.0
    queue_length_max,  -- INTEGER most that waited at one instant [count], e.g. 4
    unsure,  -- INTEGER abandoned that may have been answered unseen [count], e.g. 0
    weekday,  -- INTEGER Monday 1 … Sunday 7 [number], e.g. 2
    service_key  -- INTEGER the service's number in this warehouse [key], e.g. 3
) AS
SELECT s.service_id, s.name AS service_name, c.local_date, c.local_time,
    r.interval_at AS start_at,
    strftime('%Y-%m-%dT%H:%M:%SZ', c.start_at / 1000, 'unixepoch') AS start_utc,
    strftime('%Y-%m-%dT%H:%M:%S', c.start_at / 1000 + c.utc_offset_seconds, 'unixepoch')
        || c.utc_offset AS start_local,
    r.offered, r.answered, r.abandoned, r.short_abandoned, r.open,
    r.answered_within AS answered_within_threshold,
    r.abandoned_within AS abandoned_within_threshold,
    r.answered_within * 1.0 / nullif(r.answered + r.abandoned - r.short_abandoned, 0)
        AS service_level,
    r.answered_wait_ms / 1000.0 AS answered_wait_seconds,
    r.abandoned_wait_ms / 1000.0 AS abandoned_wait_seconds,
    r.wait_median_ms / 1000.0 AS wait_median_seconds,
    r.wait_p90_ms / 1000.0 AS wait_p90_seconds,
    r.longest_wait_ms / 1000.0 AS longest_wait_seconds,
    r.handle_ms / 1000.0 AS handle_seconds, r.handled,
    r.waiting_ms / 1000.0 AS waiting_seconds, r.queue_max AS queue_length_max, r.unsure,
    c.weekday, r.service_key
FROM service_interval_sum AS r
JOIN service AS s ON s.service_key = r.service_key
JOIN calendar AS c ON c.start_at = r.interval_at;

CREATE VIEW service_day (  -- Services by the local date on which tasks entered the queue.
    service_id,  -- TEXT the service's identifier [GUID], e.g.
                 -- 7e1c4c0a-50b5-4d4c-9b5d-6d1f1f3b8a01
    service_name,  -- TEXT its latest name [text], e.g. Medical Hotline
    local_date,  -- TEXT date on the warehouse's clock [date], e.g. 2026-11-24
    start_at,  -- INTEGER first instant of the date [ms UTC], e.g. 1795474800000
    start_utc,  -- TEXT first instant of the date [ISO 8601 UTC], e.g. 2026-11-23T23:00:00Z
    start_local,  -- TEXT the same on the warehouse's clock [ISO 8601], e.g.
                  -- 2026-11-24T00:00:00+01:00
    offered,  -- INTEGER tasks that entered the queue [count], e.g. 17
    answered,  -- INTEGER of them connected to an agent [count], e.g. 15
    abandoned,  -- INTEGER of them ended without [count], e.g. 2
    short_abandoned,  -- INTEGER of those after a wait too short to count [count], e.g. 1
    open,  -- INTEGER neither connected nor ended yet [count], e.g. 0
    answered_within_threshold,  -- INTEGER answered after a wait shorter than the threshold
                                -- [count], e.g. 13
    abandoned_within_threshold,  -- INTEGER abandoned within it, short ones left out [count], e.g.
                                 -- 0
    service_level,  -- REAL answered within / (answered + abandoned − short abandoned) [fraction],
                    -- e.g. 0.8125
    answered_wait_seconds,  -- REAL waits of the answered, added up [s], e.g. 187.5
    abandoned_wait_seconds,  -- REAL waits of the abandoned, added up [s], e.g. 61.0
    wait_median_seconds,  -- REAL median wait of the answered, nearest rank [s], e.g. 9.0
    wait_p90_seconds,  -- REAL its 90th percentile [s], e.g. 31.0
    wait_p95_seconds,  -- REAL its 95th percentile [s], e.g. 44.0
    longest_wait_seconds,  -- REAL of all, open ones so far [s], e.g. 58.0
    handle_seconds,  -- REAL talk and hold of those that ended, added up [s], e.g. 2784.0
    handled,  -- INTEGER answered and ended [count], e.g. 15
    waiting_seconds,  -- REAL time that all tasks waited, clipped to it [s], e.g. 248.0
    queue_length_max,  -- INTEGER most that waited at one instant [count], e.g. 4
    unsure,  -- INTEGER abandoned that may have been answered unseen [count], e.g. 0
    weekday,  -- INTEGER Monday 1 … Sunday 7 [number], e.g. 2
    iso_week,  -- TEXT week of the date [ISO 8601], e.g. 2026-W48
    month,  -- TEXT month of the date [YYYY-MM], e.g. 2026-11
    service_key  -- INTEGER the service's number in this warehouse [key], e.g. 3
) AS
SELECT s.service_id, s.name AS service_name, c.local_date,
    r.day_start_at AS start_at,
    strftime('%Y-%m-%dT%H:%M:%SZ', c.start_at / 1000, 'unixepoch') AS start_utc,
    strftime('%Y-%m-%dT%H:%M:%S', c.start_at / 1000 + c.utc_offset_seconds, 'unixepoch')
        || c.utc_offset AS start_local,
    r.offered, r.answered, r.abandoned, r.short_abandoned, r.open,
    r.answered_within AS answered_within_threshold,
    r.abandoned_within AS abandoned_within_threshold,
    r.answered_within * 1.0 / nullif(r.answered + r.abandoned - r.short_abandoned, 0)
        AS service_level,
    r.answered_wait_ms / 1000.0 AS answered_wait_seconds,
    r.abandoned_wait_ms / 1000.0 AS abandoned_wait_seconds,
    r.wait_median_ms / 1000.0 AS wait_median_seconds,
    r.wait_p90_ms / 1000.0 AS wait_p90_seconds,
    r.wait_p95_ms / 1000.0 AS wait_p95_seconds,
    r.longest_wait_ms / 1000.0 AS longest_wait_seconds,
    r.handle_ms / 1000.0 AS handle_seconds, r.handled,
    r.waiting_ms / 1000.0 AS waiting_seconds, r.queue_max AS queue_length_max, r.unsure,
    c.weekday, c.iso_week, c.month, r.service_key
FROM service_day_sum AS r
JOIN service AS s ON s.service_key = r.service_key
JOIN calendar AS c ON c.start_at = r.day_start_at;

CREATE VIEW agent_interval (
    -- Agents by interval: seconds by state, clipped to the interval, in which the agent was on
    -- duty or answered a task. In all other intervals the agent was off duty, offline or not
    -- observed.
    agent_id,  -- TEXT the agent's identifier [GUID], e.g. 0b7f4c0a-50b5-4d4c-9b5d-6d1f1f3b8a02
    agent_name,  -- TEXT the agent's latest name [text], e.g. Anna Keller
    local_date,  -- TEXT date on the warehouse's clock [date], e.g. 2026-11-24
    local_time,  -- TEXT time at which the interval starts [HH:MM], e.g. 08:15
    start_at,  -- INTEGER first instant of the interval [ms UTC], e.g. 1795504500000
    start_utc,  -- TEXT first instant of the interval [ISO 8601 UTC], e.g. 2026-11-24T07:15:00Z
    start_local,  -- TEXT the same on the warehouse's clock [ISO 8601], e.g.
                  -- 2026-11-24T08:15:00+01:00
    answered,  -- INTEGER tasks answered that entered the queue then [count], e.g. 3
    handle_seconds,  -- REAL their talk and hold, of those that ended [s], e.g. 561.0
    handled,  -- INTEGER of them ended [count], e.g. 3
    selectable_seconds,  -- REAL ready for a task [s], e.g. 240.0
    working_seconds,  -- REAL with an accepted task [s], e.g. 540.0
    after_call_work_seconds,  -- REAL not ready for work after a task [s], e.g. 60.0
    not_ready_seconds,  -- REAL not ready for another reason [s], e.g. 60.0
    rona_seconds,  -- REAL missed or declined a task, and not back yet [s], e.g. 0.0
    off_duty_seconds,  -- REAL with an off-duty profile [s], e.g. 0.0
    offline_seconds,  -- REAL not signed in [s], e.g. 0.0
    unknown_seconds,  -- REAL not observed [s], e.g. 0.0
    agent_key  -- INTEGER the agent's number in this warehouse [key], e.g. 12
) AS
SELECT a.agent_id, a.name AS agent_name, c.local_date, c.local_time, c.start_at,
    strftime('%Y-%m-%dT%H:%M:%SZ', c.start_at / 1000, 'unixepoch') AS start_utc,
    strftime('%Y-%m-%dT%H:%M:%S', c.start_at / 1000 + c.utc_offset_seconds, 'unixepoch')
        || c.utc_offset AS start_local,
    r.answered, r.handle_ms / 1000.0 AS handle_seconds, r.handled,
    r.selectable_ms / 1000.0 AS selectable_seconds,
    r.working_ms / 1000.0 AS working_seconds,
    r.after_call_work_ms / 1000.0 AS after_call_work_seconds,
    r.not_ready_ms / 1000.0 AS not_ready_seconds,
    r.rona_ms / 1000.0 AS rona_seconds,
    r.off_duty_ms / 1000.0 AS off_duty_seconds,
    r.offline_ms / 1000.0 AS offline_seconds,
    (c.end_at - c.start_at - r.selectable_ms - r.working_ms - r.after_call_work_ms
        - r.not_ready_ms - r.rona_ms - r.off_duty_ms - r.offline_ms) / 1000.0
        AS unknown_seconds,
    r.agent_key
FROM agent_interval_sum AS r
JOIN agent AS a ON a.agent_key = r.agent_key
JOIN calendar AS c ON c.start_at = r.interval_at;

CREATE VIEW agent_day (
    -- What each agent answered, by the local date on which tasks entered the queue.
    agent_id,  -- TEXT the agent's identifier [GUID], e.g. 0b7f4c0a-50b5-4d4c-9b5d-6d1f1f3b8a02
    agent_name,  -- TEXT the agent's latest name [text], e.g. Anna Keller
    local_date,  -- TEXT date on the warehouse's clock [date], e.g. 2026-11-24
    start_at,  -- INTEGER first instant of the date [ms UTC], e.g. 1795474800000
    answered,  -- INTEGER tasks answered that entered the queue then [count], e.g. 3
    handle_seconds,  -- REAL their talk and hold, of those that ended [s], e.g. 561.0
    handled,  -- INTEGER of them ended [count], e.g. 3
    agent_key  -- INTEGER the agent's number in this warehouse [key], e.g. 12
) AS
SELECT a.agent_id, a.name AS agent_name, c.local_date, c.start_at,
    r.answered, r.handle_ms / 1000.0 AS handle_seconds, r.handled, r.agent_key
FROM agent_day_sum AS r
JOIN agent AS a ON a.agent_key = r.agent_key
JOIN calendar AS c ON c.start_at = r.day_start_at;

CREATE VIEW agent_state_day (  -- Agents' seconds in each state on each local date.
    agent_id,  -- TEXT the agent's identifier [GUID], e.g. 0b7f4c0a-50b5-4d4c-9b5d-6d1f1f3b8a02
    agent_name,  -- TEXT the agent's latest name [text], e.g. Anna Keller
    local_date,  -- TEXT date on the warehouse's clock [date], e.g. 2026-11-24
    start_at,  -- INTEGER first instant of the date [ms UTC], e.g. 1795474800000
    state,  -- TEXT selectable, working, after_call_work, not_ready, rona, off_duty, offline or
            -- unknown [text], e.g. working
    reason,  -- TEXT as the server tells it [text], e.g. Lunch
    seconds,  -- REAL in that state, clipped to the date [s], e.g. 10800.0
    begun,  -- INTEGER such states that began on the date [count], e.g. 31
    agent_key  -- INTEGER the agent's number in this warehouse [key], e.g. 12
) AS
SELECT a.agent_id, a.name AS agent_name, c.local_date, c.start_at, n.name AS state,
    reason.text AS reason, r.span_ms / 1000.0 AS seconds, r.begun, r.agent_key
FROM state_day_sum AS r
JOIN agent AS a ON a.agent_key = r.agent_key
JOIN calendar AS c ON c.start_at = r.day_start_at
JOIN state_name AS n ON n.state = r.state
LEFT JOIN label AS reason ON reason.label_key = r.reason_key;

CREATE VIEW collection_pass (  -- Looks at the contact centre: one row each.
    pass_key,  -- INTEGER the look's number in this warehouse [key], e.g. 7
    requests,  -- INTEGER requests sent [count], e.g. 9
    user_states,  -- INTEGER users listed, NULL when the listing failed [count], e.g. 60
    tasks,  -- INTEGER tasks listed [count], e.g. 41
    failures,  -- INTEGER listings that failed or were cut short [count], e.g. 0
    seconds,  -- REAL how long it took [s], e.g. 0.9
    started_utc,  -- TEXT the server's clock at the first answer [ISO 8601 UTC], e.g.
                  -- 2026-11-24T07:15:10.250Z
    started_local,  -- TEXT the same on the warehouse's clock [ISO 8601], e.g.
                    -- 2026-11-24T08:15:10.250+01:00
    started_at,  -- INTEGER the server's clock at the first answer [ms UTC], e.g. 1795504500000
    finished_at  -- INTEGER at the last answer [ms UTC], e.g. 1795504500900
) AS
SELECT pass_key, requests, user_states, tasks, failures,
    (finished_at - started_at) / 1000.0 AS seconds,
    strftime('%Y-%m-%dT%H:%M:%fZ', started_at / 1000.0, 'unixepoch') AS started_utc,
    (SELECT strftime('%Y-%m-%dT%H:%M:%f', started_at / 1000.0 + utc_offset_seconds, 'unixepoch')
        || utc_offset FROM calendar WHERE start_at <= started_at
        ORDER BY start_at DESC LIMIT 1) AS started_local,
    started_at, finished_at
FROM pass;

CREATE VIEW coverage_run (  -- What was observed: runs of complete listings without a gap.
    resource,  -- TEXT user states or tasks [text], e.g. tasks
    service_id,  -- TEXT the service's identifier; NULL for user states [GUID], e.g.
                 -- 7e1c4c0a-50b5-4d4c-9b5d-6d1f1f3b8a01
    service_name,  -- TEXT its latest name [text], e.g. Medical Hotline
    from_utc,  -- TEXT since when [ISO 8601 UTC], e.g. 2026-11-24T07:15:10.250Z
    from_local,  -- TEXT the same on the warehouse's clock [ISO 8601], e.g.
                 -- 2026-11-24T08:15:10.250+01:00
    to_utc,  -- TEXT until when, as far as observed [ISO 8601 UTC], e.g. 2026-11-24T07:15:10.250Z
    to_local,  -- TEXT the same on the warehouse's clock [ISO 8601], e.g.
               -- 2026-11-24T08:15:10.250+01:00
    from_at,  -- INTEGER since when [ms UTC], e.g. 1795504500000
    to_at,  -- INTEGER until when [ms UTC], e.g. 1795504740000
    seconds,  -- REAL how long [s], e.g. 86400.0
    polls,  -- INTEGER complete listings in it [count], e.g. 1441
    service_key  -- INTEGER the service's number in this warehouse [key], e.g. 3
) AS
SELECT CASE r.resource WHEN 1 THEN 'user states' ELSE 'tasks' END AS resource,
    s.service_id, s.name AS service_name,
    strftime('%Y-%m-%dT%H:%M:%fZ', r.from_at / 1000.0, 'unixepoch') AS from_utc,
    (SELECT strftime('%Y-%m-%dT%H:%M:%f', r.from_at / 1000.0 + utc_offset_seconds, 'unixepoch')
        || utc_offset FROM calendar WHERE start_at <= r.from_at
        ORDER BY start_at DESC LIMIT 1) AS from_local,
    strftime('%Y-%m-%dT%H:%M:%fZ', r.to_at / 1000.0, 'unixepoch') AS to_utc,
    (SELECT strftime('%Y-%m-%dT%H:%M:%f', r.to_at / 1000.0 + utc_offset_seconds, 'unixepoch')
        || utc_offset FROM calendar WHERE start_at <= r.to_at
        ORDER BY start_at DESC LIMIT 1) AS to_local,
    r.from_at, r.to_at, (r.to_at - r.from_at) / 1000.0 AS seconds, r.polls, r.service_key
FROM coverage AS r
LEFT JOIN service AS s USING (service_key);

CREATE VIEW coverage_gap (
    -- What was not observed: spans between two runs of complete listings.
    resource,  -- TEXT user states or tasks [text], e.g. tasks
    service_id,  -- TEXT the service's identifier; NULL for user states [GUID], e.g.
                 -- 7e1c4c0a-50b5-4d4c-9b5d-6d1f1f3b8a01
    service_name,  -- TEXT its latest name [text], e.g. Medical Hotline
    from_at,  -- INTEGER last complete listing before [ms UTC], e.g. 1795504500000
    to_at,  -- INTEGER first one after [ms UTC], e.g. 1795506900000
    seconds,  -- REAL how long [s], e.g. 2400.0
    from_utc,  -- TEXT last complete listing before [ISO 8601 UTC], e.g. 2026-11-24T07:15:10.250Z
    from_local,  -- TEXT the same on the warehouse's clock [ISO 8601], e.g.
                 -- 2026-11-24T08:15:10.250+01:00
    to_utc,  -- TEXT first one after [ISO 8601 UTC], e.g. 2026-11-24T07:15:10.250Z
    to_local,  -- TEXT the same on the warehouse's clock [ISO 8601], e.g.
               -- 2026-11-24T08:15:10.250+01:00
    service_key  -- INTEGER the service's number in this warehouse [key], e.g. 3
) AS
SELECT CASE r.resource WHEN 1 THEN 'user states' ELSE 'tasks' END AS resource,
    s.service_id, s.name AS service_name, r.to_at AS from_at, r.next_at AS to_at,
    (r.next_at - r.to_at) / 1000.0 AS seconds,
    strftime('%Y-%m-%dT%H:%M:%fZ', r.to_at / 1000.0, 'unixepoch') AS from_utc,
    (SELECT strftime('%Y-%m-%dT%H:%M:%f', r.to_at / 1000.0 + utc_offset_seconds, 'unixepoch')
        || utc_offset FROM calendar WHERE start_at <= r.to_at
        ORDER BY start_at DESC LIMIT 1) AS from_local,
    strftime('%Y-%m-%dT%H:%M:%fZ', r.next_at / 1000.0, 'unixepoch') AS to_utc,
    (SELECT strftime('%Y-%m-%dT%H:%M:%f', r.next_at / 1000.0 + utc_offset_seconds, 'unixepoch')
        || utc_offset FROM calendar WHERE start_at <= r.next_at
        ORDER BY start_at DESC LIMIT 1) AS to_local, r.service_key
FROM (
    SELECT resource, service_key, to_at, lead(from_at) OVER
        (PARTITION BY resource, service_key ORDER BY from_at) AS next_at
    FROM coverage
) AS r
LEFT JOIN service AS s USING (service_key)
WHERE r.next_at IS NOT NULL;
