#!/usr/bin/env python3
"""What a batch costs, and what it is measured against; all from one run.

benches/batch.py PROGRAM [--typst TYPST] [--notes N] [--reports N] [--callgrind]

Prints, for the report and the note of the built-in project in two languages and in
one, and for a report of some ten pages, each row with a recipient of its own: what N
documents take, and ten times as many; what the second worker adds, and what a second
process would; of these many, how much more one process of our own for each document
takes, one `typst compile` on the same templates, and the PyPI package `typst` in one
process for each document and in one for all; with `--callgrind`, the instructions that
a document adds. Time of the processor depends less on what else the machine does than
time by the clock. Writes into a temporary folder, some 4 GB.
"""

import argparse, csv, json, os, shutil, subprocess, sys, tempfile, time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DIGEST = """
[variants.digest]
template = "report"
layout = "parallel"
level = "brief"
editorial = true
glossary = true
"""
FIELDS = ["id", "variant", "name", "reference", "date"]


def run(*command, workers=1, env=None):
    """Runs a command; gives seconds of the processor, seconds by the clock, MiB."""
    start = time.perf_counter()
    child = subprocess.Popen([str(c) for c in command], stdout=subprocess.DEVNULL,
                             env={**os.environ, "RAYON_NUM_THREADS": str(workers), **(env or {})})
    _, status, used = os.wait4(child.pid, 0)
    elapsed = time.perf_counter() - start
    if status:
        sys.exit(f"failed: {' '.join(map(str, command))}")
    return used.ru_utime + used.ru_stime, elapsed, used.ru_maxrss / 1024


def mean(count, *command, **options):
    return sum(run(*command, **options)[0] for _ in range(count)) / count


def table(variant, count):
    with open(f"{variant}-{count}.csv", "w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(FIELDS)
        rows.writerows([f"r{i}", variant, f"Reader {i}", f"PN-{i}", "2015-07-01"] for i in range(count))
    return file.name


def batch(program, variant, count, workers=1):
    # A folder of its own: a file system that has just removed ten thousand files
    # makes the next ones more slowly.
    out = tempfile.mkdtemp(dir=".")
    return run(program, "batch", table(variant, count), "-o", out, "-j", workers, "--quiet", "--sample", workers=workers)


def unpack(program, variant):
    """The same document for Typst itself: templates, data, the edition as JSON."""
    folder = Path(f"typst-{variant}").absolute()
    for name in ("templates", "data"):
        shutil.copytree(ROOT / name, folder / name)
    edition = subprocess.run([program, "explain", variant, "--format", "json"], check=True, capture_output=True)
    (folder / "edition.json").write_bytes(edition.stdout)
    recipient(folder, 0)
    # What the program adds to Typst: twins of the fonts, a title that is set
    # after layout, and the header cells of rows, which the package has not.
    change(folder / "templates/components/style.typ", '" (apart)"', '""')
    for path in (folder / "templates/components").glob("*.typ"):
        path.write_text(path.read_text().replace("pdf.header-cell(", "((..a) => a.pos().last())("))
    template = json.loads(edition.stdout)["template"]
    (folder / "main.typ").write_text(
        f'#set document(title: "Benchmark", date: datetime(year: 2015, month: 6, day: 23))\n'
        f'#include "/templates/{template}.typ"\n')
    return folder


def change(path, old, new):
    text = path.read_text()
    assert old in text, f"{path} has no {old}"
    path.write_text(text.replace(old, new))


def recipient(folder, i):
    said = {"name": f"Reader {i}", "reference": f"PN-{i}", "date": "1 July 2015"}
    (folder / "recipient.json").write_text(json.dumps({k: {"zh": v, "en": v} for k, v in said.items()}))


PACKAGE = """
import json, pathlib, sys, typst
sys.path.insert(0, sys.argv[1])
from batch import recipient
folder, count = pathlib.Path(sys.argv[2]), int(sys.argv[3])
compiler = typst.Compiler(root=str(folder), font_paths=typst.Fonts(include_system_fonts=False,
    include_embedded_fonts=False, font_paths=[sys.argv[1] + "/../fonts"]))
for i in range(count):
    recipient(folder, i)
    compiler.compile(str(folder / "main.typ"), output=f"made-{i % 8}.pdf", format="pdf", pdf_standards=["ua-1", "a-2a"])
"""


def instructions(program, variant, few, more):
    def total(count):
        command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", program, "batch",
                   table(variant, count), "-o", tempfile.mkdtemp(dir="."), "-j", "1", "--quiet", "--sample"]
        said = subprocess.run(command, check=True, capture_output=True, text=True,
                              env={**os.environ, "RAYON_NUM_THREADS": "1"}).stderr
        return int(said.split("Collected : ")[1].split()[0])
    return (total(more) - total(few)) / (more - few) / 1e6


def side_by_side(program, variant, count):
    """Seconds by the clock of two processes of one worker, each with half of the documents."""
    half, env = table(variant, count // 2), {**os.environ, "RAYON_NUM_THREADS": "1"}
    begun = time.perf_counter()
    halves = [subprocess.Popen([program, "batch", half, "-o", tempfile.mkdtemp(dir="."), "-j", "1", "--quiet", "--sample"],
                               env=env) for _ in range(2)]
    if any([half.wait() for half in halves]):
        sys.exit("failed: two processes side by side")
    return time.perf_counter() - begun


def measure(options, variant, count, many):
    say = lambda text: print(f"{variant}: {text}", flush=True)
    cold = batch(options.program, variant, 1)[0]
    marginal = lambda busy, n: (busy - cold) / (n - 1)
    few, _, memory = batch(options.program, variant, count)
    say(f"{count} documents in {few:.1f} s of the processor; {memory:.0f} MiB at most")
    busy, clock, memory = batch(options.program, variant, many)
    each, change = busy / many, marginal(busy, many) / marginal(few, count) - 1
    say(f"{many} documents in {busy:.1f} s of the processor, {1 / each:.1f} a second of one core; {memory:.0f} MiB "
        f"at most; a further one costs {change:+.1%} of what it does at {count}")
    two = batch(options.program, variant, many, workers=2)
    apart = side_by_side(options.program, variant, many)
    say(f"two workers: {clock / two[1]:.2f} times as fast as one by the clock; {two[2]:.0f} MiB at most; "
        f"two processes side by side: {clock / apart:.2f} times")
    own = mean(5, options.program, "build", variant, "-o", "one", "-j", "1", "--force", "--quiet")
    say(f"one process for each document: {own * 1e3:.0f} ms, {own / each:.1f} times as much")
    folder = unpack(options.program, variant)
    if options.typst:
        command = [options.typst, "compile", folder / "main.typ", "typst.pdf", "--root", folder,
                   "--font-path", ROOT / "fonts", "--pdf-standard", "ua-1,a-2a", "--creation-timestamp", "0"]
        for name, more in (("", []), (" without the system's fonts", ["--ignore-system-fonts"])):
            busy = mean(5, *command, *more)
            say(f"one `typst compile` for each document{name}: {busy * 1e3:.0f} ms, {busy / each:.1f} times as much")
    try:
        few, more = 2, max(4, count // 10)
        script = lambda n: run(sys.executable, "-c", PACKAGE, ROOT / "benches", folder, n)[0]
        alone = sum(script(1) for _ in range(5)) / 5
        say(f"one process of the package typst for each document: {alone * 1e3:.0f} ms, {alone / each:.1f} times as much")
        warm = (script(more) - script(few)) / (more - few)
        say(f"the package typst in one process: {warm * 1e3:.0f} ms, {warm / each:.1f} times as much")
    except SystemExit as why:
        say(f"the package typst is not measured ({str(why)[:60]})")
    if options.callgrind:
        few, more = (5, 45) if variant.startswith("note") else (2, 8)
        say(f"{instructions(options.program, variant, few, more):.0f} million instructions for each further document")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program", type=lambda p: str(Path(p).resolve()))
    parser.add_argument("--typst", type=lambda p: str(Path(p).resolve()))
    parser.add_argument("--reports", type=int, default=100, help="and ten times as many")
    parser.add_argument("--notes", type=int, default=1000, help="and ten times as many")
    parser.add_argument("--callgrind", action="store_true")
    options = parser.parse_args()
    processor = next(l.split(":")[1].strip() for l in open("/proc/cpuinfo") if l.startswith("model name"))
    print(f"{processor}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([options.program, "init", "--sample", Path(folder, "project")], check=True, stdout=subprocess.DEVNULL)
        os.chdir(Path(folder, "project"))
        with open("diptych.toml", "a") as project:
            project.write(DIGEST)
        for variant in ("report", "report-zh", "digest", "note", "note-en"):
            count = options.notes if variant.startswith("note") else options.reports
            measure(options, variant, count, 10 * count)


if __name__ == "__main__":
    main()
