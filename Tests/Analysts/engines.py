"""The engines that load an export, each in a place of its own, asked by `query`."""

import importlib.util
import json
import os
import pathlib
import shutil
import subprocess
import tempfile

import pytest


class DuckDB:
    def __init__(self, export, schema="lucs"):
        duckdb = pytest.importorskip("duckdb")
        self.connection = duckdb.connect()
        self.load(export)

    def load(self, export):
        folder = os.getcwd()
        os.chdir(export)
        try:
            self.connection.execute((export / "load/duckdb.sql").read_text())
        finally:
            os.chdir(folder)

    def query(self, sql):
        return self.connection.execute(sql).fetchall()

    def plan(self, sql):
        return "\n".join(text for _, text in self.query(f"EXPLAIN (FORMAT json) {sql}"))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.connection.close()


class ClickHouse:
    def __init__(self, export, schema="lucs"):
        self.folder = tempfile.mkdtemp(prefix="lucs-clickhouse-")
        self.session = pytest.importorskip("chdb.session").Session(self.folder)
        self.load(export)

    def load(self, export):
        folder = os.getcwd()
        os.chdir(export)
        try:
            for statement in (export / "load/clickhouse.sql").read_text().split(";\n"):
                if statement.strip():
                    self.session.query(statement)
        finally:
            os.chdir(folder)

    def query(self, sql):
        answer = self.session.query(sql, "JSONCompactEachRow")
        return [tuple(json.loads(line)) for line in answer.bytes().decode().split("\n") if line]

    def plan(self, sql):
        return "\n".join(text for text, in self.query(f"EXPLAIN indexes = 1 {sql}"))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.session.close()
        shutil.rmtree(self.folder, ignore_errors=True)


class Spark:
    def __init__(self, export, schema="lucs"):
        sql = pytest.importorskip("pyspark.sql")
        self.session = (
            sql.SparkSession.builder.master("local[2]").appName("lucs")
            .config("spark.ui.enabled", "false").config("spark.sql.shuffle.partitions", "2")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1").getOrCreate())
        self.session.sparkContext.setLogLevel("ERROR")
        self.load(export)

    def load(self, export):
        spec = importlib.util.spec_from_file_location("lucs_spark", export / "load/spark.py")
        loader = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(loader)
        loader.load(self.session)

    def query(self, sql):
        return [tuple(row) for row in self.session.sql(sql).collect()]

    def plan(self, sql):
        return self.query(f"EXPLAIN EXTENDED {sql}")[0][0]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.session.stop()


class Server:
    """A PostgreSQL server of its own in a temporary folder, reached by a socket there."""

    def __init__(self):
        self.programs = max(pathlib.Path("/usr/lib/postgresql").glob("*/bin"))
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="lucs-pg-"))
        self.as_user = []
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
            self.as_user = ["runuser", "-u", "postgres", "--"]
        self.run("initdb", "-D", self.folder / "data", "-A", "trust", "-E", "UTF8", "--locale=C")
        self.run(
            "pg_ctl", "-D", self.folder / "data", "-w", "-l", self.folder / "log", "-o",
            f"-c listen_addresses='' -c unix_socket_directories={self.folder} -c fsync=off",
            "start")

    def run(self, program, *words):
        subprocess.run(
            [*self.as_user, self.programs / program, *words], check=True, capture_output=True,
            cwd="/")

    def psql(self, *words, cwd="/", user=None, environment=None, check=True):
        user = user or ("postgres" if self.as_user else None)
        done = subprocess.run(
            [self.programs / "psql", "-X", "-q", "-h", self.folder, *(["-U", user] if user else []),
             "-d", "postgres", "-v", "ON_ERROR_STOP=1", *words], capture_output=True, cwd=cwd,
            env={**os.environ, **(environment or {})})
        if not check:
            return done
        assert done.returncode == 0, done.stderr.decode()
        # Not as text: line ends within values stay as they are.
        return done.stdout.decode()

    def stop(self):
        self.run("pg_ctl", "-D", self.folder / "data", "-m", "immediate", "stop")
        shutil.rmtree(self.folder)


class PostgreSQL:
    """Loaded by a role that owns the schema and may neither make one nor temporary tables, from a
    client that is set to another encoding."""

    def __init__(self, export, schema="lucs"):
        self.schema = schema
        self.server = Server()
        try:
            self.server.psql(
                "-c", f"CREATE ROLE loader LOGIN; CREATE SCHEMA {schema} AUTHORIZATION loader;"
                " REVOKE ALL ON DATABASE postgres FROM PUBLIC;"
                " GRANT CONNECT ON DATABASE postgres TO loader")
            self.load(export)
        except BaseException:
            self.server.stop()
            raise

    def load(self, export, check=True):
        return self.server.psql(
            "-f", "load/postgresql.sql", cwd=export, user="loader", check=check,
            environment={"PGCLIENTENCODING": "LATIN1"})

    def query(self, sql):
        text = self.server.psql(
            "-A", "-t", "-c", f"SET search_path TO {self.schema};"
            f" SELECT coalesce(json_agg(row_to_json(q)), '[]') FROM ({sql}) AS q")
        return [tuple(row.values()) for row in json.loads(text, strict=False)]

    def plan(self, sql):
        return self.server.psql(
            "-A", "-t", "-c", f"SET search_path TO {self.schema}; EXPLAIN {sql}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.stop()
