//! Single values: numbers, media types, addresses, expressions.
//!
//! Absent: the meaning of expressions. Source: BPMN 2.0.2 §8.3.1 (textFormat), §8.4.9 (expressions), §9.3.1 (multiplicity), §10.3
//! (quantities), §10.3.5 (method of a transaction), §10.3.8 (loops).

use roxmltree::Node as Xml;

use super::{Findings, Model, Rule, Severity, child, content, named};

const MEDIA_TYPE: Rule = Rule {
    name: "media-type",
    severity: Severity::Error,
    why: "The format of a text is given as a media type; tools that cannot read it show nothing.",
    remedy: "Write a media type such as text/plain or text/html.",
};
const QUANTITY: Rule = Rule {
    name: "quantity",
    severity: Severity::Error,
    why: "A number of tokens below one can never come together, so the activity never starts or never hands on.",
    remedy: "Write a whole number of 1 or more; 1 is the usual case.",
};
const MULTIPLICITY: Rule = Rule {
    name: "multiplicity",
    severity: Severity::Error,
    why: "It says how many parties of this kind take part; a negative number or a maximum below the minimum says nothing.",
    remedy: "Write a minimum of 0 or more and a maximum that is at least 1 and not below the minimum.",
};
const ADDRESS: Rule = Rule {
    name: "address",
    severity: Severity::Error,
    why: "Here the standard expects one of its own words (they begin with ##) or a web address; engines refuse anything else.",
    remedy: "Write a word of the standard, such as ##Compensate or ##WebService, or a valid address.",
};
const EMPTY_EXPRESSION: Rule = Rule {
    name: "empty-expression",
    severity: Severity::Error,
    why: "An expression without content can never be worked out, so the process stops there.",
    remedy: "Write the expression, or delete the empty element.",
};
const CONDITION_VALUE: Rule = Rule {
    name: "condition-never-true-or-false",
    severity: Severity::Error,
    why: "A condition is true or false; a number or a text is neither.",
    remedy: "Compare the value with something, as in count > 3.",
};
const COUNT_VALUE: Rule = Rule {
    name: "count-is-no-number",
    severity: Severity::Error,
    why: "The number of repetitions is a whole number; with anything else nobody knows how often the work is done.",
    remedy: "Write a whole number, or an expression that gives one.",
};
const TWO_LOOPS: Rule = Rule {
    name: "two-kinds-of-repetition",
    severity: Severity::Error,
    why: "An activity repeats until a condition holds or once for each of several things, not both.",
    remedy: "Keep one of the two, or put one activity into a sub-process that repeats.",
};
const UNCOUNTED: Rule = Rule {
    name: "repetition-without-number",
    severity: Severity::Error,
    why: "Nothing says how many times the activity is done.",
    remedy: "Give a number, or the list of things it is done for.",
};

/// The rules of this room.
pub(super) const ALL: &[&Rule] = &[
    &MEDIA_TYPE,
    &QUANTITY,
    &MULTIPLICITY,
    &ADDRESS,
    &EMPTY_EXPRESSION,
    &CONDITION_VALUE,
    &COUNT_VALUE,
    &TWO_LOOPS,
    &UNCOUNTED,
];

/// Elements that hold an expression.
const EXPRESSIONS: [&str; 16] = [
    "condition",
    "conditionExpression",
    "completionCondition",
    "activationCondition",
    "loopCondition",
    "loopCardinality",
    "timeDate",
    "timeDuration",
    "timeCycle",
    "transformation",
    "from",
    "to",
    "messagePath",
    "dataPath",
    "formalExpression",
    "expression",
];
const CONDITIONS: [&str; 5] =
    ["condition", "conditionExpression", "completionCondition", "activationCondition", "loopCondition"];

pub(super) fn check<'a, 'input>(model: &Model<'a, 'input>, xml: Xml<'a, 'input>, findings: &mut Findings) {
    let name = xml.tag_name().name();
    numbers(model, xml, findings);
    if let Some(format) = xml.attribute("textFormat").filter(|format| !is_media_type(format)) {
        model.add(findings, &MEDIA_TYPE, xml, format!("\"{format}\" at {} is no media type.", model.label(xml)));
    }
    for attribute in ["method", "implementation"] {
        let Some(address) = xml.attribute(attribute).filter(|address| !is_address(address)) else { continue };
        let message = format!("{attribute} \"{address}\" at {} is no address.", model.label(xml));
        model.add(findings, &ADDRESS, xml, message);
    }
    if EXPRESSIONS.contains(&name) {
        expression(model, xml, name, findings);
    }
    let (standard, each) = (child(xml, "standardLoopCharacteristics"), child(xml, "multiInstanceLoopCharacteristics"));
    if standard.is_some() && each.is_some() {
        let message = format!("{} repeats in two ways at once.", model.label(xml));
        model.add(findings, &TWO_LOOPS, xml, message);
    }
    if named(xml, "multiInstanceLoopCharacteristics")
        && child(xml, "loopCardinality").is_none()
        && child(xml, "loopDataInputRef").is_none()
        && !extended(xml)
    {
        let message = format!("{} is done several times, but nothing says how many.", model.label(xml));
        model.add_if_run(findings, &UNCOUNTED, xml, message);
    }
}

/// Whether a vendor's extension says more here.
fn extended(xml: Xml<'_, '_>) -> bool {
    let vendor = |space: &str| !space.starts_with("http://www.w3.org/");
    child(xml, "extensionElements").is_some()
        || xml.attributes().any(|attribute| attribute.namespace().is_some_and(vendor))
}

fn numbers<'a, 'input>(model: &Model<'a, 'input>, xml: Xml<'a, 'input>, findings: &mut Findings) {
    for attribute in ["startQuantity", "completionQuantity"] {
        let Some(text) = xml.attribute(attribute) else { continue };
        if text.trim().parse::<i64>().is_ok_and(|number| number >= 1) {
            continue;
        }
        model.add(findings, &QUANTITY, xml, format!("{attribute} of {} is \"{text}\".", model.label(xml)));
    }
    if named(xml, "participantMultiplicity") {
        let number =
            |name, otherwise: i64| xml.attribute(name).map_or(Some(otherwise), |text| text.trim().parse().ok());
        let fits = match (number("minimum", 0), number("maximum", 1)) {
            (Some(minimum), Some(maximum)) => minimum >= 0 && maximum >= 1 && maximum >= minimum,
            _ => false,
        };
        if !fits {
            let message = format!("The number of {} makes no sense.", model.label(xml));
            model.add(findings, &MULTIPLICITY, xml, message);
        }
    }
}

fn expression<'a, 'input>(model: &Model<'a, 'input>, xml: Xml<'a, 'input>, name: &str, findings: &mut Findings) {
    let text = content(xml);
    let empty = text.is_empty() && !xml.children().any(|part| part.is_element());
    // A flow with an empty condition is common in drawings, and says no more than a flow without one.
    if empty && !extended(xml) {
        let message = format!("{name} at {} is empty.", model.label(xml));
        model.add_if_run(findings, &EMPTY_EXPRESSION, xml, message);
        return;
    }
    let quoted = text.len() > 1 && (text.starts_with('"') && text.ends_with('"')) && text.matches('"').count() == 2;
    let number = text.parse::<f64>();
    if CONDITIONS.contains(&name) && (quoted || number.is_ok()) {
        let message = format!("{name} at {} is {text}, which is neither true nor false.", model.label(xml));
        model.add_if_run(findings, &CONDITION_VALUE, xml, message);
    }
    let whole = number.is_err() || text.parse::<u64>().is_ok_and(|count| count > 0);
    if name == "loopCardinality" && (quoted || text == "true" || text == "false" || !whole) {
        let message = format!("The number of times that {} is done is {text}.", model.label(xml));
        model.add_if_run(findings, &COUNT_VALUE, xml, message);
    }
}

pub(super) fn is_media_type(text: &str) -> bool {
    let token = |part: &str| {
        let allowed = |c: char| c.is_ascii_alphanumeric() || "!#$&-^_.+".contains(c);
        !part.is_empty() && part.chars().all(allowed)
    };
    let main = text.split(';').next().unwrap_or_default().trim();
    main.split_once('/').is_some_and(|(kind, sub)| token(kind) && token(sub))
}

/// A word of the standard, or characters that an address may have (RFC 3986 §2); no scheme is asked for.
pub(super) fn is_address(text: &str) -> bool {
    if text.is_empty() || text.starts_with("##") {
        return true;
    }
    let bytes = text.as_bytes();
    let hex = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_hexdigit);
    text.char_indices().all(|(at, c)| match c {
        '%' => hex(at + 1) && hex(at + 2),
        _ => !c.is_ascii() || c.is_ascii_alphanumeric() || "-._~:/?#[]@!$&'()*+,;=".contains(c),
    })
}
