//! GeoJSON files, read feature by feature so that each fault names its line.

use std::path::Path;
use std::str::FromStr;

use geojson::{Feature, GeometryValue, Position};
use serde_json::value::RawValue;

use super::fault::{Fault, Problem};
use super::table::{line_at, read_text};
use crate::datum::Datum;
use crate::domain::{Area, AreaError, Point};

#[derive(serde::Deserialize)]
struct Collection<'a> {
    #[serde(borrow)]
    features: Vec<&'a RawValue>,
}

/// A feature with its line.
pub(super) struct Shape {
    pub(super) file: &'static str,
    pub(super) line: u64,
    feature: Feature,
}

/// The features of a file; none when the file is not there.
pub(super) fn read_shapes(dir: &Path, file: &'static str, faults: &mut Vec<Fault>) -> Vec<Shape> {
    if !dir.join(file).exists() {
        return Vec::new();
    }
    let Some(text) = read_text(dir, file, faults) else { return Vec::new() };
    let collection: Collection<'_> = match serde_json::from_str(&text) {
        Ok(collection) => collection,
        Err(error) => {
            faults.push(Fault::new(
                file,
                error.line() as u64,
                Problem::BadGeojson,
                &[("reason", &error)],
            ));
            return Vec::new();
        }
    };
    let mut shapes = Vec::new();
    for raw in collection.features {
        // The raw text is a slice of the file's text, so its address tells its place.
        let offset = (raw.get().as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
        let line = line_at(text.as_bytes().get(..offset).unwrap_or_default());
        match Feature::from_str(raw.get()) {
            Ok(feature) => shapes.push(Shape { file, line, feature }),
            Err(error) => {
                faults.push(Fault::new(file, line, Problem::BadGeojson, &[("reason", &error)]))
            }
        }
    }
    shapes
}

impl Shape {
    /// A text property, empty if it is not there.
    pub(super) fn text(&self, name: &str) -> &str {
        self.feature.property(name).and_then(|value| value.as_str()).unwrap_or_default()
    }

    /// A text property that must read as `T`.
    pub(super) fn parse<T: FromStr>(
        &self,
        name: &'static str,
        problem: Problem,
        faults: &mut Vec<Fault>,
    ) -> Option<T> {
        let text = self.text(name);
        let parsed = text.parse();
        if parsed.is_err() {
            faults.push(self.fault(problem, &[("column", &name), ("value", &text)]));
        }
        parsed.ok()
    }

    /// The ground it draws.
    pub(super) fn area(&self, key: &str, faults: &mut Vec<Fault>) -> Option<Area> {
        let polygons = match self.feature.geometry.as_ref().map(|geometry| &geometry.value) {
            Some(GeometryValue::Polygon { coordinates }) => vec![rings(coordinates)],
            Some(GeometryValue::MultiPolygon { coordinates }) => {
                coordinates.iter().map(|rings_| rings(rings_)).collect()
            }
            _ => {
                faults.push(self.fault(Problem::WrongGeometry, &[]));
                return None;
            }
        };
        let polygons: Option<Vec<Vec<Vec<Point>>>> = polygons.into_iter().collect();
        let Some(polygons) = polygons else {
            faults.push(
                self.fault(Problem::BadCoordinate, &[("column", &"coordinates"), ("value", &key)]),
            );
            return None;
        };
        let area = Area::from_polygons(&polygons);
        if let Err(error) = area {
            faults.push(self.fault(problem_of(error), &[("key", &key)]));
        }
        area.ok()
    }

    /// The line it draws.
    pub(super) fn course(&self, key: &str, faults: &mut Vec<Fault>) -> Option<Vec<Point>> {
        let Some(GeometryValue::LineString { coordinates }) =
            self.feature.geometry.as_ref().map(|geometry| &geometry.value)
        else {
            faults.push(self.fault(Problem::WrongGeometry, &[]));
            return None;
        };
        let course: Option<Vec<Point>> = coordinates.iter().map(point).collect();
        if course.is_none() {
            faults.push(
                self.fault(Problem::BadCoordinate, &[("column", &"coordinates"), ("value", &key)]),
            );
        }
        course
    }

    pub(super) fn fault(&self, problem: Problem, args: &[(&'static str, &dyn ToString)]) -> Fault {
        Fault::new(self.file, self.line, problem, args)
    }
}

fn problem_of(error: AreaError) -> Problem {
    match error {
        AreaError::Empty => Problem::WrongGeometry,
        AreaError::NotClosed => Problem::RingOpen,
        AreaError::TooFewCorners => Problem::RingTooShort,
        AreaError::NotSimple => Problem::RingCrossesItself,
    }
}

fn rings(coordinates: &[Vec<Position>]) -> Option<Vec<Vec<Point>>> {
    coordinates.iter().map(|ring| ring.iter().map(point).collect()).collect()
}

fn point(position: &Position) -> Option<Point> {
    match position.as_slice() {
        [lon, lat, ..] => Point::from_degrees(Datum::Wgs84, *lon, *lat).ok(),
        _ => None,
    }
}
