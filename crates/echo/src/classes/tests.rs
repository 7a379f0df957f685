use super::*;

/// Texts of two invented classes.
fn samples() -> Vec<(String, &'static str)> {
    let lamps = ["路灯 不亮", "路灯 坏", "灯杆 倾斜", "路灯 闪烁"];
    let noise = ["施工 噪音", "夜间 施工 扰民", "广场舞 噪音", "音响 扰民"];
    let places = ["幸福路", "东湖 小区", "学校 门口", "菜市场", "公园 南门", "地铁站"];
    let mut out = Vec::new();
    for place in places {
        out.extend(lamps.iter().map(|words| (format!("{place} {words}"), "lamps")));
        out.extend(noise.iter().map(|words| (format!("{place} {words}"), "noise")));
    }
    out
}

fn model() -> Model {
    let texts = samples();
    let samples: Vec<Sample<'_>> =
        texts.iter().map(|(words, label)| Sample { text: Text::Split(words), label }).collect();
    train(&samples).unwrap()
}

#[test]
fn raw_texts_are_classified_by_what_was_learned_from_split_ones() {
    let model = model();
    let raw = Text::Raw { title: "东湖小区路灯不亮了", body: "晚上看不见路。" };
    let answer = model.classify(&raw);
    assert_eq!(answer.guesses[0].label, "lamps");
    assert!(answer.guesses[0].confidence > 0.8 && !answer.abstains, "{answer:?}");
    assert!(answer.guesses[0].evidence.contains(&"路灯".to_owned()), "{answer:?}");
    assert_eq!(model.best(&raw).unwrap().0, "lamps");
}

#[test]
fn it_abstains_where_nothing_speaks_for_a_class() {
    let model = model();
    assert!(model.classify(&Text::Raw { title: "", body: "" }).abstains);
    let unknown = model.classify(&Text::Raw { title: "hello", body: "" });
    assert!(unknown.guesses[0].confidence < 0.7, "{unknown:?}");
}

#[test]
fn a_model_file_gives_the_same_answers_and_damage_is_an_error() {
    let model = model();
    let bytes = model.encode();
    let read = Model::decode(&bytes).unwrap();
    let text = Text::Raw { title: "夜间施工", body: "噪音扰民" };
    assert_eq!(read.classify(&text), model.classify(&text));
    assert_eq!(read.quality(), model.quality());
    assert_eq!(Model::decode(&bytes[..bytes.len() - 3]).err(), Some(ModelError::Damaged));
    assert_eq!(Model::decode(b"something else").err(), Some(ModelError::Foreign));
}

#[test]
fn one_class_alone_cannot_be_learned() {
    let sample = Sample { text: Text::Split("路灯 不亮"), label: "lamps" };
    assert_eq!(train(&[sample, sample]).err(), Some(TrainError::TooFewClasses));
}

#[test]
fn three_levels_of_codes_are_just_labels() {
    let texts = samples();
    let code = |label: &str| if label == "lamps" { "010203" } else { "040101" };
    let samples: Vec<Sample<'_>> = texts
        .iter()
        .map(|(words, label)| Sample { text: Text::Split(words), label: code(label) })
        .collect();
    let model = train(&samples).unwrap();
    assert_eq!(model.labels(), ["010203", "040101"]);
    assert_eq!(model.quality().samples, samples.len());
    assert!(model.quality().accuracy > 0.9, "{:?}", model.quality());
}
