-- Where each process stands in the architecture: its level, what it hangs below, and, for an area, what it is for.
alter table processes add column level INT8 not null default 2;
alter table processes add column parent_id TEXT;
alter table processes add column about TEXT not null default '';
create index processes_parent on processes (parent_id);
