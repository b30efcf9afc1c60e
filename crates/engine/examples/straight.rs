//! How many cases of a straight process run in memory on one core: `cargo run --release -p engine --example straight -- [CASES]`.
//!
//! Start, a script that doubles a number, an exclusive gateway, end; and the same with a user task in the place of the script. Absent:
//! storage; every case is made, run to its end and dropped, with its events, effects and changed rows. The figure is cases for each
//! second of processor time, which other programs disturb little. Source: none.

use std::hint::black_box;
use std::time::{Duration, Instant};

use bpmn::Diagram;
use engine::{Case, Command, Named, Program, Time, step};

const DOUBLE: &str = "<scriptTask id=\"work\"><script>{result: n * 2}</script></scriptTask>";
const PERSON: &str = "<userTask id=\"work\"/>";

fn program(work: &str) -> Program {
    let text = format!(
        "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\"><process id=\"straight\" isExecutable=\"true\">\
         <startEvent id=\"start\"/>{work}<exclusiveGateway id=\"large\" default=\"no\"/><endEvent id=\"yes_end\"/><endEvent id=\"no_end\"/>\
         <sequenceFlow id=\"a\" sourceRef=\"start\" targetRef=\"work\"/><sequenceFlow id=\"b\" sourceRef=\"work\" targetRef=\"large\"/>\
         <sequenceFlow id=\"yes\" sourceRef=\"large\" targetRef=\"yes_end\"><conditionExpression>result > 100</conditionExpression></sequenceFlow>\
         <sequenceFlow id=\"no\" sourceRef=\"large\" targetRef=\"no_end\"/></process></definitions>"
    );
    Program::compile(&Diagram::parse(&text).expect("a diagram")).expect("a program")
}

/// Processor time of this process so far, where the system tells it; else none.
fn processor() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/self/schedstat").ok()?;
    text.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}

fn measure(name: &str, cases: u64, run: impl Fn(u64)) {
    (0..cases / 10).for_each(&run);
    let mut rates = Vec::new();
    for _ in 0..3 {
        let (wall, before) = (Instant::now(), processor());
        (0..cases).for_each(&run);
        let wall = wall.elapsed();
        let spent = before.and_then(|before| processor()?.checked_sub(before)).unwrap_or(wall);
        rates.push((cases as f64 / spent.as_secs_f64(), cases as f64 / wall.as_secs_f64()));
    }
    rates.sort_by(|left, right| left.0.total_cmp(&right.0));
    println!(
        "{name}: {:.0} cases per core-second ({:.0} per second of the clock), median of 3",
        rates[1].0, rates[1].1
    );
}

fn main() {
    let cases = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(200_000);
    let straight = program(DOUBLE);
    measure("straight, in memory", cases, |number| {
        let mut case = Case::new();
        let variables = Named(vec![("n".into(), feel::Value::from(i64::try_from(number % 100).unwrap_or(0)))]);
        let start = Command::Start { process: None, at: None, variables };
        black_box(step(&straight, &mut case, &start, Time(0)).expect("it runs"));
        black_box(case);
    });
    let person = program(PERSON);
    measure("with a person, in memory", cases, |number| {
        let mut case = Case::new();
        let start = Command::Start { process: None, at: None, variables: Named::default() };
        black_box(step(&person, &mut case, &start, Time(0)).expect("it runs"));
        let job = case.jobs().next().expect("work").id;
        let variables = Named(vec![("result".into(), feel::Value::from(i64::try_from(number % 200).unwrap_or(0)))]);
        black_box(step(&person, &mut case, &Command::Complete { job, variables }, Time(1)).expect("it runs"));
        black_box(case);
    });
}
