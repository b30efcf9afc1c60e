create table guide_profiles (
    name TEXT primary key,
    profile TEXT not null,
    picture BYTES not null,
    revision INT8 not null,
    changed_by TEXT not null,
    changed_at INT8 not null
);
