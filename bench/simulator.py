"""A contact centre that stays as it is, served by a process of its own."""

import contextlib
import socket
import subprocess
import time
import urllib.error
import urllib.request

from measure import Failed


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def serving(program, tasks, services, agents):
    """Starts the simulator, gives its address, and ends it by its process."""
    port = free_port()
    process = subprocess.Popen(
        [program, "simulate", "--port", str(port), "--frozen", str(tasks), "--services",
         str(services), "--agents", str(agents), "--for", "1h"],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        address = f"127.0.0.1:{port}"
        wait_for(process, f"http://{address}/v2.0/profiles")
        yield address
    finally:
        process.terminate()
        process.wait()


def wait_for(process, url):
    for _ in range(300):
        if process.poll() is not None:
            break
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except urllib.error.HTTPError:
            return  # It answers: the key is missing.
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise Failed("the simulator did not start")
