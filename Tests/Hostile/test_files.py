"""Corrupted and crafted files: one plain line and an exit code, never a trap, never an effect."""

import shutil

from conftest import DAY, OLDER, run
from crafting import Crafter

COMMANDS = [
    ("warehouse", "verify"),
    ("warehouse", "extract", "extract.db"),
    ("warehouse", "snapshot", "copy.db"),
    ("warehouse", "export", "--to", "export"),
    ("warehouse", "describe"),
    ("warehouse", "targets"),
    ("query", "service-figures", "--period", DAY, "--timeout", "10s"),
    ("query", "--sql", "SELECT * FROM task", "--format", "jsonl", "--timeout", "10s"),
    ("query", "--sql", "SELECT * FROM service_interval", "--format", "csv", "--csv", "excel",
     "--timeout", "10s"),
    ("report", "--period", DAY, "--out", "reports", "--timeout", "30s"),
    ("warehouse", "prune", "--keep", "400d"),
    ("warehouse", "migrate"),
]
# Done, in part, usage (what was named is not there), bad data, cannot write, I/O, too long.
PLAIN = {0, 1, 64, 65, 73, 74, 75}


def test_no_file_does_more_than_be_read(good, tmp_path, rounds, seed):
    crafter = Crafter(good, OLDER, seed)
    codes = {}
    for number in range(rounds):
        folder = tmp_path / f"round-{number}"
        folder.mkdir()
        canary, path = tmp_path / "canary", folder / "w.db"
        done = crafter.make(path, canary)
        for command in COMMANDS:
            place = f"seed {seed}, round {number}, {done}, {command}"
            try:
                code, _, errors, _ = run(*command, "--warehouse", path, cwd=folder)
            except Exception as error:
                raise AssertionError(f"{place}: {error}") from error
            assert code in PLAIN, f"{place}: {code} {errors[-2000:]}"
            assert b"Fatal error" not in errors and b"Optional(" not in errors, f"{place}: {errors}"
            if code:
                last = errors.removesuffix(b"\n").split(b"\n")[-1]
                assert last.startswith(b"lucstats: ") and errors.endswith(b"\n"), f"{place}: {errors}"
            codes.setdefault(command[:2], set()).add(code)
        assert not canary.exists(), done
        names = {entry.name for entry in folder.iterdir()}
        allowed = {"w.db", "w.db-wal", "w.db-shm", "w.db-journal", "extract.db", "copy.db",
                   "export", "reports", "w.db.version-1", "w.db.version-2"}
        assert names <= allowed, f"{done}: {names - allowed}"
        shutil.rmtree(folder)
    # The fuzz itself has to reach both ends.
    for command, found in codes.items():
        if command not in {("warehouse", "prune"), ("warehouse", "migrate")}:
            assert {0, 65} <= found, f"{command}: {found}"


def test_a_forged_schema_is_refused_by_every_command(good, tmp_path, seed):
    crafter = Crafter(good, OLDER, seed)
    for kind in (crafter.forged_view, crafter.forged_column):
        for number in range(12):
            folder = tmp_path / f"{kind.__name__}-{number}"
            folder.mkdir()
            path = folder / "w.db"
            shutil.copy(good, path)
            done = kind(path, str(tmp_path / "canary"))
            before = path.read_bytes()
            for command in COMMANDS:
                code, _, errors, seconds = run(*command, "--warehouse", path, cwd=folder)
                assert code == 65, f"{done}, {command}: {code} {errors}"
                assert b"schema" in errors or b"damaged" in errors, f"{done}: {errors}"
                assert seconds < 5
            assert path.read_bytes() == before
            assert not (tmp_path / "canary").exists()
