//! Where a PostgreSQL server is and how it is spoken to: the URL, its schema, its TLS.
//!
//! Absent: TLS without verifying the server; `sslmode=require` checks certificate and host name, as `verify-full` does.

use std::time::Duration;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use tokio::runtime;
use tokio_postgres::config::SslMode;
use tokio_postgres::{Config, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::failure;
use super::wire::Wire;
use crate::Error;
use crate::catalog::quoted;

/// A parsed address. Never printed: it may hold a password.
pub(super) struct Address {
    config: Config,
    tls: Option<MakeRustlsConnect>,
    lock_wait: Duration,
    /// The schema all tables are in; the server's default when absent.
    pub schema: Option<String>,
}

impl Address {
    /// Parses `postgres://user:password@host:port/database?schema=…&sslmode=…&sslrootcert=FILE&…`.
    pub fn parse(url: &str, lock_wait: Duration) -> Result<Address, Error> {
        let (base, query) = url.split_once('?').unwrap_or((url, ""));
        let (mut schema, mut roots, mut passed_on) = (None, None, Vec::new());
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            match pair.split_once('=') {
                Some(("schema", name)) => schema = Some(checked_schema(name)?),
                Some(("sslrootcert", file)) => roots = Some(file.to_owned()),
                Some(("sslmode", "verify-full" | "verify-ca")) => passed_on.push("sslmode=require"),
                _ => passed_on.push(pair),
            }
        }
        let plain = if passed_on.is_empty() { base.to_owned() } else { format!("{base}?{}", passed_on.join("&")) };
        // The parser's message names the setting, not the password.
        let invalid = |error: tokio_postgres::Error| {
            Error::Unavailable(format!("its address is not valid: {}", failure::text(&error)))
        };
        let mut config: Config = plain.parse().map_err(invalid)?;
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(lock_wait);
        }
        if config.get_application_name().is_none() {
            config.application_name("mandate");
        }
        let tls = match config.get_ssl_mode() {
            SslMode::Disable => None,
            _ => Some(MakeRustlsConnect::new(tls(roots.as_deref())?)),
        };
        Ok(Address { config, tls, lock_wait, schema })
    }

    /// A connection with its settings in place.
    pub fn connect(&self) -> Result<Wire, Error> {
        let runtime = runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| Error::Unavailable(format!("it cannot be spoken with: {error}")))?;
        let unavailable = |error| failure::unavailable(&error);
        let mut wire = match &self.tls {
            None => {
                let (client, connection) = runtime.block_on(self.config.connect(NoTls)).map_err(unavailable)?;
                Wire::new(runtime, client, connection)
            }
            Some(tls) => {
                let (client, connection) = runtime.block_on(self.config.connect(tls.clone())).map_err(unavailable)?;
                Wire::new(runtime, client, connection)
            }
        };
        let search_path =
            self.schema.as_ref().map_or(String::new(), |schema| format!("SET search_path TO {};", quoted(schema)));
        let settings = format!(
            "SET TIME ZONE 'UTC'; SET lock_timeout = {}; {search_path}
             SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'",
            self.lock_wait.as_millis()
        );
        let client = wire.client();
        wire.now(client.batch_execute(&settings)).map_err(|failed| failure::unavailable(&failed.error))?;
        Ok(wire)
    }
}

fn checked_schema(name: &str) -> Result<String, Error> {
    const LONGEST_NAME_BYTES: usize = 63;
    let fits = name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if !fits || name.is_empty() || name.len() > LONGEST_NAME_BYTES || name.starts_with("pg_") {
        return Err(Error::Unavailable(format!(
            "its schema {name:?} is not 1 to {LONGEST_NAME_BYTES} lower-case letters, digits and underscores"
        )));
    }
    Ok(name.to_owned())
}

/// TLS that trusts the given file of certificates, or what the system and Mozilla trust.
fn tls(roots_file: Option<&str>) -> Result<ClientConfig, Error> {
    let mut roots = RootCertStore::empty();
    match roots_file {
        Some(file) => {
            let unreadable = |why: String| Error::Unavailable(format!("its sslrootcert {file}: {why}"));
            for found in CertificateDer::pem_file_iter(file).map_err(|error| unreadable(error.to_string()))? {
                let certificate = found.map_err(|error| unreadable(error.to_string()))?;
                roots.add(certificate).map_err(|error| unreadable(error.to_string()))?;
            }
        }
        None => {
            roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        }
    }
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let builder = builder.map_err(|error| Error::Unavailable(format!("TLS cannot be set up: {error}")))?;
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}
