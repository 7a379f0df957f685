//! The report form between browser and server: what was typed, which photos
//! are kept, and what is wrong.

use axum::extract::Request;
use db::photos::PhotoFault;
use kernel::ports::StoredPhoto;
use people::PageError;
use people::domain::phone::Phone;
use people::files::{FormParts, Room};
use places::{Datum, Point, RegionCode};
use ui::{FormState, Lang, Tr, key};

use super::super::photos;
use crate::app::Desk;
use crate::domain::circumstance::{RequesterType, TEXT_MAX, Told};
use crate::domain::request::{
    ADDRESS_MAX, CONTENT_MAX, CONTENT_MIN, NewRequest, PHOTOS_MAX, Place,
};
use crate::domain::words::{OrderType, Origin};

const NAME_MAX: usize = 30;
/// Shorter numbers are service lines, at which nobody can be called back.
const CALLABLE_MIN: usize = 7;

/// The types a resident may choose, in the order of the cards.
pub(super) const TYPES: [OrderType; 6] = [
    OrderType::Complaint,
    OrderType::Help,
    OrderType::Consultation,
    OrderType::Suggestion,
    OrderType::Praise,
    OrderType::Report,
];
/// When somebody may be called.
pub(super) const WINDOWS: [&str; 4] = ["", "morning", "afternoon", "evening"];

/// A form as it came.
pub(super) struct Sent {
    pub(super) form: FormState,
    pub(super) photos: Vec<StoredPhoto>,
}

/// What the person asks for next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// Show what will be sent, who answers and by when.
    Check,
    /// Back to the form.
    Edit,
    /// Send it.
    Send,
}

impl Sent {
    pub(super) fn step(&self) -> Step {
        match self.form.value("step") {
            "send" => Step::Send,
            "edit" => Step::Edit,
            _ => Step::Check,
        }
    }
}

/// Reads the form and stores its photos. A picture that cannot be used is an
/// error of the field; the others stay.
pub(super) async fn read(desk: &Desk, request: Request) -> Result<Sent, PageError> {
    let room = Room { photos: PHOTOS_MAX, keeps: true };
    let parts = FormParts::read(request, &desk.blobs, room).await?;
    let mut sent = assemble(desk, parts.pairs, parts.photos);
    for fault in parts.faults {
        sent.form.error(
            "photos",
            match fault {
                PhotoFault::TooLarge => key("report-photo-large"),
                PhotoFault::Unreadable => key("report-photo-unreadable"),
            },
        );
    }
    if sent.photos.len() > PHOTOS_MAX || parts.left_out > 0 {
        sent.photos.truncate(PHOTOS_MAX);
        sent.form.error("photos", key("report-photos-many"));
    }
    Ok(sent)
}

/// Photos kept from an earlier round come before new ones; those struck out
/// are left away. A point in another datum becomes one of ours.
fn assemble(desk: &Desk, pairs: Vec<(String, String)>, fresh: Vec<StoredPhoto>) -> Sent {
    let mut pairs = pairs;
    let photos = photos::keeps(desk).gather(&mut pairs, fresh);
    Sent { form: FormState::from_pairs(in_our_datum(pairs)), photos }
}

fn in_our_datum(mut pairs: Vec<(String, String)>) -> Vec<(String, String)> {
    let number = |wanted: &str| {
        let found = pairs.iter().find(|(name, _)| name == wanted)?;
        found.1.trim().parse::<i64>().ok()
    };
    let datum = pairs.iter().find(|(name, _)| name == "datum").map(|(_, value)| value.as_str());
    let datum: Datum = datum.and_then(|text| text.parse().ok()).unwrap_or_default();
    if datum == Datum::Wgs84 {
        return pairs;
    }
    if let (Some(lon), Some(lat)) = (number("lon"), number("lat")) {
        #[expect(clippy::cast_precision_loss, reason = "degrees have ten digits, a float fifteen")]
        let point = Point::from_degrees(datum, lon as f64 / 1e7, lat as f64 / 1e7);
        for (name, value) in &mut pairs {
            match (name.as_str(), &point) {
                ("lon", Ok(point)) => *value = point.lon_e7().to_string(),
                ("lat", Ok(point)) => *value = point.lat_e7().to_string(),
                ("datum", _) => "wgs84".clone_into(value),
                _ => {}
            }
        }
    }
    pairs
}

/// A form without fault, as values.
pub(super) struct Draft {
    pub(super) request: NewRequest,
    pub(super) phone: Option<String>,
    pub(super) name: String,
    pub(super) point: Option<Point>,
    /// One of [`WINDOWS`].
    pub(super) window: &'static str,
    /// For whom it is, when somebody else tells it.
    pub(super) other: Option<ForOther>,
}

/// Told for somebody who does not tell it themselves.
pub(super) struct ForOther {
    pub(super) relation: String,
    pub(super) consent: String,
    pub(super) name: String,
    pub(super) phone: String,
}

impl ForOther {
    /// As the circumstances of a request.
    pub(super) fn told(self) -> Told {
        Told {
            requester_type: RequesterType::Person,
            origin: Origin::OnComplaint,
            trigger_kind: None,
            trigger_text: String::new(),
            is_proxy: true,
            proxy_relation: self.relation,
            consent: self.consent,
        }
    }
}

/// Staff read it as the caller would have said it.
fn in_words(window: &str) -> String {
    Tr::new(Lang::ZhCn).s(window_key(window)).into_owned()
}

/// The words of a time in which somebody may be called.
pub(super) fn window_key(window: &str) -> &'static str {
    match window {
        "morning" => key("report-window-morning"),
        "afternoon" => key("report-window-afternoon"),
        "evening" => key("report-window-evening"),
        _ => key("report-window-any"),
    }
}

/// Finds every fault; gives the values when there is none.
pub(super) fn check(desk: &Desk, sent: &mut Sent, channel: &str) -> Option<Draft> {
    let form = &mut sent.form;
    check_content(form);
    let order_type = form.value("type").parse::<OrderType>().ok();
    let order_type = order_type.filter(|kind| TYPES.contains(kind));
    if order_type.is_none() {
        form.error("type", key("report-type-missing"));
    }
    form.limit("address", ADDRESS_MAX);
    let point = check_point(desk, form);
    let phone = check_contact(form);
    form.limit("name", NAME_MAX);
    let other = check_other(form, phone.is_some());
    if form.has_errors() {
        return None;
    }
    let order_type = order_type?;
    let region = form.value("region").parse::<RegionCode>().ok();
    let window = WINDOWS.iter().copied().find(|window| *window == form.value("window"));
    let window = window.filter(|window| phone.is_some() && !window.is_empty());
    let request = NewRequest {
        submission_key: form.value("key").to_owned(),
        channel: channel.to_owned(),
        channel_ref: None,
        origin: Origin::OnComplaint,
        order_type,
        title: String::new(),
        content: form.value("content").to_owned(),
        occurred_at: None,
        received_at: desk.app.now(),
        place: Place {
            address: form.value("address").to_owned(),
            // A point says more than the list.
            region_code: region.filter(|_| point.is_none()).map(|code| code.to_string()),
            point_e7: point.map(|point| (point.lon_e7(), point.lat_e7())),
            ..Place::default()
        },
        requester_ref: None,
        query_code_tag: String::new(),
        confidential: order_type == OrderType::Report && form.value("confidential") == "1",
        reply_wanted: true,
        contact_window: window.map(in_words),
    };
    let name = form.value("name").to_owned();
    Some(Draft { name, request, phone, point, window: window.unwrap_or(""), other })
}

fn check_content(form: &mut FormState) {
    let length = form.value("content").chars().count();
    if length == 0 {
        form.error("content", key("report-content-missing"));
    } else if length < CONTENT_MIN {
        form.error_with("content", key("report-content-short"), vec![("n", CONTENT_MIN.into())]);
    }
    form.limit("content", CONTENT_MAX);
}

/// A point that cannot be, or lies elsewhere, is the place's fault.
fn check_point(desk: &Desk, form: &mut FormState) -> Option<Point> {
    if form.value("lon").is_empty() && form.value("lat").is_empty() {
        return None;
    }
    let number = |name: &str| form.value(name).parse::<i64>().ok();
    let point = number("lon").zip(number("lat")).and_then(|(lon, lat)| Point::new(lon, lat).ok());
    let atlas = desk.atlas.current();
    let inside = point.filter(|point| atlas.root().is_none() || atlas.locate(*point).is_some());
    if inside.is_none() {
        form.error("address", key("report-place-outside"));
    }
    inside
}

/// The telephone, when one is to be left.
fn check_contact(form: &mut FormState) -> Option<String> {
    match form.value("contact") {
        "anonymous" => None,
        "phone" => {
            let typed = form.value("phone").to_owned();
            if typed.is_empty() {
                form.error("phone", key("report-phone-missing"));
            } else if !Phone::parse(&typed).is_ok_and(|phone| phone.as_str().len() >= CALLABLE_MIN)
            {
                form.error("phone", key("report-phone-wrong"));
            }
            Some(typed)
        }
        _ => {
            form.error("contact", key("report-contact-missing"));
            None
        }
    }
}

/// For whom it is told; whoever tells it must be reachable themselves.
fn check_other(form: &mut FormState, is_reachable: bool) -> Option<ForOther> {
    if form.value("for_other") != "1" || !is_reachable {
        return None;
    }
    form.require("relation", key("report-relation-missing")).limit("relation", TEXT_MAX);
    form.require("consent", key("report-consent-missing")).limit("consent", TEXT_MAX);
    form.limit("other_name", NAME_MAX);
    let phone = form.value("other_phone").to_owned();
    if !phone.is_empty() && Phone::parse(&phone).is_err() {
        form.error("other_phone", key("report-phone-wrong"));
    }
    let text = |name: &str| form.value(name).to_owned();
    Some(ForOther {
        relation: text("relation"),
        consent: text("consent"),
        name: text("other_name"),
        phone,
    })
}
