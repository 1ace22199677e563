#!/usr/bin/env python3
"""Recomputes every figure of a report.json from the facts of its warehouse, and compares.

    compare.py [--organization-unit UNIT | --service NAME] WAREHOUSE report.json

Written from the definitions alone. Prints each difference as path, reported, expected; the exit
code is 0 if there is none. Only Python's own library is needed.
"""
import argparse
import json
import math
import sys
from collections import defaultdict

import facts as facts_module
import figures

EVER = [(0, 1 << 62)]


class Scope:
    """What a report is about: everything, or the services and agents of a unit or a service."""

    def __init__(self, facts, unit=None, service=None):
        self.is_service = service is not None
        self.services = {}
        self.agents = {}
        for key, versions in facts.services.items():
            spans = facts.unit_spans(versions, unit) if unit else EVER
            if service and not any(v.name == service for v in versions):
                spans = []
            if spans:
                self.services[key] = spans
        for key, versions in facts.agents.items():
            spans = facts.unit_spans(versions, unit) if unit else EVER
            if spans:
                self.agents[key] = spans

    def holds(self, stay):
        return any(a <= stay.queued < b for a, b in self.services.get(stay.service, ()))


def expected(facts, report, scope):
    """What report.json should hold for its period."""
    zone = facts.zone
    period = report["period"]
    start, end = (figures.instant_of(figures.datetime.fromisoformat(period[key]))
                  for key in ("start", "end"))
    days = figures.day_starts(zone, start, end)
    starts = days if len(days) > 3 else figures.interval_starts(zone, start, end, 900)
    stays = [s for s in facts.stays if start <= s.queued < end]
    queues = figures.Queues(facts)

    def subject(services, own):
        """The figures of some services together, and of each interval."""
        result = figures.task_figures(facts, own)
        result["queueLength"] = queues.length(services, start, end)
        result["intervals"] = []
        for a, b in zip(starts, starts[1:]):
            interval = figures.task_figures(facts, [s for s in own if a <= s.queued < b])
            interval["queueLength"] = queues.length(services, a, b)
            interval["start"] = figures.iso(zone, a)
            result["intervals"].append(interval)
        return result

    own = [s for s in stays if scope.holds(s)]
    services = {service: subject([service], [s for s in own if s.service == service])
                for service in scope.services}
    counted = own if scope.is_service else stays
    # What has not elapsed of a running period is not unknown.
    until = figures.elapsed_end(facts, end)
    agents = {agent: figures.agent_figures(facts, agent, counted, start, end, spans, until)
              for agent, spans in scope.agents.items()}
    return {
        "channels": channel_figures(facts, scope, own, start, end),
        "coverage": figures.coverage(facts, scope.services, start, end),
        "period": {"start": figures.iso(zone, start), "end": figures.iso(zone, end),
                   "timeZone": zone, "intervalSeconds": 86_400 if len(days) > 3 else 900},
        "totals": subject(list(scope.services), own), "services": services, "agents": agents,
    }


def channel_figures(facts, scope, stays, start, end):
    """The figures of each channel: the modality of its tasks, else their type."""
    channels = {}
    for channel in sorted({s.channel for s in stays}, key=str):
        queues = figures.Queues(facts, [s for s in facts.stays if s.channel == channel])
        told = figures.task_figures(facts, [s for s in stays if s.channel == channel])
        told["queueLength"] = queues.length(list(scope.services), start, end)
        channels[channel] = told
    return channels if len(channels) > 1 else {}


def is_one_date(facts, report):
    """Whether the period is a whole local date."""
    start, end = (figures.instant_of(figures.datetime.fromisoformat(report["period"][key]))
                  for key in ("start", "end"))
    midnight = figures.local(facts.zone, start).time() == figures.datetime.min.time()
    return midnight and figures.day_starts(facts.zone, start, start + 40 * 3_600_000)[1] == end


def expected_previous(facts, report, scope):
    """The comparable period before, and its totals."""
    start, end = (figures.instant_of(figures.datetime.fromisoformat(report["period"][key]))
                  for key in ("start", "end"))
    before, after = figures.previous(facts.zone, start, end)
    if figures.elapsed_end(facts, end) < end:
        # The same elapsed span of it.
        days = (figures.local(facts.zone, start).date() - figures.local(facts.zone, before).date())
        after = figures.shifted(facts.zone, figures.elapsed_end(facts, end), -days.days)
    if is_one_date(facts, report):
        # The same weekday that was open.
        for _ in range(7):
            if not was_closed(facts, scope, before, after):
                break
            before, after = (figures.shifted(facts.zone, t, -7) for t in (before, after))
    stays = [s for s in facts.stays if before <= s.queued < after and scope.holds(s)]
    totals = figures.task_figures(facts, stays)
    seconds = defaultdict(float)
    for agent, spans in scope.agents.items():
        told = figures.agent_figures(facts, agent, stays, before, after, spans)
        seconds["duty"] += told["dutySeconds"]
        for state, value in told["seconds"].items():
            seconds[state] += value
    busy = seconds["working"] + seconds["afterCallWork"]
    names = ("offered", "answered", "abandoned", "serviceLevel", "abandonRate", "asaSeconds",
             "longestWaitSeconds")
    return {
        "start": figures.iso(facts.zone, before), "end": figures.iso(facts.zone, after),
        "totals": {**{name: totals[name] for name in names},
                   "utilization": figures.ratio(busy, seconds["duty"]),
                   "occupancy": figures.ratio(busy, busy + seconds["selectable"])},
    }


def was_closed(facts, scope, start, end):
    """Whether a date was observed, and nothing was open on it."""
    return any(figures.clip(facts.observed(s), start, end) for s in scope.services) and not any(
        figures.opening(facts, s, start, end) for s in scope.services)


PERCENTILES = ("median", "p90", "p95")


def differences(path, reported, expected, is_histogram):
    """Each difference as path, reported, expected. Percentiles of a histogram are whole seconds."""
    if isinstance(expected, dict):
        if not isinstance(reported, dict):
            yield path, reported, expected
            return
        # What is listed by identifier is all there is.
        listed = path in (".services", ".agents", ".channels")
        for key in sorted(set(reported) - set(expected)) if listed else []:
            yield f"{path}.{key}", "(there)", None
        for key in expected:
            if key not in reported:
                yield f"{path}.{key}", "(missing)", expected[key]
                continue
            value = expected[key]
            if is_histogram and key in PERCENTILES and value is not None:
                value = math.floor(value)
            # The figures of one interval or date come from the facts.
            yield from differences(
                f"{path}.{key}", reported[key], value, is_histogram and key != "intervals")
    elif isinstance(expected, list):
        if not isinstance(reported, list) or len(reported) != len(expected):
            yield path, f"{len(reported)} members", f"{len(expected)} members"
            return
        for index, (a, b) in enumerate(zip(reported, expected)):
            yield from differences(f"{path}[{index}]", a, b, is_histogram)
    elif isinstance(expected, (int, float)) and isinstance(reported, (int, float)):
        if abs(reported - expected) > max(1e-9 * abs(expected), 1e-6):
            yield path, reported, expected
    elif reported != expected:
        yield path, reported, expected


def compare(warehouse, report, unit=None, service=None):
    facts = facts_module.read(warehouse)
    reported = {key: value for key, value in report.items() if key != "previous"}
    for key in ("services", "agents"):
        reported[key] = {row["id"]: row for row in report[key]}
    reported["channels"] = {row["channel"]: row for row in report.get("channels", [])}
    scope = Scope(facts, unit, service)
    wanted = expected(facts, report, scope)
    found = list(differences("", reported, wanted, not is_one_date(facts, report)))
    if report["previous"]:
        wanted = expected_previous(facts, report, scope)
        if not report["previous"]["totals"]:
            del wanted["totals"]
        found += differences("previous", report["previous"], wanted, False)
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("warehouse")
    parser.add_argument("report")
    parser.add_argument("--organization-unit")
    parser.add_argument("--service")
    options = parser.parse_args()
    with open(options.report, encoding="utf-8") as file:
        report = json.load(file)
    found = compare(options.warehouse, report, options.organization_unit, options.service)
    for path, reported, value in found[:5000]:
        print(f"{path.lstrip('.')}: reported {reported!r}, expected {value!r}")
    if found:
        print(f"{len(found)} figures differ", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
