//! A page in each frame, rendered from another crate's point of view.

use super::*;
use askama::Template;

#[derive(Template)]
#[template(
    source = r#"{% extends "base.html" %}{% import "components/card.html" as card %}{% import "components/page_header.html" as head %}
{% block main %}{% call head::page(shell.title, "lead") %}{% endcall %}
{% call card::section("one", shell.t.s("ui-back")) %}{{ ui::error_summary(shell.t, form) }}{{ ui::Field::tel(shell.t, form, "phone", shell.t.s("ui-close")).hint("h").optional() }}{{ ui::Button::submit("go").primary().icon("send") }}{% endcall %}{% endblock %}"#,
    ext = "html"
)]
struct Resident {
    shell: Shell,
    form: FormState,
}

#[derive(Template)]
#[template(
    source = r#"{% extends "desk.html" %}{% import "components/table.html" as table %}{% import "components/filter_bar.html" as filter %}
{% block main %}<h1>{{ shell.title }}</h1>{% call filter::bar(shell.t, "/x") %}{{ ui::Field::search(shell.t, form, "q", "q") }}{% endcall %}{% call table::wrap("c") %}<tbody></tbody>{% endcall %}{% endblock %}"#,
    ext = "html"
)]
struct Desk {
    shell: Shell,
    form: FormState,
}

fn shell() -> Shell {
    install(Catalogue::build(&[LOCALES]).expect("our own messages are sound"));
    Shell {
        title: "标题".into(),
        user: Some(UserBadge {
            name: "周敏".into(),
            unit: "某街道".into(),
            role_key: "ui-account",
        }),
        csrf: "\"><b>".into(),
        ..Shell::default()
    }
}

#[test]
fn a_resident_page_escapes_what_people_typed_and_shows_its_errors() {
    let mut form = FormState::from_pairs(vec![("phone".into(), "<script>".into())]);
    form.error("phone", "ui-error-prefix");
    let html = Resident { shell: shell(), form }.render().expect("rendering cannot fail");
    assert!(html.contains(r##"<a href="#f-phone">"##), "{html}");
    assert!(
        html.contains(r#"aria-describedby="f-phone-hint f-phone-error" aria-invalid="true""#),
        "{html}"
    );
    assert!(
        !html.contains("<script>") && !html.contains("\"><b>") && !html.contains('⟦'),
        "{html}"
    );
    assert!(
        html.contains(r#"<button class="button button--primary" type="submit"><svg"#),
        "{html}"
    );
}

#[test]
fn a_desk_page_has_the_rail_and_the_account_menu() {
    let html = Desk { shell: Shell { surface: Surface::Desk, ..shell() }, form: FormState::new() }
        .render()
        .expect("rendering cannot fail");
    assert!(
        html.contains(r#"class="rail""#)
            && html.contains("周敏")
            && html.contains(r#"data-density="desk""#),
        "{html}"
    );
    assert!(!html.contains('⟦'), "{html}");
}

#[test]
fn no_page_needs_an_inline_style_or_script() {
    let html = Resident { shell: shell(), form: FormState::new() }
        .render()
        .expect("rendering cannot fail");
    assert!(!html.contains(" style=") && !html.contains("<script>") && !html.contains(" onclick="));
}
