//! Fallback: a user's fonts behind those that a language names.
//!
//! Takes the fonts that are loaded and a language; gives the families of `--font-path`
//! that serve where the others lack a character, in the order in which they are tried.
//! The order follows from the fonts and the language alone.

use typst::text::{FontFlags, FontStretch, FontStyle, FontVariant, FontWeight};

use super::coverage::WEIGHTS;
use super::fonts::{Face, Fonts};
use crate::model::characters;
use crate::model::language::{FontFamily, FontStacks, Language};
use crate::model::project::Project;

/// What the names of families that are drawn for a region end with, and the regions
/// (ISO 3166).
const REGIONAL: &[(&[&str], &[&str])] = &[
    (&["SC", "CN", "GB"], &["CN", "SG", "MY"]),
    (&["TC", "TW"], &["TW"]),
    (&["HK", "MO"], &["HK", "MO"]),
    (&["JP", "J"], &["JP"]),
    (&["KR", "K"], &["KR", "KP"]),
];

impl Fonts {
    /// Puts the families of `--font-path` behind the stacks of a project's languages.
    ///
    /// ```
    /// # use diptych::load::{files::Files, load};
    /// # use diptych::model::diagnostic::Diagnostics;
    /// # use diptych::typeset::Fonts;
    /// let mut project = load(&Files::built_in(), &mut Diagnostics::default()).unwrap();
    /// let before = project.languages.clone();
    /// // No folder of fonts, no fallbacks.
    /// Fonts::load(&[]).unwrap().add_fallbacks(&mut project);
    /// assert_eq!(project.languages, before);
    /// ```
    pub fn add_fallbacks(&self, project: &mut Project) {
        project.languages.iter_mut().for_each(|language| add(self, language));
    }
}

fn add(fonts: &Fonts, language: &mut Language) {
    let own = language.table.fonts.clone();
    let behind = |stack: &[FontFamily], has_serifs| behind(fonts, language, stack, has_serifs);
    let name = |name: String| FontFamily::Name(name);
    let with = |stack: &[FontFamily], has_serifs| {
        let added = behind(stack, has_serifs).into_iter().map(name);
        stack.iter().cloned().chain(added).collect()
    };
    let fonts = FontStacks {
        serif: with(&own.serif, true),
        sans: with(&own.sans, false),
        emphasis: own.emphasis.as_ref().map(|stack| with(stack, true)),
    };
    language.table.fonts = fonts;
}

/// The families that stand behind a stack: those with serifs first, or those without;
/// of these, those of the language's region, then those of a region that the stack has,
/// those of none, and those of others; then in the order in which they are loaded. One
/// that adds no character is left out.
fn behind(
    fonts: &Fonts,
    language: &Language,
    stack: &[FontFamily],
    has_serifs: bool,
) -> Vec<String> {
    let mut families: Vec<&Face> = vec![];
    for face in fonts.faces().iter().filter(|face| face.origin.is_some()) {
        let is = |name: &str| name.eq_ignore_ascii_case(&face.info.family);
        if !stack.iter().any(|f| is(f.name())) && !families.iter().any(|f| is(&f.info.family)) {
            families.push(face);
        }
    }
    let region = language.region.as_deref();
    let wanted = REGIONAL.iter().position(|(_, own)| region.is_some_and(|r| own.contains(&r)));
    let in_stack = stack.iter().find_map(|family| regional(family.name()));
    families.sort_by_key(|face| {
        let is_mono = face.info.flags.contains(FontFlags::MONOSPACE);
        let is_other = face.info.flags.contains(FontFlags::SERIF) != has_serifs;
        (is_mono, is_other, distance(&face.info.family, wanted, in_stack))
    });
    let mut seen: Vec<Vec<u64>> = WEIGHTS.concat().iter().map(|_| vec![]).collect();
    for family in stack.iter().filter(|family| matches!(family, FontFamily::Name(_))) {
        adds(fonts, family.name(), &mut seen);
    }
    families.retain(|face| adds(fonts, &face.info.family, &mut seen));
    families.into_iter().map(|face| face.info.family.to_string()).collect()
}

/// How far a family is from the region that is wanted, or else from that of the stack.
fn distance(family: &str, wanted: Option<usize>, in_stack: Option<usize>) -> usize {
    match regional(family) {
        Some(own) if Some(own) == wanted => 0,
        Some(own) if Some(own) == in_stack => 1,
        None => 2,
        Some(_) => 3,
    }
}

/// The place in [`REGIONAL`] of the region that a family is drawn for.
fn regional(family: &str) -> Option<usize> {
    let last = family.rsplit(' ').next()?;
    REGIONAL.iter().position(|(ends, _)| ends.contains(&last))
}

/// Adds the characters of a family to those of each weight, and tells whether one of
/// these that can be printed was not there.
fn adds(fonts: &Fonts, family: &str, seen: &mut [Vec<u64>]) -> bool {
    let mut is_new = false;
    for (weight, seen) in WEIGHTS.concat().into_iter().zip(seen) {
        let weight = FontWeight::from_number(weight);
        let variant = FontVariant::new(FontStyle::Normal, weight, FontStretch::NORMAL);
        let Some(face) = fonts.select(family, variant) else { continue };
        let own = face.covered();
        seen.resize(seen.len().max(own.len()), 0);
        for (index, (own, seen)) in own.iter().zip(seen).enumerate() {
            let new = own & !*seen;
            *seen |= own;
            is_new = is_new
                || new != 0
                    && (0..64).any(|bit| new >> bit & 1 == 1 && can_be_printed(index * 64 + bit));
        }
    }
    is_new
}

fn can_be_printed(code: usize) -> bool {
    let c = u32::try_from(code).ok().and_then(char::from_u32);
    c.is_some_and(|c| !c.is_control() && characters::is_set(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_family_of_the_region_comes_first() {
        let families = ["Song CJK JP", "Song CJK KR", "Song CJK SC", "Song CJK TC", "Song"];
        let first = |region: &str, named: &str| {
            let wanted = REGIONAL.iter().position(|(_, own)| own.contains(&region));
            let mut sorted = families;
            sorted.sort_by_key(|family| distance(family, wanted, regional(named)));
            sorted[0]
        };
        assert_eq!(first("KR", "Source Serif 4"), "Song CJK KR");
        assert_eq!(first("TW", "Noto Serif SC"), "Song CJK TC");
        assert_eq!(first("GB", "Noto Serif SC"), "Song CJK SC");
        assert_eq!(first("GB", "Source Serif 4"), "Song");
    }
}
