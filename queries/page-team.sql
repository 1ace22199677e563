-- title: Figures by team
-- question: How long do calls of each team take, and how busy is it?
-- parameter: start_at [ms UTC] first instant, at the start of a local date
-- parameter: end_at [ms UTC] first instant after it, likewise
-- parameter: least [count] agents on duty that a unit needs to be shown; default 5
-- column: unit_name [text] name of the agents' unit
-- column: agents [count] agents of it who were on duty at any time
-- column: answered [count] tasks answered
-- column: handle_mean_seconds [s] mean talk and hold of those that ended
-- column: utilization [fraction] (working + after-call work) / on duty
-- column: occupancy [fraction] (working + after-call work) / (those + selectable)
-- example: lucstats query page-team --period last-month
-- runs on: SQLite
-- What agents are compared with: all agents of a unit, whichever of them the question is about.
-- Whole local days, each for the unit that the agent belonged to at its end. The mean of a unit of
-- few agents would show what single colleagues did.
SELECT n.organization_unit AS unit_name,
    count(DISTINCT CASE WHEN r.selectable_ms + r.working_ms + r.after_call_work_ms + r.not_ready_ms
        + r.rona_ms > 0 THEN r.agent_key END) AS agents,
    sum(r.answered) AS answered,
    sum(r.handle_ms) / 1000.0 / nullif(sum(r.handled), 0) AS handle_mean_seconds,
    sum(r.working_ms + r.after_call_work_ms) * 1.0 / nullif(sum(r.selectable_ms + r.working_ms
        + r.after_call_work_ms + r.not_ready_ms + r.rona_ms), 0) AS utilization,
    sum(r.working_ms + r.after_call_work_ms) * 1.0
        / nullif(sum(r.working_ms + r.after_call_work_ms + r.selectable_ms), 0) AS occupancy
FROM main.agent_day_sum AS r
JOIN main.agent_unit AS n ON n.agent_key = r.agent_key AND n.from_at <= r.day_start_at
    AND n.to_at > r.day_start_at
WHERE r.day_start_at >= :start_at AND r.day_start_at < :end_at AND n.organization_unit <> ''
GROUP BY n.organization_unit
HAVING count(DISTINCT CASE WHEN r.selectable_ms + r.working_ms + r.after_call_work_ms
    + r.not_ready_ms + r.rona_ms > 0 THEN r.agent_key END) >= coalesce(:least, 5)
ORDER BY unit_name;
