//! iCalendar (RFC 5545), as far as appointments need it: one event or a feed of them,
//! folded at 75 octets, every change with a greater sequence.

use kernel::time::Instant;

/// Longest line, in octets without its end.
const LINE: usize = 75;

/// What a calendar does with the events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Come to this.
    Request,
    /// It does not take place.
    Cancel,
    /// For information.
    Publish,
}

/// Whether an event is sure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Not yet.
    Tentative,
    /// It is.
    Confirmed,
    /// It is off.
    Cancelled,
}

/// One event. Nothing in it names a person.
#[derive(Debug, Clone)]
pub struct Event {
    /// Stays the same through all changes.
    pub uid: String,
    /// Grows with each change.
    pub sequence: i64,
    /// When this was written.
    pub stamp: Instant,
    /// Begin.
    pub starts_at: Instant,
    /// End.
    pub ends_at: Instant,
    /// Whether it is sure.
    pub status: Status,
    /// What.
    pub summary: String,
    /// Where.
    pub location: String,
    /// More about it.
    pub description: String,
    /// Who gives it: short name and name of an organisation.
    pub organiser: Option<(String, String)>,
    /// The number of whoever comes.
    pub attendee: Option<String>,
    /// A bell so many minutes before.
    pub alarm_minutes: Option<i64>,
}

/// The file.
pub fn write(method: Method, events: &[Event]) -> String {
    let mut out = String::new();
    let method = match method {
        Method::Request => "REQUEST",
        Method::Cancel => "CANCEL",
        Method::Publish => "PUBLISH",
    };
    line(&mut out, "BEGIN:VCALENDAR");
    line(&mut out, "VERSION:2.0");
    line(&mut out, "PRODID:-//Huying//Appointments//ZH");
    line(&mut out, "CALSCALE:GREGORIAN");
    line(&mut out, &format!("METHOD:{method}"));
    for event in events {
        write_event(&mut out, event);
    }
    line(&mut out, "END:VCALENDAR");
    out
}

fn write_event(out: &mut String, event: &Event) {
    let status = match event.status {
        Status::Tentative => "TENTATIVE",
        Status::Confirmed => "CONFIRMED",
        Status::Cancelled => "CANCELLED",
    };
    line(out, "BEGIN:VEVENT");
    line(out, &format!("UID:{}", escaped(&event.uid)));
    line(out, &format!("SEQUENCE:{}", event.sequence));
    line(out, &format!("DTSTAMP:{}", utc(event.stamp)));
    line(out, &format!("DTSTART:{}", utc(event.starts_at)));
    line(out, &format!("DTEND:{}", utc(event.ends_at)));
    line(out, &format!("STATUS:{status}"));
    line(out, &format!("SUMMARY:{}", escaped(&event.summary)));
    line(out, &format!("LOCATION:{}", escaped(&event.location)));
    if !event.description.is_empty() {
        line(out, &format!("DESCRIPTION:{}", escaped(&event.description)));
    }
    if let Some((id, name)) = &event.organiser {
        line(out, &format!("ORGANIZER;CN=\"{}\":urn:huying:organisation:{id}", quoted(name)));
    }
    if let Some(no) = &event.attendee {
        line(out, &format!("ATTENDEE;CN=\"{}\":urn:huying:appointment:{no}", quoted(no)));
    }
    if let Some(minutes) = event.alarm_minutes {
        line(out, "BEGIN:VALARM");
        line(out, "ACTION:DISPLAY");
        line(out, &format!("DESCRIPTION:{}", escaped(&event.summary)));
        line(out, &format!("TRIGGER:-PT{minutes}M"));
        line(out, "END:VALARM");
    }
    line(out, "END:VEVENT");
}

fn utc(at: Instant) -> String {
    // Beijing is eight hours ahead, without exception.
    let at = at.plus(-8 * kernel::time::HOUR_US).beijing();
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().filter(|c| *c != '\r') {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// Inside quotes nothing can be escaped, so what may not stand there is left out.
fn quoted(text: &str) -> String {
    text.chars().filter(|c| *c != '"' && !c.is_control()).collect()
}

/// One line, folded between characters.
fn line(out: &mut String, text: &str) {
    let mut room = LINE;
    for c in text.chars() {
        if c.len_utf8() > room {
            out.push_str("\r\n ");
            room = LINE - 1;
        }
        out.push(c);
        room -= c.len_utf8();
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn event(summary: String) -> Event {
        Event {
            uid: "FW202611240001@huying".into(),
            sequence: 2,
            stamp: Instant::parse("2026-11-23 09:00:00").expect("a time"),
            starts_at: Instant::parse("2026-11-24 07:30:00").expect("a time"),
            ends_at: Instant::parse("2026-11-24 08:00:00").expect("a time"),
            status: Status::Confirmed,
            summary,
            location: "一楼, 左手边; 3 号".into(),
            description: String::new(),
            organiser: Some(("legal-aid".into(), "云汀市\"法律\"援助中心".into())),
            attendee: Some("FW202611240001".into()),
            alarm_minutes: Some(60),
        }
    }

    #[test]
    fn times_are_universal_and_texts_escaped() {
        let text = write(Method::Request, &[event("法律咨询\n一对一".into())]);
        for want in [
            "METHOD:REQUEST\r\n",
            "SEQUENCE:2\r\n",
            "DTSTART:20261123T233000Z\r\n",
            "SUMMARY:法律咨询\\n一对一\r\n",
            "LOCATION:一楼\\, 左手边\\; 3 号\r\n",
            "TRIGGER:-PT60M\r\n",
        ] {
            assert!(text.contains(want), "{want}\n{text}");
        }
        assert!(text.replace("\r\n ", "").contains("CN=\"云汀市法律援助中心\""));
    }

    proptest! {
        #[test]
        fn no_text_breaks_a_line_or_the_file(summary in "\\PC{0,120}") {
            let text = write(Method::Publish, &[event(summary.clone())]);
            for line in text.split_terminator("\r\n") {
                prop_assert!(line.len() <= LINE, "{}", line);
                prop_assert!(!line.contains(['\r', '\n']));
            }
            let unfolded = text.replace("\r\n ", "");
            let line = format!("SUMMARY:{}\r\n", escaped(&summary));
            prop_assert!(unfolded.contains(&line));
            prop_assert_eq!(unfolded.matches("BEGIN:VEVENT").count(), 1);
        }
    }
}
