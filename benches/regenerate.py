#!/usr/bin/env python3
"""From a saved paragraph to the changed page, and to the PDF on disk.

benches/regenerate.py PROGRAM [EDITS] [TYPST]

Edits a paragraph of the built-in project's full report under `diptych watch`,
and takes the time from the save until a browser has the changed page, until the
PDF is replaced, and until the program has settled anew where pages end; against `diptych build --force`
of the same variant. With TYPST, a program of typst-cli, also against `typst
watch` on the same templates, fonts and edition, with the same standards: each
edit is then a new `edition.json`. Prints the median, the slowest of 20, and
the memory.
"""

import json, os, queue, re, shutil, subprocess, sys, tempfile, threading, time, urllib.request

program, edits = os.path.abspath(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 100
typst = os.path.abspath(sys.argv[3]) if len(sys.argv) > 3 else None
fonts = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "fonts")
variant, section = "report", "data/sections/challenges.yaml"


def figures(name, times):
    times = sorted(times)
    late = times[min(len(times) - 1, len(times) * 95 // 100)]
    print(f"{name:34} median {times[len(times) // 2]:6.1f} ms   95 % {late:6.1f} ms")


def save(path, text):
    with open(path + "~", "w") as file:
        file.write(text)
    os.replace(path + "~", path)


def memory(process):
    status = open(f"/proc/{process.pid}/status").read()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) // 1024


def follow(process):
    lines = queue.Queue()
    threading.Thread(target=lambda: [lines.put((time.perf_counter(), l)) for l in process.stderr],
                     daemon=True).start()
    return lines


def full_builds(root):
    times = []
    for _ in range(10):
        start = time.perf_counter()
        subprocess.run([program, "build", variant, "--force", "-q"], cwd=root, check=True)
        times.append((time.perf_counter() - start) * 1e3)
    figures("full rebuild, a process", times)


def diptych(root):
    path = os.path.join(root, section)
    watch = subprocess.Popen([program, "watch", variant], cwd=root, text=True,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    url, lines = watch.stdout.readline().strip(), follow(watch)
    lines.get(timeout=60)

    def state(after):
        with urllib.request.urlopen(f"{url}state?variant={variant}&after={after}", timeout=60) as answer:
            return json.load(answer)

    text = open(path).read()
    shown = state(0)
    pages, files, ends, sent = [], [], [], []
    pdf = os.path.join(root, "out", f"{variant}.pdf")
    for edit in range(edits):
        version, before = shown["version"], {page["hash"] for page in shown["pages"]}
        changed = text.replace("worldwide", f"world{edit}wide", 1)
        assert changed != text
        written = os.stat(pdf).st_ino
        start = time.perf_counter()
        save(path, changed)
        while True:
            shown = state(version)
            version = shown["version"]
            new = [page["hash"] for page in shown["pages"] if page["hash"] not in before]
            if new:
                break
        urllib.request.urlopen(f"{url}page/{new[-1]}.svg", timeout=60).read()
        pages.append((time.perf_counter() - start) * 1e3)
        while os.stat(pdf).st_ino == written:
            time.sleep(.0005)
        files.append((time.perf_counter() - start) * 1e3)
        done, line = lines.get(timeout=60)
        assert line.startswith(section), line
        ends.append((done - start) * 1e3)
        sent.append(len(new))
        if edit == min(20, edits - 1):
            early = memory(watch)
    late = memory(watch)
    watch.send_signal(2)
    watch.wait()
    save(path, text)
    print(f"{len(shown['pages'])} pages, {edits} edits, {max(sent)} pages sent for each at most")
    figures("save to changed page", pages)
    figures("save to PDF on disk", files)
    figures("save to all settled anew", ends)
    print(f"memory after 20 edits {early} MiB, after all {late} MiB")


def plain_typst(root):
    """The variant as a project for typst alone: what `compose` lays before it."""
    edition = subprocess.run([program, "explain", variant, "--format", "json"], cwd=root, check=True,
                             capture_output=True, text=True).stdout
    folder = os.path.join(root, "plain")
    for name in ("templates", "data"):
        shutil.copytree(os.path.join(root, name), os.path.join(folder, name))
    path = os.path.join(folder, "edition.json")
    save(path, edition)
    save(os.path.join(folder, "recipient.json"), "null")
    # What `typeset` sets after layout, which the standards ask for.
    main = os.path.join(folder, "templates", f"{variant}.typ")
    text = open(main).read()
    save(main, text.replace('#let edition = json("/edition.json")',
                            '#let edition = json("/edition.json")\n#set document(title: "Report")', 1))
    watch = subprocess.Popen(
        [typst, "watch", "--root", folder, "--features", "a11y-extras", "--ignore-system-fonts",
         "--font-path", fonts, "--pdf-standard", "ua-1,a-2a", "--creation-timestamp", "0", main,
         os.path.join(folder, "out.pdf")],
        text=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    lines = follow(watch)

    def compiled():
        while True:
            done, line = lines.get(timeout=30)
            assert "error" not in line, line + "".join(l for _, l in list(lines.queue))
            if "compiled" in line:
                return done

    compiled()
    files = []
    for edit in range(edits):
        changed = edition.replace("worldwide", f"world{edit}wide", 1)
        assert changed != edition
        # Its watcher misses a file that is replaced, and one that is written as it starts.
        time.sleep(.3)
        start = time.perf_counter()
        open(path, "w").write(changed)
        files.append((compiled() - start) * 1e3)
    print(f"typst: memory after all {memory(watch)} MiB")
    watch.send_signal(2)
    watch.wait()
    figures("typst watch, save to PDF on disk", files)


with tempfile.TemporaryDirectory() as folder:
    subprocess.run([program, "init", "p", "--sample", "--with-templates"], cwd=folder, check=True, capture_output=True)
    root = os.path.join(folder, "p")
    full_builds(root)
    diptych(root)
    if typst:
        plain_typst(root)
