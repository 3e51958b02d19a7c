"""Planted defects of pages: text that is there, and that no reader sees.

In:  a file in one of the layouts that has passed every check, and its edition.
Out: for each defect its name, and what the look at the page says of it; and
     templates with the same defects, which the program is to refuse.

Of a file only the painting is damaged. What the text layer says is as before, so
that nothing but a look at the page can tell.
"""

import re

import checks
import pdf as pdfs
import rendered
import visible
from defects import Damage
from printed import Printed
from tagged import TOKEN

PLACED = re.compile(rb"([-\d.]+)\s+([-\d.]+)\s+Tm\s*$")
# What is looked for in the complaints of each kind.
OVER, BARE, PALE, OFF = "painted over it", "has no ink", "stand out", "off the page"
ON, MARGIN, COLUMN = "are over each other", "in the margin", "reach into each other's column"


class Target:
    """A page on which something is damaged: the first that has what is wanted."""

    def __init__(self, damage, edition, begins):
        self.damage, self.edition = damage, edition
        self.texts = pdfs.pages_of(damage.path)
        self.found = checks.text(damage.pdf, edition, self.texts)[1]
        for self.number, self.page in enumerate(rendered.pages_of(damage.path), 1):
            self.at, _ = visible.aligned(self.page, self.texts[self.number - 1])
            self.pieces = self.found.pieces[self.number]
            first = next((i for i, (_, _, atom) in enumerate(self.pieces) if begins(self, i)), None)
            if first is not None:
                break
        else:
            raise ValueError(f"{damage.path.name} has nothing to damage")
        self.first = first
        self.contents = damage.pdf.get(damage.pdf.page_objects[self.number - 1])["/Contents"]

    def runs(self, piece):
        """The runs that paint a piece, in order."""
        start, words, _ = piece
        own = (self.at >= start) & (self.at < start + len(words))
        return sorted(set(self.page.letters.run[own].tolist()))

    def box(self, run):
        """Where a run has its ink: left, top, right and bottom."""
        boxes = self.page.letters.boxes[self.page.letters.run == run]
        return *boxes[:, :2].min(axis=0), *boxes[:, 2:].max(axis=0)

    def after(self, name, change):
        """What the look at the page says once its stream is changed."""
        path = self.damage.with_stream(name, self.contents, change)
        return visible.complaints(path, self.edition, self.found, self.texts, only=self.number)


def before(runs, insert):
    """Writes operators before those that paint runs; `insert` is given where the run is."""
    def change(data):
        shown = [token for token in TOKEN.finditer(data) if token["shown"]]
        for run in sorted(runs, reverse=True):
            start = shown[run].start()
            x, y = map(float, PLACED.search(data[:start][-60:]).groups())
            data = data[:start] + b" " + insert(x, y) + b" " + data[start:]
        return data

    return change


def moved(dx=0, dy=0):
    return lambda x, y: b"1 0 0 -1 %f %f Tm" % (x + dx, y + dy)


def over(target, box, paint):
    """Paints into a box of the page after all else."""
    left, top, right, bottom = box
    place = {b"x": left - 1, b"y": target.page.height - bottom - 1, b"w": right - left + 2, b"h": bottom - top + 2}
    return lambda data: b"q " + data + b" Q q " + paint % place + b" Q"


BOX = b"1 g %(x)f %(y)f %(w)f %(h)f re f"
IMAGE = b"%(w)f 0 0 %(h)f %(x)f %(y)f cm BI /W 1 /H 1 /CS /G /BPC 8 ID \xff EI"


def planted(path, edition, folder):
    """Every defect of one file."""
    folder.mkdir()
    damage = Damage(path, folder)

    def is_paragraph(target, i):
        _, words, atom = target.pieces[i]
        runs = target.runs(target.pieces[i])
        # Nothing white hides what is white itself, as on a dark floor.
        is_dark = all(max(target.page.runs[run].colour) < 128 for run in runs)
        return atom.cell == ("columns", 0, 0) and len(words) > 120 and len(runs) > 3 and is_dark

    def is_row(target, i):
        return target.pieces[i][2].cell == ("timeline", 0, 0) and i > 3

    target, table = Target(damage, edition, is_paragraph), Target(damage, edition, is_row)
    runs = target.runs(target.pieces[target.first])
    line = max(runs, key=lambda run: target.box(run)[2] - target.box(run)[0])
    left, top, right, bottom = box = target.box(line)
    other = next(run for run in runs if abs(target.box(run)[1] - top) > 4 and target.box(run)[0] < right)
    rest = [i for i, (_, _, atom) in enumerate(table.pieces) if i > table.first and atom.cell == ("timeline", 0, 0)]
    row = [run for piece in table.pieces[table.first:min(rest, default=None)] for run in table.runs(piece)]
    width, height = target.page.width, target.page.height
    area = Printed(edition).area(width, height, target.number, target.found.opens)
    out = 45 if edition["layout"] == "parallel" else area[2] - right + 15

    def plant(name, expected, change, on=target):
        return name, [complaint for complaint in on.after(name, change) if expected in complaint]

    yield plant("text under a filled box", OVER, over(target, box, BOX))
    yield plant("text of which the lower half is under a box", OVER, over(target, (left, (top + bottom) / 2, right, bottom), BOX))
    yield plant("text under an image", OVER, over(target, box, IMAGE))
    yield plant("white text on white", PALE, before([line], lambda x, y: b"1 g"))
    yield plant("pale text", PALE, before([line], lambda x, y: b".6 g"))
    yield plant("text over another line", ON, before([line], moved(dy=target.box(other)[1] - top)))
    yield plant("text off the page", OFF, before([line], moved(dx=width - right + 20)))
    yield plant("text out of its column", COLUMN if edition["layout"] == "parallel" else MARGIN, before([line], moved(dx=out)))
    yield plant("a row that is not painted", BARE, before(row, lambda x, y: b"3 Tr"), table)
    yield plant("a page of which the upper half is cut off", BARE,
                lambda data: b"q 0 0 %f %f re W n " % (width, height / 2) + data + b" Q")


def all_planted(path, edition, folder):
    return list(planted(path, edition, folder))


# Templates with a defect: the component, what stands in it and what is there instead,
# and what the program says of a text.
ACROSS, INK = "foreground: pdf.artifact(across)", 'ink = rgb("#1a2026")'
OVER_ALL = "foreground: {{ pdf.artifact(across); place(top + left, {}) }}"
MANY = "block(width: 100%, text(size: 11pt, fill: black, lang: \"en\", for _ in range(3000) [xylophone ]))"
TEMPLATES = {
    "text under a filled box": ("page", ACROSS, OVER_ALL.format("rect(width: 100%, height: 100%, fill: white)"), "painted over"),
    "text under an image": ("page", ACROSS, OVER_ALL.format(
        'image("/data/mark.svg", width: 100%, height: 100%, fit: "stretch")'), "painted over"),
    "white text on white": ("style", INK, "ink = white", "has a contrast of 1.0"),
    "pale text": ("style", INK, 'ink = rgb("#8a8a8a")', "has a contrast of 3."),
    "text over another text": ("page", ACROSS, OVER_ALL.format(MANY), "printed over each other"),
    "text off the page": ("page", ACROSS, OVER_ALL.format("dx: 97%, text(fill: black)[beyond the edge]"), "runs off page"),
    "text out of its column": ("runs", "  par(body)\n", "  par(box(width: 0pt, box(width: 200%)[]) + box(move(dx: 30pt, body)))\n", "runs out of its"),
    "a row that is cut off": ("timeline", "table.cell(breakable: is-tall(data), c)",
                              "table.cell(breakable: is-tall(data), block(height: 4pt, clip: true, c))", "is cut off"),
}


def refused(program, layouts, project, templates, folder):
    """What the program says of each template with a defect: layout and name, complaints."""
    for number, (name, (component, own, other, expected)) in enumerate(TEMPLATES.items()):
        home = folder / f"template-{number}"
        project.write(home)
        text = (templates / "components" / f"{component}.typ").read_text(encoding="utf-8")
        if own not in text:
            raise ValueError(f"{name}: nothing to damage in {component}.typ")
        damaged = home / "templates" / "components" / f"{component}.typ"
        damaged.parent.mkdir(parents=True)
        damaged.write_text(text.replace(own, other), encoding="utf-8")
        told = program.build(folder / f"template-{number}-out", home)
        for layout in layouts:
            yield f"{layout}: {name}", [line for line in told if expected in line and f"of `{layout}`" in line]
