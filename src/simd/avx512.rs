//! AVX-512 with VBMI2, as Intel's processors have it since Ice Lake and AMD's since Zen 4: 64 bytes in one register.

use std::arch::x86_64::{
    __m512i, __mmask64, _mm512_and_si512, _mm512_cmpeq_epi8_mask, _mm512_cmplt_epi8_mask, _mm512_loadu_si512,
    _mm512_maskz_loadu_epi8, _mm512_maskz_mov_epi8, _mm512_maskz_permutex2var_epi8,
    _mm512_maskz_permutexvar_epi8, _mm512_movepi8_mask, _mm512_or_si512, _mm512_set1_epi8,
    _mm512_storeu_si512, _mm512_test_epi8_mask, _mm512_xor_si512,
};

use super::avx2::Avx2;
use super::{Rows, Vectors, WIDTH, Work, methods};

/// Proof that the processor has AVX-512 with VBMI2, and what [`Avx2`] proves: no value exists where it has not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Avx512(Avx2);

impl Avx512 {
    pub(super) fn detect() -> Option<Self> {
        let has_all = is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512bw")
            && is_x86_feature_detected!("avx512dq")
            && is_x86_feature_detected!("avx512vl")
            && is_x86_feature_detected!("avx512vbmi")
            && is_x86_feature_detected!("avx512vbmi2");
        Avx2::detect().filter(|_| has_all).map(Self)
    }

    /// What does half as much at once.
    pub(super) fn narrow(self) -> Avx2 {
        self.0
    }

    #[inline]
    pub(super) fn run<W: Work>(self, work: W) -> W::Done {
        #[target_feature(
            enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi,avx512vbmi2,avx2,bmi1,bmi2,lzcnt,popcnt"
        )]
        fn with_features<W: Work>(avx512: Avx512, work: W) -> W::Done {
            work.on(avx512)
        }
        // SAFETY: `self` proves that the processor has these features.
        unsafe { with_features(self, work) }
    }
}

/// For [`Vectors::after`] and [`Vectors::ahead`]: where each byte comes from.
const BEFORE: [u8; WIDTH] = places(WIDTH - 1);
const BEHIND: [u8; WIDTH] = places(1);

const fn places(by: usize) -> [u8; WIDTH] {
    let mut places = [0; WIDTH];
    let mut at = 0;
    while at < WIDTH {
        places[at] = ((at + by) % WIDTH) as u8;
        at += 1;
    }
    places
}

#[expect(clippy::inline_always, reason = "compiled with the instructions of what calls it")]
impl Vectors for Avx512 {
    type Bytes = __m512i;
    type Mask = __mmask64;
    type Table<const FIRST: usize, const COUNT: usize> = [__m512i; 2];

    methods! {
        load(bytes: &[u8; WIDTH]) -> __m512i = _mm512_loadu_si512(bytes.as_ptr().cast());
        store(bytes: __m512i, into: &mut [u8; WIDTH]) = _mm512_storeu_si512(into.as_mut_ptr().cast(), bytes);
        splat(byte: u8) -> __m512i = _mm512_set1_epi8(byte.cast_signed());
        and(a: __m512i, b: __m512i) -> __m512i = _mm512_and_si512(a, b);
        or(a: __m512i, b: __m512i) -> __m512i = _mm512_or_si512(a, b);
        xor(a: __m512i, b: __m512i) -> __m512i = _mm512_xor_si512(a, b);
        equal(a: __m512i, b: __m512i) -> __mmask64 = _mm512_cmpeq_epi8_mask(a, b);
        keep(mask: __mmask64, bytes: __m512i) -> __m512i = _mm512_maskz_mov_epi8(mask, bytes);
        after(bytes: __m512i) -> __m512i = _mm512_maskz_permutexvar_epi8(!1, _mm512_loadu_si512(BEFORE.as_ptr().cast()), bytes);
        ahead(bytes: __m512i) -> __m512i = _mm512_maskz_permutexvar_epi8(!0 >> 1, _mm512_loadu_si512(BEHIND.as_ptr().cast()), bytes);
    }

    #[inline(always)]
    fn load_up_to(self, bytes: &[u8]) -> __m512i {
        let mask = if bytes.len() < WIDTH { (1 << bytes.len()) - 1 } else { !0 };
        // SAFETY: `self` proves that the processor has these instructions. Only bytes of the mask are read, all of which
        // stand behind the reference.
        unsafe { _mm512_maskz_loadu_epi8(mask, bytes.as_ptr().cast()) }
    }

    #[inline(always)]
    fn bits(self, mask: __mmask64) -> u64 {
        mask
    }

    #[inline(always)]
    fn bit<const BIT: u32>(self, bytes: __m512i) -> u64 {
        // SAFETY: `self` proves that the processor has these instructions.
        unsafe {
            if BIT == 7 {
                _mm512_movepi8_mask(bytes)
            } else {
                _mm512_test_epi8_mask(bytes, _mm512_set1_epi8(1 << BIT))
            }
        }
    }

    #[inline(always)]
    fn table<const FIRST: usize, const COUNT: usize>(self, rows: &Rows) -> [__m512i; 2] {
        const { assert!(FIRST + COUNT <= 8 || FIRST >= 8 && FIRST + COUNT <= 12) };
        let (halves, _) = rows.as_flattened().as_chunks();
        [self.load(&halves[0]), self.load(&halves[1])]
    }

    #[inline(always)]
    fn look_up<const FIRST: usize, const COUNT: usize>(
        self,
        [low, high]: [__m512i; 2],
        bytes: __m512i,
    ) -> __m512i {
        // SAFETY: `self` proves that the processor has these instructions.
        unsafe {
            if FIRST < 8 {
                let is_ascii = !_mm512_movepi8_mask(bytes);
                _mm512_maskz_permutex2var_epi8(is_ascii, low, bytes, high)
            } else {
                let is_second = _mm512_cmplt_epi8_mask(bytes, _mm512_set1_epi8(0xC0u8.cast_signed()));
                _mm512_maskz_permutexvar_epi8(is_second, bytes, low)
            }
        }
    }

    #[inline(always)]
    fn sum_rows(self, rows: &[[i8; 4]], indices: &[u32], stride: usize, offset: usize) -> [i32; 4] {
        self.0.sum_rows(rows, indices, stride, offset)
    }

    #[inline(always)]
    fn running_sums(
        self,
        rows: &[[i8; 4]],
        indices: &[u32],
        stride: usize,
        offset: usize,
        into: &mut [[i32; 4]],
    ) {
        self.0.running_sums(rows, indices, stride, offset, into);
    }
}
