-- Running cases in the hands of whoever runs their process: moved to another version, and paused.
create table case_migrations (
    id TEXT primary key,
    process_id TEXT not null references processes (id),
    deployment_id TEXT not null references deployments (id),
    number TEXT not null,
    mapping TEXT not null,
    reason TEXT not null,
    by_id TEXT not null,
    by_name TEXT not null,
    began_at INT8 not null,
    until INT8 not null,
    kept_at INT8,
    kept_by TEXT not null
);
create index case_migrations_process on case_migrations (process_id, began_at);
create index case_migrations_until on case_migrations (kept_at, until);

create table case_migration_cases (
    migration_id TEXT not null references case_migrations (id),
    case_id TEXT not null references cases (id),
    from_id TEXT not null,
    from_number TEXT not null,
    state TEXT not null,
    why TEXT not null,
    before TEXT not null,
    seal TEXT not null,
    changed_at INT8 not null,
    primary key (migration_id, case_id)
);
create index case_migration_cases_case on case_migration_cases (case_id);

create table case_pauses (
    case_id TEXT primary key references cases (id),
    process_id TEXT not null,
    by_id TEXT not null,
    by_name TEXT not null,
    reason TEXT not null,
    paused_at INT8 not null,
    last_row INT8 not null
);
create index case_pauses_process on case_pauses (process_id, paused_at);

create table case_held (
    case_id TEXT not null references cases (id),
    seq INT8 not null,
    body TEXT not null,
    held_at INT8 not null,
    primary key (case_id, seq)
);
-- What is said and attached in a case, overdue work that was escalated, how long ended cases are kept, and values found as figures.
create table case_comments (
    id TEXT primary key,
    case_id TEXT not null references cases (id),
    task INT8 not null,
    author_id TEXT not null,
    author_name TEXT not null,
    text TEXT not null,
    said_at INT8 not null,
    withdrawn_at INT8
);
create index case_comments_case on case_comments (case_id, said_at);

create table case_attachments (
    id TEXT primary key,
    case_id TEXT not null references cases (id),
    task INT8 not null,
    name TEXT not null,
    size INT8 not null,
    sha256 TEXT not null,
    content BYTES not null,
    by_id TEXT not null,
    by_name TEXT not null,
    attached_at INT8 not null
);
create index case_attachments_case on case_attachments (case_id, attached_at);

create table case_escalations (
    case_id TEXT not null references cases (id),
    task INT8 not null,
    asked TEXT not null,
    escalated_at INT8 not null,
    primary key (case_id, task)
);
create index case_tasks_late on case_tasks (state, kind, due_at);

create table case_retentions (
    process_id TEXT primary key references processes (id),
    days INT8 not null,
    way TEXT not null,
    set_by TEXT not null,
    set_at INT8 not null
);
create index cases_ended on cases (process_id, ended_at);

alter table case_variables add column figure FLOAT8;
create index case_variables_figure on case_variables (name, figure);

create table case_emptied (
    case_id TEXT primary key references cases (id),
    emptied_at INT8 not null
);
