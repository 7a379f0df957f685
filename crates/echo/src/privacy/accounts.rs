//! Accounts: e-mail addresses, and what stands after the name of a messenger.

use super::letters::Letters;
use super::{Kind, Span, add};

/// Messengers and services whose accounts have letters and digits.
const SERVICES: [&str; 19] = [
    "微信号",
    "微信",
    "威信",
    "薇信",
    "VX",
    "vx",
    "Vx",
    "WX",
    "wx",
    "支付宝账号",
    "支付宝",
    "QQ号码",
    "QQ号",
    "QQ群号",
    "QQ群",
    "QQ",
    "qq",
    "扣扣",
    "加V",
];
/// Suppliers' numbers for a household.
const HOUSEHOLDS: [&str; 8] =
    ["用户编号", "客户编号", "户号", "用电户号", "燃气户号", "水费户号", "缴费户号", "宽带账号"];
/// What may stand between the word and the account.
const LINKS: [&str; 16] = [
    "号码", "账号", "加我", "联系", "号", "是", "为", "叫", ":", "：", " ", "，", ",", "(", "（",
    "的",
];
/// Accounts of bodies are public.
const PUBLIC: [&str; 4] = ["公众号", "小程序", "视频号", "官方"];

/// Finds e-mail addresses.
pub(super) fn emails(letters: &Letters, spans: &mut Vec<Span>) {
    let is_part =
        |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_' | '-' | '+');
    for at in (0..letters.len()).filter(|place| letters.at(*place) == '@') {
        let before = (1..=at).take_while(|step| is_part(letters.before(at, *step))).count();
        let after = letters.run(at + 1, |letter| is_part(letter) && letter != '_' && letter != '+');
        let domain: String = (at + 1..at + 1 + after).map(|place| letters.at(place)).collect();
        let domain = domain.trim_end_matches(['.', '-']);
        let has_ending = domain.rsplit_once('.').is_some_and(|(name, ending)| {
            !name.is_empty() && ending.len() >= 2 && ending.chars().all(|c| c.is_ascii_alphabetic())
        });
        if before > 0 && has_ending {
            add(spans, Kind::Email, at - before..at + 1 + domain.len());
        }
    }
}

/// Finds accounts after the word that says what they are.
pub(super) fn after_cues(letters: &Letters, spans: &mut Vec<Span>) {
    let mut place = 0;
    while place < letters.len() {
        place += match cue_at(letters, place) {
            Some((length, is_household)) => {
                let from = links_end(letters, place + length);
                if let Some(end) = account(letters, from, is_household) {
                    add(spans, Kind::Account, from..end);
                }
                length
            }
            None => 1,
        };
    }
}

fn cue_at(letters: &Letters, place: usize) -> Option<(usize, bool)> {
    let service = letters.longest(place, &SERVICES);
    let is_word =
        letters.at(place).is_ascii_alphabetic() && letters.before(place, 1).is_ascii_alphanumeric();
    if let Some(length) = service.filter(|_| !is_word) {
        return letters.longest(place + length, &PUBLIC).is_none().then_some((length, false));
    }
    letters.longest(place, &HOUSEHOLDS).map(|length| (length, true))
}

fn links_end(letters: &Letters, from: usize) -> usize {
    let mut end = from;
    while let Some(length) = letters.longest(end, &LINKS) {
        end += length;
    }
    end
}

/// Where an account ends that begins at a place. A telephone number is left to
/// whoever knows those.
fn account(letters: &Letters, from: usize, is_household: bool) -> Option<usize> {
    let length =
        letters.run(from, |letter| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-'));
    let sign: String = (from..from + length).map(|place| letters.at(place)).collect();
    let has_only_digits = !sign.is_empty() && sign.chars().all(|letter| letter.is_ascii_digit());
    let is_mobile = has_only_digits && length == 11 && sign.starts_with('1');
    let is_amount =
        letters.longest(from + length, &["元", "块", "万", "年", "月", "个", "人", "次", "天"]);
    let fits = match has_only_digits {
        true if is_household => (6..=16).contains(&length),
        true => (5..=12).contains(&length) && !is_mobile && is_amount.is_none(),
        false => {
            let begins = sign.starts_with(|letter: char| letter.is_ascii_alphabetic());
            let has_sign = sign.chars().any(|c| c.is_ascii_digit() || matches!(c, '_' | '-'));
            begins && (6..=20).contains(&length) && (has_sign || length >= 7) && !is_household
        }
    };
    fits.then_some(from + length)
}
