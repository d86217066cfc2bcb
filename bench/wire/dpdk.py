# SPDX-License-Identifier: BSD-3-Clause
"""bench dpdk: DPDK's own skeleton and l2fwd, their sources unchanged, on xdpk and on DPDK."""
import functools
import time

import harness
import options
from contenders import Xdpk
from cost import UNCONFINED, Counted, instructions
from dpdk_programs import Program, build
from entry import Entry, interleave, running
from results import Goal, NoGoal, Row, best
from throughput import Forward, rate

DESCRIPTION = """DPDK's example programs skeleton and l2fwd, as DPDK 22.11 has them, built with xdpk's libdpdk.pc and with Debian's DPDK,
whose AF_XDP driver is tried with busy_budget 0 and 64: frames of 64 bytes from port to port over veth, the program on
one CPU and the generator on the other, in turns. Also the user-space instructions per packet, counted by callgrind,
and the CPU time of an idle l2fwd."""

RATE, COST, IDLE = Goal(">=", 1.0), Goal("<=", 0.5), NoGoal()
# Beside our own l2fwd.
NATIVE = {"l2fwd-rate": Goal(">=", 1 / 1.3), "l2fwd-cost": Goal("<=", 1.3)}
ROWS = {
    "skeleton-rate": "packets per second",
    "l2fwd-rate": "packets per second; also against our native l2fwd",
    "skeleton-cost": "user-space instructions per packet",
    "l2fwd-cost": "user-space instructions per packet; also against our native l2fwd",
    "l2fwd-idle": "CPU time without a packet, % of a CPU",
}


def idle(entry, seconds):
    """% of a CPU."""
    with entry.turn():
        time.sleep(0.2)
        used, begin = entry.process.cpu_seconds(), time.monotonic()
        time.sleep(seconds)
        return 100 * (entry.process.cpu_seconds() - used) / (time.monotonic() - begin)


KINDS = {
    "rate": (Entry, functools.partial(rate, job=Forward, traffic="64"), "Mpps", RATE),
    "cost": (Counted, instructions, "instructions", COST),
    "idle": (Entry, idle, "% of a CPU", IDLE),
}


def measure_row(row, folders, asked):
    program, kind = row.split("-")
    start, measured, unit, goal = KINDS[kind]
    ours = Program(folders["xdpk"], program, "xdpk", 0)
    native = [Xdpk("apps/l2fwd/l2fwd", *UNCONFINED)] if row in NATIVE else []
    contenders = [ours, *native, *(Program(folders["dpdk"], program, "dpdk", budget) for budget in (0, 64))]
    harness.say(f"{row}: {ROWS[row]}")
    with running(start, contenders, Forward.ports) as entries:
        figures = interleave(entries, functools.partial(measured, seconds=asked.seconds), asked.rounds)
    mine = figures.pop(ours.name)
    for contender in native:
        yield Row("dpdk", row, unit, mine, figures.pop(contender.name), "native l2fwd", NATIVE[row])
    peer, theirs = best(figures, goal)
    yield Row("dpdk", row, unit, mine, theirs, peer, goal)


def measure(asked):
    folders = {"xdpk": build(True), "dpdk": build(False)}
    for row in asked.rows:
        yield from measure_row(row, folders, asked)


def main(arguments):
    harness.bench(measure, options.read(arguments, "dpdk", DESCRIPTION, ROWS, rounds=7, seconds=1))
