//! Stage 1 on whole pages: what goes in are fixtures of this project, what comes out is written here by hand.
#![cfg(feature = "page")]

use std::fs;
use std::path::Path;

use ghirbal::page::{Comment, CommentKind, Page, split};
use proptest::prelude::*;

/// A fixture, taken apart.
fn page(name: &str) -> Page {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/pages").join(name);
    split(name, &fs::read(path).expect("the fixture is there"))
}

/// A comment as far as text dumps can tell.
fn said(author: Option<&str>, date: Option<(&str, &str)>, text: &str) -> Comment {
    Comment {
        author: author.map(str::to_owned),
        date: date.map(|(date, _)| date.to_owned()),
        date_text: date.map(|(_, printed)| printed.to_owned()),
        text: text.to_owned(),
        ..Comment::default()
    }
}

/// Numbers hand-written comments, as `split` does.
fn numbered(comments: impl IntoIterator<Item = Comment>) -> Vec<Comment> {
    comments.into_iter().enumerate().map(|(index, comment)| Comment { index, ..comment }).collect()
}

/// The codes of a page's warnings.
fn codes(page: &Page) -> Vec<&str> {
    page.warnings.iter().map(|warning| warning.code.as_str()).collect()
}

#[test]
fn a_numbered_dump() {
    let page = page("listed.txt");
    assert_eq!(page.title.as_deref(), Some("بلدية المرفأ تعلن خطة جديدة لتنظيم سوق السمك بعد شكاوى السكان"));
    assert_eq!(
        page.article,
        "أعلنت بلدية المرفأ أمس خطة من ثلاث مراحل لتنظيم سوق السمك القديم، وقالت إن العمل يبدأ مطلع الشهر المقبل.\n\
         وقال رئيس البلدية إن الخطة تشمل ترميم السقف وتغيير شبكة الصرف، وإن التجار لن يدفعوا رسوما إضافية في العام الأول.\n\
         سوق عمره مئة عام\n\
         وطالب تجار السوق بإشراكهم في اللجنة التي تشرف على العمل، وقال أحدهم: تعليقنا الوحيد أننا نعرف السوق أكثر من غيرنا."
    );
    assert_eq!(page.declared_comments, Some(5));
    assert_eq!(codes(&page), ["count-mismatch"]);
    let expected = numbered([
        said(
            None,
            None,
            "- أخيرا خطة فيها كلام معقول .\n- لكن من يراقب التنفيذ ؟\n1. الرسوم\n2. النظافة\nهذان أهم شيئين عندي ..",
        ),
        said(
            Some("بنت المرفأ"),
            Some(("2019-03-04T09:05", "4 آذار/ مارس 2019 الساعة 9:05 ص")),
            "كلام فاضي، البلدية حرامية ورئيسها أكبر كذاب",
        ),
        Comment {
            reply_to: Some(1),
            ..said(
                Some("سعيد البحري"),
                Some(("2019-03-04T23:40", "4 آذار/ مارس 2019 الساعة 11:40 م")),
                "عيب يا أختي، الرجل يعمل ليل نهار",
            )
        },
        said(None, None, "لا تعليق"),
    ]);
    assert_eq!(page.comments, expected);
}

#[test]
fn a_dump_with_name_and_date_lines() {
    let page = page("stamps.txt");
    assert_eq!(page.title.as_deref(), Some("ارتفاع مفاجئ في أسعار الخضار بأسواق العاصمة قبل العيد"));
    let article: Vec<&str> = page.article.lines().collect();
    assert_eq!(article.len(), 3, "{article:?}");
    assert!(article[0].starts_with("سجلت أسعار الخضار") && article[2].ends_with("بأيام قليلة."));
    assert_eq!(page.declared_comments, Some(3));
    assert_eq!(codes(&page), Vec::<&str>::new());
    let expected = numbered([
        said(
            Some("مواطن تعبان"),
            Some(("2022-04-04T09:12", "الإثنين، 04-04-2022 09:12 ص")),
            "الله يعين الناس، الراتب ما يكفي أسبوع",
        ),
        said(
            Some("قارئ من الجنوب"),
            Some(("2022-04-04T12:30", "الإثنين، 04-04-2022 12:30 م")),
            "السبب معروف: حكومة فاشلة وتجار بلا ضمير.\nلازم يتحاسبوا كلهم",
        ),
        Comment {
            date_text: Some("منذ 3 أيام".to_owned()), ..said(Some("أم ليث"), None, "نعم")
        },
    ]);
    assert_eq!(page.comments, expected);
}

#[test]
fn a_dump_with_bylines() {
    let page = page("bylines.txt");
    assert_eq!(page.declared_comments, Some(2));
    assert_eq!(codes(&page), Vec::<&str>::new());
    assert_eq!(page.article.lines().count(), 2);
    let expected = numbered([
        said(
            Some("مشجع قديم"),
            Some(("2021-09-12T22:15", "12 شتنبر 2021 - 22:15")),
            "المثل يقول:\nمن جد وجد، وهادو ما جدّوا ما والو. مدرب فاشل وصافي",
        ),
        said(Some("ياسين"), Some(("2021-09-13T08:00", "13 شتنبر 2021 - 08:00")), "شكرا للاعبين على كل حال"),
    ]);
    assert_eq!(page.comments, expected);
}

#[test]
fn a_dump_whose_heading_and_heads_nobody_knows() {
    let text = "\
سوق الخضار ينتقل إلى ساحة المحطة

نقلت البلدية سوق الخضار إلى ساحة المحطة القديمة ابتداء من يوم الأحد.

وقال تجار إن الساحة أوسع، لكنها بعيدة عن بيوت الزبائن.

شو رأيكم؟
هدى @ 05-03-2021 10:20 ([star] 3)
المكان الجديد أنظف بكثير، وفيه ظل وماء.
موافق (6) غير موافق (1) مخالف
أبو سليم @ 05-03-2021 11:42 ([star] 0)
بعيد جدا على كبار السن،
ولا حافلة تصل إليه قبل الظهر.
موافق (2) غير موافق (4) مخالف
مروان @ 06-03-2021 08:05 ([star] 1)
جربوه أسبوعا قبل أن تحكموا عليه.
موافق (9) غير موافق (0) مخالف

تابعوا قناتنا ليصلكم كل جديد
";
    let page = split("page.txt", text.as_bytes());
    let expected = numbered([
        said(
            Some("هدى"),
            Some(("2021-03-05T10:20", "05-03-2021 10:20")),
            "المكان الجديد أنظف بكثير، وفيه ظل وماء.",
        ),
        said(
            Some("أبو سليم"),
            Some(("2021-03-05T11:42", "05-03-2021 11:42")),
            "بعيد جدا على كبار السن،\nولا حافلة تصل إليه قبل الظهر.",
        ),
        said(
            Some("مروان"),
            Some(("2021-03-06T08:05", "06-03-2021 08:05")),
            "جربوه أسبوعا قبل أن تحكموا عليه.",
        ),
    ]);
    assert_eq!(page.comments, expected);
    assert_eq!(page.article.lines().count(), 2, "{}", page.article);
}

#[test]
fn dumps_without_comments() {
    for name in ["walled.txt", "no_section.txt"] {
        let page = page(name);
        assert_eq!(page.comments, [], "{name}");
        assert_eq!(page.declared_comments, None, "{name}");
        assert_eq!(codes(&page), Vec::<&str>::new(), "{name}");
        assert!(!page.article.is_empty() && !page.article.contains("مفتاحية"), "{name}");
    }
}

#[test]
fn a_page_with_answers_a_pingback_and_a_quotation() {
    let page = page("nested.html");
    assert_eq!(page.title.as_deref(), Some("مجلس المدينة يقر موازنة الطرق للعام المقبل"));
    assert_eq!(
        page.article,
        "أقر مجلس المدينة مساء الخميس موازنة الطرق للعام المقبل بأغلبية صوت واحد.\n\
         وقال المقرر إن نصف المبلغ يذهب إلى شارع البحر، وإن الباقي يوزع على الأحياء."
    );
    assert_eq!(page.declared_comments, Some(5));
    assert_eq!(page.external, None);
    assert_eq!(codes(&page), Vec::<&str>::new());
    let fahd = "فهد الساحلي";
    let expected = numbered([
        Comment {
            id: Some("41".to_owned()),
            ..said(
                Some(fahd),
                Some(("2020-11-06T08:15", "6 نوفمبر، 2020 الساعة 8:15 ص")),
                "نفس الوجوه ونفس الكذب.\nوين راحت موازنة العام الماضي؟\nحسبنا الله",
            )
        },
        Comment {
            id: Some("44".to_owned()),
            reply_to: Some(0),
            quote: Some("وين راحت موازنة العام الماضي؟".to_owned()),
            ..said(
                Some("أبو ناصر"),
                Some(("2020-11-06T10:02", "6 نوفمبر، 2020 الساعة 10:02 ص")),
                "راحت في جيوب حزبكم يا حبيبي 😂",
            )
        },
        Comment {
            id: Some("45".to_owned()),
            reply_to: Some(1),
            ..said(Some(fahd), Some(("2020-11-06T10:30", "6 نوفمبر، 2020 الساعة 10:30 ص")), "ما عندي حزب")
        },
        Comment {
            id: Some("42".to_owned()),
            kind: CommentKind::Pingback,
            ..said(None, None, "طرق الساحل في أسبوع")
        },
        Comment {
            id: Some("43".to_owned()),
            ..said(
                Some("قارئة"),
                Some(("2020-11-07T21:00", "7 نوفمبر، 2020 الساعة 9:00 م")),
                "متى يبدأ العمل في حي النخيل؟",
            )
        },
    ]);
    assert_eq!(page.comments, expected);
}

#[test]
fn a_page_in_windows_1256() {
    let page = page("wordpress_1256.html");
    assert_eq!(page.title.as_deref(), Some("أمطار غزيرة تغلق طريق الجبل"));
    assert_eq!(page.declared_comments, Some(2));
    assert_eq!(codes(&page), Vec::<&str>::new());
    let expected = numbered([
        Comment {
            id: Some("310".to_owned()),
            ..said(
                Some("سائق شاحنة"),
                Some(("2012-01-03T19:10", "3 يناير 2012 الساعة 7:10 م")),
                "كل شتاء نفس الكلام، وزارة نايمة!\nمتى يصلحون الطريق؟",
            )
        },
        Comment {
            id: Some("311".to_owned()),
            ..said(
                Some("مسافر"),
                Some(("2012-01-04T00:03", "4 يناير 2012 الساعة 12:03 ص")),
                "الطريق القديم سالك الآن",
            )
        },
    ]);
    assert_eq!(page.comments, expected);
}

#[test]
fn a_windows_1256_page_that_lost_its_declaration() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/pages/wordpress_1256.html");
    let bytes = fs::read(path).expect("the fixture is there");
    let at = bytes.windows(21).position(|part| part == b"charset=windows-1256\">").unwrap_or(0);
    let mut bare = bytes.clone();
    if let Some(meta) = bytes.windows(5).position(|part| part == b"<meta") {
        bare.drain(
            meta..bytes.iter().skip(meta).position(|&byte| byte == b'>').map_or(at, |end| meta + end + 1),
        );
    }
    let (declared, guessed) = (split("", &bytes), split("", &bare));
    assert_eq!(declared.comments, guessed.comments);
    assert_eq!(codes(&guessed), ["encoding-guessed"]);
}

#[test]
fn a_page_of_drupal() {
    let page = page("drupal.html");
    assert_eq!(page.title.as_deref(), Some("دورة مجانية للسباحة في النادي البحري"));
    assert_eq!(page.declared_comments, Some(2));
    let expected = numbered([
        Comment {
            id: Some("7".to_owned()),
            ..said(Some("أم سارة"), Some(("2018-07-14T18:45", "١٤ تموز ٢٠١٨ - ١٨:٤٥")), "كيف التسجيل؟")
        },
        Comment {
            id: Some("8".to_owned()),
            reply_to: Some(0),
            ..said(Some("النادي"), Some(("2018-07-15", "١٥ تموز ٢٠١٨")), "في مكتب النادي كل صباح")
        },
    ]);
    assert_eq!(page.comments, expected);
    assert_eq!(page.article.lines().count(), 1);
}

#[test]
fn a_page_without_classes() {
    let page = page("soup.html");
    let expected = numbered([
        said(
            Some("جاسم"),
            Some(("2016-12-05", "5 كانون الأول / ديسمبر 2016")),
            "شركة زبالة، كل أسبوع نفس القصة",
        ),
        said(Some("مها"), Some(("2016-12-06T09:45", "09:45 2016/12/06")), "رجعت عندنا الآن\nالحمد لله"),
    ]);
    assert_eq!(page.comments, expected);
    assert!(page.article.starts_with("انقطعت الكهرباء") && !page.article.contains("نفس القصة"));
}

#[test]
fn pages_without_comments() {
    let walled = page("walled.html");
    assert_eq!((walled.comments.len(), walled.declared_comments, codes(&walled).len()), (0, None, 0));
    assert_eq!(walled.article.lines().count(), 2);
    let widgets = page("widgets.html");
    assert_eq!(widgets.comments, []);
    assert_eq!(widgets.external.as_deref(), Some("facebook"));
    assert_eq!(widgets.article.lines().count(), 2);
}

#[test]
fn the_example_of_the_readme() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/example.html");
    let page = split("example.html", &fs::read(path).expect("the example is there"));
    assert_eq!(page.comments.len(), 7);
    assert_eq!(page.declared_comments, Some(7));
    assert_eq!(page.comments[2].reply_to, Some(1));
    assert_eq!(page.article.lines().count(), 3);
    assert!(page.comments.iter().all(|comment| comment.author.is_some() && comment.date.is_some()));
}

#[test]
fn data_for_search_engines_is_read_last() {
    let html = r#"<html><body><h1>خبر قصير عن المدينة</h1><script type="application/ld+json">
        {"@type":"NewsArticle","commentCount":2,"comment":[
          {"@type":"Comment","@id":"a","author":{"name":"ليلى"},"dateCreated":"2021-05-06T07:08:09Z","text":"سؤال <b>مهم</b>",
           "comment":{"@type":["Comment"],"author":"علي","text":"وجواب"}}]}</script></body></html>"#;
    let page = split("", html.as_bytes());
    let found: Vec<_> = page
        .comments
        .iter()
        .map(|comment| (comment.author.as_deref(), comment.text.as_str(), comment.reply_to))
        .collect();
    assert_eq!(found, [(Some("ليلى"), "سؤال مهم", None), (Some("علي"), "وجواب", Some(0))]);
    assert_eq!(page.comments[0].date.as_deref(), Some("2021-05-06T07:08"));
    assert_eq!(page.declared_comments, Some(2));
}

#[test]
fn evasions_stay_in_comments_and_marks_leave_names() {
    let text = "خبر\n\nالتعليقات\n\u{200f}سمير\u{200e}\n\u{200f}1-2-2020\nكل\u{200c}ـــمة ه\u{200b}نا\n";
    let page = split("", text.as_bytes());
    assert_eq!(
        page.comments,
        [said(Some("سمير"), Some(("2020-02-01", "1-2-2020")), "كل\u{200c}ـــمة ه\u{200b}نا")]
    );
}

#[test]
fn hostile_pages_neither_overflow_nor_hang() {
    let deep = "<div>".repeat(200_000) + "x";
    let page = split("", deep.as_bytes());
    assert_eq!(codes(&page), ["nesting-capped"]);
    for page in [
        "<ul><li>".repeat(20_000),
        "<table><tr><td>".repeat(20_000),
        format!("<ol class=comment-list>{}", "<li class=comment>x<ol class=children>".repeat(2_000)),
        "التعليقات\n".repeat(20_000),
        "<".repeat(100_000),
        "\0\u{1}\u{1b}".repeat(10_000),
        String::new(),
    ] {
        let _ = split("", page.as_bytes());
    }
}

/// The same at full length, with time and memory: `tests/hostile.py`.
#[test]
fn forged_pages_are_capped_and_say_so() {
    let fonts: String = (0..100_000)
        .flat_map(|size| ["<p><font size=".to_owned(), size.to_string(), "></b>".to_owned()])
        .collect();
    let comment = "<div class=comment><span class=author>n</span><time>1/1/2020</time><p>x</p>";
    for (page, code) in [
        (fonts, "nesting-capped"),
        (format!("<html>{}", "<br>".repeat(1_100_000)), "nesting-capped"),
        (format!("<html>{}", "<a href=x>y".repeat(600_000)), "nesting-capped"),
        (format!("<html>{}", comment.repeat(20_000)), "nesting-capped"),
    ] {
        assert!(codes(&split("", page.as_bytes())).contains(&code), "{}", &page[..60]);
    }
    let attributes: String =
        (0..100_000).flat_map(|number| [" a".to_owned(), number.to_string(), "=1".to_owned()]).collect();
    let page = split("", format!("<html><p>قبل</p><div{attributes}>x</div>").as_bytes());
    assert!(codes(&page).contains(&"nesting-capped"));
    // Entities of XML are no entities of HTML: nothing grows, and nothing is opened.
    let xml = "<?xml version='1.0'?><!DOCTYPE html [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;'>\
               <!ENTITY x SYSTEM 'file:///etc/hostname'>]><html><body><p>&b; &x;</p></body></html>";
    assert!(split("", xml.as_bytes()).article.len() < 200);
}

/// What holds on every page.
fn assert_consistent(page: &Page) {
    for (index, comment) in page.comments.iter().enumerate() {
        assert_eq!(comment.index, index);
        assert!(comment.reply_to.is_none_or(|parent| parent < index), "{comment:?}");
        assert!(!comment.text.trim().is_empty());
    }
}

proptest! {
    #[test]
    fn any_bytes_make_a_page(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        assert_consistent(&split("", &bytes));
    }

    #[test]
    fn any_mixture_of_cues_makes_a_consistent_page(
        parts in proptest::collection::vec(proptest::sample::select(vec![
            "<ol class=comment-list>", "<li class=comment id=comment-1>", "</li>", "</ol>", "<ol class=children>", "<p>",
            "<div class=comment-content>", "</div>", "<b class=fn>", "<blockquote>", "نص", "\n", "3 تعليقات", "التعليقات\n",
            "  1. ", "  2. ", "     1. ", "    ", "سمير يقول:\n", "23-08-2023\n", "Avatar of سمير\n", "رد\n", "•", "<time datetime=2020-01-01>",
        ]), 0..60)
    ) {
        assert_consistent(&split("", parts.concat().as_bytes()));
    }
}

/// The pages outside the repository, where a run is shown the way to them.
#[test]
#[allow(clippy::print_stderr, reason = "a skipped test says so")]
fn the_seed_pages_are_exact() {
    let Ok(shared) = std::env::var("GHIRBAL_SHARED") else {
        eprintln!("skipped: GHIRBAL_SHARED does not name the folder with pages/seeds");
        return;
    };
    let seeds = Path::new(&shared).join("pages/seeds");
    let gold = fs::read_to_string(seeds.join("gold.jsonl")).expect("the gold is there");
    for line in gold.lines().filter(|line| !line.trim().is_empty()) {
        let gold: serde_json::Value = serde_json::from_str(line).expect("the gold is JSON");
        let file = gold["file"].as_str().expect("a file name");
        let page = split(file, &fs::read(seeds.join(file)).expect("the page is there"));
        assert_eq!(page.title.as_deref(), gold["article_title"].as_str(), "{file}");
        assert_eq!(page.declared_comments, gold["declared_count"].as_u64(), "{file}");
        let (start, end) = (loose(&gold["article_body_start"]), loose(&gold["article_body_end"]));
        let article = loose(&serde_json::Value::from(page.article.as_str()));
        assert!(article.starts_with(&start), "{file}: the article begins with {start}");
        assert!(article.ends_with(&end), "{file}: the article ends with {end}");
        let wanted = gold["comments"].as_array().expect("comments");
        assert_eq!(page.comments.len(), wanted.len(), "{file}");
        for (found, wanted) in page.comments.iter().zip(wanted) {
            assert_eq!(found.author.as_deref(), wanted["author"].as_str(), "{file}");
            assert_eq!(found.date.as_deref(), wanted["date"].as_str(), "{file}");
            assert_eq!(
                loose(&serde_json::Value::from(found.text.as_str())),
                loose(&wanted["text"]),
                "{file}"
            );
        }
        let mismatch = page.declared_comments.is_some_and(|declared| declared != wanted.len() as u64);
        assert_eq!(codes(&page).contains(&"count-mismatch"), mismatch, "{file}");
    }
}

/// A text without what does not count: full stops and the kind and amount of white space.
fn loose(text: &serde_json::Value) -> String {
    let text = text.as_str().unwrap_or_default().replace('.', " ");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Words of readers that look like headings, buttons, labels, notices or the end of a section.
#[test]
fn what_readers_write_is_taken_for_nothing_else() {
    for words in [
        "آراء الناس في هذا الموضوع مختلفة",
        "تعليقات القراء على الخبر مضحكة",
        "العودة إلى الحق فضيلة",
        "انشر",
        "شارك",
        "موافق",
        "الأخبار الأخيرة غير صحيحة",
        "المزيد من التقدم والازدهار",
        "جاوب على السؤال يا وزير",
        "رد على كل من يكذب",
        "الدولة: فاشلة بكل المقاييس",
        "آراء الكاتب لا تمثل الشعب",
        "5/3/2021 كان يوم الكارثة الكبرى في السوق",
        "صدر القرار [رد] ثم ألغي",
        "كتب الوزير | عضو البرلمان | كلاما فارغا",
    ] {
        let comments = ["كلام صحيح يا أخي", words, "لا أتفق مع أحد هنا", "أحسنتم"];
        let names = ["سمير", "ليلى", "هدى", "خالد"];
        let entries =
            names.iter().zip(comments).map(|(name, text)| format!("{name}\n3 مارس 2021 10:20\n{text}\n"));
        let dump = "أعلنت البلدية أمس خطة جديدة لتنظيم السوق القديم في وسط المدينة.\nالتعليقات\n".to_owned()
            + &entries.collect::<String>();
        let page = split("dump.txt", dump.as_bytes());
        let found: Vec<&str> = page.comments.iter().map(|comment| comment.text.as_str()).collect();
        assert_eq!(found, comments, "{words:?}");
    }
}

#[test]
fn the_number_of_a_readers_posts_is_no_heading() {
    let texts =
        ["من جرب طلاء الخشب بزيت الكتان؟", "جربته مرتين والنتيجة ممتازة.", "يحتاج أسبوعا حتى يجف تماما."];
    let names = ["نجار قديم", "سلمى", "أبو رامي"];
    for (words, tag) in [("المشاركات: ", "aside"), ("مشاركات: ", "div"), ("Posts: ", "aside")]
    {
        let posts = names.iter().zip(texts).enumerate().map(|(at, (name, text))| {
            format!(
                "<section class=\"q{}\"><{tag}><a href=\"/u/{at}\">{name}</a><p>{words}{}</p></{tag}><div><span>0{}-03-2022, \
                 04:12 PM</span><div class=\"bb\">{text}</div></div><div><a>اقتباس</a> <a>تبليغ</a></div></section>",
                at % 2,
                31 * (at + 2),
                at + 1
            )
        });
        let html = format!(
            "<!doctype html><html><body><h1>طلاء الخشب</h1>{}</body></html>",
            posts.collect::<String>()
        );
        let page = split("forum.html", html.as_bytes());
        assert_eq!(page.declared_comments, None, "{words}");
        let found: Vec<_> =
            page.comments.iter().map(|said| (said.author.as_deref(), said.text.as_str())).collect();
        let expected: Vec<_> = names.iter().zip(texts).map(|(name, text)| (Some(*name), text)).collect();
        assert_eq!(found, expected, "{words}");
    }
    let page = split(
        "own.html",
        "<!doctype html><html><body><h1>خبر</h1><h3>المشاركات: 2</h3></body></html>".as_bytes(),
    );
    assert_eq!(page.declared_comments, Some(2), "one such line may well be a heading");
}

#[test]
fn what_says_that_a_comment_was_changed_is_neither_author_nor_text() {
    for changed in [
        "Edited 5 hours ago",
        "5 hours ago (edited)",
        "Edited\n5 hours ago",
        "5 hours ago\n(edited)",
        "تم التعديل منذ 5 ساعات",
        "منذ 5 ساعات\nمعدّل",
        "عُدّل منذ 5 ساعات",
    ] {
        let dump = format!(
            "ترميم الجسر القديم\n\nبدأت الورشة أمس ترميم الجسر القديم وتستمر الأعمال شهرين كاملين.\n\n3 Comments\nSort by \
             Newest\n\nsalma.k\n2 days ago\nأخيرا بدأ العمل في الجسر.\nLike\nReply\nShare\n\nabu.rami\n{changed}\nالشهران \
             سيصيران سنتين كالعادة!\nLike\nReply\nShare\n\nnajjar77\n1 day ago\nليت المدرسة ترمم أيضا.\nLike\nReply\nShare\n"
        );
        let page = split("dump.txt", dump.as_bytes());
        let found: Vec<_> =
            page.comments.iter().map(|said| (said.author.as_deref(), said.text.as_str())).collect();
        assert_eq!(
            found,
            [
                (Some("salma.k"), "أخيرا بدأ العمل في الجسر."),
                (Some("abu.rami"), "الشهران سيصيران سنتين كالعادة!"),
                (Some("najjar77"), "ليت المدرسة ترمم أيضا."),
            ],
            "{changed:?}"
        );
    }
}
