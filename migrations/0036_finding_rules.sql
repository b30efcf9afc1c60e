-- By which rules each definition in force was looked at; where a newer program has others, it is looked at once more.
alter table finding_sources add column rules TEXT not null default '';
-- When a newer program found what an older one did not see; null for everything else, and once somebody looked at it.
alter table findings add column new_at INT8;
