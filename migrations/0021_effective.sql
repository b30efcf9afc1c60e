-- When the office said that a version had come into force; empty while its day is still to come.
alter table process_versions add column came_at INT8;
update process_versions set came_at = effective_at
    where state = 'published' and effective_at <= coalesce((select max(at) from journal), 0);
create index process_versions_coming on process_versions (came_at, effective_at);

-- One listener hears of publications, days, ends and returns.
delete from listeners where name in (
    'handoff: gather after a retirement', 'handoff: gather after a return',
    'requirement: gather after a retirement', 'requirement: gather after a return', 'automation: retire',
    'handoff: relieve the owner', 'requirement: relieve the owner', 'comments: relieve the owner or manager'
);
