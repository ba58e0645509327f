//! Stage 1 on layouts that give comments away by other things than most do: their number, an icon, what every one of them
//! repeats, columns that hold them. Each was once taken apart wrongly, or not at all.
#![cfg(feature = "page")]

use ghirbal::page::{Page, split};

const ARTICLE: &str = "<h1>سوق الخضار ينتقل إلى الضاحية</h1><p>قررت البلدية نقل سوق الخضار من وسط المدينة إلى الضاحية \
    الشرقية قبل نهاية الصيف، وقالت إن الساحة القديمة ستصبح موقفا للسيارات وحديقة صغيرة.</p><p>ويخشى الباعة أن يفقدوا \
    زبائنهم، لأن الحافلات لا تصل إلى الضاحية إلا مرة كل ساعة.</p>";
const NAMES: [&str; 4] = ["سمير", "ليلى حسن", "أبو نادر البيطار", "هند"];
const WORDS: [&str; 4] =
    ["المكان الجديد بعيد جدا", "فكرة سليمة لو أن الحافلات تنتظم", "من يعوض الباعة عن زبائنهم؟", "لا بأس بها"];

/// A page with something behind the article: what is made of each name and its words between `over` and `under`.
fn page(over: &str, comment: impl Fn(usize, &str, &str) -> String, under: &str) -> Page {
    let comments =
        NAMES.iter().zip(WORDS).enumerate().map(|(at, (name, words))| comment(at + 1, name, words));
    let html = format!(
        "<!doctype html><html dir=rtl><body>{ARTICLE}{over}{}{under}</body></html>",
        comments.collect::<String>()
    );
    split("-", html.as_bytes())
}

/// Whether the comments are those of [`NAMES`] and [`WORDS`].
#[track_caller]
fn assert_whole(page: &Page) {
    let found = page.comments.iter().map(|comment| (comment.author.as_deref(), comment.text.as_str()));
    let wanted = NAMES.iter().zip(WORDS).map(|(name, words)| (Some(*name), words));
    assert_eq!(found.collect::<Vec<_>>(), wanted.collect::<Vec<_>>());
}

#[test]
fn a_box_of_other_stories_speaks_of_nothing_below_it() {
    let others = "<div><h4>الأكثر قراءة</h4><ol><li><a href=/1>طقس ماطر غدا</a><li><a href=/2>حادث على الجسر</a></ol></div>";
    let comment = |at: usize, name: &str, words: &str| {
        format!(
            "<div class=box><b>{name}</b> <i>0{at}/04/2022 10:1{at}</i><p>{words}</p><a href=#>رد</a></div>"
        )
    };
    assert_whole(&page(others, comment, "<textarea></textarea>"));
}

#[test]
fn what_every_comment_repeats_is_the_pages() {
    let comment = |at: usize, name: &str, words: &str| {
        format!(
            "<li>{words} -- <a href=/u/{at}>{name}</a> (<a href=/talk/{at}>حديث</a>) {at} نيسان 2022 (ت ع م)</li>"
        )
    };
    assert_whole(&page("<h2>آراء القراء</h2><ul>", comment, "</ul>"));
    let comment = |at: usize, name: &str, words: &str| {
        format!(
            "<table><tr><td class=content>من <a href=/u/{at}>{name}</a> في 0{at}/04/2022 10:20<br>(<a href=/i>معلومات \
             العضو</a> | <a href=/m>أرسل له رسالة خاصة من هنا</a>)</td></tr><tr><td>{words}</td></tr></table>"
        )
    };
    assert_whole(&page("<b>آراء القراء</b>", comment, ""));
}

#[test]
fn comments_may_stand_in_columns() {
    let comment = |at: usize, name: &str, words: &str| {
        let next = if at == 2 { "</div><div class=col>" } else { "" };
        format!("<div class=card><p>{words}</p><p><b>{name}</b> <i></i> 0{at}/04/2022 10:20</p></div>{next}")
    };
    assert_whole(&page("<h4>تعليقات القراء</h4><div class=row><div class=col>", comment, "</div></div>"));
}

#[test]
fn an_icon_or_a_picture_tells_the_name() {
    let comment = |at: usize, name: &str, words: &str| {
        let country = ["الأردن", "قطر", "تونس", "ليبيا"][at - 1];
        format!(
            "<div class=card><p>{words}</p><p class=meta><i class='fa fa-user'></i> {name} <i class='fa fa-flag'></i> {country} <i class='fa fa-clock'></i> \
             0{at}/04/2022 10:20</p></div>"
        )
    };
    assert_whole(&page("<h4>تعليقات القراء</h4>", comment, ""));
    let comment = |at: usize, name: &str, words: &str| {
        format!(
            "<figure><blockquote>{words}</blockquote><figcaption><img src={at}.jpg alt='{name}'><span class=x>{name}</span>\
             <span>قارئ دائم</span> <span>0{at}/04/2022 10:20</span></figcaption></figure>"
        )
    };
    assert_whole(&page("<h4>تعليقات القراء</h4>", comment, ""));
}

#[test]
fn a_flag_is_what_its_label_tells() {
    let comment = |at: usize, name: &str, words: &str| {
        format!(
            "<table><tr><td>{at}</td><td>الاسم: <b>{name}</b></td><td>البلد: <img src=jo.gif></td></tr>\
             <tr><td colspan=3>{words}</td></tr></table>"
        )
    };
    assert_whole(&page("<b>تعليقات الزوار</b><br>", comment, "<div>افتتاح روضة<br>موسم القطاف</div>"));
}

#[test]
fn buttons_may_stand_among_the_words_and_to_share_is_no_list_of_stories() {
    let comment = |at: usize, name: &str, words: &str| {
        format!(
            "<div class='ta3liq x{at}'><b>{name}</b> <i>0{at}/04/2022 10:20</i><div class=text>{words}<p><a href=/r/{at}>رد \
             على هذا التعليق</a></p></div></div>"
        )
    };
    assert_whole(&page("<div><span>شارك الخبر</span></div>", comment, ""));
}

#[test]
fn what_is_named_a_reply_may_be_the_words() {
    let comment = |at: usize, name: &str, words: &str| {
        format!(
            "<table><tr><td>{at}</td><td><b>{name}</b></td></tr><tr><td></td><td class=reply>{words}</td></tr></table>"
        )
    };
    assert_whole(&page("<b>مشاركات القراء</b><br>", comment, ""));
}

#[test]
fn a_number_above_in_whatever_words_counts_the_comments() {
    let comment = |at: usize, name: &str, words: &str| {
        format!("<div class=m><b>{name}</b> <i>0{at}/04/2022 10:20</i><p>{words}</p><a href=#>رد</a></div>")
    };
    assert_whole(&page("<div>صوت المدرج</div><div>4 هتافات</div>", comment, ""));
}

#[test]
fn posts_that_a_reader_wrote_are_counted_beside_the_name() {
    let comment = |at: usize, name: &str, words: &str| {
        format!(
            "<div class=m><b>{name}</b> <i>0{at}/04/2022 10:20</i><br><small>المداخلات: 0</small><p>{words}</p></div>"
        )
    };
    assert_whole(&page("", comment, "<h3>أرسل تعليقك</h3><textarea></textarea>"));
}
