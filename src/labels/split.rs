//! Seeded splits: stratified by label, with no text and no article on two sides.

use std::collections::HashMap;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

use super::Annotations;
use super::near;
use super::sets::Sets;
use super::texts::FoldedTexts;
use crate::learn::shuffle;
use crate::{Error, Result};

/// How to split.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The share of each part, above 0; they count relative to each other.
    pub shares: Vec<f64>,
    /// Seed of the order in which rows are dealt out.
    pub seed: u64,
    /// From which similarity texts stay together, 0 to 1.
    pub near: f64,
    /// The further columns whose equal values stay together, such as that of the article.
    pub together: Vec<String>,
    /// How many threads may work at once. The result does not depend on it.
    pub threads: usize,
}

/// What a split came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// For each row the part it is in.
    pub part: Vec<usize>,
    /// How many rows are in a group with another.
    pub grouped: u64,
    /// How many rows the largest group has.
    pub largest: u64,
}

/// Deals rows out to parts. Rows whose texts are equal once folded, or nearly so, and rows of one article stay
/// together; labels are dealt out evenly, the rarest first (Sechidis, Tsoumakas and Vlahavas 2011, "On the
/// Stratification of Multi-label Data", for groups of rows). `tick` is told of rows as they pass: each passes three
/// times.
///
/// # Errors
/// [`Error::Setting`] where a share is not above 0, [`Error::Labels`] where a column is not there, and where there are
/// fewer groups than parts.
pub fn split(annotations: &Annotations, plan: &Plan, tick: &(dyn Fn(u64) + Sync)) -> Result<Split> {
    if plan.shares.len() < 2 || plan.shares.iter().any(|share| !(*share > 0.0 && share.is_finite())) {
        let message = "at least two parts are needed, each with a share above 0".to_owned();
        return Err(Error::Setting { name: "parts", message });
    }
    let groups = groups(annotations, plan, tick)?;
    if groups.len() < plan.shares.len() {
        return Err(Error::Labels(format!(
            "{} rows make {} groups that have to stay together: too few for {} parts",
            annotations.rows.len(),
            groups.len(),
            plan.shares.len()
        )));
    }
    let with_others = groups.iter().filter(|group| group.len() > 1);
    let mut split = Split {
        part: vec![0; annotations.rows.len()],
        grouped: with_others.map(|group| group.len() as u64).sum(),
        largest: groups.iter().map(|group| group.len() as u64).max().unwrap_or_default(),
    };
    deal(annotations, groups, plan, &mut split.part);
    Ok(split)
}

/// Rows that stay together, each group in order, the groups by their first row.
fn groups(annotations: &Annotations, plan: &Plan, tick: &(dyn Fn(u64) + Sync)) -> Result<Vec<Vec<usize>>> {
    let rows = &annotations.rows;
    let folded = FoldedTexts::new(rows.len(), |row| &rows[row].text, plan.threads, tick);
    let mut sets = Sets::new(rows.len());
    let mut first_with = HashMap::new();
    let mut firsts = Vec::new();
    for (row, hash) in folded.hashes.iter().enumerate() {
        let first = *first_with.entry(hash).or_insert(row);
        if first == row {
            firsts.push(row);
        }
        sets.join(first, row);
    }
    for near in near::pairs(&folded, &firsts, plan.near, plan.threads, tick) {
        sets.join(near.first, near.second);
    }
    for name in &plan.together {
        let header = annotations.header();
        let Some(column) = header.iter().position(|column| column == name) else {
            let message = format!("there is no column {name}; the columns are {}", header.join(", "));
            return Err(Error::Labels(message));
        };
        let mut first_with = HashMap::new();
        let named = annotations.cells().enumerate().filter(|(_, (_, cells))| !cells[column].is_empty());
        for (number, (_, cells)) in named {
            sets.join(*first_with.entry(cells[column]).or_insert(number), number);
        }
    }
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut group_of = HashMap::new();
    for row in 0..rows.len() {
        let group = *group_of.entry(sets.find(row)).or_insert_with(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        groups[group].push(row);
    }
    Ok(groups)
}

/// Gives each group to the part that lacks most of the group's rarest label.
fn deal(annotations: &Annotations, mut groups: Vec<Vec<usize>>, plan: &Plan, part: &mut [usize]) {
    let tally = annotations.tally();
    let names: Vec<_> = tally.keys().copied().collect();
    let counts: Vec<u64> = tally.values().copied().collect();
    let label = |row: usize| names.binary_search(&annotations.rows[row].label.as_str()).unwrap_or_default();
    let all: f64 = plan.shares.iter().sum();
    let mut wanted: Vec<Vec<f64>> = plan
        .shares
        .iter()
        .map(|share| counts.iter().map(|&count| count as f64 * share / all).collect())
        .collect();
    let mut random = ChaCha8Rng::seed_from_u64(plan.seed);
    let mut order: Vec<usize> = (0..groups.len()).collect();
    shuffle(&mut order, &mut random);
    let rarest =
        |group: &[usize]| group.iter().map(|&row| label(row)).min_by_key(|&label| (counts[label], label));
    // Large groups while there is room for them everywhere, then the rarest label; else in the drawn order.
    order.sort_by_key(|&group| {
        let group = &groups[group];
        (std::cmp::Reverse(group.len()), rarest(group).map(|label| counts[label]))
    });
    for group in order {
        let group = std::mem::take(&mut groups[group]);
        let Some(rarest) = rarest(&group) else { continue };
        let lack = |part: &usize| (wanted[*part][rarest], wanted[*part].iter().sum::<f64>());
        let most = (0..wanted.len()).rev().max_by(|a, b| {
            let (a, b) = (lack(a), lack(b));
            a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1))
        });
        let most = most.unwrap_or_default();
        for row in group {
            wanted[most][label(row)] -= 1.0;
            part[row] = most;
        }
    }
}
