"""Fills a warehouse made by `lucstats warehouse init` with a month of a busy contact centre.

Writes facts, dimensions, coverage, passes and the calendar, as `lucstats collect` would have by
looking once a minute; nothing that is derived from them. The same arguments give the same rows.

usage: fill.py WAREHOUSE [--month 2026-11] [--services 50] [--agents 500]
               [--tasks 1000000] [--states 1000000]
"""

import argparse
import random
import sqlite3
from datetime import date, datetime, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

POLL = 60_000
MINUTE = 60_000
# Local minutes of the day in which tasks arrive, and the shape of the day by quarter hour.
OPENING, CLOSING = 450, 1110
CURVE = [3 + 7 * max(0.0, 1 - abs(q - 12) / 12) + 4 * max(0.0, 1 - abs(q - 30) / 10)
         for q in range((CLOSING - OPENING) // 15)]
WEEKEND = 0.35

# Agents work five days of seven, each a shift of so many minutes that begins when its number says.
SHIFT = 510

SELECTABLE, WORKING, AFTER_CALL, NOT_READY, OFFLINE = 1, 2, 3, 4, 7


def milliseconds(instant):
    return round(instant.timestamp() * 1000)


def local_days(month, zone):
    """The local dates of a month with their first instants and those of the days after."""
    day = date.fromisoformat(month + "-01")
    while day.isoformat().startswith(month):
        yield local_day(day, zone)
        day += timedelta(days=1)


def local_day(day, zone):
    start, end = (
        milliseconds(datetime(d.year, d.month, d.day, tzinfo=zone))
        for d in (day, day + timedelta(days=1)))
    return day, start, end


def calendar_rows(days, zone, interval):
    for day, day_start, day_end in days:
        year, week, weekday = day.isocalendar()
        for start in range(day_start, day_end, interval):
            local = datetime.fromtimestamp(start / 1000, zone)
            yield (
                start, min(start + interval, day_end), day_start, day_end, day.isoformat(),
                local.strftime("%H:%M"), weekday, f"{year}-W{week:02}", day.isoformat()[:7],
                int(local.utcoffset().total_seconds()))


def works(agent, number):
    """Whether an agent works on the day of that number."""
    return (number + agent) % 7 < 5


def shift_start(agent):
    """The minute of the local day in which an agent's shift begins."""
    return 445 + 15 * (agent % 11)


def on_duty(agents, days):
    """Who is on duty, by the day's number and the local quarter hour."""
    return [
        [[a for a in range(1, agents + 1)
          if works(a, number) and 0 <= 15 * quarter - shift_start(a) <= SHIFT - 15] or [1]
         for quarter in range(96)]
        for number in range(len(days))]


def labels(database, words):
    database.executemany("INSERT OR IGNORE INTO label (text) VALUES (?)", ((w,) for w in words))
    return {text: key for key, text in database.execute("SELECT label_key, text FROM label")}


def fill_dimensions(database, dice, at, services, agents):
    for table, count in (("service", services), ("agent", agents)):
        database.executemany(
            f"INSERT INTO {table}_entity ({table}_key, id) VALUES (?, ?)",
            ((key, dice.randbytes(16)) for key in range(1, count + 1)))
    units = ["Customer Service", "Finance and Sales", "Specialist Lines"]
    database.executemany(
        "INSERT INTO service_version (service_key, valid_from_at, name, sip_uri,"
        " organization_unit) VALUES (?, ?, ?, ?, ?)",
        ((key, at, f"Service {key}", f"sip:service{key}@example.com", units[key % 3])
         for key in range(1, services + 1)))
    database.executemany(
        "INSERT INTO agent_version (agent_key, valid_from_at, name, sip_uri, organization_unit,"
        " default_profile) VALUES (?, ?, ?, ?, ?, 'On Duty')",
        ((key, at, f"Agent {key}", f"sip:agent{key}@example.com", units[key % 3])
         for key in range(1, agents + 1)))


def fill_coverage(database, days, services):
    """Looked at once a minute, but for a night's maintenance in the middle of the month.

    It goes on for an hour after the month, as a collector does: the report is asked for later.
    """
    start, end = days[0][1], days[-1][2] + 60 * MINUTE
    gap = days[len(days) // 2][1] + 90 * MINUTE, days[len(days) // 2][1] + 130 * MINUTE
    for first, last in ((start, gap[0]), (gap[1], end)):
        polls = (last - first) // POLL
        last = first + (polls - 1) * POLL
        database.executemany(
            "INSERT INTO coverage (resource, service_key, from_at, to_at, polls)"
            " VALUES (?, ?, ?, ?, ?)",
            [(1, 0, first, last, polls)]
            + [(2, key, first, last, polls) for key in range(1, services + 1)])
        database.executemany(
            "INSERT INTO pass (started_at, finished_at, requests, user_states, tasks, failures)"
            " VALUES (?, ?, ?, ?, ?, 0)",
            ((at, at + 900, services + 1, 500, 400) for at in range(first, last + 1, POLL)))


def task_rows(dice, days, interval, words, services, agents, count):
    """The tasks of one service after the other, each in the order of the table's key."""
    quarters = list(accumulate(CURVE))
    present = on_duty(agents, days)
    numbers = {start: number for number, (_, start, _) in enumerate(days)}
    weights = list(accumulate(WEEKEND if day.weekday() > 4 else 1.0 for day, _, _ in days))
    call, chat = words["Call"], words["Chat"]
    audio, text = words["Audio"], words["InstantMessage"]
    pstn, web = words["Pstn"], words["Web"]
    connected_state, queue_state = words["Connected"], words["In Queue"]
    for service in range(1, services + 1):
        own = count // services + (service <= count % services)
        chosen = dice.choices(days, cum_weights=weights, k=own)
        times = sorted(
            (start + (OPENING + 15 * quarter) * MINUTE + int(dice.random() * 900_000),
             numbers[start], OPENING // 15 + quarter)
            for (_, start, _), quarter in zip(
                chosen, dice.choices(range(len(CURVE)), cum_weights=quarters, k=own)))
        for queued, number, quarter in times:
            created = queued - 3000 - int(dice.random() * 15_000)
            wait = int(dice.expovariate(1 / 25_000)) + 1500
            patience = int(dice.expovariate(1 / 210_000)) + 1000
            is_answered = wait < patience
            connected = queued + wait if is_answered else None
            end = (
                connected + 8000 + int(dice.expovariate(1 / 215_000)) if is_answered
                else queued + patience)
            first_seen = created - created % POLL + POLL
            after = max(end - end % POLL, first_seen)
            before = after + POLL
            after = max(after, connected or queued)
            queue_seen = max(queued - queued % POLL + POLL, first_seen)
            connected_seen = connected and max(connected - connected % POLL + POLL, first_seen)
            is_chat = dice.random() < 0.08
            yield (
                service, queued - queued % interval, queued, dice.randbytes(16),
                chat if is_chat else call, connected_state if is_answered else queue_state,
                text if is_chat else audio, web if is_chat else pstn,
                dice.choice(present[number][quarter]) if is_answered else None, created, queued,
                connected, first_seen, queue_seen, POLL, connected_seen, connected and POLL, after,
                before,
                after + (before - after) // 2)


def state_rows(dice, days, words, agents, count):
    """Each agent's days: a shift of calls with breaks, and offline until the next."""
    on_duty, calls = words["On Duty"], words["After Call Work"]
    pause, absent = words["Break"], words["Lunch"]
    cycle = ((SELECTABLE, None, 9.0), (WORKING, None, 22.0), (AFTER_CALL, calls, 3.0))
    written = 0
    shifts = [
        (agent, number) for agent in range(1, agents + 1) for number in range(len(days))
        if works(agent, number)]
    for done, (agent, number) in enumerate(shifts, 1):
        shift, start = shift_start(agent), days[number][1]
        until = count * done // len(shifts)
        rows, written = until - written, until
        if rows < 1:
            continue
        at = start + shift * MINUTE
        following = next(
            (days[n][1] for n in range(number + 1, len(days)) if works(agent, n)), None)
        states = []
        for step in range(rows - 1):
            state, reason, scale = cycle[step % 3]
            if step % 24 == 21:
                state, reason, scale = (
                    NOT_READY, absent if step % 48 == 21 else pause, 25.0)
            states.append((state, reason, scale * dice.expovariate(1)))
        whole = sum(weight for _, _, weight in states) or 1
        for state, reason, weight in states:
            to = at + max(1, int(weight / whole * SHIFT * MINUTE))
            yield agent, at, to, state, reason, on_duty
            at = to
        yield agent, at, following and following + shift * MINUTE, OFFLINE, None, on_duty


def fill(path, month, services, agents, tasks, states):
    database = sqlite3.connect(path, isolation_level=None)
    database.executescript("PRAGMA synchronous = OFF; PRAGMA cache_size = -200000;")
    settings = dict(database.execute("SELECT name, value FROM setting"))
    zone = ZoneInfo(settings["timeZone"])
    interval = int(settings["intervalSeconds"]) * 1000
    days = list(local_days(month, zone))
    dice = random.Random(month)
    database.execute("BEGIN IMMEDIATE")
    words = labels(database, [
        "Call", "Chat", "Audio", "InstantMessage", "Pstn", "Web", "Connected", "In Queue",
        "On Duty", "After Call Work", "Break", "Lunch"])
    database.executemany(
        "INSERT OR IGNORE INTO calendar (start_at, end_at, day_start_at, day_end_at, local_date,"
        " local_time, weekday, iso_week, month, utc_offset_seconds)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        calendar_rows(days + [local_day(days[-1][0] + timedelta(days=1), zone)], zone, interval))
    fill_dimensions(database, dice, days[0][1], services, agents)
    fill_coverage(database, days, services)
    database.executemany(
        "INSERT INTO task_fact (service_key, interval_at, begun_at, id, type_key, state_key,"
        " modality_key, origin_key, agent_key, created_at, queue_started_at, connected_at,"
        " first_seen_at, queue_seen_at, queue_spacing_ms, connected_seen_at, connected_spacing_ms,"
        " ended_after_at, ended_before_at, ended_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        task_rows(dice, days, interval, words, services, agents, tasks))
    database.executemany(
        "INSERT INTO state_fact (agent_key, from_at, to_at, state, reason_key, profile_key)"
        " VALUES (?, ?, ?, ?, ?, ?)", state_rows(dice, days, words, agents, states))
    database.execute("COMMIT")
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("warehouse")
    options.add_argument("--month", default="2026-11")
    options.add_argument("--services", type=int, default=50)
    options.add_argument("--agents", type=int, default=500)
    options.add_argument("--tasks", type=int, default=1_000_000)
    options.add_argument("--states", type=int, default=1_000_000)
    given = options.parse_args()
    fill(given.warehouse, given.month, given.services, given.agents, given.tasks, given.states)
