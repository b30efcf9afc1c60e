-- Variants: a process made from another one for a site, which version of it each version of the variant follows, and what was
-- answered when it changed.
alter table processes add column variant_of TEXT;
alter table processes add column site TEXT not null default '';
create index processes_variant on processes (variant_of);
alter table process_versions add column follows_id TEXT;

create table variant_answers (
    id TEXT primary key,
    process_id TEXT not null references processes (id),
    base_version_id TEXT not null references process_versions (id),
    answer TEXT not null,
    reason TEXT not null,
    answered_by TEXT not null,
    answered_name TEXT not null,
    answered_at INT8 not null
);
create index variant_answers_process on variant_answers (process_id, answered_at);
