-- Webhooks: addresses outside that hear what happens; address and secrets are sealed under a key outside of the database.
create table webhooks (
    id TEXT primary key,
    name TEXT not null unique,
    form TEXT not null,
    shown TEXT not null,
    sealed BYTES not null,
    topics TEXT not null,
    process_id TEXT references processes (id),
    owner_id TEXT not null references people (id),
    since INT8 not null,
    failures INT8 not null,
    failing_since INT8,
    rests_until INT8,
    good_at INT8,
    trouble TEXT not null,
    old_secret_until INT8,
    off_at INT8,
    off_reason TEXT not null,
    created_at INT8 not null,
    revision INT8 not null
);

-- What was to be told, and what became of it; what is told is kept for thirty days.
create table webhook_deliveries (
    id TEXT primary key,
    webhook_id TEXT not null references webhooks (id),
    message_id TEXT not null,
    kind TEXT not null,
    sentence TEXT not null,
    content TEXT not null,
    made_at INT8 not null,
    stands TEXT not null,
    attempts INT8 not null,
    status INT8 not null,
    ms INT8 not null,
    trouble TEXT not null,
    tried_at INT8,
    next_at INT8,
    unique (webhook_id, message_id)
);
create index webhook_deliveries_webhook on webhook_deliveries (webhook_id, id);
create index webhook_deliveries_made on webhook_deliveries (made_at);
