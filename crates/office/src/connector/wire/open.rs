//! Opening a connection: the name is resolved, every address judged, and the judged address called.

use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::client::conn::http1::{Builder, SendRequest};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use super::address::{Reach, reach};
use super::target::{Inside, Target};
use super::trouble::{Trouble, Why};

/// How long a tool may take.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// To accept a connection, and to agree on TLS.
    pub connect: Duration,
    /// To be silent within an answer.
    pub silent: Duration,
    /// For one call from beginning to end.
    pub call: Duration,
}

impl Pace {
    /// How long a tool may take in an office.
    pub const USUAL: Pace =
        Pace { connect: Duration::from_secs(10), silent: Duration::from_secs(10), call: Duration::from_secs(30) };
}

/// Addresses of one name that are tried.
const TRIED: usize = 4;
/// The largest head of an answer, bytes.
const HEAD_BYTES: usize = 64 * 1024;

/// The addresses of a name, looked up anew each time.
type Table = dyn Fn(&str) -> Vec<IpAddr> + Send + Sync;

/// Who tells the addresses of a name.
#[derive(Clone)]
pub enum Names {
    /// The machine's own resolver.
    System,
    /// A table, asked for each connection anew.
    Table(Arc<Table>),
}

/// What may be called from this office.
#[derive(Clone)]
pub struct Way {
    pub names: Names,
    /// Hosts inside that an administrator named.
    pub inside: Vec<Inside>,
    /// Where the office itself listens; it never calls itself.
    pub own: SocketAddr,
    pub pace: Pace,
}

/// A connection, which ends when it is dropped.
pub(super) struct Opened {
    pub sender: SendRequest<Full<Bytes>>,
    _driver: JoinSet<()>,
}

impl Way {
    /// Passes when the target may be called at all, as far as its spelling tells.
    ///
    /// # Errors
    /// [`Why::Address`] for a plain address that was not named as one of ours.
    pub fn permits(&self, target: &Target) -> Result<(), Trouble> {
        if target.secure || self.names_inside(target) {
            return Ok(());
        }
        Err(Trouble::new(
            Why::Address,
            format!(
                "{} is called without encryption, so the credential could be read on the way. Use https, or let an administrator \
                 name {} under “Hosts inside”.",
                target.origin(),
                target.inside().as_str()
            ),
        ))
    }

    fn names_inside(&self, target: &Target) -> bool {
        self.inside.contains(&target.inside())
    }

    /// The addresses of a target that may be called, judged one by one.
    ///
    /// # Errors
    /// [`Why::Unreachable`] when the name is unknown; [`Why::Address`] when any address may not be called: a name that leads both
    /// outside and inside is up to something.
    pub async fn addresses(&self, target: &Target) -> Result<Vec<SocketAddr>, Trouble> {
        self.permits(target)?;
        let found: Vec<IpAddr> = match (target.host.parse::<IpAddr>(), &self.names) {
            (Ok(ip), _) => vec![ip],
            (_, Names::Table(table)) => table(&target.host),
            (_, Names::System) => resolved(target, self.pace.connect).await?,
        };
        if found.is_empty() {
            return Err(unknown(target));
        }
        for ip in &found {
            self.judge(target, *ip)?;
        }
        Ok(found.into_iter().map(|ip| SocketAddr::new(ip, target.port)).take(TRIED).collect())
    }

    fn judge(&self, target: &Target, ip: IpAddr) -> Result<(), Trouble> {
        let no = |sentence| Err(Trouble::new(Why::Address, sentence));
        let host = &target.host;
        if target.port == self.own.port() && (ip.is_loopback() || ip == self.own.ip()) {
            return no(format!("{host} leads back to this office itself, which is never called."));
        }
        match reach(ip) {
            Reach::Outside => Ok(()),
            Reach::Inside if self.names_inside(target) => Ok(()),
            Reach::Inside => no(format!(
                "{host} is inside a private network ({ip}). If it is yours, let an administrator name {} under “Hosts inside”.",
                target.inside().as_str()
            )),
            Reach::Never => {
                no(format!("{host} leads to {ip}, which is never called. Write the address of the tool itself."))
            }
        }
    }

    /// Opens a connection to a target.
    ///
    /// # Errors
    /// What kept it from being opened, as a sentence.
    pub(super) async fn open(&self, target: &Target) -> Result<Opened, Trouble> {
        let mut last = unknown(target);
        for address in self.addresses(target).await? {
            match within(target, self.pace.connect, TcpStream::connect(address)).await {
                Ok(stream) => {
                    let _ = stream.set_nodelay(true);
                    return if target.secure {
                        greet(target, self.pace.connect, stream).await
                    } else {
                        spoken(target, stream).await
                    };
                }
                Err(trouble) => last = trouble,
            }
        }
        Err(last)
    }
}

async fn resolved(target: &Target, limit: Duration) -> Result<Vec<IpAddr>, Trouble> {
    let asked = tokio::net::lookup_host((target.host.clone(), target.port));
    let found = tokio::time::timeout(limit, asked).await;
    match found {
        Ok(Ok(found)) => Ok(found.map(|address| address.ip()).collect()),
        Ok(Err(_)) => Err(unknown(target)),
        Err(_) => {
            let told = format!("Nobody could say in {} seconds where {} is.", limit.as_secs(), target.host);
            Err(Trouble::new(Why::Slow, told))
        }
    }
}

fn unknown(target: &Target) -> Trouble {
    let sentence = format!("No machine is known under the name {}. Look at the spelling of the address.", target.host);
    Trouble::new(Why::Unreachable, sentence)
}

async fn within<T>(
    target: &Target,
    limit: Duration,
    work: impl Future<Output = std::io::Result<T>>,
) -> Result<T, Trouble> {
    match tokio::time::timeout(limit, work).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) => {
            let sentence = format!(
                "{} does not take the connection: {error}. Is the tool running, and may this machine reach it?",
                target.origin()
            );
            Err(Trouble::new(Why::Unreachable, sentence))
        }
        Err(_) => {
            let (origin, seconds) = (target.origin(), limit.as_secs());
            let sentence = format!("{origin} did not answer within {seconds} seconds. A firewall may be between.");
            Err(Trouble::new(Why::Slow, sentence))
        }
    }
}

async fn greet(target: &Target, limit: Duration, stream: TcpStream) -> Result<Opened, Trouble> {
    let name = ServerName::try_from(target.host.clone()).map_err(|_| {
        Trouble::new(Why::Address, format!("{} is no name that a certificate can be for.", target.host))
    })?;
    let greeting = TlsConnector::from(trust()?).connect(name, stream);
    let stream = within(target, limit, greeting).await.map_err(|mut trouble| {
        if trouble.why == Why::Unreachable {
            trouble.sentence = format!(
                "{} could not prove over TLS that it is {}. {}",
                target.origin(),
                target.host,
                trouble
                    .sentence
                    .split_once(": ")
                    .map_or("", |(_, cause)| cause.split(". Is the tool").next().unwrap_or(cause))
            );
        }
        trouble
    })?;
    spoken(target, stream).await
}

async fn spoken<S>(target: &Target, stream: S) -> Result<Opened, Trouble>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let agreed = Builder::new().max_buf_size(HEAD_BYTES).handshake(TokioIo::new(stream)).await;
    let (sender, connection) = agreed.map_err(|error| {
        Trouble::new(Why::Unreachable, format!("{} does not speak HTTP: {error}.", target.origin()))
    })?;
    let mut driver = JoinSet::new();
    driver.spawn(async move {
        // How a connection ends is told by the request that needed it.
        let _ = connection.await;
    });
    Ok(Opened { sender, _driver: driver })
}

/// Whom we believe: the authorities of the machine, and those that browsers trust.
fn trust() -> Result<Arc<ClientConfig>, Trouble> {
    static TRUST: OnceLock<Arc<ClientConfig>> = OnceLock::new();
    if let Some(trust) = TRUST.get() {
        return Ok(Arc::clone(trust));
    }
    let mut roots = RootCertStore::empty();
    roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| Trouble::new(Why::Unreachable, format!("TLS cannot be used on this machine: {error}.")))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Arc::clone(TRUST.get_or_init(|| Arc::new(config))))
}
