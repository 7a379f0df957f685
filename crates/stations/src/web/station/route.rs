//! Addresses that open a map app with the way to a place, each in the datum
//! its map is drawn in.

use people::percent_encoded;
use places::{Datum, LonLat, Point};

/// Who sends people there, as the apps ask to be told.
const SOURCE: &str = "huying";

/// Names of the apps and where they are opened.
pub(crate) fn routes(name: &str, point: Point) -> Vec<(&'static str, String)> {
    let at = |datum| degrees(point.degrees(datum));
    let name = percent_encoded(name);
    let (lon, lat) = at(Datum::Gcj02);
    let amap = format!(
        "https://uri.amap.com/navigation?to={lon},{lat},{name}&mode=walk&coordinate=gaode&callnative=1&src={SOURCE}"
    );
    let tencent = format!(
        "https://apis.map.qq.com/uri/v1/routeplan?type=walk&to={name}&tocoord={lat},{lon}&coord_type=2&referer={SOURCE}"
    );
    let (lon, lat) = at(Datum::Bd09);
    let baidu = format!(
        "https://api.map.baidu.com/direction?destination=latlng:{lat},{lon}%7Cname:{name}&mode=walking&coord_type=bd09ll&output=html&src={SOURCE}"
    );
    let (lon, lat) = at(Datum::Wgs84);
    let other = format!("geo:{lat},{lon}?q={lat},{lon}({name})");
    vec![
        (ui::key("station-route-amap"), amap),
        (ui::key("station-route-tencent"), tencent),
        (ui::key("station-route-baidu"), baidu),
        (ui::key("station-route-other"), other),
    ]
}

/// Six digits behind the point are a tenth of a metre.
fn degrees(at: LonLat) -> (String, String) {
    (format!("{:.6}", at.lon), format!("{:.6}", at.lat))
}
