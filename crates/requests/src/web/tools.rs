//! What stands in the bar of every desk page: find an order, take a call.

use askama::Template;
use people::Staff;
use ui::{Html, Shell};

use super::desk::scope::queues;
use super::record::takes_calls;

#[derive(Template)]
#[template(path = "desk/tools.html")]
struct Tools<'a> {
    shell: &'a Shell,
    can_take_calls: bool,
}

/// The search for orders, for whoever works with them, and the button that
/// takes a call.
pub fn tools(staff: &Staff, shell: &Shell) -> Html {
    if queues(staff).is_empty() {
        return Html::default();
    }
    let can_take_calls = takes_calls(staff) && shell.path != "/desk/new";
    Html::of(&Tools { shell, can_take_calls })
}
