-- The end of a process: from which day on, why, what takes its place, and when its asks ended.
alter table processes add column retires_at INT8;
alter table processes add column retire_reason TEXT not null default '';
alter table processes add column successor_id TEXT;
alter table processes add column retired_by TEXT not null default '';
alter table processes add column retirement_done_at INT8;
