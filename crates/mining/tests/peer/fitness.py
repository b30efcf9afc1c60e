"""Fitness and precision of published logs against models, by pm4py: an implementation that shares nothing with ours.

python3 -m venv VENV && VENV/bin/pip install pm4py==2.7.23.11
VENV/bin/python fitness.py FOLDER_OF_LOGS FOLDER_OF_NETS

Writes one net per log (found by pm4py's inductive miner) as JSON, as the test `peers` reads it, and prints the figures that the
test holds. pm4py charges 1/10,000 for each silent step; whole numbers are taken of its costs, so that silent steps are free.
"""

import json
import sys
from pathlib import Path

import pandas
import pm4py
from pm4py.algo.conformance.alignments.petri_net import algorithm as alignments
from pm4py.algo.evaluation.precision import algorithm as precision
from pm4py.objects.petri_net.utils import align_utils

logs, nets = Path(sys.argv[1]), Path(sys.argv[2])


def xes(name):
    return pm4py.read_xes(str(logs / name))


def table(frame, case, activity):
    """By time, then by the row of the file."""
    frame = frame.sort_values(["time"], kind="stable")
    return pm4py.format_dataframe(frame, case_id=case, activity_key=activity, timestamp_key="time")


def open_problems():
    frame = pandas.read_csv(logs / "bpic2013_open_problems.csv", sep=";", encoding="cp1252")
    frame = frame.drop_duplicates()
    frame["time"] = pandas.to_datetime(frame["Problem Change Date+Time"], utc=True)
    return table(frame, "Problem Number", "Problem Status")


def service_now():
    frame = pandas.read_csv(logs / "servicenow_incidents_uci498.csv.gz")
    frame["time"] = pandas.to_datetime(frame["sys_updated_at"], format="%d/%m/%Y %H:%M", utc=True)
    return table(frame, "number", "incident_state")


def as_json(net, initial, final):
    places = sorted(net.places, key=lambda place: place.name)
    number = {place: at for at, place in enumerate(places)}
    steps = sorted(net.transitions, key=lambda step: step.name)
    return {
        "places": [place.name for place in places],
        "transitions": [
            {
                "id": step.name,
                "label": step.label,
                "inputs": sorted(number[arc.source] for arc in step.in_arcs),
                "outputs": sorted(number[arc.target] for arc in step.out_arcs),
            }
            for step in steps
        ],
        "initial": [number[place] for place in initial],
        "finals": [[number[place] for place in final]],
    }


def figures(name, log, noise):
    net, initial, final = pm4py.discover_petri_net_inductive(log, noise_threshold=noise)
    (nets / f"{name}.json").write_text(json.dumps(as_json(net, initial, final), indent=1) + "\n")
    aligned = alignments.apply(pm4py.convert_to_event_log(log), net, initial, final)
    costs = [int(one["cost"]) // align_utils.STD_MODEL_LOG_MOVE_COST for one in aligned]
    worst = [int(one["bwc"]) // align_utils.STD_MODEL_LOG_MOVE_COST for one in aligned]
    whole = 1 - sum(costs) / sum(worst)
    mean = sum(1 - cost / most for cost, most in zip(costs, worst)) / len(costs)
    fitting = sum(cost == 0 for cost in costs)
    print(name, noise, "cases", len(costs), "fitness", repr(whole), "mean", repr(mean), "fitting", fitting, flush=True)


def exactness(name, log, noise):
    net, initial, final = pm4py.discover_petri_net_inductive(log, noise_threshold=noise)
    (nets / f"{name}.json").write_text(json.dumps(as_json(net, initial, final), indent=1) + "\n")
    value = precision.apply(log, net, initial, final, variant=precision.Variants.ALIGN_ETCONFORMANCE)
    print(name, noise, "precision", repr(value), flush=True)


nets.mkdir(exist_ok=True)
exactness("running_example_0", xes("pm4py_running-example.xes"), 0.0)
exactness("open_problems_0", open_problems(), 0.0)
figures("running_example", xes("pm4py_running-example.xes"), 0.5)
figures("open_problems", open_problems(), 0.2)
figures("service_now", service_now(), 0.2)
figures("incidents", xes("bpic2013_incidents.xes.gz"), 0.2)
