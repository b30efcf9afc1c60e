//! Tests of messages finding what waits for them.

use super::*;
use crate::effect::Named;

fn message(name: &str, key: Option<&str>) -> Message {
    Message { name: name.into(), key: key.map(Into::into), variables: Named::default() }
}

fn wait(name: &str, key: Option<&str>) -> On {
    On::Message { name: name.into(), key: key.map(Into::into) }
}

#[test]
fn a_message_goes_to_waits_of_its_name_that_ask_for_its_key_or_for_none() {
    let cases = [
        (wait("paid", None), message("paid", None), true),
        (wait("paid", None), message("paid", Some("4711")), true),
        (wait("paid", Some("4711")), message("paid", Some("4711")), true),
        (wait("paid", Some("4711")), message("paid", Some("4712")), false),
        (wait("paid", Some("4711")), message("paid", None), false),
        (wait("sent", None), message("paid", None), false),
        (On::Signal { name: "paid".into() }, message("paid", None), false),
    ];
    for (on, message, expected) in cases {
        assert_eq!(correlates(&on, &message), expected, "{on:?} {message:?}");
    }
}

#[test]
fn a_message_is_kept_until_its_time_is_up_and_the_same_id_counts_once() {
    let mut mailbox = Mailbox::default();
    let posted = Posted { id: "m1".into(), message: message("paid", None), until: Time(100) };
    assert!(mailbox.admit(&posted, Time(0)));
    assert!(!mailbox.admit(&posted, Time(50)));
    mailbox.keep(posted.clone());
    assert!(mailbox.take(&wait("sent", None), Time(50)).is_none());
    assert!(mailbox.clone().take(&wait("paid", None), Time(99)).is_some());
    assert!(mailbox.take(&wait("paid", None), Time(100)).is_none());
    assert!(mailbox.admit(&posted, Time(100)), "an id is forgotten with its message");
    assert!(mailbox.is_empty());
}
