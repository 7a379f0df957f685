//! A small recurrent network beside the chain: letters, pairs of letters and
//! marks of names as vectors, looked at in threes and then read from both ends.

use super::chain::Scores;
use super::features::{View, views};
use super::lexicon::Lexicon;
use super::tokens::Token;
use crate::codec::{ModelError, Page};
use crate::prints::{PrintMap, fingerprint};

/// A learned network.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Net {
    forms: Table,
    pairs: Table,
    marks: Table,
    window: Layer,
    forward: Layer,
    backward: Layer,
    out: Layer,
    /// Score of a tag after a tag.
    pub(super) steps: Scores,
}

const KIND: &[u8; 8] = b"HYTNET01";
/// Rows of a table for what stands outside the address and for what is new.
const OUTSIDE: usize = 0;
const UNKNOWN: usize = 1;

/// A vector for each known fingerprint.
#[derive(Debug, Clone, PartialEq)]
struct Table {
    rows: PrintMap<usize>,
    matrix: Matrix,
    otherwise: usize,
}

impl Table {
    fn row(&self, kind: u8, text: &str) -> &[f32] {
        let row = self.rows.get(&fingerprint(kind, text.bytes())).copied();
        self.matrix.row(row.unwrap_or(self.otherwise))
    }

    fn read(page: &mut Page<'_>, otherwise: usize) -> Result<Self, ModelError> {
        let prints = page.prints()?;
        let rows = prints.into_iter().enumerate().map(|(at, print)| (print, at + 2)).collect();
        Ok(Self { rows, matrix: Matrix::read(page)?, otherwise })
    }
}

/// Numbers in rows.
#[derive(Debug, Clone, PartialEq)]
struct Matrix {
    width: usize,
    cells: Vec<f32>,
}

impl Matrix {
    fn row(&self, at: usize) -> &[f32] {
        self.cells.get(at * self.width..(at + 1) * self.width).unwrap_or_default()
    }

    /// Each row is stored as steps of a grain of its own.
    fn read(page: &mut Page<'_>) -> Result<Self, ModelError> {
        let (rows, width) = (page.length()?, page.length()?);
        let mut cells = Vec::with_capacity(rows.saturating_mul(width).min(1 << 24));
        for _ in 0..rows {
            let grain = page.float()?;
            for _ in 0..width {
                cells.push(f32::from(page.byte()? as i8) * grain);
            }
        }
        Ok(Self { width, cells })
    }
}

/// A matrix and what is added to its result.
#[derive(Debug, Clone, PartialEq)]
struct Layer {
    matrix: Matrix,
    start: Vec<f32>,
}

impl Layer {
    fn read(page: &mut Page<'_>) -> Result<Self, ModelError> {
        let matrix = Matrix::read(page)?;
        let start = (0..matrix.width).map(|_| page.float()).collect::<Result<_, _>>()?;
        Ok(Self { matrix, start })
    }

    /// The same layer with its results in another order.
    fn reordered(&self, order: &[Option<usize>]) -> Self {
        let rows = self.matrix.cells.chunks_exact(self.matrix.width.max(1));
        let cells = rows.flat_map(|row| pick(row, order)).collect();
        let matrix = Matrix { width: order.len(), cells };
        Self { matrix, start: pick(&self.start, order) }
    }

    fn apply(&self, input: impl Iterator<Item = f32>) -> Vec<f32> {
        let mut out = self.start.clone();
        for (at, value) in input.enumerate().filter(|(_, value)| *value != 0.0) {
            for (sum, weight) in out.iter_mut().zip(self.matrix.row(at)) {
                *sum += value * weight;
            }
        }
        out
    }
}

impl Net {
    /// Scores of each tag for each token.
    pub(super) fn scores(&self, tokens: &[Token], lexicon: &Lexicon) -> Scores {
        let views = views(tokens, lexicon);
        let seen: Vec<Vec<f32>> = (0..views.len()).map(|at| self.vector(&views, at)).collect();
        let nothing = vec![0.0; seen.first().map_or(0, Vec::len)];
        let near = |at: Option<usize>| at.and_then(|at| seen.get(at)).unwrap_or(&nothing);
        let windows: Vec<Vec<f32>> = (0..seen.len())
            .map(|at| {
                let three = [near(at.checked_sub(1)), near(Some(at)), near(Some(at + 1))];
                let input = three.into_iter().flatten().copied();
                self.window.apply(input).into_iter().map(|value| value.max(0.0)).collect()
            })
            .collect();
        let ahead = recur(&self.forward, windows.iter());
        let mut behind = recur(&self.backward, windows.iter().rev());
        behind.reverse();
        let joined = ahead.iter().zip(&behind).zip(&windows);
        joined
            .map(|((ahead, behind), window)| {
                self.out.apply(ahead.iter().chain(behind).chain(window).copied())
            })
            .collect()
    }

    /// A token's form, the pairs it makes with its neighbours, its marks.
    fn vector(&self, views: &[View], at: usize) -> Vec<f32> {
        let form = |at: usize| views.get(at).map(|view| view.form.as_str());
        let own = form(at).unwrap_or_default();
        let before = at.checked_sub(1).and_then(form).unwrap_or("^");
        let mut out = self.forms.row(5, own).to_vec();
        out.extend(self.pairs.row(6, &format!("{own}|{before}")));
        match form(at + 1) {
            Some(next) => out.extend(self.pairs.row(6, &format!("{next}|{own}"))),
            None => out.extend(self.pairs.matrix.row(OUTSIDE)),
        }
        for mark in views.get(at).map(|view| view.marks.as_slice()).unwrap_or_default() {
            out.extend(self.marks.row(7, mark));
        }
        out
    }

    /// Reads a model file and puts its results in the order of the labels.
    pub(super) fn decode(bytes: &[u8], labels: &[String]) -> Result<Self, ModelError> {
        let mut page = Page::open(bytes, KIND)?;
        let count = page.length()?;
        let own = (0..count).map(|_| page.text()).collect::<Result<Vec<_>, _>>()?;
        let order: Vec<Option<usize>> =
            labels.iter().map(|label| own.iter().position(|known| known == label)).collect();
        let forms = Table::read(&mut page, UNKNOWN)?;
        let pairs = Table::read(&mut page, UNKNOWN)?;
        let marks = Table::read(&mut page, OUTSIDE)?;
        let [window, forward, backward, out] = [
            Layer::read(&mut page)?,
            Layer::read(&mut page)?,
            Layer::read(&mut page)?,
            Layer::read(&mut page)?,
        ];
        let mut row = || (0..count).map(|_| page.float()).collect::<Result<Vec<_>, _>>();
        let steps = (0..count).map(|_| row()).collect::<Result<Scores, _>>()?;
        page.end()?;
        let steps = order
            .iter()
            .map(|from| match from.and_then(|from| steps.get(from)) {
                Some(row) => pick(row, &order),
                None => vec![NEVER; order.len()],
            })
            .collect();
        let out = out.reordered(&order);
        Ok(Self { forms, pairs, marks, window, forward, backward, out, steps })
    }
}

/// The score of a tag the network has never seen.
const NEVER: f32 = -5.0;

fn pick(row: &[f32], order: &[Option<usize>]) -> Vec<f32> {
    order.iter().map(|at| at.and_then(|at| row.get(at)).copied().unwrap_or(0.0)).collect()
}

/// Long short-term memory: gates for what comes in, what stays, what is new
/// and what goes out.
fn recur<'a>(layer: &Layer, inputs: impl Iterator<Item = &'a Vec<f32>>) -> Vec<Vec<f32>> {
    let size = layer.matrix.width / 4;
    let (mut state, mut memory) = (vec![0.0_f32; size], vec![0.0_f32; size]);
    let mut out = Vec::new();
    for input in inputs {
        let gates = layer.apply(input.iter().chain(&state).copied());
        let mut quarters = gates.chunks_exact(size.max(1));
        let mut next = || quarters.next().unwrap_or_default();
        let (come, stay, new, go) = (next(), next(), next(), next());
        for ((cell, (come, stay)), new) in memory.iter_mut().zip(come.iter().zip(stay)).zip(new) {
            *cell = sigmoid(*stay) * *cell + sigmoid(*come) * new.tanh();
        }
        for ((value, cell), go) in state.iter_mut().zip(&memory).zip(go) {
            *value = sigmoid(*go) * cell.tanh();
        }
        out.push(state.clone());
    }
    out
}

fn sigmoid(value: f32) -> f32 {
    1.0 / (1.0 + (-value).exp())
}
