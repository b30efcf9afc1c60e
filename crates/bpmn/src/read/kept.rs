//! What a file says beyond the standard: found, counted and named, so that nobody thinks it was understood.
//!
//! Absent: its meaning; the text keeps it as it is. Source: BPMN 2.0.2 §8.3.3 (extensibility) and the element names of its
//! schema (`Semantic.xsd`, §15.3).

use std::collections::BTreeMap;

use roxmltree::Node as Xml;

use super::BPMN;
use crate::model::Kept;

/// Name spaces that carry no meaning of the process: the drawing's, and XML's own.
const PLUMBING: [&str; 7] = [
    super::interchange::DI,
    "http://www.omg.org/spec/DD/20100524/DC",
    "http://www.omg.org/spec/DD/20100524/DI",
    "http://www.w3.org/2001/XMLSchema-instance",
    "http://www.w3.org/XML/1998/namespace",
    "http://www.w3.org/2000/xmlns/",
    "http://www.w3.org/2001/XMLSchema",
];

/// Every element name of BPMN 2.0, sorted.
const STANDARD: &str = "activationCondition adHocSubProcess artifact assignment association auditing baseElement \
    baseElementWithMixedContent boundaryEvent businessRuleTask callActivity callChoreography callConversation \
    callableElement cancelEventDefinition catchEvent category categoryValue categoryValueRef childLaneSet choreography \
    choreographyActivity choreographyRef choreographyTask collaboration compensateEventDefinition completionCondition \
    complexBehaviorDefinition complexGateway condition conditionExpression conditionalEventDefinition conversation \
    conversationAssociation conversationLink conversationNode correlationKey correlationProperty \
    correlationPropertyBinding correlationPropertyRef correlationPropertyRetrievalExpression correlationSubscription \
    dataAssociation dataInput dataInputAssociation dataInputRefs dataObject dataObjectReference dataOutput \
    dataOutputAssociation dataOutputRefs dataPath dataState dataStore dataStoreReference definitions documentation \
    endEvent endPoint endPointRef error errorEventDefinition errorRef escalation escalationEventDefinition event \
    eventBasedGateway eventDefinition eventDefinitionRef exclusiveGateway expression extension extensionElements \
    flowElement flowNode flowNodeRef formalExpression from gateway globalBusinessRuleTask globalChoreographyTask \
    globalConversation globalManualTask globalScriptTask globalTask globalUserTask group humanPerformer \
    implicitThrowEvent import inMessageRef inclusiveGateway incoming innerConversationNodeRef innerMessageFlowRef \
    innerParticipantRef inputDataItem inputSet inputSetRefs interface interfaceRef intermediateCatchEvent \
    intermediateThrowEvent ioBinding ioSpecification itemDefinition lane laneSet linkEventDefinition loopCardinality \
    loopCharacteristics loopCondition loopDataInputRef loopDataOutputRef manualTask message messageEventDefinition \
    messageFlow messageFlowAssociation messageFlowRef messagePath monitoring multiInstanceLoopCharacteristics operation \
    operationRef optionalInputRefs optionalOutputRefs outMessageRef outerConversationNodeRef outerMessageFlowRef \
    outerParticipantRef outgoing outputDataItem outputSet outputSetRefs parallelGateway participant \
    participantAssociation participantMultiplicity participantRef partitionElement partnerEntity partnerEntityRef \
    partnerRole partnerRoleRef performer potentialOwner process property receiveTask relationship rendering resource \
    resourceAssignmentExpression resourceParameter resourceParameterBinding resourceRef resourceRole rootElement script \
    scriptTask sendTask sequenceFlow serviceTask signal signalEventDefinition source sourceRef \
    standardLoopCharacteristics startEvent subChoreography subConversation subProcess supportedInterfaceRef supports \
    target targetRef task terminateEventDefinition text textAnnotation throwEvent timeCycle timeDate timeDuration \
    timerEventDefinition to transaction transformation type userTask whileExecutingInputRefs whileExecutingOutputRefs";

/// Lists what is not of the standard, each name once, in the order of the text. What an extension contains is part of it.
pub(super) fn kept(root: Xml<'_, '_>) -> Vec<Kept> {
    let standard: Vec<&str> = STANDARD.split_whitespace().collect();
    let breaks: Vec<usize> = root.document().input_text().match_indices('\n').map(|(at, _)| at).collect();
    let mut found = Found { breaks, entries: Vec::new(), places: BTreeMap::new() };
    let mut waiting = vec![root];
    while let Some(xml) = waiting.pop() {
        let namespace = xml.tag_name().namespace().unwrap_or_default();
        if PLUMBING.contains(&namespace) {
            continue;
        }
        let claims_bpmn = namespace == BPMN;
        if !claims_bpmn || standard.binary_search(&xml.tag_name().name()).is_err() {
            found.note(xml, prefixed(xml, namespace, xml.tag_name().name()), namespace, xml.range().start);
        }
        if !claims_bpmn {
            continue;
        }
        for attribute in xml.attributes() {
            if let Some(space) = attribute.namespace().filter(|space| !PLUMBING.contains(space)) {
                let name = format!("@{}", prefixed(xml, space, attribute.name()));
                found.note(xml, name, space, attribute.range().start);
            }
        }
        let children: Vec<Xml<'_, '_>> = xml.children().filter(Xml::is_element).collect();
        waiting.extend(children.into_iter().rev());
    }
    found.entries
}

struct Found {
    breaks: Vec<usize>,
    entries: Vec<Kept>,
    places: BTreeMap<(String, String), usize>,
}

impl Found {
    fn note(&mut self, xml: Xml<'_, '_>, name: String, namespace: &str, at: usize) {
        let key = (namespace.to_owned(), name.clone());
        if let Some(place) = self.places.get(&key) {
            self.entries[*place].count += 1;
            return;
        }
        self.places.insert(key, self.entries.len());
        self.entries.push(Kept {
            name,
            namespace: namespace.to_owned(),
            claims_bpmn: namespace == BPMN,
            count: 1,
            line: 1 + self.breaks.partition_point(|end| *end < at),
            element: xml.ancestors().find_map(|node| node.attribute("id")).map(str::to_owned),
        });
    }
}

fn prefixed(xml: Xml<'_, '_>, namespace: &str, name: &str) -> String {
    match xml.lookup_prefix(namespace).filter(|prefix| !prefix.is_empty()) {
        Some(prefix) => format!("{prefix}:{name}"),
        None => name.to_owned(),
    }
}
