#!/usr/bin/env python3
"""Kills a batch of 500 again and again, and goes on: no file is torn, and the end is the same bytes.

kills.py PROGRAM [KILLS [SEED]]: half of the kills are of the program, half of one of its workers.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from common import documents, project, run, statuses, torn

ROWS = 500


def workers(process: subprocess.Popen) -> list[int]:
    found = set()
    for task in Path(f"/proc/{process.pid}/task").glob("*/children"):
        try:
            found.update(map(int, task.read_text().split()))
        except OSError:
            pass
    return sorted(found)


def main(program: str, kills: int = 200, seed: int = 1) -> None:
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        project(folder, ROWS)
        batch = [program, "batch", "rows.csv", "-j", "2"]
        assert run(folder, *batch, "-o", "whole", "--in-process").returncode == 0
        whole, cut = documents(folder / "whole"), folder / "cut"
        assert len(whole) == ROWS
        of = {"program": 0, "worker": 0, "ends": 0}
        while of["program"] + of["worker"] < kills:
            running = subprocess.Popen(
                [*batch, "-o", "cut", "--resume", "--retry"], cwd=folder, stderr=subprocess.PIPE,
                stdout=subprocess.DEVNULL, text=True,
            )
            try:
                running.wait(timeout=chance.uniform(0.05, 1.5))
                of["ends"] += 1
                running.communicate()
                if set(statuses(cut)) == {"done"}:
                    assert documents(cut) == whole
                    shutil.rmtree(cut)
                continue
            except subprocess.TimeoutExpired:
                pass
            found = workers(running)
            if found and chance.random() < 0.5:
                of["worker"] += 1
                try:
                    os.kill(chance.choice(found), signal.SIGKILL)
                except ProcessLookupError:
                    pass
                # The batch goes on for a while without it.
                time.sleep(chance.uniform(0, 0.5))
            else:
                of["program"] += 1
            running.kill()
            running.communicate()
            wrong = torn(cut, whole)
            assert not wrong, f"torn after {of}: {wrong}"
            lines = (cut / "journal.jsonl").read_text().split("\n") if cut.is_dir() else []
            for line in lines[1:-1]:
                json.loads(line)
        last = run(folder, *batch, "-o", "cut", "--resume", "--retry")
        assert last.returncode == 0, last.stderr
        assert documents(cut) == whole, "the same bytes in the end"
        left = [path.name for path in cut.iterdir() if path.name.startswith(".diptych-")]
        assert not left, left
        print(f"{ROWS} documents, killed {of['program']} times, a worker {of['worker']} times, {of['ends']} ends: "
              "no file torn, the same bytes")


main(sys.argv[1], *map(int, sys.argv[2:]))
