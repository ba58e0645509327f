//! What a page prints around every comment: buttons, votes, ranks, labels of fields.

use std::sync::LazyLock;

use regex::Regex;

use super::whole::{WholeLines, loosened};
use super::{is_any, whole_lines};
use crate::page::clean::{self, fold};
use crate::page::memory::{self, Question};

/// What stands between tools on a line, and around them.
const TOOL_SIGNS: [char; 18] =
    ['☆', '★', '□', '›', '|', '·', '•', '−', '[', ']', '↩', '⋯', '♡', '▲', '▼', '⚑', '\u{a0}', '…'];
/// Longer rows of tools are sentences.
const MOST_TOOLS: usize = 8;
/// Longer lines of tools that nothing sets apart are words, in bytes.
const LONGEST_TOOLS: usize = 60;

/// Longer lines do not only tell of a membership, in bytes.
const LONGEST_MEMBERSHIP: usize = 120;

/// The small words of a comment's tool bar.
const TOOLS: &[&str] = &[
    ANSWER,
    REPORT,
    VOTE,
    r"(?:ال)?(?:تعليق|مشاركة|رسالة) (?:الاصل|الاصلية?|السابقة?)|حذف|عدل|تعديل|تحرير|(?:ال)?رابط(?: (?:ال)?(?:تعليق|دائم))?|نسخ(?: الرابط)?|مشاركة|ترجمة|ترجم|متابعة|(?:ال)?اعلى|حظر|كتم|حفظ|(?:عرض|اظهار|اقرا|قراءة)? ?المزيد|(?:عرض|اظهار|اخفاء) (?:ال)?(?:رد|ردود)(?: \(?\d{1,4}\)?)?",
    r"(?:ال)?(?:احدث|اقدم|افضل)(?: اولا)?|(?:newest|oldest|latest|best)(?: first)?|top|(?:neueste|älteste)(?: zuerst)?|(?:plus )?(?:récents|anciens)",
    r"تحميل المزيد(?: من (?:ال)?(?:تعليقات|ردود))?|load more(?: comments| replies)?|(?:ال)?ردود|تفاعل|react|edit|delete|share|permalink|see more|read more|more|copy(?: link)?|translate|follow|block|hide|share ›|teilen|bearbeiten|partager|modifier|supprimer|(?:view|show|hide) (?:\d{1,4} )?repl(?:y|ies)|\+? ?\d{1,4} weitere antwort(?:en)? anzeigen",
    r"\d{1,5} ?[-.):]+(?: ?(?:تعليق|رد|مشاركة|تعقيب|comment))?|(?:تعليق|رد|مشاركة|تعقيب|ملاحظة|comment|reply)(?: رقم)? ?#?\d{1,5} ?:?",
    r"#\d{1,5}|(?:\+|-)?\d{1,4}(?: (?:-|/|\|) ?\d{1,4})?|\(?(?:\+|-)?\d{1,4}\)?",
    r"هل (?:تؤيد|توافق على|اعجبك|يعجبك|افادك|تتفق مع) (?:هذا |هذه )?(?:ال)?(?:تعليق|راي|رد|مشاركة) ?؟?",
    r"\(?(?:edited|تم التعديل|معدلة?|عدلت)\)?",
    r"تعليقك (?:ب|في )انتظار .{0,60}|your comment is awaiting moderation.{0,120}",
];

/// The button by which a comment is answered.
const ANSWER: &str = r"(?:ال)?رد(?: على (?:هذا |هذه )?(?:ال)?(?:تعليق|تعقيب|مشاركة|رسالة|رد))?|(?:اجب|جاوب|رد|عقب|علق)(?: (?:عليه|عليها|على (?:هذا |هذه )?(?:ال)?(?:تعليق|تعقيب|مشاركة|رسالة|رد|خبر|اجابة|سؤال)))?|(?:اضف|اكتب) (?:ردا?|ردك)|علق|عقب|تعليق|اقتباس|اقتبس|رد (?:مع|باقتباس)(?: اقتباس)?|پاسخ|reply|respond|(?:répondre|repondre)(?: (?:à|a) (?:ce|cette|cet) [^ ]{4,14})?|antworten|quote|citer|zitieren";
/// What forums print over a comment: the number of the answer, which leads to the date.
const NUMBERED_ANSWER: &str = r"(?:رد|تعليق|مشاركة|تعقيب|مداخلة|comment|reply|post|réponse) ?(?:رقم|#|n°|no\.?) ?#?\d{1,5}(?: ?(?:في|بتاريخ|on|le))?";
/// The button by which a comment is reported.
const REPORT: &str = r"(?:ا?رسل |قدم )?شكوى(?: (?:على|ضد|عن|من)(?: (?:هذا|هذه))? (?:ال)?(?:تعليق|تعقيب|مشاركة|رد))?|(?:(?:ال)?ا?بلاغ|ا?بلغ|تبليغ|بلغوا)(?: (?:المشرف|الادارة|المشرفين|عن (?:ال)?(?:اساءة|تجاوز|مخالفة|تعليق|تعقيب|اساءه|محتوى)(?: مسيئة?| مخالفة?| غير (?:لائقة?|مناسبة?))?|عن هذا (?:ال)?(?:تعليق|تعقيب)))?|report(?: (?:abuse|comment|spam))?|flag|signaler(?: (?:un abus|ce [^ ]{4,14}))?|melden|گزارش";
/// The buttons by which it is voted on, with the votes.
const VOTE: &str = r"(?:\d{1,4} )?(?:اعجابات|اعجابا)|(?:اعجابان|اعجبني|لم يعجبني|لا يعجبني|يعجبني|اعجاب|احترام|صوت (?:مع|ضد))(?: ?[(\[:]? ?\d{1,4} ?[)\]]?)?|(?:لا )?(?:اوافقك?|موافق|غير موافق|معارض|مؤيد|اؤيد|اعارض|مفيد|غير مفيد|ايد) ?[(\[:]? ?\d{1,4} ?[)\]]?|(?:like|dislike|respect|agree|disagree|applaud|helpful|recommend|thumbs (?:up|down)|upvote|downvote|liken?|empfehlen|j'aime|gefällt mir)(?: ?[(\[:]? ?\d{1,4} ?[)\]]?)?|(?:\d{1,4} )?likes?|gefällt \d{1,4} person(?:en)?";

/// What sites print about a reader under the name, or about a comment over it.
const BADGES: &[&str] = &[
    r"عضو(?: .{1,20})?|مشرف(?: .{1,20})?|(?:new |senior |junior |active )?member|moderator",
    POSTS,
    JOINED,
    r"ابرز (?:ال)?معلقين|افضل (?:ال)?(?:معلقين|معجبين)|top (?:commenter|fan|contributor)",
    r"\d(?:[.,]\d)? (?:stars?|نجوم|نجمة|نجمات|sterne)",
];
/// How much a reader has written.
const POSTS: &str = r"(?:ال)?(?:مشاركات|مداخلات|مساهمات|مواضيع|نقاط|اعجابات) ?:? ?\d[\d,.]{0,8}|(?:posts|messages|joined|reputation) ?: ?.{1,20}";
/// Since when a reader is a member.
const JOINED: &str = r"(?:تاريخ (?:التسجيل|الانضمام)|اشترك|انضم|عضو منذ|joined|registered|member since)(?: في| منذ)? ?:? ?.{0,30}\d(?: ?[صم]| ?[ap]m)?";

static TOOL_PATTERNS: LazyLock<WholeLines> = LazyLock::new(|| whole_lines(TOOLS));

/// Whether `line` belongs to the tool bar of a comment.
pub(crate) fn tool(line: &str) -> bool {
    memory::is(Question::Tool, line, || are_tools(line))
}

/// The same without a look at what is known.
fn are_tools(line: &str) -> bool {
    if is_any(&TOOL_PATTERNS, line) {
        return true;
    }
    // Several tools may share a line, each in brackets or behind a sign.
    let parts = || line.split(TOOL_SIGNS).map(str::trim).filter(|part| !part.is_empty());
    let words = || parts().flat_map(|part| part.split([' ', '/', '›'])).filter(|word| !word.is_empty());
    let bracketed = line.contains(['[', '↩', '⋯', '♡', '›']);
    let count = words().count();
    let least = if bracketed { 1 } else { 2 };
    (least..=MOST_TOOLS).contains(&count)
        && (words().all(|word| is_any(&TOOL_PATTERNS, word))
            || parts().all(|part| is_any(&TOOL_PATTERNS, part)))
}

/// What is done to what readers write, and hardly to anything else on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reaction {
    /// It is answered, or numbered as an answer.
    Answer,
    /// It is reported.
    Report,
    /// It is voted on.
    Vote,
}

/// The reaction that `line` is the button for: to answer what a reader wrote, to report it, to vote on it.
pub(crate) fn reaction(line: &str) -> Option<Reaction> {
    static PATTERNS: LazyLock<WholeLines> = LazyLock::new(|| {
        whole_lines(&[ANSWER, NUMBERED_ANSWER, REPORT, VOTE, r"(?:👍|👎|▲|▼|♥|❤) ?\d{0,4}"])
    });
    let bare = line.trim().trim_matches(['[', ']', '(', ')', '↩', '⚑', ' ', '\u{fe0f}', ':']);
    if bare.len() > LONGEST_TOOLS || bare.is_empty() {
        return None;
    }
    match PATTERNS.first(&fold(bare))? {
        0 | 1 => Some(Reaction::Answer),
        2 => Some(Reaction::Report),
        _ => Some(Reaction::Vote),
    }
}

/// Whether `line` is two tools or more without a space between, as programs print what a page only sets apart by
/// style: «👍 2رد», «احترامردمشاركة». One pattern and no search for where to cut: of sixty digits there are millions of
/// ways.
pub(crate) fn glued_tools(line: &str) -> bool {
    static PATTERN: LazyLock<Regex> = LazyLock::new(|| {
        let (tool, signs) = (format!("(?:{})", TOOLS.join("|")), r"[^\p{Alphabetic}\p{N}]*");
        // Lines are too short for what it counts.
        let (tool, limit) = loosened(&tool);
        debug_assert!(limit >= LONGEST_TOOLS);
        Regex::new(&format!(r"^{signs}{tool}(?:{signs}{tool})+\s*$")).expect("the pattern is well-formed")
    });
    line.len() <= LONGEST_TOOLS
        && memory::is(Question::GluedTools, line, || {
            line.chars().any(clean::is_alphabetic) && PATTERN.is_match(&fold(line))
        })
}

/// Whether `line` tells something of a reader beside the name: a rank, a number of posts.
pub(crate) fn badge(line: &str) -> bool {
    static PATTERNS: LazyLock<WholeLines> = LazyLock::new(|| whole_lines(BADGES));
    memory::is(Question::Badge, line, || is_any(&PATTERNS, line))
}

/// Whether `line` tells since when a reader is a member, or how much one has written.
pub(crate) fn membership(line: &str) -> bool {
    static PATTERNS: LazyLock<WholeLines> = LazyLock::new(|| whole_lines(&[POSTS, JOINED]));
    line.len() <= LONGEST_MEMBERSHIP && line.contains(clean::is_numeric) && is_any(&PATTERNS, line)
}

#[cfg(test)]
mod tests {
    use super::{glued_tools, reaction, tool};

    #[test]
    fn what_only_comments_have_is_told_from_other_buttons() {
        for line in [
            "رد",
            "[ أجب عليه ]",
            "بلّغ المشرف",
            "إبلاغ عن إساءة",
            "أرسل شكوى على هذا التعليق",
            "Reply",
            "Répondre",
            "👍 5",
            "اقتباس",
            "إبلاغ عن تعليق مخالف",
            "رد #3 في:",
        ] {
            assert!(reaction(line).is_some(), "{line:?}");
        }
        for line in ["مشاركة", "Share", "المزيد", "رد الوزير على النواب أمس", "5", ""]
        {
            assert!(reaction(line).is_none(), "{line:?}");
        }
    }

    #[test]
    fn rows_of_tools_may_stand_in_brackets_or_behind_signs() {
        for line in ["[ رد ] [ أعلى ]", "♡ 4 رد ⋯", "أعجبني · رد", "☆ مشاركة ›", "تعليق رقم 3", "3 - تعليق"]
        {
            assert!(tool(line), "{line:?}");
        }
        for line in ["احترام ❤ للجميع", "مفيد ❤", "👍👍", "2021-03-12 15:12", "رد مقنع"]
        {
            assert!(!tool(line), "{line:?}");
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
}
