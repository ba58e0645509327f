//! Stage 1 on pages that are not as most are: forums, answers named over or under the words, odd dates, odd quotations.
//! Each was once taken apart wrongly.
#![cfg(feature = "page")]

use ghirbal::page::{Page, split};

/// A page, with its author, parent and words for each comment.
fn said(page: &Page) -> Vec<(Option<&str>, Option<usize>, &str)> {
    let comments = page.comments.iter();
    comments.map(|comment| (comment.author.as_deref(), comment.reply_to, comment.text.as_str())).collect()
}

/// The codes of a page's warnings.
fn codes(page: &Page) -> Vec<&str> {
    page.warnings.iter().map(|warning| warning.code.as_str()).collect()
}

/// Over a thread stands its title; the first post asks the others for their opinion.
#[test]
fn a_question_in_the_first_post_of_a_forum_heads_no_section() {
    let post = |name: &str, number: usize, hour: usize, words: &str| {
        format!(
            "<tr><td><a href=/u{number}>{name}</a><br>عضو منذ 201{number}</td>\
             <td>#{number} · 12-03-2023, 0{hour}:10 PM<hr>{words}</td></tr>"
        )
    };
    let posts = [
        post("صاحب الدكان", 1, 1, "ما رأيكم بهذه الثلاجة للمحلات الصغيرة؟"),
        post("رامي", 2, 3, "عندي مثلها منذ عام ولم تتعطل"),
        post("أم وسام", 3, 7, "صوتها عال جدا"),
    ];
    let html = format!(
        "<!doctype html><html><body><h1>ثلاجة العرض الجديدة</h1><table>{}</table></body></html>",
        posts.concat()
    );
    let page = split("-", html.as_bytes());
    let wanted = [
        (Some("صاحب الدكان"), None, "ما رأيكم بهذه الثلاجة للمحلات الصغيرة؟"),
        (Some("رامي"), None, "عندي مثلها منذ عام ولم تتعطل"),
        (Some("أم وسام"), None, "صوتها عال جدا"),
    ];
    assert_eq!(said(&page), wanted);
}

#[test]
fn whom_a_comment_answers_may_stand_over_its_head_or_under_its_words() {
    let text = "\
إغلاق المكتبة العامة للترميم

أغلقت البلدية المكتبة العامة لستة أشهر بعد أن تسربت المياه من سقفها في الشتاء الماضي.

تعليقات القراء:

1- نجلاء
14/02/2023 05:30 م
خسارة كبيرة للطلاب

2- رد على نجلاء
وائل الصباغ
14/02/2023 06:10 م
ستة أشهر تمر بسرعة

3- هدى
15/02/2023 08:00 ص
بل قل ستة أعوام يا أخي
رداً على وائل الصباغ

4- منذر
غرة شعبان 1444
لا بد من الترميم على كل حال
";
    let page = split("-", text.as_bytes());
    let wanted = [
        (Some("نجلاء"), None, "خسارة كبيرة للطلاب"),
        (Some("وائل الصباغ"), Some(0), "ستة أشهر تمر بسرعة"),
        (Some("هدى"), Some(1), "بل قل ستة أعوام يا أخي"),
        (Some("منذر"), None, "لا بد من الترميم على كل حال"),
    ];
    assert_eq!(said(&page), wanted);
    assert_eq!(page.comments[3].date.as_deref(), Some("2023-02-21"));
    // Without numbers the head follows the line that names the answered.
    let bare = text.replace("1- ", "").replace("2- ", "").replace("3- ", "").replace("4- ", "");
    let bare = bare.replace("رداً على وائل الصباغ\n", "");
    assert_eq!(said(&split("-", bare.as_bytes()))[..2], wanted[..2]);
}

/// A date in a form that nobody knows must not make a comment of many vanish.
#[test]
fn a_comment_with_a_strange_date_is_kept_among_numbered_ones() {
    let text = "خبر\n\nالتعليقات\n\n1- نجلاء\n14/02/2023\nخسارة للطلاب\n\n2- وائل\n15/02/2023\nلا بأس\n\n\
        3- منذر\nيوم فتح السوق\nلا بد من الترميم على كل حال\n";
    let page = split("-", text.as_bytes());
    assert_eq!(page.comments.len(), 3);
    assert_eq!(page.comments[2].author.as_deref(), Some("منذر"));
    assert!(page.comments[2].text.ends_with("لا بد من الترميم على كل حال"));
}

#[test]
fn what_is_taken_into_no_comment_is_told() {
    let text = "خبر\n\nالتعليقات\n\nنجلاء\n14/02/2023\nخسارة للطلاب\n\nوائل\n15/02/2023\nلا بأس\n\nهدى\n16/02/2023\nنعم\n";
    assert_eq!(codes(&split("-", text.as_bytes())), Vec::<&str>::new());
    let with_more = text.replace(
        "التعليقات\n",
        "التعليقات\n\nيا جماعة كفى بكاء على مكتبة لا يدخلها أحد\nوالكتب كلها قديمة كما تعلمون\n",
    );
    let page = split("-", with_more.as_bytes());
    assert_eq!((page.comments.len(), codes(&page)), (3, vec!["text-left-out"]));
}

#[test]
fn who_is_quoted_stands_over_or_in_the_quotation_and_is_answered() {
    let comment = |name: &str, day: usize, words: &str| {
        format!(
            "<div class=reader><b>{name}</b> <i>{day} آذار 2022 - 08:15 ص</i><div class=say>{words}</div></div>"
        )
    };
    let comments = [
        comment("كوثر", 3, "الطريق صار أضيق من قبل"),
        comment(
            "بهاء",
            4,
            "<div><b>كوثر كتبت:</b><blockquote>الطريق صار أضيق</blockquote></div>لأنهم زرعوا فيه أشجارا",
        ),
        comment("سليم", 5, "<blockquote>بهاء كتب: زرعوا فيه أشجارا</blockquote>والأشجار خير من السيارات"),
        comment("نور", 6, "<blockquote>والأشجار خير</blockquote>صدقت"),
        comment("وداد", 7, "<p>قال أحدهم أمس: لا بأس</p><blockquote>لا بأس</blockquote><p>بل كل البأس</p>"),
    ];
    let html = format!(
        "<!doctype html><html><body><h1>توسعة شارع البحر تنتهي قبل موعدها</h1><p>انتهت أعمال شارع البحر.</p>\
         <h3>آراء القراء (5)</h3>{}</body></html>",
        comments.concat()
    );
    let page = split("-", html.as_bytes());
    let wanted = [
        (Some("كوثر"), None, "الطريق صار أضيق من قبل"),
        (Some("بهاء"), Some(0), "لأنهم زرعوا فيه أشجارا"),
        (Some("سليم"), Some(1), "والأشجار خير من السيارات"),
        (Some("نور"), None, "صدقت"),
        (Some("وداد"), None, "قال أحدهم أمس: لا بأس\nلا بأس\nبل كل البأس"),
    ];
    assert_eq!(said(&page), wanted);
    let quotes: Vec<Option<&str>> = page.comments.iter().map(|comment| comment.quote.as_deref()).collect();
    assert_eq!(quotes, [None, Some("الطريق صار أضيق"), Some("زرعوا فيه أشجارا"), Some("والأشجار خير"), None]);
}

/// Nothing on these pages says that readers speak.
#[test]
fn notices_and_fixtures_are_no_comments() {
    let notices = "صفحة التعازي\n\nتنشر الصحيفة أسماء من فقدتهم المدينة هذا الشهر كما وردت من عائلاتهم.\n\n\
        الحاجة فوزية حداد\n03/02/2023\nرحلت عن خمسة وسبعين عاما، ويقبل العزاء في دارها حتى مساء الخميس.\n\n\
        السيد نديم كرم\n04/02/2023\nغادرنا بعد مرض قصير، وتقام الصلاة عليه غدا في كنيسة الحي.\n\n\
        المعلمة سعاد نصر\n05/02/2023\nودعها طلابها أمس بعد أربعين عاما في التعليم، والعزاء في المدرسة.\n";
    let fixtures = "جدول الأسبوع العاشر\n\nالنسور - الأمل\n10/02/2023 19:00\nملعب البلدية القديم\n\n\
        الساحل - الجبل\n11/02/2023 17:30\nملعب الجامعة، والدخول مجاني\n\n\
        الوفاق - الشعلة\n12/02/2023 20:45\nملعب المدينة الرياضية\n";
    for text in [notices, fixtures] {
        let page = split("-", text.as_bytes());
        assert!(page.comments.is_empty(), "{:?}", page.comments);
    }
}

#[test]
fn an_interview_in_an_element_of_its_own_keeps_what_leads_to_it() {
    let html = "<!doctype html><html><head><title>صحيفة الساحل</title></head><body><h1>حوار قصير</h1>\
        <p>استقبلنا مدير الميناء في مكتبه صباح الأربعاء وسألناه عن الأرصفة الجديدة.</p><div class=qa>\
        <p><b>الصحيفة:</b> متى يفتح الرصيف الثالث للسفن؟</p><p><b>المدير:</b> بعد شهرين إن لم تتأخر الرافعات.</p>\
        <p><b>الصحيفة:</b> وهل يكفي العمال؟</p><p><b>المدير:</b> نحتاج إلى خمسين عاملا آخر على الأقل.</p></div>\
        <div><h3>أحدث التعليقات</h3><ul><li>نبيل على أسعار السمك في الصباح</li><li>هدى على طريق الميناء</li></ul></div>\
        <h4>0 تعليق</h4></body></html>";
    let page = split("-", html.as_bytes());
    assert_eq!(page.title.as_deref(), Some("حوار قصير"));
    let lines: Vec<&str> = page.article.lines().collect();
    assert!(
        lines.len() == 5 && lines[0].starts_with("استقبلنا") && lines[4].ends_with("على الأقل."),
        "{lines:?}"
    );
    assert_eq!((page.declared_comments, page.comments.len()), (Some(0), 0));
}

#[test]
fn a_link_past_the_menu_is_no_headline() {
    let text = "تخطى إلى المحتوى\n\nافتتاح معرض الكتاب المستعمل في الحديقة العامة\n\n\
        افتتح مساء أمس معرض الكتاب المستعمل في الحديقة العامة بمشاركة ثلاثين بائعا.\n\n0 تعليق\n\nاترك تعليقا\n";
    let page = split("-", text.as_bytes());
    assert_eq!(page.title.as_deref(), Some("افتتاح معرض الكتاب المستعمل في الحديقة العامة"));
    assert_eq!((page.declared_comments, codes(&page)), (Some(0), vec![]));
}

#[test]
fn where_comments_are_fetched_from_is_said() {
    for (part, wanted) in [
        ("<div id=comments data-url='/ajax/comments?id=9'>جاري التحميل</div>", Some("ajax")),
        ("<section class=comments-box hx-get='https://api.example/replies/9'></section>", Some("ajax")),
        ("<div id=comments></div><script>$('#comments').load('/comments.php?id=5')</script>", Some("ajax")),
        ("<script>fetch(`/api/comments?article=5`).then(show)</script>", Some("ajax")),
        ("<script>axios.get('/v1/article/5/comments', {})</script>", Some("ajax")),
        ("<script>$.ajax({type: 'GET', url: '/comments/5'})</script>", Some("ajax")),
        ("<script>$.ajax({type: 'POST', url: '/comments/add'}); load('/js/comments.js')</script>", None),
        ("<script src='https://giscus.app/client.js' data-repo='a/b'></script>", Some("giscus")),
        ("<a class=comments-link data-url='/news/9#comments'>التعليقات</a>", None),
        ("<div class=comments data-url='/news/9#comments'></div>", None),
    ] {
        let html = format!(
            "<!doctype html><html><body><h1>خبر قصير عن الطقس</h1><p>أمطار غدا.</p>{part}</body></html>"
        );
        assert_eq!(split("-", html.as_bytes()).external.as_deref(), wanted, "{part}");
    }
}

/// A page with an article and what stands below it.
fn with_article(below: &str) -> Page {
    let html = format!(
        "<!doctype html><html><body><h1>القطار الخفيف يصل إلى الميناء</h1><div class=story>\
         <p>بدأ القطار الخفيف أمس رحلاته اليومية إلى الميناء القديم بعد عامين من الأعمال.</p>\
         <p>وقال مدير الشركة إن الرحلة تستغرق عشرين دقيقة وإن التذاكر تباع في المحطات.</p></div>{below}</body></html>"
    );
    split("-", html.as_bytes())
}

/// A name, a date and words, three times.
const READERS: [(&str, &str, &str); 3] = [
    ("رباب", "04-05-2022 10:15", "أخيرا وصل القطار"),
    ("نجيب", "04-05-2022 11:40", "التذاكر غالية جدا"),
    ("أم طارق", "05-05-2022 08:05", "عشرون دقيقة خير من ساعة"),
];

#[test]
fn heads_and_words_in_paragraphs_side_by_side_are_as_many_comments() {
    type Written = fn(usize, (&str, &str, &str)) -> String;
    let ways: [Written; 7] = [
        |_, (name, date, words)| format!("<p>{name} - {date}</p><p>{words}</p>"),
        |_, (name, date, words)| format!("<p>{name} : {date}</p><p>{words}</p><hr>"),
        |_, (name, date, words)| format!("<p>{name} {date}</p><p>{words}</p>"),
        |_, (name, date, words)| format!("<p>{date} {name}</p><p>{words}</p>"),
        |at, (name, date, words)| format!("{}- {name} : {date}<br>{words}<br><br>", at + 1),
        |_, (name, date, words)| format!("<p><span>{name}</span> - <span>{date}</span></p><p>{words}</p>"),
        |_, (name, date, words)| format!("<div><i>{name}</i> | <i>{date}</i></div><div>{words}</div>"),
    ];
    for (at, way) in ways.iter().enumerate() {
        let comments: String = READERS.iter().enumerate().map(|(at, reader)| way(at, *reader)).collect();
        let page = with_article(&format!("<h3>التعليقات</h3>{comments}"));
        let wanted = READERS.map(|(name, _, words)| (Some(name), None, words));
        assert_eq!(said(&page), wanted, "{at}");
        let dates: Vec<Option<&str>> =
            page.comments.iter().map(|comment| comment.date_text.as_deref()).collect();
        assert_eq!(dates, READERS.map(|(_, date, _)| Some(date)), "{at}");
        assert_eq!((page.article.lines().count(), codes(&page)), (2, vec![]), "{at}");
    }
}

#[test]
fn posts_that_say_by_whom_and_when_are_a_thread() {
    let post = |(name, date, words)| {
        format!("<div class=zz><p>بواسطة <b>{name}</b> » {date}</p><div>{words}</div></div>")
    };
    let html =
        format!("<!doctype html><html><body><h2>قطار جديد</h2>{}</body></html>", READERS.map(post).concat());
    let page = split("-", html.as_bytes());
    assert_eq!(said(&page), READERS.map(|(name, _, words)| (Some(name), None, words)));
    assert_eq!(page.article, "");
}

/// A reader, as many pages write one.
fn reader((name, date, words): (&str, &str, &str)) -> String {
    format!("<div class=kk><b>{name}</b> <i>#7 {date}</i><p>{words}</p></div>")
}

#[test]
fn what_stands_between_comments_is_no_article() {
    let [first, second, third] = READERS.map(reader);
    for between in [
        "<div class=kk><p>أما أنا فأقول لكم إن القطار لا يصل إلى حارتنا</p></div>",
        "<p>تنبيه: حذف المحرر هنا تعليقا خالف شروط النشر</p>",
    ] {
        let page = with_article(&format!("<h3>التعليقات</h3>{first}{between}{second}{third}"));
        assert_eq!(said(&page), READERS.map(|(name, _, words)| (Some(name), None, words)));
        assert_eq!(page.comments[0].date_text.as_deref(), Some(READERS[0].1));
        assert_eq!((page.article.lines().count(), codes(&page)), (2, vec!["text-left-out"]));
    }
}

#[test]
fn blocks_that_are_alike_are_one_article() {
    let notice = |(name, words): (&str, &str)| {
        format!("<div><h4>{name}</h4><small>4 أيار 2022</small><p>{words}</p></div>")
    };
    let notices = [
        ("الحاج صبري النجار", "رحل عن ثمانين عاما، ويقبل العزاء في داره ثلاثة أيام."),
        ("السيدة أمل يونس", "رحلت بعد مرض طويل، وتقام الصلاة عليها ظهر الجمعة."),
        ("المعلم فريد حنا", "ودعه تلاميذه أمس بعد أربعين عاما في مدرسة الحي."),
    ];
    let html = format!(
        "<!doctype html><html><body><h1>وفيات اليوم</h1>{}</body></html>",
        notices.map(notice).concat()
    );
    let page = split("-", html.as_bytes());
    assert!(page.comments.is_empty());
    assert_eq!(page.article.lines().count(), 9, "{}", page.article);

    let html = "<!doctype html><html><body><h1>تنبيه إلى السكان</h1><div>تنقطع المياه غدا عن الحي الشرقي.<br>\
        من الثامنة حتى الظهر.<br>نعتذر إليكم.</div></body></html>";
    assert_eq!(split("-", html.as_bytes()).article.lines().count(), 3);
}

#[test]
fn columns_of_writers_and_related_stories_are_no_comments() {
    let column = |(name, words): (&str, &str)| {
        format!("<div><b>{name}</b><span>4 أيار 2022</span><p>{words}</p></div>")
    };
    let columns = [
        ("د. وليد الشريف", "حين تصمت السكة عن الكلام"),
        ("سلوى حداد", "مدن على البحر"),
        ("غسان طه", "بين محطتين"),
    ];
    let columns = format!("<h3>كتاب الرأي</h3>{}", columns.map(column).concat());
    assert_eq!(said(&with_article(&columns)), []);
    let related = "<h4>قد يعجبك أيضا</h4><div class=kk><a href=1>سوق السمك</a><span>4 أيار 2022</span></div>";
    let comments = format!("<h3>التعليقات</h3>{}", READERS.map(reader).concat());
    for below in [format!("<section>{comments}{related}</section>"), format!("{comments}{related}")] {
        let page = with_article(&format!("{columns}{below}"));
        assert_eq!(said(&page), READERS.map(|(name, _, words)| (Some(name), None, words)));
    }
}

/// What is searched for repetition ends after some lines; what a heading says reaches on.
#[test]
fn long_dumps_are_read_to_their_end() {
    let words = ["نعم كما قلت", "لا أظن ذلك أبدا", "الطريق طويل", "شكرا للكاتب على الخبر"];
    let blocks = |count: usize| -> String {
        let block = |at: usize| format!("قارئ {}\n12-03-2024 14:20\n{} {at}\n\n", at % 9, words[at % 4]);
        (0..count).map(block).collect()
    };
    let count = 1600;
    for lead in ["خبر\n\nالتعليقات\n\n", "خبر\n\nماذا قال القراء عن هذا الخبر؟\n\n"]
    {
        let page = split("-", format!("{lead}{}", blocks(count)).as_bytes());
        assert_eq!((page.comments.len(), codes(&page)), (count, vec![]), "{lead}");
    }
    // Nothing heads these, so only what is likely by all signs together is found.
    let signed = blocks(count).replace("12-03-2024 14:20\n", "");
    let page = split("-", format!("خبر\n\n{signed}").as_bytes());
    assert!(codes(&page).contains(&"search-capped"), "{:?}", codes(&page));
}

/// Programs break lines at a width, and part paragraphs with blank lines.
#[test]
fn the_article_of_a_wrapped_dump_keeps_its_paragraphs() {
    let paragraphs = [
        "افتتحت بلدية الساحل صباح اليوم السوق الجديدة للسمك بعد عامين من العمل في المبنى القديم الذي أغلق بسبب الرطوبة، \
         وحضر الافتتاح عدد كبير من الصيادين وأصحاب المطاعم.",
        "وقال رئيس البلدية إن السوق تضم أربعين محلا ومخزنا مبردا كبيرا، وإن الإيجار سيبقى كما كان في السوق القديمة حتى \
         نهاية العام المقبل على الأقل.",
        "ويطالب الصيادون منذ سنوات بتوسعة الرصيف المقابل للسوق لأن القوارب الكبيرة لا تجد مكانا ترسو فيه عند الفجر.",
    ];
    let wrapped = |text: &str, width: usize, margin: &str| {
        let mut lines = vec![String::new()];
        for word in text.split_whitespace() {
            let last = lines.last_mut().expect("there is a line");
            if margin.len() + last.chars().count() + 1 + word.chars().count() > width && !last.is_empty() {
                lines.push(word.to_owned());
            } else {
                *last = format!("{last} {word}").trim().to_owned();
            }
        }
        format!("{margin}{}\n", lines.join(&format!("\n{margin}")))
    };
    for (width, margin) in [(60, ""), (66, "   "), (72, ""), (80, "   "), (1000, "")] {
        let body: Vec<String> = paragraphs.iter().map(|text| wrapped(text, width, margin)).collect();
        let head = "افتتاح سوق السمك الجديدة في المدينة\n\nالأخبار\nالرياضة\nالطقس\n\n12 مارس 2024\n\n";
        let foot = "\nالتعليقات\n\nهند\n12-03-2024 15:20\nمبروك للجميع\n\nسعد\n12-03-2024 16:20\nأخيرا\n";
        let page = split("-", format!("{head}{}{foot}", body.join("\n")).as_bytes());
        assert_eq!(page.article, paragraphs.join("\n"), "{width}");
        assert_eq!((page.comments.len(), codes(&page)), (2, vec![]), "{width}");
    }
    // Verses end where their writer ends them.
    let verses = "من ديوان البحر\n\nيا بحر قل لي أين تمضي السفن.\nوأين ينام الذين رحلوا.\nلا شيء يبقى سوى الريح والملح.\n";
    assert_eq!(split("-", verses.as_bytes()).article.lines().count(), 3);
}

#[test]
fn short_questions_and_answers_belong_to_the_article_of_a_dump() {
    let text = "حوار مع الكاتبة سلمى الحداد عن روايتها\n\nس: كيف بدأت الكتابة؟\nج: بدأت في الجامعة، كنت أكتب قصصا قصيرة.\n\n\
        س: هل تقرئين النقد؟\nج: نعم، أقرأ كل ما يكتب عني.\n\nس: وماذا بعد؟\nج: رواية أخرى\n\n\
        التعليقات\n\nهند\n12-03-2024 15:20\nحوار جميل\n\nسعد\n12-03-2024 16:20\nشكرا للكاتبة\n";
    let page = split("-", text.as_bytes());
    let lines: Vec<&str> = page.article.lines().collect();
    assert_eq!((lines.len(), page.comments.len()), (6, 2), "{lines:?}");
    let short = "إغلاق الجسر القديم ليلا\n\nأغلقت البلدية الجسر.\n\nتستمر الأعمال شهرا.\n\nالتعليقات\n\n\
        هند\n12-03-2024 15:20\nولماذا ليلا\n\nسعد\n12-03-2024 16:20\nلأن الليل هادئ\n";
    assert_eq!(split("-", short.as_bytes()).article, "أغلقت البلدية الجسر.\nتستمر الأعمال شهرا.");
}

#[test]
fn a_list_of_headlines_with_counters_has_no_comments() {
    let story = |headline: &str, count: usize| format!("{headline}\n12 مارس 2024 10:00\n{count} تعليق\n\n");
    let text =
        story("البلدية تفتح الحديقة", 4) + &story("أسعار القمح ترتفع", 12) + &story("الفريق يعود بكأسين", 7);
    let page = split("-", text.as_bytes());
    assert_eq!(page.comments, []);
    // Among others it may be a reader's word.
    let one = "خبر\n\nالتعليقات\n\nهند\n12-03-2024 15:20\nاحترام\n\nسعد\n12-03-2024 16:20\nأرى أن المشروع مفيد\n\n\
        نور\n12-03-2024 17:20\nوأنا كذلك\n";
    assert_eq!(split("-", one.as_bytes()).comments.len(), 3);
}

#[test]
fn quotations_in_dumps_are_taken_off_where_they_are_ones() {
    let text = "خبر\n\nالتعليقات\n\nسعد\n12-03-2024 14:20\nأرى أن المشروع مفيد\nوسننتظر النتائج\n\n\
        هند\n12-03-2024 15:20\nسعد كتب:\nأرى أن المشروع مفيد\n\nلا أوافقك الرأي\n\n\
        نور\n12-03-2024 16:20\n> لا أوافقك الرأي\nولا أنا\n\n\
        بدر\n12-03-2024 17:20\nهند كتبت:\n> لا أوافقك\nوأنا أوافقه\n\n\
        وليد\n12-03-2024 18:20\nسعد كتب:\nمن جد وجد\nوصدق من قالها\n";
    let page = split("-", text.as_bytes());
    let wanted = [
        (Some("سعد"), None, "أرى أن المشروع مفيد\nوسننتظر النتائج"),
        (Some("هند"), Some(0), "لا أوافقك الرأي"),
        (Some("نور"), None, "ولا أنا"),
        (Some("بدر"), Some(1), "وأنا أوافقه"),
        (Some("وليد"), None, "سعد كتب:\nمن جد وجد\nوصدق من قالها"),
    ];
    assert_eq!(said(&page), wanted);
    let quotes: Vec<Option<&str>> = page.comments.iter().map(|comment| comment.quote.as_deref()).collect();
    let wanted = [None, Some("أرى أن المشروع مفيد"), Some("لا أوافقك الرأي"), Some("لا أوافقك"), None];
    assert_eq!(quotes, wanted);
}

#[test]
fn the_title_of_a_numbered_comment_stands_over_its_head() {
    let comment = |number: usize, title: &str, name: &str, words: &str| {
        format!("{number} - {title}\n{name} 12-03-2024 1{number}:20\n{words}\n\n")
    };
    let text = ["خبر\n\nالتعليقات\n\n".to_owned()].into_iter().chain([
        comment(1, "هذا ما كنا نخشاه من البداية", "سمير", "لا أحد يسمع كلام السكان"),
        comment(2, "كلام جميل", "ليلى", "لكن من ينفذ؟"),
        comment(3, "إلى الأخ سمير!", "هند", "السكان أنفسهم لا يتكلمون"),
        comment(4, "سؤال", "بدر", "ومتى تبدأ الأعمال؟"),
    ]);
    let page = split("-", text.collect::<String>().as_bytes());
    let wanted = [
        (Some("سمير"), None, "هذا ما كنا نخشاه من البداية\nلا أحد يسمع كلام السكان"),
        (Some("ليلى"), None, "كلام جميل\nلكن من ينفذ؟"),
        (Some("هند"), None, "إلى الأخ سمير!\nالسكان أنفسهم لا يتكلمون"),
        (Some("بدر"), None, "سؤال\nومتى تبدأ الأعمال؟"),
    ];
    assert_eq!(said(&page), wanted);
}

#[test]
fn an_article_may_stand_in_elements_of_a_line() {
    let paragraphs = [
        "أعلنت إدارة المتحف أن القاعة الشرقية ستفتح أبوابها للزوار مجانا طوال الشهر المقبل، احتفالا بمرور مئة عام على تأسيسه.",
        "وقالت المديرة إن القطع التي رممت تعرض أول مرة، وإن الزيارة تحتاج إلى حجز قبل يومين على الأقل من الموعد.",
    ];
    for (open, close) in [
        ("<span id=ctl00_lblBody>", "</span>"),
        ("<font size=3>", "</font>"),
        ("<div><font face=Tahoma><span>", "</span></font></div>"),
        ("<table><tr><td><b>", "</b></td></tr></table>"),
    ] {
        let html = format!(
            "<html><head><title>متحف المدينة</title></head><body><h1>متحف المدينة يفتح قاعته</h1>{open}{}{close}</body></html>",
            paragraphs.join("<br><br>")
        );
        assert_eq!(split("-", html.as_bytes()).article, paragraphs.join("\n"), "{open}");
    }
}

#[test]
fn a_page_is_not_cut_through_a_letter() {
    for before in 0..2 {
        let page = format!("{}{}", "x".repeat(before), "كلمة ".repeat(4 << 20));
        let codes: Vec<String> =
            split("-", page.as_bytes()).warnings.into_iter().map(|warning| warning.code).collect();
        assert!(
            codes.contains(&"page-cut".to_owned()) && !codes.contains(&"bytes-replaced".to_owned()),
            "{codes:?}"
        );
    }
}
