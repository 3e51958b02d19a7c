#!/usr/bin/env python3
"""Fails every write, sync, rename and opening of a file of `build` and `batch`, one at a time.

faults.py PROGRAM [CALL…]: by `strace`, each of the first calls of a kind fails with each error
once. Whatever fails: the program ends, says why or has done all, and no document is torn; the next
run gives the bytes of one that nothing happened to.
"""

import re
import shutil
import sys
import tempfile
from pathlib import Path

from common import documents, project, run, torn

ROWS = 3
ERRORS = {
    "write": ["EIO", "ENOSPC", "EINTR"],
    "fsync": ["EIO", "ENOSPC", "EINTR"],
    "syncfs": ["EIO", "ENOSPC", "EINTR"],
    "rename": ["EIO", "ENOSPC", "EROFS"],
    "renameat": ["EIO", "ENOSPC", "EROFS", "EINTR"],
    "renameat2": ["EIO", "ENOSPC", "EROFS", "EINTR"],
    "linkat": ["EIO", "ENOSPC", "EROFS"],
    "mkdir": ["EIO", "ENOSPC", "EROFS"],
    "openat": ["EIO", "EMFILE", "EROFS", "EINTR"],
    "flock": ["EINTR", "ENOLCK"],
}
# Of a call that a run makes so often, the others are like the last ones.
MOST = 60


def main(program: str, *only: str) -> None:
    tried, stopped = 0, 0
    for command, args in [
        ("build", ["build", "-j", "1", "--force"]),
        ("batch", ["batch", "rows.csv", "-j", "1", "--resume", "--retry"]),
    ]:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            project(folder, ROWS)
            assert run(folder, program, *args, "-o", "whole").returncode == 0
            whole, out = documents(folder / "whole"), folder / "out"
            for call, errors in ERRORS.items():
                if only and call not in only:
                    continue
                trace = ["strace", "-f", "-qq", "-o", "calls", "-e", f"trace={call}"]
                shutil.rmtree(out, ignore_errors=True)
                run(folder, *trace, program, *args)
                count = len(re.findall(rf"\b{call}\(", (folder / "calls").read_text()))
                for error in errors:
                    for at in range(1, min(count, MOST) + 1):
                        shutil.rmtree(out, ignore_errors=True)
                        fault = ["-e", f"inject={call}:error={error}:when={at}"]
                        end = run(folder, *trace, *fault, program, *args, timeout=120)
                        what = f"{command}: {call} {at} of {count} fails with {error}: exit {end.returncode}\n{end.stderr}"
                        # What nobody can write to nobody reads; a program that cannot start says so.
                        assert end.returncode in (0, 1, 2, 4), what
                        assert end.returncode == 0 or end.stderr.strip() or call == "write", what
                        assert "panicked" not in end.stderr, what
                        assert not torn(out, whole), what
                        assert end.returncode != 0 or documents(out) == whole, what
                        stopped += end.returncode != 0
                        tried += 1
                        again = run(folder, program, *args)
                        assert again.returncode == 0 and documents(out) == whole, f"{what}\nand then {again.stderr}"
                print(f"{command}: {call}, {count} calls: {', '.join(errors)}", flush=True)
    print(f"{tried} faults, {stopped} told, no file torn, the same bytes in the next run")


main(*sys.argv[1:])
