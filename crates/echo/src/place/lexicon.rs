//! The names of the country's provinces, cities, districts and towns as sorted
//! fingerprints: it can say that letters are such a name, and no more.

use crate::codec::{ModelError, Page, Pen};

/// Kinds of names: provinces, cities, districts, towns.
pub(super) const NAMES: usize = 4;

/// Longest name looked for, in letters.
pub(super) const LONGEST_NAME: usize = 12;

/// Fingerprints of names by kind.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Lexicon {
    prints: [Vec<u32>; NAMES],
}

fn print_of(letters: &[char]) -> u32 {
    let mut state = 0x811c_9dc5_u32;
    for letter in letters {
        state = (state ^ u32::from(*letter)).wrapping_mul(0x0100_0193);
        state ^= state >> 15;
    }
    state = state.wrapping_mul(0x85eb_ca6b);
    state ^ (state >> 13)
}

/// What a short form leaves out, by kind.
const ENDINGS: [&[&str]; NAMES] = [
    &["省", "市", "壮族自治区", "回族自治区", "维吾尔自治区", "自治区"],
    &["市", "地区", "盟"],
    &["区", "县", "市", "旗"],
    &["街道", "镇", "乡"],
];

impl Lexicon {
    /// Collects names, each with the number of its kind, and their short forms.
    pub fn of<'a>(names: impl Iterator<Item = (usize, &'a str)>) -> Self {
        let mut lexicon = Self::default();
        for (kind, name) in names {
            let (Some(prints), Some(endings)) = (lexicon.prints.get_mut(kind), ENDINGS.get(kind))
            else {
                continue;
            };
            let short = endings.iter().find_map(|ending| {
                name.strip_suffix(ending).filter(|short| short.chars().count() >= 2)
            });
            for form in [Some(name), short].into_iter().flatten() {
                prints.push(print_of(&form.chars().collect::<Vec<_>>()));
            }
        }
        for prints in &mut lexicon.prints {
            prints.sort_unstable();
            prints.dedup();
        }
        lexicon
    }

    /// Whether the letters are a name of this kind.
    pub(super) fn has(&self, kind: usize, letters: &[char]) -> bool {
        self.prints.get(kind).is_some_and(|p| p.binary_search(&print_of(letters)).is_ok())
    }

    pub(super) fn write(&self, pen: &mut Pen) {
        for prints in &self.prints {
            pen.prints(prints.iter().copied());
        }
    }

    pub(super) fn read(page: &mut Page<'_>) -> Result<Self, ModelError> {
        let mut lexicon = Self::default();
        for prints in &mut lexicon.prints {
            *prints = page.prints()?;
        }
        Ok(lexicon)
    }
}
