//! Work that is done outside.
//!
//! Absent: who does it, and how often it is tried. Source: BPMN 2.0.2 §13.3.3.

use std::sync::Arc;

use feel::Value;

use super::{Machine, Trouble};
use crate::effect::{Act, Named, Offer};
use crate::event::Event;
use crate::program::{Node, Pauses, Text, Work};
use crate::state::{Id, Job, JobKind, TokenState};

impl Machine<'_> {
    /// Offers the work of a token.
    pub fn offer(&mut self, token: Id, node: &Node, work: &Work) -> Result<(), Trouble> {
        let Some(scope) = self.case.tokens.get(token).map(|token| token.scope) else { return Ok(()) };
        let mut text = |text: &Option<Text>| match text {
            Some(text) => self.text(text, scope, token),
            None => Ok(None),
        };
        let (assignee, due, follow_up) = (text(&work.assignee)?, text(&work.due)?, text(&work.follow_up)?);
        let (priority, form, tries) = (text(&work.priority)?, text(&work.form)?, text(&work.tries)?);
        let groups = self.names(work.groups.as_ref(), scope, token)?;
        let users = self.names(work.users.as_ref(), scope, token)?;
        let topic = self.named(&work.topic, scope, token)?;
        let offer = Offer {
            job: 0,
            kind: work.kind,
            element: node.id.clone(),
            name: node.name.clone(),
            topic,
            variables: self.told(scope, token, node),
            assignee,
            groups,
            users,
            due,
            calendar: work.calendar.clone(),
            follow_up,
            priority,
            form,
            tries: tries.and_then(|tries| tries.parse().ok()),
            pauses: work.pauses.clone(),
            headers: work.headers.clone(),
        };
        self.give(token, offer);
        Ok(())
    }

    /// Offers a case of a process that the host knows.
    pub fn offer_call(&mut self, token: Id, node: &Node, process: Arc<str>, variables: Named) {
        let offer = Offer {
            job: 0,
            kind: JobKind::Call,
            element: node.id.clone(),
            name: node.name.clone(),
            topic: process,
            variables,
            assignee: None,
            groups: Vec::new(),
            users: Vec::new(),
            due: None,
            calendar: None,
            follow_up: None,
            priority: None,
            form: None,
            tries: None,
            pauses: Pauses::default(),
            headers: Vec::new(),
        };
        self.give(token, offer);
    }

    fn give(&mut self, token: Id, mut offer: Offer) {
        let job = self.case.fresh();
        offer.job = job;
        let (element, kind, topic) = (offer.element.clone(), offer.kind, offer.topic.clone());
        self.case.jobs.insert(Job { id: job, token, element: element.clone(), kind, topic, failure: None });
        self.case.tokens.change(token, |token| token.state = TokenState::Waiting);
        self.tell(Event::JobOffered { job, element, kind });
        self.act(Act::Offer(Box::new(offer)));
    }

    /// Takes back what a token offered.
    pub fn withdraw(&mut self, token: Id) {
        let jobs: Vec<Id> = self.case.jobs.ids_of(token).collect();
        for job in jobs {
            self.case.jobs.remove(job);
            self.act(Act::Withdraw { job });
        }
    }

    /// What the one who does the work is told: what is mapped for it, else all that is visible.
    fn told(&mut self, scope: Id, token: Id, node: &Node) -> Named {
        let maps = node.activity.as_ref().is_some_and(|activity| !activity.inputs.is_empty());
        if maps {
            let own = self.case.variables.of(token);
            return Named(own.map(|(name, value)| (name.clone(), value.clone())).collect());
        }
        let context = self.context(scope, token);
        Named(context.iter().map(|(name, value)| (name.clone(), value.clone())).collect())
    }

    /// Names of people or groups: a list, or a text with commas.
    fn names(&mut self, text: Option<&Text>, scope: Id, token: Id) -> Result<Vec<Arc<str>>, Trouble> {
        let value = match text {
            None => return Ok(Vec::new()),
            Some(Text::Fixed(text)) => Value::String(text.clone()),
            Some(Text::Computed(expression)) => self.evaluate(expression, scope, token)?,
        };
        let texts: Vec<Arc<str>> = match &value {
            Value::List(values) => values.iter().filter_map(super::evaluate::plain).collect(),
            other => super::evaluate::plain(other).into_iter().collect(),
        };
        let names = texts.iter().flat_map(|text| text.split(',')).map(str::trim).filter(|name| !name.is_empty());
        Ok(names.map(Arc::from).collect())
    }
}
