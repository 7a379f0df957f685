//! A linear chain: scores of tags given features, and of a tag after a tag.

/// Scores of one address: tags wide, tokens long.
#[derive(Debug, Clone, Default)]
pub struct Emissions {
    /// One row a token.
    pub rows: Vec<Vec<f32>>,
}

/// The best sequence of tags.
pub fn best_path(emissions: &Emissions, transitions: &[Vec<f32>]) -> Vec<usize> {
    let Some(first) = emissions.rows.first() else { return Vec::new() };
    let width = first.len();
    let mut scores = first.clone();
    let mut back: Vec<Vec<usize>> = Vec::with_capacity(emissions.rows.len());
    for row in emissions.rows.iter().skip(1) {
        let mut next = vec![f32::NEG_INFINITY; width];
        let mut from = vec![0; width];
        for (previous, score) in scores.iter().enumerate() {
            let Some(steps) = transitions.get(previous) else { continue };
            for (tag, step) in steps.iter().enumerate().take(width) {
                if score + step > next[tag] {
                    next[tag] = score + step;
                    from[tag] = previous;
                }
            }
        }
        for (value, own) in next.iter_mut().zip(row) {
            *value += own;
        }
        scores = next;
        back.push(from);
    }
    let mut tag = (0..width).max_by(|a, b| scores[*a].total_cmp(&scores[*b])).unwrap_or(0);
    let mut path = vec![tag];
    for from in back.iter().rev() {
        tag = from[tag];
        path.push(tag);
    }
    path.reverse();
    path
}

/// How probable each tag is at each token, and each pair of neighbours summed
/// over the address; also the log of the sum over all paths.
pub struct Marginals {
    /// One row a token.
    pub nodes: Vec<Vec<f32>>,
    /// Previous tag × tag.
    pub pairs: Vec<Vec<f32>>,
    /// Log of the sum over all paths.
    pub log_sum: f32,
}

/// Forward–backward in scaled linear space.
pub fn marginals(emissions: &Emissions, exp_transitions: &[Vec<f32>]) -> Marginals {
    let rows = &emissions.rows;
    let width = exp_transitions.len();
    let mut log_sum = 0.0;
    let raised: Vec<Vec<f32>> = rows
        .iter()
        .map(|row| {
            let top = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            log_sum += top;
            row.iter().map(|value| (value - top).exp()).collect()
        })
        .collect();
    let mut ahead: Vec<Vec<f32>> = Vec::with_capacity(rows.len());
    for (at, own) in raised.iter().enumerate() {
        let mut row = vec![0.0_f32; width];
        match ahead.last() {
            None => row.copy_from_slice(own),
            Some(last) => {
                for (previous, mass) in last.iter().enumerate() {
                    for (value, step) in row.iter_mut().zip(&exp_transitions[previous]) {
                        *value += mass * step;
                    }
                }
                for (value, own) in row.iter_mut().zip(own) {
                    *value *= own;
                }
            }
        }
        let all: f32 = row.iter().sum::<f32>().max(1e-30);
        row.iter_mut().for_each(|value| *value /= all);
        log_sum += all.ln();
        ahead.push(row);
        let _ = at;
    }
    let mut nodes = vec![Vec::new(); rows.len()];
    let mut pairs = vec![vec![0.0_f32; width]; width];
    let mut behind = vec![1.0_f32; width];
    for at in (0..rows.len()).rev() {
        let mut node: Vec<f32> = ahead[at].iter().zip(&behind).map(|(a, b)| a * b).collect();
        let all: f32 = node.iter().sum::<f32>().max(1e-30);
        node.iter_mut().for_each(|value| *value /= all);
        if at > 0 {
            let weighted: Vec<f32> = raised[at].iter().zip(&behind).map(|(a, b)| a * b).collect();
            let mut before = vec![0.0_f32; width];
            let mut sum = 0.0;
            for previous in 0..width {
                let flow: f32 =
                    exp_transitions[previous].iter().zip(&weighted).map(|(t, w)| t * w).sum();
                before[previous] = flow;
                sum += ahead[at - 1][previous] * flow;
            }
            let scale = 1.0 / sum.max(1e-30);
            for previous in 0..width {
                let mass = ahead[at - 1][previous] * scale;
                if mass < 1e-7 {
                    continue;
                }
                let steps = exp_transitions[previous].iter().zip(&weighted);
                for (pair, (step, weight)) in pairs[previous].iter_mut().zip(steps) {
                    *pair += mass * step * weight;
                }
            }
            let norm: f32 = before.iter().sum::<f32>().max(1e-30);
            before.iter_mut().for_each(|value| *value /= norm);
            behind = before;
        }
        nodes[at] = node;
    }
    Marginals { nodes, pairs, log_sum }
}
