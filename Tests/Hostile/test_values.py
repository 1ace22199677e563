"""Hostile texts in every place that has texts, through to every output."""

import csv
import io
import json
import os
import pty
import re
import select
import sqlite3
import subprocess
import threading
import time
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from conftest import DAY, PROGRAM, run
from crafting import TEXTS

HOSTILE = [text for text in TEXTS if text and len(text) < 1000 and "\0" not in text] + [
    "\u200b=cmd()", "＝1+1", "tab\there", "x,=2", "\u2028line", "\x7f", "a  b", "\\N", "\\", '"quoted"',
]
RAW = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


@pytest.fixture
def named(good):
    """A warehouse whose names are all hostile."""
    with closing(sqlite3.connect(good)) as base, base:
        for table in ("service_version", "agent_version", "unit_version"):
            key = table.removesuffix("_version") + "_key"
            rows = base.execute(f"SELECT {key}, valid_from_at FROM {table}").fetchall()
            for number, row in enumerate(rows):
                base.execute(f"UPDATE {table} SET name = ? WHERE {key} = ? AND valid_from_at = ?",
                             (HOSTILE[number % len(HOSTILE)], *row))
        for number, (key,) in enumerate(base.execute("SELECT label_key FROM label").fetchall()):
            base.execute("UPDATE OR IGNORE label SET text = ? WHERE label_key = ?",
                         (HOSTILE[number % len(HOSTILE)] + str(number), key))
    return good


def values(path):
    """All texts as a query returns them."""
    sql = " UNION ALL ".join(
        f"SELECT {number} AS n, :t{number} AS t" for number in range(len(HOSTILE)))
    words = ["query", "--warehouse", path, "--sql", sql]
    for number, text in enumerate(HOSTILE):
        words += ["--param", f"t{number}={text}"]
    return words


class HostileServer(BaseHTTPRequestHandler):
    """A contact centre whose every text is meant for the operator's terminal."""

    def do_GET(self):
        path = self.path.split("?")[0]
        if path.endswith("/services"):
            rows = [{"Id": "11111111-0000-0000-0000-000000000001", "Name": HOSTILE[0]}]
        elif path.endswith("/tasks"):
            rows = [{"Id": f"20000000-0000-0000-0000-00000000000{n}", "State": text, "TaskType": text,
                     "QueueStarted": "never" + HOSTILE[0]} for n, text in enumerate(HOSTILE[:9])]
        elif "users" in path or "states" in path.lower():
            rows = [{"Id": f"30000000-0000-0000-0000-00000000000{n}", "DisplayName": text,
                     "State": text, "IsSelectable": False, "NotSelectableReason": text}
                    for n, text in enumerate(HOSTILE[:9])]
        elif "organization" in path.lower() or "profile" in path.lower():
            rows = [{"Id": "40000000-0000-0000-0000-000000000001", "Name": HOSTILE[0]}]
        else:
            rows = None
        answer = {"Error": HOSTILE[0]} if rows is None else rows
        body = json.dumps(answer, ensure_ascii=False).encode()
        self.send_response(200 if rows is not None else 404)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    server = ThreadingHTTPServer(("127.0.0.1", 0), HostileServer)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def terminal(words, cwd):
    """What a terminal gets."""
    master, slave = pty.openpty()
    environment = {
        "PATH": os.environ["PATH"], "TMPDIR": str(cwd), "LUCSTATS_API_KEY": "secret"}
    child = subprocess.Popen(
        [str(PROGRAM), *map(str, words)], cwd=cwd, stdin=slave, stdout=slave, stderr=slave,
        env=environment)
    os.close(slave)
    data, limit = b"", time.monotonic() + 60
    while time.monotonic() < limit:
        ready, _, _ = select.select([master], [], [], 0.2)
        if not ready:
            if child.poll() is not None:
                break
            continue
        try:
            part = os.read(master, 65536)
        except OSError:
            break
        if not part:
            break
        data += part
    os.close(master)
    child.wait(timeout=10)
    return data.decode("utf-8", "replace")


def test_pipes_get_every_value_as_it_is(good, tmp_path):
    words = values(good)
    code, output, errors, _ = run(*words, "--format", "csv", cwd=tmp_path)
    assert code == 0, errors
    read = list(csv.reader(io.StringIO(output.decode(), newline="")))
    assert [row[1] for row in read[1:]] == HOSTILE
    code, output, _, _ = run(*words, "--format", "json", cwd=tmp_path)
    assert [row["t"] for row in json.loads(output)] == HOSTILE
    code, output, _, _ = run(*words, "--format", "jsonl", cwd=tmp_path)
    assert [json.loads(line)["t"] for line in output.decode().split("\n")[:-1]] == HOSTILE
    code, output, _, _ = run(*words, "--format", "tsv", cwd=tmp_path)
    names = {"t": "\t", "n": "\n", "r": "\r", "0": "\0", "\\": "\\"}
    read = [re.sub(r"\\(.)", lambda match: names[match[1]], line.split("\t")[1])
            for line in output.decode().split("\n")[1:-1]]
    assert read == HOSTILE


def test_a_spreadsheet_gets_no_formula_by_any_separator(good, tmp_path):
    code, output, errors, _ = run(*values(good), "--format", "csv", "--csv", "excel", cwd=tmp_path)
    assert code == 0, errors
    for separator in ",;\t|":
        for line in re.split("[\r\n]", output.decode().removeprefix("\ufeff")):
            for field in line.split(separator):
                seen = field.lstrip(' "\u00a0\u200b\u202e\ufeff\u2028\x1b\x7f\t')
                assert not re.match("[=+@＝＋－＠-]", seen), (separator, field)


def test_a_table_is_one_line_a_row(good, tmp_path):
    for form in ("table", "markdown"):
        code, output, errors, _ = run(*values(good), "--format", form, cwd=tmp_path)
        assert code == 0, errors
        assert len(output.decode().split("\n")) == len(HOSTILE) + 3
        assert not RAW.search(output.decode().replace("\n", "")), form


@pytest.mark.parametrize("form", ["table", "csv", "tsv", "json", "jsonl", "markdown"])
def test_no_format_reaches_a_terminal_raw(good, tmp_path, form):
    shown = terminal([*values(good), "--format", form], tmp_path)
    assert "gnp.exe" in shown
    assert not RAW.search(shown.replace("\r\n", "\n")), form


def test_nothing_with_hostile_names_reaches_a_terminal_raw(named, tmp_path):
    for words in (
        ["query", "services", "--period", DAY, "--warehouse", named],
        ["query", "agent-figures", "--period", DAY, "--warehouse", named, "--format", "json"],
        ["report", "--period", DAY, "--warehouse", named, "--format", "csv,json", "--out", "o"],
        ["report", "--period", DAY, "--warehouse", named, "--stdout", "--format", "csv"],
        ["report", "--period", DAY, "--warehouse", named, "--service", "\x1b[31mNobody"],
        ["query", "--sql", "SELECT \x1b[31m", "--warehouse", named],
        ["warehouse", "verify", "--warehouse", "\x1b[31m.db"],
        ["warehouse", "verify", "--warehouse", named],
        ["\x1b[31m"],
    ):
        shown = terminal(words, tmp_path)
        assert shown, words
        # But the program's own sequence, by which it replaces the line of progress.
        assert not RAW.search(shown.replace("\r\x1b[K", "").replace("\r\n", "\n")), (words, shown)


def test_nothing_of_a_hostile_server_reaches_a_terminal_raw(server, tmp_path):
    # The program's own sequence, by which it replaces the line of progress.
    own = "\r\x1b[K"
    for words in (
        ["get", "users"], ["get", "services", "--all"], ["doctor"], ["doctor", "--format", "json"],
        ["collect", "--warehouse", "w.db", "--verbose"],
        ["collect", "--warehouse", "w.db", "--every", "100ms", "--passes", "2", "--verbose"],
        ["collect", "--warehouse", "w.db", "--log-format", "json"],
        ["query", "--sql", "SELECT * FROM task", "--warehouse", "w.db"],
    ):
        asks = words[0] not in {"query"}
        shown = terminal(words + (["--server", server] if asks else []), tmp_path)
        assert shown, words
        assert not RAW.search(shown.replace(own, "").replace("\r\n", "\n")), (words, shown)
    assert "gnp.exe" in shown


def test_no_file_has_bytes_that_are_not_utf_8(good, tmp_path):
    """A forged warehouse may hold them; what reads its pages, reports and exports need not."""
    with closing(sqlite3.connect(good)) as base, base:
        for table in ("service_version", "agent_version", "unit_version"):
            base.execute(f"UPDATE {table} SET name = CAST(x'5afc72eda080c0af' AS TEXT)")
        base.execute("UPDATE label SET text = CAST(x'80' || label_key AS TEXT)")
        base.execute("UPDATE task_fact SET customer = CAST(x'ff' AS TEXT)")
    for words in (
        ["warehouse", "export", "--to", "e"],
        ["report", "--period", DAY, "--out", "o", "--format", "html,csv,json,mail"],
        ["report", "--period", DAY, "--out", "x", "--format", "csv", "--csv", "excel"],
    ):
        code, _, errors, _ = run(*words, "--warehouse", good, cwd=tmp_path)
        assert code == 0, errors
    files = [path for name in "eox" for path in (tmp_path / name).rglob("*") if path.is_file()]
    assert len(files) > 30
    for path in files:
        path.read_bytes().decode()
    for sql in ("SELECT * FROM agent", "SELECT * FROM task"):
        for form in ("table", "csv", "tsv", "json", "jsonl", "markdown"):
            code, output, errors, _ = run(
                "query", "--sql", sql, "--format", form, "--warehouse", good, cwd=tmp_path)
            assert code == 0, errors
            assert "\ufffd" in output.decode()


def test_pages_and_files_quote_hostile_names(named, tmp_path):
    code, _, errors, _ = run(
        "report", "--period", DAY, "--warehouse", named, "--out", "o", cwd=tmp_path)
    assert code == 0, errors
    for page in (tmp_path / "o").rglob("*.html"):
        assert "<script>alert" not in page.read_text()
    report = json.loads((tmp_path / f"o/{DAY}/report.json").read_text())
    names = {row["name"] for row in report["services"]}
    with closing(sqlite3.connect(named)) as base, base:
        assert names <= {row[0] for row in base.execute("SELECT name FROM service_version")}
    code, _, errors, _ = run("warehouse", "export", "--warehouse", named, "--to", "e", cwd=tmp_path)
    assert code == 0, errors
    file = next((tmp_path / "e/data/service").glob("*.csv"))
    text = io.StringIO(file.read_bytes().decode(), newline="")
    exported = {row["name"] for row in csv.DictReader(text)}
    with closing(sqlite3.connect(named)) as base, base:
        assert exported == {row[0] for row in base.execute("SELECT name FROM service")}
