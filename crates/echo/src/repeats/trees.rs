//! Reads and evaluates a small model of boosted trees with its calibration.
//! The form of the file is told in `training/README.md`.

/// A model of trees over a fixed number of features.
#[derive(Debug)]
pub(crate) struct Model {
    features: usize,
    trees: Vec<Tree>,
    /// Sum of the trees and probability, both rising.
    line: Vec<(f32, f32)>,
}

#[derive(Debug)]
struct Tree {
    nodes: Vec<Node>,
    leaves: Vec<f32>,
}

#[derive(Debug)]
struct Node {
    feature: u8,
    missing: Missing,
    threshold: f32,
    /// Below zero: a leaf, counted from minus one.
    left: i8,
    right: i8,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Missing {
    Zero,
    Left,
    Right,
}

const VERSION: u8 = 1;

impl Model {
    /// Reads a model; `None` when the bytes are no model over so many features.
    pub(crate) fn read(bytes: &[u8], features: usize) -> Option<Self> {
        let mut from = Bytes(bytes);
        if from.u8()? != VERSION || usize::from(from.u16()?) != features {
            return None;
        }
        let trees =
            (0..from.u16()?).map(|_| Tree::read(&mut from, features)).collect::<Option<_>>()?;
        let line =
            (0..from.u8()?).map(|_| Some((from.f32()?, from.f32()?))).collect::<Option<_>>()?;
        from.0.is_empty().then_some(Self { features, trees, line })
    }

    /// The sum of the trees.
    pub(crate) fn raw(&self, values: &[f32]) -> f32 {
        debug_assert_eq!(values.len(), self.features, "the model was trained on other features");
        self.trees.iter().map(|tree| tree.value(values)).sum()
    }

    /// What a sum means as a probability.
    pub(crate) fn probability(&self, raw: f32) -> f32 {
        let above = self.line.partition_point(|(x, _)| *x < raw);
        let next = self.line.get(above);
        let before = above.checked_sub(1).and_then(|n| self.line.get(n));
        match (before, next) {
            (Some((x0, y0)), Some((x1, y1))) => {
                let share = (raw - x0) / (x1 - x0).max(1e-9);
                y0 + (y1 - y0) * share
            }
            (Some((_, y)), None) | (None, Some((_, y))) => *y,
            (None, None) => 1.0 / (1.0 + (-raw).exp()),
        }
    }
}

impl Tree {
    fn read(from: &mut Bytes<'_>, features: usize) -> Option<Self> {
        let leaves = usize::from(from.u8()?);
        let inner = leaves.checked_sub(1)?;
        let nodes: Vec<Node> = (0..inner)
            .map(|at| Node::read(from).filter(|node| node.is_sound(at, inner, leaves, features)))
            .collect::<Option<_>>()?;
        let leaves = (0..leaves).map(|_| from.f32()).collect::<Option<_>>()?;
        Some(Self { nodes, leaves })
    }

    fn value(&self, values: &[f32]) -> f32 {
        let mut at = 0_i8;
        while let Some(node) = usize::try_from(at).ok().and_then(|at| self.nodes.get(at)) {
            at = node.next(values.get(usize::from(node.feature)).copied().unwrap_or(f32::NAN));
        }
        let leaf = -(i16::from(at)) - 1;
        usize::try_from(leaf).ok().and_then(|leaf| self.leaves.get(leaf)).copied().unwrap_or(0.0)
    }
}

impl Node {
    fn read(from: &mut Bytes<'_>) -> Option<Self> {
        let (feature, flags) = (from.u8()?, from.u8()?);
        let missing = match flags {
            0 | 1 => Missing::Zero,
            2 => Missing::Right,
            3 => Missing::Left,
            _ => return None,
        };
        let (threshold, left, right) = (from.f32()?, from.i8()?, from.i8()?);
        Some(Self { feature, missing, threshold, left, right })
    }

    /// Children come later in the file, so that a walk always ends.
    fn is_sound(&self, at: usize, inner: usize, leaves: usize, features: usize) -> bool {
        let sound = |child: i8| match usize::try_from(child) {
            Ok(child) => child > at && child < inner,
            Err(_) => usize::from(child.unsigned_abs()) <= leaves,
        };
        sound(self.left) && sound(self.right) && usize::from(self.feature) < features
    }

    fn next(&self, value: f32) -> i8 {
        let goes_left = match (value.is_nan(), self.missing) {
            (true, Missing::Left) => true,
            (true, Missing::Right) => false,
            (true, Missing::Zero) => 0.0 <= self.threshold,
            (false, _) => value <= self.threshold,
        };
        if goes_left { self.left } else { self.right }
    }
}

struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, tail) = self.0.split_first_chunk::<N>()?;
        self.0 = tail;
        Some(*head)
    }

    fn u8(&mut self) -> Option<u8> {
        self.take::<1>().map(|[byte]| byte)
    }

    fn i8(&mut self) -> Option<i8> {
        self.take().map(i8::from_le_bytes)
    }

    fn u16(&mut self) -> Option<u16> {
        self.take().map(u16::from_le_bytes)
    }

    fn f32(&mut self) -> Option<f32> {
        self.take().map(f32::from_le_bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One tree: feature 1 ≤ 0.5 (missing: left) → −1, else feature 0 ≤ 2 → 1, else 3.
    fn bytes() -> Vec<u8> {
        let mut out = vec![VERSION, 2, 0, 1, 0, 3];
        for (feature, flags, threshold, left, right) in
            [(1_u8, 3_u8, 0.5_f32, -1_i8, 1_i8), (0, 0, 2.0, -2, -3)]
        {
            out.extend([feature, flags]);
            out.extend(threshold.to_le_bytes());
            out.extend(left.to_le_bytes());
            out.extend(right.to_le_bytes());
        }
        for leaf in [-1.0_f32, 1.0, 3.0] {
            out.extend(leaf.to_le_bytes());
        }
        out.push(2);
        for value in [-1.0_f32, 0.1, 3.0, 0.9] {
            out.extend(value.to_le_bytes());
        }
        out
    }

    #[test]
    fn a_tree_is_walked_and_calibrated() {
        let model = Model::read(&bytes(), 2).unwrap();
        for (values, raw) in [
            ([0.0, 0.5], -1.0),
            ([2.0, 0.6], 1.0),
            ([2.1, 0.6], 3.0),
            ([0.0, f32::NAN], -1.0),
            ([f32::NAN, 1.0], 1.0),
        ] {
            assert_eq!(model.raw(&values), raw, "{values:?}");
        }
        for (raw, probability) in [(-9.0, 0.1), (-1.0, 0.1), (1.0, 0.5), (3.0, 0.9), (9.0, 0.9)] {
            assert!((model.probability(raw) - probability).abs() < 1e-6, "{raw}");
        }
    }

    #[test]
    fn what_is_no_model_is_refused() {
        let good = bytes();
        assert!(Model::read(&good, 3).is_none());
        for end in 0..good.len() {
            assert!(Model::read(&good[..end], 2).is_none(), "{end}");
        }
        let mut endless = good;
        // The left child of the second node would be the node itself.
        endless[20] = 1;
        assert!(Model::read(&endless, 2).is_none());
    }
}
