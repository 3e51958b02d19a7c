"""Whether the pages of a PDF print an edition: all of it, and only it.

In:  what the templates print, and the text of each page.
Out: where each heading, mark and note was found, or a [`Difference`].

A page must be its running head, a piece of the flow that begins where the
page before ended, the notes whose marks are in that piece, and the running
foot. So no text is lost or added, all is in order, and each note is on the
page of its mark.
"""

from dataclasses import dataclass, field

from printed import Axis, Divisible, EndOfPage, EndOfTable, Entry, Figure, Heading, Here, Leader, Mark, PageOf, PagesOf, Period, Rows, Table, Text, on_page


class Difference(Exception):
    """The first place where the pages and the edition differ."""

    def __init__(self, page, expected, found, what="the text"):
        self.page, self.expected, self.found = page, expected, found
        super().__init__(f"page {page}: {what}\n      expected …{expected}\n      found    …{found}")


@dataclass
class Found:
    """On which page each thing was found."""

    headings: dict = field(default_factory=dict)
    # What is a link inside the document (marks, notes, lines of the contents)
    # on each page, in order of the text.
    links: dict = field(default_factory=dict)
    # For each block and figure, the page of each part and what it says.
    parts: dict = field(default_factory=dict)
    # For each page, where pieces of its text begin, how they read, and what they are.
    pieces: dict = field(default_factory=dict)
    # The first page of the first spread, where pages face.
    opens: int | None = None

    def place(self, number, page):
        """Where a heading stands that a page speaks of: in the language of the page."""
        place = self.headings.get(number)
        is_right = self.opens and page >= self.opens and page % 2
        return place + 1 if is_right and place else place


@dataclass
class Step:
    """The text up to `end` was read from an atom, of which `used` is over."""

    start: int
    end: int
    atom: int
    used: int
    marks: int


def locate(printed, pages, heading_pages):
    """Reads all pages; `heading_pages` says where the outline has each heading."""
    found = Found()
    if printed.sides:
        locate_facing(printed, pages, heading_pages, found)
        return found
    reader = Reader(printed, printed, pages, heading_pages, found, found.headings, found.parts)
    for number, text in enumerate(pages, 1):
        reader.read(number, text)
    reader.finish(len(pages))
    return found


def locate_facing(printed, pages, heading_pages, found):
    """Reads spreads: left pages go on in the first language, right ones in the second."""
    first = Reader(printed, printed, pages, heading_pages, found, found.headings, found.parts)
    number = 0
    while not first.is_done():
        number += 1
        first.read(number, pages[number - 1])
    if number % 2 == 0:
        number += 1
        found.pieces[number], found.links[number] = [], []
        stripped(number, pages[number - 1], printed.over(number) + printed.head(number, None),
                 printed.foot(number) + printed.across())
    found.opens = number + 1
    beside = {key: page + 1 for key, page in heading_pages.items() if isinstance(page, int)}
    right = {}
    # Pages are counted from 1: the left ones have even numbers.
    left, odd = pages[found.opens - 1::2], pages[found.opens::2]
    sides = [Reader(printed, printed.sides[0], left, heading_pages, found, found.headings, found.parts),
             Reader(printed, printed.sides[1], odd, beside, found, right, {})]
    for side in printed.sides:
        side.opens = found.opens
    for number in range(found.opens, len(pages) + 1):
        sides[number % 2].read(number, pages[number - 1])
    for side in sides:
        side.finish(len(pages))
    for key, page in right.items():
        if found.headings.get(key) != page - 1:
            raise Difference(page, f"{key} on page {page - 1}, too", str(found.headings.get(key)), "the spread")


def settled(atoms, pages):
    """Atoms with the rows of tables in the order of the pages."""
    for atom in atoms:
        if isinstance(atom, (Axis, Rows)):
            yield from atom.ordered(pages)
        elif isinstance(atom, Figure):
            yield Figure(tuple(settled(atom.atoms, pages)))
        else:
            yield atom


class Reader:
    """Reads the pages of one flow; `whole` says what stands over all pages, `pages` what
    pages of the flow say."""

    def __init__(self, whole, printed, pages, heading_pages, found, places, parts):
        self.whole, self.printed, self.heading_pages, self.found = whole, printed, heading_pages, found
        self.places, self.parts, self.flow = places, parts, Flow(settled(printed.flow, pages))
        self.atom, self.used, self.last = 0, 0, None

    def is_done(self):
        return self.atom >= len(self.flow)

    def read(self, number, text):
        printed, flow, found, begin = self.printed, self.flow, self.found, self.atom
        opening = opening_of(flow, self.atom, self.used, self.last)
        head = self.whole.over(number) + printed.head(number, opening)
        text = stripped(number, text, head, printed.foot(number) + self.whole.across())
        header = header_of(flow, self.atom, self.used)
        if header:
            if not text.startswith(header):
                raise difference(number, header, text, "the table's header, repeated")
            text = text[len(header):]
        page, self.atom, self.used = flow.read(self.atom, self.used,
                                               lambda: Page(printed, number, text, self.heading_pages, self.parts))
        for passed in flow[begin:self.atom + (1 if self.used else 0)]:
            if isinstance(passed, (Heading, Here)):
                self.places.setdefault(passed.number, number)
            if isinstance(passed, Here):
                self.parts.setdefault(passed.number, []).append((number, passed.text))
            if isinstance(passed, Heading):
                self.last = passed if passed.level == 1 else self.last
        found.links[number] = page.links
        found.pieces[number] = [(start + len(head) + len(header), text, piece) for start, text, piece in page.pieces]

    def finish(self, count):
        if not self.is_done():
            rest = "".join(a.text for a in self.flow[self.atom:] if isinstance(a, Text))[self.used:]
            raise difference(count, rest, "", "the end of the text is missing")


class Flow(list):
    """The atoms, with blocks in one piece until a page shows that they are divided, and
    figures after their blocks until one shows that they come later."""

    def __init__(self, atoms):
        super().__init__()
        # Where blocks begin and end, and the blocks; where figures do.
        self.spans, self.figures = [], []
        self.add(atoms)

    def add(self, atoms):
        for atom in atoms:
            if isinstance(atom, Divisible):
                begin = len(self)
                self.extend(atom.whole())
                self.spans.append((begin, len(self), atom))
            elif isinstance(atom, Figure):
                self.figures.append((len(self), len(self) + len(atom.atoms)))
                self.extend(atom.atoms)
            else:
                self.append(atom)

    def become(self, other):
        self[:], self.spans, self.figures = other, other.spans, other.figures

    def read(self, atom, used, page):
        """Reads a page; where it has none of a figure that is next, that comes later."""
        try:
            return self.read_blocks(atom, used, page)
        except Difference as difference:
            later = self.deferred(difference.reached, atom)
            if later is None:
                raise
            try:
                read = later.read(atom, used, page)
            except Difference:
                raise difference from None
            self.become(later)
            return read

    def deferred(self, reached, atom):
        """The same with the figures from one on after the next block of their part."""
        begin, end = next(((b, e) for b, e in self.figures if b <= reached < e and b >= atom), (None, None))
        if begin is None:
            return None
        while end in (b for b, _ in self.figures):
            end = next(e for b, e in self.figures if b == end)
        to = next((e for b, e, _ in self.spans if b >= end), None)
        if to is None or any(isinstance(a, Heading) and a.level == 1 for a in self[end:to]):
            return None
        later = Flow([])
        later.extend(self[:begin] + self[end:to] + self[begin:end] + self[to:])

        def place(at):
            return at if at < begin or at >= to else at - (end - begin) if at >= end else at + to - end

        later.spans = [(place(b), place(b) + e - b, block) for b, e, block in self.spans]
        later.figures = sorted((place(b), place(b) + e - b) for b, e in self.figures)
        return later

    def read_blocks(self, atom, used, page):
        """Reads a page; where it ends in a block, the block is divided there."""
        tried = page()
        try:
            end = tried.read(self, atom, used)
            if not self.inside(*end):
                return tried, *end
            reached = end[0]
        except Difference as difference:
            found, reached = difference, tried.reached
        else:
            found = Difference(tried.number, "", "", "the page ends within a sentence")
        span = next((s for s in self.spans if s[0] <= reached < s[1] and s[0] >= atom), None)
        for own, rest in span[2].cuts() if span else []:
            divided = self.divided(span, own, rest)
            tried = page()
            try:
                end = tried.read(divided, atom, used)
            except Difference:
                continue
            if end == (span[0] + len(own) + 1, 0):
                self.become(divided)
                return tried, *end
        found.reached = reached
        raise found

    def inside(self, atom, used):
        """Whether a place is within a block."""
        return any(begin < atom < end or (atom == begin and used) for begin, end, _ in self.spans)

    def divided(self, span, own, rest):
        """The same with a block that ends its page in its midst."""
        begin, end, _ = span
        at = self.spans.index(span)
        made = Flow([*self[:begin], *own, EndOfPage(), rest])
        made.spans = [*self.spans[:at], *made.spans]
        more = len(made) - end
        made.extend(self[end:])
        made.spans += [(a + more, b + more, block) for a, b, block in self.spans[at + 1:]]
        made.figures = [(a, b) if a < begin else (a + more, b + more) for a, b in self.figures]
        return made


def opening_of(flow, atom, used, last):
    """The first-level heading under which a page begins."""
    for passed in flow[atom:] if not used else []:
        if isinstance(passed, Heading):
            if passed.level == 1:
                return passed
        elif not isinstance(passed, (EndOfTable, EndOfPage)):
            break
    return last


def header_of(flow, atom, used):
    """What a page begins with that stands in a table."""
    table = period = ""
    for passed in flow[:atom]:
        match passed:
            case Table():
                table, period = passed.header, ""
            case Period():
                period = passed.header
            case EndOfTable():
                table = period = ""
    return table + ("" if isinstance(flow[atom], Period) else period)


def stripped(number, text, head, foot):
    """A page without its head and foot, which must be exactly these."""
    if not text.startswith(head):
        raise difference(number, head, text, "the running head")
    if not text.endswith(foot):
        raise Difference(number, foot, text[-len(foot) - 20:], "the running foot")
    return text[len(head):len(text) - len(foot)]


def difference(number, expected, found, what):
    """The difference of two texts, from shortly before where they part."""
    same = common(expected, found)
    begin = max(0, same - 25)
    return Difference(number, expected[begin:same + 45], found[begin:same + 45], what)


def common(a, b):
    """How many characters two texts begin with in common."""
    if a[:len(b)] == b[:len(a)]:
        return min(len(a), len(b))
    low, high = 0, min(len(a), len(b))
    while low < high - 1:
        middle = (low + high) // 2
        low, high = (middle, high) if a[:middle] == b[:middle] else (low, middle)
    return low


class Page:
    """One page's text, and how far the flow explains it."""

    def __init__(self, printed, number, text, heading_pages, places):
        self.printed, self.number, self.text, self.heading_pages = printed, number, text, heading_pages
        self.places = places
        # The last atom that the page was compared with.
        self.reached = 0
        self.marks, self.links, self.pieces, self.numbers = [], [], [], {}
        # The parts of blocks that stand before on this page.
        self.before = {}

    def read(self, flow, atom, used):
        """Reads from a place in the flow; gives the place after the page."""
        steps = self.steps(flow, atom, used)
        # The notes must be what is left. The more marks, the further on.
        for marks in range(len(self.marks), -1, -1):
            notes = self.notes(marks)
            end = len(self.text) - len(notes)
            step = next((s for s in steps if s.marks == marks and s.start <= end <= s.end), None)
            if step and self.text[end:] == notes:
                return self.leave(flow, steps, step, end)
        step = steps[-1]
        rest = flow_text(flow, step.atom, step.used + step.end - step.start)
        notes = self.notes(len(self.marks))
        if self.marks and self.text[step.end:step.end + 1] == notes[:1]:
            raise difference(self.number, self.text[:step.end] + notes, self.text, "the notes of this page")
        expected = self.text[:step.end] + rest
        what = "the text" if not notes else "the text, or the notes: …" + notes[:60]
        raise difference(self.number, expected, self.text, what)

    def steps(self, flow, atom, used):
        """Follows the flow as far as it agrees with the page."""
        at, steps = 0, [Step(0, 0, atom, used, 0)]
        for i in range(atom, len(flow)):
            self.reached = i
            item, begin = flow[i], used if i == atom else 0
            if isinstance(item, EndOfPage):
                break
            literal, exact = self.literal(item)
            if literal is None:
                length = len(self.text) - at - len(self.text[at:].lstrip("."))
            elif exact and not self.text.startswith(literal, at):
                break
            else:
                length = common(literal[begin:], self.text[at:at + len(literal)])
            if isinstance(item, Here):
                self.before.setdefault(item.number, []).append((self.number, item.text))
            if isinstance(item, Mark) and item.foot:
                self.marks.append(item)
            if isinstance(item, (Mark, Entry)) or isinstance(item, PageOf) and item.linked:
                self.links.append((at, item))
            if exact or literal is None:
                steps.append(Step(at + length, at + length, i + 1, 0, len(self.marks)))
            else:
                steps.append(Step(at, at + length, i, begin, len(self.marks)))
                if begin + length < len(literal):
                    break
            at += length
        return steps

    def literal(self, item):
        """What an atom prints, and whether only all of it will do."""
        match item:
            case Text():
                return item.text, False
            case Mark():
                if self.printed.per_page and item.foot and not item.alone:
                    number = self.numbers.setdefault(item.note, len(self.numbers) + 1)
                    return on_page(self.printed.languages[0], number), True
                return item.label, True
            case PageOf():
                return str(self.heading_pages.get(item.number, "?")), True
            case PagesOf():
                pages = sorted({page for block in item.blocks for page in self.pages_of(block, item.forms)})
                return ranges(pages, 1 if self.printed.side is None else 2), True
            case Leader():
                return None, False
        return "", True

    def pages_of(self, block, forms):
        """The pages of the parts of a block that have one of the forms, or of the first."""
        name = ("block", block)
        parts = self.places.get(name, []) + self.before.get(name, []) or [(0, "")]
        return [page for page, text in parts if any(form in text for form in forms)] or [parts[0][0]]

    def notes(self, count):
        """The notes of the first marks on the page: in step, in print order."""
        return "".join(self.printed.entry(m.note, m.language, self.numbers.get(m.note))
                       for m in self.in_step(self.marks[:count]))

    def in_step(self, marks):
        """Marks by note, the languages of each together."""
        order = list(self.printed.notes)
        keys = [language["key"] for language in self.printed.languages]
        return sorted(marks, key=lambda m: (order.index(m.note), keys.index(m.language)))

    def leave(self, flow, steps, step, end):
        """Settles what the page holds; gives the place in the flow after it."""
        self.links = [item for at, item in self.links if at < end]
        for passed in steps:
            item = flow[passed.atom] if passed.atom < len(flow) else None
            if isinstance(item, Text) and passed.start < min(passed.end, end):
                self.pieces.append((passed.start, self.text[passed.start:min(passed.end, end)], item))
        at = end
        for mark in self.in_step(self.marks[:step.marks]):
            self.links.append(Entry(mark.note, mark.language))
            for piece in self.printed.entry_pieces(mark.note, mark.language, self.numbers.get(mark.note)):
                self.pieces.append((at, piece.text, piece))
                at += len(piece.text)
        atom, used = step.atom, step.used + end - step.start
        if isinstance(flow[atom] if atom < len(flow) else None, Text) and used == len(flow[atom].text):
            atom, used = atom + 1, 0
        while atom < len(flow) and isinstance(flow[atom], (EndOfTable, EndOfPage)):
            atom += 1
        return atom, used


def ranges(pages, step):
    """Numbers of pages, three and more that follow each other as a range."""
    runs = []
    for page in pages:
        if runs and runs[-1][-1] == page - step:
            runs[-1].append(page)
        else:
            runs.append([page])
    return ",".join(f"{r[0]}–{r[-1]}" if len(r) > 2 else ",".join(map(str, r)) for r in runs)


def flow_text(flow, atom, used):
    """Some of the flow as text, for messages."""
    def shown(item):
        match item:
            case Text():
                return item.text
            case Mark():
                return item.label
            case PageOf():
                return "(page)"
        return ""

    return "".join(shown(item) for item in flow[atom:atom + 12])[used:]
