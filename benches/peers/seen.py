"""What the pages of a PDF show of an edition.

In:  a PDF of any program, and the edition that it prints, as JSON.
Out: which pairs are cut or out of step, which notes are away from their marks, how many
     numbers a note has, and how much text is tagged with the language that it is in.

Reads letters and tags by pdfium; nothing in it is of Diptych. Letters and digits are
compared, and nothing else: hyphens and spaces are the program's own.
"""

import ctypes
import unicodedata
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

# By how much the first lines of a pair may differ in height: half a line.
STEP = 6
# A piece of a text that is shorter than this is found by chance.
SHORT = 4


@dataclass
class Letter:
    """A letter or digit: its page from 1, its place in points from the lower left."""

    text: str
    page: int
    left: float
    right: float
    base: float
    language: str | None


def bare(text):
    """The letters and digits of a text."""
    return "".join(c for c in unicodedata.normalize("NFKC", text) if c.isalnum())


def string(call, of):
    """What a function of pdfium writes into a buffer, as UTF-16."""
    units = call(of, None, 0) // 2
    buffer = (ctypes.c_ushort * units)()
    call(of, buffer, 2 * units)
    return bytes(buffer).decode("utf-16-le").rstrip("\0") or None


class Seen:
    """The letters of a file in the order of its content streams."""

    def __init__(self, path):
        document = pypdfium2.PdfDocument(path)
        self.pages, self.letters = len(document), []
        whole = string(pdfium.FPDFCatalog_GetLanguage, document.raw)
        for number in range(self.pages):
            page = document[number]
            self.letters += letters_of(page, number + 1, whole)
        document.close()
        self.text = "".join(letter.text for letter in self.letters)

    def find(self, text):
        """The places of a text, one for each letter: pieces as long as can be, for a page
        may end in it. None when it is not there."""
        found, done = [], 0
        while done < len(text):
            rest, after = text[done:], found[-1] + 1 if found else 0
            few, many = 0, len(rest)
            while few < many:
                middle = (few + many + 1) // 2
                few, many = (middle, many) if self.text.find(rest[:middle], after) >= 0 else (few, middle - 1)
            if few < min(SHORT, len(rest)):
                return None
            at = self.text.find(rest[:few], after)
            found += range(at, at + few)
            done += few
        return found

    def label_after(self, place):
        """The digits that stand right after a letter, as a mark does."""
        label, before = "", self.letters[place]
        for letter in self.letters[place + 1:place + 4]:
            near = letter.page == before.page and abs(letter.base - before.base) < 8
            # A quotation mark and a full stop may stand between.
            if not (near and letter.text.isdigit() and -2 < letter.left - before.right < (2 if label else 24)):
                break
            label, before = label + letter.text, letter
        return label


def letters_of(page, number, whole):
    """The letters and digits of a page."""
    text = page.get_textpage()
    tagged = languages_of(page, whole)
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    box, found, known = pdfium.FS_RECTF(), [], {}
    for i in range(pdfium.FPDFText_CountChars(text.raw)):
        said = bare(chr(pdfium.FPDFText_GetUnicode(text.raw, i)))
        if not said:
            continue
        pdfium.FPDFText_GetLooseCharBox(text.raw, i, box)
        pdfium.FPDFText_GetCharOrigin(text.raw, i, left, bottom)
        item = pdfium.FPDFText_GetTextObject(text.raw, i)
        key = ctypes.addressof(item.contents) if item else None
        if key not in known:
            known[key] = language_of(item, tagged, whole) if item else None
        for letter in said:
            found.append(Letter(letter, number, box.left, box.right, bottom.value, known[key]))
    return found


def languages_of(page, whole):
    """Number of marked content -> language, from the structure of a page."""
    found = {}
    tree = pdfium.FPDF_StructTree_GetForPage(page.raw)
    if not tree:
        return found

    def walk(element, language):
        language = string(pdfium.FPDF_StructElement_GetLang, element) or language
        for i in range(pdfium.FPDF_StructElement_CountChildren(element)):
            content = pdfium.FPDF_StructElement_GetChildMarkedContentID(element, i)
            if content >= 0:
                found[content] = language
            child = pdfium.FPDF_StructElement_GetChildAtIndex(element, i)
            if child:
                walk(child, language)

    for i in range(pdfium.FPDF_StructTree_CountChildren(tree)):
        walk(pdfium.FPDF_StructTree_GetChildAtIndex(tree, i), whole)
    pdfium.FPDF_StructTree_Close(tree)
    return found


def language_of(item, tagged, whole):
    """The language of a piece of content: its own, that of its element, or none where
    it is in no element."""
    size = ctypes.c_ulong()
    for i in reversed(range(pdfium.FPDFPageObj_CountMarks(item))):
        mark = pdfium.FPDFPageObj_GetMark(item, i)
        buffer = (ctypes.c_ushort * 32)()
        if pdfium.FPDFPageObjMark_GetParamStringValue(mark, b"Lang", buffer, 64, size) and size.value > 2:
            return bytes(buffer)[:size.value].decode("utf-16-le").rstrip("\0")
    return tagged.get(pdfium.FPDFPageObj_GetMarkedContentID(item))


@dataclass
class Text:
    """A text of the edition: its letters, and after how many of these what stands."""

    letters: str
    steps: list
    marks: list
    foreign: list

    @classmethod
    def of(cls, paragraphs):
        text = cls("", [], [], [])
        for paragraph in paragraphs:
            text.steps.append(len(text.letters))
            text.read(paragraph)
        return text

    def read(self, runs):
        for run in runs:
            if run["kind"] == "text":
                self.letters += bare(run["text"])
            elif run["kind"] == "mark":
                self.marks.append((len(self.letters), run["id"]))
            elif run["kind"] == "step":
                self.steps.append(len(self.letters))
            else:
                start = len(self.letters)
                self.read(run["body"])
                if run["kind"] == "foreign":
                    self.foreign.append((start, len(self.letters), run["lang"]))


def pairs_of(edition):
    """Id -> text in each language, of all that stands in pairs."""
    found = {}

    def block(data):
        found[data["id"]] = {language: Text.of(body) for language, body in data["body"].items()}

    def section(data):
        for child in data["blocks"]:
            block(child)
        for child in data["sections"]:
            section(child)

    for data in [*edition["key-messages"], edition["summary"]]:
        block(data)
    for data in edition["sections"]:
        section(data)
    for period in edition["timeline"]["periods"]:
        for event in period["events"]:
            found[event["id"]] = {language: Text.of([body]) for language, body in event["body"].items()}
    return found


def headings_of(edition):
    """Title and the id of the pair that follows, of each section."""
    found = []

    def section(data):
        after = [block["id"] for block in data["blocks"]]
        for child in data["sections"]:
            after += section(child)
        found.append((data["title"], after[0]))
        return after

    for data in edition["sections"]:
        section(data)
    return found


def compare(path, edition):
    """What a file shows of an edition: figures, and the ids of what is wrong."""
    return Comparison(Seen(path), edition).shown


class Comparison:
    """The texts of an edition beside the letters of a file."""

    def __init__(self, seen, edition):
        self.seen, self.edition = seen, edition
        self.languages = {language["key"]: language["lang"] for language in edition["languages"]}
        self.letters = {lang: [0, 0] for lang in self.languages.values()}
        # Where each text begins, and the page of each mark, by id and language.
        self.starts, self.marks = {}, {}
        self.shown = {"pages": seen.pages, "lost": [], "cut": [], "apart": [], "stranded": [], "away": [], "numbers": {}}
        for name, texts in pairs_of(edition).items():
            self.pair(name, texts)
        for title, after in headings_of(edition):
            self.heading(title, after)
        for note in edition["notes"]:
            self.note(note)
        self.shown["tagged"] = {lang: right / whole if whole else 0 for lang, (whole, right) in self.letters.items()}

    def page(self, place):
        return self.seen.letters[place].page

    def places(self, name, key, text):
        """The places of a text, whose letters are counted by the language they are tagged with."""
        found = locate(self.seen, text)
        if found is None:
            self.shown["lost"].append(f"{name}/{key}")
            return None
        foreign = {i: lang for start, end, lang in text.foreign for i in range(start, end)}
        for i, place in enumerate(found):
            lang = foreign.get(i, self.languages[key])
            if lang in self.letters:
                self.letters[lang][0] += 1
                self.letters[lang][1] += (self.seen.letters[place].language or "").split("-")[0].lower() == lang
        return found

    def pair(self, name, texts):
        found = {key: self.places(name, key, texts[key]) for key in self.languages}
        found = {key: places for key, places in found.items() if places}
        for key, places in found.items():
            self.starts[name, key] = places[0]
            for at, note in texts[key].marks:
                before = places[at - 1]
                self.marks[note, key] = self.page(before)
                label = self.seen.label_after(before)
                if label:
                    self.shown["numbers"].setdefault(note, {})[key] = label
        if any(self.page(places[0]) != self.page(places[-1]) for places in found.values()):
            self.shown["cut"].append(name)
        if len(found) == len(self.languages) and not in_step(self.seen, texts, found):
            self.shown["apart"].append(name)

    def heading(self, title, after):
        for key in self.languages:
            start = self.starts.get((after, key), 0)
            place = self.seen.text.rfind(Text.of([title[key]]).letters, 0, start)
            if place >= 0 and self.page(place) != self.page(start):
                self.shown["stranded"].append(f"{after}/{key}")

    def note(self, note):
        for key in self.languages:
            found = self.places(note["id"], key, Text.of([note["body"][key]]))
            if found and {self.page(place) for place in found} != {self.marks.get((note["id"], key))}:
                self.shown["away"].append(f"{note['id']}/{key}")


def locate(seen, text):
    """The place of each letter of a text, whose marks print digits between them."""
    found, start = [], 0
    for end in [*(at for at, _ in text.marks), len(text.letters)]:
        if end > start:
            part = seen.find(text.letters[start:end])
            if part is None:
                return None
            found += part
        start = end
    return found


def in_step(seen, texts, places):
    """Whether the texts of a pair begin at one height, and do so again on each further
    page, after the same sentence."""
    parts = []
    for key, found in places.items():
        starts = [i for i, place in enumerate(found)
                  if i == 0 or seen.letters[place].page != seen.letters[found[i - 1]].page]
        steps = texts[key].steps
        parts.append([(steps.index(i) if i in steps else None, seen.letters[found[i]]) for i in starts])
    first, *others = parts
    for other in others:
        if len(first) != len(other):
            return False
        for (step, letter), (step2, letter2) in zip(first, other):
            if step is None or step != step2 or letter.page != letter2.page or abs(letter.base - letter2.base) > STEP:
                return False
    return True
