"""What the templates print of an edition, and in which order.

In:  an edition, as `diptych explain VARIANT --format json` prints it.
Out: the flow, a list of atoms from the first page to the last, and the
     running head and foot of each page.

This is the only part of the gate that knows the templates; when they print
something else, it is said here. Knows nothing of PDF.
"""

import contextlib
from dataclasses import dataclass, replace
from datetime import date, timedelta

from pdf import bare

# The margins of the templates (`style.typ`), in points; a masthead begins higher.
SIDES, TOP, BOTTOM, LINES = 54.64, 72, 67.89, 38
# What of the imprint stands at the head and at the foot of a first page (`first.typ`).
AT_HEAD, AT_FOOT = ("publisher", "series", "number", "symbol"), ("cite-as", "doi", "licence", "contact")
# What stands in a margin: the numbers of pairs on facing pages.
OUTSIDE = 30
# Where numbers of key messages stand on facing pages: beside their texts, at the fold.
FOLD = ("fold", 0, 0)
GRIDDED = ("Hani", "Hans", "Hant", "Jpan", "Kore", "Hrkt")


@dataclass(frozen=True)
class Text:
    """Characters, in order, on one page or several; their language where it matters.

    A cell is a set of columns, and the first and last of them that the text may take:
    nothing of it is beside or beyond what stands in a later column.
    """

    text: str
    tag: str | None = None
    cell: tuple | None = None


@dataclass(frozen=True)
class Mark:
    """The mark of a note in one language."""

    note: str
    language: str
    label: str
    # Whether the note stands at the foot of the mark's page.
    foot: bool
    # Other languages that say the same, of which this is the mark, too.
    shared: tuple = ()
    # Whether it is in this language alone, with a letter on whatever page.
    alone: bool = False


@dataclass(frozen=True)
class Entry:
    """A note in one language, where it is not at the foot of a page."""

    note: str
    language: str


@dataclass(frozen=True)
class Heading:
    """A heading begins here. The number tells headings apart, whatever their ids."""

    number: int
    level: int
    titles: tuple
    # What stands for the titles where there is little room.
    shorts: tuple = ()


@dataclass(frozen=True)
class Leader:
    """A row of dots, as long as there is room."""


@dataclass(frozen=True)
class PageOf:
    """The number of the page on which a heading stands; of a line for two languages, which
    is one link, the last is `linked`."""

    number: int
    linked: bool = True


@dataclass(frozen=True)
class PagesOf:
    """The numbers of the pages on which blocks stand, as far as they have one of the forms."""

    blocks: tuple
    forms: tuple


@dataclass(frozen=True)
class Here:
    """A block, a part of one or a figure begins here; what a block says in all languages."""

    number: tuple
    text: str = ""


@dataclass(frozen=True)
class Table:
    """A table's first row follows; its header is printed again on each page."""

    header: str


@dataclass(frozen=True)
class Period:
    """Rows of a table follow; their own header is printed again, too."""

    header: str


@dataclass(frozen=True)
class EndOfTable:
    """Nothing is printed again from here on."""


@dataclass(frozen=True)
class Divisible:
    """A block of so many sentences, which may be divided over pages between them.
    `made` gives the atoms of some of them, which stand on one page."""

    count: int
    made: object
    begin: int = 0

    def whole(self):
        """The atoms of all."""
        return self.made(self.begin, self.count)

    def cuts(self):
        """The atoms of each beginning that may end a page, the longest first, and what is left."""
        for end in range(self.count - 1, self.begin, -1):
            yield self.made(self.begin, end), Divisible(self.count, self.made, end)


@dataclass(frozen=True)
class Figure:
    """A figure, which may come after blocks that follow it in its part."""

    atoms: tuple


@dataclass(frozen=True)
class Rows:
    """The rows of a table. Where its columns are narrow, each cell is in parts, and where they
    are on the page depends on how high they are: the pages are asked for their order, not for
    what they say.

    `groups` are rows that cells over several rows join: cells in the order in which they are
    printed if nothing is divided. A cell gives the atoms of some of its sentences.
    """

    header: str
    groups: tuple

    def ordered(self, pages):
        """The atoms in the order of the pages."""
        starts = [i for i, page in enumerate(pages) if self.header in page] or [0]
        tries = (self.read(pages, start) for start in starts)
        return max(tries, key=lambda read: read[0])[1]

    def read(self, pages, number):
        """How many cells are where they are looked for from a page on, and the atoms."""
        begin = lambda page: page.find(self.header) + len(self.header)
        at, found, atoms = begin(pages[number]), 0, []
        for cells in self.groups:
            done = [0] * len(cells)
            while any(said < count for said, (count, _) in zip(done, cells)):
                best = self.next(cells, done, pages[number], at)
                if best is None and number + 1 < len(pages) and self.header in pages[number + 1]:
                    beyond = self.next(cells, done, pages[number + 1], begin(pages[number + 1]))
                    if beyond:
                        best, number, at = beyond, number + 1, begin(pages[number + 1])
                if best is None:
                    # What goes on over a page is told by who reads the pages.
                    i = next(i for i, (said, (count, _)) in enumerate(zip(done, cells)) if said < count)
                    best = "", i, cells[i][0]
                words, i, end = best
                found += bool(words)
                atoms += cells[i][1](done[i], end)
                at, done[i] = at + len(words), end
        return found, atoms

    def next(self, cells, done, page, at):
        """The longest words that cells can go on with at a place, whose they are, and how far
        they go; nothing, if there are none."""
        ways = [(atoms_text(atoms(said, end)), i, end) for i, (said, (count, atoms)) in enumerate(zip(done, cells))
                for end in range(said + 1, count + 1)]
        fitting = [way for way in ways if page.startswith(way[0], at)]
        empty = [way for way in fitting if not way[0]]
        return empty[0] if empty else max(fitting, key=lambda way: (len(way[0]), -way[1]), default=None)


@dataclass(frozen=True)
class Axis:
    """The time axis of a cover, which stands there where it has room: the pages are asked
    whether it does, not for what it says."""

    atoms: tuple

    def ordered(self, pages):
        """The atoms, if they are there."""
        return self.atoms if atoms_text(self.atoms) in pages[0] else ()


def atoms_text(atoms):
    return "".join(atom.label if isinstance(atom, Mark) else getattr(atom, "text", "") for atom in atoms)


@dataclass(frozen=True)
class EndOfPage:
    """What follows is on another page."""


def on_page(language, number):
    """The number of a note on its page: ① to ㊿, then numbers in brackets; or digits."""
    if language["notes"]["per-page"] != "①":
        return str(number)
    if number <= 20:
        return chr(0x2460 + number - 1)
    if number <= 35:
        return chr(0x3251 + number - 21)
    return chr(0x32B1 + number - 36) if number <= 50 else f"({number})"


def plain(runs):
    """Runs as text, without marks."""
    return "".join(plain(r["body"]) if "body" in r else r.get("text", "") for r in runs)


def tag(language):
    """The tag of a language, or of text in another one."""
    return "-".join(part for part in (language["lang"], language.get("region")) if part)


def pieces(tagged, runs):
    """Runs as pieces of text, each with its tag; marks as they are."""
    for run in runs:
        if "body" in run:
            yield from pieces(tag(run) if run["kind"] == "foreign" else tagged, run["body"])
        elif run["kind"] == "mark":
            yield run
        elif run["kind"] in ("step", "break"):
            continue
        else:
            yield Text(bare(run["text"]), tagged)


def label_of(item):
    """What stands before a paragraph of a list: a bullet, a number as its depth has it, or nothing."""
    number, depth = item.get("number"), item["depth"]
    if item.get("goes-on"):
        return ""
    if number is None:
        return "•"
    return [f"{number}.", f"{letters(number)})", f"{roman(number)})"][depth]


def letters(number):
    return chr(ord("a") + number - 1)


def roman(number):
    return "".join(sign * (number % over // worth) for sign, worth, over in [("x", 10, 90)]) + \
        ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"][number % 10]


def in_step(runs):
    """The runs of a paragraph between the steps at which it may be divided."""
    said = [[]]
    for run in runs:
        if run["kind"] == "step":
            said.append([])
        else:
            said[-1].append(run)
    return said


def figures_of(edition):
    """The figures of an edition, in order."""
    def of(sections):
        for section in sections:
            for block in section["blocks"]:
                yield from block["figures"]
            yield from of(section["sections"])

    for block in edition["key-messages"]:
        yield from block["figures"]
    yield from of(edition["sections"])


class Printed:
    """The flow of an edition.

    On facing pages, `flow` is what stands before the spreads, and `sides` are the
    flows of left and right pages, each in its language alone; `side` tells them apart.
    """

    def __init__(self, edition, side=None, before=()):
        self.edition, self.side, self.sides = edition, side, []
        # The first page of the first spread, once it is known.
        self.opens = None
        self.languages = edition["languages"]
        self.parallel = edition["layout"] in ("parallel", "facing")
        self.facing = edition["layout"] == "facing"
        self.per_page = edition["note-numbering"] == "per-page"
        self.notes = {n["id"]: n for n in edition["notes"]}
        self.figures = list(figures_of(edition))
        tables = [*self.figures, edition.get("timeline") or {"notes": []}]
        self.table_notes = {n["id"]: n for table in tables for n in table["notes"]}
        self.flow, self.cell = [], None
        self.headings = list(before)
        # The languages and titles of each heading, by its number.
        self.titles_of = {}
        {"brief": self.brief, "note": self.note, "report": self.report}[edition["template"]]()
        if self.facing:
            self.put(EndOfPage())
            for i, language in enumerate(self.languages):
                alone = edition | {"layout": "single", "languages": [language]}
                self.sides.append(Printed(alone, side=i, before=self.headings))
            self.headings = self.sides[0].headings

    # Templates.

    def brief(self):
        if self.side is None:
            self.first_page()
        if self.facing:
            self.foot_of_first()
            return
        if self.side is not None:
            self.recommendations()
        self.summary()
        self.abstracts()
        if self.side is None:
            self.foot_of_first()
        self.body()
        for language in self.by_language():
            self.keywords(language)
            self.dates(language)
            self.colophon(language)
        self.imprint(without=AT_HEAD + AT_FOOT)

    def note(self):
        self.masthead("note")
        self.address()
        self.titles(attributed=False)
        self.salutation()
        self.key_messages()
        self.recommendations()
        self.summary()
        self.abstracts()
        self.body()
        for language in self.by_language():
            if self.edition.get("attribution"):
                self.runs(language, self.edition["attribution"][language["key"]], marks=False)
            for phrase in self.dates_of(language):
                self.put(phrase, language=language)

    def report(self):
        if self.side is None:
            self.cover("report")
        if self.facing:
            return
        at = len(self.flow)
        self.on_seam()
        self.summary()
        for language in self.by_language():
            self.keywords(language)
        self.abstracts()
        self.body()
        self.glossary()
        self.part("colophon")
        for language in self.by_language():
            self.colophon(language)
            self.put(self.joined([self.edition["program"], self.edition["variant"]]))
        self.imprint(without=AT_HEAD)
        body, self.flow = self.flow[at:], self.flow[:at]
        self.contents()
        self.flow += body

    def body(self):
        for section in self.edition["sections"]:
            self.section(section)
        self.timeline()
        self.sources()

    def area(self, width, height, page, opens=None):
        """Where a page has its text: left, top, right and bottom. On facing pages a third
        of what the text leaves is at the fold."""
        left = right = SIDES
        if opens and page >= opens:
            outer = (width - list(self.widths())[page % 2]) * 2 / 3
            left, right = (outer - OUTSIDE, outer / 2) if page % 2 == 0 else (outer / 2, outer - OUTSIDE)
        return left, TOP - LINES, width - right, height - BOTTOM

    def widths(self):
        """How wide the text of each language is on facing pages (`spread-plan`)."""
        size = 10.5 if self.edition["template"] == "report" else 9.5
        shares = [language["typography"].get("column", 1) for language in self.languages]
        mean = (shares[0] * shares[1]) ** .5
        for language, share in zip(self.languages, shares):
            em = size * (share / mean) ** -.25 * language["typography"].get("size", 1)
            width = 36 * size * (share / max(shares)) ** .38
            yield int(width / em + .001) * em if language.get("script") in GRIDDED else width

    def head(self, page, opening):
        """The running head, given the heading that the page opens with."""
        if self.opens and self.edition["template"] == "report" and page < self.opens + 2:
            return ""
        if self.edition["template"] in ("brief", "note"):
            return "" if page == 1 else self.joined(self.short_titles(self.edition), first="")
        return "" if page <= 2 or opening is None else self.joined(opening.shorts or opening.titles, first="")

    def foot(self, page):
        """The running foot."""
        if self.edition["template"] in ("brief", "note"):
            parts = [[self.word(l, self.edition["template"]), self.issue(l)] for l in self.languages]
            left = self.joined(self.joined([p for p in part if p]) for part in parts)
        else:
            if page == 1:
                return ""
            left = self.joined(self.short_titles(self.edition))
        number = self.word(self.languages[0], "page").replace("{n}", str(page))
        return number + left if self.side == 0 else left + number

    def over(self, page):
        """What stands over a page; on the panels of a report's cover, each language on its own."""
        theme = self.edition["theme"]
        marking = [bare(theme["marking"][l["key"]]).upper() for l in self.languages] if theme.get("marking") else []
        beside = self.edition["layout"] in ("parallel", "facing") and len(self.languages) == 2
        on_cover = page == 1 and beside and self.edition["template"] == "report"
        return "".join(marking) if on_cover else self.joined(marking)

    def across(self):
        """What stands across every page."""
        return self.joined(word.upper() for word in self.words("draft")) if self.edition["theme"]["draft"] else ""

    @staticmethod
    def joined(parts, first="·"):
        """Phrases with dots between them; `first` stands behind the first."""
        parts = list(parts)
        return parts[0] + "".join((first if i == 1 else "·") + p for i, p in enumerate(parts) if i) if parts else ""

    # Words.

    def word(self, language, name):
        return bare(language["words"].get(name, ""))

    def words(self, name):
        return [self.word(l, name) for l in self.languages]

    def phrases(self, text):
        return [bare(plain(text[l["key"]])) for l in self.languages]

    def short_titles(self, of):
        """The titles of an edition or a section where there is little room."""
        return self.phrases(of.get("short-title") or of["title"])

    def issue(self, language):
        issue = self.edition.get("issue")
        return bare(issue[language["key"]]) if issue else None

    def original(self, language):
        """The name of the original language."""
        key = self.edition["original"]
        named = language["languages"].get(key) or next((l["name"] for l in self.languages if l["key"] == key), None)
        return bare(self.word(language, "original") + self.colon(language) + named) if named else None

    def colon(self, language):
        grid = language["script"] in GRIDDED
        return language["words"].get("colon", "：" if grid else ":")

    # Atoms.

    def put(self, *parts, language=None):
        """Adds atoms; what is only text is in a language, or in any."""
        for part in parts:
            if isinstance(part, str):
                # Behind that word, the words of another language stand.
                mixed = language and bare(language["words"].get("untranslated", "")) or None
                own = tag(language) if language and not (mixed and mixed in bare(part)) else None
                part = Text(bare(part), own)
            if not isinstance(part, Text):
                self.flow.append(part)
            elif part.text:
                self.flow.append(replace(part, cell=self.cell))

    def put_each(self, texts, cell=None):
        """Adds a text in each language; `cell` says where each is."""
        for language, text in zip(self.languages, texts):
            with self.within(cell(language)) if cell else contextlib.nullcontext():
                self.put(text, language=language)

    @contextlib.contextmanager
    def within(self, cell):
        """What is added inside is in a cell."""
        before, self.cell = self.cell, cell
        yield
        self.cell = before

    def column(self, language):
        """The column of a language; between two that are side by side is that of numbers."""
        i = 2 * self.languages.index(language) if self.parallel else 0
        return "columns", i, i

    def aside(self):
        """The column of the numbers of pairs."""
        i = 1 if self.parallel or self.side == 1 else -1
        return "columns", i, i

    def beside(self, language):
        return self.within(self.column(language))

    def by_language(self, is_wide=False):
        """The languages, each in its column; what is wide has all of the page's width
        where they are not side by side."""
        for language in self.languages:
            with contextlib.nullcontext() if is_wide and not self.parallel else self.beside(language):
                yield language

    def runs(self, language, runs, marks=True, shared=()):
        """Runs in a language; marks only where the template prints them."""
        for piece in pieces(tag(language), runs):
            if isinstance(piece, Text):
                self.put(piece)
            elif marks:
                self.put(Mark(piece["id"], language["key"], bare(piece["label"]), piece["id"] in self.notes, shared,
                              piece.get("alone", False)))

    def heading(self, level, titles, shorts=None):
        """A heading that the outline and the contents have; these as short as they can."""
        told = self.told(titles)
        short = self.told(shorts) if shorts else told
        self.titles_of[len(self.headings)] = short
        heading = Heading(len(self.headings), level, *(tuple(title for _, title in each) for each in (told, short)))
        self.put(heading)
        for language, title in told:
            with self.beside(language):
                self.put(title, language=language)
        self.headings.append(heading)

    def told(self, titles):
        """Languages and titles; below each other, the same title only once."""
        titles = list(titles)
        return [(language, title) for i, (language, title) in enumerate(zip(self.languages, titles))
                if self.parallel or title not in titles[:i]]

    def put_distinct(self, texts):
        """Adds a text in each language, the same text only once."""
        texts = list(texts)
        for i, (language, text) in enumerate(zip(self.languages, texts)):
            if text not in texts[:i]:
                self.put(text, language=language)

    def part(self, name):
        self.heading(1, self.words(name))

    # Components.

    def masthead(self, name):
        for language in self.by_language(is_wide=True):
            self.put(self.word(language, name).upper(), language=language)
            self.put(self.joined(p for p in (self.issue(language), self.original(language)) if p))

    def titles(self, attributed=True):
        self.put_each(self.phrases(self.edition["title"]))
        if self.edition.get("subtitle"):
            self.put_each(self.phrases(self.edition["subtitle"]))
        for language in self.by_language(is_wide=True):
            self.byline(language)
        if attributed and self.edition.get("attribution"):
            for language in self.by_language(is_wide=True):
                self.runs(language, self.edition["attribution"][language["key"]], marks=False)

    def byline(self, language, dated=True):
        """Who wrote it, where they are, and when it was published."""
        key, places = language["key"], self.edition.get("affiliations", [])
        number = lambda at: str(at + 1) if len(places) > 1 and at is not None else ""
        names = [author["name"][key] + number(author["affiliation"]) for author in self.edition.get("authors", [])]
        if names:
            self.put(self.word(language, "separator").join(names), language=language)
        for i, place in enumerate(places):
            self.put(number(i), language=language)
            self.runs(language, place["text"][key], marks=False)
        if dated and self.edition.get("published"):
            said = self.word(language, "published") + self.colon(language) + self.edition["published"][key]
            self.put(said, language=language)

    def strip(self, language, name):
        """Who publishes it, what it is, of which series and date."""
        publisher, kind = self.said_of(language, "publisher"), self.word(language, name).upper()
        self.put(publisher or kind, language=language)
        self.put(self.joined(p for p in (publisher and kind, self.issue(language)) if p))
        labelled = [self.said_of(language, key, labelled=True) for key in ("number", "symbol")]
        self.put(self.joined(p for p in (self.said_of(language, "series"), *labelled, self.original(language)) if p))
        self.put((self.edition.get("published") or {}).get(language["key"], ""))

    def said_of(self, language, key, labelled=False):
        """What a line of the imprint says."""
        own = next((line for line in self.edition.get("imprint", []) if line["key"] == key), None)
        if own is None:
            return None
        label = own["label"][language["key"]] + self.colon(language) if labelled else ""
        return bare(label + plain(own["text"][language["key"]]))

    def first_page(self):
        """Masthead, titles, key messages with their numbers, recommendations."""
        for language in self.by_language():
            self.strip(language, "brief")
        self.put_each(self.phrases(self.edition["title"]), self.column)
        if self.edition.get("subtitle"):
            self.put_each(self.phrases(self.edition["subtitle"]), self.column)
        for language in self.by_language():
            self.byline(language, dated=False)
        if self.edition.get("attribution"):
            for language in self.by_language():
                self.runs(language, self.edition["attribution"][language["key"]], marks=False)
        self.on_seam()

    def on_seam(self):
        """Key messages with their numbers, then what is recommended. On a side of facing pages
        numbers of messages alone, at the fold, and no figures."""
        is_asked = lambda block: block["kind"] == "recommendation"
        argued = self.argued if self.side is None else lambda block: ""
        messages = self.edition["key-messages"]
        for i, block in enumerate(block for block in messages if not is_asked(block)):
            if i == 0:
                self.part("key-messages")
            self.unit(block, knot=str(i + 1) + argued(block), at=None if self.side is None else FOLD)
            for figure in block["figures"] if self.side is None else []:
                self.figure(figure)
        asked = [block for block in messages if is_asked(block)]
        for i, block in enumerate(asked + ([] if self.facing else self.edition.get("recommendations", []))):
            if i == 0:
                self.part("recommendations")
            self.unit(block, knot=argued(block))

    def argued(self, block):
        """The numbers of the pairs in which a block is argued."""
        return "–".join(str(n) for n in dict.fromkeys(block.get("argued") or []))

    def foot_of_first(self):
        """How to cite it, who may use it how, and whom to ask."""
        self.imprint(only=AT_FOOT)

    def imprint(self, without=(), only=None):
        """What else is said of it as a publication."""
        for line in self.edition.get("imprint", []):
            if line["key"] in without or only is not None and line["key"] not in only:
                continue
            for language in self.by_language():
                self.put(line["label"][language["key"]] + self.colon(language), language=language)
                self.runs(language, line["text"][language["key"]], marks=False)

    def address(self):
        """To whom it is addressed, in a batch."""
        recipient = self.edition.get("recipient") or {}
        for language in self.by_language():
            for name in ("name", "office"):
                self.put(recipient.get(name, {}).get(language["key"], ""), language=language)
            for name in ("reference", "date"):
                if name in recipient:
                    said = recipient[name][language["key"]]
                    self.put(self.word(language, name) + self.colon(language) + said, language=language)

    def salutation(self):
        recipient = self.edition.get("recipient") or {}
        for language in self.by_language():
            self.put(recipient.get("salutation", {}).get(language["key"], ""), language=language)

    def dates(self, language):
        for phrase in self.dates_of(language):
            self.put(phrase, language=language)

    def dates_of(self, language):
        """When, and by whom."""
        key = language["key"]
        for name in ("received", "revised"):
            if self.edition.get(name):
                yield bare(self.word(language, name) + self.colon(language) + self.edition[name][key])
        for credit in self.edition["credits"]:
            yield bare(credit["role"][key] + self.colon(language) + credit["name"][key])

    def cover(self, name):
        for language in self.by_language():
            self.strip(language, name)
        for language in self.by_language():
            self.runs(language, self.edition["title"][language["key"]])
            if self.edition.get("subtitle"):
                self.runs(language, self.edition["subtitle"][language["key"]])
        for language in self.by_language():
            self.byline(language, dated=False)
            if self.edition.get("attribution"):
                self.runs(language, self.edition["attribution"][language["key"]], marks=False)
        if self.edition.get("axis"):
            self.axis(self.edition["axis"])
        for language in self.by_language():
            self.dates(language)
        self.address()
        self.put(EndOfPage())

    def axis(self, axis):
        """Periods, then events, each with its year between the languages."""
        before, self.flow = self.flow, []
        sides = [[language] for language in self.languages] if self.parallel else [self.languages]
        for period in axis["periods"]:
            for language in self.languages:
                self.runs(language, period["title"][language["key"]], marks=False)
                self.put(period["date"][language["key"]], language=language)
        year = lambda event: str((date(1970, 1, 1) + timedelta(days=event["day"])).year)
        seen = None
        for event in sorted(axis["events"], key=lambda event: event["day"]):
            if seen == (year(event), event["label"]):
                continue
            seen = year(event), event["label"]
            for i, side in enumerate(sides):
                for language in side:
                    self.runs(language, event["label"][language["key"]], marks=False)
                if i == 0:
                    self.put(year(event))
        atoms, self.flow = self.flow, before
        self.put(Axis(tuple(atoms)))

    def contents(self):
        told = self.told(self.words("contents"))
        self.put(Heading(-1, 1, tuple(title for _, title in told)))
        for language, title in told:
            with self.beside(language):
                self.put(title, language=language)
        for heading in self.headings:
            if heading.level > 2:
                continue
            for i, (language, title) in enumerate(self.titles_of[heading.number]):
                with self.beside(language):
                    self.put(title, language=language)
                if i == 0:
                    self.put(Leader(), PageOf(heading.number))
        for number, figure in enumerate(self.figures):
            if number == 0:
                self.put_each(self.words("figures"), self.column)
            for i, language in enumerate(self.by_language()):
                self.put(figure["label"][language["key"]], *self.phrases_of(figure["title"], language), language=language)
                if i == 0:
                    self.put(Leader(), PageOf(("figure", number)))

    def phrases_of(self, text, language):
        return [bare(plain(text[language["key"]]))]

    def glossary(self):
        terms = self.edition["glossary"]
        if terms:
            for term in terms if len(self.languages) > 1 or self.side is not None else []:
                if term is terms[0]:
                    self.part("glossary")
                for language in self.by_language():
                    long, short = term["long"][language["key"]], (term.get("short") or {}).get(language["key"])
                    self.put(long, short if short and short != long else "", language=language)
            self.part("index")
            for language in self.languages:
                self.put(language["name"] if len(self.languages) > 1 else "", language=language)
                entries = self.edition["index"][language["key"]]
                for entry in entries:
                    term = terms[entry["term"]]
                    forms = [*term["long"].values(), *(term.get("short") or {}).values()]
                    # At the head of a sentence they have a capital.
                    forms += [form[:1].upper() + form[1:] for form in forms]
                    # Otherwise in one of two columns, where a page ends in both.
                    with self.within(("columns", 0, 0)) if self.side is not None else contextlib.nullcontext():
                        self.put(entry["name"], entry["short"] or "", language=language)
                    self.put(PagesOf(tuple(term["blocks"]), tuple(bare(form) for form in forms)))

    def colophon(self, language):
        if self.edition.get("colophon"):
            self.runs(language, self.edition["colophon"][language["key"]], marks=False)

    def key_messages(self):
        if self.edition["key-messages"]:
            self.part("key-messages")
            for block in self.edition["key-messages"]:
                self.unit(block, numbered=False)

    def recommendations(self):
        for i, block in enumerate(self.edition.get("recommendations", [])):
            if i == 0:
                self.part("recommendations")
            self.unit(block, numbered=False)

    def summary(self):
        if self.edition.get("summary"):
            self.part("summary")
            self.unit(self.edition["summary"], numbered=False)

    def abstracts(self):
        """What it is about, in languages that the edition does not have otherwise."""
        for own in self.edition["abstracts"]:
            language = own["language"]
            word = self.word(language, "summary")
            self.put(Heading(-1, 2, (word,)))
            self.put(word, language=language)
            self.runs(language, own["title"])
            if own.get("subtitle"):
                self.put("·")
                self.runs(language, own["subtitle"])
            for paragraph in own["body"]:
                self.runs(language, paragraph)
            self.keywords(language, own["keywords"])

    def keywords(self, language, keywords=None):
        if keywords is None:
            keywords = [keyword[language["key"]] for keyword in self.edition["keywords"]]
        if keywords:
            self.put(self.word(language, "keywords"), self.word(language, "separator").join(keywords), language=language)

    def section(self, section):
        number = section.get("number")
        titles, shorts = ([bare(number[l["key"]] if number else "") + phrase for l, phrase in zip(self.languages, phrases)]
                          for phrases in (self.phrases(section["title"]), self.short_titles(section)))
        self.heading(section["depth"], titles, shorts)
        for block in section["blocks"]:
            self.unit(block)
            for figure in block["figures"]:
                self.figure(figure)
        for sub in section["sections"]:
            self.section(sub)

    def unit(self, block, numbered=True, knot=None, at=None):
        """A block: its number, or what stands for it, and where; then the languages, one after
        the other."""
        number = str(block["number"]) if numbered and block.get("number") is not None else ""
        number = number if knot is None else knot
        sentences = [{language["key"]: said[i] for language, said in zip(self.languages, all_said)}
                     for all_said in zip(*(map(in_step, block["body"][l["key"]]) for l in self.languages))
                     for i in range(len(all_said[0]))]

        def made(begin, end):
            before, self.flow = self.flow, []
            own = sentences[begin:end]
            text = "".join(bare(plain(s[l["key"]])) for l in self.languages for s in own)
            self.put(Here(("block", block["id"]), text))
            title = (block.get("boxed") or {}).get("title")
            if title and begin == 0:
                for language in self.by_language():
                    self.runs(language, title[language["key"]], marks=False)
            self.sentences(block, own, number if begin == 0 else "", begin, at or self.aside())
            if block.get("editorial") and end == len(sentences):
                for language in self.by_language():
                    self.put(self.word(language, "editorial"), language=language)
                    self.runs(language, block["editorial"][language["key"]], marks=False)
            atoms, self.flow = self.flow, before
            return atoms

        self.put(Divisible(len(sentences), made))

    def sentences(self, block, said, number, begin, at):
        """Sentences of a block from one on, or paragraphs of a list."""
        def aside(number):
            with self.within(at):
                self.put(number)

        if block["kind"] == "list":
            aside("" if self.parallel else number)
            for i, paragraph in enumerate(said):
                item = block["items"][begin + i] if block.get("items") else {"depth": 0}
                for n, language in enumerate(self.by_language()):
                    self.put(label_of(item) if n == 0 or self.parallel else "")
                    aside(number if self.parallel and n == i == 0 else "")
                    self.runs(language, paragraph[language["key"]])
        else:
            aside(number)
            for language in self.by_language():
                if block.get("label") and begin == 0:
                    self.put(block["label"][language["key"]], language=language)
                for sentence in said:
                    self.runs(language, sentence[language["key"]])

    def figure(self, figure):
        """A figure: label and title, the content, a remark, the lettered notes."""
        before, self.flow = self.flow, []
        self.put(Here(("figure", next(i for i, f in enumerate(self.figures) if f is figure))))
        for language in self.by_language(is_wide=True):
            self.put(figure["label"][language["key"]], language=language)
            self.runs(language, figure["title"][language["key"]])
        content = figure["content"]
        # A drawing is there once for each language, with its labels.
        for self.shown in [None] if content["kind"] == "table" else self.languages:
            getattr(self, content["kind"])(content)
        if content["kind"] == "picture":
            for language in self.by_language(is_wide=True):
                own = [content[name] for name in ("credit", "licence") if content.get(name)]
                self.put(self.joined(self.phrases_of(text, language)[0] for text in own))
        if figure.get("remark"):
            for language in self.by_language(is_wide=True):
                self.put(self.word(language, "remark"), language=language)
                self.runs(language, figure["remark"][language["key"]])
        self.table_entries(figure["notes"])
        atoms, self.flow = self.flow, before
        self.put(Figure(tuple(atoms)))

    def distinct(self, text):
        """A text in the language that is shown; what is the same in two stands with the first."""
        seen = []
        for language in self.languages:
            words = plain(text[language["key"]])
            if words not in seen and language == self.shown:
                self.runs(language, text[language["key"]], marks=False)
            seen.append(words)

    def chart(self, chart):
        series, values = chart["series"], lambda s: s["values"]
        single = chart["form"] == "share" and len(series[0]["values"]) == 1
        if chart["form"] == "share" or (series[0].get("label") and (len(series) > 1 or chart["form"] == "line")):
            for s in series:
                self.distinct(s["label"])
                if single:
                    self.distinct(values(s)[0]["text"])
        for tick in chart["ticks"]:
            self.distinct(tick["text"])
        for i, category in enumerate(chart["categories"]):
            self.distinct(category)
            # A line has the texts that are written, and the numbers at its axis.
            if chart["form"] != "share":
                for s in series:
                    self.distinct(values(s)[i]["text"])

    def picture(self, picture):
        """No words; whose it is stands below, once."""

    def drawn(self, events):
        for event in events:
            key = self.shown["key"]
            self.put(event["date"][key], language=self.shown)
            self.runs(self.shown, event["label"][key], marks=False)

    def diagram(self, diagram):
        for level in diagram["levels"]:
            for i, box in enumerate([level, *level["boxes"]]):
                with self.within((("boxes", id(level)), i, i)):
                    self.distinct(box["title"])
                    if box.get("text"):
                        self.distinct(box["text"])

    def table(self, table):
        """A table: its head, and its rows."""
        def said(text):
            """The languages of a cell with their runs, the same runs only once."""
            found = []
            for language in self.languages:
                runs = text[language["key"]]
                same = next((f for f in found if f[1] == runs), None)
                if same:
                    same[2].append(language["key"])
                elif runs:
                    found.append((language, runs, []))
            return found

        def header(cell):
            return "".join(bare(plain(runs)) for _, runs, _ in said(cell["text"]))

        def drawn(rows):
            """Rows in the order of the page: a cell over several comes before those of its last."""
            for i, row in enumerate(rows):
                ends = [c for j, other in enumerate(rows[:i]) for c in other if c["rows"] > 1 and j + c["rows"] == i + 1]
                yield ends + [cell for cell in row if cell["rows"] == 1]

        def atoms(cell, texts):
            """What a cell prints in each language."""
            before, self.flow = self.flow, []
            with self.within((("table", id(table)), cell["column"], cell["column"] + cell["columns"] - 1)):
                for language, runs, shared in said(texts):
                    self.runs(language, runs, shared=tuple(shared))
            made, self.flow = self.flow, before
            return made

        def parts(cell):
            """How many sentences a cell has at which it may be divided, and what some of them print."""
            sentences = {key: in_step(runs) for key, runs in cell["text"].items()}
            count = max(map(len, sentences.values()))
            return count, lambda begin, end: atoms(cell, {key: sum(own[begin:end], []) for key, own in sentences.items()})

        def groups(rows):
            """Rows that cells over several rows join."""
            begin, over = 0, 0
            for i, row in enumerate(rows):
                over = max([over, *(cell["rows"] for cell in row)]) - 1
                if over <= 0:
                    yield rows[begin:i + 1]
                    begin = i + 1

        head = "".join(header(cell) for row in drawn(table["head"]) for cell in row)
        self.put(Table(head))
        for row in drawn(table["head"]):
            for cell in row:
                self.put(*atoms(cell, cell["text"]))
        self.put(Rows(head, tuple(tuple(parts(cell) for row in drawn(group) for cell in row) for group in groups(table["rows"]))))
        self.put(EndOfTable())

    def table_entries(self, notes):
        for note in notes:
            for language in self.languages:
                if language["key"] not in note["body"]:
                    continue
                self.put(Entry(note["id"], language["key"]), *self.entry_pieces(note["id"], language["key"]))

    def timeline(self, drawn=None):
        if drawn:
            self.drawn([e for e in drawn["events"] if e["above"]])
            for period in drawn["periods"]:
                self.distinct(period["title"])
            self.drawn([e for e in drawn["events"] if not e["above"]])
            return
        timeline = self.edition.get("timeline")
        if not timeline:
            return
        self.part("timeline")
        dates = "".join(dict.fromkeys(self.words("date")))
        again = "".join(self.word(l, "event") + self.word(l, "continued") for l in self.languages)
        self.put(Table(dates + again))
        def column(language):
            i = 1 + (self.languages.index(language) if self.parallel else 0)
            return "timeline", i, i

        def title(language):
            _, _, last = column(language)
            return "timeline", last if last == 2 else 0, last

        with self.within(("timeline", 0, 0)):
            self.put_distinct(self.words("date"))
        self.put_each(self.words("event"), column)
        for period in timeline["periods"]:
            titles = [bare(plain(period["title"][l["key"]]) + (period["date"][l["key"]] if period.get("date") else ""))
                      for l in self.languages] if period.get("title") else []
            self.put(Period("".join(titles)))
            self.put_each(titles, title)
            for event in period["events"]:
                with self.within(("timeline", 0, 0)):
                    self.put_distinct(event["date"][l["key"]] for l in self.languages)
                # A long one is in parts, in step.
                for said in zip(*(in_step(event["body"][l["key"]]) for l in self.languages)):
                    for language, runs in zip(self.languages, said):
                        with self.within(column(language)):
                            self.runs(language, runs)
        self.put(EndOfTable())
        self.table_entries(timeline["notes"])

    def sources(self):
        sources = self.edition["sources"]
        if sources:
            self.part("sources")
            for source in sources:
                for language in self.by_language():
                    self.runs(language, source["body"].get(language["key"], []), marks=False)

    def entry_pieces(self, note, key, number=None):
        """A note as it is printed; with its number on the page, if it has one."""
        found = self.notes.get(note) or self.table_notes[note]
        language = next(l for l in self.languages if l["key"] == key)
        label = on_page(language, number) if number else bare(found["label"])
        own = [Text(label), *pieces(tag(language), found["body"][key])]
        # Those of a table, below it, are as wide as it.
        is_wide = note in self.table_notes and not self.parallel
        return own if is_wide else [replace(piece, cell=self.column(language)) for piece in own]

    def entry(self, note, key, number=None):
        """The same as one text."""
        return "".join(piece.text for piece in self.entry_pieces(note, key, number))
