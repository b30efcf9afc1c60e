//! A bounded queue and the threads that serve it.
//!
//! Absent: priorities. Whoever finds the queue full is told at once instead of waiting without end.

use std::thread::JoinHandle;

use crossbeam_channel::{Receiver, Sender, bounded};

use crate::Error;

/// Requests on their way to their threads. Dropping it lets the threads finish what was queued and waits for them.
pub(crate) struct Lane<R> {
    sender: Option<Sender<R>>,
    threads: Vec<JoinHandle<()>>,
}

impl<R: Send + 'static> Lane<R> {
    /// A queue of `length` requests, served by each of `workers` on a thread called `name`.
    pub fn start<W>(name: &str, length: usize, workers: Vec<W>) -> Result<Lane<R>, Error>
    where
        W: FnOnce(Receiver<R>) + Send + 'static,
    {
        let (sender, waiting) = bounded(length.max(1));
        let mut lane = Lane { sender: Some(sender), threads: Vec::new() };
        for worker in workers {
            let waiting = waiting.clone();
            let thread = std::thread::Builder::new().name(name.to_owned()).spawn(move || worker(waiting));
            let failed = |error| Error::Unavailable(format!("no thread for it could be started: {error}"));
            lane.threads.push(thread.map_err(failed)?);
        }
        Ok(lane)
    }

    /// Queues a request, or hands it back when the queue is full.
    pub fn offer(&self, request: R) -> Result<(), R> {
        match &self.sender {
            Some(sender) => sender.try_send(request).map_err(crossbeam_channel::TrySendError::into_inner),
            None => Err(request),
        }
    }

    /// Queues a request however long that takes; false when nobody serves it any more.
    pub fn wait(&self, request: R) -> bool {
        self.sender.as_ref().is_some_and(|sender| sender.send(request).is_ok())
    }

    pub fn len(&self) -> usize {
        self.sender.as_ref().map_or(0, Sender::len)
    }
}

impl<R> Drop for Lane<R> {
    fn drop(&mut self) {
        self.sender = None;
        let me = std::thread::current().id();
        for thread in self.threads.drain(..) {
            // The last clone of a database may die inside a closure, on one of its own threads.
            if thread.thread().id() != me && thread.join().is_err() {
                continue;
            }
        }
    }
}
