use super::model::{initials, wait_after_failures_s};
use super::password::acceptable;

#[test]
fn initials_are_the_first_and_the_last_letter_of_a_name() {
    for (name, expected) in [("Ada Lovelace", "AL"), ("Ada", "A"), ("ada von braun", "AB"), ("", ""), ("éa ßb", "ÉSS")]
    {
        assert_eq!(initials(name), expected, "{name}");
    }
}

#[test]
fn wrong_passwords_cost_more_and_more() {
    let waits: Vec<i64> = [0, 2, 3, 9, 25, 100].into_iter().map(wait_after_failures_s).collect();
    assert_eq!(waits, vec![0, 0, 3, 5, 10, 86_400]);
}

#[test]
fn a_password_may_be_anything_that_is_hard_to_guess() {
    assert!(acceptable("correct horse battery", "Ada", "ada@office.test").is_ok());
    assert!(acceptable("ünïcödé wörds gö", "Ada", "ada@office.test").is_ok());
    for weak in ["short", "aaaaaaaaaaaaaa", "password12345", "ada.lovelace-1815", &"x y z w".repeat(60)] {
        assert!(acceptable(weak, "Ada Lovelace", "ada.lovelace@office.test").is_err(), "{weak}");
    }
}
