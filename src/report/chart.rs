//! Curves over the unit square, as SVG.

use maud::{Markup, html};

/// A curve of a chart.
pub(super) struct Curve<'a> {
    /// Shown at its end.
    pub(super) name: &'a str,
    /// Its colour class.
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

fn x(value: f64) -> f64 {
    LEFT + value.clamp(0.0, 1.0) * (WIDTH - LEFT - MARGIN)
}

fn y(value: f64) -> f64 {
    HEIGHT - BOTTOM - value.clamp(0.0, 1.0) * (HEIGHT - BOTTOM - MARGIN)
}

/// A chart with a title for those who cannot see it; `even`: with the line on which both coordinates are equal.
pub(super) fn chart(title: &str, across: &str, up: &str, curves: &[Curve], even: bool) -> Markup {
    html! {
        svg viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) role="img" aria-label=(title) {
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
        p.small {
            @for curve in curves { span.chip.(curve.class) { (curve.name) } " " }
        }
    }
}

fn path(points: &[(f64, f64)]) -> String {
    let every = points.len().div_ceil(POINTS).max(1);
    let last = points.len().saturating_sub(1);
    let shown = points.iter().enumerate().filter(|(number, _)| number % every == 0 || *number == last);
    let command = |(number, &(across, up)): (usize, &(f64, f64))| {
        format!("{}{:.1} {:.1}", if number == 0 { 'M' } else { 'L' }, x(across), y(up))
    };
    shown.map(command).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_curves_keep_their_ends() {
        let points: Vec<_> = (0..=1000).map(|n| (f64::from(n) / 1000.0, 0.5)).collect();
        let path = path(&points);
        assert!(path.starts_with("M40.0 ") && path.ends_with("L348.0 138.0"), "{path}");
        assert!(path.matches('L').count() <= POINTS);
    }

    #[test]
    fn names_are_escaped() {
        let curve = Curve { name: "<i>", class: "other", points: vec![(0.0, 1.0)], dots: true };
        let svg = chart("a & b", "x", "y", &[curve], true).into_string();
        for element in ["path", "circle", "text"] {
            // Other than in HTML, what is not closed swallows all that follows.
            let (opened, closed) = (format!("<{element} "), format!("</{element}>"));
            assert_eq!(svg.matches(&opened).count(), svg.matches(&closed).count(), "{element}: {svg}");
        }
        assert!(!svg.contains("<i>") && svg.contains("&lt;i&gt;") && svg.contains("a &amp; b"));
    }
}
