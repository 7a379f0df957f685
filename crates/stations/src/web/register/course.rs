//! Courses that are running or coming.

use axum::extract::State;
use axum::response::Response;
use people::{PageError, Viewer};
use ui::{EmptyState, Pager, Prefs, Tag, Tone, Tr, key};

use super::cards::{Card, CardsPage, Group};
use super::words;
use crate::app::Stations;
use crate::domain::course::Course;
use crate::domain::directory::Directory;
use crate::domain::words::CourseKind;
use crate::web::hours::in_words;
use crate::web::words as common;

/// `GET /courses`
pub(super) async fn list(
    State(stations): State<Stations>,
    viewer: Viewer,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let shell = stations.app.shell(&viewer, prefs, key("course-title"));
    let (t, today) = (shell.t, stations.app.now().day().to_string());
    let (register, directory) = (stations.register.current(), stations.directory.current());
    let group = |kind: &CourseKind| {
        let own = register.rows().courses.iter();
        let own = own.filter(|course| course.kind == *kind && course.ends_on >= today);
        let cards: Vec<Card> = own.map(|course| card(t, &directory, course, &today)).collect();
        (!cards.is_empty()).then(|| Group {
            id: kind.to_string(),
            name: t.s(words::course(*kind)).into_owned(),
            note: String::new(),
            cards,
        })
    };
    let groups: Vec<Group> = CourseKind::ALL.iter().filter_map(group).collect();
    let page = CardsPage {
        lead: t.s("course-lead").into_owned(),
        chips: Vec::new(),
        chips_label: String::new(),
        empty: groups.is_empty().then(|| EmptyState::new("book", t.s("course-none"))),
        search: None,
        pager: Pager::default(),
        groups,
        shell,
    };
    Ok(page.site())
}

fn card(t: Tr, directory: &Directory, course: &Course, today: &str) -> Card {
    let by = directory.organisation(&course.organisation);
    let by = by.map(|by| by.item.name.clone()).unwrap_or_default();
    let dates =
        [("from", course.starts_on.as_str().into()), ("to", course.ends_on.as_str().into())];
    let stage = if course.starts_on.as_str() <= today {
        Tag::new(t.s("course-running")).tone(Tone::Ok)
    } else {
        Tag::new(t.s("course-soon")).tone(Tone::Info)
    };
    Card {
        name: course.name.clone(),
        tags: vec![stage, Tag::new(t.s(common::cost(course.cost)))],
        lines: vec![
            course.about.clone(),
            [
                t.a("course-dates", &dates),
                in_words(t, &course.hours),
                t.n("course-seats", course.seats),
            ]
            .join(" · "),
            [t.named("course-at", course.place.as_str()), t.named("course-by", by)].join(" · "),
        ],
        ..Card::default()
    }
}
