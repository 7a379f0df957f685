//! The check that every page fetched in a test goes through without asking.

mod forms;
mod references;
#[cfg(test)]
mod tests;

use std::collections::HashSet;

use scraper::{ElementRef, Html, Selector};

/// Marks a message key that no catalogue knows; the catalogue prints it around the key.
const MISSING_MESSAGE: char = '⟦';

/// What is wrong with a whole page, one sentence each; empty when nothing is.
///
/// Checked are: no parse error; a language and a viewport; one `h1` and a title that agree; unique
/// ids and references that lead somewhere; a label for every control, a type for every button, a
/// text for every picture; a method for every form and the hidden field `csrf` in those that
/// post; no inline script, style or handler; nothing from another host; no missing message.
#[must_use]
pub fn page_check(html: &str) -> Vec<String> {
    let page = Html::parse_document(html);
    let mut faults: Vec<String> =
        page.errors.iter().map(|error| format!("HTML: {error}")).collect();
    check_head(&page, &mut faults);
    check_heading(&page, &mut faults);
    check_pictures(&page, &mut faults);
    check_policy(&page, &mut faults);
    references::check(&page, &mut faults);
    forms::check(&page, &mut faults);
    if html.contains(MISSING_MESSAGE) {
        faults.push(format!("a message is missing: {}", around(html, MISSING_MESSAGE)));
    }
    faults
}

fn check_head(page: &Html, faults: &mut Vec<String>) {
    let language = page.root_element().attr("lang").unwrap_or_default();
    if language.trim().is_empty() {
        faults.push("the page does not say its language: <html lang>".to_owned());
    }
    if select(page, "head meta[name=viewport][content]").is_empty() {
        faults.push("there is no viewport: <meta name=viewport>".to_owned());
    }
}

fn check_heading(page: &Html, faults: &mut Vec<String>) {
    let headings = select(page, "h1");
    if headings.len() != 1 {
        faults.push(format!("there are {} h1 instead of one", headings.len()));
    }
    let title = select(page, "head title").first().map(text).unwrap_or_default();
    if title.is_empty() {
        faults.push("there is no title".to_owned());
        return;
    }
    for heading in &headings {
        let heading = text(heading);
        if heading.is_empty() {
            faults.push("the h1 is empty".to_owned());
        } else if !title.contains(&heading) && !heading.contains(&title) {
            faults.push(format!("title “{title}” and h1 “{heading}” do not agree"));
        }
    }
}

fn check_pictures(page: &Html, faults: &mut Vec<String>) {
    for picture in
        select(page, "img:not([alt]), input[type=image]:not([alt]), area[href]:not([alt])")
    {
        faults.push(format!("a picture has no alt: {}", tag(&picture)));
    }
}

/// The content security policy forbids these; the browser would drop them in silence.
fn check_policy(page: &Html, faults: &mut Vec<String>) {
    // A block of data is not run, so the policy lets it stand.
    for script in select(page, "script:not([src]):not([type='application/ld+json'])") {
        faults.push(format!("inline script: {}", tag(&script)));
    }
    for style in select(page, "style") {
        faults.push(format!("inline style: {}", tag(&style)));
    }
    for element in select(page, "*") {
        for (name, value) in element.value().attrs() {
            if name == "style" {
                faults.push(format!("style attribute: {}", tag(&element)));
            }
            if name.starts_with("on") {
                faults.push(format!("inline handler {name}: {}", tag(&element)));
            }
            let value = value.trim().to_ascii_lowercase();
            if matches!(name, "href" | "action" | "formaction" | "src")
                && value.starts_with("javascript:")
            {
                faults.push(format!("script in {name}: {}", tag(&element)));
            }
        }
    }
    check_hosts(page, faults);
}

fn check_hosts(page: &Html, faults: &mut Vec<String>) {
    for element in select(page, "[src], [srcset], [poster], link[href], object[data]") {
        for name in ["src", "srcset", "poster", "href", "data"] {
            let address = element.attr(name).unwrap_or_default().trim().to_ascii_lowercase();
            let elsewhere =
                ["http://", "https://", "//"].iter().any(|start| address.starts_with(start));
            // A canonical or alternate link is a statement, not a request.
            let request = !matches!(element.attr("rel"), Some("canonical" | "alternate"));
            if elsewhere && request {
                faults.push(format!("asks another host: {}", tag(&element)));
            }
        }
    }
}

/// All elements a literal selector finds, in document order.
fn select<'a>(page: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    let selector = Selector::parse(selector).expect("selectors in this crate are literals");
    page.select(&selector).collect()
}

/// The words of an element, white space folded.
fn text(element: &ElementRef<'_>) -> String {
    let all: String = element.text().collect();
    all.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The opening tag of an element, for a message.
fn tag(element: &ElementRef<'_>) -> String {
    let html = element.html();
    let end = html.find('>').map_or(html.len(), |end| end + 1);
    html[..end].to_owned()
}

/// The ids of a page.
fn ids(page: &Html) -> HashSet<&str> {
    select(page, "[id]").into_iter().filter_map(|element| element.attr("id")).collect()
}

fn around(html: &str, mark: char) -> String {
    let start = html.find(mark).unwrap_or_default();
    html[start..].chars().take(60).collect::<String>().replace('\n', " ")
}
