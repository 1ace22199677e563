"""A simulated day in a warehouse, and its export; made once for all tests."""

import json
import os
import pathlib
import re
import sqlite3
import subprocess
import sys

import facts
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("LUCSTATS", ROOT / ".build/debug/lucstats")


def lucstats(*words, check=True, environment=None):
    return subprocess.run(
        [PROGRAM, *words], check=check, capture_output=True, text=True, timeout=300,
        env=environment)


# With the commands of the tests' own environment, such as duckdb.
TOOLS = {**os.environ, "PATH": f"{pathlib.Path(sys.executable).parent}:{os.environ['PATH']}"}


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """The folder of a simulated day: warehouse and report."""
    folder = tmp_path_factory.mktemp("demo")
    lucstats("demo", "--out", folder, "--every", "120s", "--days", "1")
    return folder


@pytest.fixture(scope="session")
def warehouse(demo):
    """One with what a day may not bring, so that every query and every view has rows."""
    path = demo / "engines.db"
    lucstats("warehouse", "snapshot", path, "--warehouse", demo / "warehouse.db")
    with sqlite3.connect(path) as database:
        database.execute(
            "UPDATE task_fact SET customer = 'm-' || printf('%016x', begun_at % 97)"
            " WHERE queue_started_at IS NOT NULL")
        for connected in ("connected_at", "NULL"):
            database.execute(
                "UPDATE task_fact SET ended_at = NULL, ended_after_at = NULL,"
                f" ended_before_at = NULL, connected_at = {connected}"
                " WHERE begun_at IN (SELECT begun_at FROM task_fact WHERE ended_at IS NOT NULL"
                " AND connected_at IS NOT NULL ORDER BY begun_at DESC LIMIT 3)")
        facts.add(database)
    return path


@pytest.fixture(scope="session")
def report(demo):
    return json.loads(next(demo.glob("20*/report.json")).read_text())


@pytest.fixture(scope="session")
def export(warehouse, tmp_path_factory):
    folder = tmp_path_factory.mktemp("export") / "lucs"
    lucstats("warehouse", "export", "--warehouse", warehouse, "--to", folder)
    return folder


@pytest.fixture(scope="session")
def parquet(warehouse, tmp_path_factory):
    folder = tmp_path_factory.mktemp("parquet") / "lucs"
    lucstats(
        "warehouse", "export", "--warehouse", warehouse, "--to", folder, "--format", "parquet",
        environment=TOOLS)
    return folder


class Query:
    """A query of the library that every engine can run."""

    def __init__(self, path):
        self.name = path.stem
        self.text = path.read_text()
        header = re.findall(r"^-- parameter: (\w+) \[([^]]+)\]", self.text, re.MULTILINE)
        self.parameters = dict(header)


LIBRARY = [
    query for query in map(Query, sorted((ROOT / "queries").glob("*.sql")))
    if "\n-- runs on: SQLite" not in query.text and not query.name.startswith("page-")]

# Besides the defaults: what each query is asked with.
GIVEN = {
    "start_at": 1795474800000, "end_at": 1795561200000, "service": "Medical Hotline", "most": 7,
    "least": 3, "calls": 230, "per_seconds": 900, "handle_seconds": 212.5,
    "threshold_seconds": 30, "after_call_seconds": 45.5, "unknown": 1, "total": 1,
    "split": 1, "name": "Region", "skill": "Skills/Claims",
}


def asked(query, way):
    """The parameters of a query, by their defaults or as given."""
    return {name: GIVEN[name] if way == "given" else None for name in query.parameters}


def cell(value):
    """A value as every engine would have it."""
    if value is None or value != value:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, (int, float)) or type(value).__name__ == "Decimal":
        return f"{float(value):.6g}" if abs(float(value)) < 1e9 else str(int(value))
    text = str(value)
    # A text, a time stamp or an object, by the engine; some know the offset, others do not.
    time = re.fullmatch(
        r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d(:?\d\d)?)?", text)
    if time:
        return f"{time[1]}T{time[2]}{(time[3] or '.').ljust(4, '0')[:4]}"
    return text


def rows(cursor_rows):
    """Rows in an order of their own: engines sort texts by different rules."""
    return sorted([cell(value) for value in row] for row in cursor_rows)


def same(found, wanted):
    """Whether rows are the same, numbers but for the last digits that engines keep."""
    if len(found) != len(wanted):
        return f"{len(found)} rows, not {len(wanted)}"
    for one, other in zip(found, wanted):
        for a, b in zip(one, other, strict=True):
            if a == b:
                continue
            try:
                if abs(float(a) - float(b)) <= 2e-5 * max(1, abs(float(b))):
                    continue
            except ValueError:
                pass
            return f"{one} is not {other}"
    return ""


@pytest.fixture(scope="session")
def answers(warehouse):
    """What SQLite tells, by query and way of asking."""
    database = sqlite3.connect(f"file:{warehouse}?mode=ro", uri=True)
    found = {}
    for query in LIBRARY:
        for way in ("default", "given"):
            found[query.name, way] = rows(database.execute(query.text, asked(query, way)))
    yield found
    database.close()
