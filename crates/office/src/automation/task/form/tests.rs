use serde_json::{Value as Json, json};

use super::{Kind, Named, Question, answers, schema};
use crate::config::limits;
use crate::definition::FieldKind;
use crate::library;

/// Whether a value is valid by the keywords that the schema of a form uses.
fn is_valid(schema: &Json, value: &Json) -> bool {
    let keyword = |name: &str| schema.get(name).filter(|found| !found.is_null());
    let fits = |kind: &Json| match kind.as_str().expect("a type") {
        "string" => value.is_string(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("no form has the type {other}"),
    };
    let letters = value.as_str().map(|text| text.chars().count() as u64);
    let bound = |name: &str| keyword(name).and_then(Json::as_f64);
    keyword("type").is_none_or(fits)
        && keyword("enum").is_none_or(|all| all.as_array().expect("a list").contains(value))
        && keyword("const").is_none_or(|one| one == value)
        && keyword("oneOf").is_none_or(|all| all.as_array().expect("a list").iter().any(|one| is_valid(one, value)))
        && letters.zip(bound("minLength")).is_none_or(|(letters, least)| letters as f64 >= least)
        && letters.zip(bound("maxLength")).is_none_or(|(letters, most)| letters as f64 <= most)
        && value.as_f64().zip(bound("minimum")).is_none_or(|(number, least)| number >= least)
        && value.as_f64().zip(bound("maximum")).is_none_or(|(number, most)| number <= most)
        && keyword("format").is_none_or(|_| value.as_str().is_some_and(|day| feel::Date::parse(day).is_some()))
        && keyword("items").is_none_or(|item| value.as_array().expect("a list").iter().all(|one| is_valid(item, one)))
        && keyword("minItems").is_none_or(|_| value.as_array().is_some_and(|all| !all.is_empty()))
}

/// How a question is answered, its bounds, and what is sent for it.
type Case = (Kind, Option<u32>, Option<u32>, Vec<Json>);

/// The texts of a value, as a program's answer arrives.
fn texts(value: &Json) -> Vec<String> {
    match value {
        Json::Array(all) => all.iter().flat_map(texts).collect(),
        Json::String(text) => vec![text.clone()],
        other => vec![other.to_string()],
    }
}

#[test]
fn what_the_schema_of_a_task_calls_valid_is_taken_and_nothing_else() {
    let people: [Named; 1] = [("p1".to_owned(), "Olga".to_owned())];
    let choices = ["one", "two"].map(|word| (word.to_owned(), word.to_uppercase())).to_vec();
    let long = |letters: usize| json!("x".repeat(letters));
    let cases: [Case; 8] = [
        (Kind::Field(FieldKind::Text), Some(3), Some(5), [2, 3, 5, 6].map(long).to_vec()),
        (Kind::Field(FieldKind::Text), None, None, [1, limits::LINE_CHARS, limits::LINE_CHARS + 1].map(long).to_vec()),
        (Kind::Field(FieldKind::LongText), None, None, [limits::TEXT_CHARS, limits::TEXT_CHARS + 1].map(long).to_vec()),
        (
            Kind::Field(FieldKind::Number),
            Some(1),
            Some(10),
            vec![json!(0.5), json!(1), json!(10), json!(10.5), json!("x")],
        ),
        (Kind::Field(FieldKind::Date), None, None, vec![json!("2026-02-28"), json!("2026-02-30"), json!("soon")]),
        (Kind::Field(FieldKind::YesNo), None, None, vec![json!(true), json!(false), json!("perhaps")]),
        (Kind::Way, None, None, vec![json!("one"), json!("ONE"), json!("three")]),
        (Kind::Ways, None, None, vec![json!(["one"]), json!(["one", "two"]), json!(["three"]), json!([])]),
    ];
    for (kind, least, most, values) in cases {
        let question = Question {
            key: "q".to_owned(),
            label: "A question".to_owned(),
            help: "Why it is asked.".to_owned(),
            kind,
            required: true,
            choices: if matches!(kind, Kind::Way | Kind::Ways) { choices.clone() } else { Vec::new() },
            least,
            most,
            only_after: Vec::new(),
        };
        let whole = schema("Look", std::slice::from_ref(&question));
        assert_eq!(whole["required"], json!(["q"]));
        let of_question = &whole["properties"]["q"];
        assert_eq!(of_question["title"], "A question");
        let mut outcomes = Vec::new();
        for value in &values {
            let taken = answers(std::slice::from_ref(&question), |_, _| texts(value), &people).is_ok();
            assert_eq!(taken, is_valid(of_question, value), "{kind:?}: {value}");
            outcomes.push(taken);
        }
        assert!(outcomes.contains(&true) && outcomes.contains(&false), "{kind:?} is tried both ways");
    }
}

#[test]
fn every_form_of_the_library_has_a_schema_with_all_its_fields() {
    let mut fields = 0;
    for entry in library::all() {
        for (key, form) in &entry.definition.forms {
            let schema = form.schema();
            assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema", "{key}");
            let properties = schema["properties"].as_object().expect("an object");
            assert_eq!(properties.len(), form.fields.len(), "{key}");
            let required = schema["required"].as_array().expect("a list").len();
            assert_eq!(required, form.fields.iter().filter(|field| field.required).count(), "{key}");
            fields += properties.len();
        }
    }
    assert!(fields > 20, "the library has forms");
}
