//! The dates that Arabic pages print → ISO 8601.
//!
//! Days come before months, as everywhere in the Arab world. What a date does not say is not made up: a relative
//! time such as «منذ ساعتين» is a date line without a date.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::clean::fold;

/// The names of the months, folded, with the month's number: Gulf and Egypt, Levant, Maghreb, English.
const MONTHS: &[(&str, u32)] = &[
    ("يناير", 1),
    ("فبراير", 2),
    ("مارس", 3),
    ("ابريل", 4),
    ("مايو", 5),
    ("يونيو", 6),
    ("يوليو", 7),
    ("اغسطس", 8),
    ("سبتمبر", 9),
    ("اكتوبر", 10),
    ("نوفمبر", 11),
    ("ديسمبر", 12),
    ("يونيه", 6),
    ("يوليه", 7),
    ("اوغسطس", 8),
    ("كانون الثاني", 1),
    ("شباط", 2),
    ("اذار", 3),
    ("نيسان", 4),
    ("ايار", 5),
    ("حزيران", 6),
    ("تموز", 7),
    ("اب", 8),
    ("ايلول", 9),
    ("تشرين الاول", 10),
    ("تشرين الثاني", 11),
    ("كانون الاول", 12),
    ("ماي", 5),
    ("يوليوز", 7),
    ("غشت", 8),
    ("شتنبر", 9),
    ("نونبر", 11),
    ("دجنبر", 12),
    ("جانفي", 1),
    ("فيفري", 2),
    ("افريل", 4),
    ("جوان", 6),
    ("جويلية", 7),
    ("اوت", 8),
    ("january", 1),
    ("february", 2),
    ("march", 3),
    ("april", 4),
    ("may", 5),
    ("june", 6),
    ("july", 7),
    ("august", 8),
    ("september", 9),
    ("october", 10),
    ("november", 11),
    ("december", 12),
    ("jan", 1),
    ("feb", 2),
    ("mar", 3),
    ("apr", 4),
    ("jun", 6),
    ("jul", 7),
    ("aug", 8),
    ("sept", 9),
    ("sep", 9),
    ("oct", 10),
    ("nov", 11),
    ("dec", 12),
];

/// What may stand beside a date on a line that holds nothing else.
const BESIDE: &str = "الاحد|الاثنين|الثلاثاء|الاربعاء|الخميس|الجمعة|السبت|احد|اثنين|ثلاثاء|اربعاء|خميس|جمعة|سبت|يوم\
    |sunday|monday|tuesday|wednesday|thursday|friday|saturday|sun|mon|tue|wed|thu|fri|sat\
    |بتاريخ|التاريخ|تاريخ|النشر|نشر|في|الساعة|ساعة|على|عند|الموافق|لسنة|سنة|عام|at|on|gmt|utc|بتوقيت";

/// A relative time, folded: «منذ 3 ايام», «قبل ساعتين», «3 days ago».
const RELATIVE: &str = "(?:منذ|قبل|من) (?:حوالي )?(?:(?:\\d{1,4} ?)?(?:لحظات|لحظة|ثانية|ثوان|ثواني|دقيقة|دقائق|ساعة|ساعات\
    |يوم|يوما|ايام|اسبوع|اسبوعا|اسابيع|شهر|شهرا|اشهر|شهور|سنة|سنوات|سنين|عام|عاما|اعوام)\
    |ثانيتين|دقيقتين|ساعتين|يومين|اسبوعين|شهرين|سنتين|عامين)(?: واحدة| واحد)?(?: مضت| مضى)?\
    |(?:an?|\\d{1,4}) (?:second|minute|hour|day|week|month|year)s? ago|just now|الان|امس|اليوم";

/// The patterns of this file, compiled once.
struct Patterns {
    year_first: Regex,
    day_first: Regex,
    day_month_name: Regex,
    month_name_day: Regex,
    time: Regex,
    relative: Regex,
    beside: Regex,
}

static PATTERNS: LazyLock<Patterns> =
    LazyLock::new(|| Patterns::compile().expect("the patterns are well-formed"));

impl Patterns {
    fn compile() -> Result<Self, regex::Error> {
        let names: Vec<&str> = longest_first(MONTHS.iter().map(|(name, _)| *name));
        let name = names.join("|");
        let month = format!(r"({name})\.?(?: ?[/-] ?(?:{name}))?");
        Ok(Self {
            year_first: Regex::new(r"\b(\d{4})([-/.])(\d{1,2})([-/.])(\d{1,2})(?:\b|t)")?,
            day_first: Regex::new(r"\b(\d{1,2}) ?([-/.]) ?(\d{1,2}) ?([-/.]) ?(\d{4})\b")?,
            day_month_name: Regex::new(&format!(
                r"\b(\d{{1,2}})(?:st|nd|rd|th)?[. -]{{1,2}}(?:of )?{month}[،,. -]{{1,3}}(\d{{4}})\b"
            ))?,
            month_name_day: Regex::new(&format!(
                r"\b{month}[ -](\d{{1,2}})(?:st|nd|rd|th)?[،,. -]{{1,3}}(\d{{4}})\b"
            ))?,
            time: Regex::new(
                r"(?:\b|t)(\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)?(?:z\b|[+-]\d{2}:?\d{2}\b)?(?: ?(صباحا|مساءا|مساء|ظهرا|ص|م|a\.?m\b|p\.?m\b)|\D|$)",
            )?,
            relative: Regex::new(&format!("^(?:{RELATIVE})$"))?,
            beside: Regex::new(&format!(r"^(?:{BESIDE})$"))?,
        })
    }
}

/// Alternatives so ordered that none hides a longer one.
fn longest_first<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut names: Vec<&str> = names.collect();
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    names
}

/// Reads the groups of a date pattern.
type Form = fn(&Captures<'_>) -> Option<Day>;

/// A day of the calendar, known to exist.
struct Day {
    year: u32,
    month: u32,
    of_month: u32,
}

impl Day {
    /// The day, if the calendar has it.
    fn new(year: u32, month: u32, day: u32) -> Option<Self> {
        let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let last = match month {
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            1..=12 => 31,
            _ => return None,
        };
        // Before the web no page was commented on: a smaller number is a Hijri year or none at all.
        ((1..=last).contains(&day) && (1980..2200).contains(&year)).then_some(Self {
            year,
            month,
            of_month: day,
        })
    }
}

/// The first date in `text` in ISO 8601, with the time where one is printed.
pub(crate) fn iso(text: &str) -> Option<String> {
    let folded = fold(text);
    let patterns = &*PATTERNS;
    let (Day { year, month, of_month: day }, _) = find_day(patterns, &folded)?;
    Some(match find_time(patterns, &folded) {
        Some((hour, minute)) => format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}"),
        None => format!("{year:04}-{month:02}-{day:02}"),
    })
}

/// Whether `line` holds a date, or a relative time, and nothing else.
pub(crate) fn is_stamp(line: &str) -> bool {
    // The longest stamps (weekday, both month names, time) stay well below this; it spares the rest of the work.
    if line.len() > 160 {
        return false;
    }
    let folded = fold(line);
    let patterns = &*PATTERNS;
    if patterns.relative.is_match(&folded) {
        return true;
    }
    let Some((_, range)) = find_day(patterns, &folded) else { return false };
    let mut rest = folded;
    rest.replace_range(range, " ");
    let rest = patterns.time.replace(&rest, " ");
    rest.split(|c: char| c.is_whitespace() || "،,-–—|:()/.@#•".contains(c))
        .filter(|word| !word.is_empty())
        .all(|word| patterns.beside.is_match(word))
}

/// The first day that any of the forms names, with its place in `folded`.
fn find_day(patterns: &Patterns, folded: &str) -> Option<(Day, std::ops::Range<usize>)> {
    let forms: [(&Regex, Form); 4] = [
        (&patterns.year_first, year_first),
        (&patterns.day_first, day_first),
        (&patterns.day_month_name, day_month_name),
        (&patterns.month_name_day, month_name_day),
    ];
    forms.iter().find_map(|(pattern, day)| {
        let found = pattern.captures(folded)?;
        Some((day(&found)?, found.get(0)?.range()))
    })
}

/// `2017/01/13`.
fn year_first(found: &Captures<'_>) -> Option<Day> {
    (found.get(2)?.as_str() == found.get(4)?.as_str()).then_some(())?;
    Day::new(number(found, 1)?, number(found, 3)?, number(found, 5)?)
}

/// `13/01/2017`; `01/13/2017` has no other reading than the American one.
fn day_first(found: &Captures<'_>) -> Option<Day> {
    (found.get(2)?.as_str() == found.get(4)?.as_str()).then_some(())?;
    let (first, second, year) = (number(found, 1)?, number(found, 3)?, number(found, 5)?);
    Day::new(year, second, first).or_else(|| if second > 12 { Day::new(year, first, second) } else { None })
}

/// `13 يناير 2017`.
fn day_month_name(found: &Captures<'_>) -> Option<Day> {
    Day::new(number(found, 3)?, month(found, 2)?, number(found, 1)?)
}

/// `January 13, 2017`.
fn month_name_day(found: &Captures<'_>) -> Option<Day> {
    Day::new(number(found, 3)?, month(found, 1)?, number(found, 2)?)
}

/// The group as a number.
fn number(found: &Captures<'_>, group: usize) -> Option<u32> {
    found.get(group)?.as_str().parse().ok()
}

/// The group as the name of a month.
fn month(found: &Captures<'_>, group: usize) -> Option<u32> {
    let name = found.get(group)?.as_str();
    MONTHS.iter().find(|(known, _)| *known == name).map(|(_, month)| *month)
}

/// The first time of day in `folded`, in 24 hours.
fn find_time(patterns: &Patterns, folded: &str) -> Option<(u32, u32)> {
    let found = patterns.time.captures(folded)?;
    let (hour, minute) = (number(&found, 1)?, number(&found, 2)?);
    let hour = match found.get(3).map(|half| half.as_str()) {
        Some(half) if half.starts_with('ص') || half.starts_with('a') => {
            hour % 12 + if hour > 12 { 12 } else { 0 }
        }
        Some(_) if hour < 12 => hour + 12,
        _ => hour,
    };
    (hour < 24 && minute < 60).then_some((hour, minute))
}

#[cfg(test)]
mod tests {
    use super::{is_stamp, iso};

    #[test]
    fn printed_dates_become_iso() {
        for (printed, expected) in [
            ("الأربعاء، 23-08-2023 04:34 ص", "2023-08-23T04:34"),
            ("23-08-2023 04:34 م", "2023-08-23T16:34"),
            ("23/8/2023", "2023-08-23"),
            ("07.11.2023", "2023-11-07"),
            ("2023-08-23T04:34:46+03:00", "2023-08-23T04:34"),
            ("2023-08-23", "2023-08-23"),
            ("09:45 2017/01/13", "2017-01-13T09:45"),
            ("5 ديسمبر، 2016 الساعة 3:12 م", "2016-12-05T15:12"),
            ("١٤ تشرين الثاني ٢٠١٦", "2016-11-14"),
            ("۱۴ آذار ۲۰۱۶", "2016-03-14"),
            ("12 كانون الثاني / يناير 2017", "2017-01-12"),
            ("22 آب/ أغسطس 2023", "2023-08-22"),
            ("تشرين الأول/أكتوبر 7, 2021", "2021-10-07"),
            ("الأحد 5 غشت 2018 - 10:20", "2018-08-05T10:20"),
            ("3 ماي 2020 على الساعة 12:05 صباحا", "2020-05-03T00:05"),
            ("3 مايو 2020 12:05 مساءً", "2020-05-03T12:05"),
            ("28 فيفري 2019", "2019-02-28"),
            ("30 دجنبر 2019", "2019-12-30"),
            ("15 جويلية 2022 23:59", "2022-07-15T23:59"),
            ("1 أوت 2022", "2022-08-01"),
            ("\u{200f}24\u{200f} يونيو\u{200f} 2015", "2015-06-24"),
            ("January 12, 2017 at 6:34 am", "2017-01-12T06:34"),
            ("Jan 12, 2017", "2017-01-12"),
            ("12 December 2017 at 12:15 PM", "2017-12-12T12:15"),
            ("01/13/2017", "2017-01-13"),
            ("29 شباط 2020", "2020-02-29"),
            ("25 أيّار 2021", "2021-05-25"),
        ] {
            assert_eq!(iso(printed).as_deref(), Some(expected), "{printed:?}");
            assert!(is_stamp(printed), "{printed:?} is nothing but a date");
        }
    }

    #[test]
    fn what_is_no_date_stays_none() {
        for text in [
            "31 فبراير 2020",
            "29 شباط 2021",
            "30/02/2020",
            "2020-13-01",
            "32/01/2020",
            "0 يناير 2020",
            "منذ 3 أيام",
            "قبل ساعتين",
            "الساعة 10:20",
            "نوفمبر 2018",
            "12-2017",
            "",
            "بلا تاريخ",
            "99999-99-99",
            "1/2-2020",
        ] {
            assert_eq!(iso(text), None, "{text:?}");
        }
    }

    #[test]
    fn an_impossible_time_is_left_out() {
        assert_eq!(iso("2020-01-02 25:10").as_deref(), Some("2020-01-02"));
        assert_eq!(iso("2020-01-02 10:75").as_deref(), Some("2020-01-02"));
    }

    #[test]
    fn relative_times_are_stamps() {
        for text in ["منذ 3 أيام", "منذ ٥ دقائق", "منذ يومين", "قبل ساعتين", "منذ ساعة واحدة", "3 hours ago"]
        {
            assert!(is_stamp(text), "{text:?}");
        }
    }

    #[test]
    fn sentences_with_dates_are_not_stamps() {
        for text in [
            "التقيا في 22 آب/ أغسطس 2023 في موسكو",
            "منذ عامين ونحن ننتظر",
            "في سبتمبر 2023",
            "ناقد",
            "اليوم خمر",
        ] {
            assert!(!is_stamp(text), "{text:?}");
        }
    }
}
