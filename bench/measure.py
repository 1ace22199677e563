"""Runs programs and tells what they cost."""

import os
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass


@dataclass
class Cost:
    """Of a process and the children that it waited for."""

    cpu: float  # seconds, user and system
    peak: float  # MB of the largest process
    wall: float  # seconds
    finished: bool = True


class Failed(Exception):
    """A program that was measured did not do its work."""


def run(command, environment=None, limit=600):
    """Measures a command. One that takes longer than `limit` seconds is ended and marked.

    The kernel counts the memory of this process before the command takes its place, hence
    nothing large is imported here.
    """
    with tempfile.TemporaryFile() as output:
        begun = time.monotonic()
        process = subprocess.Popen(
            [str(word) for word in command], stdin=subprocess.DEVNULL, stdout=output,
            stderr=subprocess.STDOUT, env={**os.environ, **(environment or {})})
        timer = threading.Timer(limit, process.kill)
        timer.start()
        try:
            _, status, usage = os.wait4(process.pid, 0)
        finally:
            finished = timer.is_alive()
            timer.cancel()
        wall = time.monotonic() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        if finished and process.returncode:
            output.seek(0, os.SEEK_END)
            output.seek(max(0, output.tell() - 2000))
            text = output.read().decode(errors="replace")
            raise Failed(f"{command[0]} ended with {process.returncode}:\n{text}")
    return Cost(
        usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024 / 1e6, wall, finished)


def median(costs):
    """The cost whose CPU time is the median of several runs."""
    return sorted(costs, key=lambda cost: cost.cpu)[(len(costs) - 1) // 2]
