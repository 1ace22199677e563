"""One simulated or recorded day: what `lucstats demo` made of it, beside what was true."""

import csv
import json
import re
import sqlite3
import statistics
import subprocess
import tempfile
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

THRESHOLD_MS = 20_000
SHORT_MS = 5_000
DAY_MS = 86_400_000


@dataclass
class Day:
    """What one day gave. A call is *missed* if the warehouse does not have it, and *mistaken* if it
    has it with another outcome."""

    requests: int
    calls: Counter
    errors: dict
    held: dict = field(default_factory=dict)
    perfect: dict = field(default_factory=dict)


def rank(values, share):
    """The value at rank ⌈share·n⌉ of the ascending list."""
    return sorted(values)[-(-int(share * 100 * len(values)) // 100) - 1]


class Truth:
    """What the simulation knew of a day, from the files that it wrote."""

    def __init__(self, folder, start):
        self.start, self.end = start, start + DAY_MS
        with open(folder / "tasks.csv", newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        self.stays = []
        for row in rows:
            queued = int(row["queue_started_at"] or 0)
            if not start <= queued < self.end:
                continue
            connected = int(row["connected_at"]) if row["connected_at"] else None
            # A call that left its queue for another one, unanswered, is neither.
            if connected is None and row["outcome"] == "Transferred":
                continue
            key = (row["task_id"].lower(), row["service_id"].lower())
            self.stays.append((key, queued, connected, int(row["ended_at"] or self.end)))
        self.states = defaultdict(Counter)
        self.begun = Counter()
        states = folder / "agent-states.csv"
        if not states.exists():
            return
        with open(states, newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                since = int(row["from_at"])
                span = min(int(row["to_at"] or self.end), self.end) - max(since, start)
                state = row["state"]
                if row["reason"] == "After Call Work":
                    state = "AfterCallWork"
                self.states[row["agent_id"]][state] += max(0, span) / 1000
                self.begun[state] += start <= since < self.end

    def figures(self):
        waits = [c - q for _, q, c, _ in self.stays if c is not None]
        lost = [e - q for _, q, c, e in self.stays if c is None]
        short = sum(wait < SHORT_MS for wait in lost)
        steps = sorted(step for _, q, c, e in self.stays
                       for step in ((q, 1), (min(c or e, self.end), -1)))
        length = longest = 0
        for _, step in steps:
            length += step
            longest = max(longest, length)
        return {
            "offered": len(self.stays), "answered": len(waits), "abandoned": len(lost),
            "mean wait": statistics.mean(waits) / 1000, "median": rank(waits, 0.5) / 1000,
            "p90": rank(waits, 0.9) / 1000,
            "service level": sum(w < THRESHOLD_MS for w in waits)
            / (len(waits) + len(lost) - short),
            "abandon rate": (len(lost) - short) / (len(self.stays) - short),
            "handle time": statistics.mean(
                e - c for _, _, c, e in self.stays if c is not None) / 1000,
            "queue mean": sum(min(c or e, self.end) - q for _, q, c, e in self.stays) / DAY_MS,
            "queue max": longest,
        }

    def perfect(self, spacing_ms=5_000):
        """The errors of an observer who misses nothing but calls that no poll could meet: those
        shorter than the spacing, each in proportion, as polls fall at random."""
        counts = Counter()
        for _, queued, connected, ended in self.stays:
            seen = min(1, (ended - queued) / spacing_ms)
            wait = (connected or ended) - queued
            short = connected is None and wait < SHORT_MS
            for kind, counted in (
                    ("offered", True), ("abandoned", connected is None),
                    ("in time", connected is not None and wait < THRESHOLD_MS),
                    ("lost", connected is None and not short), ("counted", not short)):
                counts[kind] += counted
                counts["seen " + kind] += seen * counted
        def share(part, whole):
            return counts["seen " + part] / counts["seen " + whole] - counts[part] / counts[whole]
        return {"offered, as seen": counts["seen offered"] / counts["offered"] - 1,
                "abandoned, as seen": counts["seen abandoned"] / counts["abandoned"] - 1,
                "service level": share("in time", "counted"),
                "abandon rate": share("lost", "counted")}

    def calls(self, seen):
        """How many calls were answered or abandoned, and how many of them `seen` has so."""
        counts = Counter()
        for key, queued, connected, ended in self.stays:
            outcome = "abandoned" if connected is None else "answered"
            found = seen.get(key)
            kind = outcome
            if outcome == "abandoned" and ended - queued < SHORT_MS:
                kind = "short"
            counts[kind] += 1
            counts[kind + " seen"] += found == outcome
            counts["answered taken for abandoned"] += (outcome, found) == ("answered", "abandoned")
            counts["all"] += 1
            counts["wrong"] += found != outcome
        return counts


STATES = {"selectable": "Selectable", "working": "Working", "afterCallWork": "AfterCallWork",
          "notReady": "NotReady", "rona": "Rona", "offDuty": "OffDuty", "offline": "Offline"}


def utilization(seconds):
    """Of one agent's seconds by state; None without duty."""
    busy = seconds["Working"] + seconds["AfterCallWork"]
    duty = busy + seconds["Selectable"] + seconds["NotReady"] + seconds["Rona"]
    return busy / duty if duty else None


def errors(report, truth, calls, begun):
    """What the report says minus what was true: relative, or in points for shares."""
    totals, true = report["totals"], truth.figures()
    unseen = (totals["unseen"] or {}).get("abandoned")
    # Of abandoned calls that waited for five seconds or more.
    missed = calls["abandoned"] - calls["abandoned seen"]

    def relative(value, name):
        return None if value is None or not true[name] else value / true[name] - 1

    found = {
        "offered, as seen": relative(totals["offered"], "offered"),
        "answered, as seen": relative(totals["answered"], "answered"),
        "abandoned, as seen": relative(totals["abandoned"], "abandoned"),
        "abandoned (5 s or more), with the unseen":
            unseen and (unseen["estimate"] - missed) / calls["abandoned"],
        "mean wait of answered": relative(totals["asaSeconds"], "mean wait"),
        "median wait of answered": relative(totals["waitSeconds"]["median"], "median"),
        "90th percentile of waits": relative(totals["waitSeconds"]["p90"], "p90"),
        "service level": totals["serviceLevel"] - true["service level"],
        "abandon rate": totals["abandonRate"] - true["abandon rate"],
        "mean handle time": relative(totals["handleSeconds"]["mean"], "handle time"),
        "mean queue length": relative(totals["queueLength"]["mean"], "queue mean"),
        "longest queue": relative(totals["queueLength"]["max"], "queue max"),
    }
    off, used = [], []
    for agent in report["agents"] if truth.states else []:
        seconds = truth.states[agent["id"]]
        off.append(max(abs(agent["seconds"][name] - seconds[state]) * 1000 / DAY_MS
                       for name, state in STATES.items()))
        if agent["utilization"] is not None and utilization(seconds) is not None:
            used.append(agent["utilization"] - utilization(seconds))
    if off:
        found["agents' time by state, the worst state"] = statistics.mean(off)
        found["utilization, the mean of agents"] = statistics.mean(used)
        found["utilization, an agent's distance"] = statistics.mean(map(abs, used))
        for name, state in (("RONA", "Rona"), ("after-call work", "AfterCallWork")):
            if truth.begun[state]:
                found[f"{name}, how often"] = begun[state] / truth.begun[state] - 1
    held = {name: totals[key + "Low"] <= true[name] <= totals[key + "High"]
            for name, key in (("service level", "serviceLevel"), ("abandon rate", "abandonRate"))}
    if unseen:
        held["unseen"] = unseen["low"] <= missed <= unseen["high"]
    return found, held


def collected(program, options):
    """One day, simulated or replayed, collected over HTTP by the simulated clock."""
    with tempfile.TemporaryDirectory(prefix="lucstats-accuracy-") as folder:
        folder = Path(folder)
        said = subprocess.run([program, "demo", "--out", folder, *options], check=True,
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True).stderr
        [path] = folder.glob("*/report.json")
        report = json.loads(path.read_text(encoding="utf-8"))
        with open(path.parent / "services.csv", newline="", encoding="utf-8") as file:
            start = int(next(csv.DictReader(file))["start_at"])
        with sqlite3.connect(folder / "warehouse.db") as warehouse:
            seen = {(task.lower(), service.lower()): outcome for task, service, outcome in
                    warehouse.execute("SELECT task_id, service_id, outcome FROM task")}
            begun = Counter(dict(warehouse.execute(
                "SELECT CASE state WHEN 'rona' THEN 'Rona' ELSE 'AfterCallWork' END, count(*) "
                "FROM agent_state WHERE from_at >= ? AND state IN ('rona', 'after_call_work') "
                "GROUP BY state", (start,))))
        truth = Truth(folder / "truth", start)
        calls = truth.calls(seen)
        found, held = errors(report, truth, calls, begun)
        requests = int(re.search(r"took (\d+) requests", said)[1])
        return Day(requests, calls, found, held, truth.perfect())
