# SPDX-License-Identifier: BSD-3-Clause
"""bench cost: user-space instructions per packet, against DPDK's testpmd."""
import functools
import glob
import subprocess
import time

import harness
import isolation
import options
from contenders import Testpmd, Xdpk
from entry import Entry, interleave, running
from processes import Failed, wait_for
from results import Goal, Row, best

DESCRIPTION = """User-space instructions per packet: receive, swap MAC addresses, send back over a real veth. callgrind counts them
while the program is saturated, so that no empty poll is among them; the packets are those that come back to the
sender meanwhile. Both programs are the ones that are installed or released, not special builds. The kernel's part is
not in it. Counts repeat to about one in a hundred whatever else the machine does, so few rounds will do."""

ROWS = {"swap-64": "MAC swap on one port, frames of 64 bytes, l2fwd against testpmd's forwarding thread"}
GOAL = Goal("<=", 1 / 3)
# valgrind has no seccomp.
UNCONFINED = ("--sandbox", "off")


def callgrind(out):
    """The command that runs a program under callgrind, not counting yet."""
    return ["valgrind", "--tool=callgrind", "--instr-atstart=no", "--separate-threads=yes", "--fair-sched=yes",
            f"--callgrind-out-file={out}"]


class Counted(Entry):
    """A program under callgrind."""

    def __init__(self, contender, devices):
        self.out = f"{isolation.WORK}/callgrind.{devices[0]}"
        self.dumps = 0
        super().__init__(contender, devices, wrapper=callgrind(self.out))

    def control(self, *what):
        command = ["callgrind_control", *what, str(self.process.pid)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        if done.returncode != 0 or "ERROR" in done.stdout + done.stderr:
            raise Failed(f"{' '.join(command)}: {done.stdout}{done.stderr}".strip())

    def dumped(self):
        """Instructions per thread since the last dump. callgrind writes a file for each thread, then one more."""
        self.control("--dump")
        self.dumps += 1
        files = f"{self.out}.{self.dumps}-*"
        totals = []

        def written():
            totals[:] = [total(name) for name in glob.glob(files)]
            return totals and None not in totals

        if not wait_for(written, 60, self.process):
            raise Failed(f"{self.name}: callgrind wrote no {files}")
        return totals


def total(name):
    """What the callgrind file `name` sums up to; None before it is whole."""
    with open(name, encoding="utf-8", errors="replace") as lines:
        for line in lines:
            if line.startswith("totals:"):
                return int(line.split()[1])
    return None


def instructions(entry, seconds):
    """Per packet, of the busiest thread: the others wait. From dump to dump, because that is when callgrind answers;
    to turn counting on or off may take it a second."""
    with entry.loaded("64"):
        entry.control("--instr=on")
        entry.dumped()
        before = entry.came_back()
        time.sleep(seconds)
        threads = entry.dumped()
        packets = entry.came_back() - before
        entry.control("--instr=off")
    if packets == 0:
        raise Failed(f"{entry.name} forwards nothing under callgrind")
    return max(threads) / packets


def measure(asked):
    ours = Xdpk("apps/l2fwd/l2fwd", "--mac", "swap", *UNCONFINED)
    contenders = [ours, *(Testpmd("macswap", 0, burst) for burst in (32, 64))]
    harness.say("starting the programs under valgrind")
    with running(Counted, contenders) as entries:
        for row in asked.rows:
            harness.say(f"{row}: {ROWS[row]}")
            figures = interleave(entries, functools.partial(instructions, seconds=asked.seconds), asked.rounds)
            mine = figures.pop(ours.name)
            peer, theirs = best(figures, GOAL)
            yield Row("cost", row, "instructions", mine, theirs, peer, GOAL)


def main(arguments):
    harness.bench(measure, options.read(arguments, "cost", DESCRIPTION, ROWS, rounds=3, seconds=5))
