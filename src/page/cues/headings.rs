//! Headings of comment sections.

use std::sync::LazyLock;

use regex::Regex;

use super::LONGEST_CUE;
use super::whole::WholeLines;
use crate::page::clean::fold;
use crate::page::memory;

/// The heading of a comment section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Heading {
    /// How many comments it says there are.
    pub(crate) declared: Option<u64>,
}

/// What readers leave, folded: with a word for readers, or for what was published, it heads a section.
const SPEECH: &str = "(?:ال)?(?:تعليق|تعليقات|تعقيب|تعقيبات|مشاركات|ردود|اراء|مداخلات|ملاحظات|رسائل|مساهمات|تفاعلات|نقاشات|انطباعات|اصوات|كلمات|مرئيات|مقترحات|تفاعل|صوت\
    |افكار|اجابات|وجهات نظر)";
/// Those who leave it.
const READERS: &str = "(?:ال)?(?:قراء|قارئ|قارىء|زوار|زائرين|متابعين|متابعون|اعضاء|جمهور|معلقين|متصفحين|مشاهدين|ناس|مواطنين|مشتركين|اهالي|اصدقاء)|قرائنا|زوارنا|متابعينا";
/// A number behind a heading, in brackets or behind a colon.
const NUMBER: &str = r" ?(?:(?:ال)?عدد(?:ها)?(?: (?:ال)?(?:تعليقات|مشاركات|ردود|تعقيبات))?)? ?[:\-]? ?[(\[]? ?(\d{1,6})? ?[)\]]?";

/// Headings made of a word for what is said and a word for who says it, or where.
fn composed() -> [String; 8] {
    [
        format!(
            r"(?:(\d{{1,6}}) )?{SPEECH} (?:من |ل)?(?:{READERS})(?: و(?:{READERS}))?(?: (?:على|حول|عن|في) (?:هذا |هذه )?[^ ]{{2,14}}?)?{NUMBER}"
        ),
        format!(
            r"(?:تعليقاتكم|تعقيباتكم|اراؤكم|اراءكم|ردودكم|مشاركاتكم|اصواتكم|مداخلاتكم|رسائلكم|تفاعلاتكم)(?: (?:على|حول|عن|في) (?:هذا |هذه )?[^ ]{{2,14}}?)?{NUMBER}"
        ),
        format!(
            r"{SPEECH} (?:(?:ال)?(?:منشورة|واردة|مضافة|مقبولة|معتمدة)(?: (?:على|حول|عن) (?:هذا |هذه )?[^ ]{{2,14}}?)?|(?:على|حول|عن) (?:هذا |هذه )?(?:ال)?(?:موضوع|مقال|مقالة|خبر|تقرير|صفحة|مادة|فيديو)){NUMBER}"
        ),
        // «ما كتبه الزوار عن هذا الموضوع», «كتب لنا القراء», «ماذا قال الأعضاء؟».
        format!(
            r"(?:(?:هذا |هكذا )?ما|ماذا)? ?(?:كتب|قال|يقول|يكتب|علق|ارسل)(?:ه|ته)? (?:لنا |به )?(?:{READERS})(?: (?:على|حول|عن|في) (?:هذا |هذه )?[^ ]{{2,14}}?)?{NUMBER}؟?"
        ),
        format!(
            r"(?:بريد|رسائل|تعليقات|تعقيبات|ردود|مشاركات|نقاش) (?:هذا|هذه) (?:ال)?(?:موضوع|مقال|مقالة|خبر|تقرير|صفحة|مادة|حلقة){NUMBER}"
        ),
        // «عدد الملاحظات المنشورة: 4», «5 آراء منشورة - الأسماء محجوبة».
        format!(
            r"(?:عدد {SPEECH}|(\d{{1,6}}) (?:تعليق|تعقيب|راي|رد|مشاركة|مداخلة|ملاحظة|{SPEECH})) (?:ال)?(?:منشورة?|واردة?|مضافة?|معتمدة?){NUMBER}(?: [-–—|] .{{1,80}})?"
        ),
        format!(
            r"(?:vos |les )?(?:reactions|réactions|commentaires|avis|opinions|contributions)(?: des? (?:lecteurs|internautes|visiteurs|membres|abonnes|abonnés))?{NUMBER}|leser(?:kommentare|meinungen|stimmen|reaktionen){NUMBER}"
        ),
        format!(
            r"(?:(?:your|reader|user|visitor|member)s?'? (?:views|opinions|reactions|thoughts|feedback|responses|voices|letters)|what (?:our |the )?readers (?:say|think)){NUMBER}|(?:نظرات?|ديدگاه ?(?:ها)?(?:ي)?)(?: (?:كاربران|خوانندگان|شما|بازديدكنندگان))?{NUMBER}"
        ),
    ]
}

/// Words, folded and with what may hang on them, of which lines have one that lead over to what readers say.
const INTRODUCING: &str = "تعليق(?:ات|ا|ك|كم|اتكم|اتنا)?|تعاليق|تعقيب(?:ات|ك|كم|اتكم)?|قراء(?:نا)?|قارئ|قارىء|زوار(?:نا)?|زائر|متابعين|متابعون|متابعينا\
    |اعضاء|جمهور|رايك|رايكم|ردود(?:كم)?|مداخل(?:ة|ات|اتكم)|مشارك(?:ات|تك|اتك|اتكم)|اصواتكم|رسائل(?:كم)?|ملاحظاتكم|دفتر|قلتم|كتبتم\
    |(?:في|الى) النقاش|ديدگاه ?(?:ها)?|نظرات";
/// The same in other scripts, by their beginnings.
const INTRODUCING_LATIN: &str = "comment|repl|respon|reader|conversation|thought|letter|guestbook|react|réact|lecteur|internaute|leser|kommentar";
/// And of those that may lead over to anything else.
const VAGUE: &str = "اراء|راي|نقاش|حوار|حديث|اصوات|بريد|قالوا|تفاعل|مشاركة|discuss(?:ion)?|opinions?|avis|meinung(?:en)?|views";
/// Whose words are no readers', though lines that lead over to them have the same words.
const OTHERS: &str =
    "نواب|نائبات|وزراء|وزيرات|خبراء|مسؤولين|محللين|لاعبين|مدربين|شهود|محضر|نص|محرر|محررين|تصويبات|تصحيحات";
/// A line that leads over has at most so many words.
const INTRODUCING_WORDS: usize = 7;

/// One form of heading: its pattern, and the number it declares where the pattern captures none.
const HEADINGS: &[(&str, Option<u64>)] = &[
    (r"(?:هناك |يوجد )?(\d{1,6}) ?(?:من )?(?:تعليق|(?:ال)?تعليقات|تعليقا)(?: على .{1,200})?", None),
    (
        r"(?:عدد )?(?:ال)?(?:تعليق|تعليقات|مشاركات|ردود|تعقيبات|مداخلات|تعقيب) ?[:\-]? ?[(\[]? ?(\d{1,6}) ?[)\]]?",
        None,
    ),
    (
        r"(?:تعليقات|اراء|ردود|مشاركات) (?:القراء|الزوار|المتابعين|الاعضاء|قرائنا) ?[:\-]? ?[(\[]? ?(\d{1,6})? ?[)\]]?",
        None,
    ),
    (r"(?:ال|عدد ال)?تعليقات(?: تحديث| rss)?", None),
    (r"ردود الافعال(?: على .{1,60})?", None),
    (r"(?:تعليقات|ردود|اراء) (?:حول|على|عن) (?:ال)?(?:موضوع|مقال|مقالة|خبر)", None),
    (r"(?:نقاش|نقاشات|حوار|تفاعل|تفاعلات|مداخلات) (?:القراء|الزوار|المتابعين|الاعضاء)", None),
    (r"(?:هناك )?تعليق واحد(?: على .{1,200})?", Some(1)),
    (r"(?:هناك )?(?:تعليقان|تعليقين)(?: اثنان| اثنين)?(?: على .{1,200})?", Some(2)),
    (r#"(\d{1,6}) (?:فكرة|افكار|راي|اراء|رد|ردود|ردا) (?:على|حول|عن) ?["“”«„'].{1,200}"#, None),
    (r#"(?:فكرة واحدة|راي واحد|رد واحد) (?:على|حول|عن) ?["“”«„'].{1,200}"#, Some(1)),
    (
        r"(\d{1,6}) ?(?:comments?|responses?|repl(?:y|ies)|thoughts?|kommentare?|commentaires?)(?: (?:on|to|zu|sur|so far) ?.{0,200})?",
        None,
    ),
    (
        r"(?:one|une?|1) (?:comment|response|reply|thought|commentaire|reflexion|réflexion)(?: (?:on|to|sur|au sujet de) .{1,200})?",
        Some(1),
    ),
    (
        r"(?:comments|commentaires|kommentare|responses|replies|reactions|réactions) ?:? ?(?:[(\[]? ?(\d{1,6}) ?[)\]]?)?",
        None,
    ),
    (
        r"(?:reader|user|readers'?|your) comments|comments from (?:our )?readers|discussion|join the (?:discussion|conversation)",
        None,
    ),
    (r"(\d{1,6}) (?:ديدگاه|نظر|اجابة|اجابات|جواب|اجوبة)(?: (?:على|عن|حول|براي) .{1,200})?", None),
    (r"(\d{1,6}) (?:ergänzung(?:en)?|antwort(?:en)? (?:zu|auf) .{1,200})", None),
    (r"(?:show|view|read|see) (?:all )?(?:the )?(\d{1,6}) comments", None),
];

/// Parts of words of which every cue for a section has one: most lines of a page have none, which is soon seen.
const STEMS: &str = "اجاب|جواب|اجوبة|عودة|رجوع|اعلى|رئيسية|اتصل|من نحن|خصوصية|شروط|back|home|about|contact|ارسال|انشر|submit|send|envoyer|réagi|reagi|commente|postez|publier|avis|antwort|more |lire |mehr |اسئلة|ergänz|تعليق|تعقيب|قراء|قارئ|قارىء|زوار|زائر|متابع|ملاحظ|رسائل|مساهم|انطباع|اصوات|اجابات|وجهات|ديدگاه|نظر|avis|opinion|leser|view|feedback|voice|letter|reader|contribution|تعلیق|رد|راي|اراء|مشارك|فكر|فكار|نقاش|حوار|تفاعل|مداخل|دخول|سجل|اول من|كن |كوني|اترك|ترك|اضف|اضافة|اكتب|ضع\
    |ارسل|شارك|ساهم|علق|عقب|بريدك|حقول|خانات|احفظ|الغاء|حرف|حروف|حقوق|اكثر|احدث|اخر|اهم|ابرز|مقال|سابق|تالي|مواضيع|موضوع|اخبار|قصص|كلمات|وسوم\
    |يعجب|تعجب|يهمك|قرا|شاهد|طالع|المزيد|عن |نبذة|رابط|المصدر|تغطية|كوكيز|ارتباط|اعطنا|ابد|character|copyright|©|comment|repl|respon\
    |react|réact|réflexion|reflexion|thought|kommentar|log|sign|cookie|recent|latest|last|newest|most|trending|derni|neueste|letzte|aktuelle\
    |les plus|gelesen|live|tags|related|share|discussion|conversation|laisser|schreibe|email|réponse";

/// Whether a line is worth a closer look; whatever is a cue for a section is.
pub(crate) fn may_be_cue(line: &str) -> bool {
    static PATTERN: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(STEMS).expect("the pattern is well-formed"));
    PATTERN.is_match(&fold(line))
}

/// The heading of a comment section that `line` is, if it is one.
pub(crate) fn heading(line: &str) -> Option<Heading> {
    static FORMS: LazyLock<WholeLines> = LazyLock::new(|| {
        let composed = composed();
        let all = HEADINGS.iter().map(|(pattern, _)| *pattern).chain(composed.iter().map(String::as_str));
        WholeLines::new(all, "[ :.]*")
    });
    if line.len() > LONGEST_CUE * 2 {
        return None;
    }
    memory::on(
        line,
        |found| &found.heading,
        || {
            let folded = fold(line);
            let form = FORMS.first(&folded)?;
            let printed = FORMS.captures(form, &folded);
            let printed = printed
                .and_then(|found| found.iter().skip(1).flatten().next())
                .and_then(|number| number.as_str().parse().ok());
            let fixed = || HEADINGS.get(form).and_then(|(_, declared)| *declared);
            Some(Heading { declared: printed.or_else(fixed) })
        },
    )
}

/// How plainly a line leads over to what readers say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Introduction {
    /// Not at all.
    None,
    /// By a word that is also said of others.
    Vague,
    /// By a word for readers, or for what only they leave.
    Plain,
}

/// How plainly `line` leads over to what readers say, though it is no heading that is known: short, with a word for
/// readers or their speech, and no sentence. Much else is so: something more has to speak for what follows.
pub(crate) fn introduces(line: &str) -> Introduction {
    static PATTERNS: LazyLock<[Regex; 3]> = LazyLock::new(|| {
        let whole = |words: &str| format!(r"(?:^|[^\p{{L}}])(?:و|ب|ل)?(?:ال|لل)?(?:{words})(?:[^\p{{L}}]|$)");
        let plain = format!(r"{}|(?:^|[^\p{{L}}])(?:{INTRODUCING_LATIN})", whole(INTRODUCING));
        [plain, whole(VAGUE), whole(OTHERS)]
            .map(|pattern| Regex::new(&pattern).expect("the pattern is well-formed"))
    });
    let words = line.split_whitespace().take(INTRODUCING_WORDS + 1).count();
    if !(1..=INTRODUCING_WORDS).contains(&words) || line.trim_end().ends_with(['.', '،']) {
        return Introduction::None;
    }
    let folded = fold(line);
    let found = match PATTERNS.each_ref().map(|pattern| pattern.is_match(&folded)) {
        [_, _, true] | [false, false, _] => return Introduction::None,
        [true, _, _] => Introduction::Plain,
        [false, true, _] => Introduction::Vague,
    };
    let is_other = super::elsewhere(line)
        || super::section_end(line)
        || super::no_comments(line)
        || super::login_wall(line);
    if is_other { Introduction::None } else { found }
}

#[cfg(test)]
mod tests {
    use super::{Introduction, heading, introduces, may_be_cue};

    #[test]
    fn headings_declare_their_number() {
        for (line, declared) in [
            ("3 تعليقات", Some(3)),
            ("١٢ تعليقًا", Some(12)),
            ("تعليق 1", Some(1)),
            ("التعليقات (2)", Some(2)),
            ("التعليقات: ٧", Some(7)),
            ("عدد التعليقات: 41", Some(41)),
            ("التعليقات", None),
            ("التعلیقات", None),
            ("تعليق واحد", Some(1)),
            ("تعليقان", Some(2)),
            ("هناك 4 تعليقات:", Some(4)),
            ("4 أفكار على “ارتفاع الأسعار”", Some(4)),
            ("تعليق واحد على «ارتفاع الأسعار»", Some(1)),
            ("تعليقات القرّاء", None),
            ("تعليقات الزوار 3", Some(3)),
            ("آراء القراء (9)", Some(9)),
            ("المشاركات (5)", Some(5)),
            ("34 responses to “Wind”", Some(34)),
            ("52Comments", Some(52)),
            ("One thought on “Wind”", Some(1)),
            ("تعقيبات القرّاء على الخبر (6)", Some(6)),
            ("أصواتكم", None),
            ("مداخلاتكم حول المشروع: ٤", Some(4)),
            ("الرسائل الواردة حول هذا الموضوع (2)", Some(2)),
            ("2 التعليقات:", Some(2)),
            ("مشاركات الزوار العدد: 4", Some(4)),
            ("Les réactions des lecteurs (3)", Some(3)),
            ("What our readers say", None),
            ("دیدگاه‌ها (5)", Some(5)),
            ("عدد الملاحظات المنشورة: 4", Some(4)),
            ("5 آراء منشورة - الأسماء محجوبة", Some(5)),
            ("ما كتبه الزوار عن هذا الموضوع:", None),
            ("كتب لنا القراء", None),
            ("بريد هذا الخبر", None),
            ("تفاعل المشتركين", None),
            ("مرئيات الجمهور", None),
        ] {
            assert_eq!(heading(line).map(|heading| heading.declared), Some(declared), "{line:?}");
        }
    }

    #[test]
    fn sentences_are_not_headings() {
        for line in [
            "أحدث التعليقات",
            "قال إن التعليقات (2) حذفت أمس",
            "تعليق",
            "3 ردود على مقال الأمس",
            "",
            "12",
            "نشر الوزير 3 تعليقات غاضبة",
            "تعليق رياضي",
            "اترك تعليقا",
            "آراء",
            "أصوات من المدينة",
            "رسائل",
            "آراء الناس في هذا الموضوع مختلفة",
            "تعليقات القراء على الخبر مضحكة",
            "ردود الناس على القرار غريبة",
        ] {
            assert_eq!(heading(line), None, "{line:?}");
        }
    }

    #[test]
    fn lines_lead_over_to_readers_plainly_or_vaguely() {
        for line in
            ["ماذا قال القراء؟ (9)", "حديث الأعضاء", "مساحة القارئ", "شارك في النقاش", "Join the conversation"]
        {
            assert_eq!(introduces(line), Introduction::Plain, "{line:?}");
        }
        for line in ["آراء", "حوار حول الخبر", "بريد الأسبوع"] {
            assert_eq!(introduces(line), Introduction::Vague, "{line:?}");
        }
        // «قراءة», «حديثة» and «رأيت» only look alike; sentences and what ends a section lead nowhere.
        for line in [
            "قراءة في 3 دقائق",
            "مبان حديثة",
            "رأيت الوزير",
            "رحب القراء بالخبر أمس.",
            "اترك تعليقا",
            "أحدث التعليقات",
        ] {
            assert_eq!(introduces(line), Introduction::None, "{line:?}");
        }
    }

    #[test]
    fn every_cue_has_one_of_the_stems() {
        for line in [
            "التعلیقات",
            "كن أول من يعلّق",
            "Be the first to comment",
            "لن ينشر عنوان بريدك الالكتروني",
            "© ٢٠٢٠",
        ] {
            assert!(may_be_cue(line), "{line:?}");
        }
        assert!(!may_be_cue("أعلنت البلدية خطة جديدة لتنظيم السوق"));
    }
}
