"""The brief as users of other programs would write it.

In:  an edition, as JSON.
Out: HTML, pandoc's Markdown and LaTeX. Typst reads the edition itself (`brief.typ`).

Each writes a note where its mark first stands, and where the program has a way to say
that a mark in the other language is of the same note, says so.
"""

import html
import re


def words(edition, key):
    """One of the languages' words as runs."""
    return {language["key"]: [{"kind": "text", "text": language["words"][key]}] for language in edition["languages"]}


def parts(edition):
    """What the brief consists of, in order: (kind, data)."""
    both = lambda data: {key: [data[key]] for key in data}
    yield "title", edition["title"]
    yield "subtitle", edition["subtitle"]
    yield "pair", {"kind": "text", "body": both(edition["attribution"])}
    yield "heading", (1, None, words(edition, "key-messages"))
    yield from (("pair", data) for data in edition["key-messages"])
    yield "heading", (1, None, words(edition, "summary"))
    yield "pair", edition["summary"]

    def section(data):
        yield "heading", (data["depth"], data["number"], data["title"])
        yield from (("pair", block) for block in data["blocks"])
        for child in data["sections"]:
            yield from section(child)

    for data in edition["sections"]:
        yield from section(data)
    yield "heading", (1, None, words(edition, "timeline"))
    yield "timeline", edition["timeline"]
    yield "pair", {"kind": "text", "body": both(edition["colophon"])}


class Writer:
    """What the formats have in common."""

    def __init__(self, edition):
        self.edition = edition
        self.languages = edition["languages"]
        self.original = edition["original"]
        self.notes = {note["id"]: note for note in edition["notes"]}

    def runs(self, language, runs):
        return "".join(self.run(language, run) for run in runs)

    def run(self, language, run):
        kind = run["kind"]
        if kind == "text":
            return self.escape(run["text"])
        if kind == "step":
            return ""
        if kind == "mark":
            return self.mark(language, run, self.notes[run["id"]])
        body = self.runs(language, run["body"])
        if kind == "emph":
            return self.emphasis(body)
        if kind == "link":
            return self.link(run["url"], body)
        if kind == "foreign":
            return self.foreign(f"{run['lang']}-{run['region']}", body)
        raise ValueError(f"runs of kind `{kind}` are not in a brief")

    def headed(self, depth, number, title):
        """The depth of a heading, and its text in each language."""
        numbers = {key: self.escape(said) + " " for key, said in (number or {}).items()}
        return depth, [numbers.get(l["key"], "") + self.runs(l, title[l["key"]]) for l in self.languages]

    def write(self):
        body = "".join(getattr(self, kind)(data) for kind, data in parts(self.edition))
        return self.around(body)


class Html(Writer):
    """HTML for WeasyPrint: a grid for each pair, notes by `float: footnote`."""

    escape = staticmethod(html.escape)
    emphasis = staticmethod("<em>{}</em>".format)
    link = staticmethod('<a href="{}">{}</a>'.format)
    foreign = staticmethod('<span lang="{}">{}</span>'.format)

    def mark(self, language, run, note):
        if language["key"] == self.original and run["first"]:
            texts = (f'<span lang="{l["tag"]}">{self.runs(l, note["body"][l["key"]])}</span>' for l in self.languages)
            return f'<span class="note" id="{note["id"]}">{"<br>".join(texts)}</span>'
        return f'<sup><a href="#{note["id"]}">{run["label"]}</a></sup>'

    def both(self, tag, texts):
        return "".join(f'<{tag} lang="{l["tag"]}">{text}</{tag}>' for l, text in zip(self.languages, texts))

    def title(self, data):
        return self.both("h1", (self.runs(l, data[l["key"]]) for l in self.languages))

    def subtitle(self, data):
        return self.both("p", (self.runs(l, data[l["key"]]) for l in self.languages))

    def heading(self, data):
        depth, texts = self.headed(*data)
        return f'<div class="pair">{self.both(f"h{depth + 1}", texts)}</div>\n'

    def pair(self, data):
        def body(l):
            texts = [self.runs(l, text) for text in data["body"][l["key"]]]
            if data["kind"] == "list":
                return f"<ul>{''.join(f'<li>{text}</li>' for text in texts)}</ul>"
            return "".join(f"<p>{text}</p>" for text in texts)
        return f'<div class="pair">{self.both("div", map(body, self.languages))}</div>\n'

    def timeline(self, data):
        heads = [(l["tag"], l["words"][key]) for key in ("date", "event") for l in self.languages][1:]
        rows = "<tr>" + "".join(f'<th scope="col" lang="{tag}">{word}</th>' for tag, word in heads) + "</tr>"
        for period in data["periods"]:
            titles = self.both("b", (self.runs(l, period["title"][l["key"]]) for l in self.languages))
            rows += f'<tr><td colspan="3">{titles}</td></tr>'
            for event in period["events"]:
                dates = self.both("span", (event["date"][l["key"]] for l in self.languages))
                rows += f"<tr><td>{dates}</td>"
                rows += self.both("td", (self.runs(l, event["body"][l["key"]]) for l in self.languages)) + "</tr>\n"
        return f"<table>{rows}</table>"

    def around(self, body):
        title = "".join(run["text"] for run in self.edition["title"]["en"])
        return (f'<!doctype html><html lang="{self.languages[0]["tag"]}"><head><meta charset="utf-8">'
                f'<title>{title}</title><link rel="stylesheet" href="brief.css"></head><body>{body}</body></html>')


class Markdown(Writer):
    """Pandoc's Markdown: a row of a table for each pair, a footnote for each mark, since
    pandoc writes a note anew wherever it is referred to."""

    emphasis = staticmethod("*{}*".format)

    def escape(self, text):
        return re.sub(r"([\\`*_\[\]<>|~^$@])", r"\\\1", text).replace("\xa0", "\\ ")

    def link(self, url, body):
        return f"<{url}>"

    def foreign(self, tag, body):
        return f"[{body}]{{lang={tag}}}"

    def mark(self, language, run, note):
        return f"^[{self.runs(language, note['body'][language['key']])}]"

    def row(self, texts):
        said = [f"[{text}]{{lang={l['tag']}}}" for l, text in zip(self.languages, texts)]
        # No other line but the first says how wide a column is.
        if self.in_table:
            return f"| {said[0]} | {said[1]} |\n"
        self.in_table = True
        return f"\n| {' | '.join(l['name'] for l in self.languages)} |\n|{'-' * 40}|{'-' * 60}|\n| {said[0]} | {said[1]} |\n"

    def title(self, data):
        self.in_table = False
        return "---\ntitle: |\n" + "".join(f"  {self.runs(l, data[l['key']])}\\\n" for l in self.languages)[:-2] + "\n"

    def subtitle(self, data):
        said = "".join(f"  {self.runs(l, data[l['key']])}\\\n" for l in self.languages)[:-2]
        return f"subtitle: |\n{said}\nlang: {self.languages[0]['tag']}\n---\n"

    def heading(self, data):
        self.in_table = False
        depth, texts = self.headed(*data)
        return f"\n{'#' * depth} {texts[0]} [{texts[1]}]{{lang={self.languages[1]['tag']}}}\n"

    def pair(self, data):
        if data["kind"] == "list":
            items = zip(*(data["body"][l["key"]] for l in self.languages))
            return "".join(self.row([f"• {self.runs(l, t)}" for l, t in zip(self.languages, item)]) for item in items)
        return self.row([" ".join(self.runs(l, t) for t in data["body"][l["key"]]) for l in self.languages])

    def timeline(self, data):
        rows = f"\n| {' | '.join(l['words']['event'] for l in self.languages)} |\n|{'-' * 40}|{'-' * 60}|\n"
        self.in_table = True
        for period in data["periods"]:
            rows += self.row([f"**{self.runs(l, period['title'][l['key']])}**" for l in self.languages])
            for event in period["events"]:
                rows += self.row([f"{self.escape(event['date'][l['key']])}: {self.runs(l, event['body'][l['key']])}"
                                  for l in self.languages])
        self.in_table = False
        return rows + "\n"

    def around(self, body):
        return body


class Latex(Writer):
    """LaTeX with ctex and paracol: columns that are level again after each pair. Each column
    counts its own notes, so both print the same numbers."""

    emphasis = staticmethod(r"\emph{{{}}}".format)
    ESCAPES = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "\xa0": "~",
               **{c: "\\" + c for c in "#$%&_{}"}}

    def escape(self, text):
        return "".join(self.ESCAPES.get(c, c) for c in text)

    def link(self, url, body):
        return rf"\url{{{url}}}"

    def foreign(self, tag, body):
        return rf"\{tag[:2]}{{{body}}}"

    def mark(self, language, run, note):
        if run["first"]:
            return rf"\footnote{{{self.runs(language, note['body'][language['key']])}}}"
        return rf"\footnotemark[{run['label']}]"

    def both(self, texts):
        said = (f"\\{l['key']}{{{text}}}\n" for l, text in zip(self.languages, texts))
        return "\\switchcolumn\n".join(said) + "\\switchcolumn*\n"

    def title(self, data):
        return "".join(rf"{{\sffamily\bfseries\LARGE {self.runs(l, data[l['key']])}\par}}" + "\n" for l in self.languages)

    def subtitle(self, data):
        said = "".join(f"{{\\large {self.runs(l, data[l['key']])}\\par}}\n" for l in self.languages)
        return said + "\\begin{paracol}{2}\n"

    def heading(self, data):
        depth, texts = self.headed(*data)
        command = ["section", "subsection"][depth - 1]
        return self.both(f"\\{command}*{{{text}}}" for text in texts)

    def pair(self, data):
        def body(l):
            texts = [self.runs(l, text) for text in data["body"][l["key"]]]
            if data["kind"] == "list":
                items = "".join(f"\\item {text}\n" for text in texts)
                return f"\\begin{{itemize}}\n{items}\\end{{itemize}}\n"
            return "".join(f"{text}\\par" for text in texts)
        return self.both(map(body, self.languages))

    def timeline(self, data):
        rows = ""
        for period in data["periods"]:
            titles = [self.runs(l, period["title"][l["key"]]) for l in self.languages]
            rows += rf"\multicolumn{{3}}{{l}}{{\bfseries {titles[0]} {titles[1]}}}\\ \midrule" + "\n"
            for event in period["events"]:
                cells = [rf"{event['date']['zh']}\newline {self.escape(event['date']['en'])}",
                         *(self.runs(l, event["body"][l["key"]]) for l in self.languages)]
                rows += " & ".join(cells) + "\\\\\n"
        heads = [l["words"][key] for key in ("date", "event") for l in self.languages][1:]
        return ("\\end{paracol}\n\\begin{longtable}{p{.18\\linewidth}p{.3\\linewidth}p{.44\\linewidth}}\n\\toprule "
                + " & ".join(heads) + f"\\\\ \\midrule \\endhead\n{rows}\\bottomrule\n\\end{{longtable}}\n"
                + "\\begin{paracol}{2}\n")

    def around(self, body):
        return f"\\input{{preamble}}\n\\begin{{document}}\n{body}\\end{{paracol}}\n\\end{{document}}\n"
