"""A page as its reader sees it, by pdfium.

In:  a PDF.
Out: for each page its letters in the order in which they are painted, with the
     box that each one's ink fills, and its pictures: as it is, without its text,
     and the ink of its text alone.

Knows nothing of editions. Units are points from the upper left corner.
"""

import ctypes
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw

# Fine enough for the dot of a 6-point i.
SCALE = 110 / 72
TEXT = raw.FPDF_PAGEOBJ_TEXT
# What pdfium says in place of the hyphen at the end of a line.
HYPHEN = "\x02"


@dataclass
class Letters:
    """The letters of a page that have ink: arrays of one length."""

    text: str
    # Left, top, right, bottom.
    boxes: np.ndarray
    # By which object each is painted: an index into `runs`.
    run: np.ndarray


@dataclass
class Run:
    """What is painted at once: letters in one font, size and colour."""

    colour: tuple
    opacity: float
    size: float
    is_bold: bool
    # Neither upright nor turned by a right angle.
    is_slanted: bool


class Page:
    """One page; its pictures are made when they are asked for."""

    def __init__(self, page):
        self.page = page
        self.width, self.height = page.get_size()
        handles = [raw.FPDFPage_GetObject(page, i) for i in range(raw.FPDFPage_CountObjects(page))]
        kinds = [raw.FPDFPageObj_GetType(handle) for handle in handles]
        self.texts = [handle for handle, kind in zip(handles, kinds) if kind == TEXT]
        self.others = [handle for handle, kind in zip(handles, kinds) if kind != TEXT]
        self.runs = [run_of(handle) for handle in self.texts]
        self.letters = self.read()

    def read(self):
        """The letters, in the order of painting."""
        text = self.page.get_textpage()
        order = {address(handle): i for i, handle in enumerate(self.texts)}
        left, right, bottom, top = (ctypes.c_double() for _ in range(4))
        found = []
        for i in range(raw.FPDFText_CountChars(text)):
            run = order.get(address(raw.FPDFText_GetTextObject(text, i)))
            if run is None:
                # Made up between words, or in a form object, where Typst has no text.
                if not raw.FPDFText_IsGenerated(text, i):
                    raise ValueError("there is text in a form object, which nobody looks into")
                continue
            raw.FPDFText_GetCharBox(text, i, left, right, bottom, top)
            found.append((run, chr(raw.FPDFText_GetUnicode(text, i)),
                          (left.value, self.height - top.value, right.value, self.height - bottom.value)))
        found.sort(key=lambda letter: letter[0])
        return Letters("".join(c for _, c, _ in found), np.array([b for _, _, b in found]).reshape(-1, 4),
                       np.array([r for r, _, _ in found], dtype=int))

    def picture(self):
        """Rows of pixels, which are bytes of red, green and blue."""
        return self.page.render(scale=SCALE, draw_annots=False, rev_byteorder=True).to_numpy()

    @cached_property
    def pictures(self):
        """The page as it is and without the runs that are upright, in red, green and blue;
        and the ink of these, from 255 for none to 0."""
        upright = [handle for handle, run in zip(self.texts, self.runs) if not run.is_slanted]
        full = self.picture()
        for handle in upright:
            raw.FPDFPageObj_SetIsActive(handle, False)
        bare = self.picture()
        for handle in self.others + self.texts:
            raw.FPDFPageObj_SetIsActive(handle, False)
        for handle in upright:
            raw.FPDFPageObj_SetFillColor(handle, 0, 0, 0, 255)
            raw.FPDFPageObj_SetIsActive(handle, True)
        return full, bare, self.picture()[:, :, 0]


def address(handle):
    return ctypes.addressof(handle.contents) if handle else None


def run_of(handle):
    """What a text object says of itself."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not raw.FPDFPageObj_GetFillColor(handle, red, green, blue, alpha):
        raise ValueError("there is text in a colour that is not plain")
    matrix, size, name = raw.FS_MATRIX(), ctypes.c_float(), ctypes.create_string_buffer(200)
    raw.FPDFPageObj_GetMatrix(handle, matrix)
    raw.FPDFTextObj_GetFontSize(handle, size)
    raw.FPDFFont_GetBaseFontName(raw.FPDFTextObj_GetFont(handle), name, len(name))
    scale = (matrix.a ** 2 + matrix.b ** 2) ** .5
    slant = min(abs(matrix.a), abs(matrix.b)) > .01 * scale
    return Run((red.value, green.value, blue.value), alpha.value / 255, size.value * scale, b"Bold" in name.value, slant)


def pages_of(path, only=None):
    """The pages of a file, each as long as it is looked at; or one, and none for the others."""
    with pdfium.PdfDocument(path) as document:
        for number, page in enumerate(document, 1):
            yield Page(page) if only in (None, number) else None
