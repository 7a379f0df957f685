//! `huying demo-load`: lets the demo city's written requests happen through
//! the real use cases, each at its own time in the past 90 days.

mod beside;
mod course;
pub(crate) mod file;
mod procedures;
mod records;
mod script;
pub(crate) mod stations;

use std::collections::HashMap;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use kernel::event::Actor;
use kernel::time::{DAY_US, Instant, MINUTE_US};
use people::domain::disclosure::IdentityField;
use people::domain::identity::NewIdentity;
use people::{Role, UnitId};
use requests::app::Desk;
use requests::app::submit::Submission;
use requests::domain::OrderId;
use requests::domain::request::{NewRequest, Place};
use requests::domain::words::Origin;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::Fault;
use crate::console::{Progress, say};
use crate::settings::Settings;
use crate::wiring;
use script::{Line, Script};

/// Courses replayed at once: enough for the writer to commit together.
const AT_ONCE: usize = 24;

pub(crate) async fn load(
    settings: &Settings,
    dir: &Path,
    limit: Option<usize>,
    sign_ins: Option<&Path>,
) -> Result<(), Fault> {
    let house = wiring::open_house(settings, true).await?;
    let script = Arc::new(Script::read(dir)?);
    let cast = Arc::new(Cast::gather(&house.desk).await?);
    let now = house.desk.app.now();
    let lines = script.lines.len().min(limit.unwrap_or(usize::MAX));
    let mut progress = Progress::new("demo requests", Some(lines as u64));
    let orders = first_part(&house.desk, &script, &cast, now, lines, &mut progress).await?;
    // Orders joined to others come last: what they are joined to exists then.
    let mut linked = 0;
    for line in script.lines.iter().take(lines).filter(|line| line.links()) {
        course::replay_links(&house.desk, &script, &cast, line, &orders, now).await?;
        linked += 1;
    }
    procedures::stage(&house.desk, &cast, &orders).await?;
    progress.end(orders.len() as u64);
    house.desk.app.db.settle().await?;
    let records = records::load(&house.desk, dir, &cast, now).await?;
    say(format!("{records} records beside them"));
    let beside = beside::play(&house.desk, &cast, now).await?;
    let at_stations = stations::load(&house, dir, now).await?;
    say(format!("{} records of the stations", at_stations.records));
    if let Some(path) = sign_ins {
        write_riders(path, &at_stations.riders)?;
    }
    let count = orders.len();
    say(format!("{count} demo requests, {linked} of them joined to others, {beside} steps beside"));
    Ok(())
}

/// Adds the riders to the sign-ins of the staff: `rider number code`, one a line.
fn write_riders(path: &Path, riders: &[(String, String)]) -> std::io::Result<()> {
    let mut file = std::fs::OpenOptions::new().create(true).append(true).open(path)?;
    for (number, code) in riders {
        writeln!(file, "rider {number} {code}")?;
    }
    file.sync_all()
}

async fn first_part(
    desk: &Desk,
    script: &Arc<Script>,
    cast: &Arc<Cast>,
    now: Instant,
    lines: usize,
    progress: &mut Progress,
) -> Result<HashMap<String, OrderId>, Fault> {
    let gate = Arc::new(Semaphore::new(AT_ONCE));
    let mut tasks: JoinSet<Result<(String, OrderId), Fault>> = JoinSet::new();
    let mut orders = HashMap::new();
    for at in 0..lines {
        let permit = gate.clone().acquire_owned().await?;
        let (desk, script, cast) = (desk.clone(), script.clone(), cast.clone());
        tasks.spawn(async move {
            let Some(line) = script.lines.get(at) else { return Err("no such line".into()) };
            let order = play(&desk, &script, &cast, line, now).await;
            drop(permit);
            let order = order.map_err(|error| format!("request {}: {error}", line.key))?;
            Ok((line.key.clone(), order))
        });
        while let Some(done) = tasks.try_join_next() {
            let (key, order) = done??;
            orders.insert(key, order);
            progress.at(orders.len() as u64);
        }
    }
    while let Some(done) = tasks.join_next().await {
        let (key, order) = done??;
        orders.insert(key, order);
        progress.at(orders.len() as u64);
    }
    Ok(orders)
}

async fn play(
    desk: &Desk,
    script: &Script,
    cast: &Cast,
    line: &Line,
    now: Instant,
) -> Result<OrderId, Fault> {
    let submission = submission(desk, cast, line, now)?;
    let submitted = desk.submit(submission).await?;
    let order = submitted.order.id;
    if submitted.is_new {
        course::replay(desk, script, cast, line, order, now).await?;
    }
    Ok(order)
}

/// When a line's request came: whole days back from the load, at its minute of
/// the day; what would lie in the future is moved to a minute ago.
fn received_at(line: &Line, now: Instant) -> Instant {
    if let Some(minutes) = line.minutes_ago {
        return now.plus(-minutes * MINUTE_US);
    }
    let day = Instant::start_of(now.day()).plus(-line.day_offset * DAY_US);
    day.plus(line.minute * MINUTE_US).min(now.plus(-MINUTE_US))
}

fn submission(desk: &Desk, cast: &Cast, line: &Line, now: Instant) -> Result<Submission, Fault> {
    let at = received_at(line, now);
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let identity = NewIdentity::default()
        .with(IdentityField::Name, &text(&line.name))
        .with(IdentityField::Phone, &text(&line.phone));
    let identity = if identity.is_empty() { None } else { Some(desk.app.vault.seal(&identity)?) };
    let request = NewRequest {
        submission_key: format!("demo:{}", line.key),
        channel: line.channel.clone(),
        channel_ref: None,
        origin: Origin::OnComplaint,
        order_type: line.order_type,
        title: line.title.clone(),
        content: line.content.clone(),
        occurred_at: None,
        received_at: at,
        place: Place {
            address: line.address.clone(),
            compound_id: line.compound.clone(),
            point_e7: line.point_e7,
            ..Place::default()
        },
        requester_ref: None,
        query_code_tag: String::new(),
        confidential: line.confidential,
        reply_wanted: true,
        contact_window: None,
    };
    Ok(Submission {
        request,
        urgency: line.urgency,
        category_code: Some(line.category.clone()),
        identity,
        photos: Vec::new(),
        actor: cast.registrar(line),
        at,
    })
}

/// Who plays which part: the accounts of the pack by role and unit.
pub(super) struct Cast {
    by_role: HashMap<Role, Vec<(Actor, UnitId)>>,
}

impl Cast {
    async fn gather(desk: &Desk) -> Result<Self, Fault> {
        let mut by_role: HashMap<Role, Vec<(Actor, UnitId)>> = HashMap::new();
        for account in people::app::roster::open_accounts(&desk.app.db).await? {
            for role in account.roles {
                let actor = Actor::Staff {
                    account: account.id.0,
                    role: role.as_str(),
                    unit: account.unit.0,
                };
                by_role.entry(role).or_default().push((actor, account.unit));
            }
        }
        Ok(Self { by_role })
    }

    /// The requester on the web, an operator on the phone.
    fn registrar(&self, line: &Line) -> Actor {
        if line.by_operator { self.any(Role::Operator, &line.key) } else { Actor::Requester }
    }

    /// Someone with the role; the same one for the same key.
    pub(super) fn any(&self, role: Role, key: &str) -> Actor {
        let all = self.by_role.get(&role).map(Vec::as_slice).unwrap_or_default();
        let pick = key.bytes().fold(7_usize, |sum, byte| sum.wrapping_mul(31) + usize::from(byte));
        let one = all.get(pick.checked_rem(all.len()).unwrap_or(0));
        one.map_or(Actor::Job("demo"), |(actor, _)| actor.clone())
    }

    /// Someone with the role in a unit; a job where the pack gives the unit no
    /// account.
    pub(super) fn of_unit(&self, role: Role, unit: Option<UnitId>) -> Actor {
        let all = self.by_role.get(&role).map(Vec::as_slice).unwrap_or_default();
        let one = all.iter().find(|(_, theirs)| Some(*theirs) == unit);
        one.map_or(Actor::Job("demo"), |(actor, _)| actor.clone())
    }
}
