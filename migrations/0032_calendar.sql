-- The calendars of the office: when it works, for due days, timers, service levels and measures.
create table calendars (
    id TEXT primary key,
    key TEXT not null unique,
    name TEXT not null,
    hours TEXT not null,
    is_usual INT8 not null,
    changed_at INT8 not null,
    revision INT8 not null
);

-- Due times of tasks that were reckoned in a calendar, to be reckoned anew when it changes.
create table case_task_calendars (
    calendar TEXT not null,
    case_id TEXT not null references cases (id),
    task INT8 not null,
    primary key (calendar, case_id, task)
);
