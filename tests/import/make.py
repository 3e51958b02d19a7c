#!/usr/bin/env python3
"""Word files to import, made with python-docx.

    make.py documents DIR            what articles are made of, and what reviewers leave
    make.py many DIR                 twenty documents of other shapes, with a list of what
                                     each says: pairs in DIR/NN-zh.docx and DIR/NN-en.docx
    make.py edition EDITION.json DIR zh en
                                     an edition's text as one file for each language
"""

import json
import struct
import sys
import zlib
from pathlib import Path

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"


def png(width=60, height=40, colour=(200, 80, 60)):
    """A picture of one colour."""

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    rows = b"".join(b"\0" + bytes(colour) * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + data


class Notes:
    """Footnotes, which python-docx does not write."""

    def __init__(self, document):
        self.document, self.notes = document, []

    def add(self, paragraph, text):
        self.notes.append(text)
        run = paragraph.add_run()
        mark = parse_xml(f'<w:footnoteReference {nsdecls("w")} w:id="{len(self.notes) + 1}"/>')
        run._r.append(mark)

    def save(self, path):
        items = ""
        for at, text in enumerate(self.notes):
            text = text.replace("&", "&amp;").replace("<", "&lt;")
            items += (
                f'<w:footnote w:id="{at + 2}"><w:p><w:r><w:footnoteRef/></w:r>'
                f'<w:r><w:t xml:space="preserve"> {text}</w:t></w:r></w:p></w:footnote>'
            )
        xml = f'<w:footnotes {nsdecls("w")}>{items}</w:footnotes>'
        package = self.document.part.package
        part = Part(PackURI("/word/footnotes.xml"), FOOTNOTES, xml.encode(), package)
        self.document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
        self.document.save(path)


def added(paragraph, xml):
    paragraph._p.append(parse_xml(xml.replace("<w:", "<w:", 1).replace(">", f" {nsdecls('w')}>", 1)))


def lake(path, texts, picture):
    """An article with headings, lists, notes, tables and a picture."""
    document = docx.Document()
    notes = Notes(document)
    document.add_heading(texts["title"], 0)
    for section in texts["sections"]:
        document.add_heading(section["title"], section.get("level", 1))
        for text in section["texts"]:
            if isinstance(text, list):
                for item in text:
                    document.add_paragraph(item, style="List Bullet")
            elif isinstance(text, dict):
                table(document, text["rows"], text.get("merge", ()))
                document.add_paragraph(text["caption"], style="Caption")
            elif text.startswith("PICTURE"):
                document.add_picture(picture)
                document.add_paragraph(text.partition(" ")[2])
            elif text.startswith("> "):
                document.add_paragraph(text[2:], style="Quote")
            else:
                words, *note = text.split("^^")
                paragraph = document.add_paragraph(words)
                for words in note:
                    notes.add(paragraph, words)
    document.sections[0].header.paragraphs[0].text = texts["header"]
    notes.save(path)


def table(document, rows, merges):
    made = document.add_table(len(rows), len(rows[0]))
    for row, cells in enumerate(rows):
        for column, text in enumerate(cells):
            made.cell(row, column).text = text
    for (top, left), (bottom, right) in merges:
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                if (row, column) != (top, left):
                    made.cell(row, column).text = ""
        cell = made.cell(top, left).merge(made.cell(bottom, right))
        for paragraph in cell.paragraphs[1:]:
            paragraph._p.getparent().remove(paragraph._p)


ROWS_ZH = [["湖岸", "人口", "说明"], ["北岸", "1,234", "渔业"], ["", "2,345", "农业"], ["合计", "3,579", ""]]
ROWS_EN = [["Shore", "People", "Remark"], ["North", "1,234", "Fishing"], ["", "2,345", "Farming"], ["All", "3,579", ""]]
HEADS_ZH = [["城市", "人口", ""], ["", "2010年", "2020年"], ["甲城", "120", "130"]]
HEADS_EN = [["City", "People", ""], ["", "2010", "2020"], ["The first", "120", "130"]]
HEADS_MERGED = [((0, 0), (1, 0)), ((0, 1), (0, 2))]
MERGES = [((1, 0), (2, 0)), ((3, 1), (3, 2))]

ZH = {
    "title": "湖泊的未来",
    "header": "内部资料",
    "sections": [
        {"title": "一、引言", "texts": [
            "湖面在1990年至2020年间缩小了三分之一。^^史密斯：《河流》，伦敦：水出版社，2018年，第26页。",
            "北岸的WHO站点测得：水质*下降*，见[附件]与{表格}。^^此处另有说明。",
        ]},
        {"title": "二、数据", "texts": [
            {"rows": ROWS_ZH, "merge": MERGES, "caption": "表1 沿岸人口"},
            "以上数据来自2019年的调查。",
            "PICTURE 图1　湖的北岸",
            "> 水是众人之水。",
            {"rows": HEADS_ZH, "merge": HEADS_MERGED, "caption": "表2 两城"},
        ]},
        {"title": "（一）河流", "level": 2, "texts": [
            ["北河长120公里", "南河长80公里", "其他河流不足10公里"],
            "这一段只有中文，讲的是2004年的旧事，没有译出，因此单独成段。^^旧事见县志。",
        ]},
        {"title": "三、建议", "texts": ["到2030年，沿岸16个城市应当共同行动。"]},
    ],
}
EN = {
    "title": "The future of the lake",
    "header": "Internal",
    "sections": [
        {"title": "1. Introduction", "texts": [
            "Between 1990 and 2020 the lake shrank by a third.^^Ann Smith, Rivers, London: Water Press, 2018, p. 26.",
            "The WHO station on the north shore measured that the water *declined*; see [the annex] and {the table}.^^There is more to say here.",
        ]},
        {"title": "2. Data", "texts": [
            {"rows": ROWS_EN, "merge": MERGES, "caption": "Table 1. People on the shores"},
            "These figures are from a survey of 2019.",
            "PICTURE Figure 1. The north shore of the lake",
            "> The water is everybody’s.",
            {"rows": HEADS_EN, "merge": HEADS_MERGED, "caption": "Table 2. Two cities"},
        ]},
        {"title": "2.1 Rivers", "level": 2, "texts": [
            ["The north river is 120 km long", "The south river is 80 km long", "Others are shorter than 10 km"],
        ]},
        {"title": "3. Recommendations", "texts": ["By 2030, the 16 cities on the shores should act together."]},
    ],
}


def reviewed(path):
    """Tracked changes and a comment."""
    document = docx.Document()
    document.add_heading("Reviewed", 0)
    paragraph = document.add_paragraph("The lake ")
    head = 'w:id="7" w:author="Ann" w:date="2020-01-01T00:00:00Z"'
    added(paragraph, f'<w:del {head}><w:r><w:delText>shrinks</w:delText></w:r></w:del>')
    added(paragraph, f'<w:ins {head}><w:r><w:t>grows</w:t></w:r></w:ins>')
    run = paragraph.add_run(" in summer.")
    document.add_comment(run, text="Is that so?", author="Bo")
    document.save(path)


def hard(path):
    """What a project could take for something else, or has no place for."""
    document = docx.Document()
    document.add_heading("Hard: a title # with signs", 0)
    for text in HARD:
        document.add_paragraph(text)
    paragraph = document.add_paragraph("Bold ")
    paragraph.add_run("one").bold = True
    paragraph.add_run("two").italic = True
    paragraph.add_run("three ").bold = True
    paragraph.add_run("H")
    paragraph.add_run("2").font.subscript = True
    paragraph.add_run("O and m")
    paragraph.add_run("2").font.superscript = True
    document.add_paragraph("In a box: ")
    box = (
        '<w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox><w:txbxContent>'
        "<w:p><w:r><w:t>Words of a box</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape>"
        "</w:pict></w:r>"
    )
    added(document.paragraphs[-1], box)
    document.sections[0].footer.paragraphs[0].text = "Words of the foot"
    document.save(path)


HARD = [
    "1. A number that begins a paragraph",
    "- A hyphen that begins one",
    "# A sign, > another, and | a third | one",
    "[@smith, p. 3] and @smith2014 and {terror-world} and [^1] and ^[note]",
    "**stars** and *one* and __lines__ and `code` and <b>tags</b> and <script>alert(1)</script>",
    "$x^2$ and CO~2~ and m^2^ and ==marked== and :smile: and ~~struck~~ and ||hidden||",
    "\\textbf{words} and \\alpha and C:\\new\\table and 50 \\% &amp; &copy; AT&T",
    "【@smith】 and ［@smith］ and ｛id｝ and ＊＊粗＊＊ and https：//example.org",
    "[words](https://example.org) and [words] (https://example.org) and [[wiki]]",
    "See https://example.org/a_b*c?x=1&y=2 or write to ann_lee@example.org, or @ann.",
    "#import \"@preview/x:1.0.0\" and #let x = 1 and $ sum $",
    "A word\u00adwith a soft\u200b hyphen, a \ufeffmark, \u202eturned\u202c and \uf0b7 a bullet",
    "Arabic سلام and Hebrew שלום and emoji \U0001f600 and a rare \U0002a6d6",
    "5*6*7 and 长*宽*高 and a_b_c and x = *p = &q",
    "---",
    "***",
    "| a | b |",
    "yes",
    "2015: a year # and a sign",
    "'quoted' \"words\" -- and --- dashes...",
]


def edition(source, folder, languages):
    """The text of an edition, one file for each language, with its headings and lists."""
    data = json.loads(Path(source).read_text())
    for language in languages:
        document = docx.Document()

        def words(texts):
            return "".join(run.get("text", "") if "text" in run else inner(run) for run in texts)

        def inner(run):
            return words(run["body"]) if "body" in run else ""

        document.add_heading(words(data["title"][language]), 0)

        def section(part, level):
            document.add_heading(words(part["title"][language]), level)
            for block in part["blocks"]:
                for paragraph in block["body"][language]:
                    style = "List Bullet" if block["kind"] == "list" else None
                    document.add_paragraph(words(paragraph), style=style)
            for below in part["sections"]:
                section(below, level + 1)

        for part in data["sections"]:
            section(part, 1)
        document.save(Path(folder, f"{language}.docx"))


NUMBERING = (
    '<w:abstractNum {ns} w:abstractNumId="{n}">{levels}</w:abstractNum>',
    '<w:lvl w:ilvl="{level}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>'
    '<w:lvlText w:val="{text}"/></w:lvl>',
)


class Maker:
    """A document of a shape chosen by a number, in a language; remembers what it says."""

    def __init__(self, number, language):
        self.number, self.language = number, language
        self.document = docx.Document()
        self.notes = Notes(self.document)
        self.said, self.count = [], 0

    def words(self, what, length=1):
        """A text of its own, alike in both languages by its number."""
        self.count += 1
        number = 1000 * self.number + self.count
        texts = {
            "zh": f"{what}第{number}条：" + "沿岸各国应当按照约定共享水文数据，" * length + "不得拖延。",
            "en": f"{what} no. {number}: " + "the states on the shores share their data, " * length + "without delay.",
        }
        text = texts[self.language]
        self.said.append(text)
        return text

    def paragraph(self, *args, style=None, length=1):
        return self.document.add_paragraph(self.words("Text", length), style=style)

    def list(self, depths, forms, start=1):
        """A list as Word has it, with a depth for each item."""
        part = self.document.part.numbering_part.element
        number = 500 + self.count
        signs = {"bullet": "•", "decimal": "%1.", "lowerLetter": "%1)", "upperRoman": "%1."}
        levels = "".join(
            NUMBERING[1].format(level=at, start=start, form=form, text=signs[form].replace("1", str(at + 1)))
            for at, form in enumerate(forms)
        )
        own = parse_xml(NUMBERING[0].format(ns=nsdecls("w"), n=number, levels=levels))
        part.insert(0, own)
        part.append(parse_xml(
            f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'
        ))
        for depth in depths:
            paragraph = self.document.add_paragraph(self.words("Item"))
            properties = paragraph._p.get_or_add_pPr()
            properties.append(parse_xml(
                f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'
            ))

    def table(self, rows, columns, merges=(), note=None, caption=None):
        cells = [[self.words("Cell") if (row + column) % 2 else f"{row},{column:03}"
                  for column in range(columns)] for row in range(rows)]
        for (top, left), (bottom, right) in merges:
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    if (row, column) != (top, left):
                        if cells[row][column] in self.said:
                            self.said.remove(cells[row][column])
                        cells[row][column] = ""
        if caption:
            label = {"zh": "表1　", "en": "Table 1. "}[self.language]
            own = self.words("Caption")
            self.document.add_paragraph(label + own, style="Caption" if caption == "style" else None)
        table(self.document, cells, merges)
        if note is not None:
            own = self.document.tables[-1].cell(*note).paragraphs[0]
            self.notes.add(own, self.words("Note"))

    def picture(self, path, caption=None):
        self.document.add_picture(path)
        if caption:
            label = {"zh": "图1　", "en": "Figure 1. "}[self.language]
            own = self.words("Caption")
            self.document.add_paragraph(label + own, style="Caption" if caption == "style" else None)

    def note(self, paragraph):
        self.notes.add(paragraph, self.words("Note"))

    def changed(self):
        paragraph = self.document.add_paragraph()
        head = 'w:id="9" w:author="Ann" w:date="2020-01-01T00:00:00Z"'
        added(paragraph, f'<w:del {head}><w:r><w:delText>old words</w:delText></w:r></w:del>')
        own = self.words("Change")
        added(paragraph, f'<w:ins {head}><w:r><w:t>{own}</w:t></w:r></w:ins>')


def many(folder):
    """Twenty pairs of documents, and what each says."""
    picture = folder / "many.png"
    picture.write_bytes(png(400, 300))
    told = {}
    for number in range(1, 21):
        for language in ("zh", "en"):
            made = Maker(number, language)
            made.document.add_heading(made.words("Title"), 0)
            made.paragraph()
            made.document.add_heading(made.words("Heading"), 1)
            shape(made, number, str(picture))
            name = f"{number:02}-{language}"
            made.notes.save(folder / f"{name}.docx")
            told[name] = made.said
    (folder / "many.json").write_text(json.dumps(told))


def shape(made, number, picture):
    """What a document is made of, by its number."""
    is_zh = made.language == "zh"
    numbered, lettered = ["decimal", "lowerLetter", "upperRoman"], ["bullet"] * 3
    if number % 2:
        made.note(made.paragraph(length=number % 5 + 1))
    if number % 3 == 0:
        made.list([0, 1, 1, 2, 0], numbered)
    if number % 3 == 1:
        made.list([0, 0, 1, 0], lettered)
        made.list([0, 1, 0], numbered, start=4)
    if number % 4 == 0:
        made.table(4, 3, [((1, 0), (2, 0)), ((3, 1), (3, 2))], note=(0, 1), caption="style")
    if number % 4 == 1:
        made.table(3, 2, [((0, 0), (0, 1))], caption="plain")
    if number % 5 == 0:
        made.picture(picture, "style" if number % 2 else "plain")
        made.paragraph()
    if number % 5 == 2:
        made.paragraph(style="Quote")
        made.paragraph(style="Quote")
    if number % 5 == 3:
        made.note(made.document.add_heading(made.words("Heading"), 2))
        made.paragraph()
    if number % 7 == 0:
        made.changed()
    if number % 6 == 0 and is_zh:
        made.paragraph(length=6)
        made.document.add_heading(made.words("Heading"), 1)
        made.note(made.paragraph())
    if number % 6 == 2:
        # One of more rows, and one paragraph that is two.
        made.count += 40 * is_zh
        made.table(3 + is_zh, 2)
        made.paragraph()
        if not is_zh:
            made.paragraph()
    if number % 8 == 3:
        paragraph = made.paragraph()
        paragraph.add_run().add_break()
        paragraph.add_run(made.words("Line"))
        paragraph.add_run("H")
        paragraph.add_run("2").font.subscript = True
        paragraph.add_run("O")
    if number % 9 == 4:
        # A picture, a list and a table in a table.
        made.table(2, 2)
        cell = made.document.tables[-1].cell(1, 1)
        cell.paragraphs[0].add_run().add_picture(picture)
        cell.add_paragraph(made.words("Item"), style="List Bullet")
        cell.add_table(1, 1).cell(0, 0).text = made.words("Cell")
        cell.add_paragraph()
    if number % 10 == 9:
        made.document.sections[0].footer.paragraphs[0].text = made.words("Foot")
    made.document.add_heading(made.words("Heading"), 1)
    made.note(made.paragraph(length=2))


def main():
    command, *rest = sys.argv[1:]
    if command == "edition":
        source, folder, *languages = rest
        edition(source, folder, languages)
        return
    folder = Path(rest[0])
    if command == "many":
        many(folder)
        return
    picture = folder / "picture.png"
    picture.write_bytes(png())
    lake(folder / "lake-zh.docx", ZH, str(picture))
    lake(folder / "lake-en.docx", EN, str(picture))
    reviewed(folder / "reviewed.docx")
    hard(folder / "hard.docx")
    (folder / "hard.json").write_text(json.dumps(HARD))


if __name__ == "__main__":
    main()
