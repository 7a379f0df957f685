//! From words and signs to rules.

use jiff::civil::{Date, Weekday};

use super::Hours;
use super::fault::{HoursFault, HoursFaultKind};
use super::grammar::{
    DAY_MIN, DateRange, Holiday, Joint, MakeUp, MonthDay, Rule, TimeRange, WeekRange, WeekdayRange,
    YearRange,
};
use super::plan::OpenState;
use super::scan::{Placed, Token, fault, scan};
use super::show::{MONTHS, WEEKDAYS};

type Parsed<T> = Result<T, HoursFault>;

pub(super) fn parse(text: &str) -> Parsed<Hours> {
    let mut reader = Reader { tokens: scan(text)?, next: 0, end: text.chars().count() };
    let (mut rules, mut make_up) = (Vec::new(), MakeUp::Usual);
    if reader.peek().is_none() {
        return Err(fault(HoursFaultKind::Empty, 0, ""));
    }
    let mut joint = Joint::Normal;
    loop {
        if reader.at_make_up_rule() {
            make_up = reader.make_up_rule()?;
        } else {
            rules.push(reader.rule(joint)?);
        }
        joint = match reader.peek() {
            None => break,
            Some(Token::Sign(';')) => Joint::Normal,
            Some(Token::Sign(',')) => Joint::Additional,
            Some(Token::Or) => Joint::Fallback,
            Some(_) => return Err(reader.fault(HoursFaultKind::SeparatorMissing)),
        };
        reader.next += 1;
        if joint == Joint::Normal && reader.peek().is_none() {
            break;
        }
    }
    if rules.is_empty() {
        return Err(fault(HoursFaultKind::Empty, 0, ""));
    }
    Ok(Hours { rules, make_up })
}

/// Walks over the tokens.
struct Reader {
    tokens: Vec<Placed>,
    next: usize,
    end: usize,
}

impl Reader {
    fn peek(&self) -> Option<&Token> {
        self.look(0)
    }

    fn look(&self, ahead: usize) -> Option<&Token> {
        self.tokens.get(self.next + ahead).map(|placed| &placed.token)
    }

    fn sign(&mut self, sign: char) -> bool {
        let found = self.peek() == Some(&Token::Sign(sign));
        self.next += usize::from(found);
        found
    }

    fn is_sign(&self, ahead: usize, sign: char) -> bool {
        self.look(ahead) == Some(&Token::Sign(sign))
    }

    fn fault(&self, kind: HoursFaultKind) -> HoursFault {
        let found = match self.peek() {
            None => String::new(),
            Some(Token::Word(word) | Token::Number(word) | Token::Comment(word)) => word.clone(),
            Some(Token::Always) => "24/7".to_owned(),
            Some(Token::Or) => "||".to_owned(),
            Some(Token::Sign(sign)) => sign.to_string(),
        };
        let at = self.tokens.get(self.next).map_or(self.end, |placed| placed.at);
        fault(kind, at, &found)
    }

    fn word_at(&self, ahead: usize) -> Option<&str> {
        match self.look(ahead) {
            Some(Token::Word(word)) => Some(word),
            _ => None,
        }
    }

    fn number_at<T: std::str::FromStr>(&self, ahead: usize) -> Option<T> {
        match self.look(ahead) {
            Some(Token::Number(digits)) => digits.parse().ok(),
            _ => None,
        }
    }

    fn weekday_at(&self, ahead: usize) -> Option<Weekday> {
        let word = self.word_at(ahead)?;
        WEEKDAYS.iter().find(|(name, _)| name.eq_ignore_ascii_case(word)).map(|(_, day)| *day)
    }

    fn month_at(&self, ahead: usize) -> Option<i8> {
        let word = self.word_at(ahead)?;
        (1_i8..).zip(MONTHS).find(|(_, name)| name.eq_ignore_ascii_case(word)).map(|(n, _)| n)
    }

    fn year_at(&self, ahead: usize) -> Option<i16> {
        match self.look(ahead) {
            Some(Token::Number(digits)) if digits.len() == 4 => digits.parse().ok(),
            _ => None,
        }
    }

    fn at_time(&self) -> bool {
        matches!(self.look(0), Some(Token::Number(_))) && self.is_sign(1, ':')
    }

    fn at_make_up_rule(&self) -> bool {
        self.word_at(0) == Some("MW") && self.word_at(1) == Some("as")
    }

    /// `MW as Mo`, `MW as day`.
    fn make_up_rule(&mut self) -> Parsed<MakeUp> {
        self.next += 2;
        let meant = if self.word_at(0) == Some("day") {
            MakeUp::Day
        } else {
            let weekday = self.weekday_at(0);
            MakeUp::As(weekday.ok_or_else(|| self.fault(HoursFaultKind::BadMakeUp))?)
        };
        self.next += 1;
        Ok(meant)
    }

    fn rule(&mut self, joint: Joint) -> Parsed<Rule> {
        let start = self.next;
        let mut rule = Rule::new(joint);
        if self.peek() == Some(&Token::Always) {
            self.next += 1;
            rule.always = true;
        } else {
            self.dates(&mut rule)?;
            self.weeks(&mut rule)?;
            self.days(&mut rule)?;
            if self.next > start {
                self.sign(':');
            }
            if self.at_time() {
                self.times(&mut rule)?;
            }
        }
        self.state(&mut rule);
        if self.next > start {
            return Ok(rule);
        }
        let kind = match self.peek() {
            None | Some(Token::Sign(';' | ',') | Token::Or) => HoursFaultKind::EmptyRule,
            Some(Token::Word(word)) if is_foreign(word) => HoursFaultKind::NotSupported,
            Some(Token::Sign('(')) => HoursFaultKind::NotSupported,
            Some(Token::Number(_)) => HoursFaultKind::BadTime,
            Some(_) => HoursFaultKind::UnknownWord,
        };
        Err(self.fault(kind))
    }

    fn state(&mut self, rule: &mut Rule) {
        let state = match self.word_at(0) {
            Some("open") => Some(OpenState::Open),
            Some("off" | "closed") => Some(OpenState::Closed),
            Some("unknown") => Some(OpenState::Unknown),
            _ => None,
        };
        self.next += usize::from(state.is_some());
        rule.state = state.unwrap_or_default();
        if let Some(Token::Comment(note)) = self.peek() {
            rule.note = note.clone();
            // A comment alone tells people to find out.
            rule.state = state.unwrap_or(OpenState::Unknown);
            self.next += 1;
        }
    }

    /// Years, months and days of months.
    fn dates(&mut self, rule: &mut Rule) -> Parsed<()> {
        while self.year_at(0).is_some() && self.month_at(1).is_none() && !self.is_sign(1, ':') {
            let first = self.year()?;
            let last = if self.sign('-') { self.year()? } else { first };
            if last < first {
                self.next -= 1;
                return Err(self.fault(HoursFaultKind::BadYear));
            }
            rule.years.push(YearRange { first, last });
            if !(self.is_sign(0, ',') && self.year_at(1).is_some()) {
                break;
            }
            self.next += 1;
        }
        if self.is_sign(0, '+') {
            return Err(self.fault(HoursFaultKind::NotSupported));
        }
        while self.month_at(usize::from(self.year_at(0).is_some())).is_some() {
            let range = self.date_range()?;
            rule.dates.push(range);
            let ahead = 1 + usize::from(self.year_at(1).is_some());
            if !(self.is_sign(0, ',') && self.month_at(ahead).is_some()) {
                break;
            }
            self.next += 1;
        }
        Ok(())
    }

    fn year(&mut self) -> Parsed<i16> {
        let year = self.year_at(0).filter(|year| (1900..=2999).contains(year));
        let year = year.ok_or_else(|| self.fault(HoursFaultKind::BadYear))?;
        self.next += 1;
        Ok(year)
    }

    fn date_range(&mut self) -> Parsed<DateRange> {
        let from = self.month_day()?;
        if self.is_sign(0, '+') {
            return Err(self.fault(HoursFaultKind::NotSupported));
        }
        if !self.is_sign(0, '-') {
            return Ok(DateRange { from, to: from });
        }
        self.next += 1;
        let start = self.next;
        let bare_day =
            from.day.is_some() && self.number_at::<i8>(0).is_some() && self.year_at(0).is_none();
        let to = if bare_day {
            let day = self.day_of(from.month)?;
            MonthDay { year: None, month: from.month, day: Some(day) }
        } else {
            self.month_day()?
        };
        let year_alone = from.year.is_none() && to.year.is_some();
        let runs_back = from.year.zip(to.year).is_some_and(|(first, last)| last < first);
        let is_half = from.day.is_some() != to.day.is_some();
        if !(year_alone || runs_back || is_half || (bare_day && to.day < from.day)) {
            return Ok(DateRange { from, to });
        }
        self.next = start;
        let is_year = year_alone || runs_back;
        Err(self.fault(if is_year { HoursFaultKind::BadYear } else { HoursFaultKind::BadDay }))
    }

    fn month_day(&mut self) -> Parsed<MonthDay> {
        let year = if self.year_at(0).is_some() { Some(self.year()?) } else { None };
        let month = self.month_at(0).ok_or_else(|| self.fault(HoursFaultKind::UnknownWord))?;
        self.next += 1;
        let has_day = matches!(self.look(0), Some(Token::Number(digits)) if digits.len() <= 2)
            && !self.is_sign(1, ':');
        let day = if has_day { Some(self.day_of(month)?) } else { None };
        Ok(MonthDay { year, month, day })
    }

    fn day_of(&mut self, month: i8) -> Parsed<i8> {
        let exists = |day: &i8| Date::new(2024, month, *day).is_ok();
        let day = self.number_at(0).filter(exists);
        let day = day.ok_or_else(|| self.fault(HoursFaultKind::BadDay))?;
        self.next += 1;
        Ok(day)
    }

    fn weeks(&mut self, rule: &mut Rule) -> Parsed<()> {
        if self.word_at(0) != Some("week") {
            return Ok(());
        }
        self.next += 1;
        loop {
            let first = self.week()?;
            let last = if self.sign('-') { self.week()? } else { first };
            let every = if self.sign('/') { self.week()? } else { 1 };
            if last < first {
                self.next -= 1;
                return Err(self.fault(HoursFaultKind::BadWeek));
            }
            rule.weeks.push(WeekRange { first, last, every });
            if !(self.is_sign(0, ',') && matches!(self.look(1), Some(Token::Number(_)))) {
                break;
            }
            self.next += 1;
        }
        Ok(())
    }

    fn week(&mut self) -> Parsed<i8> {
        let week = self.number_at(0).filter(|week| (1..=53).contains(week));
        let week = week.ok_or_else(|| self.fault(HoursFaultKind::BadWeek))?;
        self.next += 1;
        Ok(week)
    }

    fn days(&mut self, rule: &mut Rule) -> Parsed<()> {
        let mut after_holiday = false;
        let mut is_first = true;
        loop {
            if let Some(holiday) = self.holiday()? {
                rule.days.holidays.push(holiday);
                after_holiday = true;
            } else if let Some(range) = self.weekday_range()? {
                let joined = after_holiday && is_first && rule.days.weekdays.is_empty();
                rule.days.both |= joined;
                rule.days.weekdays.push(range);
                after_holiday = false;
            } else {
                return Ok(());
            }
            // `SH Mo-Fr` stands without a comma between the two.
            is_first = false;
            if after_holiday && self.weekday_at(0).is_some() {
                is_first = true;
            } else if self.is_sign(0, ',') && (self.weekday_at(1).is_some() || self.holiday_at(1)) {
                self.next += 1;
            } else {
                return Ok(());
            }
        }
    }

    fn holiday_at(&self, ahead: usize) -> bool {
        matches!(self.word_at(ahead), Some("PH" | "SH" | "MW"))
    }

    fn holiday(&mut self) -> Parsed<Option<Holiday>> {
        let holiday = match self.word_at(0) {
            Some("PH") => Holiday::Public(None),
            Some("SH") => Holiday::School,
            Some("MW") => Holiday::MakeUp,
            _ => return Ok(None),
        };
        self.next += 1;
        if self.is_sign(0, '+') || self.is_sign(0, '-') {
            return Err(self.fault(HoursFaultKind::NotSupported));
        }
        if holiday == Holiday::Public(None) && self.sign('[') {
            let name = self.word_at(0).map(ToOwned::to_owned);
            let name = name.ok_or_else(|| self.fault(HoursFaultKind::UnknownWord))?;
            self.next += 1;
            if !self.sign(']') {
                return Err(self.fault(HoursFaultKind::UnknownWord));
            }
            return Ok(Some(Holiday::Public(Some(name))));
        }
        Ok(Some(holiday))
    }

    fn weekday_range(&mut self) -> Parsed<Option<WeekdayRange>> {
        let Some(first) = self.weekday_at(0) else { return Ok(None) };
        self.next += 1;
        if self.sign('-') {
            let last = self.weekday_at(0).ok_or_else(|| self.fault(HoursFaultKind::UnknownWord))?;
            self.next += 1;
            return Ok(Some(WeekdayRange { first, last, nth: Vec::new() }));
        }
        let nth = if self.sign('[') { self.nth()? } else { Vec::new() };
        Ok(Some(WeekdayRange { first, last: first, nth }))
    }

    fn nth(&mut self) -> Parsed<Vec<i8>> {
        let mut all = Vec::new();
        loop {
            let sign = if self.sign('-') { -1 } else { 1 };
            let number = self.number_at::<i8>(0).filter(|nth| (1..=5).contains(nth));
            let number = number.ok_or_else(|| self.fault(HoursFaultKind::BadNth))?;
            self.next += 1;
            all.push(sign * number);
            if self.sign(']') {
                return Ok(all);
            }
            if !self.sign(',') {
                return Err(self.fault(HoursFaultKind::BadNth));
            }
        }
    }

    fn times(&mut self, rule: &mut Rule) -> Parsed<()> {
        loop {
            let start = self.next;
            let from = self.time(DAY_MIN)?;
            if self.is_sign(0, '+') {
                return Err(self.fault(HoursFaultKind::NotSupported));
            }
            if !self.sign('-') {
                return Err(self.fault(HoursFaultKind::EndMissing));
            }
            if self.word_at(0).is_some_and(is_foreign) || self.is_sign(0, '(') {
                return Err(self.fault(HoursFaultKind::NotSupported));
            }
            let mut to = self.time(2 * DAY_MIN + 1)?;
            if to == from {
                self.next = start;
                return Err(self.fault(HoursFaultKind::EmptySpan));
            }
            if to < from {
                to += DAY_MIN;
            }
            rule.times.push(TimeRange { from, to });
            if self.is_sign(0, '+') || self.is_sign(0, '/') {
                return Err(self.fault(HoursFaultKind::NotSupported));
            }
            if !(self.is_sign(0, ',')
                && matches!(self.look(1), Some(Token::Number(_)))
                && self.is_sign(2, ':'))
            {
                return Ok(());
            }
            self.next += 1;
        }
    }

    /// A time of the day below a limit in minutes.
    fn time(&mut self, limit: u16) -> Parsed<u16> {
        let hour = self.number_at::<u16>(0).filter(|hour| *hour <= 48 && self.is_sign(1, ':'));
        let minute = self.number_at::<u16>(2).filter(|minute| *minute < 60);
        let is_written_right =
            matches!(self.look(2), Some(Token::Number(digits)) if digits.len() == 2);
        let at = hour.zip(minute).map(|(hour, minute)| hour * 60 + minute);
        let at = at.filter(|at| *at < limit && is_written_right);
        let at = at.ok_or_else(|| self.fault(HoursFaultKind::BadTime))?;
        self.next += 3;
        Ok(at)
    }
}

/// Words of the larger grammar that are left out here on purpose.
fn is_foreign(word: &str) -> bool {
    matches!(word, "sunrise" | "sunset" | "dawn" | "dusk" | "easter")
}
