//! Stage 1 on threads of forums, whose first post is what the others are about, and on comments that quote or stand alone.
#![cfg(feature = "page")]

use ghirbal::page::{Page, split};

const OPENING: &str = "<p>أغلقت المكتبة العامة أبوابها منذ شهرين بحجة الصيانة، ولم يدخلها عامل واحد حتى اليوم كما يقول جيرانها \
    الذين يمرون من أمامها كل صباح.</p><p>سألنا المجلس البلدي عن الموعد فقيل لنا إن الأوراق عند المقاول، وسألنا المقاول \
    فقال إن الأوراق عند المجلس، وبقيت الكتب وحدها في العتمة والغبار تنتظر من يفتح لها النوافذ.</p>";
const TITLE: &str = "من أغلق المكتبة العامة يا ترى";

/// A post of a forum that tells the rank of its author.
fn post(subject: &str, author: &str, day: usize, words: &str) -> String {
    format!(
        "<div class=entry><b>{author}</b><br>عضو نشيط<br>المشاركات: 14{day}<hr><i>{subject}</i><br>0{day}/05/2019 10:2{day}<div>{words}</div>\
         <a href=/q>اقتباس</a> <a href=/r>تبليغ</a></div>"
    )
}

/// A thread with such a title and posts.
fn thread(title: &str, posts: &[String]) -> Page {
    let html = format!(
        "<!doctype html><html dir=rtl><head><title>{title} - ملتقى الحارة</title></head><body><div id=top><a href=/>ملتقى \
         الحارة</a></div><div>{}</div><a href=/new>رد على الموضوع</a></body></html>",
        posts.concat()
    );
    split("-", html.as_bytes())
}

fn authors(page: &Page) -> Vec<&str> {
    page.comments.iter().filter_map(|comment| comment.author.as_deref()).collect()
}

#[test]
fn the_post_that_opens_a_thread_is_its_article() {
    let answers = [
        post("رد", "ليلى", 2, "والله صدقت"),
        post("رد", "هند", 3, "كنت أدرس فيها كل مساء"),
        post("رد", "حسن", 4, "نعم"),
    ];
    let posts = [vec![post(TITLE, "سمير", 1, OPENING)], answers.to_vec()].concat();
    let page = thread(TITLE, &posts);
    assert_eq!(authors(&page), ["ليلى", "هند", "حسن"]);
    assert!(
        page.article.starts_with("أغلقت المكتبة") && page.article.ends_with("النوافذ."),
        "{}",
        page.article
    );
    // A short one stands under the headline and no other does.
    let posts = [vec![post(TITLE, "سمير", 1, "هل يعرف أحد متى تفتح؟")], answers.to_vec()].concat();
    assert_eq!(authors(&thread(TITLE, &posts)), ["ليلى", "هند", "حسن"]);
}

#[test]
fn answers_to_a_picture_are_all_comments() {
    let item = |day: usize, author: &str, words: &str| {
        format!(
            "<article class='message message--post' data-author={author}><div class=message-name><a class=username>{author}</a></div>\
             <div class=message-attribution><time datetime=2019-05-0{day}T10:00>{day} مايو 2019</time></div>\
             <div class=message-body><div class=bbWrapper>{words}</div></div></article>"
        )
    };
    let posts =
        [item(1, "سمير", "<img src=/shelf.jpg>"), item(2, "ليلى", OPENING), item(3, "هند", "متى التقطت؟")];
    assert_eq!(authors(&thread(TITLE, &posts)), ["ليلى", "هند"]);
}

#[test]
fn later_pages_of_a_thread_have_answers_only() {
    let posts = [
        post("رد", "سمير", 1, OPENING),
        post("رد", "ليلى", 2, "والله صدقت"),
        post("رد", "هند", 3, "كنت أدرس فيها كل مساء"),
    ];
    assert_eq!(authors(&thread(&format!("{TITLE} - الصفحة 2"), &posts)), ["سمير", "ليلى", "هند"]);
}

#[test]
fn an_article_of_wordpress_is_no_post_of_a_forum() {
    let comment = |author: &str, day: usize, words: &str| {
        format!(
            "<div class=idc><p><a href=/u>{author}</a> · {day} مايو 2019</p><div>{words}</div><a href=#>Reply</a></div>"
        )
    };
    let html = format!(
        "<html><head><title>{TITLE}</title></head><body><div class=post id=post-31><h2>{TITLE}</h2>{OPENING}</div><h3>Comments (3)</h3>{}{}{}</body></html>",
        comment("ليلى", 2, "والله صدقت"),
        comment("هند", 3, "كنت أدرس فيها"),
        comment("حسن", 4, "نعم")
    );
    let page = split("-", html.as_bytes());
    assert_eq!(authors(&page), ["ليلى", "هند", "حسن"]);
    assert!(page.article.starts_with("أغلقت المكتبة"), "{}", page.article);
}

/// A page of WordPress with such comments.
fn blog(comments: &str) -> Page {
    let html = format!(
        "<html><body><h1>{TITLE}</h1>{OPENING}<h3>التعليقات</h3><ol class=comment-list>{comments}</ol></body></html>"
    );
    split("-", html.as_bytes())
}

/// A comment of WordPress.
fn item(id: usize, author: &str, words: &str) -> String {
    format!(
        "<li class=comment id=comment-{id}><cite class=fn>{author}</cite> <time datetime=2019-05-0{id}T10:00>{id} مايو \
         2019</time><div class=comment-content>{words}</div></li>"
    )
}

#[test]
fn quotations_are_known_by_their_names_and_name_whom_they_quote() {
    let quoting =
        "<div class=bbcode_quote><div>اقتباس سمير:</div>متى تفتح؟</div><p>الشهر المقبل إن شاء الله</p>";
    let named =
        "<aside class=quote data-username=سمير><div>سمير:</div><p>متى تفتح؟</p></aside><p>لا أحد يعرف</p>";
    let page =
        blog(&[item(1, "سمير", "متى تفتح؟"), item(2, "ليلى", quoting), item(3, "هند", named)].concat());
    let found = page
        .comments
        .iter()
        .map(|comment| (comment.quote.as_deref(), comment.text.as_str(), comment.reply_to));
    let wanted = [
        (None, "متى تفتح؟", None),
        (Some("متى تفتح؟"), "الشهر المقبل إن شاء الله", Some(0)),
        (Some("متى تفتح؟"), "لا أحد يعرف", Some(0)),
    ];
    assert_eq!(found.collect::<Vec<_>>(), wanted);
}

#[test]
fn advertisements_among_comments_are_none() {
    let comments = [item(1, "سمير", "متى تفتح؟"), item(2, "ليلى", "قريبا"), item(3, "هند", "لا أظن")].concat();
    let page = blog(&format!("{comments}<li class=promo>إعلان: خصم على الكتب المدرسية</li>"));
    assert_eq!(authors(&page), ["سمير", "ليلى", "هند"]);
    assert_eq!(page.comments.len(), 3);
}

#[test]
fn what_a_site_says_of_a_reader_is_no_part_of_the_name() {
    let html = format!(
        "<html><body><h1>{TITLE}</h1>{OPENING}<h2>التعليقات</h2><article class=comment data-comment-user-id=0><span \
         class=username>سمير (لم يتم التحقق)</span><time datetime=2019-05-02T10:00>2 مايو</time><div \
         class=field--name-comment-body>متى تفتح؟</div></article></body></html>"
    );
    assert_eq!(authors(&split("-", html.as_bytes())), ["سمير"]);
}

#[test]
fn one_comment_alone_may_be_announced() {
    let html = format!(
        "<html><body><h1>{TITLE}</h1>{OPENING}<h3>تعليق واحد</h3><div>افتحوا لنا الأبواب يا ناس</div><h3>اترك تعليقا</h3>\
         <form><textarea></textarea></form></body></html>"
    );
    let page = split("-", html.as_bytes());
    assert_eq!(
        page.comments.iter().map(|comment| comment.text.as_str()).collect::<Vec<_>>(),
        ["افتحوا لنا الأبواب يا ناس"]
    );
}

/// The comments of a page with such items under a heading of comments.
fn under_heading(items: &str) -> Page {
    let html = format!(
        "<html><body><h1>{TITLE}</h1>{OPENING}<div class=comments><h3>التعليقات</h3>{items}</div></body></html>"
    );
    split("-", html.as_bytes())
}

/// The author, parent, quotation and words of a comment.
type Told<'p> = (Option<&'p str>, Option<usize>, Option<&'p str>, &'p str);

fn told(page: &Page) -> Vec<Told<'_>> {
    let all = page.comments.iter();
    all.map(|one| (one.author.as_deref(), one.reply_to, one.quote.as_deref(), one.text.as_str())).collect()
}

#[test]
fn what_is_named_a_comment_needs_neither_name_nor_date() {
    let page = under_heading(
        "<div class=comment><p>افتحوها يا ناس</p></div><div class=comment><p>لن تفتح أبدا هذا العام</p></div>",
    );
    assert_eq!(
        told(&page),
        [(None, None, None, "افتحوها يا ناس"), (None, None, None, "لن تفتح أبدا هذا العام")]
    );
}

#[test]
fn a_count_behind_the_date_is_no_part_of_it() {
    let html = format!(
        "<html><body><h1>{TITLE}</h1>{OPENING}<h3>التعليقات</h3><div><div>سمير · 2019-05-02 · 4 نقاط</div><p>متى تفتح؟</p></div>\
         <div><div>ليلى · 2019-05-03 · 1 نقطة</div><p>لا أحد يعرف الموعد</p></div></body></html>"
    );
    let page = split("-", html.as_bytes());
    assert_eq!(
        told(&page),
        [(Some("سمير"), None, None, "متى تفتح؟"), (Some("ليلى"), None, None, "لا أحد يعرف الموعد")]
    );
}

/// A comment with a name, a number and a date.
fn numbered(number: usize, author: &str, inside: &str) -> String {
    format!(
        "<div class=comment><span>#{number}</span> <b class=name>{author}</b> <i class=date>2019-05-0{number} 10:00</i>{inside}</div>"
    )
}

#[test]
fn boxes_and_lines_over_them_tell_what_is_quoted_and_of_whom() {
    let lead = "المشاركة الأصلية كتبت بواسطة <b>سمير</b>";
    for quotation in [
        format!("<table><tr><td>{lead}</td></tr><tr><td>متى تفتح؟</td></tr></table>"),
        format!(
            "<div><small>اقتباس:</small><table><tr><td><div>{lead}</div><i>متى تفتح؟</i></td></tr></table></div>"
        ),
        format!("<div class=quote><div>اقتباس:</div><div>{lead}</div><div>متى تفتح؟</div></div>"),
        format!("<div class=bbcode_quote><div>{lead}</div><p>متى تفتح؟</p></div>"),
    ] {
        let first = numbered(1, "سمير", "<div class=text>متى تفتح؟</div>");
        for inside in [
            format!("<div class=text>{quotation}قريبا إن شاء الله</div>"),
            format!("<blockquote class=text>{quotation}قريبا إن شاء الله</blockquote>"),
        ] {
            let page = under_heading(&format!("{first}{}", numbered(2, "ليلى", &inside)));
            let wanted = (Some("ليلى"), Some(0), Some("متى تفتح؟"), "قريبا إن شاء الله");
            assert_eq!(told(&page).last(), Some(&wanted), "{inside}");
        }
    }
}

#[test]
fn whom_a_comment_answers_may_be_a_number() {
    for lead in [
        "رد على التعليق رقم 1",
        "رداً على #1",
        "رد على تعليق #1",
        "رداً على تعليق سمير",
        "في رد على: سمير",
        "بالرد على سمير",
    ] {
        let items = [
            numbered(1, "سمير", "<p>متى تفتح؟</p>"),
            numbered(2, "ليلى", &format!("<span>{lead}</span><p>قريبا إن شاء الله</p>")),
            numbered(3, "هند", "<p>لا أظن ذلك</p>"),
        ];
        let page = under_heading(&items.concat());
        let parents: Vec<_> = page.comments.iter().map(|comment| comment.reply_to).collect();
        assert_eq!(parents, [None, Some(0), None], "{lead}");
    }
}

#[test]
fn what_is_told_of_members_is_neither_date_nor_words() {
    let post = |author: &str, day: usize, words: &str| {
        format!(
            "<div class=comment><b class=author>{author}</b><div class=u>تاريخ التسجيل: مايو 2008</div><div class=u>الإقامة: \
             صور</div><div class=u>المشاركات: 2,310</div><p><strong>اشترك في:</strong> الأحد مايو 04, 2008 3:11 pm</p>\
             <div class=d>2019-05-0{day} 10:00</div><p>{words}</p></div>"
        )
    };
    let page = under_heading(&[post("سمير", 2, "متى تفتح؟"), post("ليلى", 3, "قريبا إن شاء الله")].concat());
    assert_eq!(
        told(&page),
        [(Some("سمير"), None, None, "متى تفتح؟"), (Some("ليلى"), None, None, "قريبا إن شاء الله")]
    );
    let dates: Vec<_> = page.comments.iter().filter_map(|comment| comment.date.as_deref()).collect();
    assert_eq!(dates, ["2019-05-02T10:00", "2019-05-03T10:00"]);
}

#[test]
fn buttons_that_two_comments_share_are_the_pages() {
    let item = |author: &str, day: usize, words: &str| {
        format!(
            "<table class=k><tr><td><font>{author}</font><br><font size=1>{day} مايو 2019 10:00</font></td></tr><tr><td>{words}</td></tr>\
             <tr><td>هل تؤيد هذا الرأي؟ <a>نعم</a> (4) <a>لا</a> (1) <a>الإبلاغ عن تعليق غير مناسب</a></td></tr></table>"
        )
    };
    let html = format!(
        "<html><body><h1>{TITLE}</h1>{OPENING}<div>عدد التعليقات : 2</div>{}{}</body></html>",
        item("سمير", 2, "متى تفتح؟"),
        item("ليلى", 3, "قريبا")
    );
    let page = split("-", html.as_bytes());
    assert_eq!(told(&page), [(Some("سمير"), None, None, "متى تفتح؟"), (Some("ليلى"), None, None, "قريبا")]);
}
