//! The binary `huying`.
fn main() {}
