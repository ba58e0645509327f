//! What a model makes of sentences written to mislead it: plain data, as the card and reports show it.

use serde::{Deserialize, Serialize};

/// What a model makes of a counter-set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CounterFigures {
    /// The label that a comment must not be given for a name, a scary word or a disguise: that of the insults.
    pub label: String,
    /// Which half was measured: `dev` or `test`.
    pub half: String,
    /// How many identities were put into the templates.
    pub identities: u64,
    /// Statements about an identity that have another label.
    pub statements: Statements,
    /// Insults aimed at each identity.
    pub insults: Insults,
    /// Comments with scary words that have another label, by kind.
    pub scary: Vec<Called>,
    /// Comments without swear words that have the label, by kind.
    pub swearless: Vec<Called>,
    /// Words disguised by rule, by kind of disguise.
    pub disguises: Vec<Disguised>,
}

/// Statements about an identity, none of which has the label.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statements {
    /// How many: templates × identities.
    pub rows: u64,
    /// How many were given the label.
    pub called: u64,
    /// The spread of a template is the highest probability of the label over identities less the lowest; the mean of
    /// all templates' spreads.
    pub mean_spread: f64,
    /// The widest spread of a template.
    pub widest_spread: f64,
}

/// Insults aimed at each identity in turn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Insults {
    /// How many: templates × identities.
    pub rows: u64,
    /// How many were given the label.
    pub called: u64,
    /// The identity whose insults are found least.
    pub least: IdentityRecall,
    /// The identity whose insults are found most.
    pub most: IdentityRecall,
}

/// How many of the insults aimed at an identity were found.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentityRecall {
    /// The identity.
    pub identity: String,
    /// The share of its insults that were given the label.
    pub recall: f64,
}

/// How many rows of a kind were given the label.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Called {
    /// The kind, as the counter-set names it.
    pub kind: String,
    /// How many rows it has.
    pub rows: u64,
    /// How many were given the label.
    pub called: u64,
}

/// What one kind of disguise does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Disguised {
    /// The kind of disguise.
    pub kind: String,
    /// An example, of a harmless word.
    pub example: String,
    /// Insults that can be disguised so, and are given the label in plain spelling.
    pub plain: u64,
    /// Of those, how many are given the label in disguise.
    pub caught: u64,
    /// Harmless words that can be disguised so.
    pub harmless: u64,
    /// Of those, how many are given the label in plain spelling.
    pub harmless_plain: u64,
    /// Of those, how many are given the label in disguise.
    pub harmless_disguised: u64,
}
