-- Looks at the configuration of tools, and what each brought.
create table requirement_checks (
    id TEXT primary key,
    process_id TEXT not null references processes (id),
    connector_id TEXT not null references connectors (id),
    place TEXT not null,
    place_label TEXT not null,
    state TEXT not null,
    outcome TEXT not null,
    trouble TEXT not null,
    asked_by TEXT not null,
    asked_at INT8 not null,
    done_at INT8
);
create index requirement_checks_process on requirement_checks (process_id, id);
