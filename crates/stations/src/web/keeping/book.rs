//! A station's book: stock, faults, messages, inspections, special hours; for
//! its keeper and for the district.

use axum::extract::{Path, State};
use axum::response::Response;
use db::{StoreError, Tx};
use kernel::time::{HOUR_US, Instant};
use people::record::{Action, Asked, Cell, Section, Show, Table, flash};
use people::{PageError, Staff};
use ui::{Button, Choice, Definition, Definitions, Field, FormState, Prefs, Tone, Tr, key};

use super::words;
use crate::app::Stations;
use crate::app::keeping::{Seen, TEXT_MAX};
use crate::domain::keeping::FaultVerb;
use crate::domain::rules::Rules;
use crate::domain::special_hours::{SpecialHours, SpecialStanding, WHY_MAX};
use crate::domain::words::FaultState;
use crate::store::keeping::{self as store, Inspection, KeeperMessage, StationFault, StockItem};

struct Book {
    stock: Vec<StockItem>,
    faults: Vec<StationFault>,
    messages: Vec<KeeperMessage>,
    inspections: Vec<Inspection>,
    special: Vec<SpecialHours>,
}

async fn read(tx: &mut Tx<'_>, code: &str) -> Result<Book, StoreError> {
    Ok(Book {
        stock: store::stock(tx, code).await?,
        faults: store::faults(tx, code).await?,
        messages: store::messages(tx, code).await?,
        inspections: store::inspections(tx, code).await?,
        special: store::special_now(tx).await?,
    })
}

/// `GET /desk/keeping/{code}/book`
pub(super) async fn show(
    State(stations): State<Stations>,
    Path(code): Path<String>,
    staff: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    page(&stations, &staff, prefs, &code, asked.form).await
}

/// The page, with what was typed and what is wrong with it.
pub(super) async fn page(
    stations: &Stations,
    staff: &Staff,
    prefs: Prefs,
    code: &str,
    form: FormState,
) -> Result<Response, PageError> {
    let seen = stations.seen(staff, code).await?;
    let title = Tr::new(prefs.lang).named("keeping-book-of", seen.station.name.as_str());
    let mut shell = stations.app.desk_titled(staff, prefs, title);
    let (t, now, rules) = (shell.t, stations.app.now(), stations.rules());
    shell.flash = flash(t, &form);
    let read = stations.app.db.read(code.to_owned(), |tx, code| Box::pin(read(tx, code)));
    let mut book: Book = read.await?;
    book.special.retain(|one| one.is_about(&seen.station));
    let station = &seen.station;
    let facts = vec![
        Definition::new(t.s("station-code"), &station.code),
        Definition::new(t.s("station-address"), &station.address),
        Definition::new(t.s("station-phone"), &station.phone),
        Definition::new(t.s("keeping-assured"), &station.assured_on),
    ];
    let mut links = vec![Button::link(t.s("keeping-public"), format!("/stations/{code}")).small()];
    if seen.keeps {
        let href = format!("/desk/keeping/{code}");
        links.push(Button::link(t.s("keeping-taps"), href).small().primary());
    }
    let sections = vec![
        Section::new("stock", t.s("stock-title")).table(stock(t, &book.stock, &rules, now)),
        Section::new("faults", t.s("faults-title")).table(faults(t, &book.faults)),
        Section::new("messages", t.s("messages-title")).table(messages(t, &book.messages)),
        Section::new("special", t.s("special-title")).table(special(t, &book.special, now)),
        Section::new("inspections", t.s("inspections-title")).table(inspections(
            t,
            &book.inspections,
            &rules,
        )),
    ];
    let page = Show {
        links,
        facts: Definitions::new(facts).columns(),
        actions: actions(stations, t, (&seen, &book), &form, now),
        sections,
        form,
        ..Show::default()
    };
    Ok(page.desk(shell))
}

fn stock(t: Tr, items: &[StockItem], rules: &Rules, now: Instant) -> Table {
    let head = [t.s("stock-item"), t.s("stock-number"), t.s("stock-expires"), t.s("record-state")];
    let today = now.day().to_string();
    Table::new(head).rows(items.iter().map(|item| {
        let rule = rules.stock_rule(&item.item);
        let name = rule.map_or(item.item.as_str(), |rule| rule.name.as_str());
        // Days in this form sort as days.
        let is_over = !item.expires_on.is_empty() && item.expires_on < today;
        let is_low = rule.is_some_and(|rule| item.number < i64::from(rule.low));
        let (word, tone) = match (is_over, is_low) {
            (true, _) => (key("stock-over"), Tone::Bad),
            (false, true) => (key("stock-low"), Tone::Warn),
            (false, false) => (key("stock-fine"), Tone::Ok),
        };
        vec![
            Cell::Text(name.to_owned()),
            Cell::Num(item.number),
            Cell::Text(item.expires_on.clone()),
            Cell::tag(t.s(word), tone),
        ]
    }))
}

fn faults(t: Tr, faults: &[StationFault]) -> Table {
    let head = [t.s("fault-what"), t.s("record-state"), t.s("fault-by"), t.s("fault-note")];
    Table::new(head).rows(faults.iter().map(|fault| {
        let (word, tone) = words::fault(fault.state);
        vec![
            Cell::Wide(fault.what.clone()),
            Cell::tag(t.s(word), tone),
            Cell::Text(format!("{} {}", fault.reported_by, t.date(fault.reported_at))),
            Cell::Wide(fault.note.clone()),
        ]
    }))
}

fn messages(t: Tr, messages: &[KeeperMessage]) -> Table {
    let head = [t.s("message-at"), t.s("message-from"), t.s("message-body")];
    Table::new(head).rows(messages.iter().map(|message| {
        let side =
            if message.from_district { key("message-district") } else { key("message-keeper") };
        vec![
            Cell::Text(t.date_time(message.sent_at)),
            Cell::Text(format!("{} {}", t.s(side), message.author)),
            Cell::Wide(message.body.clone()),
        ]
    }))
}

fn special(t: Tr, all: &[SpecialHours], now: Instant) -> Table {
    let head = [t.s("special-state"), t.s("special-why"), t.s("special-time"), t.s("special-by")];
    let held = all.iter().filter(|one| one.standing(now) != SpecialStanding::Over);
    Table::new(head).rows(held.map(|one| {
        let time = format!("{} – {}", t.date_time(one.from), t.date_time(one.until));
        vec![
            Cell::Text(t.s(words::special(one.state)).into_owned()),
            Cell::Wide(one.why.clone()),
            Cell::Text(time),
            Cell::Text(one.made_by.clone()),
        ]
    }))
}

fn inspections(t: Tr, all: &[Inspection], rules: &Rules) -> Table {
    let head = [
        t.s("inspection-day"),
        t.s("inspection-by"),
        t.s("inspection-failed"),
        t.s("inspection-note"),
        t.s("inspection-follow-up"),
    ];
    Table::new(head).rows(all.iter().map(|one| {
        let name = |id: &str| {
            let check = rules.check.iter().find(|check| check.id == id);
            check.map_or(id.to_owned(), |check| check.name.clone())
        };
        let failed: Vec<String> = one.failed.split_whitespace().map(name).collect();
        let failed =
            if failed.is_empty() { t.n("inspection-all", one.checked) } else { failed.join("；") };
        let follow_up = match one.followed_up_at {
            Some(at) => t.named("inspection-done", t.date(at)),
            None => one.follow_up_by.clone(),
        };
        vec![
            Cell::Text(one.done_on.clone()),
            Cell::Text(one.inspector.clone()),
            Cell::Wide(failed),
            Cell::Wide(one.note.clone()),
            Cell::Text(follow_up),
        ]
    }))
}

fn actions(
    stations: &Stations,
    t: Tr,
    (seen, book): (&Seen, &Book),
    form: &FormState,
    now: Instant,
) -> Vec<Action> {
    let code = &seen.station.code;
    let path = |rest: &str| format!("/desk/keeping/{code}/{rest}");
    let mut actions = Vec::new();
    if seen.keeps {
        actions.extend(stock_actions(stations, t, book, form, &path));
        let what = Field::textarea(t, form, "what", t.s("fault-what")).counted(TEXT_MAX).required();
        actions.push(
            Action::new(t.s("fault-report"), path("faults")).field(what).opened_by(form, "what"),
        );
    }
    actions.extend(fault_actions(t, seen, book, form));
    if seen.keeps || seen.directs {
        let body = Field::textarea(t, form, "body", t.s("message-body")).counted(TEXT_MAX);
        let title = if seen.keeps { t.s("message-to-district") } else { t.s("message-to-keeper") };
        actions.push(
            Action::new(title, path("messages"))
                .field(body.required())
                .hide("key", stations.app.ids.mint(now))
                .opened_by(form, "body"),
        );
        let title = t.s("special-decide");
        actions.push(special_fields(t, form, now, Action::new(title, path("hours"))));
        actions.extend(special_ends(t, seen, book, now));
    }
    if seen.directs {
        actions.push(inspection(stations, t, seen, form, path("inspections")));
        let open = book.inspections.iter();
        let open = open.filter(|one| !one.failed.is_empty() && one.followed_up_at.is_none());
        actions.extend(open.map(|one| {
            let href = path(&format!("inspections/{}/follow-up", one.id));
            Action::new(t.named("inspection-follow", one.done_on.as_str()), href)
                .hide("version", one.version)
        }));
    }
    actions
}

fn stock_actions(
    stations: &Stations,
    t: Tr,
    book: &Book,
    form: &FormState,
    path: &impl Fn(&str) -> String,
) -> Vec<Action> {
    let rules = stations.rules();
    let items = rules.stock.iter().map(|rule| Choice::new(&rule.id, &rule.name));
    let add = Action::new(t.s("stock-add"), path("stock"))
        .field(Field::select(t, form, "item", t.s("stock-item")).choices(items))
        .field(Field::number(t, form, "number", t.s("stock-number")).required())
        .field(Field::date(t, form, "expires_on", t.s("stock-expires")).optional())
        .opened_by(form, "item");
    let counted = book.stock.iter().map(|item| {
        let rule = rules.stock_rule(&item.item);
        let name = rule.map_or(item.item.as_str(), |rule| rule.name.as_str());
        let own = FormState::new().with("number", item.number.to_string());
        let field = Field::number(t, &own, "number", t.s("stock-number"));
        Action::new(t.named("stock-count", name), path(&format!("stock/{}", item.id)))
            .field(field.id(format!("number-{}", item.id)))
            .hide("version", item.version)
    });
    std::iter::once(add).chain(counted).collect()
}

fn fault_actions(t: Tr, seen: &Seen, book: &Book, form: &FormState) -> Vec<Action> {
    let mut actions = Vec::new();
    for fault in book.faults.iter().filter(|fault| fault.state != FaultState::Withdrawn) {
        for verb in FaultVerb::ALL.iter().copied() {
            let may = match verb {
                FaultVerb::TakeUp => seen.directs,
                FaultVerb::Withdraw => seen.keeps,
                FaultVerb::Fix | FaultVerb::Reopen => seen.keeps || seen.directs,
            };
            if !may || fault.state.after(verb).is_err() {
                continue;
            }
            let name = match verb {
                FaultVerb::TakeUp => key("fault-take-up"),
                FaultVerb::Fix => key("fault-fix"),
                FaultVerb::Withdraw => key("fault-withdraw"),
                FaultVerb::Reopen => key("fault-reopen"),
            };
            let short: String = fault.what.chars().take(12).collect();
            let note = Field::text(t, form, "note", t.s("fault-note")).optional();
            let href = format!("/desk/faults/{}/{}", fault.id, verb.as_str());
            let id = format!("note-{}-{}", fault.id, verb.as_str());
            actions.push(
                Action::new(t.named(name, short), href)
                    .field(note.id(id))
                    .hide("version", fault.version),
            );
        }
    }
    actions
}

/// The fields of special hours.
pub(super) fn special_fields(t: Tr, form: &FormState, now: Instant, action: Action) -> Action {
    let at = |instant: Instant| {
        let text = instant.beijing().to_string();
        text.get(..16).unwrap_or(&text).to_owned()
    };
    let form = form
        .clone()
        .with("state", "closed")
        .with("from", at(now))
        .with("until", at(now.plus(12 * HOUR_US)));
    let is_open = form.has_errors() && form.has("why");
    let action = action
        .field(
            Field::radios(t, &form, "state", t.s("special-state"))
                .choices(words::specials(t))
                .inline(),
        )
        .field(Field::text(t, &form, "why", t.s("special-why")).counted(WHY_MAX).required())
        .field(Field::date_time(t, &form, "from", t.s("special-from")).required())
        .field(Field::date_time(t, &form, "until", t.s("special-until")).required())
        .hint(t.s("special-hint"));
    Action { is_open, ..action }
}

fn special_ends(t: Tr, seen: &Seen, book: &Book, now: Instant) -> Vec<Action> {
    let held = book.special.iter().filter(|one| one.standing(now) != SpecialStanding::Over);
    let own = held.filter(|one| !one.station.is_empty() || seen.directs);
    own.map(|one| {
        let href = format!("/desk/special-hours/{}/end", one.id);
        Action::new(t.named("special-end", one.why.as_str()), href)
            .hide("version", one.version)
            .danger()
    })
    .collect()
}

fn inspection(stations: &Stations, t: Tr, seen: &Seen, form: &FormState, href: String) -> Action {
    let rules = stations.rules();
    let checks = rules.checks(seen.station.kind, stations.app.now().day());
    let choices = checks.into_iter().map(|check| Choice::new(&check.id, &check.name));
    Action::new(t.s("inspection-write"), href)
        .hint(t.s("inspection-hint"))
        .field(Field::checkboxes(t, form, "sound", t.s("inspection-sound")).choices(choices))
        .field(
            Field::textarea(t, form, "note", t.s("inspection-note")).counted(TEXT_MAX).optional(),
        )
        .field(Field::date(t, form, "follow_up_by", t.s("inspection-follow-up")).optional())
        .opened_by(form, "follow_up_by")
}
