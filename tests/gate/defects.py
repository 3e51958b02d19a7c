"""Planted defects: controls that each check must catch.

In:  a report in two languages that has passed every check, and its edition.
Out: for each defect its name and what the check that is to catch it says.

A check that lets a planted defect pass proves nothing when it lets a real
file pass. Files are damaged as little as the defect needs.
"""

import base64
import copy
import json
import re

import checks
import pdf as pdfs
from pdf import Pdf, bare
from printed import Printed, plain


class Damage:
    """Writes damaged copies of a file."""

    def __init__(self, path, folder):
        self.path, self.folder, self.count = path, folder, 0
        self.pdf = Pdf(path)

    def fresh(self, name):
        self.count += 1
        return self.folder / f"{self.count:02}-{name.replace(' ', '-')}.pdf"

    def with_objects(self, name, changes):
        """A copy in which some objects are others."""
        target, patch = self.fresh(name), self.folder / "patch.json"
        version = self.pdf.objects["trailer"] and {"jsonversion": 2, "pdfversion": "1.7", "maxobjectid": 99999}
        version |= {"pushedinheritedpageresources": False, "calledgetallpages": False}
        patch.write_text(json.dumps({"qpdf": [version, changes]}), encoding="utf-8")
        code, _, err = pdfs.run("qpdf", str(self.path), f"--update-from-json={patch}", str(target))
        if code not in (0, 3):
            raise ValueError(f"{name}: {err}")
        return target

    def with_value(self, name, reference, value):
        return self.with_objects(name, {f"obj:{reference}": {"value": value}})

    def with_stream(self, name, reference, change):
        """A copy in which a stream's bytes are others."""
        number = reference.split()[0]
        _, data, _ = pdfs.run("qpdf", f"--show-object={number}", "--filtered-stream-data", str(self.path))
        changed = change(data)
        if changed == data:
            raise ValueError(f"{name}: nothing to damage")
        entry = self.pdf.objects[f"obj:{reference}"]["stream"]
        keep = {k: v for k, v in entry["dict"].items() if k not in ("/Filter", "/DecodeParms", "/Length")}
        stream = {"dict": keep, "data": base64.b64encode(changed).decode()}
        return self.with_objects(name, {f"obj:{reference}": {"stream": stream}})

    def with_bytes(self, name, change):
        target = self.fresh(name)
        target.write_bytes(change(self.path.read_bytes()))
        return target

    def with_pages(self, name, order):
        target = self.fresh(name)
        pdfs.run("qpdf", str(self.path), "--pages", ".", order, "--", str(target))
        return target

    # What is there to damage.

    def reference(self, wanted):
        """The first object that fits."""
        for name, entry in self.pdf.objects.items():
            value = entry.get("value")
            if name.startswith("obj:") and isinstance(value, dict) and wanted(value):
                return name[4:], value
        raise ValueError("nothing to damage")

    def root(self):
        return self.pdf.trailer["/Root"]

    def mark_link(self):
        """A link inside the text, neither on the cover nor in the contents."""
        link = next(l for l in self.pdf.links if l.page > 3 and l.target and l.target.page == l.page)
        return self.reference(lambda v: v.get("/Subtype") == "/Link" and tuple(v["/Rect"]) == link.rect
                              and (pdfs.Pdf.text(self.pdf, v.get("/Dest")) == link.name))


def without(dictionary, *keys):
    return {k: v for k, v in dictionary.items() if k not in keys}


def for_validator(damage):
    """Files that veraPDF must refuse, with the flavours that must."""
    pdf, root = damage.pdf, damage.root()
    metadata = pdf.catalog["/Metadata"]
    element, value = damage.reference(lambda v: v.get("/S") == "/P")
    font, descriptor = damage.reference(lambda v: v.get("/Type") == "/FontDescriptor")
    yield "no tags", damage.with_value("no tags", root, without(pdf.catalog, "/StructTreeRoot", "/MarkInfo")), ["ua1", "2a"]
    yield "no title", damage.with_stream(
        "no title", metadata, lambda d: re.sub(rb"<dc:title>.*?</dc:title>", b"", d, flags=re.S)), ["ua1"]
    yield "figure without words", damage.with_value("figure", element, value | {"/S": "/Figure"}), ["ua1"]
    yield "font not embedded", damage.with_value(
        "font", font, without(descriptor, "/FontFile", "/FontFile2", "/FontFile3")), ["ua1", "2a"]
    yield "no claim to a standard", damage.with_stream(
        "claim", metadata, lambda d: re.sub(rb"pdf(ua|a)id:part", rb"pdf\1id:other", d)), ["ua1", "2a"]


def files(damage, edition):
    """Damaged files: name, what its check says."""
    pdf, path = damage.pdf, damage.path

    def sound(target):
        return checks.soundness(target)

    yield "a truncated file", sound(damage.with_bytes("truncated", lambda d: d[:len(d) * 2 // 3]))
    yield "a wrong offset to the objects", sound(damage.with_bytes(
        "offset", lambda d: re.sub(rb"startxref\s+\d+", b"startxref\n17", d)))
    body = pdf.page_objects[len(pdf.page_objects) // 2]
    contents = pdf.get(body)["/Contents"]
    yield "a stream with other bytes", sound(damage.with_bytes("stream", other_bytes(int(contents.split()[0]))))

    def read(target, pages=None):
        return checks.text(Pdf(target), edition, pages)[0]

    yield "a line of text that is not drawn", read(damage.with_stream("line", contents, drop_line))
    cmap = pdf.get(damage.reference(lambda v: v.get("/Subtype") == "/Type0" and "/ToUnicode" in v)[1])["/ToUnicode"]
    yield "a character map that lies", read(damage.with_stream("map", cmap, other_map))
    count = len(pdf.page_objects)
    yield "two pages in the wrong order", read(damage.with_pages("order", f"1-{count - 2},{count},{count - 1}"))
    yield "a page that is missing", read(damage.with_pages("missing", f"1-{count - 1}"))

    def facts(target):
        return checks.facts(Pdf(target), edition)

    info = pdf.trailer["/Info"]
    values = pdf.get(info)
    yield "a file list without the title", facts(damage.with_value("title", info, without(values, "/Title")))
    yield "another program's name", facts(damage.with_value("creator", info, values | {"/Creator": "u:Another 1.0"}))
    yield "the language of another region", facts(damage.with_value("lang", damage.root(), pdf.catalog | {"/Lang": "u:zh-TW"}))

    found = checks.text(pdf, edition)[1]

    def outline(target):
        return checks.outline(Pdf(target), edition, found)

    yield "no outline", outline(damage.with_value("outline", damage.root(), without(pdf.catalog, "/Outlines")))
    item, value = damage.reference(lambda v: "/Title" in v and "/Parent" in v and "/Dest" in v or "/A" in v and "/Title" in v)
    yield "an outline entry that leads elsewhere", outline(damage.with_value(
        "entry", item, without(value, "/A") | {"/Dest": [pdf.page_objects[0], "/XYZ", 0, 0, 0]}))

    def links(target):
        return checks.links(Pdf(target), edition, found)

    mark, value = damage.mark_link()
    page = pdf.page_objects[-1]
    yield "a mark that leads to another page", links(damage.with_value(
        "mark", mark, without(value, "/A") | {"/Dest": [page, "/XYZ", 100, 100, 0]}))
    own = pdf.page_objects[next(l.page for l in pdf.links if l.rect == tuple(value["/Rect"])) - 1]
    yield "a mark that leads to another note on its page", links(damage.with_value(
        "other", mark, without(value, "/A") | {"/Dest": [own, "/XYZ", 100, 800, 0]}))
    yield "a mark that is no link", links(damage.with_value("plain", mark, value | {"/Subtype": "/Square"}))
    script = without(value, "/Dest") | {"/A": {"/S": "/URI", "/URI": "u:javascript:alert(1)"}}
    yield "a link to `javascript:`", checks.addresses(Pdf(damage.with_value("script", mark, script)), edition)
    action = without(value, "/Dest") | {"/A": {"/S": "/JavaScript", "/JS": "u:app.alert(1)"}}
    yield "a link that runs a script", checks.addresses(Pdf(damage.with_value("action", mark, action)), edition)
    added = without(value, "/Dest") | {"/A": {"/S": "/URI", "/URI": "u:https://example.com/"}}
    yield "an address that the edition does not have", checks.addresses(Pdf(damage.with_value("added", mark, added)), edition)

    def structure(target):
        return checks.structure(Pdf(target), edition)

    heads = {n: {"value": e["value"] | {"/S": "/TD"}} for n, e in pdf.objects.items()
             if isinstance(e.get("value"), dict) and e["value"].get("/S") == "/TH"}
    yield "a table without header cells", structure(damage.with_objects("cells", heads))
    element, value = damage.reference(lambda v: v.get("/S") == "/P")
    yield "a figure without words", structure(damage.with_value("figure", element, value | {"/S": "/Figure"}))
    element, value = damage.reference(lambda v: re.fullmatch(r"/H\d", str(v.get("/S"))))
    yield "a heading that is only bold", structure(damage.with_value("bold", element, value | {"/S": "/P"}))
    element, value = damage.reference(lambda v: v.get("/Type") == "/StructElem" and "/Lang" in v)
    yield "English tagged as of China", structure(damage.with_value("tag", element, value | {"/Lang": "u:en-CN"}))
    yield "text in the tag of another language", checks.languages(
        Pdf(damage.with_value("untagged", element, without(value, "/Lang"))), found)


def other_bytes(number):
    """Changes every tenth byte of a compressed stream."""
    def change(data):
        at = data.index(b"stream", data.index(b"\n%d 0 obj" % number)) + 20
        part = bytearray(data[at:at + 400])
        for i in range(0, len(part), 10):
            part[i] ^= 0x55
        return data[:at] + bytes(part) + data[at + 400:]

    return change


def drop_line(data):
    """The page without its tenth piece of text."""
    shown = list(re.finditer(rb"(\[[^\]]*\]\s*TJ|\([^)]*\)\s*Tj|<[0-9a-fA-F]*>\s*Tj)", data))
    piece = shown[len(shown) // 2]
    return data[:piece.start()] + data[piece.end():]


def other_map(data):
    """The map with the first hundred characters moved by one."""
    return re.sub(rb"(<[0-9a-fA-F]{4}>\s*)<([0-9a-fA-F]{4})>",
                  lambda m: m[1] + b"<%04x>" % (int(m[2], 16) + 1 & 0xFFFF), data, count=100)


def words(pdf, edition):
    """Editions that differ from what is printed, and pages that do."""
    def against(change):
        other = copy.deepcopy(edition)
        change(other)
        return checks.text(pdf, other)[0]

    first, last = edition["languages"][0]["key"], edition["languages"][-1]["key"]

    def section(e):
        return max(e["sections"], key=lambda s: len(s["blocks"]))

    def remove(e):
        del section(e)["blocks"][1]

    def swap(e):
        blocks = section(e)["blocks"]
        blocks[0]["body"], blocks[1]["body"] = blocks[1]["body"], blocks[0]["body"]

    def one_character(e):
        runs = section(e)["blocks"][0]["body"][last][0]
        run = next(r for r in runs if len(r.get("text", "")) > 10)
        run["text"] = run["text"][:5] + "x" + run["text"][6:]

    def languages(e):
        body = section(e)["blocks"][0]["body"]
        body[first], body[last] = body[last], body[first]

    def note(e):
        e["notes"][2]["body"][last].append({"kind": "text", "text": "."})

    def notes(e):
        e["notes"][0]["body"], e["notes"][1]["body"] = e["notes"][1]["body"], e["notes"][0]["body"]

    def row(e):
        del e["timeline"]["periods"][-1]["events"][-1]

    def source(e):
        e["sources"].pop()

    def key_message(e):
        e["key-messages"].reverse()

    def title(e):
        e["sections"][0]["title"][last] = [{"kind": "text", "text": "Another title"}]

    def blocks_of(section):
        return section["blocks"] + [b for sub in section["sections"] for b in blocks_of(sub)]

    def early(e):
        # A figure may rightly stand behind later blocks of its part, but not before the last.
        blocks = next(own for own in map(blocks_of, e["sections"]) if any(b["figures"] for b in own))
        at = next(i for i, b in enumerate(blocks) if b["figures"])
        blocks[-1]["figures"], blocks[at]["figures"] = blocks[at]["figures"], []

    def other_part(e):
        before, after = next((a, b) for a, b in zip(e["sections"], e["sections"][1:])
                             if any(block["figures"] for block in blocks_of(b)))
        block = next(block for block in blocks_of(after) if block["figures"])
        blocks_of(before)[-1]["figures"], block["figures"] = block["figures"], []

    yield "a figure before its block", against(early)
    yield "a figure in another part", against(other_part)
    yield "a block that is not in the edition", against(remove)
    yield "two blocks in the wrong order", against(swap)
    yield "one wrong character", against(one_character)
    yield "the languages in the wrong order", against(languages)
    yield "a note that lacks a full stop", against(note)
    yield "two notes in each other's place", against(notes)
    yield "an event too many", against(row)
    yield "a source too many", against(source)
    yield "key messages in the wrong order", against(key_message)
    yield "another title of a section", against(title)

    pages = pdfs.pages_of(pdf.path)
    found = checks.text(pdf, edition)[1]
    printed = Printed(edition)

    def of(change):
        other = list(pages)
        change(other)
        return checks.text(pdf, edition, other)[0]

    # A page on which notes stand, and where the last of them begins.
    number = next(n for n in sorted(found.links) if n < len(pages) and n > 2 and len(found.links[n]) > 2
                  and getattr(found.links[n][-1], "note", "t").startswith("n"))
    entry = found.links[number][-1]
    moved = printed.entry(entry.note, entry.language)

    def next_page(p):
        at, foot = p[number - 1].rindex(moved), printed.foot(number + 1)
        p[number - 1] = p[number - 1][:at] + p[number - 1][at + len(moved):]
        p[number] = p[number][:len(p[number]) - len(foot)] + moved + foot

    def twice(p):
        at = p[number - 1].rindex(moved)
        p[number - 1] = p[number - 1][:at] + moved + p[number - 1][at:]

    def page_number(p):
        p[number - 1] = re.sub(r"\d+$", lambda m: str(int(m[0]) + 1), p[number - 1])

    def stray(p):
        p[number - 1] = p[number - 1][:60] + "stray" + p[number - 1][60:]

    def header(p):
        again = "".join(printed.word(l, "continued") for l in printed.languages)
        at = next(i for i, page in enumerate(p) if all(printed.word(l, "continued") in page for l in printed.languages))
        for language in printed.languages:
            p[at] = p[at].replace(printed.word(language, "continued"), "", 1)
        return again

    def contents(p):
        p[1] = re.sub(r"\.{3,}(\d)", lambda m: m[0][:-1] + str(int(m[1]) + 1), p[1], count=1)

    yield "a note on the page after its mark", of(next_page)
    yield "a note that is printed twice", of(twice)
    yield "a wrong page number", of(page_number)
    yield "a stray word", of(stray)
    yield "a table that does not say that it goes on", of(header)
    yield "a wrong page in the contents", of(contents)


def kinds(pdf, edition):
    """Editions of the specimen in which a block of a kind, or the imprint, is another."""
    last = edition["languages"][-1]["key"]

    def all_blocks(sections):
        for section in sections:
            yield from section["blocks"]
            yield from all_blocks(section["sections"])

    def block(e, fits):
        return next(b for b in all_blocks(e["sections"]) if fits(b))

    def against(change):
        other = copy.deepcopy(edition)
        change(other)
        return checks.text(pdf, other)[0]

    def numbered(b):
        return any(item.get("number") for item in b.get("items", []))

    def number(e):
        items = block(e, numbered)["items"]
        next(item for item in items if item.get("number"))["number"] += 1

    def depth(e):
        items = block(e, lambda b: any(i["depth"] and i.get("number") for i in b.get("items", [])))["items"]
        next(item for item in items if item["depth"] and item.get("number"))["depth"] = 0

    def said_by(e):
        own = block(e, lambda b: b.get("attributed"))
        own["body"][last].pop()

    def box(e):
        title = block(e, lambda b: (b.get("boxed") or {}).get("title"))["boxed"]["title"]
        title[last] = [{"kind": "text", "text": "Another box"}]

    def recommendation(e):
        block(e, lambda b: b["kind"] == "recommendation")["label"][last] += "9"

    def pull_quote(e):
        for section in e["sections"]:
            section["blocks"] = [b for b in section["blocks"] if b["kind"] != "pull-quote"]

    def appendix(e):
        own = next(s for s in e["sections"] if s["id"] == "appendix")
        own["number"][last] = "Appendix Z"

    def author(e):
        e["authors"][0]["name"][last] = "Another Author"

    def place(e):
        e["affiliations"].reverse()

    def line(e):
        del e["imprint"][1]

    def citation(e):
        e["imprint"][-1]["text"][last].append({"kind": "text", "text": "again"})

    yield "another number of an item", against(number)
    yield "an item in the outer list", against(depth)
    yield "a quotation without whose words it is", against(said_by)
    yield "a box with another title", against(box)
    yield "a recommendation with another number", against(recommendation)
    yield "a pull quote that is not in the edition", against(pull_quote)
    yield "an appendix with another letter", against(appendix)
    yield "another author", against(author)
    yield "two places of authors in each other's place", against(place)
    yield "a line of the imprint too many", against(line)
    yield "another way to cite it", against(citation)
    info = dict(edition, authors=[])
    yield "an author whom the article does not have", checks.facts(pdf, info)


def spreads(pdf, edition):
    """Defects of facing pages: text that is all there, but not on its page."""
    pages, found = pdfs.pages_of(pdf.path), checks.text(pdf, edition)[1]
    left, right = edition["languages"]

    def against(change):
        other = list(pages)
        change(other)
        return checks.text(pdf, edition, other)[0]

    def said(block, language):
        return bare(str(block["number"]) + "".join(plain(p) for p in block["body"][language["key"]]))

    def page(block):
        return found.headings["block", block["id"]]

    blocks = [b for section in edition["sections"] for b in section["blocks"] if b["kind"] == "text"]
    indexed = {block for term in edition["glossary"] for block in term["blocks"]}
    # The last block of a spread, without notes or terms, and the first of the next one.
    last, first = next((a, b) for a, b in zip(blocks, blocks[1:]) if page(a) + 2 == page(b) and not a["notes"]
                       and a["id"] not in indexed
                       and not a.get("editorial") and said(a, left) in pages[page(a) - 1])

    def late(p, language, at):
        words, then = said(last, language), str(first["number"]) + said(first, language)[len(str(first["number"])):][:8]
        p[at] = p[at].replace(words, "", 1)
        p[at + 2] = p[at + 2].replace(then, words + then, 1)

    def both_late(p):
        late(p, left, page(last) - 1)
        late(p, right, page(last))

    def other_side(p):
        at = page(last) - 1
        p[at], p[at + 1] = p[at + 1], p[at]

    complaint = against(both_late)
    if complaint:
        raise ValueError(f"the control itself is wrong: {complaint}")
    yield "a pair whose second language is on the spread after it", against(lambda p: late(p, right, page(last)))
    yield "a pair whose first language is on the spread after it", against(lambda p: late(p, left, page(last) - 1))
    yield "a spread with its languages in each other's place", against(other_side)


def for_readers(pdf, coded, variant):
    """A file with what its readers may not see, and one that lacks something."""
    pages = pdfs.pages_of(pdf.path)
    hidden = next(c for c in coded if not variant.shows(c))
    shown = next(c for c in coded if variant.shows(c))
    yield "a block for another audience", checks.readers(pdf, coded, variant, [*pages, hidden.word])
    yield "a block that its readers do not get", checks.readers(
        pdf, coded, variant, [bare(p).replace(shown.word, "") for p in pages])
