//! `huying doctor`: looks over the installation and says what to mend.

use std::path::Path;

use db::migrate::{self, Standing};
use kernel::calendar::{WorkCalendar, YearStatus};

use super::Fault;
use crate::console::say;
use crate::settings::Settings;
use crate::{migrations, wiring};

enum Finding {
    Well(String),
    Mend(String),
}

pub(crate) async fn run(settings: &Settings) -> Result<(), Fault> {
    let mut findings = vec![writable(&settings.data), key_file(settings)];
    match wiring::open_store(settings, false).await {
        Err(error) => findings.push(Finding::Mend(format!("store: {error}"))),
        Ok(db) => {
            findings.push(Finding::Well(format!("store: {} answers", db.engine_name())));
            findings.push(match migrate::standing(&db, &migrations::all()).await? {
                Standing::Current => Finding::Well("tables: up to date".into()),
                Standing::Behind(steps) => Finding::Mend(format!(
                    "tables: {steps} steps are missing, run `huying migrate`"
                )),
            });
            findings.push(dead_letters(&db).await?);
            let rules = requests::app::rules::load(&db).await?;
            findings.push(if rules.categories.is_empty() {
                Finding::Mend("city pack: none is loaded, run `huying city load DIR`".into())
            } else {
                let (units, categories) = (rules.units.len(), rules.categories.len());
                Finding::Well(format!("city pack: {units} units, {categories} categories"))
            });
            findings.push(next_year(&rules.calendar, db.clock().now().day().year()));
        }
    }
    findings.push(if ui::has_assets() {
        Finding::Well("front-end files: in the program".into())
    } else {
        Finding::Mend(super::serve::NO_ASSETS.into())
    });
    let mut faults = 0;
    for finding in findings {
        match finding {
            Finding::Well(text) => say(format!("ok    {text}")),
            Finding::Mend(text) => {
                faults += 1;
                say(format!("mend  {text}"));
            }
        }
    }
    if faults == 0 { Ok(()) } else { Err(format!("{faults} things to mend").into()) }
}

fn writable(data: &Path) -> Finding {
    let probe = data.join(".doctor");
    match std::fs::write(&probe, b"") {
        Ok(()) => {
            // A left-over empty file does no harm.
            let _ = std::fs::remove_file(&probe);
            Finding::Well(format!("data directory: {} can be written", data.display()))
        }
        Err(error) => {
            Finding::Mend(format!("data directory: {} cannot be written ({error})", data.display()))
        }
    }
}

fn key_file(settings: &Settings) -> Finding {
    let path = &settings.key_file;
    if !path.exists() {
        return Finding::Mend(format!(
            "key: {} is missing; without it identities cannot be read",
            path.display()
        ));
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let open = std::fs::metadata(path).is_ok_and(|meta| meta.permissions().mode() & 0o077 != 0);
        if open {
            return Finding::Mend(format!(
                "key: others can read {}, run `chmod 600`",
                path.display()
            ));
        }
    }
    if path.parent() == Some(settings.data.as_path()) {
        return Finding::Well(format!(
            "key: {} (it lies beside the data; on a real installation keep it elsewhere)",
            path.display()
        ));
    }
    Finding::Well(format!("key: {}", path.display()))
}

async fn dead_letters(db: &db::Db) -> Result<Finding, Fault> {
    let counts: Vec<(String, i64)> = db
        .read((), |tx, ()| Box::pin(tx.all(&db::outbox::COUNTS, &[])))
        .await
        .map_err(|error: db::StoreError| error)?;
    let dead = counts.iter().find(|(state, _)| state == "dead").map_or(0, |(_, n)| *n);
    Ok(if dead == 0 {
        Finding::Well("messages: none is dead".into())
    } else {
        Finding::Mend(format!("messages: {dead} could not be delivered, see the messages page"))
    })
}

fn next_year(calendar: &WorkCalendar, year: i16) -> Finding {
    match calendar.year_status(year) {
        YearStatus::Official => {
            Finding::Well(format!("calendar: the working days of {year} are official"))
        }
        YearStatus::Provisional => Finding::Mend(format!(
            "calendar: the working days of {year} are not imported; run `huying import calendar FILE`"
        )),
    }
}
