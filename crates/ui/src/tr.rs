//! `Tr`: words, numbers and times in the reader's language.

use std::borrow::Cow;

use kernel::time::{DAY_US, HOUR_US, Instant, MINUTE_US};

use crate::catalogue::{Arg, fluent_args, installed};
use crate::lang::Lang;

/// Speaks one language. Small and `Copy`, so every page and component has one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tr {
    lang: Lang,
    /// The year that needs no saying.
    year: Option<i16>,
}

/// Marks a message key that stands in Rust data (a table of labels, an error
/// of a form) so that the catalogue check finds it. Changes nothing.
pub const fn key(key: &'static str) -> &'static str {
    key
}

impl Tr {
    /// A speaker of one language, for whom no year goes without saying.
    pub fn new(lang: Lang) -> Self {
        Self { lang, year: None }
    }

    /// The same, reading at `now`: dates of this year are shown without it.
    #[must_use]
    pub fn at(self, now: Instant) -> Self {
        Self { year: Some(now.beijing().year()), ..self }
    }

    /// The language.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// A message without arguments. An unknown key comes back as `⟦key⟧`,
    /// which the page checks look for.
    pub fn s(&self, key: impl AsRef<str>) -> Cow<'static, str> {
        let key = key.as_ref();
        let Some(catalogue) = installed() else { return unknown(key) };
        match catalogue.plain(self.lang, key) {
            Some(text) => Cow::Borrowed(text),
            None => unknown(key),
        }
    }

    /// A message with arguments.
    pub fn a(&self, key: impl AsRef<str>, args: &[(&str, Arg)]) -> String {
        let key = key.as_ref();
        let text =
            installed().and_then(|catalogue| catalogue.format(self.lang, key, &fluent_args(args)));
        text.unwrap_or_else(|| unknown(key).into_owned())
    }

    /// A message with one argument called `n`: `t.n("found", 3)`.
    pub fn n(&self, key: impl AsRef<str>, number: impl Into<Arg>) -> String {
        self.a(key, &[("n", number.into())])
    }

    /// A message with one argument called `name`.
    pub fn named(&self, key: impl AsRef<str>, name: impl Into<Arg>) -> String {
        self.a(key, &[("name", name.into())])
    }

    /// A day in Beijing: "11月20日", with the year when it is not this one.
    pub fn date(&self, at: Instant) -> String {
        let at = at.beijing();
        let args = [
            ("year", Arg::Text(at.year().to_string())),
            ("month", Arg::from(i32::from(at.month()))),
            ("day", Arg::from(i32::from(at.day()))),
        ];
        if self.year == Some(at.year()) {
            self.a("ui-date", &args)
        } else {
            self.a("ui-date-year", &args)
        }
    }

    /// A time of day in Beijing: "09:26".
    pub fn time(&self, at: Instant) -> String {
        let at = at.beijing();
        format!("{:02}:{:02}", at.hour(), at.minute())
    }

    /// "11月20日 09:26", with the year when it is not this one.
    pub fn date_time(&self, at: Instant) -> String {
        self.a("ui-date-time", &[("date", self.date(at).into()), ("time", self.time(at).into())])
    }

    /// A number with a comma between thousands: "12,480".
    pub fn number(&self, number: i64) -> String {
        let digits = number.unsigned_abs().to_string();
        let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 1);
        if number < 0 {
            text.push('-');
        }
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                text.push(',');
            }
            text.push(digit);
        }
        text
    }

    /// Thousandths as a percentage with one decimal: 953 is "95.3%".
    pub fn percent(&self, permille: i64) -> String {
        let sign = if permille < 0 { "-" } else { "" };
        let size = permille.unsigned_abs();
        format!("{sign}{}.{}%", size / 10, size % 10)
    }

    /// How long ago something was: "3 分钟前"; a date after three days.
    pub fn ago(&self, at: Instant, now: Instant) -> String {
        let passed = now.since(at);
        match passed {
            ..MINUTE_US => self.s("ui-ago-now").into_owned(),
            MINUTE_US..HOUR_US => self.n("ui-ago-minutes", passed / MINUTE_US),
            HOUR_US..DAY_US => self.n("ui-ago-hours", passed / HOUR_US),
            _ if passed < 3 * DAY_US => self.n("ui-ago-days", passed / DAY_US),
            _ => self.date(at),
        }
    }

    /// A length of time in its two largest units: "1 小时 42 分".
    pub fn duration(&self, micros: i64) -> String {
        let micros = micros.saturating_abs();
        let (days, hours, minutes) =
            (micros / DAY_US, micros % DAY_US / HOUR_US, micros % HOUR_US / MINUTE_US);
        if days > 0 {
            return self.a("ui-duration-days", &[("d", days.into()), ("h", hours.into())]);
        }
        if hours > 0 {
            return self.a("ui-duration-hours", &[("h", hours.into()), ("m", minutes.into())]);
        }
        self.n("ui-duration-minutes", minutes)
    }
}

fn unknown(key: &str) -> Cow<'static, str> {
    Cow::Owned(format!("⟦{key}⟧"))
}
