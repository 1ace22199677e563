"""The export in real engines: each loads it and answers the library's queries as SQLite does."""

import json
import re
import shutil
import sqlite3
import subprocess

import pytest
from conftest import LIBRARY, ROOT, TOOLS, asked, rows, same
from engines import ClickHouse, DuckDB, Server, Spark

WAYS = ("default", "given")
CASES = [pytest.param(query, way, id=f"{query.name}-{way}") for query in LIBRARY for way in WAYS]
COUNTED = (
    "task", "agent_state", "queue_length", "service_interval", "service_day", "agent_interval",
    "agent_day", "agent_state_day", "service", "agent", "service_history", "agent_history",
    "service_target", "service_member", "service_staff", "collection_pass", "coverage_run", "coverage_gap", "calendar")


def counts(execute):
    return {view: execute(f"SELECT count(*) FROM {view}") for view in COUNTED}


@pytest.fixture(scope="session")
def wanted_counts(warehouse):
    with sqlite3.connect(f"file:{warehouse}?mode=ro", uri=True) as database:
        return counts(lambda sql: database.execute(sql).fetchone()[0])


# MARK: DuckDB


@pytest.fixture(scope="module")
def duckdb_connection(export):
    with DuckDB(export) as loaded:
        yield loaded.connection


def duckdb_rows(connection, export, query, way):
    for name, value in asked(query, way).items():
        connection.execute(f'RESET VARIABLE "{name}"')
        if value is not None:
            text = f"'{value}'" if isinstance(value, str) else value
            connection.execute(f'SET VARIABLE "{name}" = {text}')
    text = (export / f"queries/duckdb/{query.name}.sql").read_text()
    return rows(connection.execute(text).fetchall())


@pytest.mark.parametrize("query, way", CASES)
def test_duckdb_answers_as_sqlite_does(duckdb_connection, export, answers, query, way):
    found = duckdb_rows(duckdb_connection, export, query, way)
    assert same(found, answers[query.name, way]) == ""


def test_duckdb_has_every_row(duckdb_connection, wanted_counts):
    assert counts(lambda sql: duckdb_connection.execute(sql).fetchone()[0]) == wanted_counts


def test_duckdb_s_views_have_the_columns_of_the_warehouse(duckdb_connection, warehouse):
    with sqlite3.connect(f"file:{warehouse}?mode=ro", uri=True) as database:
        for view in COUNTED:
            sql = f"SELECT * FROM {view} LIMIT 0"
            wanted = {column[0] for column in database.execute(sql).description}
            found = {column[0] for column in duckdb_connection.execute(sql).description}
            assert found == wanted, view


def test_duckdb_tells_times_on_both_clocks(duckdb_connection, warehouse):
    sql = "SELECT task_id, {} FROM task WHERE queue_started_at IS NOT NULL ORDER BY 1, 2 LIMIT 50"
    form = "strftime(queue_started_{}, '%Y-%m-%dT%H:%M:%S.%g')"
    with sqlite3.connect(f"file:{warehouse}?mode=ro", uri=True) as database:
        for clock, length in (("utc", 23), ("local", 23)):
            wanted = database.execute(
                sql.format(f"substr(queue_started_{clock}, 1, {length})")).fetchall()
            assert duckdb_connection.execute(sql.format(form.format(clock))).fetchall() == wanted


def test_duckdb_s_shell_runs_the_commands_of_the_document(export, answers, tmp_path):
    copy = tmp_path / "lucs"
    shutil.copytree(export, copy)
    document = (ROOT / "docs/analysts.md").read_text()
    load, query = re.search(r"^\| DuckDB \| `([^`]+)`[^|]* \| `([^`]+)` \|$", document, re.MULTILINE).groups()
    views, = re.findall(r"`(COPY \(SELECT \* FROM lucs\.task\)[^`]+)`", document)
    def shell(command):
        return subprocess.run(
            ["bash", "-c", command], cwd=copy, env=TOOLS, check=False, capture_output=True, text=True)
    for _ in range(2):
        done = shell(load)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    done = shell(query.replace("duckdb ", "duckdb -jsonlines ", 1))
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(found) == len(answers["services", "default"]) and int(found[0]["offered"]) > 0
    done = shell(f'duckdb centre.duckdb -c "{views}"')
    assert done.returncode == 0, done.stderr
    assert (copy / "task/local_date=2026-11-24").is_dir()
    done = shell(load.replace("centre.duckdb", "lucs.duckdb"))
    assert done.returncode == 1 and "needs a database file of another name" in done.stderr


# MARK: PostgreSQL


@pytest.fixture(scope="module")
def postgresql(export):
    server = Server()
    try:
        server.psql("-f", "load/postgresql.sql", cwd=export)
        yield server
    finally:
        server.stop()


def postgresql_rows(server, export, query, way):
    given = [
        word for name, value in asked(query, way).items() if value is not None
        for word in ("-v", f"{name}={value}")]
    text = server.psql(
        "-A", "-t", "-F", "\x1f", "-R", "\x1e", *given, "-f",
        export / f"queries/postgresql/{query.name}.sql").rstrip("\n")
    table = [line.split("\x1f") for line in text.split("\x1e")] if text else []
    return rows([[number(value) for value in line] for line in table])


def number(text):
    try:
        return float(text) if "." in text or "e" in text else int(text)
    except ValueError:
        return text


@pytest.mark.parametrize("query, way", CASES)
def test_postgresql_answers_as_sqlite_does(postgresql, export, answers, query, way):
    found = postgresql_rows(postgresql, export, query, way)
    assert same(found, answers[query.name, way]) == ""


def test_postgresql_has_every_row(postgresql, wanted_counts):
    found = counts(lambda sql: int(postgresql.psql(
        "-A", "-t", "-c", f"SET search_path TO lucs; {sql}")))
    assert found == wanted_counts


def test_postgresql_loads_a_second_time_what_is_new_alone(postgresql, export, wanted_counts):
    before = postgresql.psql("-A", "-t", "-c", "SELECT sum(n_tup_ins) FROM pg_stat_all_tables")
    postgresql.psql("-f", "load/postgresql.sql", cwd=export)
    assert counts(lambda sql: int(postgresql.psql(
        "-A", "-t", "-c", f"SET search_path TO lucs; {sql}"))) == wanted_counts
    assert int(before) > 0


# MARK: ClickHouse


@pytest.fixture(scope="module")
def clickhouse(export):
    with ClickHouse(export) as loaded:
        yield loaded.session


def clickhouse_rows(session, export, query, way):
    text = (export / f"queries/clickhouse/{query.name}.sql").read_text()
    given = {
        name: "\\N" if value is None else str(value) for name, value in asked(query, way).items()}
    answer = session.query(text, "JSONCompactEachRow", params=given)
    return rows(json.loads(line) for line in str(answer).splitlines())


@pytest.mark.parametrize("query, way", CASES)
def test_clickhouse_answers_as_sqlite_does(clickhouse, export, answers, query, way):
    found = clickhouse_rows(clickhouse, export, query, way)
    assert same(found, answers[query.name, way]) == ""


def test_clickhouse_has_every_row(clickhouse, wanted_counts):
    assert counts(lambda sql: int(str(clickhouse.query(sql, "CSV")))) == wanted_counts


# MARK: Spark


@pytest.fixture(scope="module")
def spark(export):
    with Spark(export) as loaded:
        yield loaded.session


def spark_rows(session, export, query, way):
    text = (export / f"queries/spark/{query.name}.sql").read_text().rstrip().rstrip(";")
    return rows(tuple(row) for row in session.sql(text, args=asked(query, way)).collect())


@pytest.mark.parametrize("query, way", CASES)
def test_spark_answers_as_sqlite_does(spark, export, answers, query, way):
    assert same(spark_rows(spark, export, query, way), answers[query.name, way]) == ""


def test_spark_has_every_row(spark, wanted_counts):
    assert counts(lambda sql: spark.sql(sql).collect()[0][0]) == wanted_counts


# MARK: The export itself


def test_every_engine_was_asked_every_query(export):
    for engine in ("duckdb", "postgresql", "clickhouse", "spark"):
        written = {path.stem for path in (export / "queries" / engine).glob("*.sql")}
        assert written == {query.name for query in LIBRARY}


def test_no_query_goes_without_rows(answers):
    empty = {name for (name, way), found in answers.items() if way == "default" and not found}
    assert empty <= {"week-over-week"}
