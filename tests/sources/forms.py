#!/usr/bin/env python3
"""Writes forms.txt: what notes must say of the works in exported.bib, odd.bib, odder.bib,
exported.json and typed.yaml, which were made up after what programs export and people type.

A line is: key, file, field, and its words. Of a field that is read for what it is
(`Third Edition` is the third), the words are in READ. Needs PyYAML.
"""

import calendar
import html
import json
import pathlib
import re

import yaml

HERE = pathlib.Path(__file__).parent

# What programs keep for themselves, what notes never print, and what says how to read others.
SILENT = set(
    "id type keywords keyword file langid language issn isbn abstract source timestamp groups comment entrysubtype editoratype "
    "editortype nameatype xdata crossref related relatedtype eprinttype archiveprefix numpages mendeley-groups ids entryset "
    "shorttitle shortauthor title-short page-total pagetotal number-of-pages annote day eprint serial-number adsurl adsnote "
    "bdsk-url-1 citation-key parent.type".split()
)
PASSED = set("and others family given prefix suffix useprefix true false of the https http doi org vol no pp p n url www".split())
MONTHS = {name.lower(): number for number in range(1, 13) for name in (calendar.month_name[number], calendar.month_abbr[number])}

# By key and field: the words of what is not printed letter by letter; none where nothing is to be printed.
READ = {
    ("2019ApJ...882L..12A", "author"): ["Abbott", "van Dyk", "S.", "D.", "de la Cruz Rodríguez", "J."],
    ("2019ApJ...882L..12A", "journal"): ["Astrophysical Journal Letters"],
    ("keohane2005", "editor"): ["Snæs Carl", "Risse", "Tom", "Simmons", "Beth", "A."],
    ("keohane2005", "edition"): ["第2版|2nd edn"],
    ("nash2014", "eventdate"): ["2014", "3月|March", "26", "29"],
    ("pat1", "location"): ["US"],
    ("pubmed1", "author"): ["Smith", "J. A.", "O’Neil", "P.", "Müller", "K."],
    ("pubmed1", "note"): ["PubMed:32109013"],
    ("cnki2", "author"): ["王小明", "等|et al."],
    ("np31", "author"): ["d’Aspremont", "等|et al."],
    ("np32", "author"): ["de Gaulle", "等|et al."],
    ("cjknames", "author"): ["王小明", "等|et al."],
    ("pgs8", "pages"): ["23", "25"],
    ("ed1", "edition"): ["第1版|1st edn"],
    ("ed2", "edition"): ["第3版|3rd edn"],
    ("ed11", "edition"): ["第12版|12th edn"],
    ("ed13", "edition"): ["第21版|21st edn"],
    ("vol7", "volume"): ["第2卷|vol. 2"],
    ("no5", "volume"): ["第3卷|J 3"],
    ("no10", "volume"): ["第3卷|J 3"],
    ("no11", "number"): ["第5期|no. 5"],
    ("no12", "volume"): ["第3卷|J 3"],
    # Accents, and commands that are told.
    ("ti12", "title"): ["Gödel", "naïve", "Été", "Straße", "Ş", "ğ", "ő", "ą", "İ", "ž", "ā", "ṣ", "å", "Ł", "æ", "ı", "ð", "þ", "Ŋ"],
    ("ti14", "title"): ["Rivers Two"],
    ("ti17", "title"): ["Fleuve"],
    ("ti18", "title"): ["Linked", "https://example.org/a_b%20c"],
    ("ti21", "title"): ["Tilde tie and a b c d e"],
    ("z1", "note"): ["Routledge"],
    ("yr2", "year"): ["约1920年|c. 1920"],
    ("yr5", "year"): ["约1920年|c. 1920"],
    ("yr8", "year"): ["2014"],
    ("yr9", "year"): ["2014"],
    ("yr9", "year?"): ["5月|May"],
    ("yr19", "year"): ["2014"],
    ("on3", "howpublished"): ["https://example.org/h_p"],
    ("on4", "howpublished"): ["Available at this site"],
    ("news3", "pages"): ["第5版|p. 5"],
    ("j2", "note?"): ["PMID", "1234"],
    ("j2", "note"): [],
    ("th1", "genre"): ["博士学位论文|PhD thesis"],
    ("th2", "genre"): ["博士学位论文|PhD thesis"],
    ("thesis1", "genre"): ["博士学位论文|PhD thesis"],
    ("pat1", "genre"): ["专利|atent"],
    ("range", "issued"): ["2021", "11月|November", "2022", "1月|January"],
    ("raw", "issued"): ["1999"],
    ("markup", "title"): ["Bold Caps H₂O", "em line"],
    ("extra", "note"): ["1888", "Vorher", "Kit Hart", "待刊|in press", "Some real note: keep this"],
    ("bcdate", "date"): ["公元前351年|351 BC"],
}


def bib(text):
    for entry in re.finditer(r"@(\w+)\s*[{(]\s*([^,\s]+)\s*,(.*?)(?=\n\s*@\w+\s*[{(]|\Z)", text, re.S):
        if entry[1].lower() in ("xdata", "comment", "string", "preamble"):
            continue
        braces = r"\{(?:[^{}]|\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\})*\}"
        fields = re.finditer(rf'([\w-]+)\s*=\s*({braces}|"(?:[^"{{}}]|{braces})*"|[\w# "~]+)\s*,?', entry[3])
        yield entry[2], {field[1].lower(): field[2] for field in fields}


def flat(value):
    if isinstance(value, dict):
        if "date-parts" in value:
            return "/".join("-".join(str(part) for part in parts) for parts in value["date-parts"])
        return " ".join(flat(own) for name, own in value.items() if name not in ("type", "role"))
    return " ".join(flat(own) for own in value) if isinstance(value, list) else str(value)


def typed(text):
    for key, work in yaml.safe_load(text).items():
        fields = {}

        def add(name, value):
            fields[name + "#" * sum(own.startswith(name) for own in fields)] = flat(value)

        for name, value in work.items():
            parents = (value if isinstance(value, list) else [value]) if name == "parent" else []
            while parents:
                parent, *parents = parents
                for own, inner in parent.items():
                    if own == "parent":
                        parents = [inner] + parents
                    else:
                        add(f"parent.{own}", inner)
            if name == "affiliated":
                for one in value:
                    add(name, one["names"])
            elif name != "parent":
                add(name, value)
        yield key, fields


def parts(field, text):
    """A field, and what of it the models of our styles leave out, which is told where it is not
    printed: months and days (`date?`), classes of preprints."""
    name = field.rstrip("#").rsplit(".", 1)[-1].lower()
    said = words(field, text)
    if name in ("date", "issued") and len(said) > 1 and "/" not in text and re.match(r"~?\d{4}(-|$)", text.strip('{}"')):
        return [(field, said[:1]), (field + "?", said[1:])]
    if name in ("month", "primaryclass", "lastaccessed", "submitted", "department", "time-range"):
        return [(field + "?", said)]
    return [(field, said)]


def words(field, text):
    """The words of a field; months in either language, numbers without zeros before them."""
    text = html.unescape(text)
    text = re.sub(r"\\[a-zA-Z]+\s*|\\[^a-zA-Z]", "", text)
    text = re.sub(r'<[^>]*>|[{}"~$^_]', "", text)
    name = field.rstrip("#").rsplit(".", 1)[-1]
    if name.lower() in ("url", "doi"):
        return [re.sub(r"^https?://(?:dx\.)?(?:doi\.org/)?|^doi:\s*", "", text.split()[0])] if text.split() else []
    date = re.fullmatch(r"~?(\d{4})(?:-(\d\d?))?(?:-(\d\d?))?(?:T.*)?~?", text.strip())
    if name in ("date", "issued", "urldate", "accessed", "eventdate", "original-date") and date:
        year, month, day = (int(part or 0) for part in date.groups())
        named = [f"{month}月|{calendar.month_name[month]}"] if 0 < month < 13 else []
        return [str(year), *named, *([str(day)] if day else [])]
    if name == "month":
        number = MONTHS.get(text.strip().strip("#").lower().rstrip("."))
        return [f"{number}月|{calendar.month_name[number]}"] if number else []
    found = re.findall(r"[A-Za-z]+|\d+|[\u4e00-\u9fff]+", text)
    return [word for word in found if word.lower() not in PASSED]


def main():
    lines = []
    for file in ("exported.bib", "odd.bib", "odder.bib", "exported.json", "typed.yaml"):
        text = (HERE / file).read_text(encoding="utf-8")
        if file.endswith("json"):
            works = ((work["id"], {name: flat(value) for name, value in work.items()}) for work in json.loads(text))
        else:
            works = typed(text) if file.endswith("yaml") else bib(text)
        for key, fields in works:
            # An address beside a DOI says the same once more.
            has_doi = any(name.lower() == "doi" for name in fields)
            for field, value in fields.items():
                if field.rstrip("#").lower() in SILENT or has_doi and field.lower() == "url":
                    continue
                for name, said in parts(field, value):
                    said = READ.get((key, name), said)
                    if said:
                        lines.append("\t".join([key, file, name, *said]))
    (HERE / "forms.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(len({tuple(line.split("\t")[:2]) for line in lines}), "works")


main()
