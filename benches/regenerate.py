#!/usr/bin/env python3
"""From a saved paragraph to the changed page, and to the PDF on disk.

benches/regenerate.py PROGRAM [EDITS]

Edits a paragraph of the built-in project's full report under `diptych watch`,
and takes the time from the save until a browser has the changed page, and
until the program says that the PDF is written; against `diptych build --force`
of the same variant. Prints the median, the slowest of 20, and the memory.
"""

import json, os, queue, re, subprocess, sys, tempfile, threading, time, urllib.request

program, edits = os.path.abspath(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 100
variant, section = "report", "data/sections/challenges.yaml"


def figures(name, times):
    times = sorted(times)
    late = times[min(len(times) - 1, len(times) * 95 // 100)]
    print(f"{name:34} median {times[len(times) // 2]:6.1f} ms   95 % {late:6.1f} ms")


with tempfile.TemporaryDirectory() as folder:
    subprocess.run([program, "init", "p"], cwd=folder, check=True, capture_output=True)
    root = os.path.join(folder, "p")
    path = os.path.join(root, section)

    full = []
    for _ in range(10):
        start = time.perf_counter()
        subprocess.run([program, "build", variant, "--force", "-q"], cwd=root, check=True)
        full.append((time.perf_counter() - start) * 1e3)

    watch = subprocess.Popen([program, "watch", variant], cwd=root, text=True,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    url, lines = watch.stdout.readline().strip(), queue.Queue()
    threading.Thread(target=lambda: [lines.put((time.perf_counter(), l)) for l in watch.stderr],
                     daemon=True).start()
    lines.get(timeout=60)

    def state(after):
        with urllib.request.urlopen(f"{url}state?variant={variant}&after={after}", timeout=60) as answer:
            return json.load(answer)

    def memory():
        status = open(f"/proc/{watch.pid}/status").read()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) // 1024

    text = open(path).read()
    shown = state(0)
    pages, files, sent = [], [], []
    for edit in range(edits):
        version, before = shown["version"], {page["hash"] for page in shown["pages"]}
        changed = text.replace("worldwide", f"world{edit}wide", 1)
        assert changed != text
        start = time.perf_counter()
        with open(path + "~", "w") as file:
            file.write(changed)
        os.replace(path + "~", path)
        while True:
            shown = state(version)
            version = shown["version"]
            new = [page["hash"] for page in shown["pages"] if page["hash"] not in before]
            if new:
                break
        urllib.request.urlopen(f"{url}page/{new[-1]}.svg", timeout=60).read()
        pages.append((time.perf_counter() - start) * 1e3)
        done, line = lines.get(timeout=60)
        assert line.startswith(section), line
        files.append((done - start) * 1e3)
        sent.append(len(new))
        if edit == min(20, edits - 1):
            early = memory()
    late = memory()
    watch.send_signal(2)
    watch.wait()

    print(f"{len(shown['pages'])} pages, {edits} edits, {max(sent)} pages sent for each at most")
    figures("save to changed page", pages)
    figures("save to PDF on disk", files)
    figures("full rebuild, a process", full)
    print(f"memory after 20 edits {early} MiB, after all {late} MiB")
