//! Rebuilds this crate when the front-end files were built anew, which the
//! embedding macro alone would not notice for new file names.

use std::path::Path;

fn main() {
    let manifest = "../../web/dist/manifest.json";
    let watched = if Path::new(manifest).exists() { manifest } else { "../../web" };
    println!("cargo:rerun-if-changed={watched}");
    println!("cargo:rerun-if-changed=build.rs");
}
