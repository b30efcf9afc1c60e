use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::*;
use crate::clock::Clock;
use crate::testing::BEGINNING;

/// A server that answers every request with the same bytes, a piece at a time, and counts who came.
struct Server {
    address: SocketAddr,
    came: Arc<AtomicUsize>,
}

impl Server {
    async fn answering(pieces: Vec<Vec<u8>>, pause: Duration) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let (address, came) = (listener.local_addr().expect("an address"), Arc::new(AtomicUsize::new(0)));
        let counted = Arc::clone(&came);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                counted.fetch_add(1, Ordering::SeqCst);
                let pieces = pieces.clone();
                tokio::spawn(async move {
                    let mut asked = [0; 4096];
                    let _ = stream.read(&mut asked).await;
                    for piece in pieces {
                        if stream.write_all(&piece).await.is_err() {
                            return;
                        }
                        tokio::time::sleep(pause).await;
                    }
                    let _ = stream.shutdown().await;
                });
            }
        });
        Server { address, came }
    }

    async fn saying(head: &str, body: &str) -> Server {
        let whole = format!("{head}\r\nContent-Length: {}\r\n\r\n{body}", body.len());
        Server::answering(vec![whole.into_bytes()], Duration::ZERO).await
    }

    fn came(&self) -> usize {
        self.came.load(Ordering::SeqCst)
    }

    fn line(&self) -> Line {
        line(&format!("http://{}", self.address), &way(&[&self.address.to_string()]))
    }
}

fn way(inside: &[&str]) -> Way {
    Way {
        names: Names::Table(Arc::new(|_| Vec::new())),
        inside: inside.iter().map(|host| Inside::read(host).expect("a host")).collect(),
        own: ([127, 0, 0, 1], 1).into(),
        pace: Pace {
            connect: Duration::from_millis(500),
            silent: Duration::from_millis(300),
            call: Duration::from_millis(900),
        },
    }
}

fn line(address: &str, way: &Way) -> Line {
    Line::new(way.clone(), Target::read(address).expect("an address"), Clock::set(BEGINNING))
}

fn run(test: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(test);
}

#[test]
fn every_kind_of_address_has_its_reach() {
    let rows = [
        (
            Reach::Outside,
            &["93.184.216.34", "8.8.8.8", "172.32.0.1", "100.63.0.1", "2606:4700::1111", "2a00:1450::1"][..],
        ),
        (
            Reach::Inside,
            &[
                "127.0.0.1",
                "127.255.255.254",
                "10.0.0.1",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.1.1",
                "100.64.0.1",
                "198.18.0.1",
                "192.0.0.1",
                "::1",
                "fd00::1",
                "fc00::1",
                "::ffff:127.0.0.1",
                "::ffff:10.1.2.3",
                "64:ff9b::7f00:1",
                "64:ff9b:1::1",
                "2002:7f00:1::",
                "2002:a00:1::",
                "fec0::1",
            ],
        ),
        (
            Reach::Never,
            &[
                "0.0.0.0",
                "0.1.2.3",
                "169.254.169.254",
                "169.254.0.1",
                "224.0.0.1",
                "255.255.255.255",
                "240.0.0.1",
                "192.0.2.1",
                "198.51.100.7",
                "203.0.113.9",
                "100.100.100.200",
                "192.0.0.192",
                "::",
                "fe80::1",
                "ff02::1",
                "::ffff:169.254.169.254",
                "64:ff9b::a9fe:a9fe",
                "2002:a9fe:a9fe::",
                "fd00:ec2::254",
                "2001:db8::1",
                "2001:0:1::",
                "::127.0.0.1",
                "4000::1",
            ],
        ),
    ];
    for (expected, addresses) in rows {
        for address in addresses {
            assert_eq!(reach(address.parse().expect("an address")), expected, "{address}");
        }
    }
}

#[test]
fn spellings_that_hide_an_address_are_made_plain() {
    for (written, plain) in [
        ("https://2130706433/", "127.0.0.1:443"),
        ("https://0x7f000001", "127.0.0.1:443"),
        ("https://0177.0.0.1:8443", "127.0.0.1:8443"),
        ("https://127.1", "127.0.0.1:443"),
        ("https://[::FFFF:127.0.0.1]", "[::ffff:7f00:1]:443"),
        ("https://LOCALHOST.", "localhost:443"),
        ("https://rt.example.com./", "rt.example.com:443"),
        ("https://１２７.０.０.１", "127.0.0.1:443"),
        ("https://münchen.example", "xn--mnchen-3ya.example:443"),
        ("http://rt.example.com/rt/", "rt.example.com:80"),
    ] {
        let inside = Target::read(written).expect(written).inside();
        let carried = inside.as_str().replace("[::ffff:127.0.0.1]", "[::ffff:7f00:1]");
        assert_eq!(carried, plain, "{written}");
    }
    assert_eq!(
        Target::read("https://rt.example.com:8443/rt/").expect("read").address(),
        "https://rt.example.com:8443/rt"
    );
    for refused in [
        "",
        "rt.example.com",
        "ftp://rt.example.com",
        "file:///etc/passwd",
        "gopher://rt.example.com",
        "unix:/run/rt.sock",
        "javascript:alert(1)",
        "https://",
        "https://user@rt.example.com",
        "https://user:pass@rt.example.com",
        "https://rt.example.com@127.0.0.1/",
        "https://rt.example.com/?q=1",
        "https://rt.example.com/#x",
        "https://rt.example.com:0",
        "https://rt.example.com:99999",
        "https://[::1",
        "https://256.0.0.1",
        "https://a b.example",
    ] {
        assert!(Target::read(refused).is_err(), "{refused}");
    }
    for refused in ["", "/", "host:port", "a b:1", "rt.intern:443/path", "user@rt.intern:443", "rt.intern:443?x"] {
        assert!(Inside::read(refused).is_err(), "{refused}");
    }
}

#[test]
fn nothing_inside_is_called_unless_its_host_was_named() {
    run(async {
        let sink = Server::saying("HTTP/1.1 200 OK", "{}").await;
        let port = sink.address.port();
        let hosts = [
            "127.0.0.1",
            "2130706433",
            "0x7f.0.0.1",
            "0177.0.0.1",
            "127.1",
            "127.0.0.1.",
            "localhost",
            "LOCALHOST.",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "0.0.0.0",
            "0",
            "[::]",
            "169.254.169.254",
            "[fd00:ec2::254]",
            "[fe80::1]",
            "inside.test",
            "both.test",
        ];
        let names = |name: &str| -> Vec<IpAddr> {
            let told: &[&str] = match name {
                "localhost" => &["127.0.0.1", "::1"],
                "inside.test" => &["127.0.0.1"],
                "both.test" => &["93.184.216.34", "127.0.0.1"],
                _ => &[],
            };
            told.iter().map(|ip| ip.parse().expect("an address")).collect()
        };
        // Another host inside, and the same host on another port, are named: neither opens this one.
        let way =
            Way { names: Names::Table(Arc::new(names)), ..way(&["other.test:443", "127.0.0.1:1", "localhost:443"]) };
        for scheme in ["http", "https"] {
            for host in hosts {
                let address = format!("{scheme}://{host}:{port}");
                let trouble = line(&address, &way).get("/").await.expect_err("not called");
                assert_eq!(trouble.why, Why::Address, "{address}: {}", trouble.sentence);
            }
        }
        assert_eq!(sink.came(), 0);
        let named = Way { inside: vec![Inside::read(&format!("inside.test:{port}")).expect("a host")], ..way };
        let reply = line(&format!("http://inside.test:{port}"), &named).get("/").await.expect("called");
        assert_eq!((reply.status, sink.came()), (200, 1));
        let never = Way { inside: vec![Inside::read("169.254.169.254:80").expect("a host")], ..named.clone() };
        let trouble = line("http://169.254.169.254", &never).get("/").await.expect_err("never");
        assert!(trouble.sentence.contains("never called"), "{}", trouble.sentence);
        let own = Way { own: sink.address, ..named };
        let trouble = line(&format!("http://inside.test:{port}"), &own).get("/").await.expect_err("ourselves");
        assert!(trouble.sentence.contains("this office itself"), "{}", trouble.sentence);
        assert_eq!(sink.came(), 1);
    });
}

#[test]
fn a_name_that_changes_its_mind_is_judged_again_and_pinned() {
    run(async {
        let sink = Server::saying("HTTP/1.1 200 OK", "{}").await;
        let port = sink.address.port();
        let asked = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&asked);
        let names = Names::Table(Arc::new(move |_| {
            let ip = if counted.fetch_add(1, Ordering::SeqCst) == 0 { "127.0.0.1" } else { "169.254.169.254" };
            vec![ip.parse().expect("an address")]
        }));
        let way = Way { names, ..way(&[&format!("tool.test:{port}")]) };
        let address = format!("http://tool.test:{port}");
        assert!(line(&address, &way).get("/").await.is_ok());
        assert_eq!(asked.load(Ordering::SeqCst), 1, "the judged address is the one that is called");
        let trouble = line(&address, &way).get("/").await.expect_err("the second answer is judged too");
        assert_eq!((trouble.why, asked.load(Ordering::SeqCst), sink.came()), (Why::Address, 2, 1));
    });
}

#[test]
fn a_redirect_is_followed_at_home_and_told_elsewhere() {
    run(async {
        let sink = Server::saying("HTTP/1.1 200 OK", "{}").await;
        for to in [
            format!("http://{}/inside", sink.address),
            "http://169.254.169.254/latest".to_owned(),
            "https://elsewhere.example/".to_owned(),
            "//elsewhere.example/".to_owned(),
            "file:///etc/passwd".to_owned(),
            "http://user@127.0.0.1/".to_owned(),
        ] {
            for status in ["301 Moved", "302 Found", "307 Temporary", "308 Permanent"] {
                let server = Server::saying(&format!("HTTP/1.1 {status}\r\nLocation: {to}"), "").await;
                let trouble = server.line().get("/").await.expect_err("not followed");
                assert_eq!(trouble.why, Why::Moved, "{to}: {}", trouble.sentence);
            }
        }
        assert_eq!(sink.came(), 0);
        let circle = Server::saying("HTTP/1.1 302 Found\r\nLocation: /again", "").await;
        let mut line = circle.line();
        let trouble = line.get("/").await.expect_err("a circle");
        assert!(trouble.sentence.contains("round in a circle"), "{}", trouble.sentence);
        assert_eq!(line.take_calls().len(), 4, "the way there is bounded");
        let posted = Server::saying("HTTP/1.1 302 Found\r\nLocation: /again", "").await;
        let refused =
            posted.line().send("POST", "/", &serde_json::json!({})).await.expect_err("a change is not repeated");
        assert_eq!((refused.why, posted.came()), (Why::Moved, 1));
    });
}

#[test]
fn a_hostile_answer_ends_in_time_and_within_bounds() {
    run(async {
        let began = Instant::now();
        let ok = b"HTTP/1.1 200 OK\r\n".to_vec();
        let drip: Vec<Vec<u8>> = std::iter::once(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n".to_vec())
            .chain((0..1000).map(|_| vec![b'x']))
            .collect();
        let endless: Vec<Vec<u8>> = std::iter::once(b"HTTP/1.1 200 OK\r\n\r\n".to_vec())
            .chain((0..64).map(|_| vec![b'x'; 256 * 1024]))
            .collect();
        let second = Duration::from_secs(1);
        let cases: Vec<(&str, Why, Vec<Vec<u8>>, Duration)> = vec![
            ("silent before the head", Why::Slow, vec![Vec::new(), Vec::new(), Vec::new()], second),
            ("silent within the head", Why::Slow, vec![ok.clone(), Vec::new(), Vec::new()], second),
            ("silent within the body", Why::Slow, vec![drip[0].clone(), vec![b'x']], second),
            ("a drip", Why::Slow, drip, Duration::from_millis(50)),
            ("endless", Why::TooLarge, endless, Duration::ZERO),
            ("reset", Why::Unreachable, vec![], Duration::ZERO),
            ("cut", Why::Unreachable, vec![b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab".to_vec()], Duration::ZERO),
            ("no HTTP", Why::Unreachable, vec![b"220 mail.test ESMTP\r\n".to_vec()], Duration::ZERO),
            ("a head without end", Why::Unreachable, vec![[ok, vec![b'a'; 300_000]].concat()], Duration::ZERO),
            (
                "packed",
                Why::Answer,
                vec![b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nxx".to_vec()],
                Duration::ZERO,
            ),
        ];
        for (name, why, pieces, pause) in cases {
            let server = Server::answering(pieces, pause).await;
            let mut line = server.line();
            let trouble = line.get("/secret?token=abc").await.expect_err(name);
            assert_eq!(trouble.why, why, "{name}: {}", trouble.sentence);
            assert!(trouble.may_be_done, "{name}: it was sent");
            let call = line.take_calls().remove(0);
            assert_eq!((call.path.as_str(), call.status), ("/secret", 0), "{name}: noted without the query");
            assert_eq!(call.trouble, trouble.sentence);
        }
        assert!(began.elapsed() < Duration::from_secs(15), "{:?}", began.elapsed());
        let page = Server::saying("HTTP/1.1 200 OK\r\nContent-Type: text/html", "<html>Please sign in</html>").await;
        let reply = page.line().get("/").await.expect("an answer");
        assert!(reply.json().expect_err("no JSON").sentence.contains("text/html"));
        let closed = {
            let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
            listener.local_addr().expect("an address")
        };
        let trouble =
            line(&format!("http://{closed}"), &way(&[&closed.to_string()])).get("/").await.expect_err("closed");
        assert_eq!((trouble.why, trouble.may_be_done), (Why::Unreachable, false), "{}", trouble.sentence);
        let plain = Server::saying("HTTP/1.1 200 OK", "{}").await;
        let trouble = line(&format!("https://{}", plain.address), &way(&[&plain.address.to_string()])).get("/").await;
        let trouble = trouble.expect_err("no TLS there");
        assert!(trouble.sentence.contains("could not prove over TLS"), "{}", trouble.sentence);
        assert!(!trouble.may_be_done, "nothing was asked there");
    });
}
