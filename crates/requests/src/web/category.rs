//! Names of categories in the reader's language.

use ui::{Lang, Tr};

use crate::domain::category::Category;
use crate::domain::rules::Rules;

/// What it is called at its own level.
pub(crate) fn name(t: Tr, category: &Category) -> &str {
    match t.lang() {
        Lang::ZhCn => &category.name,
        Lang::En => category.english(),
    }
}

/// `一级 / 二级 / 三级` of a code.
pub(crate) fn path(t: Tr, rules: &Rules, code: &str) -> String {
    rules.category_path_by(code, |category| name(t, category))
}
