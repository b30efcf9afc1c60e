"""The questions of `cargo xtask bench mining`, asked of pm4py: one line of JSON for each, with wall and CPU milliseconds."""

import json
import resource
import sys
import time

import pandas
import pm4py
from pm4py.algo.discovery.heuristics import algorithm as heuristics
from pm4py.objects.petri_net.obj import Marking, PetriNet
from pm4py.objects.petri_net.utils.petri_utils import add_arc_from_to


def measure(what, work, note):
    wall, cpu = time.monotonic(), time.process_time()
    result = work()
    took = {"ms": (time.monotonic() - wall) * 1e3, "cpu_ms": (time.process_time() - cpu) * 1e3}
    print(json.dumps({"what": what, **took, "note": note(result)}, separators=(",", ":")), flush=True)
    return result


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


log = measure("import", lambda: read(sys.argv[1]), lambda log: f"{len(log)} events")
measure("follows", lambda: pm4py.discover_dfg(log)[0], lambda dfg: f"{len(dfg)} pairs")
measure("dfg with times", lambda: pm4py.discover_performance_dfg(log)[0], lambda dfg: f"{len(dfg)} edges")
measure("variants", lambda: pm4py.get_variants(log), lambda variants: f"{len(variants)} variants")
measure("handover", lambda: pm4py.discover_handover_of_work_network(log), lambda network: "")
measure("inductive miner", lambda: pm4py.discover_process_tree_inductive(log, noise_threshold=0.2), lambda _: "noise 0.2")
measure("heuristics miner", lambda: heuristics.apply_heu(log), lambda _: "")
if len(sys.argv) > 2:
    model = net_of(sys.argv[2])
    align = lambda: pm4py.fitness_alignments(log, *model)
    measure("alignments", align, lambda found: f"fitness {found['log_fitness']:.6f}")
print(json.dumps({"what": "peak", "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}, separators=(",", ":")))
