#!/usr/bin/env python3
"""What a longer article costs: time, memory, and holes at the feet of pages.

benches/growth.py PROGRAM [BLOCKS...] [--before PROGRAM] [--layout report|facing]

Writes articles of so many blocks (60, 120, 240, 500 and 1,000) in Chinese and English, with
notes, charts and tables in them, and builds each side by side and on facing pages. Where
the package `typst` of PyPI can be imported, each edition is also compiled once with that,
with the same templates and fonts: the ratios are to it. With another program, that one is
measured in between. Prints seconds and the most memory of each process, in one run.
"""

import argparse, json, os, random, shutil, subprocess, sys, tempfile, time

here = os.path.dirname(os.path.abspath(__file__))
ZH = "第{i}段第{j}句讨论区域合作机制的演变及其对成员国政策的影响，并说明下一步安排。"
EN = ("Sentence {j} of paragraph {i} discusses how the mechanisms of regional cooperation have changed, "
      "what that means for members, and what is to come.")


def article(folder, count):
    """Writes a project of so many blocks, each section of which has six."""
    own = random.Random(7)
    os.makedirs(f"{folder}/data/sections")

    def save(path, value):
        with open(f"{folder}/{path}", "w") as file:
            json.dump(value, file, ensure_ascii=False)

    sections, figures, sources = [], {}, {}
    for number in range(1, 21):
        sources[f"s{number}"] = {"type": "report", "title": f"Study {number} of a river basin and its states",
                                 "author": "Smith, John", "date": 2000 + number, "language": "en"}
    for first in range(0, count, 6):
        blocks = []
        for i in range(first, min(first + 6, count)):
            sentences = own.choice([2, 3, 4, 5, 6, 8, 11])
            cited = {j: f"[@s{own.randint(1, 20)}]" for j in range(sentences) if own.random() < .15}
            say = lambda text: "".join(text.format(i=i, j=j) + cited.get(j, "") + (" " if text is EN else "")
                                       for j in range(sentences)).strip()
            blocks.append({"id": f"b{i}", "level": "full", "zh": say(ZH), "en": say(EN)})
            if i % 10 == 4:
                cell = lambda name: {"zh": f"{name}的情况", "en": f"The case of {name}"}
                figures[f"table{i}"] = {
                    "after": f"b{i}", "title": {"zh": f"第{i}表", "en": f"Table of block {i}"},
                    "table": {"columns": [cell("A"), cell("B"), cell("C")],
                              "rows": [[cell(f"{r}{c}") for c in "ABC"] for r in range(own.choice([4, 9, 40]))]}}
            if i % 10 == 9:
                figures[f"chart{i}"] = {
                    "after": f"b{i}", "title": {"zh": f"第{i}图", "en": f"Chart of block {i}"},
                    "alt": {"zh": "条形图。", "en": "A bar chart."},
                    "chart": {"form": "bar", "values": [
                        {"quantity": "share", "label": {"zh": f"第{k}项", "en": f"Item {k}"}} for k in range(own.choice([3, 8, 14]))]}}
        name = f"part{first}"
        save(f"data/sections/{name}.yaml", {"id": name, "title": {"zh": f"第{first}部分的标题", "en": f"Title of part {first}"},
                                            "blocks": blocks})
        sections.append(name)
    save("data/article.yaml", {"title": {"zh": "长文", "en": "A long text"}, "sections": sections})
    save("data/figures.yaml", figures)
    save("data/sources.yaml", sources)
    save("data/quantities.yaml", {"quantities": {"share": {"value": 12}}})
    with open(f"{folder}/diptych.toml", "w") as file:
        file.write('languages = ["zh", "en"]\n[variants.report]\ntemplate = "report"\n'
                   '[variants.facing]\ntemplate = "report"\nlayout = "facing"\n')


def measure(command, folder):
    """Seconds and MiB of a process."""
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    error = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(error.decode())
    return time.perf_counter() - start, usage.ru_maxrss / 1024


def typst(program, folder, variant):
    """A command that compiles the variant with Typst alone, its edition laid before it."""
    root = tempfile.mkdtemp()
    shutil.copytree(f"{here}/../templates", root, dirs_exist_ok=True)
    # The package has no switch for what names the header cells of rows.
    for name in os.listdir(f"{root}/components"):
        with open(f"{root}/components/{name}") as file:
            text = file.read().replace("pdf.header-cell(", "((scope: none, cell) => cell)(")
        with open(f"{root}/components/{name}", "w") as file:
            file.write(text)
    edition = subprocess.run([program, "explain", variant, "--format", "json"], cwd=folder, check=True,
                             capture_output=True).stdout
    for name, text in (("edition.json", edition), ("recipient.json", b"null")):
        with open(f"{root}/{name}", "wb") as file:
            file.write(text)
    code = ("import sys, typst; root = sys.argv[1]; "
            "typst.compile(root + '/report.typ', root=root, output=root + '/out.pdf', font_paths=[sys.argv[2]], "
            "ignore_system_fonts=True)")
    return [sys.executable, "-c", code, root, f"{here}/../fonts"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("blocks", nargs="*", type=int)
    parser.add_argument("--before")
    parser.add_argument("--layout", choices=["report", "facing"])
    options = parser.parse_args()
    try:
        import typst as _
        with_typst = True
    except ImportError:
        with_typst = False
    print(f"{'':14}{'diptych':>16}{'typst':>16}{'ratios':>14}{'before':>16}")
    for count in options.blocks or [60, 120, 240, 500, 1000]:
        folder = tempfile.mkdtemp()
        article(folder, count)
        for variant in [options.layout] if options.layout else ["report", "facing"]:
            build = lambda program: [os.path.abspath(program), "build", variant, "--force", "-q"]
            say = lambda own: f"{own[0]:8.2f} s {own[1]:4.0f} M"
            own = measure(build(options.program), folder)
            line = f"{count:5} {variant:8}{say(own):>16}"
            if with_typst:
                bare = measure(typst(os.path.abspath(options.program), folder, variant), folder)
                line += f"{say(bare):>16}{own[0] / bare[0]:8.2f}{own[1] / bare[1]:6.2f}"
            if options.before:
                line += f"{say(measure(build(options.before), folder)):>16}"
            print(line, flush=True)
        shutil.rmtree(folder)


main()
