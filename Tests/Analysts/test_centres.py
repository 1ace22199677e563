"""Several centres: a folder and a schema hold one warehouse each."""

import json

import pytest
from conftest import lucstats
from engines import ClickHouse, DuckDB, PostgreSQL


def test_a_schema_with_another_warehouse_keeps_what_it_has(export, tmp_path):
    lucstats("warehouse", "init", "--warehouse", tmp_path / "other.db")
    other = tmp_path / "lucs"
    lucstats("warehouse", "export", "--warehouse", tmp_path / "other.db", "--to", other)
    with PostgreSQL(export) as loaded:
        before = loaded.query("SELECT count(*) AS n FROM task")
        done = loaded.load(other, check=False)
        assert done.returncode != 0
        assert b"holds another warehouse" in done.stderr
        assert loaded.query("SELECT count(*) AS n FROM task") == before
        assert before[0][0] > 0
        loaded.load(export)
        assert loaded.query("SELECT count(*) AS n FROM task") == before


def test_another_warehouse_is_not_exported_into_the_same_folder(export, tmp_path):
    lucstats("warehouse", "init", "--warehouse", tmp_path / "other.db")
    manifest = (export / "manifest.json").read_bytes()
    done = lucstats(
        "warehouse", "export", "--warehouse", tmp_path / "other.db", "--to", export, check=False)
    assert done.returncode == 65
    assert "Name another folder" in done.stderr
    assert (export / "manifest.json").read_bytes() == manifest


@pytest.mark.parametrize("engine", [DuckDB, ClickHouse], ids=["duckdb", "clickhouse"])
def test_a_database_with_another_warehouse_keeps_what_it_has(export, tmp_path, engine):
    lucstats("warehouse", "init", "--warehouse", tmp_path / "other.db")
    other = tmp_path / "lucs"
    lucstats("warehouse", "export", "--warehouse", tmp_path / "other.db", "--to", other)
    with engine(export) as loaded:
        before = [tuple(row) for row in loaded.query("SELECT count(*) AS n FROM task")]
        assert int(before[0][0]) > 0
        with pytest.raises(Exception, match="holds another warehouse"):
            loaded.load(other)
        if engine is DuckDB:
            loaded.query("ROLLBACK")
        assert [tuple(row) for row in loaded.query("SELECT count(*) AS n FROM task")] == before
        loaded.load(export)
        assert [tuple(row) for row in loaded.query("SELECT count(*) AS n FROM task")] == before


def test_the_manifest_states_the_name_of_the_centre(warehouse, tmp_path):
    configuration = tmp_path / "lucstats.json"
    configuration.write_text('{"name": "Centre \\"Bern\\""}')
    configuration.chmod(0o600)
    lucstats(
        "warehouse", "export", "--warehouse", warehouse, "--config", configuration, "--to",
        tmp_path / "lucs")
    assert json.loads((tmp_path / "lucs/manifest.json").read_text())["centre"] == 'Centre "Bern"'
