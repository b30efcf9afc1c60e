//! Data: sets that hold what they name, lines that carry one thing, lists that hold what is taken from them.
//!
//! Absent: the content of types. Source: BPMN 2.0.2 §10.4.1–§10.4.2, §10.3.1 (resources), §10.3.8 (loop data), §8.4.12.

use roxmltree::Node as Xml;

use super::{Findings, Model, Rule, Severity, child, children, content, local, named};

const NO_SET: Rule = Rule {
    name: "data-in-no-set",
    severity: Severity::Error,
    why: "Data that is in no set of inputs or outputs is never asked for and never handed on.",
    remedy: "Name it in a set of inputs or outputs.",
};
const SET: Rule = Rule {
    name: "data-set",
    severity: Severity::Error,
    why: "What is optional or read while the work runs must be among the data of the same set.",
    remedy: "Name it among the data of this set too.",
};
const NO_SETS: Rule = Rule {
    name: "data-without-sets",
    severity: Severity::Error,
    why: "The standard asks for at least one set of inputs and one of outputs, even if they are empty.",
    remedy: "Add an empty inputSet or outputSet.",
};
const SEVERAL_SOURCES: Rule = Rule {
    name: "data-from-several-sources",
    severity: Severity::Error,
    why: "Nothing says how several sources become one.",
    remedy: "Draw one line for each source, or say the transformation.",
};
const AGAINST: Rule = Rule {
    name: "data-against-its-direction",
    severity: Severity::Error,
    why: "An input of the process is only read, and an output only written.",
    remedy: "Turn the line round, or use a data object.",
};
const STATE_NAME: Rule = Rule {
    name: "data-state-in-name",
    severity: Severity::Warning,
    why: "A data object that is shown in a state is called by its own name and the state in brackets; readers look for that.",
    remedy: "Call it as in \"Incident record [open]\".",
};
const RESOURCE: Rule = Rule {
    name: "resource-twice",
    severity: Severity::Error,
    why: "Who does the work is named directly or worked out by an expression; with both it is open who is meant.",
    remedy: "Keep the reference with its parameters, or the expression.",
};
const LOOP_DATA: Rule = Rule {
    name: "loop-data",
    severity: Severity::Error,
    why: "An activity that is done for each thing of a list takes single things of the kind the list holds.",
    remedy: "Give the item the type of the list's things, and mark only the list as a collection.",
};
const BINDING: Rule = Rule {
    name: "interface-without-binding",
    severity: Severity::Error,
    why: "A process offered as a service must say which operation fills which of its inputs and outputs.",
    remedy: "Add an ioBinding for each operation, or do not name the interface.",
};

/// The rules of this room.
pub(super) const ALL: &[&Rule] =
    &[&NO_SET, &SET, &NO_SETS, &SEVERAL_SOURCES, &AGAINST, &STATE_NAME, &RESOURCE, &LOOP_DATA, &BINDING];

pub(super) fn check<'a, 'input>(model: &Model<'a, 'input>, xml: Xml<'a, 'input>, findings: &mut Findings) {
    match xml.tag_name().name() {
        "ioSpecification" => {
            for (data, set) in [("dataInput", "inputSet"), ("dataOutput", "outputSet")] {
                sets(model, xml, data, set, findings);
            }
        }
        "inputSet" => within(model, xml, "dataInputRefs", ["optionalInputRefs", "whileExecutingInputRefs"], findings),
        "outputSet" => {
            within(model, xml, "dataOutputRefs", ["optionalOutputRefs", "whileExecutingOutputRefs"], findings);
        }
        "dataInputAssociation" | "dataOutputAssociation" => association(model, xml, findings),
        "dataObjectReference" => state_name(model, xml, findings),
        "multiInstanceLoopCharacteristics" => {
            loop_data(model, xml, "loopDataInputRef", "inputDataItem", findings);
            loop_data(model, xml, "loopDataOutputRef", "outputDataItem", findings);
        }
        "resourceAssignmentExpression" => {
            let Some(role) = xml.parent_element() else { return };
            if child(role, "resourceRef").is_some() || child(role, "resourceParameterBinding").is_some() {
                let message = format!("Who does {} is said twice.", model.label(role));
                model.add(findings, &RESOURCE, role, message);
            }
        }
        "supportedInterfaceRef" => {
            let Some(owner) = xml.parent_element() else { return };
            let first = child(owner, "supportedInterfaceRef") == Some(xml);
            if first && child(owner, "ioBinding").is_none() {
                let message = format!("{} offers an interface without a binding.", model.label(owner));
                model.add_if_run(findings, &BINDING, owner, message);
            }
        }
        _ => {}
    }
}

fn sets<'a, 'input>(
    model: &Model<'a, 'input>,
    xml: Xml<'a, 'input>,
    data: &'static str,
    set: &'static str,
    findings: &mut Findings,
) {
    if child(xml, set).is_none() {
        let message = format!("The data of {} has no {set}.", model.label(xml));
        model.add_if_run(findings, &NO_SETS, xml, message);
        return;
    }
    let named: Vec<String> =
        children(xml, set).flat_map(|set| set.children()).map(|part| local(&content(part)).to_owned()).collect();
    for item in children(xml, data) {
        let Some(id) = item.attribute("id") else { continue };
        if !named.iter().any(|name| name == id) {
            let message = format!("{data} \"{id}\" of {} is in no {set}.", model.label(xml));
            model.add_if_run(findings, &NO_SET, item, message);
        }
    }
}

fn within<'a, 'input>(
    model: &Model<'a, 'input>,
    xml: Xml<'a, 'input>,
    all: &'static str,
    some: [&'static str; 2],
    findings: &mut Findings,
) {
    for role in some {
        for part in children(xml, role) {
            let id = content(part);
            if !children(xml, all).any(|other| local(&content(other)) == local(&id)) {
                let message = format!("{role} of {} names \"{id}\", which the set does not hold.", model.label(xml));
                // The data is what is wrong, where it can be seen.
                let at = model.find(&id).unwrap_or(xml);
                model.add_if_run(findings, &SET, at, message);
            }
        }
    }
}

fn association<'a, 'input>(model: &Model<'a, 'input>, xml: Xml<'a, 'input>, findings: &mut Findings) {
    let sources = children(xml, "sourceRef").count();
    if sources > 1 && child(xml, "transformation").is_none() {
        let message = format!("The data line into {} has {sources} sources.", model.label(xml));
        model.add(findings, &SEVERAL_SOURCES, xml, message);
    }
    let into = named(xml, "dataInputAssociation");
    let (end, wrong) = if into { ("sourceRef", "dataOutput") } else { ("targetRef", "dataInput") };
    let Some(far) = model.referred_by_child(xml, end).filter(|far| named(*far, wrong)) else { return };
    let verb = if into { "read from" } else { "written to" };
    let message = format!("{} is {verb} by {}.", model.label(far), model.label(xml));
    model.add(findings, &AGAINST, far, message);
}

fn state_name<'a, 'input>(model: &Model<'a, 'input>, xml: Xml<'a, 'input>, findings: &mut Findings) {
    let state = child(xml, "dataState").and_then(|state| state.attribute("name")).unwrap_or_default();
    let own = model.referred(xml, "dataObjectRef").and_then(|object| object.attribute("name")).unwrap_or_default();
    let name = xml.attribute("name").unwrap_or_default();
    if state.is_empty() || own.is_empty() || name.is_empty() {
        return;
    }
    let expected = format!("{} [{}]", own.trim(), state.trim());
    let plain = |text: &str| text.split_whitespace().collect::<String>();
    if plain(name) != plain(&expected) {
        model.add(findings, &STATE_NAME, xml, format!("\"{name}\" should be called \"{expected}\"."));
    }
}

fn loop_data<'a, 'input>(
    model: &Model<'a, 'input>,
    xml: Xml<'a, 'input>,
    list: &str,
    single: &str,
    findings: &mut Findings,
) {
    let (Some(list), Some(single)) = (model.referred_by_child(xml, list), child(xml, single)) else { return };
    let (Some(of_list), Some(of_single)) =
        (model.referred(list, "itemSubjectRef"), model.referred(single, "itemSubjectRef"))
    else {
        return;
    };
    let types = (of_list.attribute("structureRef"), of_single.attribute("structureRef"));
    let differ = types.0 != types.1;
    let collection = of_single.attribute("isCollection") == Some("true");
    if differ || collection {
        let what = if differ { "of another type than the list" } else { "itself a list" };
        model.add_if_run(findings, &LOOP_DATA, xml, format!("The single thing of {} is {what}.", model.label(xml)));
    }
}
