-- Intakes: addresses of the office at which tools and mails come in, each with its own secret, sealed under a key outside of the database.
create table intakes (
    id TEXT primary key,
    name TEXT not null unique,
    form TEXT not null,
    sealed BYTES not null,
    purpose TEXT not null,
    owner_id TEXT not null references people (id),
    good_at INT8,
    refused_at INT8,
    trouble TEXT not null,
    suspended_at INT8,
    created_at INT8 not null,
    revision INT8 not null
);

-- What came in, by the name that its sender gave it: the same name counts once. Kept for thirty days, without what was in it.
create table intake_calls (
    intake_id TEXT not null references intakes (id),
    message_id TEXT not null,
    at INT8 not null,
    outcome TEXT not null,
    sentence TEXT not null,
    bytes INT8 not null,
    primary key (intake_id, message_id)
);
create index intake_calls_at on intake_calls (intake_id, at);
