//! Load on the office: some connections, each sending one request after the other for a while, and how long each took.

use std::fmt;
use std::time::{Duration, Instant};

use super::figures::percentile;
use crate::office::http::{Connection, Request};

/// What was measured.
#[derive(Debug)]
pub struct Load {
    pub answers: usize,
    pub took: Duration,
    pub p50: Duration,
    pub p99: Duration,
}

impl Load {
    /// Sends what `request` makes of the connection's number and a running number, for `lasting`; every answer must have one
    /// of the statuses.
    ///
    /// # Errors
    /// The first answer that is wrong, or a connection that breaks.
    pub fn run(
        port: u16,
        connections: usize,
        lasting: Duration,
        request: impl Fn(usize, u64) -> Request + Sync,
        statuses: &[u16],
    ) -> Result<Load, String> {
        let begin = Instant::now();
        let parts: Vec<Result<Vec<Duration>, String>> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..connections)
                .map(|number| {
                    let request = &request;
                    scope.spawn(move || one(port, begin, lasting, |count| request(number, count), statuses))
                })
                .collect();
            threads
                .into_iter()
                .map(|thread| thread.join().unwrap_or_else(|_| Err("a client panicked".to_owned())))
                .collect()
        });
        let took = begin.elapsed();
        let mut times = Vec::new();
        for part in parts {
            times.extend(part?);
        }
        times.sort_unstable();
        Ok(Load { answers: times.len(), took, p50: percentile(&times, 50), p99: percentile(&times, 99) })
    }
}

impl fmt::Display for Load {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rate = self.answers as f64 / self.took.as_secs_f64();
        let ms = |time: Duration| time.as_secs_f64() * 1e3;
        write!(formatter, "{rate:.0}/s, median {:.1} ms, p99 {:.1} ms", ms(self.p50), ms(self.p99))
    }
}

/// One connection until the time is over: how long each answer took.
fn one(
    port: u16,
    begin: Instant,
    lasting: Duration,
    request: impl Fn(u64) -> Request,
    statuses: &[u16],
) -> Result<Vec<Duration>, String> {
    let mut line = Connection::open(port)?;
    let mut times = Vec::new();
    for count in 0u64.. {
        if begin.elapsed() >= lasting {
            break;
        }
        let request = request(count);
        let sent = Instant::now();
        let reply = line.send(&request)?;
        times.push(sent.elapsed());
        if !statuses.contains(&reply.status) {
            return Err(format!(
                "an answer had the status {}: {}",
                reply.status,
                reply.body.chars().take(200).collect::<String>()
            ));
        }
    }
    Ok(times)
}
