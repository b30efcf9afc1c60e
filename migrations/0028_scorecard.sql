create table scorecard_results (
    log_id TEXT not null references logs (id) on delete cascade,
    version_id TEXT not null,
    basis TEXT not null,
    told TEXT not null,
    computed_at INT8 not null,
    primary key (log_id, version_id)
);
