#!/usr/bin/env python3
"""Makes 70,000 notes in one run: more than 65,536, which is as many files as Typst can name.

many.py PROGRAM [ROWS]: all are there, memory is that of a tenth as many, and the first and the
last are what a batch of two makes.
"""

import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from common import project, run, statuses


def memory(pid: int) -> int:
    """What a process and its children hold, in KiB."""
    total = 0
    for each in [pid, *(int(c) for t in Path(f"/proc/{pid}/task").glob("*/children") for c in t.read_text().split())]:
        try:
            text = Path(f"/proc/{each}/smaps_rollup").read_text()
            total += sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))
        except OSError:
            pass
    return total


def batch(program: str, rows: int, folder: Path) -> tuple[float, int]:
    project(folder, rows)
    begun, peak = time.monotonic(), 0
    running = subprocess.Popen([program, "batch", "rows.csv", "--quiet"], cwd=folder)
    done = threading.Event()

    def watch() -> None:
        nonlocal peak
        while not done.wait(1):
            try:
                peak = max(peak, memory(running.pid))
            except OSError:
                pass

    watching = threading.Thread(target=watch)
    watching.start()
    code = running.wait()
    done.set()
    watching.join()
    assert code == 0, code
    assert statuses(folder / "out") == ["done"] * rows
    return time.monotonic() - begun, peak


def main(program: str, rows: int = 70_000) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        few, many, two = folder / "few", folder / "many", folder / "two"
        for each in (few, many, two):
            each.mkdir()
        _, before = batch(program, rows // 10, few)
        seconds, peak = batch(program, rows, many)
        project(two, rows)
        lines = (two / "rows.csv").read_text().splitlines(keepends=True)
        (two / "rows.csv").write_text("".join([lines[0], lines[1], lines[-1]]))
        assert run(two, program, "batch", "rows.csv").returncode == 0
        for made in (two / "out").glob("*.pdf"):
            assert made.read_bytes() == (many / "out" / made.name).read_bytes(), made.name
        load = os.getloadavg()[2]
        print(f"{rows} notes in {seconds:.0f} s (load {load:.1f}), at most {peak // 1024} MiB in all processes; "
              f"{rows // 10}: {before // 1024} MiB")
        assert peak < before * 1.25 + 30 * 1024, "memory is flat but for what is kept of a row"


main(sys.argv[1], *map(int, sys.argv[2:]))
