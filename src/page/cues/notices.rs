//! Lines that end an article or a comment section, or stand in the place of one.

use std::sync::LazyLock;

use super::whole::WholeLines;
use super::{is_any, whole_lines};
use crate::page::memory::{self, Question};

/// Longer rows of links are words, in bytes.
const LONGEST_ROW: usize = 200;
/// Rows have no more links.
const MOST_LINKS: usize = 8;

/// Says that nobody has commented. The singular «لا تعليق» is not here: readers write it as a comment.
const NO_COMMENTS: &[&str] = &[
    r"(?:لا توجد|لا يوجد|لاتوجد|لايوجد|ليس هناك|ليست هناك)(?: اي(?:ة)?)? تعليق(?:ات)?.{0,80}",
    r"لا تعليقات.{0,60}",
    r"(?:كن|كوني?) اول (?:من يعلق|من يضيف|من يكتب|من يترك|المعلقين).{0,80}",
    r"لم (?:يتم|تتم) (?:اضافة|نشر) (?:اي )?تعليق.{0,80}",
    r"(?:تم اغلاق |عذرا ?،? )?(?:ال)?تعليقات (?:مغلقة|معطلة|مقفلة|غير مفعلة).{0,80}",
    r"تم (?:اغلاق|تعطيل|ايقاف) التعليقات.{0,80}",
    r"0 ?تعليق(?:ات)?|تعليق(?:ات)? ?[(:]? ?0 ?\)?|التعليقات ?[(:]? ?0 ?\)?",
    r"لا (?:توجد |يوجد )?(?:تعقيبات|مشاركات|مداخلات|ردود|رسائل|اراء|اصوات)(?: هنا| بعد| حتى الان| حاليا)?.{0,60}",
    r"لم (?:يصلنا|يردنا|ينشر|يعلق|يعقب|يكتب|يقل|يرد|يشارك|يتفاعل|تنشر|تصلنا|يضف) .{0,20}(?:تعليق|تعقيب|راي|بريد|رسائل|رسالة|احد|مشاركة|مداخلة).{0,60}",
    r"(?:كن|كوني?) (?:انت )?(?:ال)?اول (?:من (?:يعقب|يشارك|يتفاعل|يبدي|يرسل|يقول)|المشاركين|المعقبين|المتفاعلين).{0,60}",
    r"soyez le premier .{0,60}|(?:nobody|no one) has (?:responded|commented|replied).{0,60}|be the first .{0,60}",
    r"(?:no|0) (?:responses?|repl(?:y|ies)|reactions?)(?: yet)?\.?",
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

/// The comment form begins.
const FORMS: &[&str] = &[
    r"ارسال(?: (?:ال)?(?:تعليق|رد|رسالة|مشاركة|تعقيب))?|submit(?: comment)?|send|envoyer|absenden",
    r"(?:ا?ترك|اضف|اضافة|اكتب|اكتبوا|ضع|ارسل|اترك لنا|شارك ب) ?(?:لنا )?(?:تعليقا?|تعليقك|ردا?|ردك|رايك|تعليق جديد|مشاركة|مشاركتك|مداخلة|مداخلتك|تعقيبا?|تعقيبك|ملاحظة|ملاحظتك|رسالتك|كلمتك|انطباعك|اجابتك)(?: جديدا?| هنا| على .{1,80})?(?: ?الغاء الرد)? ?[:.…]*",
    r"(?:شاركنا|شارك|شاركونا|ابد|اعطنا) (?:برايك|برايكم|رايك|رايكم|بتعليقك)(?: .{0,60})?",
    r"(?:ل[نا]|لن) ?(?:يتم )?(?:نشر|ينشر|ينشرعنوان|تظهر|يظهر)? ?(?:عنوان )?بريدك ?الال?كتروني.{0,200}",
    r"(?:ال)?(?:حقول|خانات) (?:الالزامية|المطلوبة|الضرورية) .{0,120}",
    r"احفظ اسمي.{0,200}|احفظ بياناتي.{0,200}",
    r"شاركوا? بالتعليق|رد على (?:ال|هذا ال)?(?:موضوع|مقال|خبر)|ادخل او (?:انشئ|سجل) .{0,80}",
    r"الغاء الرد|الغاء الرد على التعليق|انقر هنا لالغاء الرد.{0,20}",
    r"(?:\d{1,5} )?(?:characters left|characters remaining)|(?:\d{1,5} )?حرفا? متبق(?:ي|ية)?|عدد الحروف المتبقية.{0,20}",
    r"leave a (?:reply|comment).{0,80}|(?:post|add|write) a (?:reply|comment)|cancel reply|your email address will not be published.{0,120}",
    // Fields of a form as text browsers draw them.
    r".{0,60}\[ \].{0,120}|(?:\[[^\[\] ][^\[\]]{0,40} \] ?)+|.{0,40}_{8,}",
    r"(?:réagir|reagir|commenter|réagissez|commentez|postez|publier)(?: .{0,60})?|(?:donner|donnez) votre avis.{0,40}|(?:kommentar|antwort) (?:schreiben|verfassen).{0,40}",
    r"(?:علق|عقب|ساهم|شاركوا?|علقوا|عقبوا) (?:على|في|حول) (?:هذا |هذه )?(?:ال)?(?:خبر|موضوع|مقال|مقالة|تقرير|مادة|نقاش|حوار)",
    r"laisser un commentaire.{0,60}|schreibe einen kommentar.{0,60}",
];

/// The section is over without one: the page's footer, or its links.
const SECTION_ENDS: &[&str] = &[
    r"(?:جميع|كافة|كل) الحقوق محفوظة.{0,200}|حقوق (?:النشر|الطبع) محفوظة.{0,120}|©.{0,200}|copyright .{0,200}",
    r".{0,60}(?:this website|this site|we) uses? cookies.{0,200}|.{0,60}(?:يستخدم|نستخدم) .{0,30}ملفات (?:تعريف الارتباط|الارتباط|الكوكيز).{0,120}",
    r"(?:الاكثر|اكثر) (?:قراءة|مشاهدة|تعليقا|تداولا)|(?:احدث|اخر|اهم) (?:التعليقات|المقالات|الاخبار|المواضيع|المشاركات)",
    r"(?:الصفحة )?الرئيسية|من نحن|عن الموقع|(?:اتصل|اتصلوا) بنا|سياسة الخصوصية|شروط الاستخدام|home|about us|contact us|privacy policy|impressum",
    r"عودة|رجوع|(?:ال)?(?:عودة|رجوع) (?:الى |ل)(?:ال)?(?:اعلى|رئيسية|صفحة .{1,20}|قائمة|خبر|مقال|اخبار|موقع)|(?:الى |ل)?(?:ال)?اعلى(?: الصفحة)?|back(?: to .{1,20})?",
    r"(?:die )?(?:kommentare (?:sind|ist)|kommentarfunktion ist|kommentarbereich ist) geschlossen.{0,40}|kommentarseiten|(?:صفحة|صفحات|page|pages|seite) ?:? ?[\[(]?\d{1,3}[\])]?|weitere kommentare|(?:load|show|view) more comments",
    // How many of them are shown, and the numbers of the pages.
    r"(?:المجموع|الاجمالي|مجموع (?:التعليقات|الردود)) ?:? ?\d{1,6}(?: ?\|)? ?(?:عرض|يعرض|صفحة) ?:? ?\d{1,6}.{0,40}|(?:عرض|يعرض) ?:? ?\d{1,6} ?(?:-|–|الى) ?\d{1,6}(?: ?من(?: اصل)? ?\d{1,6})?(?: (?:تعليق|رد)\S*)?",
    r"(?:(?:السابق|الاولى|previous|prev|«|<) )?(?:[\[(]?\d{1,4}[\])]?[ |]+){1,10}(?:التالي|الاخيرة|next|last)(?: .{0,20})?",
    r"(?:ال)?مقالة? السابقة?|(?:ال)?مقالة? التالية?|السابق|التالي",
];

/// The article is over, and other stories begin.
const STORIES: &[&str] = &[
    r"(?:قد|ربما) (?:يعجبك|يهمك|تعجبك|يعجبكم|يهمكم)(?: ايضا| كذلك)?|اقرا (?:ايضا|كذلك)|اقرا المزيد|شاهد ايضا|طالع ايضا",
    r"(?:مواضيع|مقالات|اخبار|موضوعات) (?:ذات صلة|مشابهة|متعلقة|مرتبطة|اخرى)|المزيد من .{1,40}",
    r"related (?:posts|articles)",
];

/// The article is over: keywords, sources, who wrote it, buttons to share it.
const ARTICLE_TAILS: &[&str] = &[
    r"كلمات (?:مفتاحية|دلالية|البحث).{0,100}|الكلمات (?:المفتاحية|الدلالية).{0,100}|(?:ال)?وسوم ?:?.{0,100}|tags ?:.{0,100}",
    r"عن (?:مصدر )?(?:المقال|الكاتب)(?: وكاتبه)?|نبذة عن الكاتب",
    r"شارك(?:ها| المقال| الخبر| هذا)?(?: على.{0,40})?|share this.{0,20}",
    r"(?:رابط (?:مختصر|المقال|الخبر)|المصدر ?:).{0,100}",
];

/// Links to the whole of a story.
const LEADS_ON: &[&str] = &[
    r"تتمة.{0,40}|(?:اكمل|متابعة|تابع) (?:ال)?(?:قراءة|مقال|خبر)|(?:اقرا|قراءة) (?:ال)?(?:مقال|خبر|بقية|كامل).{0,40}|(?:ال)?تفاصيل",
    r"lire la suite.{0,20}|(?:continue|keep) reading.{0,20}|read (?:the |full )*(?:story|article)|weiterlesen",
];

/// Widgets that stand between the paragraphs of an article or around it.
const FURNITURE: &[&str] = &[
    r"(?:ال)?(?:تعليقات|مشاركات|ردود|مداخلات|اراء (?:ال)?(?:واردة|منشورة)) .{0,60}(?:تعبر|تمثل) .{0,60}(?:صاحبها|اصحابها|كاتبها|الموقع|الصحيفة|الجريدة|ادارة|المحرر).{0,60}|(?:ال)?(?:تعليقات|مشاركات) (?:المخالفة|المسيئة) .{0,120}|كل (?:مشاركة|تعليق|راي) (?:تعبر|يعبر) عن (?:صاحبها|صاحبه|راي).{0,100}|les (?:propos|commentaires) .{0,40}engagent .{0,100}|comments .{0,60}(?:do not|don't) (?:reflect|represent).{0,100}",
    r"(?:المرجو|يرجى|الرجاء|نرجو) (?:احترام|الالتزام|مراعاة) .{0,200}|[^ ]{2,20}(?: [^ ]{2,20}){0,3} (?:يحتفظ|تحتفظ|نحتفظ) بحق(?:ها|ه)? .{0,30}(?:حذف|نشر) .{0,120}",
    r"(?:اظهار|عرض|اخفاء) (?:ال)?اخبار (?:ال)?(?:متعلقة|ذات صلة)|اعلان(?:ات)?(?: (?:ممول|مدفوع))?|advertisement|الاعلانات|(?:مساحة|فقرة|مادة|رسالة) (?:اعلانية|دعائية|ممولة|مدفوعة)(?: .{0,40})?|محتوى (?:ممول|اعلاني|مدفوع)|sponsored(?: content)?|anzeige|publicité",
    r"(?:[-+−–اa][-+−–]?[ /|]*){1,4}|حجم الخط.{0,30}|تكبير الخط|تصغير الخط",
    r"(?:يرجى|الرجاء|من فضلك) (?:تفعيل|تشغيل) (?:javascript|(?:ال)?جافا ?سكر?يبت).{0,100}|(?:please )?enable javascript.{0,100}",
    r"(?:ا?رسال?|ابعث) (?:هذا الخبر |هذا المقال |المقال |الخبر )?(?:ل|الى )(?:ال)?(?:صديق|صديقك)|طباعة|مشاركة|نسخ الرابط|تم النسخ|استمع|facebook|twitter|whatsapp|telegram|فيسبوك|تويتر|واتساب|تليجرام|تلغرام",
    r"(?:تخط[ىي]|التخطي|انتقل|انتقال|الانتقال|اذهب|الذهاب|اقفز|القفز|تجاوز)(?: مباشرة)? (?:الى |ل)(?:ال)?(?:محتوى|محتويات|مضمون|قائمة|تنقل|بحث|شريط|موضوع).{0,40}",
    r"(?:skip|jump) to (?:the )?(?:main |primary )?(?:content|navigation|search|menu).{0,20}|(?:aller|passer) au (?:contenu|menu).{0,20}|zum (?:inhalt|hauptinhalt) springen",
    r"\d{1,5}",
];

/// Comments on other pages, or other stories, are listed below.
const ELSEWHERE: &[&str] = &[
    r"(?:احدث|اخر|اهم|ابرز) (?:التعليقات|تعليقات القراء|المقالات|الاخبار|المواضيع|المشاركات|الردود)(?: .{0,40})?",
    r"(?:ال)?(?:تعليقات|مشاركات|مواضيع|اخبار|مقالات|ردود|اضافات) (?:ال)?(?:اخيرة|احدث|جديدة|حديثة)",
    r"(?:احدث|اخر|ابرز|اهم|جديد) (?:ما (?:كتب|قال|علق|وصل)\S* .{0,40}|(?:ال)?(?:تعقيبات|اراء|مداخلات|رسائل|تعليقات|مشاركات)(?: .{0,40})?)",
    r"(?:ال)?(?:اكثر|الاكثر) (?:قراءة|مشاهدة|تعليقا|تداولا|شعبية)(?: .{0,40})?",
    r"(?:مقالات|اخبار|مواضيع|موضوعات|قصص|اسئلة|صفحات|تقارير) (?:اخرى|مشابهة|متعلقة|مرتبطة|ذات صلة)",
    r"(?:recent|latest|last|newest) (?:comments|posts|articles|news|stories)|most (?:read|popular|commented|viewed)|trending(?: now)?",
    r"more (?:from|stories|news|articles|posts)(?: [^ ]+){0,4}|(?:à|a) lire aussi.{0,40}|lire aussi.{0,40}|(?:you may|you might) (?:also )?like.{0,40}|mehr (?:aus|zum thema).{0,40}",
    r"derniers (?:commentaires|articles)|(?:neueste|letzte|aktuelle) (?:kommentare|beitrage|beiträge)|les plus (?:lus|commentes|commentés)|meistgelesen",
    r"(?:كتاب|كتابنا|اعمدة|زوايا|مقالات|صفحة|ركن) (?:ال)?راي|(?:راي|مقالات|اعمدة) (?:ال)?كتاب(?:نا)?",
    r"(?:ال)?تغطية (?:ال)?(?:مباشرة|مستمرة)|live (?:blog|updates|coverage|ticker)",
];

/// Whether `line` says that there are no comments.
pub(crate) fn no_comments(line: &str) -> bool {
    static PATTERNS: LazyLock<WholeLines> = LazyLock::new(|| whole_lines(NO_COMMENTS));
    memory::is(Question::NoComments, line, || is_any(&PATTERNS, line))
}

/// Whether `line` sends the reader to a login before showing comments.
pub(crate) fn login_wall(line: &str) -> bool {
    static PATTERNS: LazyLock<WholeLines> = LazyLock::new(|| whole_lines(LOGIN_WALLS));
    memory::is(Question::LoginWall, line, || is_any(&PATTERNS, line))
}

/// Whether `line` leads on to the whole of a story.
pub(crate) fn leads_on(line: &str) -> bool {
    static PATTERNS: LazyLock<WholeLines> = LazyLock::new(|| whole_lines(LEADS_ON));
    is_any(&PATTERNS, line.trim_end_matches(['.', '…', '»', '›', ' ', '>']))
}

/// Whether the form begins at `line` in which readers write.
pub(crate) fn form(line: &str) -> bool {
    static PATTERNS: LazyLock<WholeLines> = LazyLock::new(|| whole_lines(FORMS));
    memory::is(Question::Form, line, || is_any(&PATTERNS, line))
}

/// Whether the comment section is over at `line`: its form, or the page's footer.
pub(crate) fn section_end(line: &str) -> bool {
    static PATTERNS: LazyLock<WholeLines> = LazyLock::new(|| whole_lines(&[FORMS, SECTION_ENDS].concat()));
    let parts = || line.split(['-', '|', '•', '·', '*', '[', ']']).filter(|part| !part.trim().is_empty());
    // A row of links. Beside the one to the form those may stand that do something with the page.
    let is_end = |part: &str| is_any(&PATTERNS, part);
    let is_row = || {
        (2..=MOST_LINKS).contains(&parts().count())
            && (parts().all(is_end)
                || (parts().any(form) && parts().all(|part| is_end(part) || furniture(part))))
    };
    memory::is(Question::SectionEnd, line, || {
        is_any(&PATTERNS, line) || (line.len() <= LONGEST_ROW && is_row())
    })
}

/// Whether the article is over at `line`.
pub(crate) fn article_tail(line: &str) -> bool {
    static PATTERNS: LazyLock<WholeLines> = LazyLock::new(|| whole_lines(&[STORIES, ARTICLE_TAILS].concat()));
    memory::is(Question::ArticleTail, line, || is_any(&PATTERNS, line))
}

/// Whether the article is over at `line` since other stories begin.
pub(crate) fn stories(line: &str) -> bool {
    static PATTERNS: LazyLock<WholeLines> = LazyLock::new(|| whole_lines(STORIES));
    article_tail(line) && is_any(&PATTERNS, line)
}

/// Whether comments on other pages, or other stories, are listed below `line`.
pub(crate) fn elsewhere(line: &str) -> bool {
    static PATTERNS: LazyLock<WholeLines> = LazyLock::new(|| whole_lines(ELSEWHERE));
    memory::is(Question::Elsewhere, line, || is_any(&PATTERNS, line))
}

/// Whether `line` is a widget of the page around or inside the article.
pub(crate) fn furniture(line: &str) -> bool {
    static PATTERNS: LazyLock<WholeLines> = LazyLock::new(|| whole_lines(FURNITURE));
    memory::is(Question::Furniture, line, || is_any(&PATTERNS, line))
}

#[cfg(test)]
mod tests {
    use super::{article_tail, furniture, login_wall, no_comments, section_end};
    use crate::page::cues::tool;

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
            "أكتب تعقيبك",
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
        for line in [
            "- +",
            "A A",
            "1",
            "اظهار أخبار متعلقة",
            "تخطى إلى المحتوى",
            "الانتقال إلى المحتوى الرئيسي",
            "Skip to content",
        ] {
            assert!(furniture(line), "{line:?}");
        }
        for line in ["رد", "الرد", "Reply", "-3", "تعليقك بانتظار المراجعة."] {
            assert!(tool(line), "{line:?}");
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
}
