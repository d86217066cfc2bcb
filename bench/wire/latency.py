# SPDX-License-Identifier: BSD-3-Clause
"""bench latency: round trip through a port and CPU use, against DPDK's testpmd."""
import functools
import subprocess
import time

import harness
import options
from contenders import BUILD, Testpmd, Xdpk
from entry import Entry, interleave, running
from processes import GENERATOR_CPU, Failed
from results import Goal, Row, best
from wires import DROP_BUT_PROBES

DESCRIPTION = """Round trip of single frames through one port (MAC swap) and back, and the CPU time the program takes meanwhile: l2fwd
in its adaptive and its poll mode against DPDK's testpmd. Probes go out 1000 times a second, alone or within a load of
half of what the slowest of the programs can forward. A round trip is from just before the sender's send call to the
kernel's time stamp of the frame's return."""

PROBES = 1000
LOADS = {"1k": "1000 packets per second", "half": "half of the slowest one's rate"}
MODES = {"adaptive": "l2fwd in its default mode", "poll": "l2fwd --poll-mode poll"}
METRICS = {"p50": "us", "p99": "us", "p99.9": "us", "cpu": "% of a CPU"}
ROWS = {f"{load}-{mode}-{metric}": f"{LOADS[load]}, {MODES[mode]}, {unit if metric == 'cpu' else metric + ' in ' + unit}"
        for load in LOADS for mode in MODES for metric, unit in METRICS.items()}
NOT_ABOVE = Goal("<=", 1.0)
# Both spin in poll mode; the rest is the resolution of the clock that counts CPU time.
AS_MUCH, A_FRACTION = Goal("<=", 1.05), Goal("<=", 0.5)


def goal(load, mode, metric):
    if metric != "cpu":
        return NOT_ABOVE
    return A_FRACTION if (load, mode) == ("1k", "adaptive") else AS_MUCH


def start(contender, devices):
    return Entry(contender, devices, ending=DROP_BUT_PROBES)


def capacity(entry, seconds=0.5):
    """Packets per second that it sends back at most."""
    with entry.loaded("64"):
        before = entry.came_back()
        time.sleep(seconds)
        return (entry.came_back() - before) / seconds


def probe(entry, seconds):
    """{metric: value} of one turn."""
    command = entry.wires[0].on_sender("taskset", "-c", str(GENERATOR_CPU),
                                       str(BUILD / "bench/wire/probe"), "nic", str(PROBES), str(seconds))
    used, begin = entry.process.cpu_seconds(), time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    used, elapsed = entry.process.cpu_seconds() - used, time.monotonic() - begin
    if done.returncode != 0:
        raise Failed(f"probe: {done.stderr.strip()}")
    sent, *trips = sorted_trips(done.stdout)
    if len(trips) < 0.9 * sent:
        raise Failed(f"{entry.name}: of {sent} probes {len(trips)} came back")
    return {"p50": percentile(trips, 50), "p99": percentile(trips, 99), "p99.9": percentile(trips, 99.9),
            "cpu": 100 * used / elapsed}


def sorted_trips(text):
    """Number of probes sent, then the round trips in microseconds, in order of size."""
    sent, *trips = (int(line) for line in text.split())
    return [sent, *sorted(trip / 1000 for trip in trips)]


def percentile(ordered, percent):
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def unloaded(entry, seconds):
    with entry.turn():
        time.sleep(0.2)
        return probe(entry, seconds)


def loaded(entry, seconds, rate):
    with entry.loaded("64", rate):
        return probe(entry, seconds)


def rows_of(load, figures, wanted):
    """`figures`: for each name, the metrics of each round."""
    by_metric = {name: {m: [turn[m] for turn in turns] for m in METRICS} for name, turns in figures.items()}
    peers = {name: metrics for name, metrics in by_metric.items() if name not in MODES}
    for mode in MODES:
        for metric, unit in METRICS.items():
            row = f"{load}-{mode}-{metric}"
            if row in wanted:
                target = goal(load, mode, metric)
                peer, theirs = best({name: metrics[metric] for name, metrics in peers.items()}, target)
                yield Row("latency", row, unit, by_metric[mode][metric], theirs, peer, target)


def measure(asked):
    ours = [Xdpk("apps/l2fwd/l2fwd", "--mac", "swap", mode=mode, name=mode) for mode in MODES]
    with running(start, [*ours, *(Testpmd("macswap", budget) for budget in (0, 64))]) as entries:
        turns = {"1k": functools.partial(unloaded, seconds=asked.seconds)}
        if any(row.startswith("half") for row in asked.rows):
            rate = int(min(capacity(entry) for entry in entries) / 2)
            harness.say(f"half load is {rate} packets per second")
            turns["half"] = functools.partial(loaded, seconds=asked.seconds, rate=rate)
        for load, turn in turns.items():
            if any(row.startswith(load) for row in asked.rows):
                harness.say(f"{load}: {LOADS[load]}")
                yield from rows_of(load, interleave(entries, turn, asked.rounds), asked.rows)


def main(arguments):
    harness.bench(measure, options.read(arguments, "latency", DESCRIPTION, ROWS, rounds=5, seconds=5))
