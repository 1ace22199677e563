-- title: Skills of agents
-- question: Who has which skill, and on which level?
-- parameter: end_at [ms UTC] as it was then; default as it is now
-- parameter: skill [text] one skill; default all skills
-- column: skill [text] the skill
-- column: level [text] its level; NULL: none
-- column: agent_name [text] latest name of the agent
-- column: agent_id [GUID] the agent's identifier
-- column: organization_unit [text] latest unit of the agent
-- column: since_local [ISO 8601] when LUCS first listed it so, on the warehouse's clock
-- example: lucstats query skill-matrix --param 'skill=Skills/Claims'
SELECT k.skill, k.level, a.name AS agent_name, a.agent_id, a.organization_unit,
    k.valid_from_local AS since_local
FROM agent_skill AS k
JOIN agent AS a ON a.agent_key = k.agent_key
WHERE k.valid_from_at < coalesce(:end_at, 9000000000000000)
    AND coalesce(k.valid_to_at, 9000000000000000) >= coalesce(:end_at, 9000000000000000)
    AND (:skill IS NULL OR k.skill = :skill)
ORDER BY k.skill, k.level, agent_name, a.agent_id;
