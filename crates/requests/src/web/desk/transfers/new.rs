//! Writing a transfer down: what goes out, or what came in.

use axum::extract::{Form, Query, State};
use axum::response::Response;
use people::{PageError, Staff, see_other};
use ui::{Button, Field, FormState, Notice, Prefs, Tone, key};

use super::words;
use crate::app::Desk;
use crate::domain::line_transfer::{Direction, NewTransfer, TEXT_MAX, TransferMode};
use crate::domain::words::Line;
use crate::web::record::{FormPage, Group, blame, filled};
use crate::web::words::line_key;

type Pairs = Vec<(String, String)>;

/// `GET /desk/transfers/new`
pub(super) async fn show(
    State(desk): State<Desk>,
    Query(pairs): Query<Pairs>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let form = FormState::from_pairs(pairs).with("direction", "out").with("line", "110");
    Ok(page(&desk, &staff, prefs, form.with("mode", "call_transfer")))
}

fn page(desk: &Desk, staff: &Staff, prefs: Prefs, form: FormState) -> Response {
    let shell = desk.app.desk(staff, prefs, key("transfers-new"));
    let t = shell.t;
    let emergency = desk.rules().emergency_in(form.value("matter")).map(|word| word.line.clone());
    let danger = emergency.map(|line| {
        let line = line.parse().map_or("", line_key);
        Notice::new(Tone::Bad, t.named("transfer-danger", t.s(line).as_ref()))
    });
    let what = vec![
        Field::radios(t, &form, "direction", t.s("transfer-direction"))
            .choices(words::directions(t))
            .inline(),
        Field::select(t, &form, "line", t.s("transfer-line")).choices(words::lines(t)),
        Field::radios(t, &form, "mode", t.s("transfer-mode")).choices(words::modes(t)).inline(),
        Field::checkbox(t, &form, "urgent", t.s("transfer-urgent-field"))
            .hint(t.s("transfer-urgent-hint")),
    ];
    let matter = vec![
        Field::textarea(t, &form, "matter", t.s("transfer-matter")).counted(TEXT_MAX).required(),
        Field::text(t, &form, "address", t.s("transfer-address")).optional(),
        Field::text(t, &form, "ref_no", t.s("transfer-ref-no")).hint(t.s("transfer-ref-no-hint")),
    ];
    let mut page = FormPage::new(
        "/desk/transfers",
        Button::submit(t.s("transfer-save")).primary(),
        form.clone(),
    );
    page.lead = t.s("transfers-new-lead").into_owned();
    page.notices.extend(danger);
    page.hidden = vec![("order", form.value("order").to_owned())];
    page.groups = vec![
        Group::new("how", t.s("transfer-how"), what),
        Group::new("what", t.s("transfer-what"), matter),
    ];
    page.desk(shell)
}

/// `POST /desk/transfers`
pub(super) async fn create(
    State(desk): State<Desk>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let mut form = FormState::from_pairs(pairs);
    let direction: Option<Direction> = form.value("direction").parse().ok();
    let line: Option<Line> = form.value("line").parse().ok();
    let mode: Option<TransferMode> = form.value("mode").parse().ok();
    for (name, known) in
        [("direction", direction.is_some()), ("line", line.is_some()), ("mode", mode.is_some())]
    {
        if !known {
            form.error(name, key("record-fault-missing"));
        }
    }
    if let (Some(direction), Some(line), Some(mode)) = (direction, line, mode) {
        let new = NewTransfer {
            direction,
            line,
            mode,
            urgent: form.value("urgent") == "1",
            matter: form.value("matter").to_owned(),
            address: form.value("address").to_owned(),
            ref_no: filled(&form, "ref_no"),
            order_id: form.value("order").parse().ok(),
        };
        match desk.offer_transfer(&staff, new).await {
            Ok(done) => return Ok(see_other(&format!("/desk/transfers/{}?done=added", done.id))),
            Err(error) => blame(&mut form, error)?,
        }
    }
    Ok(page(&desk, &staff, prefs, form))
}
