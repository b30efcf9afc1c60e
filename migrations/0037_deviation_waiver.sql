-- Departures of the work from a process that its owner accepts until a day; one stands for a deviation at a time.
create table deviation_waivers (
    id TEXT primary key,
    process_id TEXT not null references processes (id),
    kind TEXT not null,
    element TEXT not null,
    what TEXT not null,
    why TEXT not null,
    until INT8 not null,
    granted_name TEXT not null,
    granted_at INT8 not null,
    ended_name TEXT not null,
    ended_at INT8,
    end_reason TEXT not null
);
create index deviation_waivers_process on deviation_waivers (process_id);
create unique index deviation_waivers_one on deviation_waivers (process_id, kind, element) where ended_at is null;
