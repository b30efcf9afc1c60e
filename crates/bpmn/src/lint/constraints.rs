//! The published models that break one constraint of the standard each, and models that break none.

use std::collections::BTreeMap;

use super::{Severity, lint};
use crate::Diagram;
use crate::tests::models;

/// By the beginning of the file's name: the rule that speaks up, and the element where.
const BROKEN: &str = "
    EXT002_1 duplicate-id DUPLICATE
    EXT004_1 media-type _3
    EXT007_1 flow-end _8
    EXT007_2 flow-end _4
    EXT007_3 flow-end _4
    EXT009_1 message-flow-end _6
    EXT009_2 message-flow-end _6
    EXT009_3 message-flow-end _6
    EXT011_1 thrown-without-code _3
    EXT011_2 thrown-without-code _3
    EXT011_3 thrown-without-code _5
    EXT013_1 empty-expression _3
    EXT013_2 empty-expression corrProp
    EXT013_3 empty-expression _3
    EXT013_4 empty-expression _8
    EXT017_1 gateway-direction _3
    EXT019_1 gateway-direction _7
    EXT019_2 gateway-direction _7
    EXT021_1 event-sub-process _7
    EXT023_1 dangling-reference _3
    EXT023_2 dangling-reference _2
    EXT025_1 lone-condition _6
    EXT025_2 lone-condition _6
    EXT027_1 choreography-reference _1
    EXT027_2 choreography-reference globConv
    EXT029_1 multiplicity _3
    EXT031_1 message-flow-inside-pool _4
    EXT031_2 message-flow-inside-pool _4
    EXT031_3 message-flow-inside-pool _4
    EXT031_4 message-flow-inside-pool _4
    EXT033_1 message-flow-end _20
    EXT036_1 choreography-in-process _3_CT
    EXT036_2 choreography-in-process _3_CT
    EXT036_3 choreography-in-process _3_SC
    EXT038_1 quantity _3
    EXT040_1 resource-twice _3
    EXT042_1 task-data _3
    EXT044_1 data-does-not-fit-message _3
    EXT044_2 data-does-not-fit-message _3
    EXT046_1 task-data _3
    EXT048_1 data-does-not-fit-message _3
    EXT048_2 data-does-not-fit-message _3
    EXT050_1 task-data _3
    EXT052_1 data-does-not-fit-message _3
    EXT052_2 data-does-not-fit-message _3
    EXT054_1 two-kinds-of-repetition _9
    EXT056_1 choreography-in-process _3_CT
    EXT056_2 choreography-in-process _3_CT
    EXT056_3 choreography-in-process _3_CT
    EXT056_4 choreography-in-process _3_SC
    EXT058_1 start-event-required _5
    EXT058_2 event-sub-process _5
    EXT060_1 address _9
    EXT062_1 ad-hoc-content invalidEndEvent
    EXT062_2 choreography-in-process _3
    EXT062_3 ad-hoc-content invalidStartEvent
    EXT064_1 interface-without-binding GT_1
    EXT064_2 interface-without-binding PROCESS_1
    EXT067_1 repetition-without-number _3
    EXT069_1 loop-data _3
    EXT069_2 loop-data _3
    EXT071_1 condition-never-true-or-false _3
    EXT076_1 data-state-in-name _2
    EXT076_2 data-state-in-name _2
    EXT076_3 data-state-in-name _2
    EXT078_1 data-out-of-place data
    EXT080_1 data-against-its-direction _3
    EXT082_1 data-against-its-direction _3
    EXT084_1 data-in-no-set _3
    EXT086_1 data-set PROCESS_1
    EXT088_1 data-in-no-set _4
    EXT090_1 data-set PROCESS_1
    EXT092_1 data-from-several-sources _4
    EXT094_1 data-does-not-fit-message _5
    EXT094_2 data-does-not-fit-message _5
    EXT094_3 data-does-not-fit-message _5
    EXT094_4 data-does-not-fit-message _2
    EXT094_5 data-does-not-fit-message _2
    EXT096_1 flow-into-start-or-out-of-end _2
    EXT098_1 trigger-not-allowed _2
    EXT098_2 trigger-not-allowed _2
    EXT098_3 trigger-not-allowed _2
    EXT098_4 trigger-not-allowed _2
    EXT098_5 trigger-not-allowed _2
    EXT098_6 trigger-not-allowed _2
    EXT098_7 trigger-not-allowed _2
    EXT098_8 trigger-not-allowed _2
    EXT100_1 trigger-not-allowed _7
    EXT100_2 trigger-not-allowed _7
    EXT100_3 trigger-not-allowed _7
    EXT102_1 message-flow-end _4
    EXT104_1 flow-into-start-or-out-of-end _3
    EXT106_1 cancel-outside-transaction _5
    EXT106_2 cancel-outside-transaction _13
    EXT108_1 message-flow-end _4
    EXT110_1 trigger-not-allowed _7
    EXT110_2 trigger-not-allowed _7
    EXT110_3 trigger-not-allowed _7
    EXT110_4 must-interrupt _7
    EXT110_5 must-interrupt _7
    EXT110_6 must-interrupt _7
    EXT110_7 trigger-not-allowed _7
    EXT110_8 trigger-not-allowed _7
    EXT112_1 boundary-event _7
    EXT114_1 boundary-event _7
    EXT116_1 dead-end _4
    EXT116_2 dead-end _4
    EXT118_1 link-event _4
    EXT120_1 cancel-outside-transaction _7
    EXT122_1 trigger-not-allowed _3
    EXT124_1 link-event _5
    EXT126_1 link-event _12
    EXT128_1 message-without-operation _16
    EXT128_2 message-without-operation _3
    EXT128_3 message-without-operation _9
    EXT128_4 message-without-operation _5
    EXT128_5 message-without-operation _2
    EXT130_1 trigger-not-allowed _7
    EXT132_1 time-not-readable _3
    EXT134_1 time-not-readable _3
    EXT136_1 event-based-gateway _2
    EXT138_1 event-based-gateway _2
    EXT138_2 event-based-gateway _2
    EXT138_3 event-based-gateway _2
    EXT140_1 receive-task-with-boundary-event _7
    EXT142_1 gateway-begins-process _2
    EXT144_1 compensation-handler _9
    EXT146_1 trigger-not-allowed _3
    EXT146_2 trigger-not-allowed _3
    EXT146_3 trigger-not-allowed _3
    EXT146_4 trigger-not-allowed _3
    EXT146_5 trigger-not-allowed _3
    EXT148_1 trigger-not-allowed _3
    EXT148_2 trigger-not-allowed _3
    EXT148_3 trigger-not-allowed _3
    EXT148_4 trigger-not-allowed _3
    EXT148_5 trigger-not-allowed _3
    EXT148_6 trigger-not-allowed _3
    EXT150_1 dead-end _3
    EXT150_2 dead-end _16
    EXT150_3 dead-end _5
    EXT150_4 unreachable _8
    EXT152_1 flow-crosses-border _8
    EXT152_2 flow-crosses-border _7
";

/// Errors of models that break no constraint but have the flaw all the same: deadlocks that depend on a choice, and cases made to
/// show what an engine does with what the standard forbids.
const TRUE_ALL_THE_SAME: [(&str, &str); 11] = [
    ("A.2.1.bpmn", "lone-condition"),
    ("B.2.0.bpmn", "deadlock"),
    ("EventBasedGateway_Signals.bpmn", "deadlock"),
    ("InclusiveDiverging_ParallelConverging.bpmn", "deadlock"),
    ("ParallelGateway_Conditions.bpmn", "condition-misplaced"),
    ("ReceiveTask.bpmn", "unnamed-activity"),
    ("ReceiveTask_Instantiate.bpmn", "end-event-required"),
    ("ReceiveTask_Instantiate.bpmn", "dead-end"),
    ("ReceiveTask_Instantiate.bpmn", "unnamed-activity"),
    ("Token_CompletionQuantity_Zero.bpmn", "quantity"),
    ("Token_StartQuantity_Zero.bpmn", "quantity"),
];

#[test]
fn each_model_that_breaks_a_constraint_has_a_finding_at_the_element_that_breaks_it() {
    let models: BTreeMap<String, Vec<u8>> = models("bpmn-constraints").into_iter().collect();
    let mut expected = BTreeMap::new();
    for line in BROKEN.lines().filter(|line| !line.is_empty()) {
        let [name, rule, element] = line.split_whitespace().collect::<Vec<_>>()[..] else { panic!("{line}") };
        expected.insert(name, (rule, element));
    }
    let mut missed = Vec::new();
    for (name, bytes) in &models {
        let key: Vec<&str> = name.split('_').take(2).collect();
        let Some((rule, element)) = expected.get(key.join("_").as_str()) else {
            missed.push(format!("{name}: not in the list"));
            continue;
        };
        let findings = lint(&Diagram::read(bytes).unwrap());
        let said = |finding: &&super::Finding| finding.rule == *rule && finding.element.as_deref() == Some(*element);
        let Some(finding) = findings.iter().find(said) else {
            missed.push(format!("{name}: {rule} at {element}"));
            continue;
        };
        assert!(!finding.why.is_empty() && !finding.remedy.is_empty());
    }
    println!("{} of {} models have the finding at the right element", models.len() - missed.len(), models.len());
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn a_model_that_breaks_no_constraint_has_no_error() {
    let mut count = 0;
    for (name, bytes) in models("bpmn-miwg").into_iter().chain(models("bpmn-engine-cases")) {
        count += 1;
        for finding in lint(&Diagram::read(&bytes).unwrap()) {
            let known = TRUE_ALL_THE_SAME.contains(&(name.as_str(), finding.rule));
            assert!(known || finding.severity != Severity::Error, "{name}: {finding:?}");
        }
    }
    println!("{count} models without errors, but for {} that are true", TRUE_ALL_THE_SAME.len());
}
