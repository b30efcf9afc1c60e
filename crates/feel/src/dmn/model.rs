//! A model with everything compiled: what is given, what is decided, what is known.
//!
//! Absent: pictures, and knowledge sources, which only document. Source: DMN 1.5 §6.3, §7.3.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use crate::ast::{Expr, Parameter};
use crate::evaluate::Place;
use crate::parser::SyntaxError;
use crate::types::Type;

/// What a requirement points at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Target {
    Input(usize),
    Decision(usize),
    Knowledge(usize),
    Service(usize),
}

/// Something that must be known first, under its name or that of the import it comes by.
#[derive(Clone, Debug)]
pub(crate) struct Requirement {
    pub import: Option<Arc<str>>,
    pub name: Arc<str>,
    pub target: Target,
}

/// A value that the caller gives.
#[derive(Debug)]
pub struct Input {
    pub name: String,
    pub(crate) kind: Type,
    /// The name under which the main model imports it, for inputs of other models.
    pub(crate) import: Option<Arc<str>>,
}

impl Input {
    /// The name of its type.
    #[must_use]
    pub fn kind(&self) -> String {
        self.kind.to_string()
    }

    /// Its type, without the names that the model gives to types.
    #[must_use]
    pub fn plain_kind(&self) -> &Type {
        self.kind.plain()
    }

    /// Whether the model itself asks for it, not one that it imports.
    #[must_use]
    pub fn is_own(&self) -> bool {
        self.import.is_none()
    }
}

impl Decision {
    /// The type of its result, without the names that the model gives to types.
    #[must_use]
    pub fn plain_kind(&self) -> &Type {
        self.kind.plain()
    }
}

/// A decision of the model.
#[derive(Debug)]
pub struct Decision {
    pub id: String,
    pub name: String,
    /// Of the main model, not of an imported one.
    pub own: bool,
    pub(crate) variable: Arc<str>,
    pub(crate) kind: Type,
    pub(crate) requires: Vec<Requirement>,
    pub(crate) logic: Option<Expr>,
    pub(crate) place: Arc<Place>,
}

/// A business knowledge model: a function.
#[derive(Debug)]
pub(crate) struct Knowledge {
    pub name: String,
    pub own: bool,
    pub parameters: Vec<Parameter>,
    pub kind: Type,
    pub requires: Vec<Requirement>,
    pub body: Option<Expr>,
    pub place: Arc<Place>,
}

/// A decision service: decisions offered as a function.
#[derive(Debug)]
pub(crate) struct Service {
    pub name: String,
    pub own: bool,
    pub kind: Type,
    pub inputs: Vec<usize>,
    pub input_decisions: Vec<usize>,
    pub outputs: Vec<usize>,
}

/// Something in a model that cannot work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    pub place: Place,
    /// Where in the expression, when it is one that cannot be read.
    pub syntax: Option<SyntaxError>,
    pub message: String,
}

impl std::fmt::Display for Flaw {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}

/// A decision model, compiled.
#[derive(Debug, Default)]
pub struct Model {
    pub name: String,
    pub(crate) inputs: Vec<Input>,
    pub(crate) decisions: Vec<Decision>,
    pub(crate) knowledge: Vec<Knowledge>,
    pub(crate) services: Vec<Service>,
    pub(crate) by_id: HashMap<(String, String), Target>,
    pub(crate) flaws: Vec<Flaw>,
}

impl Model {
    /// Everything that cannot work: expressions that cannot be read, types and requirements that do not exist.
    #[must_use]
    pub fn flaws(&self) -> &[Flaw] {
        &self.flaws
    }

    /// What the caller may give.
    #[must_use]
    pub fn inputs(&self) -> &[Input] {
        &self.inputs
    }

    #[must_use]
    pub fn decisions(&self) -> &[Decision] {
        &self.decisions
    }

    /// Names of the decision services.
    pub fn services(&self) -> impl Iterator<Item = &str> {
        self.services.iter().filter(|service| service.own).map(|service| service.name.as_str())
    }

    /// A decision by its name or id, that of the main model first.
    #[must_use]
    pub fn decision(&self, name: &str) -> Option<usize> {
        let named = |decision: &Decision| decision.name == name || decision.id == name;
        let own = self.decisions.iter().position(|decision| decision.own && named(decision));
        own.or_else(|| self.decisions.iter().position(named))
    }

    /// The decision for whose sake the model is there: its own that no other of its own requires, or else its first.
    #[must_use]
    pub fn top(&self) -> Option<usize> {
        let requires = |one: &Decision, index: usize| {
            one.requires.iter().any(|requirement| requirement.target == Target::Decision(index))
        };
        let own = || self.decisions.iter().enumerate().filter(|(_, one)| one.own).map(|(index, _)| index);
        let is_top = |index: &usize| !self.decisions.iter().any(|one| requires(one, *index));
        own().find(is_top).or_else(|| own().next())
    }

    /// Places of the inputs that a decision needs, itself or through what it requires, in the order of the model.
    #[must_use]
    pub fn needs(&self, decision: usize) -> Vec<usize> {
        let (mut open, mut seen, mut found) = (vec![Target::Decision(decision)], HashSet::new(), BTreeSet::new());
        while let Some(target) = open.pop() {
            if !seen.insert(target) {
                continue;
            }
            let all = |requires: &[Requirement]| requires.iter().map(|one| one.target).collect::<Vec<_>>();
            match target {
                Target::Input(index) => drop(found.insert(index)),
                Target::Decision(index) => {
                    open.extend(self.decisions.get(index).map(|one| all(&one.requires)).unwrap_or_default());
                }
                Target::Knowledge(index) => {
                    open.extend(self.knowledge.get(index).map(|one| all(&one.requires)).unwrap_or_default());
                }
                Target::Service(_) => {}
            }
        }
        found.into_iter().collect()
    }

    pub(crate) fn service_named(&self, name: &str) -> Option<usize> {
        self.services.iter().position(|service| service.name == name)
    }

    pub(crate) fn knowledge_named(&self, name: &str) -> Option<usize> {
        self.knowledge.iter().position(|knowledge| knowledge.own && knowledge.name == name)
    }

    /// Parameters and result of a business knowledge model.
    pub(crate) fn knowledge(&self, index: usize) -> Option<(&Vec<Parameter>, Type)> {
        self.knowledge.get(index).map(|knowledge| (&knowledge.parameters, knowledge.kind.clone()))
    }
}
