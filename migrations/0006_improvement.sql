create table improvements (
    id TEXT primary key,
    number INT8 not null unique,
    title TEXT not null,
    description TEXT not null,
    process_id TEXT,
    origin_kind TEXT not null,
    origin_id TEXT not null,
    origin_label TEXT not null,
    origin_href TEXT not null,
    evidence TEXT not null,
    raised_by TEXT not null references people (id),
    raised_at INT8 not null,
    size TEXT not null,
    value INT8 not null,
    risk INT8 not null,
    urgency INT8 not null,
    priority INT8 not null,
    stage TEXT not null,
    stage_at INT8 not null,
    reason TEXT not null,
    owner_id TEXT references people (id),
    measure_key TEXT not null,
    measure_label TEXT not null,
    measure_unit TEXT not null,
    baseline FLOAT8,
    target FLOAT8,
    due_at INT8,
    expected TEXT not null,
    version_id TEXT not null,
    version_label TEXT not null,
    version_href TEXT not null,
    completed_at INT8,
    measured_value FLOAT8,
    measured_n INT8,
    measured_low FLOAT8,
    measured_high FLOAT8,
    measured_at INT8,
    verified_value FLOAT8,
    verified_by TEXT references people (id),
    verified_at INT8,
    verified_comment TEXT not null,
    revision INT8 not null
);
create index improvements_stage on improvements (stage, priority);
create index improvements_process on improvements (process_id, stage);
create index improvements_origin on improvements (origin_kind, origin_id);

create table improvement_numbers (
    id INT8 primary key,
    last INT8 not null
);
