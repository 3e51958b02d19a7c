"""The built-in brief, made by Diptych and by other programs; all from one run.

benches/peers/run PROGRAM [--runs N] [--keep FOLDER]

Takes the edition from `diptych explain brief --format json`, and writes it as a user of
each program would (`sources.py`, `brief.typ`, `brief.css`, `preamble.tex`, `pandoc.yaml`),
with the same fonts, paper and size of type. Prints a table: a column for each program that
is installed, a row for each measure. What can go wrong at the end of a page is counted
over eight briefs: one with all its key messages, one with the first left out, and so on,
so that pages end elsewhere. Times are seconds of the processor: the mean of N runs after
one that is not counted. `seen.py` says what a pair, a cut and a note away from its mark are.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(ROOT / "tests/gate"))

import pypandoc

import seen
import sources
import verapdf

TYPST = ["import typst; typst.compile('brief.typ', output='brief.pdf', font_paths=['fonts'], "
         "ignore_system_fonts=True, pdf_standards=['ua-1', 'a-2a'], timestamp=1435017600)"]
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir prefix="cwd">fonts</dir><cachedir prefix="cwd">cache</cachedir></fontconfig>"""


@dataclass
class Peer:
    """A program: the commands that make `brief.pdf` of what stands in a folder."""

    name: str
    commands: list
    version: str = ""
    styles: tuple = ()
    lacks: str = ""


def version(*command, pattern=r"\d+(?:\.\d+)+"):
    """The version that a program prints, or none where it is not installed."""
    try:
        out = subprocess.run([str(c) for c in command], capture_output=True, text=True).stdout
    except OSError:
        return None
    found = re.search(pattern, out)
    return found and found[0]


def peers(program):
    python, bin = sys.executable, Path(sys.executable).parent
    pandoc = pypandoc.get_pandoc_path()
    typst = [python, "-c", *TYPST]
    xelatex = ["xelatex", "-interaction=batchmode", "brief.tex"]
    of_pandoc, of_typst = version(pandoc, "--version"), version(python, "-m", "pip", "show", "typst")
    of_tex = version("xelatex", "--version", pattern=r"TeX Live \d+")
    has_tex = version("kpsewhich", "paracol.sty", pattern="paracol") and version("kpsewhich", "ctexart.cls", pattern="ctex")
    lacks = "" if of_tex and has_tex else "not installed"
    return [
        Peer("Diptych", [[program, "build", "brief", "--project", "project", "-o", ".", "-j", "1", "--force", "--quiet"]],
             version(program, "--version")),
        Peer("Typst", [typst], of_typst, ("brief.typ",)),
        Peer("pandoc, Typst", [[pandoc, "-d", "pandoc.yaml", "brief.md", "-o", "brief.typ"], typst],
             f"{of_pandoc}, {of_typst}", ("pandoc.yaml",)),
        Peer("pandoc, XeLaTeX", [[pandoc, "-d", "pandoc.yaml", "--pdf-engine=xelatex", "brief.md", "-o", "brief.pdf"]],
             f"{of_pandoc}, {of_tex}", ("pandoc.yaml",), lacks),
        Peer("WeasyPrint", [[bin / "weasyprint", "--quiet", "--pdf-variant", "pdf/ua-1", "brief.html", "brief.pdf"]],
             version(bin / "weasyprint", "--version"), ("brief.css",)),
        Peer("XeLaTeX, paracol", [xelatex, xelatex], of_tex, ("preamble.tex",), lacks),
    ]


def run(command, folder):
    """Runs a command; gives seconds of the processor and MiB."""
    log = open(folder / "log.txt", "ab")
    env = {**os.environ, "RAYON_NUM_THREADS": "1", "FONTCONFIG_FILE": str(folder / "fonts.conf"),
           "SOURCE_DATE_EPOCH": "1435017600", "FORCE_SOURCE_DATE": "1"}
    child = subprocess.Popen([str(c) for c in command], cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=env)
    _, _, used = os.wait4(child.pid, 0)
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def make(peer, folder):
    """Makes the brief; gives its path, seconds and MiB."""
    pdf = folder / "brief.pdf"
    pdf.unlink(missing_ok=True)
    used = [run(command, folder) for command in peer.commands]
    if not pdf.exists():
        sys.exit(f"{peer.name} made no brief:\n{(folder / 'log.txt').read_text(errors='replace')[-2000:]}")
    return pdf, sum(seconds for seconds, _ in used), max(memory for _, memory in used)


def written(peer, project, edition, folder):
    """A folder with all that a program needs."""
    folder.mkdir(parents=True)
    os.symlink(ROOT / "fonts", folder / "fonts")
    os.symlink(project, folder / "project")
    (folder / "fonts.conf").write_text(FONTS)
    (folder / "edition.json").write_text(json.dumps(edition, ensure_ascii=False))
    (folder / "brief.html").write_text(sources.Html(edition).write())
    (folder / "brief.md").write_text(sources.Markdown(edition).write())
    (folder / "brief.tex").write_text(sources.Latex(edition).write())
    for style in peer.styles:
        shutil.copy(HERE / style, folder)
    return folder


def briefs(program, folder):
    """The project and the edition of each brief: each has one key message less."""
    project, found = folder / "whole", []
    subprocess.run([program, "init", "--sample", project], check=True, stdout=subprocess.DEVNULL)
    while True:
        out = subprocess.run([program, "explain", "brief", "--format", "json", "--project", project],
                             check=True, capture_output=True).stdout
        edition = json.loads(out)
        found.append((project, edition))
        if not edition["key-messages"]:
            return found
        first = edition["key-messages"][0]["id"]
        project = Path(shutil.copytree(project, folder / f"without-{first}"))
        for path in (project / "data/sections").glob("*.yaml"):
            path.write_text(path.read_text().replace(f"- id: {first}\n    level: key", f"- id: {first}\n    level: full"))


def measured(peer, editions, folder, runs):
    """What is shown of each brief, and the figures of a program over all of them."""
    made, shown = [], []
    for number, (project, edition) in enumerate(editions):
        made.append(make(peer, written(peer, project, edition, folder / str(number)))[0])
        shown.append(seen.compare(made[-1], edition))
    whole, first = made[0], made[0].read_bytes()
    time.sleep(1.1)  # A clock in a file would tell another second.
    used = [make(peer, folder / "0")[1:] for _ in range(runs)]
    verdicts = verapdf.Validation([whole]).verdicts()
    count = lambda key: sum(len(one[key]) for one in shown)
    passes = lambda flavour: "fails" if verdicts[str(whole), flavour] else "passes"
    figures = {
        "version": peer.version,
        "lines of style": sum(len((HERE / style).read_text().splitlines()) for style in peer.styles) or "none",
        "pages": shown[0]["pages"],
        "texts that are not found": count("lost"),
        "pairs cut": count("cut"),
        "pairs out of step": count("apart"),
        "headings apart from their text": count("stranded"),
        "texts of notes not on the page of their mark": count("away"),
        "numbers that a note has": max(len(set(labels.values())) for labels in shown[0]["numbers"].values()),
        "PDF/UA-1": passes("ua1"),
        "PDF/A-2a": passes("2a"),
        **{f"{key} tagged as {key}": f"{share:.0%}" for key, share in shown[0]["tagged"].items()},
        "same bytes": "yes" if whole.read_bytes() == first else "no",
        "seconds": f"{sum(seconds for seconds, _ in used) / runs:.2f}",
        "MiB": f"{max(memory for _, memory in used):.0f}",
    }
    return shown, figures


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=lambda p: str(Path(p).resolve()))
    parser.add_argument("--runs", type=int, default=5, help="how often each is timed")
    parser.add_argument("--keep", type=lambda p: Path(p).resolve(), help="a new folder for what is made")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        editions = briefs(options.program, folder)
        columns = []
        for peer in peers(options.program):
            shown, figures = ([], {}) if peer.lacks else measured(peer, editions, folder / peer.name, options.runs)
            columns.append((peer, figures))
            for number, one in enumerate(shown):
                wrong = {key: one[key] for key in ("lost", "cut", "apart", "stranded", "away") if one[key]}
                if wrong:
                    print(f"{peer.name}, {number} left out: {json.dumps(wrong)}", file=sys.stderr)
        total = lambda all_of: sum(len(all_of(edition)) for _, edition in editions)
        print(f"{len(editions)} briefs: {total(seen.pairs_of)} pairs, {2 * total(seen.headings_of)} headings, "
              f"{2 * total(lambda edition: edition['notes'])} texts of notes; load {os.getloadavg()[0]:.1f}\n")
        print("| |", " | ".join(peer.name for peer, _ in columns), "|")
        print("|---" * (len(columns) + 1) + "|")
        for key in max((figures for _, figures in columns), key=len):
            print(f"| {key} |", " | ".join(str(figures.get(key, peer.lacks)) for peer, figures in columns), "|")


if __name__ == "__main__":
    main()
