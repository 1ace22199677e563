"""The library's questions, asked by hand of DuckDB over the same facts.

Each as one would write it there who does not know of any sums: out of tasks, states and coverage.
"""

# What service levels are made of.
TASKS = """
    t AS (
        SELECT f.service_key, f.interval_at, f.agent_key, f.queue_started_at, f.connected_at,
            f.ended_at, f.is_unconfirmed, f.customer,
            coalesce(f.connected_at, f.ended_at) - f.queue_started_at AS wait,
            f.connected_at IS NOT NULL AS answered,
            f.connected_at IS NULL AND f.ended_at IS NOT NULL AS abandoned,
            wait < s.threshold_seconds * 1000 AS within,
            wait < s.short_abandon_seconds * 1000 AS short
        FROM task_fact f JOIN service s USING (service_key)
        WHERE f.queue_started_at IS NOT NULL)"""
FIGURES = """
    count(*) AS offered, count_if(answered) AS answered, count_if(abandoned) AS abandoned,
    count_if(abandoned AND short) AS short_abandoned,
    count_if(answered AND within) / count_if(answered OR abandoned AND NOT short) AS service_level"""
DUTY = "state <= 5"
STATES = """
    sum(ms) FILTER (state = 1) AS selectable, sum(ms) FILTER (state = 2) AS working,
    sum(ms) FILTER (state = 3) AS after_call_work, sum(ms) FILTER (state = 4) AS not_ready,
    sum(ms) FILTER (state = 5) AS rona, sum(ms) FILTER (state = 6) AS off_duty,
    sum(ms) FILTER (state = 7) AS offline"""
SPENT = """
    seen AS (SELECT max(to_at) AS last_at FROM coverage WHERE resource = 1),
    spent AS (
        SELECT agent_key, state, reason_key,
            least(coalesce(to_at, last_at), (SELECT max(day_end_at) FROM calendar))
            - from_at AS ms
        FROM state_fact, seen)"""
WAITING = """
    piece AS (
        SELECT t.service_key, c.start_at, greatest(t.queue_started_at, c.start_at) AS from_at,
            least(t.queue_started_at + t.wait, c.end_at) AS to_at
        FROM t JOIN calendar c ON c.start_at < t.queue_started_at + t.wait
            AND c.start_at >= t.interval_at)"""
ERLANG = """
    erlang AS (
        SELECT 0 AS n, load, handle, threshold, target, 1.0::DOUBLE AS b, 0.0::DOUBLE AS reached
        FROM load
        UNION ALL
        SELECT n + 1, load, handle, threshold, target, load * b / (n + 1 + load * b),
            CASE WHEN n + 1 > load THEN 1 - load * b / (n + 1 + load * b)
                / (1 - load / (n + 1) * (1 - load * b / (n + 1 + load * b)))
                * exp(-(n + 1 - load) * threshold / handle) ELSE 0 END
        FROM erlang WHERE n < 2 * load + 10 AND reached < target)"""

# By the query's name: the SQL, and a column whose sum has to be the same (none: rows alone).
QUESTIONS = {
    "services": (f"""
        WITH {TASKS}
        SELECT s.name, s.organization_unit, {FIGURES},
            avg(wait) FILTER (answered) / 1000 AS asa, max(wait) / 1000 AS longest,
            avg(ended_at - connected_at) / 1000 AS handle
        FROM t JOIN service s USING (service_key) GROUP BY ALL ORDER BY 1""", "offered"),
    "service-level-by-interval": (f"""
        WITH {TASKS}
        SELECT c.local_date, c.local_time, s.name, {FIGURES},
            avg(wait) FILTER (answered) / 1000 AS asa, max(wait) / 1000 AS longest
        FROM t JOIN service s USING (service_key) JOIN calendar c ON c.start_at = t.interval_at
        GROUP BY ALL ORDER BY 1, 2, 3""", "offered"),
    "waits-by-hour-of-week": (f"""
        WITH {TASKS}
        SELECT c.weekday, substr(c.local_time, 1, 2) AS hour, {FIGURES},
            avg(wait) FILTER (answered) / 1000 AS asa,
            avg(wait) FILTER (abandoned) / 1000 AS lost, max(wait) / 1000 AS longest
        FROM t JOIN calendar c ON c.start_at = t.interval_at GROUP BY ALL ORDER BY 1, 2""",
        "offered"),
    "abandoned-tasks": (f"""
        WITH {TASKS}
        SELECT c.local_date, c.local_time, t.queue_started_at, s.name, wait / 1000 AS wait_seconds,
            short, is_unconfirmed
        FROM t JOIN service s USING (service_key) JOIN calendar c ON c.start_at = t.interval_at
        WHERE abandoned ORDER BY 3, 4""", "wait_seconds"),
    "queue-length": (f"""
        WITH {TASKS}, {WAITING},
        step AS (
            SELECT service_key, start_at, from_at AS moved_at, 1 AS step, 0 AS ms FROM piece
            UNION ALL SELECT service_key, start_at, to_at, -1, to_at - from_at FROM piece),
        queue AS (
            SELECT service_key, start_at, ms, sum(step) OVER (
                PARTITION BY service_key, start_at ORDER BY moved_at, step ROWS UNBOUNDED PRECEDING)
                AS waiting
            FROM step)
        SELECT c.local_date, c.local_time, s.name, sum(ms) / (c.end_at - c.start_at) AS mean,
            max(waiting) AS queue_length_max
        FROM queue q JOIN calendar c USING (start_at) JOIN service s USING (service_key)
        GROUP BY c.local_date, c.local_time, s.name, c.end_at, c.start_at ORDER BY 1, 2, 3""",
        "queue_length_max"),
    "busiest-intervals": (f"""
        WITH {TASKS}
        SELECT c.local_date, c.local_time, {FIGURES}
        FROM t JOIN calendar c ON c.start_at = t.interval_at
        GROUP BY ALL ORDER BY offered DESC, 1, 2 LIMIT 20""", "offered"),
    "agent-time-by-state": (f"""
        WITH {SPENT}
        SELECT a.name, a.agent_id, a.organization_unit, {STATES}
        FROM spent JOIN agent a USING (agent_key) GROUP BY ALL ORDER BY 1""", None),
    "utilization-by-unit": (f"""
        WITH {SPENT}
        SELECT a.organization_unit, count(DISTINCT agent_key) AS agents, {STATES}
        FROM spent JOIN agent a USING (agent_key) WHERE {DUTY} GROUP BY ALL ORDER BY 1""",
        "agents"),
    "not-ready-reasons": (f"""
        WITH {SPENT}
        SELECT l.text, state, count(DISTINCT agent_key) AS agents, count(*) AS times,
            sum(ms) / 1000 AS seconds
        FROM spent LEFT JOIN label l ON l.label_key = reason_key
        WHERE state IN (3, 4) GROUP BY ALL ORDER BY seconds DESC""", "times"),
    "rona-by-agent": (f"""
        WITH {SPENT}, {TASKS},
        took AS (SELECT agent_key, count(*) AS answered FROM t WHERE answered GROUP BY 1)
        SELECT a.name, count(*) AS rona, any_value(answered) AS answered
        FROM spent JOIN agent a USING (agent_key) LEFT JOIN took USING (agent_key)
        WHERE state = 5 GROUP BY ALL ORDER BY 1""", "rona"),
    "handle-time": (f"""
        WITH {TASKS}
        SELECT a.name, a.agent_id, s.name, count(*) AS handled,
            avg(ended_at - connected_at) / 1000 AS mean, sum(ended_at - connected_at) / 1000 AS total,
            max(ended_at - connected_at) / 1000 AS longest
        FROM t JOIN agent a USING (agent_key) JOIN service s USING (service_key)
        WHERE answered AND ended_at IS NOT NULL GROUP BY ALL ORDER BY 1, 3""", "handled"),
    "working-days": (f"""
        WITH day AS (SELECT DISTINCT local_date, day_start_at, day_end_at FROM calendar),
        duty AS (
            SELECT d.local_date, f.agent_key, min(greatest(f.from_at, d.day_start_at)) AS first_at,
                max(least(f.to_at, d.day_end_at)) AS last_at
            FROM state_fact f JOIN day d ON f.from_at < d.day_end_at AND f.to_at > d.day_start_at
            WHERE {DUTY} GROUP BY ALL)
        SELECT local_date, a.name, a.agent_id, first_at, last_at,
            (last_at - first_at) / 1000 AS span_seconds
        FROM duty JOIN agent a USING (agent_key) ORDER BY 1, 2""", "span_seconds"),
    "tasks-now": ("""
        SELECT s.name, f.task_id, f.queue_started_at
        FROM task_fact f JOIN service s USING (service_key) WHERE f.ended_at IS NULL""", None),
    "repeat-callers": (f"""
        WITH {TASKS}
        SELECT customer, count(*) AS tasks FROM t WHERE customer IS NOT NULL
        GROUP BY 1 HAVING count(*) > 1 ORDER BY 2 DESC""", "tasks"),
    "coverage-by-service": ("""
        WITH gap AS (
            SELECT resource, service_key, from_at, to_at, coalesce(lead(from_at) OVER (
                PARTITION BY resource, service_key ORDER BY from_at), to_at) - to_at AS gap
            FROM coverage)
        SELECT resource, s.name, sum(to_at - from_at) / 1000 AS observed_seconds,
            count_if(gap > 0) AS gaps, max(gap) AS longest
        FROM gap LEFT JOIN service s USING (service_key) GROUP BY ALL ORDER BY 1, 2""", "gaps"),
    "week-over-week": (f"""
        WITH {TASKS},
        week AS (
            SELECT s.name, c.iso_week, {FIGURES}, avg(wait) FILTER (answered) AS asa
            FROM t JOIN service s USING (service_key) JOIN calendar c ON c.start_at = t.interval_at
            GROUP BY ALL)
        SELECT iso_week, name, offered, offered / lag(offered) OVER w - 1,
            service_level - lag(service_level) OVER w, asa - lag(asa) OVER w
        FROM week WINDOW w AS (PARTITION BY name ORDER BY iso_week) ORDER BY 1, 2""", "offered"),
    "erlang-c": ("""
        WITH RECURSIVE erlang AS (
            SELECT 0 AS n, 10.0::DOUBLE AS load, 1.0::DOUBLE AS b
            UNION ALL SELECT n + 1, load, load * b / (n + 1 + load * b) FROM erlang WHERE n < 20)
        SELECT n, load / n, b / (1 - load / n * (1 - b)) FROM erlang WHERE n > load ORDER BY n""",
        None),
    "staffing": (f"""
        WITH RECURSIVE {TASKS}, {SPENT},
        aht AS (SELECT avg(ended_at - connected_at) / 1000 AS handle FROM t),
        goal AS (SELECT avg(threshold_seconds) AS threshold, avg(target) AS target FROM service),
        demand AS (
            SELECT interval_at, count(*) AS offered, count(*) * any_value(handle) / 900 AS load
            FROM t, aht GROUP BY 1),
        load AS (SELECT DISTINCT load, handle, threshold, target FROM demand, aht, goal),
        {ERLANG},
        needed AS (SELECT load, max(n) AS needed FROM erlang GROUP BY 1),
        present AS (
            SELECT c.start_at, sum(least(coalesce(f.to_at, last_at), c.end_at)
                - greatest(f.from_at, c.start_at)) / 900000 AS present
            FROM state_fact f, seen, calendar c
            WHERE f.state <= 3 AND c.start_at < coalesce(f.to_at, last_at) AND c.end_at > f.from_at
            GROUP BY 1)
        SELECT c.local_date, c.local_time, d.offered, d.load, n.needed AS needed_agents, p.present
        FROM demand d JOIN needed n USING (load) JOIN calendar c ON c.start_at = d.interval_at
        LEFT JOIN present p ON p.start_at = d.interval_at ORDER BY 1, 2""", "needed_agents"),
}

# Where SQLite is more than 1.5 times slower, and why that is as it should be.
EXPLAINED = {
    "abandoned-tasks": "reads every task: a row store without an index on the outcome, which every "
    "pass would have to keep up to date",
    "handle-time": "reads every task: sums by agent and service would be one row for each pair and "
    "day, nearly as many as there are tasks",
    "waits-by-hour-of-week": "a good part is the last five days' tasks, looked through for waits "
    "that reach into the hour that is not settled yet",
    "repeat-callers": "reads every task: customers are stored only where configuration asks",
}
