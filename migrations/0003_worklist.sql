create table asks (
    id TEXT primary key,
    person_id TEXT not null references people (id),
    key TEXT not null,
    kind TEXT not null,
    title TEXT not null,
    why TEXT not null,
    href TEXT not null,
    object_kind TEXT not null,
    object_id TEXT not null,
    due_at INT8 not null,
    created_at INT8 not null,
    done_at INT8,
    outcome TEXT not null,
    reminded INT8 not null,
    unique (person_id, key)
);
create index asks_person on asks (person_id, done_at, due_at);
create index asks_open on asks (done_at, due_at);
create index asks_key on asks (key);
create index asks_object on asks (object_kind, object_id);

create table reminders (
    person_id TEXT primary key references people (id),
    sent_at INT8 not null
);
