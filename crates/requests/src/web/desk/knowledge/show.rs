//! One entry, and what changed in it from text to text.

use std::collections::HashMap;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use db::StoreError;
use people::store::accounts;
use people::{PageError, Staff};
use ui::{
    Breadcrumb, Button, Crumb, Definition, Definitions, FormState, Notice, Prefs, Tone, Tr, key,
};

use super::words;
use crate::app::Desk;
use crate::domain::KnowledgeId;
use crate::domain::knowledge::{Entry, EntryState, EntryVerb, Standing, can, can_press};
use crate::store::knowledge::{self as store, Revision, Said};
use crate::web::category;
use crate::web::record::{Action, Cell, Section, Show, Table, course, place, unit_name};
use kernel::diff::diff;

/// The entry of an address.
pub(super) async fn find(desk: &Desk, id: &str) -> Result<Entry, PageError> {
    let id: KnowledgeId = id.parse().map_err(|_| PageError::NotFound)?;
    let read = desk.app.db.read(id, |tx, id| Box::pin(store::get(tx, *id)));
    let found: Result<_, StoreError> = read.await;
    found?.ok_or(PageError::NotFound)
}

/// `GET /desk/knowledge/{id}`
pub(super) async fn show(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let entry = find(&desk, &id).await?;
    page(&desk, &staff, prefs, entry, FormState::from_pairs(pairs)).await
}

type Parts = (Vec<Revision>, Vec<Said>, HashMap<String, String>);

async fn parts(desk: &Desk, id: KnowledgeId) -> Result<Parts, PageError> {
    let read = desk.app.db.read(id, |tx, id| {
        Box::pin(async move {
            let revisions = store::revisions(tx, *id).await?;
            let mut names = HashMap::new();
            for author in revisions.iter().filter_map(|revision| revision.author_id) {
                if let Some(account) = accounts::get(tx, author).await? {
                    names.insert(author.to_string(), account.display_name);
                }
            }
            Ok::<_, StoreError>((revisions, store::feedback(tx, *id).await?, names))
        })
    });
    Ok(read.await?)
}

/// The page, with what was typed.
pub(super) async fn page(
    desk: &Desk,
    staff: &Staff,
    prefs: Prefs,
    entry: Entry,
    form: FormState,
) -> Result<Response, PageError> {
    let shell = desk.app.desk_titled(staff, prefs, entry.text.question.clone());
    let (t, today) = (shell.t, desk.app.now().day());
    let (revisions, said, names) = parts(desk, entry.id).await?;
    let course = course(&desk.app, t, "knowledge", entry.id.0, words::event).await?;
    let mut links = Vec::new();
    if can(staff, EntryVerb::Edit, entry.text.owner_unit) && entry.state != EntryState::Retired {
        let href = format!("/desk/knowledge/{}/edit", entry.id);
        links.push(Button::link(t.s("knowledge-edit"), href).small().icon("edit"));
    }
    if entry.is_public(today) {
        let href = format!("/knowledge/{}", entry.id);
        links.push(Button::link(t.s("entry-public-page"), href).small().icon("external"));
    }
    let page = Show {
        crumbs: Some(Breadcrumb::new(
            t,
            vec![Crumb::new(t.s("knowledge-title"), "/desk/knowledge")],
        )),
        tags: words::tags(t, &entry, today).into_iter().map(|(_, tag)| tag).collect(),
        notices: warning(t, &entry, today).into_iter().collect(),
        links,
        facts: facts(desk, t, &entry),
        sections: vec![
            Section::new("answer", t.s("entry-answer")).text(&entry.text.answer),
            Section::new("revisions", t.s("entry-revisions"))
                .table(revision_table(t, &entry, &revisions, &names)),
            Section::new("said", t.s("entry-said"))
                .text(t.a(
                    "entry-said-count",
                    &[("right", entry.right_count.into()), ("wrong", entry.wrong_count.into())],
                ))
                .table(said_table(t, &said)),
        ],
        actions: actions(t, (staff, today), &entry),
        course_title: t.s("record-course").into_owned(),
        course: Some(course),
        form,
        ..Show::default()
    };
    Ok(page.desk(shell))
}

fn warning(t: Tr, entry: &Entry, today: jiff::civil::Date) -> Option<Notice> {
    if entry.state != EntryState::Published {
        return None;
    }
    let (tone, text) = match entry.standing(today) {
        Standing::Sound => return None,
        Standing::NotYet => (Tone::Info, t.s(key("entry-warn-not-yet"))),
        Standing::Overdue => (Tone::Warn, t.s(key("entry-warn-overdue"))),
        Standing::Expired => (Tone::Bad, t.s(key("entry-warn-expired"))),
    };
    Some(Notice::new(tone, text))
}

fn facts(desk: &Desk, t: Tr, entry: &Entry) -> Definitions {
    let text = &entry.text;
    let until =
        text.valid_to.map_or_else(|| t.s("entry-valid-open").into_owned(), |day| day.to_string());
    let mut facts = vec![
        Definition::new(t.s("entry-basis"), &text.basis),
        Definition::new(t.s("entry-owner"), unit_name(desk, Some(text.owner_unit))),
        Definition::new(t.s("entry-valid"), format!("{} — {until}", text.valid_from)),
        Definition::new(t.s("entry-review-due"), entry.review_due_on().to_string())
            .note(t.named("entry-reviewed-on", entry.reviewed_on.to_string())),
        Definition::new(t.s("entry-audience"), t.s(words::audience_key(text.audience))),
    ];
    let mut add = |name: &'static str, value: String| {
        if !value.is_empty() {
            facts.push(Definition::new(t.s(name), value));
        }
    };
    let rules = desk.rules();
    add(key("entry-source"), text.source.clone());
    add(key("entry-keywords"), text.keywords.clone());
    let category = text.category_code.as_deref().map(|code| category::path(t, &rules, code));
    add(key("entry-category"), category.unwrap_or_default());
    add(key("entry-region"), place(desk, text.region_code.as_deref()));
    Definitions::new(facts).columns()
}

fn revision_table(
    t: Tr,
    entry: &Entry,
    revisions: &[Revision],
    names: &HashMap<String, String>,
) -> Table {
    Table::new([
        t.s("entry-revision"),
        t.s("entry-revised-at"),
        t.s("entry-revised-by"),
        t.s("entry-note"),
    ])
    .rows(revisions.iter().map(|revision| {
        let author = revision.author_id.and_then(|id| names.get(&id.to_string()).cloned());
        let href = format!("/desk/knowledge/{}/revisions/{}", entry.id, revision.revision);
        vec![
            Cell::Link(t.n("entry-revision-no", revision.revision), href),
            Cell::Text(t.date_time(revision.at)),
            Cell::Text(author.unwrap_or_else(|| t.s("actor-system").into_owned())),
            Cell::Wide(revision.note.clone()),
        ]
    }))
}

fn said_table(t: Tr, said: &[Said]) -> Table {
    Table::new([t.s("entry-said-at"), t.s("entry-said-right"), t.s("entry-said-words")]).rows(
        said.iter().map(|one| {
            let (word, tone) = if one.is_right {
                (t.s(key("entry-said-yes")), Tone::Ok)
            } else {
                (t.s(key("entry-said-no")), Tone::Warn)
            };
            vec![
                Cell::Text(t.date_time(one.at)),
                Cell::tag(word, tone),
                Cell::Wide(one.comment.clone()),
            ]
        }),
    )
}

fn actions(t: Tr, (staff, today): (&Staff, jiff::civil::Date), entry: &Entry) -> Vec<Action> {
    let base = format!("/desk/knowledge/{}", entry.id);
    let all = [
        (
            EntryVerb::Publish,
            key("entry-act-publish"),
            "publication",
            key("entry-act-publish-hint"),
        ),
        (EntryVerb::Review, key("entry-act-review"), "review", key("entry-act-review-hint")),
        (EntryVerb::Retire, key("entry-act-retire"), "retirement", key("entry-act-retire-hint")),
        (
            EntryVerb::Restore,
            key("entry-act-restore"),
            "restoration",
            key("entry-act-restore-hint"),
        ),
    ];
    let fits = |verb: EntryVerb| {
        entry.state.after(verb).is_some() && can(staff, verb, entry.text.owner_unit)
    };
    let fitting = all.into_iter().filter(|(verb, ..)| fits(*verb));
    let action = |(verb, title, resource, hint): (EntryVerb, &'static str, &str, &'static str)| {
        let action = Action::new(t.s(title), format!("{base}/{resource}"))
            .hint(t.s(hint))
            .hide("seen", entry.version);
        match verb {
            EntryVerb::Publish | EntryVerb::Review => action.main(),
            EntryVerb::Retire => action.danger(),
            EntryVerb::Edit | EntryVerb::Restore => action,
        }
    };
    let press = can_press(staff, entry, today).then(|| {
        Action::new(t.s("entry-act-press"), format!("{base}/reminder"))
            .hint(t.s("entry-act-press-hint"))
            .hide("seen", entry.version)
            .main()
    });
    fitting.map(action).chain(press).collect()
}

/// `GET /desk/knowledge/{id}/revisions/{revision}`
pub(super) async fn revision(
    State(desk): State<Desk>,
    Path((id, number)): Path<(String, i64)>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let entry = find(&desk, &id).await?;
    let (revisions, _, names) = parts(&desk, entry.id).await?;
    let later = revisions.iter().find(|revision| revision.revision == number);
    let later = later.ok_or(PageError::NotFound)?;
    let earlier = revisions.iter().find(|revision| revision.revision + 1 == number);
    let t = Tr::new(prefs.lang);
    let title = t.a(
        "entry-revision-title",
        &[("no", number.into()), ("question", later.question.as_str().into())],
    );
    let shell = desk.app.desk_titled(&staff, prefs, title);
    let t = shell.t;
    let author = later.author_id.and_then(|id| names.get(&id.to_string()).cloned());
    let compared = |id: &'static str, title: &'static str, text: fn(&Revision) -> &str| {
        let before = earlier.map_or("", text);
        let mut section = Section::new(id, t.s(title));
        section.diff = diff(before, text(later));
        section
    };
    let page = Show {
        crumbs: Some(Breadcrumb::new(
            t,
            vec![
                Crumb::new(t.s("knowledge-title"), "/desk/knowledge"),
                Crumb::new(&entry.text.question, format!("/desk/knowledge/{}", entry.id)),
            ],
        )),
        facts: Definitions::new(vec![
            Definition::new(t.s("entry-revised-at"), t.date_time(later.at)),
            Definition::new(
                t.s("entry-revised-by"),
                author.unwrap_or_else(|| t.s("actor-system").into_owned()),
            ),
            Definition::new(t.s("entry-note"), &later.note),
        ]),
        sections: vec![
            compared("question", key("entry-question"), |revision| &revision.question),
            compared("answer", key("entry-answer"), |revision| &revision.answer),
            compared("basis", key("entry-basis"), |revision| &revision.basis),
        ],
        ..Show::default()
    };
    Ok(page.desk(shell))
}
