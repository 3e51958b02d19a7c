"""What a PDF of an edition must fulfil.

In:  a PDF, the edition that it prints, and what the text says of its pages.
Out: for each check a list of complaints; an empty one when all is well.

Each check has a planted defect in `defects.py` that it must catch.
"""

import re

import pdf as pdfs
import text as texts
from pdf import bare
from printed import Entry, Heading, Mark, PageOf, Printed, plain, tag
from tagged import Tagged

# A link goes to where a mark or a note stands, give or take a line's height.
NEAR = 16
SCHEMES = ("https://", "http://", "mailto:")


def soundness(path):
    """Whether qpdf finds the file whole."""
    complaint = pdfs.check(path)
    return [complaint[:400]] if complaint else []


def text(pdf, edition, pages=None):
    """Whether the pages print the edition; also gives what was found where."""
    printed = Printed(edition)
    heading_pages = {h.number: place.page for h, (_, _, place) in zip(printed.headings, pdf.outline) if place}
    pages = pdfs.pages_of(pdf.path) if pages is None else pages
    first = printed.languages[0]
    for number, figure in enumerate(printed.figures):
        # The contents have the title first, the figure itself has it last, with marks.
        title = figure["title"][first["key"]]
        title = title[:next((i for i, run in enumerate(title) if run["kind"] == "mark"), None)]
        title = bare(figure["label"][first["key"]] + plain(title))
        heading_pages["figure", number] = max((i for i, page in enumerate(pages, 1) if title in page), default="?")
    try:
        found = texts.locate(printed, pages, heading_pages)
        return [], found
    except texts.Difference as difference:
        return [str(difference)], None


def facts(pdf, edition):
    """Title, language, authors, program and date, as a reader's list shows them."""
    first, complaints = edition["languages"][0], []

    def same(what, expected, found):
        if expected != found:
            complaints.append(f"{what}: expected `{expected}`, found `{found}`")

    info = pdf.info
    same("title", bare(plain(edition["title"][first["key"]])), bare(info.get("Title") or ""))
    same("language", tag(first), pdf.language)
    names = [author["name"][first["key"]] for author in edition.get("authors", [])]
    same("authors", names, [name for name in (info.get("Author") or "").split(", ") if name])
    if not re.match(r"Diptych \d", info.get("Creator") or ""):
        complaints.append(f"creator: found `{info.get('Creator')}`")
    if not re.match(r"D:\d{8}", info.get("CreationDate") or ""):
        complaints.append(f"date: found `{info.get('CreationDate')}`")
    return complaints


def outline(pdf, edition, found):
    """Whether the outline has every heading, at its depth, on its page."""
    headings = Printed(edition).headings
    expected = [(h.level, h.titles[0], found.headings.get(h.number)) for h in headings]
    actual = [(depth, bare(title), place.page if place else None) for title, depth, place in pdf.outline]
    for e, a in zip(expected, actual):
        if e != a:
            return [f"expected {e}, found {a}"]
    if len(expected) != len(actual):
        return [f"expected {len(expected)} entries, found {len(actual)}"]
    return []


def links(pdf, edition, found):
    """Whether each mark leads to its note and each note back to its first mark."""
    complaints, placed = [], []
    for page, expected in found.links.items():
        actual = [link for link in pdf.links if link.page == page and link.uri is None and not link.other]
        if len(actual) != len(expected):
            complaints.append(f"page {page}: expected {len(expected)} links inside the document, found {len(actual)}")
        placed += zip(expected, actual)
    if complaints:
        return complaints[:5]
    # A table's note can have several marks; the text meets the first one first.
    marks = {(m.note, language): link for m, link in reversed(placed) if isinstance(m, Mark)
             for language in (m.language, *m.shared)}
    entries = {(e.note, e.language): link for e, link in placed if isinstance(e, Entry)}
    for item, link in placed:
        match item:
            case PageOf():
                if not link.target or link.target.page != found.place(item.number, link.page):
                    complaints.append(f"page {link.page}: line {item.number} of the contents leads to {link.target}")
            case Mark() | Entry():
                home = (entries if isinstance(item, Mark) else marks).get((item.note, item.language))
                if home is None or not near(link.target, home):
                    what = "mark" if isinstance(item, Mark) else "number"
                    complaints.append(f"page {link.page}: the {what} of note {item.note} ({item.language}) "
                                      f"leads to {link.target}, not to {home}")
    return complaints[:5] + addresses(pdf, edition)


def near(point, link):
    """Whether a point is where a link stands."""
    if point is None or point.page != link.page:
        return False
    left, bottom, right, top = link.rect
    return left - NEAR <= point.x <= right + NEAR and bottom - NEAR <= point.y <= top + NEAR


def addresses(pdf, edition):
    """Whether the links that leave the document are those of the edition."""
    complaints = [f"page {link.page}: a link is `{link.other or link.uri}`" for link in pdf.links
                  if link.other or (link.uri is not None and not link.uri.startswith(SCHEMES))]
    expected = set(urls(edition))
    actual = {link.uri for link in pdf.links if link.uri is not None}
    if expected != actual:
        complaints.append(f"addresses: missing {sorted(expected - actual)[:3]}, added {sorted(actual - expected)[:3]}")
    return complaints


def urls(value):
    """The addresses of links in an edition."""
    if isinstance(value, list):
        for item in value:
            yield from urls(item)
    elif isinstance(value, dict):
        if value.get("kind") == "link":
            yield value["url"]
        for item in value.values():
            yield from urls(item)


def foreign(value):
    """The tags of text in another language than its surroundings."""
    if isinstance(value, list):
        for item in value:
            yield from foreign(item)
    elif isinstance(value, dict):
        if value.get("kind") == "foreign":
            yield tag(value)
        for item in value.values():
            yield from foreign(item)


def structure(pdf, edition):
    """What veraPDF lets pass: tables without header cells, pictures without words."""
    complaints, tables, described = [], 0, 0
    for element, above in pdf.elements:
        kind = element["/S"]
        if kind == "/Table":
            tables += 1
            if "/TH" not in pdf.inside(element):
                complaints.append("a table has no header cell (TH)")
        if kind == "/Figure":
            described += 1
            if not (pdf.text(element.get("/Alt")) or "").strip():
                complaints.append("a figure has no words (Alt)")
        if kind in ("/TH", "/TD") and "/TR" not in above[-1:]:
            complaints.append(f"a cell is in {above[-1:]}, not in a row (TR)")
    printed = Printed(edition)
    sides = printed.sides or [printed]
    before = sum(isinstance(atom, Heading) for atom in printed.flow) if printed.sides else 0
    expected = before + sum(len(side.headings) - before + (edition["template"] == "report") for side in sides)
    expected += len(edition["abstracts"])
    headings = sum(1 for element, _ in pdf.elements if re.fullmatch(r"/H\d?", element["/S"]))
    if headings != expected:
        complaints.append(f"expected {expected} headings (H1…), found {headings}")
    kinds = [figure["content"]["kind"] for figure in printed.figures]
    expected = kinds.count("table") + bool(edition.get("timeline"))
    # On facing pages a table is one for each page that it stands on.
    if tables != expected if not printed.sides else tables % 2 or tables < 2 * expected or tables and not expected:
        complaints.append(f"expected {expected} tables, found {tables}")
    drawings = (len(kinds) - kinds.count("table")) * len(printed.languages)
    drawings += edition["theme"].get("logo") is not None
    drawings += "logo" in (edition.get("recipient") or {})
    if described != drawings:
        complaints.append(f"expected {drawings} pictures with words, found {described}")
    abstracts = [own["language"] for own in edition["abstracts"]]
    allowed = {tag(language) for language in edition["languages"] + abstracts} | set(foreign(edition))
    used = {pdf.text(value["/Lang"]) for value in map(pdf.get, [f"{k[4:]}" for k in pdf.objects if k[:4] == "obj:"])
            if isinstance(value, dict) and "/Lang" in value}
    if used - allowed:
        complaints.append(f"languages {sorted(used - allowed)} are not of the edition")
    return sorted(set(complaints))


def readers(pdf, coded, variant, pages=None):
    """Whether exactly what the variant's readers may see is in the file."""
    everywhere = "".join(pages or pdfs.pages_of(pdf.path)) + " ".join(
        bare(v) for name, entry in pdf.objects.items() if name != "trailer" for v in strings(entry) if v.startswith("u:"))
    actual = set(re.findall(r"Q\d+x", everywhere))
    expected = {c.word for c in coded if variant.shows(c)}
    complaints = []
    if actual - expected:
        complaints.append(f"not for these readers: {sorted(actual - expected)[:5]}")
    if expected - actual:
        complaints.append(f"missing: {sorted(expected - actual)[:5]}")
    return complaints


def languages(pdf, found, pages=None):
    """Whether each piece of text is tagged with the language that it is in."""
    complaints = []
    pages = pages or pdfs.pages_of(pdf.path)
    for number, (page, read) in enumerate(zip(Tagged(pdf).pages, pages), 1):
        own = "".join(character for character, _ in page)
        if own != read:
            complaints.append(str(texts.difference(number, read, own, "the content stream reads otherwise than poppler")))
            continue
        for start, words, piece in found.pieces[number]:
            wrong = [(c, tagged) for c, tagged in page[start:start + len(words)] if c.isalpha() and tagged != piece.tag]
            if piece.tag and wrong:
                complaints.append(f"page {number}: `{words[:30]}` is tagged {wrong[0][1]}, not {piece.tag}")
    return complaints[:5]


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from strings(item)
