-- An import that stopped at bad rows keeps its file and can run again; a request that is sent again is told from another one.
create table import_rejects (
    import_id TEXT not null,
    place INT8 not null,
    line INT8 not null,
    column_name TEXT not null,
    reason TEXT not null,
    raw TEXT not null,
    cells TEXT not null,
    primary key (import_id, place)
);
insert into import_rejects (import_id, place, line, column_name, reason, raw, cells)
select imports.id, log_rejects.place, log_rejects.line, log_rejects.column_name, log_rejects.reason, log_rejects.raw, '[]'
from log_rejects join imports on imports.log_id = log_rejects.log_id;
drop table log_rejects;

alter table imports add column header TEXT not null default '[]';
alter table imports add column rows_bad INT8 not null default 0;
alter table imports add column runs INT8 not null default 1;

alter table requests add column print TEXT not null default '';
