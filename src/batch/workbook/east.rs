//! What number formats have of East Asia: years of eras, days of the week, numbers in
//! characters (ECMA-376, part 1, 18.8.30 and 31).
//!
//! Takes what a format asks for, and the language that it names (a Windows LCID) or the
//! regions of the project; gives words.

/// A day as year, month and day.
type Day = (i32, u32, u32);

/// The first day of an era of Japan, and its names in one, two and three places.
const JAPAN: [(Day, [&str; 3]); 5] = [
    ((1868, 1, 25), ["M", "明", "明治"]),
    ((1912, 7, 30), ["T", "大", "大正"]),
    ((1926, 12, 25), ["S", "昭", "昭和"]),
    ((1989, 1, 8), ["H", "平", "平成"]),
    ((2019, 5, 1), ["R", "令", "令和"]),
];

/// The era of Taiwan.
const TAIWAN: [(Day, [&str; 3]); 1] = [((1912, 1, 1), ["民國", "民國", "中華民國"])];

/// The eras that years are counted in.
#[derive(Debug, Clone, Copy)]
pub struct Calendar(&'static [(Day, [&'static str; 3])]);

impl Calendar {
    /// That of a language, or of the project where a format names none.
    pub fn of(language: u32, regions: &[String]) -> Option<Self> {
        let is_in = |region: &str| language == 0 && regions.iter().any(|own| own == region);
        match language & 0xffff {
            0x411 => Some(Self(&JAPAN)),
            0x404 => Some(Self(&TAIWAN)),
            _ if is_in("JP") => Some(Self(&JAPAN)),
            _ if is_in("TW") => Some(Self(&TAIWAN)),
            _ => None,
        }
    }

    fn at(self, day: Day) -> Option<&'static (Day, [&'static str; 3])> {
        self.0.iter().rev().find(|(first, _)| *first <= day)
    }

    /// The name of the era of a day.
    pub fn era(self, day: Day, length: usize) -> Option<String> {
        let (_, names) = self.at(day)?;
        Some(names[length.clamp(1, 3) - 1].into())
    }

    /// The year of its era that a day is in.
    pub fn year(self, day: Day) -> Option<u32> {
        let ((first, ..), _) = self.at(day)?;
        u32::try_from(day.0 - first + 1).ok()
    }
}

/// A day of the week, from 1 for Sunday, as `aaa` and `aaaa` ask for it; none for a language
/// whose words are not known.
pub fn weekday(day: u32, length: usize, language: u32, regions: &[String]) -> Option<String> {
    if !is_chinese(language, regions) {
        return None;
    }
    let name = "日一二三四五六".chars().nth(day.checked_sub(1)? as usize)?;
    Some(if length > 3 { format!("星期{name}") } else { name.into() })
}

/// Whether a format is of Chinese, or names no language in a project of China.
fn is_chinese(language: u32, regions: &[String]) -> bool {
    [0x804, 0x404].contains(&(language & 0xffff))
        || language == 0 && regions.iter().any(|region| ["CN", "TW"].contains(&region.as_str()))
}

/// Characters for digits, and for tens, hundreds and thousands.
#[derive(Debug, Clone, Copy)]
pub struct Numerals {
    digits: [char; 10],
    places: Option<[char; 3]>,
}

/// Those of `[DBNum1]`, `[DBNum2]` and `[DBNum3]` in China.
const CHINA: [Numerals; 3] = [
    Numerals {
        digits: ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'],
        places: Some(['十', '百', '千']),
    },
    Numerals {
        digits: ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'],
        places: Some(['拾', '佰', '仟']),
    },
    Numerals {
        digits: ['０', '１', '２', '３', '４', '５', '６', '７', '８', '９'], places: None
    },
];

impl Numerals {
    /// Those that a bracket asks for; none for those of a language that are not known.
    pub fn of(bracket: &str, language: u32, regions: &[String]) -> Option<Self> {
        let upper = bracket.to_uppercase();
        let kind: usize = upper.strip_prefix("DBNUM")?.parse().ok()?;
        let is_own = language & 0xffff == 0x804
            || language == 0 && regions.iter().any(|region| region == "CN");
        CHINA.get(kind.checked_sub(1)?).copied().filter(|_| is_own)
    }

    /// Each digit by itself.
    pub fn digits(&self, text: &str) -> String {
        let digit = |c: char| c.to_digit(10).map_or(c, |digit| self.digits[digit as usize]);
        text.chars().map(digit).collect()
    }

    /// The numbers of a date: years by their digits, and others as they are read.
    pub fn date(&self, text: &str) -> String {
        let mut all = String::new();
        let mut rest = text;
        while !rest.is_empty() {
            let end = |is_in: fn(char) -> bool| rest.find(|c| !is_in(c)).unwrap_or(rest.len());
            let number = end(|c| c.is_ascii_digit());
            let (own, after) =
                rest.split_at(if number > 0 { number } else { end(|c| !c.is_ascii_digit()) });
            let is_read = own.len() < 3 && !own.starts_with('0') && number > 0;
            all += &if is_read { self.spelled(own) } else { self.digits(own) };
            rest = after;
        }
        // 十五 and not 一十五, in a date and where no money is meant.
        match self.places {
            Some([ten, ..]) if self.digits[1] == '一' => {
                all.replace(&format!("一{ten}"), &ten.to_string())
            }
            _ => all,
        }
    }

    /// The number in a text as it is read.
    pub fn spelled_in(&self, text: &str) -> String {
        let is_number = |c: char| c.is_ascii_digit() || "-.".contains(c);
        let start = text.find(is_number).unwrap_or(text.len());
        let (before, rest) = text.split_at(start);
        let (number, after) = rest.split_at(rest.find(|c| !is_number(c)).unwrap_or(rest.len()));
        format!("{before}{}{after}", self.spelled(number))
    }

    /// A number in decimal digits as it is read: 一万二千三百.
    fn spelled(&self, number: &str) -> String {
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let (sign, whole) = whole.strip_prefix('-').map_or(("", whole), |whole| ("-", whole));
        let Some(places) = self.places.filter(|_| whole.bytes().all(|b| b.is_ascii_digit())) else {
            return self.digits(number);
        };
        let mut text = String::new();
        let (mut is_gap, mut group) = (false, false);
        for (index, digit) in whole.chars().enumerate() {
            let place = whole.len() - 1 - index;
            match digit.to_digit(10) {
                Some(0) | None => is_gap = !text.is_empty(),
                Some(digit) => {
                    if is_gap {
                        text.push(self.digits[0]);
                    }
                    (is_gap, group) = (false, true);
                    text.push(self.digits[digit as usize]);
                    text.extend((place % 4).checked_sub(1).map(|place| places[place]));
                }
            }
            if place % 4 == 0 && std::mem::take(&mut group) {
                text.push_str(["", "万", "亿", "万亿"].get(place / 4).unwrap_or(&""));
            }
        }
        if text.is_empty() {
            text.push(self.digits[0]);
        }
        let fraction = match fraction {
            "" => String::new(),
            fraction => format!(".{}", self.digits(fraction)),
        };
        format!("{sign}{text}{fraction}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_spelled_as_they_are_read() {
        for (number, spelled) in [
            ("0", "〇"),
            ("10", "一十"),
            ("105", "一百〇五"),
            ("1001", "一千〇一"),
            ("12345", "一万二千三百四十五"),
            ("10000", "一万"),
            ("100010", "一十万〇一十"),
            ("100000000", "一亿"),
            ("120000005", "一亿二千万〇五"),
            ("-3.05", "-三.〇五"),
        ] {
            assert_eq!(CHINA[0].spelled(number), spelled, "{number}");
        }
        assert_eq!(CHINA[1].spelled("1203"), "壹仟贰佰零叁");
        assert_eq!(CHINA[2].spelled("12"), "１２");
        assert_eq!(CHINA[0].date("2010年10月15日"), "二〇一〇年十月十五日");
        assert_eq!(CHINA[0].date("2024年5月20日 8:05"), "二〇二四年五月二十日 八:〇五");
    }

    #[test]
    fn a_year_is_of_the_era_of_its_day() {
        let japan = Calendar::of(0x411, &[]).unwrap();
        for (day, era) in [
            ((2024, 5, 1), "令和6"),
            ((2019, 4, 30), "平成31"),
            ((2019, 5, 1), "令和1"),
            ((1989, 1, 7), "昭和64"),
        ] {
            let said = format!("{}{}", japan.era(day, 3).unwrap(), japan.year(day).unwrap());
            assert_eq!(said, era);
        }
        assert_eq!(Calendar::of(0, &["TW".into()]).unwrap().year((2024, 5, 1)), Some(113));
        assert!(Calendar::of(0, &["CN".into()]).is_none());
    }
}
