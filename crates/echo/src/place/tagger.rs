//! Gives each token of an address its part: province, road, house number.

use super::chain::{Scores, best_path};
use super::features::{View, features, views};
use super::lexicon::Lexicon;
use super::net::Net;
use super::tokens::{Token, tokens};
use crate::codec::{ModelError, Page, Pen};
use crate::prints::PrintMap;

/// A learned tagger.
#[derive(Debug, Clone, PartialEq)]
pub struct Tagger {
    labels: Vec<String>,
    steps: Scores,
    lexicon: Lexicon,
    /// What one step of a stored weight is worth.
    grain: f32,
    /// Where the cells of a feature lie.
    columns: PrintMap<(u32, u8)>,
    cells: Vec<(u8, i8)>,
    /// Networks that are asked too.
    nets: Vec<Net>,
}

/// A part of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What it is, as the tags name it: `road`, `houseno`.
    pub kind: String,
    /// Its plain form.
    pub text: String,
    /// First character in the address.
    pub start: usize,
    /// One past its last character.
    pub end: usize,
}

const KIND: &[u8; 8] = b"HYTAGG01";

impl Tagger {
    pub(super) fn of(
        labels: Vec<String>,
        steps: Scores,
        weights: Vec<(u32, &[f32])>,
        faintest: f32,
        lexicon: Lexicon,
    ) -> Self {
        let largest = weights.iter().flat_map(|(_, row)| row.iter());
        let largest = largest.fold(0.0_f32, |top, weight| top.max(weight.abs()));
        let grain = largest.max(1e-6) / 127.0;
        let mut sorted = weights;
        sorted.sort_unstable_by_key(|(print, _)| *print);
        let mut tagger = Self {
            labels,
            steps,
            lexicon,
            grain,
            columns: PrintMap::default(),
            cells: Vec::new(),
            nets: Vec::new(),
        };
        for (print, row) in sorted {
            let from = tagger.cells.len();
            for (tag, weight) in row.iter().enumerate() {
                let grains = (weight / grain).round() as i8;
                if weight.abs() >= faintest && grains != 0 {
                    tagger.cells.push((tag as u8, grains));
                }
            }
            let count = tagger.cells.len() - from;
            if count > 0 {
                tagger.columns.insert(print, (from as u32, count as u8));
            }
        }
        tagger
    }

    fn scores(&self, tokens: &[Token]) -> Scores {
        let score = |prints: &Vec<u32>| {
            let mut row = vec![0.0; self.labels.len()];
            for (from, count) in prints.iter().filter_map(|print| self.columns.get(print)) {
                let from = *from as usize;
                let cells = self.cells.get(from..from + usize::from(*count)).unwrap_or_default();
                for (tag, grains) in cells {
                    if let Some(value) = row.get_mut(usize::from(*tag)) {
                        *value += f32::from(*grains) * self.grain;
                    }
                }
            }
            row
        };
        features(tokens, &self.lexicon).iter().map(score).collect()
    }

    /// A tag for each token: `B-road` opens a part, `I-road` goes on.
    pub fn tags(&self, tokens: &[Token]) -> Vec<&str> {
        let mut scores = self.scores(tokens);
        let mut steps = self.steps.clone();
        for (number, net) in self.nets.iter().enumerate() {
            let share = NETS_SHARE / self.nets.len() as f32;
            // The chain gives way once, before the first network speaks.
            let kept = if number == 0 { 1.0 - NETS_SHARE } else { 1.0 };
            blend(&mut scores, &net.scores(tokens, &self.lexicon), kept, share);
            blend(&mut steps, &net.steps, kept, share);
        }
        let path = best_path(&scores, &steps);
        path.iter().map(|tag| self.labels.get(*tag).map_or("O", String::as_str)).collect()
    }

    /// What a network sees of every token, for training one.
    pub fn views(&self, tokens: &[Token]) -> Vec<View> {
        views(tokens, &self.lexicon)
    }

    /// The parts of an address in order.
    pub fn parts(&self, address: &str) -> Vec<Part> {
        let tokens = tokens(address);
        let mut parts: Vec<Part> = Vec::new();
        for (token, tag) in tokens.iter().zip(self.tags(&tokens)) {
            let (opens, kind) = match tag.split_once('-') {
                Some((how, kind)) => (how == "B", kind),
                None => continue,
            };
            match parts.last_mut() {
                Some(last) if !opens && last.kind == kind && last.end == token.start => {
                    last.text.push_str(&token.text);
                    last.end = token.end;
                }
                _ => parts.push(Part {
                    kind: kind.to_owned(),
                    text: token.text.clone(),
                    start: token.start,
                    end: token.end,
                }),
            }
        }
        parts
    }

    /// The same tagger with one more network that is asked too.
    pub fn with_net(mut self, bytes: &[u8]) -> Result<Self, ModelError> {
        self.nets.push(Net::decode(bytes, &self.labels)?);
        Ok(self)
    }

    /// The bytes of a model file, without the network.
    pub fn encode(&self) -> Vec<u8> {
        let mut pen = Pen::new(KIND);
        pen.count(self.labels.len());
        for label in &self.labels {
            pen.text(label);
        }
        for step in self.steps.iter().flatten() {
            pen.float(*step);
        }
        self.lexicon.write(&mut pen);
        pen.float(self.grain);
        let mut columns: Vec<(u32, u32, u8)> =
            self.columns.iter().map(|(print, (from, count))| (*print, *from, *count)).collect();
        columns.sort_unstable();
        pen.prints(columns.iter().map(|(print, _, _)| *print));
        for (_, from, count) in columns {
            pen.byte(count);
            let from = from as usize;
            for (tag, grains) in self.cells.iter().skip(from).take(usize::from(count)) {
                pen.byte(*tag);
                pen.byte(*grains as u8);
            }
        }
        pen.finish()
    }

    /// Reads a model file.
    pub fn decode(bytes: &[u8]) -> Result<Self, ModelError> {
        let mut page = Page::open(bytes, KIND)?;
        let width = page.length()?;
        let labels = (0..width).map(|_| page.text()).collect::<Result<Vec<_>, _>>()?;
        let mut row = || (0..width).map(|_| page.float()).collect::<Result<Vec<_>, _>>();
        let steps = (0..width).map(|_| row()).collect::<Result<Scores, _>>()?;
        let lexicon = Lexicon::read(&mut page)?;
        let grain = page.float()?;
        let mut columns = PrintMap::default();
        let mut cells = Vec::new();
        for print in page.prints()? {
            let count = page.byte()?;
            columns.insert(print, (cells.len() as u32, count));
            for _ in 0..count {
                cells.push((page.byte()?, page.byte()? as i8));
            }
        }
        page.end()?;
        Ok(Self { labels, steps, lexicon, grain, columns, cells, nets: Vec::new() })
    }
}

/// What is kept of the scores, and a share of the network's.
fn blend(scores: &mut Scores, net: &Scores, kept: f32, share: f32) {
    for (value, other) in scores.iter_mut().flatten().zip(net.iter().flatten()) {
        *value = kept * *value + share * other;
    }
}

/// The share of all networks in the scores.
const NETS_SHARE: f32 = 0.6;
