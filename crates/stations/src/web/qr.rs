//! A code to photograph, drawn as one path that takes the colour of the text.

use std::fmt::Write;

use askama::Template;
use qrcode::{Color, EcLevel, QrCode};
use ui::Html;

/// White modules around a code, as its standard asks for.
const QUIET: usize = 4;

#[derive(Template)]
#[template(path = "station/qr.html")]
struct Picture {
    side: usize,
    path: String,
    title: String,
}

/// The code of a text; nothing when the text is too long for one.
pub(crate) fn qr(text: &str, title: &str) -> Html {
    let Ok(code) = QrCode::with_error_correction_level(text, EcLevel::M) else {
        return Html::default();
    };
    let width = code.width();
    let picture = Picture {
        side: width + 2 * QUIET,
        path: path(&code.into_colors(), width),
        title: title.to_owned(),
    };
    Html::of(&picture)
}

/// Dark modules as rows of rectangles.
fn path(modules: &[Color], width: usize) -> String {
    let mut path = String::new();
    for (row, line) in modules.chunks(width.max(1)).enumerate() {
        let mut column = 0;
        while let Some(start) = line.iter().skip(column).position(|module| *module == Color::Dark) {
            let start = column + start;
            let dark = line.iter().skip(start).take_while(|module| **module == Color::Dark).count();
            let _ = write!(path, "M{} {}h{dark}v1h-{dark}z", start + QUIET, row + QUIET);
            column = start + dark;
        }
    }
    path
}
