-- Skills: what people are able to, who says so and who confirmed it. And what an owner accepted before a process is automated.
create table skills (
    id TEXT primary key,
    name TEXT not null,
    lowered TEXT not null unique,
    meaning TEXT not null,
    added_at INT8 not null
);

create table skill_holders (
    skill_id TEXT not null references skills (id),
    person_id TEXT not null references people (id),
    said_at INT8 not null,
    confirmed_by TEXT not null,
    confirmed_at INT8,
    primary key (skill_id, person_id)
);
create index skill_holders_person on skill_holders (person_id);

create table process_acceptances (
    process_id TEXT primary key references processes (id),
    accepted TEXT not null,
    reason TEXT not null,
    by_id TEXT not null,
    by_name TEXT not null,
    accepted_at INT8 not null
);
