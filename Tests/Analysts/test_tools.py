"""The warehouse in the tools that analysts use: types, times, and figures as in the report."""

import contextlib
import json
import math
import pathlib
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.parse
import urllib.request

import pytest
from conftest import PROGRAM, TOOLS, lucstats

VIEWS = (
    "task", "service_interval", "service_day", "queue_length", "agent_state", "agent_interval",
    "agent_day", "agent_state_day", "service", "agent", "service_history", "agent_history",
    "service_target", "service_member", "collection_pass", "coverage_run", "coverage_gap", "calendar")
# The report's figures, asked of the views.
TOTALS = """
    SELECT sum(offered) AS offered, sum(answered) AS answered, sum(abandoned) AS abandoned,
        sum(answered_wait_seconds) / sum(answered) AS asa,
        sum(answered_within_threshold) * 1.0
            / sum(answered + abandoned - short_abandoned) AS service_level
    FROM {}service_day WHERE local_date = '2026-11-24'"""


def assert_totals(found, report):
    totals = report["totals"]
    wanted = [totals[name] for name in (
        "offered", "answered", "abandoned", "asaSeconds", "serviceLevel")]
    assert wanted[0] > 1000
    for value, other in zip(found, wanted, strict=True):
        assert math.isclose(float(value), other, rel_tol=1e-9)


def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def running(*words, **more):
    process = subprocess.Popen(
        [str(word) for word in words], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, **more)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def fetch(address):
    limit = time.monotonic() + 90
    while time.monotonic() < limit:
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:
                return answer.read()
        except urllib.error.HTTPError:
            raise
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(address)


@pytest.fixture(scope="module")
def plain(demo):
    """The warehouse as the demo left it."""
    return demo / "warehouse.db"


@pytest.fixture(scope="module")
def live(tmp_path_factory):
    """A warehouse that a collector is writing to all the time."""
    folder = tmp_path_factory.mktemp("live")
    at = port()
    environment = {"LUCSTATS_API_KEY": "simulator", "PATH": "/usr/bin:/bin"}
    with running(PROGRAM, "simulate", "--port", at, "--speed", 120, "--for", "10m"):
        with contextlib.suppress(urllib.error.HTTPError):
            fetch(f"http://127.0.0.1:{at}/v2.0/profiles")
        path = folder / "live.db"
        with running(
                PROGRAM, "collect", "--server", f"http://127.0.0.1:{at}", "--warehouse", path,
                "--every", "200ms", "--for", "10m", "--time-zone", "Europe/Zurich",
                env=environment) as collector:
            for _ in range(200):
                if passes(path) >= 3:
                    break
                time.sleep(0.1)
            yield path
            assert collector.poll() is None, "the collector went on all the time"


def passes(path):
    with contextlib.suppress(sqlite3.OperationalError):
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
            return database.execute("SELECT count(*) FROM collection_pass").fetchone()[0]
    return 0


# MARK: pandas


def test_pandas_reads_every_view_while_a_collector_writes(live):
    pandas = pytest.importorskip("pandas")
    before = passes(live)
    with contextlib.closing(sqlite3.connect(f"file:{live}?mode=ro", uri=True)) as database:
        for _ in range(3):
            for view in VIEWS:
                table = pandas.read_sql(f"SELECT * FROM {view}", database)
                assert len(table.columns) >= 7
            time.sleep(0.3)
    assert passes(live) > before


def test_pandas_has_the_right_types_and_the_report_s_figures(plain, report):
    pandas = pytest.importorskip("pandas")
    with contextlib.closing(sqlite3.connect(plain)) as database:
        tasks = pandas.read_sql(
            "SELECT * FROM task WHERE outcome = 'answered'", database,
            parse_dates=["queue_started_utc", "connected_utc"])
        days = pandas.read_sql(TOTALS.format(""), database)
    assert str(tasks.queue_started_utc.dtype).startswith("datetime64") and tasks.wait_seconds.dtype == float
    assert tasks.queue_started_at.dtype == "int64"
    # The three ways to tell a time are one.
    milliseconds = (tasks.queue_started_utc - pandas.Timestamp(0, tz="UTC")) // pandas.Timedelta("1ms")
    assert (milliseconds == tasks.queue_started_at).all()
    local = pandas.to_datetime(tasks.queue_started_local, utc=True)
    assert (local == tasks.queue_started_utc).all()
    waits = (tasks.connected_utc - tasks.queue_started_utc).dt.total_seconds()
    assert (waits - tasks.wait_seconds).abs().max() < 0.001
    assert_totals(days.iloc[0], report)
    assert len(tasks) == report["totals"]["answered"]


# MARK: polars


def test_polars_has_the_right_types_times_and_figures(plain, report):
    polars = pytest.importorskip("polars")
    with contextlib.closing(sqlite3.connect(f"file:{plain}?mode=ro", uri=True)) as database:
        tasks = polars.read_database(
            "SELECT * FROM task WHERE outcome = 'answered'", database, infer_schema_length=None)
        days = polars.read_database(TOTALS.format(""), database)
    assert tasks.schema["wait_seconds"] == polars.Float64
    assert tasks.schema["queue_started_at"] == polars.Int64
    for column in ("queue_started_utc", "queue_started_local"):
        times = tasks.select(
            polars.col(column).str.to_datetime(time_zone="UTC").dt.epoch("ms").alias("at"))["at"]
        assert (times == tasks["queue_started_at"]).all()
    assert_totals(days.row(0), report)


def test_polars_reads_an_export_as_partitions(plain, report, tmp_path):
    polars = pytest.importorskip("polars")
    lucstats(
        "warehouse", "export", "--warehouse", plain, "--to", tmp_path / "lucs", "--format", "parquet",
        environment=TOOLS)
    tasks = polars.scan_parquet(f"{tmp_path}/lucs/data/task_fact/", hive_partitioning=True)
    for date, answered in (("2026-11-24", report["totals"]["answered"]), ("2001-01-01", 0)):
        found = tasks.filter(
            polars.col("local_date") == polars.lit(date).str.to_date(),
            polars.col("connected_at").is_not_null(), polars.col("queue_started_at").is_not_null())
        assert found.select(polars.len()).collect().item() == answered


# MARK: DuckDB


@pytest.fixture(scope="module")
def duckdb_connection():
    duckdb = pytest.importorskip("duckdb")
    scanner = pytest.importorskip("duckdb_extension_sqlite_scanner")
    connection = duckdb.connect()
    extension = next(pathlib.Path(scanner.__file__).parent.rglob("*.duckdb_extension"))
    connection.execute(f"LOAD '{extension}'")
    yield connection
    connection.close()


def test_duckdb_reads_every_view_while_a_collector_writes(duckdb_connection, live):
    before = passes(live)
    duckdb_connection.execute(f"ATTACH '{live}' AS live (TYPE sqlite, READ_ONLY)")
    for _ in range(3):
        for view in VIEWS:
            duckdb_connection.execute(f"SELECT * FROM live.{view}").fetchall()
        time.sleep(0.3)
    duckdb_connection.execute("DETACH live")
    assert passes(live) > before


def test_duckdb_has_the_right_types_in_an_extract(duckdb_connection, plain, report, tmp_path):
    lucstats("warehouse", "extract", tmp_path / "x.db", "--warehouse", plain)
    duckdb_connection.execute(f"ATTACH '{tmp_path / 'x.db'}' AS x (TYPE sqlite, READ_ONLY)")
    types = {
        name: str(kind) for name, kind, *_ in duckdb_connection.execute("SELECT * FROM x.task").description}
    assert types["queue_started_utc"] == types["queue_started_local"] == "TIMESTAMP"
    assert types["local_date"] == "DATE" and types["wait_seconds"] == "DOUBLE"
    assert types["queue_started_at"] == "BIGINT" and types["service_name"] == "VARCHAR"
    assert_totals(duckdb_connection.execute(TOTALS.format("x.")).fetchone(), report)
    unequal = duckdb_connection.execute(
        "SELECT count(*) FROM x.task WHERE epoch_ms(queue_started_utc) <> queue_started_at"
        " OR date_diff('minute', queue_started_utc, queue_started_local) <> 60"
        " OR CAST(queue_started_local AS DATE) <> local_date").fetchone()
    assert unequal == (0,)
    duckdb_connection.execute("DETACH x")


# MARK: ODBC, as Excel and Power BI have it


def test_odbc_has_the_right_types_in_an_extract(plain, report, tmp_path):
    pyodbc = pytest.importorskip("pyodbc")
    assert "SQLite3" in pyodbc.drivers()
    lucstats("warehouse", "extract", tmp_path / "x.db", "--warehouse", plain)
    connection = pyodbc.connect(f"DRIVER=SQLite3;Database={tmp_path / 'x.db'}")
    for view in VIEWS:
        assert connection.execute(f"SELECT count(*) FROM {view}").fetchone()[0] >= 0
    cursor = connection.execute("SELECT * FROM task WHERE outcome = 'answered' LIMIT 5")
    types = {name: kind.__name__ for name, kind, *_ in cursor.description}
    assert types["queue_started_utc"] == types["queue_started_local"] == "datetime"
    assert types["local_date"] == "date" and types["wait_seconds"] == "float"
    for row in cursor.fetchall():
        start = round(row.queue_started_utc.timestamp() * 1000) if time.timezone == 0 else None
        assert start in (row.queue_started_at, None)
        assert (row.queue_started_local - row.queue_started_utc).total_seconds() == 3600
        assert row.queue_started_local.date() == row.local_date
        assert abs((row.connected_utc - row.queue_started_utc).total_seconds() - row.wait_seconds) < 0.001
    assert_totals(connection.execute(TOTALS.format("")).fetchone(), report)
    connection.close()


# MARK: Datasette


@contextlib.contextmanager
def datasette(path, *words):
    at = port()
    with running(
            sys.executable, "-m", "datasette", "serve", path, "--port", at, "--setting",
            "sql_time_limit_ms", 20000, *words):
        fetch(f"http://127.0.0.1:{at}/-/versions.json")
        yield lambda way: json.loads(fetch(f"http://127.0.0.1:{at}/{way}"))


def test_datasette_reads_every_view_while_a_collector_writes(live):
    pytest.importorskip("datasette")
    before = passes(live)
    with datasette(live) as ask:
        for view in VIEWS:
            assert "rows" in ask(f"live/{view}.json?_size=5")
    assert passes(live) > before


def test_datasette_has_the_metadata_and_the_report_s_figures(plain, report, tmp_path):
    pytest.importorskip("datasette")
    metadata = tmp_path / "metadata.json"
    metadata.write_text(
        lucstats("warehouse", "metadata", "--warehouse", plain).stdout)
    with datasette(plain, "--metadata", metadata) as ask:
        sql = urllib.parse.quote(TOTALS.format(""))
        assert_totals(ask(f"warehouse.json?sql={sql}&_shape=arrays")["rows"][0], report)
        found = ask("-/metadata.json")["databases"]["warehouse"]["tables"]
        assert set(VIEWS) <= set(found)
        row = ask("warehouse/service_day.json?_shape=objects")["rows"][0]
        assert set(row) == set(found["service_day"]["columns"])
        hidden = {table["name"] for table in ask("warehouse.json")["tables"] if table["hidden"]}
        assert "rollup_service_day" in hidden
