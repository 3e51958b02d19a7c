//! What looks like a citation, a reference, a link or another program's markup,
//! and is none here: it would be printed as it stands.
//!
//! Takes a text in which escaped characters and addresses are hidden; gives what is
//! found in it, with what to write instead. Prices, numbers in brackets, ranges
//! with a tilde and names with an `@` are text.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::model::diagnostic::did_you_mean;

/// Something that is not what it looks like.
pub struct Lookalike {
    pub range: Range<usize>,
    /// What it looks like.
    pub what: &'static str,
    pub hint: String,
}

impl Lookalike {
    /// Whether a source is meant.
    pub fn is_citation(&self) -> bool {
        matches!(self.what, BARE | BRACKETS)
    }
}

/// What is found in a text, in order. `keys` are those of the sources.
pub fn lookalikes(text: &str, keys: &[String]) -> Vec<Lookalike> {
    let mut found = vec![];
    for (pattern, what, hint) in RULES.iter() {
        for captures in pattern.captures_iter(text) {
            let Some(part) = captures.name("it").or(captures.get(0)) else { continue };
            found.push(Lookalike { range: part.range(), what, hint: hint.to_string() });
        }
    }
    for captures in BARE_KEY.captures_iter(text) {
        let (Some(part), Some(key)) = (captures.name("it"), captures.name("key")) else { continue };
        // Behind a letter it is a citation only by what it names.
        let is_behind = part.start() > captures.get(0).map_or(0, |all| all.start())
            && text[..part.start()].ends_with(|c: char| c.is_ascii_alphanumeric());
        let is_one = match is_behind {
            true => keys.iter().any(|own| own == key.as_str()),
            false => is_key(key.as_str(), keys),
        };
        if is_one {
            let hint =
                format!("write `[@{}]`, or `\\@` for the sign itself", own_key(key.as_str(), keys));
            found.push(Lookalike { range: part.range(), what: BARE, hint });
        }
    }
    for captures in IN_BRACKETS.captures_iter(text) {
        let Some(part) = captures.get(0) else { continue };
        if captures[1].len() > 1 && keys.iter().any(|key| *key == captures[1]) {
            let hint = format!("write `[@{}]`, or `\\[` for the bracket itself", &captures[1]);
            found.push(Lookalike { range: part.range(), what: "a citation without `@`", hint });
        }
    }
    // Of two at one place the longer one says more.
    found.sort_by_key(|it| (it.range.start, std::cmp::Reverse(it.range.end)));
    found
}

const BARE: &str = "a citation without square brackets";

/// Whether a word behind an `@` is the key of a source, or written like one: others
/// are names in networks.
fn is_key(word: &str, keys: &[String]) -> bool {
    keys.iter().any(|key| key == own_key(word, keys))
        || YEAR.is_match(word)
        || (word.chars().count() > 3
            && did_you_mean(word, keys.iter().map(String::as_str)).is_some())
}

/// The key that a word begins with, where other letters follow it: `@gao说`.
fn own_key<'a>(word: &'a str, keys: &[String]) -> &'a str {
    let ends = |rest: &str| rest.starts_with(|c: char| !c.is_ascii());
    let begins = keys.iter().filter(|key| word.strip_prefix(key.as_str()).is_some_and(ends));
    let is_whole = keys.iter().any(|key| key == word);
    let length = begins.map(String::len).max().filter(|_| !is_whole);
    &word[..length.unwrap_or(word.len())]
}

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a pattern of this file")
}

/// A name with a year, as programs for references make keys.
static YEAR: LazyLock<Regex> = LazyLock::new(|| regex(r"^\p{L}[\p{L}\p{N}_:-]*(?:1[5-9]|20)\d\d"));

/// A word in brackets, which may be the key of a source.
static IN_BRACKETS: LazyLock<Regex> =
    LazyLock::new(|| regex(r"\[([\p{L}\p{N}_]+(?:[-:._/]+[\p{L}\p{N}_]+)*)\]"));

static BARE_KEY: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?:^|[^\x01])(?P<it>-?[@＠]\{?(?P<key>[\p{L}\p{N}_]+(?:[-:._/]+[\p{L}\p{N}_]+)*)\}?(?:\s\[[^\]]*\])?)",
    )
});

type Rule = (Regex, &'static str, &'static str);

static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let rule =
        |(pattern, what, hint): &(&str, &'static str, &'static str)| (regex(pattern), *what, *hint);
    PATTERNS.iter().map(rule).collect()
});

const NOTE: &str = "write `[^name]`, and the note under `notes` beside the text, or cite a source with `[@key]`; \
     write `\\[` for the bracket itself";
const LINK: &str = "write `[words](https://…)`, or `\\[` for the bracket itself";
const CITATION: &str = "write `[@key]`, or `\\@` for the sign itself";
const PLAIN: &str = "write it as plain text, or `\\` before the sign itself";

/// A pattern, whose group `it` is meant where it has one; what it looks like; the
/// right form.
const PATTERNS: &[(&str, &str, &str)] = &[
    // Notes and citations.
    (
        r"\^\[[^\]]*\]?",
        "a note in words",
        "write `[^name]`, and the note under `notes` beside the text; or `\\^` for the sign itself",
    ),
    (
        r"\[\^\s*[^\]\s]+\]:?|[［【〔〖]\s*[\^＾][^\]］】〕〗]*[\]］】〕〗]",
        "the mark of a note",
        "write `[^name]`, and the note under `notes` beside the text; or `\\[`",
    ),
    (r"[［【〔〖｛]\s*-?[@＠][\p{L}\p{N}_{][^\]］】〕〗｝]*[\]］】〕〗｝]?", BRACKETS, CITATION),
    (
        r"[［【〔〖][^\[\]［］【】〔〕〖〗]*[\s;；][@＠][\p{L}\p{N}_][^\]］】〕〗]*[\]］】〕〗]",
        BRACKETS,
        CITATION,
    ),
    (r"\[-?[@＠]\s+[\p{L}_][^\]]*\]", "a citation with a space behind `@`", CITATION),
    (r"footnote:\[[^\]]*\]?", "a note of AsciiDoc", NOTE),
    (r"\[fn:[^\]]*\]", "a note of Org", NOTE),
    (r"\[(?:\d+|#\w*|\*)\]_", "a note of reStructuredText", NOTE),
    (r"\^［[^］]*］?", "a note in full-width brackets", NOTE),
    (r"(?:^|\s)(?P<it>\?\?[^\s?][^?\n]*\?\?)", "a citation of Textile", CITATION),
    (r"^(?P<it>\(@\w*\))\s", "a numbered example", PLAIN),
    // References.
    (
        r"(?:^|[^A-Za-z0-9\x01])(?P<it>\[?-?[@＠](?:fig|tbl|tab|eq|sec|lst|thm):[\p{L}\p{N}_-]+\]?)",
        "a reference of Pandoc",
        "write `{id}`, or `\\@` for the sign itself",
    ),
    (r"\[#[A-Za-z][\w-]*\]", "a reference to a mark", "write `{id}` or `[@key]`, or `\\[`"),
    (
        r"[{｛]\s*[a-z0-9-]+(?::[a-z]+)?\s*｝|｛\s*[a-z0-9-]+(?::[a-z]+)?\s*\}",
        "a reference in full-width braces",
        "write `{id}`",
    ),
    (
        r"\{\s*[.#][^}]*\}|\{[^{}=]*=[^{}]*\}",
        "a list of attributes",
        "take it out, or write `\\{` for the brace itself",
    ),
    (r"\{\{[^{}]*\}\}", "a place for a template to fill", "write `{id}`, or `\\{` for the brace"),
    // Links.
    (r"!?\[\[[^\]]+\](?:\[[^\]]*\])?\]", "a link of a wiki", LINK),
    (r"\[[^\[\]]+\]\s+\(\s*(?:\x02|(?:https?|mailto):)[^)]*\)?", "a link with a space in it", LINK),
    (
        r"[\[［][^\[\]［］]+[\]］]\s*（\s*(?:\x02|(?:https?|mailto):)[^）]*）?|［[^［］]+］\s*\(\s*\x02[^)]*\)?",
        "a link in full-width brackets",
        LINK,
    ),
    (r"\[[^\[\]]*\]\([^)\n]*\)?", "a link that is not whole", LINK),
    (r"\[[^\[\]]*\p{L}{3}[^\[\]]*\]\[\]", "a link to a definition", LINK),
    (
        r"(?:link|xref|image):{1,2}[^\s\[\]]+\[[^\]]*\]?|\[\x02+\s[^\]]*\]|\x22[^\x22\n]+\x22:\x02+",
        "a link of another program",
        LINK,
    ),
    (
        r"[【〔〖]([^【】〔〕〖〗]+)[】〕〗]\s*[(（]\s*\x02[^)）]*[)）]?|\[[^\[\]［］]+］\s*[(（]\s*\x02[^)）]*[)）]?",
        "a link in full-width brackets",
        LINK,
    ),
    (
        r"\[[^\[\]]*\p{L}{3}[^\[\]]*\]\[[^\[\]\s@^]*\p{L}[^\[\]\s@^]*\]",
        "a link to a definition",
        LINK,
    ),
    (r"https?：//\S*", "an address with a full-width colon", "write `https://`"),
    // Other programs' markup.
    (
        r"\\[A-Za-z]+\*?(?:\[[^\]]*\])?(?:\{[^{}]*\}?)*",
        "a command of LaTeX",
        "write the words themselves, `*…*` or `**…**`, or `\\\\` for a backslash itself",
    ),
    (
        r"\$\$[^$]+\$\$|(?P<it>\$(?:\p{L}\p{N}?|[A-Za-z]+|\s[A-Za-z]\s|\s?[A-Za-z0-9]*[A-Za-z]\s?[-+*/<>]\s?[A-Za-z0-9]+\s?|[^\s$]*[=^_\\][^\s$]+|[^\s$][^$\n]*[=^_\\<>][^$\n]*[^\s$])\$)(?:[^\p{L}\p{N}{]|[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}]|$)",
        "a formula",
        "write it as text, or `\\$` for the sign itself",
    ),
    (r"~~[^\s~](?:[^~]*[^\s~])?~~", "text struck out", "take it out, or write `\\~` for the sign"),
    (
        r"(?:[A-Za-z)]|(?:^|\D)10)(?P<it>\^[-−+]?\d+)(?:$|[^\d^])",
        "a superscript",
        "write `m^2^`, or `\\^` for the sign",
    ),
    (
        r"(?:^|[^A-Za-z0-9_\x01])[A-Z][A-Za-z]{0,3}(?P<it>_\d)(?:$|[^a-z0-9_])",
        "a subscript",
        "write `CO~2~`, or `\\_` for the sign",
    ),
    (r"＄[^＄\s]+＄", "a formula", "write it as text"),
    (r"～～[^～\s]+～～", "text struck out", "take it out"),
    (r"＝＝[^＝\s]+＝＝", "text marked over", "write `*…*` or `**…**`"),
    (r"＜/?[A-Za-z][A-Za-z0-9]*＞|＆[A-Za-z]+；", "HTML in full-width characters", PLAIN),
    (r"｀[^｀]+｀", "code in full-width backticks", PLAIN),
    (r"==[^\s=](?:[^=]*[^\s=])?==", "text marked over", "write `*…*` or `**…**`"),
    (r"＊＊[^＊]+＊＊", "bold in full-width asterisks", "write `**…**`"),
    (
        r"(?:^|[^\p{N}＊])(?P<it>＊[^＊\s]+＊)(?:$|[^\p{N}＊])",
        "emphasis in full-width asterisks",
        "write `*…*`",
    ),
    (r"'''[^']+'''", "bold of a wiki", "write `**…**`"),
    (
        r"(?:^|[^'\p{N}])(?P<it>''[^'\s](?:[^'\n]*[^'\s])?'')(?:$|[^'])",
        "emphasis of a wiki",
        "write `*…*`",
    ),
    (r"``?[^`'\n]+''?(?:$|[^A-Za-z'])", "quotation marks of TeX", "write `‘…’` or `“…”`"),
    (
        r"(?:^|[^A-Za-z0-9_\x01])(?P<it>__?[^\s_](?:[^_\n]*[^\s_])?__?)(?:$|[^A-Za-z0-9_])",
        "emphasis in underscores",
        "write `*…*` or `**…**`, or `\\_` for the sign itself",
    ),
    (
        r"(?:^|[^A-Za-z0-9:\x01])(?P<it>:(?:[a-z][a-z0-9_+-]*|[+-]1):)(?:$|[^A-Za-z0-9:])",
        "the name of an emoji",
        "say it in words, or write `\\:` for the sign itself",
    ),
    (r"(?:^|[^A-Za-z0-9+])(?P<it>\+\+[^\s+](?:[^+\n]*[^\s+])?\+\+)", "text put in", PLAIN),
    (r"\|\|[^\s|](?:[^|\n]*[^\s|])?\|\|", "hidden text", PLAIN),
    (
        r"(?:^|[\s（(，。、])(?P<it>//[^\s/](?:[^/\n]*[^\s/])?//)",
        "emphasis of a wiki",
        "write `*…*`",
    ),
    (
        r"<%[^%]*%>|«[A-Za-z]+(?:_[A-Za-z0-9_]*)»|«(?i:name|title|address|date|first ?name|last ?name)»|%\([a-z_]+\)[sd]|%[A-Z][A-Z_]{2,}%|@@\w+@@|\{%[^%]*%\}|\$(?:name|title|address|date|[a-z]+_[a-z_]+)\b",
        "a place for a template to fill",
        PLAIN,
    ),
    (r"#[a-z]{2,}(?:\([^()\n]*\))?\[|#(?:h|v|image|link|footnote|box)\(", "code of Typst", PLAIN),
    (
        r"^\s*(?P<it>(?:h[1-6]|bq|fn\d+)\.\s+\S|\.\. [a-z-]+::|!!!\s*\w|\[TOC\]|#\+[A-Za-z_]+|={1,6}\s+\p{L}|＃{1,6}\s+\S|%%\s|//\s)",
        "a heading, a box or a remark of another program",
        "take its sign out, or write `\\` before it for the sign itself",
    ),
    (r"!\S+\.(?:png|jpe?g|gif|svg)!", "a picture", "figures go to `data/figures.yaml`"),
    (r"%%[^\s%](?:[^%\n]*[^\s%])?%%", "a remark of another program", PLAIN),
    (
        r"\p{Latin}(?P<it>-\n)\p{Latin}",
        "a word divided at the end of a line",
        "write the word on one line: a space would stand in it",
    ),
    (
        r":?-{3,}:?\s*\|\s*:?-{3,}|\|\s*:?-{3,}:?\s*\||\|[^|\n]+\|[^\n]*\|[ \t]*\n[ \t]*\|[^\n]*\||^\s*\|(?:[^|\n]+\|){2,}\s*$",
        "a table",
        "tables go to `data/figures.yaml`",
    ),
    (r":{3,}", "a division", "take it out"),
    (r"<<[^<>]+>>", "quotation marks of two signs each", "write `《…》` or `«…»`"),
    (
        r"^\s*\[[ xX]\]\s",
        "a box to be checked",
        "take it out, or write `\\[` for the bracket itself",
    ),
    (r"^\s*#{2,6}\S[^\n]*", "a heading", "sections have titles; write `\\#` for the sign itself"),
    (
        r"\[/?[a-z]{1,6}(?:=[^\[\]]*)?\][^\[\]]*\[/[a-z]{1,6}\]",
        "markup of a forum",
        "write `*…*` or `**…**`",
    ),
    (r"\{(?:\+\+|--|>>|~~)[^}]*\}", "a change that is marked", PLAIN),
];

const BRACKETS: &str = "a citation in other brackets than `[…]`";

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&'static str> {
        let keys = ["smith".to_string(), "a".to_string()];
        lookalikes(text, &keys).into_iter().map(|it| it.what).collect()
    }

    #[test]
    fn what_policy_texts_contain_is_text() {
        for text in [
            "$5 million and $6 million",
            "US$5–US$6 million, A$7 and HK$8",
            "(US$) and (A$)",
            "from $5 to $10, a share of $1_000",
            "约~5吨至~6吨",
            "3~5年，5~10年",
            "5~6人,7~8人",
            "A~C及D~F",
            "the Charter [sic] and [1], [2]–[4]",
            "[emphasis added] (see above)",
            "本条约[1]第3条[2]",
            "①②③",
            "（a）（b）",
            "@UN and @外交部发言人办公室",
            "（@UN）",
            "【注】【附件一】",
            "［注］",
            "〔2015〕12号",
            "国发〔2015〕12号",
            "a|b",
            "C++ and C#",
            "#MeToo",
            "#MeToo [sic]",
            "« Paix » et «Мир»",
            "50% of GDP, 75%",
            "$5 a head, US$million",
            "[注]（https 之外）",
            "Article 5_bis, A_B",
            "a = b",
            "H1. 1 and h. 5",
            "见附件【一】（略）",
            "and/or // not",
            "R&D; and AT&T",
            "x == y",
            "a -- b",
            "1 < 2 > 0",
            "《<条约>》",
            "50% ± 3",
            "___",
            "100:::1".trim_end_matches(":::1"),
            "第5~7条、第9~11条",
            "GDP: ~$5 per head",
            "e.g. [a] or [b] (c)",
        ] {
            assert_eq!(found(text), Vec::<&str>::new(), "{text}");
        }
    }

    #[test]
    fn what_would_be_printed_raw_is_found() {
        for (text, what) in [
            ("字^[此处说明。]", "a note in words"),
            ("text[^1]", "the mark of a note"),
            ("字［^1］", "the mark of a note"),
            ("【@smith】", BRACKETS),
            ("［@smith, p. 3］", BRACKETS),
            ("〔@nobody〕", BRACKETS),
            ("（@smith）", BARE),
            ("(@smith)", BARE),
            ("see @smith", BARE),
            ("参见@smith", BARE),
            ("@smith [p. 3]", BARE),
            ("@jones2014", BARE),
            ("＠smith", BARE),
            ("｛extent｝", "a reference in full-width braces"),
            ("{extent｝", "a reference in full-width braces"),
            ("{.class}", "a list of attributes"),
            ("[[page]]", "a link of a wiki"),
            ("[[page|words]]", "a link of a wiki"),
            ("[words] (\u{2}\u{2}\u{2})", "a link with a space in it"),
            ("[文字]（\u{2}\u{2}）", "a link in full-width brackets"),
            ("[words](\u{2}\u{2}", "a link that is not whole"),
            ("[words][ref]", "a link to a definition"),
            ("https：//example.org", "an address with a full-width colon"),
            (r"\textbf{词}", "a command of LaTeX"),
            (r"\alpha", "a command of LaTeX"),
            ("$E=mc^2$", "a formula"),
            ("$x$", "a formula"),
            (r"$\alpha$", "a formula"),
            ("$$a$$", "a formula"),
            ("~~x~~", "text struck out"),
            ("==x==", "text marked over"),
            ("＊＊词＊＊", "bold in full-width asterisks"),
            ("| a | b |\n|---|---|", "a table"),
            ("a | b\n--- | ---", "a table"),
            ("| a | b |", "a table"),
            ("| a | b | |---|---| | 1 | 2 |", "a table"),
            ("::: note", "a division"),
            ("<<条约>>", "quotation marks of two signs each"),
            ("[ ] do", "a box to be checked"),
            ("##标题", "a heading"),
            ("[b]x[/b]", "markup of a forum"),
            ("A fact.footnote:[An aside.]", "a note of AsciiDoc"),
            ("A fact.#footnote[An aside.]", "code of Typst"),
            ("A fact.[fn:: An aside.]", "a note of Org"),
            ("A fact [1]_", "a note of reStructuredText"),
            ("See link:\u{2}\u{2}[words].", "a link of another program"),
            ("See [\u{2}\u{2} words].", "a link of another program"),
            ("See \"words\":\u{2}\u{2} here.", "a link of another program"),
            ("See [reference][].", "a link to a definition"),
            ("(@ex) First", "a numbered example"),
            ("句子。^［此处为注。］", "a note in full-width brackets"),
            ("见【链接】（\u{2}\u{2}）。", "a link in full-width brackets"),
            ("见[链接］(\u{2}\u{2})。", "a link in full-width brackets"),
            ("公式＄x^2＄成立。", "a formula"),
            ("～～删除～～的", "text struck out"),
            ("＝＝高亮＝＝的", "text marked over"),
            ("＜b＞粗体＜/b＞", "HTML in full-width characters"),
            ("甲＆nbsp；乙", "HTML in full-width characters"),
            ("＃＃ 标题", "a heading, a box or a remark of another program"),
            ("10^6 tonnes", "a superscript"),
            ("5 km^2 of", "a superscript"),
            ("CO_2 and", "a subscript"),
            ("Dear «Name», welcome.", "a place for a template to fill"),
            ("Dear %(name)s", "a place for a template to fill"),
            ("Dear %NAME%,", "a place for a template to fill"),
            ("Dear @@name@@,", "a place for a template to fill"),
            ("Dear $name,", "a place for a template to fill"),
            ("h1. Title of it", "a heading, a box or a remark of another program"),
            (".. note:: A note", "a heading, a box or a remark of another program"),
            ("= Heading", "a heading, a box or a remark of another program"),
            ("// comment", "a heading, a box or a remark of another program"),
            ("!image.png!", "a picture"),
        ] {
            assert_eq!(found(text).first(), Some(&what), "{text}");
        }
    }
}
