"""The figures of a report, worked out from facts by their definitions, slowly and plainly."""
import math
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo


def clip(spans, start, end):
    """The parts of spans inside [start, end), in order and without overlaps."""
    parts = sorted((max(a, start), min(b, end)) for a, b in spans)
    merged = []
    for a, b in parts:
        if a >= b:
            continue
        if merged and a <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], b)
        else:
            merged.append([a, b])
    return [tuple(span) for span in merged]


def length(spans):
    return sum(b - a for a, b in spans)


def ratio(numerator, denominator):
    return None if not denominator else numerator / denominator


def mean(values):
    return None if not values else sum(values) / len(values)


def nearest_rank(values, share):
    """The value at rank ⌈share · n⌉ of the ascending list."""
    if not values:
        return None
    return sorted(values)[max(1, math.ceil(share * len(values) - 1e-9)) - 1]


def spread(values):
    return {"mean": mean(values), "median": nearest_rank(values, 0.5),
            "p90": nearest_rank(values, 0.9), "p95": nearest_rank(values, 0.95),
            "max": max(values, default=None)}


# Local time

def local(zone, instant):
    return datetime.fromtimestamp(instant / 1000, ZoneInfo(zone))


def instant_of(moment):
    return round(moment.timestamp() * 1000)


def iso(zone, instant):
    """ISO 8601 with offset, to the second; UTC as Z."""
    text = local(zone, instant).isoformat(timespec="seconds")
    return text.replace("+00:00", "Z")


def day_starts(zone, start, end):
    """The first instant of each local date in [start, end), then the end."""
    starts = [start]
    while True:
        date = local(zone, starts[-1]).date() + timedelta(days=1)
        midnight = datetime(date.year, date.month, date.day, tzinfo=ZoneInfo(zone))
        # A midnight that the clock skips: through UTC, the first instant after it.
        following = instant_of(midnight.astimezone(timezone.utc))
        if following >= end:
            return starts + [end]
        starts.append(following)


def interval_starts(zone, start, end, seconds):
    """The starts of the wall clock's intervals in [start, end), then the end."""
    starts = []
    instant = start
    offset = None
    # Every minute whose wall clock is a multiple of the interval, and every change of the clock.
    while instant < end:
        moment = local(zone, instant)
        of_day = moment.hour * 3600 + moment.minute * 60 + moment.second
        if of_day % seconds == 0 or moment.utcoffset() != offset or instant == start:
            starts.append(instant)
        offset = moment.utcoffset()
        instant += 60_000
    return starts + [end]


# Opening hours

def opening(facts, service, start, end):
    """The spans of [start, end) in which a service is open; all of it where no hours are known."""
    if not facts.knows_hours:
        return [(start, end)]
    spans = []
    date = local(facts.zone, start).date()
    while True:
        midnight = instant_of(datetime(
            date.year, date.month, date.day, tzinfo=ZoneInfo(facts.zone)).astimezone(timezone.utc))
        if midnight >= end:
            return clip(spans, start, end)
        week = facts.week(service, midnight)
        ranges = [(0, 1440)] if week is None else week.ranges.get(date.isoweekday(), [])
        if not facts.is_closed(service, date.isoformat()):
            spans += [(at_minute(facts.zone, date, a), at_minute(facts.zone, date, b))
                      for a, b in ranges]
        date += timedelta(days=1)


def at_minute(zone, date, minute):
    """The instant at which the wall clock shows a minute of a date; 1440 is the next midnight."""
    date += timedelta(days=minute // 1440)
    hour, minute = divmod(minute % 1440, 60)
    moment = datetime(date.year, date.month, date.day, hour, minute, tzinfo=ZoneInfo(zone))
    return instant_of(moment.astimezone(timezone.utc))


def common(spans, others):
    """What two lists of spans have in common."""
    return [part for a, b in spans for part in clip(others, a, b)]


def is_open(facts, stay):
    """Whether a task entered the queue while its service was open."""
    # No service is open across more than a date's ends.
    around = 2 * 86_400_000
    return any(a <= stay.queued < b for a, b in opening(
        facts, stay.service, stay.queued - around, stay.queued + around))


# Tasks

def task_figures(facts, stays):
    """The call-based figures of stays that entered the queue in one span."""
    by = {outcome: [s for s in stays if s.outcome == outcome]
          for outcome in ("answered", "abandoned", "flowed_out", "open")}
    short = within = abandoned_within = 0
    for stay in stays:
        rule = facts.rule(stay.service, stay.queued)
        wait = stay.wait()
        if stay.outcome == "answered" and wait < rule.threshold:
            within += 1
        if stay.outcome == "abandoned" and wait < rule.short:
            short += 1
        elif stay.outcome == "abandoned" and wait < rule.threshold:
            abandoned_within += 1
    waits = [s.wait() for s in by["answered"]]
    abandon_waits = [s.wait() for s in by["abandoned"]]
    open_waits = [max(0, facts.last_observation(s.service) - s.queued) / 1000 for s in by["open"]]
    handled = [s.handle() for s in by["answered"] if s.handle() is not None]
    accountable = len(waits) + len(abandon_waits) - short
    return {
        "offered": len(stays), "answered": len(waits), "abandoned": len(abandon_waits),
        "shortAbandoned": short, "flowedOut": len(by["flowed_out"]), "open": len(by["open"]),
        "contacts": len({s.task for s in stays}),
        "answeredWithinThreshold": within, "abandonedWithinThreshold": abandoned_within,
        "serviceLevel": ratio(within, accountable),
        "serviceLevelIgnoringAbandoned": ratio(within, accountable - abandoned_within),
        "serviceLevelAbandonedAgainst": ratio(within, accountable),
        "serviceLevelAbandonedFor": ratio(within + abandoned_within, accountable),
        "abandonRate": ratio(len(abandon_waits) - short, accountable),
        "asaSeconds": mean(waits),
        "longestWaitSeconds": max(waits + abandon_waits + open_waits, default=None),
        "waitSeconds": spread(waits), "abandonWaitSeconds": spread(abandon_waits),
        "handleSeconds": {"mean": mean(handled), "total": sum(handled)},
        "unconfirmed": sum(s.unconfirmed for s in by["abandoned"]),
        "offeredWhenClosed":
            sum(not is_open(facts, s) for s in stays) if facts.knows_hours else 0,
    }


class Queues:
    """The number waiting in each service, as steps; of one channel's tasks, or of all."""

    def __init__(self, facts, stays=None):
        self.facts = facts
        self.waits = {}
        for stay in facts.stays if stays is None else stays:
            end = stay.left_queue
            if end is None:
                end = facts.last_observation(stay.service) or stay.queued
            if end > stay.queued:
                self.waits.setdefault(stay.service, []).append((stay.queued, end))

    def waiting(self, service, spans):
        """The waits of a service inside of spans."""
        return [(max(began, a), min(ended, b)) for a, b in spans
                for began, ended in self.waits.get(service, ()) if began < b and ended > a]

    def length(self, services, start, end, in_hours=True):
        """Mean over the observed time in [start, end) that is open, and maximum over all that is
        observed."""
        waiting = 0
        counted, steps, seen = [], [], []
        for service in services:
            observed = clip(self.facts.observed(service), start, end)
            seen += observed
            told = common(observed, opening(self.facts, service, start, end)) \
                if in_hours else observed
            counted += told
            waiting += sum(b - a for a, b in self.waiting(service, told))
            for a, b in self.waiting(service, observed):
                steps += [(a, 1), (b, -1)]
        # Services together are observed when any of them is.
        time = length(clip(counted, start, end))
        # Whoever leaves at an instant no longer waits when another comes.
        number = largest = 0
        for _, step in sorted(steps):
            number += step
            largest = max(largest, number)
        return {"mean": waiting / time if time else None, "max": largest if seen else None}


# Agents

STATES = {"selectable": "selectable", "working": "working", "after_call_work": "afterCallWork",
          "not_ready": "notReady", "rona": "rona", "off_duty": "offDuty", "offline": "offline"}


def agent_figures(facts, agent, stays, start, end, member=None, until=None):
    """The figures of an agent over [start, end), or over the part of it in `member`'s spans. What
    has not elapsed, from `until` on, is not unknown; what the poll at `until` shows has happened."""
    member = [(start, end)] if member is None else clip(member, start, end)
    answered = [s for s in stays if s.agent == agent and s.connected is not None
                and any(a <= s.queued < b for a, b in member)]
    handled = [s.handle() for s in answered if s.handle() is not None]
    seconds = {name: 0 for name in [*STATES.values(), "unknown"]}
    reasons = {}
    rona = 0
    for state in facts.states[agent]:
        if state.state == "rona" and any(a <= state.start < b for a, b in member):
            rona += 1
        clipped = sum(max(0, min(state.end, b) - max(state.start, a)) for a, b in member) / 1000
        if not clipped:
            continue
        seconds[STATES.get(state.state, "unknown")] += clipped
        if state.state in ("not_ready", "after_call_work"):
            reasons[state.reason or ""] = reasons.get(state.reason or "", 0) + clipped
    elapsed = member if until is None else clip(member, start, until)
    seconds["unknown"] += length(elapsed) / 1000 - sum(seconds.values())
    busy = seconds["working"] + seconds["afterCallWork"]
    duty = busy + seconds["selectable"] + seconds["rona"] + seconds["notReady"]
    return {
        "answered": len(answered),
        "handleSeconds": {"mean": mean(handled), "total": sum(handled)},
        "seconds": seconds, "dutySeconds": duty, "utilization": ratio(busy, duty),
        "occupancy": ratio(busy, busy + seconds["selectable"]), "ronaCount": rona,
        "notReadySecondsByReason": reasons,
    }


# Periods

def shifted(zone, instant, days):
    """The same local time some days later; the first of two."""
    moment = local(zone, instant)
    date = moment.date() + timedelta(days=days)
    naive = moment.replace(year=date.year, month=date.month, day=date.day, fold=0)
    return instant_of(naive.astimezone(timezone.utc))


def month_start(zone, year, month):
    years, index = divmod(year * 12 + month - 1, 12)
    moment = datetime(years, index + 1, 1, tzinfo=ZoneInfo(zone))
    return instant_of(moment.astimezone(timezone.utc))


def previous(zone, start, end):
    """The comparable period before: as many whole weeks back as it takes not to overlap; months,
    quarters and years by as many of them."""
    a, b = local(zone, start), local(zone, end)
    if a.day == b.day == 1 and a.time() == b.time() == datetime.min.time():
        months = (b.year - a.year) * 12 + b.month - a.month
        return month_start(zone, a.year, a.month - months), start
    days = (b.date() - a.date()).days + (b.time() != datetime.min.time())
    back = -(-max(days, 1) // 7) * 7
    return shifted(zone, start, -back), shifted(zone, end, -back)


# Coverage

def elapsed_end(facts, end):
    """The end of what has elapsed of a period: a running one goes on after the last poll."""
    return min(end, facts.passes[-1] if facts.passes else end)


def coverage(facts, services, start, end):
    """What was observed of a period, over user states and the lists of services together."""
    polls = [t for t in facts.passes if start <= t < end]
    spacing = [(b - a) / 1000 for a, b in zip(polls, polls[1:])]
    resources = [[(r.start, r.end) for r in facts.state_runs]]
    resources += [facts.observed(service) for service in services]
    missed = set()
    for runs in resources:
        for (_, a), (b, _) in zip(runs, runs[1:]):
            if max(a, start) < min(b, end):
                missed.add((max(a, start), min(b, end)))
    # Gaps of several resources that touch or overlap are one.
    gaps = []
    for a, b in sorted(missed):
        if gaps and a <= gaps[-1][1]:
            gaps[-1] = (gaps[-1][0], max(b, gaps[-1][1]))
        else:
            gaps.append((a, b))
    until = elapsed_end(facts, end)
    open_times = {service: opening(facts, service, start, until) for service in services}
    if not any(open_times.values()):
        # Where all is closed, the whole of it counts.
        open_times = {service: [(start, until)] for service in services}
    # Agents are there when any service is open.
    any_open = clip([span for spans in open_times.values() for span in spans], start, until)
    expected = [any_open] + list(open_times.values())
    observed = sum(length(common(clip(runs, start, until), spans))
                   for runs, spans in zip(resources, expected))
    # What lies before the first poll of all was not collected; the first moments of a period lie
    # between two polls.
    begun = facts.passes[0] if facts.passes and facts.passes[0] > start + 300_000 else start
    collected = sum(length(clip(spans, begun, until)) for spans in expected)
    return {
        "observedFraction": ratio(observed, sum(length(spans) for spans in expected)),
        "collectedFraction": ratio(observed, collected),
        "polls": len(polls), "pollSecondsMedian": nearest_rank(spacing, 0.5),
        "gaps": [{"start": iso(facts.zone, a), "end": iso(facts.zone, b)}
                 for a, b in gaps],
    }
