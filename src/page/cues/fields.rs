//! Labels that pages print before the parts of a comment: «الاسم: سمير».

use crate::page::clean::{self, fold};

/// Longer labels are words, in bytes.
const LONGEST_LABEL: usize = 60;

/// What a label says that follows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    /// The name of a reader.
    Author,
    /// When it was written.
    Date,
    /// The words.
    Text,
    /// Something about the reader that is no part of the comment: a country, an address.
    Other,
}

/// Labels, folded, with what follows them.
const LABELS: &[(Field, &[&str])] = &[
    (
        Field::Author,
        &[
            "الاسم",
            "اسم المعلق",
            "صاحب التعليق",
            "صاحب التعقيب",
            "المعلق",
            "المعقب",
            "الكاتب",
            "كاتب التعليق",
            "اسم الكاتب",
            "المرسل",
            "المشارك",
            "صاحب المشاركة",
            "صاحب الرسالة",
            "تعليق من",
            "مشاركة من",
            "رسالة من",
            "من",
            "اسم المرسل",
            "القارئ",
            "الزائر",
            "العضو",
            "بواسطة",
            "name",
            "author",
            "from",
            "posted by",
            "nom",
            "auteur",
            "pseudo",
        ],
    ),
    (
        Field::Date,
        &[
            "التاريخ",
            "تاريخ",
            "الوقت",
            "وقت الاضافة",
            "تاريخ الاضافة",
            "تاريخ النشر",
            "تاريخ التعليق",
            "وقت النشر",
            "اضيف في",
            "اضيف بتاريخ",
            "نشر في",
            "نشر بتاريخ",
            "كتب في",
            "كتب بتاريخ",
            "ارسل في",
            "ارسلت في",
            "date",
            "time",
            "posted on",
            "le",
        ],
    ),
    (
        Field::Text,
        &[
            "التعليق",
            "نص التعليق",
            "النص",
            "الرسالة",
            "نص الرسالة",
            "المداخلة",
            "المشاركة",
            "نص المشاركة",
            "التعقيب",
            "نص التعقيب",
            "الرد",
            "الراي",
            "comment",
            "message",
            "text",
            "commentaire",
        ],
    ),
    (
        Field::Other,
        &[
            "البلد",
            "الدولة",
            "بلد الاقامة",
            "الاقامة",
            "مكان الاقامة",
            "المدينة",
            "البريد",
            "البريد الالكتروني",
            "الايميل",
            "الموقع",
            "country",
            "city",
            "email",
            "pays",
            "ville",
        ],
    ),
];

/// The field that a line is the label of, or is labelled as, with what stands behind the colon; nothing may.
pub(crate) fn field(line: &str) -> Option<(Field, &str)> {
    let (label, rest) = line.split_once(':').unwrap_or((line, ""));
    if label.len() > LONGEST_LABEL || clean::is_blank(label) {
        return None;
    }
    let label = fold(label);
    let known = LABELS.iter().find(|(_, labels)| labels.contains(&label.as_str()));
    known.map(|(field, _)| (*field, rest.trim()))
}

#[cfg(test)]
mod tests {
    use super::{Field, field};

    #[test]
    fn labels_say_what_follows() {
        for (line, wanted) in [
            ("الاسم: سمير", Some((Field::Author, "سمير"))),
            (" المرسِل :  أم سمير", Some((Field::Author, "أم سمير"))),
            ("أُضيف في: 5/3/2021 10:20", Some((Field::Date, "5/3/2021 10:20"))),
            ("النص:", Some((Field::Text, ""))),
            ("الكاتب", Some((Field::Author, ""))),
            ("البلد: تونس", Some((Field::Other, "تونس"))),
            ("كلام: جميل", None),
            ("الكاتب الكبير", None),
            (":", None),
        ] {
            assert_eq!(field(line), wanted, "{line:?}");
        }
    }
}
