# SPDX-License-Identifier: BSD-3-Clause
"""bench wire: packets per second of one CPU over veth, against DPDK's testpmd."""
import functools
import time

import harness
from contenders import Testpmd, Xdpk
from entry import Entry, interleave, running
from processes import refused
from results import Goal, Row, best

DESCRIPTION = """Packets per second over veth, the program on one CPU and the generator on the other: xdpk against DPDK's testpmd
on its AF_XDP driver, at the better of its busy_budget 0 and 64. The programs take turns of half a second; the ratio
is the median of the rounds' ratios. What a program sends is counted by the device it comes back to."""


class Drop:
    """Counted: what the kernel took in at the port, less what it dropped because the socket could not take it."""

    meaning = "receive and drop"
    ports = 1
    goal = Goal(">=", 1.0)
    ours = Xdpk("bench/wire/rxdrop")
    peer_mode = "rxonly"

    @staticmethod
    def counter(entry):
        sockets = entry.process.sockets()
        return lambda: entry.wires[0].read()[1] - refused(sockets)


class Swap:
    meaning = "out of the port they came in at, MAC addresses swapped"
    ports = 1
    goal = Goal(">=", 1.2)
    ours = Xdpk("apps/l2fwd/l2fwd", "--mac", "swap")
    peer_mode = "macswap"

    @staticmethod
    def counter(entry):
        return entry.came_back


class Forward(Swap):
    meaning = "in at one port, out of the other"
    ports = 2
    ours = Xdpk("apps/l2fwd/l2fwd")
    peer_mode = "io"


JOBS = {"drop": Drop, "swap": Swap, "forward": Forward}
TRAFFIC = {"64": "frames of 64 bytes", "imix": "IMIX: 7 of 64, 4 of 594, 1 of 1518 bytes"}
ROWS = {f"{job}-{traffic}": f"{JOBS[job].meaning}; {TRAFFIC[traffic]}" for job in JOBS for traffic in TRAFFIC}


def rate(entry, job, traffic, seconds):
    """Millions of packets per second."""
    with entry.loaded(traffic):
        count = job.counter(entry)
        before, start = count(), time.monotonic()
        time.sleep(seconds)
        after, end = count(), time.monotonic()
    return (after - before) / (end - start) / 1e6


def measure(asked):
    for name, job in JOBS.items():
        traffics = [traffic for traffic in TRAFFIC if f"{name}-{traffic}" in asked.rows]
        if not traffics:
            continue
        contenders = [job.ours, *(Testpmd(job.peer_mode, budget) for budget in (0, 64))]
        with running(Entry, contenders, job.ports) as entries:
            for traffic in traffics:
                harness.say(f"{name}-{traffic}: {ROWS[f'{name}-{traffic}']}")
                measured = functools.partial(rate, job=job, traffic=traffic, seconds=asked.seconds)
                figures = interleave(entries, measured, asked.rounds)
                ours = figures.pop(job.ours.name)
                peer, theirs = best(figures, job.goal)
                yield Row("wire", f"{name}-{traffic}", "Mpps", ours, theirs, peer, job.goal)
