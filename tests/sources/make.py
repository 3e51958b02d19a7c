#!/usr/bin/env python3
"""Writes works.bib, works.json and works.yaml: made-up works of every type in Zotero's
list, in Chinese and in English, each with what its notes must say (works.txt).

A work is: key, type in CSL, type in BibLaTeX, type (and that of its parent) in
Hayagriva YAML, language, and its fields by the variables of CSL.
"""

import calendar
import json
import pathlib
import re

HERE = pathlib.Path(__file__).parent

J, N, M = "article-journal", "article-newspaper", "article-magazine"
WORKS = [
    ("art-en", "graphic", "artwork", "artwork", "en", dict(author="Marlow, Ada", title="Low Tide", issued="1911", medium="oil on board", archive="Quay Gallery", **{"archive-place": "Lund"})),
    ("art-zh", "graphic", "artwork", "artwork", "zh", dict(author="韩, 江", title="江岸图", issued="1962", archive="临江美术馆")),
    ("audio-en", "song", "audio", "audio", "en", dict(author="Berg, Otto", title="Dredging Songs", issued="1974", publisher="Northgate Sound", **{"publisher-place": "Oslo"})),
    ("audio-zh", "song", "audio", "audio", "zh", dict(author="罗, 溪", title="船工号子", issued="1983", publisher="江声唱片社")),
    ("bill-en", "bill", "legislation", "legislation", "en", dict(title="Tidal Barrages Bill", number="HB 412", issued="2017-03-02", authority="Assembly of Ports")),
    ("bill-zh", "bill", "legislation", "legislation", "zh", dict(title="内河航道法草案", number="议案第12号", issued="2016-06-07")),
    ("blog-en", "post-weblog", "online", "web", "en", dict(author="Cruz, Ina", title="Why silt matters", **{"container-title": "Mudlark"}, issued="2019-05-06", URL="https://example.org/silt", accessed="2020-01-02")),
    ("blog-zh", "post-weblog", "online", "web", "zh", dict(author="唐, 河", title="说说泥沙", **{"container-title": "江边札记"}, issued="2018-11-03", URL="https://example.org/nisha", accessed="2019-02-04")),
    ("book-en", "book", "book", "book", "en", dict(author="Marlow, Ada", title="Rivers and Rule", issued="2014", publisher="Northgate", **{"publisher-place": "London"}, edition="2", **{"collection-title": "River Library", "collection-number": "14"})),
    ("book-zh", "book", "book", "book", "zh", dict(author="韩, 江", title="河流与治理", issued="2013", publisher="北岸出版社", **{"publisher-place": "北京"}, edition="3")),
    ("book-vol", "book", "book", "book", "en", dict(author="Dunn, Lee", title="A History of Locks", volume="2", issued="1998", publisher="Weir Press", **{"publisher-place": "Porto"})),
    ("book-tr", "book", "book", "book", "zh", dict(author="Egan, Mo", title="闸与堤", translator="沈, 洲", issued="2009", publisher="临江出版社", **{"publisher-place": "临江"})),
    ("book-ed", "book", "collection", "anthology", "en", dict(editor="Berg, Otto", title="Essays on Estuaries", issued="2005", publisher="Quay House", **{"publisher-place": "Oslo"})),
    ("book-range", "book", "book", "book", "en", dict(author="Frey, Una", title="Collected Soundings", issued="2001/2004", publisher="Northgate")),
    ("book-circa", "book", "book", "book", "zh", dict(author="何, 湾", title="旧港志", issued="1850~", publisher="临江书局")),
    ("part-en", "chapter", "incollection", "anthos", "en", dict(author="Cruz, Ina", title="Tolls", editor="Berg, Otto", **{"container-title": "Essays on Harbours"}, page="5-12", issued="2006", publisher="Quay House", **{"publisher-place": "Oslo"})),
    ("part-zh", "chapter", "incollection", "anthos", "zh", dict(author="何, 湾", title="渡口", editor="罗, 溪", **{"container-title": "江河文集"}, page="88-97", issued="2011", publisher="北岸出版社", **{"publisher-place": "北京"})),
    ("part-vol", "chapter", "inbook", "chapter", "en", dict(author="Dunn, Lee", title="Sluices", **{"container-title": "Handbook of Waterworks"}, volume="3", page="34, 37-39", issued="1987", publisher="Weir Press")),
    ("case-en", "legal_case", "jurisdiction", "case", "en", dict(title="Port v. Pier", authority="High Court", number="HC 5", issued="2001")),
    ("case-zh", "legal_case", "jurisdiction", "case", "zh", dict(title="港务局诉码头公司案", authority="临江中级法院", number="民初字88号", issued="2012-09-10")),
    ("soft-en", "software", "software", "misc", "en", dict(author="Egan, Mo", title="TideTable", version="3.2", issued="2021", URL="https://example.org/tidetable")),
    ("soft-zh", "software", "software", "misc", "zh", dict(author="沈, 洲", title="潮汐表软件", version="1.4", issued="2020", publisher="临江软件所")),
    ("conf-en", "paper-conference", "inproceedings", "article<proceedings", "en", dict(author="Dunn, Lee", title="Dredge data", **{"container-title": "Papers of the Forum on Silt"}, page="3-9", issued="2015", publisher="Delta Institute")),
    ("conf-zh", "paper-conference", "inproceedings", "article<proceedings", "zh", dict(author="唐, 河", title="清淤数据", **{"container-title": "泥沙论坛论文集"}, page="41-50", issued="2016", publisher="水文出版社")),
    ("data-en", "dataset", "dataset", "misc", "en", dict(author="Delta Institute", title="Gauge readings", version="4", issued="2022", publisher="Open Water Archive", DOI="10.1000/gauge")),
    ("data-zh", "dataset", "dataset", "misc", "zh", dict(author="水文局", title="水位数据集", issued="2021", publisher="水文数据中心", URL="https://example.org/shuiwei")),
    ("dict-en", "entry-dictionary", "inreference", "entry<reference", "en", dict(title="Weir", **{"container-title": "Dictionary of Waterworks"}, issued="1977", publisher="Weir Press", page="411")),
    ("dict-zh", "entry-encyclopedia", "inreference", "entry<reference", "zh", dict(author="韩, 江", title="水闸", **{"container-title": "水利百科全书"}, issued="1991", publisher="水利出版社", page="702-703")),
    ("doc-en", "document", "misc", "misc", "en", dict(author="Assembly of Ports", title="Resolution on Dredging", number="A/RES/9/12", issued="2014-12-01", publisher="Official Records")),
    ("doc-zh", "document", "misc", "misc", "zh", dict(author="港口大会", title="关于疏浚的决议", number="A/RES/10/3", issued="2015-11-30")),
    ("un-en", "report", "report", "report", "en", dict(author="Assembly of Ports", title="Report of the Working Group on Tides", number="A/69/L.1-2", issued="2014-06-03", publisher="Assembly of Ports", **{"publisher-place": "Porto Novo"})),
    ("mail-en", "personal_communication", "letter", "misc", "en", dict(author="Marlow, Ada", title="Letter to the harbour master", issued="1903-03-04", archive="Port Archive", archive_location="Box 4")),
    ("mail-zh", "personal_communication", "letter", "misc", "zh", dict(author="韩, 江", title="致港务长函", issued="1936-05-04", archive="临江档案馆", archive_location="全宗12")),
    ("film-en", "motion_picture", "movie", "video", "en", dict(author="Frey, Una", title="The Lock Keeper", issued="1958", publisher="Quay Pictures")),
    ("film-zh", "motion_picture", "movie", "video", "zh", dict(author="罗, 溪", title="守闸人", issued="1961", publisher="临江电影厂")),
    ("forum-en", "post", "online", "web", "en", dict(author="Dunn, Lee", title="Reading an old gauge", **{"container-title": "Tide Forum"}, issued="2016-07-08", URL="https://example.org/forum/7")),
    ("hearing-en", "hearing", "misc", "misc", "en", dict(title="Hearing on Barrages", authority="Committee on Ports", issued="1996-02-03", number="No. 104-2", publisher="Government Press")),
    ("hearing-zh", "hearing", "misc", "misc", "zh", dict(title="堤坝听证会记录", issued="2008-04-05", publisher="临江市政府")),
    ("talk-en", "interview", "interview", "misc", "en", dict(author="Marlow, Ada", title="Interview with a ferryman", issued="2019-03-04", **{"publisher-place": "Lund"})),
    ("talk-zh", "interview", "interview", "misc", "zh", dict(author="韩, 江", title="对摆渡人的访谈", issued="2018-02-03")),
    ("jour-en", J, "article", "article<periodical", "en", dict(author="Marlow, Ada", title="Silt loads", **{"container-title": "Water Notes"}, volume="4", issue="2", page="11-20", issued="2019", DOI="10.1000/silt")),
    ("jour-zh", J, "article", "article<periodical", "zh", dict(author="韩, 江", title="泥沙研究", **{"container-title": "水文通讯"}, issue="3", page="5-9", issued="2018")),
    ("jour-two", J, "article", "article<periodical", "zh", dict(author="韩, 江; 罗, 溪", title="两岸水文", **{"container-title": "水文通讯"}, volume="12", issue="4", page="31-44", issued="2020")),
    ("jour-list", J, "article", "article<periodical", "en", dict(author="Berg, Otto; Cruz, Ina", title="Locks in lists", **{"container-title": "Canal Review"}, volume="31", page="34, 37-39", issued="2011")),
    ("jour-season", J, "article", "article<periodical", "en", dict(author="Egan, Mo", title="Spring floods", **{"container-title": "Canal Review"}, volume="40", issued="2021-21", page="7-19")),
    ("jour-particle", J, "article", "article<periodical", "en", dict(author="van der Loon, Piet", title="Dikes again", **{"container-title": "Polder Papers"}, volume="9", issue="1", page="1-30", issued="2003")),
    ("mag-en", M, "magazine", "article<periodical", "en", dict(author="Frey, Una", title="The last barge", **{"container-title": "Towpath"}, issued="2012-10", page="22-25")),
    ("mag-zh", M, "magazine", "article<periodical", "zh", dict(author="何, 湾", title="最后一条驳船", **{"container-title": "江上"}, issued="2010-09", page="18-21")),
    ("ms-en", "manuscript", "unpublished", "manuscript", "en", dict(author="Dunn, Lee", title="Notes on the lower weir", issued="1899", archive="Delta Archive", archive_location="MS 31")),
    ("ms-zh", "manuscript", "unpublished", "manuscript", "zh", dict(author="唐, 河", title="下游堰记", issued="1921", archive="临江图书馆", archive_location="善本7")),
    ("map-en", "map", "map", "misc", "en", dict(author="Survey of Ports", title="Chart of the outer bar", issued="1934", publisher="Survey of Ports", **{"publisher-place": "Lund"}, scale="1:25000")),
    ("map-zh", "map", "map", "misc", "zh", dict(author="测绘局", title="外沙图", issued="1956", publisher="测绘局")),
    ("news-en", N, "newspaper", "article<newspaper", "en", dict(author="Marlow, Ada", title="Flood at the quay", **{"container-title": "The Daily Quay"}, issued="2015-02-03", page="A4")),
    ("news-zh", N, "newspaper", "article<newspaper", "zh", dict(author="韩, 江", title="码头水位", **{"container-title": "临江日报"}, issued="2015-02-03", page="4")),
    ("patent-en", "patent", "patent", "patent", "en", dict(author="Berg, Otto", title="Self-closing sluice", number="EP 123-456", issued="1988-08-09")),
    ("patent-zh", "patent", "patent", "patent", "zh", dict(author="罗, 溪", title="自闭水闸", number="CN 1024", issued="2004-10-11")),
    ("pod-en", "broadcast", "audio", "audio", "en", dict(author="Cruz, Ina", title="Mud, episode 9", issued="2020-06-07", publisher="Tideway Radio", URL="https://example.org/mud/9")),
    ("pre-en", "article", "online", "web", "en", dict(author="Egan, Mo", title="A model of silt", issued="2023-01-02", URL="https://example.org/pre/1", **{"container-title": "WaterXiv"})),
    ("pres-en", "speech", "unpublished", "misc", "en", dict(author="Dunn, Lee", title="What gauges say", **{"event-title": "Forum on Silt", "event-place": "Oslo"}, issued="2014-05-20")),
    ("pres-zh", "speech", "unpublished", "misc", "zh", dict(author="沈, 洲", title="水尺说了什么", **{"event-title": "泥沙论坛", "event-place": "临江"}, issued="2015-06-21")),
    ("radio-zh", "broadcast", "audio", "audio", "zh", dict(author="何, 湾", title="江声", issued="1988-03-04", publisher="临江电台")),
    ("rep-en", "report", "report", "report", "en", dict(author="Marlow, Ada", title="Sluice tests", genre="Working Paper", number="TR-12", publisher="Delta Institute", issued="2011")),
    ("rep-zh", "report", "report", "report", "zh", dict(author="水文局", title="水闸试验报告", number="第8号", publisher="水文局", issued="2012", **{"publisher-place": "北京"})),
    ("std-en", "standard", "standard", "report", "en", dict(title="Gauges: marking", number="PS 77-1", publisher="Ports Standards Office", issued="2008")),
    ("std-zh", "standard", "standard", "report", "zh", dict(title="水尺 标记", number="GB/T 1234-2015", publisher="标准出版社", **{"publisher-place": "北京"}, issued="2015")),
    ("law-en", "legislation", "legislation", "legislation", "en", dict(title="Inland Waterways Act", number="No. 12 of 1994", issued="1994-03-02")),
    ("law-zh", "legislation", "legislation", "legislation", "zh", dict(title="内河航道条例", number="国令第77号", issued="1999-08-07")),
    ("treaty-en", "treaty", "treaty", "legislation", "en", dict(title="Treaty of the Two Rivers", number="UNTS 12", issued="1979-03-04")),
    ("treaty-zh", "treaty", "treaty", "legislation", "zh", dict(title="两江条约", issued="1980-05-06", number="条约集第3号")),
    ("thes-en", "thesis", "phdthesis", "thesis", "en", dict(author="Berg, Otto", title="On Weirs", publisher="University of Lund", issued="2012", genre="PhD thesis")),
    ("thes-zh", "thesis", "mastersthesis", "thesis", "zh", dict(author="韩, 江", title="论堤坝", publisher="临江大学", **{"publisher-place": "临江"}, issued="2015", genre="硕士学位论文")),
    ("tv-en", "broadcast", "video", "video", "en", dict(author="Frey, Una", title="Harbour Nights", issued="1999-12-11", publisher="Tideway Television")),
    ("web-en", "webpage", "online", "web", "en", dict(author="Ministry of Ports", title="Tolls and dues", **{"container-title": "Ports Online"}, URL="https://example.org/tolls", accessed="2021-02-03", issued="2020-01-05")),
    ("web-zh", "webpage", "online", "web", "zh", dict(author="港务部", title="收费说明", **{"container-title": "港务部网站"}, URL="https://example.org/shoufei", accessed="2021-04-05", issued="2020-06-07")),
    ("arch-en", "manuscript", "unpublished", "manuscript", "en", dict(author="Harbour Council", title="Minutes of the dredging board", issued="1912-07-01", archive="Port Archive", archive_location="Folder 12", **{"archive-place": "Lund"})),
]


# Names of fields in works.list.
SHORT = {
    "a": "author", "e": "editor", "tr": "translator", "t": "title", "c": "container-title", "d": "issued", "od": "original-date",
    "p": "publisher", "w": "publisher-place", "v": "volume", "i": "issue", "pp": "page", "n": "number", "nv": "number-of-volumes",
    "u": "URL", "x": "accessed", "doi": "DOI", "ed": "edition", "st": "collection-title", "sn": "collection-number", "g": "genre",
    "ar": "archive", "al": "archive_location", "ap": "archive-place", "ev": "event-title", "ep": "event-place", "au": "authority",
    "ver": "version", "med": "medium", "sc": "scale",
}


def more():
    for line in (HERE / "works.list").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            head, *fields = line.split(" | ")
            key, language, csl, bib, yaml = head.split(" ")
            pairs = (field.split(" ", 1) for field in fields)
            yield key, csl, bib, yaml, language, {SHORT[name]: value for name, value in pairs}


WORKS += more()

BIB = {
    "original-date": "origdate", "number-of-volumes": "volumes",
    "container-title": "booktitle", "issued": "date", "accessed": "urldate", "page": "pages", "URL": "url", "DOI": "doi",
    "publisher-place": "location", "collection-title": "series", "collection-number": "number", "event-title": "eventtitle",
    "event-place": "venue", "issue": "number", "genre": "type", "authority": "institution",
}


def people(text):
    return [name.strip() for name in text.split(";")]


def dashed(text):
    return text.replace("-", "--")


def bib(work):
    key, _, kind, _, language, fields = work
    lines = []
    for name, value in fields.items():
        field = BIB.get(name, name)
        if name == "container-title":
            field = {"article": "journaltitle", "magazine": "journaltitle", "newspaper": "journaltitle", "online": "titleaddon"}.get(kind, "booktitle")
        if name in ("author", "editor", "translator"):
            # An organisation is in braces.
            value = " and ".join(n if "," in n else "{" + n + "}" for n in people(value))
        if name == "page":
            value = dashed(value)
        if name == "publisher" and kind.endswith("thesis"):
            field = "school"
        if name == "publisher" and kind == "report":
            field = "institution"
        if kind.endswith("thesis") and name == "genre":
            continue
        lines.append(f"  {field} = {{{value}}},\n")
    langid = {"zh": "chinese", "en": "english"}[language]
    return f"@{kind}{{{key},\n{''.join(lines)}  langid = {{{langid}}},\n}}\n\n"


def date(text):
    circa = text.endswith("~")
    parts = []
    season = None
    for part in text.rstrip("~").split("/"):
        numbers = [int(n) for n in part.split("-")]
        if len(numbers) > 1 and numbers[1] > 12:
            season, numbers = numbers[1] - 20, numbers[:1]
        parts.append(numbers)
    value = {"date-parts": parts}
    if circa:
        value["circa"] = True
    if season:
        value["season"] = season
    return value


def csl(work):
    key, kind, _, _, language, fields = work
    item = {"id": key, "type": kind, "language": {"zh": "zh-CN", "en": "eng"}[language]}
    for name, value in fields.items():
        if name in ("author", "editor", "translator"):
            def person(text):
                family, _, given = text.partition(", ")
                return {"family": family, "given": given} if given else {"literal": text}
            item[name] = [person(n) for n in people(value)]
        elif name in ("issued", "accessed", "original-date"):
            item[name] = date(value)
        else:
            item[name] = value
    return item


def quoted(text):
    return json.dumps(text, ensure_ascii=False)


def yaml(work):
    """Hayagriva has fewer types, and no seasons, ranges, editions of the web, scales."""
    key, _, _, kinds, language, fields = work
    kind, _, parent = kinds.partition("<")
    own, above, left = [f"  type: {kind}\n"], [], []
    containers = {"anthos": "anthology", "chapter": "book", "web": "web"}
    parent = parent or containers.get(kind, "")
    publisher = {k: fields[k] for k in ("publisher", "publisher-place") if k in fields}
    serial = {"DOI": "doi", "number": "serial", "version": "version"}
    numbers = {serial[k]: fields[k] for k in serial if k in fields and (k != "version" or kind == "repository")}
    where = above if parent and kind in ("anthos", "chapter", "entry") else own
    pad = "    " if where is above else "  "
    if publisher:
        name, place = publisher.get("publisher"), publisher.get("publisher-place")
        parts = [f"name: {quoted(name)}" if name else "", f"location: {quoted(place)}" if place else ""]
        where.append(f"{pad}publisher: {{ {', '.join(p for p in parts if p)} }}\n")
    if numbers:
        own.append("  serial-number: { " + ", ".join(f"{k}: {quoted(v)}" for k, v in numbers.items()) + " }\n")
    for name, value in fields.items():
        names = "[" + ", ".join(quoted(n) if "," in n else "{ name: " + quoted(n) + " }" for n in people(value)) + "]"
        if name == "author":
            own.append(f"  author: {names}\n")
        elif name == "editor":
            (above if parent else own).append(f"{'    ' if parent else '  '}editor: {names}\n")
        elif name == "translator":
            own.append(f"  affiliated: [{{ role: translator, names: {names} }}]\n")
        elif name == "title":
            own.append(f"  title: {quoted(value)}\n")
        elif name == "issued" and "/" not in value and value != "2021-21":
            own.append(f"  date: {quoted('~' + value[:-1]) if '~' in value else value}\n")
        elif name == "container-title":
            above.append(f"    title: {quoted(value)}\n")
        elif name in ("volume", "issue"):
            (above if parent else own).append(f"{'    ' if parent else '  '}{name}: {value}\n")
        elif name == "edition":
            own.append(f"  edition: {value}\n")
        elif name == "page":
            own.append(f"  page-range: {quoted(value)}\n")
        elif name == "URL":
            visited = f", date: {fields['accessed']}" if "accessed" in fields else ""
            own.append(f"  url: {{ value: {quoted(value)}{visited} }}\n" if visited else f"  url: {quoted(value)}\n")
        elif name in ("archive", "genre"):
            own.append(f"  {name}: {quoted(value)}\n")
        elif name == "archive_location":
            own.append(f"  archive-location: {quoted(value)}\n")
        elif name == "authority":
            own.append(f"  organization: {quoted(value)}\n")
        elif name in ("accessed", "publisher", "publisher-place", *serial):
            if name == "version" and "version" not in numbers:
                left.append(name)
        else:
            left.append(name)
    if "collection-title" in fields and kind == "book":
        left = [n for n in left if not n.startswith("collection")]
        above.append(f"    title: {quoted(fields['collection-title'])}\n    volume: {fields['collection-number']}\n")
        parent = "book"
    text = f"{key}:\n{''.join(own)}  language: {language}\n"
    if above and parent:
        text += f"  parent:\n    type: {parent}\n{''.join(above)}"
    return text, left


def said(name, value, language):
    """What a note must have of a field: words and numbers, whatever is between them."""
    if name in ("author", "editor", "translator"):
        names = [part.replace("'", "’") for n in people(value) for part in n.split(", ") if part]
        # Of more than three, the first.
        return names if len(people(value)) < 4 else [*names[:2], "等|et al."]
    if name in ("issued", "accessed", "original-date"):
        return [word for part in value.rstrip("~").split("/") for word in dated(part.split("-"))]
    if name == "page":
        return [part for chunk in value.split(", ") for part in chunk.split("-")]
    if name == "issue":
        return value.split("-")
    if name == "genre":
        return []
    if name == "title":
        # Marks within others are of the other sort.
        return [part for part in re.split("[《》“”‘’]", value.replace("'", "’")) if part]
    return [value]


def dated(parts):
    """A year; a month or a season in the words of either language; a day."""
    month = int(parts[1]) if len(parts) > 1 else 0
    words = [f"{month}月|{calendar.month_name[month]}"] if 0 < month < 13 else ["春季|Spring"] if month else []
    return [parts[0], *words, *(str(int(day)) for day in parts[2:])]


def main():
    bibs, items, yamls, lines = "", [], "# Made by make.py.\n", []
    for work in WORKS:
        key, _, _, _, language, fields = work
        bibs += bib(work)
        items.append(csl(work))
        text, left = yaml(work)
        yamls += text
        for name, value in fields.items():
            # What YAML cannot say is not asked of it.
            formats = "bib json" if name in left else "bib json yaml"
            if name == "issued" and ("/" in value or value == "2021-21"):
                formats = "bib json"
            own = said(name, value, language)
            # Months and days, which models leave out of notes on books and numbered journals, are
            # printed or told.
            more = own[1:] if name == "issued" and "/" not in value else []
            lines.append("\t".join([key, formats, name, *own[: len(own) - len(more)]]))
            if more:
                lines.append("\t".join([key, formats, name + "?", *more]))
    (HERE / "works.bib").write_text("% Made by make.py.\n" + bibs, encoding="utf-8")
    (HERE / "works.json").write_text(json.dumps(items, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    (HERE / "works.yaml").write_text(yamls, encoding="utf-8")
    (HERE / "works.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(len(WORKS), "works")


main()
