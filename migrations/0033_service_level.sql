-- The clocks of service levels in running cases: when each is due, and when something is next to be told of it.
create table case_service_levels (
    case_id TEXT not null references cases (id),
    key TEXT not null,
    process_id TEXT not null,
    stand TEXT not null,
    calendar TEXT not null,
    due_at INT8,
    next_at INT8,
    body TEXT not null,
    primary key (case_id, key)
);
create index case_service_levels_next on case_service_levels (next_at);
create index case_service_levels_due on case_service_levels (stand, due_at);
create index case_service_levels_calendar on case_service_levels (calendar, stand, case_id);
create index case_service_levels_process on case_service_levels (process_id, case_id);
