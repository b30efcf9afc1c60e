//! Whole files through every function: nothing is lost, nothing panics.

mod round_trip;

use std::path::PathBuf;

use crate::{Diagram, Overlay, compare, flow, lint, net, svg, with_layout};

/// The `.bpmn` files of a folder of test data; says so when there is none.
pub(crate) fn models(folder: &str) -> Vec<(String, Vec<u8>)> {
    let root = std::env::var_os("MANDATE_DATA")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"), PathBuf::from);
    let mut found = Vec::new();
    let mut folders = vec![root.join(folder)];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else {
            println!("skipped: no test data at {}", folder.display());
            continue;
        };
        for entry in entries.flatten().map(|entry| entry.path()) {
            if entry.is_dir() {
                folders.push(entry);
            } else if entry.extension().is_some_and(|extension| extension == "bpmn") {
                let name = entry.file_name().unwrap_or_default().to_string_lossy().into_owned();
                found.push((name, std::fs::read(&entry).unwrap()));
            }
        }
    }
    found.sort();
    found
}

/// A file with one process of this content.
pub(crate) fn process(content: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" \
         targetNamespace=\"urn:test\">\n  <process id=\"p\" name=\"Test\">\n{content}\n  </process>\n</definitions>\n"
    )
}

/// Flows from pairs of ids: `"a>b b>c"`; `"a>b:yes"` names a flow.
pub(crate) fn flows(pairs: &str) -> String {
    let flow = |pair: &str| {
        let (ends, name) = pair.split_once(':').unwrap_or((pair, ""));
        let (from, to) = ends.split_once('>').unwrap();
        let name = if name.is_empty() { String::new() } else { format!(" name=\"{name}\"") };
        format!("<sequenceFlow id=\"{from}_{to}\"{name} sourceRef=\"{from}\" targetRef=\"{to}\"/>")
    };
    pairs.split_whitespace().map(flow).collect()
}

pub(crate) fn diagram(content: &str) -> Diagram {
    Diagram::parse(&process(content)).unwrap()
}

/// Chance with a seed: xorshift64.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit.max(1) as u64).unwrap()
    }
}

#[test]
fn every_model_comes_back_byte_for_byte() {
    for folder in ["bpmn-miwg", "bpmn-engine-cases", "bpmn-constraints"] {
        for (name, bytes) in models(folder) {
            let diagram = Diagram::read(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert!(diagram.bytes() == bytes, "{name}");
            let again = Diagram::parse(diagram.text()).unwrap();
            assert_eq!(again.nodes(), diagram.nodes(), "{name}");
        }
    }
}

fn everything(diagram: &Diagram) {
    for finding in lint(diagram) {
        assert!(!finding.message.is_empty() && !finding.why.is_empty() && !finding.remedy.is_empty());
    }
    let _ = svg(diagram, &Overlay::default());
    let _ = flow(diagram);
    let _ = net(diagram);
    if let Ok(drawn) = with_layout(diagram) {
        assert_eq!(drawn.nodes(), diagram.nodes());
        svg(&drawn, &Overlay::default()).expect("what was laid out can be drawn");
        assert!(compare(diagram, &drawn).iter().all(|change| !change.material), "a drawing changes nothing else");
    }
}

#[test]
fn every_model_goes_through_every_function() {
    for folder in ["bpmn-miwg", "bpmn-engine-cases", "bpmn-constraints"] {
        for (name, bytes) in models(folder) {
            let diagram = Diagram::read(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
            if lint(&diagram).iter().all(|finding| finding.rule != "duplicate-id") {
                everything(&diagram);
            }
        }
    }
}

#[test]
fn every_reference_model_can_be_drawn_as_it_is() {
    for (name, bytes) in models("bpmn-miwg") {
        let picture = svg(&Diagram::read(&bytes).unwrap(), &Overlay::default());
        let picture = picture.unwrap_or_else(|error| panic!("{name}: {error}"));
        roxmltree::Document::parse(&picture).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

#[test]
fn damaged_files_are_refused_or_read_but_never_panic() {
    let mut samples = models("bpmn-miwg");
    samples.push(("small".to_owned(), process(&format!("<startEvent id=\"a\"/><task id=\"b\" name=\"&#x1F600;\"/><boundaryEvent id=\"c\" attachedToRef=\"b\"/><subProcess id=\"d\"><task id=\"e\"/></subProcess>{}", flows("a>b b>d c>a"))).into_bytes()));
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
    let (mut read, mut refused) = (0, 0);
    for (_, bytes) in &samples {
        for round in 0..40 {
            let mut damaged = bytes.clone();
            match round % 4 {
                0 => damaged.truncate(chance.below(bytes.len())),
                1 => {
                    let from = chance.below(bytes.len());
                    let length = chance.below(200);
                    damaged.drain(from..bytes.len().min(from + length));
                }
                _ => {
                    for _ in 0..=chance.below(6) {
                        let at = chance.below(damaged.len());
                        let pool = b"<>/\"'&=az09:-\xff\0 \n";
                        damaged[at] = pool[chance.below(pool.len())];
                    }
                }
            }
            match Diagram::read(&damaged) {
                Ok(diagram) => {
                    read += 1;
                    let _ = (lint(&diagram), svg(&diagram, &Overlay::default()), flow(&diagram), net(&diagram));
                    let _ = with_layout(&diagram);
                }
                Err(error) => {
                    refused += 1;
                    assert!(error.line >= 1 && error.column >= 1 && !error.remedy.is_empty(), "{error}");
                }
            }
        }
    }
    println!("{read} damaged files were read, {refused} refused");
    assert!(refused > 0 && read > 0);
}

#[test]
fn large_models_take_time_in_proportion() {
    let model = |count: usize| {
        let tasks: String = (0..count).map(|at| format!("<task id=\"t{at}\" name=\"Check case {at}\"/>")).collect();
        let chain: Vec<String> =
            (1..count).map(|at| format!("t{}>t{at}", if at % 7 == 0 { at / 2 } else { at - 1 })).collect();
        diagram(&format!("{tasks}{}", flows(&chain.join(" "))))
    };
    let seconds = |count: usize| {
        let diagram = model(count);
        let start = std::time::Instant::now();
        let findings = lint(&diagram).len();
        let steps = flow(&diagram).len();
        let net = net(&diagram).unwrap();
        println!(
            "{count} tasks: {findings} findings, {steps} steps, {} places, {:?}",
            net.places.len(),
            start.elapsed()
        );
        let drawn = with_layout(&diagram).unwrap();
        let picture = svg(&drawn, &Overlay::default()).unwrap();
        println!("{count} tasks: {} bytes drawn, {:?}", picture.len(), start.elapsed());
        start.elapsed().as_secs_f64()
    };
    let (small, large) = (seconds(250), seconds(2_000));
    let star: String = (1..2_000).map(|at| format!("g>t{at} ")).collect();
    let tasks: String = (1..2_000).map(|at| format!("<task id=\"t{at}\"/>")).collect();
    let start = std::time::Instant::now();
    with_layout(&diagram(&format!("<exclusiveGateway id=\"g\"/>{tasks}{}", flows(&star)))).unwrap();
    println!("a decision with 1,999 branches is laid out in {:?}", start.elapsed());
    assert!(large < 60.0 * small.max(0.02), "eight times the size took {large} instead of {small} seconds");
}

#[test]
fn the_deepest_nesting_that_is_read_goes_through_every_function() {
    let depth = crate::MAX_DEPTH - 3;
    let open: String =
        (0..depth).map(|at| format!("<subProcess id=\"s{at}\" name=\"S\"><startEvent id=\"b{at}\"/>")).collect();
    let diagram = diagram(&format!("{open}<task id=\"t\"/>{}", "</subProcess>".repeat(depth)));
    assert_eq!(diagram.nodes().len(), 2 * depth + 1);
    everything(&diagram);
}
