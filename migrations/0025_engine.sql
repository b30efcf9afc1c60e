-- Engines: how we come in beside account and credential, and what was deployed to them.
create table connector_engines (
    connector_id TEXT primary key references connectors (id),
    token_address TEXT not null,
    audience TEXT not null,
    tenant TEXT not null
);

create table engine_deployments (
    id TEXT primary key,
    process_id TEXT not null references processes (id),
    version_id TEXT not null,
    number TEXT not null,
    connector_id TEXT not null references connectors (id),
    stands TEXT not null,
    deployment TEXT not null,
    items TEXT not null,
    told TEXT not null,
    asked_by TEXT not null,
    asked_at INT8 not null,
    done_at INT8
);
create index engine_deployments_process on engine_deployments (process_id, id);
