//! Colours: how well a text is told from what is under it.
//!
//! Takes colours in sRGB, each component from 0 to 1; gives contrasts (WCAG 2.2, 1.4.3).
//! Pure.

use palette::color_difference::Wcag21RelativeContrast;
use palette::{FromColor, Mix, Oklab, Srgb};

/// A colour in sRGB.
pub type Colour = [f32; 3];

/// Reads `#rrggbb`.
pub fn parse(text: &str) -> Option<Colour> {
    let colour = text.parse::<Srgb<u8>>().ok()?;
    (text.starts_with('#') && text.len() == 7).then(|| colour.into_format().into())
}

/// The contrast of two colours, from 1 to 21.
pub fn contrast(a: Colour, b: Colour) -> f32 {
    Srgb::from(a).relative_contrast(Srgb::from(b))
}

/// The least contrast of text, given its size in points and whether it is bold.
pub fn least(size: f64, is_bold: bool) -> f32 {
    if size >= 18.0 || is_bold && size >= 14.0 { 3.0 } else { 4.5 }
}

/// White with a breath of a colour: `tint` in `components/style.typ`.
pub fn tint(colour: Colour) -> Colour {
    let [white, own] = [[1.0; 3], colour].map(|colour| Oklab::from_color(Srgb::from(colour)));
    Srgb::from_color(white.mix(own, 0.08)).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrasts_are_those_of_the_standard() {
        let colour = |text| parse(text).unwrap();
        assert!((contrast(colour("#000000"), colour("#ffffff")) - 21.0).abs() < 0.001);
        assert!((contrast(colour("#767676"), colour("#ffffff")) - 4.54).abs() < 0.01);
        assert_eq!(parse("767676"), None);
        assert_eq!(parse("#7676767"), None);
    }

    #[test]
    fn a_tint_is_almost_white() {
        let accent = parse("#0d4663").unwrap();
        let contrast = contrast(accent, tint(accent));
        assert!((contrast - 8.8).abs() < 0.05, "{contrast}");
    }
}
