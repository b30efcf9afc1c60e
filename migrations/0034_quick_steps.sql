-- A step of a case touches fewer indexes: those that serve few rows hold only these.
drop index cases_state;
create index cases_open on cases (started_at) where state = 'running';
create index cases_failed on cases (started_at) where state = 'failed';
create index cases_cancelled on cases (started_at) where state = 'cancelled';
drop index cases_ended;
create index cases_ended on cases (process_id, ended_at) where ended_at is not null;
drop index case_tasks_late;
create index case_tasks_late on case_tasks (due_at) where state = 'open' and kind = 'user';
