#!/usr/bin/env python3
"""Recomputes every row of the public views of figures from a warehouse's facts, and compares.

    views.py WAREHOUSE

The views service_interval, service_day, agent_interval, agent_day, agent_state_day and
queue_length. A column that is not recomputed counts as a difference, as does a row too many.
"""
import sqlite3
import sys
from collections import defaultdict

import facts as facts_module
import figures


class Calendar:
    """The local dates and intervals that the facts reach, by zoneinfo alone."""

    def __init__(self, facts, seconds):
        self.zone = facts.zone
        instants = [s.queued for s in facts.stays]
        for runs in [facts.state_runs, *facts.task_runs.values()]:
            instants += [t for run in runs for t in (run.start, run.end)]
        first = figures.local(self.zone, min(instants)).replace(
            hour=0, minute=0, second=0, microsecond=0)
        end = max(instants) + 1
        self.days = figures.day_starts(self.zone, figures.instant_of(first), end)
        # The last day whole.
        following = figures.day_starts(
            self.zone, self.days[-2], self.days[-2] + 40 * 3_600_000)[1]
        self.days[-1] = following
        self.intervals = []
        for a, b in zip(self.days, self.days[1:]):
            self.intervals += list(zip(
                *[(s := figures.interval_starts(self.zone, a, b, seconds)), s[1:]]))

    def words(self, instant):
        """The columns that say when a row is."""
        moment = figures.local(self.zone, instant)
        year, week, weekday = moment.isocalendar()
        return {
            "local_date": moment.date().isoformat(), "local_time": moment.strftime("%H:%M"),
            "half_hour": f"{moment:%H}:{moment.minute // 30 * 30:02}",
            "start_at": instant, "weekday": weekday, "iso_week": f"{year:04}-W{week:02}",
            "month": moment.strftime("%Y-%m"),
            "start_local": moment.isoformat(timespec="seconds").replace("+00:00", "Z"),
            "start_utc": figures.iso("UTC", instant),
        }


def service_row(facts, queues, service, start, end):
    own = [s for s in facts.stays if s.service == service and start <= s.queued < end]
    told = figures.task_figures(facts, own)
    queue = queues.length([service], start, end, in_hours=False)
    observed = figures.length(figures.clip(facts.observed(service), start, end)) / 1000
    waits = [s.wait() for s in own if s.outcome == "answered"]
    return {
        "offered": told["offered"], "answered": told["answered"], "abandoned": told["abandoned"],
        "short_abandoned": told["shortAbandoned"], "open": told["open"],
        "flowed_out": told["flowedOut"], "contacts": told["contacts"],
        "answered_within_threshold": told["answeredWithinThreshold"],
        "abandoned_within_threshold": told["abandonedWithinThreshold"],
        "service_level": told["serviceLevel"], "abandon_rate": told["abandonRate"],
        "answered_wait_seconds": sum(waits),
        "abandoned_wait_seconds": sum(s.wait() for s in own if s.outcome == "abandoned"),
        "wait_median_seconds": told["waitSeconds"]["median"],
        "wait_p90_seconds": told["waitSeconds"]["p90"],
        "wait_p95_seconds": told["waitSeconds"]["p95"],
        "longest_wait_seconds": told["longestWaitSeconds"],
        "handle_seconds": told["handleSeconds"]["total"],
        "handled": sum(s.handle() is not None for s in own),
        "waiting_seconds": 0 if queue["mean"] is None else queue["mean"] * observed,
        "queue_length_max": queue["max"], "observed_seconds": observed,
        "unconfirmed": told["unconfirmed"], "unsure": told["unconfirmed"],
    }


def service_rows(facts, spans, calendar):
    """A row where the service was observed or a task entered its queue."""
    queues = figures.Queues(facts)
    for service in facts.services:
        for start, end in spans:
            row = service_row(facts, queues, service, start, end)
            if row["offered"] or row["observed_seconds"]:
                yield (service, start), {"service_id": service,
                                         "service_name": facts.services[service][-1].name,
                                         **calendar.words(start), **row}


def agent_rows(facts, spans, calendar):
    """A row where the agent was on duty or answered a task."""
    for agent in facts.agents:
        for start, end in spans:
            own = [s for s in facts.stays if start <= s.queued < end]
            told = figures.agent_figures(facts, agent, own, start, end)
            if not told["answered"] and not told["dutySeconds"]:
                continue
            seconds = told["seconds"]
            yield (agent, start), {
                "agent_id": agent, "agent_name": facts.agents[agent][-1].name,
                **calendar.words(start), "answered": told["answered"],
                "handle_seconds": told["handleSeconds"]["total"],
                "handled": sum(s.handle() is not None for s in own if s.agent == agent),
                "selectable_seconds": seconds["selectable"], "working_seconds": seconds["working"],
                "after_call_work_seconds": seconds["afterCallWork"],
                "not_ready_seconds": seconds["notReady"], "rona_seconds": seconds["rona"],
                "off_duty_seconds": seconds["offDuty"], "offline_seconds": seconds["offline"],
                "unknown_seconds": seconds["unknown"],
            }


def agent_days(facts, spans, calendar):
    for key, row in agent_rows(facts, spans, calendar):
        if row["answered"]:
            yield key, row


def state_days(facts, spans, calendar):
    for agent, states in facts.states.items():
        for start, end in spans:
            sums = defaultdict(lambda: [0, 0])
            for state in states:
                clipped = min(state.end, end) - max(state.start, start)
                begun = start <= state.start < end
                if clipped > 0 or begun:
                    sums[state.state, state.reason][0] += max(0, clipped) / 1000
                    sums[state.state, state.reason][1] += begun
            for (state, reason), (seconds, begun) in sums.items():
                yield (agent, start, state, reason), {
                    "agent_id": agent, "agent_name": facts.agents[agent][-1].name,
                    **calendar.words(start), "state": state, "reason": reason,
                    "seconds": seconds, "begun": begun}


def compare(connection, view, keys, rows, found):
    expected = dict(rows)
    columns = [row[1] for row in connection.execute(f"SELECT * FROM pragma_table_info('{view}')")]
    seen = set()
    for values in connection.execute(f"SELECT {', '.join(columns)} FROM {view}"):
        row = dict(zip(columns, values))
        key = tuple(row[name] for name in keys)
        seen.add(key)
        if key not in expected:
            found.append((f"{view}{key}", "a row", None))
            continue
        for column, value in row.items():
            if column.endswith("_key"):
                continue
            wanted = expected[key].get(column, "(not recomputed)")
            both = isinstance(value, (int, float)) and isinstance(wanted, (int, float))
            if value != wanted and not (both and abs(value - wanted) <= 1e-6):
                found.append((f"{view}{key}.{column}", value, wanted))
    for key in expected.keys() - seen:
        found.append((f"{view}{key}", None, expected[key]))


def differences(path):
    facts = facts_module.read(path)
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    seconds = int(connection.execute(
        "SELECT value FROM setting WHERE name = 'intervalSeconds'").fetchone()[0])
    calendar = Calendar(facts, seconds)
    days = list(zip(calendar.days, calendar.days[1:]))
    found = []
    service, agent = ("service_id", "start_at"), ("agent_id", "start_at")
    compare(connection, "service_interval", service,
            service_rows(facts, calendar.intervals, calendar), found)
    compare(connection, "service_day", service, service_rows(facts, days, calendar), found)
    compare(connection, "agent_interval", agent,
            agent_rows(facts, calendar.intervals, calendar), found)
    compare(connection, "agent_day", agent, agent_days(facts, days, calendar), found)
    compare(connection, "agent_state_day", (*agent, "state", "reason"),
            state_days(facts, days, calendar), found)
    return found


def main():
    found = differences(sys.argv[1])
    for path, reported, wanted in found[:5000]:
        print(f"{path}: returned {reported!r}, expected {wanted!r}")
    if found:
        print(f"{len(found)} values differ", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
