//! Where the decisions stand: one text among the settings.

use db::Tx;

use crate::definition::RuleSet;
use crate::failure::Failure;
use crate::settings;

/// The name of the setting.
const NAME: &str = "lint_rules";

/// The decisions of the office, to apply.
///
/// # Errors
/// The database's, or a text that was kept and cannot be read any more.
pub fn in_use(tx: &mut Tx) -> Result<RuleSet, Failure> {
    match settings::get(tx, NAME)? {
        None => Ok(RuleSet::default()),
        Some(text) => RuleSet::read_kept(&text).map_err(|error| Failure::broken(format!("the kept rules: {error}"))),
    }
}

/// Keeps the decisions.
///
/// # Errors
/// The database's.
pub fn keep(tx: &mut Tx, rules: &RuleSet) -> Result<(), Failure> {
    Ok(settings::put(tx, NAME, &rules.write())?)
}
