create table units (
    id TEXT primary key,
    name TEXT not null unique,
    parent_id TEXT references units (id)
);

create table people (
    id TEXT primary key,
    name TEXT not null,
    email TEXT not null unique,
    title TEXT not null,
    unit_id TEXT references units (id),
    password_hash TEXT,
    calendar_token TEXT unique,
    created_at INT8 not null,
    disabled_at INT8
);

create table assignments (
    id TEXT primary key,
    person_id TEXT not null references people (id),
    role TEXT not null,
    process_id TEXT,
    process_label TEXT,
    starts_at INT8 not null,
    ends_at INT8,
    granted_by TEXT not null
);
create index assignments_person on assignments (person_id);
create index assignments_process on assignments (process_id, role);

create table sessions (
    id TEXT primary key,
    token_hash TEXT not null unique,
    person_id TEXT not null references people (id),
    created_at INT8 not null,
    seen_at INT8 not null,
    agent TEXT not null
);
create index sessions_person on sessions (person_id);

create table sign_in_failures (
    email_hash TEXT primary key,
    failures INT8 not null,
    last_at INT8 not null
);

create table invitations (
    token_hash TEXT primary key,
    person_id TEXT not null references people (id),
    created_at INT8 not null,
    expires_at INT8 not null,
    used_at INT8
);
