use std::sync::Arc;

use crate::{Context, DateTime, Exceeded, Expression, Limits, Scope, UnaryTests};

fn compiled(text: &str) -> Expression {
    Expression::compile(text, &Scope::new()).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn value(text: &str) -> String {
    let now = DateTime::parse("2024-02-29T12:00:00Z");
    let answer = compiled(text).evaluate(&Arc::default(), now.as_ref(), Limits::STANDARD);
    answer.unwrap_or_else(|exceeded| panic!("{text}: {exceeded}")).value.to_string()
}

#[test]
fn expressions_have_the_values_that_the_specification_says() {
    let rows = [
        ("1 + 2 * 3 ** 2", "19"),
        ("-2 ** 2", "4"),
        ("0.1 + 0.2 = 0.3", "true"),
        ("1 / 3 * 3 = 1", "false"),
        ("if 1 > 2 then \"a\" else \"b\"", "\"b\""),
        ("for i in 1..3, j in [10, 20] return i * j", "[10, 20, 20, 40, 30, 60]"),
        ("for i in 0..4 return if i = 0 then 1 else i * partial[-1]", "[1, 1, 2, 6, 24]"),
        ("some x in [1, 2, 3] satisfies x > 2", "true"),
        ("every x in [] satisfies false", "true"),
        ("{a: 1, b: a + 1}.b", "2"),
        ("{first name: \"Ada\", greeting: \"Hi \" + first name}.greeting", "\"Hi Ada\""),
        ("[{x: 1, y: 2}, {x: 2, y: 3}][x = 2].y", "[3]"),
        ("[1, 2, 3][item > 1]", "[2, 3]"),
        ("[1, 2, 3][-1]", "3"),
        ("5 in (> 3, < 1)", "true"),
        ("5 in [1..5)", "false"),
        ("5 in ]4..6[", "true"),
        ("[1, 2][1] in ]0..2[ and true", "true"),
        ("\"b\" between \"a\" and \"c\"", "true"),
        ("true and null", "null"),
        ("false and null", "false"),
        ("true or null", "true"),
        ("null = 1", "false"),
        ("1 = \"1\"", "null"),
        ("(function(a, b) a - b)(b: 1, a: 3)", "2"),
        ("sort([3, 1, 2], function(x, y) x > y)", "[3, 2, 1]"),
        ("date(\"2024-02-29\") + duration(\"P1Y\")", "2025-02-28"),
        ("@\"2024-03-01\" - @\"2024-02-28\"", "P2D"),
        ("date and time(@\"2024-02-29\", @\"13:00:00\")", "2024-02-29T13:00:00"),
        ("now()", "2024-02-29T12:00:00Z"),
        ("today().weekday", "4"),
        ("string join([\"a\", null, \"b\"], \"-\")", "\"a-b\""),
        ("matches(\"aaab\", \"^(a+)+$\")", "false"),
        ("replace(\"abracadabra\", \"a(.)\", \"[$1]\")", "\"[b]r[c][d][b]ra\""),
        ("split(\"a;b;;c\", \";\")", "[\"a\", \"b\", \"\", \"c\"]"),
        ("substring(\"\\U01F40Eab\", 2)", "\"ab\""),
        ("[1..3] = [1..3]", "true"),
        ("10 instance of number and [1] instance of list<number>", "true"),
        ("overlaps([1..5], (5..8])", "false"),
        ("number(\"1.000,5\", \".\", \",\")", "1000.5"),
        ("sqrt(16) + abs(-1)", "5"),
        ("get value({a: {b: 2}}, \"a\").b", "2"),
        ("1 // one\n + /* two */ 2", "3"),
        ("1 / 0", "null"),
        ("unknown thing", "null"),
    ];
    for (text, expected) in &rows[..rows.len() - 1] {
        assert_eq!(value(text), *expected, "{text}");
    }
    assert!(Expression::compile(rows[rows.len() - 1].0, &Scope::new()).is_err());
}

#[test]
fn names_of_several_words_are_known_from_the_scope() {
    let mut scope = Scope::new();
    for name in ["monthly income", "a-b", "and so on", "b"] {
        scope.variable(name);
    }
    let variables: Context = [("monthly income", 100), ("a-b", 7), ("and so on", 1), ("b", 2)]
        .map(|(name, value)| (name.into(), value.into()))
        .into_iter()
        .collect();
    let variables = Arc::new(variables);
    for (text, expected) in
        [("monthly income * 12", "1200"), ("monthly   income - b", "98"), ("a-b", "7"), ("b + and so on", "3")]
    {
        let answer = Expression::compile(text, &scope).unwrap().evaluate(&variables, None, Limits::STANDARD).unwrap();
        assert_eq!(answer.value.to_string(), expected, "{text}");
    }
}

#[test]
fn a_warning_points_at_the_part_that_has_no_value() {
    let text = "1 + (2 / 0)";
    let answer = compiled(text).evaluate(&Arc::default(), None, Limits::STANDARD).unwrap();
    let spans: Vec<&str> =
        answer.warnings.iter().map(|warning| &text[warning.span.start as usize..warning.span.end as usize]).collect();
    assert_eq!(spans, ["(2 / 0)", "1 + (2 / 0)"]);
    assert_eq!(answer.warnings[0].to_string(), "/ has no result, or none within 34 digits");
}

#[test]
fn tests_of_a_cell_pass_as_the_specification_says() {
    let rows = [
        ("-", "5", true),
        ("< 10", "5", true),
        ("not(< 10, 20)", "20", false),
        ("[1..3], 5", "5", true),
        ("? > 3 and ? < 6", "5", true),
        ("\"a\", \"b\"", "\"b\"", true),
        ("null", "null", true),
        ("> 1", "null", false),
        ("true", "false", false),
        ("[1, 5]", "5", true),
        ("string length(?) = 3", "\"abc\"", true),
    ];
    for (tests, input, expected) in rows {
        let input = compiled(input).evaluate(&Arc::default(), None, Limits::STANDARD).unwrap().value;
        let tests_compiled = UnaryTests::compile(tests, &Scope::new()).unwrap();
        let passed = tests_compiled.pass(&input, &Arc::default(), None, Limits::STANDARD).unwrap();
        assert_eq!(passed, expected, "{input} against {tests}");
    }
}

fn stopped(text: &str) -> Exceeded {
    match compiled(text).evaluate(&Arc::default(), None, Limits::STANDARD) {
        Err(exceeded) => exceeded,
        Ok(answer) => panic!("{text}: {}", answer.value.kind()),
    }
}

#[test]
fn hostile_expressions_end_with_a_stop_and_not_with_a_crash() {
    let deep = "{f: function(n) f(n + 1), r: f(1)}.r";
    assert!(matches!(stopped("(function(f) f(f))(function(f) f(f))"), Exceeded::Depth(_)));
    assert!(matches!(stopped("count(for i in 1..999999999999 return i)"), Exceeded::Steps(_)));
    assert!(matches!(stopped("for a in 1..100000, b in 1..100000 return 1"), Exceeded::Steps(_) | Exceeded::Bytes(_)));
    assert!(matches!(stopped("for i in 1..1000 return if i = 1 then [1] else [partial[-1]]"), Exceeded::ValueDepth));
    assert!(matches!(
        stopped("for i in 1..100 return if i = 1 then [1] else [partial[-1], partial[-1]]"),
        Exceeded::ValueParts
    ));
    let doubling = "for i in 1..60 return if i = 1 then \"0123456789abcdef\" else partial[-1] + partial[-1]";
    assert!(matches!(stopped(doubling), Exceeded::Bytes(_) | Exceeded::ValueParts));
    assert!(matches!(
        stopped("for i in 1..5000 return function() if i = 1 then 1 else partial[-1]()"),
        Exceeded::ValueDepth
    ));
    // An entry does not see itself, so this is no recursion.
    assert_eq!(value(deep), "null");
}

#[test]
fn hostile_texts_are_refused_and_do_not_crash() {
    let texts = [
        "(".repeat(100_000),
        "[".repeat(100_000),
        "-".repeat(100_000) + "1",
        "not(".repeat(20_000) + "1",
        format!("1{}", " + 1".repeat(50_000)),
        format!("a{}", ".b".repeat(100_000)),
        format!("a{}", "[1]".repeat(50_000)),
        format!("a{}", "()".repeat(50_000)),
        "if 1 then ".repeat(20_000),
        "1 in (".repeat(20_000),
        "function(x) ".repeat(20_000),
        format!("1 instance of {}number{}", "list<".repeat(20_000), ">".repeat(20_000)),
        "{a:".repeat(50_000),
        "\"".to_owned(),
        "/* ".to_owned(),
        "@\"x\"".to_owned(),
        "\u{0}".to_owned(),
        "\"\\uD83D\"".to_owned(),
        "x".repeat(300_000),
    ];
    for text in texts {
        let shown: String = text.chars().take(20).collect();
        assert!(Expression::compile(&text, &Scope::new()).is_err(), "{shown}");
        let _ = UnaryTests::compile(&text, &Scope::new());
    }
}

#[test]
fn errors_name_the_character() {
    for (text, column, part) in [
        ("1 + ", 5, "a value is missing"),
        ("(1", 3, "\")\" is missing"),
        ("1 2", 3, "should end here"),
        ("if a then b", 12, "\"else\" is missing"),
        ("\"é\" + }", 7, "a value is missing"),
        ("x instance of nothing", 15, "the name of a type"),
    ] {
        let error = Expression::compile(text, &Scope::new()).unwrap_err();
        assert_eq!(error.column, column, "{text}: {error}");
        assert!(error.to_string().contains(part), "{text}: {error}");
    }
}
