//! `huying serve`

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;

use super::Fault;
use crate::console::say;
use crate::settings::Settings;
use crate::wiring::{self, House};
use crate::workers;

/// Uploads over a bad line take a while; nothing may hang for ever.
const REQUEST_MAX: Duration = Duration::from_secs(120);

/// What to do about a binary without its front-end files.
pub(crate) const NO_ASSETS: &str = "this program was built without its front-end files, so pages have no style: \
     run `cargo xtask assets` and build again";

pub(crate) async fn run(settings: &Settings) -> Result<(), Fault> {
    let house = Arc::new(wiring::open_serving(settings).await?);
    let listener = tokio::net::TcpListener::bind(settings.listen)
        .await
        .map_err(|error| format!("cannot listen on {}: {error}", settings.listen))?;
    let address = listener.local_addr()?;
    let mut tasks = workers::start(house.clone(), &settings.data);
    say(format!("http://{address}"));
    if !ui::has_assets() {
        tracing::warn!("{NO_ASSETS}");
    }
    tracing::info!(%address, engine = house.desk.app.db.engine_name(), "serving");
    let service = router(&house);
    let make = service.into_make_service_with_connect_info::<std::net::SocketAddr>();
    axum::serve(listener, make).with_graceful_shutdown(stop_signal()).await?;
    tasks.shutdown().await;
    house.desk.app.db.close().await;
    tracing::info!("stopped");
    Ok(())
}

fn router(house: &House) -> Router {
    let layers = ServiceBuilder::new()
        .layer(CatchPanicLayer::new())
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, REQUEST_MAX))
        .layer(CompressionLayer::new().gzip(true).no_br());
    let desk = people::routes().merge(requests::web::routes());
    Router::new()
        .merge(ui::assets_router())
        .merge(ui::prefs_router())
        .merge(ui::gallery::router())
        .merge(stations::web::routes().into_part(house.stations.clone()))
        .fallback_service(desk.into_router(house.desk.clone()))
        .layer(layers)
}

async fn stop_signal() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let Ok(mut terminate) = signal(SignalKind::terminate()) else {
            // Without the signal Ctrl-C still works.
            let _ = interrupt.await;
            return;
        };
        tokio::select! {
            _ = interrupt => {}
            _ = terminate.recv() => {}
        }
    }
    #[cfg(not(unix))]
    let _ = interrupt.await;
}
