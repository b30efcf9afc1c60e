//! A mail server for tests: speaks SMTP on a socket, keeps what it takes, and refuses for now as often as it is told.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// A running mail server.
#[derive(Clone)]
pub struct Sink {
    address: std::net::SocketAddr,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    refuse: usize,
    /// Whether it hangs up when it has taken a mail, without saying so.
    is_losing: bool,
    mails: Vec<Mail>,
}

/// A mail that was taken.
#[derive(Clone, Debug, Default)]
pub struct Mail {
    pub from: String,
    pub to: Vec<String>,
    /// Headers and body as they came over the wire.
    pub raw: String,
}

impl Mail {
    /// The value of a header, unfolded.
    pub fn header(&self, name: &str) -> Option<String> {
        let (head, _) = self.raw.split_once("\r\n\r\n")?;
        let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
        let prefix = format!("{}:", name.to_lowercase());
        let line = unfolded.split("\r\n").find(|line| line.to_lowercase().starts_with(&prefix))?;
        Some(line[prefix.len()..].trim().to_owned())
    }

    /// The body as sent, with its transfer encoding.
    pub fn body(&self) -> &str {
        self.raw.split_once("\r\n\r\n").map_or("", |(_, body)| body)
    }
}

impl Sink {
    /// Opens a server that refuses the first `refuse` receivers with 450, as greylisting does.
    pub async fn open(refuse: usize) -> Sink {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let address = listener.local_addr().expect("an address");
        let state = Arc::new(Mutex::new(State { refuse, ..State::default() }));
        let sink = Sink { address, state };
        let serving = sink.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let _ = serving.converse(stream).await;
            }
        });
        sink
    }

    /// From now on it takes mails and hangs up without saying so, or no longer.
    pub fn loses(&self, is_losing: bool) {
        self.state.lock().expect("no test panicked").is_losing = is_losing;
    }

    /// The address for the office's settings.
    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// What was taken so far.
    pub fn mails(&self) -> Vec<Mail> {
        self.state.lock().expect("no test panicked").mails.clone()
    }

    async fn converse(&self, stream: TcpStream) -> std::io::Result<()> {
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read).lines();
        write.write_all(b"220 sink.test ESMTP\r\n").await?;
        let mut mail = Mail::default();
        while let Some(line) = lines.next_line().await? {
            let upper = line.to_uppercase();
            let answer = match upper.get(..4).unwrap_or("") {
                "EHLO" => "250-sink.test\r\n250 8BITMIME\r\n",
                "MAIL" => {
                    mail = Mail { from: line[10..].to_owned(), ..Mail::default() };
                    "250 OK\r\n"
                }
                "RCPT" if self.refuses() => "450 4.2.0 Greylisted, please try again later\r\n",
                "RCPT" => {
                    mail.to.push(line[8..].to_owned());
                    "250 OK\r\n"
                }
                "DATA" => {
                    write.write_all(b"354 End with <CRLF>.<CRLF>\r\n").await?;
                    while let Some(line) = lines.next_line().await? {
                        if line == "." {
                            break;
                        }
                        mail.raw.push_str(line.strip_prefix('.').unwrap_or(&line));
                        mail.raw.push_str("\r\n");
                    }
                    let mut state = self.state.lock().expect("no test panicked");
                    state.mails.push(mail.clone());
                    if state.is_losing {
                        break;
                    }
                    "250 Taken\r\n"
                }
                "QUIT" => {
                    write.write_all(b"221 Bye\r\n").await?;
                    break;
                }
                "RSET" | "NOOP" => "250 OK\r\n",
                _ => "500 Unknown\r\n",
            };
            write.write_all(answer.as_bytes()).await?;
        }
        Ok(())
    }

    fn refuses(&self) -> bool {
        let mut state = self.state.lock().expect("no test panicked");
        let refuses = state.refuse > 0;
        state.refuse = state.refuse.saturating_sub(1);
        refuses
    }
}
