-- The views of the warehouse over the exported tables, in SQL that PostgreSQL, DuckDB, ClickHouse
-- and Spark all read. utc(x) and local(x) stand for each engine's own time stamps, on the clock
-- of UTC and of the warehouse. local_date comes from the facts, so that a condition on it reads its
-- partitions alone.

CREATE VIEW state_name AS
SELECT 1 AS state, 'selectable' AS name UNION ALL SELECT 2, 'working'
UNION ALL SELECT 3, 'after_call_work' UNION ALL SELECT 4, 'not_ready'
UNION ALL SELECT 5, 'rona' UNION ALL SELECT 6, 'off_duty'
UNION ALL SELECT 7, 'offline' UNION ALL SELECT 8, 'unknown';

CREATE VIEW task_outcome AS
SELECT f.service_key AS service_key, f.interval_at AS interval_at, f.task_id AS id,
    f.agent_key AS agent_key, f.queue_started_at,
    f.connected_at, f.ended_at,
    CASE WHEN f.connected_at IS NOT NULL THEN 'answered'
         WHEN f.flowed_out_at IS NOT NULL THEN 'flowed_out'
         WHEN f.ended_at IS NOT NULL THEN 'abandoned' ELSE 'open' END AS outcome,
    CASE WHEN coalesce(f.connected_at, f.ended_at, v.last_at, 0) > f.queue_started_at
         THEN coalesce(f.connected_at, f.ended_at, v.last_at) ELSE f.queue_started_at END
        AS waited_until_at,
    CASE WHEN f.ended_at >= f.connected_at THEN f.ended_at - f.connected_at
         WHEN f.ended_at < f.connected_at THEN 0 END AS handle_ms,
    f.is_unconfirmed, f.customer
FROM task_fact AS f
LEFT JOIN (SELECT c.service_key, max(c.to_at) AS last_at FROM coverage AS c
    WHERE c.resource = 2 GROUP BY c.service_key) AS v ON v.service_key = f.service_key
WHERE f.queue_started_at IS NOT NULL;

CREATE VIEW state_span AS
SELECT f.agent_key AS agent_key, f.from_at AS from_at,
    CASE WHEN f.to_at IS NOT NULL THEN f.to_at WHEN v.last_at > f.from_at THEN v.last_at
         ELSE f.from_at END AS to_at,
    f.state, f.reason_key, f.profile_key
FROM state_fact AS f
CROSS JOIN (SELECT max(c.to_at) AS last_at FROM coverage AS c WHERE c.resource = 1) AS v;

CREATE VIEW scope_service AS
SELECT s.service_key AS service_key, 0 AS from_at, 9000000000000000 AS to_at FROM service AS s;

CREATE VIEW service_history AS
SELECT e.service_id, v.name AS name, v.sip_uri AS sip_uri,
    v.organization_unit AS organization_unit, v.valid_from_at AS valid_from_at,
    v.valid_to_at AS valid_to_at,
    utc(v.valid_from_at) AS valid_from_utc, local(v.valid_from_at) AS valid_from_local,
    utc(v.valid_to_at) AS valid_to_utc, local(v.valid_to_at) AS valid_to_local,
    v.service_key AS service_key
FROM service_version AS v JOIN service AS e ON e.service_key = v.service_key;

CREATE VIEW service_target AS
SELECT s.service_id, s.name AS service_name, r.threshold_ms / 1000e0 AS threshold_seconds,
    r.short_abandon_ms / 1000e0 AS short_abandon_seconds, r.target AS target,
    r.valid_from_at AS valid_from_at, r.valid_to_at AS valid_to_at,
    utc(r.valid_from_at) AS valid_from_utc, local(r.valid_from_at) AS valid_from_local,
    utc(r.valid_to_at) AS valid_to_utc, local(r.valid_to_at) AS valid_to_local,
    r.service_key AS service_key
FROM (SELECT t.service_key, nullif(t.from_at, 0) AS valid_from_at,
        nullif(t.to_at, 9223372036854775807) AS valid_to_at, t.threshold_ms, t.short_abandon_ms,
        t.target
    FROM target_span AS t) AS r
JOIN service AS s ON s.service_key = r.service_key;

CREATE VIEW service_member AS
SELECT s.service_id, s.name AS service_name, a.agent_id, a.name AS agent_name,
    m.valid_from_at AS valid_from_at, m.valid_to_at AS valid_to_at,
    utc(m.valid_from_at) AS valid_from_utc, local(m.valid_from_at) AS valid_from_local,
    utc(m.valid_to_at) AS valid_to_utc, local(m.valid_to_at) AS valid_to_local,
    m.service_key AS service_key, m.agent_key AS agent_key
FROM service_member_version AS m
JOIN service AS s ON s.service_key = m.service_key
JOIN agent AS a ON a.agent_key = m.agent_key;

CREATE VIEW service_staff AS
SELECT m.service_key AS service_key, m.agent_key AS agent_key, c.day_start_at AS day_start_at
FROM service_member_version AS m
CROSS JOIN calendar AS c
WHERE c.start_at = c.day_start_at AND m.valid_from_at < c.day_end_at
    AND coalesce(m.valid_to_at, 9000000000000000) > c.day_start_at
GROUP BY m.service_key, m.agent_key, c.day_start_at
UNION ALL
SELECT y.service_key AS service_key, y.agent_key AS agent_key, y.day_start_at AS day_start_at
FROM answer_day_sum AS y
JOIN calendar AS c ON c.start_at = y.day_start_at
LEFT JOIN service_member_listing AS l ON l.service_key = y.service_key
WHERE coalesce(l.first_at, 9000000000000000) >= c.day_end_at;

CREATE VIEW agent_skill AS
SELECT a.agent_id, a.name AS agent_name, ls.text AS skill, ll.text AS level,
    v.valid_from_at AS valid_from_at, v.valid_to_at AS valid_to_at,
    utc(v.valid_from_at) AS valid_from_utc, local(v.valid_from_at) AS valid_from_local,
    utc(v.valid_to_at) AS valid_to_utc, local(v.valid_to_at) AS valid_to_local,
    v.agent_key AS agent_key
FROM agent_skill_version AS v
JOIN agent AS a ON a.agent_key = v.agent_key
JOIN label AS ls ON ls.label_key = v.skill_key
LEFT JOIN label AS ll ON ll.label_key = v.level_key;

CREATE VIEW agent_profile AS
SELECT a.agent_id, a.name AS agent_name, lp.text AS profile, ls.text AS skill,
    lr.text AS responsibility,
    v.valid_from_at AS valid_from_at, v.valid_to_at AS valid_to_at,
    utc(v.valid_from_at) AS valid_from_utc, local(v.valid_from_at) AS valid_from_local,
    utc(v.valid_to_at) AS valid_to_utc, local(v.valid_to_at) AS valid_to_local,
    v.agent_key AS agent_key
FROM agent_profile_version AS v
JOIN agent AS a ON a.agent_key = v.agent_key
JOIN label AS lp ON lp.label_key = v.profile_key
LEFT JOIN label AS ls ON ls.label_key = v.skill_key
LEFT JOIN label AS lr ON lr.label_key = v.responsibility_key;

CREATE VIEW agent_history AS
SELECT e.agent_id, v.name AS name, v.sip_uri AS sip_uri, v.organization_unit AS organization_unit,
    v.default_profile AS default_profile,
    v.valid_from_at AS valid_from_at, v.valid_to_at AS valid_to_at,
    utc(v.valid_from_at) AS valid_from_utc, local(v.valid_from_at) AS valid_from_local,
    utc(v.valid_to_at) AS valid_to_utc, local(v.valid_to_at) AS valid_to_local,
    v.agent_key AS agent_key
FROM agent_version AS v JOIN agent AS e ON e.agent_key = v.agent_key;

CREATE VIEW task AS
SELECT f.task_id, s.service_id, s.name AS service_name, a.agent_id, a.name AS agent_name,
    lt.text AS type, ls.text AS last_state, lm.text AS modality, lo.text AS origin, f.customer,
    CASE WHEN f.queue_started_at IS NULL THEN NULL
         WHEN f.connected_at IS NOT NULL THEN 'answered'
         WHEN f.flowed_out_at IS NOT NULL THEN 'flowed_out'
         WHEN f.ended_at IS NOT NULL THEN 'abandoned' ELSE 'open' END AS outcome,
    CASE WHEN coalesce(f.connected_at, f.ended_at) > f.queue_started_at
         THEN (coalesce(f.connected_at, f.ended_at) - f.queue_started_at) / 1000e0
         WHEN coalesce(f.connected_at, f.ended_at) <= f.queue_started_at THEN 0e0 END
        AS wait_seconds,
    CASE WHEN f.ended_at > f.connected_at THEN (f.ended_at - f.connected_at) / 1000e0
         WHEN f.ended_at <= f.connected_at THEN 0e0 END AS handle_seconds,
    f.is_unconfirmed,
    utc(f.created_at) AS created_utc, local(f.created_at) AS created_local,
    utc(f.queue_started_at) AS queue_started_utc, local(f.queue_started_at) AS queue_started_local,
    utc(f.connected_at) AS connected_utc, local(f.connected_at) AS connected_local,
    utc(f.ended_at) AS ended_utc, local(f.ended_at) AS ended_local,
    f.created_at, f.queue_started_at, f.connected_at, f.ended_at, f.ended_after_at,
    f.ended_before_at, f.first_seen_at, f.interval_at AS interval_at, f.local_date AS local_date,
    c.local_time AS local_time,
    f.service_key AS service_key, f.agent_key AS agent_key, c.weekday AS weekday,
    c.iso_week AS iso_week, c.month AS month, f.flowed_out_at AS flowed_out_at,
    c.half_hour AS half_hour,
    f.external_id AS external_task_id, lc.text AS custom_origin, la.text AS selection_algorithm,
    lp.text AS agent_profile, f.responsible_level AS responsible_level
FROM task_fact AS f
JOIN service AS s ON s.service_key = f.service_key
LEFT JOIN agent AS a ON a.agent_key = f.agent_key
LEFT JOIN calendar AS c ON c.start_at = f.interval_at
LEFT JOIN label AS lt ON lt.label_key = f.type_key
LEFT JOIN label AS ls ON ls.label_key = f.state_key
LEFT JOIN label AS lm ON lm.label_key = f.modality_key
LEFT JOIN label AS lo ON lo.label_key = f.origin_key
LEFT JOIN label AS lc ON lc.label_key = f.custom_origin_key
LEFT JOIN label AS la ON la.label_key = f.algorithm_key
LEFT JOIN label AS lp ON lp.label_key = f.agent_profile_key;

CREATE VIEW task_context AS
SELECT v.task_id, n.text AS name, v.value AS value,
    utc(v.first_seen_at) AS first_seen_utc, local(v.first_seen_at) AS first_seen_local,
    v.first_seen_at AS first_seen_at
FROM context_value AS v
JOIN label AS n ON n.label_key = v.name_key;

CREATE VIEW callback_word AS
SELECT 'terminated' AS word, NULLIF('', '') AS outcome UNION ALL SELECT 'ended', NULLIF('', '')
UNION ALL SELECT 'closed', NULLIF('', '') UNION ALL SELECT 'completed', 'made'
UNION ALL SELECT 'successful', 'made' UNION ALL SELECT 'failed', 'failed'
UNION ALL SELECT 'cancelled', 'failed' UNION ALL SELECT 'canceled', 'failed'
UNION ALL SELECT 'expired', 'failed';

CREATE VIEW callback_latest AS
SELECT v.callback_key AS callback_key, f.promised_at AS promised_at,
    coalesce(f.terminated_at, v.valid_to_at) AS ended_at,
    v.service_key AS service_key, v.state_key AS state_key, v.priority AS priority,
    v.due_at AS due_at, v.left_in_queue_ms AS left_in_queue_ms, v.retry_count AS retry_count,
    v.max_retries AS max_retries, v.between_retries_ms AS between_retries_ms,
    v.retry_type_key AS retry_type_key, v.task_id AS task_id
FROM (
    SELECT c.callback_key AS callback_key, min(c.valid_from_at) AS promised_at,
        max(c.valid_from_at) AS latest_at,
        min(CASE WHEN n.text IS NOT NULL AND w.word IS NOT NULL AND w.word <> ''
            THEN c.valid_from_at END) AS terminated_at
    FROM callback_version AS c
    LEFT JOIN label AS n ON n.label_key = c.state_key
    LEFT JOIN callback_word AS w ON w.word = lower(n.text)
    GROUP BY c.callback_key
) AS f
JOIN callback_version AS v ON v.callback_key = f.callback_key AND v.valid_from_at = f.latest_at;

CREATE VIEW callback AS
SELECT e.id_text AS callback_id, s.service_id, s.name AS service_name, ls.text AS state,
    CASE WHEN v.ended_at IS NULL THEN 'open' WHEN w.outcome IS NOT NULL THEN w.outcome
         WHEN v.max_retries > 0 AND v.retry_count >= v.max_retries THEN 'failed'
         ELSE 'made' END AS outcome, v.priority AS priority,
    utc(v.due_at) AS due_utc, local(v.due_at) AS due_local,
    CASE WHEN v.ended_at IS NOT NULL THEN 0 WHEN v.due_at < l.last_at THEN 1
         WHEN v.due_at >= l.last_at THEN 0 END AS is_overdue,
    v.left_in_queue_ms / 1000e0 AS left_in_queue_seconds, v.retry_count AS retry_count,
    v.max_retries AS max_retries, v.between_retries_ms / 1000e0 AS between_retries_seconds,
    lk.text AS retry_type, v.task_id AS external_task_id,
    utc(v.promised_at) AS promised_utc, local(v.promised_at) AS promised_local,
    utc(v.ended_at) AS ended_utc, local(v.ended_at) AS ended_local, v.due_at AS due_at,
    v.promised_at AS promised_at, v.ended_at AS ended_at, v.service_key AS service_key,
    v.callback_key AS callback_key
FROM callback_latest AS v
JOIN callback_entity AS e ON e.callback_key = v.callback_key
LEFT JOIN callback_listing AS l ON l.listing_key = 1
LEFT JOIN service AS s ON s.service_key = v.service_key
LEFT JOIN label AS ls ON ls.label_key = v.state_key
LEFT JOIN callback_word AS w ON w.word = lower(ls.text)
LEFT JOIN label AS lk ON lk.label_key = v.retry_type_key;

CREATE VIEW agent_state AS
SELECT a.agent_id, a.name AS agent_name, n.name AS state, lr.text AS reason,
    lp.text AS duty_profile, (s.to_at - s.from_at) / 1000e0 AS seconds,
    utc(s.from_at) AS from_utc, local(s.from_at) AS from_local,
    utc(s.to_at) AS to_utc, local(s.to_at) AS to_local, s.from_at AS from_at, s.to_at AS to_at,
    s.agent_key AS agent_key
FROM state_span AS s
JOIN agent AS a ON a.agent_key = s.agent_key
JOIN state_name AS n ON n.state = s.state
LEFT JOIN label AS lr ON lr.label_key = s.reason_key
LEFT JOIN label AS lp ON lp.label_key = s.profile_key;

CREATE VIEW presence_span AS
SELECT f.agent_key AS agent_key, f.from_at AS from_at,
    CASE WHEN f.to_at IS NOT NULL THEN f.to_at WHEN v.last_at > f.from_at THEN v.last_at
         ELSE f.from_at END AS to_at,
    f.state AS state, f.reason_key AS reason_key, f.profile_key AS profile_key,
    f.selectable_key AS selectable_key, f.presence_key AS presence_key,
    f.is_blocked AS is_blocked
FROM presence_fact AS f
CROSS JOIN (SELECT max(c.to_at) AS last_at FROM coverage AS c WHERE c.resource = 1) AS v;

CREATE VIEW agent_presence AS
SELECT a.agent_id, a.name AS agent_name, n.name AS state, lr.text AS reason,
    lp.text AS duty_profile, ls.text AS not_selectable_reason, lw.text AS presence,
    s.is_blocked AS is_blocked, (s.to_at - s.from_at) / 1000e0 AS seconds,
    utc(s.from_at) AS from_utc, local(s.from_at) AS from_local,
    utc(s.to_at) AS to_utc, local(s.to_at) AS to_local, s.from_at AS from_at, s.to_at AS to_at,
    s.agent_key AS agent_key
FROM presence_span AS s
JOIN agent AS a ON a.agent_key = s.agent_key
JOIN state_name AS n ON n.state = s.state
LEFT JOIN label AS lr ON lr.label_key = s.reason_key
LEFT JOIN label AS lp ON lp.label_key = s.profile_key
LEFT JOIN label AS ls ON ls.label_key = s.selectable_key
LEFT JOIN label AS lw ON lw.label_key = s.presence_key;

CREATE VIEW queue_length AS
SELECT s.service_id, s.name AS service_name, q.changed_at, utc(q.changed_at) AS changed_utc,
    local(q.changed_at) AS changed_local,
    sum(q.change) OVER (PARTITION BY q.service_key ORDER BY q.changed_at
        ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS waiting, q.service_key AS service_key
FROM (
    SELECT p.service_key, p.changed_at, sum(p.change) AS change
    FROM (
        SELECT t.service_key, t.queue_started_at AS changed_at, 1 AS change FROM task_outcome AS t
        WHERE t.waited_until_at > t.queue_started_at
        UNION ALL
        SELECT t.service_key, t.waited_until_at AS changed_at, -1 AS change FROM task_outcome AS t
        WHERE t.waited_until_at > t.queue_started_at
    ) AS p
    GROUP BY p.service_key, p.changed_at
) AS q
JOIN service AS s ON s.service_key = q.service_key;

CREATE VIEW service_interval AS
SELECT s.service_id, s.name AS service_name, r.local_date AS local_date, c.local_time AS local_time,
    r.interval_at AS start_at, utc(r.interval_at) AS start_utc, local(r.interval_at) AS start_local,
    r.offered AS offered, r.answered AS answered, r.abandoned, r.short_abandoned, r.open,
    r.answered_within AS answered_within_threshold,
    r.abandoned_within AS abandoned_within_threshold,
    r.answered_within * 1e0 / nullif(r.accountable, 0) AS service_level,
    r.answered_wait_ms / 1000e0 AS answered_wait_seconds,
    r.abandoned_wait_ms / 1000e0 AS abandoned_wait_seconds,
    r.wait_median_ms / 1000e0 AS wait_median_seconds, r.wait_p90_ms / 1000e0 AS wait_p90_seconds,
    r.longest_wait_ms / 1000e0 AS longest_wait_seconds,
    r.handle_ms / 1000e0 AS handle_seconds, r.handled AS handled,
    r.waiting_ms / 1000e0 AS waiting_seconds, r.queue_max AS queue_length_max, r.unconfirmed,
    c.weekday AS weekday, r.service_key AS service_key, r.flowed_out AS flowed_out,
    r.observed_ms / 1000e0 AS observed_seconds, c.half_hour AS half_hour
FROM service_interval_sum AS r
JOIN service AS s ON s.service_key = r.service_key
JOIN calendar AS c ON c.start_at = r.interval_at;

CREATE VIEW service_day AS
SELECT s.service_id, s.name AS service_name, r.local_date AS local_date,
    r.day_start_at AS start_at, utc(r.day_start_at) AS start_utc,
    local(r.day_start_at) AS start_local,
    r.offered AS offered, r.answered AS answered, r.abandoned, r.short_abandoned, r.open,
    r.answered_within AS answered_within_threshold,
    r.abandoned_within AS abandoned_within_threshold,
    r.answered_within * 1e0 / nullif(r.accountable, 0) AS service_level,
    r.answered_wait_ms / 1000e0 AS answered_wait_seconds,
    r.abandoned_wait_ms / 1000e0 AS abandoned_wait_seconds,
    r.wait_median_ms / 1000e0 AS wait_median_seconds, r.wait_p90_ms / 1000e0 AS wait_p90_seconds,
    r.wait_p95_ms / 1000e0 AS wait_p95_seconds,
    r.longest_wait_ms / 1000e0 AS longest_wait_seconds,
    r.handle_ms / 1000e0 AS handle_seconds, r.handled AS handled,
    r.waiting_ms / 1000e0 AS waiting_seconds, r.queue_max AS queue_length_max, r.unconfirmed,
    c.weekday AS weekday, c.iso_week AS iso_week, c.month AS month, r.service_key AS service_key,
    r.flowed_out AS flowed_out, r.observed_ms / 1000e0 AS observed_seconds
FROM service_day_sum AS r
JOIN service AS s ON s.service_key = r.service_key
JOIN calendar AS c ON c.start_at = r.day_start_at;

CREATE VIEW agent_interval AS
SELECT a.agent_id, a.name AS agent_name, r.local_date AS local_date, c.local_time AS local_time,
    c.start_at AS start_at,
    utc(c.start_at) AS start_utc, local(c.start_at) AS start_local,
    r.answered AS answered, r.handle_ms / 1000e0 AS handle_seconds, r.handled AS handled,
    r.selectable_ms / 1000e0 AS selectable_seconds, r.working_ms / 1000e0 AS working_seconds,
    r.after_call_work_ms / 1000e0 AS after_call_work_seconds,
    r.not_ready_ms / 1000e0 AS not_ready_seconds, r.rona_ms / 1000e0 AS rona_seconds,
    r.off_duty_ms / 1000e0 AS off_duty_seconds, r.offline_ms / 1000e0 AS offline_seconds,
    (c.end_at - c.start_at - r.selectable_ms - r.working_ms - r.after_call_work_ms
        - r.not_ready_ms - r.rona_ms - r.off_duty_ms - r.offline_ms) / 1000e0 AS unknown_seconds,
    r.agent_key AS agent_key, c.half_hour AS half_hour
FROM agent_interval_sum AS r
JOIN agent AS a ON a.agent_key = r.agent_key
JOIN calendar AS c ON c.start_at = r.interval_at;

CREATE VIEW agent_day AS
SELECT a.agent_id, a.name AS agent_name, r.local_date AS local_date, c.start_at AS start_at,
    r.answered AS answered,
    r.handle_ms / 1000e0 AS handle_seconds, r.handled AS handled, r.agent_key AS agent_key
FROM agent_day_sum AS r
JOIN agent AS a ON a.agent_key = r.agent_key
JOIN calendar AS c ON c.start_at = r.day_start_at
WHERE r.answered > 0;

CREATE VIEW agent_state_day AS
SELECT a.agent_id, a.name AS agent_name, r.local_date AS local_date, c.start_at AS start_at,
    n.name AS state,
    lr.text AS reason, r.span_ms / 1000e0 AS seconds, r.begun, r.agent_key AS agent_key
FROM state_day_sum AS r
JOIN agent AS a ON a.agent_key = r.agent_key
JOIN calendar AS c ON c.start_at = r.day_start_at
JOIN state_name AS n ON n.state = r.state
LEFT JOIN label AS lr ON lr.label_key = r.reason_key;

CREATE VIEW collection_pass AS
SELECT p.pass_key, p.requests, p.user_states, p.tasks, p.failures,
    (p.finished_at - p.started_at) / 1000e0 AS seconds,
    utc(p.started_at) AS started_utc, local(p.started_at) AS started_local,
    p.started_at, p.finished_at
FROM pass AS p;

CREATE VIEW coverage_run AS
SELECT CASE r.resource WHEN 1 THEN 'user states' ELSE 'tasks' END AS resource,
    s.service_id, s.name AS service_name, utc(r.from_at) AS from_utc,
    local(r.from_at) AS from_local,
    utc(r.to_at) AS to_utc, local(r.to_at) AS to_local, r.from_at AS from_at, r.to_at AS to_at,
    (r.to_at - r.from_at) / 1000e0 AS seconds, r.polls, r.service_key AS service_key
FROM coverage AS r
LEFT JOIN service AS s ON s.service_key = r.service_key;

CREATE VIEW coverage_gap AS
SELECT CASE r.resource WHEN 1 THEN 'user states' ELSE 'tasks' END AS resource,
    s.service_id, s.name AS service_name, r.to_at AS from_at, r.next_at AS to_at,
    (r.next_at - r.to_at) / 1000e0 AS seconds,
    utc(r.to_at) AS from_utc, local(r.to_at) AS from_local,
    utc(r.next_at) AS to_utc, local(r.next_at) AS to_local, r.service_key AS service_key
FROM (
    SELECT c.resource, c.service_key, c.to_at, lead(nullif(c.from_at, -1)) OVER
        (PARTITION BY c.resource, c.service_key ORDER BY c.from_at) AS next_at
    FROM coverage AS c
) AS r
LEFT JOIN service AS s ON s.service_key = r.service_key
WHERE r.next_at IS NOT NULL;
