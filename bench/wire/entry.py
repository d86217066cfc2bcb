# SPDX-License-Identifier: BSD-3-Clause
"""A program at work in a benchmark: on wires of its own, at rest while it is not its turn."""
import contextlib
import os
import time

from generator import Load
from processes import Failed, Process, wait_for
from wires import DROP, Wire


class Entry:
    """`contender` on as many new wires as `devices` names. Packets go in at the first and come out at the last."""

    def __init__(self, contender, devices, ending=DROP, wrapper=()):
        self.name = contender.name
        self.traffic = contender.traffic
        self.wires = [Wire(device, ending, contender.ends_in_xdp) for device in devices]
        command = [*wrapper, *contender.command(devices)]
        self.process = Process(f"{contender.name.split()[0]}-{devices[0]}", command)
        try:
            self.come_up()
        except BaseException:
            self.process.end()
            raise
        self.process.pause()

    def come_up(self):
        if not wait_for(lambda: all(wire.has_program() for wire in self.wires), 60, self.process):
            raise Failed(f"{self.name} attaches no XDP program: {self.process.last_words()}")
        with Load(self.wires[0], "64", self.process, options=self.traffic):
            pass

    @contextlib.contextmanager
    def turn(self):
        """It runs, for as long as the `with` lasts."""
        self.process.resume()
        try:
            yield
            self.process.check()
        finally:
            self.process.pause()

    @contextlib.contextmanager
    def loaded(self, traffic, rate=None):
        with self.turn(), Load(self.wires[0], traffic, self.process, rate, self.traffic):
            yield

    def came_back(self):
        return self.wires[-1].read()[0]


@contextlib.contextmanager
def running(start, contenders, ports=1):
    """Entries for all contenders, made by `start(contender, devices)`; ended with the `with`."""
    entries = []
    try:
        for number, contender in enumerate(contenders):
            entries.append(start(contender, [f"v{number}{port}" for port in "ab"[:ports]]))
        yield entries
    finally:
        for entry in entries:
            entry.process.end()
            for wire in entry.wires:
                wire.remove()


def stolen():
    """Seconds in which the hypervisor had other work for our CPUs."""
    with open("/proc/stat", encoding="ascii") as stat:
        return int(stat.readline().split()[8]) / os.sysconf("SC_CLK_TCK")


def undisturbed(measure, entry, most=0.02, attempts=5):
    """measure(entry), again if more than `most` of a CPU was stolen meanwhile; after some attempts as it is."""
    for _ in range(attempts):
        before, start = stolen(), time.monotonic()
        figure = measure(entry)
        if stolen() - before <= most * (time.monotonic() - start):
            break
    return figure


def interleave(entries, measure, rounds, warm_up=1):
    """{name: figures per round}. The order turns round each time; the first rounds warm up and are dropped."""
    figures = {entry.name: [] for entry in entries}
    for n in range(warm_up + rounds):
        for entry in entries if n % 2 else reversed(entries):
            figures[entry.name].append(undisturbed(measure, entry))
    return {name: values[warm_up:] for name, values in figures.items()}
