//! Running cases carried over to another version of their process: what fits goes on, what does not is told at its element.

use bpmn::Diagram;
use engine::{Calendars, Case, Command, Mapping, Named, Program, Time, relocate, step, taken_back};

const NOW: Time = Time(1_793_606_400_000_000);

fn program(content: &str) -> Program {
    let text = format!(
        "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" targetNamespace=\"urn:test\">\
         <message id=\"m\" name=\"paid\"/><process id=\"p\" isExecutable=\"true\">{content}</process></definitions>"
    );
    let diagram = Diagram::parse(&text).expect("a diagram");
    Program::compile(&diagram).expect("it runs")
}

/// Start, these elements in a row, end.
fn row(elements: &[(&str, &str)]) -> String {
    let ids: Vec<&str> = std::iter::once("s").chain(elements.iter().map(|(id, _)| *id)).chain(["e"]).collect();
    let flows = ids
        .windows(2)
        .enumerate()
        .map(|(at, pair)| format!("<sequenceFlow id=\"f{at}\" sourceRef=\"{}\" targetRef=\"{}\"/>", pair[0], pair[1]));
    let bodies: String = elements.iter().map(|(_, body)| *body).collect();
    format!("<startEvent id=\"s\"/>{bodies}<endEvent id=\"e\"/>{}", flows.collect::<String>())
}

fn begun(program: &Program) -> Case {
    let mut case = Case::new();
    let start = Command::Start { process: None, at: None, variables: Named::default() };
    step(program, &mut case, &start, NOW).expect("it begins");
    case
}

fn mapping(pairs: &[(&str, Option<&str>)]) -> Mapping {
    pairs.iter().map(|(from, to)| ((*from).to_owned(), to.map(str::to_owned))).collect()
}

fn done(program: &Program, case: &mut Case) -> Vec<String> {
    let job = case.jobs().next().expect("work").id;
    step(program, case, &Command::Complete { job, variables: Named::default() }, NOW).expect("done");
    case.tokens().map(|token| token.element.to_string()).collect()
}

const LOOK: &str = "<userTask id=\"look\" name=\"Look\"/>";
const CHECK: &str = "<userTask id=\"check\" name=\"Check\"/>";
const PAY: &str = "<receiveTask id=\"pay\" name=\"Pay\" messageRef=\"m\"/>";
const LATER: &str = "<userTask id=\"later\" name=\"Later\"/>";

#[test]
fn a_case_goes_on_from_the_element_that_is_named_for_its_own() {
    let (old, new) = (program(&row(&[("look", LOOK)])), program(&row(&[("check", CHECK), ("later", LATER)])));
    let mut case = begun(&old);
    let refused =
        relocate(&old, &new, &mut case, &Mapping::new(), NOW, &Calendars::none()).expect_err("the element is gone");
    assert_eq!(refused.len(), 1);
    assert_eq!(refused[0].element, "look");
    let changes = relocate(&old, &new, &mut case, &mapping(&[("look", Some("check"))]), NOW, &Calendars::none())
        .expect("it fits");
    assert!(!changes.is_empty());
    assert_eq!(case.jobs().next().map(|job| job.element.to_string()).as_deref(), Some("check"));
    assert_eq!(done(&new, &mut case), ["later"]);
}

#[test]
fn another_kind_of_element_is_refused_with_both_kinds() {
    let (old, new) = (program(&row(&[("look", LOOK)])), program(&row(&[("pay", PAY)])));
    let mut case = begun(&old);
    let before = case.clone();
    let refused = relocate(&old, &new, &mut case, &mapping(&[("look", Some("pay"))]), NOW, &Calendars::none())
        .expect_err("another kind");
    assert!(refused[0].sentence.contains("a task for people") && refused[0].sentence.contains("a receive task"));
    assert_eq!(case, before, "nothing was changed");
    let refused = relocate(&old, &new, &mut case, &mapping(&[("look", None)]), NOW, &Calendars::none())
        .expect_err("it waits there");
    assert!(refused[0].sentence.contains("say what it becomes"), "{refused:?}");
    let unknown = relocate(&old, &new, &mut case, &mapping(&[("look", Some("x\u{0}"))]), NOW, &Calendars::none());
    assert!(unknown.expect_err("no such element")[0].sentence.contains("not in the other version"));
}

#[test]
fn a_move_is_taken_back_row_by_row() {
    let (old, new) = (program(&row(&[("look", LOOK)])), program(&row(&[("check", CHECK)])));
    let mut case = begun(&old);
    let before = case.clone();
    let changes = relocate(&old, &new, &mut case, &mapping(&[("look", Some("check"))]), NOW, &Calendars::none())
        .expect("it fits");
    for change in taken_back(&before, &changes) {
        case.apply(&change);
    }
    assert_eq!(case, before);
    assert!(done(&old, &mut case).is_empty());
}

fn watched(task: &str, border: &str, kind: &str) -> String {
    format!(
        "<userTask id=\"{task}\"/><boundaryEvent id=\"{border}\" attachedToRef=\"{task}\"><timerEventDefinition>\
         <{kind}</timerEventDefinition></boundaryEvent>"
    )
}

#[test]
fn a_deadline_that_the_other_version_adds_is_watched_and_one_that_falls_away_is_not() {
    let limit = watched("check", "late", "timeDuration>P1D</timeDuration>");
    let (old, new) = (program(&row(&[("look", LOOK)])), program(&row(&[("check", &limit)])));
    let mut case = begun(&old);
    relocate(&old, &new, &mut case, &mapping(&[("look", Some("check"))]), NOW, &Calendars::none()).expect("it fits");
    assert_eq!(case.waits().count(), 1, "the deadline is watched");
    let gone = relocate(&new, &old, &mut case, &mapping(&[("check", Some("look"))]), NOW, &Calendars::none())
        .expect_err("it watches");
    assert_eq!(gone[0].element, "late");
    let both = mapping(&[("check", Some("look")), ("late", None)]);
    relocate(&new, &old, &mut case, &both, NOW, &Calendars::none()).expect("it may fall away");
    assert_eq!(case.waits().count(), 0);
}

#[test]
fn a_date_is_told_from_a_while() {
    let dated = program(&row(&[("a", &watched("a", "b", "timeDate>2027-01-01T00:00:00Z</timeDate>"))]));
    let lasting = program(&row(&[("a", &watched("a", "b", "timeDuration>P1D</timeDuration>"))]));
    assert!(dated.is_dated("b") && !dated.is_dated("a") && !lasting.is_dated("b"));
}

#[test]
fn branches_that_wait_for_each_other_keep_their_flows() {
    let fork = |wait: &str, flow: &str| {
        format!(
            "<startEvent id=\"s\"/><parallelGateway id=\"fork\"/><userTask id=\"{wait}\"/><userTask id=\"b\"/>\
             <parallelGateway id=\"join\"/><endEvent id=\"e\"/><sequenceFlow id=\"f0\" sourceRef=\"s\" targetRef=\"fork\"/>\
             <sequenceFlow id=\"f1\" sourceRef=\"fork\" targetRef=\"{wait}\"/><sequenceFlow id=\"f2\" sourceRef=\"fork\" targetRef=\"b\"/>\
             <sequenceFlow id=\"{flow}\" sourceRef=\"{wait}\" targetRef=\"join\"/><sequenceFlow id=\"f4\" sourceRef=\"b\" targetRef=\"join\"/>\
             <sequenceFlow id=\"f5\" sourceRef=\"join\" targetRef=\"e\"/>"
        )
    };
    let (old, new) = (program(&fork("a", "f3")), program(&fork("other", "g3")));
    let mut case = begun(&old);
    let first = case.jobs().find(|job| *job.element == *"a").expect("work").id;
    step(&old, &mut case, &Command::Complete { job: first, variables: Named::default() }, NOW).expect("done");
    let refused =
        relocate(&old, &new, &mut case, &Mapping::new(), NOW, &Calendars::none()).expect_err("the flow is another");
    assert!(refused[0].sentence.contains("branches come together"), "{refused:?}");
    relocate(&old, &new, &mut case, &mapping(&[("a", Some("other"))]), NOW, &Calendars::none())
        .expect("it comes from the same task");
    assert!(done(&new, &mut case).is_empty(), "both came together and the case ended");
}
