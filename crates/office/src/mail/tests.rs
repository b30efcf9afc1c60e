use super::sink::Sink;
use super::{Letter, send};
use crate::config::Config;
use crate::failure::Failure;
use crate::jobs::{self, State};
use crate::testing::{Office, config, each, each_with};

fn letter() -> Letter {
    Letter {
        name: "Zoë Ångström".to_owned(),
        to: "zoe@office.test".to_owned(),
        subject: "Two things are asked of you – one is overdue".to_owned(),
        text: "Hello Zoë\n.a line that begins with a dot\n\nhttp://office.test/".to_owned(),
    }
}

async fn write(office: &Office, key: &'static str, letter: Letter) -> Result<(), Failure> {
    let now = office.app.now();
    office.app.write(move |tx| send(tx, now, key, &letter)).await
}

fn each_with_server<F, Fut>(name: &str, refuse: usize, test: F)
where
    F: Fn(Office, Sink) -> Fut + Copy,
    Fut: Future<Output = ()>,
{
    each_with(name, move |db| async move {
        let sink = Sink::open(refuse).await;
        let office = Office::with(db, Config { smtp: Some(sink.url()), ..config() });
        test(office, sink).await;
    });
}

#[test]
fn a_letter_arrives_once_with_its_headers() {
    each_with_server("mail_arrives", 0, |office, sink| async move {
        write(&office, "a", letter()).await.expect("a letter is written");
        write(&office, "a", letter()).await.expect("the same key is no second letter");
        office.settle().await;
        let mails = sink.mails();
        assert_eq!(mails.len(), 1);
        let job = office.app.read(|tx| Ok(jobs::store::list(tx, None, 1)?)).await.expect("jobs").remove(0);
        let mail = &mails[0];
        assert_eq!(mail.from, "<office@office.test>");
        assert_eq!(mail.to, vec!["<zoe@office.test>"]);
        assert_eq!(mail.header("message-id"), Some(format!("<{}@office.test>", job.id)));
        assert_eq!(mail.header("auto-submitted").as_deref(), Some("auto-generated"));
        assert_eq!(mail.header("date").as_deref(), Some("Mon, 02 Nov 2026 08:00:00 +0000"));
        assert!(mail.header("to").is_some_and(|to| to.starts_with("=?utf-8?b?")), "{:?}", mail.header("to"));
        assert!(mail.body().contains("\r\n.a line that begins with a dot"), "{}", mail.body());
        assert!(mail.body().contains("Zo=C3=AB"), "{}", mail.body());
    });
}

#[test]
fn a_server_that_asks_to_come_back_later_gets_the_same_letter_later() {
    each_with_server("mail_greylisted", 2, |office, sink| async move {
        write(&office, "a", letter()).await.expect("a letter is written");
        office.settle().await;
        assert!(sink.mails().is_empty());
        let waiting = office.app.read(|tx| Ok(jobs::store::list(tx, Some(State::Waiting), 9)?)).await.expect("jobs");
        assert!(waiting[0].last_error.contains("Greylisted"), "{}", waiting[0].last_error);
        for _ in 0..2 {
            office.app.clock().advance_seconds(60);
            office.settle().await;
        }
        assert_eq!(sink.mails().len(), 1);
        let id = format!("<{}@office.test>", waiting[0].id);
        assert_eq!(sink.mails()[0].header("message-id"), Some(id));
    });
}

#[test]
fn without_a_mail_server_letters_wait_and_do_not_fail() {
    each("mail_waits", |office| async move {
        write(&office, "a", letter()).await.expect("a letter is written");
        for _ in 0..=jobs::TRIES {
            office.settle().await;
            office.app.clock().advance_seconds(3601);
        }
        office.settle().await;
        let jobs = office.app.read(|tx| Ok(jobs::store::list(tx, None, 9)?)).await.expect("jobs");
        assert_eq!((jobs[0].state, jobs[0].attempts), (State::Waiting, 0));
        assert!(jobs[0].last_error.contains("No mail server is configured"), "{}", jobs[0].last_error);
    });
}

#[test]
fn line_breaks_in_headers_are_refused() {
    for change in [
        |letter: &mut Letter| letter.name = "Zoë\r\nBcc: all@office.test".to_owned(),
        |letter: &mut Letter| letter.subject = "Hello\nX-Other: yes".to_owned(),
        |letter: &mut Letter| letter.to = "zoe@office.test\r\n".to_owned(),
        |letter: &mut Letter| letter.to = "nobody".to_owned(),
    ] {
        let mut hostile = letter();
        change(&mut hostile);
        let refusals = hostile.checked().expect_err("it is refused");
        assert_eq!(refusals.len(), 1, "{refusals:?}");
    }
}

#[test]
fn the_sender_of_an_office_that_chose_none_is_a_mail_address() {
    each_with("mail_default_sender", |db| async move {
        let sink = Sink::open(0).await;
        let mail_from = "Mandate <mandate@localhost>".to_owned();
        let office = Office::with(db, Config { smtp: Some(sink.url()), mail_from, ..config() });
        write(&office, "a", letter()).await.expect("a letter is written");
        office.settle().await;
        assert_eq!(sink.mails().first().map(|mail| mail.from.as_str()), Some("<mandate@localhost>"));
    });
}
