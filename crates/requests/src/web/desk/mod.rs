//! Pages for staff: the queues, one order with what may be done to it, the
//! list of all orders, taking a call, the three rates, messages that failed.

mod applications;
mod board;
mod call;
mod clock;
mod export;
mod field;
mod filter;
mod gaps;
mod gatherings;
mod groups;
mod hot_topics;
mod joint;
mod knowledge;
mod live;
mod map;
mod messages;
mod models;
mod new;
mod objections;
mod order;
mod orders;
mod petitions;
mod policies;
pub(in crate::web) mod proactive;
mod queue;
mod rates;
pub(in crate::web) mod receptions;
pub(super) mod scope;
mod supervisions;
mod transfers;
mod whistles;

use people::{Access, Routes, roles};

use crate::app::Desk;

/// Everyone who works on orders.
const WORKERS: Access = roles![
    Operator,
    Dispatcher,
    UnitHandler,
    UnitReviewer,
    CallbackOfficer,
    Supervisor,
    Leader,
    GridWorker
];
const INTAKE: Access = roles![Operator, Dispatcher];
const DISPATCH: Access = roles![Dispatcher];
const UNIT: Access = roles![UnitHandler, UnitReviewer];
const HEADS: Access = roles![UnitReviewer];
const LONGER: Access = roles![UnitReviewer, Dispatcher];
const DECIDERS: Access = roles![UnitReviewer, Dispatcher, Supervisor, Leader];
const URGERS: Access = roles![Operator, Dispatcher, Supervisor];
const CALLERS: Access = roles![Supervisor, Leader];
const BESIDE: Access =
    roles![Operator, Dispatcher, UnitHandler, UnitReviewer, CallbackOfficer, Supervisor, Leader];
const RULES: Access = roles![Dispatcher, Supervisor, Leader, SystemAdmin];
const SWITCH: Access = roles![Supervisor, SystemAdmin];
const REVIEW: Access = roles![UnitReviewer];
const SUPERVISE: Access = roles![Supervisor];
const CALLBACK: Access = roles![CallbackOfficer];
const REOPEN: Access = roles![CallbackOfficer, Operator, Dispatcher];
const FIGURES: Access = roles![Supervisor, Leader, Dispatcher, UnitHandler, UnitReviewer];
/// Who works outside with a telephone.
const FIELD: Access = roles![GridWorker, UnitHandler, UnitReviewer];
/// Who is there and does not work on the order.
const OUTSIDE: Access = roles![GridWorker];
/// Who puts right where an order lies.
const PLACERS: Access = roles![Operator, Dispatcher, UnitHandler, UnitReviewer];
/// Who sees the board of all units.
const BOARD: Access = roles![Supervisor, Leader, Dispatcher];
/// Who takes part in an objection.
const PARTIES: Access = roles![Operator, Dispatcher, Supervisor, UnitHandler, UnitReviewer];
/// Who owns the dispatch catalogue, and who works by it.
const OWNERS: Access = roles![Dispatcher, Supervisor];
const OUTBOX: Access = roles![SystemAdmin, Supervisor];

/// Routes of the desk.
pub fn routes() -> Routes<Desk> {
    Routes::new()
        .get("/desk", Access::SignedIn, queue::home)
        .get("/desk/queue", WORKERS, queue::first)
        .get("/desk/queue/{queue}", WORKERS, queue::show)
        .get("/desk/orders", WORKERS, orders::show)
        .get("/desk/orders.csv", WORKERS, export::csv)
        .get("/desk/orders.xlsx", WORKERS, export::xlsx)
        .get("/desk/orders/{id}", WORKERS, order::show)
        .get("/desk/photos/{id}", WORKERS, order::photo::show)
        .get("/desk/live", WORKERS, live::stream)
        .get("/desk/new", INTAKE, new::show)
        .post("/desk/new", INTAKE, new::create)
        .get("/desk/call", INTAKE, call::show)
        .get("/desk/similar", INTAKE, new::similar::show)
        .get("/desk/places", INTAKE, new::places::show)
        .get("/desk/where", INTAKE, new::whereabouts::show)
        .get("/desk/board", BOARD, board::show)
        .get("/desk/board.csv", BOARD, board::csv)
        .get("/desk/board/unit", FIGURES, board::unit::own)
        .get("/desk/board/units/{unit}", FIGURES, board::unit::show)
        .get("/desk/rates", FIGURES, rates::show)
        .get("/desk/rates.csv", FIGURES, rates::export::summary)
        .get("/desk/rates-lines.csv", FIGURES, rates::export::lines)
        .get("/desk/rates/{unit}", FIGURES, rates::lines::show)
        .get("/desk/rates/{unit}/lines.csv", FIGURES, rates::lines::csv)
        .get("/desk/messages", OUTBOX, messages::show)
        .post("/desk/messages/{id}/retry", OUTBOX, messages::retry)
        .get("/desk/field", FIELD, field::show)
        .get("/desk/field/report", FIELD, field::report::show)
        .post("/desk/field/report", FIELD, field::report::send)
        .get("/desk/field/orders/{id}", FIELD, field::visit::show)
        .post("/desk/field/orders/{id}/visits", FIELD, field::visit::send)
        .get("/desk/field/worker.js", Access::SignedIn, people::files::worker)
        .merge(decisions())
        .merge(procedures())
        .merge(transfers::routes())
        .merge(whistles::routes())
        .merge(knowledge::routes())
        .merge(petitions::routes())
        .merge(receptions::routes())
        .merge(proactive::routes())
        .merge(hot_topics::routes())
        .merge(models::routes())
}

/// The procedures beside an order, and the lists of them.
fn procedures() -> Routes<Desk> {
    use order::act::beside;
    Routes::new()
        .get("/desk/applications", BESIDE, applications::show)
        .get("/desk/applications.csv", BESIDE, applications::csv)
        .get("/desk/supervisions", BESIDE, supervisions::show)
        .get("/desk/supervisions.csv", BESIDE, supervisions::csv)
        .get("/desk/supervisions/{id}", BESIDE, supervisions::notice::show)
        .get("/desk/policies", RULES, policies::show)
        .post("/desk/policies/switches", SWITCH, policies::switch)
        .post("/desk/orders/{id}/extension", UNIT, beside::extension)
        .post("/desk/orders/{id}/extension-decision", DECIDERS, beside::decide_extension)
        .post("/desk/orders/{id}/deferral", HEADS, beside::deferral)
        .post("/desk/orders/{id}/deferral-decision", DECIDERS, beside::decide_deferral)
        .post("/desk/orders/{id}/exclusion", LONGER, beside::exclusion)
        .post("/desk/orders/{id}/exclusion-decision", DECIDERS, beside::decide_exclusion)
        .post("/desk/orders/{id}/escalation", LONGER, beside::escalation)
        .post("/desk/orders/{id}/escalation-decision", DECIDERS, beside::decide_escalation)
        .post("/desk/orders/{id}/progress", UNIT, beside::progress)
        .post("/desk/orders/{id}/urge", URGERS, beside::urge)
        .post("/desk/orders/{id}/supervision", CALLERS, beside::supervise)
        .post("/desk/orders/{id}/supervision-answer", UNIT, beside::answer)
        .post("/desk/orders/{id}/supervision-closing", CALLERS, beside::close)
        .merge(shared_lists())
}

/// Lists and pages of the procedures.
fn shared_lists() -> Routes<Desk> {
    Routes::new()
        .get("/desk/objections", PARTIES, objections::show)
        .get("/desk/objections.csv", PARTIES, objections::csv)
        .get("/desk/catalogue-gaps", OWNERS, gaps::show)
        .get("/desk/catalogue-gaps.csv", OWNERS, gaps::sheet)
        .get("/desk/catalogue-gaps/{id}", OWNERS, gaps::one)
        .post("/desk/catalogue-gaps/{id}/decision", SUPERVISE, gaps::decide)
        .get("/desk/gatherings", PARTIES, gatherings::show)
        .get("/desk/gatherings.csv", PARTIES, gatherings::sheet)
        .get("/desk/gatherings/{id}", PARTIES, gatherings::one)
        .post("/desk/gatherings/{id}/statement", UNIT, gatherings::say)
        .post("/desk/gatherings/{id}/outcome", DISPATCH, gatherings::end)
        .get("/desk/groups/{id}", WORKERS, groups::show)
        .get("/desk/joint", FIGURES, joint::show)
        .get("/desk/joint.csv", FIGURES, joint::csv)
}

/// What can be decided about an order, each as a resource of its own.
fn decisions() -> Routes<Desk> {
    use order::act;
    Routes::new()
        .post("/desk/orders/{id}/undo", WORKERS, act::undo::undo)
        .post("/desk/orders/{id}/acceptance", INTAKE, act::intake::accept)
        .post("/desk/orders/{id}/info-request", INTAKE, act::intake::ask)
        .post("/desk/orders/{id}/answer", INTAKE, act::intake::answer)
        .post("/desk/orders/{id}/refusal", INTAKE, act::repeats::refuse)
        .post("/desk/orders/{id}/transfer", INTAKE, act::intake::transfer)
        .post("/desk/orders/{id}/link", INTAKE, act::intake::link)
        .post("/desk/orders/{id}/unlink", INTAKE, act::intake::unlink)
        .post("/desk/orders/{id}/dispatch", DISPATCH, act::dispatch::dispatch)
        .get("/desk/orders/{id}/dispatch-preview", DISPATCH, act::dispatch::preview)
        .post("/desk/orders/{id}/ruling", DISPATCH, act::dispatch::rule)
        .post("/desk/orders/{id}/acknowledgement", UNIT, act::unit::acknowledge)
        .post("/desk/orders/{id}/objection", UNIT, act::unit::object)
        .post("/desk/orders/{id}/first-contact", UNIT, act::unit::contact)
        .post("/desk/orders/{id}/start", UNIT, act::unit::start)
        .post("/desk/orders/{id}/resumption", SUPERVISE, act::unit::resume)
        .post("/desk/orders/{id}/reply", UNIT, act::reply::reply)
        .post("/desk/orders/{id}/review", REVIEW, act::reply::review)
        .post("/desk/orders/{id}/callback", CALLBACK, act::callback::record)
        .post("/desk/orders/{id}/rework", CALLBACK, act::callback::rework)
        .post("/desk/orders/{id}/closure", CALLBACK, act::callback::close)
        .post("/desk/orders/{id}/reopening", REOPEN, act::callback::reopen)
        .merge(shared())
}

/// Decisions about more than one unit or order, and about who keeps away.
fn shared() -> Routes<Desk> {
    use order::act::{place, repeats, sharing, three_way_call};
    Routes::new()
        .post("/desk/orders/{id}/place", PLACERS, place::correct)
        .post("/desk/orders/{id}/place-proposal", OUTSIDE, place::propose)
        .post("/desk/orders/{id}/place-decision", PLACERS, place::keep)
        .post("/desk/orders/{id}/parts", LONGER, sharing::add)
        .post("/desk/orders/{id}/parts/{part}/waiver", LONGER, sharing::waive)
        .post("/desk/orders/{id}/parts/{part}/return", LONGER, sharing::give_back)
        .post("/desk/orders/{id}/handover", UNIT, sharing::offer)
        .post("/desk/orders/{id}/handover-acceptance", UNIT, sharing::take)
        .post("/desk/orders/{id}/handover-refusal", UNIT, sharing::refuse)
        .post("/desk/orders/{id}/handover-withdrawal", UNIT, sharing::withdraw)
        .post("/desk/orders/{id}/hearing", DISPATCH, sharing::hear)
        .post("/desk/orders/{id}/conference", DISPATCH, sharing::confer)
        .post("/desk/orders/{id}/repeat", INTAKE, repeats::repeat)
        .post("/desk/orders/{id}/follow-up", REOPEN, repeats::follow_up)
        .post("/desk/orders/{id}/three-way-call", REOPEN, three_way_call::record)
        .post("/desk/orders/{id}/protection", INTAKE, repeats::protect)
        .post("/desk/orders/{id}/termination-request", REVIEW, repeats::ask_end)
        .post("/desk/orders/{id}/termination", DISPATCH, repeats::decide_end)
        .post("/desk/orders/{id}/recusal", WORKERS, repeats::recuse)
        .post("/desk/orders/{id}/recusal-demand", REOPEN, repeats::demand)
        .post("/desk/orders/{id}/recusal-decision", DISPATCH, repeats::decide_recusal)
}
