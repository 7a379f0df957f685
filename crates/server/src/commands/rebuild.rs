//! `huying rebuild`: what follows from the tables, worked out again.

use super::Fault;
use crate::cli::Rebuild;
use crate::console::say;
use crate::settings::Settings;
use crate::wiring;

pub(crate) async fn run(settings: &Settings, what: Rebuild) -> Result<(), Fault> {
    let house = wiring::open_house(settings, false).await?;
    match what {
        Rebuild::Clocks => {
            let (clocks, moved) = house.desk.rebuild_clocks().await?;
            say(format!("{clocks} clocks replayed, {moved} orders had another end stored"));
        }
        Rebuild::Topics => {
            house.desk.rebuild_topics().await?;
            say("the running server looks for hot topics from the window's first order on");
        }
    }
    Ok(())
}
