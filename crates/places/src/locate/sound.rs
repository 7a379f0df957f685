//! How a letter sounds, without tone and without what dialects mix up: n and
//! l, f and h, flat and curled tongue, front and back nasals.

use pinyin::ToPinyin;

/// The sound of a letter as a number; letters that sound alike share it.
pub(super) fn of(letter: char) -> u64 {
    match letter.to_pinyin() {
        Some(sound) => number(sound.plain()),
        None => (1 << 40) | u64::from(u32::from(letter)),
    }
}

fn number(syllable: &str) -> u64 {
    let (head, tail) = parts(syllable);
    let letters = head.bytes().chain(tail.bytes());
    letters.fold(0, |sum, letter| sum * 31 + u64::from(letter))
}

/// Beginning and end of a syllable as they are compared.
fn parts(syllable: &str) -> (&str, &str) {
    let vowel = syllable.find(['a', 'e', 'i', 'o', 'u', 'v', 'ü']).unwrap_or(0);
    let (head, tail) = syllable.split_at(vowel);
    let head = match head {
        "zh" => "z",
        "ch" => "c",
        "sh" => "s",
        "l" => "n",
        // 湖 and 福, 黄 and 房; 花 and 发 are told apart by their ends.
        "f" if tail == "u" => "h",
        other => other,
    };
    let is_nasal = ["ang", "eng", "ing"].iter().any(|end| tail.ends_with(end));
    let tail = if is_nasal { tail.trim_end_matches('g') } else { tail };
    (head, tail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_are_mixed_up_sound_alike_and_others_do_not() {
        for (a, b) in
            [('钟', '中'), ('兰', '蓝'), ('南', '兰'), ('湖', '福'), ('知', '资'), ('林', '灵')]
        {
            assert_eq!(of(a), of(b), "{a} {b}");
        }
        for (a, b) in [('钟', '楼'), ('东', '西'), ('1', '2'), ('区', '，')] {
            assert_ne!(of(a), of(b), "{a} {b}");
        }
    }
}
