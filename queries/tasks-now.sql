-- title: Tasks in the system now
-- question: What was waiting or being handled at the last poll?
-- parameter: service [text] name of one service; default all services
-- column: service_name [text] latest name of the service
-- column: task_id [GUID] the task's identifier
-- column: type [text] as the server tells it
-- column: phase [text] waiting, connected or unqueued
-- column: queue_started_at [ms UTC] when it entered the queue
-- column: seconds [s] in this phase at the last poll
-- column: agent_name [text] latest name of the agent it is with
-- column: last_seen_at [ms UTC] the last poll of this service
-- example: lucstats query tasks-now
SELECT t.service_name, t.task_id, t.type,
    CASE WHEN t.connected_at IS NOT NULL THEN 'connected'
         WHEN t.queue_started_at IS NOT NULL THEN 'waiting' ELSE 'unqueued' END AS phase,
    t.queue_started_at,
    (v.last_at - coalesce(t.connected_at, t.queue_started_at, t.created_at)) / 1000e0 AS seconds,
    t.agent_name, v.last_at AS last_seen_at
FROM task AS t
LEFT JOIN (SELECT c.service_key, max(c.to_at) AS last_at FROM coverage AS c WHERE c.resource = 2
    GROUP BY c.service_key) AS v ON v.service_key = t.service_key
WHERE t.ended_at IS NULL AND (:service IS NULL OR t.service_name = :service)
ORDER BY t.service_name, phase DESC, t.queue_started_at, t.task_id;
