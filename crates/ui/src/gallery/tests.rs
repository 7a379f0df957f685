use super::*;
use crate::{Catalogue, LOCALES, Lang, install};

fn pages(lang: Lang) -> Vec<String> {
    install(Catalogue::build(&[LOCALES]).expect("our own messages are sound"));
    let prefs = Prefs { lang, path: "/gallery".into(), ..Prefs::default() };
    let render = |html: Result<String, askama::Error>| html.expect("rendering cannot fail");
    vec![
        render(resident_page(prefs.clone()).render()),
        render(desk_page(prefs.clone()).render()),
        render(board_page(prefs).render()),
    ]
}

#[test]
fn every_gallery_page_is_whole_in_both_languages() {
    for html in Lang::ALL.into_iter().flat_map(pages) {
        assert!(!html.contains('⟦'), "{html}");
        assert_eq!(html.matches("<h1").count(), 1);
        assert!(!html.contains(" style=") && !html.contains("<script>"), "nothing inline");
    }
}

#[test]
fn ids_are_unique_and_every_label_has_its_control() {
    for html in pages(Lang::ZhCn) {
        let ids: Vec<&str> =
            html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        for id in &ids {
            assert_eq!(ids.iter().filter(|other| *other == id).count(), 1, "{id}");
        }
        for target in html.split(" for=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(ids.contains(&target), "{target}");
        }
    }
}

#[test]
fn every_icon_a_page_names_exists() {
    for html in pages(Lang::ZhCn) {
        // A missing icon leaves its place empty.
        assert!(!html.contains("class=\"rail__link\" href=\"/gallery\"><span"), "{html}");
        assert!(!html.contains("<div class=\"empty\"><p"), "{html}");
    }
}
