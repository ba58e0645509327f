//! Curves over the unit square, as SVG, with the same figures as a table beneath.

use maud::{Markup, html};

use super::words::Words;

/// A curve of a chart.
pub(super) struct Curve<'a> {
    /// Shown beside its line.
    pub(super) name: &'a str,
    /// Its class, of colour and dashes.
    pub(super) class: &'a str,
    /// Points, each coordinate 0..=1.
    pub(super) points: Vec<(f64, f64)>,
    /// Whether the points themselves are shown.
    pub(super) dots: bool,
}

const WIDTH: f64 = 360.0;
const HEIGHT: f64 = 300.0;
const LEFT: f64 = 40.0;
const BOTTOM: f64 = 36.0;
const MARGIN: f64 = 12.0;

/// More points than this do not show.
const POINTS: usize = 200;

/// So many points of a curve are in the table.
const TOLD: usize = 15;

fn x(value: f64) -> f64 {
    LEFT + value.clamp(0.0, 1.0) * (WIDTH - LEFT - MARGIN)
}

fn y(value: f64) -> f64 {
    HEIGHT - BOTTOM - value.clamp(0.0, 1.0) * (HEIGHT - BOTTOM - MARGIN)
}

/// A chart; `even`: with the line on which both coordinates are equal. Those who cannot see it find its title, the
/// names of its curves and, in a table, its figures.
pub(super) fn chart(
    words: &Words,
    title: &str,
    [across, up]: [&str; 2],
    curves: &[Curve],
    even: bool,
) -> Markup {
    let names: Vec<_> = curves.iter().map(|curve| curve.name).collect();
    html! {
        svg viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) role="img" aria-label=(format!("{title}: {}", names.join(", "))) {
            @for tick in [0.0, 0.25, 0.5, 0.75, 1.0] {
                path.axis d=(format!("M{:.1} {:.1}H{:.1}M{:.1} {:.1}V{:.1}", x(0.0), y(tick), x(1.0), x(tick), y(0.0), y(1.0))) {}
                text x=(format!("{:.1}", x(0.0) - 6.0)) y=(format!("{:.1}", y(tick) + 4.0)) text-anchor="end" { (format!("{tick}")) }
                text x=(format!("{:.1}", x(tick))) y=(format!("{:.1}", y(0.0) + 15.0)) text-anchor="middle" { (format!("{tick}")) }
            }
            @if even {
                path.even d=(format!("M{:.1} {:.1}L{:.1} {:.1}", x(0.0), y(0.0), x(1.0), y(1.0))) {}
            }
            @for curve in curves {
                path.line.(curve.class) d=(path(&curve.points)) { title { (curve.name) } }
                @if curve.dots {
                    @for &(across, up) in &curve.points {
                        circle.dot.(curve.class) cx=(format!("{:.1}", x(across))) cy=(format!("{:.1}", y(up))) r="3" {}
                    }
                }
            }
            text x=(format!("{:.1}", x(0.5))) y=(format!("{:.1}", HEIGHT - 4.0)) text-anchor="middle" { (across) }
            text x=(format!("{:.1}", -y(0.5))) y="11" text-anchor="middle" transform="rotate(-90)" { (up) }
        }
        p.small { @for curve in curves { (key(curve)) " " } }
        (figures(words, [across, up], curves))
    }
}

/// The name of a curve beside a piece of its line.
fn key(curve: &Curve) -> Markup {
    html! {
        span.chip.(curve.class) {
            svg.key viewBox="0 0 36 8" aria-hidden="true" { path.line.(curve.class) d="M0 4H36" {} }
            bdi { (curve.name) }
        }
    }
}

fn figures(words: &Words, [across, up]: [&str; 2], curves: &[Curve]) -> Markup {
    html! {
        details {
            summary.small { (words.as_table) }
            table {
                thead { tr { th scope="col" { (words.label) } th scope="col" { (across) } th scope="col" { (up) } } }
                @for curve in curves {
                    tbody { @for (number, (across, up)) in sampled(&curve.points, TOLD).enumerate() { tr {
                        @if number == 0 { th scope="rowgroup" { bdi { (curve.name) } } } @else { td {} }
                        td { (format!("{across:.3}")) } td { (format!("{up:.3}")) }
                    } } }
                }
            }
        }
    }
}

/// No more than about so many points, the first and the last among them.
fn sampled(points: &[(f64, f64)], most: usize) -> impl Iterator<Item = (f64, f64)> + '_ {
    let every = points.len().div_ceil(most).max(1);
    let last = points.len().saturating_sub(1);
    let is_shown = move |number: usize| number.is_multiple_of(every) || number == last;
    points.iter().enumerate().filter(move |(number, _)| is_shown(*number)).map(|(_, &point)| point)
}

fn path(points: &[(f64, f64)]) -> String {
    let command = |(number, (across, up)): (usize, (f64, f64))| {
        format!("{}{:.1} {:.1}", if number == 0 { 'M' } else { 'L' }, x(across), y(up))
    };
    sampled(points, POINTS).enumerate().map(command).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::words::ENGLISH;

    #[test]
    fn long_curves_keep_their_ends() {
        let points: Vec<_> = (0..=1000).map(|n| (f64::from(n) / 1000.0, 0.5)).collect();
        let path = path(&points);
        assert!(path.starts_with("M40.0 ") && path.ends_with("L348.0 138.0"), "{path}");
        assert!(path.matches('L').count() <= POINTS);
    }

    #[test]
    fn names_are_escaped() {
        let curve = Curve { name: "<i>", class: "other1", points: vec![(0.0, 1.0)], dots: true };
        let svg = chart(&ENGLISH, "a & b", ["x", "y"], &[curve], true).into_string();
        for element in ["path", "circle", "text"] {
            // Other than in HTML, what is not closed swallows all that follows.
            let (opened, closed) = (format!("<{element} "), format!("</{element}>"));
            assert_eq!(svg.matches(&opened).count(), svg.matches(&closed).count(), "{element}: {svg}");
        }
        assert!(!svg.contains("<i>") && svg.contains("&lt;i&gt;") && svg.contains("a &amp; b"));
        assert!(
            svg.contains("aria-label=\"a &amp; b: &lt;i&gt;\""),
            "those who cannot see it hear of the curves"
        );
    }
}
