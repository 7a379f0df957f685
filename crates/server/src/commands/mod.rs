//! One file per command.

mod backup;
mod city;
mod demo;
mod doctor;
mod echo;
mod export;
mod generate;
mod import;
mod index;
mod ledger;
mod rebuild;
mod serve;
mod token;
mod train;
mod user;

use std::error::Error;

use crate::cli::{City, Command, Import, Train};
use crate::settings::Settings;

/// Anything a command can fail with; told on one line.
pub(crate) type Fault = Box<dyn Error + Send + Sync>;

/// Runs a command.
pub(crate) async fn run(command: Command, settings: Settings) -> Result<(), Fault> {
    match command {
        Command::Serve => serve::run(&settings).await,
        Command::City { action: City::Check { dir } } => city::check(&dir),
        Command::City { action: City::Load { dir, dry_run, sign_ins } } => {
            city::load(&settings, &dir, dry_run, sign_ins.as_deref()).await
        }
        Command::Import { what: Import::Requests(args) } => {
            import::requests(&settings, &args).await
        }
        Command::Import { what: Import::Calendar { file } } => {
            import::calendar(&settings, &file).await
        }
        Command::Export(args) => export::run(&settings, &args).await,
        Command::User { action } => user::run(&settings, action).await,
        Command::Token { action } => token::run(&settings, action).await,
        Command::Backup { file, plain } => backup::backup(&settings, &file, plain).await,
        Command::Restore { file } => backup::restore(&settings, &file).await,
        Command::Verify => ledger::verify(&settings).await,
        Command::Rebuild { what } => rebuild::run(&settings, what).await,
        Command::Echo { action } => echo::run(action),
        Command::Train { what: Train::Categories { from } } => {
            train::categories(&settings, &from).await
        }
        Command::Index { action } => index::run(&settings, action).await,
        Command::Migrate => ledger::migrate(&settings).await,
        Command::Doctor => doctor::run(&settings).await,
        Command::DemoLoad { dir, limit, sign_ins } => {
            demo::load(&settings, &dir, limit, sign_ins.as_deref()).await
        }
        Command::Generate { count, seed } => generate::run(&settings, count, seed).await,
    }
}
