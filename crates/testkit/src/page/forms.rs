//! Forms: labels, button types, methods and the token against forged requests.

use scraper::{ElementRef, Html};

use super::{ids, select, tag, text};

/// The hidden field that every posting form carries.
const CSRF_FIELD: &str = "csrf";

/// Adds what is wrong with the forms of a page.
pub(super) fn check(page: &Html, faults: &mut Vec<String>) {
    for control in select(page, "input, select, textarea") {
        let kind = control.attr("type").unwrap_or("text").to_ascii_lowercase();
        let speaks_for_itself =
            matches!(kind.as_str(), "hidden" | "submit" | "reset" | "button" | "image");
        if !speaks_for_itself && !has_label(page, &control) {
            faults.push(format!("a control has no label: {}", tag(&control)));
        }
    }
    for button in select(page, "button") {
        let kind = button.attr("type").unwrap_or_default();
        if !matches!(kind, "submit" | "button" | "reset") {
            faults.push(format!("a button has no type: {}", tag(&button)));
        }
    }
    let is_desk = !select(page, "html[data-density=desk]").is_empty();
    for form in select(page, "form") {
        check_form(&form, is_desk, faults);
    }
}

fn check_form(form: &ElementRef<'_>, is_desk: bool, faults: &mut Vec<String>) {
    match form.attr("method").map(str::to_ascii_lowercase).as_deref() {
        Some("post") if !has_token(form, is_desk) => {
            faults.push(format!("a form that posts has no hidden {CSRF_FIELD}: {}", tag(form)));
        }
        Some("post" | "get" | "dialog") => {}
        _ => faults.push(format!("a form does not say its method: {}", tag(form))),
    }
}

/// Residents have no session, so on their pages the token has no value; what
/// guards those forms is where they were sent from.
fn has_token(form: &ElementRef<'_>, is_desk: bool) -> bool {
    form.descendent_elements().any(|field| {
        field.value().name() == "input"
            && field.attr("type") == Some("hidden")
            && field.attr("name") == Some(CSRF_FIELD)
            && field.attr("value").is_some_and(|value| !(is_desk && value.is_empty()))
    })
}

fn has_label(page: &Html, control: &ElementRef<'_>) -> bool {
    let spoken = |name| control.attr(name).is_some_and(|words| !words.trim().is_empty());
    spoken("aria-label")
        || labelled_by(page, control)
        || has_label_for(page, control)
        || inside_label(control)
}

fn labelled_by(page: &Html, control: &ElementRef<'_>) -> bool {
    let mut names =
        control.attr("aria-labelledby").unwrap_or_default().split_whitespace().peekable();
    let known = ids(page);
    names.peek().is_some() && names.all(|name| known.contains(name))
}

fn has_label_for(page: &Html, control: &ElementRef<'_>) -> bool {
    let Some(id) = control.attr("id") else { return false };
    let labels = select(page, "label[for]");
    labels.iter().any(|label| label.attr("for") == Some(id) && !text(label).is_empty())
}

fn inside_label(control: &ElementRef<'_>) -> bool {
    let mut ancestors = control.ancestors().filter_map(ElementRef::wrap);
    ancestors.any(|element| element.value().name() == "label" && !text(&element).is_empty())
}
