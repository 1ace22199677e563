-- What agents answered of the services in temp.scope_service: see the views scope_answer and
-- scope_agent_interval. From the facts between :start_at and :end_at.

CREATE TEMP VIEW scope_answer AS SELECT service_key, from_at, to_at FROM temp.scope_service;

CREATE TEMP TABLE scope_answer_interval (
    interval_at INTEGER NOT NULL,
    agent_key   INTEGER NOT NULL,
    answered    INTEGER NOT NULL,
    handle_ms   INTEGER NOT NULL,
    handled     INTEGER NOT NULL,
    PRIMARY KEY (interval_at, agent_key)
) WITHOUT ROWID;

INSERT INTO temp.scope_answer_interval (interval_at, agent_key, answered, handle_ms, handled)
SELECT t.interval_at, t.agent_key, count(*), sum(coalesce(t.handle_ms, 0)), count(t.handle_ms)
FROM temp.scope_service AS s
CROSS JOIN task_outcome AS t ON t.service_key = s.service_key
    AND t.interval_at >= max(:start_at, s.from_at) AND t.interval_at < min(:end_at, s.to_at)
    AND t.outcome = 'answered' AND t.agent_key IS NOT NULL
GROUP BY t.interval_at, t.agent_key;

CREATE TEMP VIEW scope_agent_interval AS
SELECT r.agent_key, r.interval_at, r.selectable_ms, r.working_ms, r.after_call_work_ms,
    r.not_ready_ms, r.rona_ms, r.off_duty_ms, r.offline_ms, coalesce(a.answered, 0) AS answered,
    coalesce(a.handle_ms, 0) AS handle_ms, coalesce(a.handled, 0) AS handled
FROM agent_interval_sum AS r
LEFT JOIN temp.scope_answer_interval AS a ON a.interval_at = r.interval_at
    AND a.agent_key = r.agent_key
WHERE a.answered > 0 OR r.selectable_ms + r.working_ms + r.after_call_work_ms + r.not_ready_ms
    + r.rona_ms > 0;
