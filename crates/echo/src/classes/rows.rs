//! Texts as sparse rows in one piece of memory.

/// Rows of (column, value).
#[derive(Debug, Default, Clone)]
pub(super) struct Rows {
    cells: Vec<(u32, f32)>,
    ends: Vec<usize>,
}

impl Rows {
    pub(super) fn push(&mut self, row: &[(u32, f32)]) {
        self.cells.extend_from_slice(row);
        self.ends.push(self.cells.len());
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn get(&self, at: usize) -> &[(u32, f32)] {
        let from = at.checked_sub(1).and_then(|before| self.ends.get(before)).copied();
        let to = self.ends.get(at).copied().unwrap_or_default();
        self.cells.get(from.unwrap_or_default()..to).unwrap_or_default()
    }

    /// The same rows with each column weighed, brought back to their lengths.
    pub(super) fn weighed(&self, columns: &[f32]) -> Self {
        let mut out = self.clone();
        let mut from = 0;
        for end in &self.ends {
            let row = out.cells.get_mut(from..*end).unwrap_or_default();
            let before: f32 = row.iter().map(|(_, value)| value * value).sum();
            for (at, value) in row.iter_mut() {
                *value *= columns.get(*at as usize).copied().unwrap_or(0.0);
            }
            let after: f32 = row.iter().map(|(_, value)| value * value).sum();
            let scale = (before / after.max(1e-12)).sqrt();
            for (_, value) in row {
                *value *= scale;
            }
            from = *end;
        }
        out
    }
}
