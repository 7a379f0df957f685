//! 随手拍 and 随手帮: a matter seen on the way becomes a request of the desk,
//! and help that was given is counted. Nobody is named, counted by person or
//! given points.

use kernel::ports::{IntakeContact, IntakeDraft, StoredPhoto};
use kernel::time::Instant;
use people::domain::phone::Phone;
use people::record::{Fault, FaultKind, optional};

use super::said::{HelpKind, QuickKind, Reporter};

/// Longest words, in characters: they are written with one thumb.
pub const WORDS_MAX: usize = 500;
/// Longest place in words.
pub const ADDRESS_MAX: usize = 200;
/// Most pictures.
pub const PHOTOS_MAX: usize = 6;

/// What somebody saw and sends.
#[derive(Clone)]
pub struct NewQuickReport {
    /// Made by the telephone: the same key sent again is the same report.
    pub key: String,
    /// A problem, a call for help, a suggestion.
    pub kind: QuickKind,
    /// What it is; a picture may say it all.
    pub words: String,
    /// Where, in words.
    pub address: String,
    /// Where, as the telephone says: WGS-84 in 1e-7 degrees.
    pub point_e7: Option<(i64, i64)>,
    /// What they are, if they say.
    pub reporter: Reporter,
    /// They want the thanks counted in public.
    pub thanked: bool,
    /// Whom to call back; empty for nobody.
    pub phone: String,
    /// Pictures, already stored.
    pub photos: Vec<StoredPhoto>,
    /// When it was seen: it may have waited for a network.
    pub seen_at: Instant,
}

impl NewQuickReport {
    /// Checks what the desk needs to act.
    ///
    /// # Errors
    /// The first fault found.
    pub fn check(&self) -> Result<(), Fault> {
        if self.key.trim().is_empty() {
            return Err(Fault::new("", FaultKind::Missing));
        }
        let words = optional("words", &self.words, WORDS_MAX)?;
        if words.is_empty() && (self.photos.is_empty() || self.kind == QuickKind::Suggestion) {
            return Err(Fault::new("words", FaultKind::Missing));
        }
        let address = optional("address", &self.address, ADDRESS_MAX)?;
        let has_place = self.point_e7.is_some() || !address.is_empty();
        if !has_place && self.kind != QuickKind::Suggestion {
            return Err(Fault::new("address", FaultKind::Missing));
        }
        let phone = self.phone.trim();
        if !phone.is_empty() && Phone::parse(phone).is_err() {
            return Err(Fault::new("phone", FaultKind::Unknown));
        }
        Ok(())
    }

    /// As the desk takes it in; `content` is how it reads there.
    pub fn draft(&self, channel: &str, content: String) -> IntakeDraft {
        let phone = self.phone.trim();
        IntakeDraft {
            key: format!("quick:{}", self.key.trim()),
            channel: channel.to_owned(),
            order_type: self.kind.order_type().to_owned(),
            title: String::new(),
            content,
            address: self.address.trim().to_owned(),
            point_e7: self.point_e7,
            region_code: None,
            photos: self.photos.clone(),
            contact: (!phone.is_empty())
                .then(|| IntakeContact { name: String::new(), phone: phone.to_owned() }),
            occurred_at: Some(self.seen_at),
        }
    }
}

impl QuickKind {
    /// The desk's word for it.
    pub fn order_type(self) -> &'static str {
        match self {
            Self::Problem => "complaint",
            Self::Help => "help",
            Self::Suggestion => "suggestion",
        }
    }
}

/// Help that somebody gave.
#[derive(Debug, Clone)]
pub struct NewQuickHelp {
    /// The same key sent again is the same help.
    pub key: String,
    /// What was done.
    pub kind: HelpKind,
    /// What they are, if they say.
    pub reporter: Reporter,
}

/// A count as it may be shown: small ones are withheld, for they could name
/// somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// So many.
    Count(i64),
    /// Fewer than may be shown, but not none.
    Withheld,
}

impl Shown {
    /// A count where fewer than `least` are withheld.
    pub fn of(count: i64, least: i64) -> Self {
        if count == 0 || count >= least { Self::Count(count) } else { Self::Withheld }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report() -> NewQuickReport {
        NewQuickReport {
            key: "k".into(),
            kind: QuickKind::Problem,
            words: "井盖坏了".into(),
            address: "文化街".into(),
            point_e7: None,
            reporter: Reporter::Unsaid,
            thanked: false,
            phone: String::new(),
            photos: Vec::new(),
            seen_at: Instant::from_millis(1_000),
        }
    }

    fn photo() -> StoredPhoto {
        StoredPhoto {
            digest: "a".into(),
            thumb_digest: "b".into(),
            width: 1,
            height: 1,
            size_bytes: 1,
        }
    }

    #[test]
    fn a_picture_and_a_place_are_enough_and_one_of_each_must_be_there() {
        let fault = |field, kind| Err(Fault::new(field, kind));
        let missing = |field| fault(field, FaultKind::Missing);
        let suggestion = NewQuickReport { kind: QuickKind::Suggestion, ..report() };
        let silent = NewQuickReport { words: " ".into(), ..report() };
        let cases = [
            (report(), Ok(())),
            (silent.clone(), missing("words")),
            (NewQuickReport { photos: vec![photo()], ..silent.clone() }, Ok(())),
            (NewQuickReport { address: " ".into(), ..report() }, missing("address")),
            (NewQuickReport { address: String::new(), point_e7: Some((1, 2)), ..report() }, Ok(())),
            (NewQuickReport { key: String::new(), ..report() }, missing("")),
            (NewQuickReport { address: String::new(), ..suggestion.clone() }, Ok(())),
            (
                NewQuickReport { words: String::new(), photos: vec![photo()], ..suggestion },
                missing("words"),
            ),
            (
                NewQuickReport { words: "长".repeat(WORDS_MAX + 1), ..report() },
                fault("words", FaultKind::TooLong),
            ),
            (
                NewQuickReport { phone: "138".into(), ..report() },
                fault("phone", FaultKind::Unknown),
            ),
        ];
        for (at, (new, want)) in cases.into_iter().enumerate() {
            assert_eq!(new.check(), want, "case {at}");
        }
    }

    #[test]
    fn without_a_number_it_goes_to_the_desk_as_nobodys() {
        let draft = report().draft("snapshot", "井盖坏了".into());
        assert!(draft.contact.is_none());
        assert_eq!((draft.key.as_str(), draft.order_type.as_str()), ("quick:k", "complaint"));
        let told = NewQuickReport { phone: " 13900010001 ".into(), ..report() };
        let contact = told.draft("snapshot", String::new()).contact.expect("somebody");
        assert_eq!((contact.phone.as_str(), contact.name.as_str()), ("13900010001", ""));
    }

    #[test]
    fn small_counts_are_withheld_and_none_is_none() {
        let cases = [
            (0, Shown::Count(0)),
            (1, Shown::Withheld),
            (4, Shown::Withheld),
            (5, Shown::Count(5)),
        ];
        for (count, want) in cases {
            assert_eq!(Shown::of(count, 5), want);
        }
    }
}
