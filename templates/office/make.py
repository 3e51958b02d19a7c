"""Makes the styles of the documents that pandoc writes: reference.docx and reference.odt.

In:  pandoc (DIPTYCH_PANDOC, or on the path), python-docx and lxml.
Out: the two files beside this script, the same for the same pandoc.

Each is pandoc's own file with the styles that `src/export/office` names. Fonts are named, not
embedded: those that Word brings on every machine.
"""

import io
import os
import subprocess
import zipfile
from pathlib import Path

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor
from lxml import etree

HERE = Path(__file__).parent
PANDOC = os.environ.get("DIPTYCH_PANDOC") or "pandoc"

# The colours of `templates/components/style.typ` and of the default theme.
INK, QUIET, HAIR = "1a2026", "545b62", "b9c3c9"
ACCENT, HIGHLIGHT, TINT = "0d4663", "a53a1e", "eef3f6"

# Latin and East Asian faces, by what they are for.
SERIF, SANS, KAI = ("Cambria", "SimSun"), ("Calibri", "Microsoft YaHei"), ("Cambria", "KaiTi")

# Paragraph styles: on what each is based, its face, size, colour, and what sets it apart.
PARAGRAPHS = {
    "Normal": dict(face=SERIF, size=10.5, color=INK, after=0, line=1.2),
    "Body Text": dict(face=SERIF, before=0, after=6),
    "First Paragraph": dict(face=SERIF, before=0, after=6),
    "Compact": dict(face=SERIF, before=1, after=1),
    "Title": dict(face=SANS, size=24, color=ACCENT, bold=True, before=12, after=8, align="left"),
    "Subtitle": dict(face=SERIF, size=14, color=QUIET, before=0, after=8, align="left"),
    "Author": dict(face=SANS, size=10.5, bold=True, before=2, after=2, align="left"),
    "Heading 1": dict(face=SANS, size=16, color=ACCENT, bold=True, before=20, after=8),
    "Heading 2": dict(face=SANS, size=13, color=ACCENT, bold=True, before=14, after=6),
    "Heading 3": dict(face=SANS, size=11, color=INK, bold=True, before=12, after=4),
    "Block Text": dict(face=KAI, before=6, after=6, left=1.0, right=1.0),
    "Footnote Text": dict(face=SERIF, size=8.5, before=0, after=2),
    "Caption": dict(face=SANS, size=9.5, bold=True, italic=False, color=INK, before=12, after=4, keep=True),
    "Text zh-CN": dict(base="Body Text", indent=2),
    "Masthead": dict(base="Normal", face=SANS, size=9, color=ACCENT, after=2),
    "Marking": dict(base="Normal", face=SANS, size=9, bold=True, color=HIGHLIGHT, after=4, align="center"),
    "Byline": dict(base="Normal", face=SANS, size=9, color=QUIET, after=2),
    "Recipient": dict(base="Normal", face=SANS, size=9.5, after=2),
    "Key Message": dict(base="Normal", face=SANS, before=3, after=3, fill=TINT, bar=HIGHLIGHT),
    "Box": dict(base="Normal", before=3, after=3, fill=TINT),
    "Box Title": dict(base="Box", face=SANS, bold=True, color=ACCENT, keep=True),
    "Epigraph": dict(base="Normal", face=KAI, before=6, after=6, left=2.0),
    "Pull Quote": dict(base="Normal", face=SANS, size=13, color=ACCENT, before=8, after=8, rules=ACCENT),
    "Recommendation": dict(base="Normal", before=6, after=6, bar=ACCENT),
    "Attribution": dict(base="Normal", after=6, align="right"),
    "Editorial Note": dict(base="Normal", size=9, color=QUIET, before=2, after=6),
    "Keywords": dict(base="Normal", face=SANS, size=9.5, before=6, after=6),
    "Abstract Title": dict(base="Normal", face=SANS, bold=True, after=4),
    "Figure": dict(base="Normal", before=4, after=4, keep=True),
    "Figure Data": dict(base="Normal", face=SANS, size=8.5, before=1, after=1),
    "Credit": dict(base="Normal", face=SANS, size=8.5, color=QUIET, before=2, after=2),
    "Remark": dict(base="Normal", size=8.5, before=2, after=2),
    "Table Note": dict(base="Normal", size=8.5, before=1, after=1),
    "Period": dict(base="Normal", face=SANS, bold=True, color=ACCENT, before=4, after=2, keep=True),
    "Source": dict(base="Normal", size=9, after=3, left=0.6, hang=0.6),
    "Index Heading": dict(base="Normal", face=SANS, color=QUIET, before=6, after=2, keep=True),
    "Index Entry": dict(base="Normal", face=SANS, size=9, left=0.4, hang=0.4),
    "Fine Print": dict(base="Normal", face=SANS, size=8.5, color=QUIET, after=3),
}

# Styles of words within a paragraph.
WORDS = {
    "Pair Number": dict(face=SANS, size=7.5, color=QUIET),
    "Recommendation Label": dict(face=SANS, bold=True, color=ACCENT),
    "Figure Label": dict(face=SANS, bold=True, color=ACCENT),
    "Keywords Label": dict(face=SANS, bold=True, color=ACCENT),
    "Imprint Label": dict(face=SANS, bold=True),
    "Emphasis Face": dict(face=KAI),
    "Stress": dict(dots=True),
    "Quiet": dict(color=QUIET),
    "Hyperlink": dict(color=ACCENT),
}


def own(name):
    """A file of pandoc's own."""
    return subprocess.run([PANDOC, f"--print-default-data-file={name}"], check=True, capture_output=True).stdout


def packed(files):
    """Files as a ZIP that knows no time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files:
            how = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.external_attr = 0o644 << 16
            archive.writestr(info, content, how, 9)
    return out.getvalue()


def unpacked(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


# Word.


def with_face(properties, face):
    for old in properties.findall(qn("w:rFonts")):
        properties.remove(old)
    latin, east = face
    properties.insert(0, parse_xml(
        f'<w:rFonts {nsdecls("w")} w:ascii="{latin}" w:hAnsi="{latin}" w:cs="{latin}" w:eastAsia="{east}"/>'))


def with_words(style, face=None, size=None, color=None, bold=None, italic=None, dots=False, **_):
    if face:
        with_face(style.element.get_or_add_rPr(), face)
    if size:
        style.font.size = Pt(size)
    if color:
        style.font.color.rgb = RGBColor.from_string(color)
    if bold is not None:
        style.font.bold = bold
    if italic is not None:
        style.font.italic = italic
    if dots:
        style.element.get_or_add_rPr().append(parse_xml(f'<w:em {nsdecls("w")} w:val="dot"/>'))


def with_paragraph(style, before=None, after=None, line=None, left=None, right=None, hang=None, indent=None,
                   align=None, keep=False, fill=None, bar=None, rules=None, **_):
    form = style.paragraph_format
    for name, value in [("space_before", before), ("space_after", after)]:
        if value is not None:
            setattr(form, name, Pt(value))
    if line:
        form.line_spacing = line
    if left is not None:
        form.left_indent = Cm(left)
    if right is not None:
        form.right_indent = Cm(right)
    if hang is not None:
        form.first_line_indent = Cm(-hang)
    if keep:
        form.keep_with_next = True
    if align:
        form.alignment = {"left": 0, "center": 1, "right": 2}[align]
    properties = style.element.get_or_add_pPr()
    if indent:
        form.first_line_indent = Pt(10.5 * indent)
        properties.find(qn("w:ind")).set(qn("w:firstLineChars"), str(indent * 100))
    edges = [("left", bar, 18)] if bar else [("top", rules, 6), ("bottom", rules, 6)] if rules else []
    if edges:
        inner = "".join(f'<w:{side} w:val="single" w:sz="{size}" w:space="6" w:color="{color}"/>'
                        for side, color, size in edges)
        put(properties, parse_xml(f'<w:pBdr {nsdecls("w")}>{inner}</w:pBdr>'))
    if fill:
        put(properties, parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{fill}"/>'))


# The order of what a paragraph's properties may have, as far as it matters here.
ORDER = ["pStyle", "keepNext", "keepLines", "pageBreakBefore", "widowControl", "numPr", "pBdr", "shd", "tabs",
         "spacing", "ind", "contextualSpacing", "jc", "outlineLvl"]


def put(properties, element):
    """Puts a property in its place."""
    for old in properties.findall(element.tag):
        properties.remove(old)
    at = lambda own: ORDER.index(etree.QName(own).localname) if etree.QName(own).localname in ORDER else len(ORDER)
    later = [own for own in properties if at(own) > at(element)]
    later[0].addprevious(element) if later else properties.append(element)


def styled(document, name, kind, base=None):
    try:
        style = document.styles[name]
    except KeyError:
        style = document.styles.add_style(name, kind)
        style.quick_style = True
    if base:
        style.base_style = document.styles[base]
    return style


TABLE = """<w:style {ns} w:type="table" w:customStyle="1" w:styleId="{id}"><w:name w:val="{name}"/>
<w:basedOn w:val="Table"/><w:uiPriority w:val="99"/><w:qFormat/><w:tblPr>{borders}<w:tblCellMar>
<w:top w:w="{top}" w:type="dxa"/><w:left w:w="{side}" w:type="dxa"/><w:bottom w:w="{top}" w:type="dxa"/>
<w:right w:w="{side}" w:type="dxa"/></w:tblCellMar></w:tblPr>{head}</w:style>"""


def tables(document):
    rule = lambda side, color, size: f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="{color}"/>'
    head = (f'<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr>'
            f'<w:shd w:val="clear" w:color="auto" w:fill="{TINT}"/></w:tcPr></w:tblStylePr>')
    borders = "<w:tblBorders>" + rule("top", ACCENT, 8) + rule("bottom", ACCENT, 8) + \
        rule("insideH", HAIR, 4) + "</w:tblBorders>"
    for name, *made in [("Hinge", "", "", 20, 120), ("Data", borders, head, 40, 90)]:
        borders, head, top, side = made
        document.styles.element.append(parse_xml(TABLE.format(
            ns=nsdecls("w"), id=name.replace(" ", ""), name=name, borders=borders, head=head, top=top, side=side)))


def word():
    document = Document(io.BytesIO(own("reference.docx")))
    defaults = document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    with_face(defaults, SERIF)
    for old in defaults.findall(qn("w:lang")):
        defaults.remove(old)
    defaults.append(parse_xml(f'<w:lang {nsdecls("w")} w:val="en-GB" w:eastAsia="zh-CN"/>'))
    for style in document.styles:
        # What a theme says goes before names; it is the same on no two machines.
        for fonts in style.element.iter(qn("w:rFonts")):
            for name in [name for name in fonts.attrib if name.endswith("Theme")]:
                del fonts.attrib[name]
        for color in style.element.iter(qn("w:color")):
            for name in [name for name in color.attrib if "theme" in name]:
                del color.attrib[name]
    for name, options in PARAGRAPHS.items():
        style = styled(document, name, WD_STYLE_TYPE.PARAGRAPH, options.get("base"))
        with_words(style, **options)
        with_paragraph(style, **options)
    for name, options in WORDS.items():
        with_words(styled(document, name, WD_STYLE_TYPE.CHARACTER), **options)
    tables(document)
    for section in document.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.5)
        section.top_margin = section.bottom_margin = Cm(2.4)
    for paragraph in list(document.element.body):
        if paragraph.tag != qn("w:sectPr"):
            document.element.body.remove(paragraph)
    out = io.BytesIO()
    document.save(out)
    return packed(unpacked(out.getvalue()))


# OpenDocument.

NAMES = {
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
}


def named(prefix, name):
    return f"{{{NAMES[prefix]}}}{name}"


def open_name(name):
    return name.replace(" ", "_20_")


def open_words(options):
    made = {}
    if "face" in options:
        latin, east = options["face"]
        made |= {("fo", "font-family"): latin, ("style", "font-family-asian"): east}
    if "size" in options:
        made |= {("fo", "font-size"): f'{options["size"]}pt', ("style", "font-size-asian"): f'{options["size"]}pt'}
    if "color" in options:
        made[("fo", "color")] = f'#{options["color"]}'
    if options.get("bold"):
        made |= {("fo", "font-weight"): "bold", ("style", "font-weight-asian"): "bold"}
    if options.get("italic") is False:
        made |= {("fo", "font-style"): "normal", ("style", "font-style-asian"): "normal"}
    if options.get("dots"):
        made[("style", "text-emphasize")] = "dot below"
    return made


def open_paragraph(options):
    made = {}
    for name, side in [("before", "margin-top"), ("after", "margin-bottom")]:
        if name in options:
            made[("fo", side)] = f"{options[name]}pt"
    for name, side in [("left", "margin-left"), ("right", "margin-right")]:
        if name in options:
            made[("fo", side)] = f"{options[name]}cm"
    if "line" in options:
        made[("fo", "line-height")] = f'{options["line"]:.0%}'
    if "hang" in options:
        made[("fo", "text-indent")] = f'-{options["hang"]}cm'
    if "indent" in options:
        made[("fo", "text-indent")] = f'{10.5 * options["indent"]}pt'
    if "align" in options:
        made[("fo", "text-align")] = options["align"]
    if options.get("keep"):
        made[("fo", "keep-with-next")] = "always"
    if "fill" in options:
        made[("fo", "background-color")] = f'#{options["fill"]}'
    if "bar" in options:
        made |= {("fo", "border-left"): f'2.25pt solid #{options["bar"]}', ("fo", "padding-left"): "6pt"}
    if "rules" in options:
        made |= {("fo", f"border-{side}"): f'0.75pt solid #{options["rules"]}' for side in ("top", "bottom")}
    return made


def open_styled(styles, name, family, base, words, paragraph=None):
    """Sets a style, which it makes where there is none."""
    key = open_name(name)
    found = [own for own in styles if own.get(named("style", "name")) == key
             and own.get(named("style", "family")) == family]
    style = found[0] if found else etree.SubElement(styles, named("style", "style"))
    style.set(named("style", "name"), key)
    style.set(named("style", "display-name"), name)
    style.set(named("style", "family"), family)
    if base:
        style.set(named("style", "parent-style-name"), open_name(base))
    for kind, made in [("paragraph-properties", paragraph), ("text-properties", words)]:
        if not made:
            continue
        properties = style.find(named("style", kind))
        if properties is None:
            properties = etree.Element(named("style", kind))
            style.insert(0, properties) if kind == "paragraph-properties" else style.append(properties)
        for (prefix, own_name), value in made.items():
            # A name that another face is given by would be stronger.
            properties.attrib.pop(named("style", own_name.replace("font-family", "font-name")), None)
            properties.set(named(prefix, own_name), value)


# What OpenDocument calls styles of Word.
OPEN_NAMES = {"Normal": "Standard", "Body Text": "Text body", "Block Text": "Quotations", "Footnote Text": "Footnote",
              "Caption": "Caption"}


def open_document():
    files = unpacked(own("reference.odt"))
    made = []
    for name, content in files:
        if name == "styles.xml":
            root = etree.fromstring(content)
            styles = root.find(named("office", "styles"))
            for style, options in PARAGRAPHS.items():
                base = options.get("base")
                open_styled(styles, OPEN_NAMES.get(style, style), "paragraph", base and OPEN_NAMES.get(base, base),
                            open_words(options), open_paragraph(options))
            for style, options in WORDS.items():
                open_styled(styles, style, "text", None, open_words(options))
            for layout in root.iter(named("style", "page-layout-properties")):
                layout.set(named("fo", "page-width"), "21cm")
                layout.set(named("fo", "page-height"), "29.7cm")
                for side, margin in [("left", 2.5), ("right", 2.5), ("top", 2.4), ("bottom", 2.4)]:
                    layout.set(named("fo", f"margin-{side}"), f"{margin}cm")
            content = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
        made.append((name, content))
    return packed(made)


if __name__ == "__main__":
    (HERE / "reference.docx").write_bytes(word())
    (HERE / "reference.odt").write_bytes(open_document())
