"""Measures how far the figures of a simulated day are from what was true.

For each spacing of the polls and each seed, `lucstats demo` simulates a day, collects it over HTTP
and reports on it; the report is compared with the truth that the simulation wrote beside it. Prints
docs/accuracy.md.

usage: accuracy.py PROGRAM [--seeds N] [--days N] [--spacings 10,30,60,300]
"""

import argparse
import csv
import json
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

DAY = "2026-11-24"
TARGET = 20_000
SHORT = 5_000
DAY_MS = 86_400_000


def rank(values, share):
    """The value at rank ⌈share·n⌉ of the ascending list."""
    return sorted(values)[-(-int(share * 100 * len(values)) // 100) - 1]


def truth(folder, start):
    """The figures of the day, from what the simulation knew."""
    end = start + DAY_MS
    stays = []
    with open(folder / "tasks.csv", newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            queued = int(row["queue_started_at"] or 0)
            if start <= queued < end:
                connected = int(row["connected_at"]) if row["connected_at"] else None
                stays.append((queued, connected, int(row["ended_at"] or end), row["agent_id"]))
    waits = [(c - q) for q, c, _, _ in stays if c is not None]
    lost = [e - q for q, c, e, _ in stays if c is None]
    short = sum(w < SHORT for w in lost)
    counted = len(waits) + len(lost) - short
    steps = sorted(step for q, c, e, _ in stays
                   for step in ((q, 1), (min(c or e, end), -1)))
    length = most = 0
    for _, step in sorted(steps, key=lambda s: (s[0], s[1])):
        length += step
        most = max(most, length)
    seconds = defaultdict(lambda: defaultdict(float))
    with open(folder / "agent-states.csv", newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            span = min(int(row["to_at"] or end), end) - max(int(row["from_at"]), start)
            state = row["state"]
            if row["reason"] == "After Call Work":
                state = "AfterCallWork"
            seconds[row["agent_id"]][state] += max(0, span) / 1000
    return {
        "answered": len(waits), "abandoned": len(lost), "offered": len(stays),
        "asa": statistics.mean(waits) / 1000, "median": rank(waits, 0.5) / 1000,
        "p90": rank(waits, 0.9) / 1000,
        "service level": sum(w < TARGET for w in waits) / counted,
        "abandon rate": (len(lost) - short) / (len(stays) - short),
        "handle time": statistics.mean(
            e - c for _, c, e, _ in stays if c is not None) / 1000,
        "queue mean": sum(min(c or e, end) - q for q, c, e, _ in stays) / DAY_MS,
        "queue max": most,
        "agents": {agent: dict(states) for agent, states in seconds.items()},
    }


def duty(states):
    """Utilization of one agent's seconds by state, or None without duty."""
    busy = states.get("Working", 0) + states.get("AfterCallWork", 0)
    on = busy + states.get("Selectable", 0) + states.get("NotReady", 0) + states.get("Rona", 0)
    return busy / on if on else None


NAMES = {"selectable": "Selectable", "working": "Working", "afterCallWork": "AfterCallWork",
         "notReady": "NotReady", "rona": "Rona", "offDuty": "OffDuty", "offline": "Offline"}


def errors(report, true):
    """What the report says minus what was true: relative, in seconds, or in points."""
    totals = report["totals"]
    unseen = totals["unseen"] or {}

    def estimated(kind):
        extra = (unseen.get(kind) or {}).get("estimate")
        return None if extra is None else totals[kind] + extra

    def relative(value, name):
        return None if value is None else value / true[name] - 1

    answered, abandoned = estimated("answered"), estimated("abandoned")
    together = None if None in (answered, abandoned) else answered + abandoned
    found = {
        "offered, as seen": relative(totals["offered"], "offered"),
        "offered, with the unseen": relative(together, "offered"),
        "answered, as seen": relative(totals["answered"], "answered"),
        "answered, with the unseen": relative(answered, "answered"),
        "abandoned, as seen": relative(totals["abandoned"], "abandoned"),
        "abandoned, with the unseen": relative(abandoned, "abandoned"),
        "mean wait of answered": relative(totals["asaSeconds"], "asa"),
        "median wait of answered": relative(totals["waitSeconds"]["median"], "median"),
        "90th percentile of waits": relative(totals["waitSeconds"]["p90"], "p90"),
        "service level": totals["serviceLevel"] - true["service level"],
        "abandon rate": totals["abandonRate"] - true["abandon rate"],
        "mean handle time": relative(totals["handleSeconds"]["mean"], "handle time"),
        "mean queue length": relative(totals["queueLength"]["mean"], "queue mean"),
        "longest queue": relative(totals["queueLength"]["max"], "queue max"),
    }
    off, used = [], []
    for agent in report["agents"]:
        states = true["agents"].get(agent["id"], {})
        off.append(max(abs(agent["seconds"][name] - states.get(state, 0)) / 86_400
                       for name, state in NAMES.items()))
        if agent["utilization"] is not None and duty(states) is not None:
            used.append(agent["utilization"] - duty(states))
    found["agents' time by state, the worst state"] = statistics.mean(off)
    found["utilization, the mean of agents"] = statistics.mean(used)
    found["utilization, an agent's distance"] = statistics.mean(map(abs, used))
    held = {}
    for kind in ("answered", "abandoned"):
        if unseen.get(kind):
            missing = true[kind] - totals[kind]
            held[kind] = unseen[kind]["low"] <= missing <= unseen[kind]["high"]
    return found, held


def measure(program, seed, spacing):
    with tempfile.TemporaryDirectory(prefix="lucstats-accuracy-") as folder:
        subprocess.run(
            [program, "demo", "--out", folder, "--seed", str(seed), "--every", f"{spacing}s",
             "--days", "1"],
            check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        report = json.loads((Path(folder) / DAY / "report.json").read_text(encoding="utf-8"))
        with open(Path(folder) / DAY / "services.csv", newline="", encoding="utf-8") as file:
            start = int(next(csv.DictReader(file))["start_at"])
        return errors(report, truth(Path(folder) / "truth", start))


INTRO = """# How far the figures can be trusted

`scripts/accuracy` simulates days of a contact centre with 6 services and 60 agents, collects each
over HTTP at several spacings of the polls, and compares the report with what was really true. A
cell is the mean error over {seeds} days and, after ±, its standard deviation from day to day: the
mean tells what is wrong in the same direction every day, the deviation what a single day can be off
by. Errors are relative, those of rates in percentage points; an agent's time is in percent of the
day.
"""

OUTRO = """
Waits of answered tasks that were seen are exact, since the server tells both times. What a spacing
costs is tasks that come and go between two polls, short ones above all; ends, and with them handle
times and waits of abandoned tasks, which lie between two polls; and states that last less than a
spacing, where the server does not tell when a state began.

## The estimate of the unseen

Over {days} days at one poll a minute: tasks seen are {seen:.1%} of the true number, seen and
unseen together {estimated:.1%}. The interval held the true number of unseen answered tasks on
{answered} days, that of abandoned ones on {abandoned} days.

A task that was answered and ended within one spacing was seen waiting at most, and counts as
abandoned, marked *unconfirmed*, unless the server answers when asked for it by id. The estimate is shown only
if its interval excludes 0. With `--every auto` there is none.
With polls five minutes apart, most tasks live shorter than a spacing, and no estimate is given.

Which calls each way to poll misses is in [polling.md](polling.md).
"""


def cell(values):
    values = [v for v in values if v is not None]
    if not values:
        return "–"
    spread = statistics.stdev(values) if len(values) > 1 else 0
    return f"{100 * statistics.mean(values):+.1f} ± {100 * spread:.1f}"


def document(program, seeds, days, spacings):
    table = {}
    for spacing in spacings:
        found = [measure(program, seed, spacing)[0] for seed in range(1, seeds + 1)]
        table[spacing] = {name: cell([f[name] for f in found]) for name in found[0]}
        print(f"{spacing} s: {seeds} days", file=sys.stderr)
    held = defaultdict(int)
    seen, estimated = [], []
    for seed in range(1, days + 1):
        found, inside = measure(program, seed, 60)
        seen.append(1 + found["offered, as seen"])
        estimated.append(1 + found["offered, with the unseen"])
        for kind, is_inside in inside.items():
            held[kind] += is_inside
        print(f"\rinterval: {seed} of {days} days", end="", file=sys.stderr)
    print(file=sys.stderr)
    lines = [INTRO.format(seeds=seeds)]
    lines.append("| error in % | " + " | ".join(f"every {s} s" for s in spacings) + " |")
    lines.append("| --- |" + " ---: |" * len(spacings))
    for name in table[spacings[0]]:
        lines.append(f"| {name} | " + " | ".join(table[s][name] for s in spacings) + " |")
    lines.append(OUTRO.format(
        days=days, seen=statistics.mean(seen), estimated=statistics.mean(estimated), **held))
    return "\n".join(lines)


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("program")
    options.add_argument("--seeds", type=int, default=10, help="days for the table")
    options.add_argument("--days", type=int, default=100, help="days for the interval")
    options.add_argument("--spacings", default="10,30,60,300")
    given = options.parse_args()
    spacings = [int(s) for s in given.spacings.split(",")]
    print(document(given.program, given.seeds, given.days, spacings), end="")


if __name__ == "__main__":
    main()
