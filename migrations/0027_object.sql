create table log_objects (
    log_id TEXT primary key references logs (id) on delete cascade,
    object_type TEXT not null,
    content BYTES not null
);

create table object_logs (
    id TEXT primary key,
    name TEXT not null,
    sources TEXT not null,
    links TEXT not null,
    made_by TEXT not null references people (id),
    made_at INT8 not null
);
create index object_logs_made on object_logs (made_at);
