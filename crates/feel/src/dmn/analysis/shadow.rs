//! Rules of a table that answers with its first rule which can never be that one, because rules before it match all that they match.
//!
//! Absent: rules before it that compute with their input; nobody can tell what they match. Source: DMN 1.5 §8.2.10 (hit policy First).

use super::part::Column;

/// Regions looked at for all rules of one table.
pub(super) const MAX_REGIONS: usize = 100_000;

/// Whether rules before a rule match everything that it matches; false where the budget of regions does not reach.
pub(super) fn is_shadowed(columns: &[Column], rule: usize, regions: &mut usize) -> bool {
    let before: Vec<usize> = (0..rule).collect();
    is_covered(columns, rule, &before, regions)
}

fn is_covered(columns: &[Column], rule: usize, before: &[usize], regions: &mut usize) -> bool {
    if before.is_empty() || *regions == 0 {
        return false;
    }
    *regions -= 1;
    let Some((column, rest)) = columns.split_first() else { return true };
    let mut parts = column.parts().filter(|part| column.unclear(rule) || column.matched(*part, rule));
    parts.all(|part| {
        let sure = |one: &usize| !column.unclear(*one) && column.matched(part, *one);
        let left: Vec<usize> = before.iter().copied().filter(sure).collect();
        is_covered(rest, rule, &left, regions)
    })
}
