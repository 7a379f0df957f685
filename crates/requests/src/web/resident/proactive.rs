//! What the city asks and works on, for residents: monthly topics with a page
//! to answer on, and the lists of places that are public.

use axum::extract::{Form, Path, State};
use axum::response::Response;
use db::StoreError;
use people::domain::disclosure::IdentityField;
use people::domain::phone::Phone;
use people::vault::NewIdentity;
use people::{Limit, PageError, Source, Viewer, see_other};
use ui::{
    Breadcrumb, Button, Crumb, Definition, Definitions, EmptyState, Field, FormState, Notice,
    Prefs, Tag, Tone, Tr, key,
};

use crate::app::Desk;
use crate::app::rules::CITY_FILE;
use crate::app::submit::Submission;
use crate::domain::TopicId;
use crate::domain::monthly_topic::{Topic, TopicItem};
use crate::domain::place_item::{PlaceItem, PlaceList};
use crate::domain::request::{CONTENT_MAX, CONTENT_MIN, NewRequest, Place, TITLE_MAX, title_from};
use crate::domain::words::{OrderType, Origin, Urgency};
use crate::store::{monthly_topic as topics, place_item as items};
use crate::web::desk::proactive::{topics_parts, words};
use crate::web::record::{
    Action, Asked, Cell, List, PAGE_ROWS, Section, Show, Table, any_of, blame, place, regions,
    unit_name,
};

/// Counts below this are not told, where the city says nothing else.
const SMALL_CELL: i64 = 5;

/// `GET /topics`
pub(super) async fn list(
    State(desk): State<Desk>,
    viewer: Viewer,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let shell = desk.app.shell(&viewer, prefs, key("topics-public-title"));
    let t = shell.t;
    let filter =
        topics::Filter { before: asked.after(), public_only: true, ..topics::Filter::default() };
    let limit = i64::try_from(PAGE_ROWS + 1).unwrap_or(i64::MAX);
    let read = desk
        .app
        .db
        .read((filter, limit), |tx, (filter, limit)| Box::pin(topics::page(tx, filter, *limit)));
    let rows: Result<Vec<Topic>, StoreError> = read.await;
    let mut rows = rows?;
    let pager = asked.pager(t, "/topics", &mut rows, |row| row.id.to_string());
    let head = [
        t.s("topic-theme"),
        t.s("record-state"),
        t.s("topic-month"),
        t.s("topic-mode"),
        t.s("topic-unit"),
    ];
    let table = Table::new(head).rows(rows.iter().map(|row| {
        vec![
            Cell::Link(row.theme.clone(), format!("/topics/{}", row.id)),
            Cell::tag(t.s(words::topic_state_key(row.state)), words::topic_tone(row.state)),
            Cell::Text(row.month.clone()),
            Cell::Text(t.s(words::mode_key(row.mode)).into_owned()),
            Cell::Text(unit_name(&desk, Some(row.unit_id))),
        ]
    }));
    let page = List {
        lead: t.s("topics-public-lead").into_owned(),
        empty: rows.is_empty().then(|| EmptyState::new("calendar", t.s("topics-empty"))),
        table,
        pager,
        ..List::default()
    };
    Ok(page.site(shell))
}

type Found = (Topic, Vec<TopicItem>, i64);

async fn find(desk: &Desk, id: &str) -> Result<Found, PageError> {
    let id: TopicId = id.parse().map_err(|_| PageError::NotFound)?;
    let read = desk.app.db.read(id, |tx, id| {
        Box::pin(async move {
            let Some(topic) = topics::get(tx, *id).await? else { return Ok(None) };
            let items = topics::items(tx, *id).await?;
            Ok::<_, StoreError>(Some((topic, items, topics::request_count(tx, *id).await?)))
        })
    });
    read.await?.filter(|(topic, ..)| topic.is_public()).ok_or(PageError::NotFound)
}

/// `GET /topics/{id}`
pub(super) async fn topic(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    viewer: Viewer,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let found = find(&desk, &id).await?;
    let key = desk.app.ids.mint(desk.app.now()).to_string();
    topic_page(&desk, &viewer, prefs, found, asked.form.with("key", key)).await
}

/// The smallest count that is told outside the desk.
async fn small_cell(desk: &Desk) -> Result<i64, PageError> {
    #[derive(Default, serde::Deserialize)]
    #[serde(default)]
    struct Privacy {
        small_cell: Option<i64>,
    }
    #[derive(Default, serde::Deserialize)]
    #[serde(default)]
    struct File {
        privacy: Privacy,
    }
    let read = desk.app.db.read(CITY_FILE, |tx, name| Box::pin(crate::store::pack::file(tx, name)));
    let text: Result<Option<String>, StoreError> = read.await;
    let file: File = toml::from_str(text?.as_deref().unwrap_or_default()).unwrap_or_default();
    Ok(file.privacy.small_cell.unwrap_or(SMALL_CELL))
}

async fn topic_page(
    desk: &Desk,
    viewer: &Viewer,
    prefs: Prefs,
    (topic, parts, count): Found,
    form: FormState,
) -> Result<Response, PageError> {
    let shell = desk.app.shell_titled(viewer, prefs, topic.theme.clone());
    let (t, today) = (shell.t, desk.app.now().day());
    let mut sections = vec![Section::new("intro", t.s("topic-intro")).text(&topic.intro)];
    if let Some(report) = &topic.report {
        sections.push(Section::new("report", t.s("topic-report")).text(report));
    }
    if !parts.is_empty() {
        let table = topics_parts(desk, t, &parts);
        sections.push(Section::new("parts", t.s("topic-parts")).table(table));
    }
    let mut facts = vec![
        Definition::new(t.s("topic-month"), &topic.month),
        Definition::new(t.s("topic-unit"), unit_name(desk, Some(topic.unit_id))),
    ];
    let mut actions = Vec::new();
    if topic.mode == crate::domain::monthly_topic::TopicMode::Solicitation {
        facts.push(Definition::new(t.s("topic-closes-on"), &topic.closes_on));
        if count >= small_cell(desk).await? {
            facts.push(Definition::new(t.s("topic-sent"), t.n("topic-sent-count", count)));
        }
    }
    if topic.takes_suggestions(today) {
        actions.push(suggest_action(t, &topic, &form));
    }
    let page = Show {
        crumbs: Some(Breadcrumb::new(t, vec![Crumb::new(t.s("topics-public-title"), "/topics")])),
        tags: vec![
            Tag::new(t.s(words::topic_state_key(topic.state))).tone(words::topic_tone(topic.state)),
            Tag::new(t.s(words::mode_key(topic.mode))),
        ],
        facts: Definitions::new(facts),
        sections,
        actions,
        form,
        ..Show::default()
    };
    Ok(page.site(shell))
}

fn suggest_action(t: Tr, topic: &Topic, form: &FormState) -> Action {
    Action::new(t.s("topic-suggest"), format!("/topics/{}/suggestions", topic.id))
        .hint(t.s("topic-suggest-hint"))
        .hide("key", form.value("key"))
        .field(
            Field::textarea(t, form, "content", t.s("topic-suggestion"))
                .rows(6)
                .counted(CONTENT_MAX)
                .required(),
        )
        .field(Field::tel(t, form, "phone", t.s("topic-suggest-phone")).optional())
        .main()
}

/// `POST /topics/{id}/suggestions`
pub(super) async fn suggest(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    viewer: Viewer,
    prefs: Prefs,
    source: Source,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let found = find(&desk, &id).await?;
    desk.app.limits.check(Limit::PublicForm, &source.address)?;
    let mut form = FormState::from_pairs(pairs);
    if form.value("content").chars().count() < CONTENT_MIN {
        form.error("content", key("record-fault-missing"));
    }
    form.limit("content", CONTENT_MAX);
    if !form.value("phone").is_empty() && Phone::parse(form.value("phone")).is_err() {
        form.error("phone", key("booking-phone-wrong"));
    }
    if !form.has_errors() {
        let submission = submission(&desk, &found.0, &form)?;
        match desk.suggest(&found.0, submission).await {
            Ok(done) => {
                let path = format!("/track/{}?code={}&new=1", done.order.order_no, done.query_code);
                return Ok(see_other(&path));
            }
            Err(error) => blame(&mut form, error)?,
        }
    }
    topic_page(&desk, &viewer, prefs, found, form).await
}

fn submission(desk: &Desk, topic: &Topic, form: &FormState) -> Result<Submission, PageError> {
    let identity = NewIdentity::default().with(IdentityField::Phone, form.value("phone"));
    let identity = if identity.is_empty() {
        None
    } else {
        Some(desk.app.vault.seal(&identity).map_err(|error| PageError::internal(&error))?)
    };
    let (rules, now) = (desk.rules(), desk.app.now());
    let web = || rules.channels.iter().find(|channel| channel.kind == "web");
    let channel = rules.channel("website").or_else(web).or(rules.channels.first());
    let key = Some(form.value("key").to_owned()).filter(|key| !key.is_empty());
    // Each has a title of its own, with the theme before it as far as it fits.
    let own = title_from(form.value("content"));
    let room = TITLE_MAX.saturating_sub(own.chars().count() + 2);
    let theme: String = topic.theme.chars().take(room).collect();
    let request = NewRequest {
        submission_key: key.unwrap_or_else(|| desk.app.ids.mint(now).to_string()),
        channel: channel.map(|channel| channel.code.clone()).unwrap_or_default(),
        channel_ref: None,
        origin: Origin::OnComplaint,
        order_type: OrderType::Suggestion,
        title: format!("【{theme}】{own}"),
        content: form.value("content").to_owned(),
        occurred_at: None,
        received_at: now,
        place: Place::default(),
        requester_ref: None,
        query_code_tag: String::new(),
        confidential: false,
        reply_wanted: true,
        contact_window: None,
    };
    Ok(Submission {
        request,
        urgency: Urgency::Normal,
        category_code: None,
        identity,
        photos: Vec::new(),
        actor: kernel::event::Actor::Requester,
        at: now,
    })
}

/// `GET /lists`: problems and needs of places, as far as they are public.
pub(super) async fn lists(
    State(desk): State<Desk>,
    viewer: Viewer,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let shell = desk.app.shell(&viewer, prefs, key("lists-public-title"));
    let t = shell.t;
    let region: String = asked.get("region").chars().filter(char::is_ascii_digit).collect();
    let region = region.trim_end_matches('0');
    let filter = items::Filter {
        before: asked.after(),
        list: asked.get("list").to_owned(),
        region: if region.is_empty() { String::new() } else { format!("{region}%") },
        public_only: true,
        ..items::Filter::default()
    };
    let limit = i64::try_from(PAGE_ROWS + 1).unwrap_or(i64::MAX);
    let read = desk
        .app
        .db
        .read((filter, limit), |tx, (filter, limit)| Box::pin(items::page(tx, filter, *limit)));
    let rows: Result<Vec<PlaceItem>, StoreError> = read.await;
    let mut rows = rows?;
    let pager = asked.pager(t, "/lists", &mut rows, |row| row.id.to_string());
    let head = [
        t.s("item-title"),
        t.s("record-state"),
        t.s("item-list"),
        t.s("item-place"),
        t.s("item-unit"),
        t.s("item-due"),
        t.s("item-result"),
    ];
    let table = Table::new(head).rows(rows.iter().map(|row| {
        vec![
            Cell::Wide(row.title.clone()),
            Cell::tag(t.s(words::item_state_key(row.state)), words::item_tone(row.state)),
            Cell::Text(t.s(words::list_key(row.list)).into_owned()),
            Cell::Text(place(&desk, Some(&row.region_code))),
            Cell::Text(unit_name(&desk, row.unit_id)),
            Cell::Text(row.due_on.clone().unwrap_or_default()),
            Cell::Wide(row.result.clone().unwrap_or_default()),
        ]
    }));
    let form = &asked.form;
    let choices = PlaceList::ALL
        .iter()
        .map(|list| ui::Choice::new(list.as_str(), t.s(words::list_key(*list))));
    let page = List {
        lead: t.s("lists-public-lead").into_owned(),
        notices: vec![
            Notice::new(Tone::Info, t.s("lists-public-add"))
                .link(t.s("topics-public-report"), "/report"),
        ],
        path: "/lists",
        filters: vec![
            Field::select(t, form, "list", t.s("item-list")).choices(any_of(t, choices)),
            Field::select(t, form, "region", t.s("item-place"))
                .choices(any_of(t, regions(&desk, false))),
        ],
        actions: vec![Button::link(t.s("topics-public-title"), "/topics").small()],
        empty: rows.is_empty().then(|| EmptyState::new("list", t.s("place-items-empty"))),
        table,
        pager,
        ..List::default()
    };
    Ok(page.site(shell))
}
