//! Functions that measure, change and order lists.
//!
//! Absent: changing a list in place. Source: DMN 1.5 §10.3.4.4, §10.3.4.7, tables 76 and 78.

use super::{Builtin, builtin, defined, elements, fails, list_at, wanted, whole_at};
use crate::evaluate::{Evaluated, Evaluator, Fault, Problem, order, problem};
use crate::number::Number;
use crate::value::{List, Value};

pub(super) const BUILTINS: &[Builtin] = &[
    builtin("count", &["list"], |_, arguments| Ok(list_at(arguments, 0)?.len().into())),
    builtin("min", &["list", "list,more*"], |evaluator, arguments| extreme(evaluator, arguments, true)),
    builtin("max", &["list", "list,more*"], |evaluator, arguments| extreme(evaluator, arguments, false)),
    builtin("sum", &["list", "list,more*"], sum),
    builtin("mean", &["list", "list,more*"], mean),
    builtin("median", &["list", "list,more*"], median),
    builtin("stddev", &["list", "list,more*"], deviation),
    builtin("product", &["list", "list,more*"], product),
    builtin("mode", &["list", "list,more*"], mode),
    builtin("all", &["list", "list,more*"], |_, arguments| truth(arguments, false)),
    builtin("and", &["list", "list,more*"], |_, arguments| truth(arguments, false)),
    builtin("any", &["list", "list,more*"], |_, arguments| truth(arguments, true)),
    builtin("or", &["list", "list,more*"], |_, arguments| truth(arguments, true)),
    builtin("sublist", &["list,start position,length?"], sublist),
    builtin("append", &["list,item,more*"], append),
    builtin("concatenate", &["list", "list,more*"], concatenate),
    builtin("insert before", &["list,position,newItem"], insert_before),
    builtin("remove", &["list,position"], remove),
    builtin("list replace", &["list,position,newItem", "list,match,newItem"], list_replace),
    builtin("reverse", &["list"], |_, arguments| {
        Ok(Value::list(list_at(arguments, 0)?.iter().rev().cloned().collect()))
    }),
    builtin("flatten", &["list"], |evaluator, arguments| {
        let list = list_at(arguments, 0)?;
        evaluator.meter.step(Value::List(list.clone()).size().parts)?;
        let mut flat = Vec::new();
        flatten(&list, &mut flat);
        Ok(Value::list(flat))
    }),
    builtin("sort", &["list,precedes?"], |evaluator, arguments| {
        Ok(Value::list(evaluator.sorted(&list_at(arguments, 0)?, arguments.get(1))?))
    }),
];

fn extreme(evaluator: &mut Evaluator<'_>, arguments: &[Value], least: bool) -> Evaluated {
    let list = elements(arguments)?;
    evaluator.meter.step(list.len() as u64)?;
    let Some(first) = list.first() else { return Ok(Value::Null) };
    let mut best = first;
    if order(best, best).is_none() {
        return Err(wanted("values that have an order", best));
    }
    for value in &list[1..] {
        let order = order(value, best).ok_or_else(|| problem(Problem::Kinds("an order", best.kind(), value.kind())))?;
        if if least { order.is_lt() } else { order.is_gt() } {
            best = value;
        }
    }
    Ok(best.clone())
}

fn numbers(evaluator: &mut Evaluator<'_>, arguments: &[Value]) -> Result<Vec<Number>, Fault> {
    let list = elements(arguments)?;
    evaluator.meter.step(list.len() as u64)?;
    let number = |value: &Value| match value {
        Value::Number(number) => Ok(*number),
        other => Err(wanted("numbers", other)),
    };
    list.iter().map(number).collect()
}

fn total(function: &'static str, numbers: &[Number]) -> Result<Number, Fault> {
    let sum = numbers.iter().try_fold(Number::ZERO, |sum, number| sum.plus(*number));
    sum.ok_or_else(|| problem(Problem::Undefined(function)))
}

fn sum(evaluator: &mut Evaluator<'_>, arguments: &[Value]) -> Evaluated {
    if let Ok(list) = elements(arguments)
        && matches!(list.first(), Some(Value::Days(_) | Value::Months(_)))
    {
        return durations(&list);
    }
    let numbers = numbers(evaluator, arguments)?;
    if numbers.is_empty() { Ok(Value::Null) } else { total("sum", &numbers).map(Value::Number) }
}

fn durations(list: &List) -> Evaluated {
    let mut sum = list[0].clone();
    for value in &list[1..] {
        sum = match (&sum, value) {
            (Value::Days(sum), Value::Days(days)) => defined("sum", sum.plus(*days).map(Value::Days))?,
            (Value::Months(sum), Value::Months(months)) => {
                let months = sum.months().checked_add(months.months());
                defined("sum", months.map(|months| Value::Months(crate::temporal::MonthsDuration::new(months))))?
            }
            (_, other) => return Err(wanted("durations of one kind", other)),
        };
    }
    Ok(sum)
}

fn average(function: &'static str, numbers: &[Number]) -> Result<Number, Fault> {
    let average = total(function, numbers)?.over(Number::from(numbers.len()));
    average.ok_or_else(|| problem(Problem::Undefined(function)))
}

fn mean(evaluator: &mut Evaluator<'_>, arguments: &[Value]) -> Evaluated {
    let numbers = numbers(evaluator, arguments)?;
    if numbers.is_empty() { Ok(Value::Null) } else { average("mean", &numbers).map(Value::Number) }
}

fn median(evaluator: &mut Evaluator<'_>, arguments: &[Value]) -> Evaluated {
    let mut numbers = numbers(evaluator, arguments)?;
    numbers.sort_unstable();
    let middle = numbers.len() / 2;
    match numbers.len() {
        0 => Ok(Value::Null),
        count if count % 2 == 1 => Ok(Value::Number(numbers[middle])),
        _ => average("median", &numbers[middle - 1..=middle]).map(Value::Number),
    }
}

/// The standard deviation of a sample.
fn deviation(evaluator: &mut Evaluator<'_>, arguments: &[Value]) -> Evaluated {
    let numbers = numbers(evaluator, arguments)?;
    if numbers.len() < 2 {
        return Err(fails("stddev", "fewer than two numbers have no deviation"));
    }
    let mean = average("stddev", &numbers)?;
    let square = |number: &Number| number.minus(mean).and_then(|difference| difference.times(difference));
    let squares: Option<Vec<Number>> = numbers.iter().map(square).collect();
    let squares = squares.ok_or_else(|| problem(Problem::Undefined("stddev")))?;
    let variance = total("stddev", &squares)?.over(Number::from(numbers.len() - 1));
    defined("stddev", variance.and_then(Number::square_root).map(Value::Number))
}

fn product(evaluator: &mut Evaluator<'_>, arguments: &[Value]) -> Evaluated {
    let numbers = numbers(evaluator, arguments)?;
    if numbers.is_empty() {
        return Ok(Value::Null);
    }
    let product = numbers.iter().try_fold(Number::ONE, |product, number| product.times(*number));
    defined("product", product.map(Value::Number))
}

/// The numbers that stand most often, in ascending order.
fn mode(evaluator: &mut Evaluator<'_>, arguments: &[Value]) -> Evaluated {
    let mut numbers = numbers(evaluator, arguments)?;
    numbers.sort_unstable();
    let groups: Vec<&[Number]> = numbers.chunk_by(|left, right| left == right).collect();
    let most = groups.iter().map(|group| group.len()).max().unwrap_or(0);
    let modes = groups.iter().filter(|group| group.len() == most);
    Ok(Value::list(modes.map(|group| Value::Number(group[0])).collect()))
}

/// Whether any element is what decides; null if that cannot be told.
fn truth(arguments: &[Value], decides: bool) -> Evaluated {
    let mut unknown = None;
    for element in elements(arguments)?.iter() {
        match element {
            Value::Boolean(value) if *value == decides => return Ok(Value::Boolean(decides)),
            Value::Boolean(_) => {}
            other => unknown = Some(other.kind()),
        }
    }
    match unknown {
        None => Ok(Value::Boolean(!decides)),
        Some(kind) => Err(problem(Problem::Wanted("each element", "true or false", kind))),
    }
}

/// The index of a place from 1, or from −1 at the end.
fn index(function: &'static str, place: i64, length: usize) -> Result<usize, Fault> {
    let outside = || fails(function, format!("the list of {length} has no place {place}"));
    let steps = usize::try_from(place.unsigned_abs()).map_err(|_| outside())?;
    if place == 0 || steps > length {
        return Err(outside());
    }
    Ok(if place > 0 { steps - 1 } else { length - steps })
}

fn sublist(_: &mut Evaluator<'_>, arguments: &[Value]) -> Evaluated {
    let list = list_at(arguments, 0)?;
    let start = index("sublist", whole_at(arguments, 1)?, list.len())?;
    let end = if arguments.len() > 2 {
        let length = usize::try_from(whole_at(arguments, 2)?).ok().filter(|length| *length > 0);
        let end = length.and_then(|length| start.checked_add(length)).filter(|end| *end <= list.len());
        end.ok_or_else(|| fails("sublist", "the list has not so many elements from there"))?
    } else {
        list.len()
    };
    Ok(Value::list(list[start..end].to_vec()))
}

/// Null is an element here, where lists are put together.
fn list_or_null(arguments: &[Value], at: usize) -> Result<Vec<Value>, Fault> {
    Ok(match &arguments[at] {
        Value::Null => vec![Value::Null],
        _ => list_at(arguments, at)?.to_vec(),
    })
}

fn append(_: &mut Evaluator<'_>, arguments: &[Value]) -> Evaluated {
    let mut values = list_or_null(arguments, 0)?;
    values.extend_from_slice(&arguments[1..]);
    Ok(Value::list(values))
}

fn concatenate(evaluator: &mut Evaluator<'_>, arguments: &[Value]) -> Evaluated {
    let mut values = Vec::new();
    for at in 0..arguments.len() {
        let more = list_or_null(arguments, at)?;
        evaluator.meter.step(more.len() as u64)?;
        values.extend(more);
    }
    Ok(Value::list(values))
}

fn insert_before(_: &mut Evaluator<'_>, arguments: &[Value]) -> Evaluated {
    let mut values = list_at(arguments, 0)?.to_vec();
    let at = index("insert before", whole_at(arguments, 1)?, values.len())?;
    values.insert(at, arguments[2].clone());
    Ok(Value::list(values))
}

fn remove(_: &mut Evaluator<'_>, arguments: &[Value]) -> Evaluated {
    let mut values = list_at(arguments, 0)?.to_vec();
    let at = index("remove", whole_at(arguments, 1)?, values.len())?;
    values.remove(at);
    Ok(Value::list(values))
}

fn list_replace(evaluator: &mut Evaluator<'_>, arguments: &[Value]) -> Evaluated {
    let mut values = list_at(arguments, 0)?.to_vec();
    let matching = &arguments[1];
    if !matches!(matching, Value::Function(_)) {
        let at = index("list replace", whole_at(arguments, 1)?, values.len())?;
        values[at] = arguments[2].clone();
        return Ok(Value::list(values));
    }
    for value in &mut values {
        match evaluator.invoke(matching, vec![value.clone(), arguments[2].clone()])? {
            Value::Boolean(true) => *value = arguments[2].clone(),
            Value::Boolean(false) => {}
            other => return Err(wanted("a function that answers true or false", &other)),
        }
    }
    Ok(Value::list(values))
}

fn flatten(list: &List, flat: &mut Vec<Value>) {
    for value in list.iter() {
        match value {
            Value::List(inner) => flatten(inner, flat),
            other => flat.push(other.clone()),
        }
    }
}
