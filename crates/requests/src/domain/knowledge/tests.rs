use jiff::civil::date;
use kernel::id::Id;

use super::*;

fn entry(valid_to: Option<Date>) -> Entry {
    let id = |n| Id::from_parts(Instant::from_millis(1_000), n);
    Entry {
        id: KnowledgeId(id(1)),
        code: "K1".into(),
        version: 1,
        state: EntryState::Published,
        revision: 1,
        text: EntryText {
            question: "新生儿怎样参加居民医保？".into(),
            answer: "出生后凭户口簿办理。".into(),
            basis: "《社会保险法》".into(),
            source: String::new(),
            keywords: "宝宝医保;上医保".into(),
            category_code: None,
            owner_unit: UnitId(id(2)),
            region_code: None,
            audience: Audience::Public,
            valid_from: date(2026, 1, 1),
            valid_to,
            review_months: 6,
        },
        reviewed_on: date(2026, 1, 31),
        flagged_on: None,
        right_count: 0,
        wrong_count: 0,
        updated_at: Instant::from_millis(1_000),
    }
}

/// Every state with every verb, in the order of the words.
const TABLE: [(EntryState, [&str; 5]); 3] = [
    // edit, publish, review, retire, restore
    (EntryState::Draft, ["draft", "published", "-", "-", "-"]),
    (EntryState::Published, ["published", "-", "published", "retired", "-"]),
    (EntryState::Retired, ["-", "-", "-", "-", "draft"]),
];

#[test]
fn every_state_takes_the_verbs_of_the_table_and_no_other() {
    for (state, row) in TABLE {
        for (verb, wanted) in EntryVerb::ALL.iter().zip(row) {
            let got = state.after(*verb).map_or("-", EntryState::as_str);
            assert_eq!(got, wanted, "{state} {verb}");
        }
    }
}

#[test]
fn an_entry_says_whether_it_may_be_relied_on() {
    let cases = [
        (None, date(2025, 12, 31), Standing::NotYet),
        (None, date(2026, 7, 31), Standing::Sound),
        (None, date(2026, 8, 1), Standing::Overdue),
        (Some(date(2026, 6, 30)), date(2026, 6, 30), Standing::Sound),
        (Some(date(2026, 6, 30)), date(2026, 7, 1), Standing::Expired),
        (Some(date(2026, 6, 30)), date(2027, 7, 1), Standing::Expired),
    ];
    for (valid_to, today, wanted) in cases {
        assert_eq!(entry(valid_to).standing(today), wanted, "{valid_to:?} {today}");
    }
}

#[test]
fn the_review_falls_on_the_end_of_a_shorter_month() {
    let mut entry = entry(None);
    entry.text.review_months = 1;
    assert_eq!(entry.review_due_on(), date(2026, 2, 28));
}

#[test]
fn residents_read_what_is_published_for_them_and_holds() {
    let today = date(2026, 3, 1);
    assert!(entry(None).is_public(today));
    assert!(!entry(Some(date(2026, 2, 1))).is_public(today));
    assert!(!Entry { state: EntryState::Draft, ..entry(None) }.is_public(today));
    let mut inner = entry(None);
    inner.text.audience = Audience::Staff;
    assert!(!inner.is_public(today));
}

#[test]
fn terms_are_pairs_of_characters_and_whole_words() {
    assert_eq!(terms_of("医保卡"), ["医保", "保卡"]);
    assert_eq!(terms_of("补办ETC卡，3天"), ["补办", "etc", "3"]);
    assert_eq!(query_terms("路灯路灯"), ["路灯", "灯路"]);
    let terms = entry(None).text.terms();
    assert_eq!((terms["医保"], terms["新生"], terms["户口"]), (4, 3, 1));
}

#[test]
fn a_text_is_checked() {
    let faulty = |change: fn(&mut EntryText)| {
        let mut text = entry(None).text;
        change(&mut text);
        text.check().err().map(|fault| fault.field)
    };
    assert_eq!(faulty(|_| ()), None);
    assert_eq!(faulty(|text| text.basis.clear()), Some("basis"));
    assert_eq!(faulty(|text| text.valid_to = Some(date(2025, 1, 1))), Some("valid_to"));
    assert_eq!(faulty(|text| text.review_months = 0), Some("review_months"));
}
