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

/// A colour as light as it must be for text on a dark ground, and no lighter.
pub fn lightened(colour: Colour, ground: Colour, least: f32) -> Colour {
    let [white, own] = [[1.0; 3], colour].map(|colour| Oklab::from_color(Srgb::from(colour)));
    let lighter = |step: u8| -> Colour {
        let mixed: Colour = Srgb::from_color(own.mix(white, f32::from(step) / 20.0)).into();
        mixed.map(|part| part.clamp(0.0, 1.0))
    };
    let mut steps = (0..=20).map(lighter);
    steps.find(|own| contrast(*own, ground) >= least).unwrap_or([1.0; 3])
}

/// A colour between two others, at a share of the way to the second.
pub fn between(from: Colour, to: Colour, share: f32) -> Colour {
    let [from, to] = [from, to].map(|colour| Oklab::from_color(Srgb::from(colour)));
    Srgb::from_color(from.mix(to, share)).into()
}

/// Writes `#rrggbb`.
pub fn print(colour: Colour) -> String {
    let [r, g, b] = colour.map(|part| (part.clamp(0.0, 1.0) * 255.0).round() as u8);
    format!("#{r:02x}{g:02x}{b:02x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dark_colour_is_lightened_for_a_dark_ground_and_a_light_one_is_left() {
        let (ground, accent) = (parse("#12171b").unwrap(), parse("#0d4663").unwrap());
        assert!(contrast(accent, ground) < 4.5);
        let light = lightened(accent, ground, 7.0);
        assert!((7.0..9.0).contains(&contrast(light, ground)));
        assert_eq!(print(lightened(light, ground, 7.0)), print(light));
        assert_eq!(print(accent), "#0d4663");
    }

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
