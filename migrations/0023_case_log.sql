-- Processes whose own cases are their log: who keeps it, the log that was made last, and after how many steps of the cases.
create table case_logs (
    process_id TEXT primary key references processes (id),
    keeper_id TEXT not null,
    log_id TEXT not null,
    steps INT8 not null,
    made_at INT8,
    tried_at INT8 not null,
    trouble TEXT not null
);
