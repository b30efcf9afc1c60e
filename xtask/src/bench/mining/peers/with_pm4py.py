"""The questions of `cargo xtask bench mining`, asked of pm4py: FILE, then NET where a net is to be aligned with, or `short`, which
leaves out the miners, or `import`, which only reads."""

import json
import sys

import pandas
import pm4py
from measured import measure, peak
from pm4py.algo.discovery.heuristics import algorithm as heuristics
from pm4py.objects.petri_net.obj import Marking, PetriNet
from pm4py.objects.petri_net.utils.petri_utils import add_arc_from_to


def read(path):
    if ".xes" in path:
        return pm4py.read_xes(path)
    frame = pandas.read_csv(path)
    if "sys_updated_at" in frame.columns:
        frame["time"] = pandas.to_datetime(frame["sys_updated_at"], format="%d/%m/%Y %H:%M", utc=True)
        frame["org:resource"] = frame["assignment_group"]
        case, activity = "number", "incident_state"
    else:
        frame["time"] = pandas.to_datetime(frame["time"], utc=True)
        frame["org:resource"] = frame["group"]
        case, activity = "case", "activity"
    frame = frame.sort_values(["time"], kind="stable")
    return pm4py.format_dataframe(frame, case_id=case, activity_key=activity, timestamp_key="time")


def net_of(path):
    with open(path) as file:
        told = json.load(file)
    net = PetriNet("net")
    places = [PetriNet.Place(name) for name in told["places"]]
    net.places.update(places)
    for step in told["transitions"]:
        transition = PetriNet.Transition(step["id"], step["label"])
        net.transitions.add(transition)
        for place in step["inputs"]:
            add_arc_from_to(places[place], transition, net)
        for place in step["outputs"]:
            add_arc_from_to(transition, places[place], net)
    marking = lambda numbers: Marking({places[number]: 1 for number in numbers})
    return net, marking(told["initial"]), marking(told["finals"][0])


path, how = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else ""
kind = "XES" if ".xes" in path else "CSV"
log = measure(f"import {kind}", lambda: read(path), lambda log: f"{len(log)} events")
if how != "import":
    measure("follows", lambda: pm4py.discover_dfg(log)[0], lambda dfg: f"{len(dfg)} pairs")
    measure("dfg with times", lambda: pm4py.discover_performance_dfg(log)[0], lambda dfg: f"{len(dfg)} edges")
    measure("variants", lambda: pm4py.get_variants(log), lambda variants: f"{len(variants)} variants")
if how not in ("import", "short"):
    measure("handover", lambda: pm4py.discover_handover_of_work_network(log), lambda _: "")
    inductive = lambda: pm4py.discover_process_tree_inductive(log, noise_threshold=0.2)
    measure("inductive miner", inductive, lambda _: "noise 0.2")
    measure("heuristics miner", lambda: heuristics.apply_heu(log), lambda _: "")
if how.endswith(".json"):
    model = net_of(how)
    align = lambda: pm4py.fitness_alignments(log, *model)
    measure("alignments", align, lambda found: f"fitness {found['log_fitness']:.6f}")
peak()
