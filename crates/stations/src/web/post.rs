//! Who keeps which station and gives services for which organisation: the list
//! of the system's administrator.

use axum::extract::{Form, State};
use axum::response::Response;
use db::StoreError;
use people::record::{
    self, Asked, Cell, FormPage, Group, List, PAGE_ROWS, SHEET_ROWS, Table, any_of, flash,
};
use people::{PageError, Routes, Staff, roles, see_other};
use ui::{Button, Choice, EmptyState, Field, FormState, Prefs, Tr, key};

use crate::app::Stations;
use crate::app::posts::{self, PostError};
use crate::domain::post::Post;
use crate::domain::words::PostKind;
use crate::store::post::{self as store, PostFilter, StoredPost};

const PATH: &str = "/desk/posts";

type Pairs = Vec<(String, String)>;

pub(super) fn routes() -> Routes<Stations> {
    Routes::new()
        .get(PATH, roles![SystemAdmin], show)
        .get("/desk/posts.csv", roles![SystemAdmin], sheet)
        .get("/desk/posts/new", roles![SystemAdmin], blank)
        .post(PATH, roles![SystemAdmin], give)
        .get("/desk/posts/end", roles![SystemAdmin], ask)
        .post("/desk/posts/end", roles![SystemAdmin], end)
}

fn kind_key(kind: PostKind) -> &'static str {
    match kind {
        PostKind::Station => key("post-kind-station"),
        PostKind::Organisation => key("post-kind-organisation"),
        PostKind::Compound => key("post-kind-compound"),
        PostKind::PassAuthority => key("post-kind-pass-authority"),
    }
}

fn kinds(t: Tr) -> Vec<Choice> {
    let kinds = PostKind::ALL.iter();
    kinds.map(|kind| Choice::new(kind.as_str(), t.s(kind_key(*kind)))).collect()
}

async fn read(
    stations: &Stations,
    asked: &Asked,
    limit: usize,
) -> Result<Vec<StoredPost>, StoreError> {
    let filter = PostFilter {
        before: asked.after(),
        kind: asked.get("kind").to_owned(),
        words: asked.pattern("q"),
    };
    let input = (filter, i64::try_from(limit).unwrap_or(i64::MAX));
    let db = &stations.app.db;
    db.read(input, |tx, (filter, limit)| Box::pin(store::page(tx, filter, *limit))).await
}

async fn show(
    State(stations): State<Stations>,
    staff: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let mut shell = stations.app.desk(&staff, prefs, key("posts-title"));
    let t = shell.t;
    shell.flash = flash(t, &asked.form);
    let mut rows = read(&stations, &asked, PAGE_ROWS + 1).await?;
    let pager = asked.pager(t, PATH, &mut rows, |row| row.post.id());
    let page = List {
        lead: t.s("posts-lead").into_owned(),
        path: PATH,
        filters: vec![
            asked.search_field(t),
            Field::select(t, &asked.form, "kind", t.s("post-kind")).choices(any_of(t, kinds(t))),
        ],
        actions: vec![
            asked.csv_button(t, "/desk/posts.csv"),
            Button::link(t.s("posts-new"), "/desk/posts/new").small().primary().icon("plus"),
        ],
        empty: rows.is_empty().then(|| EmptyState::new("users", t.s("posts-empty"))),
        table: table(t, &rows, true),
        pager,
        ..List::default()
    };
    Ok(page.desk(shell))
}

async fn sheet(
    State(stations): State<Stations>,
    _: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let rows = read(&stations, &asked, SHEET_ROWS).await?;
    Ok(table(Tr::new(prefs.lang), &rows, false).csv("posts.csv", str::to_owned))
}

fn table(t: Tr, rows: &[StoredPost], has_links: bool) -> Table {
    let mut head =
        vec![t.s("post-username"), t.s("post-kind"), t.s("post-place"), t.s("post-source")];
    head.extend(has_links.then(|| t.s("post-end")));
    let table = Table::new(head);
    table.rows(rows.iter().map(|row| {
        let post = &row.post;
        let source = if row.is_of_pack { key("post-of-pack") } else { key("post-of-desk") };
        let mut cells = vec![
            Cell::Text(post.username.clone()),
            Cell::Text(t.s(kind_key(post.kind)).into_owned()),
            Cell::Text(post.place.clone()),
            Cell::Text(t.s(source).into_owned()),
        ];
        if has_links {
            let href = format!(
                "{PATH}/end?username={}&kind={}&place={}",
                post.username, post.kind, post.place
            );
            cells.push(Cell::Link(t.s("post-end").into_owned(), href));
        }
        cells
    }))
}

async fn blank(State(stations): State<Stations>, staff: Staff, prefs: Prefs) -> Response {
    form(&stations, &staff, prefs, FormState::new().with("kind", PostKind::Station.as_str()))
}

fn form(stations: &Stations, staff: &Staff, prefs: Prefs, form: FormState) -> Response {
    let shell = stations.app.desk(staff, prefs, key("posts-new"));
    let t = shell.t;
    let fields = vec![
        Field::text(t, &form, "username", t.s("post-username")).required(),
        Field::radios(t, &form, "kind", t.s("post-kind")).choices(kinds(t)).inline(),
        Field::text(t, &form, "place", t.s("post-place")).hint(t.s("post-place-hint")).required(),
    ];
    let mut page = FormPage::new(PATH, Button::submit(t.s("posts-new")).primary(), form);
    page.groups = vec![Group::new("post", t.s("posts-title"), fields)];
    page.desk(shell)
}

fn post_of(form: &FormState) -> Post {
    Post {
        username: form.value("username").trim().to_owned(),
        kind: form.value("kind").parse().unwrap_or(PostKind::Station),
        place: form.value("place").trim().to_owned(),
    }
}

async fn give(
    State(stations): State<Stations>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let mut typed = FormState::from_pairs(pairs);
    match posts::give(&stations.app, &staff, post_of(&typed)).await {
        Ok(()) => Ok(see_other("/desk/posts?done=added")),
        Err(PostError::Fault(fault)) => {
            record::mark(&mut typed, fault);
            Ok(form(&stations, &staff, prefs, typed))
        }
        Err(error) => Err(to_page(error)),
    }
}

/// Asks before a post ends.
async fn ask(
    State(stations): State<Stations>,
    staff: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Response {
    let shell = stations.app.desk(&staff, prefs, key("post-end"));
    let (t, post) = (shell.t, post_of(&asked.form));
    let submit = Button::submit(t.s("post-end")).danger();
    let mut page = FormPage::new("/desk/posts/end", submit, FormState::new());
    page.lead = t.a(
        "post-end-lead",
        &[("username", post.username.as_str().into()), ("place", post.place.as_str().into())],
    );
    page.hidden =
        vec![("username", post.username), ("kind", post.kind.to_string()), ("place", post.place)];
    page.desk(shell)
}

async fn end(
    State(stations): State<Stations>,
    staff: Staff,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let post = post_of(&FormState::from_pairs(pairs));
    posts::end(&stations.app, &staff, post).await.map_err(to_page)?;
    Ok(see_other("/desk/posts?done=saved"))
}

fn to_page(error: PostError) -> PageError {
    match error {
        PostError::NotFound => PageError::NotFound,
        PostError::Fault(_) => PageError::BadRequest,
        PostError::Store(error) => error.into(),
    }
}
