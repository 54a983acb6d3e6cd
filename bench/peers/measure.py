"""What every peer shares: the shape from the command line, random transitions, timing, and the one line of JSON.

Called as `python3 PEER.py '{"observationSize": 17, "actionSize": 6, "hiddenSize": 256, "batchSize": 256, "threads": 1, "updates": 600}'`.
"""

import json
import os
import sys
import time
from dataclasses import dataclass

STORED = 10_000


@dataclass(frozen=True)
class Shape:
    observation_size: int
    action_size: int
    hidden_size: int
    batch_size: int
    threads: int
    updates: int


def read_shape() -> Shape:
    """The shape asked for. With one thread the process keeps to one core, whatever threads a library starts."""
    given = json.loads(sys.argv[1])
    shape = Shape(
        given["observationSize"], given["actionSize"], given["hiddenSize"], given["batchSize"], given["threads"], given["updates"]
    )
    if shape.threads == 1 and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    return shape


def missing(error: ImportError, packages: str) -> None:
    """Says which package is not there, and how to get it."""
    print(json.dumps({"missing": error.name or str(error), "install": f"pip install {packages}"}))
    sys.exit(0)


def report(version: str, shape: Shape, update, at_once: int = 1) -> None:
    """Times `update`, which makes `at_once` updates, and prints tenth percentile and median of one, in milliseconds."""
    rounds = max(10, shape.updates // at_once)
    for _ in range(max(3, rounds // 10)):
        update()
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        update()
        times.append(1000 * (time.perf_counter() - begun) / at_once)
    times.sort()
    print(json.dumps({"version": version, "tenth": times[len(times) // 10], "median": times[len(times) // 2]}))
