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
    r.threshold_ms / 1000.0 AS threshold_seconds,
    r.short_abandon_ms / 1000.0 AS short_abandon_seconds, r.target
FROM service_entity AS e
JOIN target_span AS r ON r.service_key = e.service_key AND r.to_at = 9223372036854775807
LEFT JOIN service_latest AS l ON l.service_key = e.service_key;

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

CREATE VIEW service_target (
    -- What counts as in time: one row for each service and each span in which its rule held.
    service_id,  -- TEXT the service's identifier [GUID], e.g.
                 -- 7e1c4c0a-50b5-4d4c-9b5d-6d1f1f3b8a01
    service_name,  -- TEXT its latest name [text], e.g. Medical Hotline
    threshold_seconds,  -- REAL answered after a shorter wait is in time [s], e.g. 20.0
    short_abandon_seconds,  -- REAL abandoned after a shorter wait does not count [s], e.g. 5.0
    target,  -- REAL share to be answered in time [fraction], e.g. 0.8
    valid_from_at,  -- INTEGER the rule holds from then; NULL: from the beginning [ms UTC], e.g.
                    -- 1795474800000
    valid_to_at,  -- INTEGER until then; NULL: still [ms UTC], e.g. NULL
    valid_from_utc,  -- TEXT from when [ISO 8601 UTC], e.g. 2026-11-23T23:00:00.000Z
    valid_from_local,  -- TEXT the same on the warehouse's clock; NULL also before the first
                       -- interval [ISO 8601], e.g. 2026-11-24T00:00:00.000+01:00
    valid_to_utc,  -- TEXT until when; NULL: still [ISO 8601 UTC], e.g. 2026-11-24T23:00:00.000Z
    valid_to_local,  -- TEXT the same on the warehouse's clock; NULL also before the first interval
                     -- [ISO 8601], e.g. 2026-11-25T00:00:00.000+01:00
    service_key  -- INTEGER the service's number in this warehouse [key], e.g. 3
) AS
SELECT s.service_id, s.name AS service_name, r.threshold_ms / 1000.0 AS threshold_seconds,
    r.short_abandon_ms / 1000.0 AS short_abandon_seconds, r.target,
    r.valid_from_at, r.valid_to_at,
    strftime('%Y-%m-%dT%H:%M:%fZ', r.valid_from_at / 1000.0, 'unixepoch') AS valid_from_utc,
    (SELECT strftime('%Y-%m-%dT%H:%M:%f', r.valid_from_at / 1000.0 + utc_offset_seconds, 'unixepoch')
        || utc_offset FROM calendar WHERE start_at <= r.valid_from_at
        ORDER BY start_at DESC LIMIT 1) AS valid_from_local,
    strftime('%Y-%m-%dT%H:%M:%fZ', r.valid_to_at / 1000.0, 'unixepoch') AS valid_to_utc,
    (SELECT strftime('%Y-%m-%dT%H:%M:%f', r.valid_to_at / 1000.0 + utc_offset_seconds, 'unixepoch')
        || utc_offset FROM calendar WHERE start_at <= r.valid_to_at
        ORDER BY start_at DESC LIMIT 1) AS valid_to_local,
    r.service_key
FROM (SELECT service_key, nullif(from_at, 0) AS valid_from_at,
        nullif(to_at, 9223372036854775807) AS valid_to_at, threshold_ms, short_abandon_ms, target
    FROM target_span) AS r
JOIN service AS s ON s.service_key = r.service_key;

CREATE VIEW service_member (
    -- Who serves which service, as LUCS lists it: one row for each agent of a service and each
    -- uninterrupted span. Empty where LUCS or the API key does not show it.
    service_id,  -- TEXT the service's identifier [GUID], e.g.
                 -- 7e1c4c0a-50b5-4d4c-9b5d-6d1f1f3b8a01
    service_name,  -- TEXT its latest name [text], e.g. Medical Hotline
    agent_id,  -- TEXT the agent's identifier [GUID], e.g. 0b7f4c0a-50b5-4d4c-9b5d-6d1f1f3b8a02
    agent_name,  -- TEXT the agent's latest name [text], e.g. Anna Keller
    valid_from_at,  -- INTEGER when the agent was first listed [ms UTC], e.g. 1795474800000
    valid_to_at,  -- INTEGER when the agent was no longer listed; NULL: still listed [ms UTC], e.g.
                  -- NULL
    valid_from_utc,  -- TEXT start of the span [ISO 8601 UTC], e.g. 2026-11-24T07:15:10.250Z
    valid_from_local,  -- TEXT the same on the warehouse's clock [ISO 8601], e.g.
                       -- 2026-11-24T08:15:10.250+01:00
    valid_to_utc,  -- TEXT end of the span; NULL: still valid [ISO 8601 UTC], e.g.
                   -- 2026-11-24T07:15:10.250Z
    valid_to_local,  -- TEXT the same on the warehouse's clock [ISO 8601], e.g.
                     -- 2026-11-24T08:15:10.250+01:00
    service_key,  -- INTEGER the service's number in this warehouse [key], e.g. 3
    agent_key  -- INTEGER the agent's number in this warehouse [key], e.g. 12
) AS
SELECT s.service_id, s.name AS service_name, a.agent_id, a.name AS agent_name,
    m.valid_from_at, m.valid_to_at,
    strftime('%Y-%m-%dT%H:%M:%fZ', m.valid_from_at / 1000.0, 'unixepoch') AS valid_from_utc,
    (SELECT strftime('%Y-%m-%dT%H:%M:%f', m.valid_from_at / 1000.0 + utc_offset_seconds, 'unixepoch')
        || utc_offset FROM calendar WHERE start_at <= m.valid_from_at
        ORDER BY start_at DESC LIMIT 1) AS valid_from_local,
    strftime('%Y-%m-%dT%H:%M:%fZ', m.valid_to_at / 1000.0, 'unixepoch') AS valid_to_utc,
    (SELECT strftime('%Y-%m-%dT%H:%M:%f', m.valid_to_at / 1000.0 + utc_offset_seconds, 'unixepoch')
        || utc_offset FROM calendar WHERE start_at <= m.valid_to_at
        ORDER BY start_at DESC LIMIT 1) AS valid_to_local,
    m.service_key, m.agent_key
FROM service_member_version AS m
JOIN service AS s ON s.service_key = m.service_key
JOIN agent AS a ON a.agent_key = m.agent_key;

CREATE VIEW agent_skill (
    -- Skills of agents, as LUCS lists them: one row for each skill and each uninterrupted span.
    agent_id,  -- TEXT the agent's identifier [GUID], e.g. 0b7f4c0a-50b5-4d4c-9b5d-6d1f1f3b8a02
    agent_name,  -- TEXT the agent's latest name [text], e.g. Anna Keller
    skill,  -- TEXT the skill, a node in the tree of traits [text], e.g. Skills/Claims
    level,  -- TEXT its level; NULL: none [text], e.g. Expert
    valid_from_at,  -- INTEGER when it was first listed so [ms UTC], e.g. 1795474800000
    valid_to_at,  -- INTEGER when it was no longer listed so; NULL: still listed [ms UTC], e.g. NULL
    valid_from_utc,  -- TEXT start of the span [ISO 8601 UTC], e.g. 2026-11-24T07:15:10.250Z
    valid_from_local,  -- TEXT the same on the warehouse's clock [ISO 8601], e.g.
                       -- 2026-11-24T08:15:10.250+01:00
    valid_to_utc,  -- TEXT end of the span; NULL: still valid [ISO 8601 UTC], e.g.
                   -- 2026-11-24T07:15:10.250Z
    valid_to_local,  -- TEXT the same on the warehouse's clock [ISO 8601], e.g.
                     -- 2026-11-24T08:15:10.250+01:00
    agent_key  -- INTEGER the agent's number in this warehouse [key], e.g. 12
) AS
SELECT a.agent_id, a.name AS agent_name, skill.text AS skill, level.text AS level,
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
FROM agent_skill_version AS v
JOIN agent AS a ON a.agent_key = v.agent_key
JOIN label AS skill ON skill.label_key = v.skill_key
LEFT JOIN label AS level ON level.label_key = v.level_key;

CREATE VIEW agent_profile (
    -- Duty profiles that agents may choose, as LUCS lists them: one row for each skill that the
    -- agent answers for in it, and each uninterrupted span.
    agent_id,  -- TEXT the agent's identifier [GUID], e.g. 0b7f4c0a-50b5-4d4c-9b5d-6d1f1f3b8a02
    agent_name,  -- TEXT the agent's latest name [text], e.g. Anna Keller
    profile,  -- TEXT the duty profile's name [text], e.g. On Duty
    skill,  -- TEXT the skill that the agent answers for; NULL: none [text], e.g. Skills/Claims
    responsibility,  -- TEXT from when on the agent answers for it [text], e.g. Immediate
    valid_from_at,  -- INTEGER when it was first listed so [ms UTC], e.g. 1795474800000
    valid_to_at,  -- INTEGER when it was no longer listed so; NULL: still listed [ms UTC], e.g. NULL
    valid_from_utc,  -- TEXT start of the span [ISO 8601 UTC], e.g. 2026-11-24T07:15:10.250Z
    valid_from_local,  -- TEXT the same on the warehouse's clock [ISO 8601], e.g.
                       -- 2026-11-24T08:15:10.250+01:00
    valid_to_utc,  -- TEXT end of the span; NULL: still valid [ISO 8601 UTC], e.g.
                   -- 2026-11-24T07:15:10.250Z
    valid_to_local,  -- TEXT the same on the warehouse's clock [ISO 8601], e.g.
                     -- 2026-11-24T08:15:10.250+01:00
    agent_key  -- INTEGER the agent's number in this warehouse [key], e.g. 12
) AS
SELECT a.agent_id, a.name AS agent_name, profile.text AS profile, skill.text AS skill,
    responsibility.text AS responsibility,
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
FROM agent_profile_version AS v
JOIN agent AS a ON a.agent_key = v.agent_key
JOIN label AS profile ON profile.label_key = v.profile_key
LEFT JOIN label AS skill ON skill.label_key = v.skill_key
LEFT JOIN label AS responsibility ON responsibility.label_key = v.responsibility_key;

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
    agent_key,  -- INTEGER the agent's number in this warehouse [key], e.g. 12
    weekday,  -- INTEGER Monday 1 … Sunday 7 [number], e.g. 2
    iso_week,  -- TEXT week of the date [ISO 8601], e.g. 2026-W48
    month,  -- TEXT month of the date [YYYY-MM], e.g. 2026-11
    flowed_out_at,  -- INTEGER when it moved on to another queue or another place in this one [ms
                    -- UTC], e.g. NULL
    half_hour,  -- TEXT time at which the half hour of the interval begins [HH:MM], e.g. 08:00
    external_task_id,  -- TEXT the task's identifier in the program that created it [id], e.g.
                       -- 5a1d2f0e-93b1-4f8c-8a53-0f7a51c2e903
    custom_origin,  -- TEXT that program's own word for the origin [text], e.g. Webshop
    selection_algorithm,  -- TEXT how LUCS chose the agent [text], e.g. LongestIdle
    agent_profile,  -- TEXT the duty profile in which the agent was chosen [text], e.g. On Duty
    responsible_level  -- INTEGER level of responsibility from which on the agent may get the task
                       -- [number], e.g. 1
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
    f.service_key, f.agent_key, c.weekday, c.iso_week, c.month, f.flowed_out_at,
    c.half_hour,
    CASE typeof(f.external_id) WHEN 'blob' THEN lower(
        substr(hex(f.external_id), 1, 8) || '-' || substr(hex(f.external_id), 9, 4) || '-'
        || substr(hex(f.external_id), 13, 4) || '-' || substr(hex(f.external_id), 17, 4) || '-'
        || substr(hex(f.external_id), 21)) ELSE f.external_id END AS external_task_id,
    custom.text AS custom_origin, algorithm.text AS selection_algorithm,
    profile.text AS agent_profile, f.responsible_level
FROM task_fact AS f
JOIN service AS s USING (service_key)
LEFT JOIN agent AS a USING (agent_key)
LEFT JOIN calendar AS c ON c.start_at = f.interval_at
LEFT JOIN label AS type ON type.label_key = f.type_key
LEFT JOIN label AS state ON state.label_key = f.state_key
LEFT JOIN label AS modality ON modality.label_key = f.modality_key
LEFT JOIN label AS origin ON origin.label_key = f.origin_key
LEFT JOIN label AS custom ON custom.label_key = f.custom_origin_key
LEFT JOIN label AS algorithm ON algorithm.label_key = f.algorithm_key
LEFT JOIN label AS profile ON profile.label_key = f.agent_profile_key;

CREATE VIEW task_context (
    -- Context parameters of tasks, those that the configuration names: one row for each.
    task_id,  -- TEXT the task's identifier [GUID], e.g. 5a1d2f0e-93b1-4f8c-8a53-0f7a51c2e903
    name,  -- TEXT the parameter's name [text], e.g. Language
    value,  -- TEXT its latest value [text], e.g. fr
    first_seen_utc,  -- TEXT the first poll that showed it [ISO 8601 UTC], e.g.
                     -- 2026-11-24T07:16:00.000Z
    first_seen_local,  -- TEXT the same on the warehouse's clock [ISO 8601], e.g.
                       -- 2026-11-24T08:16:00.000+01:00
    first_seen_at  -- INTEGER the first poll that showed it [ms UTC], e.g. 1795504560000
) AS
SELECT CASE typeof(v.id) WHEN 'blob' THEN lower(
        substr(hex(v.id), 1, 8) || '-' || substr(hex(v.id), 9, 4) || '-'
        || substr(hex(v.id), 13, 4) || '-' || substr(hex(v.id), 17, 4) || '-'
        || substr(hex(v.id), 21)) ELSE v.id END AS task_id, n.text AS name, v.value,
    strftime('%Y-%m-%dT%H:%M:%fZ', v.first_seen_at / 1000.0, 'unixepoch') AS first_seen_utc,
    (SELECT strftime('%Y-%m-%dT%H:%M:%f', v.first_seen_at / 1000.0 + utc_offset_seconds, 'unixepoch')
        || utc_offset FROM calendar WHERE start_at <= v.first_seen_at
        ORDER BY start_at DESC LIMIT 1) AS first_seen_local,
    v.first_seen_at
FROM context_value AS v
JOIN label AS n ON n.label_key = v.name_key;

CREATE VIEW callback (
    -- Callbacks that customers were promised: one row each, as last listed. LUCS does not return
    -- how a callback ended.
    callback_id,  -- TEXT the callback's identifier [GUID], e.g. 3c1d2f0e-93b1-4f8c-8a53-0f7a51c2e903
    service_id,  -- TEXT the service's identifier [GUID], e.g.
                 -- 7e1c4c0a-50b5-4d4c-9b5d-6d1f1f3b8a01
    service_name,  -- TEXT its latest name [text], e.g. Medical Hotline
    state,  -- TEXT the last state seen [text], e.g. Pending
    outcome,  -- TEXT open; failed: it ended without a retry left, or LUCS says so; made: it ended
              -- otherwise [text], e.g. made
    priority,  -- INTEGER as LUCS returns it [number], e.g. 1
    due_utc,  -- TEXT when it was last due [ISO 8601 UTC], e.g. 2026-11-24T08:15:00.000Z
    due_local,  -- TEXT the same on the warehouse's clock [ISO 8601], e.g.
                -- 2026-11-24T09:15:00.000+01:00
    is_overdue,  -- INTEGER 1: open, and due before the latest list [0/1], e.g. 0
    left_in_queue_seconds,  -- REAL as LUCS returns LeftInQueueTimeInSeconds [s], e.g. 65.0
    retry_count,  -- INTEGER attempts that were repeated [count], e.g. 1
    max_retries,  -- INTEGER attempts that may be repeated [count], e.g. 3
    between_retries_seconds,  -- REAL time between two attempts [s], e.g. 600.0
    retry_type,  -- TEXT the kind of repetition [text], e.g. Fixed
    external_task_id,  -- TEXT as in task: of the task after which it was promised [id], e.g.
                       -- 5a1d2f0e-93b1-4f8c-8a53-0f7a51c2e903
    promised_utc,  -- TEXT the first list that named it [ISO 8601 UTC], e.g.
                   -- 2026-11-24T07:20:00.000Z
    promised_local,  -- TEXT the same on the warehouse's clock [ISO 8601], e.g.
                     -- 2026-11-24T08:20:00.000+01:00
    ended_utc,  -- TEXT the first list that no longer named it, or showed that it had ended; NULL:
                -- open [ISO 8601 UTC], e.g. 2026-11-24T08:25:00.000Z
    ended_local,  -- TEXT the same on the warehouse's clock [ISO 8601], e.g.
                  -- 2026-11-24T09:25:00.000+01:00
    due_at,  -- INTEGER when it was last due [ms UTC], e.g. 1795508100000
    promised_at,  -- INTEGER the first list that named it [ms UTC], e.g. 1795504800000
    ended_at,  -- INTEGER the first list that no longer named it [ms UTC], e.g. 1795508700000
    service_key,  -- INTEGER the service's number in this warehouse [key], e.g. 3
    callback_key  -- INTEGER the callback's number in this warehouse [key], e.g. 7
) AS
SELECT e.id_text AS callback_id, s.service_id, s.name AS service_name, state.text AS state,
    CASE WHEN v.ended_at IS NULL THEN 'open' WHEN w.outcome IS NOT NULL THEN w.outcome
         WHEN v.max_retries > 0 AND v.retry_count >= v.max_retries THEN 'failed'
         ELSE 'made' END AS outcome, v.priority,
    strftime('%Y-%m-%dT%H:%M:%fZ', v.due_at / 1000.0, 'unixepoch') AS due_utc,
    (SELECT strftime('%Y-%m-%dT%H:%M:%f', v.due_at / 1000.0 + utc_offset_seconds, 'unixepoch')
        || utc_offset FROM calendar WHERE start_at <= v.due_at
        ORDER BY start_at DESC LIMIT 1) AS due_local,
    CASE WHEN v.ended_at IS NOT NULL THEN 0 WHEN v.due_at < l.last_at THEN 1
         WHEN v.due_at >= l.last_at THEN 0 END AS is_overdue,
    v.left_in_queue_ms / 1000.0 AS left_in_queue_seconds, v.retry_count, v.max_retries,
    v.between_retries_ms / 1000.0 AS between_retries_seconds, kind.text AS retry_type,
    CASE typeof(v.task_id) WHEN 'blob' THEN lower(
        substr(hex(v.task_id), 1, 8) || '-' || substr(hex(v.task_id), 9, 4) || '-'
        || substr(hex(v.task_id), 13, 4) || '-' || substr(hex(v.task_id), 17, 4) || '-'
        || substr(hex(v.task_id), 21)) ELSE v.task_id END AS external_task_id,
    strftime('%Y-%m-%dT%H:%M:%fZ', v.promised_at / 1000.0, 'unixepoch') AS promised_utc,
    (SELECT strftime('%Y-%m-%dT%H:%M:%f', v.promised_at / 1000.0 + utc_offset_seconds, 'unixepoch')
        || utc_offset FROM calendar WHERE start_at <= v.promised_at
        ORDER BY start_at DESC LIMIT 1) AS promised_local,
    strftime('%Y-%m-%dT%H:%M:%fZ', v.ended_at / 1000.0, 'unixepoch') AS ended_utc,
    (SELECT strftime('%Y-%m-%dT%H:%M:%f', v.ended_at / 1000.0 + utc_offset_seconds, 'unixepoch')
        || utc_offset FROM calendar WHERE start_at <= v.ended_at
        ORDER BY start_at DESC LIMIT 1) AS ended_local,
    v.due_at, v.promised_at, v.ended_at, v.service_key, v.callback_key
FROM callback_latest AS v
JOIN callback_entity AS e ON e.callback_key = v.callback_key
LEFT JOIN callback_listing AS l ON l.listing_key = 1
LEFT JOIN service AS s ON s.service_key = v.service_key
LEFT JOIN label AS state ON state.label_key = v.state_key
LEFT JOIN callback_word AS w ON w.word = lower(state.text)
LEFT JOIN label AS kind ON kind.label_key = v.retry_type_key;

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

CREATE VIEW agent_presence (
    -- What LUCS returned beside agents' states: one row as long as neither changed. Columns as in
    -- agent_state.
    agent_id,
    agent_name,
    state,
    reason,
    duty_profile,
    not_selectable_reason,  -- TEXT why LUCS does not select the agent [text], e.g. NotReady
    presence,  -- TEXT the presence [text], e.g. Away
    is_blocked,  -- INTEGER 1: another program keeps the agent from being selected; NULL: not shown
                 -- [0/1], e.g. 0
    seconds,
    from_utc,
    from_local,
    to_utc,
    to_local,
    from_at,
    to_at,
    agent_key
) AS
SELECT a.agent_id, a.name AS agent_name, n.name AS state, reason.text AS reason,
    profile.text AS duty_profile, selectable.text AS not_selectable_reason,
    presence.text AS presence, s.is_blocked, (s.to_at - s.from_at) / 1000.0 AS seconds,
    strftime('%Y-%m-%dT%H:%M:%fZ', s.from_at / 1000.0, 'unixepoch') AS from_utc,
    (SELECT strftime('%Y-%m-%dT%H:%M:%f', s.from_at / 1000.0 + utc_offset_seconds, 'unixepoch')
        || utc_offset FROM calendar WHERE start_at <= s.from_at
        ORDER BY start_at DESC LIMIT 1) AS from_local,
    strftime('%Y-%m-%dT%H:%M:%fZ', s.to_at / 1000.0, 'unixepoch') AS to_utc,
    (SELECT strftime('%Y-%m-%dT%H:%M:%f', s.to_at / 1000.0 + utc_offset_seconds, 'unixepoch')
        || utc_offset FROM calendar WHERE start_at <= s.to_at
        ORDER BY start_at DESC LIMIT 1) AS to_local,
    s.from_at, s.to_at, s.agent_key
FROM presence_span AS s
JOIN agent AS a ON a.agent_key = s.agent_key
JOIN state_name AS n ON n.state = s.state
LEFT JOIN label AS reason ON reason.label_key = s.reason_key
LEFT JOIN label AS profile ON profile.label_key = s.profile_key
LEFT JOIN label AS selectable ON selectable.label_key = s.selectable_key
LEFT JOIN label AS presence ON presence.label_key = s.presence_key;

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

CREATE VIEW service_interval (
    -- Services by the interval in which tasks entered the queue; quiet intervals that were
    -- observed too.
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
    longest_wait_seconds,  -- REAL of the answered, abandoned and open, open ones so far [s],
                           -- e.g. 58.0
    handle_seconds,  -- REAL talk and hold of those that ended, added up [s], e.g. 2784.0
    handled,  -- INTEGER answered and ended [count], e.g. 15
    waiting_seconds,  -- REAL time that all tasks waited in its observed part [s], e.g. 248.0
    queue_length_max,  -- INTEGER most that waited at one instant [count], e.g. 4
    unconfirmed,  -- INTEGER tasks that count as abandoned, but may have been answered unseen
                  -- [count], e.g. 0
    weekday,  -- INTEGER Monday 1 … Sunday 7 [number], e.g. 2
    service_key,  -- INTEGER the service's number in this warehouse [key], e.g. 3
    flowed_out,  -- INTEGER tasks that moved on to another queue [count], e.g. 0
    observed_seconds,  -- REAL time observed [s], e.g. 900.0
    half_hour  -- TEXT time at which the half hour of the interval begins [HH:MM], e.g. 08:00
) AS
SELECT s.service_id, s.name AS service_name, c.local_date, c.local_time,
    r.interval_at AS start_at,
    strftime('%Y-%m-%dT%H:%M:%SZ', c.start_at / 1000, 'unixepoch') AS start_utc,
    strftime('%Y-%m-%dT%H:%M:%S', c.start_at / 1000 + c.utc_offset_seconds, 'unixepoch')
        || c.utc_offset AS start_local,
    r.offered, r.answered, r.abandoned, r.short_abandoned, r.open,
    r.answered_within AS answered_within_threshold,
    r.abandoned_within AS abandoned_within_threshold,
    r.answered_within * 1.0 / nullif(r.accountable, 0) AS service_level,
    r.answered_wait_ms / 1000.0 AS answered_wait_seconds,
    r.abandoned_wait_ms / 1000.0 AS abandoned_wait_seconds,
    r.wait_median_ms / 1000.0 AS wait_median_seconds,
    r.wait_p90_ms / 1000.0 AS wait_p90_seconds,
    r.longest_wait_ms / 1000.0 AS longest_wait_seconds,
    r.handle_ms / 1000.0 AS handle_seconds, r.handled,
    r.waiting_ms / 1000.0 AS waiting_seconds, r.queue_max AS queue_length_max, r.unconfirmed,
    c.weekday, r.service_key, r.flowed_out, r.observed_ms / 1000.0 AS observed_seconds,
    c.half_hour
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
    longest_wait_seconds,  -- REAL of the answered, abandoned and open, open ones so far [s],
                           -- e.g. 58.0
    handle_seconds,  -- REAL talk and hold of those that ended, added up [s], e.g. 2784.0
    handled,  -- INTEGER answered and ended [count], e.g. 15
    waiting_seconds,  -- REAL time that all tasks waited in its observed part [s], e.g. 248.0
    queue_length_max,  -- INTEGER most that waited at one instant [count], e.g. 4
    unconfirmed,  -- INTEGER tasks that count as abandoned, but may have been answered unseen
                  -- [count], e.g. 0
    weekday,  -- INTEGER Monday 1 … Sunday 7 [number], e.g. 2
    iso_week,  -- TEXT week of the date [ISO 8601], e.g. 2026-W48
    month,  -- TEXT month of the date [YYYY-MM], e.g. 2026-11
    service_key,  -- INTEGER the service's number in this warehouse [key], e.g. 3
    flowed_out,  -- INTEGER tasks that moved on to another queue [count], e.g. 0
    observed_seconds  -- REAL time observed [s], e.g. 86400.0
) AS
SELECT s.service_id, s.name AS service_name, c.local_date,
    r.day_start_at AS start_at,
    strftime('%Y-%m-%dT%H:%M:%SZ', c.start_at / 1000, 'unixepoch') AS start_utc,
    strftime('%Y-%m-%dT%H:%M:%S', c.start_at / 1000 + c.utc_offset_seconds, 'unixepoch')
        || c.utc_offset AS start_local,
    r.offered, r.answered, r.abandoned, r.short_abandoned, r.open,
    r.answered_within AS answered_within_threshold,
    r.abandoned_within AS abandoned_within_threshold,
    r.answered_within * 1.0 / nullif(r.accountable, 0) AS service_level,
    r.answered_wait_ms / 1000.0 AS answered_wait_seconds,
    r.abandoned_wait_ms / 1000.0 AS abandoned_wait_seconds,
    r.wait_median_ms / 1000.0 AS wait_median_seconds,
    r.wait_p90_ms / 1000.0 AS wait_p90_seconds,
    r.wait_p95_ms / 1000.0 AS wait_p95_seconds,
    r.longest_wait_ms / 1000.0 AS longest_wait_seconds,
    r.handle_ms / 1000.0 AS handle_seconds, r.handled,
    r.waiting_ms / 1000.0 AS waiting_seconds, r.queue_max AS queue_length_max, r.unconfirmed,
    c.weekday, c.iso_week, c.month, r.service_key, r.flowed_out,
    r.observed_ms / 1000.0 AS observed_seconds
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
    agent_key,  -- INTEGER the agent's number in this warehouse [key], e.g. 12
    half_hour  -- TEXT time at which the half hour of the interval begins [HH:MM], e.g. 08:00
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
    r.agent_key, c.half_hour
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
JOIN calendar AS c ON c.start_at = r.day_start_at
WHERE r.answered > 0;

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
