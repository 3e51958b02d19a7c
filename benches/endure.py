#!/usr/bin/env python3
"""The memory of `diptych watch` over many edits.

benches/endure.py PROGRAM [EDITS] [VARIANT]

Edits a paragraph of the built-in project under `diptych watch VARIANT`, each
time with words that were not there before, waits for the line of each rebuild,
and asks for the preview's changed page as a browser does. Prints the resident
memory after 100 edits, 1,000, and so on.
"""

import json, os, re, subprocess, sys, tempfile, time, urllib.request

program, edits = os.path.abspath(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 10000
variant = sys.argv[3] if len(sys.argv) > 3 else "brief"
section = "data/sections/challenges.yaml"

with tempfile.TemporaryDirectory() as folder:
    subprocess.run([program, "init", "p", "--sample"], cwd=folder, check=True, capture_output=True)
    root = os.path.join(folder, "p")
    path = os.path.join(root, section)
    watch = subprocess.Popen([program, "watch", variant], cwd=root, text=True,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    url = watch.stdout.readline().strip()
    watch.stderr.readline()

    def state(after):
        with urllib.request.urlopen(f"{url}state?variant={variant}&after={after}", timeout=60) as answer:
            return json.load(answer)

    def memory():
        status = open(f"/proc/{watch.pid}/status").read()
        now, most = (int(re.search(name + r":\s+(\d+)", status)[1]) // 1024 for name in ("VmRSS", "VmHWM"))
        return f"{now} MiB, at most {most} MiB"

    text = open(path).read()
    shown, start = state(0), time.perf_counter()
    step = 100
    print(f"edits {0:6}  {memory()}", flush=True)
    for edit in range(1, edits + 1):
        changed = text.replace("worldwide", f"world{edit}wide", 1)
        assert changed != text
        with open(path + "~", "w") as file:
            file.write(changed)
        os.replace(path + "~", path)
        line = watch.stderr.readline()
        assert line.startswith(section + ": " + variant), line
        old = {page["hash"] for page in shown["pages"]}
        shown = state(shown["version"])
        for page in shown["pages"]:
            if page["hash"] not in old:
                urllib.request.urlopen(f"{url}page/{page['hash']}.svg", timeout=60).read()
        if edit == step or edit % 1000 == 0:
            step = min(step * 10, edits)
            each = (time.perf_counter() - start) / edit * 1e3
            print(f"edits {edit:6}  {memory()}  {each:.0f} ms each", flush=True)
    watch.send_signal(2)
    sys.exit(watch.wait())
