//! Every element and attribute of the BPMN 2.0 schema: what is run, what stands there without an effect on a run, and what is refused.
//!
//! `schema.txt` has a line for each: the verdict, where it stands, the XML, and why where it has no effect. A name of the schema that has no
//! line fails, so that nothing is passed over without a word. What is run is shown by `scenarios.rs`. Source: BPMN 2.0.2, `Semantic.xsd`.

use std::collections::BTreeSet;

use bpmn::Diagram;
use engine::Program;

/// The elements of `Semantic.xsd` that can stand in a file; abstract ones cannot.
const ELEMENTS: &str = "adHocSubProcess assignment association auditing boundaryEvent businessRuleTask callActivity callChoreography \
    callConversation cancelEventDefinition category categoryValue choreography choreographyTask collaboration compensateEventDefinition \
    complexBehaviorDefinition complexGateway conditionalEventDefinition conversation conversationAssociation conversationLink correlationKey \
    correlationProperty correlationPropertyBinding correlationPropertyRetrievalExpression correlationSubscription dataInput \
    dataInputAssociation dataObject dataObjectReference dataOutput dataOutputAssociation dataState dataStore dataStoreReference \
    documentation endEvent endPoint error errorEventDefinition escalation escalationEventDefinition eventBasedGateway exclusiveGateway \
    expression extension extensionElements formalExpression globalBusinessRuleTask globalChoreographyTask globalConversation \
    globalManualTask globalScriptTask globalTask globalUserTask group humanPerformer implicitThrowEvent import inclusiveGateway inputSet \
    interface intermediateCatchEvent intermediateThrowEvent ioBinding ioSpecification itemDefinition lane laneSet linkEventDefinition \
    manualTask message messageEventDefinition messageFlow messageFlowAssociation monitoring multiInstanceLoopCharacteristics operation \
    outputSet parallelGateway participant participantAssociation participantMultiplicity partnerEntity partnerRole performer \
    potentialOwner process property receiveTask relationship rendering resource resourceAssignmentExpression resourceParameter \
    resourceParameterBinding resourceRole script scriptTask sendTask sequenceFlow serviceTask signal signalEventDefinition \
    standardLoopCharacteristics startEvent subChoreography subConversation subProcess task terminateEventDefinition text \
    textAnnotation timerEventDefinition transaction userTask";

/// The attributes of what can stand in an executable process, each with the element that has it.
const ATTRIBUTES: &str = "process@isExecutable process@isClosed process@processType startEvent@isInterrupting startEvent@parallelMultiple \
    boundaryEvent@cancelActivity boundaryEvent@attachedToRef boundaryEvent@parallelMultiple task@isForCompensation task@startQuantity \
    task@completionQuantity task@default exclusiveGateway@default exclusiveGateway@gatewayDirection eventBasedGateway@instantiate \
    eventBasedGateway@eventGatewayType serviceTask@implementation serviceTask@operationRef sendTask@messageRef sendTask@operationRef \
    receiveTask@messageRef receiveTask@instantiate scriptTask@scriptFormat businessRuleTask@implementation userTask@implementation \
    callActivity@calledElement subProcess@triggeredByEvent transaction@method adHocSubProcess@ordering \
    adHocSubProcess@cancelRemainingInstances sequenceFlow@isImmediate sequenceFlow@sourceRef sequenceFlow@targetRef \
    multiInstanceLoopCharacteristics@isSequential multiInstanceLoopCharacteristics@behavior \
    multiInstanceLoopCharacteristics@oneBehaviorEventRef multiInstanceLoopCharacteristics@noneBehaviorEventRef \
    standardLoopCharacteristics@testBefore standardLoopCharacteristics@loopMaximum compensateEventDefinition@activityRef \
    compensateEventDefinition@waitForCompletion dataObject@isCollection formalExpression@language formalExpression@evaluatesToTypeRef";

struct Line {
    name: String,
    verdict: String,
    place: String,
    xml: String,
    why: String,
}

fn lines() -> Vec<Line> {
    let text = include_str!("schema.txt");
    let rows = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    rows.map(|row| {
        let mut parts = row.splitn(5, " | ").map(|part| part.trim().to_owned());
        let mut next = || parts.next().unwrap_or_default();
        Line { name: next(), verdict: next(), place: next(), xml: next(), why: next() }
    })
    .collect()
}

/// A file with the XML at its place.
fn file(line: &Line) -> String {
    let (mut root, mut process, mut task, mut attributes) = (String::new(), String::new(), String::new(), "");
    match line.place.as_str() {
        "root" => root.clone_from(&line.xml),
        "process" => process.clone_from(&line.xml),
        "task" => task.clone_from(&line.xml),
        "of-process" => attributes = &line.xml,
        other => panic!("{}: no place \"{other}\"", line.name),
    }
    format!(
        "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
         targetNamespace=\"urn:test\"><message id=\"m\" name=\"paid\"/><signal id=\"g\" name=\"stop\"/><error id=\"r\" errorCode=\"R\"/>\
         <escalation id=\"l\" escalationCode=\"L\"/>{root}<process id=\"p\" isExecutable=\"true\" {attributes}><startEvent id=\"s\"/>\
         <userTask id=\"t\" name=\"Look\">{task}</userTask><sequenceFlow id=\"f\" sourceRef=\"s\" targetRef=\"t\"/>{process}</process></definitions>"
    )
}

#[test]
fn every_element_and_attribute_of_the_schema_is_run_is_without_effect_or_is_refused() {
    let lines = lines();
    let told: BTreeSet<&str> = lines.iter().map(|line| line.name.as_str()).collect();
    let missing: Vec<&str> =
        ELEMENTS.split_whitespace().chain(ATTRIBUTES.split_whitespace()).filter(|name| !told.contains(name)).collect();
    assert!(missing.is_empty(), "schema.txt does not tell what becomes of {missing:?}");
    let mut wrong = Vec::new();
    for line in &lines {
        let text = file(line);
        let local = line.name.rsplit('@').next().unwrap_or_default();
        assert!(text.contains(local), "{}: its line does not hold it", line.name);
        let compiled = Diagram::parse(&text).map_err(|error| error.to_string()).and_then(|diagram| {
            Program::compile(&diagram)
                .map(drop)
                .map_err(|all| all.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))
        });
        match (line.verdict.as_str(), compiled) {
            ("runs", Ok(())) | ("refused", Err(_)) => {}
            ("quiet", Ok(())) => assert!(!line.why.is_empty(), "{} needs a reason why it has no effect", line.name),
            (verdict, compiled) => wrong.push(format!("{} ({verdict}): {compiled:?}", line.name)),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
