#!/usr/bin/env python3
"""What a batch costs, and what it is measured against; all from one run.

benches/batch.py PROGRAM [--typst TYPST] [--notes N] [--reports N] [--many N] [--callgrind]

Prints, for the report and the note of the built-in project, each row with a
recipient of its own: documents a second of one core; one process of our own and
one `typst compile` for each document on the same templates; the PyPI package `typst`
in one process for each document, and in one for all; what the second worker adds; the memory at N and at
`--many` documents, and what a document costs at each; with `--callgrind`, the
instructions that a document adds. Processor time hardly depends on what else
the machine does; time by the clock does. Writes into a temporary folder.
"""

import argparse, csv, json, os, shutil, subprocess, sys, tempfile, time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
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
    shutil.rmtree("made", ignore_errors=True)
    return run(program, "batch", table(variant, count), "-o", "made", "-j", workers, "--quiet", workers=workers)


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
        shutil.rmtree("made", ignore_errors=True)
        command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", program,
                   "batch", table(variant, count), "-o", "made", "-j", "1", "--quiet"]
        said = subprocess.run(command, check=True, capture_output=True, text=True,
                              env={**os.environ, "RAYON_NUM_THREADS": "1"}).stderr
        return int(said.split("Collected : ")[1].split()[0])
    return (total(more) - total(few)) / (more - few) / 1e6


def measure(options, variant, count, many):
    say = lambda text: print(f"{variant}: {text}", flush=True)
    busy, clock, memory = batch(options.program, variant, count)
    cold = batch(options.program, variant, 1)[0]
    each = busy / count
    say(f"{count} documents in {busy:.1f} s of the processor, {1 / each:.1f} a second of one core; "
        f"{memory:.0f} MiB at most")
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
    two = batch(options.program, variant, count, workers=2)
    say(f"two workers: {clock / two[1]:.2f} times as fast as one by the clock; {two[2]:.0f} MiB at most")
    if many > count:
        busy, clock, memory = batch(options.program, variant, many)
        marginal = lambda busy, n: (busy - cold) / (n - 1)
        change = marginal(busy, many) / marginal(each * count, count) - 1
        say(f"{many} documents: {memory:.0f} MiB at most; each costs {change:+.1%} of what it does at {count}")
        two = batch(options.program, variant, many, workers=2)
        say(f"{many} documents by two workers: {clock / two[1]:.2f} times as fast as by one; {two[2]:.0f} MiB at most")
    if options.callgrind:
        few, more = (2, 8) if variant == "report" else (5, 45)
        say(f"{instructions(options.program, variant, few, more):.0f} million instructions for each further document")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program", type=lambda p: str(Path(p).resolve()))
    parser.add_argument("--typst", type=lambda p: str(Path(p).resolve()))
    parser.add_argument("--notes", type=int, default=1000)
    parser.add_argument("--reports", type=int, default=100)
    parser.add_argument("--many", type=int, default=0, help="notes; a tenth of them reports")
    parser.add_argument("--callgrind", action="store_true")
    options = parser.parse_args()
    processor = next(l.split(":")[1].strip() for l in open("/proc/cpuinfo") if l.startswith("model name"))
    print(f"{processor}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        measure(options, "report", options.reports, options.many // 10)
        measure(options, "note", options.notes, options.many)


if __name__ == "__main__":
    main()
