-- Alarms: a measure that left its usual variation or keeps missing its target, until somebody says what is done about it.
create table alarms (
    id TEXT primary key,
    process_id TEXT not null references processes (id),
    measure_key TEXT not null,
    measure_name TEXT not null,
    log_id TEXT not null,
    week_at INT8 not null,
    sentence TEXT not null,
    raised_at INT8 not null,
    ended_at INT8,
    ended_by TEXT not null,
    outcome TEXT not null,
    answer TEXT not null,
    improvement_id TEXT not null
);
create index alarms_process on alarms (process_id, ended_at);
