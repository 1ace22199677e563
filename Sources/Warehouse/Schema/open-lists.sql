-- Lists of what is summed up anew, for a scope that no stored subject has or to check stored sums. The
-- views of open-views.sql and open-agent-views.sql stand over them in temp, instead of the tables of
-- rollups.sql.

CREATE TEMP TABLE open_interval (
    subject_key INTEGER NOT NULL,
    interval_at INTEGER NOT NULL,
    is_final    INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (subject_key, interval_at)
) WITHOUT ROWID;

CREATE TEMP TABLE open_day (
    subject_key  INTEGER NOT NULL,
    day_start_at INTEGER NOT NULL,
    PRIMARY KEY (subject_key, day_start_at)
) WITHOUT ROWID;
