#!/usr/bin/env python3
"""The memory of `diptych batch verify`.

benches/verify.py PROGRAM [ROWS] [SHARDS]

Writes the reports of shards that hold the rows of a table by turns, as shards of
a table of many variants do, and prints the seconds and the most memory that it
takes to verify them, and to write them as one. Writes into a temporary folder.
The documents stand in archives, which are empty files here.
"""

import hashlib, json, os, subprocess, sys, tempfile, time

program = os.path.abspath(sys.argv[1])
rows = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
shards = int(sys.argv[3]) if len(sys.argv) > 3 else 100


def sha(text):
    return hashlib.sha256(text.encode()).hexdigest()


def row(number):
    name = f"reader-{number:09}-note.pdf"
    file = {"name": name, "bytes": 101_000, "sha256": sha(name)}
    return {"row": number, "id": f"reader-{number:09}", "variant": "note", "status": "done", "pages": 1,
            "files": [file], "input": sha(str(number)), "diagnostics": [], "milliseconds": 5}


def run(*args):
    start = time.perf_counter()
    child = subprocess.Popen([program, "batch", "verify", "--quiet", ".", *args])
    _, status, used = os.wait4(child.pid, 0)
    if status:
        sys.exit(f"failed: {args}")
    return f"{time.perf_counter() - start:.1f} s, {used.ru_maxrss / 1024:.0f} MiB"


with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    for index in range(1, shards + 1):
        archive = {"name": f"batch-{index}.zip", "bytes": 0, "sha256": sha("")}
        open(archive["name"], "w").close()
        results = [row(number) for number in range(index, rows + 1, shards)]
        report = {"batch": sha("table"), "rows": rows, "shard": {"index": index, "count": shards},
                  "archive": archive, "results": results}
        with open(f"report-{index:05}-of-{shards}.json", "w") as file:
            json.dump(report, file, indent=2)
    print(f"{rows:,} rows in {shards} reports: {run()}")
    print(f"and written as one: {run('-o', 'merged')}")
