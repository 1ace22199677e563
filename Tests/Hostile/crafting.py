"""Warehouse files that nobody should trust, made of a good one."""

import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

EXTREMES = [2**63 - 1, -(2**63), 2**53, -1, 0, 10**15, -(10**15), 1]
REALS = [1e308, -1e308, float("inf"), float("-inf"), 5e-324, -0.0]
TEXTS = [
    "\x1b]0;owned\x07\x1b[2J", "\u202egnp.exe", "=HYPERLINK(\"http://x\")", "x;=1+1", "../../../etc/x",
    "</script><script>alert(1)</script>", "a\nb\r\nc\td", "nul\0nul", "x" * 2_000_000, "'\"`\\", "",
    "\u009b31m", "2026-99-99", "Europe/Zurich\0", "{}", "'; DROP TABLE pass; --", "\ud7ff\uffff", " ",
]
# What a view may try when it is read. CANARY stands for a file that must never appear.
VIEWS = [
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n",
    "SELECT load_extension('CANARY')",
    "SELECT fts3_tokenizer('simple', x'4141414141414141')",
    "SELECT hex(zeroblob(500000000)) AS service_key",
    "SELECT writefile('CANARY', 'x')",
    "SELECT * FROM pragma_journal_mode('delete')",
    "SELECT * FROM dbstat",
    "SELECT printf('%.*c', 1000000000, 'x')",
]
# Names that end the statement in which they are put without quotes being doubled.
COLUMNS = [
    "x\" INTEGER); ATTACH 'CANARY' AS c; CREATE TABLE c.t (a); --",
    "x\", (SELECT load_extension('CANARY')) AS \"y",
    "a\nb", "\x1b[31mred", "x]", "x`y", "select", "",
]


def tables(path):
    """The columns of each table, by its name: name, type."""
    with closing(sqlite3.connect(path)) as base, base:
        names = [row[0] for row in base.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")]
        found = {}
        for name in names:
            columns = base.execute("SELECT name, type FROM pragma_table_info(?)", (name,)).fetchall()
            if base.execute(f"SELECT count(*) FROM {name}").fetchone()[0]:
                found[name] = columns
        return found


def quoted(name):
    return '"' + name.replace('"', '""') + '"'


class Crafter:
    """Makes one bad file after the other; the same seed makes the same ones."""

    def __init__(self, good, older, seed):
        self.good, self.older = Path(good), Path(older)
        self.random = random.Random(seed)
        self.columns = tables(good)

    def make(self, path, canary):
        """Writes a file and returns what was done to it."""
        kinds = [self.truncated, self.flipped, self.flipped, self.forged_value, self.forged_value,
                 self.forged_text, self.forged_view, self.forged_column, self.forged_object,
                 self.forged_older, self.forged_header]
        kind = self.random.choice(kinds)
        shutil.copy(self.good, path)
        for suffix in ("-wal", "-shm", "-journal"):
            Path(f"{path}{suffix}").unlink(missing_ok=True)
        try:
            return f"{kind.__name__}: {kind(Path(path), str(canary))}"
        except sqlite3.Error as error:
            return f"{kind.__name__} (as far as SQLite went: {error})"

    # Bytes

    def truncated(self, path, _):
        data = path.read_bytes()
        end = self.random.choice([self.random.randrange(len(data)),
                                  4096 * self.random.randrange(len(data) // 4096), 0, 1, 100])
        path.write_bytes(data[:end])
        return end

    def flipped(self, path, _):
        data = bytearray(path.read_bytes())
        places = [self.random.randrange(len(data)) for _ in range(self.random.choice([1, 4, 64]))]
        if self.random.random() < 0.3:
            # The header and the schema.
            places = [self.random.randrange(4096) for _ in places]
        for place in places:
            data[place] ^= 1 << self.random.randrange(8)
        path.write_bytes(data)
        return places[:8]

    def forged_header(self, path, _):
        data = bytearray(path.read_bytes())
        start = self.random.choice([16, 18, 24, 28, 32, 36, 40, 44, 48, 52, 56, 60, 64, 68])
        value = self.random.choice([b"\0\0\0\0", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\0\0\0\1"])
        data[start:start + 4] = value
        path.write_bytes(data)
        return start, value

    # Rows

    def set(self, path, table, column, value):
        with closing(sqlite3.connect(path)) as base, base:
            base.execute("PRAGMA foreign_keys = OFF")
            if self.random.random() < 0.5:
                # One row of those there are.
                where = f"WHERE {quoted(column)} = (SELECT {quoted(column)} FROM {table} LIMIT 1)"
            else:
                where = ""
            base.execute(f"UPDATE OR IGNORE {table} SET {quoted(column)} = ? {where}", (value,))
        return table, column, str(value)[:40]

    def pick(self, kinds):
        choices = [(table, name) for table, columns in self.columns.items()
                   for name, kind in columns if kind in kinds]
        return self.random.choice(choices)

    def forged_value(self, path, _):
        if self.random.random() < 0.15:
            return self.set(path, *self.pick(["REAL"]), self.random.choice(REALS))
        return self.set(path, *self.pick(["INTEGER", "ANY"]), self.random.choice(EXTREMES))

    def forged_text(self, path, _):
        return self.set(path, *self.pick(["TEXT", "ANY"]), self.random.choice(TEXTS))

    # The schema

    def schema(self, path, change):
        base = sqlite3.connect(path)
        base.execute("PRAGMA writable_schema = ON")
        change(base)
        base.commit()
        base.close()

    def views(self, path):
        with closing(sqlite3.connect(path)) as base, base:
            return [row[0] for row in base.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY name")]

    def forged_view(self, path, canary):
        name = self.random.choice(self.views(path))
        body = self.random.choice(VIEWS).replace("CANARY", canary)
        self.schema(path, lambda base: base.execute(
            "UPDATE sqlite_schema SET sql = ? WHERE name = ?", (f"CREATE VIEW {name} AS {body}", name)))
        return name, body

    def forged_column(self, path, canary):
        name = self.random.choice(["task", "service", "agent", "service_interval", "calendar"])
        column = self.random.choice(COLUMNS).replace("CANARY", canary)
        sql = f"CREATE VIEW {name} ({quoted(column)}) AS SELECT 1"
        self.schema(path, lambda base: base.execute(
            "UPDATE sqlite_schema SET sql = ?, type = 'view', rootpage = 0 WHERE name = ?", (sql, name)))
        return name, column

    def forged_object(self, path, canary):
        statements = [
            "CREATE TRIGGER t AFTER INSERT ON pass BEGIN DELETE FROM task_fact; END",
            "CREATE TRIGGER u BEFORE UPDATE ON coverage BEGIN SELECT load_extension('CANARY'); END",
            "CREATE INDEX i ON label (length(text))",
            "CREATE INDEX j ON pass (started_at) WHERE started_at > abs(-9223372036854775808)",
            "CREATE TABLE strange (a, b AS (hex(zeroblob(100000000))))",
            "CREATE TABLE checked (a CHECK (load_extension('CANARY') IS NULL))",
            "CREATE VIRTUAL TABLE f USING fts4 (a, tokenize=simple)",
            "CREATE VIRTUAL TABLE r USING rtree (id, a, b)",
            "CREATE VIEW extra AS SELECT 1",
            "ALTER TABLE label ADD COLUMN more TEXT",
            "DROP VIEW task",
            "DROP INDEX state_fact_open",
            "PRAGMA user_version = 99", "PRAGMA user_version = 1", "PRAGMA application_id = 7",
        ]
        statement = self.random.choice(statements).replace("CANARY", canary)
        base = sqlite3.connect(path)
        base.executescript(statement)
        base.close()
        return statement

    def forged_older(self, path, canary):
        shutil.copy(self.older, path)
        path.chmod(0o600)
        choice = self.random.choice(["trigger", "view", "column", "value"])
        if choice == "value":
            self.columns, kept = tables(path), self.columns
            done = self.forged_value(path, canary)
            self.columns = kept
            return done
        base = sqlite3.connect(path)
        if choice == "trigger":
            base.executescript(
                "CREATE TRIGGER t AFTER INSERT ON target_rule BEGIN DELETE FROM pass; END;")
        elif choice == "view":
            name = COLUMNS[0].replace("CANARY", canary)
            base.execute(f"CREATE VIEW {quoted(name)} AS SELECT 1")
        else:
            base.execute(f"ALTER TABLE task_fact ADD COLUMN {quoted(COLUMNS[1])} TEXT")
        base.commit()
        base.close()
        return choice
