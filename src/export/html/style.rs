//! The style: the design system of the pages, as CSS.
//!
//! Colours, sizes and the seam are those of `templates/components/style.typ`; what an office
//! or a language chooses comes from the edition. Faces are those that readers have: the
//! families of the language's table first, then those that systems bring for its script.

use crate::model::colour::{self, Colour};
use crate::model::edition::Edition;
use crate::model::language::{FontFamily, Language};

/// The part that is the same in every file.
const SHEET: &str = include_str!("style.css");

/// The one script.
pub const SCRIPT: &str = include_str!("script.js");

/// The ground of a dark page.
const DARK: &str = "#14191d";

/// What systems bring for a script: faces for running text, for titles, and for emphasis.
struct Faces {
    codes: &'static [&'static str],
    serif: &'static [&'static str],
    sans: &'static [&'static str],
    emphasis: &'static [&'static str],
}

const LATIN: Faces = Faces {
    codes: &[],
    serif: &["Source Serif Pro", "Noto Serif", "Charter", "Iowan Old Style", "Georgia", "Cambria"],
    sans: &["Source Sans Pro", "Noto Sans", "Segoe UI", "Helvetica Neue", "Roboto", "Arial"],
    emphasis: &[],
};

const FACES: &[Faces] = &[
    Faces {
        codes: &["Hani", "Hans"],
        serif: &["Source Han Serif SC", "Noto Serif CJK SC", "Songti SC", "STSong", "SimSun"],
        sans: &["Source Han Sans SC", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei"],
        emphasis: &["Kaiti SC", "STKaiti", "KaiTi"],
    },
    Faces {
        codes: &["Hant", "Hanb", "Bopo"],
        serif: &["Source Han Serif TC", "Noto Serif CJK TC", "Songti TC", "PMingLiU"],
        sans: &["Source Han Sans TC", "Noto Sans CJK TC", "PingFang TC", "Microsoft JhengHei"],
        emphasis: &["Kaiti TC", "BiauKai", "DFKai-SB"],
    },
    Faces {
        codes: &["Jpan", "Hrkt", "Hira", "Kana"],
        serif: &["Source Han Serif", "Noto Serif CJK JP", "Hiragino Mincho ProN", "Yu Mincho"],
        sans: &["Source Han Sans", "Noto Sans CJK JP", "Hiragino Sans", "Yu Gothic", "Meiryo"],
        emphasis: &[],
    },
    Faces {
        codes: &["Kore", "Hang"],
        serif: &["Source Han Serif K", "Noto Serif CJK KR", "AppleMyungjo", "Batang"],
        sans: &["Source Han Sans K", "Noto Sans CJK KR", "Apple SD Gothic Neo", "Malgun Gothic"],
        emphasis: &[],
    },
];

/// The style of an edition.
pub fn style(edition: &Edition) -> String {
    let colour = |text: &str| colour::parse(text).unwrap_or([0.0; 3]);
    let (accent, warm) = (colour(&edition.theme.accent), colour(&edition.theme.highlight));
    let dark = colour(DARK);
    let light = colours(accent, accent, warm, colour::tint(accent));
    // On a dark ground, text in a colour is lighter, and what is under it a breath of that.
    let under = colour::between(dark, colour::lightened(accent, dark, 7.0), 0.1);
    let lighter = |own| colour::lightened(own, under, 6.0);
    let dark = colours(accent, lighter(accent), lighter(warm), under);
    let mut css = format!(
        ":root{{{light}}}\n@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"
    );
    let shares: Vec<String> = edition
        .languages
        .iter()
        .map(|own| format!("minmax(0,{}fr)", own.table.typography.column))
        .collect();
    css.push_str(&format!("main{{--columns:{}}}\n", shares.join(" ")));
    for (at, own) in edition.languages.iter().enumerate() {
        css.push_str(&language(at, own));
        if edition.languages.len() > 1 {
            css.push_str(&alone(at, edition.languages.len()));
        }
    }
    css.push_str(SHEET);
    css
}

fn colours(band: Colour, accent: Colour, warm: Colour, tint: Colour) -> String {
    let named = [("band", band), ("accent", accent), ("warm", warm), ("tint", tint)];
    named.map(|(name, own)| format!("--{name}:{};", colour::print(own))).concat()
}

/// How a language is set.
fn language(at: usize, language: &Language) -> String {
    let table = &language.table;
    let own = FACES.iter().find(|faces| faces.codes.contains(&table.script.as_str()));
    let faces = own.unwrap_or(&LATIN);
    let latin = own.map(|_| &LATIN);
    let serif = stack(&table.fonts.serif, faces.serif, latin.map(|own| own.serif), "serif");
    let sans = stack(&table.fonts.sans, faces.sans, latin.map(|own| own.sans), "sans-serif");
    let mut css = format!(".l{at}{{--serif:{serif};--sans:{sans};}}\n");
    if let Some(families) = &table.fonts.emphasis {
        let stack = stack(families, faces.emphasis, None, "serif");
        css.push_str(&format!(".l{at} em{{font-family:{stack};font-style:normal}}\n"));
    }
    let typography = &table.typography;
    if typography.size != 1.0 {
        css.push_str(&format!(".l{at}{{font-size:{}em}}\n", typography.size));
    }
    if typography.hyphenate {
        css.push_str(&format!(".text>.l{at},.quote>.l{at}{{hyphens:auto}}\n"));
    }
    match typography.indent > 0.0 {
        true => {
            let indent = typography.indent;
            css.push_str(&format!(".text>.l{at}>p,.quote>.l{at}>p{{text-indent:{indent}em}}\n"));
        }
        false => {
            css.push_str(&format!(".text>.l{at}>p+p,.quote>.l{at}>p+p{{text-indent:1.5em}}\n"))
        }
    }
    if own.is_some() {
        css.push_str(&format!(".l{at}{{line-height:1.75;line-break:strict}}\n"));
    }
    css
}

/// Shows one language alone where it is chosen.
fn alone(at: usize, count: usize) -> String {
    let others: Vec<String> =
        (0..count).filter(|other| *other != at).map(|other| format!(".l{other}")).collect();
    let chosen = format!("body:has(#show-{at}:checked)");
    format!(
        "{chosen} .pair>:is({hidden}),{chosen} .side:is({hidden}){{display:none}}\n\
         {chosen} .pair>.side{{grid-column:1!important}}\n\
         {chosen} .pair>.n~.side{{padding-inline-end:2.25rem!important}}\n\
         {chosen} main{{--columns:minmax(0,1fr);--seam:transparent;--side:0;max-width:44rem}}\n",
        hidden = others.join(",")
    )
}

/// Families as a list of CSS: those of the table, those of systems, a generic one.
fn stack(own: &[FontFamily], system: &[&str], latin: Option<&[&str]>, generic: &str) -> String {
    let mut names: Vec<String> = vec![];
    let all = own.iter().map(FontFamily::name).chain(system.iter().copied());
    for name in all.chain(latin.into_iter().flatten().copied()) {
        let name = quoted(name);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.push(generic.into());
    names.join(",")
}

/// A string of CSS. What could end it, or the style, is written by its number.
fn quoted(name: &str) -> String {
    let mut text = String::from("\"");
    for c in name.chars() {
        match c {
            c if c.is_alphanumeric() || " -_.".contains(c) => text.push(c),
            c => text.push_str(&format!("\\{:x} ", c as u32)),
        }
    }
    text + "\""
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_family_cannot_end_the_style() {
        assert_eq!(quoted("Noto Serif SC"), "\"Noto Serif SC\"");
        assert_eq!(quoted("</style>\"\\"), "\"\\3c \\2f style\\3e \\22 \\5c \"");
    }
}
