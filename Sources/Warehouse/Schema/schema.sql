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

-- What no longer changes, summed up, so that a month is read in an instant: everything before
-- settlement.from_at. What came after is computed from the facts: the views live_… do that,
-- and the views …_sum put both together.

CREATE TABLE settlement (
    only_row    INTEGER PRIMARY KEY CHECK (only_row = 1),
    from_at     INTEGER NOT NULL,  -- intervals from here on are computed from the facts,
    day_from_at INTEGER NOT NULL,  -- sums of a day from this day on,
    to_at       INTEGER NOT NULL   -- both up to here
) STRICT;
INSERT INTO settlement VALUES (1, 0, 0, 9223372036854775807);

CREATE TABLE settled_service_interval ( -- one service in one interval
    service_key            INTEGER NOT NULL,  -- 0: all services together
    interval_at            INTEGER NOT NULL,
    offered                INTEGER NOT NULL,
    answered               INTEGER NOT NULL,
    abandoned              INTEGER NOT NULL,
    short_abandoned        INTEGER NOT NULL,
    open                   INTEGER NOT NULL,
    answered_within        INTEGER NOT NULL,  -- the threshold
    abandoned_within       INTEGER NOT NULL,  -- short ones left out
    answered_wait_ms       INTEGER NOT NULL,
    abandoned_wait_ms      INTEGER NOT NULL,
    longest_wait_ms        INTEGER,
    handle_ms              INTEGER NOT NULL,
    handled                INTEGER NOT NULL,  -- answered and ended
    unsure                 INTEGER NOT NULL,
    wait_median_ms         INTEGER,
    wait_p90_ms            INTEGER,
    wait_p95_ms            INTEGER,
    wait_max_ms            INTEGER,
    abandon_wait_median_ms INTEGER,
    abandon_wait_p90_ms    INTEGER,
    abandon_wait_p95_ms    INTEGER,
    abandon_wait_max_ms    INTEGER,
    waiting_ms             INTEGER NOT NULL,  -- of all tasks, clipped to the interval
    queue_max              INTEGER NOT NULL,
    PRIMARY KEY (interval_at, service_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE settled_service_day ( -- one service on one day
    service_key            INTEGER NOT NULL,  -- 0: all services together
    day_start_at           INTEGER NOT NULL,
    offered                INTEGER NOT NULL,
    answered               INTEGER NOT NULL,
    abandoned              INTEGER NOT NULL,
    short_abandoned        INTEGER NOT NULL,
    open                   INTEGER NOT NULL,
    answered_within        INTEGER NOT NULL,  -- the threshold
    abandoned_within       INTEGER NOT NULL,  -- short ones left out
    answered_wait_ms       INTEGER NOT NULL,
    abandoned_wait_ms      INTEGER NOT NULL,
    longest_wait_ms        INTEGER,
    handle_ms              INTEGER NOT NULL,
    handled                INTEGER NOT NULL,  -- answered and ended
    unsure                 INTEGER NOT NULL,
    wait_median_ms         INTEGER,
    wait_p90_ms            INTEGER,
    wait_p95_ms            INTEGER,
    wait_max_ms            INTEGER,
    abandon_wait_median_ms INTEGER,
    abandon_wait_p90_ms    INTEGER,
    abandon_wait_p95_ms    INTEGER,
    abandon_wait_max_ms    INTEGER,
    waiting_ms             INTEGER NOT NULL,  -- of all tasks, clipped to the day
    queue_max              INTEGER NOT NULL,
    PRIMARY KEY (day_start_at, service_key)
) STRICT, WITHOUT ROWID;

-- Waits of one service on one day, in piles of two seconds, and of ten from a minute on.
CREATE TABLE settled_wait_day (
    service_key  INTEGER NOT NULL,
    day_start_at INTEGER NOT NULL,
    is_abandoned INTEGER NOT NULL,
    pile         INTEGER NOT NULL, -- the shortest possible wait, in seconds
    n            INTEGER NOT NULL,
    waits        TEXT NOT NULL,    -- milliseconds, with commas between
    PRIMARY KEY (day_start_at, service_key, is_abandoned, pile)
) STRICT, WITHOUT ROWID;

CREATE TABLE settled_agent_interval ( -- one agent in an interval on duty, or with an answer
    agent_key          INTEGER NOT NULL,
    interval_at        INTEGER NOT NULL,
    selectable_ms      INTEGER NOT NULL,
    working_ms         INTEGER NOT NULL,
    after_call_work_ms INTEGER NOT NULL,
    not_ready_ms       INTEGER NOT NULL,
    rona_ms            INTEGER NOT NULL,
    off_duty_ms        INTEGER NOT NULL,
    offline_ms         INTEGER NOT NULL,
    answered           INTEGER NOT NULL,
    handle_ms          INTEGER NOT NULL,
    handled            INTEGER NOT NULL,
    PRIMARY KEY (interval_at, agent_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE settled_agent_day ( -- what one agent answered on one day
    agent_key    INTEGER NOT NULL,
    day_start_at INTEGER NOT NULL,
    answered     INTEGER NOT NULL,
    handle_ms    INTEGER NOT NULL,
    handled      INTEGER NOT NULL,
    PRIMARY KEY (day_start_at, agent_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE settled_state_day ( -- one agent's time in one state on one day
    agent_key    INTEGER NOT NULL,
    day_start_at INTEGER NOT NULL,
    state        INTEGER NOT NULL,
    reason_key   INTEGER NOT NULL, -- 0: none
    span_ms      INTEGER NOT NULL,
    begun        INTEGER NOT NULL, -- states that began on the day
    PRIMARY KEY (day_start_at, agent_key, state, reason_key)
) STRICT, WITHOUT ROWID;

-- At what age tasks were first seen, on one day: what tells how many came and went unseen.
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

-- ==== Views. They hold no data: a migration makes all of them anew. ====

-- Building blocks.

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

-- First sightings of tasks at an age that lies between the poll before and the one that showed
-- them (what a list missed, or another list held, is told by nothing). See settled_sighting_day.
CREATE VIEW task_sighting AS
WITH sighted AS (
    SELECT service_key, interval_at, queue_spacing_ms, connected_spacing_ms,
        queue_seen_at, connected_seen_at, connected_at, ended_at,
        coalesce(ended_after_at, (SELECT max(to_at) FROM coverage AS c
            WHERE c.resource = 2 AND c.service_key = task_fact.service_key)) AS last_seen_at,
        -- A poll is dated in whole seconds, and so may seem a little early.
        max(0, connected_seen_at - connected_at) AS connected_age_ms,
        max(0, queue_seen_at - queue_started_at) AS queue_age_ms
    FROM task_fact WHERE queue_started_at IS NOT NULL
)
SELECT service_key, interval_at, 1 AS kind,
    connected_age_ms * 10 / connected_spacing_ms AS connected_age, 0 AS queue_age,
    max(0, min(2, (last_seen_at - connected_seen_at + connected_spacing_ms / 2)
        / connected_spacing_ms)) AS more_polls, connected_spacing_ms AS spacing_ms
FROM sighted WHERE connected_age_ms < connected_spacing_ms
UNION ALL
SELECT service_key, interval_at, 2, 0, queue_age_ms * 10 / queue_spacing_ms,
    max(0, min(2, (last_seen_at - queue_seen_at + queue_spacing_ms / 2) / queue_spacing_ms)),
    queue_spacing_ms
FROM sighted
WHERE connected_at IS NULL AND ended_at IS NOT NULL AND queue_age_ms < queue_spacing_ms
UNION ALL
SELECT service_key, interval_at, 3, connected_age_ms * 10 / connected_spacing_ms,
    queue_age_ms * 10 / queue_spacing_ms,
    max(0, min(2, (connected_at - 1 - queue_seen_at) / queue_spacing_ms)), queue_spacing_ms
FROM sighted
WHERE connected_age_ms < connected_spacing_ms AND queue_age_ms < queue_spacing_ms
    AND queue_seen_at < connected_seen_at AND queue_seen_at < connected_at
UNION ALL
SELECT service_key, interval_at, 4, 0, 0, 0, 0 FROM sighted
WHERE connected_at IS NOT NULL AND connected_seen_at IS NULL;

CREATE VIEW state_span AS         -- states with their ends as far as they were observed
SELECT agent_key, from_at,
    coalesce(to_at, max(from_at, (SELECT max(to_at) FROM coverage WHERE resource = 1))) AS to_at,
    state, reason_key, profile_key
FROM state_fact;

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

CREATE VIEW live_service_interval AS -- of the intervals that are not settled
WITH
task AS MATERIALIZED (
    SELECT t.service_key, t.interval_at, t.outcome, t.handle_ms, t.is_unsure,
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
        sum(outcome = 'abandoned' AND is_unsure) AS unsure
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
    FROM scoped_task WHERE outcome <> 'open'
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

CREATE VIEW live_wait_day AS -- of the days that are not settled
SELECT service_key, day_start_at, is_abandoned,
    CASE WHEN wait_ms < 60000 THEN wait_ms / 2000 * 2 ELSE wait_ms / 10000 * 10 END AS pile,
    count(*) AS n, group_concat(wait_ms) AS waits
FROM (SELECT t.service_key, c.day_start_at, t.outcome = 'abandoned' AS is_abandoned,
        t.waited_until_at - t.queue_started_at AS wait_ms
    FROM settlement AS s
    CROSS JOIN service_entity AS e
    CROSS JOIN task_outcome AS t ON t.service_key = e.service_key
        AND t.interval_at >= s.day_from_at AND t.interval_at < s.to_at AND t.outcome <> 'open'
    CROSS JOIN calendar AS c ON c.start_at = t.interval_at)
GROUP BY service_key, day_start_at, is_abandoned, pile;

CREATE VIEW live_sighting_day AS -- of the days that are not settled
SELECT t.service_key, c.day_start_at, t.kind, t.connected_age, t.queue_age, t.more_polls,
    count(*) AS n, sum(t.spacing_ms) AS spacing_ms
FROM settlement AS s
CROSS JOIN service_entity AS e
CROSS JOIN task_sighting AS t ON t.service_key = e.service_key
    AND t.interval_at >= s.day_from_at AND t.interval_at < s.to_at
CROSS JOIN calendar AS c ON c.start_at = t.interval_at
GROUP BY t.service_key, c.day_start_at, t.kind, t.connected_age, t.queue_age, t.more_polls;

CREATE VIEW live_agent_interval AS -- of the intervals that are not settled
-- Told to be integers like the settled ones: SQLite merges in order only what is alike.
SELECT CAST(agent_key AS INTEGER) AS agent_key, CAST(interval_at AS INTEGER) AS interval_at,
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

CREATE VIEW live_state_day AS -- of the days that are not settled
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

CREATE VIEW service_interval_sum AS
SELECT r.* FROM settlement AS s CROSS JOIN settled_service_interval AS r
    ON s.only_row = 1 AND r.interval_at < s.from_at
UNION ALL SELECT * FROM live_service_interval;

CREATE VIEW live_service_day AS -- of the days that are not settled
WITH
scoped_task AS (
    SELECT t.service_key, c.day_start_at, t.outcome,
        t.waited_until_at - t.queue_started_at AS wait_ms
    FROM settlement AS s
    CROSS JOIN service_entity AS e
    CROSS JOIN task_outcome AS t ON t.service_key = e.service_key
        AND t.interval_at >= s.day_from_at AND t.interval_at < s.to_at AND t.outcome <> 'open'
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

CREATE VIEW live_agent_day AS -- of the days that are not settled
SELECT t.agent_key, c.day_start_at, count(*) AS answered,
    sum(coalesce(t.handle_ms, 0)) AS handle_ms, count(t.handle_ms) AS handled
FROM settlement AS s
CROSS JOIN service_entity AS e
CROSS JOIN task_outcome AS t ON t.service_key = e.service_key
    AND t.interval_at >= s.day_from_at AND t.interval_at < s.to_at
    AND t.outcome = 'answered' AND t.agent_key IS NOT NULL
CROSS JOIN calendar AS c ON c.start_at = t.interval_at
GROUP BY t.agent_key, c.day_start_at;

CREATE VIEW service_day_sum AS
SELECT r.* FROM settlement AS s CROSS JOIN settled_service_day AS r
    ON s.only_row = 1 AND r.day_start_at < s.day_from_at
UNION ALL SELECT * FROM live_service_day;

CREATE VIEW agent_day_sum AS
SELECT r.* FROM settlement AS s CROSS JOIN settled_agent_day AS r
    ON s.only_row = 1 AND r.day_start_at < s.day_from_at
UNION ALL SELECT * FROM live_agent_day;

CREATE VIEW wait_day_sum AS
SELECT r.* FROM settlement AS s CROSS JOIN settled_wait_day AS r
    ON s.only_row = 1 AND r.day_start_at < s.day_from_at
UNION ALL SELECT * FROM live_wait_day;

CREATE VIEW sighting_day_sum AS
SELECT r.* FROM settlement AS s CROSS JOIN settled_sighting_day AS r
    ON s.only_row = 1 AND r.day_start_at < s.day_from_at
UNION ALL SELECT * FROM live_sighting_day;

CREATE VIEW agent_interval_sum AS
SELECT r.* FROM settlement AS s CROSS JOIN settled_agent_interval AS r
    ON s.only_row = 1 AND r.interval_at < s.from_at
UNION ALL SELECT * FROM live_agent_interval;

CREATE VIEW state_day_sum AS
SELECT r.* FROM settlement AS s CROSS JOIN settled_state_day AS r
    ON s.only_row = 1 AND r.day_start_at < s.day_from_at
UNION ALL SELECT * FROM live_state_day;

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
SELECT CASE typeof(f.id) WHEN 'blob' THEN lower(
        substr(hex(f.id), 1, 8) || '-' || substr(hex(f.id), 9, 4) || '-'
        || substr(hex(f.id), 13, 4) || '-' || substr(hex(f.id), 17, 4) || '-'
        || substr(hex(f.id), 21)) ELSE f.id END AS task_id, s.service_id, s.name AS service_name,
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
SELECT s.service_id, s.name AS service_name, c.local_date, c.local_time,
    r.interval_at AS start_at,
    strftime('%Y-%m-%dT%H:%M:%SZ', r.interval_at / 1000, 'unixepoch') AS start_utc,
    strftime('%Y-%m-%dT%H:%M:%S', r.interval_at / 1000 + c.utc_offset_seconds, 'unixepoch')
        || printf('%+03d:%02d', c.utc_offset_seconds / 3600,
            abs(c.utc_offset_seconds) / 60 % 60) AS start_local,
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
    r.waiting_ms / 1000.0 AS waiting_seconds, r.queue_max AS queue_length_max, r.unsure
FROM service_interval_sum AS r
JOIN service AS s ON s.service_key = r.service_key
JOIN calendar AS c ON c.start_at = r.interval_at;

-- Seconds by state, clipped to the interval, in which the agent was on duty or answered a task.
-- In all other intervals the agent was off duty, offline or not observed.
CREATE VIEW agent_interval AS
SELECT a.agent_id, a.name AS agent_name, c.local_date, c.local_time, c.start_at,
    strftime('%Y-%m-%dT%H:%M:%SZ', c.start_at / 1000, 'unixepoch') AS start_utc,
    strftime('%Y-%m-%dT%H:%M:%S', c.start_at / 1000 + c.utc_offset_seconds, 'unixepoch')
        || printf('%+03d:%02d', c.utc_offset_seconds / 3600,
            abs(c.utc_offset_seconds) / 60 % 60) AS start_local,
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
        AS unknown_seconds
FROM agent_interval_sum AS r
JOIN agent AS a ON a.agent_key = r.agent_key
JOIN calendar AS c ON c.start_at = r.interval_at;

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
