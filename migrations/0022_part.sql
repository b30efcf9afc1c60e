-- Named parts of the definitions in force: roles, forms, decisions, measures, controls. The search finds them.
create table finding_parts (
    process_id TEXT not null references finding_sources (process_id),
    position INT8 not null,
    kind TEXT not null,
    name TEXT not null,
    lowered TEXT not null,
    href TEXT not null,
    primary key (process_id, position)
);
create index finding_parts_lowered on finding_parts (lowered);

-- Every definition is looked at once more: as if the newest publication had just been heard of.
update finding_sources set seal = '';
update listeners set seq = coalesce((select max(seq) - 1 from journal where action = 'process.published'), seq)
    where name = 'finding: gather';
