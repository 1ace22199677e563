"""The same pass as a careful Python program: one connection, one transaction, streamed rows.

usage: peer.py HOST:PORT DATABASE
"""

import http.client
import json
import sqlite3
import sys
from datetime import datetime
from email.utils import parsedate_to_datetime
from urllib.parse import quote

from centre import API_KEY, DIRECTORY, PAGE_SIZE, SERVICE_TASKS

# The warehouse's kind of tables: keys for entities and words, versions, facts, coverage.
SCHEMA = """
CREATE TABLE label (label_key INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE unit (unit_key INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE) STRICT;
CREATE TABLE unit_version (
    unit_key INTEGER NOT NULL REFERENCES unit, valid_from_at INTEGER NOT NULL,
    valid_to_at INTEGER, name TEXT, parent_key INTEGER REFERENCES unit,
    PRIMARY KEY (unit_key, valid_from_at)) STRICT, WITHOUT ROWID;
CREATE TABLE profile (profile_key INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE) STRICT;
CREATE TABLE profile_version (
    profile_key INTEGER NOT NULL REFERENCES profile, valid_from_at INTEGER NOT NULL,
    valid_to_at INTEGER, name TEXT, is_off_duty INTEGER,
    PRIMARY KEY (profile_key, valid_from_at)) STRICT, WITHOUT ROWID;
CREATE TABLE service (service_key INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE) STRICT;
CREATE TABLE service_version (
    service_key INTEGER NOT NULL REFERENCES service, valid_from_at INTEGER NOT NULL,
    valid_to_at INTEGER, name TEXT, sip_uri TEXT, organization_unit TEXT,
    PRIMARY KEY (service_key, valid_from_at)) STRICT, WITHOUT ROWID;
CREATE TABLE agent (agent_key INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE) STRICT;
CREATE TABLE agent_version (
    agent_key INTEGER NOT NULL REFERENCES agent, valid_from_at INTEGER NOT NULL,
    valid_to_at INTEGER, name TEXT, sip_uri TEXT, organization_unit TEXT, default_profile TEXT,
    PRIMARY KEY (agent_key, valid_from_at)) STRICT, WITHOUT ROWID;
CREATE TABLE pass (
    pass_key INTEGER PRIMARY KEY, started_at INTEGER NOT NULL UNIQUE, requests INTEGER) STRICT;
CREATE TABLE coverage (
    service_key INTEGER NOT NULL, from_at INTEGER NOT NULL, to_at INTEGER NOT NULL,
    polls INTEGER NOT NULL, PRIMARY KEY (service_key, from_at)) STRICT, WITHOUT ROWID;
CREATE TABLE state_fact (
    agent_key INTEGER NOT NULL REFERENCES agent, from_at INTEGER NOT NULL, to_at INTEGER,
    is_selectable INTEGER, reason_key INTEGER REFERENCES label,
    not_ready_key INTEGER REFERENCES label, profile_key INTEGER REFERENCES label,
    presence_key INTEGER REFERENCES label,
    PRIMARY KEY (agent_key, from_at)) STRICT, WITHOUT ROWID;
CREATE INDEX state_fact_open ON state_fact (agent_key) WHERE to_at IS NULL;
CREATE TABLE task_fact (
    service_key INTEGER NOT NULL REFERENCES service, interval_at INTEGER NOT NULL,
    begun_at INTEGER NOT NULL, id BLOB NOT NULL,
    type_key INTEGER, state_key INTEGER, modality_key INTEGER, origin_key INTEGER,
    agent_key INTEGER REFERENCES agent, created_at INTEGER, queue_started_at INTEGER,
    connected_at INTEGER, first_seen_at INTEGER NOT NULL, connected_seen_at INTEGER,
    ended_at INTEGER,
    PRIMARY KEY (service_key, interval_at, begun_at, id)) STRICT, WITHOUT ROWID;
CREATE INDEX task_fact_open ON task_fact (service_key, interval_at) WHERE ended_at IS NULL;
"""
INTERVAL = 900_000


class Client:
    """One persistent connection; lists as generators over their pages."""

    def __init__(self, address):
        self.connection = http.client.HTTPConnection(address)
        self.requests = 0
        self.started_at = None
        self.observed_at = None

    def get(self, path):
        self.connection.request(
            "GET", "/v2.0/" + path, headers={"api_key": API_KEY, "Accept": "application/json"})
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path}: HTTP {answer.status}")
        self.requests += 1
        self.observed_at = int(
            parsedate_to_datetime(answer.headers["Date"]).timestamp() * 1000)
        self.started_at = self.started_at or self.observed_at
        return json.loads(body)

    def rows(self, path, is_paged):
        if not is_paged:
            yield from self.get(path)
            return
        page = told = 0
        while True:
            page += 1
            answer = self.get(f"{path}?page={page}&pageSize={PAGE_SIZE}")
            items = answer["Items"]
            yield from items
            told += len(items)
            if not items or told >= answer["TotalCount"]:
                return


class Keys(dict):
    """Small integers for words and identifiers, made on first sight."""

    def __init__(self, connection, table, column, convert):
        key = table + "_key"
        self.insert = f"INSERT INTO {table} ({column}) VALUES (?) RETURNING {key}"
        self.connection = connection
        self.convert = convert
        for key, value in connection.execute(f"SELECT {key}, {column} FROM {table}"):
            self[value] = key

    def __missing__(self, text):
        if text is None:
            return None
        value = self.convert(text)
        key = self.get(value)
        if key is None:
            key = self.connection.execute(self.insert, (value,)).fetchone()[0]
        self[text] = key
        return key


def guid(text):
    return bytes.fromhex(text.replace("-", "")) if text else None


def milliseconds(text):
    return round(datetime.fromisoformat(text).timestamp() * 1000) if text else None


class Store:
    """Writes a pass into an open transaction."""

    def __init__(self, client, database):
        self.client = client
        self.database = database
        self.labels = Keys(database, "label", "text", str)
        self.units = Keys(database, "unit", "id", guid)
        self.profiles = Keys(database, "profile", "id", guid)
        self.services = Keys(database, "service", "id", guid)
        self.agents = Keys(database, "agent", "id", guid)

    def versions(self, table, columns, rows):
        """Adds a version of each row that differs from the one that is valid."""
        names = ", ".join(columns)
        valid = {
            row[0]: row[1:] for row in self.database.execute(
                f"SELECT {table}_key, {names} FROM {table}_version WHERE valid_to_at IS NULL")}
        changed = [row for row in rows if valid.get(row[0]) != row[1:]]
        at = self.client.observed_at
        self.database.executemany(
            f"UPDATE {table}_version SET valid_to_at = ?"
            f" WHERE {table}_key = ? AND valid_to_at IS NULL",
            ((at, row[0]) for row in changed if row[0] in valid))
        marks = ", ?" * len(columns)
        self.database.executemany(
            f"INSERT INTO {table}_version ({table}_key, valid_from_at, {names})"
            f" VALUES (?, ?{marks})",
            ((row[0], at, *row[1:]) for row in changed))

    def directory(self):
        rows = {name: self.client.rows(path, paged) for name, path, paged in DIRECTORY}
        self.versions("unit", ("name", "parent_key"), (
            (self.units[r["Id"]], r["Name"], self.units[r["ParentId"]]) for r in rows["units"]))
        self.versions("profile", ("name", "is_off_duty"), (
            (self.profiles[r["Id"]], r["Name"], int(r["OffDuty"])) for r in rows["profiles"]))
        services = list(rows["services"])
        self.versions("service", ("name", "sip_uri", "organization_unit"), (
            (self.services[r["Id"]], r["Name"], r["SipUri"], r["OrganizationUnitName"])
            for r in services))
        columns = ("name", "sip_uri", "organization_unit", "default_profile")
        self.versions("agent", columns, (
            (self.agents[r["Id"]], f"{r['FirstName']} {r['LastName']}", r["SipUri"],
             r["Roles"][0]["OrganizationUnit"].rpartition("/")[2] if r["Roles"] else None,
             r["DefaultProfile"])
            for r in rows["users"]))
        return [service["Id"] for service in services]

    def states(self):
        agents, labels = self.agents, self.labels
        self.database.executemany(
            "INSERT INTO state_fact (agent_key, from_at, is_selectable, reason_key,"
            " not_ready_key, profile_key, presence_key) VALUES (?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT DO NOTHING",
            ((agents[r["Id"]], milliseconds(r["StateChanged"]) or self.client.observed_at,
              r["IsSelectable"], labels[r["NotSelectableReason"]], labels[r["NotReadyReason"]],
              labels[r["CurrentProfile"]], labels[r["PresenceState"]])
             for r in self.client.rows("usersStates", True)))

    def task_rows(self, service):
        agents, labels, key = self.agents, self.labels, self.services[service]
        for task in self.client.rows(SERVICE_TASKS.format(id=quote(service)), True):
            user = task["ReservedUserObject"]
            created = milliseconds(task["Created"])
            queued = milliseconds(task["QueueStarted"])
            connected = milliseconds(task["Connected"])
            seen = self.client.observed_at
            begun = queued or created or seen
            yield (
                key, begun - begun % INTERVAL, begun, guid(task["Id"]), labels[task["Type"]],
                labels[task["State"]], labels[task["InitialModalityType"]],
                labels[task["OriginType"]], agents[user["Id"]] if user else None, created,
                queued, connected, seen, seen if connected else None)

    def tasks(self, service):
        self.database.executemany(
            "INSERT INTO task_fact (service_key, interval_at, begun_at, id, type_key, state_key,"
            " modality_key, origin_key, agent_key, created_at, queue_started_at, connected_at,"
            " first_seen_at, connected_seen_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
            " state_key = excluded.state_key, agent_key = excluded.agent_key,"
            " connected_at = excluded.connected_at,"
            " connected_seen_at = coalesce(connected_seen_at, excluded.connected_seen_at)",
            self.task_rows(service))
        at = self.client.observed_at
        extended = self.database.execute(
            "UPDATE coverage SET to_at = ?, polls = polls + 1 WHERE service_key = ?",
            (at, self.services[service])).rowcount
        if not extended:
            self.database.execute(
                "INSERT INTO coverage VALUES (?, ?, ?, 1)", (self.services[service], at, at))

    def pass_row(self):
        self.database.execute(
            "INSERT OR IGNORE INTO pass (started_at, requests) VALUES (?, ?)",
            (self.client.started_at, self.client.requests))


def main(address, path):
    client = Client(address)
    database = sqlite3.connect(path, isolation_level=None)
    database.executescript(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;")
    if not database.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone():
        database.executescript(SCHEMA)
    database.execute("BEGIN IMMEDIATE")
    store = Store(client, database)
    services = store.directory()
    store.states()
    for service in services:
        store.tasks(service)
    store.pass_row()
    database.execute("COMMIT")
    database.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
