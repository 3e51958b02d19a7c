"""The gate: builds PDFs with the program, and checks them and the checks.

In:  the path of the program, the path of the repository.
Out: a line for each failure and control, and `N passed, M failed`.
"""

import contextlib
import json
import multiprocessing
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path

import checks
import defects
import generate
import hard
import unseen
import visible
from pdf import Pdf, pages_of
from verapdf import Validation

PROJECTS, VARIANTS, HARD = 20, 10, 16
# Random projects that show what is known and not mended; each is still made, and told.
KNOWN = {}
HARD_KNOWN = {}
# One of so many random editions is looked at, page by page.
LOOKED_AT = 3
# A report in the one layout that the built-in project does not have.
STACKED = """languages = ["zh", "en"]

[variants.stacked]
template = "report"
layout = "stacked"
level = "brief"
"""
# What the program says where there is no room.
CROWDED = "does not fit on page|taller than a page|runs off page|runs out of its|printed over each other"
# How many failures of one check are printed in full.
SHOWN = 5


class Tally:
    """Counts checks and prints what failed."""

    def __init__(self):
        self.passed, self.failed, self.kinds = 0, 0, Counter()

    def add(self, kind, what, complaints):
        if not complaints:
            self.passed += 1
            return
        self.failed += 1
        self.kinds[kind] += 1
        if self.kinds[kind] <= SHOWN:
            print(f"FAILED  {kind}: {what}")
            for complaint in complaints[:5]:
                print(f"    {complaint}")
        elif self.kinds[kind] == SHOWN + 1:
            print(f"FAILED  {kind}: more, which are only counted")

    def control(self, name, complaints):
        """A planted defect, which a check has to complain of."""
        caught = bool(complaints)
        self.passed, self.failed = self.passed + caught, self.failed + (not caught)
        print(f"{'caught    ' if caught else 'NOT caught'}  {name}")

    def stage(self, name, began, before):
        print(f"{name}: {self.passed - before[0]} passed, {self.failed - before[1]} failed, {time.monotonic() - began:.0f} s",
              flush=True)

    @contextlib.contextmanager
    def timed(self, name):
        began, before = time.monotonic(), (self.passed, self.failed)
        yield
        self.stage(name, began, before)


class Program:
    """The program under test."""

    def __init__(self, path):
        self.path = path

    def run(self, *arguments, cwd=None):
        environment = {k: v for k, v in os.environ.items() if k != "SOURCE_DATE_EPOCH"}
        return subprocess.run([self.path, *map(str, arguments)], cwd=cwd, env=environment, capture_output=True,
                              text=True, encoding="utf-8")

    def build(self, out, project=None, cwd=None, extra=()):
        """Builds all variants; gives complaints."""
        where = ["--project", project] if project else []
        done = self.run("build", "--timeout", "600", "-o", out, "--diagnostic-format", "short", *where, *extra, cwd=cwd)
        if done.returncode == 0:
            return []
        return [f"exit code {done.returncode}", *dict.fromkeys(done.stderr.strip().splitlines()[:200])]

    def edition(self, variant, project=None, cwd=None):
        where = ["--project", project] if project else []
        done = self.run("explain", variant, "--format", "json", *where, cwd=cwd)
        if done.returncode:
            raise ValueError(f"explain {variant}: {done.stderr.strip()[:500]}")
        return json.loads(done.stdout)


def examine(path, edition, look=True):
    """All checks of one file but veraPDF's: (kind, complaints). To look at the pages
    takes as long as all else."""
    results = [("sound (qpdf)", checks.soundness(path))]
    try:
        pdf = Pdf(path)
        complaints, found = checks.text(pdf, edition)
        results += [("text", complaints), ("facts", checks.facts(pdf, edition)),
                    ("structure", checks.structure(pdf, edition))]
        for kind, check in (("outline", checks.outline), ("links", checks.links)):
            # Where the text is not as it should be, these have nothing to go by.
            if found:
                results.append((kind, check(pdf, edition, found)))
        if found:
            results.append(("languages", checks.languages(pdf, found)))
        if look:
            results.append(("visible", visible.complaints(path, edition, found, pages_of(path))))
    except Exception:
        results.append(("readable", [traceback.format_exc(limit=4)]))
    return results


def given(program, folder, name, project, tally, pool):
    """Builds and checks a project that is not random; gives its files."""
    empty, out = folder / f"{name}-here", folder / name
    empty.mkdir()
    complaints = program.build(out, project, cwd=empty)
    tally.add("builds", name, complaints)
    files = sorted(out.glob("*.pdf"))
    tally.add("builds", f"{name}: at least one file", [] if files else ["none was written"])
    for jobs in (1, 2) if files else []:
        again = folder / f"{name}-{jobs}"
        program.build(again, project, cwd=empty, extra=("-j", str(jobs)))
        differ = [f.name for f in files if not (again / f.name).exists() or f.read_bytes() != (again / f.name).read_bytes()]
        tally.add("same bytes", f"{name}, {jobs} at once", [f"{', '.join(differ)} came out otherwise"] if differ else [])
    editions = {f: program.edition(f.stem, project, cwd=empty) for f in files}
    for path, results in zip(files, pool.starmap(examine, editions.items())):
        for kind, complaints in results:
            tally.add(kind, f"{name}, {path.stem}", complaints)
    return editions


def random_project(arguments):
    """Builds and checks one random project; gives (variant, kind, complaints), and its files."""
    program, folder, seed = Program(arguments[0]), Path(arguments[1]), arguments[2]
    project, out = generate.project(seed, VARIANTS), folder / f"random-{seed}-out"
    home = folder / f"random-{seed}"
    project.write(home)
    results, files = [], []
    told, crowded = program.build(out, home), []
    for variant in project.variants:
        # One variant that fails keeps all others from being written.
        complaints = told and program.build(out, home, extra=(variant.name,))
        crowded += [variant.name] if complaints and is_placed(complaints, CROWDED) else []
        results.append((variant.name, "builds", [] if variant.name in crowded else complaints))
    results.append(("all", "builds", [] if len(crowded) <= VARIANTS // 4 else [f"there is no room for {crowded}"]))
    for i, variant in enumerate(project.variants):
        path = out / f"{variant.name}.pdf"
        if not path.exists():
            continue
        try:
            edition = program.edition(variant.name, home)
            results += [(variant.name, kind, found) for kind, found in examine(path, edition, (seed + i) % LOOKED_AT == 0)]
            results.append((variant.name, "readers", checks.readers(Pdf(path), project.coded, variant)))
        except Exception:
            results.append((variant.name, "readable", [traceback.format_exc(limit=4)]))
        files.append((seed, path))
    addressed = folder / f"random-{seed}-batch"
    results += batch(program, home, addressed, project)
    return seed, results, files, sorted(addressed.glob("*.pdf"))


def hard_project(arguments):
    """Builds what is hard to set: each document is refused with its place, or all of it
    is seen; gives (document, kind, complaints), and how many there are."""
    program, folder, seed = Program(arguments[0]), Path(arguments[1]), arguments[2]
    project, kinds = hard.project(seed)
    home, out = folder / f"hard-{seed}", folder / f"hard-{seed}-out"
    project.write(home)
    results, told, count, editions = [], program.build(out, home), 0, {}
    for variant in project.variants:
        # One that is refused keeps all others from being written.
        complaints = told and program.build(out, home, extra=(variant.name,))
        results.append((variant.name, "refused with its place", [] if is_placed(complaints) else complaints))
        if complaints and kinds <= set(hard.ROOM):
            results.append((variant.name, "builds", complaints))
    done = program.run("batch", "--timeout", "600", home / "rows.jsonl", "--project", home, "-o", out, "--diagnostic-format", "short")
    complaints = [f"exit code {done.returncode}", *done.stderr.splitlines()] if done.returncode else []
    results.append(("rows", "refused with its place", [] if is_placed(complaints) else complaints))
    documents = [(v.name, v, {}) for v in project.variants] + [(r.data["id"], r.variant, {"recipient": r.recipient}) for r in project.rows]
    for name, variant, addressed in documents:
        path = out / f"{name}.pdf"
        if path.exists():
            count += 1
            try:
                if variant.name not in editions:
                    editions[variant.name] = program.edition(variant.name, home)
                results += [(name, kind, found) for kind, found in examine(path, editions[variant.name] | addressed)]
            except Exception:
                results.append((name, "readable", [traceback.format_exc(limit=4)]))
    return seed, sorted(kinds), results, count


def is_placed(complaints, reason=""):
    """Whether the program refuses something as it should: each error has a line and a
    column, and gives the reason. True where it refuses nothing."""
    errors = [line for line in complaints if "error:" in line]
    placed = all(re.match(rf".+:\d+:\d+: error: .*({reason})", line) for line in errors)
    return not complaints or bool(errors) and placed and complaints[0] in ("exit code 1", "exit code 4")


def batch(program, home, out, project):
    """Makes the rows of a project, and checks each: (row, kind, complaints)."""
    done = program.run("batch", "--timeout", "600", home / "rows.jsonl", "--project", home, "-o", out, "--index", "--diagnostic-format", "short")
    told = done.stderr.strip().splitlines()
    # For a few there is no room.
    made = sum((out / f"{row.data['id']}.pdf").exists() for row in project.rows)
    rightly = is_placed([f"exit code {done.returncode}", *told], CROWDED) and made >= 0.9 * len(project.rows)
    is_well = done.returncode == 0 or done.returncode == 4 and rightly
    lines = [] if is_well else [f"exit code {done.returncode}", *told[-20:]]
    results = [("batch", "builds", lines)]
    for i, row in enumerate(project.rows):
        name, path = row.data["id"], out / f"{row.data['id']}.pdf"
        if not path.exists():
            continue
        try:
            results.append((name, "readers", checks.readers(Pdf(path), project.coded, row.variant)))
            results.append((name, "sound (qpdf)", checks.soundness(path)))
            if "audience" not in row.data:
                edition = program.edition(row.variant.name, home) | {"recipient": row.recipient}
                results += [(name, kind, found) for kind, found in examine(path, edition, i % (2 * LOOKED_AT + 1) == 0)]
        except Exception:
            results.append((name, "readable", [traceback.format_exc(limit=4)]))
    return results


def controls(program, folder, path, edition, tally):
    """Every planted defect."""
    home = folder / "defects"
    home.mkdir()
    damage = defects.Damage(path, home)
    planted = list(defects.for_validator(damage))
    plain = home / "plain"
    program.build(plain, cwd=home, extra=("--pdf-standard", "1.7", path.stem))
    planted.append(("a PDF that follows no standard", plain / path.name, ["ua1", "2a"]))
    validation = Validation([target for _, target, _ in planted])
    for name, complaints in [*defects.files(damage, edition), *defects.words(damage.pdf, edition)]:
        tally.control(name, complaints)
    verdicts = validation.verdicts()
    for name, target, flavours in planted:
        for flavour in flavours:
            complaint = verdicts[str(target), flavour]
            tally.control(f"veraPDF {flavour}: {name}", complaint.startswith("fail") and complaint)


def unseen_controls(program, folder, root, built_in, tally, pool):
    """Text that nobody sees, planted into a file of each layout."""
    home = folder / "stacked"
    shutil.copytree(root / "data", home / "data")
    (home / "diptych.toml").write_text(STACKED, encoding="utf-8")
    tally.add("builds", "a report of languages below each other", program.build(folder / "stacked-out", home))
    editions = {p: e for p, e in built_in.items() if e["template"] == "report"}
    editions[folder / "stacked-out" / "stacked.pdf"] = program.edition("stacked", home)
    chosen = {edition["layout"]: (path, edition) for path, edition in reversed(editions.items())}
    jobs = [(path, edition, folder / f"unseen-{layout}") for layout, (path, edition) in chosen.items()]
    tally.add("controls", "a report in each layout", [] if len(chosen) == 4 else [f"there is one only in {list(chosen)}"])
    for layout, told in zip(chosen, pool.starmap(unseen.all_planted, jobs)):
        for name, complaints in told:
            tally.control(f"{layout}: {name}", complaints)
    for name, complaints in unseen.refused(program, hard.LAYOUTS, hard.easy(), root / "templates", folder):
        tally.control(f"the program refuses {name}", complaints)


def reader_controls(program, folder, files, tally):
    """Defects of an edition for some readers only, and projects that cannot be built."""
    for seed, path in files:
        project = generate.project(seed, VARIANTS)
        variant = next(v for v in project.variants if v.name == path.stem)
        if len({variant.shows(c) for c in project.coded}) == 2:
            for name, complaints in defects.for_readers(Pdf(path), project.coded, variant):
                tally.control(name, complaints)
            break
    else:
        tally.add("controls", "random editions", ["none leaves something out"])
    refused = {
        "a block that is taller than a page": (generate.too_tall(), "taller than a page"),
        "an audience that nobody declared": (generate.undeclared(), "strangers"),
    }
    for name, (made, reason) in refused.items():
        home, out = folder / name.replace(" ", "-"), folder / f"{name.replace(' ', '-')}-out"
        made.write(home)
        complaints = program.build(out, home)
        tally.control(f"the program refuses {name}", any(reason in c for c in complaints) and not list(out.glob("*.pdf")))


def main():
    program, root = Program(sys.argv[1]), Path(sys.argv[2])
    tally, began = Tally(), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="diptych-gate-") as temporary, \
            multiprocessing.Pool(os.cpu_count()) as pool:
        folder = Path(temporary)
        with tally.timed("built-in project and examples"):
            editions = given(program, folder, "built-in", None, tally, pool)
            built_in = dict(editions)
            for example in sorted(root.glob("examples/*/diptych.toml")):
                editions |= given(program, folder, example.parent.name, example.parent, tally, pool)
            # With the data attached, which A-2 forbids.
            attached = folder / "attached"
            complaints = program.build(attached, cwd=folder, extra=("--attach-data", "report"))
            tally.add("builds", "built-in, with its data attached", complaints)
        validation = Validation(editions)
        attached = Validation(sorted(attached.glob("*.pdf")), ("ua1", "3a"))

        with tally.timed(f"{PROJECTS * VARIANTS} random editions, and their batches"):
            jobs = [(sys.argv[1], temporary, seed) for seed in range(PROJECTS)]
            sample = []
            rows = []
            for seed, results, files, addressed in pool.imap(random_project, jobs, chunksize=1):
                wrong = [what for what in results if what[2]]
                if seed in KNOWN and wrong:
                    print(f"KNOWN   random {seed}: {len(wrong)} of {len(results)}: {KNOWN[seed]}")
                for variant, kind, complaints in results:
                    tally.add(kind, f"random {seed}, {variant}", [] if seed in KNOWN else complaints)
                sample += files[seed % 5:seed % 5 + 2]
                # The index, and a document of a row.
                rows += [addressed[0], addressed[1 + seed % (len(addressed) - 1)]] if len(addressed) > 1 else []
        with tally.timed(f"{HARD} projects that are hard to set"):
            made = 0
            for seed, kinds, results, count in pool.imap(hard_project, [(sys.argv[1], temporary, seed) for seed in range(HARD)]):
                made += count
                for name, kind, complaints in results:
                    if complaints and (seed, name) in HARD_KNOWN:
                        print(f"KNOWN   hard {seed}, {name}: {HARD_KNOWN[seed, name]}")
                        complaints = []
                    tally.add(kind, f"hard {seed} ({', '.join(kinds)}), {name}", complaints)
            tally.add("builds", "what is hard to set", [] if made > 3 * HARD else [f"{made} documents only"])
        with tally.timed("veraPDF"):
            more = Validation([path for _, path in sample] + rows)
            for (path, flavour), complaint in (validation.verdicts() | more.verdicts() | attached.verdicts()).items():
                tally.add(f"veraPDF {flavour}", str(Path(path).relative_to(folder)), [complaint] if complaint else [])

        with tally.timed("controls"):
            bilingual = next((p for p, e in built_in.items() if e["layout"] == "parallel" and e["template"] == "report"), None)
            if bilingual is None:
                tally.add("controls", "the built-in project", ["has no report with two languages side by side"])
            else:
                controls(program, folder, bilingual, built_in[bilingual], tally)
            for path, edition in built_in.items():
                if edition["layout"] == "facing":
                    for name, complaints in defects.spreads(Pdf(path), edition):
                        tally.control(name, complaints)
            specimen = next(path for path in editions if path.stem == "specimen")
            for name, complaints in defects.kinds(Pdf(specimen), editions[specimen]):
                tally.control(name, complaints)
            unseen_controls(program, folder, root, built_in, tally, pool)
            reader_controls(program, folder, sample, tally)
    print(f"{time.monotonic() - began:.0f} s")
    print(f"{tally.passed} passed, {tally.failed} failed")
    return 1 if tally.failed else 0


if __name__ == "__main__":
    sys.exit(main())
