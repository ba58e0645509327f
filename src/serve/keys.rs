//! Who may ask. Only digests of keys are kept: a key is 160 random bits, which no list of guesses holds, so one
//! round of SHA-256 is enough.

use std::fmt::Write as _;
use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use super::config::Config;
use super::coral::is_signed;
use super::exchange::Fault;
use crate::{Error, Result};

/// All keys, and the secrets that Coral signs with.
pub(super) struct Keys {
    list: Vec<Key>,
    signing_secrets: Vec<String>,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(f, "{} keys, {} signing secrets", self.list.len(), self.signing_secrets.len())
    }
}

struct Key {
    name: String,
    digest: [u8; 32],
    admin: bool,
    revoked: bool,
    limiter: Option<DefaultDirectRateLimiter>,
}

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Caller {
    /// The key's name; none on a server without keys.
    pub(super) key: Option<String>,
    pub(super) admin: bool,
}

impl Keys {
    /// # Errors
    /// [`Error::Setting`] for a digest that is none, and for a name that is there twice.
    pub(super) fn new(config: &Config) -> Result<Self> {
        let mut list: Vec<Key> = Vec::with_capacity(config.keys.len());
        for key in &config.keys {
            let fault = |message| Err(Error::Setting { name: "keys", message });
            let Some(digest) = from_hex(&key.sha256) else {
                return fault(format!("sha256 of {} must be 64 hexadecimal digits", key.name));
            };
            if list.iter().any(|other| other.name == key.name) {
                return fault(format!("{} is there twice", key.name));
            }
            let rate = NonZeroU32::new(key.rate.unwrap_or(config.limits.rate));
            let limiter = rate.map(|rate| RateLimiter::direct(Quota::per_second(rate)));
            let (name, admin, revoked) = (key.name.clone(), key.admin, key.revoked);
            list.push(Key { name, digest, admin, revoked, limiter });
        }
        Ok(Self { list, signing_secrets: config.coral.signing_secrets.clone() })
    }

    /// Whether anybody may ask.
    pub(super) fn is_open(&self) -> bool {
        self.list.is_empty()
    }

    /// Whether a key is valid. Every key is looked at, each in constant time.
    pub(super) fn knows(&self, presented: &str) -> bool {
        self.is_open() || self.find(presented).is_some()
    }

    /// Lets a caller in, or says why not.
    pub(super) fn admit(&self, presented: Option<&str>) -> Result<Caller, Fault> {
        if self.is_open() {
            return Ok(Caller { key: None, admin: true });
        }
        let presented = presented.filter(|key| !key.is_empty()).ok_or(Fault::MissingKey)?;
        let key = self.find(presented).ok_or(Fault::UnknownKey)?;
        if let Some(limiter) = &key.limiter
            && let Err(until) = limiter.check()
        {
            return Err(Fault::OverRate(until.wait_time_from(DefaultClock::default().now())));
        }
        Ok(Caller { key: Some(key.name.clone()), admin: key.admin })
    }

    /// Lets in what Coral signed. Without a secret there is nothing to check by, and only a server that is open to
    /// everybody takes it.
    pub(super) fn check_signature(&self, header: Option<&str>, body: &[u8]) -> Result<(), Fault> {
        let is_open = self.signing_secrets.is_empty() && self.is_open();
        if is_open || header.is_some_and(|header| is_signed(header, body, &self.signing_secrets)) {
            return Ok(());
        }
        Err(Fault::WrongSignature)
    }

    fn find(&self, presented: &str) -> Option<&Key> {
        let digest = Sha256::digest(presented.as_bytes());
        let mut found = None;
        for key in &self.list {
            if bool::from(digest.ct_eq(&key.digest)) {
                found = Some(key);
            }
        }
        found.filter(|key| !key.revoked)
    }
}

fn from_hex(text: &str) -> Option<[u8; 32]> {
    let text = text.as_bytes();
    if text.len() != 64 {
        return None;
    }
    let mut digest = [0; 32];
    for (byte, digits) in digest.iter_mut().zip(text.chunks(2)) {
        let digits = str::from_utf8(digits).ok().filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()))?;
        *byte = u8::from_str_radix(digits, 16).ok()?;
    }
    Some(digest)
}

fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A new key and its digest. The key is made of digits that a host name can hold, since old Akismet clients put
/// it there.
///
/// # Errors
/// Fails where the system has no random numbers.
pub fn new_key() -> std::io::Result<(String, String)> {
    let mut bytes = [0; 20];
    getrandom::fill(&mut bytes).map_err(std::io::Error::other)?;
    let key = to_hex(&bytes);
    let digest = to_hex(&Sha256::digest(key.as_bytes()));
    Ok((key, digest))
}

/// Whole seconds, at least one, for `Retry-After`.
pub(super) fn seconds(wait: Duration) -> u64 {
    wait.as_millis().div_ceil(1000).max(1) as u64
}

#[cfg(test)]
mod tests {
    use super::{Config, Fault, Keys, new_key};
    use crate::serve::config;

    fn key(name: &str, sha256: &str) -> config::Key {
        config::Key {
            name: name.to_owned(),
            sha256: sha256.to_owned(),
            rate: None,
            admin: false,
            revoked: false,
        }
    }

    fn keys(keys: &[config::Key]) -> crate::Result<Keys> {
        Keys::new(&Config { keys: keys.to_vec(), ..Config::default() })
    }

    #[test]
    fn only_the_key_itself_opens() {
        let (secret, digest) = new_key().expect("random numbers");
        let keys = keys(&[key("blog", &digest)]).expect("a digest");
        assert_eq!(keys.admit(Some(&secret)).expect("let in").key.as_deref(), Some("blog"));
        assert!(matches!(keys.admit(Some(&digest)), Err(Fault::UnknownKey)));
        assert!(matches!(keys.admit(Some("")), Err(Fault::MissingKey)));
        assert!(matches!(keys.admit(None), Err(Fault::MissingKey)));
    }

    #[test]
    fn a_revoked_key_is_unknown() {
        let (secret, digest) = new_key().expect("random numbers");
        let revoked = config::Key { revoked: true, ..key("blog", &digest) };
        let keys = keys(&[revoked]).expect("a digest");
        assert!(matches!(keys.admit(Some(&secret)), Err(Fault::UnknownKey)));
    }

    #[test]
    fn digests_are_checked() {
        assert!(keys(&[key("short", "abc")]).is_err());
        assert!(keys(&[key("odd", &"+1".repeat(32))]).is_err());
        let (_, digest) = new_key().expect("random numbers");
        assert!(keys(&[key("a", &digest), key("a", &digest)]).is_err());
    }
}
