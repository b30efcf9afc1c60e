-- Published processes that run: what is deployed, who does which work, and every case as small rows.
create table automations (
    process_id TEXT primary key references processes (id),
    deployment_id TEXT,
    is_on INT8 not null,
    obstacles TEXT not null,
    changed_by TEXT not null,
    changed_at INT8 not null
);

create table automation_staff (
    process_id TEXT not null references processes (id),
    role_key TEXT not null,
    person_id TEXT not null,
    primary key (process_id, role_key, person_id)
);

create table deployments (
    id TEXT primary key,
    process_id TEXT not null references processes (id),
    version_id TEXT not null references process_versions (id),
    number TEXT not null,
    entry TEXT not null,
    plan TEXT not null,
    deployed_at INT8 not null,
    unique (version_id)
);
create index deployments_process on deployments (process_id, deployed_at);
create index deployments_entry on deployments (entry);

create table deployment_starts (
    deployment_id TEXT not null references deployments (id),
    process_id TEXT not null,
    element TEXT not null,
    kind TEXT not null,
    name TEXT not null,
    due_at INT8,
    due TEXT not null,
    primary key (deployment_id, element, kind, name)
);
create index deployment_starts_name on deployment_starts (kind, name);
create index deployment_starts_due on deployment_starts (due_at);

create table cases (
    id TEXT primary key,
    code TEXT not null unique,
    process_id TEXT not null references processes (id),
    deployment_id TEXT not null references deployments (id),
    title TEXT not null,
    business_key TEXT not null,
    state TEXT not null,
    stops INT8 not null,
    body TEXT not null,
    started_by TEXT not null,
    started_at INT8 not null,
    ended_at INT8,
    outcome TEXT not null,
    origin TEXT unique,
    caller_id TEXT,
    caller_task INT8 not null,
    depth INT8 not null,
    steps INT8 not null,
    revision INT8 not null
);
create index cases_process on cases (process_id, state, started_at);
create index cases_starter on cases (started_by, started_at);
create index cases_state on cases (state, started_at);
create index cases_started on cases (started_at);
create index cases_key on cases (business_key);
create index cases_caller on cases (caller_id, caller_task);

create table case_parts (
    case_id TEXT not null references cases (id),
    kind TEXT not null,
    id INT8 not null,
    body TEXT not null,
    primary key (case_id, kind, id)
);

create table case_variables (
    case_id TEXT not null references cases (id),
    holder INT8 not null,
    name TEXT not null,
    value TEXT not null,
    words TEXT not null,
    primary key (case_id, holder, name)
);
create index case_variables_words on case_variables (words);

create table case_waits (
    case_id TEXT not null references cases (id),
    id INT8 not null,
    kind TEXT not null,
    name TEXT not null,
    key TEXT,
    due_at INT8,
    body TEXT not null,
    primary key (case_id, id)
);
create index case_waits_name on case_waits (kind, name, key);
create index case_waits_due on case_waits (due_at);

create table case_tasks (
    case_id TEXT not null references cases (id),
    id INT8 not null,
    process_id TEXT not null,
    kind TEXT not null,
    element TEXT not null,
    name TEXT not null,
    topic TEXT not null,
    offer TEXT not null,
    body TEXT not null,
    state TEXT not null,
    due_at INT8,
    offered_at INT8 not null,
    claimed_by TEXT not null,
    claimed_at INT8,
    done_by TEXT not null,
    done_at INT8,
    locked_by TEXT not null,
    locked_until INT8,
    tries INT8 not null,
    primary key (case_id, id)
);
create index case_tasks_topic on case_tasks (state, topic, offered_at);
create index case_tasks_claimed on case_tasks (claimed_by, state);
create index case_tasks_done on case_tasks (done_by);
create index case_tasks_process on case_tasks (process_id, state, offered_at);

create table case_candidates (
    case_id TEXT not null references cases (id),
    task INT8 not null,
    person_id TEXT not null,
    primary key (case_id, task, person_id)
);
create index case_candidates_person on case_candidates (person_id);

create table case_stops (
    case_id TEXT not null references cases (id),
    id INT8 not null,
    element TEXT not null,
    asked TEXT not null,
    raised_at INT8 not null,
    body TEXT not null,
    primary key (case_id, id)
);

create table case_steps (
    case_id TEXT not null references cases (id),
    seq INT8 not null,
    at INT8 not null,
    actor_id TEXT not null,
    actor_name TEXT not null,
    events TEXT not null,
    primary key (case_id, seq)
);

create table case_messages (
    id TEXT primary key,
    name TEXT not null,
    key TEXT,
    variables TEXT not null,
    is_kept INT8 not null,
    until INT8 not null
);
create index case_messages_name on case_messages (is_kept, name, key);
create index case_messages_until on case_messages (until);
