//! Functions on texts.
//!
//! Absent: rules of languages for upper and lower case beyond Unicode's. Source: DMN 1.5 §10.3.4.3, table 75.

use super::{Builtin, argument, builtin, fails, list_at, pattern, single, text, wanted, whole_at};
use crate::evaluate::{Evaluated, Evaluator};
use crate::value::Value;

pub(super) const BUILTINS: &[Builtin] = &[
    builtin("substring", &["string,start position,length?"], substring),
    builtin("string length", &["string"], |_, arguments| Ok(text(arguments, 0)?.chars().count().into())),
    builtin("upper case", &["string"], |_, arguments| Ok(text(arguments, 0)?.to_uppercase().into())),
    builtin("lower case", &["string"], |_, arguments| Ok(text(arguments, 0)?.to_lowercase().into())),
    builtin("substring before", &["string,match"], |_, arguments| {
        let (string, part) = (text(arguments, 0)?, text(arguments, 1)?);
        Ok(string.find(&**part).map_or("", |at| &string[..at]).into())
    }),
    builtin("substring after", &["string,match"], |_, arguments| {
        let (string, part) = (text(arguments, 0)?, text(arguments, 1)?);
        Ok(string.find(&**part).map_or("", |at| &string[at + part.len()..]).into())
    }),
    builtin("contains", &["string,match"], |_, arguments| {
        Ok(text(arguments, 0)?.contains(&**text(arguments, 1)?).into())
    }),
    builtin("starts with", &["string,match"], |_, arguments| {
        Ok(text(arguments, 0)?.starts_with(&**text(arguments, 1)?).into())
    }),
    builtin("ends with", &["string,match"], |_, arguments| {
        Ok(text(arguments, 0)?.ends_with(&**text(arguments, 1)?).into())
    }),
    builtin("replace", &["input,pattern,replacement,flags?"], pattern::replace),
    builtin("matches", &["input,pattern,flags?"], pattern::matches),
    builtin("split", &["string,delimiter"], pattern::split),
    builtin("string join", &["list,delimiter?"], join),
];

fn substring(evaluator: &mut Evaluator<'_>, arguments: &[Value]) -> Evaluated {
    let (string, start) = (text(arguments, 0)?, whole_at(arguments, 1)?);
    evaluator.meter.step(string.len() as u64 / 64)?;
    let length = string.chars().count();
    let first = match start {
        0 => return Err(fails("substring", "places are counted from 1, or from −1 at the end")),
        1.. => usize::try_from(start - 1).unwrap_or(usize::MAX),
        _ => match usize::try_from(start.unsigned_abs()).ok().and_then(|back| length.checked_sub(back)) {
            Some(first) => first,
            None => return Err(fails("substring", "the start lies before the text")),
        },
    };
    let taken = match argument(arguments, 2) {
        Value::Null => usize::MAX,
        _ => match whole_at(arguments, 2)? {
            wrong @ ..1 => return Err(fails("substring", format!("the length {wrong} is below 1"))),
            taken => usize::try_from(taken).unwrap_or(usize::MAX),
        },
    };
    if first >= length {
        return Ok(Value::from(""));
    }
    Ok(Value::from(string.chars().skip(first).take(taken).collect::<String>()))
}

fn join(_: &mut Evaluator<'_>, arguments: &[Value]) -> Evaluated {
    let list = list_at(arguments, 0)?;
    let delimiter = match argument(arguments, 1) {
        Value::Null => "",
        Value::String(delimiter) => delimiter,
        other => return Err(wanted("a string", other)),
    };
    let mut parts: Vec<&str> = Vec::with_capacity(list.len());
    for element in list.iter() {
        match single(element) {
            Value::String(part) => parts.push(part),
            Value::Null => {}
            other => return Err(wanted("a list of strings", other)),
        }
    }
    Ok(Value::from(parts.join(delimiter)))
}
