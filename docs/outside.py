"""A preprocessor of mdBook, for links.

The pages link to files of the repository that the book does not bring: such a link becomes its
words. A README is the index of its folder in the book, and links to it follow.
"""

import json
import re
import sys
from posixpath import dirname, join, normpath

LINK = re.compile(r"(?<!!)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^)#:]+)(#[^)]*)?\)")


def mended(items):
    for chapter in (item["Chapter"] for item in items if "Chapter" in item):
        folder = dirname(chapter["source_path"] or "")

        def link(found):
            words, path, anchor = found[1], found[2], found[3] or ""
            if normpath(join(folder, path)).startswith(".."):
                return words
            return f"[{words}]({path.replace('README.md', 'index.md')}{anchor})"

        chapter["content"] = LINK.sub(link, chapter["content"])
        mended(chapter["sub_items"])


if sys.argv[1:2] != ["supports"]:
    _, book = json.load(sys.stdin)
    mended(book["items"])
    json.dump(book, sys.stdout)
