//! Orders as a table reads back as what went out.

use std::io::Cursor;

use calamine::{Reader, Xlsx};
use requests::app::export::{Format, write_orders};
use requests::domain::change::Command;
use requests::store::list::Filter;
use ui::{Lang, Tr};

use crate::house::House;
use crate::steps::DISPATCHER;

const TITLE: &str = "=HYPERLINK(\"http://x\")，逗号,\"引号\"";

async fn filled() -> House {
    let house = House::lite().await;
    for n in 0..5 {
        let mut submission = house.draft();
        if n == 0 {
            submission.request.title = TITLE.into();
        }
        let mut order = house.desk.submit(submission).await.unwrap().order;
        if n == 1 {
            house.step(DISPATCHER, &mut order, Command::Accept).await;
        }
    }
    house
}

async fn written(house: &House, format: Format) -> Vec<u8> {
    let catalogue = ui::Catalogue::build(&[ui::LOCALES, people::LOCALES, requests::LOCALES]);
    ui::install(catalogue.unwrap());
    let mut out = Vec::new();
    let mut told = 0;
    let filter = Filter::default();
    let t = Tr::new(Lang::ZhCn);
    let rows = write_orders(&house.desk, &filter, format, t, &mut out, &mut |n| told = n).await;
    assert_eq!((rows.unwrap(), told), (5, 5));
    out
}

#[tokio::test]
async fn a_csv_reads_back_and_no_title_becomes_a_formula() {
    let house = filled().await;
    let bytes = written(&house, Format::Csv).await;
    let text = String::from_utf8(bytes).unwrap();
    let plain = text.strip_prefix('\u{feff}').expect("Excel needs the mark");
    let mut reader = csv::Reader::from_reader(plain.as_bytes());
    assert_eq!(reader.headers().unwrap().len(), 12);
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 5);
    assert!(rows.iter().any(|row| row[6] == format!("'{TITLE}")));
    for row in &rows {
        row[0].parse::<requests::domain::order_no::OrderNo>().unwrap();
        assert_eq!(&row[7], "市政府网站");
        assert!(!row.iter().any(|cell| cell.starts_with('=')));
    }
    house.end().await;
}

#[tokio::test]
async fn a_workbook_holds_the_same_cells_as_the_csv() {
    let house = filled().await;
    let text = String::from_utf8(written(&house, Format::Csv).await).unwrap();
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let expected: Vec<Vec<String>> =
        reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
    let bytes = written(&house, Format::Xlsx).await;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range_at(0).unwrap().unwrap();
    let cells: Vec<Vec<String>> =
        range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect();
    assert_eq!(cells, expected);
    house.end().await;
}

#[tokio::test]
async fn an_export_reads_no_further_than_it_is_taken() {
    use futures_util::TryStreamExt;
    let house = House::lite().await;
    let catalogue = ui::Catalogue::build(&[ui::LOCALES, people::LOCALES, requests::LOCALES]);
    ui::install(catalogue.unwrap());
    for from in [0, 500, 1_000] {
        house.desk.generate(7, from..from + 500, 1_500).await.unwrap();
    }
    let filter = Filter { sort: requests::store::list::Sort::Received, ..Filter::default() };
    let pages = requests::app::export::csv_pages(house.desk.clone(), filter, Tr::new(Lang::ZhCn));
    let mut pages = std::pin::pin!(pages);
    let mut text = String::from_utf8(pages.try_next().await.unwrap().unwrap()).unwrap();
    // Comes last in the list, and after the first page was taken.
    let mut late = house.draft();
    late.request.received_at = house.now().plus(-4 * 365 * kernel::time::DAY_US);
    let late = house.desk.submit(late).await.unwrap().order;
    assert!(!text.contains(late.order_no.as_str()));
    while let Some(page) = pages.try_next().await.unwrap() {
        text.push_str(std::str::from_utf8(&page).unwrap());
    }
    assert!(text.contains(late.order_no.as_str()), "the rest was read before it was taken");
    assert_eq!(text.matches('\u{feff}').count(), 1);
    let plain = text.trim_start_matches('\u{feff}');
    let rows = csv::Reader::from_reader(plain.as_bytes()).into_records().count();
    assert_eq!(rows, 1_501);
    house.end().await;
}
