"""Whether a reader sees each piece of an edition's text, and nothing over it.

In:  a PDF, the edition that it prints, and what the text says of its pages.
Out: complaints; none where every letter is on its page and in its column, has
     ink of its own colour where it should, stands out from its ground, and
     shares its place with no other text.

The text says which letters a page has; pdfium says where it paints them, and
what is to be seen there.
"""

from collections import defaultdict

import numpy as np

import rendered
from pdf import INVISIBLE, bare
from printed import FOLD, Printed

# How near to the paper's edge text may come; a printer needs as much.
EDGE = 8
# How far punctuation may hang out of its column.
HANGING = 5
# The contrast that WCAG 2.2 asks for (1.4.3), and from which size text is large.
CONTRAST, CONTRAST_OF_LARGE = 4.5, 3
LARGE, LARGE_BOLD = 18, 14
# How much of a letter's ink may be of another colour than it should be, or too pale.
STRAY = .3
# How many pixels at the edge of a letter may be without ink.
MISSING = 4
# By how much of their size the boxes of two texts may meet: italics lean over.
LEANING = .15


def complaints(path, edition, found, pages, only=None):
    """What is wrong with a file, or with one page of it; `pages` are its texts."""
    printed = Printed(edition)
    told = []
    for number, (page, read) in enumerate(zip(rendered.pages_of(path, only), pages), 1):
        if page:
            told += [f"page {number}: {complaint}" for complaint in Looked(page, read, printed, number, found).complaints()]
    return told


class Looked:
    """A page that is being looked at."""

    def __init__(self, page, read, printed, number, found):
        self.page, self.read, self.printed = page, read, printed
        self.pieces = found.pieces[number] if found else []
        self.area = printed.area(page.width, page.height, number, found.opens if found else None)
        self.letters = page.letters
        self.at, self.same = aligned(page, read)
        self.has_ink = np.array([not INVISIBLE.match(c) for c in self.letters.text], dtype=bool)
        slanted = np.array([run.is_slanted for run in page.runs] or [False])
        self.is_upright = ~slanted[self.letters.run] if len(self.letters.run) else np.zeros(0, dtype=bool)

    def complaints(self):
        """What is wrong, by piece: the same of several letters is said once."""
        told = []
        if not self.same:
            told.append("pdfium reads another text than poppler")
        across = bare("".join(c for c, upright in zip(self.letters.text, self.is_upright) if not upright))
        if across != self.printed.across():
            told.append(f"`{across}` lies aslant")
        told += self.out_of_columns() + self.overlapping()
        said = {}
        for faulty, what in [*self.out_of_place(), *self.unseen()]:
            for i in np.flatnonzero(faulty):
                said.setdefault((self.name(i), what), []).append(self.letters.text[i])
        return told + [f"{piece}: `{''.join(letters)[:20]}` {what}" for (piece, what), letters in said.items()]

    def name(self, i):
        """What a letter belongs to: a piece of the edition's text, or what else is painted with it."""
        for start, words, _ in self.pieces:
            if start <= self.at[i] < start + len(words):
                return f"`{words[:30]}`"
        return f"`{self.text_of(self.letters.run[i])[:30]}`"

    def text_of(self, run):
        return "".join(self.letters.text[i] for i in np.flatnonzero(self.letters.run == run)).strip()

    # Where it is.

    def out_of_place(self):
        """Letters that are off the page, or outside what is printed on."""
        left, top, right, bottom = self.letters.boxes.T
        near = self.has_ink & ((left < EDGE) | (top < EDGE) | (right > self.page.width - EDGE) | (bottom > self.page.height - EDGE))
        yield near, "is off the page, or too near to its edge"
        own = np.zeros(len(near), dtype=bool)
        for start, words, atom in self.pieces:
            # What is meant to stand at the fold is in the margin.
            if atom.cell != FOLD:
                own |= (self.at >= start) & (self.at < start + len(words))
        x0, y0, x1, y1 = self.area
        out = (left < x0 - HANGING) | (top < y0) | (right > x1 + HANGING) | (bottom > y1 + HANGING)
        yield self.has_ink & own & out & ~near, "is in the margin"

    def out_of_columns(self):
        """Texts of which one reaches into the column of another."""
        groups = defaultdict(list)
        for start, words, atom in self.pieces:
            own = self.has_ink & (self.at >= start) & (self.at < start + len(words))
            if atom.cell and own.any():
                group, first, last = atom.cell
                boxes = self.letters.boxes[own]
                groups[group].append((first, last, boxes[:, 0].min(), boxes[:, 2].max(), words))
        for group, cells in groups.items():
            for column in sorted({first for first, *_ in cells}):
                before = [cell for cell in cells if cell[1] < column]
                after = [cell for cell in cells if cell[0] >= column]
                if not before or not after:
                    continue
                reaches, begins = max(before, key=lambda cell: cell[3]), min(after, key=lambda cell: cell[2])
                if reaches[3] > begins[2]:
                    return [f"`{reaches[4][:30]}` and `{begins[4][:30]}` reach into each other's column"]
        return []

    def overlapping(self):
        """Texts over each other."""
        letters, use = self.letters, self.has_ink & self.is_upright
        runs = np.unique(letters.run[use])
        if len(runs) < 2:
            return []
        boxes = np.array([[*letters.boxes[mine][:, :2].min(0), *letters.boxes[mine][:, 2:].max(0)]
                          for mine in (use & (letters.run == run) for run in runs)])
        lean = np.array([self.page.runs[run].size for run in runs]) * LEANING
        boxes += np.stack([lean, lean / 2, -lean, -lean / 2], axis=1)
        low = np.maximum(boxes[:, None, :2], boxes[None, :, :2])
        high = np.minimum(boxes[:, None, 2:], boxes[None, :, 2:])
        pairs = np.argwhere(np.triu((low < high).all(axis=2), 1))
        return [f"`{self.text_of(runs[a])[:30]}` and `{self.text_of(runs[b])[:30]}` are over each other" for a, b in pairs]

    # What is to be seen of it.

    def unseen(self):
        """Letters of which the page shows too little."""
        letters, runs = self.letters, self.page.runs
        use = np.flatnonzero(self.has_ink & self.is_upright)
        if not len(use):
            return
        # The letters of a ligature have one box.
        key = np.column_stack([letters.run[use], np.round(letters.boxes[use] * 20)]).astype(np.int64)
        _, first, glyph = np.unique(key, axis=0, return_index=True, return_inverse=True)
        glyph = glyph.reshape(-1)
        boxes, own_run = letters.boxes[use[first]], letters.run[use[first]]
        seen = Seen(self.page, boxes, [runs[run] for run in own_run])

        def of(faulty):
            result = np.zeros(len(letters.text), dtype=bool)
            result[use] = faulty[glyph]
            return result

        missing = seen.missing()
        pale = ~missing & seen.pale()
        yield of(missing), "has no ink, or not all of it"
        yield of(pale), "does not stand out from its ground"
        yield of(~missing & ~pale & seen.covered()), "has something painted over it"


class Seen:
    """The ink of glyphs: pixels, each with the glyph that it belongs to."""

    def __init__(self, page, boxes, runs):
        full, base, ink = page.pictures
        self.count, (height, width) = len(boxes), ink.shape
        # Left, top, right and bottom in pixels; pdfium moves a glyph by less than one.
        self.corners = np.column_stack([np.floor(boxes[:, :2] * rendered.SCALE), np.ceil(boxes[:, 2:] * rendered.SCALE)])
        self.corners = self.corners.astype(int) + (-1, -1, 1, 1)
        # How many pixels of a row have ink up to a column.
        self.sums = np.zeros((height, width + 1), dtype=np.int16)
        np.cumsum(ink < 255, axis=1, dtype=np.int16, out=self.sums[:, 1:])
        owner = np.full(ink.shape, -1, dtype=np.int32)
        # Small ones last: a comma may stand in the box of a W.
        sizes = (self.corners[:, 2:] - self.corners[:, :2]).prod(axis=1)
        for i, (x0, y0, x1, y1) in sorted(enumerate(np.maximum(self.corners, 0).tolist()), key=lambda box: -sizes[box[0]]):
            owner[y0:y1, x0:x1] = i
        at = np.flatnonzero((ink < 250) & (owner >= 0))
        self.glyph = owner.ravel()[at]
        self.ink = 1 - ink.ravel()[at].astype(np.float32) / 255
        self.full, self.base = full.reshape(-1, 3)[at], base.reshape(-1, 3)[at]
        colours = np.array([run.colour for run in runs], dtype=np.float32)[self.glyph]
        opacity = np.array([run.opacity for run in runs], dtype=np.float32)[self.glyph][:, None]
        self.colour = self.base + opacity * (colours - self.base)
        is_large = np.array([run.size >= (LARGE_BOLD if run.is_bold else LARGE) for run in runs])
        self.needed = np.where(is_large, CONTRAST_OF_LARGE, CONTRAST)

    def total(self, values):
        return np.bincount(self.glyph, weights=values, minlength=self.count)

    def missing(self):
        """Glyphs whose ink does not reach all sides of their boxes."""
        x0, y0, x1, y1 = self.corners.T
        sides = [(x0, y0, x0 + MISSING, y1), (x1 - MISSING, y0, x1, y1), (x0, y0, x1, y0 + MISSING), (x0, y1 - MISSING, x1, y1)]
        return np.any([self.inked(*side) == 0 for side in sides], axis=0)

    def inked(self, x0, y0, x1, y1):
        """How many pixels with ink are in each of many boxes."""
        height, width = self.sums.shape
        (x0, x1), (y0, y1) = np.clip((x0, x1), 0, width - 1), np.clip((y0, y1), 0, height)
        rows = np.maximum(y1 - y0, 0)
        box = np.repeat(np.arange(self.count), rows)
        y = np.arange(len(box)) - np.repeat(np.cumsum(rows) - rows, rows) + y0[box]
        return np.bincount(box, weights=self.sums[y, x1[box]] - self.sums[y, x0[box]], minlength=self.count)

    def pale(self):
        """Glyphs that have too little contrast with what is around their ink."""
        own, ground = luminance(self.colour), luminance(self.base)
        contrast = (np.maximum(own, ground) + .05) / (np.minimum(own, ground) + .05)
        weak = self.total(self.ink * (contrast < self.needed[self.glyph] - .05))
        return weak > STRAY * self.total(self.ink)

    def covered(self):
        """Glyphs of which the page does not show what they should look like."""
        change = self.ink[:, None] * (self.colour - self.base)
        amiss = np.abs(self.full - (self.base + change)).max(axis=1)
        return self.total(amiss) > STRAY * self.total(np.abs(change).max(axis=1))


# What each value of red, green and blue adds to relative luminance (WCAG 2.2).
SHARES = np.arange(256) / 255
LINEAR = np.where(SHARES <= .04045, SHARES / 12.92, ((SHARES + .055) / 1.055) ** 2.4).astype(np.float32)


def luminance(colours):
    red, green, blue = LINEAR[np.rint(colours).astype(np.uint8)].T
    return .2126 * red + .7152 * green + .0722 * blue


def aligned(page, read):
    """For each letter its place in the text of its page, and whether they agree.

    pdfium does not tell a hyphen of the text from one that divides a word at the end of
    a line, which is not in the text.
    """
    at, own = [], []
    for c in page.letters.text:
        if c == rendered.HYPHEN:
            is_own = read[len(own):len(own) + 1] == "-"
            at.append(len(own) if is_own else -1)
            own += ["-"] if is_own else []
        elif INVISIBLE.match(c):
            at.append(-1)
        else:
            at.append(len(own))
            own.append(c)
    return np.array(at, dtype=int), "".join(own) == read
