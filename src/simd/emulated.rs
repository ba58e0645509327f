//! Vectors in plain Rust.

use super::{Rows, Vectors, WIDTH};

/// A sum of this many `u8` fits a `u16`.
const MAX_IN_U16: usize = 256;

/// Vectors in plain Rust.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Emulated;

type Bytes = [u8; WIDTH];

fn both(a: Bytes, b: Bytes, join: impl Fn(u8, u8) -> u8) -> Bytes {
    std::array::from_fn(|at| join(a[at], b[at]))
}

fn bits(is_set: impl Fn(usize) -> bool) -> u64 {
    (0..WIDTH).fold(0, |bits, at| bits | u64::from(is_set(at)) << at)
}

impl Vectors for Emulated {
    type Bytes = Bytes;
    type Mask = u64;
    type Table<const FIRST: usize, const COUNT: usize> = Rows;

    fn load(self, bytes: &Bytes) -> Bytes {
        *bytes
    }

    fn store(self, bytes: Bytes, into: &mut Bytes) {
        *into = bytes;
    }

    fn splat(self, byte: u8) -> Bytes {
        [byte; WIDTH]
    }

    fn and(self, a: Bytes, b: Bytes) -> Bytes {
        both(a, b, |a, b| a & b)
    }

    fn or(self, a: Bytes, b: Bytes) -> Bytes {
        both(a, b, |a, b| a | b)
    }

    fn xor(self, a: Bytes, b: Bytes) -> Bytes {
        both(a, b, |a, b| a ^ b)
    }

    fn equal(self, a: Bytes, b: Bytes) -> u64 {
        bits(|at| a[at] == b[at])
    }

    fn keep(self, mask: u64, bytes: Bytes) -> Bytes {
        std::array::from_fn(|at| if mask >> at & 1 == 1 { bytes[at] } else { 0 })
    }

    fn bits(self, mask: u64) -> u64 {
        mask
    }

    fn bit<const BIT: u32>(self, bytes: Bytes) -> u64 {
        bits(|at| bytes[at] >> BIT & 1 == 1)
    }

    fn table<const FIRST: usize, const COUNT: usize>(self, rows: &Rows) -> Rows {
        *rows
    }

    fn look_up<const FIRST: usize, const COUNT: usize>(self, table: Rows, bytes: Bytes) -> Bytes {
        bytes.map(|byte| {
            let (row, column) = (usize::from(byte >> 4), usize::from(byte & 15));
            if (FIRST..FIRST + COUNT).contains(&row) { table[row % 8][column] } else { 0 }
        })
    }

    fn after(self, bytes: Bytes) -> Bytes {
        std::array::from_fn(|at| if at == 0 { 0 } else { bytes[at - 1] })
    }

    fn ahead(self, bytes: Bytes) -> Bytes {
        std::array::from_fn(|at| bytes.get(at + 1).copied().unwrap_or(0))
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
