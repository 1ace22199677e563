-- Rollups: sums of the facts, stored for intervals and days whose facts no longer change with
-- time, so that a month is read in an instant. The transaction that changes a fact opens the
-- intervals and days that the fact belongs to: it deletes their rollups and lists them in
-- open_interval and open_day. The views open_… sum up what is listed, the views …_sum put both
-- together, and a refresh stores what the views open_… give for intervals that are over.

-- A subject is what tasks are summed up by: a service (its own key), all services together (0), the
-- services of one organization unit, or the tasks of one channel (keys below -1).

CREATE TABLE subject (  -- Organization units of services, and channels of tasks.
    subject_key       INTEGER PRIMARY KEY,  -- below -1 [key], e.g. -2
    organization_unit TEXT UNIQUE,  -- the unit whose services count; NULL: a channel [text], e.g.
                                    -- Customer Service
    channel_key       INTEGER UNIQUE  -- label of the channel whose tasks count, 0: not told; NULL:
                                      -- a unit [key], e.g. 6
) STRICT;

CREATE TABLE subject_member (  -- Which tasks each subject sums up, and when.
    subject_key INTEGER NOT NULL,  -- the service itself; 0: all services together; below -1: as in
                                   -- subject [key], e.g. 3
    service_key INTEGER NOT NULL,  -- the service whose tasks count [key], e.g. 3
    from_at     INTEGER NOT NULL,  -- since then; 0: from the beginning [ms UTC], e.g. 0
    to_at       INTEGER NOT NULL,  -- until then; 9223372036854775807: still [ms UTC], e.g.
                                   -- 9223372036854775807
    channel_key INTEGER,  -- tasks of this channel alone; NULL: of all [key], e.g. NULL
    PRIMARY KEY (subject_key, service_key, from_at)
) STRICT, WITHOUT ROWID;
CREATE INDEX subject_member_service ON subject_member (service_key);

CREATE TABLE open_interval (  -- Intervals without a stored rollup.
    subject_key INTEGER NOT NULL,  -- whose, as in subject_member; -1: all agents [key], e.g. 3
    interval_at INTEGER NOT NULL,  -- start of the interval [ms UTC], e.g. 1795504500000
    is_final    INTEGER NOT NULL DEFAULT 0,  -- 1: the refresh under way stores it [0/1], e.g. 0
    PRIMARY KEY (subject_key, interval_at)
) STRICT, WITHOUT ROWID;

CREATE TABLE open_day (  -- Local dates without a stored rollup.
    subject_key  INTEGER NOT NULL,  -- whose, as in subject_member; -1: all agents [key], e.g. 3
    day_start_at INTEGER NOT NULL,  -- first instant of the local date [ms UTC], e.g.
                                    -- 1795474800000
    is_final     INTEGER NOT NULL DEFAULT 0,  -- 1: the refresh under way stores it [0/1], e.g. 0
    PRIMARY KEY (subject_key, day_start_at)
) STRICT, WITHOUT ROWID;

CREATE TABLE rollup_service_interval (  -- One subject in one interval.
    subject_key            INTEGER NOT NULL,  -- as in subject_member [key], e.g. 3
    interval_at            INTEGER NOT NULL,  -- start of the interval [ms UTC], e.g.
                                              -- 1795504500000
    offered                INTEGER NOT NULL,  -- tasks that entered the queue [count], e.g. 17
    answered               INTEGER NOT NULL,  -- tasks connected to an agent [count], e.g. 15
    abandoned              INTEGER NOT NULL,  -- tasks abandoned [count], e.g. 2
    short_abandoned        INTEGER NOT NULL,  -- tasks abandoned after a wait too short to count
                                              -- [count], e.g. 1
    flowed_out             INTEGER NOT NULL,  -- tasks that moved on to another queue [count], e.g.
                                              -- 0
    open                   INTEGER NOT NULL,  -- tasks neither answered nor ended yet [count], e.g.
                                              -- 0
    accountable            INTEGER NOT NULL,  -- answered + abandoned − short abandoned: the
                                              -- denominator of service level and abandon rate
                                              -- [count], e.g. 16
    answered_within        INTEGER NOT NULL,  -- tasks answered after a wait shorter than the
                                              -- threshold [count], e.g. 13
    abandoned_within       INTEGER NOT NULL,  -- tasks abandoned after a wait shorter than the
                                              -- threshold, short ones left out [count], e.g. 0
    target_calls           REAL NOT NULL,  -- accountable tasks × target: how many had to be
                                           -- answered in time [tasks], e.g. 12.8
    offered_closed         INTEGER NOT NULL,  -- tasks that entered the queue outside opening hours
                                              -- [count], e.g. 0
    answered_wait_ms       INTEGER NOT NULL,  -- sum of the waits of answered tasks [ms], e.g.
                                              -- 187500
    abandoned_wait_ms      INTEGER NOT NULL,  -- sum of the waits of abandoned tasks [ms], e.g.
                                              -- 61000
    longest_wait_ms        INTEGER,  -- longest wait of the answered, abandoned and open tasks, open
                                     -- ones so far [ms], e.g. 58000
    longest_stay_ms        INTEGER,  -- longest time that any task waited, those that flowed out
                                     -- too: how far the interval's tasks reach [ms], e.g. 58000
    handle_ms              INTEGER NOT NULL,  -- sum of the talk times of handled tasks [ms], e.g.
                                              -- 2784000
    handled                INTEGER NOT NULL,  -- tasks answered and ended [count], e.g. 15
    unconfirmed            INTEGER NOT NULL,  -- tasks that count as abandoned, but may have been
                                              -- answered unseen [count], e.g. 0
    unconfirmed_short      INTEGER NOT NULL,  -- unconfirmed tasks that count as short abandons
                                              -- [count], e.g. 0
    unconfirmed_in_time    INTEGER NOT NULL,  -- unconfirmed tasks, short abandons left out, that
                                              -- may have been answered within the threshold
                                              -- [count], e.g. 0
    perhaps_short          INTEGER NOT NULL,  -- confirmed abandoned tasks that count, but may have
                                              -- waited so shortly that they do not [count], e.g. 0
    perhaps_counted        INTEGER NOT NULL,  -- short abandons that may have waited so long that
                                              -- they count [count], e.g. 0
    wait_median_ms         INTEGER,  -- median wait of answered tasks, nearest rank [ms], e.g. 9000
    wait_p90_ms            INTEGER,  -- 90th percentile of their waits [ms], e.g. 31000
    wait_p95_ms            INTEGER,  -- 95th percentile of their waits [ms], e.g. 44000
    wait_max_ms            INTEGER,  -- longest of their waits [ms], e.g. 44000
    abandon_wait_median_ms INTEGER,  -- median wait of abandoned tasks, nearest rank [ms], e.g. 3000
    abandon_wait_p90_ms    INTEGER,  -- 90th percentile of their waits [ms], e.g. 58000
    abandon_wait_p95_ms    INTEGER,  -- 95th percentile of their waits [ms], e.g. 58000
    abandon_wait_max_ms    INTEGER,  -- longest of their waits [ms], e.g. 58000
    waiting_ms             INTEGER NOT NULL,  -- time that all tasks waited in the observed part of
                                              -- the interval [ms], e.g. 248000
    observed_ms            INTEGER NOT NULL,  -- time observed; of several services together: when
                                              -- any of them was [ms], e.g. 900000
    waiting_closed_ms      INTEGER NOT NULL,  -- the part of waiting_ms outside opening hours [ms],
                                              -- e.g. 0
    observed_closed_ms     INTEGER NOT NULL,  -- the part of observed_ms outside opening hours [ms],
                                              -- e.g. 0
    queue_max              INTEGER,  -- most tasks that waited at one observed instant; NULL:
                                     -- nothing was observed [count], e.g. 4
    queue_max_at           INTEGER,  -- first such instant; NULL: no task waited [ms UTC], e.g.
                                     -- 1795504533000
    PRIMARY KEY (interval_at, subject_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX rollup_long_stay ON rollup_service_interval (subject_key, interval_at, longest_stay_ms)
    WHERE longest_stay_ms >= 300000;

CREATE TABLE rollup_service_day (
    -- One subject on one local date. Columns as in rollup_service_interval.
    subject_key            INTEGER NOT NULL,
    day_start_at           INTEGER NOT NULL,  -- first instant of the local date [ms UTC], e.g.
                                              -- 1795474800000
    offered                INTEGER NOT NULL,
    answered               INTEGER NOT NULL,
    abandoned              INTEGER NOT NULL,
    short_abandoned        INTEGER NOT NULL,
    flowed_out             INTEGER NOT NULL,
    open                   INTEGER NOT NULL,
    accountable            INTEGER NOT NULL,
    answered_within        INTEGER NOT NULL,
    abandoned_within       INTEGER NOT NULL,
    target_calls           REAL NOT NULL,
    offered_closed         INTEGER NOT NULL,
    answered_wait_ms       INTEGER NOT NULL,
    abandoned_wait_ms      INTEGER NOT NULL,
    longest_wait_ms        INTEGER,
    handle_ms              INTEGER NOT NULL,
    handled                INTEGER NOT NULL,
    unconfirmed            INTEGER NOT NULL,
    unconfirmed_short      INTEGER NOT NULL,
    unconfirmed_in_time    INTEGER NOT NULL,
    perhaps_short          INTEGER NOT NULL,
    perhaps_counted        INTEGER NOT NULL,
    wait_median_ms         INTEGER,
    wait_p90_ms            INTEGER,
    wait_p95_ms            INTEGER,
    wait_max_ms            INTEGER,
    abandon_wait_median_ms INTEGER,
    abandon_wait_p90_ms    INTEGER,
    abandon_wait_p95_ms    INTEGER,
    abandon_wait_max_ms    INTEGER,
    waiting_ms             INTEGER NOT NULL,
    observed_ms            INTEGER NOT NULL,
    waiting_closed_ms      INTEGER NOT NULL,
    observed_closed_ms     INTEGER NOT NULL,
    queue_max              INTEGER,
    PRIMARY KEY (day_start_at, subject_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE rollup_wait_day (  -- Histogram of the waits of one subject on one local date.
    subject_key  INTEGER NOT NULL,  -- as in subject_member [key], e.g. 3
    day_start_at INTEGER NOT NULL,  -- first instant of the local date [ms UTC], e.g.
                                    -- 1795474800000
    is_abandoned INTEGER NOT NULL,  -- 1: abandoned tasks, 0: answered tasks [0/1], e.g. 0
    second       INTEGER NOT NULL,  -- whole seconds of the wait [s], e.g. 8
    n            INTEGER NOT NULL,  -- tasks that waited so long [count], e.g. 3
    PRIMARY KEY (day_start_at, subject_key, is_abandoned, second)
) STRICT, WITHOUT ROWID;

CREATE TABLE rollup_stay_day (
    -- Stays of tasks that were in a queue more than once: they flowed out, or came from another
    -- queue or place. The number of contacts follows from them.
    service_key      INTEGER NOT NULL,  -- the service [key], e.g. 3
    day_start_at     INTEGER NOT NULL,  -- first instant of the local date [ms UTC], e.g.
                                        -- 1795474800000
    interval_at      INTEGER NOT NULL,  -- start of the interval in which the task entered the
                                        -- queue [ms UTC], e.g. 1795504500000
    id               ANY NOT NULL,  -- the task's identifier [id], e.g. X'7E1C…'
    queue_started_at INTEGER NOT NULL,  -- when the task entered the queue [ms UTC], e.g.
                                        -- 1795504510250
    channel_key      INTEGER NOT NULL,  -- label of its channel, 0: not told [key], e.g. 6
    PRIMARY KEY (day_start_at, service_key, interval_at, id, queue_started_at)
) STRICT, WITHOUT ROWID;

CREATE TABLE rollup_sighting_day (
    -- Ages at which abandoned tasks of one service were first seen on one local date.
    service_key  INTEGER NOT NULL,  -- the service [key], e.g. 3
    day_start_at INTEGER NOT NULL,  -- first instant of the local date [ms UTC], e.g.
                                    -- 1795474800000
    age_tenths   INTEGER NOT NULL,  -- as in task_sighting [tenths], e.g. 4
    more_polls   INTEGER NOT NULL,  -- as in task_sighting [count], e.g. 2
    n            INTEGER NOT NULL,  -- tasks seen so [count], e.g. 17
    spacing_ms   INTEGER NOT NULL,  -- sum of their spacings [ms], e.g. 1020000
    PRIMARY KEY (day_start_at, service_key, age_tenths, more_polls)
) STRICT, WITHOUT ROWID;

CREATE TABLE rollup_spacing_day (
    -- Polling intervals around the ends of the tasks of one service on one local date.
    service_key  INTEGER NOT NULL,  -- the service [key], e.g. 3
    day_start_at INTEGER NOT NULL,  -- first instant of the local date [ms UTC], e.g.
                                    -- 1795474800000
    second       INTEGER NOT NULL,  -- seconds between the two polls, rounded [s], e.g. 17
    n            INTEGER NOT NULL,  -- tasks whose end lies between two such polls [count], e.g. 21
    stands_for   REAL NOT NULL,  -- tasks that these stand for, as in task_spacing [tasks], e.g. 21.4
    PRIMARY KEY (day_start_at, service_key, second)
) STRICT, WITHOUT ROWID;

CREATE TABLE rollup_answer_day (  -- What one agent answered for one service on one local date.
    agent_key    INTEGER NOT NULL,  -- the agent [key], e.g. 12
    service_key  INTEGER NOT NULL,  -- the service [key], e.g. 3
    day_start_at INTEGER NOT NULL,  -- first instant of the local date [ms UTC], e.g.
                                    -- 1795474800000
    answered     INTEGER NOT NULL,  -- tasks answered that entered the queue on the date [count],
                                    -- e.g. 23
    handle_ms    INTEGER NOT NULL,  -- sum of the talk times of handled tasks [ms], e.g. 5610000
    handled      INTEGER NOT NULL,  -- tasks answered and ended [count], e.g. 23
    longest_ms   INTEGER,  -- longest of the talk times [ms], e.g. 804000
    PRIMARY KEY (day_start_at, service_key, agent_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE rollup_agent_interval (  -- One agent in an interval on duty, or with an answer.
    agent_key          INTEGER NOT NULL,  -- the agent [key], e.g. 12
    interval_at        INTEGER NOT NULL,  -- start of the interval [ms UTC], e.g. 1795504500000
    selectable_ms      INTEGER NOT NULL,  -- time ready for a task [ms], e.g. 240000
    working_ms         INTEGER NOT NULL,  -- time with an accepted task [ms], e.g. 540000
    after_call_work_ms INTEGER NOT NULL,  -- time not ready for work after a task [ms], e.g. 60000
    not_ready_ms       INTEGER NOT NULL,  -- time not ready for another reason [ms], e.g. 60000
    rona_ms            INTEGER NOT NULL,  -- time after a missed or declined task [ms], e.g. 0
    off_duty_ms        INTEGER NOT NULL,  -- time with an off-duty profile [ms], e.g. 0
    offline_ms         INTEGER NOT NULL,  -- time signed out [ms], e.g. 0
    answered           INTEGER NOT NULL,  -- tasks answered that entered the queue in the interval
                                          -- [count], e.g. 3
    handle_ms          INTEGER NOT NULL,  -- sum of the talk times of handled tasks [ms], e.g.
                                          -- 561000
    handled            INTEGER NOT NULL,  -- tasks answered and ended [count], e.g. 3
    PRIMARY KEY (interval_at, agent_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE rollup_agent_day (
    -- One agent on one local date on which a state or an answer is known. Columns as in
    -- rollup_agent_interval.
    agent_key          INTEGER NOT NULL,
    day_start_at       INTEGER NOT NULL,  -- first instant of the local date [ms UTC], e.g.
                                          -- 1795474800000
    selectable_ms      INTEGER NOT NULL,
    working_ms         INTEGER NOT NULL,
    after_call_work_ms INTEGER NOT NULL,
    not_ready_ms       INTEGER NOT NULL,
    rona_ms            INTEGER NOT NULL,
    off_duty_ms        INTEGER NOT NULL,
    offline_ms         INTEGER NOT NULL,
    rona_count         INTEGER NOT NULL,  -- tasks missed or declined: such states that began on the
                                          -- date [count], e.g. 1
    answered           INTEGER NOT NULL,
    handle_ms          INTEGER NOT NULL,
    handled            INTEGER NOT NULL,
    longest_ms         INTEGER,  -- longest talk time [ms], e.g. 804000
    PRIMARY KEY (day_start_at, agent_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE rollup_state_day (  -- One agent's time in one state on one local date.
    agent_key    INTEGER NOT NULL,  -- the agent [key], e.g. 12
    day_start_at INTEGER NOT NULL,  -- first instant of the local date [ms UTC], e.g.
                                    -- 1795474800000
    state        INTEGER NOT NULL,  -- as in state_fact [code], e.g. 2
    reason_key   INTEGER NOT NULL,  -- label of the reason, 0: none [key], e.g. 9
    span_ms      INTEGER NOT NULL,  -- time in it, clipped to the day [ms], e.g. 10800000
    begun        INTEGER NOT NULL,  -- states that began on the day [count], e.g. 31
    PRIMARY KEY (day_start_at, agent_key, state, reason_key)
) STRICT, WITHOUT ROWID;
