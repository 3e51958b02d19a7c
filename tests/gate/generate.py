"""Random projects: valid, deterministic, and hard on the layout.

In:  a seed.
Out: the files of a project, its variants, and the code word that each block
     and event carries, so that what may be read by whom can be told without
     asking the program.

Never asks the clock or the disk.
"""

import json
import random
import re
from dataclasses import dataclass, field, replace

import words

LEVELS = {"key": 0, "brief": 1, "full": 2}
AUDIENCES = ["members", "press"]

# Text that means something to Markdown, YAML or Typst, as an author writes it.
ODDITIES = [
    r"\*", r"\[sic\]", r"\{id\}", "#let", r"\$x\^2\$", "x_1", "R&D", r"5 \< 6", r"\`code\`", "100%", "C++", "@all", r"a\\b",
    "//", "~", "Xi’s", "1999–2004", "3/4", "№ 7", "(a)", "50 °C", "“so”", "‘it’", "…",
]
PUNCTUATION = {"zh": ("，", "。", ""), "en": (",", ".", " "), "fr": (",", ".", " ")}
MARK = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30"><rect width="90" height="30" fill="#345"/></svg>\n'
POOLS = {"zh": words.ZH, "en": words.EN, "fr": words.FR}
# How many words of each language say about as much.
RATE = {"zh": 1.0, "en": 1.15, "fr": 1.2}

FRENCH = {
    "tag": "fr-FR", "name": "français", "script": "Latn",
    "fonts": {"serif": ["Source Serif 4", "Noto Serif SC"], "sans": ["Source Sans 3", "Noto Sans SC"]},
    "typography": {"column": 1.5, "hyphenate": True},
    "length": "words",
    "dates": {
        "year": "{year}", "month": "{month} {year}", "day": "{day} {month} {year}",
        "range": "{from}–{to}", "spaced-range": "{from} – {to}", "open": "depuis {from}",
        "months": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
    },
    "numbers": {"group": "\u202f", "decimal": ",", "large": [{"from": 1000000, "pattern": "{n} millions"}],
                "words": "zéro un deux trois quatre cinq six sept huit neuf dix".split()},
    "headings": ["{n}.", "{n}.{n}.", "{n}.{n}.{n}."],
    "terms": {"first": "{long} ({short})"},
    "notes": {"style": "chicago-like-note"},
    "words": {
        "recommendations": "Recommandations", "recommendation": "Recommandation {n}", "appendix": "Annexe {letter}",
        "key-messages": "Points clés", "summary": "Résumé", "keywords": "Mots clés", "contents": "Sommaire",
        "timeline": "Chronologie", "date": "Date", "event": "Événement", "continued": "(suite)",
        "sources": "Sources", "received": "Reçu", "revised": "Révisé",
        "original": "Langue originale", "issue": "{year}, nº {number}", "brief": "Note", "report": "Rapport", "note": "Lettre", "reference": "Référence",
        "separator": " ; ", "page": "{n}", "figure": "Figure {n}", "table": "Tableau {n}", "remark": "Note : ", "figures": "Figures et tableaux", "glossary": "Glossaire", "index": "Index", "colophon": "À propos",
        "editorial": "Note de la rédaction : ", "notes": "Notes", "data": "Données", "draft": "Projet", "untranslated": "[à traduire]",
        "documents": "Liste des documents", "id": "Identifiant", "recipient": "Destinataire",
        "file": "Fichier", "variant": "Version", "pages": "Pages",
    },
}


@dataclass
class Coded:
    """What carries a code word, and who may read it."""

    word: str
    level: str
    audiences: list | None
    event: bool = False
    # What must be shown, too: the block that a figure stands behind.
    behind: "Coded | None" = None


@dataclass
class Variant:
    name: str
    template: str
    languages: list
    layout: str
    level: str
    audience: str | None
    notes: str
    timeline: bool
    sources: bool

    def shows(self, coded):
        """Whether the variant's readers may see what carries the word."""
        open_to = coded.audiences is None or self.audience in coded.audiences
        return LEVELS[coded.level] <= LEVELS[self.level] and open_to and (self.timeline or not coded.event) \
            and (coded.behind is None or self.shows(coded.behind))


@dataclass
class Row:
    """A row of a batch, the variant that it makes, and what is printed of its recipient."""

    data: dict
    variant: Variant
    recipient: dict


@dataclass
class Project:
    languages: list
    rows: list = field(default_factory=list)
    variants: list = field(default_factory=list)
    coded: list = field(default_factory=list)
    files: dict = field(default_factory=dict)

    def write(self, folder):
        """Writes the files."""
        for path, text in self.files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")


class Author:
    """Writes one project."""

    def __init__(self, seed, variants):
        self.rng = random.Random(seed)
        pairs = [["zh", "en"], ["zh", "en"], ["en", "zh"], ["zh", "en"], ["en", "fr"], ["zh", "en", "fr"]]
        self.project = Project(languages=pairs[seed % len(pairs)])
        self.sources = [f"source-{i}" for i in range(self.rng.randint(3, 9))]
        self.references = []
        self.counter = 0
        self.anchors = []
        self.wanted = variants

    # Words.

    def say(self, make):
        """A text in each language."""
        return {key: make(key) for key in self.project.languages}

    def phrase(self, key, low, high):
        count = max(1, round(self.rng.randint(low, high) * RATE[key]))
        return PUNCTUATION[key][2].join(self.rng.choice(POOLS[key]) for _ in range(count))

    def sentence(self, key, length, extras):
        """About so many words, with what is to be in it at random places."""
        comma, stop, space = PUNCTUATION[key]
        count = max(2, round(length * RATE[key]))
        parts = [self.rng.choice(POOLS[key]) for _ in range(count)]
        for i in range(1, len(parts) - 1):
            chance = self.rng.random()
            if parts[i - 1].endswith("*"):
                # Stars beside stars are for Markdown to guess at.
                chance = 1
            if chance < 0.02:
                parts[i] = f"*{parts[i]}*"
            elif chance < 0.033:
                parts[i] = f"***{parts[i]}***"
            elif chance < 0.04:
                parts[i] = f"**{parts[i]}**"
            elif chance < 0.05:
                parts[i] = f"[{parts[i]}](https://example.org/{self.rng.randint(1, 99)}?a=b&c=d)"
            elif chance < 0.08:
                parts[i] = f" {self.rng.choice(ODDITIES)} "
            elif chance < 0.10:
                parts[i] = "——" if key == "zh" else "—"
            elif chance < 0.18:
                parts[i] += comma
        for extra in extras:
            parts.insert(self.rng.randint(1, len(parts)), extra)
        parts[0] = parts[0][0].upper() + parts[0][1:]
        # Stars must touch words on both sides as little as CommonMark wants.
        text = space.join(parts)
        if not space:
            text = re.sub(r"(\*+)([^*]+)\1", r"\1\2\1", text)
        return re.sub(r" +", " ", text).strip() + stop

    def cite(self):
        key = self.rng.choice(self.sources)
        chance = self.rng.random()
        if chance < 0.6:
            return f"[@{key}]"
        if chance < 0.85:
            return f"[@{key}, p. {self.rng.randint(1, 400)}]"
        return f"[@{key}; @{self.rng.choice(self.sources)}, pp. 85-{self.rng.randint(86, 120)}]"

    def note(self, keys, cite):
        """A note in words, with a citation in its midst or at its end, or none."""
        place = self.rng.choice(["middle", "end", None]) if cite else None
        own = {key: self.sentence(key, self.rng.randint(2, 14), []) for key in keys}
        if place == "end":
            own = {key: f"{text[:-1]}{PUNCTUATION[key][2]}{cite}" for key, text in own.items()}
        elif place == "middle":
            own = {key: f"{text}{PUNCTUATION[key][2]}{cite}{PUNCTUATION[key][0]}{PUNCTUATION[key][2]}"
                        + self.sentence(key, 3, []) for key, text in own.items()}
        return own

    def with_notes(self, data, cites):
        """Puts marks of notes in words among the citations of a block; gives these."""
        rng, notes = self.rng, {}
        for _ in range(rng.choice([0, 0, 0, 1, 2])):
            name = f"w{len(notes)}"
            notes[name] = self.note(self.project.languages, self.cite())
            cites = [*cites]
            cites.insert(rng.randint(0, len(cites)), f"[^{name}]")
        if notes:
            data["notes"] = notes
        return cites

    def for_one_language(self, data):
        """Adds a note that is for one language alone, as a translator's."""
        if self.rng.random() < 0.1:
            key = self.rng.choice(self.project.languages)
            data.setdefault("notes", {})["alone"] = {"only": key} | self.note([key], self.cite())
            # A list ends its last line.
            data[key] = data[key].rstrip("\n") + "[^alone]"

    def texts(self, length, cites, extras):
        """A paragraph in each language: the same notes, the same references."""
        usual = max(1, len(cites), round(length / self.rng.randint(12, 24)))
        # What no page holds is divided between its notes: they are not far apart.
        together = sorted(self.rng.sample(range(usual), len(cites))) if usual > 8 else None
        result = {}
        for key in self.project.languages:
            # Now and then a language says it in more sentences.
            sentences = usual + self.rng.choice([0, 0, 0, 1, 2])
            # Each language has its notes, in order, behind sentences of its own choice.
            places = together or sorted(self.rng.sample(range(sentences), len(cites)))
            homes = sorted(self.rng.randrange(sentences) for _ in extras)
            out = []
            for i in range(sentences):
                here = [extra for extra, home in zip(extras, homes) if home == i]
                text = self.sentence(key, length / sentences, [" ".join(here)] if here else [])
                out.append(text + "".join(c for c, place in zip(cites, places) if place == i))
            result[key] = PUNCTUATION[key][2].join(out)
        return result

    # Parts.

    def coded(self, level, audiences, event=False, behind=None):
        self.counter += 1
        word = f"Q{self.counter}x"
        self.project.coded.append(Coded(word, level, audiences, event, behind))
        return word

    def name(self, kind):
        self.counter += 1
        return f"{kind}-{self.counter}"

    def length(self):
        """Words in a block: mostly short, some longer than a page in all languages together."""
        base = self.rng.choices([4, 20, 50, 90, 130, 400], [6, 10, 10, 4, 2, 1])[0] * self.rng.uniform(0.6, 1.2)
        return base * 2 / max(2, len(self.project.languages))

    def readers(self, levels):
        """A level and audiences, and the keys that say so."""
        level = self.rng.choices(levels, [1, 4, 4][-len(levels):])[0]
        audiences = None if self.rng.random() < 0.75 else self.rng.sample(AUDIENCES, self.rng.randint(1, 2))
        return level, audiences, {"level": level} | ({"audiences": audiences} if audiences else {})

    def box(self):
        """A box: a title, and blocks that are for its readers."""
        level, audiences, keys = self.readers(["brief", "full"])
        data = {"id": self.name("box"), "kind": "box"} | keys
        if self.rng.random() < 0.8:
            data["title"] = self.say(lambda key: self.phrase(key, 1, 6))
        blocks = [self.block(boxed=(level, audiences)) for _ in range(self.rng.randint(1, 3))]
        return data | {"blocks": blocks}

    def listed(self, depth, extras):
        """The lines of a list in each language, built alike; lists and paragraphs in its items."""
        rng, lines = self.rng, {key: [] for key in self.project.languages}
        begin = rng.choice([None, 1, 1, 3])
        for i in range(rng.randint(1, 5 - depth)):
            mark = "-" if begin is None else f"{begin + i}."
            item = self.texts(rng.randint(3, 25), [self.cite()] * rng.choice([0, 0, 1]), extras if i == 0 else [])
            further = self.texts(rng.randint(3, 20), [], []) if rng.random() < 0.15 else None
            inner = self.listed(depth + 1, []) if depth < 2 and rng.random() < 0.25 else None
            for key, own in lines.items():
                own.append(f"{mark} {item[key]}")
                into = " " * (len(mark) + 1)
                own += ["", into + further[key], ""] if further else []
                own += [into + line for line in inner[key]] if inner else []
        return lines

    def block(self, plain=False, boxed=None):
        rng = self.rng
        level, audiences, keys = self.readers(["key", "brief", "full"])
        if plain:
            level, audiences, keys = "brief", None, {"level": "brief"}
        if boxed:
            (level, audiences), keys = boxed, {}
        word = self.coded(level, audiences)
        data = {"id": self.name("block")} | keys
        if level != "key":
            self.anchors.append((data["id"], self.project.coded[-1]))
        extras = [word] + [f"{{{r}}}" for r in rng.sample(self.references, rng.choice([0, 0, 1, 2]))]
        kind = rng.choices(["text", "list", "quote", "epigraph", "pull-quote", "recommendation"], [70, 15, 6, 2, 2, 5])[0]
        if plain:
            kind = "text"
        if kind != "text":
            data["kind"] = kind
        if kind == "recommendation":
            # It may be put at the front, without figures.
            self.anchors = [anchor for anchor in self.anchors if anchor[0] != data["id"]]
        if kind == "list":
            lines = self.listed(0, extras)
            data |= self.say(lambda key: "\n".join(lines[key]))
        elif kind == "pull-quote":
            data |= self.texts(rng.randint(6, 25), [], extras)
        else:
            if kind in ("quote", "epigraph") and rng.random() < 0.7:
                data["attribution"] = self.texts(4, [self.cite()] * rng.choice([0, 1]), [])
            cites = [self.cite() for _ in range(rng.choice([0, 0, 1, 1, 2, 3, 4]))]
            cites = self.with_notes(data, cites)
            # Notes take their share of the page.
            paragraphs = [self.texts(self.length() * (1 - len(cites) / 8), cites, extras)]
            if rng.random() < 0.1:
                paragraphs.append(self.texts(rng.randint(3, 30), [], []))
            data |= self.say(lambda key: "\n\n".join(p[key] for p in paragraphs))
        self.for_one_language(data)
        return data

    def section(self, depth, identity=None):
        rng = self.rng
        data = {"id": identity or self.name("section"), "title": self.say(lambda key: self.phrase(key, 1, 9))}
        if rng.random() < 0.15:
            data["numbered"] = False
        if rng.random() < 0.15:
            data["short-title"] = self.say(lambda key: self.phrase(key, 1, 2))
        blocks = rng.choice([0, 1, 2, 3, 4, 6]) if depth > 1 else rng.choice([1, 2, 3, 5])
        data["blocks"] = [self.box() if rng.random() < 0.1 else self.block() for _ in range(blocks)]
        if depth < 3:
            chance = 0.5 if depth == 1 else 0.2
            data["sections"] = [self.section(depth + 1) for _ in range(rng.choice([1, 2, 3]))] \
                if rng.random() < chance else []
        return data

    def facts(self):
        """Quantities, terms and dates, and the names by which texts call them."""
        rng = self.rng
        quantities = {
            "q-plain": {"value": rng.randint(1, 99999)},
            "q-large": {"value": rng.randint(1, 999) * 10000, "style": "large"},
            "q-words": {"value": rng.randint(0, 9), "style": "words"},
            "q-unit": {"value": round(rng.uniform(0, 99), 1), "unit": "percent"},
            "q-sum": {"sum": ["q-plain", "q-words"]},
        }
        units = {"percent": self.say(lambda key: "{n}%" if key == "zh" else "{n} %")}
        terms = {f"term-{i}": {"long": self.say(lambda key: self.phrase(key, 3, 6)),
                               "short": self.say(lambda key: f"T{i}" + ("社" if key == "zh" else "S"))}
                 for i in range(2)}
        self.references = [*quantities, *terms]
        self.put("data/quantities.yaml", {"units": units, "quantities": quantities})
        self.put("data/terms.yaml", terms)

    def date(self, year):
        month = self.rng.randint(1, 12)
        return self.rng.choice([f"{year}", f"{year}-{month:02}", f"{year}-{month:02}-{self.rng.randint(1, 28):02}"])

    def events(self):
        rng = self.rng
        # Drawn, a period has room for a word or two.
        ends = sorted(rng.sample(range(1950, 2020, 17), rng.randint(2, 4)))
        periods = [{"id": self.name("period"), "date": f"{a}/{b}", "title": self.say(lambda key: self.phrase(key, 1, 2))}
                   for a, b in zip(ends, ends[1:])]
        events = []
        for i in range(rng.choice([0, 3, 12, 30, 60])):
            level = rng.choice(["brief", "full"])
            audiences = None if rng.random() < 0.8 else rng.sample(AUDIENCES, 1)
            word = self.coded(level, audiences, event=True)
            data = {"id": self.name("event"), "date": self.date(rng.randint(1945, 2022)), "level": level}
            if audiences:
                data["audiences"] = audiences
            cites = [self.cite()] if rng.random() < 0.2 else []
            # As many as a drawing has room for.
            if i < 8:
                data |= {"kind": rng.choice(["large", "small"]), "label": self.say(lambda key: self.phrase(key, 1, 3))}
            events.append(data | self.texts(rng.randint(2, 16), cites, [word]))
        if rng.random() < 0.3:
            periods = []
        self.kinds = {e["kind"] for e in events if "kind" in e}
        self.put("data/events.yaml", {"periods": periods, "events": events})

    def table_of(self, rows, say):
        """A table of all forms: heads over columns; cells over rows and columns, empty, numbers,
        words for none, and texts that `say` gives."""
        rng, count, taken = self.rng, self.rng.randint(2, 5), set()
        title = lambda: self.say(lambda key: self.phrase(key, 1, 2))
        columns = [title() for _ in range(count)]
        if count > 2 and rng.random() < 0.5:
            at = rng.randint(1, count - 2)
            columns[at:at + 2] = [title() | {"columns": columns[at:at + 2]}]
        numbers = rng.choice([None, *range(1, count)])

        def cell(column, places):
            taken.update(places)
            over = {name: own for name, own in zip(("rows", "columns"), (len({i for i, _ in places}), len({j for _, j in places})))
                    if own > 1}
            chance = rng.random()
            if column == numbers and "columns" not in over:
                value = rng.choice([f"{rng.randint(0, 9999):,}", f"{rng.randint(0, 99)}.{rng.randint(0, 99)}", "-3", "7%", "—", ""])
                return self.say(lambda key: value) | over
            if column and chance < 0.1:
                return self.say(lambda key: "") | over
            return say() | over

        out = []
        for i in range(rows):
            row = []
            for j in range(count):
                if (i, j) in taken:
                    continue
                across = 2 if 0 < j < count - 1 and (i, j + 1) not in taken and rng.random() < 0.05 else 1
                down = min(rows - i, rng.choice([1, 1, 1, 1, 2, 3, 8]))
                # A row has a cell of its own.
                down = 1 if j == count - 1 and not row else down
                row.append(cell(j, {(i + k, j + l) for k in range(down) for l in range(across)}))
            out.append(row)
        return {"columns": columns, "rows": out}

    def figures(self):
        """A figure of each sort behind random blocks."""
        rng, say, out = self.rng, lambda low, high: self.say(lambda key: self.phrase(key, low, high)), {}
        values = [{"quantity": q, "label": say(1, 2)} for q in ("q-plain", "q-large", "q-unit")]
        contents = [
            {"table": self.table_of(rng.randint(1, 24), lambda: say(1, 9))},
            {"chart": {"form": "bar", "values": values}},
            {"chart": {"form": "share", "values": values}},
            {"chart": {"form": "line", "csv": "rows.csv", "series": [{"column": c, "label": say(1, 1)} for c in "ab"]}},
            {"diagram": [{"title": say(1, 2), "boxes": [{"title": say(1, 3)} | ({"text": say(1, 6)} if i else {})
                                                         for i in range(rng.randint(1, 3))]} for _ in range(2)]},
            {"timeline": {"above": ["large"], "below": ["small"]}},
        ]
        for content in rng.sample(contents, rng.randint(0, len(contents))):
            if "timeline" in content and not self.kinds >= {"large", "small"}:
                continue
            anchor, behind = rng.choice(self.anchors)
            level = rng.choice(["brief", "full"])
            audiences = None if rng.random() < 0.8 else rng.sample(AUDIENCES, 1)
            word = self.coded(level, audiences, behind=behind)
            data = {"after": anchor, "level": level} | ({"audiences": audiences} if audiences else {})
            data["title"] = self.texts(4, [self.cite()] if rng.random() < 0.3 else [], [word])
            if "table" not in content:
                data["alt"] = say(3, 9)
            if rng.random() < 0.6:
                data["remark"] = self.texts(8, [self.cite()] * rng.choice([0, 1]), [])
            out[self.name("figure")] = data | content
        keys = self.project.languages
        rows = [[str(2000 + i), *(f"{self.phrase(k, 1, 1)}{i}" for k in keys), str(rng.randint(0, 90)), str(rng.randint(0, 90))]
                for i in range(rng.randint(2, 6))]
        self.project.files["data/rows.csv"] = "\n".join(",".join(r) for r in [["year", *keys, "a", "b"], *rows]) + "\n"
        if out:
            self.put("data/figures.yaml", out)

    def library(self):
        """Sources of several types and languages, and their titles for others."""
        rng, sources, titles = self.rng, {}, {}
        for i, key in enumerate(self.sources):
            home = rng.choice(self.project.languages)
            title = self.phrase(home, 2, 7).capitalize()
            author = f"作者{i}，某" if home == "zh" else f"Writer{i}, Ann"
            kind = rng.choice(["book", "web", "newspaper"])
            data = {"type": {"book": "book", "web": "web", "newspaper": "article"}[kind], "title": title,
                    "date": self.date(rng.randint(1980, 2020)), "language": home}
            if kind == "book":
                data |= {"author": [author.replace("，", ", ")], "publisher": self.phrase(home, 1, 2).title(), "page-range": "1-200"}
                del data["page-range"]
            elif kind == "web":
                data |= {"url": f"https://example.org/{key}?page={i}&lang=2"}
            else:
                data |= {"parent": {"type": "newspaper", "title": self.phrase(home, 1, 2).title()}}
            sources[key] = data
            others = {k: {"title": self.phrase(k, 2, 6).capitalize(), "short": self.phrase(k, 1, 3).capitalize()}
                      | ({"container": self.phrase(k, 1, 2).title()} if kind == "newspaper" else {})
                      for k in self.project.languages if k != home}
            titles[key] = others
        self.put("data/sources.yaml", sources)
        self.put("data/source-titles.yaml", titles)

    def article(self):
        rng = self.rng
        sections = [self.section(1) for _ in range(rng.randint(1, 5))]
        if rng.random() < 0.3:
            # Ids that templates use for parts of their own.
            sections.append(self.section(1, rng.choice(["timeline", "summary", "contents", "sources", "key-messages"])))
        sections[0]["blocks"].insert(0, self.block(plain=True))
        if rng.random() < 0.3:
            sections.append(self.section(1) | {"appendix": True})
        for section in sections:
            self.put(f"data/sections/{section['id']}.yaml", section)
        data = {"title": self.say(lambda key: self.phrase(key, 2, 12)), "sections": [s["id"] for s in sections]}
        if rng.random() < 0.3:
            data["short-title"] = self.say(lambda key: self.phrase(key, 1, 3))
        if rng.random() < 0.6:
            data["subtitle"] = self.say(lambda key: self.phrase(key, 2, 8))
        if rng.random() < 0.6:
            data["issue"] = {"year": rng.randint(1990, 2030), "number": rng.randint(1, 12)}
        data["revised"] = f"20{rng.randint(10, 25)}-0{rng.randint(1, 9)}-1{rng.randint(0, 9)}"
        if rng.random() < 0.5:
            data["received"] = "2009-12"
        data["credits"] = [{"role": self.say(lambda key: self.phrase(key, 1, 2)), "name": self.say(lambda key: self.phrase(key, 1, 1))}
                           for _ in range(rng.choice([0, 1, 2]))]
        if rng.random() < 0.7:
            data["abstract"] = self.texts(rng.randint(20, 80), [], [f"{{{rng.choice(self.references)}}}"])
        data["keywords"] = [self.say(lambda key: self.phrase(key, 1, 3)) for _ in range(rng.choice([0, 3, 5]))]
        self.has_abstract = "abstract" in data
        self.put("data/article.yaml", data)

    def variants(self):
        rng, out = self.rng, ["languages = " + json.dumps(self.project.languages), "", "[audiences]"]
        for audience in AUDIENCES:
            names = ", ".join(f'{k} = "{self.phrase(k, 1, 1)}"' for k in self.project.languages)
            out.append(f"{audience} = {{ {names} }}")
        for i in range(self.wanted):
            keys = list(self.project.languages)
            rng.shuffle(keys)
            keys = keys[:rng.choice([1, 2, 2, 2, 3])]
            layout = {1: "single", 2: rng.choice(["parallel", "parallel", "stacked", "facing"])}.get(len(keys), "stacked")
            variant = Variant(
                name=f"v{i}", template=rng.choice(["brief", "report", "note"]), languages=keys, layout=layout,
                level=rng.choice(["key", "brief", "full", "full", "full"]), audience=rng.choice([None, None, *AUDIENCES]),
                notes=rng.choice(["continuous", "per-page"]) if layout == "single" else "continuous",
                timeline=rng.random() < 0.8, sources=rng.random() < 0.7)
            if variant.template == "note" and variant.layout == "facing":
                variant = replace(variant, layout="parallel")
            self.project.variants.append(variant)
            others = [key for key in self.project.languages if key not in keys]
            more = ["glossary = true"] if i % 2 == 0 else []
            more += ["recommendations-first = true"] if i % 4 == 1 else []
            if self.has_abstract and variant.layout != "facing" and i % 3 != 1:
                more.append(f"abstracts = {json.dumps(others)}")
            out += ["", f"[variants.{variant.name}]"]
            for name in ("template", "languages", "layout", "level", "audience", "notes", "timeline", "sources"):
                value = getattr(variant, name)
                if value is not None:
                    out.append(f"{name} = {json.dumps(value)}")
            out += more
        self.project.files["diptych.toml"] = "\n".join(out) + "\n"

    def batch(self):
        """Rows with recipients, for templates that print them; and one for each
        variant with other readers than its own."""
        rng, project = self.rng, self.project
        for variant in project.variants:
            other = replace(variant, audience=rng.choice(AUDIENCES))
            needed = {"name": self.say(lambda key: self.phrase(key, 1, 2))} if variant.template == "note" else {}
            project.rows.append(Row({"audience": other.audience}, other, needed))
            if variant.template == "brief":
                continue
            recipient = {"name": self.say(lambda key: self.phrase(key, 1, 3))}
            for name in ("office", "reference", *(["salutation"] if variant.template == "note" else [])):
                if rng.random() < 0.6:
                    recipient[name] = self.say(lambda key: self.phrase(key, 1, 4))
            more = {}
            if rng.random() < 0.5:
                more["date"] = str(rng.randint(1990, 2030))
                recipient["date"] = self.say(lambda key: more["date"] + ("年" if key == "zh" else ""))
            # What does not fit on a cover goes on to a page without a foot.
            if rng.random() < 0.5 and (variant.template == "note" or len(variant.languages) < 3):
                more["logo"] = "mark.svg"
                recipient["logo"] = {}
            project.rows.append(Row(more, variant, recipient))
        for i, row in enumerate(project.rows):
            row.data |= {k: v for k, v in row.recipient.items() if k not in row.data}
            row.data |= {"id": f"row-{i}", "variant": row.variant.name, "file": "{id}.pdf"}
        project.files["data/mark.svg"] = MARK
        project.files["rows.jsonl"] = "".join(json.dumps(row.data, ensure_ascii=False) + "\n" for row in project.rows)

    def put(self, path, data):
        """JSON is YAML."""
        self.project.files[path] = json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def project(seed, variants=10):
    """Writes the project of a seed."""
    author = Author(seed, variants)
    author.facts()
    author.library()
    author.article()
    author.events()
    author.figures()
    if "fr" in author.project.languages:
        author.put("data/languages/fr.yaml", FRENCH)
    author.variants()
    author.batch()
    if seed % 8 == 3:
        drafted(author.project, random.Random(f"draft {seed}"))
    return author.project


def drafted(made, rng):
    """Leaves texts out of a project in one language or another, and makes it a draft."""
    def leave_out(data):
        if isinstance(data, list):
            for item in data:
                leave_out(item)
        elif isinstance(data, dict):
            written = [key for key in made.languages if data.get(key)]
            if len(written) > 1 and rng.random() < .15:
                del data[rng.choice(written)]
            for value in data.values():
                leave_out(value)

    for path in made.files:
        if path.startswith(("data/sections/", "data/events", "data/figures")):
            data = json.loads(made.files[path])
            leave_out(data)
            made.files[path] = json.dumps(data, ensure_ascii=False, indent=1) + "\n"
    made.files["diptych.toml"] += "\n[theme]\ndraft = true\n"


def too_tall():
    """A project with a block that no page can hold; not to be built."""
    author, made = Author(1000, 0), project(1000, 1)
    path = next(p for p in made.files if p.startswith("data/sections/"))
    data = json.loads(made.files[path])
    # An item, which is not divided.
    data["blocks"][0] |= author.say(lambda key: "- " + author.sentence(key, 1500, []))
    data["blocks"][0]["kind"] = "list"
    # The notes of the words that it had.
    data["blocks"][0].pop("notes", None)
    made.files[path] = json.dumps(data, ensure_ascii=False, indent=1)
    made.files["diptych.toml"] = _one(made, 'level = "full"')
    return made


def undeclared():
    """A project with a variant for an audience that it does not declare."""
    made = project(1001, 1)
    made.files["diptych.toml"] = _one(made, 'audience = "strangers"')
    return made


def _one(made, line):
    """A project file with one variant, which has a line more."""
    return f"languages = {json.dumps(made.languages)}\n\n[audiences]\n" + "".join(
        f"{name} = {{ {', '.join(f'{k} = {json.dumps(name)}' for k in made.languages)} }}\n" for name in AUDIENCES) + \
        f"\n[variants.only]\ntemplate = \"brief\"\nlayout = \"stacked\"\n{line}\n"
