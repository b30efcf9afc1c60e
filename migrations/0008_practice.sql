create table process_practices (
    process_id TEXT not null references processes (id),
    person_id TEXT not null references people (id),
    role_key TEXT not null,
    since INT8 not null,
    primary key (process_id, person_id, role_key)
);
create index process_practices_person on process_practices (person_id);
