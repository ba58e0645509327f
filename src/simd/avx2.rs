//! AVX2: 64 bytes in two registers.

use std::arch::x86_64::{
    __m128i, __m256i, _mm_add_epi32, _mm_cvtepi8_epi32, _mm_cvtsi32_si128, _mm_extract_epi32, _mm_loadu_si32,
    _mm_loadu_si128, _mm_setzero_si128, _mm_storeu_si128, _mm256_adds_epu8, _mm256_alignr_epi8,
    _mm256_and_si256, _mm256_broadcastsi128_si256, _mm256_cmpeq_epi8, _mm256_loadu_si256,
    _mm256_movemask_epi8, _mm256_or_si256, _mm256_permute2x128_si256, _mm256_set1_epi8, _mm256_setzero_si256,
    _mm256_shuffle_epi8, _mm256_sll_epi16, _mm256_storeu_si256, _mm256_xor_si256,
};

use super::{Rows, Vectors, WIDTH, Work, methods};

/// Proof that the processor has AVX2 and bit manipulation: no value exists where it has not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Avx2(());

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

#[target_feature(enable = "avx2")]
#[inline]
fn sum_rows(rows: &[[i8; 4]], indices: &[u32], stride: usize, offset: usize) -> [i32; 4] {
    let sums = match (stride, offset) {
        // Compiled once more for models of up to three labels, where nothing has to be multiplied.
        (1, 0) => sum(indices, |index| widened(&rows[index])),
        _ => sum(indices, |index| widened(&rows[index * stride + offset])),
    };
    [
        _mm_extract_epi32::<0>(sums),
        _mm_extract_epi32::<1>(sums),
        _mm_extract_epi32::<2>(sums),
        _mm_extract_epi32::<3>(sums),
    ]
}

/// Four at a time: what counts is how many instructions a row takes.
#[target_feature(enable = "avx2")]
#[inline]
fn sum(indices: &[u32], row: impl Fn(usize) -> __m128i) -> __m128i {
    let mut sums = _mm_setzero_si128();
    let (fours, rest) = indices.as_chunks::<4>();
    for &[a, b, c, d] in fours {
        let first = _mm_add_epi32(row(a as usize), row(b as usize));
        let second = _mm_add_epi32(row(c as usize), row(d as usize));
        sums = _mm_add_epi32(sums, _mm_add_epi32(first, second));
    }
    for &index in rest {
        sums = _mm_add_epi32(sums, row(index as usize));
    }
    sums
}

#[target_feature(enable = "avx2")]
#[inline]
fn running_sums(rows: &[[i8; 4]], indices: &[u32], stride: usize, offset: usize, into: &mut [[i32; 4]]) {
    match (stride, offset) {
        (1, 0) => keep_sums(indices, into, |index| widened(&rows[index])),
        _ => keep_sums(indices, into, |index| widened(&rows[index * stride + offset])),
    }
}

#[target_feature(enable = "avx2")]
#[inline]
fn keep_sums(indices: &[u32], into: &mut [[i32; 4]], row: impl Fn(usize) -> __m128i) {
    let mut sums = _mm_setzero_si128();
    for (&index, into) in indices.iter().zip(into) {
        sums = _mm_add_epi32(sums, row(index as usize));
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

#[target_feature(enable = "avx2")]
#[inline]
fn look_up<const FIRST: usize, const COUNT: usize>(table: [__m256i; COUNT], bytes: __m256i) -> __m256i {
    let mut found = _mm256_setzero_si256();
    for (row, table) in table.into_iter().enumerate() {
        // An index with the highest bit set, which finds nothing, where the upper four bits are others.
        let upper = _mm256_set1_epi8((((FIRST + row) << 4) as u8).cast_signed());
        let index = _mm256_adds_epu8(_mm256_xor_si256(bytes, upper), _mm256_set1_epi8(0x70));
        found = _mm256_or_si256(found, _mm256_shuffle_epi8(table, index));
    }
    found
}

/// Both halves.
type Pair = [__m256i; 2];

#[expect(clippy::inline_always, reason = "compiled with the instructions of what calls it")]
impl Vectors for Avx2 {
    type Bytes = Pair;
    type Mask = Pair;
    /// Each row twice: a register is looked up in by halves.
    type Table<const FIRST: usize, const COUNT: usize> = [__m256i; COUNT];

    methods! {
        load(bytes: &[u8; WIDTH]) -> Pair = {
            let (halves, _) = bytes.as_chunks::<32>();
            [_mm256_loadu_si256(halves[0].as_ptr().cast()), _mm256_loadu_si256(halves[1].as_ptr().cast())]
        };
        store(bytes: Pair, into: &mut [u8; WIDTH]) = {
            let (halves, _) = into.as_chunks_mut::<32>();
            _mm256_storeu_si256(halves[0].as_mut_ptr().cast(), bytes[0]);
            _mm256_storeu_si256(halves[1].as_mut_ptr().cast(), bytes[1]);
        };
        splat(byte: u8) -> Pair = [_mm256_set1_epi8(byte.cast_signed()); 2];
        and(a: Pair, b: Pair) -> Pair = [_mm256_and_si256(a[0], b[0]), _mm256_and_si256(a[1], b[1])];
        or(a: Pair, b: Pair) -> Pair = [_mm256_or_si256(a[0], b[0]), _mm256_or_si256(a[1], b[1])];
        xor(a: Pair, b: Pair) -> Pair = [_mm256_xor_si256(a[0], b[0]), _mm256_xor_si256(a[1], b[1])];
        equal(a: Pair, b: Pair) -> Pair = [_mm256_cmpeq_epi8(a[0], b[0]), _mm256_cmpeq_epi8(a[1], b[1])];
        keep(mask: Pair, bytes: Pair) -> Pair =
            [_mm256_and_si256(mask[0], bytes[0]), _mm256_and_si256(mask[1], bytes[1])];
        bits(mask: Pair) -> u64 =
            u64::from(_mm256_movemask_epi8(mask[0]).cast_unsigned())
                | u64::from(_mm256_movemask_epi8(mask[1]).cast_unsigned()) << 32;
        after(bytes: Pair) -> Pair = [
            _mm256_alignr_epi8::<15>(bytes[0], _mm256_permute2x128_si256::<0x08>(bytes[0], bytes[0])),
            _mm256_alignr_epi8::<15>(bytes[1], _mm256_permute2x128_si256::<0x21>(bytes[0], bytes[1])),
        ];
        ahead(bytes: Pair) -> Pair = [
            _mm256_alignr_epi8::<1>(_mm256_permute2x128_si256::<0x21>(bytes[0], bytes[1]), bytes[0]),
            _mm256_alignr_epi8::<1>(_mm256_permute2x128_si256::<0x81>(bytes[1], bytes[1]), bytes[1]),
        ];
        sum_rows(rows: &[[i8; 4]], indices: &[u32], stride: usize, offset: usize) -> [i32; 4] =
            sum_rows(rows, indices, stride, offset);
        running_sums(
            rows: &[[i8; 4]], indices: &[u32], stride: usize, offset: usize, into: &mut [[i32; 4]]
        ) = running_sums(rows, indices, stride, offset, into);
    }

    #[inline(always)]
    fn bit<const BIT: u32>(self, bytes: Pair) -> u64 {
        // SAFETY: `self` proves that the processor has these instructions.
        let shifted = unsafe {
            let by = _mm_cvtsi32_si128(7 - BIT.cast_signed());
            [_mm256_sll_epi16(bytes[0], by), _mm256_sll_epi16(bytes[1], by)]
        };
        self.bits(shifted)
    }

    #[inline(always)]
    fn table<const FIRST: usize, const COUNT: usize>(self, rows: &Rows) -> [__m256i; COUNT] {
        // SAFETY: as above.
        let mut table = [unsafe { _mm256_setzero_si256() }; COUNT];
        for (at, place) in table.iter_mut().enumerate() {
            let row = &rows[FIRST % 8 + at];
            // SAFETY: as above; 16 bytes behind a reference to 16, and the instruction asks for no alignment.
            *place = unsafe { _mm256_broadcastsi128_si256(_mm_loadu_si128(row.as_ptr().cast())) };
        }
        table
    }

    #[inline(always)]
    fn look_up<const FIRST: usize, const COUNT: usize>(self, table: [__m256i; COUNT], bytes: Pair) -> Pair {
        // SAFETY: `self` proves that the processor has these instructions.
        unsafe { [look_up::<FIRST, COUNT>(table, bytes[0]), look_up::<FIRST, COUNT>(table, bytes[1])] }
    }
}
