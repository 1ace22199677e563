"""The real program, as built beside these tests, and a small warehouse to forge."""

import os
import resource
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "Tests/Analysts"))
import facts  # noqa: E402

PROGRAM = Path(os.environ.get("LUCSTATS", ROOT / ".build/debug/lucstats"))
OLDER = ROOT / "Tests/WarehouseTests/OlderVersions/version-2.warehouse"
DAY = "2026-11-24"


def run(*words, cwd, limit=120, **environment):
    """Its exit code, output, messages and seconds of CPU.

    A run with more than `limit` seconds of CPU is ended by a signal. The machine may be busy with others:
    how long it takes says little.
    """
    before = seconds_of_children()
    done = subprocess.run(
        [str(PROGRAM), *map(str, words)], cwd=cwd, timeout=20 * limit, capture_output=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (limit, limit)),
        env={"PATH": os.environ["PATH"], "TMPDIR": str(cwd), **environment})
    return done.returncode, done.stdout, done.stderr, seconds_of_children() - before


def seconds_of_children():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


@pytest.fixture
def good(tmp_path):
    path = tmp_path / "good.db"
    shutil.copy(OLDER, path)
    path.chmod(0o600)
    code, _, errors, _ = run("warehouse", "migrate", "--warehouse", path, cwd=tmp_path)
    assert code == 0, errors
    Path(f"{path}.version-2").unlink()
    with closing(sqlite3.connect(path)) as base, base:
        # Of what came later than that version, so that every table has rows to forge.
        facts.add(base, has_gap=False)
    return path


@pytest.fixture
def rounds():
    return int(os.environ.get("LUCSTATS_FUZZ_ROUNDS", "300"))


@pytest.fixture
def seed():
    return int(os.environ.get("LUCSTATS_FUZZ_SEED", "1"))
