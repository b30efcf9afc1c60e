create table comments (
    id TEXT primary key,
    subject_kind TEXT not null,
    subject_id TEXT not null,
    element TEXT not null,
    element_name TEXT not null,
    kind TEXT not null,
    state TEXT not null,
    version_id TEXT not null,
    version_label TEXT not null,
    on_draft INT8 not null,
    author_id TEXT not null references people (id),
    text TEXT not null,
    why TEXT not null,
    how_often TEXT not null,
    saves TEXT not null,
    said_at INT8 not null,
    edited_at INT8,
    withdrawn_at INT8,
    due_at INT8,
    closed_by TEXT references people (id),
    closed_at INT8,
    closing TEXT not null,
    is_listed INT8 not null,
    merged_into TEXT references comments (id),
    became_label TEXT not null,
    became_href TEXT not null
);
create index comments_subject on comments (subject_kind, subject_id, state, said_at);
create index comments_merged on comments (merged_into);
create table comment_replies (
    id TEXT primary key,
    comment_id TEXT not null references comments (id),
    author_id TEXT not null references people (id),
    text TEXT not null,
    said_at INT8 not null,
    edited_at INT8,
    withdrawn_at INT8,
    is_answer INT8 not null
);
create index comment_replies_comment on comment_replies (comment_id, said_at);
