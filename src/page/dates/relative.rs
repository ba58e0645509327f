//! Times before now: «منذ 3 أيام», «قبل ساعتين», «3 days ago».

use std::str::FromStr;
use std::sync::LazyLock;

use jiff::civil::DateTime;
use jiff::{Span, Timestamp, tz};
use regex::Regex;

use crate::page::clean;

/// Units of one letter stand in lines that are no longer, in bytes.
const SHORTEST: usize = 10;

/// When a page was saved, in the time of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment(DateTime);

impl FromStr for Moment {
    type Err = String;

    /// Reads `2024-05-01` or `2024-05-01T12:30`, also with seconds.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fault = |_| format!("{text:?} is no date; write it as 2024-05-01 or 2024-05-01T12:30");
        text.parse().map(Self).map_err(fault)
    }
}

/// A unit of time, as far as precision goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Moment,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Year,
}

/// The names of units, folded, each with the number that it means by itself.
const UNITS: &[(&str, Unit, i64)] = &[
    ("لحظات", Unit::Moment, 1),
    ("لحظة", Unit::Moment, 1),
    ("ثانية", Unit::Moment, 1),
    ("ثانيتين", Unit::Moment, 2),
    ("ثوان", Unit::Moment, 3),
    ("ثواني", Unit::Moment, 3),
    ("دقيقة", Unit::Minute, 1),
    ("دقيقتين", Unit::Minute, 2),
    ("دقيقتان", Unit::Minute, 2),
    ("دقائق", Unit::Minute, 3),
    ("ساعة", Unit::Hour, 1),
    ("ساعتين", Unit::Hour, 2),
    ("ساعتان", Unit::Hour, 2),
    ("ساعات", Unit::Hour, 3),
    ("يوم", Unit::Day, 1),
    ("يوما", Unit::Day, 1),
    ("يومين", Unit::Day, 2),
    ("يومان", Unit::Day, 2),
    ("ايام", Unit::Day, 3),
    ("اسبوع", Unit::Week, 1),
    ("اسبوعا", Unit::Week, 1),
    ("اسبوعين", Unit::Week, 2),
    ("اسبوعان", Unit::Week, 2),
    ("اسابيع", Unit::Week, 3),
    ("شهر", Unit::Month, 1),
    ("شهرا", Unit::Month, 1),
    ("شهرين", Unit::Month, 2),
    ("شهران", Unit::Month, 2),
    ("اشهر", Unit::Month, 3),
    ("شهور", Unit::Month, 3),
    ("سنة", Unit::Year, 1),
    ("سنتين", Unit::Year, 2),
    ("سنتان", Unit::Year, 2),
    ("سنوات", Unit::Year, 3),
    ("سنين", Unit::Year, 3),
    ("عام", Unit::Year, 1),
    ("عاما", Unit::Year, 1),
    ("عامين", Unit::Year, 2),
    ("عامان", Unit::Year, 2),
    ("اعوام", Unit::Year, 3),
    ("second", Unit::Moment, 1),
    ("minute", Unit::Minute, 1),
    ("min", Unit::Minute, 1),
    ("hour", Unit::Hour, 1),
    ("day", Unit::Day, 1),
    ("week", Unit::Week, 1),
    ("month", Unit::Month, 1),
    ("year", Unit::Year, 1),
];

/// Units in German and French, folded and without the ends of their plurals, and in Persian.
const OTHER_UNITS: &[(&str, Unit)] = &[
    ("sekunde", Unit::Moment),
    ("seconde", Unit::Moment),
    ("minute", Unit::Minute),
    ("stunde", Unit::Hour),
    ("heure", Unit::Hour),
    ("tag", Unit::Day),
    ("jour", Unit::Day),
    ("woche", Unit::Week),
    ("semaine", Unit::Week),
    ("monat", Unit::Month),
    ("mois", Unit::Month),
    ("jahr", Unit::Year),
    ("an", Unit::Year),
    ("ثانيه", Unit::Moment),
    ("دقيقه", Unit::Minute),
    ("ساعت", Unit::Hour),
    ("روز", Unit::Day),
    ("هفته", Unit::Week),
    ("ماه", Unit::Month),
    ("سال", Unit::Year),
];

/// The numbers that are written as words.
const NUMBERS: &[(&str, i64)] = &[
    ("ثلاث", 3),
    ("ثلاثة", 3),
    ("اربع", 4),
    ("اربعة", 4),
    ("خمس", 5),
    ("خمسة", 5),
    ("ست", 6),
    ("ستة", 6),
    ("سبع", 7),
    ("سبعة", 7),
    ("ثماني", 8),
    ("ثمانية", 8),
    ("تسع", 9),
    ("تسعة", 9),
    ("عشر", 10),
    ("عشرة", 10),
];

/// What stands before a number and a unit, and behind them.
const BEFORE: &str = "(?:نشر |نشرت |كتب |كتبت |اضيف |اضيفت |علق )?(?:منذ|قبل|من)";
const ABOUT: &str = "(?:حوالي |نحو |اكثر من |اقل من |ما يقارب )?";
const AFTER: &str = "(?: مضت| مضى| تقريبا)?";

/// What is said beside a time, before or behind it, where a comment was changed later; longer ones first.
const CHANGED: &[&str] = &[
    "اخر تعديل",
    "تم التعديل",
    "تم تعديلها",
    "تم تعديله",
    "last edited",
    "bearbeitet",
    "modified",
    "modifié",
    "edited",
    "معدلة",
    "معدل",
    "عدلت",
    "عدل",
];

/// The words that relative times are made of.
pub(super) fn words() -> impl Iterator<Item = &'static str> {
    let others = [
        BEFORE,
        ABOUT,
        AFTER,
        "واحدة واحد about over almost an a s ago just now الان للتو امس yesterday اليوم today",
        "vor il y einem einer un une يك پيش س د ي h hr hrs d w min",
    ];
    let units = UNITS.iter().map(|(name, ..)| *name);
    // English units have an «s» at the end where there are more.
    let more = ["seconds", "minutes", "mins", "hours", "days", "weeks", "months", "years"];
    let plurals =
        ["sekunden", "secondes", "minuten", "stunden", "heures", "tagen", "jours", "wochen", "semaines"];
    let plurals = plurals.into_iter().chain(["monaten", "jahren", "ans"]);
    let units = units.chain(OTHER_UNITS.iter().map(|(name, _)| *name)).chain(plurals);
    units.chain(NUMBERS.iter().map(|(name, _)| *name)).chain(others).chain(more)
}

static PATTERN: LazyLock<Regex> = LazyLock::new(|| {
    let join = |names: Vec<&str>| {
        let mut names = names;
        names.sort_by_key(|name| std::cmp::Reverse(name.len()));
        names.join("|")
    };
    let is_arabic = |name: &str| !name.is_ascii();
    let units = |arabic: bool| {
        join(UNITS.iter().map(|(name, ..)| *name).filter(|name| is_arabic(name) == arabic).collect())
    };
    let numbers = join(NUMBERS.iter().map(|(name, _)| *name).collect());
    let before = BEFORE;
    let about = ABOUT;
    let arabic =
        format!("{before} {about}(?:(\\d{{1,4}}|{numbers}) ?)?({})(?: واحدة| واحد)?{AFTER}", units(true));
    let english = format!("(?:about |over |almost )?(an?|\\d{{1,4}}) ({})s? ago", units(false));
    let others = |arabic: bool| {
        join(OTHER_UNITS.iter().map(|(name, _)| *name).filter(|name| is_arabic(name) == arabic).collect())
    };
    let german = format!(r"(?:vor|il y a) (eine[mr]|une?|\d{{1,4}}) ({})(?:e?n|s)?", others(false));
    let persian = format!(r"(يك|\d{{1,4}}) ({}) (?:پيش|قبل)", others(true));
    // As social networks print them under a comment: «5 س», «3d».
    let short = r"\d{1,3} ?(?:س|د|ي|h|hrs?|d|w|min)";
    let half = super::forms::HALF;
    let clock = format!(
        r"(?:[ ,،-]+(?:في |عند |على )?(?:الساعة |at )?(?:(?:{half}) )?\d{{1,2}} ?[:h] ?\d{{2}}(?::\d{{2}})?(?: ?(?:{half}))?)?"
    );
    let days = format!("(?:(امس|yesterday)|(اليوم|today)){clock}");
    Regex::new(&format!(
        "^(?:{arabic}|{english}|(just now|now|الان|للتو)|{days}|{german}|{persian}|{short})(?: [,،] ?| الساعة .*)?$"
    ))
    .expect("the pattern is well-formed")
});

/// Whether the line can be a relative time, looked up before it is folded.
pub(super) fn may_be(line: &str) -> bool {
    let words = [
        "منذ",
        "قبل",
        "من ",
        "الآن",
        "الان",
        "للتو",
        "أمس",
        "امس",
        "اليوم",
        "ago",
        "now",
        "esterday",
        "oday",
        "or ",
        "l y a",
        "پیش",
        "پيش",
    ];
    let is_short = || line.len() <= SHORTEST && line.trim_start().starts_with(clean::is_numeric);
    line.len() < 120 && (is_short() || words.iter().any(|word| line.contains(word)))
}

/// Whether the whole line is a relative time.
pub(super) fn is(folded: &str) -> bool {
    PATTERN.is_match(unchanged(folded))
}

/// Whether a folded text says that a comment was changed, and nothing else: «(تم التعديل)».
pub(super) fn is_change(folded: &str) -> bool {
    CHANGED.contains(&folded.trim_matches(is_border))
}

/// A folded time without what says that the comment was changed.
fn unchanged(folded: &str) -> &str {
    let is_whole = |rest: &&str, inner: Option<char>| !rest.is_empty() && inner.is_some_and(is_border);
    let without = |mark: &&str| {
        let text = folded.trim_matches(is_border);
        let behind = text.strip_prefix(*mark).filter(|rest| is_whole(rest, rest.chars().next()));
        behind.or_else(|| text.strip_suffix(*mark).filter(|rest| is_whole(rest, rest.chars().next_back())))
    };
    CHANGED.iter().find_map(without).map_or(folded, |rest| rest.trim_matches(is_border))
}

/// Whether a letter stands between a time and a word beside it.
fn is_border(c: char) -> bool {
    c.is_whitespace() || "()[]·•|:,،-–—".contains(c)
}

/// The date of a relative time, at its own precision: months give no day, and years no month.
pub(super) fn before(folded: &str, now: Moment) -> Option<String> {
    let found = PATTERN.captures(unchanged(folded))?;
    let group = |at| found.get(at).map(|group| group.as_str());
    let other = group(9).or_else(|| group(11));
    let (count, unit) = match (group(2).or_else(|| group(4)), group(5), group(6), group(7)) {
        (Some(name), ..) => {
            let (_, unit, count) = UNITS.iter().find(|(known, ..)| *known == name)?;
            (group(1).or_else(|| group(3)).and_then(number).unwrap_or(*count), *unit)
        }
        _ if other.is_some() => {
            let (_, unit) = OTHER_UNITS.iter().find(|(known, _)| Some(*known) == other)?;
            (group(8).or_else(|| group(10)).and_then(number).unwrap_or(1), *unit)
        }
        (_, Some(_), ..) => (0, Unit::Moment),
        (_, _, Some(_), _) => (1, Unit::Day),
        (_, _, _, Some(_)) => (0, Unit::Day),
        _ => return None,
    };
    let span = match unit {
        Unit::Moment => Span::new().try_seconds(count),
        Unit::Minute => Span::new().try_minutes(count),
        Unit::Hour => Span::new().try_hours(count),
        Unit::Day => Span::new().try_days(count),
        Unit::Week => Span::new().try_weeks(count),
        Unit::Month => Span::new().try_months(count),
        Unit::Year => Span::new().try_years(count),
    };
    let then = now.0.checked_sub(span.ok()?).ok()?;
    // Nobody commented on pages before there were any.
    let date = Some(then.date()).filter(|date| date.year() >= super::forms::FIRST_YEAR)?;
    // «أمس 22:10» says when on that day, and nothing else does.
    let names_day = group(6).or_else(|| group(7)).is_some();
    if let Some(time) = super::forms::time(folded).filter(|_| names_day) {
        return Some(format!("{date}T{:02}:{:02}", time.hour(), time.minute()));
    }
    Some(match unit {
        Unit::Moment | Unit::Minute | Unit::Hour => minutes(then),
        Unit::Day | Unit::Week => date.to_string(),
        Unit::Month => format!("{:04}-{:02}", date.year(), date.month()),
        Unit::Year => format!("{:04}", date.year()),
    })
}

/// A number in digits or in words.
fn number(said: &str) -> Option<i64> {
    let word = || NUMBERS.iter().find(|(word, _)| *word == said).map(|(_, number)| *number);
    said.parse().ok().or_else(word)
}

/// Seconds since 1970 as a date and a time in UTC.
pub(super) fn since_1970(seconds: i64) -> Option<String> {
    Some(minutes(tz::Offset::UTC.to_datetime(Timestamp::from_second(seconds).ok()?)))
}

fn minutes(moment: DateTime) -> String {
    format!("{}T{:02}:{:02}", moment.date(), moment.hour(), moment.minute())
}
