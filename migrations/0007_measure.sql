create table mappings (
    id TEXT primary key,
    name TEXT not null unique,
    process_id TEXT not null references processes (id),
    fingerprint TEXT not null,
    mapping TEXT not null,
    reading TEXT not null,
    saved_by TEXT not null,
    saved_at INT8 not null
);
create index mappings_fingerprint on mappings (fingerprint);

create table imports (
    id TEXT primary key,
    process_id TEXT references processes (id),
    file_name TEXT not null,
    bytes INT8 not null,
    sha256 TEXT not null,
    format TEXT not null,
    state TEXT not null,
    mapping TEXT not null,
    reading TEXT not null,
    mode TEXT not null,
    rows_read INT8 not null,
    bytes_read INT8 not null,
    message TEXT not null,
    log_id TEXT not null,
    person_id TEXT not null references people (id),
    created_at INT8 not null,
    ended_at INT8
);
create index imports_created on imports (created_at);

create table logs (
    id TEXT primary key,
    process_id TEXT not null references processes (id),
    name TEXT not null,
    sha256 TEXT not null,
    reading TEXT not null,
    rows_read INT8 not null,
    rows_good INT8 not null,
    rows_bad INT8 not null,
    duplicates INT8 not null,
    cases INT8 not null,
    events INT8 not null,
    first_at INT8,
    last_at INT8,
    notes TEXT not null,
    imported_by TEXT not null,
    imported_at INT8 not null,
    content BYTES not null
);
create index logs_process on logs (process_id, imported_at);

create table log_rejects (
    log_id TEXT not null,
    line INT8 not null,
    place INT8 not null,
    column_name TEXT not null,
    reason TEXT not null,
    raw TEXT not null,
    primary key (log_id, place)
);
