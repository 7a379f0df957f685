//! Small cells: figures of fewer than a few people are withheld, and so is
//! what would give them away by taking away.

/// A figure of a table, or nothing where it is withheld.
pub type Cell = Option<i64>;

/// A table whose small figures are withheld.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guarded {
    /// The inner figures, by rows.
    pub cells: Vec<Vec<Cell>>,
    /// The totals of rows.
    pub rows: Vec<Cell>,
    /// The totals of columns.
    pub columns: Vec<Cell>,
    /// The whole.
    pub total: Cell,
}

/// Withholds figures from 1 to `least - 1`, then as many more that no row or
/// column with its total gives one away. Nought stays: it is nobody.
pub fn guard(table: &[Vec<i64>], least: i64) -> Guarded {
    let width = table.first().map_or(0, Vec::len);
    let is_small = |figure: i64| figure > 0 && figure < least;
    let mut open: Vec<Vec<bool>> =
        table.iter().map(|row| row.iter().map(|figure| !is_small(*figure)).collect()).collect();
    let mut changed = true;
    while changed {
        changed = false;
        for row in 0..table.len() {
            let cells: Vec<(usize, usize)> = (0..width).map(|column| (row, column)).collect();
            changed |= hide_second(table, &mut open, &cells);
        }
        for column in 0..width {
            let cells: Vec<(usize, usize)> = (0..table.len()).map(|row| (row, column)).collect();
            changed |= hide_second(table, &mut open, &cells);
        }
    }
    let sums_rows: Vec<i64> = table.iter().map(|row| row.iter().sum()).collect();
    let sums_columns: Vec<i64> =
        (0..width).map(|column| table.iter().filter_map(|row| row.get(column)).sum()).collect();
    let total: i64 = sums_rows.iter().sum();
    let hidden_in = |cells: &mut dyn Iterator<Item = bool>| cells.filter(|open| !open).count();
    // A line whose only hidden figure could not be joined by another keeps its total back.
    let guarded = |sum: i64, hidden: usize| (!is_small(sum) && hidden != 1).then_some(sum);
    let rows: Vec<Cell> = sums_rows
        .iter()
        .zip(&open)
        .map(|(sum, row)| guarded(*sum, hidden_in(&mut row.iter().copied())))
        .collect();
    let columns: Vec<Cell> = sums_columns
        .iter()
        .enumerate()
        .map(|(column, sum)| {
            let hidden = hidden_in(&mut open.iter().filter_map(|row| row.get(column).copied()));
            guarded(*sum, hidden)
        })
        .collect();
    let lone = |cells: &[Cell]| cells.iter().filter(|cell| cell.is_none()).count() == 1;
    let total = (!is_small(total) && !lone(&rows) && !lone(&columns)).then_some(total);
    let shown = |figure: &i64, open: &bool| open.then_some(*figure);
    let cells = table
        .iter()
        .zip(&open)
        .map(|(row, open)| row.iter().zip(open).map(|(figure, open)| shown(figure, open)).collect())
        .collect();
    Guarded { cells, rows, columns, total }
}

/// Hides the smallest figure beside a lone hidden one; `true` when it did.
fn hide_second(table: &[Vec<i64>], open: &mut [Vec<bool>], cells: &[(usize, usize)]) -> bool {
    let is_open = |open: &[Vec<bool>], (row, column): (usize, usize)| {
        open.get(row).and_then(|line| line.get(column)).copied().unwrap_or(true)
    };
    if cells.iter().filter(|cell| !is_open(open, **cell)).count() != 1 {
        return false;
    }
    let figure = |(row, column): (usize, usize)| {
        table.get(row).and_then(|line| line.get(column)).copied().unwrap_or(0)
    };
    let candidates = cells.iter().copied().filter(|cell| is_open(open, *cell) && figure(*cell) > 0);
    let Some((row, column)) = candidates.min_by_key(|cell| figure(*cell)) else { return false };
    if let Some(cell) = open.get_mut(row).and_then(|line| line.get_mut(column)) {
        *cell = false;
    }
    true
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_small_figure_takes_another_with_it_in_row_and_column() {
        let table = vec![vec![3, 20, 30], vec![40, 50, 60], vec![70, 80, 90]];
        let guarded = guard(&table, 5);
        assert_eq!(guarded.cells[0], [None, None, Some(30)]);
        assert_eq!(guarded.cells[1], [None, None, Some(60)]);
        assert_eq!(guarded.cells[2], [Some(70), Some(80), Some(90)]);
        assert_eq!(guarded.rows, [Some(53), Some(150), Some(240)]);
        assert_eq!(guarded.total, Some(443));
    }

    #[test]
    fn nought_is_shown_and_a_lone_figure_keeps_its_total_back() {
        let guarded = guard(&[vec![0, 3, 0], vec![0, 0, 0]], 5);
        assert_eq!(guarded.cells, [vec![Some(0), None, Some(0)], vec![Some(0), Some(0), Some(0)]]);
        assert_eq!(guarded.rows, [None, Some(0)]);
        assert_eq!(guarded.total, None);
        assert_eq!(guard(&[], 5).total, Some(0));
    }

    proptest! {
        #[test]
        fn no_withheld_figure_follows_from_its_row_or_column(
            table in prop::collection::vec(prop::collection::vec(0_i64..40, 4), 1..6),
        ) {
            let guarded = guard(&table, 5);
            for (row, cells) in guarded.cells.iter().enumerate() {
                let hidden = cells.iter().filter(|cell| cell.is_none()).count();
                prop_assert!(hidden != 1 || guarded.rows[row].is_none());
                for (column, cell) in cells.iter().enumerate() {
                    prop_assert!(cell.is_none_or(|figure| figure == 0 || figure >= 5));
                    prop_assert!(cell.is_none_or(|figure| figure == table[row][column]));
                }
            }
            for column in 0..4 {
                let hidden = guarded.cells.iter().filter(|row| row[column].is_none()).count();
                prop_assert!(hidden != 1 || guarded.columns[column].is_none());
            }
        }
    }
}
