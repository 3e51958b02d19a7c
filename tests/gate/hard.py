"""Projects that are hard to set: what does not fit on a page, or only just.

In:  a seed.
Out: the files of a small project with a variant in each layout, and what is hard in it.

What is here may be refused, with its place; what is not refused must be seen, all
of it. Never asks the clock or the disk.
"""

import generate
from generate import Author, Row, Variant

LAYOUTS = ("parallel", "facing", "stacked", "single")
# The first are those that pages have room for, so that nothing may be refused for them.
ROOM = ("title", "heading", "words", "name", "empty", "row", "span", "event")
KINDS = (*ROOM, "word", "address", "columns", "cell", "recipient")


class Hard(Author):
    """Writes one project, with some of the kinds in it."""

    def __init__(self, seed, kinds):
        super().__init__(seed, 0)
        self.project.languages = ["zh", "en"] if seed % 3 else ["en", "zh"]
        self.kinds = kinds

    def write(self):
        self.texts_of()
        self.table()
        self.chronicle()
        self.editions()
        return self.project

    def is_to(self, kind):
        return kind in self.kinds

    def exactly(self, zh, en):
        """A phrase of so many Han characters, or of so many English words."""
        characters = "".join(self.phrase("zh", zh, zh))[:zh]
        words = " ".join(self.phrase("en", en, en).split()[:en])
        return {key: {"zh": characters, "en": words.capitalize()}[key] for key in self.project.languages}

    def long_word(self, least):
        """A word, in any language, that no line has room for, or only a long one."""
        word = ""
        while len(word) < least:
            word += self.rng.choice(generate.POOLS["en"])
        return word.replace("-", "")

    def texts_of(self):
        rng, sections = self.rng, []
        for number in range(3):
            title = self.exactly(60, 25) if self.is_to("heading") and number < 2 else self.say(lambda key: self.phrase(key, 1, 5))
            blocks = []
            for i in range(rng.randint(2, 4)):
                extras = []
                if self.is_to("word"):
                    extras.append(self.long_word(rng.choice([30, 45, 90])))
                if self.is_to("address"):
                    tail = "/".join(self.long_word(rng.choice([4, 12, 40])) for _ in range(rng.randint(1, 5)))
                    extras.append(f"https://example.org/{tail}?a={rng.randint(1, 99)}")
                if self.is_to("words"):
                    extras.append(" ".join(self.long_word(14) for _ in range(6)))
                blocks.append({"id": f"block-{number}-{i}", "level": "brief"}
                              | self.say(lambda key: " ".join([self.sentence(key, 20, []), *extras, self.sentence(key, 30, [])])))
            sections.append({"id": f"part-{number}", "title": title, "blocks": blocks})
            self.put(f"data/sections/part-{number}.yaml", sections[-1])
        article = {"title": self.exactly(60, 25) if self.is_to("title") else self.exactly(12, 6),
                   "sections": [s["id"] for s in sections], "revised": "2020-01-10",
                   "keywords": [self.say(lambda key: self.phrase(key, 1, 4)) for _ in range(3)]}
        if self.is_to("title"):
            article |= {"subtitle": self.exactly(20, 10), "issue": {"year": 2024, "number": 3}}
        if self.is_to("name"):
            article["credits"] = [{"role": self.exactly(9, 4), "name": self.exactly(30, 12)} for _ in range(4)]
        self.put("data/article.yaml", article)

    def table(self):
        rng = self.rng
        count = rng.randint(8, 14) if self.is_to("columns") else rng.randint(2, 5)
        rows = [[self.say(lambda key: self.phrase(key, 1, 3)) for _ in range(count)] for _ in range(rng.randint(2, 9))]
        if self.is_to("row"):
            rows[rng.randrange(len(rows))][-1] = self.texts(rng.choice([500, 900]), [], [])
        if self.is_to("cell"):
            word = self.long_word(rng.choice([24, 60]))
            rows[0][rng.randrange(count)] = self.say(lambda key: word)
        if self.is_to("empty"):
            for row in rows:
                row[rng.randrange(1, count)] = self.say(lambda key: "")
        title, columns = (self.say(lambda key: self.phrase(key, 1, 4)) for _ in range(2)), None
        columns = [self.say(lambda key: self.phrase(key, 1, 2)) for _ in range(count)]
        table = {"columns": columns, "rows": rows}
        if self.is_to("span"):
            # Many a text that is higher than a page, also in cells over several rows. What has
            # no stop for a whole page ends anywhere, in an order that the gate does not know.
            lengths = [2, 2, 2, 30, 90]
            table = self.table_of(rng.randint(4, 16), lambda: self.texts(rng.choice(lengths), [], []))
        self.put("data/figures.yaml", {"figure": {"after": "block-1-0", "level": "brief", "title": next(title), "table": table}})

    def chronicle(self):
        events = [{"id": f"event-{i}", "date": str(1990 + i), "level": "brief"}
                  | self.texts(900 if self.is_to("event") and i == 2 else 9, [], []) for i in range(6)]
        self.put("data/events.yaml", {"periods": [], "events": events})

    def editions(self):
        rng, project = self.rng, self.project
        out = [f"languages = {project.languages!r}".replace("'", '"')]
        for layout in LAYOUTS:
            keys = project.languages if layout != "single" else rng.sample(project.languages, 1)
            template = rng.choice(["brief", "report"])
            project.variants.append(Variant(layout, template, keys, layout, "full", None, "continuous", True, False))
        for layout in ("parallel", "stacked"):
            project.variants.append(Variant(f"note-{layout}", "note", project.languages, layout, "brief", None, "continuous", False, False))
        for variant in project.variants:
            out += ["", f"[variants.{variant.name}]", f'template = "{variant.template}"', f'layout = "{variant.layout}"',
                    f"languages = {list(variant.languages)!r}".replace("'", '"')]
        project.files["diptych.toml"] = "\n".join(out) + "\n"
        for i, variant in enumerate(v for v in project.variants if v.template != "brief"):
            name = self.exactly(40, 16) if self.is_to("recipient") else self.exactly(3, 2)
            if self.is_to("recipient") and i % 2:
                word = self.long_word(80)
                name = self.say(lambda key: word)
            recipient = {"name": name, "office": self.exactly(50, 20) if self.is_to("recipient") else self.exactly(8, 4)}
            project.rows.append(Row({"id": f"row-{i}", "variant": variant.name, "file": "{id}.pdf"} | recipient, variant, recipient))
        project.files["data/mark.svg"] = generate.MARK
        project.files["rows.jsonl"] = "".join(generate.json.dumps(row.data, ensure_ascii=False) + "\n" for row in project.rows)


def project(seed):
    """Writes the project of a seed; also gives what is hard in it: each kind comes
    first in some project, with one other."""
    kinds = {KINDS[seed % len(KINDS)], KINDS[(seed * 5 + seed // len(KINDS) + 3) % len(KINDS)]}
    return Hard(seed, kinds).write(), kinds


def easy():
    """A project in each layout with nothing hard in it, to plant defects into."""
    return Hard(1, ()).write()
