//! Maps drawn on the server as SVG: areas, lines, points. They work without
//! script; areas and points can be links.
//!
//! Input is WGS-84 in 1e-7 degrees, as `(lon_e7, lat_e7)`. A city is small
//! enough for a plain projection around its middle; floating point is used
//! for drawing only.

use std::fmt::Write;

use askama::Template;

use crate::components::{component, owned};
use crate::html::{Html, escaped};
use crate::shell::Tone;

/// A place: longitude and latitude in 1e-7 degrees.
pub type Place = (i64, i64);

const METRES_PER_DEGREE: f64 = 111_320.0;

/// What kind of line is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// A small street.
    Minor,
    /// A street with traffic.
    Main,
    /// A fast road.
    Fast,
    /// A river or canal.
    Water,
    /// The edge of a region.
    Border,
}

impl LineKind {
    fn code(self) -> &'static str {
        match self {
            Self::Minor => "minor",
            Self::Main => "main",
            Self::Fast => "fast",
            Self::Water => "water",
            Self::Border => "border",
        }
    }
}

/// An area of the map.
#[derive(Clone, Debug, Default)]
pub struct Area {
    rings: Vec<Vec<Place>>,
    level: Option<u8>,
    label: String,
    title: String,
    href: String,
    current: bool,
    water: bool,
}

impl Area {
    /// An area by its outer ring and any holes.
    pub fn new(rings: Vec<Vec<Place>>) -> Self {
        Self { rings, ..Self::default() }
    }

    /// Its step on the colour ramp, 0 to 5.
    #[must_use]
    pub fn level(self, level: u8) -> Self {
        Self { level: Some(level.min(5)), ..self }
    }

    /// A name written on it.
    #[must_use]
    pub fn label(self, label: impl AsRef<str>) -> Self {
        Self { label: owned(label), ..self }
    }

    /// What it says when asked ("中南街道：187 件").
    #[must_use]
    pub fn title(self, title: impl AsRef<str>) -> Self {
        Self { title: owned(title), ..self }
    }

    /// Where it leads.
    #[must_use]
    pub fn href(self, href: impl AsRef<str>) -> Self {
        Self { href: owned(href), ..self }
    }

    /// The area the page is about.
    #[must_use]
    pub fn current(self) -> Self {
        Self { current: true, ..self }
    }

    /// A lake or river.
    #[must_use]
    pub fn water(self) -> Self {
        Self { water: true, ..self }
    }
}

/// A point of the map.
#[derive(Clone, Debug, Default)]
pub struct Marker {
    at: Place,
    label: String,
    title: String,
    href: String,
    tone: Tone,
    pin: bool,
}

impl Marker {
    /// A round mark with a short label in it ("1", "A") and its words.
    pub fn new(at: Place, label: impl AsRef<str>, title: impl AsRef<str>) -> Self {
        Self { at, label: owned(label), title: owned(title), ..Self::default() }
    }

    /// The place the page is about: a pin.
    pub fn pin(at: Place, title: impl AsRef<str>) -> Self {
        Self { at, title: owned(title), pin: true, tone: Tone::Bad, ..Self::default() }
    }

    /// How it is meant.
    #[must_use]
    pub fn tone(self, tone: Tone) -> Self {
        Self { tone, ..self }
    }

    /// Where it leads.
    #[must_use]
    pub fn href(self, href: impl AsRef<str>) -> Self {
        Self { href: owned(href), ..self }
    }
}

/// A map in the making.
#[derive(Clone, Debug, Default)]
pub struct Map {
    id: String,
    title: String,
    attribution: String,
    areas: Vec<Area>,
    lines: Vec<(LineKind, Vec<Place>)>,
    names: Vec<(Place, String)>,
    circles: Vec<(Place, i64)>,
    markers: Vec<Marker>,
    view: Option<(Place, i64)>,
    size: Option<(i64, i64)>,
}

/// A finished map.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "components/map.html")]
pub struct MapFigure {
    picture: Html,
    attribution: String,
}

component!(MapFigure);

impl Map {
    /// A map; `title` says what it shows. `id` is unique on the page.
    pub fn new(id: impl AsRef<str>, title: impl AsRef<str>) -> Self {
        Self { id: owned(id), title: owned(title), ..Self::default() }
    }

    /// Source and approval number, printed on the map.
    #[must_use]
    pub fn attribution(self, attribution: impl AsRef<str>) -> Self {
        Self { attribution: owned(attribution), ..self }
    }

    /// Adds an area.
    #[must_use]
    pub fn area(mut self, area: Area) -> Self {
        self.areas.push(area);
        self
    }

    /// Adds a line.
    #[must_use]
    pub fn line(mut self, kind: LineKind, places: Vec<Place>) -> Self {
        self.lines.push((kind, places));
        self
    }

    /// Writes a name at a place (a road, a landmark).
    #[must_use]
    pub fn name(mut self, at: Place, name: impl AsRef<str>) -> Self {
        self.names.push((at, owned(name)));
        self
    }

    /// Adds a dashed circle with a radius in metres.
    #[must_use]
    pub fn circle(mut self, at: Place, radius_m: i64) -> Self {
        self.circles.push((at, radius_m));
        self
    }

    /// Adds a point.
    #[must_use]
    pub fn marker(mut self, marker: Marker) -> Self {
        self.markers.push(marker);
        self
    }

    /// Shows `width_m` metres around a place instead of everything.
    #[must_use]
    pub fn view(self, centre: Place, width_m: i64) -> Self {
        Self { view: Some((centre, width_m.max(50))), ..self }
    }

    /// Width and height of the picture in its own units (560 × 340 unless told).
    #[must_use]
    pub fn size(self, width: i64, height: i64) -> Self {
        Self { size: Some((width, height)), ..self }
    }

    /// The finished map.
    pub fn figure(&self) -> MapFigure {
        MapFigure { picture: self.picture(), attribution: self.attribution.clone() }
    }

    fn picture(&self) -> Html {
        let (width, height) = self.size.unwrap_or((560, 340));
        let project = Projection::new(self, width, height);
        let links = self.areas.iter().any(|area| !area.href.is_empty())
            || self.markers.iter().any(|marker| !marker.href.is_empty());
        let role = if links { "group" } else { "img" };
        let mut svg = format!(
            r#"<svg class="map__picture" viewBox="0 0 {width} {height}" role="{role}" aria-labelledby="{0}-title"><title id="{0}-title">{1}</title>"#,
            escaped(&self.id),
            escaped(&self.title)
        );
        self.areas.iter().for_each(|area| draw_area(&mut svg, &project, area));
        self.draw_lines(&mut svg, &project);
        for (at, radius_m) in &self.circles {
            let (x, y) = project.point(*at);
            let _ = write!(
                svg,
                r#"<circle class="map__circle" cx="{x:.1}" cy="{y:.1}" r="{:.1}"/>"#,
                project.metres(*radius_m)
            );
        }
        self.draw_labels(&mut svg, &project);
        for (at, text) in &self.names {
            let (x, y) = project.point(*at);
            name(&mut svg, "map__name", x, y + 4.0, text);
        }
        self.markers.iter().for_each(|marker| draw_marker(&mut svg, &project, marker));
        svg.push_str("</svg>");
        Html(svg)
    }

    /// Names of areas, the largest first. One that would lie on another is
    /// moved a line up or down, or left to the area's own title.
    fn draw_labels(&self, svg: &mut String, project: &Projection) {
        let mut areas: Vec<(&Area, (f64, f64), f64)> = Vec::new();
        for area in self.areas.iter().filter(|area| !area.label.is_empty()) {
            let (x, y) = project.point(middle(&area.rings));
            areas.push((area, (x, y), extent(project, &area.rings)));
        }
        areas.sort_by(|one, two| two.2.total_cmp(&one.2));
        let mut taken: Vec<LabelBox> = Vec::new();
        for (area, (x, y), _) in areas {
            let places = [0.0, LABEL_LINE, -LABEL_LINE].map(|shift| (x, y + 4.0 + shift));
            let free = places.into_iter().find(|(x, y)| {
                let own = LabelBox::of(&area.label, *x, *y);
                taken.iter().all(|other| !other.meets(&own))
            });
            let Some((x, y)) = free else { continue };
            taken.push(LabelBox::of(&area.label, x, y));
            name(svg, "map__label", x, y, &area.label);
        }
    }

    /// Casings first, so that crossings look joined.
    fn draw_lines(&self, svg: &mut String, project: &Projection) {
        for layer in ["casing", "line"] {
            for (kind, places) in &self.lines {
                let _ = write!(
                    svg,
                    r#"<path class="map__{layer} map__{layer}--{}" d="{}"/>"#,
                    kind.code(),
                    path(project, places, false)
                );
            }
        }
    }

    /// Every place on the map, for the frame.
    fn places(&self) -> impl Iterator<Item = Place> {
        let areas = self.areas.iter().flat_map(|area| area.rings.iter().flatten());
        let lines = self.lines.iter().flat_map(|(_, places)| places);
        areas.chain(lines).copied().chain(self.markers.iter().map(|marker| marker.at))
    }
}

/// A line of a label, and how wide a letter of it is: as large as the labels
/// are drawn on a telephone.
const LABEL_LINE: f64 = 18.0;
const LABEL_WIDE: f64 = 15.0;
const LABEL_NARROW: f64 = 8.0;

/// Where a label lies.
struct LabelBox {
    middle: (f64, f64),
    half_width: f64,
}

impl LabelBox {
    fn of(label: &str, x: f64, y: f64) -> Self {
        let wide = |letter: char| if letter.is_ascii() { LABEL_NARROW } else { LABEL_WIDE };
        Self { middle: (x, y), half_width: label.chars().map(wide).sum::<f64>() / 2.0 }
    }

    fn meets(&self, other: &Self) -> bool {
        let aside = (self.middle.0 - other.middle.0).abs();
        let above = (self.middle.1 - other.middle.1).abs();
        aside < self.half_width + other.half_width && above < LABEL_LINE
    }
}

/// How much of the picture an area's box takes.
fn extent(project: &Projection, rings: &[Vec<Place>]) -> f64 {
    let corners = rings.iter().flatten().map(|place| project.point(*place));
    let (mut low, mut high) = ((f64::MAX, f64::MAX), (f64::MIN, f64::MIN));
    for (x, y) in corners {
        low = (low.0.min(x), low.1.min(y));
        high = (high.0.max(x), high.1.max(y));
    }
    (high.0 - low.0) * (high.1 - low.1)
}

/// Degrees to units of the picture.
struct Projection {
    centre: (f64, f64),
    half: (f64, f64),
    /// Units a degree of latitude takes, and one of longitude.
    scale: (f64, f64),
}

impl Projection {
    fn new(map: &Map, width: i64, height: i64) -> Self {
        let (width, height) = (to_float(width), to_float(height));
        let ((lon, lat), units_per_degree) = match map.view {
            Some((centre, width_m)) => {
                (degrees(centre), width / to_float(width_m) * METRES_PER_DEGREE)
            }
            None => fit(map.places(), width, height),
        };
        let squeeze = lat.to_radians().cos();
        Self {
            centre: (lon, lat),
            half: (width / 2.0, height / 2.0),
            scale: (units_per_degree * squeeze, units_per_degree),
        }
    }

    fn point(&self, place: Place) -> (f64, f64) {
        let (lon, lat) = degrees(place);
        (
            self.half.0 + (lon - self.centre.0) * self.scale.0,
            self.half.1 - (lat - self.centre.1) * self.scale.1,
        )
    }

    fn metres(&self, metres: i64) -> f64 {
        to_float(metres) / METRES_PER_DEGREE * self.scale.1
    }
}

/// The middle of all places and the scale that shows them with a margin.
fn fit(places: impl Iterator<Item = Place>, width: f64, height: f64) -> ((f64, f64), f64) {
    let mut bounds: Option<[f64; 4]> = None;
    for (lon, lat) in places.map(degrees) {
        let [west, south, east, north] = bounds.unwrap_or([lon, lat, lon, lat]);
        bounds = Some([west.min(lon), south.min(lat), east.max(lon), north.max(lat)]);
    }
    let Some([west, south, east, north]) = bounds else { return ((0.0, 0.0), 1.0) };
    let centre = ((west + east) / 2.0, (south + north) / 2.0);
    let squeeze = centre.1.to_radians().cos();
    let smallest = 100.0 / METRES_PER_DEGREE;
    let (wide, high) = (((east - west) * squeeze).max(smallest), (north - south).max(smallest));
    (centre, (width * 0.92 / wide).min(height * 0.92 / high))
}

fn degrees((lon_e7, lat_e7): Place) -> (f64, f64) {
    (to_float(lon_e7) / 1e7, to_float(lat_e7) / 1e7)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "places on a picture need far fewer digits than 52 bits"
)]
fn to_float(number: i64) -> f64 {
    number as f64
}

fn path(project: &Projection, places: &[Place], close: bool) -> String {
    let mut path = String::with_capacity(places.len() * 12);
    for (index, place) in places.iter().enumerate() {
        let (x, y) = project.point(*place);
        let _ = write!(path, "{}{x:.1} {y:.1}", if index == 0 { "M" } else { "L" });
    }
    if close && !path.is_empty() {
        path.push('Z');
    }
    path
}

/// A place to write a name on: the middle of the outer ring's box.
fn middle(rings: &[Vec<Place>]) -> Place {
    let Some(outer) = rings.first() else { return (0, 0) };
    let lon = (outer.iter().map(|place| place.0).min(), outer.iter().map(|place| place.0).max());
    let lat = (outer.iter().map(|place| place.1).min(), outer.iter().map(|place| place.1).max());
    let half = |ends: (Option<i64>, Option<i64>)| ends.0.unwrap_or(0).midpoint(ends.1.unwrap_or(0));
    (half(lon), half(lat))
}

fn draw_area(svg: &mut String, project: &Projection, area: &Area) {
    let rings: String = area.rings.iter().map(|ring| path(project, ring, true)).collect();
    let class = match (area.water, area.level) {
        (true, _) => "map__area map__area--water".to_owned(),
        (_, Some(level)) => format!("map__area level level--{level}"),
        _ => "map__area".to_owned(),
    };
    let current = if area.current { " map__area--current" } else { "" };
    let title = if area.title.is_empty() {
        String::new()
    } else {
        format!("<title>{}</title>", escaped(&area.title))
    };
    let shape =
        format!(r#"<path class="{class}{current}" fill-rule="evenodd" d="{rings}">{title}</path>"#);
    link(svg, &area.href, if area.title.is_empty() { &area.label } else { &area.title }, &shape);
}

fn draw_marker(svg: &mut String, project: &Projection, marker: &Marker) {
    let (x, y) = project.point(marker.at);
    let title = escaped(&marker.title);
    let tone = marker.tone.code();
    let shape = if marker.pin {
        format!(
            r#"<g class="map__marker map__marker--{tone}" transform="translate({x:.1} {y:.1})"><title>{title}</title><path class="map__pin" d="M0 0C-3-7-11-12-11-20a11 11 0 0 1 22 0C11-12 3-7 0 0Z"/><circle class="map__eye" cy="-20" r="4.200"/></g>"#
        )
    } else {
        format!(
            r#"<g class="map__marker map__marker--{tone}" transform="translate({x:.1} {y:.1})"><title>{title}</title><circle class="map__dot" r="10"/><text class="map__number" y="4" text-anchor="middle">{}</text></g>"#,
            escaped(&marker.label)
        )
    };
    // What is read out begins with what is seen.
    let said = if marker.pin || marker.label.is_empty() {
        marker.title.clone()
    } else {
        format!("{} {}", marker.label, marker.title)
    };
    link(svg, &marker.href, &said, &shape);
}

fn link(svg: &mut String, href: &str, title: &str, shape: &str) {
    if href.is_empty() {
        svg.push_str(shape);
    } else {
        let _ = write!(
            svg,
            r#"<a class="map__link" href="{}" aria-label="{}">{shape}</a>"#,
            escaped(href),
            escaped(title)
        );
    }
}

fn name(svg: &mut String, class: &str, x: f64, y: f64, text: &str) {
    let _ = write!(
        svg,
        r#"<text class="{class}" x="{x:.1}" y="{y:.1}" text-anchor="middle" aria-hidden="true">{}</text>"#,
        escaped(text)
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    const CENTRE: Place = (1_143_000_000, 305_000_000);

    #[test]
    fn a_place_in_the_middle_of_the_view_is_in_the_middle_of_the_picture() {
        let html = Map::new("m", "位置")
            .view(CENTRE, 1000)
            .size(400, 200)
            .marker(Marker::pin(CENTRE, "这里"))
            .circle(CENTRE, 100)
            .figure()
            .to_html()
            .to_string();
        assert!(html.contains("translate(200.0 100.0)"), "{html}");
        assert!(
            html.contains(r#"r="40.0""#),
            "a hundred metres of a thousand take a tenth of the width: {html}"
        );
    }

    #[test]
    fn everything_fits_when_no_view_is_given() {
        let ring = vec![
            CENTRE,
            (1_144_000_000, 305_000_000),
            (1_144_000_000, 306_000_000),
            (1_143_000_000, 306_000_000),
        ];
        let map = Map::new("m", "x")
            .area(Area::new(vec![ring.clone()]).level(9).label("甲 & 乙").href("/a"))
            .size(400, 300);
        let project = Projection::new(&map, 400, 300);
        for place in ring {
            let (x, y) = project.point(place);
            assert!((0.0..=400.0).contains(&x) && (0.0..=300.0).contains(&y), "{x} {y}");
        }
        let html = map.figure().to_html().to_string();
        assert!(
            html.contains("level--5")
                && html.contains("甲 &amp; 乙")
                && html.contains(r#"role="group""#),
            "{html}"
        );
    }

    #[test]
    fn an_empty_map_is_still_a_picture() {
        assert!(Map::new("m", "x").figure().to_html().as_str().contains("</svg>"));
    }

    #[test]
    fn a_label_that_would_lie_on_another_moves_or_is_left_out() {
        let square = |lon: i64, size: i64| {
            vec![vec![(lon, 0), (lon + size, 0), (lon + size, size), (lon, size)]]
        };
        let map = |areas: Vec<Area>| {
            let map = areas.into_iter().fold(Map::new("m", "地图").size(200, 200), Map::area);
            map.figure().picture.to_string()
        };
        let alone = map(vec![Area::new(square(0, 1_000_000)).label("大区")]);
        assert_eq!(alone.matches("map__label").count(), 1);
        // Four names on one spot: three lines are free there.
        let names = ["甲街道", "乙街道", "丙街道", "丁街道"];
        let crowd = map(names.iter().map(|n| Area::new(square(0, 1_000_000)).label(n)).collect());
        assert_eq!(crowd.matches("map__label").count(), 3);
        let apart = map(vec![
            Area::new(square(0, 1_000_000)).label("东区"),
            Area::new(square(9_000_000, 1_000_000)).label("西区"),
        ]);
        assert_eq!(apart.matches("map__label").count(), 2);
    }
}
