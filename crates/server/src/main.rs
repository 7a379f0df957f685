//! The binary `huying`: settings, wiring, commands. The only crate that sees
//! all others; holds no rule of its own.

mod cli;
mod commands;
mod console;
mod matching;
mod migrations;
mod models;
mod nearness;
mod settings;
mod site;
mod wiring;
mod workers;

use std::process::ExitCode;

use clap::Parser;

/// Keeps less at rest than glibc's allocator: 180 against 225 MB after the
/// index of a million orders was made anew.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    let settings = match settings::Settings::resolve(&cli.options) {
        Ok(settings) => settings,
        Err(error) => return console::fail(&error),
    };
    console::start_log(&settings);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let outcome = match runtime {
        Ok(runtime) => runtime.block_on(commands::run(cli.command, settings)),
        Err(error) => Err(commands::Fault::from(error)),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => console::fail(&*error),
    }
}
