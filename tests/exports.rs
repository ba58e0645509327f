//! Exports of comment systems: every importer on a fixture of this project, and on input that is damaged.
#![cfg(feature = "page")]

use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};

use ghirbal::page::{Columns, Comment, CommentKind, InputKind, Options, Page, Status, read};
use ghirbal::{Error, Result};

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/exports").join(name)
}

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(path(name)).expect("the fixture is there")
}

/// All pages of some bytes, up to the first error.
fn pages_of(name: &str, bytes: Vec<u8>, options: &Options) -> (Vec<Page>, Option<Error>) {
    let mut pages = vec![];
    let read = match read(Path::new(name), Cursor::new(bytes), options) {
        Ok(read) => read,
        Err(error) => return (pages, Some(error)),
    };
    for page in read {
        match page {
            Ok(page) => pages.push(page),
            Err(error) => return (pages, Some(error)),
        }
    }
    (pages, None)
}

/// All pages of a fixture, whose kind must be recognised.
fn pages(name: &str, kind: InputKind, with_removed: bool) -> Vec<Page> {
    let input = std::fs::File::open(path(name)).expect("the fixture is there");
    let options = Options { with_removed, ..Options::default() };
    let pages = read(Path::new(name), input, &options).expect("a sound export");
    assert_eq!(pages.kind(), kind, "{name}");
    pages.collect::<Result<_>>().expect("a sound export")
}

/// What matters of a comment: author, date, parent, text.
type Said<'a> = (Option<&'a str>, Option<&'a str>, Option<usize>, &'a str);

fn said(comment: &Comment) -> Said<'_> {
    let Comment { author, date, reply_to, text, .. } = comment;
    (author.as_deref(), date.as_deref(), *reply_to, text)
}

fn all(page: &Page) -> Vec<Said<'_>> {
    page.comments.iter().map(said).collect()
}

fn codes(page: &Page) -> Vec<&str> {
    page.warnings.iter().map(|warning| warning.code.as_str()).collect()
}

#[test]
fn wordpress() {
    let found = pages("wordpress.xml", InputKind::Wxr, false);
    assert_eq!(found.len(), 2, "the picture is no article");
    let page = &found[0];
    assert_eq!(page.page, "wordpress.xml#https://minaa.example/?p=12");
    assert_eq!(page.title.as_deref(), Some("افتتاح جسر المشاة – صور"));
    assert_eq!(page.article, "افتتحت البلدية جسر المشاة صباح اليوم.\nوكلف الجسر أقل مما كان مقررا.");
    assert_eq!(
        all(page),
        [
            (Some("أبو سامر"), Some("2019-03-04T09:05"), None, "أخيرا جسر!\nمتى ينتهي الرصيف؟ 5 < 6 & 7"),
            (Some("هند"), Some("2019-03-04T11:30"), Some(0), "بعد شهر على ما يقال"),
            (Some("جسور العالم"), Some("2019-03-05T08:00"), None, "[...] كتبت صحيفة الميناء عن الجسر [...]"),
        ]
    );
    let [first, second, third] = page.comments.as_slice() else { panic!("three comments") };
    assert_eq!((first.id.as_deref(), first.date_text.as_deref()), (Some("101"), Some("2019-03-04 09:05:11")));
    assert_eq!((second.status, second.quote.as_deref()), (Some(Status::Pending), Some("متى ينتهي الرصيف؟")));
    assert_eq!((third.kind, third.index), (CommentKind::Pingback, 2));
    assert_eq!(codes(page), ["removed-left-out"]);
    assert_eq!((found[1].comments.len(), found[1].article.as_str()), (0, "نص قصير"));
}

#[test]
fn removed_comments_come_when_they_are_asked_for() {
    let found = pages("wordpress.xml", InputKind::Wxr, true);
    let status: Vec<_> = found[0].comments.iter().map(|comment| comment.status).collect();
    assert_eq!(status, [None, Some(Status::Spam), Some(Status::Pending), None]);
    assert_eq!(codes(&found[0]), Vec::<&str>::new());
    let found = pages("disqus.xml", InputKind::Disqus, true);
    let status: Vec<_> = found[0].comments.iter().map(|comment| comment.status).collect();
    assert_eq!(status, [None, None, Some(Status::Spam), Some(Status::Deleted)]);
    let found = pages("coral.json", InputKind::Coral, true);
    assert_eq!(found[1].comments[0].status, Some(Status::Rejected));
    let found = pages("objects.jsonl", InputKind::Jsonl, true);
    assert_eq!(found[0].comments[2].status, Some(Status::Deleted));
}

#[test]
fn disqus() {
    let found = pages("disqus.xml", InputKind::Disqus, false);
    assert_eq!(found.len(), 2, "a thread without posts is only a page that somebody looked at");
    assert_eq!(found[0].page, "disqus.xml#https://rasif.example/news/1");
    assert_eq!(found[0].title.as_deref(), Some("حديقة جديدة في الحي الشرقي"));
    assert_eq!(
        all(&found[0]),
        [
            (Some("أم لين"), Some("2020-02-01T11:05"), None, "مكان جميل للأطفال\nشكرا\nللبلدية"),
            (Some("زياد"), Some("2020-02-02T08:00"), Some(0), "المقاعد قليلة & الظل أقل"),
        ]
    );
    assert_eq!(codes(&found[0]), ["removed-left-out"]);
    assert_eq!(all(&found[1]), [(Some("قارئ"), Some("2020-02-01T12:00"), None, "أين تباع الكتب القديمة؟")]);
}

#[test]
fn coral() {
    let found = pages("coral.json", InputKind::Coral, false);
    let names: Vec<_> = found.iter().map(|page| page.page.as_str()).collect();
    assert_eq!(names, ["coral.json#s1", "coral.json#s2"]);
    assert_eq!(
        all(&found[0]),
        [
            (Some("u1"), Some("2021-06-01T18:20"), None, "من يدفع ثمن الإنارة؟\nنحن"),
            (Some("u2"), Some("2021-06-01T19:20"), Some(0), "الحكومة طبعا"),
        ]
    );
    assert_eq!(all(&found[1]), [(Some("u3"), Some("2021-06-02T11:00"), None, "ينتظر المشرف")]);
    assert_eq!(found[1].comments[0].status, Some(Status::Pending));
    let options = Options { kind: Some(InputKind::Coral), ..Options::default() };
    let (found, fault) = pages_of("api.json", bytes("coral_graphql.json"), &options);
    assert!(fault.is_none(), "{fault:?}");
    assert_eq!(found[0].page, "api.json#https://madina.example/9");
    assert_eq!(found[0].title.as_deref(), Some("مدرسة جديدة"));
    assert_eq!(
        all(&found[0]),
        [
            (Some("جارة"), Some("2022-01-02T03:04"), None, "أين تقع؟"),
            (Some("حارس"), Some("2022-01-02T05:00"), Some(0), "خلف الملعب"),
        ]
    );
    let found = pages("coral.csv", InputKind::Csv, false);
    assert_eq!(found[0].page, "coral.csv#https://madina.example/1");
    assert_eq!(found[0].comments[0].text, "سطر أول\nسطر ثان، فيه فاصلة");
    assert_eq!((found[0].comments.len(), found[1].comments.len()), (2, 1));
    assert_eq!(found[1].comments[0].date.as_deref(), Some("2021-06-03T10:00"));
}

#[test]
fn youtube() {
    let found = pages("youtube.json", InputKind::YouTube, false);
    assert_eq!((found.len(), found[0].page.as_str()), (1, "youtube.json#vid1"));
    assert_eq!(
        all(&found[0]),
        [
            (Some("@salma"), Some("2023-01-02T03:04"), None, "تقرير ممتاز\nشكرا \"لكم\""),
            (Some("@omar"), Some("2023-01-02T04:00"), Some(0), "*أوافق*"),
            (Some("@ali"), Some("2023-01-03T00:00"), None, "الصوت ضعيف"),
        ]
    );
    assert_eq!(found[0].comments[2].status, Some(Status::Pending));
    assert_eq!(codes(&found[0]), ["replies-missing"]);
}

#[test]
fn facebook() {
    let found = pages("facebook.json", InputKind::Facebook, false);
    assert_eq!(found[0].page, "facebook.json#https://www.facebook.com/10/posts/77");
    assert_eq!(found[0].article, "فتح باب التسجيل في الدورة الصيفية");
    assert_eq!(
        all(&found[0]),
        [
            (Some("نور"), Some("2016-05-01T10:00"), None, "كم الرسوم؟"),
            (Some("النادي"), Some("2016-05-01T10:05"), Some(0), "مجانا"),
            (None, Some("2016-05-02T10:00"), Some(0), "أين العنوان؟"),
        ]
    );
    assert_eq!((found[0].declared_comments, codes(&found[0])), (Some(4), vec!["count-mismatch"]));
    let comments = r#"{"data":[{"id":"77_1","message":"كم الرسوم؟","created_time":"2016-05-01T10:00:00+0000",
        "comments":{"data":[{"id":"77_2","message":"مجانا","created_time":"x"}]}}]}"#;
    let (found, _) = pages_of("x.json", comments.into(), &Options::default());
    assert_eq!(
        (found[0].page.as_str(), found[0].comments.len()),
        ("x.json#77", 2),
        "comments without their post"
    );
}

#[test]
fn yt_dlp() {
    let found = pages("video.info.json", InputKind::YtDlp, false);
    assert_eq!(found[0].page, "video.info.json#https://video.example/v42");
    assert_eq!(found[0].article, "أخبار اليوم\nفي عشر دقائق");
    assert_eq!(
        all(&found[0]),
        [
            (Some("@huda"), Some("2020-09-13T12:26"), None, "شكرا على التغطية"),
            (Some("@qanat"), Some("2020-09-13T13:26"), Some(0), "لا شكر\nعلى واجب"),
            (None, None, None, "الصورة بطيئة"),
        ]
    );
    assert_eq!(codes(&found[0]), ["count-mismatch"]);
}

#[test]
fn tables() {
    let found = pages("rows.csv", InputKind::Csv, false);
    let names: Vec<_> = found.iter().map(|page| page.page.as_str()).collect();
    assert_eq!(names, ["rows.csv#1", "rows.csv#2"]);
    assert_eq!(
        all(&found[0]),
        [
            (Some("ريم"), Some("2018-01-02T10:00"), None, "قال \"نعم\" ثم ذهب"),
            (Some("سعد"), Some("2018-01-02T12:00"), Some(0), "جواب على ريم"),
            (Some("مدونة"), Some("2018-01-02T14:00"), None, "رابط إلينا"),
        ]
    );
    assert_eq!(found[0].comments[1].status, Some(Status::Pending));
    assert_eq!(found[0].comments[2].kind, CommentKind::Trackback);
}

#[test]
fn objects() {
    let found = pages("objects.jsonl", InputKind::Jsonl, false);
    assert_eq!((found[0].page.as_str(), found[0].title.as_deref()), ("objects.jsonl#/a/1", Some("خبر أول")));
    assert_eq!(
        all(&found[0]),
        [
            (Some("لبنى"), Some("2017-07-14T02:40"), None, "سؤال واحد"),
            (Some("سامي"), Some("2017-07-15"), Some(0), "جواب واحد"),
        ]
    );
    let array = format!(
        "[{}]",
        String::from_utf8_lossy(&bytes("objects.jsonl")).trim().replace("\n\n", "\n").replace('\n', ",\n")
    );
    let (same, fault) = pages_of("objects.jsonl", array.into_bytes(), &Options::default());
    assert!(fault.is_none(), "{fault:?}");
    assert_eq!(same, found, "in an array or a line each");
}

#[test]
fn columns_have_any_name() {
    let table = "Nr\tLeser\tWort\tAntwort\n1\tسمير\tشكرا\t\n2\tليلى\tعفوا\t1\n";
    let named = |name: &str| Some(name.to_owned());
    let columns = Columns {
        text: named("wort"),
        id: named("Nr"),
        author: named("Leser"),
        parent: named("Antwort"),
        ..Columns::default()
    };
    let options = Options { kind: Some(InputKind::Csv), columns, ..Options::default() };
    let (found, _) = pages_of("x", table.into(), &options);
    assert_eq!(all(&found[0]), [(Some("سمير"), None, None, "شكرا"), (Some("ليلى"), None, Some(0), "عفوا")]);
    let options = Options { columns: Columns { date: named("Tag"), ..options.columns.clone() }, ..options };
    let (_, fault) = pages_of("x.csv", table.into(), &options);
    let message = fault.expect("there is no such column").to_string();
    assert!(
        message.contains("no date column (looked for Tag)") && message.contains("--date-col"),
        "{message}"
    );
}

#[test]
fn an_export_is_read_in_any_encoding() {
    let expected = pages("rows.csv", InputKind::Csv, false);
    let text = String::from_utf8(bytes("rows.csv")).expect("UTF-8");
    let legacy = encoding_rs::WINDOWS_1256.encode(&text).0.into_owned();
    let (found, _) = pages_of("rows.csv", legacy, &Options::default());
    assert_eq!(codes(&found[0])[0], "encoding-guessed");
    assert_eq!(all(&found[0]), all(&expected[0]));
    let wide: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let (found, _) = pages_of("rows.csv", wide, &Options::default());
    assert_eq!(found, expected);
    let spoiled = encoding_rs::WINDOWS_1252.decode_without_bom_handling(text.as_bytes()).0.into_owned();
    let (found, _) = pages_of("rows.csv", spoiled.into_bytes(), &Options::default());
    assert!(codes(&found[0]).contains(&"mojibake-mended"));
    assert_eq!(all(&found[0]), all(&expected[0]));
}

#[test]
fn spoiled_texts_of_every_export_are_mended_whole() {
    // Of م the second byte is white space in ISO-8859-1, and of ٠ in windows-1252.
    let latin_1 = |text: &str| text.bytes().map(char::from).collect::<String>();
    let windows =
        |text: &str| encoding_rs::WINDOWS_1252.decode_without_bom_handling(text.as_bytes()).0.into_owned();
    let (text, name) = ("كلام جميل ومفهوم ٢٠ مرة والسلام", "مريم سالم");
    let post = "<rss xmlns:wp='http://wordpress.org/export/1.2/'><item><title>NAME</title><wp:comment>\
        <wp:comment_author>NAME</wp:comment_author><wp:comment_content>TEXT</wp:comment_content></wp:comment></item></rss>";
    let video = "{\"id\":\"v\",\"title\":\"NAME\",\"extractor\":\"x\",\"comments\":[{\"author\":\"NAME\",\"text\":\"TEXT\"}]}";
    let thread = "{\"items\":[{\"snippet\":{\"topLevelComment\":{\"snippet\":{\"authorDisplayName\":\"NAME\",\"textOriginal\":\"TEXT\"}}}}]}";
    let disqus = "<disqus><thread id='1'><title>NAME</title></thread><post><message>TEXT</message>\
        <author><name>NAME</name></author><thread id='1'/></post></disqus>";
    for (file, content) in [
        ("x.csv", "author,text\nNAME,TEXT\n"),
        ("x.jsonl", "{\"author\":\"NAME\",\"text\":\"TEXT\"}\n"),
        ("x.json", "{\"title\":\"NAME\",\"comments\":[{\"author\":\"NAME\",\"text\":\"TEXT\"}]}"),
        ("x.xml", post),
        ("x.xml", disqus),
        ("x.json", video),
        ("x.json", thread),
        (
            "x.json",
            "{\"data\":[{\"id\":\"1_2\",\"created_time\":\"2020\",\"message\":\"TEXT\",\"from\":{\"name\":\"NAME\"}}]}",
        ),
        ("x.json", "[{\"storyID\":\"1\",\"body\":\"TEXT\",\"author\":\"NAME\"}]"),
    ] {
        for spoil in [&latin_1 as &dyn Fn(&str) -> String, &windows] {
            let content = content.replace("NAME", &spoil(name)).replace("TEXT", &spoil(text));
            let (found, fault) = pages_of(file, content.clone().into_bytes(), &Options::default());
            assert!(fault.is_none(), "{fault:?}");
            let comment = &found[0].comments[0];
            assert_eq!((comment.author.as_deref(), comment.text.as_str()), (Some(name), text), "{content}");
            assert!(found[0].title.as_deref().is_none_or(|title| title == name), "{content}");
            assert_eq!(codes(&found[0]), ["mojibake-mended"]);
        }
    }
}

#[test]
fn a_cut_export_gives_what_stands_before_the_cut() {
    let whole = bytes("wordpress.xml");
    let at = |part: &str| {
        whole.windows(part.len()).position(|window| window == part.as_bytes()).expect("it is there")
    };
    for (cut, comments) in [(at("<wp:comment_id>104"), 2), (at("[...] كتبت"), 2), (at("</item>"), 3)] {
        let (found, fault) = pages_of("cut.xml", whole[..cut].to_vec(), &Options::default());
        assert_eq!(found.iter().map(|page| page.comments.len()).sum::<usize>(), comments);
        let message = fault.expect("it is cut").to_string();
        assert!(message.starts_with("cut.xml, line ") && message.contains("cut off"), "{message}");
    }
    let whole = bytes("disqus.xml");
    let (found, fault) = pages_of("cut.xml", whole[..whole.len() - 200].to_vec(), &Options::default());
    assert_eq!(found[0].comments.len(), 2);
    assert!(fault.expect("it is cut").to_string().contains("cut off"));
    for (name, kind) in [
        ("youtube.json", "youtube"),
        ("coral.json", "coral"),
        ("facebook.json", "facebook"),
        ("video.info.json", "yt-dlp"),
    ] {
        let whole = bytes(name);
        let (_, fault) = pages_of(name, whole[..whole.len() - 20].to_vec(), &Options::default());
        let message = fault.expect("it is cut").to_string();
        assert!(
            message.contains("line ") && message.contains("column ") && message.contains("cut off"),
            "{kind}: {message}"
        );
    }
}

#[test]
fn json_that_is_cut_off_keeps_its_whole_comments() {
    let facebook = "{\"data\":[{\"id\":\"1_2\",\"created_time\":\"2023-03-01T10:00:00+0000\",\"message\":\"مرحبا\"},\
        {\"id\":\"1_3\",\"created_time\":\"2023-03-01T10:05:00+0000\",\"mess";
    let objects =
        "{\"comments\":[{\"author\":\"سمير\",\"text\":\"مرحبا\"},{\"author\":\"ليلى\",\"text\":\"أهلا و";
    for content in [facebook, objects] {
        let (found, fault) = pages_of("cut.json", content.into(), &Options::default());
        let texts: Vec<&str> = found[0].comments.iter().map(|comment| comment.text.as_str()).collect();
        assert_eq!((texts, codes(&found[0])), (vec!["مرحبا"], vec!["export-cut"]));
        assert!(fault.expect("it is cut").to_string().contains("line 1"));
    }
}

#[test]
fn a_bad_line_does_not_end_a_file() {
    for (at, content) in [
        (
            2,
            "{\"text\":\"أ\",\"ts\":1600000000}\noops\n{\"text\":\"ب\",\"ts\":\"2023-05-02T09:00:00Z\"}\n{\"words\":1}\n",
        ),
        (
            1,
            "oops\n{\"text\":\"أ\",\"ts\":1600000000000}\n{\"words\":1}\n{\"text\":\"ب\",\"ts\":\"2023-05-02T09:00Z\"}\n",
        ),
    ] {
        let (found, fault) = pages_of("x.jsonl", content.into(), &Options::default());
        let dates = [Some("2020-09-13T12:26"), Some("2023-05-02T09:00")];
        assert_eq!(all(&found[0]), [(None, dates[0], None, "أ"), (None, dates[1], None, "ب")]);
        assert_eq!(codes(&found[0]), ["lines-left-out"]);
        let message = fault.expect("lines are bad").to_string();
        assert!(message.contains(&format!("line {at}:")) && message.contains("left out: 2"), "{message}");
    }
}

#[test]
fn comments_inside_other_objects_are_found() {
    let answer = "{\"message\":\"ok\",\"article\":{\"url\":\"/a/7\",\"title\":\"خبر\",\"text\":\"نص الخبر\"},\"total\":3,\
        \"comments\":[{\"id\":1,\"name\":\"سمير\",\"comment\":\"شكرا\",\"replies\":[{\"id\":2,\"name\":\"ليلى\",\"comment\":\"عفوا\"}]},\
        {\"id\":3,\"name\":\"هدى\",\"comment\":{\"rendered\":\"<p>نعم</p>\"}}]}";
    let (found, fault) = pages_of("x.json", answer.into(), &Options::default());
    assert!(fault.is_none(), "{fault:?}");
    assert_eq!(
        all(&found[0]),
        [
            (Some("سمير"), None, None, "شكرا"),
            (Some("ليلى"), None, Some(0), "عفوا"),
            (Some("هدى"), None, None, "نعم")
        ]
    );
    let graph = "{\"data\":{\"story\":{\"id\":\"s\",\"url\":\"https://madina.example/3\",\"comments\":{\"edges\":[{\"node\":\
        {\"id\":\"c1\",\"body\":\"<div>صحيح</div>\",\"author\":{\"username\":\"نور\"},\"status\":\"APPROVED\"}}]}}}}";
    let pages = read(Path::new("x.json"), graph.as_bytes(), &Options::default()).expect("it opens");
    assert_eq!(pages.kind(), InputKind::Coral);
}

#[test]
fn an_answer_with_a_message_is_none_of_facebook() {
    let answer = "{\"message\":\"ok\",\"data\":{\"comments\":[{\"id\":1,\"name\":\"سمير\",\"text\":\"شكرا\",\
        \"replies\":[{\"id\":2,\"name\":\"ليلى\",\"text\":\"عفوا\"}]}]}}";
    let pages = read(Path::new("x.json"), answer.as_bytes(), &Options::default()).expect("it opens");
    assert_eq!(pages.kind(), InputKind::Jsonl);
    let (found, _) = pages_of("x.json", answer.into(), &Options::default());
    let expected = [(Some("سمير"), None, None, "شكرا"), (Some("ليلى"), None, Some(0), "عفوا")];
    assert_eq!((found.len(), all(&found[0])), (1, expected.to_vec()));
}

#[test]
fn comments_in_objects_by_article_or_number_are_read() {
    let (first, second) =
        ("{\"text\":\"سؤال\",\"author\":\"نور\"}", "{\"text\":\"جواب\",\"parent_id\":\"9\"}");
    for content in [
        format!("{{\"comments_by_id\":{{\"9\":{first},\"10\":{second}}}}}"),
        format!("{{\"comments\":{{\"byId\":{{\"9\":{first},\"10\":{second}}},\"allIds\":[\"9\",\"10\"]}}}}"),
    ] {
        let (found, fault) = pages_of("x.json", content.clone().into(), &Options::default());
        assert!(fault.is_none(), "{fault:?}");
        let expected = vec![(Some("نور"), None, "سؤال"), (None, Some(0), "جواب")];
        assert_eq!(articles(&found), [("x.json", None, "", expected)], "{content}");
    }
    for content in [
        format!("{{\"commentsByPost\":{{\"/a/9\":[{first}],\"/b/1\":[{second}]}}}}"),
        format!(
            "{{\"commentsByPost\":{{\"/a/9\":{{\"items\":[{first}],\"more\":false}},\"/b/1\":{{\"items\":[{second}]}}}}}}"
        ),
    ] {
        let (found, fault) = pages_of("x.json", content.clone().into(), &Options::default());
        assert!(fault.is_none(), "{fault:?}");
        let expected = [
            ("x.json#/a/9", None, "", vec![(Some("نور"), None, "سؤال")]),
            ("x.json#/b/1", None, "", vec![(None, None, "جواب")]),
        ];
        assert_eq!(articles(&found), expected, "{content}");
    }
}

#[test]
fn comments_in_wrappers_are_read() {
    for content in [
        // Reddit, a search engine, the copy of their data that Facebook's users get, Strapi.
        "[{\"kind\":\"Listing\",\"data\":{\"children\":[{\"kind\":\"t1\",\"data\":{\"id\":\"a\",\"author\":\"نور\",\"body\":\"سؤال\",\
         \"replies\":{\"kind\":\"Listing\",\"data\":{\"children\":[{\"kind\":\"t1\",\"data\":{\"author\":\"زيد\",\"body\":\"جواب\",\"replies\":\"\"}}]}}}}]}}]",
        "{\"hits\":{\"hits\":[{\"_source\":{\"id\":1,\"content\":\"سؤال\",\"author_name\":\"نور\"}},\
         {\"_source\":{\"id\":2,\"parent_id\":1,\"content\":\"جواب\",\"author_name\":\"زيد\"}}]}}",
        "{\"comments_v2\":[{\"timestamp\":1,\"data\":[{\"comment\":{\"comment\":\"سؤال\",\"author\":\"نور\",\"id\":1}}]},\
         {\"timestamp\":2,\"data\":[{\"comment\":{\"comment\":\"جواب\",\"author\":\"زيد\",\"parent_id\":1}}]}]}",
        "{\"data\":[{\"attributes\":{\"id\":1,\"content\":\"سؤال\",\"author\":{\"data\":{\"attributes\":{\"username\":\"نور\"}}}}},\
         {\"attributes\":{\"parent\":1,\"content\":\"جواب\",\"author\":{\"data\":{\"attributes\":{\"username\":\"زيد\"}}}}}]}",
    ] {
        let (found, fault) = pages_of("x.json", content.into(), &Options::default());
        assert!(fault.is_none(), "{fault:?}");
        let expected = vec![(Some("نور"), None, "سؤال"), (Some("زيد"), Some(0), "جواب")];
        assert_eq!(articles(&found), [("x.json", None, "", expected)], "{content}");
    }
}

#[test]
fn prefixes_of_xml_have_any_name() {
    let text = String::from_utf8(bytes("wordpress.xml")).expect("UTF-8");
    let other = text
        .replace("wp:", "w:")
        .replace(":wp=", ":w=")
        .replace("content:", "c:")
        .replace(":content=", ":c=");
    assert_ne!(text, other);
    let (found, fault) = pages_of("wordpress.xml", other.into(), &Options::default());
    assert!(fault.is_none(), "{fault:?}");
    assert_eq!(found, pages("wordpress.xml", InputKind::Wxr, false));
    let (found, _) = pages_of(
        "x.xml",
        "<?xml version='1.0'?><notes><note>شكرا</note></notes>".into(),
        &Options::default(),
    );
    assert_eq!(codes(&found[0]), ["xml-unknown"]);
}

#[test]
fn authors_in_objects_are_named() {
    let lines = "{\"text\":\"أ\",\"user\":{\"id\":4,\"display_name\":\"نور\"}}\n{\"text\":\"ب\",\"member\":{\"nickname\":\"زيد\"}}\n\
        {\"text\":\"ج\",\"author\":{\"id\":5,\"name\":{\"first\":\"ريم\",\"last\":\"سالم\"}}}\n{\"text\":\"د\",\"author\":7,\"author_name\":\"هدى\"}\n";
    let (found, _) = pages_of("x.jsonl", lines.into(), &Options::default());
    let authors: Vec<_> = found[0].comments.iter().map(|comment| comment.author.as_deref()).collect();
    assert_eq!(authors, ["نور", "زيد", "ريم سالم", "هدى"].map(Some));
}

#[test]
fn spoiled_names_of_columns_are_mended() {
    use encoding_rs::{WINDOWS_1252, WINDOWS_1256};
    let table = "الاسم,التعليق\nسعاد,شكرا على الخبر\n";
    let object = "{\"التعليقات\":[{\"الاسم\":\"سعاد\",\"التعليق\":\"شكرا على الخبر\"}]}";
    for encoding in [WINDOWS_1252, WINDOWS_1256] {
        for (name, content) in [("x.csv", table), ("x", table), ("x.json", object)] {
            let spoiled = encoding.decode_without_bom_handling(content.as_bytes()).0.into_owned();
            let (found, fault) = pages_of(name, spoiled.clone().into(), &Options::default());
            assert!(fault.is_none(), "{fault:?}");
            assert_eq!(all(&found[0]), [(Some("سعاد"), None, None, "شكرا على الخبر")], "{spoiled}");
        }
    }
}

#[test]
fn legacy_bytes_that_were_read_as_latin_are_mended() {
    let table = "id,author,text\n1,محمد,شكرا على الخبر الجديد\n2,هدى,عفوا\n";
    let spoiled: String = encoding_rs::WINDOWS_1256.encode(table).0.iter().copied().map(char::from).collect();
    let (found, _) = pages_of("x.csv", spoiled.into(), &Options::default());
    let expected = [(Some("محمد"), None, None, "شكرا على الخبر الجديد"), (Some("هدى"), None, None, "عفوا")];
    assert_eq!((all(&found[0]), codes(&found[0])), (expected.to_vec(), vec!["mojibake-mended"]));
}

#[test]
fn every_bad_line_and_row_is_named_up_to_twenty() {
    let lines = "{\"text\":\"خبر\"}\noops\n".repeat(25);
    let (found, fault) = pages_of("x.jsonl", lines.into(), &Options::default());
    let message = fault.expect("lines are bad").to_string();
    assert!(message.contains("\n  line 4: ") && message.contains("\n  line 40: "), "{message}");
    assert!(!message.contains("line 42") && message.contains("left out: 25"), "{message}");
    assert_eq!((found[0].comments.len(), codes(&found[0])), (25, vec!["lines-left-out"]));
    let table = "id,text\n1,أ\n2,ب,ب\n3,ج\n4\n5,د\n";
    let (found, fault) = pages_of("x.csv", table.into(), &Options::default());
    let texts: Vec<&str> = found[0].comments.iter().map(|comment| comment.text.as_str()).collect();
    assert_eq!((texts, codes(&found[0])), (vec!["أ", "ج", "د"], vec!["rows-left-out"]));
    let message = fault.expect("rows are bad").to_string();
    assert!(
        message.contains("line 3: this row has 3 fields") && message.contains("\n  line 5: "),
        "{message}"
    );
}

/// What articles are called, what they say, and what is said below them.
type Article<'a> = (&'a str, Option<&'a str>, &'a str, Vec<(Option<&'a str>, Option<usize>, &'a str)>);

fn articles(pages: &[Page]) -> Vec<Article<'_>> {
    pages
        .iter()
        .map(|Page { page, title, article, comments, .. }| {
            let comments = comments.iter();
            let said =
                comments.map(|comment| (comment.author.as_deref(), comment.reply_to, comment.text.as_str()));
            (page.as_str(), title.as_deref(), article.as_str(), said.collect())
        })
        .collect()
}

#[test]
fn articles_with_comments_are_articles() {
    let lines = "{\"id\":1,\"title\":\"جسر\",\"content\":\"نص الجسر\",\"author\":\"محرر\",\"url\":\"https://madina.example/1\",\
        \"comments\":[{\"id\":9,\"content\":\"مبروك\",\"author\":\"سعد\",\"url\":\"https://madina.example/c/9\"},\
        {\"id\":1,\"content\":\"متى؟\",\"author\":\"هند\",\"parent_id\":9}]}\n\
        {\"id\":2,\"title\":\"نفق\",\"content\":\"نص النفق\",\"author\":\"محرر\",\"comments\":[{\"content\":\"أين؟\",\"author\":\"ريم\"}]}\n\
        {\"url\":\"https://madina.example/3\",\"body\":\"نص الحديقة\",\"comments\":[]}\n";
    let array = format!("[{}]", lines.trim().replace('\n', ","));
    let inside = format!("{{\"articles\":{array},\"url\":\"https://madina.example/feed\"}}");
    for (name, content) in [("x.jsonl", lines), ("x.jsonl", &array), ("x.jsonl", &inside)] {
        let (found, fault) = pages_of(name, content.into(), &Options::default());
        assert!(fault.is_none(), "{fault:?}");
        let first = vec![(Some("سعد"), None, "مبروك"), (Some("هند"), Some(0), "متى؟")];
        assert_eq!(
            articles(&found),
            [
                ("x.jsonl#https://madina.example/1", Some("جسر"), "نص الجسر", first),
                ("x.jsonl#2", Some("نفق"), "نص النفق", vec![(Some("ريم"), None, "أين؟")]),
                ("x.jsonl#https://madina.example/3", None, "نص الحديقة", vec![]),
            ],
            "{content}"
        );
        assert!(found.iter().all(|page| codes(page).is_empty()));
    }
}

#[test]
fn articles_beside_comments_name_the_page_and_others_hold_none() {
    for (content, page, title) in [
        (
            "{\"article\":{\"id\":5,\"title\":\"مطر\"},\"comments\":[{\"text\":\"أخيرا\",\"author\":\"نور\"}]}",
            "x.json#5",
            Some("مطر"),
        ),
        (
            "{\"post\":{\"id\":5,\"url\":\"/r/5\"},\"data\":{\"comments\":{\"list\":[{\"text\":\"أخيرا\",\"author\":\"نور\"}]}}}",
            "x.json#/r/5",
            None,
        ),
        (
            "{\"recommendations\":[{\"id\":1,\"content\":\"خبر آخر\",\"author\":\"محرر\"}],\
             \"result\":{\"feedback\":[{\"id\":7,\"content\":\"أخيرا\",\"author\":\"نور\"}]}}",
            "x.json",
            None,
        ),
    ] {
        let (found, fault) = pages_of("x.json", content.into(), &Options::default());
        assert!(fault.is_none(), "{fault:?}");
        assert_eq!(articles(&found), [(page, title, "", vec![(Some("نور"), None, "أخيرا")])], "{content}");
    }
}

#[test]
fn all_that_has_a_text_in_a_list_of_comments_is_one() {
    for (content, expected, warned) in [
        (
            "{\"comments\":[{\"text\":\"أول\",\"author\":\"نور\"},{\"text\":\"ثان\",\"replies\":[{\"text\":\"جواب\"}]}]}",
            vec![(Some("نور"), None, "أول"), (None, None, "ثان"), (None, Some(1), "جواب")],
            None,
        ),
        (
            "{\"comments\":[{\"text\":\"أول\"},{\"text\":\"ثان\"}]}",
            vec![(None, None, "أول"), (None, None, "ثان")],
            None,
        ),
        ("{\"comments\":[\"أول\",\"b\"]}", vec![(None, None, "أول"), (None, None, "b")], None),
        (
            "{\"comments\":[{\"text\":\"أول\"},{\"id\":2,\"deleted\":true},\"\",{\"id\":3,\"text\":null}]}",
            vec![(None, None, "أول")],
            Some("no text: 3."),
        ),
        (
            "{\"comments\":{\"c1\":{\"text\":\"أول\",\"author\":\"نور\"}}}",
            vec![(Some("نور"), None, "أول")],
            None,
        ),
    ] {
        let (found, fault) = pages_of("x.json", content.into(), &Options::default());
        assert!(fault.is_none(), "{fault:?}");
        assert_eq!(articles(&found), [("x.json", None, "", expected)], "{content}");
        let warnings = &found[0].warnings;
        assert_eq!(warnings.len(), usize::from(warned.is_some()), "{content}");
        for warning in warnings {
            assert_eq!(warning.code, "entries-left-out");
            assert!(warned.is_some_and(|part| warning.message.contains(part)), "{}", warning.message);
        }
    }
}

#[test]
fn answers_without_identifiers_keep_their_parents() {
    for content in [
        "{\"comments\":[{\"author\":\"نور\",\"text\":\"سؤال\",\"replies\":[{\"author\":\"زيد\",\"text\":\"جواب\"}]}]}",
        "{\"data\":[{\"author\":\"نور\",\"text\":\"سؤال\",\"replies\":[{\"author\":\"زيد\",\"text\":\"جواب\",\"parent\":0}]}]}",
        "{\"التعليقات\":[{\"الاسم\":\"نور\",\"التعليق\":\"سؤال\",\"الردود\":[{\"الاسم\":\"زيد\",\"التعليق\":\"جواب\"}]}]}",
    ] {
        let (found, fault) = pages_of("x.json", content.into(), &Options::default());
        assert!(fault.is_none(), "{fault:?}");
        let expected = vec![(Some("نور"), None, "سؤال"), (Some("زيد"), Some(0), "جواب")];
        assert_eq!(articles(&found), [("x.json", None, "", expected)], "{content}");
        assert!(found[0].comments.iter().all(|comment| comment.id.is_none()));
    }
}

#[test]
fn exports_without_comments_are_no_error_and_strays_are_passed_over() {
    for content in ["[]", "{\"comments\":[]}", "{\"total\":0,\"comments\":{\"list\":[]}}"] {
        let (found, fault) = pages_of("x.json", content.into(), &Options::default());
        assert!(found.is_empty() && fault.is_none(), "{content}: {fault:?}");
    }
    for (content, parts) in [
        ("{}", &["x.json, line 1", "is empty"][..]),
        ("{\"comments\":[{\"words\":\"أ\"}]}", &["no text", "fields are words", "--text-col"]),
        ("{\"title\":\"مطر\",\"comments\":[{\"words\":\"أ\"}]}", &["no text", "fields are words"]),
        ("[{\"text\":\"أ\"},{\"words\":\"ب\"}]", &["x.json, object 2", "fields are words"]),
    ] {
        let (_, fault) = pages_of("x.json", content.into(), &Options::default());
        let message = fault.expect("there is no text").to_string();
        assert!(parts.iter().all(|part| message.contains(part)), "{message}");
    }
    let stray = "[{\"comment\":\"أول\",\"user\":\"نور\"},\"نص\",{\"user\":\"زيد\"},{\"comment\":\"ثان\",\"user\":\"ريم\"}]";
    let (found, fault) = pages_of("x.json", stray.into(), &Options::default());
    assert_eq!(all(&found[0]), [(Some("نور"), None, None, "أول"), (Some("ريم"), None, None, "ثان")]);
    assert_eq!(codes(&found[0]), ["entries-left-out"]);
    let message = fault.expect("an entry is no object").to_string();
    assert!(message.contains("after object 1") && message.contains("left out: 2"), "{message}");
    let (open, close) = ("{\"text\":\"أ\",\"replies\":[".repeat(160), "]}".repeat(160));
    let (_, fault) =
        pages_of("x.json", format!("{{\"comments\":[{open}{close}]}}").into(), &Options::default());
    let message = fault.expect("it is too deep").to_string();
    assert!(message.contains("nested too deeply") && message.contains("127"), "{message}");
}

#[test]
fn tables_with_arabic_headers_say_what_they_were_taken_for() {
    let table = "رقم;الكاتب;التعليق;التاريخ;رابط الخبر;رد على;إعجاب\n1;سعاد;شكرا;04/05/2023;/a/1;;5\n2;فهد;عفوا;;/a/1;1;0\n";
    let pages = read(Path::new("x.csv"), table.as_bytes(), &Options::default()).expect("it opens");
    let columns = pages.columns().expect("it is a table");
    let used: Vec<&str> = columns.used.iter().map(|(field, _)| *field).collect();
    assert_eq!(used, ["text", "id", "parent", "author", "date", "page"]);
    assert_eq!(columns.ignored, ["إعجاب"]);
    let (found, _) = pages_of("x.csv", table.into(), &Options::default());
    assert_eq!(
        all(&found[0]),
        [(Some("سعاد"), Some("2023-05-04"), None, "شكرا"), (Some("فهد"), None, Some(0), "عفوا")]
    );
}

#[test]
fn damage_is_named_with_its_place() {
    for (name, content, parts) in [
        (
            "x.xml",
            "<rss xmlns:wp='http://wordpress.org/export/1.2/'>\n<item>\n<title>a</item></rss>",
            &["x.xml, line 3", "</item> closes <title>"][..],
        ),
        (
            "x.json",
            "{\"items\": [\n{\"snippet\": {\"topLevelComment\": oops}}]}",
            &["x.json, line 2", "column ", "this is no JSON"],
        ),
        (
            "x.json",
            "{\"items\": [\n{\"snippet\": \"topLevelComment\", \"topLevelComment\": 1}]}",
            &["line 2", "--input"],
        ),
        ("x.jsonl", "{\"text\":\"أ\"}\n{\"text\":\"ب\",}\n", &["x.jsonl, line 2", "column "]),
        ("x.jsonl", "{\"text\":\"أ\"}\n{\"words\":\"ب\"}\n", &["x.jsonl, line 2", "words", "--text-col"]),
        ("x.json", "[{\"words\":\"أ\"}]", &["x.json", "words", "--text-col"]),
        ("x.csv", "id,words\n1,a\n", &["x.csv", "no text column", "id, words", "--text-col"]),
        ("x.csv", "id,text\n1,أ\n2,ب,ج\n", &["x.csv, line 3", "3 fields"]),
        ("x.csv", "id,text\n1,أ\n2,\"ب\n", &["x.csv, line 3", "never closed"]),
        ("x.csv", "", &["x.csv is empty"]),
    ] {
        let (_, fault) = pages_of(name, content.into(), &Options::default());
        let message = fault.unwrap_or_else(|| panic!("{content} is damaged")).to_string();
        assert!(parts.iter().all(|part| message.contains(part)), "{message}");
    }
    let (found, fault) = pages_of("x.csv", "id,text\n1,أ\n2,ب,ج\n".into(), &Options::default());
    assert_eq!(found[0].comments.len(), 1, "what stands before the damage is not lost");
    assert!(fault.is_some());
}

#[test]
fn a_wrong_kind_is_said() {
    for (kind, content, part) in [
        (InputKind::Wxr, &bytes("disqus.xml"), "<disqus>, not <rss>"),
        (InputKind::Disqus, &bytes("wordpress.xml"), "<rss>, not <disqus>"),
        (InputKind::YouTube, &bytes("rows.csv"), "no JSON"),
        (InputKind::Coral, &b"7".to_vec(), "--input"),
        (InputKind::Facebook, &vec![], "is empty"),
        (InputKind::Jsonl, &vec![], "is empty"),
    ] {
        let options = Options { kind: Some(kind), ..Options::default() };
        let message = pages_of("x", content.clone(), &options).1.expect("it is of another kind").to_string();
        assert!(message.contains(part), "{message}");
    }
}

#[test]
fn entities_of_xml_are_refused_and_nothing_is_fetched() {
    let bomb = "<!DOCTYPE rss [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\">]>";
    let external = "<!DOCTYPE rss [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>";
    let item = "<rss xmlns:wp='http://wordpress.org/export/1.2/'><item><title>&b;&x;&nbsp;</title><wp:comment>\
                <wp:comment_content>نص &hellip; &#1588;</wp:comment_content></wp:comment></item></rss>";
    for declared in [bomb, external] {
        let (found, fault) = pages_of("x.xml", format!("{declared}{item}").into(), &Options::default());
        assert!(found.is_empty() && fault.expect("it is refused").to_string().contains("declares entities"));
    }
    let remote = "<!DOCTYPE rss SYSTEM \"http://example.org/evil.dtd\">";
    let (found, fault) = pages_of("x.xml", format!("{remote}{item}").into(), &Options::default());
    assert!(fault.is_none(), "{fault:?}");
    assert_eq!(found[0].title.as_deref(), Some("&b;&x;"));
    assert_eq!(found[0].comments[0].text, "نص … ش");
}

#[test]
fn xml_that_goes_too_deep_is_refused() {
    let deep = format!("<rss xmlns:wp='http://wordpress.org/export/1.2/'><item>{}", "<a>".repeat(1_000_000));
    let (_, fault) = pages_of("x.xml", deep.into(), &Options::default());
    assert!(fault.expect("it is refused").to_string().contains("inside each other"));
    let deep = format!("{{\"items\":{}", "[".repeat(1_000_000));
    let options = Options { kind: Some(InputKind::YouTube), ..Options::default() };
    assert!(pages_of("x.json", deep.into(), &options).1.is_some());
}

/// A reader that makes the items of an export as they are asked for.
struct Items {
    next: u64,
    count: u64,
    rest: Cursor<Vec<u8>>,
}

impl Read for Items {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.rest.read(out)?;
        if read > 0 || self.next > self.count {
            return Ok(read);
        }
        let text = match self.next {
            0 => "<rss xmlns:wp='http://wordpress.org/export/1.2/'><channel>".to_owned(),
            n if n == self.count => "</channel></rss>".to_owned(),
            n => format!(
                "<item><link>/{n}</link><wp:comment><wp:comment_id>{n}</wp:comment_id><wp:comment_content>{}</wp:comment_content></wp:comment></item>",
                "كلام ".repeat(1000)
            ),
        };
        self.next += 1;
        self.rest = Cursor::new(text.into_bytes());
        self.rest.read(out)
    }
}

#[test]
fn pages_come_before_the_end_of_the_file_is_read() {
    // A terabyte of articles could not be held: the first come out while the rest does not exist yet.
    let items = Items { next: 0, count: u64::MAX / 2, rest: Cursor::default() };
    let pages = read(Path::new("endless.xml"), items, &Options::default()).expect("an export");
    let names: Vec<_> = pages.take(200).map(|page| page.expect("a sound article").page).collect();
    assert_eq!(names[199], "endless.xml#/200");
}

#[test]
fn a_failing_reader_is_an_error() {
    struct Failing(Cursor<&'static [u8]>);
    impl Read for Failing {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            let read = self.0.read(out)?;
            if read == 0 { Err(io::Error::other("the disk is gone")) } else { Ok(read) }
        }
    }
    let failing = Failing(Cursor::new(b"id,text\n1,x\n"));
    let fault = read(Path::new("x.csv"), failing, &Options::default()).err().expect("it fails");
    assert!(fault.to_string().contains("the disk is gone"), "{fault}");
}

#[path = "invariants/pages.rs"]
mod invariants;

mod any_bytes {
    use proptest::prelude::*;

    use super::{InputKind, bytes, invariants};

    const FIXTURES: [(InputKind, &str); 9] = [
        (InputKind::Wxr, "wordpress.xml"),
        (InputKind::Disqus, "disqus.xml"),
        (InputKind::Coral, "coral.json"),
        (InputKind::Coral, "coral_graphql.json"),
        (InputKind::YouTube, "youtube.json"),
        (InputKind::Facebook, "facebook.json"),
        (InputKind::YtDlp, "video.info.json"),
        (InputKind::Csv, "rows.csv"),
        (InputKind::Jsonl, "objects.jsonl"),
    ];

    proptest! {
        #[test]
        fn make_pages_or_an_error(kind in 0..InputKind::ALL.len(), bytes in proptest::collection::vec(any::<u8>(), 0..500)) {
            invariants::check(InputKind::ALL[kind], &bytes);
        }

        #[test]
        fn put_into_an_export_make_pages_or_an_error(
            fixture in 0..FIXTURES.len(), at in 0.0..1.0, length in 0..40_usize, put in proptest::collection::vec(any::<u8>(), 0..8),
        ) {
            let (kind, name) = FIXTURES[fixture];
            let mut bytes = bytes(name);
            let start = (at * bytes.len() as f64) as usize;
            let end = (start + length).min(bytes.len());
            bytes.splice(start..end, put);
            invariants::check(kind, &bytes);
        }
    }
}
