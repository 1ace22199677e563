"""The facts of a warehouse, read from its public views, and nothing derived.

Times are epoch milliseconds UTC, as in the views.
"""
import bisect
import sqlite3
from collections import defaultdict
from dataclasses import dataclass, field


@dataclass
class Stay:
    """One stay of a task in the queue of a service."""
    task: str
    service: str
    agent: str | None
    queued: int
    connected: int | None
    ended: int | None
    first_seen: int
    unconfirmed: bool
    channel: str | None
    # The later QueueStarted for which the stay was left unconnected.
    flowed_out: int | None = None

    @property
    def outcome(self):
        if self.connected is not None:
            return "answered"
        if self.flowed_out is not None:
            return "flowed_out"
        return "open" if self.ended is None else "abandoned"

    @property
    def left_queue(self):
        """When it no longer waited; None if it still does."""
        ends = [t for t in (self.connected, self.flowed_out, self.ended) if t is not None]
        return min(ends) if ends else None

    def wait(self):
        """Seconds in the queue; None if open."""
        end = {"answered": self.connected, "flowed_out": self.flowed_out,
               "abandoned": self.ended, "open": None}[self.outcome]
        return None if end is None else max(0, end - self.queued) / 1000

    def handle(self):
        """Seconds from connect to end; None if it was not answered or has not ended."""
        if self.connected is None or self.ended is None:
            return None
        return max(0, self.ended - self.connected) / 1000


@dataclass
class State:
    agent: str
    state: str
    reason: str | None
    start: int
    end: int


@dataclass
class Run:
    """A span of complete listings without a gap."""
    start: int
    end: int
    polls: int


@dataclass
class Rule:
    """What holds for a service from an instant on."""
    start: int
    threshold: float
    short: float
    target: float | None


@dataclass
class Week:
    """Opening hours from an instant on: by weekday, from 1 for Monday, pairs of minutes."""
    start: int
    ranges: dict


@dataclass
class Version:
    name: str | None
    unit: str | None
    start: int
    end: int | None


@dataclass
class Facts:
    zone: str
    stays: list = field(default_factory=list)
    states: dict = field(default_factory=lambda: defaultdict(list))
    task_runs: dict = field(default_factory=lambda: defaultdict(list))
    state_runs: list = field(default_factory=list)
    services: dict = field(default_factory=lambda: defaultdict(list))
    agents: dict = field(default_factory=lambda: defaultdict(list))
    rules: dict = field(default_factory=lambda: defaultdict(list))
    passes: list = field(default_factory=list)
    # By service; one without any is always open, but for closed days.
    weeks: dict = field(default_factory=lambda: defaultdict(list))
    # Pairs of a service, None for all, and a local date.
    closed: set = field(default_factory=set)

    @property
    def knows_hours(self):
        return bool(self.closed or any(self.weeks.values()))

    def week(self, service, instant):
        """The opening hours of a service at an instant; None if it is always open."""
        begun = [week for week in self.weeks[service] if week.start <= instant]
        return begun[-1] if begun else None

    def is_closed(self, service, date):
        return (None, date) in self.closed or (service, date) in self.closed

    def rule(self, service, instant):
        """The rule of a service at an instant: the last one that had begun."""
        rules = self.rules[service]
        at = bisect.bisect_right([rule.start for rule in rules], instant) - 1
        return rules[max(0, at)]

    @staticmethod
    def unit(versions, instant):
        """The unit of a service or agent at an instant: of the version that held then; of the
        first one before it, and of the last one after it."""
        held = [v for v in versions if v.start <= instant]
        version = held[-1] if held else versions[0] if versions else None
        return version.unit if version else None

    @staticmethod
    def unit_spans(versions, unit):
        """The spans in which a service or agent belonged to a unit."""
        spans = []
        for index, version in enumerate(versions):
            following = versions[index + 1].start if index + 1 < len(versions) else 1 << 62
            if version.unit == unit:
                spans.append((version.start if index else 0, following))
        return spans

    def observed(self, service):
        """The spans in which a service was observed."""
        return [(run.start, run.end) for run in self.task_runs[service]]

    def last_observation(self, service):
        return max((run.end for run in self.task_runs[service]), default=None)


def columns(connection, view):
    return {row[1] for row in connection.execute(f"SELECT * FROM pragma_table_info('{view}')")}


def read(path):
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    zone = connection.execute("SELECT value FROM setting WHERE name = 'timeZone'").fetchone()[0]
    facts = Facts(zone)
    read_stays(connection, facts)
    for row in connection.execute(
            "SELECT agent_id, state, reason, from_at, to_at FROM agent_state ORDER BY from_at"):
        facts.states[row[0]].append(State(*row))
    for resource, service, *run in connection.execute(
            "SELECT resource, service_id, from_at, to_at, polls FROM coverage_run ORDER BY from_at"):
        (facts.task_runs[service] if resource == "tasks" else facts.state_runs).append(Run(*run))
    for service, *version in connection.execute(
            "SELECT service_id, name, organization_unit, valid_from_at, valid_to_at"
            " FROM service_history ORDER BY valid_from_at"):
        facts.services[service].append(Version(*version))
    for agent, *version in connection.execute(
            "SELECT agent_id, name, organization_unit, valid_from_at, valid_to_at"
            " FROM agent_history ORDER BY valid_from_at"):
        facts.agents[agent].append(Version(*version))
    read_rules(connection, facts)
    read_hours(connection, facts)
    facts.passes = [row[0] for row in connection.execute(
        "SELECT started_at FROM collection_pass ORDER BY started_at")]
    connection.close()
    return facts


def read_stays(connection, facts):
    known = columns(connection, "task")
    unconfirmed = "is_unconfirmed" if "is_unconfirmed" in known else "is_unsure"
    by_task = defaultdict(list)
    for row in connection.execute(
            f"SELECT task_id, service_id, agent_id, queue_started_at, connected_at, ended_at,"
            f" first_seen_at, {unconfirmed}, coalesce(modality, type) FROM task"
            " WHERE queue_started_at IS NOT NULL ORDER BY queue_started_at"):
        stay = Stay(*row[:7], bool(row[7]), row[8])
        facts.stays.append(stay)
        by_task[stay.task].append(stay)
    # The same id goes on with a later QueueStarted: the stay before flowed out then.
    for stays in by_task.values():
        for stay, later in zip(stays, stays[1:]):
            later_start = next((s.queued for s in stays if s.queued > stay.queued), None)
            if stay.connected is None and later_start is not None:
                stay.flowed_out = later_start


def read_rules(connection, facts):
    """From the history of targets; a service without a rule of its own has that of all (key 0)."""
    by_key = defaultdict(list)
    for key, *rule in connection.execute(
            "SELECT service_key, valid_from_at, threshold_ms / 1000.0, short_abandon_ms / 1000.0,"
            " target FROM target_rule ORDER BY valid_from_at"):
        by_key[key].append(Rule(*rule))
    for service, key in connection.execute("SELECT service_id, service_key FROM service"):
        own = by_key[key] if key else []
        # Before a service's first rule of its own, that of all holds.
        facts.rules[service] = [rule for rule in by_key[0]
                                if not own or rule.start < own[0].start] + own


def read_hours(connection, facts):
    """From the history of opening hours; before a service's first hours of its own, those of all
    hold (key 0)."""
    by_key = defaultdict(dict)
    for key, start, weekday, opens, closes in connection.execute(
            "SELECT service_key, valid_from_at, weekday, opens_minute, closes_minute"
            " FROM opening_hours ORDER BY valid_from_at"):
        week = by_key[key].setdefault(start, Week(start, defaultdict(list)))
        week.ranges[weekday].append((opens, closes))
    names = dict(connection.execute("SELECT service_key, service_id FROM service"))
    for key, service in names.items():
        own = list(by_key[key].values())
        facts.weeks[service] = [week for week in by_key[0].values()
                                if not own or week.start < own[0].start] + own
    for key, date in connection.execute("SELECT service_key, local_date FROM closed_day"):
        facts.closed.add((names.get(key), date))
