//! A year of requests out of a few thousand texts: sentences of real messages
//! put together anew, in other places and at other times. Request number `n`
//! of a seed is always the same and needs no other.

use kernel::id::Id;
use kernel::ports::MatchDraft;
use kernel::time::{DAY_US, Instant};

/// Characters that invented names are made of.
const NAMES: &str = "安宝北碧滨彩长朝晨成城川春翠大德东鼎芳丰枫福富刚港高工古观光广桂国海航和河恒红洪湖花华\
环怀黄辉惠慧吉佳嘉建江娇金锦京景静九聚君康科兰乐雷黎丽莲良林岭龙鹿绿梅美明木南宁鹏平浦七齐启千青清庆\
秋泉仁荣瑞润三森沙山尚深胜盛石时书双水顺思松太泰棠桃腾天田通同万望威文吴五西溪霞仙祥象潇晓新欣星兴秀\
旭学雪雅燕阳瑶叶怡义银英永友裕元园源远云泽展昭振正芝志智中忠竹紫祖尊";
/// Roads and compounds of the invented city.
const ROADS: u64 = 20_000;
const COMPOUNDS: u64 = 40_000;
const DISTRICTS: u64 = 18;
/// Sentences of a request at most: a hotline record is a paragraph.
const SENTENCES: usize = 4;
/// The year begins.
const BEGIN_MS: i64 = 1_735_660_800_000;

/// A small generator of numbers, the same for the same seed.
#[derive(Debug, Clone)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64, which: u64) -> Self {
        let mut dice = Self(seed ^ which.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        dice.next();
        dice
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.next() % end.max(1)
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// Below `end`, small numbers more often: some places are busier.
    fn skewed(&mut self, end: u64) -> u64 {
        let one = (self.next() >> 11) as f64 / (1_u64 << 53) as f64;
        ((one * one * end as f64) as u64).min(end - 1)
    }
}

/// A part of a text: as it stands, or to be filled in.
#[derive(Debug, Clone)]
enum Piece {
    Text(String),
    District,
    Road,
    Compound,
    Number(usize),
}

/// A message in pieces.
#[derive(Debug, Clone, Default)]
struct Template {
    title: Vec<Piece>,
    sentences: Vec<Vec<Piece>>,
}

/// The generator.
pub struct Texts {
    templates: Vec<Template>,
    names: Vec<char>,
    seed: u64,
    size: u64,
}

struct Place {
    compound: u64,
    road: u64,
    district: u64,
    house: u64,
}

impl Texts {
    /// From titles and bodies; `size` requests make the year.
    pub fn new(messages: &[(String, String)], seed: u64, size: u64) -> Self {
        let template = |(title, body): &(String, String)| Template {
            title: pieces(title),
            sentences: body
                .split_inclusive(['。', '！', '？', '；', '!', '?', ';', '\n'])
                .map(str::trim)
                .filter(|sentence| sentence.chars().count() > 3)
                .map(pieces)
                .collect(),
        };
        let templates = messages.iter().map(template).filter(|t| !t.sentences.is_empty()).collect();
        Self { templates, names: NAMES.chars().collect(), seed, size: size.max(1) }
    }

    /// Whether there is anything to make texts from.
    pub fn is_empty(&self) -> bool {
        self.templates.is_empty()
    }

    /// Request number `n`.
    pub fn request(&self, n: u64) -> (Id, MatchDraft) {
        let mut dice = Dice::new(self.seed, n);
        let which = dice.below(self.templates.len() as u64) as usize;
        let place = place(&mut dice);
        let template = &self.templates[which];
        let first =
            dice.below(template.sentences.len().saturating_sub(SENTENCES - 1) as u64) as usize;
        let mut said: Vec<&[Piece]> =
            template.sentences.iter().skip(first).take(SENTENCES).map(Vec::as_slice).collect();
        if dice.chance(60) {
            let at = dice.below(said.len() as u64) as usize;
            said[at] = self.any_sentence(&mut dice);
        }
        let at = self.time(n, &mut dice);
        let id = Id::from_parts(at, u128::from(dice.next()) << 16 | u128::from(n));
        (id, self.draft(&template.title, &said, &place, at, &mut dice))
    }

    /// Somebody else tells of the matter of request `n`, later and in part
    /// with other words.
    pub fn told_again(&self, n: u64) -> MatchDraft {
        let mut dice = Dice::new(self.seed, n);
        let which = dice.below(self.templates.len() as u64) as usize;
        let place = place(&mut dice);
        let mut dice = Dice::new(self.seed ^ 0x5eed, n);
        let template = &self.templates[which];
        let kept = |_: &&Vec<Piece>| dice.chance(65);
        let mut said: Vec<&[Piece]> =
            template.sentences.iter().filter(kept).take(SENTENCES - 1).map(Vec::as_slice).collect();
        said.push(self.any_sentence(&mut dice));
        let at = Instant::from_millis(BEGIN_MS).plus(366 * DAY_US);
        self.draft(&template.title, &said, &place, at, &mut dice)
    }

    fn any_sentence(&self, dice: &mut Dice) -> &[Piece] {
        let other = &self.templates[dice.below(self.templates.len() as u64) as usize];
        &other.sentences[dice.below(other.sentences.len() as u64) as usize]
    }

    fn time(&self, n: u64, dice: &mut Dice) -> Instant {
        let step = 365 * DAY_US / self.size as i64;
        let within = dice.below(step.max(1) as u64) as i64;
        Instant::from_millis(BEGIN_MS).plus(n as i64 * step + within)
    }

    fn draft(
        &self,
        title: &[Piece],
        said: &[&[Piece]],
        place: &Place,
        at: Instant,
        dice: &mut Dice,
    ) -> MatchDraft {
        let mut draft = MatchDraft { at, ..MatchDraft::default() };
        self.fill(title, place, dice, &mut draft.title);
        let named = |pieces: &[Piece]| {
            pieces.iter().any(|piece| matches!(piece, Piece::Road | Piece::Compound))
        };
        if dice.chance(50) {
            self.address(place, &mut draft.address);
        } else if !named(title) && !said.iter().any(|pieces| named(pieces)) {
            // Every request is somewhere.
            self.address(place, &mut draft.content);
        }
        for pieces in said {
            self.fill(pieces, place, dice, &mut draft.content);
        }
        if dice.chance(60) {
            let spot = Dice::new(self.seed ^ 0x90, place.compound);
            draft.point_e7 = Some(point(spot, dice));
        }
        draft.region_code = format!("4301{:02}{:03}000", place.district, place.road % 12);
        draft
    }

    fn fill(&self, pieces: &[Piece], place: &Place, dice: &mut Dice, out: &mut String) {
        for piece in pieces {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::District => self.name(place.district, 0, out),
                Piece::Road => self.name(place.road, 1, out),
                Piece::Compound => self.name(place.compound, 2, out),
                Piece::Number(digits) => {
                    let end = 10_u64.pow((*digits).min(12) as u32);
                    out.push_str(&(1 + dice.below(end - 1)).to_string());
                }
            }
        }
    }

    fn address(&self, place: &Place, out: &mut String) {
        self.name(place.district, 0, out);
        out.push('区');
        self.name(place.road, 1, out);
        out.push('路');
        self.name(place.compound, 2, out);
        out.push_str("小区");
        out.push_str(&place.house.to_string());
        out.push('栋');
    }

    /// Two or three characters for a number.
    fn name(&self, number: u64, kind: u64, out: &mut String) {
        let many = self.names.len() as u64;
        let mut rest = Dice::new(kind, number).below(many * many * 4);
        for _ in 0..2 {
            out.push(self.names[(rest % many) as usize]);
            rest /= many;
        }
        if kind > 0 && rest == 0 {
            out.push(self.names[(number % many) as usize]);
        }
    }
}

fn place(dice: &mut Dice) -> Place {
    let compound = dice.skewed(COMPOUNDS);
    let mut fixed = Dice::new(17, compound);
    Place {
        compound,
        road: fixed.skewed(ROADS),
        district: fixed.below(DISTRICTS),
        house: 1 + dice.below(30),
    }
}

/// Within some hundred metres of where the compound is.
fn point(mut spot: Dice, dice: &mut Dice) -> (i64, i64) {
    let (lon, lat) = (spot.below(8_000_000) as i64, spot.below(6_000_000) as i64);
    let near = |dice: &mut Dice| dice.below(30_000) as i64;
    (1_126_000_000 + lon + near(dice), 279_000_000 + lat + near(dice))
}

/// Cuts a text where a name or a number stands. Names are the two characters
/// before a word for what they name.
fn pieces(text: &str) -> Vec<Piece> {
    const ROAD: &str = "路街巷道";
    const COMPOUND: [&str; 10] =
        ["小区", "花园", "家园", "公寓", "新村", "社区", "公馆", "学校", "小学", "中学"];
    let letters: Vec<char> = text.chars().collect();
    let (mut out, mut held, mut at) = (Vec::new(), String::new(), 0);
    while let Some(&c) = letters.get(at) {
        let digits = letters[at..].iter().take_while(|c| c.is_ascii_digit()).count();
        let letter = c.is_ascii_uppercase();
        let code = letters[at + usize::from(letter)..].iter().take_while(|c| c.is_ascii_digit());
        let end = at + usize::from(letter) + code.count();
        let next: String = letters[at..].iter().take(2).collect();
        if letter && letters.get(end).is_some_and(|c| "市区县".contains(*c)) {
            put(&mut out, &mut held, Piece::District);
            at = end;
        } else if digits > 0 {
            put(&mut out, &mut held, Piece::Number(digits));
            at += digits;
        } else {
            if ROAD.contains(c) && takes_name(&mut held) {
                put(&mut out, &mut held, Piece::Road);
            } else if COMPOUND.contains(&next.as_str()) && takes_name(&mut held) {
                put(&mut out, &mut held, Piece::Compound);
            }
            held.push(c);
            at += 1;
        }
    }
    if !held.is_empty() {
        out.push(Piece::Text(held));
    }
    out
}

fn put(out: &mut Vec<Piece>, held: &mut String, piece: Piece) {
    if !held.is_empty() {
        out.push(Piece::Text(std::mem::take(held)));
    }
    out.push(piece);
}

/// Takes the last two characters off, if they look like a name.
fn takes_name(held: &mut String) -> bool {
    const NO_NAME: &str = "的在了是有和与及到从往这那条走上下过公马铁通";
    let mut last = held.chars().rev();
    let (Some(b), Some(a)) = (last.next(), last.next()) else { return false };
    let is_name = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c) && !NO_NAME.contains(c);
    if !is_name(a) || !is_name(b) {
        return false;
    }
    held.truncate(held.len() - a.len_utf8() - b.len_utf8());
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(seed: u64) -> Texts {
        let message = |title: &str, body: &str| (title.to_owned(), body.to_owned());
        let messages = [
            message("A3区联丰路路灯不亮", "联丰路的路灯坏了3天。请尽快维修！"),
            message("电梯困人", "丽景小区5栋的电梯又停了。物业不管，老人上不了楼。"),
        ];
        Texts::new(&messages, seed, 1_000)
    }

    #[test]
    fn the_same_seed_gives_the_same_year_and_another_seed_another() {
        let (a, b, c) = (texts(1), texts(1), texts(2));
        assert_eq!(a.request(7).1.content, b.request(7).1.content);
        assert_ne!(a.request(7).1.content, c.request(7).1.content);
        assert!((1..50).all(|n| a.request(n).0 > a.request(n - 1).0));
    }

    #[test]
    fn places_are_other_places_and_the_matter_told_again_is_in_the_same() {
        let texts = texts(3);
        for n in 0..200 {
            let (_, draft) = texts.request(n);
            let all = format!("{}{}{}", draft.title, draft.content, draft.address);
            assert!(!all.contains("联丰") && !all.contains("丽景") && !all.contains("A3"), "{all}");
            let again = texts.told_again(n);
            assert!(again.at > draft.at && again.region_code == draft.region_code);
        }
    }
}
