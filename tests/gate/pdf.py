"""A PDF file as other programs read it.

In:  a path.
Out: its text page by page (pdftotext), its links, outline, languages and
     structure (qpdf's JSON), and what qpdf says of its soundness.

Never changes the file.
"""

import json
import re
import subprocess
from dataclasses import dataclass
from functools import cached_property

# White space, and characters that steer line breaking but print nothing.
INVISIBLE = re.compile(r"[\s\u00ad\u200b-\u200f\u2060-\u2064\ufeff]+")


def bare(text):
    """The text without anything invisible."""
    return INVISIBLE.sub("", text)


def run(*command, data=None):
    """Runs a program; gives its exit code, output and messages."""
    done = subprocess.run(command, input=data, capture_output=True)
    return done.returncode, done.stdout, done.stderr.decode("utf-8", "replace")


def check(path):
    """What qpdf complains of; empty when the file is sound."""
    code, out, err = run("qpdf", "--check", str(path))
    return "" if code == 0 else (err.strip() or out.decode("utf-8", "replace").strip() or f"qpdf exits with {code}")


def pages_of(path):
    """The text of each page, in the order of the content stream."""
    code, out, err = run("pdftotext", "-raw", "-enc", "UTF-8", str(path), "-")
    if code:
        raise ValueError(f"pdftotext: {err.strip()[:300]}")
    return [bare(page) for page in out.decode("utf-8").split("\f")[:-1]]


@dataclass(frozen=True)
class Point:
    """A place on a page: pages from 1, units from the lower left corner."""

    page: int
    x: float
    y: float


@dataclass(frozen=True)
class Link:
    """A link: the page and rectangle that it covers, and where it leads."""

    page: int
    rect: tuple
    name: str | None = None
    target: Point | None = None
    uri: str | None = None
    other: str | None = None


class Pdf:
    """The objects of a file."""

    def __init__(self, path):
        self.path = path
        code, out, err = run("qpdf", "--json=2", "--json-key=qpdf", "--json-key=pages", str(path))
        if code not in (0, 3):
            raise ValueError(f"qpdf: {err.strip()[:300]}")
        data = json.loads(out)
        self.objects = data["qpdf"][1]
        self.page_objects = [page["object"] for page in data["pages"]]
        self.trailer = self.objects["trailer"]["value"]
        self.catalog = self.get(self.trailer["/Root"])

    def get(self, value):
        """Follows references; a stream gives its dictionary."""
        while isinstance(value, str) and re.fullmatch(r"\d+ \d+ R", value):
            entry = self.objects.get(f"obj:{value}", {"value": None})
            value = entry["value"] if "value" in entry else entry["stream"]["dict"]
        return value

    def text(self, value):
        """A string object as text."""
        value = self.get(value)
        if not isinstance(value, str):
            return None
        return value[2:] if value.startswith("u:") else value

    @cached_property
    def page_numbers(self):
        return {reference: i for i, reference in enumerate(self.page_objects, 1)}

    @property
    def language(self):
        return self.text(self.catalog.get("/Lang"))

    @property
    def info(self):
        """The document's information dictionary, as text."""
        info = self.get(self.trailer.get("/Info")) or {}
        return {key[1:]: self.text(value) for key, value in info.items()}

    # Where things lead.

    @cached_property
    def names(self):
        """Named destinations."""
        found = {}

        def walk(node):
            node = self.get(node) or {}
            pairs = self.get(node.get("/Names")) or []
            for name, value in zip(pairs[::2], pairs[1::2]):
                found[self.text(name)] = self.point(value)
            for kid in self.get(node.get("/Kids")) or []:
                walk(kid)

        walk((self.get(self.catalog.get("/Names")) or {}).get("/Dests"))
        return found

    def point(self, value):
        """The place of a destination, which is an array or a dictionary."""
        value = self.get(value)
        if isinstance(value, dict):
            value = self.get(value.get("/D"))
        if isinstance(value, str):
            return self.names.get(self.text(value))
        if not isinstance(value, list) or value[0] not in self.page_numbers:
            return None
        x, y = (value[2], value[3]) if value[1] == "/XYZ" else (0, 0)
        return Point(self.page_numbers[value[0]], x or 0, y or 0)

    @cached_property
    def links(self):
        """All links, in order of pages."""
        found = []
        for number, reference in enumerate(self.page_objects, 1):
            for annotation in self.get(self.get(reference).get("/Annots")) or []:
                annotation = self.get(annotation) or {}
                if annotation.get("/Subtype") == "/Link":
                    found.append(self.link(number, annotation))
        return found

    def link(self, page, annotation):
        rect = tuple(annotation["/Rect"])
        action = self.get(annotation.get("/A")) or {}
        dest = annotation.get("/Dest", action.get("/D") if action.get("/S") == "/GoTo" else None)
        if dest is not None:
            resolved = self.get(dest)
            name = self.text(resolved) if isinstance(resolved, str) else None
            return Link(page, rect, name=name, target=self.names.get(name) if name else self.point(resolved))
        if action.get("/S") == "/URI":
            return Link(page, rect, uri=self.text(action.get("/URI")))
        return Link(page, rect, other=str(action.get("/S")))

    @cached_property
    def outline(self):
        """Title, depth and place of each entry of the outline."""
        found = []

        def walk(reference, depth):
            while reference:
                item = self.get(reference)
                dest = item.get("/Dest") or (self.get(item.get("/A")) or {}).get("/D")
                found.append((self.text(item.get("/Title")) or "", depth, self.point(dest)))
                walk(item.get("/First"), depth + 1)
                reference = item.get("/Next")

        walk((self.get(self.catalog.get("/Outlines")) or {}).get("/First"), 1)
        return found

    # Structure.

    @cached_property
    def elements(self):
        """Every structure element with its ancestors' types, in order."""
        found = []

        def walk(value, above):
            value = self.get(value)
            if isinstance(value, list):
                for kid in value:
                    walk(kid, above)
            elif isinstance(value, dict) and "/S" in value:
                found.append((value, above))
                walk(value.get("/K"), (*above, value["/S"]))

        walk((self.get(self.catalog.get("/StructTreeRoot")) or {}).get("/K"), ())
        return found

    def inside(self, element):
        """The types of everything below an element."""
        types = []

        def walk(value):
            value = self.get(value)
            if isinstance(value, list):
                for kid in value:
                    walk(kid)
            elif isinstance(value, dict) and "/S" in value:
                types.append(value["/S"])
                walk(value.get("/K"))

        walk(element.get("/K"))
        return types
