# SPDX-License-Identifier: BSD-3-Clause
"""DPDK's example programs, unchanged, built with DPDK and with xdpk, each as a contender."""
import os
import pathlib
import subprocess

from contenders import BUILD, ROOT
from processes import TESTED_CPU, Failed

RELEASE = "22.11"
SOURCES = BUILD / "bench" / "dpdk"
# What tells pkg-config where our libdpdk.pc is; DPDK's own is where Debian puts it.
WITH_XDPK = {"PKG_CONFIG_PATH": str(BUILD / "dpdk" / RELEASE)}


def build(with_xdpk):
    """The folder of the examples, skeleton and l2fwd built in it by their own Makefiles."""
    folder = SOURCES / ("xdpk" if with_xdpk else "dpdk")
    fetched = subprocess.run([ROOT / "tests/dpdk/fetch.sh", RELEASE, folder], check=False)
    if fetched.returncode != 0:
        raise Failed(f"DPDK's examples of {RELEASE} cannot be had")
    environment = {**os.environ, "PATH": f"{BUILD / 'dpdk'}:{os.environ['PATH']}", **(WITH_XDPK if with_xdpk else {})}
    for name in ("skeleton", "l2fwd"):
        made = subprocess.run(["make", "-B", "-C", folder / name, "shared"], env=environment, capture_output=True,
                              text=True, check=False)
        if made.returncode != 0:
            raise Failed(f"{name}: {made.stderr.strip()[-500:]}")
    return folder


class Program:
    """One example on one CPU: `busy_budget` is its driver's."""

    traffic = ()
    ends_in_xdp = False

    def __init__(self, folder, program, library, busy_budget):
        self.name = f"{program}-{library} busy_budget={busy_budget}"
        self.busy_budget = busy_budget
        self.program = pathlib.Path(folder) / program / "build" / {"skeleton": "basicfwd"}.get(program, program)
        # All ports on the one lcore.
        self.options = ["--", "-p", "0x3", "-q", "2", "-T", "0"] if program == "l2fwd" else []

    def command(self, devices):
        eal = ["--no-huge", "-m", "256", "--no-pci", "--file-prefix", "-".join(["bench", *devices]), "-l",
               str(TESTED_CPU)]
        ports = [f"--vdev=net_af_xdp{n},iface={device},busy_budget={self.busy_budget}"
                 for n, device in enumerate(devices)]
        return [str(self.program), *eal, *ports, *self.options]
