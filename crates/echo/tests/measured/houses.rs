//! One house has many matters: short texts that share their address alone are
//! told apart, and those that share their matter are found. Measured on the
//! demo city's own requests, shortened to their titles.

use std::collections::HashMap;

use echo::repeats::{Message, Prepared, Rarity, probability};

/// So probable is worth a person's look.
const WORTH_A_LOOK: f32 = 0.3;

struct Asked {
    category: String,
    compound: String,
    group: String,
    prepared: Prepared,
}

fn asked() -> Vec<Asked> {
    let city = concat!(env!("CARGO_MANIFEST_DIR"), "/../../city/demo");
    let mut rows = Vec::new();
    for n in 1..=6 {
        let mut reader = csv::Reader::from_path(format!("{city}/requests-{n}.csv")).unwrap();
        let head = reader.headers().unwrap().clone();
        for row in reader.records() {
            let row = row.unwrap();
            let cell = |name: &str| {
                let at = head.iter().position(|known| known == name).unwrap();
                row.get(at).unwrap_or_default().to_owned()
            };
            let message = Message {
                title: cell("title"),
                body: cell("title"),
                address: cell("address"),
                ..Message::default()
            };
            rows.push((cell("category"), cell("compound"), cell("group"), message));
        }
    }
    let mut rarity = Rarity::default();
    rows.iter().for_each(|(.., message)| rarity.add_message(message));
    let rows = rows.into_iter().filter(|(_, compound, ..)| !compound.is_empty());
    rows.map(|(category, compound, group, message)| Asked {
        category,
        compound,
        group,
        prepared: Prepared::new(&message, &rarity),
    })
    .collect()
}

#[test]
fn texts_of_one_house_are_one_matter_only_when_they_say_so() {
    let rows = asked();
    let mut houses: HashMap<&str, Vec<&Asked>> = HashMap::new();
    rows.iter().for_each(|row| houses.entry(&row.compound).or_default().push(row));
    let (mut same, mut found, mut other, mut wrong) = (0, 0, 0, 0);
    for house in houses.values() {
        for (at, one) in house.iter().enumerate() {
            for two in house.iter().skip(at + 1) {
                let is_same = !one.group.is_empty() && one.group == two.group;
                let differ = one.category.get(..2) != two.category.get(..2);
                let shown = probability(&one.prepared, &two.prepared) >= WORTH_A_LOOK;
                if is_same {
                    same += 1;
                    found += i32::from(shown);
                } else if differ {
                    other += 1;
                    wrong += i32::from(shown);
                }
            }
        }
    }
    let (recall, noise) = (f64::from(found) / f64::from(same), f64::from(wrong) / f64::from(other));
    println!("{same} pairs of one matter, {recall:.3} shown; {other} of two, {noise:.4} shown");
    assert!(same > 50 && other > 1_000, "{same} {other}");
    assert!(recall > 0.8 && noise < 0.15, "{recall} {noise}");
}
