//! Message keys of the words of quick reports.

use people::record::{Fault, FaultKind, fault_key};
use ui::{Choice, Tr, key};

use crate::domain::quick::Shown;
use crate::domain::said::{HelpKind, QuickKind, Reporter};

/// Name of a kind of report.
pub(super) fn kind_key(kind: QuickKind) -> &'static str {
    match kind {
        QuickKind::Problem => key("quick-kind-problem"),
        QuickKind::Help => key("quick-kind-help"),
        QuickKind::Suggestion => key("quick-kind-suggestion"),
    }
}

/// What somebody is.
pub(in super::super) fn reporter_key(reporter: Reporter) -> &'static str {
    match reporter {
        Reporter::Rider => key("reporter-rider"),
        Reporter::Courier => key("reporter-courier"),
        Reporter::Driver => key("reporter-driver"),
        Reporter::Freight => key("reporter-freight"),
        Reporter::Resident => key("reporter-resident"),
        Reporter::Unsaid => key("reporter-unsaid"),
    }
}

/// Answers to what somebody is.
pub(in super::super) fn reporters(t: Tr) -> Vec<Choice> {
    let all = Reporter::ALL.iter();
    all.map(|word| Choice::new(word.as_str(), t.s(reporter_key(*word)))).collect()
}

/// Name of a kind of help.
pub(super) fn help_key(kind: HelpKind) -> &'static str {
    match kind {
        HelpKind::Direction => key("quick-help-direction"),
        HelpKind::Support => key("quick-help-support"),
        HelpKind::Lost => key("quick-help-lost"),
        HelpKind::Clear => key("quick-help-clear"),
        HelpKind::Rescue => key("quick-help-rescue"),
        HelpKind::Other => key("quick-help-other"),
    }
}

/// A count, or that it is too small to be shown.
pub(in super::super) fn shown(t: Tr, count: i64, least: i64) -> String {
    match Shown::of(count, least) {
        Shown::Count(count) => count.to_string(),
        Shown::Withheld => t.n("voice-withheld", least),
    }
}

/// What is wrong with a field, in the words of one who stands in the street.
pub(super) fn told(fault: Fault) -> (&'static str, &'static str) {
    match (fault.field, fault.kind) {
        ("words", FaultKind::Missing) => ("words", key("quick-error-words")),
        ("address", FaultKind::Missing) => ("address", key("quick-error-place")),
        ("phone", _) => ("phone", key("quick-error-phone")),
        ("", FaultKind::Missing) => ("", key("quick-error-key")),
        (field, kind) => (field, fault_key(kind)),
    }
}
