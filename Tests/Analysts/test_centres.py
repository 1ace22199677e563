"""Several centres: a folder and a schema hold one warehouse each."""

from conftest import lucstats
from engines import PostgreSQL


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
