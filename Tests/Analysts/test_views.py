"""Every public view has the same rows in every engine as in the warehouse, in every column."""

import re
import sqlite3

import pytest
from conftest import lucstats, rows, same
from engines import ClickHouse, DuckDB, PostgreSQL, Spark


@pytest.fixture(scope="module")
def views(warehouse):
    """The columns and rows of each public view, in the order in which `describe` lists them."""
    public = lucstats("warehouse", "describe").stdout.split("\nTables\n")[0]
    names = re.findall(r"^  (\w+)  ", public, re.MULTILINE)
    with sqlite3.connect(f"file:{warehouse}?mode=ro", uri=True) as database:
        found = {}
        for name in names:
            cursor = database.execute(f"SELECT * FROM {name}")
            columns = [column[0] for column in cursor.description]
            found[name] = columns, rows(cursor)
    assert {"task", "service_member", "agent_skill", "agent_profile", "agent_presence", "task_context",
            "callback", "service_target", "coverage_run"} <= set(found)
    return found


@pytest.fixture(scope="module", params=[PostgreSQL, DuckDB, ClickHouse, Spark], ids=lambda e: e.__name__)
def loaded(request, export):
    with request.param(export) as loaded:
        yield loaded


def test_every_view_has_the_rows_of_the_warehouse(loaded, views):
    different = {}
    for name, (columns, wanted) in views.items():
        assert wanted, name
        found = rows(loaded.query(f"SELECT {', '.join(columns)} FROM {name}"))
        difference = same(found, wanted)
        if difference:
            different[name] = difference
    assert different == {}
