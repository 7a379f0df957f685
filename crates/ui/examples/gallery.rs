//! Serves the gallery on 127.0.0.1:4801, for looking at components.

use std::error::Error;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    ui::install(ui::Catalogue::build(&[ui::LOCALES])?);
    let app: axum::Router =
        ui::gallery::router().merge(ui::assets_router()).merge(ui::prefs_router());
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 4801)).await?;
    axum::serve(listener, app).await?;
    Ok(())
}
