"""What the long trials share: a project with a table, runs of the program, and whether files are whole."""

import hashlib
import json
import subprocess
from pathlib import Path

PROJECT = """languages = ["zh", "en"]

[variants.note]
template = "note"
level = "key"
"""

ARTICLE = """title: { zh: 湖水, en: Lake water }
sections: [water]
"""

WATER = """id: water
title: { zh: 水, en: Water }
blocks:
  - id: level
    level: key
    zh: 水位在春天上升，在秋天下降。
    en: The level rises in spring and falls in autumn.
"""


def project(folder: Path, rows: int) -> None:
    """Writes a small project, and a table of so many readers."""
    for path, text in {
        "diptych.toml": PROJECT, "data/article.yaml": ARTICLE, "data/sections/water.yaml": WATER,
        "rows.csv": "id,variant,name\n" + "".join(f"r{n},note,Reader {n}\n" for n in range(rows)),
    }.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)


def run(folder: Path, *command: str, **more) -> subprocess.CompletedProcess:
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, **more)


def documents(folder: Path) -> dict[str, str]:
    """The SHA-256 of each document under its name."""
    paths = folder.glob("*.pdf") if folder.is_dir() else []
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(paths)}


def statuses(folder: Path) -> list[str]:
    report = json.loads((folder / "report.json").read_text())
    return [row["status"] for row in report["results"]]


def torn(folder: Path, whole: dict[str, str]) -> list[str]:
    """The documents that are not as they should be."""
    return [name for name, digest in documents(folder).items() if whole.get(name) != digest]
