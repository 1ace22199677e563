-- The warehouse of lucstats. Times are epoch milliseconds UTC in columns named …_at.
-- Analysts: use the views; the tables beneath them may change.

CREATE TABLE setting (  -- Settings fixed when the warehouse was created.
    name  TEXT PRIMARY KEY,  -- timeZone (IANA), intervalSeconds or warehouseId [text], e.g.
                             -- timeZone
    value TEXT NOT NULL  -- value of the setting [text], e.g. Europe/Zurich
) STRICT, WITHOUT ROWID;

CREATE TABLE calendar (  -- One row for each interval of local wall-clock time.
    start_at           INTEGER PRIMARY KEY,  -- first instant of the interval [ms UTC], e.g.
                                             -- 1795504500000
    end_at             INTEGER NOT NULL,  -- first instant after the interval [ms UTC], e.g.
                                          -- 1795505400000
    day_start_at       INTEGER NOT NULL,  -- first instant of the local date [ms UTC], e.g.
                                          -- 1795474800000
    day_end_at         INTEGER NOT NULL,  -- first instant of the next local date [ms UTC], e.g.
                                          -- 1795561200000
    local_date         TEXT NOT NULL,  -- date on the warehouse's clock [date], e.g. 2026-11-24
    local_time         TEXT NOT NULL,  -- time at which the interval starts [HH:MM], e.g. 08:15
    weekday            INTEGER NOT NULL,  -- Monday 1 … Sunday 7 [number], e.g. 2
    iso_week           TEXT NOT NULL,  -- week of the date [ISO 8601], e.g. 2026-W48
    month              TEXT NOT NULL,  -- month of the date [YYYY-MM], e.g. 2026-11
    utc_offset_seconds INTEGER NOT NULL,  -- local clock ahead of UTC [s], e.g. 3600
    utc_offset TEXT GENERATED ALWAYS AS (CASE WHEN utc_offset_seconds < 0 THEN '-' ELSE '+' END
        || printf('%02d:%02d', abs(utc_offset_seconds) / 3600, abs(utc_offset_seconds) / 60 % 60))
        VIRTUAL,  -- local clock ahead of UTC, as text [±HH:MM], e.g. +01:00
    half_hour TEXT GENERATED ALWAYS AS (substr(local_time, 1, 3)
        || CASE WHEN substr(local_time, 4) < '30' THEN '00' ELSE '30' END)
        VIRTUAL  -- time at which the half hour of the interval's start begins [HH:MM], e.g. 08:00
) STRICT;

CREATE TABLE label (  -- Server words, each stored once.
    label_key INTEGER PRIMARY KEY,  -- the warehouse's own number [key], e.g. 7
    text      TEXT NOT NULL UNIQUE  -- the word as LUCS returns it [text], e.g. In Queue
) STRICT;

-- Units, services, agents and duty profiles. An id is the 16 bytes of a GUID, or the text of another
-- identifier in lower case. The versions are the history: each is valid until the next one begins
-- (NULL: still valid).

CREATE TABLE unit_entity (  -- Organization units.
    unit_key INTEGER PRIMARY KEY,  -- the warehouse's own number [key], e.g. 7
    id ANY NOT NULL UNIQUE,  -- the unit's identifier: a GUID's 16 bytes, or other text in lower
                             -- case [id], e.g. X'7E1C…'
    id_text TEXT GENERATED ALWAYS AS (CASE typeof(id) WHEN 'blob' THEN lower(
        substr(hex(id), 1, 8) || '-' || substr(hex(id), 9, 4) || '-' || substr(hex(id), 13, 4)
        || '-' || substr(hex(id), 17, 4) || '-' || substr(hex(id), 21)) ELSE id END) VIRTUAL
        -- the identifier as text [GUID], e.g. 7e1c4c0a-50b5-4d4c-9b5d-6d1f1f3b8a01
) STRICT;
CREATE TABLE unit_version (  -- History of organization units.
    unit_key      INTEGER NOT NULL REFERENCES unit_entity,  -- key of the entity [key], e.g. 7
    valid_from_at INTEGER NOT NULL,  -- start of validity [ms UTC], e.g. 1795474800000
    valid_to_at   INTEGER,  -- end of validity; NULL: still valid [ms UTC], e.g. NULL
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
        -- the identifier as text [GUID], e.g. 7e1c4c0a-50b5-4d4c-9b5d-6d1f1f3b8a01
) STRICT;
CREATE TABLE profile_version (  -- History of duty profiles.
    profile_key   INTEGER NOT NULL REFERENCES profile_entity,
        -- key of the entity [key], e.g. 7
    valid_from_at INTEGER NOT NULL,  -- start of validity [ms UTC], e.g. 1795474800000
    valid_to_at   INTEGER,  -- end of validity; NULL: still valid [ms UTC], e.g. NULL
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
        -- the identifier as text [GUID], e.g. 7e1c4c0a-50b5-4d4c-9b5d-6d1f1f3b8a01
) STRICT;
CREATE TABLE service_version (  -- History of services.
    service_key       INTEGER NOT NULL REFERENCES service_entity,
        -- key of the entity [key], e.g. 7
    valid_from_at     INTEGER NOT NULL,  -- start of validity [ms UTC], e.g.
                                         -- 1795474800000
    valid_to_at       INTEGER,  -- end of validity; NULL: still valid [ms UTC], e.g. NULL
    name              TEXT,  -- the service's name [text], e.g. Medical Hotline
    sip_uri           TEXT,  -- address of the service [SIP URI], e.g.
                             -- sip:medical@example.com
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
        -- the identifier as text [GUID], e.g. 7e1c4c0a-50b5-4d4c-9b5d-6d1f1f3b8a01
) STRICT;
CREATE TABLE agent_version (  -- History of agents.
    agent_key         INTEGER NOT NULL REFERENCES agent_entity,
        -- key of the entity [key], e.g. 7
    valid_from_at     INTEGER NOT NULL,  -- start of validity [ms UTC], e.g.
                                         -- 1795474800000
    valid_to_at       INTEGER,  -- end of validity; NULL: still valid [ms UTC], e.g. NULL
    name              TEXT,  -- first and last name [text], e.g. Anna Keller
    sip_uri           TEXT,  -- the agent's address [SIP URI], e.g. sip:anna.keller@example.com
    organization_unit TEXT,  -- name of the unit that the agent belongs to [text], e.g. Customer
                             -- Service
    default_profile   TEXT,  -- name of the default duty profile [text], e.g. On Duty
    PRIMARY KEY (agent_key, valid_from_at)
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

-- What was polled, and when.

CREATE TABLE pass (  -- Passes: rounds of polls over the whole contact centre.
    pass_key       INTEGER PRIMARY KEY,  -- the warehouse's own number [key], e.g. 7
    started_at     INTEGER NOT NULL UNIQUE,  -- server time of the first response [ms UTC], e.g.
                                             -- 1795504500000
    finished_at    INTEGER NOT NULL,  -- server time of the last response [ms UTC], e.g.
                                     -- 1795504500900
    requests       INTEGER NOT NULL,  -- requests sent [count], e.g. 9
    user_states    INTEGER,  -- users listed, NULL when the listing failed [count], e.g. 60
    tasks          INTEGER NOT NULL,  -- tasks listed [count], e.g. 41
    failures       INTEGER NOT NULL  -- listings that failed or were cut short [count], e.g. 0
) STRICT;

CREATE TABLE pass_failure (  -- Listings that failed in a pass.
    pass_key    INTEGER NOT NULL REFERENCES pass ON DELETE CASCADE,
        -- the pass [key], e.g. 7
    resource    TEXT NOT NULL,  -- the resource that was polled [text], e.g. tasks
    service_key INTEGER REFERENCES service_entity,  -- the service, NULL if the resource has
                                                    -- none [key], e.g. 3
    reason      TEXT NOT NULL  -- reason of the failure [text], e.g. HTTP 503
) STRICT;

CREATE TABLE coverage (  -- Runs of complete polls, no two further apart than maxGap.
    resource    INTEGER NOT NULL,  -- 1 user states, 2 tasks of a service [code], e.g. 2
    service_key INTEGER NOT NULL,  -- the service; 0 if the resource has none [key], e.g. 3
    from_at     INTEGER NOT NULL,  -- first complete poll of the run [ms UTC], e.g. 1795474800000
    to_at       INTEGER NOT NULL,  -- last complete poll of the run [ms UTC], e.g. 1795561200000
    polls       INTEGER NOT NULL,  -- complete polls in the run [count], e.g. 1441
    PRIMARY KEY (resource, service_key, from_at)
) STRICT, WITHOUT ROWID;

-- What happened.

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
-- Identifiers as views tell them, so that tasks and their parameters can be joined.
CREATE INDEX context_value_task ON context_value (CASE typeof(id) WHEN 'blob' THEN lower(
        substr(hex(id), 1, 8) || '-' || substr(hex(id), 9, 4) || '-'
        || substr(hex(id), 13, 4) || '-' || substr(hex(id), 17, 4) || '-'
        || substr(hex(id), 21)) ELSE id END);

-- What is aimed at, and when the centre is open. The configuration and `lucstats warehouse
-- targets` write these tables; each row holds from a local date until the next one of its service.

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
