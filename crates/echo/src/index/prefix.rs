//! Prefix codes: the rarer a symbol, the longer its code. Codes of one length
//! stand in the order of their symbols, so lengths are all one has to keep.

/// Longest code.
const BITS_MAX: usize = 24;
/// Codes up to this length are looked up, longer ones worked out.
const LOOKED_UP: u32 = 16;
/// As many symbols as a code has at most.
const SYMBOLS_MAX: usize = 1 << 16;

/// Codes of all symbols.
#[derive(Debug)]
pub(crate) struct Prefixes {
    lengths: Vec<u8>,
    codes: Vec<u32>,
    /// Symbol and length for every beginning; length 0 for longer codes.
    short: Vec<(u16, u8)>,
    /// By length: the first code that is longer, left-aligned in 32 bits; the
    /// first code; the place of its symbol in `by_code`.
    limits: [u64; BITS_MAX + 1],
    firsts: [u32; BITS_MAX + 1],
    places: [u32; BITS_MAX + 1],
    by_code: Vec<u32>,
}

impl Prefixes {
    /// From sound lengths.
    pub(crate) fn new(lengths: &[u8]) -> Self {
        let mut by_code: Vec<u32> =
            (0..lengths.len() as u32).filter(|symbol| lengths[*symbol as usize] > 0).collect();
        by_code.sort_by_key(|symbol| lengths[*symbol as usize]);
        let mut made = Self {
            lengths: lengths.to_vec(),
            codes: vec![0; lengths.len()],
            short: vec![(0, 0); 1 << LOOKED_UP],
            limits: [0; BITS_MAX + 1],
            firsts: [0; BITS_MAX + 1],
            places: [0; BITS_MAX + 1],
            by_code: Vec::new(),
        };
        let (mut code, mut place) = (0_u32, 0);
        for length in 1..=BITS_MAX {
            (made.firsts[length], made.places[length]) = (code, place as u32);
            while by_code.get(place).is_some_and(|s| usize::from(lengths[*s as usize]) == length) {
                made.put_code(by_code[place], code, length as u32);
                code += 1;
                place += 1;
            }
            made.limits[length] = u64::from(code) << (32 - length);
            code <<= 1;
        }
        made.by_code = by_code;
        made
    }

    fn put_code(&mut self, symbol: u32, code: u32, length: u32) {
        self.codes[symbol as usize] = code;
        if length <= LOOKED_UP {
            let from = (code << (LOOKED_UP - length)) as usize;
            let to = ((code + 1) << (LOOKED_UP - length)) as usize;
            for slot in self.short.get_mut(from..to).into_iter().flatten() {
                *slot = (symbol as u16, length as u8);
            }
        }
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
        let (symbol, length) = self.short[(window >> (32 - LOOKED_UP)) as usize];
        if length > 0 {
            return bits.skip(length.into()).then_some(symbol.into());
        }
        let longer = LOOKED_UP as usize + 1..=BITS_MAX;
        let length = longer.into_iter().find(|bits| u64::from(window) < self.limits[*bits])?;
        let code = window >> (32 - length);
        let place = self.places[length] + code.checked_sub(self.firsts[length])?;
        let symbol = *self.by_code.get(place as usize)?;
        bits.skip(length as u32).then_some(symbol)
    }
}

/// Whether these can be the lengths of a code.
pub(crate) fn is_sound(lengths: &[u8]) -> bool {
    let room = |length: &u8| 1_u64 << (BITS_MAX as u32 - u32::from(*length));
    (2..=SYMBOLS_MAX).contains(&lengths.len())
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
    bytes: &'a [u8],
    at: usize,
}

impl<'a> BitReader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// The next 32 bits, zeros after the end.
    #[inline]
    fn peek(&self) -> u32 {
        let from = self.at / 8;
        let word = match self.bytes.get(from..from + 8).and_then(|slice| slice.first_chunk::<8>()) {
            Some(whole) => u64::from_be_bytes(*whole),
            None => {
                let mut part = [0; 8];
                let rest = self.bytes.get(from..).unwrap_or_default();
                part[..rest.len()].copy_from_slice(rest);
                u64::from_be_bytes(part)
            }
        };
        ((word << (self.at % 8)) >> 32) as u32
    }

    /// Goes on; false beyond the end.
    #[inline]
    fn skip(&mut self, bits: u32) -> bool {
        self.at += bits as usize;
        self.at <= self.bytes.len() * 8
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
        let lengths = lengths(&counts);
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
        assert!(is_sound(&lengths(&counts)));
        assert!(!is_sound(&[1, 1, 1]) && !is_sound(&[]) && !is_sound(&[0, 1]));
    }
}
