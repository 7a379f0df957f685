//! Entries from a file, all or none.

use axum::extract::{Multipart, State};
use axum::response::Response;
use people::{PageError, Staff, see_other};
use ui::{Breadcrumb, Button, Crumb, Field, FormState, Notice, Prefs, Tone, key};

use crate::app::Desk;
use crate::app::knowledge::import::{COLUMNS, LineFault, read_with};
use crate::web::record::{FormPage, Group, blame, fault_key};

/// Faults shown; the file is mended and sent again anyway.
const SHOWN: usize = 20;

/// `GET /desk/knowledge/import`
pub(super) async fn show(State(desk): State<Desk>, staff: Staff, prefs: Prefs) -> Response {
    page(&desk, &staff, prefs, FormState::new(), &[])
}

fn page(
    desk: &Desk,
    staff: &Staff,
    prefs: Prefs,
    form: FormState,
    faults: &[LineFault],
) -> Response {
    let shell = desk.app.desk(staff, prefs, key("knowledge-import"));
    let t = shell.t;
    let file = Field::file(t, &form, "file", t.s("knowledge-import-file"))
        .hint(t.named("knowledge-import-hint", COLUMNS.join("、")))
        .attr("accept", ".csv,text/csv");
    let submit = Button::submit(t.s("knowledge-import-take")).primary();
    let mut page = FormPage::new("/desk/knowledge/import", submit, form);
    page.crumbs =
        Some(Breadcrumb::new(t, vec![Crumb::new(t.s("knowledge-title"), "/desk/knowledge")]));
    page.lead = t.s("knowledge-import-lead").into_owned();
    page.notices = faults
        .iter()
        .take(SHOWN)
        .map(|fault| {
            let why = t.s(fault_key(fault.fault.kind));
            let args = [
                ("line", i64::try_from(fault.line).unwrap_or(0).into()),
                ("field", fault.fault.field.into()),
                ("why", why.as_ref().into()),
            ];
            Notice::new(Tone::Warn, t.a("knowledge-import-fault", &args))
        })
        .collect();
    page.groups = vec![Group::new("file", t.s("knowledge-import-file"), vec![file])];
    page.has_files = true;
    page.desk(shell)
}

/// `POST /desk/knowledge/import`
pub(super) async fn take(
    State(desk): State<Desk>,
    staff: Staff,
    prefs: Prefs,
    mut parts: Multipart,
) -> Result<Response, PageError> {
    let (mut form, mut file) = (FormState::new(), Vec::new());
    while let Some(part) = parts.next_field().await.map_err(|_| PageError::BadRequest)? {
        if part.name() == Some("file") {
            file = part.bytes().await.map_err(|_| PageError::TooLarge)?.to_vec();
        }
    }
    if file.is_empty() {
        form.error("file", key("record-fault-missing"));
        return Ok(page(&desk, &staff, prefs, form, &[]));
    }
    match read_with(&desk.rules(), &file) {
        Ok(lines) => match desk.import_knowledge(&staff, lines, "CSV").await {
            Ok(_) => Ok(see_other("/desk/knowledge?done=saved")),
            Err(error) => {
                blame(&mut form, error)?;
                Ok(page(&desk, &staff, prefs, form, &[]))
            }
        },
        Err(faults) => {
            form.error("file", key("knowledge-import-faulty"));
            Ok(page(&desk, &staff, prefs, form, &faults))
        }
    }
}
