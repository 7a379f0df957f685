//! `huying export`

use kernel::time::Instant;
use requests::app::export::{Format, write_orders};
use requests::store::list::{Filter, Sort};

use super::Fault;
use crate::cli::Export;
use crate::console::{Progress, say};
use crate::settings::Settings;
use crate::wiring;

pub(crate) async fn run(settings: &Settings, args: &Export) -> Result<(), Fault> {
    let house = wiring::open_house(settings, false).await?;
    let name = args.file.to_string_lossy().to_lowercase();
    let format = if name.ends_with(".csv") {
        Format::Csv
    } else if name.ends_with(".xlsx") {
        Format::Xlsx
    } else {
        return Err(format!("{}: give a .csv or .xlsx file", args.file.display()).into());
    };
    let day = |text: &Option<String>| -> Result<Option<Instant>, Fault> {
        let Some(text) = text else { return Ok(None) };
        let at =
            Instant::parse(text).ok_or_else(|| format!("{text:?} is not a day like 2026-11-23"))?;
        Ok(Some(at))
    };
    let filter = Filter {
        received_from: day(&args.from)?,
        received_until: day(&args.until)?,
        sort: Sort::Received,
        ..Filter::default()
    };
    let mut shown = Progress::new("orders", None);
    let out = std::fs::File::create(&args.file)
        .map_err(|error| format!("{}: {error}", args.file.display()))?;
    let t = ui::Tr::new(ui::Lang::ZhCn);
    let rows =
        write_orders(&house.desk, &filter, format, t, out, &mut |rows| shown.at(rows)).await?;
    say(format!("{rows} orders in {}", args.file.display()));
    Ok(())
}
