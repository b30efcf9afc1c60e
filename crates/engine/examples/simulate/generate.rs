//! Processes by chance: blocks within blocks, so that every one of them can end.
//!
//! Absent: arbitrary graphs, which may wait for ever by design. Names tell what an element is: `catch…` waits for an event, `work…` is a
//! job. Source: van der Aalst and others, *Workflow Patterns* (2003), for the kinds of blocks.

use std::fmt::Write as _;

/// Numbers that look random and are the same for the same seed (`SplitMix64`).
#[derive(Clone, Debug)]
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(1))
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end.max(1) as u64).expect("below a usize")
    }

    pub fn one_in(&mut self, many: usize) -> bool {
        self.below(many) == 0
    }
}

/// A process under construction.
struct Draft<'a> {
    chance: &'a mut Chance,
    text: String,
    number: usize,
    /// Elements that may still be made.
    budget: usize,
}

/// The first and the last element of a block.
type Block = (String, String);

/// A BPMN file with a process `main` and a process `called`.
pub fn diagram(chance: &mut Chance) -> String {
    let budget = 10 + chance.below(60);
    let mut draft = Draft { chance, text: String::new(), number: 0, budget };
    let main = draft.whole(0);
    draft.budget = 4;
    let called = draft.whole(4);
    format!(
        "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\"><process id=\"main\" isExecutable=\"true\">{main}</process>\
         <process id=\"called\" isExecutable=\"true\">{called}</process><message id=\"m\" name=\"ping\"/><signal id=\"g\" name=\"stop\"/>\
         <error id=\"e\" errorCode=\"BROKEN\"/><escalation id=\"l\" escalationCode=\"LATE\"/></definitions>"
    )
}

impl Draft<'_> {
    fn id(&mut self, kind: &str) -> String {
        self.number += 1;
        format!("{kind}{}", self.number)
    }

    fn put(&mut self, element: &str) {
        self.text.push_str(element);
    }

    fn flow(&mut self, from: &str, to: &str, condition: Option<&str>) -> String {
        let id = self.id("flow");
        let condition =
            condition.map(|text| format!("<conditionExpression>{text}</conditionExpression>")).unwrap_or_default();
        let _ = write!(
            self.text,
            "<sequenceFlow id=\"{id}\" sourceRef=\"{from}\" targetRef=\"{to}\">{condition}</sequenceFlow>"
        );
        id
    }

    /// The content of a process or sub-process, apart from what is around it.
    fn whole(&mut self, depth: usize) -> String {
        let around = std::mem::take(&mut self.text);
        let (start, end) = (self.id("start"), self.id("end"));
        self.put(&format!("<startEvent id=\"{start}\"/><endEvent id=\"{end}\"/>"));
        let (first, last) = self.block(depth);
        self.flow(&start, &first, None);
        self.flow(&last, &end, None);
        std::mem::replace(&mut self.text, around)
    }

    fn block(&mut self, depth: usize) -> Block {
        self.budget = self.budget.saturating_sub(1);
        if depth > 8 || self.budget == 0 {
            return self.task();
        }
        let kind = if depth < 3 && self.chance.one_in(2) { self.chance.below(6) } else { self.chance.below(16) };
        match kind {
            0..=2 => self.sequence(depth),
            3 => self.split("exclusiveGateway", depth),
            4 => self.split("parallelGateway", depth),
            5 => self.split("inclusiveGateway", depth),
            6 => self.round_trip(depth),
            7 | 8 => self.sub_process(depth),
            9 => self.many(),
            10 => self.event(),
            11 => self.first_event(depth),
            12 => self.undoable(),
            13 if depth < 4 => self.simple("<callActivity id=\"ID\" calledElement=\"called\"/>", "call"),
            14 => self.guarded(depth),
            _ => self.task(),
        }
    }

    fn simple(&mut self, element: &str, kind: &str) -> Block {
        let id = self.id(kind);
        self.put(&element.replace("ID", &id));
        (id.clone(), id)
    }

    fn task(&mut self) -> Block {
        match self.chance.below(5) {
            0 => self.simple("<task id=\"ID\"/>", "pass"),
            1 => self.simple("<scriptTask id=\"ID\"><script>{v: v + 1}</script></scriptTask>", "script"),
            2 => self.simple("<userTask id=\"ID\"/>", "work"),
            _ => self.simple("<serviceTask id=\"ID\"/>", "work"),
        }
    }

    fn sequence(&mut self, depth: usize) -> Block {
        let (first, middle) = self.block(depth + 1);
        let (next, last) = self.block(depth + 1);
        self.flow(&middle, &next, None);
        (first, last)
    }

    fn split(&mut self, gateway: &str, depth: usize) -> Block {
        let (split, join) = (self.id("split"), self.id("join"));
        let ways = 2 + self.chance.below(2);
        let conditional = gateway != "parallelGateway";
        let mut default = String::new();
        for way in 0..ways {
            let (first, last) = self.block(depth + 1);
            let condition = format!("v &lt; {}", 3 + way * 3);
            let last_way = way + 1 == ways;
            let flow = self.flow(&split, &first, (conditional && !last_way).then_some(&*condition));
            if conditional && last_way {
                default = format!(" default=\"{flow}\"");
            }
            self.flow(&last, &join, None);
        }
        self.put(&format!("<{gateway} id=\"{split}\"{default}/><{gateway} id=\"{join}\"/>"));
        (split, join)
    }

    /// A loop drawn with gateways, gone through twice.
    fn round_trip(&mut self, depth: usize) -> Block {
        let (merge, count, again) = (self.id("merge"), self.id("script"), self.id("again"));
        let counter = format!("c{}", self.number);
        self.put(&format!(
            "<exclusiveGateway id=\"{merge}\"/><scriptTask id=\"{count}\"><script>{{{counter}: (if {counter} = null then 0 else {counter}) + 1}}</script></scriptTask>"
        ));
        let (first, last) = self.block(depth + 1);
        self.flow(&merge, &first, None);
        self.flow(&last, &count, None);
        self.flow(&count, &again, None);
        self.flow(&again, &merge, Some(&format!("{counter} &lt; 2")));
        let exit = self.id("pass");
        let default = self.flow(&again, &exit, None);
        self.put(&format!("<exclusiveGateway id=\"{again}\" default=\"{default}\"/><task id=\"{exit}\"/>"));
        (merge, exit)
    }

    fn sub_process(&mut self, depth: usize) -> Block {
        let id = self.id("sub");
        let mut inner = self.whole(depth + 1);
        if self.chance.one_in(3) {
            let (sub, start, task) = (self.id("esp"), self.id("begin"), self.id("work"));
            let interrupting = self.chance.one_in(2);
            let trigger = self.trigger();
            let _ = write!(
                inner,
                "<subProcess id=\"{sub}\" triggeredByEvent=\"true\"><startEvent id=\"{start}\" isInterrupting=\"{interrupting}\">{trigger}</startEvent>\
                 <serviceTask id=\"{task}\"/><sequenceFlow id=\"{sub}f\" sourceRef=\"{start}\" targetRef=\"{task}\"/></subProcess>"
            );
        }
        let repeats = match self.chance.below(5) {
            0 => {
                "<multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>"
            }
            1 => {
                "<multiInstanceLoopCharacteristics isSequential=\"true\"><loopCardinality>3</loopCardinality>\
                 <completionCondition>numberOfCompletedInstances >= 2</completionCondition></multiInstanceLoopCharacteristics>"
            }
            _ => "",
        };
        self.put(&format!("<subProcess id=\"{id}\">{repeats}{inner}</subProcess>"));
        self.border(&id, depth)
    }

    /// What one waits for; a cycle ends after two times.
    fn trigger(&mut self) -> &'static str {
        const TRIGGERS: [&str; 4] = [
            "<messageEventDefinition messageRef=\"m\"/>",
            "<signalEventDefinition signalRef=\"g\"/>",
            "<timerEventDefinition><timeDuration>PT30M</timeDuration></timerEventDefinition>",
            "<timerEventDefinition><timeCycle>R2/PT10M</timeCycle></timerEventDefinition>",
        ];
        TRIGGERS[self.chance.below(TRIGGERS.len())]
    }

    /// An event on the border of an activity, sometimes.
    fn border(&mut self, host: &str, depth: usize) -> Block {
        let plain = (host.to_owned(), host.to_owned());
        if self.chance.one_in(2) {
            return plain;
        }
        let event = self.id("border");
        let trigger = match self.chance.below(3) {
            0 => "<errorEventDefinition errorRef=\"e\"/>",
            1 => "<escalationEventDefinition escalationRef=\"l\"/>",
            _ => self.trigger(),
        };
        let interrupting = trigger.starts_with("<error") || self.chance.one_in(2);
        self.put(&format!("<boundaryEvent id=\"{event}\" attachedToRef=\"{host}\" cancelActivity=\"{interrupting}\">{trigger}</boundaryEvent>"));
        // What may begin several times at once must not meet itself at a gateway that joins.
        let (first, last) = if interrupting { self.block(depth + 2) } else { self.task() };
        self.flow(&event, &first, None);
        if !interrupting {
            return plain;
        }
        let merge = self.id("merge");
        self.put(&format!("<exclusiveGateway id=\"{merge}\"/>"));
        self.flow(host, &merge, None);
        self.flow(&last, &merge, None);
        (host.to_owned(), merge)
    }

    /// A task with an event on its border.
    fn guarded(&mut self, depth: usize) -> Block {
        let (host, _) = self.simple("<serviceTask id=\"ID\"/>", "work");
        self.border(&host, depth)
    }

    fn many(&mut self) -> Block {
        let sequential = self.chance.one_in(2);
        let loops = match self.chance.below(3) {
            0 => "<standardLoopCharacteristics loopMaximum=\"3\"><loopCondition>v &lt; 9</loopCondition></standardLoopCharacteristics>".to_owned(),
            _ => format!(
                "<multiInstanceLoopCharacteristics isSequential=\"{sequential}\"><loopCardinality>3</loopCardinality></multiInstanceLoopCharacteristics>"
            ),
        };
        self.simple(&format!("<serviceTask id=\"ID\">{loops}</serviceTask>"), "work")
    }

    fn event(&mut self) -> Block {
        let trigger = self.trigger();
        self.simple(&format!("<intermediateCatchEvent id=\"ID\">{trigger}</intermediateCatchEvent>"), "catch")
    }

    fn first_event(&mut self, depth: usize) -> Block {
        let (gateway, merge) = (self.id("first"), self.id("merge"));
        self.put(&format!("<eventBasedGateway id=\"{gateway}\"/><exclusiveGateway id=\"{merge}\"/>"));
        for _ in 0..2 {
            let (event, _) = self.event();
            self.flow(&gateway, &event, None);
            let (first, last) = self.block(depth + 1);
            self.flow(&event, &first, None);
            self.flow(&last, &merge, None);
        }
        (gateway, merge)
    }

    /// A sub-process whose work is undone at its end.
    fn undoable(&mut self) -> Block {
        let (sub, start, work) = (self.id("sub"), self.id("start"), self.id("work"));
        let (undo, undoes, end) = (self.id("undo"), self.id("work"), self.id("end"));
        self.put(&format!(
            "<subProcess id=\"{sub}\"><startEvent id=\"{start}\"/><serviceTask id=\"{work}\"/><endEvent id=\"{end}\"><compensateEventDefinition/></endEvent>\
             <boundaryEvent id=\"{undo}\" attachedToRef=\"{work}\"><compensateEventDefinition/></boundaryEvent>\
             <serviceTask id=\"{undoes}\" isForCompensation=\"true\"/><association id=\"{undo}a\" sourceRef=\"{undo}\" targetRef=\"{undoes}\"/>\
             <sequenceFlow id=\"{sub}f\" sourceRef=\"{start}\" targetRef=\"{work}\"/><sequenceFlow id=\"{sub}g\" sourceRef=\"{work}\" targetRef=\"{end}\"/></subProcess>"
        ));
        (sub.clone(), sub)
    }
}
