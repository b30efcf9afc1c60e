"""The questions of `cargo xtask bench mining`, asked of Polars: FILE.csv with case, activity, time and a group."""

import sys

import polars as pl
from measured import measure, peak

path = sys.argv[1]
SAME_CASE = pl.col("case") == pl.col("case").shift(-1)


def read():
    frame = pl.read_csv(path, infer_schema=False)
    group = "group" if "group" in frame.columns else "resource"
    return frame.select(
        "case",
        pl.col("activity").cast(pl.Categorical),
        pl.col("time").str.to_datetime(time_zone="UTC", strict=False),
        pl.col(group).cast(pl.Categorical).alias("who"),
    )


def pairs(log):
    later = [pl.col(name).shift(-1).alias(f"later {name}") for name in ("activity", "time", "who")]
    return log.lazy().with_columns(*later).filter(SAME_CASE)


def follows(log):
    return pairs(log).group_by("activity", "later activity").len().collect()


def timed(log):
    gap = (pl.col("later time") - pl.col("time")).median().alias("median")
    return pairs(log).group_by("activity", "later activity").agg(pl.len(), pl.col("case").n_unique().alias("cases"), gap).collect()


def variants(log):
    ways = log.lazy().group_by("case", maintain_order=True).agg(pl.col("activity"))
    return ways.group_by("activity").agg(pl.len(), pl.col("case")).collect()


def handovers(log):
    apart = pairs(log).filter(pl.col("who") != pl.col("later who"))
    return apart.group_by("who", "later who").agg(pl.len(), pl.col("case").n_unique().alias("cases")).collect()


def weeks(log):
    opened, closed = pl.col("time").min().alias("opened"), pl.col("time").max().alias("closed")
    cases = log.lazy().group_by("case").agg(opened, closed, pl.col("who").n_unique().alias("groups"))
    took = pl.col("closed") - pl.col("opened")
    told = [pl.len(), took.mean().alias("mean"), took.median().alias("median")]
    p90 = took.dt.total_microseconds().quantile(0.9, interpolation="linear").alias("p90")
    week = pl.col("closed").dt.truncate("1w").alias("week")
    return cases.group_by(week).agg(*told, p90, (pl.col("groups") > 1).mean().alias("passed on")).collect()


def dashboard(log):
    long = pl.col("time").max() - pl.col("time").min() >= pl.duration(hours=1)
    without = (pl.col("activity").cast(pl.String) == "Wait for vendor").sum() == 0
    chosen = log.lazy().group_by("case").agg((long & without).alias("chosen")).filter("chosen").select("case").collect()
    part = log.join(chosen, on="case", how="semi", maintain_order="left")
    for question in (weeks, timed, variants, handovers):
        question(part)
    return len(chosen), len(part)


log = measure("import CSV", read, lambda log: f"{len(log)} events")
log = measure("order by case", lambda: log.sort("case", "time", maintain_order=True), lambda _: "")
measure("follows", lambda: follows(log), lambda pairs: f"{len(pairs)} pairs", 3)
measure("dfg with times", lambda: timed(log), lambda edges: f"{len(edges)} edges", 3)
measure("variants", lambda: variants(log), lambda ways: f"{len(ways)} variants", 3)
measure("handover", lambda: handovers(log), lambda pairs: f"{len(pairs)} pairs", 3)
measure("dashboard under a filter", lambda: dashboard(log), lambda found: f"{found[0]} cases, {found[1]} events", 3)
peak()
