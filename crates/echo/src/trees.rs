//! Gradient-boosted trees that were learned elsewhere, evaluated here.

use crate::codec::{ModelError, Page};

/// Trees in turn for each class: the scores of a class are summed over its trees.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Forest {
    classes: usize,
    trees: Vec<Vec<Node>>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Node {
    /// Goes to the next node when the feature is at most the bound, else to `other`.
    Split {
        feature: u16,
        bound: f32,
        other: u16,
    },
    Leaf(f32),
}

impl Forest {
    /// The sum of its trees for each class.
    pub(crate) fn scores(&self, features: &[f32]) -> Vec<f32> {
        let mut scores = vec![0.0; self.classes];
        for (at, tree) in self.trees.iter().enumerate() {
            if let Some(score) = scores.get_mut(at % self.classes.max(1)) {
                *score += walk(tree, features);
            }
        }
        scores
    }

    /// Reads it from a model file. Nodes lie so that every step goes forward,
    /// which is checked: a walk always ends.
    pub(crate) fn read(page: &mut Page<'_>) -> Result<Self, ModelError> {
        let (classes, features) = (page.count()?, page.count()?);
        let mut trees = Vec::new();
        for _ in 0..page.length()? {
            let count = page.length()?;
            let mut nodes = Vec::with_capacity(count);
            for at in 0..count {
                let node = match page.count()? {
                    0 => Node::Leaf(page.float()?),
                    feature => {
                        let (bound, step) = (page.float()?, page.count()?);
                        let other = at + step;
                        if step < 2 || other >= count || feature > features {
                            return Err(ModelError::Damaged);
                        }
                        let small =
                            |value: usize| u16::try_from(value).map_err(|_| ModelError::Damaged);
                        Node::Split { feature: small(feature - 1)?, bound, other: small(other)? }
                    }
                };
                nodes.push(node);
            }
            trees.push(nodes);
        }
        if classes == 0 || classes > 1000 {
            return Err(ModelError::Damaged);
        }
        Ok(Self { classes, trees })
    }
}

fn walk(tree: &[Node], features: &[f32]) -> f32 {
    let mut at = 0;
    loop {
        match tree.get(at) {
            Some(Node::Leaf(value)) => return *value,
            Some(Node::Split { feature, bound, other }) => {
                let value = features.get(usize::from(*feature)).copied().unwrap_or(0.0);
                at = if value <= *bound { at + 1 } else { usize::from(*other) };
            }
            None => return 0.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::Pen;

    #[test]
    fn a_forest_sums_its_trees_and_refuses_a_walk_that_would_not_end() {
        let tree = |pen: &mut Pen, step: usize| {
            pen.count(3);
            pen.count(1);
            pen.float(0.5);
            pen.count(step);
            pen.count(0);
            pen.float(-1.0);
            pen.count(0);
            pen.float(2.0);
        };
        let file = |step: usize| {
            let mut pen = Pen::new(b"HYTREE00");
            pen.count(1);
            pen.count(1);
            pen.count(2);
            tree(&mut pen, 2);
            tree(&mut pen, step);
            pen.finish()
        };
        let read = |bytes: &[u8]| Forest::read(&mut Page::open(bytes, b"HYTREE00").unwrap());
        let forest = read(&file(2)).unwrap();
        assert_eq!(forest.scores(&[0.5]), [-2.0]);
        assert_eq!(forest.scores(&[0.6]), [4.0]);
        assert_eq!(read(&file(0)), Err(ModelError::Damaged));
        assert_eq!(read(&file(3)), Err(ModelError::Damaged));
    }
}
