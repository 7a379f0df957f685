//! The index against a plain model of it: the same requests in a list, every
//! one compared with the draft.

use std::collections::BTreeMap;
use std::path::PathBuf;

use proptest::prelude::*;

use super::*;
use kernel::time::{DAY_US, Instant};

/// A folder that is gone when the test is over.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        use std::sync::atomic::{AtomicU32, Ordering};
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("huying-index-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        let _ = std::fs::remove_dir_all(&path);
        Self(path)
    }

    fn open(&self) -> Index {
        Index::open(&self.0, "", Access::Write).unwrap()
    }

    fn files(&self, beginning: &str) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(&self.0).unwrap().map(|entry| entry.unwrap().path());
        let ours =
            |path: &PathBuf| path.file_name().unwrap().to_string_lossy().starts_with(beginning);
        entries.filter(ours).collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn id(n: u32) -> Id {
    Id::from_parts(
        Instant::from_micros(1_700_000_000_000_000 + i64::from(n) * DAY_US / 50),
        n.into(),
    )
}

const PLACES: [&str; 8] =
    ["丽景花园", "幸福路", "和平小区", "联丰路", "金星新村", "梅溪湖", "黄兴路", "松桂园"];
const MATTERS: [&str; 8] = [
    "电梯坏了没人修",
    "路灯不亮晚上很黑",
    "工地半夜施工噪声太大",
    "井盖松动很危险",
    "物业乱收费不开发票",
    "公交车等了一个小时不来",
    "垃圾堆在门口没人清运",
    "学校门口车辆乱停乱放",
];

fn draft(n: u32) -> MatchDraft {
    let n = n as usize;
    MatchDraft {
        title: format!("{}{}", PLACES[n % 8], MATTERS[n / 8 % 8]),
        content: format!(
            "{}{}栋{}，第{}次反映",
            PLACES[n / 3 % 8],
            n % 13,
            MATTERS[n / 5 % 8],
            n % 7
        ),
        point_e7: (!n.is_multiple_of(3))
            .then_some((1_129_000_000 + n as i64 % 40 * 30_000, 282_000_000)),
        region_code: "430102001000".into(),
        at: Instant::from_micros(1_700_000_000_000_000 + n as i64 * DAY_US / 50),
        ..MatchDraft::default()
    }
}

/// What is done to index and model alike.
#[derive(Debug, Clone)]
enum Step {
    Insert(u32, u32),
    Remove(u32),
    Label(u32, u32),
    Flush,
    Reopen,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => (0..60_u32, 0..500_u32).prop_map(|(n, text)| Step::Insert(n, text)),
        2 => (0..60_u32).prop_map(Step::Remove),
        2 => ((0..60_u32), 1..9_u32).prop_map(|(n, label)| Step::Label(n, label)),
        1 => Just(Step::Flush),
        1 => Just(Step::Reopen),
    ]
}

type Model = BTreeMap<u32, (u32, u32)>;

fn run(steps: &[Step]) -> (Folder, Index, Model) {
    let folder = Folder::new();
    let (mut index, mut model) = (folder.open(), Model::new());
    for step in steps {
        match step {
            Step::Insert(n, text) => {
                index.insert(id(*n), &draft(*text), Label(0)).unwrap();
                model.insert(*n, (*text, 0));
            }
            Step::Remove(n) => {
                index.remove(id(*n)).unwrap();
                model.remove(n);
            }
            Step::Label(n, label) => {
                index.relabel(id(*n), Label(*label)).unwrap();
                model.entry(*n).and_modify(|entry| entry.1 = *label);
            }
            Step::Flush => index.flush().unwrap(),
            Step::Reopen => {
                drop(index);
                index = folder.open();
            }
        }
    }
    (folder, index, model)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn whatever_happens_the_index_holds_what_the_model_holds(
        steps in prop::collection::vec(step(), 1..120),
    ) {
        let (_folder, index, model) = run(&steps);
        prop_assert_eq!(index.stats().requests, model.len() as u64);
        for n in 0..60 {
            let found = index.get(id(n)).unwrap();
            prop_assert_eq!(found.as_ref().map(|found| found.label.0), model.get(&n).map(|e| e.1));
            if let (Some(found), Some((text, _))) = (found, model.get(&n)) {
                let mut title = Vec::new();
                terms::push_plain(&draft(*text).title, 100, &mut title);
                prop_assert_eq!(found.title, title.into_iter().collect::<String>());
            }
        }
        // A search finds exactly those that have the words.
        let has = |text: &u32| format!("{:?}", draft(*text)).contains("路灯不亮");
        let mut expected: Vec<Id> =
            model.iter().filter(|(_, (text, _))| has(text)).map(|(n, _)| id(*n)).collect();
        expected.reverse();
        prop_assert_eq!(index.search("路灯不亮", 100).unwrap(), expected);
    }

    #[test]
    fn the_best_are_those_of_exact_scoring(
        steps in prop::collection::vec(step(), 30..120),
        asked in 0..500_u32,
    ) {
        let (_folder, index, _) = run(&steps);
        let fast = index.similar(&draft(asked), 5).unwrap();
        let exact = index.similar_exact(&draft(asked), 5).unwrap();
        let scores = |found: &[Found]| found.iter().map(|f| f.likeness).collect::<Vec<_>>();
        // So few requests are all candidates, as far as they share a rare term.
        prop_assert_eq!(scores(&fast), scores(&exact));
    }
}

#[test]
fn a_build_finds_what_exact_scoring_finds_also_when_lists_are_left_out() {
    let folder = Folder::new();
    let index = folder.open();
    let texts = crate::bench::Texts::new(
        &PLACES.map(|place| {
            (format!("{place}{}", MATTERS[1]), format!("{place}的{}。请尽快处理！", MATTERS[2]))
        }),
        7,
        3_000,
    );
    let mut bulk = index.bulk();
    for n in 0..3_000 {
        let (id, draft) = texts.request(n);
        bulk.add(id, &draft, Label(0)).unwrap();
    }
    bulk.finish().unwrap();
    index.verify(|_| {}).unwrap();
    let drafts: Vec<MatchDraft> = (0..40).map(|n| texts.told_again(n * 70)).collect();
    let exact = index.similar_exact_all(&drafts, 10).unwrap();
    let (mut right, mut all) = (0, 0);
    for (draft, exact) in drafts.iter().zip(&exact) {
        let least = exact.last().unwrap().likeness - 1e-6;
        let found = index.similar(draft, 10).unwrap();
        right += found.iter().filter(|found| found.likeness >= least).count().min(10);
        all += exact.len();
    }
    // Three thousand copies of eight texts: the hardest there is.
    assert!(right * 100 >= all * 90, "{right} of {all}");
}

#[test]
fn segments_become_one_and_the_deleted_leave_no_trace() {
    let folder = Folder::new();
    let index = folder.open();
    for n in 0..200 {
        index.insert(id(n), &draft(n), Label(0)).unwrap();
        if n % 10 == 9 {
            index.flush().unwrap();
        }
    }
    for n in 0..150 {
        index.remove(id(n)).unwrap();
    }
    index.relabel(id(160), Label(7)).unwrap();
    index.upkeep().unwrap();
    index.flush().unwrap();
    let stats = index.stats();
    assert!(stats.segments < 10 && stats.deleted < 50, "{stats:?}");
    assert_eq!((stats.requests, stats.in_memory), (50, 0));
    assert_eq!(index.get(id(160)).unwrap().unwrap().label, Label(7));
    assert!(index.get(id(3)).unwrap().is_none());
    index.verify(|_| {}).unwrap();
}

#[test]
fn a_file_cut_short_anywhere_is_told_and_never_a_panic() {
    let folder = Folder::new();
    let index = folder.open();
    for n in 0..300 {
        index.insert(id(n), &draft(n), Label(0)).unwrap();
    }
    index.flush().unwrap();
    drop(index);
    let segment = folder.files("segment").pop().unwrap();
    let whole = std::fs::read(&segment).unwrap();
    for cut in [0, 1, 100, whole.len() / 2, whole.len() - 1] {
        std::fs::write(&segment, &whole[..cut]).unwrap();
        let fault = Index::open(&folder.0, "", Access::Write).err().unwrap();
        assert!(fault.is_mended_by_building(), "{fault}");
    }
    // Damage in the middle is found by those who read there, and by verifying.
    for at in (0..whole.len()).step_by(whole.len() / 60) {
        let mut broken = whole.clone();
        broken[at] ^= 0xff;
        std::fs::write(&segment, &broken).unwrap();
        let Ok(index) = Index::open(&folder.0, "", Access::Write) else { continue };
        assert!(index.verify(|_| {}).is_err(), "byte {at}");
        let _ = index.similar(&draft(5), 5);
        let _ = index.search("路灯", 5);
    }
    Index::clear(&folder.0).unwrap();
    assert_eq!(folder.open().stats().requests, 0);
}

#[test]
fn a_torn_journal_loses_only_its_last_record() {
    let folder = Folder::new();
    let index = folder.open();
    (0..20).for_each(|n| index.insert(id(n), &draft(n), Label(0)).unwrap());
    drop(index);
    let journal = folder.files("journal").pop().unwrap();
    let whole = std::fs::read(&journal).unwrap();
    std::fs::write(&journal, &whole[..whole.len() - 3]).unwrap();
    let index = folder.open();
    assert_eq!(index.stats().requests, 19);
    // What comes after stands behind a good record.
    index.insert(id(40), &draft(40), Label(0)).unwrap();
    drop(index);
    assert_eq!(folder.open().stats().requests, 20);
}

#[test]
fn leftovers_of_a_crash_are_swept_away() {
    let folder = Folder::new();
    let index = folder.open();
    index.insert(id(1), &draft(1), Label(0)).unwrap();
    index.flush().unwrap();
    drop(index);
    std::fs::write(folder.0.join("segment-99.hye"), b"half").unwrap();
    std::fs::write(folder.0.join("segment-98.part"), b"half").unwrap();
    let index = folder.open();
    assert_eq!(index.stats().requests, 1);
    assert_eq!(folder.files("segment").len(), 1);
}

#[test]
fn one_process_writes_and_others_may_read() {
    let folder = Folder::new();
    let index = folder.open();
    index.insert(id(1), &draft(1), Label(0)).unwrap();
    index.flush().unwrap();
    let fault = Index::open(&folder.0, "", Access::Write).err().unwrap();
    assert!(matches!(fault, IndexFault::InUse { .. }));
    let reader = Index::open(&folder.0, "", Access::Read).unwrap();
    assert_eq!(reader.stats().requests, 1);
}

#[test]
fn an_index_for_some_regions_takes_only_those() {
    let folder = Folder::new();
    let index = Index::open(&folder.0, "430102,430103", Access::Write).unwrap();
    let elsewhere = MatchDraft { region_code: "430104001000".into(), ..draft(2) };
    index.insert(id(1), &draft(1), Label(0)).unwrap();
    index.insert(id(2), &elsewhere, Label(0)).unwrap();
    assert_eq!(index.stats().requests, 1);
    index.flush().unwrap();
    drop(index);
    let fault = Index::open(&folder.0, "", Access::Write).err().unwrap();
    assert!(fault.is_mended_by_building());
}

#[test]
fn what_was_read_from_the_tables_is_remembered() {
    let folder = Folder::new();
    let index = folder.open();
    assert_eq!(index.filled().number(), 0);
    let mut bulk = index.bulk();
    (0..30).for_each(|n| bulk.add(id(n), &draft(n), Label(0)).unwrap());
    // Comes in while the tables are read; is met there again.
    index.insert(id(90), &draft(90), Label(0)).unwrap();
    let mut bulk_late = bulk;
    bulk_late.add(id(90), &draft(90), Label(0)).unwrap();
    bulk_late.finish().unwrap();
    assert_eq!(index.stats().requests, 31);
    drop(index);
    let index = folder.open();
    assert_eq!((index.filled(), index.stats().requests), (id(90), 31));
    assert!(index.knows(id(7)).unwrap() && !index.knows(id(50)).unwrap());
}

#[test]
fn new_requests_near_by_are_candidates_though_they_say_something_else() {
    let index = Index::in_memory();
    for n in 0..50 {
        index.insert(id(n), &draft(n), Label(0)).unwrap();
    }
    let here = Some((1_130_500_000, 283_000_000));
    let said =
        |title: &str| MatchDraft { title: title.into(), point_e7: here, ..MatchDraft::default() };
    index.insert(id(70), &said("老问题还是没解决"), Label(0)).unwrap();
    let state = index.read_state();
    let (mut room, mut tops) = (Room::default(), query::Tops::new(51));
    state.tail.gather(&state.query(&said("昨天那件事")), &mut room, &mut tops, 0);
    assert!(tops.candidates().iter().any(|candidate| candidate.place == (0, 50)));
}

#[test]
fn a_label_of_a_replaced_text_is_not_the_new_texts() {
    let folder = Folder::new();
    let index = folder.open();
    index.insert(id(1), &draft(1), Label(0)).unwrap();
    index.relabel(id(1), Label(5)).unwrap();
    index.insert(id(1), &draft(2), Label(0)).unwrap();
    index.flush().unwrap();
    assert_eq!(index.get(id(1)).unwrap().unwrap().label, Label(0));
}

#[test]
fn files_of_another_version_are_told_and_built_anew() {
    let folder = Folder::new();
    let index = folder.open();
    (0..30).for_each(|n| index.insert(id(n), &draft(n), Label(0)).unwrap());
    index.flush().unwrap();
    drop(index);
    // A manifest as the first version began it.
    let path = folder.0.join(manifest::NAME);
    let now = read_whole(&path).unwrap();
    write_whole(&path, &[&[1], &now[1..]].concat()).unwrap();
    let fault = Index::open(&folder.0, "", Access::Write).err().unwrap();
    assert!(matches!(fault, IndexFault::Other { .. }) && fault.is_mended_by_building());
    assert!(fault.to_string().contains("another version"), "{fault}");
    // A segment of the first version under a manifest of this one.
    write_whole(&path, &now).unwrap();
    let segment = folder.files("segment").pop().unwrap();
    let mut bytes = std::fs::read(&segment).unwrap();
    bytes[..8].copy_from_slice(b"HYECHO1\n");
    std::fs::write(&segment, &bytes).unwrap();
    assert!(Index::open(&folder.0, "", Access::Write).err().unwrap().is_mended_by_building());
    Index::clear(&folder.0).unwrap();
    assert_eq!(folder.open().stats().requests, 0);
}

/// Nobody waits for the disk while the tail becomes a segment, so the program
/// may end after the files are written and before the manifest names them.
#[test]
fn what_a_crash_leaves_between_segment_and_manifest_is_whole() {
    let folder = Folder::new();
    let index = folder.open();
    (0..40).for_each(|n| index.insert(id(n), &draft(n), Label(0)).unwrap());
    index.flush().unwrap();
    (40..60).for_each(|n| index.insert(id(n), &draft(n), Label(0)).unwrap());
    index.remove(id(3)).unwrap();
    index.relabel(id(50), Label(4)).unwrap();
    let before: Vec<(PathBuf, Vec<u8>)> = ["manifest", "journal", "segment"]
        .iter()
        .flat_map(|name| folder.files(name))
        .map(|path| (path.clone(), std::fs::read(&path).unwrap()))
        .collect();
    index.flush().unwrap();
    index.insert(id(70), &draft(70), Label(0)).unwrap();
    drop(index);
    for (path, bytes) in before {
        std::fs::write(path, bytes).unwrap();
    }
    let index = folder.open();
    assert_eq!(index.stats().requests, 59);
    assert!(index.get(id(3)).unwrap().is_none());
    assert_eq!(index.get(id(50)).unwrap().unwrap().label, Label(4));
    index.flush().unwrap();
    index.verify(|_| {}).unwrap();
    assert_eq!(index.stats().requests, 59);
}

#[test]
fn requests_come_in_and_are_found_while_segments_are_written() {
    let folder = Folder::new();
    let index = folder.open();
    std::thread::scope(|scope| {
        let writing = scope.spawn(|| (0..30).try_for_each(|_| index.flush()));
        for n in 0..300 {
            index.insert(id(n), &draft(n), Label(0)).unwrap();
            assert!(index.knows(id(n)).unwrap());
            if n % 3 == 0 {
                index.remove(id(n / 2)).unwrap();
            }
            index.similar(&draft(n), 3).unwrap();
        }
        writing.join().unwrap().unwrap();
    });
    let gone = |n: u32| (n * 2..300).take(2).any(|m| m % 3 == 0 && m / 2 == n);
    let left = (0..300).filter(|n| !gone(*n)).count() as u64;
    assert_eq!(index.stats().requests, left);
    drop(index);
    let index = folder.open();
    assert_eq!(index.stats().requests, left);
    assert!((0..300).all(|n| index.knows(id(n)).unwrap() != gone(n)));
}
