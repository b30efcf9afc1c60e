-- Connectors: the ITSM tools that the office speaks with; the credential is sealed under a key outside of the database.
create table connectors (
    id TEXT primary key,
    name TEXT not null unique,
    kind TEXT not null,
    address TEXT not null,
    account TEXT not null,
    zone TEXT not null,
    credential BYTES,
    found TEXT,
    failures INT8 not null,
    rests_until INT8,
    good_at INT8,
    bad_at INT8,
    trouble TEXT not null,
    suspended_at INT8,
    created_at INT8 not null,
    revision INT8 not null
);

-- What was called, without secrets; the oldest go.
create table connector_calls (
    id TEXT primary key,
    connector_id TEXT not null references connectors (id),
    at INT8 not null,
    method TEXT not null,
    path TEXT not null,
    status INT8 not null,
    ms INT8 not null,
    bytes INT8 not null,
    trouble TEXT not null
);
create index connector_calls_connector on connector_calls (connector_id, id);

-- Ticket histories in one shape for all tools. The key makes it harmless to bring the same history again.
create table ticket_events (
    source TEXT not null,
    event_id TEXT not null,
    field TEXT not null,
    case_id TEXT not null,
    seq INT8 not null,
    at INT8 not null,
    actor TEXT not null,
    actor_group TEXT not null,
    action TEXT not null,
    old_id TEXT not null,
    old_label TEXT not null,
    new_id TEXT not null,
    new_label TEXT not null,
    raw TEXT not null,
    primary key (source, event_id, field)
);
create index ticket_events_case on ticket_events (source, case_id, at, seq);

-- What each of these tickets is now.
create table ticket_cases (
    source TEXT not null,
    id TEXT not null,
    state TEXT not null,
    priority TEXT not null,
    case_group TEXT not null,
    primary key (source, id)
);

-- What was sent to a tool, and what became of it there.
create table tickets (
    id TEXT primary key,
    object_kind TEXT not null,
    object_id TEXT not null,
    connector_id TEXT not null references connectors (id),
    place TEXT not null,
    subject TEXT not null,
    body TEXT not null,
    stands TEXT not null,
    ticket TEXT not null,
    href TEXT not null,
    state TEXT not null,
    message TEXT not null,
    asked_by TEXT not null,
    asked_at INT8 not null,
    looked_at INT8
);
create index tickets_object on tickets (object_kind, object_id);
create index tickets_stands on tickets (stands, looked_at);

-- Feeds: histories that are brought by the clock and become the log of a process.
create table feeds (
    id TEXT primary key,
    process_id TEXT not null references processes (id),
    connector_id TEXT not null references connectors (id),
    place TEXT not null,
    place_label TEXT not null,
    since INT8 not null,
    schedule TEXT not null,
    reading TEXT,
    cursor TEXT not null,
    events INT8 not null,
    cases INT8 not null,
    next_at INT8,
    brought_at INT8,
    tried_at INT8,
    failures INT8 not null,
    trouble TEXT not null,
    notes TEXT not null,
    log_id TEXT not null,
    keeper_id TEXT not null references people (id),
    paused_at INT8,
    created_at INT8 not null,
    revision INT8 not null
);
create index feeds_process on feeds (process_id);
create index feeds_next on feeds (next_at);
