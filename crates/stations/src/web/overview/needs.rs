//! What riders and drivers told us they need, by place and topic; few people
//! are never told apart.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::Response;
use kernel::time::Instant;
use people::record::Table;
use people::{PageError, Staff};
use places::{RegionCode, RegionLevel};
use ui::{Prefs, Tr};

use super::{Scope, WEEKS, guarded_table, monday, scope};
use crate::app::Stations;
use crate::domain::keeping::cells;
use crate::domain::rider_need::NeedTopic;
use crate::store::rider_need as store;
use crate::web::rider_needs::topic_key;

/// The table as a sheet.
pub(super) const SHEET: &str = "/desk/stations/overview/needs.csv";

/// How many by region and topic; an empty region where no place was told.
type Told = Vec<(String, NeedTopic, i64)>;

/// The needs of the weeks looked back.
pub(super) async fn read(stations: &Stations, scope: &Scope<'_>) -> Result<Told, PageError> {
    let since = Instant::start_of(monday(scope.now, WEEKS - 1));
    let read = stations.app.db.read(since, |tx, since| Box::pin(store::counts(tx, *since)));
    Ok(read.await?)
}

/// Needs by street and topic, small cells withheld. Needs without a place are
/// told to whoever looks over the whole city.
pub(super) fn by_topic(scope: &Scope<'_>, t: Tr, told: &Told) -> Table {
    let sees_all = scope.atlas.regions().all(|region| scope.sees(region.code));
    let mut rows: BTreeMap<String, Vec<(NeedTopic, i64)>> = BTreeMap::new();
    for (region, topic, number) in told {
        let name = match region.parse::<RegionCode>() {
            Ok(code) if scope.sees(code) => {
                let street = scope.atlas.at_level(code, RegionLevel::Street);
                scope.atlas.path_name(street.map_or(code, |street| street.code))
            }
            Err(_) if region.is_empty() && sees_all => t.s("overview-no-place").into_owned(),
            _ => continue,
        };
        rows.entry(name).or_default().push((*topic, *number));
    }
    let is_told = |topic: &NeedTopic| rows.values().flatten().any(|(told, _)| told == topic);
    let topics: Vec<NeedTopic> = NeedTopic::ALL.iter().copied().filter(is_told).collect();
    let figures: Vec<Vec<i64>> = rows
        .values()
        .map(|row| {
            let of = |topic: &NeedTopic| {
                row.iter().filter(|(told, _)| told == topic).map(|(_, number)| number).sum()
            };
            topics.iter().map(of).collect()
        })
        .collect();
    let guarded = cells::guard(&figures, scope.least);
    let head = topics.iter().map(|topic| t.s(topic_key(*topic)).into_owned()).collect();
    let names: Vec<String> = rows.keys().cloned().collect();
    if names.is_empty() {
        return Table::default();
    }
    guarded_table(t, t.s("overview-street").as_ref(), head, names, &guarded)
}

/// `GET …/needs.csv`
pub(super) async fn sheet(
    State(stations): State<Stations>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    scope!(stations, staff => scope);
    let told = read(&stations, &scope).await?;
    Ok(by_topic(&scope, Tr::new(prefs.lang), &told).csv("stations-needs.csv", str::to_owned))
}
