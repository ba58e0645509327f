//! Vectors of 64 bytes: the few operations that the fast ways through the stages are made of.
//!
//! The stages are written once, for any [`Vectors`]. [`Avx512`] and [`Avx2`] are what processors do, [`Emulated`] is the
//! same in plain Rust, so that every machine can test what another one runs. Which one a program uses is found out at
//! run time. This module and those in it are the only ones that may hold `unsafe`.
#![allow(unsafe_code)]

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod emulated;

#[cfg(target_arch = "x86_64")]
use avx2::Avx2;
#[cfg(target_arch = "x86_64")]
use avx512::Avx512;
pub(crate) use emulated::Emulated;

/// Which instructions the stages use; all give the same results.
///
/// ```
/// use ghirbal::Machine;
///
/// assert!(Machine::available().any(|machine| machine == Machine::best()));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Machine(Kind);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Portable,
    Emulated,
    #[cfg(target_arch = "x86_64")]
    Avx2(Avx2),
    #[cfg(target_arch = "x86_64")]
    Avx512(Avx512),
}

impl Machine {
    /// What every processor can do.
    pub const PORTABLE: Self = Self(Kind::Portable);
    /// The ways of vectors with every vector emulated: for tests, and slow.
    pub const EMULATED: Self = Self(Kind::Emulated);

    /// The fastest that this processor can do.
    #[must_use]
    pub fn best() -> Self {
        Self::available().last().unwrap_or(Self::PORTABLE)
    }

    /// All that this processor can do, the slowest first, without the emulation.
    pub fn available() -> impl Iterator<Item = Self> {
        #[cfg(target_arch = "x86_64")]
        let vectors = [Avx2::detect().map(Kind::Avx2), Avx512::detect().map(Kind::Avx512)];
        #[cfg(not(target_arch = "x86_64"))]
        let vectors = [];
        [Self::PORTABLE].into_iter().chain(vectors.into_iter().flatten().map(Self))
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self.0 {
            Kind::Portable => "portable",
            Kind::Emulated => "emulated",
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2(_) => "AVX2",
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512(_) => "AVX-512",
        }
    }

    /// Whether there are vectors to use.
    pub(crate) fn has_vectors(self) -> bool {
        self != Self::PORTABLE
    }

    /// Does the work, compiled for this machine.
    #[inline]
    pub(crate) fn run<W: Work>(self, work: W) -> W::Done {
        match self.0 {
            Kind::Portable | Kind::Emulated => work.on(Emulated),
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2(avx2) => avx2.run(work),
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512(avx512) if W::WIDE => avx512.run(work),
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512(avx512) => avx512.narrow().run(work),
        }
    }
}

impl Default for Machine {
    fn default() -> Self {
        Self::best()
    }
}

/// Work that is compiled for each machine. All that it calls must be inlined, or it is compiled for any processor.
pub(crate) trait Work {
    type Done;

    /// Whether it is made of vectors of bytes. The others are compiled for AVX2 at most: with more, compilers gather what is
    /// fetched faster one by one.
    const WIDE: bool = false;

    /// Does it. To be `inline(always)`.
    fn on<V: Vectors>(self, machine: V) -> Self::Done;
}

/// How many bytes a vector has.
pub(crate) const WIDTH: usize = 64;

/// What bytes below 128, or all others, are looked up in: a row for each upper four bits, and in it by the lower four.
pub(crate) type Rows = [[u8; 16]; 8];

/// What a machine does with [`WIDTH`] bytes.
pub(crate) trait Vectors: Copy {
    type Bytes: Copy;
    /// A truth value a byte.
    type Mask: Copy;
    /// What bytes whose upper four bits are `FIRST`, or one of the next, `COUNT` in all, are looked up in; these are all
    /// below 8, or all from 8 to 11.
    type Table<const FIRST: usize, const COUNT: usize>: Copy;

    fn load(self, bytes: &[u8; WIDTH]) -> Self::Bytes;
    /// The first bytes, and 0 where there are fewer than [`WIDTH`].
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "compiled for the machine that runs it")]
    fn load_up_to(self, bytes: &[u8]) -> Self::Bytes {
        match bytes.first_chunk() {
            Some(whole) => self.load(whole),
            None => self.load(&padded(bytes)),
        }
    }
    fn store(self, bytes: Self::Bytes, into: &mut [u8; WIDTH]);
    fn splat(self, byte: u8) -> Self::Bytes;
    fn and(self, a: Self::Bytes, b: Self::Bytes) -> Self::Bytes;
    fn or(self, a: Self::Bytes, b: Self::Bytes) -> Self::Bytes;
    fn xor(self, a: Self::Bytes, b: Self::Bytes) -> Self::Bytes;
    fn equal(self, a: Self::Bytes, b: Self::Bytes) -> Self::Mask;
    /// The bytes where the mask is set, 0 elsewhere.
    fn keep(self, mask: Self::Mask, bytes: Self::Bytes) -> Self::Bytes;
    /// The mask as bits, the first byte's lowest.
    fn bits(self, mask: Self::Mask) -> u64;
    /// The same of one bit of each byte, 0 for the lowest.
    fn bit<const BIT: u32>(self, bytes: Self::Bytes) -> u64;
    /// The rows for the other bytes are to be 0.
    fn table<const FIRST: usize, const COUNT: usize>(self, rows: &Rows) -> Self::Table<FIRST, COUNT>;
    /// What the table has for each byte, 0 where it has no row.
    fn look_up<const FIRST: usize, const COUNT: usize>(
        self,
        table: Self::Table<FIRST, COUNT>,
        bytes: Self::Bytes,
    ) -> Self::Bytes;
    /// Each byte moved up one place, 0 in front.
    fn after(self, bytes: Self::Bytes) -> Self::Bytes;
    /// Each byte moved down one place, 0 at the end.
    fn ahead(self, bytes: Self::Bytes) -> Self::Bytes;
    /// The sums of the rows of these indices, at most [`MAX_ROWS`]; an index is to be multiplied by `stride`, and
    /// `offset` added.
    fn sum_rows(self, rows: &[[i8; 4]], indices: &[u32], stride: usize, offset: usize) -> [i32; 4];
    /// The same, with the sum up to each index; as many as there is room for.
    fn running_sums(
        self,
        rows: &[[i8; 4]],
        indices: &[u32],
        stride: usize,
        offset: usize,
        into: &mut [[i32; 4]],
    );
}

/// Fewer bytes than a vector has, then 0.
#[inline]
fn padded(bytes: &[u8]) -> [u8; WIDTH] {
    let mut padded = [0; WIDTH];
    let len = bytes.len().min(WIDTH);
    padded[..len].copy_from_slice(&bytes[..len]);
    padded
}

/// A sum of this many `i8` fits an `i32`.
pub(crate) const MAX_ROWS: usize = 1 << 24;

/// One method a line: the intrinsics that do it.
#[cfg(target_arch = "x86_64")]
macro_rules! methods {
    ($($name:ident($($parameter:ident: $kind:ty),*) $(-> $result:ty)? = $body:expr;)*) => {
        $(
            #[inline(always)]
            fn $name(self, $($parameter: $kind),*) $(-> $result)? {
                // SAFETY: `self` proves that the processor has these instructions. What is read or written through
                // a pointer is a whole array behind a reference, and they ask for no alignment.
                unsafe { $body }
            }
        )*
    };
}
#[cfg(target_arch = "x86_64")]
use methods;

#[cfg(test)]
mod tests {
    use super::*;

    /// Every operation on the bytes of two vectors and the rows of a table, one after the other.
    struct All<'a>(&'a [[u8; WIDTH]; 2], &'a Rows);

    /// Some rows of a table.
    struct Summing<'a>(&'a [[i8; 4]], &'a [u32]);

    impl Work for Summing<'_> {
        type Done = ([i32; 4], Vec<[i32; 4]>);

        fn on<V: Vectors>(self, v: V) -> Self::Done {
            let mut running = vec![[0; 4]; self.1.len()];
            v.running_sums(self.0, self.1, 2, 1, &mut running);
            (v.sum_rows(self.0, self.1, 2, 1), running)
        }
    }

    impl Work for All<'_> {
        type Done = (Vec<[u8; WIDTH]>, [u64; 4]);

        #[inline(always)]
        #[expect(clippy::inline_always, reason = "compiled for the machine that runs it")]
        fn on<V: Vectors>(self, v: V) -> Self::Done {
            let Self(bytes, rows) = self;
            let (a, b) = (v.load(&bytes[0]), v.load(&bytes[1]));
            let only = |range: std::ops::Range<usize>| -> Rows {
                std::array::from_fn(|row| if range.contains(&row) { rows[row] } else { [0; 16] })
            };
            let vectors = [
                v.splat(bytes[0][7]),
                v.load_up_to(&bytes[0][..usize::from(bytes[1][0]) % (WIDTH + 1)]),
                v.load_up_to(bytes.as_flattened()),
                v.and(a, b),
                v.or(a, b),
                v.xor(a, b),
                v.keep(v.equal(a, b), a),
                v.look_up(v.table::<2, 6>(&only(2..8)), a),
                v.look_up(v.table::<4, 2>(&only(4..6)), a),
                v.look_up(v.table::<8, 4>(&only(0..4)), a),
                v.look_up(v.table::<10, 1>(&only(2..3)), a),
                v.after(a),
                v.ahead(a),
            ];
            let stored = |vector| {
                let mut bytes = [0; WIDTH];
                v.store(vector, &mut bytes);
                bytes
            };
            let bits = [v.bits(v.equal(a, b)), v.bit::<0>(a), v.bit::<3>(a), v.bit::<7>(a)];
            (vectors.into_iter().map(stored).collect(), bits)
        }
    }

    proptest::proptest! {
        #[test]
        fn every_machine_sums_the_same(rows: [[i8; 4]; 20], indices in proptest::collection::vec(0..10u32, 0..700)) {
            let plainly = |indices: &[u32]| -> [i32; 4] {
                let sum = |lane: usize| indices.iter().map(|&at| i32::from(rows[2 * at as usize + 1][lane])).sum();
                std::array::from_fn(sum)
            };
            let running: Vec<_> = (1..=indices.len()).map(|count| plainly(&indices[..count])).collect();
            for machine in Machine::available() {
                assert_eq!(machine.run(Summing(&rows, &indices)), (plainly(&indices), running.clone()));
            }
        }

        #[test]
        fn every_machine_computes_the_same(
            a: [u8; WIDTH],
            mut b: [u8; WIDTH],
            rows: Rows,
            equal: u64,
        ) {
            for at in 0..WIDTH {
                if equal >> at & 1 == 1 {
                    b[at] = a[at];
                }
            }
            for machine in Machine::available() {
                let bytes = [a, b];
                assert_eq!(machine.run(All(&bytes, &rows)), All(&bytes, &rows).on(Emulated), "{}", machine.name());
            }
        }
    }
}
