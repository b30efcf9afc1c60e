create table journal (
    seq INT8 primary key,
    at INT8 not null,
    actor_id TEXT not null,
    actor_name TEXT not null,
    action TEXT not null,
    object_kind TEXT not null,
    object_id TEXT not null,
    object_label TEXT not null,
    body TEXT,
    salt TEXT,
    body_hash TEXT not null,
    previous TEXT not null,
    hash TEXT not null
);
create index journal_object on journal (object_kind, object_id, seq);
create index journal_actor on journal (actor_id, seq);

create table journal_head (
    id INT8 primary key,
    seq INT8 not null,
    hash TEXT not null
);

create table listeners (
    name TEXT primary key,
    seq INT8 not null
);

create table jobs (
    id TEXT primary key,
    kind TEXT not null,
    idempotency_key TEXT not null unique,
    payload TEXT not null,
    state TEXT not null,
    run_at INT8 not null,
    attempts INT8 not null,
    last_error TEXT not null,
    created_at INT8 not null,
    done_at INT8,
    lease_until INT8 not null,
    lease_token TEXT not null
);
create index jobs_due on jobs (state, run_at);

create table requests (
    person_id TEXT not null,
    idempotency_key TEXT not null,
    object_id TEXT not null,
    at INT8 not null,
    primary key (person_id, idempotency_key)
);

create table settings (
    name TEXT primary key,
    value TEXT not null
);

create table checkpoints (
    seq INT8 primary key,
    hash TEXT not null,
    at INT8 not null,
    public_key TEXT not null,
    signature TEXT not null
);
