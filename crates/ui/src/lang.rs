//! The two languages of the interface.

/// A language the interface speaks. Chinese comes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    /// Simplified Chinese, the default.
    #[default]
    ZhCn,
    /// English.
    En,
}

impl Lang {
    /// Both languages, the default first.
    pub const ALL: [Self; 2] = [Self::ZhCn, Self::En];

    /// The language tag, as in the `lang` attribute.
    pub fn code(self) -> &'static str {
        match self {
            Self::ZhCn => "zh-CN",
            Self::En => "en",
        }
    }

    /// Reads a language tag; only the primary subtag counts.
    pub fn parse(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_']).next()?;
        match primary.to_ascii_lowercase().as_str() {
            "zh" => Some(Self::ZhCn),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// The language of a request: the query wins over the cookie, the cookie
    /// over `Accept-Language`; without any of them it is Chinese.
    pub fn from_request(query: Option<&str>, cookie: Option<&str>, accept: Option<&str>) -> Self {
        query
            .and_then(Self::parse)
            .or_else(|| cookie.and_then(Self::parse))
            .or_else(|| accept.and_then(Self::preferred))
            .unwrap_or_default()
    }

    /// The best language of an `Accept-Language` header.
    fn preferred(header: &str) -> Option<Self> {
        let mut best: Option<(u16, Self)> = None;
        for range in header.split(',') {
            let mut parts = range.split(';');
            let Some(lang) = parts.next().and_then(Self::parse) else { continue };
            let weight =
                parts.find_map(|part| part.trim().strip_prefix("q=")).map_or(1000, thousandths);
            if weight > 0 && best.is_none_or(|(top, _)| weight > top) {
                best = Some((weight, lang));
            }
        }
        best.map(|(_, lang)| lang)
    }
}

/// `0.85` as 850; anything unreadable counts as nothing.
fn thousandths(quality: &str) -> u16 {
    let (whole, part) = quality.trim().split_once('.').unwrap_or((quality.trim(), ""));
    let padded: String = part.chars().chain("000".chars()).take(3).collect();
    match (whole.parse::<u16>(), padded.parse::<u16>()) {
        (Ok(whole), Ok(part)) => whole.saturating_mul(1000).saturating_add(part).min(1000),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_query_wins_then_the_cookie_then_the_header() {
        assert_eq!(Lang::from_request(Some("en"), Some("zh-CN"), None), Lang::En);
        assert_eq!(Lang::from_request(None, Some("en"), Some("zh-CN")), Lang::En);
        assert_eq!(Lang::from_request(Some("fr"), None, Some("en-GB,en;q=0.9")), Lang::En);
        assert_eq!(Lang::from_request(None, None, None), Lang::ZhCn);
    }

    #[test]
    fn the_header_is_read_by_weight() {
        assert_eq!(Lang::from_request(None, None, Some("en;q=0.3, zh-TW;q=0.8")), Lang::ZhCn);
        assert_eq!(Lang::from_request(None, None, Some("fr, en;q=0.2, zh;q=0")), Lang::En);
        assert_eq!(Lang::from_request(None, None, Some("fr-FR, de;q=0.5")), Lang::ZhCn);
    }
}
