"""Measures how far the figures of simulated and recorded days are from what was true.

`lucstats demo` collects each day over HTTP by the simulated clock, in each of several ways to poll,
and writes beside it what was true. Prints docs/accuracy.md: bench/accuracy.md with its tables.

usage: accuracy.py PROGRAM [--seeds N] [--first SEED] [--days N] [--replay FILE] [--keep FOLDER]
"""

import argparse
import hashlib
import pickle
import statistics
import string
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from simulated_day import collected

LIMIT = "1000"
CENTRES = {6: ["--services", "6", "--agents", "60"],
           20: ["--services", "20", "--agents", "100", "--unequal"],
           50: ["--services", "50", "--agents", "250", "--unequal"]}
SIGNALS = ["history", "waiting", "ready", "brief"]
# Days of the largest centre, and days on which signals are left out: these take longest.
DAYS_OF_50 = 5
DAYS_OF_SIGNALS = 4


@dataclass(frozen=True)
class Way:
    """A way to poll a centre."""

    services: int
    every: str = "auto"
    is_limited: bool = False
    without: str = ""

    @property
    def options(self):
        return (["--days", "1", "--every", self.every] + CENTRES[self.services]
                + (["--per-hour", LIMIT] if self.is_limited else [])
                + (["--without", self.without] if self.without else []))

    @property
    def name(self):
        every = "`auto`" if self.every == "auto" else f"every {self.every.replace('s', ' s')}"
        return f"{every}, 1,000 an hour" if self.is_limited else every


FREE = [Way(6, "60s"), Way(6, "30s"), Way(6, "10s"), Way(6)]
# Each limited way with the fixed grid that makes as many requests as it, or a few more; and with
# the one that spends the limit around the clock.
PAIRS = [(Way(6, "46s"), Way(6, is_limited=True)), (Way(20, "118s"), Way(20, is_limited=True)),
         (Way(50, "223s"), Way(50, is_limited=True))]
WHOLE_LIMIT = [Way(6, "26s"), Way(20, "79s"), Way(50, "198s")]
RECORDED = ["60s", "30s", "10s", "auto"]
RECORDED_GOALS = [("offered calls not seen", "offered, as seen", 0.03, ".1%"),
                  ("abandoned calls, off by", "abandoned, as seen", 0.1, ".0%"),
                  ("service level, off by", "service level", 0.01, ".1%")]
# What is judged of the estimate of the unseen.
ESTIMATED = "abandoned (5 s or more), with the unseen"
ESTIMATED_SPACINGS = ("60s", "30s")
HELD = ("unseen", "service level", "abandon rate")
FIGURES = ("offered, as seen", "abandoned, as seen", "service level", "abandon rate")


class Measured:
    """Days that are measured once each, two at a time."""

    def __init__(self, program, seeds, kept=None):
        self.program, self.seeds, self.days = program, seeds, {}
        # Days measured by another program say nothing of this one.
        self.kept = kept and Path(kept) / hashlib.sha256(Path(program).read_bytes()).hexdigest()[:16]
        if self.kept:
            self.kept.mkdir(parents=True, exist_ok=True)

    def __getitem__(self, way):
        if way not in self.days:
            seeds = self.seeds[:DAYS_OF_50] if way.services == 50 else self.seeds
            self.days[way] = self.first(len(seeds), way)
        return self.days[way]

    def first(self, count, way):
        return self.run([way.options + ["--seed", str(seed)] for seed in self.seeds[:count]],
                        f"{way.services} services, {way.name} {way.without}")

    def day(self, options):
        if not self.kept:
            return collected(self.program, options)
        path = self.kept / hashlib.sha256(" ".join(options).encode()).hexdigest()[:16]
        if not path.exists():
            path.write_bytes(pickle.dumps(collected(self.program, options)))
        return pickle.loads(path.read_bytes())

    def run(self, runs, name):
        with ThreadPoolExecutor(2) as pool:
            days = list(pool.map(self.day, runs))
        print(f"{name}: {len(days)} days", file=sys.stderr, flush=True)
        return days


def total(days):
    return sum((day.calls for day in days), Counter())


def requests(days):
    """In an hour."""
    return sum(day.requests for day in days) / 24 / len(days)


def wrong(days):
    calls = total(days)
    return calls["wrong"] / calls["all"]


def mean(days, name):
    values = [day.errors[name] for day in days if day.errors.get(name) is not None]
    return statistics.mean(values) if values else None


def table(heads, rows):
    lines = ["| " + " | ".join(heads) + " |",
             "| --- |" + " ---: |" * (len(heads) - 1)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def seen_table(measured, ways):
    def row(way):
        days = measured[way]
        calls = total(days)
        return [f"{way.services} services, {way.name}", f"{requests(days):,.0f}",
                f"{calls['answered seen'] / calls['answered']:.2%}",
                f"{calls['abandoned seen'] / calls['abandoned']:.1%}",
                f"{calls['answered taken for abandoned'] / calls['all']:.3%}",
                f"{wrong(days):.2%}"]
    return table(["polls", "requests an hour", "answered seen", "abandoned (5 s or more) seen",
                  "answered taken for abandoned", "missed or mistaken"], map(row, ways))


def error_table(measured, ways):
    def cell(days, name):
        values = [day.errors[name] for day in days if day.errors.get(name) is not None]
        if len(values) < 2:
            return "–"
        return f"{100 * statistics.mean(values):+.1f} ± {100 * statistics.stdev(values):.1f}"
    # The estimate has a table of its own.
    names = [name for name in measured[ways[0]][0].errors if name != ESTIMATED]
    heads = ["error in %"] + [f"{way.services} services, {way.name}" for way in ways]
    return table(heads, [[name] + [cell(measured[way], name) for way in ways] for name in names])


def signal_table(measured):
    def cell(way):
        days = measured.first(DAYS_OF_SIGNALS, way)
        return f"{total(days)['wrong']:,} ({requests(days):,.0f})"
    without = ["", *SIGNALS, ",".join(SIGNALS)]
    heads = ["centre", "all"] + [f"without {name}" for name in SIGNALS] + ["with none of them"]
    centres = [(6, False), (20, True)]
    return table(heads, [
        [f"{services} services" + (", 1,000 an hour" if limited else ", no limit")]
        + [cell(Way(services, is_limited=limited, without=name)) for name in without]
        for services, limited in centres])


def estimate_days(measured, count):
    """Many days by spacing, to judge the estimate of the unseen by."""
    return {("simulated", every): measured.run(
        [Way(6, every).options + ["--seed", str(seed)] for seed in range(1, count + 1)],
        f"estimate, every {every}") for every in ESTIMATED_SPACINGS}


def held(days, kind):
    """On how many of the days that gave an interval it held the truth."""
    return sum(day.held.get(kind, False) for day in days), sum(kind in day.held for day in days)


def estimates(found):
    def row(name, days):
        calls = total(days)
        error = mean(days, ESTIMATED)
        return [name, f"{calls['abandoned seen'] / calls['abandoned'] - 1:+.1%}",
                "–" if error is None else f"{error:+.1%}",
                *("{} of {}".format(*held(days, kind)) for kind in HELD)]
    return table(["days", "abandoned, as seen", "with the unseen",
                  *(f"{name}: interval holds" for name in HELD)],
                 [row(f"{kind}, {Way(6, every).name}", days)
                  for (kind, every), days in found.items()])


def estimate_goals(found):
    """Simulated and recorded days together."""
    rows = []
    for every in ESTIMATED_SPACINGS:
        days = [day for (_, at), days in found.items() if at == every for day in days]
        (right, shown), name = held(days, "unseen"), Way(6, every).name
        rows += [(f"{name}: estimates of unseen abandoned calls whose interval holds the truth",
                  0.9, right / shown, ".0%", 1),
                 (f"{name}: abandoned calls with the unseen, off by", 0.03,
                  abs(mean(days, ESTIMATED)), ".1%", -1)]
    return rows


def recorded(measured, path):
    """The days of a recording, by spacing: for each figure all days together, and the worst."""
    with open(path, encoding="utf-8") as file:
        names = file.readline().strip().split(",")
        dates = sorted({line.split(",")[names.index("date")] for line in file})
    def days(every):
        return measured.run([["--replay", path, "--day", f"19{d[:2]}-{d[2:4]}-{d[4:]}",
                              "--every", every] for d in dates], f"recorded, {every}")
    def row(name, hourly, days, errors):
        calls = [day.calls["all"] for day in days]
        def weighted(name):
            return sum(n * errors(day)[name] for n, day in zip(calls, days)) / sum(calls)
        def worst(name):
            return max((errors(day)[name] for day in days), key=abs)
        return [name, hourly] + [
            f"{100 * weighted(figure):+.1f} ({100 * worst(figure):+.1f})" for figure in FIGURES]
    found = {every: days(every) for every in RECORDED}
    auto = found["auto"]
    rows = [row(Way(6, every).name, f"{requests(days):,.0f}", days, lambda day: day.errors)
            for every, days in found.items()]
    rows.append(row("a perfect observer, every 5 s", "–", auto, lambda day: day.perfect))
    heads = ["polls", "requests an hour", "offered, %", "abandoned, %", "service level, points",
             "abandon rate, points"]
    return found, table(heads, rows)


def days_missed(days):
    """How many recorded days miss each goal: with `auto`, and of the perfect observer."""
    def missed(errors):
        counts = [sum(abs(errors(day)[figure]) > goal for day in days)
                  for _, figure, goal, _ in RECORDED_GOALS]
        return f"{counts[0]}, {counts[1]} and {counts[2]}"
    if not days:
        return ""
    return (f"The goals of a recorded day are missed on {missed(lambda day: day.errors)} days, and by "
            f"the perfect observer on {missed(lambda day: day.perfect)}.")


def goals(measured, days_of_recording, estimated):
    auto, ten = measured[Way(6)], measured[Way(6, "10s")]
    calls = total(auto)
    def share(kind):
        return calls[f"{kind} seen"] / calls[kind]
    def worst(name):
        return max(abs(day.errors[name]) for day in days_of_recording)
    rows = [
        ("6 services: answered calls seen", 0.999, share("answered"), ".2%", 1),
        ("abandoned calls of 5 s or more seen", 0.97, share("abandoned"), ".1%", 1),
        ("answered calls taken for abandoned", 0.001,
         calls["answered taken for abandoned"] / calls["all"], ".3%", -1),
        ("service level, off by", 0.002, abs(mean(auto, "service level")), ".2%", -1),
        ("abandon rate, off by", 0.002, abs(mean(auto, "abandon rate")), ".2%", -1),
        ("agents' time by state, off by", 0.005,
         mean(auto, "agents' time by state, the worst state"), ".2%", -1),
        ("times after a missed call (RONA), off by", 0.1, abs(mean(auto, "RONA, how often")),
         ".1%", -1),
        ("times of after-call work, off by", 0.1, abs(mean(auto, "after-call work, how often")),
         ".1%", -1),
        ("requests, of those of a poll every 10 s", 0.6, requests(auto) / requests(ten), ".0%", -1),
    ] + [
        (f"{limited.services} services, 1,000 an hour: missed or mistaken, of those of as many "
         "requests spread evenly",
         0.85, wrong(measured[limited]) / wrong(measured[grid]), ".0%", -1)
        for grid, limited in PAIRS[1:]]
    if days_of_recording:
        month = f"{len(days_of_recording)} recorded days"
        for name, figure, goal, form in RECORDED_GOALS:
            rows += [(f"{month}: {name}, worst day", goal, worst(figure), form, -1),
                     ("the same of a perfect observer, every 5 s", goal,
                      max(abs(day.perfect[figure]) for day in days_of_recording), form, -1)]
    rows += estimate_goals(estimated)
    return table(["figure, with `auto` if nothing else is said", "goal", "measured", "reached"], [
        [name, ("at least " if sign > 0 else "at most ") + format(goal, form),
         format(value, form), "yes" if sign * (value - goal) >= 0 else "**no**"]
        for name, goal, value, form, sign in rows])


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("program")
    options.add_argument("--seeds", type=int, default=10, help="days for the tables")
    options.add_argument("--first", type=int, default=201, help="seed of the first of them")
    options.add_argument("--days", type=int, default=100, help="days for the estimate")
    options.add_argument("--replay", help="recorded calls (docs/replay.md)")
    options.add_argument("--keep", help="folder for the measured days, where a later run finds them")
    given = options.parse_args()
    measured = Measured(
        given.program, range(given.first, given.first + given.seeds), given.keep)
    found, recording = {}, "The recording was not at hand."
    if given.replay:
        found, recording = recorded(measured, given.replay)
    recorded_days = found.get("auto", [])
    pairs = [way for whole, pair in zip(WHOLE_LIMIT, PAIRS) for way in (whole, *pair)]
    limited = [way for _, way in PAIRS]
    estimated = estimate_days(measured, given.days)
    estimated |= {("recorded", every): found[every] for every in ESTIMATED_SPACINGS if found}
    text = Path(__file__).with_suffix(".md").read_text(encoding="utf-8")
    print(string.Template(text).substitute(
        seeds=given.seeds, first=given.first, last=given.first + given.seeds - 1,
        days=given.days, days_of_50=min(given.seeds, DAYS_OF_50),
        days_of_signals=min(given.seeds, DAYS_OF_SIGNALS), recorded_days=len(recorded_days),
        goals=goals(measured, recorded_days, estimated),
        days_missed=days_missed(recorded_days), seen=seen_table(measured, FREE + pairs),
        errors=error_table(measured, FREE + limited), signals=signal_table(measured),
        estimates=estimates(estimated), recorded=recording), end="")


if __name__ == "__main__":
    main()
