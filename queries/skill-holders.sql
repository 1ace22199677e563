-- title: Skills by number of holders
-- question: Which skills have few agents, or one alone?
-- parameter: end_at [ms UTC] as it was then; default as it is now
-- parameter: most [count] skills with no more agents than this; default all skills
-- column: skill [text] the skill
-- column: agents [count] agents who have it, on any level
-- column: only_agent_name [text] the agent's latest name where there is one alone
-- example: lucstats query skill-holders --param most=1
SELECT k.skill, count(DISTINCT k.agent_key) AS agents,
    CASE WHEN count(DISTINCT k.agent_key) = 1 THEN max(k.agent_name) END AS only_agent_name
FROM agent_skill AS k
WHERE k.valid_from_at < coalesce(:end_at, 9000000000000000)
    AND coalesce(k.valid_to_at, 9000000000000000) >= coalesce(:end_at, 9000000000000000)
GROUP BY k.skill
HAVING count(DISTINCT k.agent_key) <= coalesce(:most, 9000000000000000)
ORDER BY agents, k.skill;
