"""The questions of `cargo xtask bench mining`, asked of DuckDB in SQL: FILE.csv with case, activity, time and a group."""

import sys

import duckdb
from measured import measure, peak

path = sys.argv[1]
db = duckdb.connect()
header = [name for name, *_ in db.execute(f"describe select * from read_csv('{path}', all_varchar = true)").fetchall()]
group = next(name for name in ("group", "resource") if name in header)

# The row of the file decides between equal times; without it the pairs would be wrong.
READ = f"""create or replace table read as select "case", activity, time::timestamp as time, "{group}" as who, row_number() over () as row
    from read_csv('{path}', all_varchar = true)"""
ORDER = """create or replace table log as select "case", activity::activity as activity, time, who::who as who, row
    from read order by "case", time, row"""
PAIRS = """select "case", activity as earlier, time, who as from_whom, lead(activity) over same_case as later,
    lead(time) over same_case as next_time, lead(who) over same_case as to_whom
    from {source} window same_case as (partition by "case" order by time, row)"""
FOLLOWS = f"select earlier, later, count(*) from ({PAIRS}) where later is not null group by all"
TIMED = f"""select earlier, later, count(*), count(distinct "case"), median(epoch_us(next_time) - epoch_us(time))
    from ({PAIRS}) where later is not null group by all"""
VARIANTS = """select way, count(*), list("case") from (
    select "case", list(activity order by time, row) as way from {source} group by "case") group by way"""
HANDOVERS = f"""select from_whom, to_whom, count(*), count(distinct "case")
    from ({PAIRS}) where from_whom <> to_whom group by all"""
CASES = """select "case", min(time) as opened, max(time) as closed, count(distinct who) as groups from {source} group by "case" """
WEEKS = f"""select date_trunc('week', closed), count(*), avg(took), median(took), quantile_cont(took, 0.9), avg((groups > 1)::int)
    from (select *, epoch_us(closed) - epoch_us(opened) as took from ({CASES})) group by 1"""
FILTER = """create or replace table part as select * from log where "case" in (select "case" from log group by "case"
    having max(time) - min(time) >= interval 1 hour and count(*) filter (activity::text = 'Wait for vendor') = 0)"""


def ask(question, source="log"):
    return lambda: db.execute(question.format(source=source)).fetchall()


def order():
    db.execute(f"create type activity as enum (select distinct activity from read)")
    db.execute(f"create type who as enum (select distinct who from read where who is not null)")
    db.execute(ORDER)


def dashboard():
    db.execute(FILTER)
    for question in (WEEKS, TIMED, VARIANTS, HANDOVERS):
        ask(question, "part")()
    return db.execute('select count(distinct "case"), count(*) from part').fetchone()


measure("import CSV", lambda: db.execute(READ), lambda _: f"{db.execute('select count(*) from read').fetchone()[0]} events")
measure("order by case", order, lambda _: "")
measure("follows", ask(FOLLOWS), lambda pairs: f"{len(pairs)} pairs", 3)
measure("dfg with times", ask(TIMED), lambda edges: f"{len(edges)} edges", 3)
measure("variants", ask(VARIANTS), lambda ways: f"{len(ways)} variants", 3)
measure("handover", ask(HANDOVERS), lambda pairs: f"{len(pairs)} pairs", 3)
measure("dashboard under a filter", dashboard, lambda found: f"{found[0]} cases, {found[1]} events", 3)
peak()
