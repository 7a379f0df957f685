//! Text as the engine sees it: letters and digits only.

/// Keeps letters, digits and Chinese characters; full-width forms and capital
/// letters become their plain ones.
pub(crate) fn plain(text: &str) -> Vec<char> {
    text.chars()
        .map(|c| match c {
            '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => {
                char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c)
            }
            other => other,
        })
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_case_and_punctuation_do_not_matter() {
        assert_eq!(plain("Ａ3栋，1-2单元！"), plain("a3栋12单元"));
    }
}
