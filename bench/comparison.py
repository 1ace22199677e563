"""Times the library in SQLite beside the same questions in DuckDB."""

import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from measure import Failed
from questions import QUESTIONS

LIBRARY = Path(__file__).resolve().parent.parent / "queries"


def column(names, rows, name):
    return sum(float(row[names.index(name)] or 0) for row in rows)


def timed(execute, rounds):
    """The least CPU time of several rounds, of all threads, and what was found."""
    best = None
    for _ in range(rounds):
        begun = time.process_time()
        names, rows = execute()
        best = min(filter(None, (best, time.process_time() - begun)))
    return best, names, rows


def check(name, ours, theirs, summed):
    (our_names, our_rows), (their_names, their_rows) = ours, theirs
    if len(our_rows) != len(their_rows):
        raise Failed(f"{name}: {len(our_rows)} rows, DuckDB has {len(their_rows)}")
    if summed and our_rows:
        one, other = column(our_names, our_rows, summed), column(their_names, their_rows, summed)
        if abs(one - other) > 1e-6 * max(abs(one), 1):
            raise Failed(f"{name}: the sum of {summed} is {one}, DuckDB has {other}")


def compare(warehouse, exported, rounds):
    """The name of each query with its seconds in SQLite and in DuckDB."""
    import duckdb  # Large: not before other programs were measured.

    folder = os.getcwd()
    os.chdir(exported)
    try:
        peer = duckdb.connect(str(exported / "facts.duckdb"))
        peer.execute((exported / "load/duckdb.sql").read_text())
    finally:
        os.chdir(folder)
    found = []
    with closing(sqlite3.connect(f"file:{warehouse}?mode=ro", uri=True)) as database, peer:
        for name, (question, summed) in QUESTIONS.items():
            text = (LIBRARY / f"{name}.sql").read_text()

            def ask_sqlite(text=text):
                cursor = database.execute(text, {
                    "start_at": None, "end_at": None, "service": None, "most": None, "least": None,
                    "calls": None, "per_seconds": None, "handle_seconds": None,
                    "threshold_seconds": None, "after_call_seconds": None})
                return [column[0] for column in cursor.description], cursor.fetchall()

            def ask_duckdb(question=question):
                cursor = peer.execute(question)
                return [column[0] for column in cursor.description], cursor.fetchall()

            ours, *own = timed(ask_sqlite, rounds)
            theirs, *other = timed(ask_duckdb, rounds)
            check(name, own, other, summed)
            found.append((name, ours, theirs))
    return found
