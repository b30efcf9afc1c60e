-- What tools must do for the processes in force, how they do it, how that was tested, and where a tool is known to depart from it.
create table requirement_sources (
    process_id TEXT primary key references processes (id),
    version_id TEXT not null references process_versions (id),
    seal TEXT not null
);
create table requirements (
    id TEXT primary key,
    process_id TEXT not null references processes (id),
    position INT8 not null,
    wording TEXT not null,
    earlier TEXT not null,
    activity TEXT not null,
    step TEXT not null,
    priority TEXT not null,
    acceptance TEXT not null,
    version TEXT not null,
    found_at INT8 not null,
    ended_at INT8,
    gap TEXT not null,
    note TEXT not null,
    answered_by TEXT not null,
    answered_name TEXT not null,
    answered_at INT8,
    result TEXT not null,
    tested_by TEXT not null,
    revision INT8 not null
);
create index requirements_process on requirements (process_id);
create table requirement_objects (
    id TEXT primary key,
    requirement_id TEXT not null references requirements (id),
    tool TEXT not null,
    kind TEXT not null,
    name TEXT not null,
    link TEXT not null,
    named_by TEXT not null,
    named_at INT8 not null
);
create index requirement_objects_requirement on requirement_objects (requirement_id);
create table requirement_trials (
    id TEXT primary key,
    requirement_id TEXT not null references requirements (id),
    wording TEXT not null,
    version TEXT not null,
    result TEXT not null,
    note TEXT not null,
    evidence TEXT not null,
    tested_by TEXT not null,
    tested_name TEXT not null,
    tested_at INT8 not null
);
create index requirement_trials_requirement on requirement_trials (requirement_id);
create table requirement_waivers (
    id TEXT primary key,
    requirement_id TEXT not null references requirements (id),
    what TEXT not null,
    why TEXT not null,
    until INT8 not null,
    recorded_name TEXT not null,
    recorded_at INT8 not null,
    accepted_name TEXT not null,
    accepted_at INT8,
    ended_name TEXT not null,
    ended_at INT8,
    end_reason TEXT not null
);
create index requirement_waivers_requirement on requirement_waivers (requirement_id);
create table requirement_proposals (
    process_id TEXT not null references processes (id),
    source TEXT not null,
    version_id TEXT not null,
    answer TEXT not null,
    reason TEXT not null,
    answered_name TEXT not null,
    answered_at INT8 not null,
    primary key (process_id, source)
);
