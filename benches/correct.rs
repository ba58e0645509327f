//! What tokenisers get right: `cases.tsv` has texts as they are written, and the same in plain spelling. A case is
//! right where every token of the plain spelling is among the tokens of the text. `peers.py` does the same with
//! tools that are no crates.

#![allow(clippy::print_stdout, reason = "the table is the point")]

use charabia::Tokenize;
use ghirbal::text::{Tokenizer, Tokens};
use icu_segmenter::WordSegmenter;

/// Column, text, plain spelling.
type Case<'a> = (&'a str, &'a str, &'a str);

fn main() {
    let cases: Vec<Case> = include_str!("cases.tsv").lines().skip(1).map(case).collect();
    let mut columns: Vec<&str> = cases.iter().map(|case| case.0).collect();
    columns.dedup();
    println!("| tool | {} |", columns.join(" | "));
    println!("| --- |{}", " --- |".repeat(columns.len()));
    let row = |tool: &str, cut: &dyn Fn(&str) -> Vec<String>| {
        let right = |column: &&str| {
            let of: Vec<_> = cases.iter().filter(|case| case.0 == *column).collect();
            format!("{}/{}", of.iter().filter(|case| is_right(case, cut)).count(), of.len())
        };
        println!("| {tool} | {} |", columns.iter().map(right).collect::<Vec<_>>().join(" | "));
    };
    row("ghirbal", &ghirbal);
    row("charabia", &|text| text.tokenize().map(|token| token.lemma().to_owned()).collect());
    row("icu_segmenter", &icu);
}

fn case(line: &str) -> Case<'_> {
    let mut fields = line.split('\t');
    let mut next = || fields.next().expect("three fields a line");
    (next(), next(), next())
}

fn is_right((_, text, plain): &Case, cut: &dyn Fn(&str) -> Vec<String>) -> bool {
    let found = cut(text);
    cut(plain).iter().all(|token| found.contains(token))
}

fn ghirbal(text: &str) -> Vec<String> {
    let mut tokens = Tokens::default();
    Tokenizer::default().tokenize(text.as_bytes(), &mut tokens);
    tokens.as_slice().iter().map(|token| tokens.form(token).to_owned()).collect()
}

fn icu(text: &str) -> Vec<String> {
    let segmenter = WordSegmenter::new_for_non_complex_scripts(<_>::default());
    let borders: Vec<usize> = segmenter.segment_str(text).collect();
    borders.windows(2).map(|pair| text[pair[0]..pair[1]].to_owned()).collect()
}
