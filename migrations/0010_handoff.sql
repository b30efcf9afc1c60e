create table handoffs (
    id TEXT primary key,
    giver_id TEXT references processes (id),
    giver_name TEXT not null,
    receiver_id TEXT references processes (id),
    receiver_name TEXT not null,
    what TEXT not null,
    giver_quality TEXT,
    giver_time_limit TEXT,
    receiver_quality TEXT,
    receiver_time_limit TEXT,
    giver_agreed_by TEXT,
    giver_agreed_name TEXT,
    giver_agreed_at INT8,
    giver_agreed_terms TEXT,
    receiver_agreed_by TEXT,
    receiver_agreed_name TEXT,
    receiver_agreed_at INT8,
    receiver_agreed_terms TEXT,
    found_at INT8 not null,
    ended_at INT8
);
create index handoffs_giver on handoffs (giver_id);
create index handoffs_receiver on handoffs (receiver_id);
