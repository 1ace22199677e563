"""Several centres: a folder and a schema hold one warehouse each."""

import json
import sqlite3

import pytest
from conftest import lucstats
from engines import ClickHouse, DuckDB, PostgreSQL, Spark


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


@pytest.mark.parametrize("engine", [DuckDB, ClickHouse, Spark], ids=lambda e: e.__name__)
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


@pytest.mark.parametrize("engine", [PostgreSQL, DuckDB, ClickHouse], ids=lambda e: e.__name__)
def test_tables_that_no_load_made_keep_what_they_have(export, engine):
    with engine(export) as loaded:
        # As if another program had made tables of the same names.
        delete = "TRUNCATE TABLE lucs.setting" if engine is ClickHouse else "DELETE FROM lucs.setting"
        if engine is PostgreSQL:
            loaded.server.psql("-c", delete)
            done = loaded.load(export, check=False)
            assert done.returncode != 0
            assert b"not from lucstats" in done.stderr
        else:
            loaded.query(delete)
            with pytest.raises(Exception, match="not from lucstats"):
                loaded.load(export)
            if engine is DuckDB:
                loaded.query("ROLLBACK")
        assert int(loaded.query("SELECT count(*) AS n FROM lucs.setting")[0][0]) == 0
        assert int(loaded.query("SELECT count(*) AS n FROM lucs.task_fact")[0][0]) > 0


def test_the_manifest_states_the_name_of_the_centre(warehouse, tmp_path):
    configuration = tmp_path / "lucstats.json"
    configuration.write_text('{"name": "Centre \\"Bern\\""}')
    configuration.chmod(0o600)
    lucstats(
        "warehouse", "export", "--warehouse", warehouse, "--config", configuration, "--to",
        tmp_path / "lucs")
    assert json.loads((tmp_path / "lucs/manifest.json").read_text())["centre"] == 'Centre "Bern"'


@pytest.mark.parametrize("encoding", ["LATIN1", "SQL_ASCII"])
def test_a_database_of_another_encoding_is_refused(export, encoding):
    with PostgreSQL(export) as loaded:
        loaded.server.psql(
            "-c", f"CREATE DATABASE other ENCODING '{encoding}' TEMPLATE template0 LC_COLLATE 'C'"
            " LC_CTYPE 'C'")
        done = loaded.server.psql("-d", "other", "-f", "load/postgresql.sql", cwd=export, check=False)
        assert done.returncode != 0
        assert f"has the encoding {encoding}. Make one with ENCODING 'UTF8'".encode() in done.stderr


def test_a_load_by_an_earlier_version_gets_new_columns(export):
    with PostgreSQL(export) as loaded:
        wanted = loaded.query("SELECT count(*) AS n, count(half_hour) AS h FROM task")
        # As one without the column had left it: its files had other names.
        loaded.server.psql(
            "-c", "ALTER TABLE lucs.calendar DROP COLUMN half_hour CASCADE;"
            " UPDATE lucs.loaded_file SET path = 'data/old.csv' WHERE relation = 'calendar'")
        loaded.load(export)
        assert loaded.query("SELECT count(*) AS n, count(half_hour) AS h FROM task") == wanted


def test_an_erased_customer_leaves_the_database_with_the_next_load(warehouse, tmp_path):
    path = tmp_path / "w.db"
    lucstats("warehouse", "snapshot", path, "--warehouse", warehouse)
    words = ("warehouse", "export", "--warehouse", path, "--to", tmp_path / "lucs")
    sql = "SELECT count(customer) AS n FROM task WHERE customer = '+41791234567'"
    with sqlite3.connect(path) as database:
        database.execute(
            "UPDATE task_fact SET customer = '+41791234567' WHERE customer IN"
            " (SELECT customer FROM task_fact WHERE customer IS NOT NULL LIMIT 3)")
    lucstats(*words)
    with PostgreSQL(tmp_path / "lucs") as loaded:
        assert loaded.query(sql)[0][0] > 0
        with sqlite3.connect(path) as database:
            database.execute("UPDATE task_fact SET customer = NULL WHERE customer = '+41791234567'")
        lucstats(*words)
        loaded.load(tmp_path / "lucs")
        assert loaded.query(sql)[0][0] == 0


def test_a_word_that_an_engine_reserves_is_no_name_of_a_schema(export, warehouse, tmp_path):
    with PostgreSQL(export) as loaded:
        words = {word for word, in loaded.query(
            "SELECT word FROM pg_get_keywords() WHERE catcode IN ('R', 'T')")}
    with DuckDB(export) as loaded:
        for word, in loaded.query("SELECT DISTINCT keyword_name FROM duckdb_keywords()"):
            try:
                loaded.query(f"CREATE SCHEMA IF NOT EXISTS {word}")
                loaded.query(f"CREATE TABLE {word}.t (a INTEGER)")
            except Exception:
                words.add(word)
    assert len(words) > 90
    for word in sorted(words):
        done = lucstats(
            "warehouse", "export", "--warehouse", warehouse, "--to", tmp_path / "no", "--schema", word,
            check=False)
        assert (done.returncode, f"--schema {word}" in done.stderr) == (64, True), word
    assert not (tmp_path / "no").exists()
