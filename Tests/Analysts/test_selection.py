"""An export of a selection has the figures of a report of the same selection."""

import json
import math
import sqlite3

import pytest
from conftest import lucstats
from engines import DuckDB

DAY = "2026-11-24"
SERVICES = """
    SELECT sum(offered), sum(answered), sum(abandoned), sum(answered_within_threshold),
        sum(answered_wait_seconds) / sum(answered), sum(handle_seconds)
    FROM service_day"""
AGENTS = "SELECT sum(answered), sum(selectable_seconds), sum(working_seconds) FROM agent_interval"


@pytest.fixture(scope="module")
def options(demo):
    """One value for each option, of what the day has most of."""
    path = demo / "warehouse.db"
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        def most(column, view="task"):
            return database.execute(
                f"SELECT {column} FROM {view} WHERE {column} IS NOT NULL GROUP BY 1"
                " ORDER BY count(*) DESC, 1 LIMIT 1").fetchone()[0]
        return {
            "--service": most("service_name"), "--agent": most("agent_name"),
            "--channel": most("modality"), "--organization-unit": most("organization_unit", "agent")}


@pytest.mark.parametrize("option", ["--service", "--agent", "--channel", "--organization-unit"])
def test_an_export_of_a_selection_has_the_report_s_figures(demo, options, tmp_path, option):
    selection = ("--warehouse", demo / "warehouse.db", option, options[option])
    lucstats("warehouse", "export", "--to", tmp_path / "lucs", *selection)
    lucstats(
        "report", "--period", DAY, "--format", "json", "--out", tmp_path / "out", *selection)
    report = json.loads(next((tmp_path / "out").rglob("report.json")).read_text())
    totals = report["totals"]
    with DuckDB(tmp_path / "lucs") as loaded:
        found, = loaded.query(SERVICES)
        agents, = loaded.query(AGENTS)
    wanted = [totals[name] for name in (
        "offered", "answered", "abandoned", "answeredWithinThreshold", "asaSeconds")]
    assert totals["answered"] > 0
    for value, other in zip(found, [*wanted, totals["handleSeconds"]["total"]], strict=True):
        assert math.isclose(float(value), other, rel_tol=1e-9), option
    people = report["agents"]
    wanted = [
        sum(agent["answered"] for agent in people),
        sum(agent["seconds"]["selectable"] for agent in people),
        sum(agent["seconds"]["working"] for agent in people)]
    for value, other in zip(agents, wanted, strict=True):
        assert math.isclose(float(value or 0), other, rel_tol=1e-9), option
