//! Tests of what is taken for an expression, as data.

use super::*;

#[test]
fn juel_becomes_feel_where_both_mean_the_same_and_is_refused_elsewhere() {
    let cases = [
        ("x > 1", Some("x > 1")),
        ("= x > 1", Some("x > 1")),
        ("${x > 1}", Some("x > 1")),
        ("#{x}", Some("x")),
        ("${x == 'a' && y != null}", Some("x = \"a\" and y != null")),
        ("${order.total ge 10 or not_yet}", Some("order.total >= 10 or not_yet")),
        ("${name.contains('a')}", Some("contains(name, \"a\" )")),
        ("test.contains(\"a\")", Some("contains(test, \"a\")")),
        ("test.startsWith(\"a\")", Some("starts with(test, \"a\")")),
        ("${!done}", None),
        ("${empty list}", None),
        ("${a ? b : c}", None),
        ("${bean.check(x)}", None),
        ("${execution.getVariable('x')}", None),
        ("order ${id}", None),
        ("${a}${b}", None),
        ("${'it''s}", None),
    ];
    for (text, expected) in cases {
        assert_eq!(feel_of(text).ok().as_deref(), expected, "{text}");
    }
}

#[test]
fn only_feel_and_juel_are_languages() {
    for (language, runs) in
        [(None, true), (Some("feel"), true), (Some("http://www.w3.org/1999/XPath"), false), (Some("python"), false)]
    {
        assert_eq!(expression("x", language, &Scope::new()).is_ok(), runs, "{language:?}");
    }
}

#[test]
fn a_text_is_an_expression_only_where_it_says_so() {
    assert!(matches!(text("demo", &Scope::new()), Ok(Text::Fixed(_))));
    assert!(matches!(text("=demo", &Scope::new()), Ok(Text::Computed(_))));
    assert!(text("= demo(", &Scope::new()).is_err());
}
