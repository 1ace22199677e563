"""An export of a period, and one after a prune, have everything that reaches into their dates."""

import sqlite3
import subprocess
import sys

import pytest
from conftest import ROOT, lucstats, rows, same
from engines import DuckDB

DAY = "2026-11-10"
# The first date that the prune keeps.
KEPT = "2026-11-27"
# What lies in a date or reaches into it, by its first instant and that of the next date.
QUESTIONS = {
    "queue_length": """SELECT service_name, changed_at, waiting FROM queue_length
        WHERE changed_at >= {0} AND changed_at < {1}""",
    "agent_state": """SELECT agent_name, from_at, to_at, state, from_local IS NULL AS a, to_local IS NULL AS b
        FROM agent_state WHERE from_at < {1} AND to_at > {0}""",
    "task": """SELECT task_id, outcome, wait_seconds, queue_started_local IS NULL AS a FROM task
        WHERE queue_started_at < {1} AND coalesce(ended_at, {1}) > {0}""",
    "service_interval": """SELECT service_name, start_at, offered, queue_length_max, observed_seconds
        FROM service_interval WHERE start_at >= {0} AND start_at < {1}""",
    "agent_interval": """SELECT agent_name, start_at, working_seconds, unknown_seconds FROM agent_interval
        WHERE start_at >= {0} AND start_at < {1}""",
}


@pytest.fixture(scope="module")
def month(tmp_path_factory):
    """A month of a small centre, with calls that waited from one date into the next."""
    path = tmp_path_factory.mktemp("month") / "w.db"
    lucstats("warehouse", "init", "--warehouse", path, "--time-zone", "Europe/Zurich")
    subprocess.run(
        [sys.executable, ROOT / "bench/fill.py", path, "--month", "2026-11", "--services", "3",
         "--agents", "8", "--tasks", "3000", "--states", "3000"], check=True)
    with sqlite3.connect(path) as database:
        database.execute(
            "UPDATE task_fact SET connected_at = queue_started_at + 60000000,"
            " ended_at = queue_started_at + 72000000, ended_after_at = queue_started_at + 72000000,"
            " ended_before_at = queue_started_at + 72000000"
            " WHERE connected_at IS NOT NULL AND begun_at / 1000 % 29 = 0")
    lucstats("warehouse", "migrate", "--warehouse", path)
    return path


def differences(path, folder, date):
    found = {}
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database, DuckDB(folder) as loaded:
        bounds = database.execute(
            "SELECT day_start_at, day_end_at FROM calendar WHERE local_date = ?", (date,)).fetchone()
        for name, sql in QUESTIONS.items():
            wanted = rows(database.execute(sql.format(*bounds)))
            assert len(wanted) > 5, name
            found[name] = same(rows(loaded.query(sql.format(*bounds))), wanted)
        reaching, = database.execute(
            "SELECT count(*) FROM task WHERE queue_started_at < ?1 AND connected_at > ?1", bounds[:1]
        ).fetchone()
        assert reaching > 0
    return found


def test_a_date_has_what_reaches_into_it(month, tmp_path):
    lucstats("warehouse", "export", "--warehouse", month, "--to", tmp_path / "lucs", "--period", DAY)
    assert differences(month, tmp_path / "lucs", DAY) == dict.fromkeys(QUESTIONS, "")


def test_after_a_prune_local_times_and_what_reaches_over_the_cut_are_there(month, tmp_path):
    path = tmp_path / "pruned.db"
    lucstats("warehouse", "snapshot", path, "--warehouse", month)
    done = lucstats("warehouse", "prune", "--warehouse", path, "--before", KEPT)
    assert f"Data before {KEPT} was deleted" in done.stdout + done.stderr
    lucstats("warehouse", "export", "--warehouse", path, "--to", tmp_path / "lucs")
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        for view, time in (("task", "queue_started"), ("agent_state", "from")):
            assert database.execute(
                f"SELECT count(*) FROM {view} WHERE {time}_at IS NOT NULL AND {time}_local IS NULL"
            ).fetchone() == (0,)
    assert differences(path, tmp_path / "lucs", KEPT) == dict.fromkeys(QUESTIONS, "")
