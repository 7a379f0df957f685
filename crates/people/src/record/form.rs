//! A form of a record, in named groups of fields.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use ui::{Breadcrumb, Button, Field, FormState, Html, Notice, Shell};

/// Fields that belong together.
pub struct Group {
    /// Anchor of the group.
    pub id: &'static str,
    /// Its heading.
    pub title: String,
    /// Its fields.
    pub fields: Vec<Field>,
}

impl Group {
    /// A group with its heading.
    pub fn new(id: &'static str, title: impl AsRef<str>, fields: Vec<Field>) -> Self {
        Self { id, title: title.as_ref().to_owned(), fields }
    }
}

/// What stands on a form's page.
pub struct FormPage {
    /// The way back.
    pub crumbs: Option<Breadcrumb>,
    /// A sentence under the title.
    pub lead: String,
    /// What must be known first.
    pub notices: Vec<Notice>,
    /// Where the form is sent to.
    pub action: String,
    /// What goes along unseen.
    pub hidden: Vec<(&'static str, String)>,
    /// The fields.
    pub groups: Vec<Group>,
    /// The button.
    pub submit: Button,
    /// What was typed, and what is wrong with it.
    pub form: FormState,
    /// Whether files go along.
    pub has_files: bool,
    /// Pictures of an earlier round that are stored already.
    pub kept: Html,
}

#[derive(Template)]
#[template(path = "record/desk_form.html")]
struct DeskForm {
    shell: Shell,
    page: FormPage,
}

#[derive(Template)]
#[template(path = "record/site_form.html")]
struct SiteForm {
    shell: Shell,
    page: FormPage,
}

impl FormPage {
    /// A form that is sent to an address.
    pub fn new(action: impl Into<String>, submit: Button, form: FormState) -> Self {
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
            kept: Html::default(),
        }
    }

    fn status(&self) -> StatusCode {
        if self.form.has_errors() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
    }

    /// For staff.
    pub fn desk(self, shell: Shell) -> Response {
        ui::page(self.status(), &DeskForm { shell, page: self })
    }

    /// For residents.
    pub fn site(self, shell: Shell) -> Response {
        ui::page(self.status(), &SiteForm { shell, page: self })
    }
}
