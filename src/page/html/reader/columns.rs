//! The columns of some records: what stands in the same place of each.

use std::collections::{HashMap, HashSet};

use rustc_hash::FxBuildHasher;

use crate::page::clean;
use crate::page::html::pieces::Piece;
use crate::page::html::vocabulary::Roles;

/// A longer text is no date, whatever the names around it say.
const LONGEST_DATE: usize = 50;
/// How many records show that what never changes is the page's own.
const RECORDS_OF_A_CONSTANT: usize = 3;

/// A column that looks less like names than this holds none.
const LEAST_SCORE: f64 = 3.0;
/// One record alone has little to show it.
const LEAST_SCORE_OF_ONE: f64 = 2.4;

/// What is known of places, which are hashes already.
type ByPath<T> = HashMap<u64, T, FxBuildHasher>;
type Paths = HashSet<u64, FxBuildHasher>;

/// What stands in one place of many records.
#[derive(Default)]
struct Column {
    /// In how many records there is something.
    records: usize,
    /// How many pieces in all.
    pieces: usize,
    letters: usize,
    names: usize,
    words: usize,
    says: usize,
    pictured: usize,
    beside_date: [usize; 2],
    first: usize,
    values: Paths,
    roles: Roles,
    marked: bool,
    tool: bool,
    /// Whether it has words that only lead from a name to a date.
    between: bool,
}

/// The columns of some records.
pub(super) struct Columns {
    by_path: ByPath<Column>,
    /// Words that stand in the same place of nearly all records, by place and words.
    repeated: Paths,
    records: usize,
    /// How many letters the longest column has that may be the words.
    longest_body: Option<usize>,
}

impl Columns {
    pub(super) fn new(cut: &[Vec<Piece>]) -> Self {
        let mut by_path: ByPath<Column> = ByPath::default();
        let repeated = repeated(cut);
        for pieces in cut {
            let mut seen = Paths::default();
            let mut is_first = true;
            for piece in pieces {
                let column = by_path.entry(piece.path).or_default();
                if !repeated.contains(&place_and_words(piece)) {
                    column.pieces += 1;
                    column.letters += piece.words.letters;
                }
                column.tool |= piece.tool;
                column.roles = column.roles.and(piece.roles);
                column.marked |= piece.marked;
                column.values.insert(piece.words.unnumbered());
                let nothing_before = is_first;
                is_first &= piece.tool
                    || piece.dated
                    || piece.words.are_between()
                    || !piece.words.text.contains(char::is_alphanumeric);
                if !seen.insert(piece.path) {
                    continue;
                }
                column.records += 1;
                column.names += usize::from(piece.words.name().is_some());
                column.words += piece.words.text.split_whitespace().count();
                column.pictured += usize::from(piece.pictured);
                column.says += usize::from(piece.words.are_byline());
                column.between |= piece.words.are_between();
                column.first += usize::from(nothing_before);
            }
        }
        let bodies = by_path.values().filter(|column| column.roles.any(Roles::BODY));
        let longest_body = bodies.map(|column| column.letters).max();
        let mut columns = Self { by_path, repeated, records: cut.len(), longest_body };
        columns.find_dates_beside(cut);
        columns
    }

    /// Counts for every place how often a date is the next that stands beside it. What is the page's does not count, nor
    /// what only leads from one to the other.
    fn find_dates_beside(&mut self, cut: &[Vec<Piece>]) {
        let is_dated = |piece: &Piece| piece.dated || piece.words.signature().is_some();
        for pieces in cut {
            let says: Vec<&Piece> = pieces
                .iter()
                .filter(|piece| {
                    let words = &piece.words;
                    is_dated(piece)
                        || !(words.are_between() || self.is_furniture(piece) || words.answers().is_some())
                })
                .collect();
            let mut seen = Paths::default();
            for (at, piece) in says.iter().enumerate().filter(|(_, piece)| seen.insert(piece.path)) {
                let before = at.checked_sub(1).and_then(|at| says.get(at));
                let beside =
                    [says.get(at + 1), before].map(|piece| piece.is_some_and(|piece| is_dated(piece)));
                if let Some(column) = self.by_path.get_mut(&piece.path) {
                    column.beside_date[0] += usize::from(beside[0]);
                    column.beside_date[1] += usize::from(beside[1]);
                }
            }
        }
    }

    /// Whether what stands in this place is the page's and not the readers'.
    pub(super) fn is_constant(&self, path: u64) -> bool {
        self.by_path.get(&path).is_some_and(|column| {
            column.records >= RECORDS_OF_A_CONSTANT
                && column.values.len() == 1
                && (!column.roles.any(Roles::BODY) || column.marked || !self.is_longest_body(column))
        })
    }

    /// Whether a piece is the page's and not the reader's: its place always says the same, or nearly every record
    /// has the same words there among others.
    pub(super) fn is_furniture(&self, piece: &Piece) -> bool {
        self.is_constant(piece.path)
            || self.repeated.contains(&place_and_words(piece))
            || self.is_button_of_both(piece)
    }

    /// Whether a piece of one of two records is set off and the other says the same there. Names and words may be the
    /// same too, where the page does not say what they are.
    fn is_button_of_both(&self, piece: &Piece) -> bool {
        let is_usual = |column: &Column| column.records == 2 && column.values.len() == 1;
        self.records == 2
            && piece.marked
            && !piece.dated
            && !piece.roles.any(Roles::AUTHOR.and(Roles::BODY).and(Roles::DATE))
            && self.by_path.get(&piece.path).is_some_and(is_usual)
    }

    /// Whether no other column that may be the words has more of them.
    fn is_longest_body(&self, column: &Column) -> bool {
        self.longest_body <= Some(column.letters)
    }

    /// The piece of every record that is its date: from the column that has most dates.
    pub(super) fn dates(cut: &[Vec<Piece>]) -> Vec<Option<usize>> {
        let mut counts: ByPath<(usize, usize)> = ByPath::default();
        let is_dated = |piece: &Piece| {
            piece.dated || (!piece.tool && (piece.words.signature().is_some() || is_named_date(piece)))
        };
        for pieces in cut {
            let mut seen = Paths::default();
            for (at, piece) in pieces.iter().enumerate().filter(|(_, piece)| is_dated(piece)) {
                if seen.insert(piece.path) {
                    let (count, order) = counts.entry(piece.path).or_insert((0, 0));
                    *count += if piece.dated { 2 } else { 1 } + usize::from(piece.roles.any(Roles::DATE));
                    *order += at;
                }
            }
        }
        let best =
            counts.into_iter().max_by_key(|&(path, (count, order))| (count, std::cmp::Reverse(order), path));
        let Some((best, _)) = best else { return vec![None; cut.len()] };
        let around = cut.iter().flatten().find(|piece| piece.path == best).map(|piece| piece.around);
        let in_record = |pieces: &Vec<Piece>| {
            let exact = pieces.iter().position(|piece| piece.path == best && is_dated(piece));
            let beside = || pieces.iter().position(|piece| Some(piece.around) == around && is_dated(piece));
            exact.or_else(|| pieces.iter().position(|piece| piece.dated)).or_else(beside)
        };
        cut.iter().map(in_record).collect()
    }

    /// The column of names.
    pub(super) fn author(&self, cut: &[Vec<Piece>], dates: &[Option<usize>]) -> Option<u64> {
        let date_paths: Paths = cut
            .iter()
            .zip(dates)
            .filter_map(|(pieces, at)| pieces.get((*at)?).filter(|piece| piece.dated))
            .map(|piece| piece.path)
            .collect();
        let scored = self
            .by_path
            .iter()
            .filter(|(path, _)| !date_paths.contains(path))
            .filter_map(|(&path, column)| Some((path, self.author_score(path, column)?)));
        scored
            .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))
            .filter(|&(_, score)| score >= if self.records == 1 { LEAST_SCORE_OF_ONE } else { LEAST_SCORE })
            .map(|(path, _)| path)
    }

    /// How much a column looks like names; `None` where it cannot be.
    fn author_score(&self, path: u64, column: &Column) -> Option<f64> {
        let share = |part: usize| part as f64 / column.records as f64;
        let is_author = column.roles.any(Roles::AUTHOR);
        let usual = column.records * 2 >= self.records && share(column.names) >= 0.75;
        if !usual || column.tool || column.between || (self.is_constant(path) && !is_author) {
            return None;
        }
        let mut score = 2.0 * share(column.names);
        score += if is_author { 3.0 } else { 0.0 };
        score += if column.marked { 0.7 } else { 0.0 };
        score += 1.5 * share(column.pictured);
        score += 3.0 * share(column.says);
        score += share(column.beside_date[0]).max(0.8 * share(column.beside_date[1]));
        score += 1.2 * share(column.first);
        // Beside longer words of the same kind short ones may be a name all the same.
        score -= if column.roles.any(Roles::BODY) && !is_author && self.is_longest_body(column) {
            2.0
        } else {
            0.0
        };
        score -= if column.roles.any(Roles::TOOL) || self.is_constant(path) { 2.0 } else { 0.0 };
        score -= 0.3 * (share(column.words) - 2.0).max(0.0);
        score -= 1.5 * (column.pieces as f64 / column.records as f64 - 1.0).max(0.0);
        Some(score)
    }

    /// The column of the words: of those that are left, the one with most letters.
    pub(super) fn main(
        &self,
        cut: &[Vec<Piece>],
        author: Option<u64>,
        dates: &[Option<usize>],
    ) -> Option<u64> {
        let taken: Paths = cut
            .iter()
            .zip(dates)
            .filter_map(|(pieces, at)| pieces.get((*at)?).map(|piece| piece.path))
            .chain(author)
            .collect();
        // The words of one long record alone are no column.
        let weight = |column: &Column| {
            let body = if column.roles.any(Roles::BODY) { 3 } else { 1 };
            (column.letters * body + column.records) * column.records
        };
        let open =
            |path: &u64, column: &Column| !taken.contains(path) && !column.tool && !self.is_constant(*path);
        let left = self.by_path.iter().filter(|(path, column)| open(path, column));
        left.max_by_key(|(path, column)| (weight(column), **path)).map(|(path, _)| *path)
    }
}

/// The place of a piece and its words, but for numbers, as one number.
fn place_and_words(piece: &Piece) -> u64 {
    piece.around.rotate_left(1) ^ piece.words.unnumbered()
}

/// What stands in the same place of nearly every record beside others, unless it is only numbers.
fn repeated(cut: &[Vec<Piece>]) -> Paths {
    let is_only_number =
        |text: &str| text.contains(clean::is_numeric) && !text.contains(clean::is_alphabetic);
    let mut counts: ByPath<(usize, usize)> = ByPath::default();
    for (at, pieces) in cut.iter().enumerate() {
        let mut times: ByPath<usize> = ByPath::default();
        for piece in pieces {
            *times.entry(piece.around).or_default() += 1;
        }
        let is_beside = |piece: &&Piece| times.get(&piece.around).is_some_and(|&times| times > 1);
        let is_plain = |piece: &&Piece| {
            !piece.dated && !is_only_number(&piece.words.text) && piece.words.signature().is_none()
        };
        for piece in pieces.iter().filter(is_beside).filter(is_plain) {
            let (count, last) = counts.entry(place_and_words(piece)).or_insert((0, usize::MAX));
            *count += usize::from(std::mem::replace(last, at) != at);
        }
    }
    let is_usual = |count: usize| count >= RECORDS_OF_A_CONSTANT && count * 10 >= cut.len() * 9;
    counts.into_iter().filter(|(_, (count, _))| is_usual(*count)).map(|(key, _)| key).collect()
}

/// Whether a piece stands where a date should: it may be one in a form or a language that is not known here.
fn is_named_date(piece: &Piece) -> bool {
    piece.roles.any(Roles::DATE)
        && !piece.roles.any(Roles::BODY.and(Roles::AUTHOR))
        && piece.words.letters <= LONGEST_DATE
        && piece.words.text.chars().any(clean::is_numeric)
}
