//! How long finding a place takes of one core: `cargo run --release -p places --example locate -- city/demo`.
//! With a second argument the city is made so many times as large, with other names.

use std::path::Path;
use std::time::Instant;

use cpu_time::ThreadTime;
use jiff::civil::date;
use places::atlas::AtlasRows;
use places::{Atlas, Compound, PlaceAsked, PlacesPack};

/// A long call: about 200 letters with a few places.
const CALL: &str = "你好，我想反映一下，我家住在桂花园小区三栋二单元，最近这半个月每天晚上十一点以后楼下的烧烤摊还在营业，\
油烟直接飘到家里来，喝酒划拳的声音特别大，老人孩子都睡不着。我们给社区和城管都打过电话，说是在文昌大道与云汀大道交叉口那边有人管，\
但是一直没有人来处理。旁边还有一个菜市场，早上四点多就开始卸货，也很吵。希望有关部门能够尽快来现场看一下，给我们一个答复，谢谢。";

#[expect(clippy::print_stdout, reason = "a measurement for people")]
fn main() {
    let mut args = std::env::args().skip(1);
    let folder = args.next().unwrap_or_else(|| "city/demo".into());
    let times: usize = args.next().and_then(|times| times.parse().ok()).unwrap_or(1);
    let (pack, _) = PlacesPack::read(Path::new(&folder));
    let mut rows = AtlasRows {
        regions: pack.regions.iter().map(|record| record.region.clone()).collect(),
        grids: pack.grids,
        compounds: pack.compounds,
        roads: pack.roads,
        landmarks: pack.landmarks,
        ..AtlasRows::default()
    };
    let own = rows.compounds.clone();
    for copy in 1..times {
        rows.compounds.extend(own.iter().map(|compound| renamed(compound, copy)));
    }
    let begun = Instant::now();
    let atlas = Atlas::new(rows, date(2026, 11, 26));
    let built = begun.elapsed();
    for (what, text) in [("short", "钟楼巷小曲3栋旁边"), ("long", CALL)] {
        let mut taken: Vec<u128> = (0..500)
            .map(|_| {
                let begun = ThreadTime::now();
                let answer = atlas.find(&PlaceAsked { content: text, ..PlaceAsked::default() });
                let taken = begun.elapsed().as_micros();
                assert!(!answer.guesses.is_empty());
                taken
            })
            .collect();
        taken.sort_unstable();
        let at = |share: usize| taken.get(taken.len() * share / 100).copied().unwrap_or(0);
        println!(
            "{{\"text\":\"{what}\",\"letters\":{},\"names\":{},\"atlas_ms\":{},\"p50_us\":{},\"p99_us\":{}}}",
            text.chars().count(),
            atlas.gazetteer().len(),
            built.as_millis(),
            at(50),
            at(99)
        );
    }
}

/// The same compound with letters of its name moved along, so that names stay
/// as different as they are.
fn renamed(compound: &Compound, copy: usize) -> Compound {
    let moved = |letter: char| {
        let is_word =
            "小区社区花园家园宿舍安置新村公寓苑里府城".contains(letter) || letter.is_ascii();
        let next = u32::from(letter) + u32::try_from(copy).unwrap_or(0) * 7;
        if is_word { letter } else { char::from_u32(next).unwrap_or(letter) }
    };
    let name = compound.name.chars().map(moved).collect();
    Compound { id: format!("{}-{copy}", compound.id), name, ..compound.clone() }
}
