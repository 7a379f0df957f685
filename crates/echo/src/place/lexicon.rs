//! The names of the country's divisions as a sorted list of fingerprints: it
//! can say that a name is one, and cannot be read back.

/// Kinds of names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameKind {
    /// Province.
    Province,
    /// City.
    City,
    /// District or county.
    District,
    /// Street, town or township.
    Town,
    /// Village or community.
    Village,
}

/// All kinds in the order of the table.
pub const KINDS: [NameKind; 5] = [
    NameKind::Province,
    NameKind::City,
    NameKind::District,
    NameKind::Town,
    NameKind::Village,
];

/// Fingerprints by kind.
#[derive(Debug, Default, Clone)]
pub struct Lexicon {
    prints: [Vec<u32>; 5],
}

/// Longest name looked for, in letters.
pub const LONGEST_NAME: usize = 12;

pub(super) fn print_of(letters: &[char]) -> u32 {
    let mut state = 0x811c_9dc5_u32;
    for letter in letters {
        state = (state ^ u32::from(*letter)).wrapping_mul(0x0100_0193);
        state ^= state >> 15;
    }
    state = state.wrapping_mul(0x85eb_ca6b);
    state ^ (state >> 13)
}

impl Lexicon {
    /// Collects names, each with its kind's number.
    pub fn of<'a>(names: impl Iterator<Item = (usize, &'a str)>) -> Self {
        let mut lexicon = Self::default();
        for (kind, name) in names {
            let letters: Vec<char> = name.chars().collect();
            if let Some(prints) = lexicon.prints.get_mut(kind) {
                prints.push(print_of(&letters));
            }
        }
        for prints in &mut lexicon.prints {
            prints.sort_unstable();
            prints.dedup();
        }
        lexicon
    }

    /// Whether the letters are a name of this kind.
    pub fn has(&self, kind: usize, letters: &[char]) -> bool {
        self.prints.get(kind).is_some_and(|p| p.binary_search(&print_of(letters)).is_ok())
    }

    /// How many names of each kind.
    pub fn sizes(&self) -> [usize; 5] {
        [0, 1, 2, 3, 4].map(|kind| self.prints.get(kind).map_or(0, Vec::len))
    }
}
