-- A million open cases: small steps touch few pages, and no list or count reads all rows. An index for what few rows have holds only those.
drop index cases_process;
create index cases_process on cases (process_id, started_at);
create index cases_running on cases (process_id, started_at) where state = 'running';
create index cases_stopped on cases (started_at, process_id) where stops > 0;
drop index cases_key;
create index cases_key on cases (business_key) where business_key <> '';
drop index cases_caller;
create index cases_caller on cases (caller_id, caller_task) where caller_id is not null;

drop index case_tasks_topic;
create index case_tasks_topic on case_tasks (topic, offered_at) where state = 'open' and kind not in ('user', 'call');
drop index case_tasks_claimed;
create index case_tasks_claimed on case_tasks (claimed_by, state) where claimed_by <> '';
drop index case_tasks_done;
create index case_tasks_done on case_tasks (done_by) where done_by <> '';
drop index case_tasks_process;
create index case_tasks_process on case_tasks (process_id, offered_at) where state = 'open';

-- Small rows found by their key alone: SQLite keeps them in the order of the key, once. @sqlite
create table case_parts_anew (
    case_id TEXT not null references cases (id),
    kind TEXT not null,
    id INT8 not null,
    body TEXT not null,
    primary key (case_id, kind, id)
) without rowid;
-- @sqlite
insert into case_parts_anew (case_id, kind, id, body) select case_id, kind, id, body from case_parts;
-- @sqlite
drop table case_parts;
-- @sqlite
alter table case_parts_anew rename to case_parts;

-- @sqlite
create table case_candidates_anew (
    case_id TEXT not null references cases (id),
    task INT8 not null,
    person_id TEXT not null,
    primary key (case_id, task, person_id)
) without rowid;
-- @sqlite
insert into case_candidates_anew (case_id, task, person_id) select case_id, task, person_id from case_candidates;
-- @sqlite
drop table case_candidates;
-- @sqlite
alter table case_candidates_anew rename to case_candidates;
-- @sqlite
create index case_candidates_person on case_candidates (person_id);

drop index case_waits_name;
drop index case_waits_due;
-- @sqlite
create table case_waits_anew (
    case_id TEXT not null references cases (id),
    id INT8 not null,
    kind TEXT not null,
    name TEXT not null,
    key TEXT,
    due_at INT8,
    body TEXT not null,
    primary key (case_id, id)
) without rowid;
-- @sqlite
insert into case_waits_anew (case_id, id, kind, name, key, due_at, body)
    select case_id, id, kind, name, key, due_at, body from case_waits;
-- @sqlite
drop table case_waits;
-- @sqlite
alter table case_waits_anew rename to case_waits;
create index case_waits_message on case_waits (name, key) where kind = 'message';
create index case_waits_signal on case_waits (name) where kind = 'signal';
create index case_waits_due on case_waits (due_at) where due_at is not null;

-- An ask is found by its key first; one index does for that and for one ask of each person.
create table asks_anew (
    id TEXT primary key,
    person_id TEXT not null references people (id),
    key TEXT not null,
    kind TEXT not null,
    title TEXT not null,
    why TEXT not null,
    href TEXT not null,
    object_kind TEXT not null,
    object_id TEXT not null,
    due_at INT8 not null,
    created_at INT8 not null,
    done_at INT8,
    outcome TEXT not null,
    reminded INT8 not null,
    unique (key, person_id)
);
insert into asks_anew (id, person_id, key, kind, title, why, href, object_kind, object_id, due_at, created_at, done_at, outcome, reminded)
    select id, person_id, key, kind, title, why, href, object_kind, object_id, due_at, created_at, done_at, outcome, reminded from asks;
drop table asks;
alter table asks_anew rename to asks;
create index asks_person on asks (person_id, done_at, due_at, created_at);
create index asks_object on asks (object_kind, object_id);
