//! A linear chain: a score for each tag at each token, and for a tag after a
//! tag. The best path, and how probable each tag is.

/// Scores: one row a token, one column a tag.
pub(super) type Scores = Vec<Vec<f32>>;

/// The best sequence of tags.
pub(super) fn best_path(scores: &Scores, transitions: &Scores) -> Vec<usize> {
    let Some(first) = scores.first() else { return Vec::new() };
    let mut reached = first.clone();
    let mut back: Vec<Vec<usize>> = Vec::with_capacity(scores.len());
    for row in scores.iter().skip(1) {
        let mut next = vec![f32::NEG_INFINITY; row.len()];
        let mut from = vec![0; row.len()];
        for (previous, (so_far, steps)) in reached.iter().zip(transitions).enumerate() {
            for ((value, source), step) in next.iter_mut().zip(&mut from).zip(steps) {
                if so_far + step > *value {
                    *value = so_far + step;
                    *source = previous;
                }
            }
        }
        for (value, own) in next.iter_mut().zip(row) {
            *value += own;
        }
        reached = next;
        back.push(from);
    }
    let last = reached.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1));
    let mut tag = last.map_or(0, |(tag, _)| tag);
    let mut path = vec![tag];
    for from in back.iter().rev() {
        tag = from.get(tag).copied().unwrap_or(0);
        path.push(tag);
    }
    path.reverse();
    path
}

/// How probable tags are, over all paths.
pub(super) struct Marginals {
    /// One row a token.
    pub(super) tokens: Scores,
    /// Previous tag × tag, summed over the address.
    pub(super) steps: Scores,
}

/// Forward and backward over the chain, each token scaled to one;
/// `raised` holds the exponentials of the transitions.
pub(super) fn marginals(scores: &Scores, raised: &Scores) -> Marginals {
    let own: Scores = scores.iter().map(|row| exponentials(row)).collect();
    let mut ahead: Scores = Vec::with_capacity(own.len());
    for row in &own {
        let mut mass = match ahead.last() {
            None => row.clone(),
            Some(last) => {
                let mut mass = vec![0.0; row.len()];
                for (before, steps) in last.iter().zip(raised) {
                    add_scaled(&mut mass, steps, *before);
                }
                multiply(&mut mass, row);
                mass
            }
        };
        scale_to_one(&mut mass);
        ahead.push(mass);
    }
    let mut steps: Scores = raised.iter().map(|row| vec![0.0; row.len()]).collect();
    let mut behind = vec![1.0; raised.len()];
    let mut tokens: Scores = Vec::with_capacity(own.len());
    for (at, (here, row)) in ahead.iter().zip(&own).enumerate().rev() {
        let mut token = here.clone();
        multiply(&mut token, &behind);
        scale_to_one(&mut token);
        tokens.push(token);
        let Some(previous) = at.checked_sub(1).and_then(|before| ahead.get(before)) else { break };
        multiply(&mut behind, row);
        behind = step_back(previous, raised, &behind, &mut steps);
    }
    tokens.reverse();
    Marginals { tokens, steps }
}

/// What lies behind the previous token; adds the steps taken to `steps`.
fn step_back(previous: &[f32], raised: &Scores, weighed: &[f32], steps: &mut Scores) -> Vec<f32> {
    let mut before: Vec<f32> =
        raised.iter().map(|row| row.iter().zip(weighed).map(|(step, w)| step * w).sum()).collect();
    let all: f32 = before.iter().zip(previous).map(|(flow, mass)| flow * mass).sum();
    for ((mass, row), taken) in previous.iter().zip(raised).zip(steps) {
        let share = mass / all.max(1e-30);
        if share * all > 1e-9 {
            for ((taken, step), weight) in taken.iter_mut().zip(row).zip(weighed) {
                *taken += share * step * weight;
            }
        }
    }
    scale_to_one(&mut before);
    before
}

fn exponentials(row: &[f32]) -> Vec<f32> {
    let top = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    row.iter().map(|value| (value - top).exp()).collect()
}

fn add_scaled(to: &mut [f32], from: &[f32], scale: f32) {
    for (value, other) in to.iter_mut().zip(from) {
        *value += other * scale;
    }
}

fn multiply(to: &mut [f32], by: &[f32]) {
    for (value, other) in to.iter_mut().zip(by) {
        *value *= other;
    }
}

fn scale_to_one(row: &mut [f32]) {
    let all: f32 = row.iter().sum::<f32>().max(1e-30);
    for value in row {
        *value /= all;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three tokens, two tags: everything by hand over the eight paths.
    #[test]
    fn the_best_path_and_the_shares_agree_with_counting_all_paths() {
        let scores = vec![vec![0.3, -0.2], vec![0.1, 0.9], vec![-0.5, 0.4]];
        let transitions = vec![vec![0.7, -0.4], vec![-1.0, 0.2]];
        let mut all = 0.0;
        let mut share = vec![vec![0.0_f32; 2]; 3];
        let mut steps = vec![vec![0.0_f32; 2]; 2];
        let mut best = (f32::NEG_INFINITY, Vec::new());
        for path in 0..8_usize {
            let tags: Vec<usize> = (0..3).map(|at| path >> at & 1).collect();
            let own: f32 = tags.iter().zip(&scores).map(|(tag, row)| row[*tag]).sum();
            let moves: f32 = tags.windows(2).map(|pair| transitions[pair[0]][pair[1]]).sum();
            let mass = (own + moves).exp();
            all += mass;
            for (at, tag) in tags.iter().enumerate() {
                share[at][*tag] += mass;
            }
            for pair in tags.windows(2) {
                steps[pair[0]][pair[1]] += mass;
            }
            if own + moves > best.0 {
                best = (own + moves, tags);
            }
        }
        let raised: Scores = transitions
            .iter()
            .map(|row| row.iter().map(|value: &f32| value.exp()).collect())
            .collect();
        let found = marginals(&scores, &raised);
        for (row, want) in found.tokens.iter().zip(&share) {
            assert!(row.iter().zip(want).all(|(a, b)| (a - b / all).abs() < 1e-5));
        }
        for (row, want) in found.steps.iter().zip(&steps) {
            assert!(row.iter().zip(want).all(|(a, b)| (a - b / all).abs() < 1e-5));
        }
        assert_eq!(best_path(&scores, &transitions), best.1);
    }
}
