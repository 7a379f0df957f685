//! Numbers: telephones, identity papers, bank cards. What a number is tell its
//! length and groups, its check digit, and the nearest word before it.

use super::checks::{area_code, is_day, is_identity, is_luhn, is_month_day, is_province};
use super::letters::{Letters, is_gap, spoken, written};
use super::{Kind, Span, add};

/// Groups of digits that are read together at most.
const GROUPS_MAX: usize = 6;
/// So many letters before a number are looked at for what it is.
const CUE_REACH: usize = 14;

/// What the words before a number say it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cue {
    Phone,
    Identity,
    Card,
    /// An order, a device, a document: nobody's.
    Thing,
}

const CUES: [(Cue, &[&str]); 4] = [
    (
        Cue::Phone,
        &[
            "电话",
            "手机",
            "座机",
            "固话",
            "宅电",
            "话号码",
            "机号码",
            "致电",
            "拨打",
            "回电",
            "来电",
            "联系",
            "热线",
            "传真",
            "短信",
            "小灵通",
            "TEL",
            "Tel",
            "tel",
            "phone",
            "Phone",
            "打给",
            "拨通",
        ],
    ),
    (
        Cue::Identity,
        &[
            "身份证",
            "身份号",
            "证件号",
            "证件",
            "公民身份",
            "居留证",
            "居住证",
            "护照",
            "通行证",
            "ID",
            "身份",
        ],
    ),
    (
        Cue::Card,
        &[
            "卡号",
            "银行卡",
            "储蓄卡",
            "信用卡",
            "账号",
            "帐号",
            "账户",
            "帐户",
            "转账",
            "打到",
            "社保卡",
        ],
    ),
    (
        Cue::Thing,
        &[
            "订单",
            "单号",
            "工单",
            "编号",
            "运单",
            "快递单",
            "快递",
            "网格",
            "案号",
            "批号",
            "型号",
            "条码",
            "条形码",
            "序列号",
            "IMEI",
            "设备",
            "发票",
            "合同",
            "票号",
            "流水",
            "交易号",
            "受理号",
            "登记号",
            "表号",
            "文号",
            "产权证",
            "证书",
            "许可证",
            "执照",
            "信用代码",
            "桩号",
            "杆号",
            "验证码",
            "备案",
            "追溯码",
            "批准文号",
            "代码",
            "区划",
            "税号",
            "井盖",
            "电表",
            "水表",
            "箱号",
            "柜号",
            "券码",
            "取件码",
        ],
    ),
];

/// Words right after a number that make it an amount.
const COUNTERS: [&str; 24] = [
    "元", "块", "万", "亿", "次", "度", "平", "米", "㎡", "吨", "人", "户", "公里", "字", "年",
    "%", "个", "斤", "千", "股", "套", "辆", "步", "份",
];

/// A group of digits.
struct Group {
    from: usize,
    to: usize,
}

/// Groups of digits read as one number.
struct Number<'a> {
    letters: &'a Letters,
    digits: Vec<u8>,
    /// How long each group is.
    shape: Vec<usize>,
    from: usize,
    to: usize,
    is_spoken: bool,
}

/// Finds numbers, written ones before spoken ones.
pub(super) fn find(letters: &Letters, spans: &mut Vec<Span>) {
    for digit_of in [written, spoken] {
        let groups = groups(letters, digit_of);
        let mut first = 0;
        while first < groups.len() {
            first += match longest(letters, &groups, first, digit_of) {
                Some((kind, at, taken)) => {
                    if let Some(kind) = kind {
                        add(spans, kind, at);
                    }
                    taken
                }
                None => 1,
            };
        }
    }
}

fn groups(letters: &Letters, digit_of: fn(char) -> Option<u8>) -> Vec<Group> {
    let mut groups = Vec::new();
    let mut place = 0;
    while place < letters.len() {
        let length = letters.run(place, |letter| digit_of(letter).is_some());
        if length > 0 {
            groups.push(Group { from: place, to: place + length });
        }
        place += length.max(1);
    }
    groups
}

type Known = (Option<Kind>, std::ops::Range<usize>, usize);

/// The longest number from a group on that is something; with how many groups
/// it takes. A number that is nobody's is told too, so that no part of it is
/// taken for somebody's.
fn longest(
    letters: &Letters,
    groups: &[Group],
    first: usize,
    digit_of: fn(char) -> Option<u8>,
) -> Option<Known> {
    let rest = groups.get(first..)?;
    let joined = 1 + rest
        .windows(2)
        .take(GROUPS_MAX - 1)
        .take_while(|pair| matches!(pair, [a, b] if are_joined(letters, a.to, b.from)))
        .count();
    (1..=joined).rev().find_map(|taken| {
        let parts = rest.get(..taken)?;
        let (from, to) = (parts.first()?.from, parts.last()?.to);
        let digits = (from..to).filter_map(|place| digit_of(letters.at(place))).collect();
        let shape = parts.iter().map(|part| part.to - part.from).collect();
        let is_spoken = digit_of('1').is_none();
        let number = Number { letters, digits, shape, from, to, is_spoken };
        let (kind, at) = number.known()?;
        Some((kind, at, taken))
    })
}

/// Whether two groups may be parts of one number.
fn are_joined(letters: &Letters, end: usize, start: usize) -> bool {
    (1..=2).contains(&(start - end)) && (end..start).all(|place| is_gap(letters.at(place)))
}

impl Number<'_> {
    /// What the number is, and where.
    fn known(&self) -> Option<(Option<Kind>, std::ops::Range<usize>)> {
        let cue = self.cue();
        let is_whole = self.shape.len() == 1;
        if is_whole && matches!(self.digits.len(), 8 | 9) && self.passport().is_some() {
            return self.passport();
        }
        if !self.stands_alone() {
            // Part of a longer sign such as SF1390000123456.
            let is_long = is_whole && self.digits.len() > 6;
            return self.permit().or(is_long.then_some((None, self.from..self.to)));
        }
        if let Some(at) = self.identity(cue) {
            return Some((Some(Kind::Identity), at));
        }
        if self.is_service() {
            return Some((None, self.from..self.to));
        }
        let opener = if area_code(&self.digits).is_some() { '(' } else { '+' };
        let opens = self.letters.before(self.from, 1) == opener;
        let at = self.from - usize::from(opens)..self.to;
        if self.is_mobile(cue) {
            return Some((Some(Kind::Mobile), at));
        }
        if self.is_card(cue) {
            return Some((Some(Kind::Card), at));
        }
        if self.is_landline(cue) {
            return Some((Some(Kind::Landline), at.start..self.with_extension()));
        }
        (is_whole && self.digits.len() >= 7).then_some((None, at))
    }

    /// The nearest word before it that says what it is.
    fn cue(&self) -> Option<Cue> {
        let before = self.letters.sentence_before(self.from, CUE_REACH);
        let ends = CUES.iter().flat_map(|(cue, words)| {
            let end = |word: &&str| before.rfind(*word).map(|start| start + word.len());
            words.iter().filter_map(end).map(|end| (end, *cue))
        });
        ends.max_by_key(|(end, _)| *end).map(|(_, cue)| cue)
    }

    fn stands_alone(&self) -> bool {
        let before = self.letters.before(self.from, 1);
        let after = self.letters.at(self.to);
        let in_word =
            ["TEL", "Tel", "tel", "phone", "Phone", "VX", "vx", "wx", "WX", "+", "ID", "id"];
        let signs = (1..=3)
            .take_while(|step| self.letters.before(self.from, *step).is_ascii_alphanumeric())
            .count();
        // 加V13900001234: a telephone number behind a letter or two.
        let is_mobile = self.digits.len() == 11 && signs <= 2 && self.cue() != Some(Cue::Thing);
        let is_free =
            !before.is_ascii_alphanumeric() || is_mobile || self.letters.ends(self.from, &in_word);
        is_free
            && (!after.is_ascii_alphabetic() || self.is_x(self.to))
            && after != '*'
            && before != '*'
    }

    fn is_x(&self, place: usize) -> bool {
        matches!(self.letters.at(place), 'x' | 'X')
            && !self.letters.at(place + 1).is_ascii_alphanumeric()
    }

    /// Identity cards of 18 and 15 digits, and the residence permit of
    /// foreigners, which has the form of the former.
    fn identity(&self, cue: Option<Cue>) -> Option<std::ops::Range<usize>> {
        let mut digits = self.digits.clone();
        let mut to = self.to;
        if digits.len() == 17 && self.is_x(self.to) {
            digits.push(10);
            to += 1;
        }
        let told = cue == Some(Cue::Identity);
        let is_known = match digits.len() {
            18 => {
                let form = match digits.first() {
                    Some(9) => is_day(digits.get(6..14)) && digits.get(1) != Some(&0),
                    _ => is_province(&digits) && is_day(digits.get(6..14)),
                };
                let fits = matches!(*self.shape, [18 | 17] | [6, 8, 4 | 3] | [6, 4, 4, 4 | 3]);
                fits && (form && (told || is_identity(&digits)) || told && cue != Some(Cue::Thing))
            }
            15 if matches!(*self.shape, [15] | [6, 6, 3]) => {
                let has_form = is_province(&digits) && is_month_day(digits.get(8..12));
                let born_before_2000 = digits.get(6).is_some_and(|decade| *decade >= 2);
                has_form && (told || cue != Some(Cue::Thing) && born_before_2000)
            }
            _ => false,
        };
        is_known.then_some(self.from..to)
    }

    /// The older permit: three letters of a country and twelve digits.
    fn permit(&self) -> Option<(Option<Kind>, std::ops::Range<usize>)> {
        let letters = (1..=3).all(|step| self.letters.before(self.from, step).is_ascii_uppercase());
        let alone = !self.letters.before(self.from, 4).is_ascii_alphanumeric();
        let told = self.cue() == Some(Cue::Identity);
        let form = is_month_day(self.digits.get(6..10)) || told;
        (letters && alone && self.digits.len() == 12 && form)
            .then(|| (Some(Kind::Identity), self.from - 3..self.to))
    }

    /// A passport or a permit to cross a border: a letter and eight digits, or
    /// nine digits, and a word that says so.
    fn passport(&self) -> Option<(Option<Kind>, std::ops::Range<usize>)> {
        let letters = usize::from(self.letters.before(self.from, 1).is_ascii_alphabetic());
        let is_sign = self.letters.before(self.from, letters + 1).is_ascii_alphanumeric();
        let told = self.cue() == Some(Cue::Identity);
        (told && !is_sign).then(|| (Some(Kind::Identity), self.from - letters..self.to))
    }

    /// Numbers of services: 400 and 800.
    fn is_service(&self) -> bool {
        self.digits.len() == 10 && matches!(*self.digits, [4 | 8, 0, 0, ..])
    }

    fn is_mobile(&self, cue: Option<Cue>) -> bool {
        let digits = match *self.digits {
            [8, 6, ..] if self.digits.len() == 13 => self.digits.get(2..),
            [0, 0, 8, 6, ..] if self.digits.len() == 15 => self.digits.get(4..),
            [0, 1, ..] if self.digits.len() == 12 => self.digits.get(1..),
            _ => Some(&*self.digits),
        };
        let Some(digits) = digits else { return false };
        let in_groups = self.shape.iter().skip(1).all(|length| *length >= 3);
        digits.len() == 11
            && matches!(digits, [1, 3..=9, ..])
            && in_groups
            && cue != Some(Cue::Thing)
    }

    fn is_card(&self, cue: Option<Cue>) -> bool {
        let told = cue == Some(Cue::Card);
        let in_fours = match self.shape.split_last() {
            Some((last, [])) => *last >= 12,
            Some((last, others)) => *last <= 7 && others.iter().all(|length| *length == 4),
            None => false,
        };
        let begins = matches!(
            *self.digits,
            [6, 2, ..] | [4 | 5, ..] | [3, 5 | 6, ..] | [9, ..] | [6, 0, ..]
        );
        let length = self.digits.len();
        if told {
            return (12..=21).contains(&length) && in_fours;
        }
        (16..=19).contains(&length)
            && in_fours
            && begins
            && cue != Some(Cue::Thing)
            && is_luhn(&self.digits)
    }

    fn is_landline(&self, cue: Option<Cue>) -> bool {
        let Some(area) = area_code(&self.digits) else { return self.is_local(cue) };
        let (length, shape) = (self.digits.len(), &*self.shape);
        let local = self.digits.get(area..).unwrap_or_default();
        let is_line = |local: &[u8]| matches!(local, [2..=8, ..]);
        match *shape {
            [_] => (length == area + 8 || length == area + 7 && area == 4) && is_line(local),
            [a, 7 | 8] | [a, 3 | 4, 4] | [a, 4, 3] => a == area && is_line(local),
            [a, 7 | 8, 1..=5] => a == area && is_line(local),
            _ => false,
        }
    }

    /// Seven or eight digits without an area code.
    fn is_local(&self, cue: Option<Cue>) -> bool {
        let is_line = matches!(*self.digits, [2..=8, ..]) && matches!(self.digits.len(), 7 | 8);
        let told = cue == Some(Cue::Phone);
        let fits = match *self.shape {
            [_] => told || cue.is_none() && !self.is_spoken,
            [3 | 4, 4] => told,
            _ => false,
        };
        let is_date = is_day(Some(&self.digits));
        let is_amount = self.letters.longest(self.to, &COUNTERS).is_some();
        let is_price = matches!(self.letters.before(self.from, 1), '¥' | '￥' | '$');
        is_line && fits && !is_date && !is_amount && !is_price
    }

    /// To where the extension of a line reaches.
    fn with_extension(&self) -> usize {
        let Some(word) = self.letters.longest(self.to, &["转分机", "分机", "转"]) else {
            return self.to;
        };
        let digits = self.letters.run(self.to + word, |letter| letter.is_ascii_digit());
        if (1..=5).contains(&digits) { self.to + word + digits } else { self.to }
    }
}
