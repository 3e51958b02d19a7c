#!/usr/bin/env python3
"""The tables of docs/sizing.md, from what was measured.

    benches/sizing.py            prints them
    benches/sizing.py --write    puts them into the page
    benches/sizing.py --check    ends with 1 when the page has others

Change a figure here when it is measured anew: the page follows.
"""

import math
import sys
from dataclasses import dataclass
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs/sizing.md"

# --- measured ---------------------------------------------------------------


@dataclass
class Document:
    name: str
    rate: float  # made in a second of one core
    size: int  # bytes of the PDF


DOCUMENTS = [
    Document("report, 28 pages, two languages", rate=33, size=934_000),
    Document("note, one page, two languages", rate=440, size=109_000),
]
CHECKED = 300_000  # rows of the table that are read and checked in a second of one core

# --- taken as given ---------------------------------------------------------

CORES = 16  # of a machine
PUTS = 3_500  # a second and prefix, which Amazon S3 documents as the least to expect
PART = 16 << 20  # bytes in which an archive is sent
ARCHIVE = 2_000_000_000  # bytes of an archive, which a lost shard makes anew
OVERHEAD = 0.10  # of the work may go into checking rows of other shards
SIZES = [("a million", 1_000_000), ("a hundred million", 100_000_000)]


def short(number: float) -> str:
    """Two figures, with commas."""
    if number < 10:
        return f"{number:.1f}".removesuffix(".0")
    digits = max(0, int(math.log10(number)) - 1)
    return f"{round(number, -digits):,.0f}"


def table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def shard(document: Document) -> int:
    """Rows of a shard: a round number whose archive is not too big."""
    most = ARCHIVE / document.size
    return int(10 ** math.floor(math.log10(most) + 0.01))


def shards(document: Document) -> int:
    """Shards of a table, each of which checks all rows of it."""
    return math.floor(OVERHEAD * CHECKED / document.rate)


def figures() -> str:
    return table(
        ["", *(document.name for document in DOCUMENTS)],
        [
            ["documents a second of one core", *(short(d.rate) for d in DOCUMENTS)],
            ["bytes of a document", *(short(d.size) for d in DOCUMENTS)],
            ["megabits a second that a core sends", *(short(d.rate * d.size * 8 / 1e6) for d in DOCUMENTS)],
            ["cores that reach 3,500 objects a second", *(short(PUTS / d.rate) for d in DOCUMENTS)],
            ["rows of a shard, for an archive of at most 2 GB", *(f"{shard(d):,}" for d in DOCUMENTS)],
            ["parts in which that is sent", *(f"{math.ceil(shard(d) * d.size / PART)}" for d in DOCUMENTS)],
            ["which two cores make in", *(f"{short(shard(d) / d.rate / 2)} s" for d in DOCUMENTS)],
            ["shards of a table, at most", *(f"{shards(d):,}" for d in DOCUMENTS)],
            ["rows of a table, at most", *(f"{shards(d) * shard(d):,}" for d in DOCUMENTS)],
        ],
    )


def projection() -> str:
    rows = []
    for document in DOCUMENTS:
        for words, count in SIZES:
            core_hours = count / document.rate * (1 + OVERHEAD) / 3600
            machines = math.ceil(core_hours / CORES)
            hours = core_hours / CORES / machines
            a_second = count / hours / 3600
            rows.append(
                [
                    f"{words}: {document.name.split(',')[0]}",
                    short(core_hours),
                    f"{machines:,} for {short(hours * 60)} min",
                    f"{math.ceil(count / shards(document) / shard(document)):,}",
                    f"{math.ceil(count / shard(document)):,}",
                    f"{short(count * document.size / 1e12)} TB",
                    f"{short(a_second * document.size * 8 / 1e9 / machines)}",
                    f"{short(a_second)}",
                    f"{math.ceil(a_second / PUTS):,}",
                    f"{short(a_second / shard(document))}",
                ]
            )
    head = [
        "",
        "core-hours",
        f"machines of {CORES} cores",
        "tables",
        "shards",
        "in all",
        "Gbit/s of a machine",
        "objects a second, loose",
        "prefixes for these",
        "objects a second, in archives",
    ]
    return table(head, rows)


def main() -> int:
    page = PAGE.read_text()
    made = page
    for name, text in [("figures", figures()), ("projection", projection())]:
        begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
        before, rest = made.split(begin)
        _, after = rest.split(end)
        made = f"{before}{begin}\n{text}\n{end}{after}"
    match sys.argv[1:]:
        case ["--write"]:
            PAGE.write_text(made)
        case ["--check"]:
            return int(page != made)
        case _:
            print(figures(), projection(), sep="\n\n")
    return 0


sys.exit(main())
