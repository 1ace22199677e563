"""Compares ways to poll on simulated days, by which calls each of them misses or mistakes.

`lucstats demo` simulates a day, collects it over HTTP by the simulated clock and writes what was true.
A call is missed if the warehouse does not have it, and mistaken if it is there with another outcome.
Prints tables in Markdown, for docs/polling.md.

usage: polling.py PROGRAM [--seeds N] [--first SEED] [--only TABLE …]
"""

import argparse
import csv
import re
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

SHORT = 5_000
SIX = {"services": 6, "agents": 60}
TABLES = {
    "Six services": (SIX, [
        ("60 s", ["--every", "60s"]), ("30 s", ["--every", "30s"]), ("10 s", ["--every", "10s"]),
        ("auto", []), ("auto, 1,000 an hour", ["--per-hour", "1000"]),
        ("26 s, about 1,000 an hour", ["--every", "26s"])]),
    "Twenty services of unequal traffic": ({"services": 20, "agents": 100, "unequal": True}, [
        ("79 s, about 1,000 an hour", ["--every", "79s"]),
        ("auto, 1,000 an hour", ["--per-hour", "1000"])]),
    "Fifty services of unequal traffic": ({"services": 50, "agents": 250, "unequal": True}, [
        ("198 s, about 1,000 an hour", ["--every", "198s"]),
        ("auto, 1,000 an hour", ["--per-hour", "1000"])]),
    "What each signal is worth, twenty services": (
        {"services": 20, "agents": 100, "unequal": True}, [
            (f"without {name}" if name else "all signals",
             ["--per-hour", "1000"] + (["--without", name] if name else []))
            for name in ("", "history", "waiting", "ready", "history,waiting,ready")]),
    "What each signal is worth, six services": (SIX, [
        ("10 s", ["--every", "10s"]), ("19 s", ["--every", "19s"])] + [
        (f"without {name}" if name else "all signals", ["--without", name] if name else [])
        for name in ("", "history", "waiting", "ready", "history,waiting,ready")]),
}
HEADINGS = ["requests an hour", "answered seen", "abandoned (5 s or more) seen",
            "answered taken for abandoned", "missed or mistaken"]


def day(program, centre, options, seed):
    """Counts of one simulated day."""
    with tempfile.TemporaryDirectory(prefix="lucstats-polling-") as folder:
        command = [program, "demo", "--out", folder, "--seed", str(seed), "--days", "1",
                   "--services", str(centre["services"]), "--agents", str(centre["agents"])]
        command += (["--unequal"] if centre.get("unequal") else []) + options
        said = subprocess.run(command, check=True, stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE, text=True).stderr
        counts = Counter(requests=int(re.search(r"took (\d+) requests", said)[1]))
        with sqlite3.connect(Path(folder) / "warehouse.db") as warehouse:
            seen = {(task.lower(), service.lower()): outcome for task, service, outcome in
                    warehouse.execute("SELECT task_id, service_id, outcome FROM task")}
        with open(Path(folder) / "truth" / "tasks.csv", newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                if not row["queue_started_at"] or not row["ended_at"]:
                    continue
                # A call that is connected and then goes on elsewhere is answered too.
                true = "answered" if row["connected_at"] else "abandoned"
                found = seen.get((row["task_id"].lower(), row["service_id"].lower()))
                wait = int(row["ended_at"]) - int(row["queue_started_at"])
                if row["outcome"] == "Transferred" and true == "abandoned":
                    continue
                kind = true if true == "answered" or wait >= SHORT else "short"
                counts[kind] += 1
                counts[kind + " seen"] += found == true
                counts["taken"] += true == "answered" and found == "abandoned"
                counts["calls"] += 1
                counts["wrong"] += found != true
        return counts


def row(name, counts, days):
    total = sum(counts, Counter())
    return [name, f"{total['requests'] / 24 / days:,.0f}",
            f"{total['answered seen'] / total['answered']:.2%}",
            f"{total['abandoned seen'] / max(total['abandoned'], 1):.1%}",
            f"{total['taken'] / total['calls']:.3%}", f"{total['wrong'] / total['calls']:.2%}"]


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("program")
    options.add_argument("--seeds", type=int, default=10, help="days of each way to poll")
    options.add_argument("--first", type=int, default=101, help="seed of the first day")
    options.add_argument("--only", nargs="*", default=[], help="tables whose titles contain this")
    given = options.parse_args()
    seeds = range(given.first, given.first + given.seeds)
    for title, (centre, ways) in TABLES.items():
        if given.only and not any(part in title for part in given.only):
            continue
        print(f"## {title}\n\nDays: {given.seeds}, seeds from {given.first}.\n")
        print("| polls | " + " | ".join(HEADINGS) + " |")
        print("| --- |" + " ---: |" * len(HEADINGS))
        for name, extra in ways:
            with ThreadPoolExecutor(2) as pool:
                counts = list(pool.map(lambda s: day(given.program, centre, extra, s), seeds))
            print("| " + " | ".join(row(name, counts, given.seeds)) + " |", flush=True)
        print(flush=True)


if __name__ == "__main__":
    sys.exit(main())
