//! Stage 1 on pages as text browsers and converters print them. Each was once taken apart wrongly.
#![cfg(feature = "page")]

use ghirbal::page::{Page, split};

/// The author, date and words of each comment of a printed page.
fn said(text: &str) -> Vec<(Option<String>, Option<String>, String)> {
    let Page { comments, .. } = split("-", text.as_bytes());
    comments.into_iter().map(|comment| (comment.author, comment.date, comment.text)).collect()
}

/// The same as it is wanted.
fn wanted(comments: &[(&str, &str, &str)]) -> Vec<(Option<String>, Option<String>, String)> {
    let known = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    comments.iter().map(|(name, date, words)| (known(name), known(date), (*words).to_owned())).collect()
}

#[test]
fn readers_close_their_letters_with_their_names() {
    let text = "2 Comments\n\nOlga says:\nMarch 5, 2021 at 10:20 am\nThe new bridge is narrow\nOlga\n\n\
                Piet says:\nMarch 6, 2021 at 11:30 am\nI cross it every day\n\nLeave a Reply\n";
    let found = wanted(&[
        ("Olga", "2021-03-05T10:20", "The new bridge is narrow\nOlga"),
        ("Piet", "2021-03-06T11:30", "I cross it every day"),
    ]);
    assert_eq!(said(text), found);
}

#[test]
fn programs_break_addresses_words_and_heads() {
    let text = "3 Comments\n\n  \u{2022} a@b.example'a@b.example' The Editor of the Gardening\n    says:\n    March 5, 2021\n  \
                \u{2022} 10:20 am\n\n    See https://a.example/watch?v=\n    X9-Y8\n\n  \u{2022} Piet says:\n    March 6, 2021 at 11:30 am\n\n    \
                It is well known that such a tree wants a well-\n    drained place\n\n  \u{2022} J.P. says:\n    March 7, 2021 at 11:30 am\n\n    Yes\n\n\
                Leave a Reply\n";
    let found = wanted(&[
        ("The Editor of the Gardening", "2021-03-05T10:20", "See https://a.example/watch?v=X9-Y8"),
        ("Piet", "2021-03-06T11:30", "It is well known that such a tree wants a well-drained place"),
        ("J.P.", "2021-03-07T11:30", "Yes"),
    ]);
    assert_eq!(said(text), found);
}

#[test]
fn what_html2text_leaves_of_a_page_is_undone() {
    let text = "***** 2 thoughts on “A garden on the roof of the old\nmarket” *****\n   1. Olgasays:\n      March_5,_2021_at_10:20_am\n      \
                Fine&#x2026;\n   2. Pietsays:\n      March_6,_2021_at_11:30_am\n      Who waters it?\n***** Leave a Reply *****\n";
    let found =
        wanted(&[("Olga", "2021-03-05T10:20", "Fine…"), ("Piet", "2021-03-06T11:30", "Who waters it?")]);
    assert_eq!(said(text), found);
}

#[test]
fn numbered_answers_stand_over_votes_and_buttons() {
    let post = |name: &str, number: &str, votes: u8, words: &str| {
        format!("{name}\n\n#{number}  —  vor 8 Stunden\n{votes}\n\n{words}\n\nAntworten Melden\nEmpfehlen\n")
    };
    let text = [
        "Kommentare\n\n",
        &post("Waldgeist", "1", 20, "Die Brücke ist zu schmal für zwei Räder."),
        &post("Piet", "1.1", 3, "Das sehe ich anders."),
        &post("Olga", "2", 7, "Wann wird sie endlich fertig?"),
        "Kommentarseiten\n  • 1\n  • 2\n",
    ]
    .concat();
    let found = wanted(&[
        ("Waldgeist", "", "Die Brücke ist zu schmal für zwei Räder."),
        ("Piet", "", "Das sehe ich anders."),
        ("Olga", "", "Wann wird sie endlich fertig?"),
    ]);
    assert_eq!(said(&text), found);
}

#[test]
fn a_row_of_buttons_may_close_with_the_date() {
    let text = "تعليقات (3)\n\nوسام\nالطريق مقطوع منذ الصباح\nأعجبني · رد · 5 مارس، 2021 الساعة 3:10 م\n\n\
                هالة\nشكرا على التنبيه\nأعجبني · رد · 5 مارس، 2021 الساعة 4:10 م\n\n\
                رامز\nسلكت طريق النهر\nأعجبني · رد · 6 مارس، 2021 الساعة 5:10 م\n";
    let found = wanted(&[
        ("وسام", "2021-03-05T15:10", "الطريق مقطوع منذ الصباح"),
        ("هالة", "2021-03-05T16:10", "شكرا على التنبيه"),
        ("رامز", "2021-03-06T17:10", "سلكت طريق النهر"),
    ]);
    assert_eq!(said(text), found);
}

#[test]
fn what_stands_between_the_end_of_a_comment_and_the_next_is_no_part_of_it() {
    let comment = |number: u8, name: &str, words: &str| {
        format!("{number}\n{name} {number} مارس، 2021 الساعة 3:10 م\n{words}\nتقييم المشاركة 0 من 5\n")
    };
    let text = [
        "تعليقات الزوار (4)\n",
        &comment(1, "وسام", "الطريق مقطوع"),
        &comment(2, "هالة", "شكرا على التنبيه"),
        "شقق للبيع قرب البحر\n",
        &comment(3, "رامز", "سلكت طريق النهر"),
        &comment(4, "سعاد", "متى يفتح؟"),
        "نرحب بكل من يريد أن يقول كلمته بأدب\n",
    ]
    .concat();
    let found = wanted(&[
        ("وسام", "2021-03-01T15:10", "الطريق مقطوع"),
        ("هالة", "2021-03-02T15:10", "شكرا على التنبيه"),
        ("رامز", "2021-03-03T15:10", "سلكت طريق النهر"),
        ("سعاد", "2021-03-04T15:10", "متى يفتح؟"),
    ]);
    assert_eq!(said(&text), found);
}

#[test]
fn names_over_the_words_and_dates_under_them_go_together() {
    let text = "3 Comments\n\nOlga\n\nThe new bridge is too narrow\n\n  • reply\n  • March 5, 2021\n  • 10:20 AM\n\n\
                Piet\n\nI cross it every day\n\n  • reply\n  • March 6, 2021\n  • 11:30 AM\n\n\
                Juno\n\nNever again\n\n  • reply\n  • March 7, 2021\n  • 11:30 AM\n\nPages\n\n  • 1\n  • 2\n";
    let found = wanted(&[
        ("Olga", "2021-03-05T10:20", "The new bridge is too narrow"),
        ("Piet", "2021-03-06T11:30", "I cross it every day"),
        ("Juno", "2021-03-07T11:30", "Never again"),
    ]);
    assert_eq!(said(text), found);
}

#[test]
fn a_name_and_its_colon_may_have_a_line_of_their_own() {
    let rule = "━━━━━━━━━━━━━━━━━━━━━━━━";
    let text = format!(
        "تعليقات القراء (2)\n\nوسام:\nالطريق مقطوع منذ الصباح\n\n{rule}\n\nهالة:\nشكرا على التنبيه\n\n{rule}\n"
    );
    let found = wanted(&[("وسام", "", "الطريق مقطوع منذ الصباح"), ("هالة", "", "شكرا على التنبيه")]);
    assert_eq!(said(&text), found);
}

#[test]
fn the_picture_over_the_date_names_the_reader_too() {
    let text = "تعليقان على “الطريق”\n\n 1. صورة وسام الرمزية\n    5 مارس، 2021 الساعة 3:10 م\n    وسام\n\n    مقطوع منذ الصباح\n\n    رد\n \
                2. صورة هالة الرمزية\n    6 مارس، 2021 الساعة 3:10 م\n    هالة\n\n    شكرا على التنبيه\n\n    رد\n\nاترك تعليقاً\n";
    let found = wanted(&[
        ("وسام", "2021-03-05T15:10", "مقطوع منذ الصباح"),
        ("هالة", "2021-03-06T15:10", "شكرا على التنبيه"),
    ]);
    assert_eq!(said(text), found);
}

#[test]
fn one_comment_keeps_its_last_line() {
    let text = "تعليق 1\n\nوسام يقول:\n\nالطريق مقطوع منذ الصباح والناس كلهم يسلكون طريق\nالنهر.\n\nاترك رد إلغاء الرد\n";
    let found = wanted(&[("وسام", "", "الطريق مقطوع منذ الصباح والناس كلهم يسلكون طريق\nالنهر.")]);
    assert_eq!(said(text), found);
}

#[test]
fn what_all_readers_say_alike_is_theirs() {
    let names = ["وسام", "أم هاني", "Olga", "رامز", "سعاد", "بدر"];
    let rest = ["جماعة اسمعوا", "ناس الطريق مقطوع", "عيب الكلام", "بلدية أين أنتم", "قوم كفى", "صاحبي تمهل"];
    for (before, behind) in
        [("يا ", ""), ("والحق ", ""), ("لا ", ""), ("السلام عليكم ", ""), ("", " رحمه الله")]
    {
        let words = rest.map(|rest| format!("{before}{rest}{behind}"));
        let mut text =
            "جسر النهر يغلق شهرا\n\nأعلنت البلدية إغلاق الجسر الكبير شهرا كاملا لإصلاحه.\n\nالتعليقات\n"
                .to_owned();
        for (day, (name, words)) in (1..).zip(names.iter().zip(&words)) {
            text.extend(["\n", name, "\n", &day.to_string(), " آذار 2015\n", words, "\n"]);
        }
        let dates: Vec<String> = (1..=6).map(|day| format!("2015-03-0{day}")).collect();
        let all: Vec<(&str, &str, &str)> =
            (0..6).map(|at| (names[at], dates[at].as_str(), words[at].as_str())).collect();
        assert_eq!(said(&text), wanted(&all), "{before:?} {behind:?}");
    }
}

#[test]
fn without_blank_lines_what_fills_the_width_goes_on() {
    let text = "****** جسر النهر يغلق شهرا ******\n\
                أعلنت البلدية صباح اليوم أنها تغلق الجسر الكبير على النهر شهرا كاملا لكي تصلح\n\
                أعمدته القديمة.\n\
                وقال رئيسها إن الحافلات تسلك في هذه الأيام طريق السوق، وإن على السائقين أن\n\
                يخرجوا مبكرين.\n\
                ويرى التجار أن الموسم ضاع، وأن البلدية كان عليها أن تنتظر حتى ينتهي الصيف ثم\n\
                تبدأ العمل.\n**** التعليقات ****\n**** الأكثر قراءة ****\n   1. سباق القوارب 12/03/2019\n";
    let Page { article, comments, .. } = split("-", text.as_bytes());
    assert_eq!(comments.len(), 0);
    assert_eq!(article.lines().count(), 3, "{article}");
    assert!(article.starts_with("أعلنت البلدية") && article.ends_with("تبدأ العمل."), "{article}");
    assert!(article.contains("لكي تصلح أعمدته القديمة."), "{article}");
}

#[test]
fn what_stands_behind_the_last_comment_is_the_pages() {
    let comments = "تعليقات القراء\n\nوسام - 03/02/2018\nالطريق مقطوع منذ الصباح\n\nهالة - 04/02/2018\nشكرا على التنبيه\n\n";
    let found = wanted(&[
        ("وسام", "2018-02-03", "الطريق مقطوع منذ الصباح"),
        ("هالة", "2018-02-04", "شكرا على التنبيه"),
    ]);
    for behind in [
        "المجموع: 2 | عرض: 1 - 2\n\nما يقوله الناس هنا لا يلزم أحدا غيرهم\n",
        "أضف تعليقك | طباعة | إرسال لصديق\n",
        "1 2 3 التالي\n",
        "الاسم :\nالبريد الالكتروني :\nالتعليق :\nنرجو ألا يسيء أحد إلى غيره\n",
    ] {
        assert_eq!(said(&format!("{comments}{behind}")), found, "{behind:?}");
    }
}
