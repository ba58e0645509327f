//! Layouts filled with invented news and readers.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

/// How many comments the pages of a layout have.
const SIZES: &[usize] = &[9, 4, 1, 0];

/// A page with what is to be found on it.
pub(crate) struct Sample {
    /// The page's name.
    pub(crate) name: String,
    /// The page itself.
    pub(crate) html: String,
    /// Its comments in page order.
    pub(crate) comments: Vec<Wanted>,
    /// Whether the page tells who answers whom.
    pub(crate) parents_known: bool,
}

/// A comment that is to be found.
#[derive(Clone)]
pub(crate) struct Wanted {
    /// Its author, where the layout prints one.
    pub(crate) author: Option<String>,
    /// Its date in ISO 8601, where the layout prints one.
    pub(crate) date: Option<String>,
    /// The comment that it answers.
    pub(crate) parent: Option<usize>,
    /// Its text.
    pub(crate) text: String,
}

impl Sample {
    /// The page with the comments only that are found in a text that was printed of it. Printed, hardly a page tells who
    /// answers whom.
    pub(crate) fn printed(&self, text: &str) -> Self {
        let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        let text = bare(&decoded(text));
        let is_printed = |comment: &&Wanted| text.contains(&bare(&comment.text));
        let comments = self.comments.iter().filter(is_printed).cloned().collect();
        Self { name: self.name.clone(), html: String::new(), comments, parents_known: false }
    }

    /// The page's line in a file of gold.
    pub(crate) fn gold(&self) -> Value {
        let comments: Vec<Value> = self.comments.iter().enumerate().map(|(id, comment)| json!({
            "id": id.to_string(), "parent": comment.parent.map(|parent| parent.to_string()), "author": comment.author,
            "date": comment.date, "text": comment.text, "kind": "comment",
        })).collect();
        json!({"file": self.name, "comments": comments, "parents_known": self.parents_known})
    }
}

/// A text whose letters outside its encoding a program printed as numbers: «&#x1f44f;».
fn decoded(text: &str) -> String {
    let mut parts = text.split("&#x");
    let mut decoded = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let letter = part.split_once(';').and_then(|(digits, rest)| {
            let letter = u32::from_str_radix(digits, 16).ok().and_then(char::from_u32)?;
            Some((letter, rest))
        });
        if let Some((letter, rest)) = letter {
            decoded.push(letter);
            decoded.push_str(rest);
        } else {
            decoded.push_str("&#x");
            decoded.push_str(part);
        }
    }
    decoded
}

/// The pages of `develop` or `held_out`.
pub(crate) fn half(name: &str) -> Vec<Sample> {
    let mut paths: Vec<PathBuf> = fs::read_dir(data().join(name))
        .expect("the layouts are there")
        .map(|entry| entry.expect("the folder can be read").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "layout"))
        .collect();
    paths.sort();
    paths.iter().flat_map(|path| Layout::read(path).samples()).collect()
}

/// The folder of the layouts.
fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/layouts")
}

/// A layout: its name and its templates by name.
struct Layout {
    name: String,
    parts: HashMap<String, String>,
}

impl Layout {
    fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).expect("the layout can be read");
        let mut parts: HashMap<String, String> = HashMap::new();
        let mut current = String::new();
        for line in text.lines() {
            if let Some(name) = line.strip_prefix("== ") {
                name.clone_into(&mut current);
                parts.entry(current.clone()).or_default();
            } else {
                parts.entry(current.clone()).or_default().push_str(line);
            }
        }
        let name = path.file_stem().expect("a file name").to_string_lossy().into_owned();
        Self { name, parts }
    }

    fn part(&self, name: &str) -> &str {
        self.parts.get(name).map_or("", String::as_str)
    }

    fn option(&self, name: &str) -> Option<&str> {
        self.part("options").split(' ').find_map(|option| option.strip_prefix(name)?.strip_prefix('='))
    }

    /// The pages of this layout, of every size that it has a form for.
    fn samples(&self) -> Vec<Sample> {
        let sizes = SIZES.iter().filter(|&&size| match size {
            0 => self.parts.contains_key("none") || self.part("options") == "never",
            _ => self.part("options") != "never",
        });
        sizes.map(|&size| self.sample(size)).collect()
    }

    fn sample(&self, size: usize) -> Sample {
        let english = self.option("lang") == Some("en");
        let suffix = if english { "_en" } else { "" };
        let words = |name: &str| {
            fs::read_to_string(data().join(format!("words/{name}{suffix}.txt"))).expect("the words")
        };
        let mut dice = Dice::new(&format!("{}{size}", self.name));
        let articles = words("articles");
        let articles: Vec<&str> = articles.split("\n===\n").collect();
        let (title, body) =
            articles[dice.below(articles.len())].split_once('\n').expect("a title and a body");
        let texts = words("comments");
        let texts = dice.shuffled(texts.trim().split("\n\n").collect());
        let names = words("names");
        let names = dice.shuffled(names.lines().collect());
        let threaded = self.option("parents") == Some("known");
        let mut comments: Vec<Written> = vec![];
        for index in 0..size {
            let parent = (threaded && index > 0 && dice.below(5) < 2).then(|| dice.below(index));
            let minutes = dice.below(60 * 24 * 20);
            comments.push(Written {
                parent,
                author: names[index].to_owned(),
                text: texts[index].trim().to_owned(),
                minutes,
            });
        }
        let order = depth_first(&comments);
        let entries =
            if size == 0 { self.part("none").to_owned() } else { self.answers(&comments, &order, None) };
        let paragraphs: String = body
            .trim()
            .lines()
            .flat_map(|line| ["<p>".to_owned(), escaped(line), "</p>".to_owned()])
            .collect();
        let html = fill(
            self.part("page"),
            &[
                ("title", escaped(title)),
                ("paragraphs", paragraphs),
                ("count", size.to_string()),
                ("comments", entries),
            ],
        );
        let place: HashMap<usize, usize> =
            order.iter().enumerate().map(|(place, &index)| (index, place)).collect();
        let wanted = order.iter().map(|&index| {
            let comment = &comments[index];
            Wanted {
                author: (self.option("authors") != Some("none")).then(|| comment.author.clone()),
                date: comment.iso(self.date_style()),
                parent: comment.parent.map(|parent| place[&parent]),
                text: comment.text.clone(),
            }
        });
        Sample {
            name: format!("{}-{size}.html", self.name),
            html,
            comments: wanted.collect(),
            parents_known: threaded,
        }
    }

    fn date_style(&self) -> &str {
        self.option("dates").unwrap_or("none")
    }

    /// The comments that answer `parent`, in the order of the page. Where a layout has no place for answers inside a
    /// comment, they follow it.
    fn answers(&self, comments: &[Written], order: &[usize], parent: Option<usize>) -> String {
        let inside = self.part("comment").contains("{answers}");
        let shown = order
            .iter()
            .filter(|&&index| if inside { comments[index].parent == parent } else { parent.is_none() });
        let mut entries = String::new();
        for (place, &index) in shown.enumerate() {
            entries.push_str(&self.comment(comments, order, index));
            if place % 3 == 1 {
                entries.push_str(self.part("junk"));
            }
        }
        match self.part("answers") {
            wrapper if parent.is_some() && !entries.is_empty() && !wrapper.is_empty() => {
                fill(wrapper, &[("comments", entries)])
            }
            _ => entries,
        }
    }

    fn comment(&self, comments: &[Written], order: &[usize], index: usize) -> String {
        let comment = &comments[index];
        let place =
            |index: usize| order.iter().position(|&other| other == index).expect("every comment is shown");
        let id = |index: usize| (place(index) + 501).to_string();
        let depth = std::iter::successors(comment.parent, |&parent| comments[parent].parent).count();
        let line = self.parts.get("text");
        let lines = comment.text.lines().map(|text| match line {
            Some(line) => fill(line, &[("line", escaped(text))]),
            None => escaped(text),
        });
        let lines: Vec<String> = lines.collect();
        let answers = if self.part("comment").contains("{answers}") {
            self.answers(comments, order, Some(index))
        } else {
            String::new()
        };
        let template = optional(self.part("comment"), "reply", comment.parent.is_some());
        let template = optional(&template, "answers", !answers.is_empty());
        fill(
            &template,
            &[
                ("author", escaped(&comment.author)),
                ("date", comment.date(self.date_style())),
                ("iso", comment.iso("iso").unwrap_or_default()),
                ("id", id(index)),
                ("parent", comment.parent.map_or("0".to_owned(), id)),
                (
                    "parent_author",
                    comment.parent.map(|parent| escaped(&comments[parent].author)).unwrap_or_default(),
                ),
                ("n", (place(index) + 1).to_string()),
                ("depth", depth.to_string()),
                ("text", lines.join(if line.is_some() { "" } else { "<br>" })),
                ("answers", answers),
            ],
        )
    }
}

/// A comment before it is shown.
struct Written {
    parent: Option<usize>,
    author: String,
    text: String,
    /// Minutes since the first of March 2021.
    minutes: usize,
}

impl Written {
    /// The date as a style prints it.
    fn date(&self, style: &str) -> String {
        let (day, hour, minute) = (self.minutes / 1440 + 1, self.minutes / 60 % 24, self.minutes % 60);
        let (twelve, late) = ((hour + 11) % 12 + 1, hour >= 12);
        match style {
            "gulf" => {
                format!("{day} مارس، 2021 الساعة {twelve}:{minute:02} {}", if late { "م" } else { "ص" })
            }
            "slash" => format!("{day:02}/03/2021 {hour:02}:{minute:02}"),
            "levant" => format!("{day} آذار 2021"),
            "arabic" => format!("{day:02}-03-2021 {hour:02}:{minute:02}").chars().map(arabic_indic).collect(),
            "iso" => format!("2021-03-{day:02} {hour:02}:{minute:02}"),
            "en" => format!("March {day}, 2021 at {twelve}:{minute:02} {}", if late { "pm" } else { "am" }),
            "relative" => ["منذ يومين", "منذ 3 ساعات", "قبل 5 أيام", "منذ أسبوع"][day % 4].to_owned(),
            _ => String::new(),
        }
    }

    /// The date that is to be read from what a style prints.
    fn iso(&self, style: &str) -> Option<String> {
        let (day, hour, minute) = (self.minutes / 1440 + 1, self.minutes / 60 % 24, self.minutes % 60);
        match style {
            "relative" | "none" => None,
            "levant" => Some(format!("2021-03-{day:02}")),
            _ => Some(format!("2021-03-{day:02}T{hour:02}:{minute:02}")),
        }
    }
}

/// The Arabic-Indic digit for an ASCII one.
fn arabic_indic(c: char) -> char {
    c.to_digit(10).and_then(|digit| char::from_u32(0x660 + digit)).unwrap_or(c)
}

/// Comments with their answers right behind them.
fn depth_first(comments: &[Written]) -> Vec<usize> {
    let mut order = vec![];
    let mut open: Vec<usize> =
        (0..comments.len()).rev().filter(|&index| comments[index].parent.is_none()).collect();
    while let Some(index) = open.pop() {
        order.push(index);
        open.extend((0..comments.len()).rev().filter(|&other| comments[other].parent == Some(index)));
    }
    order
}

/// Puts values in the place of names in braces.
fn fill(template: &str, values: &[(&str, String)]) -> String {
    let mut filled = String::new();
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        let (before, after) = rest.split_at(open);
        filled.push_str(before);
        let value = after.find('}').and_then(|close| {
            let (_, value) = values.iter().find(|(name, _)| *name == &after[1..close])?;
            Some((value, close))
        });
        if let Some((value, close)) = value {
            filled.push_str(value);
            rest = &after[close + 1..];
        } else {
            filled.push('{');
            rest = &after[1..];
        }
    }
    filled + rest
}

/// Keeps or drops the part `[[name:…]]` of a template.
fn optional(template: &str, name: &str, keep: bool) -> String {
    let opening = format!("[[{name}:");
    let Some((before, rest)) = template.split_once(&opening) else { return template.to_owned() };
    let (inside, after) = rest.split_once("]]").expect("the optional part ends");
    format!("{before}{}{after}", if keep { inside } else { "" })
}

/// A text as HTML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn new(seed: &str) -> Self {
        Self(seed.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        }))
    }

    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }

    fn shuffled<'a>(&mut self, mut items: Vec<&'a str>) -> Vec<&'a str> {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
        items
    }
}
