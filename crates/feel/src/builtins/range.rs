//! Functions that say how points and ranges lie to each other.
//!
//! Absent: sets of ranges. Source: DMN 1.5 §10.3.4.9, table 81.

use std::cmp::Ordering;

use super::{Builtin, argument, builtin, fails, text, wanted};
use crate::ast::{Expr, Node};
use crate::evaluate::{Evaluated, Evaluator, Fault, equal, in_range, order};
use crate::names::Scope;
use crate::scope::Env;
use crate::value::{Range, Value};

const POINTS_OR_RANGES: &[&str] = &["point1,point2", "point,range", "range,point", "range1,range2"];

pub(super) const BUILTINS: &[Builtin] = &[
    builtin("range", &["from"], range),
    builtin("is", &["value1,value2"], is),
    builtin("before", POINTS_OR_RANGES, |_, arguments| before(&arguments[0], &arguments[1])),
    builtin("after", POINTS_OR_RANGES, |_, arguments| before(&arguments[1], &arguments[0])),
    builtin("meets", &["range1,range2"], |_, arguments| both(arguments, meets)),
    builtin("met by", &["range1,range2"], |_, arguments| both(arguments, |a, b| meets(b, a))),
    builtin("overlaps", &["range1,range2"], |_, arguments| both(arguments, overlaps)),
    builtin("overlaps before", &["range1,range2"], |_, arguments| both(arguments, overlaps_before)),
    builtin("overlaps after", &["range1,range2"], |_, arguments| both(arguments, overlaps_after)),
    builtin("finishes", &["point,range", "range1,range2"], |_, arguments| finishes(&arguments[0], &arguments[1])),
    builtin("finished by", &["range,point", "range1,range2"], |_, arguments| finishes(&arguments[1], &arguments[0])),
    builtin("includes", &["range,point", "range1,range2"], |_, arguments| includes(&arguments[0], &arguments[1])),
    builtin("during", &["point,range", "range1,range2"], |_, arguments| includes(&arguments[1], &arguments[0])),
    builtin("starts", &["point,range", "range1,range2"], |_, arguments| starts(&arguments[0], &arguments[1])),
    builtin("started by", &["range,point", "range1,range2"], |_, arguments| starts(&arguments[1], &arguments[0])),
    builtin("coincides", &["point1,point2", "range1,range2"], |_, arguments| match (&arguments[0], &arguments[1]) {
        (Value::Range(a), Value::Range(b)) => Ok((at_start(a, b)? == Ordering::Equal
            && at_end(a, b)? == Ordering::Equal
            && a.start_included == b.start_included
            && a.end_included == b.end_included)
            .into()),
        (a, b) => compared(a, b).map(|order| order.is_eq().into()),
    }),
];

/// A range from its text, whose bounds are constants.
fn range(evaluator: &mut Evaluator<'_>, arguments: &[Value]) -> Evaluated {
    let from = text(arguments, 0)?;
    let wrong = || fails("range", "the text is no range with constant bounds, like [1..10]");
    let expr = crate::parser::expression(from, &Scope::default()).map_err(|_| wrong())?;
    if let Node::Literal(range @ Value::Range(_)) = &expr.node {
        return Ok(range.clone());
    }
    let Node::Range(parts) = &expr.node else { return Err(wrong()) };
    let constant = |bound: &Option<Expr>| bound.as_ref().is_none_or(is_constant);
    if !constant(&parts.start) || !constant(&parts.end) || parts.start.is_none() && parts.end.is_none() {
        return Err(wrong());
    }
    let value = evaluator.eval(&expr, &Env::default())?;
    if matches!(value, Value::Range(_)) { Ok(value) } else { Err(wrong()) }
}

fn is_constant(expr: &Expr) -> bool {
    match &expr.node {
        Node::Literal(_) => true,
        Node::Negate(inner) => is_constant(inner),
        Node::Call(callee, arguments) => {
            matches!(callee.node, Node::Name { builtin: Some(_), .. }) && arguments.iter().all(is_constant)
        }
        _ => false,
    }
}

/// The same value in the same words: times of different zones are not.
fn is(_: &mut Evaluator<'_>, arguments: &[Value]) -> Evaluated {
    let same = match (argument(arguments, 0), argument(arguments, 1)) {
        (Value::Time(a), Value::Time(b)) => a == b,
        (Value::DateTime(a), Value::DateTime(b)) => a == b,
        (a, b) => a.kind() == b.kind() && equal(a, b) == Some(true),
    };
    Ok(same.into())
}

fn compared(a: &Value, b: &Value) -> Result<Ordering, Fault> {
    order(a, b).ok_or_else(|| wanted("something that can be compared with the other", a))
}

fn bound<'a>(bound: &'a Option<Value>, name: &str) -> Result<&'a Value, Fault> {
    bound.as_ref().ok_or_else(|| fails("ranges", format!("the range has no {name}")))
}

fn start(range: &Range) -> Result<&Value, Fault> {
    bound(&range.start, "start")
}

fn end(range: &Range) -> Result<&Value, Fault> {
    bound(&range.end, "end")
}

fn at_start(a: &Range, b: &Range) -> Result<Ordering, Fault> {
    compared(start(a)?, start(b)?)
}

fn at_end(a: &Range, b: &Range) -> Result<Ordering, Fault> {
    compared(end(a)?, end(b)?)
}

fn both(arguments: &[Value], holds: fn(&Range, &Range) -> Result<bool, Fault>) -> Evaluated {
    match (&arguments[0], &arguments[1]) {
        (Value::Range(a), Value::Range(b)) => Ok(holds(a, b)?.into()),
        (Value::Range(_), other) | (other, _) => Err(wanted("a range", other)),
    }
}

fn before(a: &Value, b: &Value) -> Evaluated {
    let holds = match (a, b) {
        (Value::Range(a), Value::Range(b)) => {
            let order = compared(end(a)?, start(b)?)?;
            order.is_lt() || order.is_eq() && !(a.end_included && b.start_included)
        }
        (Value::Range(range), point) => {
            let order = compared(end(range)?, point)?;
            order.is_lt() || order.is_eq() && !range.end_included
        }
        (point, Value::Range(range)) => {
            let order = compared(point, start(range)?)?;
            order.is_lt() || order.is_eq() && !range.start_included
        }
        (a, b) => compared(a, b)?.is_lt(),
    };
    Ok(holds.into())
}

fn meets(a: &Range, b: &Range) -> Result<bool, Fault> {
    Ok(a.end_included && b.start_included && compared(end(a)?, start(b)?)?.is_eq())
}

/// Whether `a` ends before `b` starts.
fn apart(a: &Range, b: &Range) -> Result<bool, Fault> {
    let order = compared(end(a)?, start(b)?)?;
    Ok(order.is_lt() || order.is_eq() && !(a.end_included && b.start_included))
}

fn overlaps(a: &Range, b: &Range) -> Result<bool, Fault> {
    Ok(!apart(a, b)? && !apart(b, a)?)
}

/// The start as it lies: an included bound comes before an excluded one.
fn starts_before(a: &Range, b: &Range) -> Result<Ordering, Fault> {
    Ok(at_start(a, b)?.then(b.start_included.cmp(&a.start_included)))
}

fn ends_before(a: &Range, b: &Range) -> Result<Ordering, Fault> {
    Ok(at_end(a, b)?.then(a.end_included.cmp(&b.end_included)))
}

fn overlaps_before(a: &Range, b: &Range) -> Result<bool, Fault> {
    Ok(overlaps(a, b)? && starts_before(a, b)?.is_lt() && ends_before(a, b)?.is_le())
}

fn overlaps_after(a: &Range, b: &Range) -> Result<bool, Fault> {
    Ok(overlaps(a, b)? && starts_before(a, b)?.is_ge() && ends_before(a, b)?.is_gt())
}

fn finishes(inner: &Value, range: &Value) -> Evaluated {
    let Value::Range(range) = range else { return Err(wanted("a range", range)) };
    let holds = match inner {
        Value::Range(inner) => {
            let start = at_start(inner, range)?;
            inner.end_included == range.end_included
                && at_end(inner, range)?.is_eq()
                && (start.is_gt() || start.is_eq() && (!inner.start_included || range.start_included))
        }
        point => range.end_included && compared(point, end(range)?)?.is_eq(),
    };
    Ok(holds.into())
}

fn starts(inner: &Value, range: &Value) -> Evaluated {
    let Value::Range(range) = range else { return Err(wanted("a range", range)) };
    let holds = match inner {
        Value::Range(inner) => {
            let end = at_end(inner, range)?;
            inner.start_included == range.start_included
                && at_start(inner, range)?.is_eq()
                && (end.is_lt() || end.is_eq() && (!inner.end_included || range.end_included))
        }
        point => range.start_included && compared(point, start(range)?)?.is_eq(),
    };
    Ok(holds.into())
}

fn includes(range: &Value, inner: &Value) -> Evaluated {
    let Value::Range(range) = range else { return Err(wanted("a range", range)) };
    let holds = match inner {
        Value::Range(inner) => starts_before(range, inner)?.is_le() && ends_before(range, inner)?.is_ge(),
        point => {
            in_range(range, point).ok_or_else(|| wanted("something that can be compared with the bounds", point))?
        }
    };
    Ok(holds.into())
}
