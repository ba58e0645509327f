//! Whether records are comments, and how surely: by rules, and by the signs that were learned.

use std::collections::HashSet;

use super::evidence::{Evidence, NEAR_HEADING_LINES, STRONG_HINTS, SURE_HINTS};
use super::{Mined, signs, telling};
use crate::page::cues::{self, Introduction};
use crate::page::html::pieces::{Cutter, Piece, Record};
use crate::page::html::reader::{self, Fields};
use crate::page::html::sections::{self, Cue, Sections, Sign};
use crate::page::html::tree::Tree;
use crate::page::html::vocabulary::Roles;

/// So many comments at least are not all by one reader.
const RECORDS_OF_MANY: usize = 4;
/// So many posts are a thread, whatever stands above them.
const POSTS_OF_A_THREAD: usize = 3;
/// Records that the rules believe are refused where the signs say less than this, in natural logarithms of odds.
const DOUBTFUL: f64 = -2.0;
/// Where the rules leave it open, records are comments if the signs say more than this.
const PLAIN: f64 = 2.0;
/// How much the signs decide between two readings that are both believed.
const SHARE_OF_SIGNS: f64 = 0.4;

/// Records that may be comments, cut and read.
pub(super) struct Candidate<'c, 't, 'a> {
    pub(super) tree: &'t Tree<'a>,
    pub(super) sections: &'c Sections,
    pub(super) records: Vec<Record>,
    pub(super) cut: Vec<Vec<Piece>>,
    pub(super) fields: Vec<Fields>,
    pub(super) evidence: Evidence,
    pub(super) shares: Shares,
}

/// In which share of the records something is found.
#[derive(Debug)]
pub(super) struct Shares {
    pub(super) worded: f64,
    pub(super) dated: f64,
    pub(super) authored: f64,
    /// Somebody says something at their start.
    pub(super) says: f64,
    /// They announce other pages.
    pub(super) teasers: f64,
    /// They link to headlines.
    pub(super) away: f64,
    /// They have several dates.
    pub(super) crowded: f64,
    /// Their words break off.
    excerpts: f64,
    /// They have the minute of a match.
    minutes: f64,
    /// Their words only say who wrote a story.
    others: f64,
}

/// What the rules say of records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// They are no comments.
    Against,
    /// Nothing is against them, and not enough for them.
    Open,
    /// They are comments.
    For,
}

/// How surely records of such richness are comments for which the signs say so much; `None` where they are none.
pub(super) fn rank(likely: f64, verdict: Verdict, richness: f64) -> Option<f64> {
    let least = match verdict {
        Verdict::Against => return None,
        Verdict::Open => PLAIN,
        Verdict::For => DOUBTFUL,
    };
    (likely > least).then(|| SHARE_OF_SIGNS * likely + richness.ln())
}

impl<'c, 't, 'a> Candidate<'c, 't, 'a> {
    pub(super) fn read(
        cutter: &Cutter<'t, 'a>,
        sections: &'c Sections,
        mut records: Vec<Record>,
        evidence: Evidence,
    ) -> Self {
        let tree = cutter.tree;
        let mut cut: Vec<Vec<Piece>> = records.iter().map(|record| cutter.pieces(record)).collect();
        let mut fields = reader::read(tree, &records, &cut, &[]);
        // What follows the last of those that have a name or a date is no comment. One alone may be any part of the
        // page.
        let begins = evidence.heading.is_some()
            || records.first().is_some_and(|first| tree.node(first.nodes.start).roles.any(Roles::COMMENT));
        if let Some(last) = fields.iter().rposition(telling::is_dressed).filter(|&last| last > 0 || begins) {
            records.truncate(last + 1);
            cut.truncate(last + 1);
            fields.truncate(last + 1);
        }
        let shares = Shares::of(tree, sections, &records, &cut, &fields, &evidence);
        Self { tree, sections, records, cut, fields, evidence, shares }
    }

    /// The records that are comments, and how surely they are; `None` where they are none.
    pub(super) fn judged(self) -> Option<(Mined, f64)> {
        let likely = signs::logit(&self);
        let rank = rank(likely, self.verdict(), self.richness())?;
        let mined = self.kept();
        (!mined.fields.is_empty()).then_some((mined, rank))
    }

    /// How much is said by how many: of two readings of the same comments the one with more names, dates and records.
    pub(super) fn richness(&self) -> f64 {
        let Self { evidence, shares, .. } = self;
        let named = if evidence.item { 0.3 } else { 0.0 }
            + if evidence.heading.is_some() { 0.5 } else { 0.0 }
            + evidence.hints as f64 * 0.2;
        let letters: usize = self.fields.iter().map(|fields| fields.text.chars().count()).sum();
        self.fields.len() as f64 * (0.5 + shares.dated + shares.authored + named) * shares.worded
            + (letters as f64).sqrt() / 100.0
    }

    /// What the rules say.
    pub(super) fn verdict(&self) -> Verdict {
        let Self { evidence, shares, .. } = self;
        let is_excerpts = self.fields.len() >= RECORDS_OF_MANY - 1 && shares.excerpts > 0.7;
        let is_good = shares.minutes < 0.5
            && shares.others < 0.5
            && shares.worded >= 0.7
            && !is_excerpts
            && (shares.away < 0.5 || evidence.item)
            && shares.teasers < 0.5
            && shares.crowded <= 0.4;
        let is_dressed = shares.dated.max(shares.authored) >= 0.5 && self.is_repeated();
        let is_row =
            shares.dated < 0.5 && self.records.iter().all(|record| telling::is_cell(self.tree, record));
        if !is_good
            || is_row
            || self.is_elsewhere()
            || self.is_across_heading()
            || !(is_dressed || self.is_bare())
        {
            Verdict::Against
        } else if self.is_spoken_for() && (self.are_dressed() || self.is_bare()) {
            Verdict::For
        } else {
            Verdict::Open
        }
    }

    /// Whether enough speaks for the records.
    fn is_spoken_for(&self) -> bool {
        let Self { evidence, shares, .. } = self;
        evidence.is_sure() || shares.says >= 0.5 || evidence.container || self.is_thread()
    }

    /// Whether most have both a name and a date, or more have one of them where something strong speaks for the records:
    /// weak signs do not stand in for a name or a date.
    fn are_dressed(&self) -> bool {
        let Self { evidence, shares, .. } = self;
        let is_strong = evidence.heading.is_some()
            || evidence.item
            || shares.says >= 0.5
            || evidence.hints >= STRONG_HINTS;
        (shares.dated >= 0.6 && shares.authored >= 0.6)
            || ((shares.dated >= 0.7 || shares.authored >= 0.7) && is_strong)
    }

    /// Whether the records begin with who posted them, and when, or tell what rank that reader has.
    fn is_thread(&self) -> bool {
        let begin = || self.records.iter().all(|record| telling::begins_with_posting(self.tree, record));
        self.records.len() >= POSTS_OF_A_THREAD && (self.evidence.reacted.ranked || begin())
    }

    /// Whether comments of other pages, or stories, begin right above.
    fn is_elsewhere(&self) -> bool {
        let introduced = self.introduced() != Introduction::None;
        self.evidence.is_below_others() && !introduced && self.evidence.hints < SURE_HINTS
    }

    /// Whether the heading of the comments stands between the records and none above them: those above it are none.
    fn is_across_heading(&self) -> bool {
        let tree = self.tree;
        let (Some(first), Some(last)) = (self.records.first(), self.records.last()) else { return false };
        let nodes = first.nodes.start..last.nodes.start;
        let mut headings =
            self.sections.signs_in(&nodes).filter(|sign| matches!(sign.cue, Cue::Heading { .. }));
        let mut records = self.records.iter().peekable();
        let (mut element, mut run) = (0, 0);
        let is_between = |sign: &Sign| {
            while let Some(record) = records.next_if(|record| record.nodes.start <= sign.start) {
                element = element.max(tree.node(record.nodes.start).end);
                run = run.max(record.nodes.end);
            }
            // A run of elements may go on beyond the end of a section.
            let end = if sections::is_in_heading(tree, sign) { element } else { run };
            end <= sign.start
        };
        self.evidence.heading.is_none() && headings.any(is_between)
    }

    /// Whether there are names or dates enough. One dressed record may be any box of the page.
    fn is_repeated(&self) -> bool {
        let count = |is: &dyn Fn(&Fields) -> bool| self.fields.iter().filter(|fields| is(fields)).count();
        let with_date = count(&|fields| fields.date_text.is_some());
        let with_author = (self.shares.authored * self.fields.len() as f64).round() as usize;
        match (self.records.as_slice(), self.cut.as_slice()) {
            ([record], [pieces]) => {
                let is_hinted = self.evidence.hints >= SURE_HINTS || telling::is_item(self.tree, record);
                let is_signed = (with_date == 1 || (self.is_near() && is_hinted)) && with_author == 1;
                (is_signed || (with_date == 1 && self.evidence.hints >= STRONG_HINTS))
                    && telling::signatures_in(pieces) <= 1
            }
            _ => with_date.max(with_author) >= 2,
        }
    }

    /// Whether the records are items right under a heading, by their tags or names, which need neither name nor date.
    fn is_bare(&self) -> bool {
        let is_item = |record: &Record| telling::is_item(self.tree, record);
        self.is_near() && self.records.len() > 1 && self.records.iter().all(is_item)
    }

    /// Whether a heading stands right above.
    pub(super) fn is_near(&self) -> bool {
        self.evidence.heading.is_some_and(|lines| lines <= NEAR_HEADING_LINES)
    }

    /// How plainly a line above leads over to readers.
    pub(super) fn introduced(&self) -> Introduction {
        let first = self.records.first();
        first.map_or(Introduction::None, |first| self.sections.introduced(first.nodes.start))
    }

    /// The records without what has no words, and without what is bare among records that all have names or dates.
    pub(super) fn kept(self) -> Mined {
        let strict = self.shares.dated >= 0.6 || self.shares.authored >= 0.6;
        let is_kept = |fields: &Fields| {
            let dressed = telling::is_dressed(fields);
            let text = fields.text.as_str();
            let is_notice = cues::no_comments(text) || cues::login_wall(text) || cues::section_end(text);
            !text.is_empty() && (dressed || !strict) && (fields.date_text.is_some() || !is_notice)
        };
        let (tree, sections, thread) = (self.tree, self.sections, self.evidence.reacted.ranked);
        // A box of links to other stories may stand among comments.
        let is_story = |record: &Record, fields: &Fields| {
            let mut signs = sections
                .signs_in(&record.nodes)
                .take_while(|sign| sign.line == sections.line_of(record.nodes.start));
            signs.any(|sign| sign.cue == Cue::Elsewhere)
                || fields.author.is_none()
                    && tree.linked(&record.nodes)
                        >= fields.text.split_whitespace().map(|word| word.chars().count()).sum()
                    && matches!(sections.before(record.nodes.start), Some((Cue::Elsewhere, _)))
        };
        let (records, fields) = self
            .records
            .into_iter()
            .zip(self.fields)
            .filter(|(record, fields)| is_kept(fields) && !is_story(record, fields))
            .unzip();
        Mined { records, fields, thread }
    }
}

impl Shares {
    fn of(
        tree: &Tree<'_>,
        sections: &Sections,
        records: &[Record],
        cut: &[Vec<Piece>],
        fields: &[Fields],
        evidence: &Evidence,
    ) -> Self {
        let all = records.len() as f64;
        let of_fields =
            |is: &dyn Fn(&Fields) -> bool| fields.iter().filter(|fields| is(fields)).count() as f64 / all;
        let of_pieces =
            |is: &dyn Fn(&[Piece]) -> bool| cut.iter().filter(|pieces| is(pieces)).count() as f64 / all;
        let with_author =
            of_fields(&|fields| fields.author.as_deref().is_some_and(|name| !telling::is_label(name)));
        // What stands beside every date alike is no name.
        let authors: HashSet<&str> = fields.iter().filter_map(|fields| fields.author.as_deref()).collect();
        let many = if evidence.heading.is_some() || evidence.item { RECORDS_OF_MANY } else { 2 };
        let says = records.iter().filter(|record| telling::begins_with_byline(tree, record)).count() as f64;
        let introduced =
            records.first().map_or(Introduction::None, |first| sections.introduced(first.nodes.start));
        let usual = telling::usual(cut);
        let signed = || of_pieces(&telling::begins_with_signed_name);
        Self {
            worded: of_fields(&|fields| !fields.text.is_empty()),
            dated: of_fields(&|fields| fields.date_text.is_some()),
            authored: if authors.len() == 1 && fields.len() >= many { 0.0 } else { with_author },
            says: if introduced == Introduction::Plain { (says / all).max(signed()) } else { says / all },
            teasers: of_pieces(&telling::is_teaser),
            away: of_pieces(&|pieces| telling::leads_away(tree, pieces, &usual)),
            crowded: of_pieces(&|pieces| telling::dates_in(pieces) > 2),
            excerpts: of_fields(&|fields| fields.text.ends_with("...") || fields.text.ends_with('…')),
            minutes: of_pieces(&|pieces| pieces.iter().any(|piece| piece.words.are_minute())),
            others: of_fields(&|fields| telling::is_byline_of_story(&fields.text)),
        }
    }
}
