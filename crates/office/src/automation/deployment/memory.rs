//! Deployments that were made ready to run: compiled once, remembered by their id.
//!
//! A deployment never changes, so that what is remembered cannot grow old; the memory is bounded and what was not used longest goes
//! first. Absent: anything that only stands here.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use db::Tx;
use engine::Program;

use super::super::model::Deployment;
use super::store;
use crate::definition::Definition;
use crate::definition::decision::compiled;
use crate::failure::Failure;
use crate::process;

/// Deployments remembered.
const REMEMBERED: usize = 64;

static MEMORY: LazyLock<Mutex<Memory>> = LazyLock::new(Mutex::default);

/// A deployment ready to run, with the definition it came from.
#[derive(Debug)]
pub struct Loaded {
    pub deployment: Deployment,
    pub program: Program,
    pub definition: Arc<Definition>,
    /// The keys of the calendars that it names.
    pub calendars: Vec<String>,
}

#[derive(Default)]
struct Memory {
    held: HashMap<String, (u64, Arc<Loaded>)>,
    uses: u64,
}

/// A deployment ready to run.
///
/// # Errors
/// When there is none, or when this version of Mandate does not run what an earlier one deployed.
pub fn loaded(tx: &mut Tx, id: &str) -> Result<Arc<Loaded>, Failure> {
    if let Some(found) = MEMORY.lock().unwrap_or_else(PoisonError::into_inner).used(id) {
        return Ok(found);
    }
    let deployment = store::by_id(tx, id)?;
    let diagram = bpmn::Diagram::parse(&deployment.plan.text)
        .map_err(|error| Failure::broken(format!("the deployed diagram cannot be read: {}", error.problem)))?;
    let definition = process::store::shared_definition(tx, &deployment.version_id)?;
    let program = Program::compile_with(&diagram, &compiled(&definition)).map_err(|refusals| {
        let why: Vec<String> = refusals.iter().map(ToString::to_string).collect();
        Failure::broken(format!("the deployed diagram does not run: {}", why.join("; ")))
    })?;
    let calendars = program.calendars().into_iter().map(str::to_owned).collect();
    let loaded = Arc::new(Loaded { deployment, program, definition, calendars });
    MEMORY.lock().unwrap_or_else(PoisonError::into_inner).keep(id, &loaded);
    Ok(loaded)
}

impl Memory {
    fn used(&mut self, id: &str) -> Option<Arc<Loaded>> {
        self.uses += 1;
        let (last, found) = self.held.get_mut(id)?;
        *last = self.uses;
        Some(Arc::clone(found))
    }

    fn keep(&mut self, id: &str, loaded: &Arc<Loaded>) {
        self.held.insert(id.to_owned(), (self.uses, Arc::clone(loaded)));
        if self.held.len() > REMEMBERED
            && let Some(oldest) = self.held.iter().min_by_key(|(_, (last, _))| *last).map(|(id, _)| id.clone())
        {
            self.held.remove(&oldest);
        }
    }
}
