//! Lists of document numbers as Rice codes: the low bits of every gap as they
//! are, one after another, then the rest of every gap as so many zeros and a
//! one. Apart, so that no gap has to wait for the one before to be read.

/// Bytes behind a code that are read but mean nothing.
pub(crate) const SLACK: usize = 8;
/// Bits a look into the code gives.
const LOOK: usize = 56;

/// Low bits for a list of `count` numbers below `docs`.
pub(crate) fn low_bits(count: u32, docs: u32) -> u32 {
    let gap = u64::from(docs) / u64::from(count.max(1));
    (gap * 7 / 10).max(1).ilog2()
}

/// Appends the code of an ascending list to `out`.
pub(crate) fn encode(numbers: &[u32], docs: u32, out: &mut Vec<u8>) {
    let low = low_bits(numbers.len() as u32, docs);
    let mut bits = Writer { out, held: 0, count: 0 };
    each_gap(numbers, |gap| bits.put(u64::from(gap) & ((1 << low) - 1), low));
    each_gap(numbers, |gap| {
        bits.zeros(gap >> low);
        bits.put(1, 1);
    });
    bits.finish();
}

/// Calls back with how many numbers lie between each and the one before.
fn each_gap(numbers: &[u32], mut found: impl FnMut(u32)) {
    let mut next = 0;
    for &number in numbers {
        found(number - next);
        next = number + 1;
    }
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
/// Behind the code stand [`SLACK`] bytes more.
#[must_use]
pub(crate) fn decode(bytes: &[u8], count: u32, docs: u32, out: &mut Vec<u32>) -> bool {
    let before = out.len();
    let good = numbers(bytes, count, docs, out);
    if !good {
        out.truncate(before);
    }
    good
}

#[inline]
fn numbers(bytes: &[u8], count: u32, docs: u32, out: &mut Vec<u32>) -> bool {
    let low = low_bits(count, docs);
    let mask = (1_u64 << low) - 1;
    let bits = bytes.len().saturating_sub(SLACK) * 8;
    let mut low_at = 0;
    let mut high_at = count as usize * low as usize;
    if bits < high_at {
        return false;
    }
    out.reserve(count as usize);
    let (mut left, mut lows, mut last) = (count, 0_u64, None);
    // The zeros before a one, added up, are its place less the ones before it.
    let mut zeros = 0_u64;
    while left > 0 {
        let Some(mut window) = peek(bytes, high_at).filter(|_| high_at < bits) else {
            return false;
        };
        let ones = window.count_ones().min(left);
        for one in 0..ones {
            let Some(word) = peek(bytes, low_at) else { return false };
            low_at += low as usize;
            lows += word & mask;
            let high = zeros + u64::from(window.trailing_zeros() - one);
            window &= window - 1;
            let number = (high << low) + lows;
            lows += 1;
            last = Some(number);
            out.push(number as u32);
        }
        left -= ones;
        zeros += (LOOK as u64).saturating_sub(u64::from(ones));
        high_at += LOOK;
    }
    // They rise, so the last one tells of all.
    last.is_none_or(|last| last < u64::from(docs))
}

/// The next bits; none so close to the end that not even slack is there.
#[inline]
fn peek(bytes: &[u8], at: usize) -> Option<u64> {
    let word = bytes.get(at / 8..)?.first_chunk::<8>()?;
    Some((u64::from_le_bytes(*word) >> (at % 8)) & ((1 << LOOK) - 1))
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
                bytes.extend([0; SLACK]);
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
        for short in 0..whole {
            let mut cut = bytes[..short].to_vec();
            cut.extend([0; SLACK]);
            assert!(!decode(&cut, 400, 7_000, &mut Vec::new()), "{short}");
            assert!(!decode(&bytes[..short], 400, 7_000, &mut Vec::new()), "{short}");
        }
        assert!(!decode(&[0; 900], 400, 7_000, &mut Vec::new()));
        assert!(!decode(&[], 400, 7_000, &mut Vec::new()));
        for at in 0..whole {
            let mut broken = bytes.clone();
            broken[at] ^= 0x5a;
            broken.extend([0; SLACK]);
            let mut out = vec![3];
            let good = decode(&broken, 400, 7_000, &mut out);
            assert!(good || out == [3]);
            assert!(out[1..].is_sorted() && out.iter().all(|number| *number < 7_000));
        }
    }
}
