//! Posts → threads → pages. Few exports keep the posts of a thread together, so threads wait for theirs, within a
//! bound on memory.

use std::collections::{HashMap, HashSet, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

use crate::page::{Comment, Moment, Options, Page, Parts, Status, Warning, encodings};

/// How many bytes of posts may wait. When there are more, all threads are handed out as they are, and one that goes on
/// afterwards becomes a second page with a warning.
const MOST_WAITING: usize = 256 << 20;

/// What a post takes beside its words, in bytes.
const POST_BYTES: usize = 400;

/// A comment as an export has it.
#[derive(Debug, Default)]
pub(super) struct Post {
    /// The comment; its `reply_to` is found in the end.
    pub(super) comment: Comment,
    /// The identifier of the post that it answers.
    pub(super) parent: Option<String>,
    /// Its number in the file, and that of the post that it stands in, where the file has posts inside each other.
    pub(super) number: Option<usize>,
    pub(super) within: Option<usize>,
    /// Whether a text of it had to be mended.
    pub(super) mended: bool,
}

/// An article, or what else people comment on, as far as it is known.
#[derive(Debug, Default)]
pub(super) struct Thread {
    /// Its link or number, behind the name of the file.
    pub(super) name: Option<String>,
    pub(super) title: Option<String>,
    pub(super) article: String,
    pub(super) declared: Option<u64>,
    pub(super) warnings: Vec<Warning>,
    /// What has been pushed.
    pub(super) posts: Vec<Post>,
    /// How many posts were left out because they had been removed from the site.
    pub(super) removed: usize,
    /// Whether a text had to be mended.
    pub(super) mended: bool,
}

/// The threads of one file.
pub(in crate::page) struct Threads {
    file: String,
    with_removed: bool,
    now: Option<Moment>,
    /// What every page has to say.
    warnings: Vec<Warning>,
    /// Threads that may go on, in the order in which they began, by key.
    waiting: Vec<Thread>,
    places: HashMap<String, usize>,
    bytes: usize,
    most: usize,
    /// Hashes of the keys of threads that were handed out before they were known to be complete.
    handed_out: HashSet<u64>,
    ready: VecDeque<Thread>,
}

impl Threads {
    pub(in crate::page) fn new(path: &Path, options: &Options, warnings: Vec<Warning>) -> Self {
        Self {
            file: path.to_string_lossy().into_owned(),
            with_removed: options.with_removed,
            now: options.now,
            warnings,
            waiting: vec![],
            places: HashMap::new(),
            bytes: 0,
            most: MOST_WAITING,
            handed_out: HashSet::new(),
            ready: VecDeque::new(),
        }
    }

    /// Every page that comes out from now on has this to say.
    pub(super) fn warn(&mut self, warning: Warning) {
        self.warnings.push(warning);
    }

    /// The next page that is complete, or as complete as it will be.
    pub(in crate::page) fn ready(&mut self) -> Option<Page> {
        let thread = self.ready.pop_front()?;
        let mut page = thread.into_page(&self.file, self.now);
        page.warnings.splice(0..0, self.warnings.iter().cloned());
        Some(page)
    }

    /// The thread called `key`, which begins now if it is not there.
    pub(super) fn thread(&mut self, key: &str) -> &mut Thread {
        let place = self.places.get(key).copied().unwrap_or_else(|| self.begin(key));
        &mut self.waiting[place]
    }

    fn begin(&mut self, key: &str) -> usize {
        let mut thread = Thread::default();
        if self.handed_out.contains(&hash(key)) {
            let message =
                "More comments of a page that was written before; answers across the two are not joined.";
            thread.warnings.push(Warning::new("page-continued", message));
        }
        self.waiting.push(thread);
        self.places.insert(key.to_owned(), self.waiting.len() - 1);
        self.waiting.len() - 1
    }

    /// Adds a post to the thread called `key`.
    pub(super) fn post(&mut self, key: &str, post: Post) {
        let with_removed = self.with_removed;
        let bytes = self.thread(key).push(post, with_removed);
        self.bytes += bytes;
        self.bound();
    }

    /// Hands out all threads where too much waits.
    fn bound(&mut self) {
        if self.bytes > self.most {
            let keys = self.places.keys().map(|key| hash(key));
            self.handed_out.extend(keys);
            self.close_all();
        }
    }

    /// Says what is known of the thread called `key`, unless more is known already.
    pub(super) fn describe(&mut self, key: &str, known: Thread) {
        let Thread { name, title, article, mended, .. } = known;
        let thread = self.thread(key);
        thread.mended |= mended;
        thread.name = thread.name.take().or(name);
        thread.title = thread.title.take().or(title);
        if thread.article.is_empty() {
            thread.article = article;
            self.bytes += self.thread(key).article.len() + POST_BYTES;
        }
        self.bound();
    }

    /// A whole thread, which nothing will be added to.
    pub(super) fn complete(&mut self, mut thread: Thread, posts: impl IntoIterator<Item = Post>) {
        for post in posts {
            thread.push(post, self.with_removed);
        }
        self.ready.push_back(thread);
    }

    /// Hands out every thread that waits, except those of which there is only a name: some systems begin one with each
    /// page that is looked at.
    pub(in crate::page) fn close_all(&mut self) {
        let has_more =
            |thread: &Thread| !thread.posts.is_empty() || thread.removed > 0 || !thread.article.is_empty();
        self.ready.extend(self.waiting.drain(..).filter(has_more));
        self.places.clear();
        self.bytes = 0;
    }
}

fn hash(key: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}

impl Thread {
    /// Adds a post, unless it was removed or says nothing; returns how much memory it takes, in bytes.
    fn push(&mut self, mut post: Post, with_removed: bool) -> usize {
        if post.comment.text.is_empty() {
            return 0;
        }
        if !with_removed && post.comment.status.is_some_and(Status::is_removed) {
            self.removed += 1;
            return 0;
        }
        self.mended |= post.mended | mend(&mut post.comment.text);
        self.mended |= post.comment.author.as_mut().is_some_and(mend);
        let comment = &post.comment;
        let named = [&comment.id, &comment.author, &comment.date_text, &post.parent];
        let words: usize = named.into_iter().flatten().map(String::len).sum();
        let bytes = comment.text.len() + words + POST_BYTES;
        self.posts.push(post);
        bytes
    }

    fn into_page(mut self, file: &str, now: Option<Moment>) -> Page {
        self.mended |= self.title.as_mut().is_some_and(mend) | mend(&mut self.article);
        if self.mended {
            self.warnings.push(encodings::mended());
            for Post { comment, .. } in &mut self.posts {
                mend_beside(&mut comment.text);
                comment.author.iter_mut().for_each(mend_beside);
            }
        }
        if self.removed > 0 {
            let message =
                format!("Comments left out because they were removed from the site: {}.", self.removed);
            self.warnings.push(Warning::new("removed-left-out", message));
        }
        let name = self.name.map_or_else(|| file.to_owned(), |name| format!("{file}#{name}"));
        let (comments, orphans) = joined(self.posts);
        if orphans > 0 {
            let message = format!("Comments whose parents are not among them: {orphans}.");
            self.warnings.push(Warning::new("parents-missing", message));
        }
        let has_losses = |text: &str| text.contains('\u{fffd}');
        if comments.iter().any(|comment| has_losses(&comment.text)) {
            let message = "Some bytes are not valid in the export's encoding; they were replaced by U+FFFD.";
            self.warnings.push(Warning::new("bytes-replaced", message));
        }
        let Self { title, article, declared, warnings, .. } = self;
        let parts = Parts { title, article, declared, external: None, comments, warnings };
        parts.into_page(name, now)
    }
}

/// Mends a text that was decoded wrongly, and says whether it was.
fn mend(text: &mut String) -> bool {
    let Some(mended) = encodings::mend(text) else { return false };
    *text = mended;
    true
}

/// Mends a short text where others of its thread were spoiled.
fn mend_beside(text: &mut String) {
    if let Some(mended) = encodings::mend_beside(text) {
        *text = mended;
    }
}

/// Joins answers to what they answer; also says how many answer what is not there.
fn joined(posts: Vec<Post>) -> (Vec<Comment>, usize) {
    // Of two posts with one identifier the first is meant.
    let (mut places, mut numbers) = (HashMap::new(), HashMap::new());
    for (place, post) in posts.iter().enumerate() {
        if let Some(id) = &post.comment.id {
            places.entry(id.clone()).or_insert(place);
        }
        if let Some(number) = post.number {
            numbers.insert(number, place);
        }
    }
    let mut orphans = 0;
    let mut parents = vec![None; posts.len()];
    for (place, post) in posts.iter().enumerate() {
        let named = post.parent.as_ref().and_then(|id| places.get(id));
        let around = post.within.and_then(|number| numbers.get(&number));
        let found = named.or(around).copied();
        parents[place] = found.filter(|&parent| parent != place);
        orphans += usize::from(found.is_none() && (post.parent.is_some() || post.within.is_some()));
    }
    break_circles(&mut parents);
    let comments = posts.into_iter().zip(parents);
    (comments.map(|(post, reply_to)| Comment { reply_to, ..post.comment }).collect(), orphans)
}

/// Takes one answer out of every circle of answers, which only a damaged or forged export has.
fn break_circles(parents: &mut [Option<usize>]) {
    // 0: not looked at; else the number of the walk that came by.
    let mut walks = vec![0; parents.len()];
    for start in 0..parents.len() {
        let mut at = start;
        while walks[at] == 0 {
            walks[at] = start + 1;
            match parents[at] {
                Some(parent) if walks[parent] == start + 1 => parents[at] = None,
                Some(parent) => at = parent,
                None => break,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Post, Thread, Threads, break_circles, joined};
    use crate::page::{Comment, Options};

    fn post(id: &str, parent: Option<&str>, text: &str) -> Post {
        let comment = Comment { id: Some(id.to_owned()), text: text.to_owned(), ..Comment::default() };
        Post { comment, parent: parent.map(str::to_owned), ..Post::default() }
    }

    #[test]
    fn answers_find_their_parents_before_and_behind_them() {
        let posts = vec![
            post("b", Some("a"), "2"),
            post("a", None, "1"),
            post("c", Some("gone"), "3"),
            post("d", Some("d"), "4"),
        ];
        let (comments, orphans) = joined(posts);
        let parents: Vec<_> = comments.iter().map(|comment| comment.reply_to).collect();
        assert_eq!((parents, orphans), (vec![Some(1), None, None, None], 1));
    }

    #[test]
    fn circles_are_broken_and_chains_are_not() {
        let mut parents = [Some(1), Some(2), Some(0), Some(2), None, Some(4)];
        break_circles(&mut parents);
        assert_eq!(parents.iter().filter(|parent| parent.is_none()).count(), 2);
        assert_eq!((parents[3], parents[5]), (Some(2), Some(4)));
        for start in 0..parents.len() {
            let mut at = start;
            for _ in 0..parents.len() {
                at = parents[at].unwrap_or(at);
            }
            assert_eq!(parents[at], None, "the walk from {start} ends");
        }
    }

    #[test]
    fn threads_are_handed_out_when_too_much_waits() {
        let mut threads = Threads::new(Path::new("x"), &Options::default(), vec![]);
        threads.most = 2_000;
        for round in 0..10 {
            for key in ["a", "b"] {
                threads.post(key, post(&round.to_string(), None, "نص"));
            }
        }
        threads.close_all();
        let pages: Vec<_> = std::iter::from_fn(|| threads.ready()).collect();
        assert_eq!(pages.iter().map(|page| page.comments.len()).sum::<usize>(), 20, "nothing is lost");
        assert!(pages.len() > 2);
        let continued = |page: &&crate::page::Page| page.warnings.iter().any(|w| w.code == "page-continued");
        assert_eq!(pages.iter().filter(continued).count(), pages.len() - 2);
        threads.complete(Thread::default(), [post("1", None, "نص")]);
        assert_eq!(threads.ready().map(|page| page.comments.len()), Some(1));
    }
}
