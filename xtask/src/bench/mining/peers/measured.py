"""What the peers in Python share: measuring, and what they print: one line of JSON for each question."""

import json
import resource
import time


def measure(what, work, note, times=1):
    """Does something some times; tells the fastest wall time and the mean CPU time of all threads."""
    fastest, cpu = float("inf"), time.process_time()
    for _ in range(times):
        wall = time.monotonic()
        result = work()
        fastest = min(fastest, time.monotonic() - wall)
    cpu = (time.process_time() - cpu) / times
    told = {"what": what, "ms": fastest * 1e3, "cpu_ms": cpu * 1e3, "note": note(result)}
    print(json.dumps(told, separators=(",", ":")), flush=True)
    return result


def peak():
    """Tells the most memory that was taken."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"what": "peak", "mb": most}, separators=(",", ":")))
