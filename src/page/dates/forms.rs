//! The printed forms of days and times of day, on folded text.

use std::ops::Range;
use std::sync::LazyLock;

use icu_calendar::cal::Hijri;
use jiff::civil::{Date, Time};
use regex::{Captures, Regex};

use super::names::{self, GREGORIAN, HIJRI};

/// Before the web no page was commented on.
pub(super) const FIRST_YEAR: i16 = 1980;
const LAST_YEAR: i16 = 2199;
/// The years of the Hijri calendar that fall between them, roughly.
const HIJRI_YEARS: std::ops::RangeInclusive<i16> = 1400..=1500;

/// What may stand beside a date on a line that holds nothing else.
pub(super) const BESIDE: &str = "الاحد|الاثنين|الثلاثاء|الاربعاء|الخميس|الجمعة|السبت|احد|اثنين|ثلاثاء|اربعاء|خميس|جمعة|سبت|يوم\
    |الاتنين|التلات|الاربع\
    |sunday|monday|tuesday|wednesday|thursday|friday|saturday|sun|mon|tue|wed|thu|fri|sat\
    |lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|le|à\
    |بتاريخ|التاريخ|تاريخ|النشر|نشر|في|الساعة|ساعة|على|عند|الموافق|لسنة|سنة|عام|at|on|gmt|utc|بتوقيت|تمام|ه|هجري|هجرية\
    |نشرت|نشرها|كتب|كتبت|كتبها|اضيف|اضيفت|اضافة|الاضافة|ارسل|ارسلت|وردت|ورد|وصلت|وصل|تم|الوقت|وقت|حرر|publié|écrit|ajouté|du|on|updated|added|last|اخر|تحديث|حدث\
    |للهجرة|م|ميلادي|ميلادية|غرينتش|جرينتش|مكة|المكرمة|القاهرة|posted|قبل|بعد|um|uhr\
    |edited|modified|التعديل|تعديل|تعديله|تعديلها|معدل|معدلة|عدل|عدلت|modifié|bearbeitet";

/// The patterns of this file, compiled once.
pub(super) struct Patterns {
    year_first: Regex,
    day_first: Regex,
    short_year: Regex,
    day_month_name: Regex,
    month_name_day: Regex,
    year_month_name: Regex,
    hijri_name: Regex,
    /// Of a month, in either calendar.
    name: Regex,
    pub(super) time: Regex,
    pub(super) hour: Regex,
    pub(super) beside: Regex,
    /// The number of a post.
    pub(super) post: Regex,
}

pub(super) static PATTERNS: LazyLock<Patterns> =
    LazyLock::new(|| Patterns::compile().expect("the patterns are well-formed"));

/// The halves of the day: before noon, and after it.
pub(super) const HALF: &str = r"صباحا|مساءا|مساء|ظهرا|عصرا|ليلا|فجرا|قبل الظهر|بعد الظهر|بعد منتصف الليل|ق\.?ظ\b|ب\.?ظ\b|ص\b|م\b|a\.?m\b\.?|p\.?m\b\.?";

impl Patterns {
    fn compile() -> Result<Self, regex::Error> {
        let name = names::alternatives(GREGORIAN);
        let month = format!(r"({name})\.?(?: ?[/\\(-] ?(?:{name})\)?)?");
        let hijri = names::alternatives(HIJRI);
        // «2024م» and «1445ه» are written without a space.
        let year_end = r"(?:\b|م\b|ه\b)";
        Ok(Self {
            year_first: Regex::new(r"\b(\d{4}) ?([-/.]) ?(\d{1,2}) ?([-/.]) ?(\d{1,2})(?:\b|t|م\b|ه\b)")?,
            day_first: Regex::new(&format!(
                r"\b(\d{{1,2}}) ?([-/.]) ?(\d{{1,2}}) ?([-/.]) ?(\d{{4}}){year_end}"
            ))?,
            short_year: Regex::new(r"^\D*\b(\d{1,2})([-/])(\d{1,2})([-/])(\d{2})\b(?:\D|$)")?,
            day_month_name: Regex::new(&format!(
                r"\b(\d{{1,2}})(?:st|nd|rd|th|er)?(?:[. /-]{{1,2}})(?:of |من )?{month}[،,. /-]{{1,3}}(?:عام |سنة )?(\d{{4}}){year_end}"
            ))?,
            month_name_day: Regex::new(&format!(
                r"\b{month}[ -](\d{{1,2}})(?:st|nd|rd|th)?[،,. -]{{1,3}}(\d{{4}}){year_end}"
            ))?,
            year_month_name: Regex::new(&format!(
                r"\b(\d{{4}})[،,. /-]{{1,3}}{month}[،,. /-]{{1,3}}(\d{{1,2}})\b"
            ))?,
            hijri_name: Regex::new(&format!(
                r"\b(?:(\d{{1,2}})[. /-]{{1,2}}|غرة )(?:من )?(?:شهر )?({hijri})[،,. /-]{{1,3}}(?:عام |سنة )?(\d{{4}}){year_end}"
            ))?,
            name: Regex::new(&format!("{name}|{hijri}"))?,
            time: Regex::new(&format!(
                r"(?:\b({HALF}) ?)?(?:\b|t)(\d{{1,2}}) ?(?::|h) ?(\d{{2}})(?::\d{{2}}(?:[.,]\d+)?)?(?:z\b|[+-]\d{{2}}:?\d{{2}}\b)?(?: ?({HALF})|\D|$)"
            ))?,
            hour: Regex::new(&format!(r"(?:الساعة|ساعة|at) (\d{{1,2}}) ?({HALF})(?:\W|$)"))?,
            post: Regex::new(r"(?:رد |تعليق |مشاركة |reply |comment |post )?#\d{1,5}(?: |$)")?,
            beside: Regex::new(&format!(r"^(?:{BESIDE})$"))?,
        })
    }
}

/// The calendar in which a date is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Calendar {
    Gregorian,
    Hijri,
}

/// A day that is printed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    pub(super) day: Date,
    pub(super) calendar: Calendar,
}

/// The days of a text.
#[derive(Debug, Default)]
pub(super) struct Days {
    /// The first Gregorian one, else the first Hijri one.
    pub(super) best: Option<Found>,
    /// Where days stand in the text: one of each calendar.
    pub(super) places: Vec<Range<usize>>,
}

/// Reads the groups of a date pattern.
type Form = fn(&Captures<'_>) -> Option<Found>;

/// Whether a text can name a year of the Hijri calendar: its century is printed, in digits of any kind.
pub(super) fn may_be_hijri(text: &str) -> bool {
    ["14", "15", "١٤", "١٥", "۱۴", "۱۵"].iter().any(|century| text.contains(century))
}

/// Looks for days of both calendars: many pages print the two beside each other.
pub(super) fn days(folded: &str) -> Days {
    let mut days = Days::default();
    if !may_hold_day(folded) {
        return days;
    }
    // What a form cannot be without is sooner seen than the form.
    let has_signs = folded.bytes().filter(|sign| b"-/.".contains(sign)).nth(1).is_some();
    let has_name = PATTERNS.name.is_match(folded);
    let forms: [(&Regex, Form, bool); 7] = [
        (&PATTERNS.year_first, year_first, has_signs),
        (&PATTERNS.day_first, day_first, has_signs),
        (&PATTERNS.day_month_name, day_month_name, has_name),
        (&PATTERNS.month_name_day, month_name_day, has_name),
        (&PATTERNS.year_month_name, year_month_name, has_name),
        (&PATTERNS.hijri_name, hijri_name, has_name),
        (&PATTERNS.short_year, short_year, has_signs),
    ];
    let mut calendars = [false; 2];
    for (pattern, read, _) in forms.into_iter().filter(|(.., may_be)| *may_be) {
        for captures in pattern.captures_iter(folded).take(4) {
            let (Some(found), Some(whole)) = (read(&captures), captures.get(0)) else { continue };
            let taken =
                days.places.iter().any(|place| place.start < whole.end() && whole.start() < place.end);
            if taken || std::mem::replace(&mut calendars[found.calendar as usize], true) {
                continue;
            }
            days.places.push(whole.range());
            if days.best.is_none_or(|best| best.calendar == Calendar::Hijri) {
                days.best = Some(found);
            }
        }
        // A form of one calendar is mostly followed by one of the other; with both there is nothing more to find.
        if calendars == [true; 2] {
            break;
        }
    }
    days
}

/// Whether it is worth looking for a day: it has a year of four digits, or two numbers with a stroke between.
fn may_hold_day(folded: &str) -> bool {
    let mut digits = 0;
    let mut before = b' ';
    for &byte in folded.as_bytes().iter().chain(b" ") {
        if byte.is_ascii_digit() {
            if digits == 0 && matches!(before, b'-' | b'/') {
                return true;
            }
            digits += 1;
        } else if std::mem::take(&mut digits) == 4 {
            return true;
        }
        before = byte;
    }
    false
}

/// The day, if its calendar has it.
fn day(year: i16, month: i8, day: i8) -> Option<Found> {
    if HIJRI_YEARS.contains(&year) {
        return hijri(year, month, day);
    }
    let day = Date::new(year, month, day).ok().filter(|_| (FIRST_YEAR..=LAST_YEAR).contains(&year))?;
    Some(Found { day, calendar: Calendar::Gregorian })
}

/// A day of the Umm al-Qura calendar, the civil calendar of Saudi Arabia.
fn hijri(year: i16, month: i8, day: i8) -> Option<Found> {
    let (month, day) = (u8::try_from(month).ok()?, u8::try_from(day).ok()?);
    if !HIJRI_YEARS.contains(&year) {
        return None;
    }
    let calendar = Hijri::new_umm_al_qura();
    let date = icu_calendar::Date::try_new_hijri_with_calendar(year.into(), month, day, calendar)
        .ok()?
        .to_calendar(icu_calendar::Iso);
    let year = i16::try_from(date.year().extended_year()).ok()?;
    let (month, day) = (i8::try_from(date.month().ordinal).ok()?, i8::try_from(date.day_of_month().0).ok()?);
    Some(Found { day: Date::new(year, month, day).ok()?, calendar: Calendar::Hijri })
}

/// `2017/01/13`.
fn year_first(found: &Captures<'_>) -> Option<Found> {
    (found.get(2)?.as_str() == found.get(4)?.as_str()).then_some(())?;
    day(number(found, 1)?, number(found, 3)?, number(found, 5)?)
}

/// `13/01/2017`; `01/13/2017` has no other reading than the American one.
fn day_first(found: &Captures<'_>) -> Option<Found> {
    (found.get(2)?.as_str() == found.get(4)?.as_str()).then_some(())?;
    let (first, second, year) = (number(found, 1)?, number(found, 3)?, number(found, 5)?);
    day(year, second, first).or_else(|| if second > 12 { day(year, first, second) } else { None })
}

/// `13/01/17`.
fn short_year(found: &Captures<'_>) -> Option<Found> {
    (found.get(2)?.as_str() == found.get(4)?.as_str()).then_some(())?;
    let year: i16 = number(found, 5)?;
    day(2000 + year, number(found, 3)?, number(found, 1)?).filter(|_| year < 60)
}

/// `13 يناير 2017`.
fn day_month_name(found: &Captures<'_>) -> Option<Found> {
    day(number(found, 3)?, gregorian(found, 2)?, number(found, 1)?)
}

/// `January 13, 2017`.
fn month_name_day(found: &Captures<'_>) -> Option<Found> {
    day(number(found, 3)?, gregorian(found, 1)?, number(found, 2)?)
}

/// `2017 يناير 13`.
fn year_month_name(found: &Captures<'_>) -> Option<Found> {
    day(number(found, 1)?, gregorian(found, 2)?, number(found, 3)?)
}

/// `12 رمضان 1445 هـ`, and `غرة رمضان 1445` for the first of the month.
fn hijri_name(found: &Captures<'_>) -> Option<Found> {
    let day = if found.get(1).is_some() { number(found, 1)? } else { 1 };
    hijri(number(found, 3)?, names::month(HIJRI, found.get(2)?.as_str())?, day)
}

/// The group as a number.
fn number<N: std::str::FromStr>(found: &Captures<'_>, group: usize) -> Option<N> {
    found.get(group)?.as_str().parse().ok()
}

/// The group as the name of a month.
fn gregorian(found: &Captures<'_>, group: usize) -> Option<i8> {
    names::month(GREGORIAN, found.get(group)?.as_str())
}

/// The first time of day.
pub(super) fn time(folded: &str) -> Option<Time> {
    let (hour, minute, half): (i8, i8, _) = if let Some(found) = PATTERNS.time.captures(folded) {
        let half = found.get(4).or_else(|| found.get(1));
        (number(&found, 2)?, number(&found, 3)?, half.map(|half| half.as_str().to_owned()))
    } else {
        let found = PATTERNS.hour.captures(folded)?;
        (number(&found, 1)?, 0, found.get(2).map(|half| half.as_str().to_owned()))
    };
    Time::new(half.map_or(hour, |half| in_24_hours(hour, &half)), minute, 0, 0).ok()
}

/// The hour of a half of the day; an hour above twelve has been counted through already.
fn in_24_hours(hour: i8, half: &str) -> i8 {
    let before_noon = matches!(half.chars().next(), Some('ص' | 'ف' | 'ق' | 'a')) || half == "بعد منتصف الليل";
    match hour {
        13.. => hour,
        12 if before_noon || half == "ليلا" => 0,
        // The night begins in the evening and goes on after midnight.
        0..=5 if half == "ليلا" => hour,
        12 => 12,
        _ if before_noon => hour,
        _ => hour + 12,
    }
}
