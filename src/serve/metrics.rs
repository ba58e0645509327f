//! Figures for Prometheus. No label holds anything that a client chose.

use std::sync::atomic::AtomicU64;
use std::time::Duration;

use prometheus_client::encoding::text::encode;
use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use super::feedback::Decided;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    protocol: &'static str,
    status: u16,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Protocol {
    protocol: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Kept {
    protocol: &'static str,
    decision: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Reloaded {
    outcome: Outcome,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EncodeLabelValue)]
enum Outcome {
    Taken,
    Refused,
}

/// All figures.
#[derive(Debug)]
pub(super) struct Metrics {
    registry: Registry,
    requests: Family<Answered, Counter>,
    protocols: Vec<OfProtocol>,
    feedback: Family<Kept, Counter>,
    reloads: Family<Reloaded, Counter>,
    pub(super) connections: Gauge,
    pub(super) refused_connections: Counter<u64, AtomicU64>,
}

/// What nearly every request adds to, looked up once.
#[derive(Debug)]
struct OfProtocol {
    name: &'static str,
    answered: Counter,
    seconds: Histogram,
    comments: Counter,
}

/// From a tenth of a millisecond to ten seconds.
fn histogram() -> Histogram {
    Histogram::new([1e-4, 2.5e-4, 5e-4, 1e-3, 2.5e-3, 5e-3, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 2.5, 10.0])
}

impl Metrics {
    /// Figures of the protocols of these names.
    pub(super) fn new(protocols: &[&'static str]) -> Self {
        let mut registry = Registry::with_prefix("ghirbal");
        let requests = Family::<Answered, Counter>::default();
        let seconds = Family::<Protocol, _>::new_with_constructor(histogram as fn() -> Histogram);
        let comments = Family::<Protocol, Counter>::default();
        let (feedback, reloads) = (Family::default(), Family::default());
        let (connections, refused_connections) = (Gauge::default(), Counter::default());
        registry.register("requests", "Requests answered", requests.clone());
        registry.register("request_seconds", "From head to answer", seconds.clone());
        registry.register("comments", "Comments classified", comments.clone());
        registry.register("feedback", "Moderators' decisions kept", feedback.clone());
        registry.register("model_reloads", "Models taken and refused while running", reloads.clone());
        registry.register("connections", "Connections that are open", connections.clone());
        registry.register(
            "refused_connections",
            "Connections refused because too many are open",
            refused_connections.clone(),
        );
        let of_protocol = |&name: &&'static str| OfProtocol {
            name,
            answered: requests.get_or_create(&Answered { protocol: name, status: 200 }).clone(),
            seconds: seconds.get_or_create(&Protocol { protocol: name }).clone(),
            comments: comments.get_or_create(&Protocol { protocol: name }).clone(),
        };
        let protocols = protocols.iter().map(of_protocol).collect();
        Self { registry, requests, protocols, feedback, reloads, connections, refused_connections }
    }

    fn of(&self, protocol: &str) -> Option<&OfProtocol> {
        let found = self.protocols.iter().find(|known| known.name == protocol);
        debug_assert!(found.is_some(), "{protocol} is not among the protocols that are counted");
        found
    }

    pub(super) fn answered(&self, protocol: &'static str, status: u16, took: Duration) {
        let Some(known) = self.of(protocol) else { return };
        known.seconds.observe(took.as_secs_f64());
        if status == 200 {
            known.answered.inc();
        } else {
            self.requests.get_or_create(&Answered { protocol, status }).inc();
        }
    }

    pub(super) fn classified(&self, protocol: &'static str, comments: usize) {
        if let Some(known) = self.of(protocol) {
            known.comments.inc_by(comments as u64);
        }
    }

    pub(super) fn kept(&self, protocol: &'static str, decision: Decided) {
        self.feedback.get_or_create(&Kept { protocol, decision: decision.name() }).inc();
    }

    pub(super) fn reloaded(&self, taken: bool) {
        let outcome = if taken { Outcome::Taken } else { Outcome::Refused };
        self.reloads.get_or_create(&Reloaded { outcome }).inc();
    }

    /// All figures in the text format.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        encode(&mut text, &self.registry).expect("a String takes everything");
        text
    }
}
