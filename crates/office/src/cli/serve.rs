//! `mandate serve` and `mandate demo`: the running office.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use axum::serve::ListenerExt;
use clap::Args;
use tracing_subscriber::EnvFilter;

use super::database;
use crate::clock::Clock;
use crate::config::Config;
use crate::web::App;
use crate::{admin, app, demo, jobs, people, settings};

/// How long the last job under way may take when the office stops, seconds.
const STOP_S: u64 = 30;

/// Where and how an office runs.
#[derive(Args, Clone, Debug)]
pub struct Serve {
    /// The folder for the embedded database, checkpoints and backups.
    #[arg(long, env = "MANDATE_DATA_DIR", default_value = "data")]
    pub data: PathBuf,
    /// The address to listen on.
    #[arg(long, env = "MANDATE_LISTEN", default_value = "127.0.0.1:7300")]
    pub listen: SocketAddr,
    /// The database: `sqlite:PATH` or `postgres://USER:PASSWORD@HOST/NAME`; by default a file in the data folder.
    #[arg(long, env = "MANDATE_DATABASE")]
    pub database: Option<String>,
    /// The address people use, for links in mails and calendars; by default the listen address.
    #[arg(long, env = "MANDATE_PUBLIC_URL")]
    pub public_url: Option<String>,
    /// The mail server, `smtp://HOST:PORT` or `smtps://USER:PASSWORD@HOST:PORT`; without it mails wait, visible to the operator.
    #[arg(long, env = "MANDATE_SMTP")]
    pub smtp: Option<String>,
    /// The sender of mails.
    #[arg(long, env = "MANDATE_MAIL_FROM", default_value = "Mandate <mandate@localhost>")]
    pub mail_from: String,
    /// The file with the key that seals the credentials of connectors; by default `keys/secrets.key` in the data folder.
    #[arg(long, env = "MANDATE_KEY_FILE")]
    pub key_file: Option<PathBuf>,
    /// Write log lines as JSON.
    #[arg(long, env = "MANDATE_LOG_JSON")]
    pub log_json: bool,
}

/// A demo office: furnished, with sign-in by one click.
#[derive(Args, Clone, Debug)]
pub struct Demo {
    /// The folder for the demo's database; a folder without one is furnished first.
    #[arg(long, env = "MANDATE_DEMO_DIR", default_value = "data/demo")]
    pub data: PathBuf,
    /// The address to listen on.
    #[arg(long, env = "MANDATE_LISTEN", default_value = "127.0.0.1:7300")]
    pub listen: SocketAddr,
    /// The database; by default a file in the data folder.
    #[arg(long)]
    pub database: Option<String>,
}

/// Runs an office until it is told to stop.
///
/// # Errors
/// A sentence when it cannot start.
pub fn serve(arguments: Serve) -> Result<(), String> {
    start_log(arguments.log_json);
    let config = Config {
        database: database(&arguments.data, arguments.database)?,
        public_url: public_url(arguments.public_url, arguments.listen),
        data: arguments.data,
        listen: arguments.listen,
        smtp: arguments.smtp,
        mail_from: arguments.mail_from,
        key_file: arguments.key_file,
        demo: false,
    };
    run(config)
}

/// Runs the demo office until it is told to stop.
///
/// # Errors
/// A sentence when it cannot start.
pub fn demo(arguments: Demo) -> Result<(), String> {
    start_log(false);
    let config = Config {
        database: database(&arguments.data, arguments.database)?,
        public_url: public_url(None, arguments.listen),
        data: arguments.data,
        listen: arguments.listen,
        smtp: None,
        mail_from: "Mandate <mandate@localhost>".to_owned(),
        key_file: None,
        demo: true,
    };
    run(config)
}

fn run(config: Config) -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| format!("The office could not start its threads: {error}."))?;
    admin::pages::record_figures();
    runtime.block_on(async {
        let listen = config.listen;
        let url = config.public_url.clone();
        let app =
            app::open(config, Clock::System).map_err(|error| format!("The database could not be opened. {error}"))?;
        prepare(&app).await?;
        let listener = tokio::net::TcpListener::bind(listen).await.map_err(|error| {
            format!("The office could not listen on {listen}: {error}. Choose another address with --listen.")
        })?;
        // An answer leaves at once, also when it is written in pieces.
        let listener = listener.tap_io(|connection| {
            let _ = connection.set_nodelay(true);
        });
        println!("The office is open at {url}");
        let work = tokio::spawn(jobs::work::run(app.clone(), app::WORKSHOP));
        let service = app::service(app.clone()).into_make_service_with_connect_info::<SocketAddr>();
        let served = axum::serve(listener, service).with_graceful_shutdown(told_to_stop()).await;
        app.stop();
        if tokio::time::timeout(Duration::from_secs(STOP_S), work).await.is_err() {
            tracing::warn!("background work did not end in time; it is taken up again at the next start");
        }
        served.map_err(|error| format!("The office stopped: {error}."))
    })
}

/// Makes an office ready to open: the demo is furnished, a new office gets its set-up address, an old one its name.
async fn prepare(app: &App) -> Result<(), String> {
    let config = app.config();
    if config.demo {
        return demo::furnish(app)
            .await
            .map_err(|failure| format!("The demo office could not be furnished. {failure}"));
    }
    let token = app.write(people::commands::offer_set_up).await.map_err(|failure| failure.to_string())?;
    if let Some(token) = token {
        if !config.listen.ip().is_loopback() {
            return Err(format!(
                "This office is not set up yet, so it answers on this machine only. Start it once with \
                 --listen 127.0.0.1:{port}, set it up, then start it with --listen {listen}.",
                port = config.listen.port(),
                listen = config.listen
            ));
        }
        println!("This office is new. Set it up, once, at\n\n    {}/set-up?token={token}\n", config.public_url);
    }
    let name =
        app.read(|tx| Ok(settings::get(tx, settings::OFFICE_NAME)?)).await.map_err(|failure| failure.to_string())?;
    app.show_office_name(name.unwrap_or_default());
    Ok(())
}

async fn told_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    let mut terminate = match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(signal) => signal,
        Err(error) => {
            tracing::warn!(%error, "the office cannot hear SIGTERM");
            let _ = interrupt.await;
            return;
        }
    };
    tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} }
}

fn public_url(chosen: Option<String>, listen: SocketAddr) -> String {
    chosen.map_or_else(|| format!("http://{listen}"), |url| url.trim_end_matches('/').to_owned())
}

fn start_log(json: bool) {
    let filter = EnvFilter::try_from_env("MANDATE_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if json { builder.json().init() } else { builder.init() }
}
