"""The export as Parquet: the rows of the one as CSV, in the same folders, loaded to the same figures."""

import hashlib
import json
import os
import signal
import subprocess
import time

import pytest
from conftest import PROGRAM, TOOLS, lucstats, rows
from engines import ClickHouse, DuckDB, Spark
from test_engines import COUNTED
from test_hostile import FIGURES, fill

duckdb = pytest.importorskip("duckdb")


def manifest(folder):
    return json.loads((folder / "manifest.json").read_text())


def export(warehouse, folder, *words):
    return lucstats(
        "warehouse", "export", "--warehouse", warehouse, "--to", folder, *words,
        environment=TOOLS)


@pytest.fixture(scope="module")
def both(demo, tmp_path_factory):
    """The same warehouse with texts of every kind, as CSV and as Parquet."""
    path = demo / "hostile-parquet.db"
    lucstats("warehouse", "snapshot", path, "--warehouse", demo / "warehouse.db")
    fill(path)
    folder = tmp_path_factory.mktemp("both")
    export(path, folder / "csv")
    export(path, folder / "parquet", "--format", "parquet")
    return path, folder / "csv", folder / "parquet"


def test_every_relation_has_the_rows_of_the_csv_in_their_order(both):
    _, csv, parquet = both
    connection = duckdb.connect()
    plain = {relation["name"]: relation for relation in manifest(csv)["relations"]}
    compared = 0
    for relation in manifest(parquet)["relations"]:
        other = plain[relation["name"]]
        assert relation["columns"] == other["columns"]
        assert [(file.get("date"), file["rows"]) for file in relation["files"]] == [
            (file.get("date"), file["rows"]) for file in other["files"]]
        for file, text in zip(relation["files"], other["files"], strict=True):
            # Folder and name are the same but for the ending; the name is made of the rows.
            assert file["path"].removesuffix(".parquet") == text["path"].removesuffix(".csv")
            found = connection.execute(
                "SELECT * FROM read_parquet(?, hive_partitioning = false)",
                [str(parquet / file["path"])])
            columns = [(name, str(kind)) for name, kind, *_ in found.description]
            assert [name for name, _ in columns] == relation["columns"]
            types = ", ".join(f"'{name}': '{kind}'" for name, kind in columns)
            wanted = connection.execute(
                "SELECT * FROM read_csv(?, header = true, delim = ',', quote = '\"', escape = '\"',"
                " nullstr = '', allow_quoted_nulls = false, auto_detect = false, new_line = '\\n',"
                " hive_partitioning = false, columns = {" + types + "})",
                [str(csv / text["path"])]).fetchall()
            assert connection.execute(
                "SELECT * FROM read_parquet(?, hive_partitioning = false)",
                [str(parquet / file["path"])]).fetchall() == wanted, file["path"]
            assert len(wanted) == file["rows"]
            compared += len(wanted)
    assert compared > 10_000


def test_numbers_and_dates_have_types(both):
    _, _, parquet = both
    connection = duckdb.connect()
    files = {
        relation["name"]: str(parquet / relation["files"][0]["path"])
        for relation in manifest(parquet)["relations"] if relation["files"]}
    kinds = dict(connection.execute(
        "SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM read_parquet(?,"
        " hive_partitioning = false))", [files["task_fact"]]).fetchall())
    assert kinds["queue_started_at"] == "BIGINT" and kinds["service_key"] == "INTEGER"
    assert kinds["local_date"] == "DATE" and kinds["task_id"] == "VARCHAR"


def test_the_manifest_states_rows_bytes_and_digest_of_every_file(parquet):
    content = manifest(parquet)
    assert content["rowFormat"] == "parquet"
    named = set()
    for file in [file for relation in content["relations"] for file in relation["files"]]:
        data = (parquet / file["path"]).read_bytes()
        assert (len(data), hashlib.sha256(data).hexdigest()) == (file["bytes"], file["sha256"])
        assert data[:4] == data[-4:] == b"PAR1"
        named.add(file["path"])
    found = {
        str(path.relative_to(parquet)) for path in (parquet / "data").rglob("*") if path.is_file()}
    assert found == named and len(found) > 20
    assert not (parquet / "load/postgresql.sql").exists()


def test_a_second_export_writes_nothing_and_a_damaged_file_again(warehouse, tmp_path):
    folder = tmp_path / "lucs"
    export(warehouse, folder, "--format", "parquet")
    before = manifest(folder)
    done = export(warehouse, folder, "--format", "parquet")
    assert ": 0 files written (0 bytes)" in done.stderr
    files = [file for relation in before["relations"] for file in relation["files"]]
    damaged, lost = files[0], max(files, key=lambda file: file["rows"])
    data = bytearray((folder / damaged["path"]).read_bytes())
    data[len(data) // 2] ^= 1
    (folder / damaged["path"]).write_bytes(data)
    (folder / lost["path"]).unlink()
    done = export(warehouse, folder, "--format", "parquet")
    assert ": 2 files written" in done.stderr
    assert manifest(folder) == before
    for file in files:
        assert hashlib.sha256((folder / file["path"]).read_bytes()).hexdigest() == file["sha256"]


def test_one_folder_has_one_format(parquet, warehouse):
    before = (parquet / "manifest.json").read_bytes()
    done = lucstats("warehouse", "export", "--warehouse", warehouse, "--to", parquet, check=False)
    assert done.returncode == 65 and "Parquet files" in done.stderr
    assert (parquet / "manifest.json").read_bytes() == before


def test_an_export_that_was_killed_is_finished_by_the_next(warehouse, tmp_path):
    folder = tmp_path / "lucs"
    process = subprocess.Popen(
        [PROGRAM, "warehouse", "export", "--warehouse", warehouse, "--to", folder, "--format",
         "parquet"], env=TOOLS, stderr=subprocess.DEVNULL)
    limit = time.monotonic() + 60
    while not list(folder.rglob("*.parquet")) and process.poll() is None:
        assert time.monotonic() < limit
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not (folder / "manifest.json").exists()
    export(warehouse, folder, "--format", "parquet")
    whole = tmp_path / "whole"
    export(warehouse, whole, "--format", "parquet")
    assert manifest(folder) == manifest(whole)
    assert not [path for path in folder.rglob(".*.part")]


def test_without_duckdb_nothing_is_written(warehouse, tmp_path):
    done = lucstats(
        "warehouse", "export", "--warehouse", warehouse, "--to", tmp_path / "lucs", "--format",
        "parquet", check=False, environment={**os.environ, "PATH": str(tmp_path)})
    assert done.returncode == 69
    assert done.stderr.count("\n") == 1 and "needs the command duckdb" in done.stderr
    assert not (tmp_path / "lucs").exists()


@pytest.mark.parametrize("engine", [DuckDB, ClickHouse, Spark], ids=lambda e: e.__name__)
def test_every_view_has_the_same_rows_from_either_format(engine, both):
    _, csv, parquet = both
    asked = [f"SELECT count(*) AS n FROM {view}" for view in COUNTED] + [
        FIGURES, "SELECT local_date, task_id, customer, wait_seconds FROM task"]
    with engine(csv) as loaded:
        wanted = [rows(loaded.query(sql)) for sql in asked]
    with engine(parquet) as loaded:
        found = [rows(loaded.query(sql)) for sql in asked]
        if engine is Spark:
            plan = loaded.plan("SELECT count(*) AS n FROM task WHERE local_date = DATE '2001-01-01'")
            assert "PartitionFilters: [isnotnull(local_date" in plan, plan
    assert found == wanted


def test_the_tools_of_others_read_the_folders_as_partitions(parquet):
    connection = duckdb.connect()
    counts = connection.execute(
        "SELECT CAST(local_date AS VARCHAR), count(*) FROM read_parquet(?, hive_partitioning = true)"
        " GROUP BY 1 ORDER BY 1", [f"{parquet}/data/task_fact/*/*.parquet"]).fetchall()
    relation = next(
        one for one in manifest(parquet)["relations"] if one["name"] == "task_fact")
    assert counts == sorted((file["date"], file["rows"]) for file in relation["files"])
