//! Lists of document numbers as Rice codes: the gap to the one before, its low
//! bits as they are and the rest as so many zeros.

/// Low bits for a list of `count` numbers below `docs`.
pub(crate) fn low_bits(count: u32, docs: u32) -> u32 {
    let gap = u64::from(docs) / u64::from(count.max(1));
    (gap * 7 / 10).max(1).ilog2()
}

/// Appends the code of an ascending list to `out`.
pub(crate) fn encode(numbers: &[u32], docs: u32, out: &mut Vec<u8>) {
    let low = low_bits(numbers.len() as u32, docs);
    let mut bits = Writer { out, held: 0, count: 0 };
    let mut next = 0;
    for &number in numbers {
        let gap = number - next;
        bits.zeros(gap >> low);
        // The one that ends the zeros, then the low bits.
        bits.put(1 | u64::from(gap & ((1 << low) - 1)) << 1, low + 1);
        next = number + 1;
    }
    bits.finish();
}

struct Writer<'a> {
    out: &'a mut Vec<u8>,
    held: u64,
    count: u32,
}

impl Writer<'_> {
    fn put(&mut self, value: u64, bits: u32) {
        self.held |= value << self.count;
        self.count += bits;
        while self.count >= 8 {
            self.out.push(self.held as u8);
            self.held >>= 8;
            self.count -= 8;
        }
    }

    fn zeros(&mut self, mut many: u32) {
        while many > 0 {
            let now = many.min(32);
            self.put(0, now);
            many -= now;
        }
    }

    fn finish(mut self) {
        if self.count > 0 {
            self.put(0, 8 - self.count);
        }
    }
}

/// Appends the numbers of a list to `out`; false when the code is damaged.
#[must_use]
pub(crate) fn decode(bytes: &[u8], count: u32, docs: u32, out: &mut Vec<u32>) -> bool {
    let low = low_bits(count, docs);
    let mask = (1_u64 << low) - 1;
    let mut at = 0_usize;
    let mut next = 0_u32;
    out.reserve(count as usize);
    for _ in 0..count {
        let mut zeros = 0;
        let mut window = peek(bytes, at);
        while window == 0 {
            zeros += 56;
            at += 56;
            if at / 8 >= bytes.len() {
                return false;
            }
            window = peek(bytes, at);
        }
        let here = window.trailing_zeros();
        at += here as usize + 1;
        window >>= here;
        window >>= 1;
        if here + 1 + low > 56 {
            window = peek(bytes, at);
        }
        at += low as usize;
        let gap = u64::from(zeros + here) << low | (window & mask);
        let number = u64::from(next) + gap;
        if number >= u64::from(docs) {
            return false;
        }
        out.push(number as u32);
        next = number as u32 + 1;
    }
    at <= bytes.len() * 8
}

/// The next 56 bits.
#[inline]
fn peek(bytes: &[u8], at: usize) -> u64 {
    let from = at / 8;
    let word = match bytes.get(from..from + 8).and_then(|slice| slice.first_chunk::<8>()) {
        Some(whole) => u64::from_le_bytes(*whole),
        None => {
            let mut part = [0; 8];
            let rest = bytes.get(from..).unwrap_or_default();
            part[..rest.len()].copy_from_slice(rest);
            u64::from_le_bytes(part)
        }
    };
    (word >> (at % 8)) & ((1 << 56) - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_come_back_as_they_went_in() {
        let mut state = 7_u64;
        for docs in [1_u32, 2, 100, 70_000, 30_000_000] {
            for step in [1_u32, 3, 90, 5_000, 9_000_000] {
                let mut numbers = Vec::new();
                let mut at = 0_u64;
                while at < u64::from(docs) && numbers.len() < 5_000 {
                    numbers.push(at as u32);
                    state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    at += 1 + (state >> 33) % u64::from(step);
                }
                let (mut bytes, mut back) = (Vec::new(), Vec::new());
                encode(&numbers, docs, &mut bytes);
                assert!(decode(&bytes, numbers.len() as u32, docs, &mut back));
                assert_eq!(back, numbers, "{docs} {step}");
            }
        }
    }

    #[test]
    fn damage_is_noticed_or_harmless_and_never_a_panic() {
        let numbers: Vec<u32> = (0..400).map(|n| n * 17).collect();
        let mut bytes = Vec::new();
        encode(&numbers, 7_000, &mut bytes);
        let whole = bytes.len();
        assert!(!decode(&bytes[..whole / 2], 400, 7_000, &mut Vec::new()));
        assert!(!decode(&[0; 64], 400, 7_000, &mut Vec::new()));
        for at in 0..whole {
            let mut broken = bytes.clone();
            broken[at] ^= 0x5a;
            let mut out = Vec::new();
            let _ = decode(&broken, 400, 7_000, &mut out);
            assert!(out.iter().all(|number| *number < 7_000));
        }
    }
}
