//! What a call asks for, and the page that answers it.

use axum::Json;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use kernel::time::Instant;
use people::{ApiError, record::Asked};
use places::{Atlas, Datum, PlaceAsked, Point, RegionCode};
use serde_json::{Value, json};
use ui::key;

use super::model::Row;

/// Entities on a page unless told.
const PER_PAGE: usize = 100;
/// The most that one page holds.
const PER_PAGE_MAX: usize = 1_000;

/// The parameters of a list.
pub(super) struct Ask {
    pub(super) search: String,
    pub(super) term: String,
    pub(super) taxonomy: String,
    pub(super) organization: String,
    pub(super) modified_after: Option<Instant>,
    pub(super) is_full: bool,
    pub(super) is_minimal: bool,
    pub(super) near: Near,
    page: usize,
    per_page: usize,
    is_lines: bool,
}

/// A circle in which something must lie.
pub(super) enum Near {
    /// Anywhere.
    Anywhere,
    /// Around a place that is not known: nothing lies there.
    Nowhere,
    /// Around a point, so many metres at most.
    Around(Point, f64),
}

impl Near {
    /// Whether a point lies in it.
    pub(super) fn holds(&self, point: Point) -> bool {
        match self {
            Self::Anywhere => true,
            Self::Nowhere => false,
            Self::Around(centre, metres) => centre.metres_to(point) <= *metres,
        }
    }
}

impl Ask {
    /// Reads them; what is not understood is named.
    pub(super) fn of(asked: &Asked, atlas: &Atlas) -> Result<Self, ApiError> {
        let text = |name: &str| asked.get(name).to_owned();
        let modified_after = match asked.get("modified_after") {
            "" => None,
            // A plus sign in an address is a blank unless it was written as %2B.
            text => {
                match Instant::parse(&text.replace(' ', "+")).or_else(|| Instant::parse(text)) {
                    None => return Err(bad("modified_after")),
                    at => at,
                }
            }
        };
        Ok(Self {
            search: text("search"),
            term: text("taxonomy_term_id"),
            taxonomy: text("taxonomy_id"),
            organization: text("organization_id"),
            modified_after,
            is_full: flag(asked, "full")?,
            is_minimal: flag(asked, "minimal")?,
            near: near(asked, atlas)?,
            page: number(asked, "page", 1)?,
            per_page: number(asked, "per_page", PER_PAGE)?.min(PER_PAGE_MAX),
            is_lines: match asked.get("format") {
                "" | "json" => false,
                "ndjson" => true,
                _ => return Err(bad("format")),
            },
        })
    }

    /// Whether words stand in one of some texts.
    pub(super) fn says(&self, texts: &[&str]) -> bool {
        self.search.is_empty() || texts.iter().any(|text| text.contains(&self.search))
    }

    /// Whether something was changed since.
    pub(super) fn is_new(&self, changed_at: Instant) -> bool {
        self.modified_after.is_none_or(|after| changed_at >= after)
    }

    /// The page of an answer; one line each where lines were asked for.
    pub(super) fn page(&self, all: impl IntoIterator<Item = impl FnOnce() -> Row>) -> Response {
        let all: Vec<_> = all.into_iter().collect();
        if self.is_lines {
            let lines = all.into_iter().map(|row| Value::Object(row()).to_string() + "\n");
            return open("application/x-ndjson", lines.collect::<String>().into_response());
        }
        let total = all.len();
        let per_page = if self.is_minimal { total.max(1) } else { self.per_page };
        let pages = total.div_ceil(per_page).max(1);
        let from = (self.page - 1).saturating_mul(per_page);
        let contents: Vec<Value> =
            all.into_iter().skip(from).take(per_page).map(|row| Value::Object(row())).collect();
        let body = json!({
            "total_items": total,
            "total_pages": pages,
            "page_number": self.page,
            "size": contents.len(),
            "first_page": self.page == 1,
            "last_page": self.page >= pages,
            "empty": contents.is_empty(),
            "contents": contents,
        });
        answer(&body)
    }
}

/// An answer in JSON that programs of other sites may read.
pub(super) fn answer(body: &Value) -> Response {
    open("application/json", Json(body).into_response())
}

/// Everything of the directory is public: any page may ask for it, and may keep it a minute.
pub(super) fn open(kind: &'static str, mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=60"));
    response
}

fn bad(name: &str) -> ApiError {
    ApiError::invalid(name, key("hsds-bad-value"))
}

fn flag(asked: &Asked, name: &str) -> Result<bool, ApiError> {
    match asked.get(name) {
        "" | "false" | "0" => Ok(false),
        "true" | "1" => Ok(true),
        _ => Err(bad(name)),
    }
}

fn number(asked: &Asked, name: &str, usual: usize) -> Result<usize, ApiError> {
    match asked.get(name) {
        "" => Ok(usual),
        text => text.parse().ok().filter(|number| *number > 0).ok_or_else(|| bad(name)),
    }
}

/// `proximity` metres around `postcode`, which here may be a region's code or any name of a
/// place, or around `latitude` and `longitude` in WGS-84, which are ours.
fn near(asked: &Asked, atlas: &Atlas) -> Result<Near, ApiError> {
    let metres = match asked.get("proximity") {
        "" => None,
        text => {
            let metres =
                text.parse::<f64>().ok().filter(|metres| *metres >= 0.0 && metres.is_finite());
            Some(metres.ok_or_else(|| bad("proximity"))?)
        }
    };
    let degrees = |name: &str| asked.get(name).parse::<f64>().map_err(|_| bad(name));
    let point = match (asked.get("latitude"), asked.get("postcode")) {
        ("", "") if asked.get("longitude").is_empty() => None,
        ("", words) if !words.is_empty() => match place(atlas, words) {
            None => return Ok(Near::Nowhere),
            point => point,
        },
        _ => {
            let (lat, lon) = (degrees("latitude")?, degrees("longitude")?);
            let point = Point::from_degrees(Datum::Wgs84, lon, lat);
            Some(point.map_err(|_| bad("latitude"))?)
        }
    };
    match (point, metres) {
        (None, None) => Ok(Near::Anywhere),
        (None, Some(_)) => Err(bad("postcode")),
        (Some(point), metres) => Ok(Near::Around(point, metres.unwrap_or(1_000.0))),
    }
}

fn place(atlas: &Atlas, words: &str) -> Option<Point> {
    let middle = |code: RegionCode| {
        let bounds = atlas.area(code)?.bounds();
        let lon = i64::midpoint(bounds.min.lon_e7(), bounds.max.lon_e7());
        Point::new(lon, i64::midpoint(bounds.min.lat_e7(), bounds.max.lat_e7())).ok()
    };
    if let Ok(code) = words.parse::<RegionCode>() {
        return middle(code);
    }
    let answer = atlas.find(&PlaceAsked::address(words));
    let best = answer.best()?;
    best.point.or_else(|| middle(best.region?))
}
