create table approvals (
    id TEXT primary key,
    subject_kind TEXT not null,
    subject_id TEXT not null,
    seal TEXT not null,
    approver_id TEXT not null references people (id),
    asked_by TEXT not null,
    asked_at INT8 not null,
    due_at INT8 not null,
    decision TEXT not null,
    reason TEXT not null,
    decided_at INT8,
    lapsed_at INT8,
    lapse_reason TEXT not null
);
create index approvals_subject on approvals (subject_kind, subject_id);
create index approvals_approver on approvals (approver_id);
