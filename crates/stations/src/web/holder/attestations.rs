//! Lists of workers an employer upholds: figures of those uploaded, and the
//! form. Who stands on a list is never shown.

use axum::extract::{Multipart, State};
use axum::response::Response;
use people::record::{
    Asked, Cell, FormPage, Group, List, PAGE_ROWS, Section, Show, Table, fault_key,
};
use people::{PageError, Staff};
use ui::{
    Breadcrumb, Button, Choice, Crumb, Definition, Definitions, EmptyState, Field, FormState,
    Notice, Prefs, Tone, key,
};

use super::words;
use crate::app::Stations;
use crate::app::error::ActError;
use crate::app::holder::attestation::Uploaded;
use crate::domain::holder::Employer;
use crate::store::holder as store;

/// The largest file.
const FILE_BYTES_MAX: usize = 1 << 20;

/// `GET /desk/attestations`
pub(super) async fn list(
    State(stations): State<Stations>,
    staff: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let own = stations.own_employers(&staff).await?;
    let wanted: Option<i64> = asked.parse("employer");
    let shown: Vec<i64> = own
        .iter()
        .map(|one| one.number)
        .filter(|number| wanted.is_none_or(|wanted| wanted == *number))
        .collect();
    let job = (shown, asked.after());
    let read = stations.app.db.read(job, |tx, (numbers, after)| {
        Box::pin(async move {
            let mut rows = Vec::new();
            for number in numbers {
                rows.extend(store::lists(tx, *number, after, PAGE_ROWS as i64 + 1).await?);
            }
            Ok::<_, db::StoreError>(rows)
        })
    });
    let mut rows: Vec<store::AttestationList> = read.await?;
    rows.sort_by_key(|list| std::cmp::Reverse(list.id));
    let shell = stations.app.desk(&staff, prefs, key("attestations-title"));
    let t = shell.t;
    let path = "/desk/attestations";
    let pager = asked.pager(t, path, &mut rows, |list| list.id.to_string());
    let head = [
        t.s("attestation-uploaded"),
        t.s("holder-employer"),
        t.s("attestation-workers"),
        t.s("attestation-rejected"),
        t.s("attestation-until"),
    ];
    let table = Table::new(head).rows(rows.iter().map(|list| {
        vec![
            Cell::Text(t.date_time(list.uploaded_at)),
            Cell::Text(words::brand(t, &own, list.employer)),
            Cell::Num(list.workers),
            Cell::Num(list.rejected),
            Cell::Text(t.date_time(list.valid_until)),
        ]
    }));
    if asked.get("format") == "csv" {
        return Ok(table.csv("attestations.csv", str::to_owned));
    }
    let upload = Button::link(t.s("attestation-upload"), "/desk/attestations/new").primary();
    let page = List {
        lead: t.s("attestations-lead").into_owned(),
        actions: if own.is_empty() { Vec::new() } else { vec![upload] },
        path,
        filters: vec![
            Field::select(t, &asked.form, "employer", t.s("holder-employer"))
                .choices(people::record::any_of(t, choices(&own))),
        ],
        empty: rows.is_empty().then(|| EmptyState::new("list", t.s("attestations-none"))),
        table,
        pager,
        ..List::default()
    };
    Ok(page.desk(shell))
}

fn choices(own: &[Employer]) -> Vec<Choice> {
    own.iter().map(|one| Choice::new(one.number.to_string(), &one.name)).collect()
}

/// `GET /desk/attestations/new`
pub(super) async fn new(
    State(stations): State<Stations>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    form_page(&stations, &staff, prefs, FormState::new()).await
}

async fn form_page(
    stations: &Stations,
    staff: &Staff,
    prefs: Prefs,
    form: FormState,
) -> Result<Response, PageError> {
    let own = stations.own_employers(staff).await?;
    if own.is_empty() {
        return Err(PageError::NotFound);
    }
    let shell = stations.app.desk(staff, prefs, key("attestation-upload"));
    let t = shell.t;
    let fields = vec![
        Field::select(t, &form, "employer", t.s("holder-employer"))
            .choices(choices(&own))
            .required(),
        Field::file(t, &form, "file", t.s("attestation-file"))
            .hint(t.s("attestation-file-hint"))
            .attr("accept", ".csv,text/csv")
            .required(),
    ];
    let submit = Button::submit(t.s("attestation-upload")).primary();
    let mut page = FormPage::new("/desk/attestations/new", submit, form);
    page.crumbs = Some(crumbs(t));
    page.notices = vec![Notice::new(Tone::Info, t.s("attestation-never-shown"))];
    page.groups = vec![Group::new("list", t.s("attestation-list"), fields)];
    page.has_files = true;
    Ok(page.desk(shell))
}

fn crumbs(t: ui::Tr) -> Breadcrumb {
    Breadcrumb::new(t, vec![Crumb::new(t.s("attestations-title"), "/desk/attestations")])
}

/// `POST /desk/attestations/new`
pub(super) async fn upload(
    State(stations): State<Stations>,
    staff: Staff,
    prefs: Prefs,
    mut parts: Multipart,
) -> Result<Response, PageError> {
    let (mut employer, mut file) = (String::new(), Vec::new());
    while let Some(part) = parts.next_field().await.map_err(|_| PageError::BadRequest)? {
        match part.name() {
            Some("employer") => employer = part.text().await.map_err(|_| PageError::BadRequest)?,
            Some("file") => file = part.bytes().await.map_err(|_| PageError::BadRequest)?.to_vec(),
            _ => {}
        }
    }
    if file.len() > FILE_BYTES_MAX {
        return Err(PageError::TooLarge);
    }
    let mut form = FormState::new().with("employer", employer);
    let number = form.value("employer").parse().unwrap_or_default();
    match stations.upload_list(&staff, number, &file).await {
        Ok(uploaded) => Ok(result(&stations, &staff, prefs, &uploaded)),
        Err(ActError::Fault(fault)) => {
            form.error(fault.field, fault_key(fault.kind));
            form_page(&stations, &staff, prefs, form).await
        }
        Err(error) => Err(error.into()),
    }
}

fn result(stations: &Stations, staff: &Staff, prefs: Prefs, uploaded: &Uploaded) -> Response {
    let shell = stations.app.desk(staff, prefs, key("attestation-done"));
    let t = shell.t;
    let head = [t.s("attestation-line"), t.s("attestation-fault")];
    let rows = uploaded.rejected.iter().map(|row| {
        vec![Cell::Num(row.line as i64), Cell::Text(t.s(fault_key(row.kind)).into_owned())]
    });
    let page = Show {
        crumbs: Some(crumbs(t)),
        notices: vec![Notice::new(Tone::Info, t.s("attestation-never-shown"))],
        facts: Definitions::new(vec![
            Definition::new(t.s("attestation-workers"), uploaded.list.workers.to_string()),
            Definition::new(t.s("attestation-rejected"), uploaded.list.rejected.to_string()),
            Definition::new(t.s("attestation-until"), t.date_time(uploaded.list.valid_until)),
        ]),
        sections: vec![
            Section::new("rejected", t.s("attestation-rejected"))
                .table(Table::new(head).rows(rows)),
        ],
        ..Show::default()
    };
    page.desk(shell)
}
