//! What a person said, before it becomes work.

use kernel::time::Instant;

use super::words::{OrderType, Origin};

/// Longest title, in characters.
pub const TITLE_MAX: usize = 60;
/// Longest text of a request, in characters.
pub const CONTENT_MAX: usize = 4_000;
/// Shortest text that says anything.
pub const CONTENT_MIN: usize = 4;
/// Longest address as told, in characters.
pub const ADDRESS_MAX: usize = 200;
/// Most photos with one request.
pub const PHOTOS_MAX: usize = 6;

/// A request as it comes in, from whatever channel. No identity: that goes
/// into the vault before, and only its reference comes here.
#[derive(Debug, Clone)]
pub struct NewRequest {
    /// The same key sent again makes no second request.
    pub submission_key: String,
    /// Channel code of the city pack.
    pub channel: String,
    /// The other system's number, unique within the channel.
    pub channel_ref: Option<String>,
    /// Where it started.
    pub origin: Origin,
    /// What kind.
    pub order_type: OrderType,
    /// Short title; made from the text when empty.
    pub title: String,
    /// The person's words.
    pub content: String,
    /// When it happened, if told.
    pub occurred_at: Option<Instant>,
    /// When it reached us.
    pub received_at: Instant,
    /// Where.
    pub place: Place,
    /// Reference into the identity vault; none when anonymous.
    pub requester_ref: Option<kernel::id::Id>,
    /// Keyed digest of the query code.
    pub query_code_tag: String,
    /// The person asks for confidentiality.
    pub confidential: bool,
    /// The person wants an answer.
    pub reply_wanted: bool,
    /// When they may be called.
    pub contact_window: Option<String>,
}

/// Where a matter lies: words, and what the atlas made of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// As told.
    pub address: String,
    /// 12-digit region code of the smallest known region.
    pub region_code: Option<String>,
    /// 15-digit grid code.
    pub grid_code: Option<String>,
    /// Compound of the city pack.
    pub compound_id: Option<String>,
    /// WGS-84 longitude and latitude in 1e-7 degrees.
    pub point_e7: Option<(i64, i64)>,
}

/// What is wrong with a request's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RequestFault {
    /// Too short to act on.
    #[error("the text is too short")]
    ContentShort,
    /// Too long.
    #[error("the text is too long")]
    ContentLong,
    /// Title too long.
    #[error("the title is too long")]
    TitleLong,
    /// Address too long.
    #[error("the address is too long")]
    AddressLong,
}

impl NewRequest {
    /// Checks the text and makes a title when there is none.
    ///
    /// # Errors
    /// The first fault found.
    pub fn check(mut self) -> Result<Self, RequestFault> {
        let length = self.content.trim().chars().count();
        if length < CONTENT_MIN {
            return Err(RequestFault::ContentShort);
        }
        if length > CONTENT_MAX {
            return Err(RequestFault::ContentLong);
        }
        if self.title.chars().count() > TITLE_MAX {
            return Err(RequestFault::TitleLong);
        }
        if self.place.address.chars().count() > ADDRESS_MAX {
            return Err(RequestFault::AddressLong);
        }
        if self.title.trim().is_empty() {
            self.title = title_from(&self.content);
        }
        Ok(self)
    }
}

/// The first sentence of a text, cut to what fits a list row.
pub fn title_from(content: &str) -> String {
    const FIT: usize = 28;
    let text = content.trim();
    let sentence = text
        .split(['。', '！', '？', '!', '?', '\n', ';', '；'])
        .map(str::trim)
        .find(|part| !part.is_empty())
        .unwrap_or(text);
    let mut title: String = sentence.chars().take(FIT).collect();
    if sentence.chars().count() > FIT {
        title.push('…');
    }
    title
}

#[cfg(test)]
mod tests {
    use super::title_from;

    #[test]
    fn a_title_is_the_first_sentence_and_never_cuts_a_character() {
        assert_eq!(title_from("路灯不亮。已经三天了"), "路灯不亮");
        assert_eq!(title_from("  \n您好！楼下很吵"), "您好");
        let long = "幸".repeat(100);
        assert_eq!(title_from(&long).chars().count(), 29);
    }
}
