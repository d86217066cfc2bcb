# SPDX-License-Identifier: BSD-3-Clause
"""veth pairs from senders to the side under test, and what went over them."""
import os
import shlex
import subprocess

import isolation
from contenders import BUILD
from processes import Process

DROP = "1,6 0 0 2"
# Lets frames of ether type 0x88b5 (IEEE's "local experimental") through to whoever listens, and drops all others.
DROP_BUT_PROBES = "4,40 0 0 12,21 0 1 34997,6 0 0 0,6 0 0 2"


class Wire:
    """A veth pair: `device` on the side under test, "nic" on the sender, in a namespace named like the device.

    Frames that come back to the sender end at its tc ingress, where one instruction drops them. In a stack they would
    cost more than the program under test, which pays for them: veth hands them over on the CPU that sends.
    `ends_in_xdp`: at a program of two instructions instead, since what XDP redirects to a veth wants XDP there, and
    would have to become an skb first to get to tc.
    """

    def __init__(self, device, ending=DROP, ends_in_xdp=False):
        self.device = device
        for command in self.set_up(ending):
            subprocess.run(shlex.split(command), check=True, stdout=subprocess.DEVNULL)
        dropper = self.on_sender(str(BUILD / "bench/wire/xdpdrop"), "nic")
        self.dropper = Process(f"drop-{device}", dropper) if ends_in_xdp else None
        with isolation.inside(device):
            self.statistics = os.open("/proc/thread-self/net/dev", os.O_RDONLY)

    def set_up(self, ending):
        there = f"nsenter --net=/run/netns/{self.device}"
        no_offloads = "rx off tx off tso off gso off gro off"
        return (
            f"ip netns add {self.device}",
            f"{there} sysctl -qw net.ipv6.conf.default.disable_ipv6=1",
            f"ip link add {self.device} type veth peer name nic netns {self.device}",
            f"ethtool -K {self.device} {no_offloads}",
            f"{there} ethtool -K nic {no_offloads}",
            f"{there} tc qdisc add dev nic clsact",
            f"{there} tc filter add dev nic ingress bpf bytecode '{ending}' da",
            f"ip link set {self.device} up",
            f"{there} ip link set nic up",
        )

    def on_sender(self, *command):
        """The command that runs `command` on the sender."""
        return ["nsenter", f"--net=/run/netns/{self.device}", *command]

    def has_program(self):
        shown = subprocess.run(["ip", "link", "show", self.device], capture_output=True, text=True, check=True)
        return " xdp" in shown.stdout

    def read(self):
        """The sender's own counters: (packets received, packets sent that the other end took in)."""
        text = os.pread(self.statistics, 1 << 16, 0).decode()
        line = next(line for line in text.splitlines() if line.lstrip().startswith("nic:"))
        fields = line.split(":")[1].split()
        return int(fields[1]), int(fields[9])

    def remove(self):
        if self.dropper:
            self.dropper.end()
        os.close(self.statistics)
        subprocess.run(["ip", "link", "del", self.device], check=False)
        subprocess.run(["ip", "netns", "del", self.device], check=False)
