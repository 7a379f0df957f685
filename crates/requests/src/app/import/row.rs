//! One row of a file as a request, or the reason why it cannot be one.

use kernel::time::Instant;
use ui::key;

use super::read::Cells;
use super::{AfterReply, Course, FileKey, ImportMap, row_key};
use crate::app::submit::Submission;
use crate::domain::request::{NewRequest, Place, RequestFault, TITLE_MAX};
use crate::domain::rules::Rules;
use crate::domain::words::{OrderType, Origin, Urgency};
use crate::domain::{change, reply};

/// A good row.
pub struct Draft {
    /// The request.
    pub submission: Submission,
    /// What happened to it elsewhere, if it was answered.
    pub course: Option<Course>,
    /// Name and phone, not yet sealed.
    pub name: Option<String>,
    /// Phone as written.
    pub phone: Option<String>,
}

/// A bad row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reject {
    /// Row number in the file, the header being row 1.
    pub row: u64,
    /// Why.
    pub reason: RowReason,
    /// The cells, to be mended and read again.
    pub cells: Vec<String>,
}

/// Why a row cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowReason {
    /// The row cannot be read at all.
    Unreadable(String),
    /// No text, or next to none.
    ContentMissing,
    /// Longer than is kept.
    ContentLong,
    /// A time that is none.
    BadTime(String),
    /// A time that has not come yet.
    Future(String),
    /// The reply lies before the request.
    ReplyBeforeRequest,
    /// A reply without its time, or a time without a reply.
    ReplyIncomplete,
    /// A reply that tells nothing.
    ReplyShort,
    /// A reply longer than is kept.
    ReplyLong,
    /// A type that is none.
    UnknownType(String),
    /// A category the city does not have.
    UnknownCategory(String),
    /// A unit the city does not have.
    UnknownUnit(String),
}

impl RowReason {
    /// Message key and the value it names.
    pub fn message(&self) -> (&'static str, &str) {
        match self {
            Self::Unreadable(reason) => (key("import-unreadable"), reason),
            Self::ContentMissing => (key("import-content-missing"), ""),
            Self::ContentLong => (key("import-content-long"), ""),
            Self::BadTime(value) => (key("import-bad-time"), value),
            Self::Future(value) => (key("import-future"), value),
            Self::ReplyBeforeRequest => (key("import-reply-before-request"), ""),
            Self::ReplyIncomplete => (key("import-reply-incomplete"), ""),
            Self::ReplyShort => (key("import-reply-short"), ""),
            Self::ReplyLong => (key("import-reply-long"), ""),
            Self::UnknownType(value) => (key("import-unknown-type"), value),
            Self::UnknownCategory(value) => (key("import-unknown-category"), value),
            Self::UnknownUnit(value) => (key("import-unknown-unit"), value),
        }
    }
}

/// What a row is read against.
pub struct Frame<'a> {
    /// The map.
    pub map: &'a ImportMap,
    /// The city.
    pub rules: &'a Rules,
    /// The file.
    pub file: &'a FileKey,
    /// The present.
    pub now: Instant,
}

/// Reads a row.
///
/// # Errors
/// The first reason why it cannot be taken.
pub fn draft(frame: &Frame<'_>, row: u64, cells: &Cells) -> Result<Draft, RowReason> {
    let (map, columns) = (frame.map, &frame.map.columns);
    let get = |name: &Option<String>| {
        name.as_deref()
            .and_then(|name| cells.get(name))
            .map(str::trim)
            .filter(|text| !text.is_empty())
    };
    let content = cells.get(&columns.content).unwrap_or_default().trim().to_owned();
    let received_at = time(frame, get(&columns.received_at))?.unwrap_or(frame.now);
    let order_type = match get(&columns.order_type) {
        Some(text) => order_type(text)?,
        None => map.order_type,
    };
    let request = NewRequest {
        submission_key: row_key(frame.file, row),
        channel: map.channel.clone(),
        channel_ref: get(&columns.channel_ref).map(str::to_owned),
        origin: Origin::OnComplaint,
        order_type,
        title: title(get(&columns.title)),
        content,
        occurred_at: time(frame, get(&columns.occurred_at))?,
        received_at,
        place: Place {
            address: get(&columns.address).unwrap_or_default().chars().take(200).collect(),
            ..Place::default()
        },
        requester_ref: None,
        query_code_tag: String::new(),
        confidential: false,
        reply_wanted: true,
        contact_window: None,
    };
    let request = request.check().map_err(|fault| match fault {
        RequestFault::ContentShort => RowReason::ContentMissing,
        RequestFault::ContentLong | RequestFault::TitleLong | RequestFault::AddressLong => {
            RowReason::ContentLong
        }
    })?;
    let course = course(frame, &get, received_at)?;
    let at = if course.is_some() { received_at } else { frame.now };
    let submission = Submission {
        request,
        urgency: Urgency::Normal,
        category_code: None,
        identity: None,
        photos: Vec::new(),
        actor: super::actor(),
        at,
    };
    let (name, phone) = (get(&columns.name), get(&columns.phone));
    Ok(Draft { submission, course, name: name.map(str::to_owned), phone: phone.map(str::to_owned) })
}

/// Titles of other systems may be longer than ours: they are cut, the whole
/// text stands in the content anyway.
fn title(text: Option<&str>) -> String {
    text.unwrap_or_default().chars().take(TITLE_MAX).collect()
}

fn time(frame: &Frame<'_>, text: Option<&str>) -> Result<Option<Instant>, RowReason> {
    let Some(text) = text else { return Ok(None) };
    let at = Instant::parse(text).ok_or_else(|| RowReason::BadTime(text.to_owned()))?;
    if at > frame.now {
        return Err(RowReason::Future(text.to_owned()));
    }
    Ok(Some(at))
}

fn order_type(text: &str) -> Result<OrderType, RowReason> {
    const NAMES: [(&str, OrderType); 7] = [
        ("咨询", OrderType::Consultation),
        ("求助", OrderType::Help),
        ("投诉", OrderType::Complaint),
        ("举报", OrderType::Report),
        ("建议", OrderType::Suggestion),
        ("表扬", OrderType::Praise),
        ("其他", OrderType::Other),
    ];
    let named = NAMES.iter().find(|(name, _)| text.starts_with(name)).map(|(_, kind)| *kind);
    named.or_else(|| text.parse().ok()).ok_or_else(|| RowReason::UnknownType(text.to_owned()))
}

fn course<'c>(
    frame: &Frame<'_>,
    get: &dyn Fn(&Option<String>) -> Option<&'c str>,
    received_at: Instant,
) -> Result<Option<Course>, RowReason> {
    let (map, columns) = (frame.map, &frame.map.columns);
    let told = get(&columns.reply);
    let replied_at = time(frame, get(&columns.replied_at))?;
    let (told, replied_at) = match (told, replied_at) {
        (None, None) => return Ok(None),
        (Some(told), Some(at)) => (told, at),
        (Some(_), None) | (None, Some(_)) => return Err(RowReason::ReplyIncomplete),
    };
    if replied_at < received_at {
        return Err(RowReason::ReplyBeforeRequest);
    }
    // What the order itself would refuse must not stop the rows beside it.
    let (least, most) = match map.after_reply {
        AfterReply::Callback => (reply::TEXT_MIN, reply::TEXT_MAX),
        AfterReply::Close => (1, change::TEXT_MAX),
    };
    match told.chars().count() {
        length if length < least => return Err(RowReason::ReplyShort),
        length if length > most => return Err(RowReason::ReplyLong),
        _ => {}
    }
    let unit = get(&columns.unit).or(map.unit.as_deref()).unwrap_or_default().to_owned();
    let category = get(&columns.category).or(map.category.as_deref()).unwrap_or_default();
    // A direct answer needs neither; a unit's answer needs both.
    let needed = map.after_reply == AfterReply::Callback;
    if (needed || !unit.is_empty()) && frame.rules.unit_by_slug(&unit).is_none() {
        return Err(RowReason::UnknownUnit(unit));
    }
    if (needed || !category.is_empty()) && frame.rules.category(category).is_none() {
        return Err(RowReason::UnknownCategory(category.to_owned()));
    }
    Ok(Some(Course {
        unit,
        category_code: category.to_owned(),
        reply: told.to_owned(),
        replied_at,
        after: map.after_reply,
    }))
}
