create table processes (
    id TEXT primary key,
    key TEXT not null unique,
    name TEXT not null,
    category TEXT not null,
    created_at INT8 not null,
    created_by TEXT not null
);

create table process_versions (
    id TEXT primary key,
    process_id TEXT not null references processes (id),
    number TEXT not null,
    state TEXT not null,
    definition TEXT not null,
    seal TEXT not null,
    revision INT8 not null,
    submitted_revision INT8,
    base_id TEXT references process_versions (id),
    class TEXT not null,
    started_by TEXT not null,
    started_at INT8 not null,
    submitted_by TEXT not null,
    submitted_at INT8,
    published_by TEXT not null,
    published_at INT8,
    effective_at INT8,
    improvement_id TEXT not null,
    note TEXT not null
);
create index process_versions_process on process_versions (process_id, state);

create table process_revisions (
    version_id TEXT not null references process_versions (id),
    revision INT8 not null,
    definition TEXT not null,
    saved_by TEXT not null,
    saved_by_name TEXT not null,
    saved_at INT8 not null,
    primary key (version_id, revision)
);

create table process_holders (
    id TEXT primary key,
    process_id TEXT not null references processes (id),
    role TEXT not null,
    person_id TEXT not null references people (id),
    asked_by TEXT not null,
    asked_at INT8 not null,
    accepted_at INT8,
    assignment_id TEXT not null,
    ended_at INT8,
    end_reason TEXT not null
);
create index process_holders_process on process_holders (process_id, role);
