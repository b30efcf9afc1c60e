//! What one command and one case may cost; beyond it stands an incident, never a hang.
//!
//! Absent: wall-clock time, so that the same case always ends the same way. Source: none.

use feel::Limits;

/// Element steps of one command; a loop that never waits ends here.
pub const MAX_STEPS_PER_COMMAND: u32 = 100_000;
/// Evaluation steps (of about a tenth of a microsecond) that all expressions of one command may use together.
pub const MAX_EVALUATION_STEPS_PER_COMMAND: u64 = 30_000_000;
/// What one expression may use.
pub const EXPRESSION: Limits = Limits { steps: 1_000_000, depth: 400, bytes: 64 * 1024 * 1024 };
/// Tokens of one case at the same time.
pub const MAX_TOKENS: usize = 20_000;
/// Scopes inside one another: sub-processes, loops and calls.
pub const MAX_DEPTH: usize = 50;
/// Bytes of one variable, counted as if written as JSON.
pub const MAX_VARIABLE_BYTES: usize = 1024 * 1024;
/// Variables of one scope.
pub const MAX_VARIABLES: usize = 1_000;
/// Characters of the name of a variable, message, signal, error or escalation.
pub const MAX_NAME_CHARACTERS: usize = 500;
/// Ids of received messages that a case remembers, so that a message that comes twice counts once.
pub const MAX_RECEIVED: usize = 1_000;
/// The longest time a timer may wait, in days: a thousand years.
pub const MAX_TIMER_DAYS: i64 = 365_250;
/// Missed times of a cycle that fire each on its own, at most; what was missed before them falls away.
pub const MAX_CATCH_UP: u32 = 1_000;
/// Pauses between the tries of a job that a diagram may state.
pub const MAX_PAUSES: usize = 20;
/// The longest pause between two tries, in days.
pub const MAX_PAUSE_DAYS: i64 = 30;
/// The largest number of tokens an activity may wait for or give (`startQuantity`, `completionQuantity`).
pub const MAX_QUANTITY: u32 = 1_000;
