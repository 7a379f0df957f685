//! A plain hash table from numbers to numbers, for the hot paths.

/// Keys are never zero.
#[derive(Debug, Default)]
pub(crate) struct Table {
    slots: Vec<(u64, u32)>,
    len: usize,
}

impl Table {
    pub(crate) fn with_room(entries: usize) -> Self {
        let size = (entries * 2).next_power_of_two().max(16);
        Self { slots: vec![(0, 0); size], len: 0 }
    }

    #[inline]
    pub(crate) fn get(&self, key: u64) -> Option<u32> {
        let mask = self.slots.len().checked_sub(1)?;
        let mut at = spread(key) & mask;
        loop {
            match self.slots[at] {
                (0, _) => return None,
                (found, value) if found == key => return Some(value),
                _ => at = (at + 1) & mask,
            }
        }
    }

    /// The value of a key, which gets `fresh` when it is new.
    #[inline]
    pub(crate) fn get_or_put(&mut self, key: u64, fresh: u32) -> u32 {
        *self.entry(key, fresh)
    }

    /// The place of a key's value, made with `fresh` when it is new.
    #[inline]
    pub(crate) fn entry(&mut self, key: u64, fresh: u32) -> &mut u32 {
        if (self.len + 1) * 2 > self.slots.len() {
            self.grow();
        }
        let mask = self.slots.len() - 1;
        let mut at = spread(key) & mask;
        loop {
            let found = self.slots[at].0;
            if found == 0 {
                self.slots[at] = (key, fresh);
                self.len += 1;
            }
            if found == 0 || found == key {
                return &mut self.slots[at].1;
            }
            at = (at + 1) & mask;
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (u64, u32)> + '_ {
        self.slots.iter().copied().filter(|(key, _)| *key != 0)
    }

    fn grow(&mut self) {
        let bigger = Self::with_room(self.slots.len().max(16));
        let old = std::mem::replace(self, bigger);
        for (key, value) in old.iter() {
            self.get_or_put(key, value);
        }
    }
}

fn spread(key: u64) -> usize {
    (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 24) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_keeps_its_value_while_the_table_grows() {
        let mut table = Table::default();
        assert_eq!(table.get(5), None);
        for key in 1..10_000_u64 {
            assert_eq!(table.get_or_put(key << 20, key as u32), key as u32);
        }
        assert_eq!(table.iter().count(), 9_999);
        assert_eq!(table.get_or_put(7 << 20, 0), 7);
        assert_eq!(table.get(9_999 << 20), Some(9_999));
        assert_eq!(table.get(3), None);
    }
}
