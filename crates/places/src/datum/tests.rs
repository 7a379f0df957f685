//! Vectors that two independent libraries agree on to all digits, round
//! trips, and a comparison with PyPI `eviltransform` over the whole of China.

use std::io::Write;
use std::process::{Command, Stdio};

use super::*;

fn metres_between(a: LonLat, b: LonLat) -> f64 {
    let east = (a.lon - b.lon) * 111_320.0 * a.lat.to_radians().cos();
    let north = (a.lat - b.lat) * 110_574.0;
    east.hypot(north)
}

fn lon_lat(lon: f64, lat: f64) -> LonLat {
    LonLat { lon, lat }
}

/// Every 2 degrees over China, and finer over two cities.
fn points_over_china() -> Vec<LonLat> {
    let mut points = Vec::new();
    for lon in (74..=134).step_by(2) {
        for lat in (18..=52).step_by(2) {
            points.push(lon_lat(f64::from(lon) + 0.123_456, f64::from(lat) + 0.654_321));
        }
    }
    for step in 0..400 {
        let (column, row) = (f64::from(step % 20), f64::from(step / 20));
        points.push(lon_lat(114.0 + column * 0.017, 30.4 + row * 0.013));
        points.push(lon_lat(112.8 + column * 0.017, 28.0 + row * 0.013));
    }
    points
}

#[test]
fn known_points_convert_to_all_digits() {
    let wgs = lon_lat(114.32808, 30.5403);
    let gcj = lon_lat(114.333_555_248_542_17, 30.537_913_329_471_94);
    let bd = lon_lat(114.340_040_399_684_7, 30.543_977_374_487_73);
    for (from, to, input, want) in [
        (Datum::Wgs84, Datum::Gcj02, wgs, gcj),
        (Datum::Wgs84, Datum::Bd09, wgs, bd),
        (Datum::Gcj02, Datum::Bd09, gcj, bd),
        (Datum::Gcj02, Datum::Wgs84, gcj, wgs),
        (Datum::Bd09, Datum::Gcj02, bd, gcj),
        (Datum::Bd09, Datum::Wgs84, bd, wgs),
    ] {
        let got = input.convert(from, to);
        assert!(metres_between(got, want) < 1e-5, "{from} to {to}: {got:?}");
    }
}

#[test]
fn there_and_back_is_the_same_place() {
    let datums = [Datum::Wgs84, Datum::Gcj02, Datum::Bd09];
    for start in points_over_china() {
        for from in datums {
            for to in datums {
                let back = start.convert(from, to).convert(to, from);
                assert!(metres_between(start, back) < 0.001, "{from} {to} {start:?} {back:?}");
            }
        }
    }
}

#[test]
fn nothing_moves_outside_the_box_of_china() {
    for place in [lon_lat(2.35, 48.85), lon_lat(-74.0, 40.7), lon_lat(151.2, -33.9)] {
        assert_eq!(place.convert(Datum::Wgs84, Datum::Bd09), place);
        assert_eq!(place.convert(Datum::Bd09, Datum::Wgs84), place);
    }
}

#[test]
fn a_datum_is_read_in_the_ways_people_write_it() {
    assert_eq!("GCJ-02".parse(), Ok(Datum::Gcj02));
    assert_eq!("BD-09".parse(), Ok(Datum::Bd09));
    assert_eq!("EPSG:4490".parse(), Ok(Datum::Wgs84));
    assert_eq!("mars".parse::<Datum>(), Err(UnknownDatum));
    for datum in [Datum::Wgs84, Datum::Gcj02, Datum::Bd09] {
        assert_eq!(datum.to_string().parse(), Ok(datum));
    }
}

/// The script prints, for each point, what the library makes of it. Its own
/// inverses are a single step or a bisection to 1e-6 degrees; the agreement
/// asked for leaves room for that.
#[test]
fn conversions_agree_with_eviltransform_within_half_a_metre() {
    #[expect(clippy::disallowed_methods, reason = "the interpreter is a setting of the test run")]
    let Ok(python) = std::env::var("HUYING_PYTHON") else {
        // Past the test's capture, so that nobody takes silence for agreement.
        let _ =
            writeln!(std::io::stderr(), "eviltransform: not included: HUYING_PYTHON is not set");
        return;
    };
    let points = points_over_china();
    let answers = ask_eviltransform(&python, &points);
    assert_eq!(answers.len(), points.len() * 6, "the script answered every question");
    let mut furthest = [0.0_f64; 6];
    for (point, answers) in points.iter().zip(answers.chunks_exact(6)) {
        for (index, (from, to)) in PAIRS.into_iter().enumerate() {
            let off = metres_between(point.convert(from, to), answers[index]);
            furthest[index] = furthest[index].max(off);
        }
    }
    for (index, (from, to)) in PAIRS.into_iter().enumerate() {
        println!("{from} to {to}: at most {:.3} m apart", furthest[index]);
        assert!(furthest[index] < 0.5, "{from} to {to}: {} m apart", furthest[index]);
    }
}

/// The columns of the script's answer.
const PAIRS: [(Datum, Datum); 6] = [
    (Datum::Wgs84, Datum::Gcj02),
    (Datum::Gcj02, Datum::Bd09),
    (Datum::Wgs84, Datum::Bd09),
    (Datum::Gcj02, Datum::Wgs84),
    (Datum::Bd09, Datum::Gcj02),
    (Datum::Bd09, Datum::Wgs84),
];

fn ask_eviltransform(python: &str, points: &[LonLat]) -> Vec<LonLat> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../xtask/python/eviltransform_points.py");
    let mut child = Command::new(python)
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("HUYING_PYTHON names a Python that starts");
    let mut questions = String::new();
    for point in points {
        questions.push_str(&format!("{} {}\n", point.lon, point.lat));
    }
    let mut stdin = child.stdin.take().expect("stdin was asked for");
    let writer = std::thread::spawn(move || stdin.write_all(questions.as_bytes()));
    let output = child.wait_with_output().expect("the script ends");
    writer.join().expect("the writer ends").expect("the script reads its questions");
    assert!(
        output.status.success(),
        "install eviltransform for HUYING_PYTHON: pip install eviltransform==0.1.1"
    );
    let text = String::from_utf8(output.stdout).expect("the script prints ASCII");
    let numbers: Vec<f64> =
        text.split_whitespace().map(|word| word.parse().expect("a number")).collect();
    numbers.chunks_exact(2).map(|pair| lon_lat(pair[0], pair[1])).collect()
}
