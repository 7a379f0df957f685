//! What the requester may do to their order: give what was asked, judge, say
//! it is not solved, take it back.

use axum::extract::{Form, FromRequest, FromRequestParts, Path, Request};
use axum::http::StatusCode;
use axum::response::Response;
use people::{PageError, Source, Viewer, see_other};
use ui::{FormState, Prefs, key};

use super::super::super::to_page;
use super::show;
use crate::app::act::{Act, By};
use crate::app::evaluation::{NewEvaluation, changeable_until};
use crate::app::view::OrderView;
use crate::app::{Desk, OrderError};
use crate::domain::callback::{CallbackChannel, Contacted, NewCallback};
use crate::domain::change::{Command, Refusal, TEXT_MAX};
use crate::domain::procedure::{ProcedureFault, Step};
use crate::domain::words::{Satisfied, Solved};

/// Longest remark with a judgement, in characters.
const COMMENT_MAX: usize = 500;

/// A form that was sent, with all it takes to answer.
pub(in super::super) struct Asked {
    desk: Desk,
    viewer: Viewer,
    prefs: Prefs,
    view: OrderView,
    form: FormState,
}

/// `POST /track/{no}/supplement`
pub(in super::super) async fn supplement(mut asked: Asked) -> Result<Response, PageError> {
    asked.form.require("supplement", key("track-supplement-missing")).limit("supplement", TEXT_MAX);
    let text = asked.form.value("supplement").to_owned();
    asked.carry_out("supplement", Command::Supply { text }).await
}

/// `POST /track/{no}/evaluation`
pub(in super::super) async fn evaluation(mut asked: Asked) -> Result<Response, PageError> {
    let form = &mut asked.form;
    let solved = form.value("solved").parse::<Solved>().ok();
    if solved.is_none() {
        form.error("solved", key("track-solved-missing"));
    }
    form.limit("comment", COMMENT_MAX);
    let unit_contacted = match form.value("contacted") {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    };
    let satisfied = form.value("satisfied").parse().unwrap_or(Satisfied::NotRated);
    let callback = NewCallback {
        channel: CallbackChannel::Web,
        contacted: Contacted::Yes,
        unit_contacted,
        solved,
        satisfied: Some(satisfied),
        comment: form.value("comment").to_owned(),
    };
    if asked.changeable() {
        return asked.change_evaluation(callback).await;
    }
    asked.carry_out("evaluation", Command::CallBack { callback, is_last: false }).await
}

/// `POST /track/{no}/reopening`
pub(in super::super) async fn reopening(mut asked: Asked) -> Result<Response, PageError> {
    asked.form.require("reopening", key("track-reopening-missing")).limit("reopening", TEXT_MAX);
    let text = asked.form.value("reopening").to_owned();
    asked.carry_out("reopening", Command::Reopen { text }).await
}

/// `POST /track/{no}/news`
pub(in super::super) async fn news(mut asked: Asked) -> Result<Response, PageError> {
    asked.form.require("news", key("track-news-missing")).limit("news", TEXT_MAX);
    let text = asked.form.value("news").to_owned();
    asked.carry_out("news", Command::SayNew { text }).await
}

/// `POST /track/{no}/withdrawal`
pub(in super::super) async fn withdrawal(mut asked: Asked) -> Result<Response, PageError> {
    if asked.form.value("sure") != "1" {
        asked.form.error("sure", key("track-withdrawal-unsure"));
    }
    asked.carry_out("withdrawal", Command::Withdraw).await
}

/// `POST /track/{no}/urge`
pub(in super::super) async fn urge(mut asked: Asked) -> Result<Response, PageError> {
    asked.form.limit("urge", TEXT_MAX);
    let text = asked.form.value("urge").to_owned();
    asked.carry_out("urge", Step::Urge { text }.into()).await
}

impl FromRequest<Desk> for Asked {
    type Rejection = PageError;

    async fn from_request(request: Request, desk: &Desk) -> Result<Self, PageError> {
        let (mut parts, body) = request.into_parts();
        let Path(no) = Path::<String>::from_request_parts(&mut parts, desk)
            .await
            .map_err(|_| PageError::NotFound)?;
        let Ok(viewer) = Viewer::from_request_parts(&mut parts, desk).await;
        let Ok(source) = Source::from_request_parts(&mut parts, desk).await;
        let prefs = Prefs::read(&parts);
        let request = Request::from_parts(parts, body);
        let form = Form::<Vec<(String, String)>>::from_request(request, desk).await;
        let form = FormState::from_pairs(form.map_err(|_| PageError::BadRequest)?.0);
        let view = super::open(desk, &source, &no, form.value("code")).await?;
        Ok(Self { desk: desk.clone(), viewer, prefs, view, form })
    }
}

impl Asked {
    /// Whether this is a newer word on what was judged already.
    fn changeable(&self) -> bool {
        let end = changeable_until(&self.view.order, &self.view.callbacks);
        end.is_some_and(|end| self.desk.app.now() <= end)
    }

    async fn change_evaluation(self, callback: NewCallback) -> Result<Response, PageError> {
        if self.form.has_errors() {
            return self.again().await;
        }
        let seen = self.form.value("seen").parse().unwrap_or(0);
        let wish = NewEvaluation { order: self.view.order.id, seen, callback };
        match self.desk.change_evaluation(wish).await {
            Ok(_) => Ok(self.back("evaluation-change")),
            Err(OrderError::Stale | OrderError::Refused(Refusal::TooLate)) => {
                Ok(self.back("changed"))
            }
            Err(other) => Err(to_page(other)),
        }
    }

    /// Does it and leads back to the page; shows the page again with what was
    /// typed when something is wrong with that.
    async fn carry_out(mut self, done: &str, command: Command) -> Result<Response, PageError> {
        if !self.view.order.state.allows(command.verb()) {
            return Ok(self.back("changed"));
        }
        if self.form.has_errors() {
            return self.again().await;
        }
        let act = Act {
            order: self.view.order.id,
            seen: self.form.value("seen").parse().ok().or(Some(0)),
            by: By::Requester,
            command,
            evidence: Vec::new(),
            at: self.desk.app.now(),
        };
        match self.desk.act(act).await {
            Ok(_) => Ok(self.back(done)),
            // Somebody was quicker, or the same form was sent twice.
            Err(OrderError::Stale | OrderError::Refused(Refusal::Transition(_))) => {
                Ok(self.back("changed"))
            }
            Err(OrderError::Refused(Refusal::Procedure(ProcedureFault::UrgedAlready))) => {
                self.form.error("urge", key("track-urge-early"));
                self.again().await
            }
            Err(OrderError::Refused(Refusal::TooLate)) => {
                self.form.error("", key("track-reopening-late"));
                self.again().await
            }
            Err(other) => Err(to_page(other)),
        }
    }

    fn back(&self, done: &str) -> Response {
        let code: String = self.form.value("code").chars().filter(char::is_ascii_digit).collect();
        see_other(&format!("/track/{}?code={code}&done={done}", self.view.order.order_no))
    }

    async fn again(self) -> Result<Response, PageError> {
        let shell = show::shell(&self.desk, &self.viewer, self.prefs, &self.view);
        let code = self.form.value("code").to_owned();
        let page = show::page(&self.desk, shell, &self.view, &code, self.form).await?;
        Ok(ui::page(StatusCode::UNPROCESSABLE_ENTITY, &page))
    }
}
