use super::*;
use crate::ModelError;

fn parts(address: &str) -> Vec<(String, String)> {
    let parts = tagger().expect("the embedded model is whole").parts(address);
    parts.into_iter().map(|part| (part.kind, part.text)).collect()
}

#[track_caller]
fn check(address: &str, want: &[(&str, &str)]) {
    let found = parts(address);
    let found: Vec<(&str, &str)> = found.iter().map(|(k, t)| (k.as_str(), t.as_str())).collect();
    assert_eq!(found, want);
}

#[test]
fn addresses_of_invented_places_come_apart() {
    check(
        "浙江省杭州市西湖区云栖路88号青禾花园3幢2单元501室",
        &[
            ("prov", "浙江省"),
            ("city", "杭州市"),
            ("district", "西湖区"),
            ("road", "云栖路"),
            ("roadno", "88号"),
            ("poi", "青禾花园"),
            ("houseno", "3幢"),
            ("cellno", "2单元"),
            ("roomno", "501室"),
        ],
    );
    check("", &[]);
}

#[test]
fn tokens_are_letters_and_runs_of_digits_or_latin_letters() {
    let split =
        |text: &str| -> Vec<String> { tokens(text).into_iter().map(|token| token.text).collect() };
    assert_eq!(split("文三路３９８号B座ABC"), ["文", "三", "路", "398", "号", "b", "座", "abc"]);
    assert_eq!(split("人民路456-458号"), ["人", "民", "路", "456-458", "号"]);
    assert_eq!(split("花园7-2"), ["花", "园", "7", "-", "2"]);
}

#[test]
fn a_model_file_reads_back_and_damage_is_an_error() {
    let bytes = include_bytes!("../../data/tagger.bin");
    let chain = Tagger::decode(bytes).unwrap();
    assert_eq!(chain.encode(), bytes);
    assert_eq!(Tagger::decode(&bytes[..bytes.len() / 2]), Err(ModelError::Damaged));
    assert_eq!(Tagger::decode(b"HYCLAS01 of another kind"), Err(ModelError::Foreign));
    let net = include_bytes!("../../data/tagger_net.bin");
    assert!(chain.clone().with_net(net).is_ok());
    assert_eq!(chain.clone().with_net(&net[..9000]), Err(ModelError::Damaged));
    assert_eq!(chain.with_net(bytes), Err(ModelError::Foreign));
}

#[test]
fn candidates_for_one_address_are_judged_beside_each_other() {
    let (tagger, matcher) = (tagger().expect("whole"), matcher().expect("whole"));
    let address = "杭州市西湖区云栖路88号青禾花园3幢";
    let candidates =
        ["西湖区云栖路88号青禾花园三栋", "西湖区云栖路88号青禾花园(东门)", "浦东新区龙阳路1号"];
    let rows = matcher.rows(address, &candidates, tagger);
    for order in [Order::Ranked, Order::Any] {
        let verdicts = matcher.judge(&rows, order);
        let share = |at: usize| verdicts[at].shares;
        assert_eq!(verdicts[2].label, 0);
        assert!(share(2)[0] > 0.8 && share(0)[0] < 0.3 && share(1)[0] < 0.3, "{verdicts:?}");
        assert!(verdicts.iter().all(|v| (v.shares.iter().sum::<f32>() - 1.0).abs() < 1e-4));
    }
    assert!(matcher.judge(&matcher.rows(address, &[], tagger), Order::Ranked).is_empty());
}

#[test]
fn the_order_of_candidates_is_believed_only_where_it_tells_something() {
    let verdict = |no: f32| Verdict { label: 0, shares: [no, 1.0 - no, 0.0] };
    let best_first = vec![verdict(0.2), verdict(0.5), verdict(0.7)];
    let best_last: Vec<Verdict> = best_first.iter().rev().copied().collect();
    assert_eq!(order_of(&vec![best_first.clone(); 40]), Order::Ranked);
    assert_eq!(order_of(&vec![best_first.clone(); 4]), Order::Any);
    assert_eq!(order_of(&[vec![best_first; 20], vec![best_last; 20]].concat()), Order::Any);
    assert_eq!(order_of(&[]), Order::Any);
}

#[test]
fn a_damaged_matcher_is_an_error() {
    let (rarity, words, trees) = (
        include_bytes!("../../data/rarity.bin"),
        include_bytes!("../../data/pair_words.bin"),
        include_bytes!("../../data/pairs.bin"),
    );
    assert!(Matcher::decode(rarity, words, trees).is_ok());
    assert_eq!(Matcher::decode(rarity, words, &trees[..5000]), Err(ModelError::Damaged));
    assert_eq!(Matcher::decode(rarity, &words[..900], trees), Err(ModelError::Damaged));
    assert_eq!(Matcher::decode(trees, words, rarity), Err(ModelError::Foreign));
}

#[test]
fn a_few_lessons_teach_a_tagger() {
    let lesson = |text: &str, tags: &str| Lesson {
        tokens: tokens(text),
        tags: tags.split(' ').map(str::to_owned).collect(),
    };
    let lessons: Vec<Lesson> = ["幸福路12号", "东湖路3号", "建设路77号", "青云路8号"]
        .iter()
        .map(|text| lesson(text, "B-road I-road I-road B-roadno I-roadno"))
        .collect();
    let course = Course { rarest: 1, left_out: 0.1, ..Course::default() };
    let lexicon = Lexicon::of([(0, "江北省")].into_iter());
    let tagger = learn(&lessons, lexicon, course, |_| {});
    let tags = tagger.tags(&tokens("和平路5号"));
    assert_eq!(tags.join(" "), "B-road I-road I-road B-roadno I-roadno");
}
