"""Facts of which a simulated day brings little."""

# Callbacks of every outcome, skills without a level or that are no longer held, agents who left a
# service or never answer, parameters with an empty or difficult value.
FACTS = """
INSERT OR IGNORE INTO label (text) VALUES ('English'), ('Agent'), ('Region'), ('Waiting'),
    ('Terminated'), ('CANCELLED'), ('successful'), ('Fixed'), ('');
CREATE TEMP TABLE number AS WITH RECURSIVE n (value) AS
    (SELECT 9000 UNION ALL SELECT value + 1 FROM n WHERE value < 9100) SELECT value FROM n;
CREATE TEMP VIEW word AS SELECT label_key AS key, text FROM label;

INSERT INTO agent_skill_version (agent_key, skill_key, level_key, valid_from_at, valid_to_at)
SELECT e.agent_key, w.key, iif(e.agent_key % 2, 0, w.key), 1795480000123,
    iif(e.agent_key % 3, NULL, 1795490000456)
FROM agent_entity AS e JOIN word AS w ON w.text IN ('English', '');
INSERT INTO agent_profile_version
    (agent_key, profile_key, skill_key, responsibility_key, valid_from_at, valid_to_at)
SELECT e.agent_key, w.key, iif(e.agent_key % 2, 0, w.key), iif(e.agent_key % 3, 0, w.key),
    1795480000123, iif(e.agent_key % 5, NULL, 1795490000456)
FROM agent_entity AS e JOIN word AS w ON w.text IN ('Agent', '');
UPDATE service_member_version SET valid_to_at = valid_from_at + 1234567 WHERE agent_key % 4 = 0;
INSERT OR IGNORE INTO service_member_version (service_key, agent_key, valid_from_at)
SELECT (SELECT min(service_key) FROM service_entity), agent_key, 1795474900000 FROM agent_entity;
UPDATE presence_fact SET is_blocked = 1, selectable_key = (SELECT min(key) FROM word)
WHERE agent_key % 5 = 0;

INSERT OR IGNORE INTO context_value (id, name_key, value, first_seen_at)
SELECT id, (SELECT key FROM word WHERE text = 'Region'),
    CASE begun_at % 4 WHEN 0 THEN '' WHEN 1 THEN 'Zürich; "Süd"' WHEN 2 THEN ' x ' ELSE '007' END,
    begun_at + 1
FROM task_fact GROUP BY id;

INSERT OR IGNORE INTO callback_listing (listing_key, first_at, last_at)
VALUES (1, 1795474800000, 1795530000000);
INSERT INTO callback_entity (callback_key, id)
SELECT value, iif(value % 2, 'callback-' || value, unhex(printf('%032x', value)))
FROM number;
INSERT INTO callback_version (callback_key, valid_from_at, valid_to_at, service_key, state_key, priority,
    due_at, left_in_queue_ms, retry_count, max_retries, between_retries_ms, retry_type_key, task_id)
SELECT n.value, 1795500000000 + n.value * 1001, iif(n.value % 3, NULL, 1795520000000 + n.value),
    iif(n.value % 7, (SELECT min(service_key) FROM service_entity), NULL),
    (SELECT key FROM word WHERE text = CASE n.value % 5 WHEN 0 THEN 'Waiting' WHEN 1 THEN 'Terminated'
        WHEN 2 THEN 'CANCELLED' WHEN 3 THEN 'successful' END),
    n.value % 4, iif(n.value % 6, 1795529000000 + n.value * 50000, NULL), n.value * 777,
    n.value % 3, iif(n.value % 2, 2, NULL), 600000, (SELECT key FROM word WHERE text = 'Fixed'),
    iif(n.value % 2, NULL, 'Task ' || n.value)
FROM number AS n;
"""

# Ten minutes in which a service was not observed.
GAP = """
CREATE TEMP TABLE cut AS SELECT resource, service_key, from_at, to_at, (from_at + to_at) / 2 AS at
    FROM coverage WHERE resource = 2 ORDER BY service_key DESC, to_at - from_at DESC LIMIT 1;
UPDATE coverage SET to_at = (SELECT at FROM cut)
WHERE (resource, service_key, from_at) IN (SELECT resource, service_key, from_at FROM cut);
INSERT INTO coverage (resource, service_key, from_at, to_at, polls)
SELECT resource, service_key, at + 600000, to_at, 10 FROM cut;
"""


def add(database, has_gap=True):
    """Adds them to a warehouse that is open; with a gap its sums are no longer those of its facts."""
    database.create_function("unhex", 1, bytes.fromhex)
    database.executescript(FACTS)
    if has_gap:
        database.executescript(GAP)
