//! A form of a record, in named groups of fields.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use people::Staff;
use ui::{Breadcrumb, Button, Field, FormState, Notice, Shell};

use super::takes_calls;

/// Fields that belong together.
pub(crate) struct Group {
    pub(crate) id: &'static str,
    pub(crate) title: String,
    pub(crate) fields: Vec<Field>,
}

impl Group {
    /// A group with its heading.
    pub(crate) fn new(id: &'static str, title: impl AsRef<str>, fields: Vec<Field>) -> Self {
        Self { id, title: title.as_ref().to_owned(), fields }
    }
}

/// What stands on a form's page.
pub(crate) struct FormPage {
    pub(crate) crumbs: Option<Breadcrumb>,
    pub(crate) lead: String,
    pub(crate) notices: Vec<Notice>,
    pub(crate) action: String,
    pub(crate) hidden: Vec<(&'static str, String)>,
    pub(crate) groups: Vec<Group>,
    pub(crate) submit: Button,
    pub(crate) form: FormState,
    pub(crate) has_files: bool,
}

#[derive(Template)]
#[template(path = "record/desk_form.html")]
struct DeskForm {
    shell: Shell,
    page: FormPage,
    can_take_calls: bool,
}

#[derive(Template)]
#[template(path = "record/site_form.html")]
struct SiteForm {
    shell: Shell,
    page: FormPage,
}

impl FormPage {
    /// A form that is sent to an address.
    pub(crate) fn new(action: impl Into<String>, submit: Button, form: FormState) -> Self {
        Self {
            crumbs: None,
            lead: String::new(),
            notices: Vec::new(),
            action: action.into(),
            hidden: Vec::new(),
            groups: Vec::new(),
            submit,
            form,
            has_files: false,
        }
    }

    fn status(&self) -> StatusCode {
        if self.form.has_errors() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
    }

    /// For staff.
    pub(crate) fn desk(self, shell: Shell, staff: &Staff) -> Response {
        let can_take_calls = takes_calls(staff);
        ui::page(self.status(), &DeskForm { shell, page: self, can_take_calls })
    }

    /// For residents.
    pub(crate) fn site(self, shell: Shell) -> Response {
        ui::page(self.status(), &SiteForm { shell, page: self })
    }
}
