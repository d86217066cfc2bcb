# SPDX-License-Identifier: BSD-3-Clause
"""The programs that are compared: xdpk's own and DPDK's testpmd, each with its ports."""
import os
import pathlib
import shutil

from processes import TESTED_CPU

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("XDPK_BUILD", ROOT / "build" / "release"))
TESTPMD = "dpdk-testpmd"


def missing():
    """What to say about the peer if it is not there, else None."""
    return None if shutil.which(TESTPMD) else f"{TESTPMD} is not installed (Debian: dpdk), so there are no rows"


class Xdpk:
    """One of our programs, on one CPU. `traffic`: more options for the generator."""

    ends_in_xdp = False

    def __init__(self, program, *options, mode="poll", name=None, traffic=()):
        self.traffic = traffic
        self.name = name or pathlib.Path(program).name
        self.program = BUILD / program
        self.options = ["--poll-mode", mode, "--cores", str(TESTED_CPU), "--quiet", "--json", *options]

    def command(self, devices):
        return [str(self.program), *devices, *self.options]


class Testpmd:
    """DPDK's testpmd on its AF_XDP driver: one forwarding thread, the main thread waits at its prompt."""

    traffic = ()
    ends_in_xdp = False

    def __init__(self, forward_mode, busy_budget=0, burst=32):
        self.name = f"testpmd busy_budget={busy_budget} burst={burst}"
        self.busy_budget = busy_budget
        self.options = [f"--forward-mode={forward_mode}", f"--burst={burst}", "--nb-cores=1",
                        "--total-num-mbufs=16384"]

    def command(self, devices):
        prefix = "-".join(["bench", *devices])
        eal = ["--no-huge", "-m", "256", "--no-pci", "--file-prefix", prefix, "-l", f"0,{TESTED_CPU}"]
        ports = [f"--vdev=net_af_xdp{n},iface={device},busy_budget={self.busy_budget}"
                 for n, device in enumerate(devices)]
        return [TESTPMD, *eal, *ports, "--", *self.options]

