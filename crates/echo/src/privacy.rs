//! Masks what identifies a person in a text that others will read.

/// The text with telephone and identity numbers covered.
pub fn mask(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let mut out = letters.clone();
    let mut start = 0;
    while start < letters.len() {
        let length = digits_at(&letters, start);
        if is_personal(&letters, start, length) {
            let (keep_head, keep_tail) = if length >= 15 { (3, 0) } else { (3, 2) };
            for covered in
                out.iter_mut().skip(start + keep_head).take(length - keep_head - keep_tail)
            {
                *covered = '*';
            }
        }
        start += length.max(1);
    }
    out.into_iter().collect()
}

/// How many characters from here are digits; the last of an identity number
/// may be an X.
fn digits_at(letters: &[char], start: usize) -> usize {
    let tail = letters.get(start..).unwrap_or_default();
    let digits = tail.iter().take_while(|c| c.is_ascii_digit()).count();
    let ends_in_x = digits == 17 && tail.get(17).is_some_and(|c| matches!(c, 'x' | 'X'));
    digits + usize::from(ends_in_x)
}

/// A mobile number, a subscriber line of seven or eight digits, or an identity
/// number of 15 or 18.
fn is_personal(letters: &[char], start: usize, length: usize) -> bool {
    let at = |n: usize| letters.get(start + n).copied().unwrap_or(' ');
    match length {
        11 => at(0) == '1' && matches!(at(1), '3'..='9') || at(0) == '0',
        12 => at(0) == '0',
        8 if is_date(letters, start) => false,
        7 | 8 => !matches!(at(0), '0' | '1') || after_area_code(letters, start),
        15 | 18 => true,
        _ => false,
    }
}

/// `20191126` and the like.
fn is_date(letters: &[char], start: usize) -> bool {
    let digits: String = letters.iter().skip(start).take(8).collect();
    let part =
        |from: usize, to: usize| digits.get(from..to).and_then(|part| part.parse::<u16>().ok());
    let within = |part: Option<u16>, first: u16, last: u16| {
        part.is_some_and(|n| (first..=last).contains(&n))
    };
    within(part(0, 4), 1900, 2099) && within(part(4, 6), 1, 12) && within(part(6, 8), 1, 31)
}

fn after_area_code(letters: &[char], start: usize) -> bool {
    start >= 4
        && letters.get(start - 1) == Some(&'-')
        && letters
            .get(start - 4..start - 1)
            .is_some_and(|code| code.iter().all(char::is_ascii_digit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn personal_numbers_are_covered_and_others_stay() {
        let table = [
            ("请回电13812345678谢谢", "请回电138******78谢谢"),
            ("身份证11010519491231002X。", "身份证110***************。"),
            ("座机0731-85551234", "座机0731-855***34"),
            ("座机073185551234", "座机073*******34"),
            ("3栋2单元1001室，2019年11月26日", "3栋2单元1001室，2019年11月26日"),
            ("打12345没人接，20191126", "打12345没人接，20191126"),
            ("", ""),
        ];
        for (text, masked) in table {
            assert_eq!(mask(text), masked);
        }
    }
}
