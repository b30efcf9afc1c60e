//! One connection on the wire: what nobody waits for goes out with the next question, and its answer is collected with that one's.
//!
//! So a transaction costs as many round trips as it asks questions: its beginning, its savepoints and the changes whose count nobody
//! needs travel with them. Answers come in the order of what was sent. Absent: what a transaction is. Source: PostgreSQL manual §55.2.4
//! (pipelining).

use std::collections::VecDeque;
use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::runtime::Runtime;
use tokio::task::JoinHandle;
use tokio_postgres::{Client, Connection, Error};

/// What may be on its way unanswered; then it is waited for.
const MOST_UNANSWERED: usize = 64;
/// How long saying goodbye to the server may take.
const GOODBYE: Duration = Duration::from_millis(100);

/// A connection, driven by the thread that uses it.
pub(super) struct Wire {
    runtime: Runtime,
    /// Gone while the connection is being closed.
    client: Option<Arc<Client>>,
    line: JoinHandle<()>,
    unanswered: VecDeque<Unanswered>,
}

struct Unanswered {
    sql: String,
    answer: Pin<Box<dyn Future<Output = Result<(), Error>> + Send>>,
}

/// What failed: something sent before, by its text, or what was asked now.
pub(super) struct Failed {
    pub sql: Option<String>,
    pub error: Error,
}

impl Wire {
    /// Takes a connection over; `runtime` is of the current thread.
    pub fn new<S, T>(runtime: Runtime, client: Client, connection: Connection<S, T>) -> Wire
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
        T: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let driven = async move {
            // Why it ended is told to whoever asks next.
            drop(connection.await);
        };
        let line = runtime.spawn(driven);
        Wire { runtime, client: Some(Arc::new(client)), line, unanswered: VecDeque::new() }
    }

    pub fn client(&self) -> Arc<Client> {
        Arc::clone(self.client.as_ref().expect("a connection in use has its client"))
    }

    pub fn is_closed(&self) -> bool {
        self.client().is_closed()
    }

    /// Whether something is on its way whose answer is not known.
    pub fn is_quiet(&self) -> bool {
        self.unanswered.is_empty()
    }

    /// Asks, and waits for the answer and for those of all that was sent before.
    pub fn now<T>(&mut self, asked: impl Future<Output = Result<T, Error>>) -> Result<T, Failed> {
        let mut asked = pin!(asked);
        // The first poll sends it, behind what was sent before.
        let first = asked.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        let unanswered = std::mem::take(&mut self.unanswered);
        self.runtime.block_on(async {
            let mut failed = None;
            for one in unanswered {
                if let Err(error) = one.answer.await {
                    failed.get_or_insert(Failed { sql: Some(one.sql), error });
                }
            }
            let answer = match first {
                Poll::Ready(answer) => answer,
                Poll::Pending => asked.await,
            };
            match failed {
                Some(failed) => Err(failed),
                None => answer.map_err(|error| Failed { sql: None, error }),
            }
        })
    }

    /// Sends something whose answer is collected later.
    pub fn later(
        &mut self,
        sql: &str,
        sent: impl Future<Output = Result<(), Error>> + Send + 'static,
    ) -> Result<(), Failed> {
        let mut answer: Pin<Box<dyn Future<Output = Result<(), Error>> + Send>> = Box::pin(sent);
        match answer.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(answer) => answer.map_err(|error| Failed { sql: None, error })?,
            Poll::Pending => self.unanswered.push_back(Unanswered { sql: sql.to_owned(), answer }),
        }
        if self.unanswered.len() >= MOST_UNANSWERED { self.settle() } else { Ok(()) }
    }

    /// Waits for the answers of all that was sent.
    pub fn settle(&mut self) -> Result<(), Failed> {
        if self.is_quiet() { Ok(()) } else { self.now(async { Ok(()) }) }
    }

    /// Puts what was sent onto the wire without waiting for an answer.
    pub fn flush(&mut self) {
        self.runtime.block_on(async {
            for _ in 0..2 {
                tokio::task::yield_now().await;
            }
        });
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.unanswered.clear();
        self.client = None;
        let line = &mut self.line;
        self.runtime.block_on(async {
            // A server that does not answer notices by itself that nobody is there any more.
            drop(tokio::time::timeout(GOODBYE, line).await);
        });
    }
}
