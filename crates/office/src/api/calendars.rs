//! The part of the API that is about calendars: its operations and the shapes of their bodies.
//!
//! Absent: what working time means; the chapter on calendars tells that. Source: the handlers themselves, which a test compares with these
//! tables.

use super::operations::{Body, Operation, READ, get, ok, post};
use super::schema::{Schema, Side};
use super::schemas::{answer, request};
use crate::access::Permission;
use crate::web::Access;

#[rustfmt::skip]
pub(super) const OPERATIONS: &[Operation] = &[
    get("/api/calendars", READ, "Every calendar of the office", &[ok("Calendars")]),
    get("/api/calendars/{key}", READ, "A calendar: the hours of a week, and the days that differ", &[ok("Calendar")]),
    Operation {
        method: "PUT",
        refusals: &[409],
        ..post("/api/calendars/{key}", Access::May(Permission::KeepCalendars),
            "Keep a calendar: a new one, or the next revision of one that is there", Body::Json("CalendarKeeping"), &[ok("Calendar")])
    },
    Operation {
        query: &[("from?", "instant"), ("duration?", "string"), ("until?", "instant")],
        refusals: &[422],
        ..get("/api/calendars/{key}/reckoning", READ, "Where a working time ends, and how much work lies between two moments", &[ok("Reckoning")])
    },
];

#[rustfmt::skip]
pub(super) const SCHEMAS: &[Schema] = &[
    answer("Calendars", "Every calendar, by name.", &[("total", "integer"), ("items", "[Calendar]")]),
    answer("Calendar", "When work is done; week has the hours of Monday to Sunday, days those that differ.", &[
        ("key", "string"), ("name", "string"), ("is_usual", "boolean"), ("time_zone", "string"), ("week", "[any]"), ("days", "[CalendarDay]"),
        ("changed_at", "instant"), ("revision", "integer"),
    ]),
    request("CalendarKeeping", "A calendar to be kept; revision is the one that is replaced, none for a new calendar.", &[
        ("name", "string"), ("hours", "CalendarHours"), ("revision?", "integer?"),
    ]),
    request("CalendarHours", "The hours of Monday to Sunday in a time zone, and the days that differ.", &[
        ("time_zone", "string"), ("week", "[any]"), ("days?", "[CalendarDay]"),
    ]),
    Schema { name: "CalendarDay", says: "A day that differs; without hours it is free.", side: Side::Both, fields: &[
        ("date", "day"), ("name", "string"), ("hours", "[CalendarSpan]"),
    ] },
    Schema { name: "CalendarSpan", says: "Hours of a day in minutes after midnight.", side: Side::Both, fields: &[
        ("from_minute", "integer"), ("to_minute", "integer"),
    ] },
    answer("Reckoning", "Where a working time ends (null beyond the year 2100), and the working time between two moments in seconds.", &[
        ("from", "instant"), ("end", "instant?"), ("works_at_from", "boolean"), ("working_seconds", "integer?"),
    ]),
];
