//! The words by which a comment section gives itself away: headings, notices, forms, bylines.
//!
//! Every cue is a whole line, looked up on its folded copy ([`fold`]); a word inside a sentence is never one. Arabic
//! comes first; English, French and German are here because Arabic sites run untranslated themes.

use std::sync::LazyLock;

use regex::{Regex, RegexSet};

use super::clean::{fold, label};

/// Longer lines are prose.
const LONGEST_CUE: usize = 300;
/// Longer rows of tools are sentences.
const MOST_TOOLS: usize = 8;
/// Longer lines of tools that nothing sets apart are words, in bytes.
const LONGEST_TOOLS: usize = 60;
/// Names have few words; longer ones are sentences.
const LONGEST_NAME: usize = 6;

/// The heading of a comment section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Heading {
    /// How many comments it says there are.
    pub(crate) declared: Option<u64>,
}

/// One form of heading: its pattern, and the number it declares where the pattern captures none.
const HEADINGS: &[(&str, Option<u64>)] = &[
    (r"(?:هناك |يوجد )?(\d{1,6}) ?(?:تعليق|تعليقات|تعليقا)(?: على .{1,200})?", None),
    (r"(?:عدد )?(?:ال)?(?:تعليق|تعليقات|مشاركات|ردود) ?[:\-]? ?[(\[]? ?(\d{1,6}) ?[)\]]?", None),
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
    (r"(?:show|view|read|see) (?:all )?(?:the )?(\d{1,6}) comments", None),
];

/// Says that nobody has commented. The singular «لا تعليق» is not here: readers write it as a comment.
const NO_COMMENTS: &[&str] = &[
    r"(?:لا توجد|لا يوجد|لاتوجد|لايوجد|ليس هناك|ليست هناك)(?: اي(?:ة)?)? تعليق(?:ات)?.{0,80}",
    r"لا تعليقات.{0,60}",
    r"(?:كن|كوني?) اول (?:من يعلق|من يضيف|من يكتب|من يترك|المعلقين).{0,80}",
    r"لم (?:يتم|تتم) (?:اضافة|نشر) (?:اي )?تعليق.{0,80}",
    r"(?:تم اغلاق |عذرا ?،? )?(?:ال)?تعليقات (?:مغلقة|معطلة|مقفلة|غير مفعلة).{0,80}",
    r"تم (?:اغلاق|تعطيل|ايقاف) التعليقات.{0,80}",
    r"0 ?تعليق(?:ات)?|تعليق(?:ات)? ?[(:]? ?0 ?\)?|التعليقات ?[(:]? ?0 ?\)?",
    r"(?:no|0) comments?(?: yet)?\.?|comments are closed\.?|be the first to comment.{0,40}|aucun commentaire.{0,40}|keine kommentare.{0,40}",
];

/// Comments are shown to members only.
const LOGIN_WALLS: &[&str] = &[
    r"لمشاهدة التعليقات.{0,200}",
    r"(?:عذرا ?،? ?)?(?:يجب|يجب عليك|يلزم|عليك|يرجى|الرجاء|من فضلك) (?:ان تكون |اولا )*(?:مسجلا? الدخول|تسجيل الدخول|الدخول|ان تسجل الدخول|التسجيل).{0,200}",
    r"(?:قم ب|قم اولا ب)?(?:سجل|سجلوا|تسجيل) (?:الدخول|دخولك) (?:ل|حتى |كي |لكي |اولا |من اجل ).{0,200}",
    r".{0,80}(?:للتعليق|لاضافة تعليق|لنشر تعليق\S*|لكتابة تعليق|لتتمكن من التعليق).{0,60}(?:يجب|سجل|تسجيل الدخول).{0,120}",
    r"(?:you must|please) (?:be logged|log|sign) in.{0,120}|log ?in to (?:leave|post|read|view|comment).{0,80}",
];

/// The comment form begins, or the section is over.
const SECTION_ENDS: &[&str] = &[
    r"(?:ا?ترك|اضف|اضافة|اكتب|اكتبوا|ضع|ارسل|اترك لنا|شارك ب) ?(?:لنا )?(?:تعليقا?|تعليقك|ردا?|ردك|رايك|تعليق جديد)(?: جديدا?| هنا| على .{1,80})?(?: ?الغاء الرد)? ?[:.…]*",
    r"(?:شاركنا|شارك|شاركونا|ابد|اعطنا) (?:برايك|برايكم|رايك|رايكم|بتعليقك)(?: .{0,60})?",
    r"(?:ل[نا]|لن) ?(?:يتم )?(?:نشر|ينشر|ينشرعنوان|تظهر|يظهر)? ?(?:عنوان )?بريدك ?الال?كتروني.{0,200}",
    r"(?:ال)?(?:حقول|خانات) (?:الالزامية|المطلوبة|الضرورية) .{0,120}",
    r"احفظ اسمي.{0,200}|احفظ بياناتي.{0,200}",
    r"الغاء الرد|الغاء الرد على التعليق|انقر هنا لالغاء الرد.{0,20}",
    r"(?:\d{1,5} )?(?:characters left|characters remaining)|(?:\d{1,5} )?حرفا? متبق(?:ي|ية)?|عدد الحروف المتبقية.{0,20}",
    r"(?:جميع|كافة|كل) الحقوق محفوظة.{0,200}|حقوق (?:النشر|الطبع) محفوظة.{0,120}|©.{0,200}|copyright .{0,200}",
    r"leave a (?:reply|comment).{0,80}|(?:post|add|write) a (?:reply|comment)|cancel reply|your email address will not be published.{0,120}",
    // Fields of a form as text browsers draw them.
    r"(?:\[[^\[\]]{0,40} \] ?)+|.{0,40}_{8,}",
    r"laisser un commentaire.{0,60}|schreibe einen kommentar.{0,60}",
    r".{0,60}(?:this website|this site|we) uses? cookies.{0,200}|.{0,60}(?:يستخدم|نستخدم) .{0,30}ملفات (?:تعريف الارتباط|الارتباط|الكوكيز).{0,120}",
    r"(?:الاكثر|اكثر) (?:قراءة|مشاهدة|تعليقا|تداولا)|(?:احدث|اخر|اهم) (?:التعليقات|المقالات|الاخبار|المواضيع|المشاركات)",
    r"(?:الصفحة )?الرئيسية|من نحن|عن الموقع|(?:اتصل|اتصلوا) بنا|سياسة الخصوصية|شروط الاستخدام|home|about us|contact us|privacy policy|impressum",
    r"(?:ال)?مقالة? السابقة?|(?:ال)?مقالة? التالية?|السابق|التالي",
];

/// The article is over: related items, keywords, sources.
const ARTICLE_TAILS: &[&str] = &[
    r"كلمات (?:مفتاحية|دلالية|البحث).{0,100}|الكلمات (?:المفتاحية|الدلالية).{0,100}|(?:ال)?وسوم ?:?.{0,100}|tags ?:.{0,100}",
    r"(?:قد|ربما) (?:يعجبك|يهمك|تعجبك|يعجبكم|يهمكم)(?: ايضا| كذلك)?|اقرا ايضا|اقرا المزيد|شاهد ايضا|طالع ايضا",
    r"(?:مواضيع|مقالات|اخبار|موضوعات) (?:ذات صلة|مشابهة|متعلقة|مرتبطة|اخرى)|المزيد من .{1,40}",
    r"عن (?:مصدر )?(?:المقال|الكاتب)(?: وكاتبه)?|نبذة عن الكاتب",
    r"شارك(?:ها| المقال| الخبر| هذا)?(?: على.{0,40})?|related (?:posts|articles)|share this.{0,20}",
    r"(?:رابط (?:مختصر|المقال|الخبر)|المصدر ?:).{0,100}",
];

/// Widgets that stand between the paragraphs of an article or around it.
const FURNITURE: &[&str] = &[
    r"(?:اظهار|عرض|اخفاء) (?:ال)?اخبار (?:ال)?(?:متعلقة|ذات صلة)|اعلان(?:ات)?|advertisement|الاعلانات",
    r"(?:[-+−–اa][-+−–]?[ /|]*){1,4}|حجم الخط.{0,30}|تكبير الخط|تصغير الخط",
    r"طباعة|مشاركة|نسخ الرابط|تم النسخ|استمع|facebook|twitter|whatsapp|telegram|فيسبوك|تويتر|واتساب|تليجرام|تلغرام",
    r"\d{1,5}",
];

/// Comments on other pages, or other stories, are listed below.
const ELSEWHERE: &[&str] = &[
    r"(?:احدث|اخر|اهم|ابرز) (?:التعليقات|تعليقات القراء|المقالات|الاخبار|المواضيع|المشاركات|الردود)(?: .{0,40})?",
    r"(?:ال)?(?:اكثر|الاكثر) (?:قراءة|مشاهدة|تعليقا|تداولا|شعبية)(?: .{0,40})?",
    r"(?:مقالات|اخبار|مواضيع|موضوعات|قصص) (?:اخرى|مشابهة|متعلقة|مرتبطة|ذات صلة)",
    r"(?:recent|latest|last|newest) (?:comments|posts|articles|news|stories)|most (?:read|popular|commented|viewed)|trending(?: now)?",
    r"derniers (?:commentaires|articles)|(?:neueste|letzte|aktuelle) (?:kommentare|beitrage|beiträge)|les plus (?:lus|commentes|commentés)|meistgelesen",
    r"(?:ال)?تغطية (?:ال)?(?:مباشرة|مستمرة)|live (?:blog|updates|coverage|ticker)",
];

/// The small words of a comment's tool bar.
const TOOLS: &[&str] = &[
    r"(?:ال)?رد|رد على (?:ال)?تعليق|(?:ال)?رد على هذا التعليق|اقتباس|حذف|ابلاغ|ابلغ|تبليغ|بلغ|تعديل|تحرير|(?:رابط التعليق)",
    r"(?:\d{1,4} )?(?:اعجابات|اعجابا)|اعجابان|اعجبني|لم يعجبني|لا يعجبني|اعجاب|مشاركة|احترام",
    r"reply|répondre|antworten|quote|report|like|dislike|edit|delete|share|permalink|flag|respect|liken?|gefällt mir|gefällt \d{1,4} person(?:en)?|see more|(?:\d{1,4} )?likes?|share ›|teilen|melden|zitieren|signaler",
    r"#\d{1,5}|(?:\+|-)?\d{1,4}(?: (?:-|/|\|) ?\d{1,4})?|\(?(?:\+|-)?\d{1,4}\)?",
    r"تعليقك (?:ب|في )انتظار .{0,60}|your comment is awaiting moderation.{0,120}",
];

/// What sites print about a reader under the name, or about a comment over it.
const BADGES: &[&str] = &[
    r"عضو(?: .{1,20})?|مشرف(?: .{1,20})?|(?:new |senior |junior |active )?member|moderator",
    r"(?:ال)?(?:مشاركات|مواضيع|نقاط|اعجابات) ?:? ?\d{1,6}|(?:posts|messages|joined|reputation) ?: ?.{1,20}",
    r"(?:تاريخ (?:التسجيل|الانضمام)|اشترك|انضم|عضو منذ|joined|registered|member since)(?: في| منذ)? ?:? ?.{0,30}\d",
    r"\d(?:[.,]\d)? (?:stars?|نجوم|نجمة|نجمات|sterne)",
];

/// Words before the name in a byline, and whether they alone prove one.
const BEFORE_NAME: &[(&[&str], bool)] = &[
    (&["avatar", "of"], true),
    (&["avatar", "for"], true),
    (&["يقول"], true),
    (&["قال"], true),
    (&["الصورة", "الرمزية", "ل"], true),
    (&["ارسلت", "بواسطة"], false),
    (&["نشر", "بواسطة"], false),
    (&["كتب"], false),
    (&["كتبه"], false),
    (&["بواسطة"], false),
    (&["من", "طرف"], false),
    (&["صورة"], false),
    (&["by"], false),
];

/// Words after the name in a byline.
const AFTER_NAME: &[&[&str]] = &[
    &["يقول"],
    &["تقول"],
    &["قال"],
    &["says"],
    &["said"],
    &["dit"],
    &["a", "dit"],
    &["sagt"],
    &["schreibt"],
];

/// Compiles whole-line patterns.
fn whole_lines(patterns: &[&str]) -> RegexSet {
    RegexSet::new(patterns.iter().map(|pattern| format!("^(?:{pattern})$")))
        .expect("the patterns are well-formed")
}

/// Whether any of the patterns is the folded `line`.
fn is_any(patterns: &RegexSet, line: &str) -> bool {
    line.len() <= LONGEST_CUE * 4 && patterns.is_match(&fold(line))
}

/// Parts of words of which every cue for a section has one: most lines of a page have none, which is soon seen.
const STEMS: &str = "تعليق|تعلیق|رد|راي|اراء|مشارك|فكر|فكار|نقاش|حوار|تفاعل|مداخل|دخول|سجل|اول من|كن |كوني|اترك|ترك|اضف|اضافة|اكتب|ضع\
    |ارسل|شارك|بريدك|حقول|خانات|احفظ|الغاء|حرف|حروف|حقوق|اكثر|احدث|اخر|اهم|ابرز|مقال|سابق|تالي|مواضيع|موضوع|اخبار|قصص|كلمات|وسوم\
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
    static FORMS: LazyLock<Vec<(Regex, Option<u64>)>> = LazyLock::new(|| {
        let compile = |pattern: &str| {
            Regex::new(&format!("^(?:{pattern})[ :.]*$")).expect("the pattern is well-formed")
        };
        HEADINGS.iter().map(|(pattern, declared)| (compile(pattern), *declared)).collect()
    });
    static ANY: LazyLock<RegexSet> = LazyLock::new(|| {
        RegexSet::new(HEADINGS.iter().map(|(pattern, _)| format!("^(?:{pattern})[ :.]*$")))
            .expect("the patterns are well-formed")
    });
    if line.len() > LONGEST_CUE * 2 {
        return None;
    }
    let folded = fold(line);
    if !ANY.is_match(&folded) {
        return None;
    }
    let (form, fixed) = FORMS.iter().find(|(form, _)| form.is_match(&folded))?;
    let printed =
        form.captures(&folded).and_then(|found| found.get(1)).and_then(|number| number.as_str().parse().ok());
    Some(Heading { declared: printed.or(*fixed) })
}

/// Whether `line` says that there are no comments.
pub(crate) fn no_comments(line: &str) -> bool {
    static PATTERNS: LazyLock<RegexSet> = LazyLock::new(|| whole_lines(NO_COMMENTS));
    is_any(&PATTERNS, line)
}

/// Whether `line` sends the reader to a login before showing comments.
pub(crate) fn login_wall(line: &str) -> bool {
    static PATTERNS: LazyLock<RegexSet> = LazyLock::new(|| whole_lines(LOGIN_WALLS));
    is_any(&PATTERNS, line)
}

/// Whether the comment section is over at `line`: its form, or the page's footer.
pub(crate) fn section_end(line: &str) -> bool {
    static PATTERNS: LazyLock<RegexSet> = LazyLock::new(|| whole_lines(SECTION_ENDS));
    is_any(&PATTERNS, line)
}

/// Whether the article is over at `line`.
pub(crate) fn article_tail(line: &str) -> bool {
    static PATTERNS: LazyLock<RegexSet> = LazyLock::new(|| whole_lines(ARTICLE_TAILS));
    is_any(&PATTERNS, line)
}

/// Whether comments on other pages, or other stories, are listed below `line`.
pub(crate) fn elsewhere(line: &str) -> bool {
    static PATTERNS: LazyLock<RegexSet> = LazyLock::new(|| whole_lines(ELSEWHERE));
    is_any(&PATTERNS, line)
}

/// The name that a comment says to answer: «رداً على سمير», «in reply to Samir».
pub(crate) fn answers(line: &str) -> Option<String> {
    const CUES: &[&[&str]] = &[
        &["ردا", "على"],
        &["رد", "على"],
        &["في", "رد", "على"],
        &["الرد", "على"],
        &["يرد", "على"],
        &["in", "reply", "to"],
        &["replying", "to"],
        &["reply", "to"],
        &["en", "reponse", "a"],
        &["als", "antwort", "auf"],
        &["antwort", "auf"],
    ];
    if line.len() > LONGEST_CUE {
        return None;
    }
    let plain = label(line)?;
    let words: Vec<&str> = plain.split_whitespace().collect();
    let folded: Vec<String> = words.iter().map(|word| fold(word)).collect();
    let starts =
        |cue: &&&[&str]| folded.len() > cue.len() && folded.iter().zip(**cue).all(|(word, cue)| word == cue);
    let name = match CUES.iter().find(starts) {
        Some(cue) => words.get(cue.len()..)?.join(" "),
        None => plain.strip_prefix('@').filter(|_| words.len() == 1)?.to_owned(),
    };
    let name = name.trim_matches([':', '@', ' ']);
    is_name(name).then(|| name.to_owned())
}

/// Whether `line` is a widget of the page around or inside the article.
pub(crate) fn furniture(line: &str) -> bool {
    static PATTERNS: LazyLock<RegexSet> = LazyLock::new(|| whole_lines(FURNITURE));
    is_any(&PATTERNS, line)
}

static TOOL_PATTERNS: LazyLock<RegexSet> = LazyLock::new(|| whole_lines(TOOLS));

/// Whether `line` belongs to the tool bar of a comment.
pub(crate) fn tool(line: &str) -> bool {
    // Several tools may share a line.
    let words = || line.split([' ', '|', '·', '•', '/', '›', '−']).filter(|word| !word.trim().is_empty());
    is_any(&TOOL_PATTERNS, line)
        || ((2..=MOST_TOOLS).contains(&words().count()) && words().all(|word| is_any(&TOOL_PATTERNS, word)))
}

/// Whether `line` is two tools or more without a space between, as programs print what a page only sets apart by
/// style: «👍 2رد», «احترامردمشاركة». One pattern and no search for where to cut: of sixty digits there are millions of
/// ways.
pub(crate) fn glued_tools(line: &str) -> bool {
    static PATTERN: LazyLock<Regex> = LazyLock::new(|| {
        let (tool, signs) = (format!("(?:{})", TOOLS.join("|")), r"[^\p{Alphabetic}\p{N}]*");
        Regex::new(&format!(r"^{signs}{tool}(?:{signs}{tool})+\s*$")).expect("the pattern is well-formed")
    });
    line.len() <= LONGEST_TOOLS && line.chars().any(char::is_alphabetic) && PATTERN.is_match(&fold(line))
}

/// Whether `line` tells something of a reader beside the name: a rank, a number of posts.
pub(crate) fn badge(line: &str) -> bool {
    static PATTERNS: LazyLock<RegexSet> = LazyLock::new(|| whole_lines(BADGES));
    is_any(&PATTERNS, line)
}

/// What follows the label of a field that some pages print before names and comments: «الاسم: سمير».
pub(crate) fn without_label(line: &str) -> Option<&str> {
    const LABELS: &[&str] =
        &["الاسم", "اسم المعلق", "صاحب التعليق", "المعلق", "التعليق", "نص التعليق", "name", "comment"];
    let (label, rest) = line.split_once(':')?;
    let is_label = label.len() <= LONGEST_TOOLS && LABELS.contains(&fold(label).as_str());
    (is_label && !super::clean::is_blank(rest)).then_some(rest)
}

/// How a byline was recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Proof {
    /// It is the alternative text of a picture.
    Avatar,
    /// It says that somebody says something.
    Says,
    /// The word also begins sentences («كتب…»), so a date has to stand beside it.
    Weak,
}

/// The author that `line` names, if it is a byline: «سمير يقول:», «يقول سمير:», «Avatar of سمير», «كتب سمير».
pub(crate) fn byline(line: &str) -> Option<(String, Proof)> {
    if line.len() > LONGEST_CUE {
        return None;
    }
    let (name, proof, colon) = undress(line)?;
    // «يقول سمير» without a colon opens many a sentence.
    let needs_colon = proof == Proof::Says && !colon && !ends_with_speech(line);
    (is_name(&name) && !needs_colon).then_some((name, proof))
}

/// The name in an author's field, without the words of a byline around it.
pub(crate) fn author(field: &str) -> Option<String> {
    match undress(field) {
        Some((name, ..)) => Some(name),
        None => label(field.trim().trim_end_matches(':')),
    }
}

/// Whether `line` can be the name of a reader.
pub(crate) fn is_name(line: &str) -> bool {
    line.chars().count() <= 60
        && (1..=LONGEST_NAME).contains(&line.split_whitespace().count())
        && line.chars().any(char::is_alphanumeric)
        && !line.contains(['؟', '?', '!', '،', '؛', '…', '«', '»', '"', '“', '”', ':'])
        && (!line.ends_with('.') || ends_with_initial(line))
}

/// Whether the full stop at the end of a name is that of an initial.
fn ends_with_initial(line: &str) -> bool {
    line.split_whitespace().skip(1).last().is_some_and(|word| word.chars().count() == 2)
}

/// The name inside a byline, how it was proved, and whether a colon closes the line.
fn undress(line: &str) -> Option<(String, Proof, bool)> {
    let plain = label(line)?;
    let open = plain.trim_end_matches([':', ' ', '…']);
    let open = open.strip_suffix("...").unwrap_or(open);
    let colon = open.len() < plain.len();
    let words: Vec<&str> = open.split_whitespace().collect();
    let folded: Vec<String> = words.iter().map(|word| fold(word.trim_end_matches(':'))).collect();
    let starts =
        |cue: &[&str]| folded.len() > cue.len() && folded.iter().zip(cue).all(|(word, cue)| word == cue);
    if let Some((cue, sure)) = BEFORE_NAME.iter().find(|(cue, _)| starts(cue)) {
        let proof = match (sure, cue.len()) {
            (true, 1) => Proof::Says,
            (true, _) => Proof::Avatar,
            (false, _) => Proof::Weak,
        };
        return Some((words.get(cue.len()..)?.join(" "), proof, colon));
    }
    let cut = speech_at(&folded)?;
    Some((without_picture(words.get(..cut)?).join(" "), Proof::Says, colon))
}

/// The words of a name without the alternative text of a picture before it: «صورة سمير سمير».
fn without_picture<'l, 'a>(words: &'l [&'a str]) -> &'l [&'a str] {
    let starts = |cue: &&&[&str]| {
        words.len() > cue.len() && words.iter().zip(**cue).all(|(word, cue)| fold(word) == *cue)
    };
    let cues: [&[&str]; 3] = [&["صورة"], &["avatar", "of"], &["avatar", "for"]];
    let Some(cue) = cues.iter().find(starts) else { return words };
    let name = words.get(cue.len()..).unwrap_or_default();
    // The picture names the same person, perhaps by the first name only.
    let repeated =
        (1..=name.len() / 2).rev().find(|&length| name.get(..length) == name.get(length..2 * length));
    repeated.and_then(|length| name.get(length..)).unwrap_or(name)
}

/// Whether the line closes with a word of speech.
fn ends_with_speech(line: &str) -> bool {
    let folded: Vec<String> = line.trim_end_matches([':', ' ']).split_whitespace().map(fold).collect();
    speech_at(&folded).is_some()
}

/// Where the words of speech begin that close a byline.
fn speech_at(folded: &[String]) -> Option<usize> {
    AFTER_NAME.iter().find_map(|cue| {
        let cut = folded.len().checked_sub(cue.len()).filter(|&cut| cut > 0)?;
        folded.iter().skip(cut).zip(*cue).all(|(word, cue)| word == cue).then_some(cut)
    })
}

#[cfg(test)]
mod tests {
    use super::{
        Proof, article_tail, author, byline, furniture, glued_tools, heading, login_wall, no_comments,
        section_end, tool,
    };

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
        ] {
            assert_eq!(heading(line), None, "{line:?}");
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
            assert!(super::may_be_cue(line), "{line:?}");
        }
        assert!(!super::may_be_cue("أعلنت البلدية خطة جديدة لتنظيم السوق"));
    }

    #[test]
    fn notices_forms_and_walls_are_told_apart() {
        for line in ["لا توجد تعليقات", "لا تعليقات بعد", "كن أول من يعلّق", "التعليقات مغلقة.", "0 تعليق"]
        {
            assert!(no_comments(line), "{line:?}");
        }
        for line in [
            "يجب تسجيل الدخول لكتابة تعليق",
            "يجب أولاً تسجيل الدخول",
            "سجّل الدخول لإضافة رد",
            "لمشاهدة التعليقات سجل",
        ] {
            assert!(login_wall(line), "{line:?}");
        }
        for line in [
            "أترك تعليقاً",
            "اترك رد",
            "أضف تعليقك",
            "إضافة تعليق جديد",
            "اترك تعليقاً إلغاء الرد",
            "شاركنا رأيك",
            "لن يتم نشر عنوان بريدك الإلكتروني.",
            "لن ينشر عنوان بريدك الالكتروني",
            "الحقول الإلزامية مشار إليها بـ *",
            "characters left",
            "جميع الحقوق محفوظة ٢٠٢٠",
        ] {
            assert!(section_end(line), "{line:?}");
        }
        for line in ["قد يعجبك ايضا", "كلمات مفتاحية", "اقرأ أيضاً", "مواضيع ذات صلة"]
        {
            assert!(article_tail(line), "{line:?}");
        }
        for line in ["- +", "A A", "1", "اظهار أخبار متعلقة"] {
            assert!(furniture(line), "{line:?}");
        }
        for line in ["رد", "الرد", "Reply", "-3", "تعليقك بانتظار المراجعة."] {
            assert!(tool(line), "{line:?}");
        }
    }

    #[test]
    fn tools_may_be_glued() {
        for line in ["👍 2رد", "احترامردمشاركة", "ReplyShare", "+3 رد", "2رد1", "Reply 12Report"]
        {
            assert!(glued_tools(line), "{line:?}");
        }
        // The last have more ways to be cut than there is time for.
        let digits = "6".repeat(57);
        for line in ["رد", "12", "ردا", "كلام جميل", "رد الوزير", &format!("ا{digits}"), &format!("{digits}ا")]
        {
            assert!(!glued_tools(line), "{line:?}");
        }
    }

    #[test]
    fn what_readers_write_is_no_notice() {
        for line in [
            "لا تعليق",
            "لا تعليق!",
            "نعم",
            "اترك الكلام لأهله",
            "الرد على هذا الكلام سهل",
            "يجب أن يرحل",
            "كن رجلا",
            "أضف إلى ذلك أن الأسعار زادت",
            "رد الوزير لا يقنع أحدا",
        ] {
            assert!(!no_comments(line) && !login_wall(line) && !section_end(line) && !tool(line), "{line:?}");
        }
    }

    #[test]
    fn bylines_give_up_their_name() {
        for (line, name, proof) in [
            ("Avatar of أبو سمير", "أبو سمير", Proof::Avatar),
            ("أبو سمير يقول", "أبو سمير", Proof::Says),
            ("أبو سمير يقول:", "أبو سمير", Proof::Says),
            ("يقول أبو سمير:", "أبو سمير", Proof::Says),
            ("قال أبو سمير:", "أبو سمير", Proof::Says),
            ("Samir says:", "Samir", Proof::Says),
            ("كتب أبو سمير", "أبو سمير", Proof::Weak),
            ("أرسلت بواسطة زائر", "زائر", Proof::Weak),
            ("من طرف مجهول", "مجهول", Proof::Weak),
            ("بواسطة: أم سمير", "أم سمير", Proof::Weak),
            ("صورة أبو سمير", "أبو سمير", Proof::Weak),
        ] {
            assert_eq!(byline(line), Some((name.to_owned(), proof)), "{line:?}");
        }
        for line in [
            "يقول المثل الطيور على أشكالها تقع",
            "قال الحق",
            "يقول",
            "كلام جميل",
            "الذي لم يحضر هو نفسه من يقول هذا اليوم",
        ] {
            assert_eq!(byline(line), None, "{line:?}");
        }
    }

    #[test]
    fn author_fields_are_undressed() {
        assert_eq!(author("\u{200f}أبو سمير يقول:").as_deref(), Some("أبو سمير"));
        assert_eq!(author("سمير :").as_deref(), Some("سمير"));
        assert_eq!(author(" \n"), None);
    }
}
