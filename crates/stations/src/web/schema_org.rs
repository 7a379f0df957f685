//! A station as schema.org says it, in the head of its page.

use jiff::civil::Date;
use kernel::hours::DayPlan;
use places::Datum;
use serde_json::{Value, json};
use ui::Html;

use crate::domain::directory::{Directory, Place};
use crate::web::hours;

/// So many days are told one by one: what differs from the week is among them.
const DAYS: usize = 28;

#[derive(askama::Template)]
#[template(source = "{{ text|safe }}", ext = "html")]
struct Block {
    text: String,
}

/// The data block. Nothing in it can end the element it stands in.
pub(crate) fn data(directory: &Directory, place: &Place, today: Date, origin: &str) -> Html {
    let text = station(directory, place, today, origin).to_string();
    Html::of(&Block { text: text.replace('<', "\\u003c") })
}

/// The station as JSON-LD.
pub(crate) fn station(directory: &Directory, place: &Place, today: Date, origin: &str) -> Value {
    let station = &place.station;
    let at = station.point.degrees(Datum::Wgs84);
    let days = directory.days(place, today, DAYS);
    let url = format!("{origin}/stations/{}", station.code);
    json!({
        "@context": "https://schema.org",
        "@type": "CivicStructure",
        "@id": url,
        "url": url,
        "identifier": station.code,
        "name": station.name,
        "telephone": station.phone,
        "address": {
            "@type": "PostalAddress",
            "streetAddress": station.address,
            "addressCountry": "CN",
        },
        "geo": { "@type": "GeoCoordinates", "latitude": at.lat, "longitude": at.lon },
        "isAccessibleForFree": true,
        "amenityFeature": place.facilities.iter().map(|facility| json!({
            "@type": "LocationFeatureSpecification",
            "name": facility.kind.as_str(),
            "value": true,
        })).collect::<Vec<_>>(),
        "openingHoursSpecification": specifications(&days),
    })
}

/// Each day by itself, which is how schema.org tells exceptions: `validFrom` and `validThrough`
/// are that day. A closed day opens and closes at midnight, as search engines read it.
fn specifications(days: &[DayPlan]) -> Vec<Value> {
    let mut all = Vec::new();
    for plan in days {
        let date = plan.date.to_string();
        let one = |opens: &str, closes: &str| {
            json!({
                "@type": "OpeningHoursSpecification",
                "validFrom": date,
                "validThrough": date,
                "opens": opens,
                "closes": closes,
            })
        };
        let spans = hours::clock_spans(plan);
        if spans.is_empty() {
            all.push(one("00:00", "00:00"));
        }
        for span in spans {
            let (opens, closes) = span.split_once('–').unwrap_or(("00:00", "00:00"));
            all.push(one(opens, if closes == "24:00" { "23:59" } else { closes }));
        }
    }
    all
}
