-- Agents of the scope, with the answers in temp.scope_answer alone: those to the scope's tasks.

CREATE TEMP TABLE scope_answer (
    is_day     INTEGER NOT NULL,
    part_at    INTEGER NOT NULL,
    agent_key  INTEGER NOT NULL,
    answered   INTEGER NOT NULL,
    handle_ms  INTEGER NOT NULL,
    handled    INTEGER NOT NULL,
    longest_ms INTEGER,
    PRIMARY KEY (is_day, part_at, agent_key)
) WITHOUT ROWID;

CREATE TEMP VIEW agent_part AS
SELECT r.agent_key, r.is_day, r.part_at, r.selectable_ms, r.working_ms, r.after_call_work_ms,
    r.not_ready_ms, r.rona_ms, r.off_duty_ms, r.offline_ms, r.rona_count,
    coalesce(a.answered, 0) AS answered, coalesce(a.handle_ms, 0) AS handle_ms,
    coalesce(a.handled, 0) AS handled, a.longest_ms
FROM main.agent_part AS r
JOIN temp.scope_agent AS x ON x.agent_key = r.agent_key AND x.from_at <= +r.part_at
    AND x.to_at > +r.part_at
LEFT JOIN temp.scope_answer AS a ON a.is_day = r.is_day AND a.part_at = r.part_at
    AND a.agent_key = r.agent_key
WHERE a.answered > 0 OR r.selectable_ms + r.working_ms + r.after_call_work_ms + r.not_ready_ms
    + r.rona_ms > 0 OR r.is_day AND r.off_duty_ms + r.offline_ms > 0;
