"""What analysts group and filter by is the same in every engine: half hours, quiet intervals, observed
time, and dates that lead to their own partitions alone."""

import re
import sqlite3

import pytest
from conftest import rows, same
from engines import ClickHouse, DuckDB, PostgreSQL, Spark

HALF_HOURS = """SELECT local_date, half_hour, count(*) AS intervals, sum(offered) AS tasks,
    sum(CASE WHEN offered = 0 THEN 1 ELSE 0 END) AS quiet, sum(observed_seconds) AS seconds,
    max(queue_length_max) AS longest
    FROM service_interval GROUP BY local_date, half_hour"""
AGENTS = """SELECT local_date, half_hour, sum(working_seconds) AS working FROM agent_interval
    GROUP BY local_date, half_hour"""
TASKS = """SELECT local_date, half_hour, iso_week, month, weekday, count(*) AS tasks FROM task
    WHERE local_date IS NOT NULL GROUP BY local_date, half_hour, iso_week, month, weekday"""
CALENDAR = "SELECT half_hour, count(*) AS intervals FROM calendar GROUP BY half_hour"
DAYS = "SELECT local_date, service_name, observed_seconds FROM service_day"
# Views with the local date of their facts.
DATED = {
    "task": "task_fact", "service_interval": "service_interval_sum", "service_day": "service_day_sum",
    "agent_interval": "agent_interval_sum", "agent_day": "agent_day_sum",
    "agent_state_day": "state_day_sum"}


@pytest.fixture(scope="module", params=[PostgreSQL, DuckDB, ClickHouse, Spark], ids=lambda e: e.__name__)
def loaded(request, export):
    with request.param(export) as loaded:
        yield loaded


@pytest.fixture(scope="module")
def database(warehouse):
    database = sqlite3.connect(f"file:{warehouse}?mode=ro", uri=True)
    yield database
    database.close()


@pytest.mark.parametrize("sql", [HALF_HOURS, AGENTS, TASKS, CALENDAR, DAYS])
def test_half_hours_quiet_intervals_and_observed_time_are_those_of_the_warehouse(
        loaded, database, sql):
    wanted = rows(database.execute(sql))
    assert len(wanted) >= 6
    assert same(rows(loaded.query(sql)), wanted) == ""


def test_every_interval_that_was_observed_has_a_row(loaded):
    (intervals, quiet, services), = loaded.query(
        "SELECT count(*) AS a, sum(CASE WHEN offered = 0 THEN 1 ELSE 0 END) AS b,"
        " count(DISTINCT service_key) AS c FROM service_interval WHERE observed_seconds = 900")
    assert int(intervals) == 96 * int(services)
    assert int(quiet) > 100


@pytest.mark.parametrize("view, facts", DATED.items())
def test_a_date_leads_to_its_own_partition_through_the_view(loaded, view, facts):
    plan = loaded.plan(f"SELECT count(*) AS n FROM {view} WHERE local_date = DATE '2001-01-01'")
    plan = re.sub("[│├└─]", " ", plan)
    if isinstance(loaded, ClickHouse):
        # None of the parts of the facts is read.
        scan = plan[plan.index(f"(lucs.{facts})"):]
        assert re.search(r"Condition: .*local_date[^\n]*\n\s*Parts: 0/", scan), plan
    elif isinstance(loaded, Spark):
        assert re.search(r"PushedFilters: \[[^]]*EqualTo\(local_date,2001-01-01\)", plan), plan
    elif isinstance(loaded, DuckDB):
        # By its statistics the scan of the facts is left out, and that alone.
        tables = re.findall(r'"Table": "\w+\.\w+\.(\w+)"', plan)
        assert "EMPTY_RESULT" in plan and facts not in tables and "calendar" in tables, plan
    else:
        # The condition stands at the scan of the facts.
        assert re.search(
            rf" on {facts}( \w+)?  [^\n]*\n\s*(Filter|Recheck Cond|Index Cond):"
            r" [^\n]*local_date = '2001-01-01'", plan), plan
