"""Texts of every kind that a loader may trip over, in every text column, in every engine."""

import sqlite3

import pytest
from conftest import lucstats
from engines import ClickHouse, DuckDB, PostgreSQL, Spark

HOSTILE = (
    "", " ", "   ", "\t", " x", "x ", "\tx\t", "x\ny", "x\n\\.\ny", "x\n\\.\r\ny", "\\.", "\n\\.\n",
    "\n", "\r", "\r\n", "x\ry", "\\N", "\\n", "\\", "\\\\", "NULL", "null", "N/A", "nan", "true",
    '"', '""', "'", "''", 'x"y', 'x","y', ",", ";", "#x", "--x", "=1+1", "+41791234567", "-1", "@x",
    "0x10", "1e5", "007", "2026-11-24", "\ufeffx", "\u200bx", "\u00a0x\u00a0", "\u2028x", "\u202ex",
    "שלום", "مرحبا", "😀👩‍👩‍👧", "Zürich", "x\x00y", "\x7f\x01\x1b[31m", "$$", "{}", "{a,b}", "*?[x]", "%s",
    "${x}", ":x", "x\\", "\\'", "x" * 20000)

# Every text column of the export, but the calendar's and the settings' own words.
COLUMNS = (
    ("label", "text"), ("service", "name"), ("service", "sip_uri"), ("service", "service_id"),
    ("service", "organization_unit"), ("agent", "name"), ("agent", "agent_id"),
    ("agent", "sip_uri"), ("agent", "default_profile"), ("service_version", "name"),
    ("service_version", "organization_unit"), ("agent_version", "name"),
    ("agent_version", "sip_uri"), ("agent_unit", "organization_unit"), ("task_fact", "task_id"),
    ("task_fact", "customer"))

# What the parts of a centre are called, by the warehouse's own tables.
NAMED = (
    ("service_version", "name"), ("service_version", "sip_uri"),
    ("service_version", "organization_unit"), ("agent_version", "name"),
    ("agent_version", "sip_uri"), ("agent_version", "organization_unit"),
    ("agent_version", "default_profile"), ("task_fact", "customer"))


def fill(path):
    """Puts the texts into every text column of a warehouse."""
    with sqlite3.connect(path) as database:
        def spread(table, column, texts, key):
            rows = database.execute(f"SELECT {key} FROM {table}").fetchall()
            names = " AND ".join(f"{name} = ?" for name in key.split(", "))
            for number, row in enumerate(rows):
                database.execute(
                    f"UPDATE {table} SET {column} = ? WHERE {names}",
                    (texts[number % len(texts)], *row))
        for kind in ("service", "agent"):
            versions = database.execute(f"SELECT count(*) FROM {kind}_entity").fetchone()[0]
            for number in range(versions, len(HOSTILE) + 20):
                key = database.execute(
                    f"INSERT INTO {kind}_entity (id) VALUES (?)", (f"new-{number}",)).lastrowid
                database.execute(
                    f"INSERT INTO {kind}_version ({kind}_key, valid_from_at)"
                    " VALUES (?, 1795474800000)", (key,))
            spread(f"{kind}_entity", "id", [
                f"{text}#{number}" for number, text in enumerate(HOSTILE * 3)], f"{kind}_key")
        for table, column in NAMED:
            kind = table.split("_")[0]
            key = "service_key, interval_at, begun_at, id" if kind == "task" else (
                f"{kind}_key, valid_from_at")
            spread(table, column, HOSTILE + (None,), key)
        tasks = database.execute("SELECT DISTINCT id FROM task_fact LIMIT 100").fetchall()
        for number, (task,) in enumerate(tasks):
            text = HOSTILE[number % len(HOSTILE)]
            database.execute(
                "UPDATE task_fact SET id = ? WHERE id = ?", (f"{text}~{number}", task))
        for number, text in enumerate(HOSTILE):
            database.execute("INSERT OR IGNORE INTO label (text) VALUES (?)", (text,))


def texts_of(rows):
    """Texts in an order of their own; what no engine's text can hold is replaced in the export."""
    return sorted(
        ("", ) if text is None else ("x", text.replace("\x00", "\ufffd")) for (text,) in rows)


@pytest.fixture(scope="module")
def hostile(demo):
    path = demo / "hostile.db"
    lucstats("warehouse", "snapshot", path, "--warehouse", demo / "warehouse.db")
    fill(path)
    return path


@pytest.fixture(scope="module")
def wanted(hostile):
    with sqlite3.connect(f"file:{hostile}?mode=ro", uri=True) as database:
        def texts(table, column):
            if (table, column) == ("task_fact", "task_id"):
                sql = "SELECT task_id FROM task"
            else:
                sql = f"SELECT {column} FROM {table}"
            return texts_of(database.execute(sql))
        found = {pair: texts(*pair) for pair in COLUMNS}
        found["figures"] = [float(value) for value in database.execute(FIGURES).fetchone()]
        return found


@pytest.fixture(scope="module")
def hostile_export(hostile, tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile") / "lucs"
    lucstats(
        "warehouse", "export", "--warehouse", hostile, "--to", folder, "--schema", "lucs_hostile")
    return folder


FIGURES = """SELECT sum(offered) AS offered, sum(answered) AS answered,
    sum(answered_wait_seconds) AS seconds, count(DISTINCT service_name) AS names FROM service_day"""


@pytest.mark.parametrize("engine", [PostgreSQL, DuckDB, ClickHouse, Spark], ids=lambda e: e.__name__)
def test_every_text_is_the_same_in_every_engine(engine, hostile_export, wanted):
    with engine(hostile_export, "lucs_hostile") as loaded:
        for pair in COLUMNS:
            table, column = pair
            found = texts_of(loaded.query(f"SELECT {column} FROM {table}"))
            assert found == wanted[pair], pair
            assert len(set(found)) > 20, pair
        found = [float(value) for value in loaded.query(FIGURES)[0]]
        assert found == pytest.approx(wanted["figures"])
