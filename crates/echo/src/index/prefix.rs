//! Prefix codes: the rarer a symbol, the longer its code. Codes of one length
//! stand in the order of their symbols, so lengths are all one has to keep.
//! Symbols come in the order of their lengths.

/// Longest code.
const BITS_MAX: usize = 24;
/// As many symbols as a code has at most.
const SYMBOLS_MAX: usize = 1 << 16;

/// Codes of all symbols, which stand in the order of their codes: the frequent
/// ones together, so that what they mean is in the processor's cache.
#[derive(Debug)]
pub(crate) struct Prefixes {
    lengths: Vec<u8>,
    codes: Vec<u32>,
    /// By length: the first code that is longer, in the upper of 31 bits.
    limits: [i32; BITS_MAX],
    /// By length: what leads from a code to its symbol.
    shifts: [u32; BITS_MAX + 1],
}

impl Prefixes {
    /// From sound lengths in rising order.
    pub(crate) fn new(lengths: &[u8]) -> Self {
        let mut made = Self {
            lengths: lengths.to_vec(),
            codes: Vec::with_capacity(lengths.len()),
            limits: [0; BITS_MAX],
            shifts: [0; BITS_MAX + 1],
        };
        let mut code = 0_u32;
        for length in 1..=BITS_MAX {
            made.shifts[length] = (made.codes.len() as u32).wrapping_sub(code);
            let here = lengths.iter().filter(|l| usize::from(**l) == length).count() as u32;
            made.codes.extend(code..code + here);
            code += here;
            // The longest has no limit.
            if length < BITS_MAX {
                made.limits[length] =
                    (u64::from(code) << (31 - length)).min(i32::MAX as u64) as i32;
            }
            code <<= 1;
        }
        made
    }

    pub(crate) fn lengths(&self) -> &[u8] {
        &self.lengths
    }

    #[inline]
    pub(crate) fn put(&self, symbol: u32, out: &mut BitWriter<'_>) {
        let symbol = symbol as usize;
        out.put(self.codes[symbol], u32::from(self.lengths[symbol]));
    }

    /// The next symbol; none at the end or where the code is damaged.
    #[inline]
    pub(crate) fn take(&self, bits: &mut BitReader<'_>) -> Option<u32> {
        let window = bits.peek();
        // Counted and not searched for: which length comes next is a surprise
        // every time, and a wrong guess costs more than all comparisons.
        let upper = (window >> 1) as i32;
        let length: i32 = self.limits.iter().map(|limit| i32::from(upper >= *limit)).sum();
        let code = window >> (32 - length);
        bits.skip(length as u32).then(|| code.wrapping_add(self.shifts[length as usize]))
    }
}

/// Whether these can be the lengths of a code.
pub(crate) fn is_sound(lengths: &[u8]) -> bool {
    let room = |length: &u8| 1_u64 << (BITS_MAX as u32 - u32::from(*length));
    (2..=SYMBOLS_MAX).contains(&lengths.len())
        && lengths.is_sorted()
        && lengths.iter().all(|length| (1..=BITS_MAX).contains(&usize::from(*length)))
        && lengths.iter().map(room).sum::<u64>() <= 1 << BITS_MAX
}

/// The lengths that make texts with so many of each symbol shortest.
pub(crate) fn lengths(counts: &[u32]) -> Vec<u8> {
    let mut counts: Vec<u64> = counts.iter().map(|count| u64::from(*count).max(1)).collect();
    loop {
        let lengths = free_lengths(&counts);
        if lengths.iter().all(|length| usize::from(*length) <= BITS_MAX) {
            return lengths;
        }
        // Flatter, until no code is too long.
        counts.iter_mut().for_each(|count| *count = *count / 4 + 1);
    }
}

/// Huffman's lengths: the two rarest nodes join until one is left.
fn free_lengths(counts: &[u64]) -> Vec<u8> {
    use std::cmp::Reverse;
    let mut parents = vec![0_usize; counts.len()];
    let leaves = counts.iter().enumerate().map(|(node, count)| Reverse((*count, node)));
    let mut heap: std::collections::BinaryHeap<_> = leaves.collect();
    while let (Some(Reverse((a, left))), Some(Reverse((b, right)))) = (heap.pop(), heap.pop()) {
        let node = parents.len();
        parents.push(0);
        (parents[left], parents[right]) = (node, node);
        heap.push(Reverse((a + b, node)));
        if heap.len() == 1 {
            break;
        }
    }
    let mut depths = vec![0_u8; parents.len()];
    for node in (0..parents.len().saturating_sub(1)).rev() {
        depths[node] = depths[parents[node]].saturating_add(1);
    }
    depths.truncate(counts.len());
    depths
}

/// Writes bits, the highest first.
pub(crate) struct BitWriter<'a> {
    out: &'a mut Vec<u8>,
    held: u64,
    count: u32,
}

impl<'a> BitWriter<'a> {
    pub(crate) fn new(out: &'a mut Vec<u8>) -> Self {
        Self { out, held: 0, count: 0 }
    }

    #[inline]
    pub(crate) fn put(&mut self, value: u32, bits: u32) {
        self.held = self.held << bits | u64::from(value);
        self.count += bits;
        while self.count >= 8 {
            self.count -= 8;
            self.out.push((self.held >> self.count) as u8);
        }
    }

    pub(crate) fn finish(mut self) {
        if self.count > 0 {
            self.put(0, 8 - self.count);
        }
    }
}

/// Reads what [`BitWriter`] wrote.
pub(crate) struct BitReader<'a> {
    rest: &'a [u8],
    /// Bits that were read, the next one uppermost, zeros below.
    held: u64,
    count: u32,
}

impl<'a> BitReader<'a> {
    pub(crate) fn new(rest: &'a [u8]) -> Self {
        Self { rest, held: 0, count: 0 }
    }

    /// The next 32 bits, zeros after the end.
    #[inline]
    fn peek(&mut self) -> u32 {
        if self.count < 32 {
            if let Some((four, rest)) = self.rest.split_first_chunk::<4>() {
                self.held |= u64::from(u32::from_be_bytes(*four)) << (32 - self.count);
                self.count += 32;
                self.rest = rest;
            } else {
                for byte in std::mem::take(&mut self.rest) {
                    self.held |= u64::from(*byte) << (56 - self.count);
                    self.count += 8;
                }
            }
        }
        (self.held >> 32) as u32
    }

    /// Goes on; false beyond the end.
    #[inline]
    fn skip(&mut self, bits: u32) -> bool {
        self.held <<= bits;
        let enough = self.count >= bits;
        self.count = self.count.saturating_sub(bits);
        enough
    }

    pub(crate) fn take(&mut self, bits: u32) -> Option<u32> {
        let value = self.peek() >> (32 - bits);
        self.skip(bits).then_some(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbols_come_back_and_frequent_ones_are_short() {
        let counts: Vec<u32> = (0..5_000_u32).map(|n| 3_000_000 / (n + 1)).collect();
        let mut lengths = lengths(&counts);
        lengths.sort_unstable();
        assert!(is_sound(&lengths) && lengths[0] < 5 && lengths[4_999] > 11);
        let prefixes = Prefixes::new(&lengths);
        let mut bytes = Vec::new();
        let mut bits = BitWriter::new(&mut bytes);
        (0..5_000).for_each(|symbol| prefixes.put(symbol, &mut bits));
        bits.finish();
        let mut bits = BitReader::new(&bytes);
        assert!((0..5_000).all(|symbol| prefixes.take(&mut bits) == Some(symbol)));
    }

    #[test]
    fn no_code_is_too_long_however_uneven_the_counts() {
        let counts: Vec<u32> = (0..40).map(|n| 1_u32 << (n % 32)).collect();
        let mut lengths = lengths(&counts);
        lengths.sort_unstable();
        assert!(is_sound(&lengths) && is_sound(&[1, 2, 2]));
        for unsound in [[1, 1, 1].as_slice(), &[], &[0, 1], &[2, 1], &[1; 70_000]] {
            assert!(!is_sound(unsound));
        }
    }
}
