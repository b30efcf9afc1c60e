//! Variables: who sees what, and where a value goes.
//!
//! A value goes to the nearest holder that has a variable of the name, else to the process. A called process sees nothing of its
//! caller. Absent: types; a value is what it is. Source: BPMN 2.0.2 §10.4.1 (visibility of data).

use std::sync::Arc;

use feel::Value;

use super::{Machine, Trouble};
use crate::event::Event;
use crate::limits::{MAX_NAME_CHARACTERS, MAX_VARIABLE_BYTES, MAX_VARIABLES};
use crate::state::{Cause, Id, ScopeKind};

/// Why a value cannot be kept, if it cannot.
pub(crate) fn refuse_value(name: &str, value: &Value) -> Result<(), String> {
    if name.chars().nth(MAX_NAME_CHARACTERS).is_some() {
        return Err(format!("the name of a variable has more than {MAX_NAME_CHARACTERS} characters"));
    }
    if crate::value::bytes_up_to(value, MAX_VARIABLE_BYTES) > MAX_VARIABLE_BYTES {
        return Err(format!(
            "the variable \"{name}\" has more than {MAX_VARIABLE_BYTES} bytes; keep it outside and store a reference"
        ));
    }
    Ok(())
}

impl Machine<'_> {
    /// Who may hold what is seen at a token (0: none) of a scope, the innermost first.
    pub fn holders(&self, scope: Id, token: Id) -> Vec<Id> {
        let mut holders = Vec::with_capacity(4);
        if token != 0 {
            holders.push(token);
        }
        let mut at = scope;
        while let Some(scope) = self.case.scopes.get(at) {
            holders.push(scope.id);
            if matches!(scope.kind, ScopeKind::Process | ScopeKind::Call) {
                break;
            }
            if self.case.tokens.get(scope.owner).is_some() {
                holders.push(scope.owner);
            }
            at = scope.parent;
        }
        holders
    }

    pub fn visible(&self, scope: Id, token: Id, name: &str) -> Option<Value> {
        self.holders(scope, token).into_iter().find_map(|holder| self.case.variables.get(holder, name).cloned())
    }

    /// Puts a value into the nearest holder that has the variable, else into the process.
    pub fn assign(&mut self, scope: Id, token: Id, name: &Arc<str>, value: Value) -> Result<(), Trouble> {
        let holders = self.holders(scope, token);
        let found = holders.iter().copied().find(|holder| self.case.variables.get(*holder, name).is_some());
        let Some(holder) = found.or(holders.last().copied()) else { return Ok(()) };
        self.put(holder, name, value)
    }

    pub fn assign_all(&mut self, scope: Id, token: Id, values: &[(Arc<str>, Value)]) -> Result<(), Trouble> {
        values.iter().try_for_each(|(name, value)| self.assign(scope, token, name, value.clone()))
    }

    /// Puts a value under a name that one holds.
    pub fn put(&mut self, holder: Id, name: &Arc<str>, value: Value) -> Result<(), Trouble> {
        refuse_value(name, &value).map_err(|sentence| Trouble::new(Cause::Limit, sentence))?;
        if matches!(value, Value::Function(_)) {
            let message = format!("the variable \"{name}\" would hold a function; call it in the expression");
            return Err(Trouble::new(Cause::Expression, message));
        }
        if self.case.variables.count(holder) >= MAX_VARIABLES && self.case.variables.get(holder, name).is_none() {
            let message = format!(
                "\"{name}\" would be more than {MAX_VARIABLES} variables in one place; put them into lists or contexts"
            );
            return Err(Trouble::new(Cause::Limit, message));
        }
        self.tell(Event::Set { holder, name: name.clone() });
        self.case.variables.put(holder, name.clone(), value);
        self.forget_context();
        Ok(())
    }

    /// Keeps the result of a round; their number is bounded by that of the rounds.
    pub fn put_result(&mut self, holder: Id, name: Arc<str>, value: Value) -> Result<(), Trouble> {
        refuse_value(&name, &value).map_err(|sentence| Trouble::new(Cause::Limit, sentence))?;
        self.case.variables.put(holder, name, value);
        Ok(())
    }

    /// Takes away all that one holds, and gives it back.
    pub fn take_all(&mut self, holder: Id) -> Vec<(Arc<str>, Value)> {
        match self.case.variables.clear(holder) {
            Some(gone) => {
                self.forget_context();
                gone.into_iter().collect()
            }
            None => Vec::new(),
        }
    }

    fn forget_context(&mut self) {
        self.context = None;
        self.changed = true;
    }
}
