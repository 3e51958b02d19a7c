"""The text of a PDF with the language that each character is tagged with.

In:  a PDF with tags, as typst writes it: fonts with two-byte codes and a
     character map each, marked content in page streams, no form objects.
Out: for each page its characters, in the order of the content stream, and for
     each character a tag; None for what is an artifact.

Reads the content streams itself, so what it finds does not come from poppler.
"""

import base64
import json
import re

from pdf import INVISIBLE, run

# Parentheses that come in pairs need no escape.
INNER = rb"\((?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*\)"
STRING = rb"\((?:\\.|[^\\()]|" + INNER + rb")*\)|<[0-9A-Fa-f\s]*>"
TOKEN = re.compile(
    rb"(?P<begin>/\w+\s*(?P<properties><<.*?>>+|/\w+)?\s*(?:BDC|BMC))(?=\s|$)"
    rb"|(?P<end>\bEMC)\b"
    rb"|/(?P<font>\w+)\s+[-\d.]+\s+Tf\b"
    rb"|(?P<shown>\[(?:" + STRING + rb"|[-\d.\s])*\]\s*TJ|(?:" + STRING + rb")\s*Tj)\b", re.S)
ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


class Tagged:
    """What a file's content streams say."""

    def __init__(self, pdf):
        self.pdf, self.maps = pdf, {}
        fonts = [value for value in (pdf.get(name[4:]) for name in pdf.objects if name.startswith("obj:"))
                 if isinstance(value, dict) and value.get("/Subtype") == "/Type0"]
        contents = [pdf.get(page)["/Contents"] for page in pdf.page_objects]
        self.streams = self.read([*contents, *(font["/ToUnicode"] for font in fonts)])
        self.languages = self.tags()
        self.pages = [self.page(reference, self.streams[stream]) for reference, stream in zip(pdf.page_objects, contents)]

    def read(self, references):
        """The bytes of streams."""
        wanted = [f"--json-object={r.split()[0]},0" for r in dict.fromkeys(references)]
        _, out, _ = run("qpdf", "--json=2", "--json-key=qpdf", "--json-stream-data=inline",
                        "--decode-level=generalized", *wanted, str(self.pdf.path))
        objects = json.loads(out)["qpdf"][1]
        return {r: base64.b64decode(objects[f"obj:{r}"]["stream"]["data"]) for r in references}

    def tags(self):
        """(page, number of marked content) -> language, from the structure."""
        found, pdf = {}, self.pdf

        def walk(value, page, language):
            value = pdf.get(value)
            if isinstance(value, list):
                for kid in value:
                    walk(kid, page, language)
            elif isinstance(value, int):
                found[page, value] = language
            elif isinstance(value, dict):
                page = value.get("/Pg", page)
                if "/S" in value:
                    walk(value.get("/K"), page, pdf.text(value.get("/Lang")) or language)
                elif "/MCID" in value:
                    found[page, value["/MCID"]] = language

        root = pdf.get(pdf.catalog.get("/StructTreeRoot")) or {}
        walk(root.get("/K"), None, pdf.language)
        return found

    def page(self, reference, data):
        """The characters of a page with their tags."""
        fonts = self.pdf.get(self.pdf.get(self.pdf.get(reference)["/Resources"]).get("/Font")) or {}
        found, stack, font = [], [], None
        for token in TOKEN.finditer(data):
            if token["begin"]:
                stack.append(self.mark(reference, token, stack[-1] if stack else (None, None)))
            elif token["end"]:
                _, said = stack.pop()
                if said and (not stack or stack[-1][1] is not said):
                    found += [(c, said.tag) for c in said.text]
            elif token["font"]:
                font = self.map(fonts[f"/{token['font'].decode()}"])
            elif not (stack and stack[-1][1]):
                text = "".join(font.get(code, "\ufffd") for code in codes(token["shown"]))
                found += [(c, stack[-1][0] if stack else None) for c in text]
        return [(c, tag) for c, tag in found if not INVISIBLE.match(c)]

    def mark(self, reference, token, above):
        """The tag inside marked content, and the words that stand for it."""
        tag, said = above
        properties = token["properties"] or b""
        number = re.search(rb"/MCID\s+(\d+)", properties)
        language = re.search(rb"/Lang\s*(" + STRING + rb")", properties)
        words = re.search(rb"/ActualText\s*(" + STRING + rb")", properties)
        if number:
            tag = self.languages.get((reference, int(number[1])))
        if language:
            tag = unicode(language[1])
        if words and not said:
            said = Said(unicode(words[1]), tag)
        return tag, said

    def map(self, reference):
        """A font's character map."""
        stream = self.pdf.get(reference)["/ToUnicode"]
        if stream not in self.maps:
            pairs = re.findall(rb"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]+)>\s*\n", self.streams[stream])
            self.maps[stream] = {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in pairs}
        return self.maps[stream]


class Said:
    """Words that stand for what is drawn."""

    def __init__(self, text, tag):
        self.text, self.tag = text, tag


def string(token):
    """The bytes of a string object."""
    if token.startswith(b"<"):
        return bytes.fromhex(token[1:-1].decode())
    return re.sub(rb"\\([0-7]{1,3}|\r\n|.)", unescaped, token[1:-1], flags=re.S)


def unescaped(match):
    escape = match[1]
    if escape[:1].isdigit():
        return bytes([int(escape, 8) & 0xFF])
    return ESCAPES.get(escape, b"" if escape in (b"\n", b"\r\n") else escape)


def unicode(token):
    data = string(token)
    return data[2:].decode("utf-16-be") if data.startswith(b"\xfe\xff") else data.decode("latin-1")


def codes(shown):
    """The two-byte codes of what a text operator draws."""
    data = b"".join(string(token) for token in re.findall(STRING, shown, re.S))
    return [data[i] << 8 | data[i + 1] for i in range(0, len(data) - 1, 2)]
