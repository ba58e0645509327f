//! Vectors of 32 bytes: the few operations that the fast ways through the stages are made of.
//!
//! The stages are written once, for any [`Vectors`]. [`Avx2`] is what the processor does, [`Emulated`] is the same in
//! plain Rust, so that every machine can test what another one runs. Which one a program uses is found out at run
//! time. This is the only module that may hold `unsafe`.
#![allow(unsafe_code)]

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
}

impl Machine {
    /// What every processor can do.
    pub const PORTABLE: Self = Self(Kind::Portable);
    /// The ways of vectors with every vector emulated: for tests, and slow.
    pub const EMULATED: Self = Self(Kind::Emulated);

    /// The fastest that this processor can do.
    #[must_use]
    pub fn best() -> Self {
        #[cfg(target_arch = "x86_64")]
        if let Some(avx2) = Avx2::detect() {
            return Self(Kind::Avx2(avx2));
        }
        Self::PORTABLE
    }

    /// All that this processor can do, the slowest first, without the emulation.
    pub fn available() -> impl Iterator<Item = Self> {
        let best = Self::best();
        [Self::PORTABLE].into_iter().chain((best != Self::PORTABLE).then_some(best))
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self.0 {
            Kind::Portable => "portable",
            Kind::Emulated => "emulated",
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2(_) => "AVX2",
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

    /// Does it. To be `inline(always)`.
    fn on<V: Vectors>(self, machine: V) -> Self::Done;
}

/// What a machine does with 32 bytes.
pub(crate) trait Vectors: Copy {
    type Bytes: Copy;

    fn load(self, bytes: &[u8; 32]) -> Self::Bytes;
    fn store(self, bytes: Self::Bytes, into: &mut [u8; 32]);
    fn splat(self, byte: u8) -> Self::Bytes;
    /// The same 16 bytes twice.
    fn twice(self, bytes: &[u8; 16]) -> Self::Bytes;
    fn and(self, a: Self::Bytes, b: Self::Bytes) -> Self::Bytes;
    fn or(self, a: Self::Bytes, b: Self::Bytes) -> Self::Bytes;
    fn xor(self, a: Self::Bytes, b: Self::Bytes) -> Self::Bytes;
    /// 255 where both are equal, 0 elsewhere.
    fn equal(self, a: Self::Bytes, b: Self::Bytes) -> Self::Bytes;
    /// Sums, 255 at most.
    fn add_saturating(self, a: Self::Bytes, b: Self::Bytes) -> Self::Bytes;
    /// Sums without their carry.
    fn add(self, a: Self::Bytes, b: Self::Bytes) -> Self::Bytes;
    /// For each index the byte of the table, made by [`Vectors::twice`], that its lower four bits say; 0 where its
    /// highest bit is set.
    fn look_up(self, table: Self::Bytes, index: Self::Bytes) -> Self::Bytes;
    /// Each byte moved up one place, the last byte of `before` in front.
    fn after(self, before: Self::Bytes, bytes: Self::Bytes) -> Self::Bytes;
    /// Each byte moved down one place, the first byte of `behind` at the end.
    fn ahead(self, bytes: Self::Bytes, behind: Self::Bytes) -> Self::Bytes;
    /// The highest bit of each byte, the first byte's lowest.
    fn top_bits(self, bytes: Self::Bytes) -> u32;
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

/// A sum of this many `i8` fits an `i32`.
pub(crate) const MAX_ROWS: usize = 1 << 24;

/// A sum of this many `u8` fits a `u16`.
const MAX_IN_U16: usize = 256;

/// Vectors in plain Rust.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Emulated;

fn both(a: [u8; 32], b: [u8; 32], join: impl Fn(u8, u8) -> u8) -> [u8; 32] {
    std::array::from_fn(|at| join(a[at], b[at]))
}

impl Vectors for Emulated {
    type Bytes = [u8; 32];

    fn load(self, bytes: &[u8; 32]) -> [u8; 32] {
        *bytes
    }

    fn store(self, bytes: [u8; 32], into: &mut [u8; 32]) {
        *into = bytes;
    }

    fn splat(self, byte: u8) -> [u8; 32] {
        [byte; 32]
    }

    fn twice(self, bytes: &[u8; 16]) -> [u8; 32] {
        std::array::from_fn(|at| bytes[at % 16])
    }

    fn and(self, a: [u8; 32], b: [u8; 32]) -> [u8; 32] {
        both(a, b, |a, b| a & b)
    }

    fn or(self, a: [u8; 32], b: [u8; 32]) -> [u8; 32] {
        both(a, b, |a, b| a | b)
    }

    fn xor(self, a: [u8; 32], b: [u8; 32]) -> [u8; 32] {
        both(a, b, |a, b| a ^ b)
    }

    fn equal(self, a: [u8; 32], b: [u8; 32]) -> [u8; 32] {
        both(a, b, |a, b| if a == b { 255 } else { 0 })
    }

    fn add_saturating(self, a: [u8; 32], b: [u8; 32]) -> [u8; 32] {
        both(a, b, u8::saturating_add)
    }

    fn add(self, a: [u8; 32], b: [u8; 32]) -> [u8; 32] {
        both(a, b, u8::wrapping_add)
    }

    fn look_up(self, table: [u8; 32], index: [u8; 32]) -> [u8; 32] {
        index.map(|index| if index & 0x80 == 0 { table[usize::from(index & 15)] } else { 0 })
    }

    fn after(self, before: [u8; 32], bytes: [u8; 32]) -> [u8; 32] {
        std::array::from_fn(|at| if at == 0 { before[31] } else { bytes[at - 1] })
    }

    fn ahead(self, bytes: [u8; 32], behind: [u8; 32]) -> [u8; 32] {
        std::array::from_fn(|at| if at == 31 { behind[0] } else { bytes[at + 1] })
    }

    fn top_bits(self, bytes: [u8; 32]) -> u32 {
        bytes.iter().enumerate().fold(0, |bits, (at, byte)| bits | u32::from(byte >> 7) << at)
    }

    /// Two lanes in one register (SWAR), with a bias that keeps them from below zero.
    #[inline]
    fn sum_rows(self, rows: &[[i8; 4]], indices: &[u32], stride: usize, offset: usize) -> [i32; 4] {
        let mut sums = [0; 4];
        for indices in indices.chunks(MAX_IN_U16) {
            let (mut even, mut odd) = (0, 0);
            for &index in indices {
                let row = rows[index as usize * stride + offset];
                let row = u32::from_le_bytes([row[0] as u8, row[1] as u8, row[2] as u8, row[3] as u8])
                    ^ 0x8080_8080;
                even += row & 0x00FF_00FF;
                odd += row >> 8 & 0x00FF_00FF;
            }
            let biased = [even & 0xFFFF, odd & 0xFFFF, even >> 16, odd >> 16];
            let bias = 128 * indices.len() as u32;
            sums = std::array::from_fn(|lane| sums[lane] + (biased[lane].wrapping_sub(bias)).cast_signed());
        }
        sums
    }

    #[inline]
    fn running_sums(
        self,
        rows: &[[i8; 4]],
        indices: &[u32],
        stride: usize,
        offset: usize,
        into: &mut [[i32; 4]],
    ) {
        let mut sums = [0; 4];
        for (&index, into) in indices.iter().zip(into) {
            let row = rows[index as usize * stride + offset];
            sums = std::array::from_fn(|lane| sums[lane] + i32::from(row[lane]));
            *into = sums;
        }
    }
}

#[cfg(target_arch = "x86_64")]
pub(crate) use avx2::Avx2;

#[cfg(target_arch = "x86_64")]
mod avx2 {
    use std::arch::x86_64::{
        __m128i, __m256i, _mm_add_epi32, _mm_cvtepi8_epi32, _mm_extract_epi32, _mm_loadu_si32,
        _mm_loadu_si128, _mm_setzero_si128, _mm_storeu_si128, _mm256_add_epi8, _mm256_adds_epu8,
        _mm256_alignr_epi8, _mm256_and_si256, _mm256_broadcastsi128_si256, _mm256_cmpeq_epi8,
        _mm256_loadu_si256, _mm256_movemask_epi8, _mm256_or_si256, _mm256_permute2x128_si256,
        _mm256_set1_epi8, _mm256_shuffle_epi8, _mm256_storeu_si256, _mm256_xor_si256,
    };

    use super::{Vectors, Work};

    /// Proof that the processor has AVX2 and bit manipulation: no value exists where it has not.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub(crate) struct Avx2(());

    impl Avx2 {
        pub(super) fn detect() -> Option<Self> {
            let has_all = is_x86_feature_detected!("avx2")
                && is_x86_feature_detected!("bmi1")
                && is_x86_feature_detected!("bmi2")
                && is_x86_feature_detected!("lzcnt")
                && is_x86_feature_detected!("popcnt");
            has_all.then_some(Self(()))
        }

        #[inline]
        pub(super) fn run<W: Work>(self, work: W) -> W::Done {
            #[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
            fn with_features<W: Work>(avx2: Avx2, work: W) -> W::Done {
                work.on(avx2)
            }
            // SAFETY: `self` proves that the processor has these features.
            unsafe { with_features(self, work) }
        }
    }

    /// One method a line: the intrinsic that does it.
    macro_rules! methods {
        ($($(#[$doc:meta])* $name:ident($($parameter:ident: $kind:ty),*) $(-> $result:ty)? = $body:expr;)*) => {
            $(
                #[inline(always)]
                fn $name(self, $($parameter: $kind),*) $(-> $result)? {
                    // SAFETY: `self` proves that the processor has AVX2. What is read or written through a pointer
                    // is a whole array behind a reference, and unaligned access is what these instructions are for.
                    unsafe { $body }
                }
            )*
        };
    }

    #[target_feature(enable = "avx2")]
    #[inline]
    fn sum_rows(rows: &[[i8; 4]], indices: &[u32], stride: usize, offset: usize) -> [i32; 4] {
        let mut sums = _mm_setzero_si128();
        for &index in indices {
            sums = _mm_add_epi32(sums, widened(&rows[index as usize * stride + offset]));
        }
        [
            _mm_extract_epi32::<0>(sums),
            _mm_extract_epi32::<1>(sums),
            _mm_extract_epi32::<2>(sums),
            _mm_extract_epi32::<3>(sums),
        ]
    }

    #[target_feature(enable = "avx2")]
    #[inline]
    fn running_sums(rows: &[[i8; 4]], indices: &[u32], stride: usize, offset: usize, into: &mut [[i32; 4]]) {
        let mut sums = _mm_setzero_si128();
        for (&index, into) in indices.iter().zip(into) {
            sums = _mm_add_epi32(sums, widened(&rows[index as usize * stride + offset]));
            // SAFETY: 16 bytes behind a reference to 16; the instruction asks for no alignment.
            unsafe { _mm_storeu_si128(into.as_mut_ptr().cast(), sums) };
        }
    }

    #[target_feature(enable = "avx2")]
    #[inline]
    fn widened(row: &[i8; 4]) -> __m128i {
        // SAFETY: four bytes behind a reference to four; the instruction asks for no alignment.
        _mm_cvtepi8_epi32(unsafe { _mm_loadu_si32(row.as_ptr().cast()) })
    }

    impl Vectors for Avx2 {
        type Bytes = __m256i;

        methods! {
            load(bytes: &[u8; 32]) -> __m256i = _mm256_loadu_si256(bytes.as_ptr().cast());
            store(bytes: __m256i, into: &mut [u8; 32]) = _mm256_storeu_si256(into.as_mut_ptr().cast(), bytes);
            splat(byte: u8) -> __m256i = _mm256_set1_epi8(byte.cast_signed());
            twice(bytes: &[u8; 16]) -> __m256i =
                _mm256_broadcastsi128_si256(_mm_loadu_si128(std::ptr::from_ref(bytes).cast()));
            and(a: __m256i, b: __m256i) -> __m256i = _mm256_and_si256(a, b);
            or(a: __m256i, b: __m256i) -> __m256i = _mm256_or_si256(a, b);
            xor(a: __m256i, b: __m256i) -> __m256i = _mm256_xor_si256(a, b);
            equal(a: __m256i, b: __m256i) -> __m256i = _mm256_cmpeq_epi8(a, b);
            add_saturating(a: __m256i, b: __m256i) -> __m256i = _mm256_adds_epu8(a, b);
            add(a: __m256i, b: __m256i) -> __m256i = _mm256_add_epi8(a, b);
            look_up(table: __m256i, index: __m256i) -> __m256i = _mm256_shuffle_epi8(table, index);
            after(before: __m256i, bytes: __m256i) -> __m256i =
                _mm256_alignr_epi8::<15>(bytes, _mm256_permute2x128_si256::<0x21>(before, bytes));
            ahead(bytes: __m256i, behind: __m256i) -> __m256i =
                _mm256_alignr_epi8::<1>(_mm256_permute2x128_si256::<0x21>(bytes, behind), bytes);
            top_bits(bytes: __m256i) -> u32 = _mm256_movemask_epi8(bytes).cast_unsigned();
            sum_rows(rows: &[[i8; 4]], indices: &[u32], stride: usize, offset: usize) -> [i32; 4] =
                sum_rows(rows, indices, stride, offset);
            running_sums(
                rows: &[[i8; 4]], indices: &[u32], stride: usize, offset: usize, into: &mut [[i32; 4]]
            ) = running_sums(rows, indices, stride, offset, into);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every operation on the bytes of two vectors, one after the other.
    struct All<'a>(&'a [[u8; 32]; 2]);

    /// Some rows of a table.
    struct Rows<'a>(&'a [[i8; 4]], &'a [u32]);

    impl Work for Rows<'_> {
        type Done = ([i32; 4], Vec<[i32; 4]>);

        fn on<V: Vectors>(self, v: V) -> Self::Done {
            let mut running = vec![[0; 4]; self.1.len()];
            v.running_sums(self.0, self.1, 2, 1, &mut running);
            (v.sum_rows(self.0, self.1, 2, 1), running)
        }
    }

    impl Work for All<'_> {
        type Done = (Vec<[u8; 32]>, u32);

        #[inline(always)]
        #[expect(clippy::inline_always, reason = "compiled for the machine that runs it")]
        fn on<V: Vectors>(self, v: V) -> Self::Done {
            let [a, b] = self.0.map(|bytes| v.load(&bytes));
            let table = v.twice(self.0[0].first_chunk().expect("16 of 32"));
            let vectors = [
                table,
                v.splat(self.0[0][7]),
                v.and(a, b),
                v.or(a, b),
                v.xor(a, b),
                v.equal(a, b),
                v.add_saturating(a, b),
                v.add(a, b),
                v.look_up(table, b),
                v.after(a, b),
                v.ahead(a, b),
            ];
            let stored = |vector| {
                let mut bytes = [0; 32];
                v.store(vector, &mut bytes);
                bytes
            };
            (vectors.into_iter().map(stored).collect(), v.top_bits(a))
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
                assert_eq!(machine.run(Rows(&rows, &indices)), (plainly(&indices), running.clone()));
            }
        }

        #[test]
        fn every_machine_computes_the_same(a: [u8; 32], mut b: [u8; 32], equal: u32) {
            for at in 0..32 {
                if equal >> at & 1 == 1 {
                    b[at] = a[at];
                }
            }
            for machine in Machine::available() {
                assert_eq!(machine.run(All(&[a, b])), All(&[a, b]).on(Emulated), "{}", machine.name());
            }
        }
    }
}
