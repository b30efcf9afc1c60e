//! Item definitions: the types that a model defines.
//!
//! Absent: types that contain themselves; inside itself such a type is any. Source: DMN 1.5 §7.3.2, §7.3.3.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::model::Flaw;
use super::xml::{Xml, child, children, text_in, type_ref};
use crate::ast::Tests;
use crate::evaluate::Place;
use crate::names::{Scope, normal};
use crate::parser::{tests, type_named};
use crate::types::{Item, Type};

/// Types of one model file while they are resolved.
pub(super) struct Items<'a> {
    definitions: BTreeMap<String, Xml<'a>>,
    done: BTreeMap<String, Type>,
    open: BTreeSet<String>,
    entries: Scope,
    pub flaws: Vec<Flaw>,
}

/// The name of a type without the prefix that DMN 1.1 and some tools put before it.
fn without_prefix(name: &str) -> &str {
    match name.rsplit_once([':', '}']) {
        Some((_, local)) => local,
        None => name.strip_prefix("feel.").unwrap_or(name),
    }
}

impl<'a> Items<'a> {
    /// All types of a file; those of imports are known by their prefixed names.
    pub fn resolve(
        root: Xml<'a>,
        imported: BTreeMap<String, Type>,
        scope: &Scope,
    ) -> (BTreeMap<String, Type>, Vec<Flaw>) {
        let definitions = children(root, "itemDefinition")
            .filter_map(|item| Some((item.attribute("name")?.to_owned(), item)))
            .collect::<BTreeMap<_, _>>();
        let names: Vec<String> = definitions.keys().cloned().collect();
        let (open, flaws) = (BTreeSet::new(), Vec::new());
        let mut items = Self { definitions, done: imported, open, entries: scope.clone(), flaws };
        for name in names {
            items.named(&name, &name);
        }
        (items.done, items.flaws)
    }

    fn flaw(&mut self, owner: &str, message: String) {
        let place = Place { element: owner.to_owned(), part: Some("type".to_owned()), ..Place::default() };
        self.flaws.push(Flaw { place, syntax: None, message });
    }

    fn named(&mut self, name: &str, owner: &str) -> Type {
        if let Some(done) = self.done.get(name) {
            return done.clone();
        }
        if let Some(definition) = self.definitions.get(name).copied() {
            if !self.open.insert(name.to_owned()) {
                return Type::Any;
            }
            let kind = self.definition(definition, name);
            self.open.remove(name);
            self.done.insert(name.to_owned(), kind.clone());
            return kind;
        }
        let local = without_prefix(name);
        if local != name && (self.done.contains_key(local) || self.definitions.contains_key(local)) {
            return self.named(local, owner);
        }
        if let Some(kind) = Type::named(local) {
            return kind;
        }
        match type_named(name, &Arc::new(self.done.clone())) {
            Ok(kind) => kind,
            Err(_) => {
                self.flaw(owner, format!("there is no type \"{name}\""));
                Type::Any
            }
        }
    }

    fn definition(&mut self, definition: Xml<'a>, name: &str) -> Type {
        let components: Vec<Xml<'a>> = children(definition, "itemComponent").collect();
        let base = if let Some(function) = child(definition, "functionItem") {
            self.function(function, name)
        } else if components.is_empty() {
            type_ref(definition).map_or(Type::Any, |base| self.named(&base, name))
        } else {
            let entries = components.into_iter().map(|component| {
                let entry = component.attribute("name").unwrap_or_default();
                (normal(entry), self.definition(component, name))
            });
            Type::Context(Arc::new(entries.collect()))
        };
        let allowed = self.tests(definition, "allowedValues", name);
        let constraint = self.tests(definition, "typeConstraint", name);
        let is_list = definition.attribute("isCollection") == Some("true");
        let base = if is_list { Type::List(Arc::new(base)) } else { base };
        Type::Item(Arc::new(Item { name: name.to_owned(), base, allowed, constraint }))
    }

    fn function(&mut self, function: Xml<'a>, name: &str) -> Type {
        let parameters = children(function, "parameters")
            .map(|each| type_ref(each).map_or(Type::Any, |kind| self.named(&kind, name)));
        let parameters = parameters.collect();
        let result = function.attribute("outputTypeRef").map_or(Type::Any, |kind| self.named(kind, name));
        Type::Function(Arc::new((parameters, result)))
    }

    fn tests(&mut self, definition: Xml<'a>, element: &'static str, name: &str) -> Option<Tests> {
        let text = text_in(child(definition, element)?)?;
        match tests(&text, &self.entries) {
            Ok(tests) => Some(tests),
            Err(error) => {
                self.flaw(name, format!("the allowed values cannot be read: {error}"));
                None
            }
        }
    }
}

/// The type that a name stands for in a model; any, with a flaw, where there is none.
pub(super) fn kind_of(name: &str, types: &Arc<BTreeMap<String, Type>>) -> Option<Type> {
    let local = without_prefix(name);
    let found = types.get(name).or_else(|| types.get(local)).cloned().or_else(|| Type::named(local));
    found.or_else(|| type_named(name, types).ok())
}
