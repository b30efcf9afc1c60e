create table finding_sources (
    process_id TEXT primary key references processes (id),
    version_id TEXT not null references process_versions (id),
    seal TEXT not null,
    words TEXT not null,
    outline TEXT not null
);
create table findings (
    process_id TEXT not null references finding_sources (process_id),
    position INT8 not null,
    rule TEXT not null,
    severity TEXT not null,
    message TEXT not null,
    place TEXT not null,
    href TEXT not null,
    primary key (process_id, position)
);
create index findings_rule on findings (rule);
create table finding_steps (
    process_id TEXT not null references finding_sources (process_id),
    element_id TEXT not null,
    position INT8 not null,
    name TEXT not null,
    lowered TEXT not null,
    accountable TEXT not null,
    primary key (process_id, element_id)
);
create index finding_steps_lowered on finding_steps (lowered);
