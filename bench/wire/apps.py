# SPDX-License-Identifier: BSD-3-Clause
"""bench wire --app: packets per second of a network function over veth, against l2fwd; with --push-down its flows are
in XDP, and it is measured against itself without that, and against DPDK's testpmd; what the firewall denies is
measured against an XDP program that drops everything."""
import functools
import time

import harness
import isolation
from contenders import BUILD, Testpmd, Xdpk
from entry import Entry, interleave, running
from processes import TESTED_CPU
from results import Goal, Row, best
from throughput import TRAFFIC, Drop, Forward, rate

FLOWS = ("--flows", "10000")
GOAL = Goal(">=", 0.9)
PUSHED_GOAL = Goal(">=", 4.0)
DENIED_GOAL = Goal(">=", 0.9)
# From the denied addresses in turn, 16,384 ports each.
DENIED = 100_000
DENIED_TRAFFIC = ("--src", "198.18.0.1", "--flows", str(DENIED << 14))
# Of every flow so many packets come before it is handled by XDP.
SETTLING_SECONDS = 4

COMMON = """
[run]
cores = [{cpu}]
poll_mode = "poll"
[[port]]
spec = "xsk:{first}"
name = "in"
[[port]]
spec = "xsk:{last}"
name = "out"
[[address]]
port = "in"
address = "198.18.255.254/16"
[[address]]
port = "out"
address = "198.19.255.254/16"
[[pipeline]]
type = "parse_headers"
[[pipeline]]
type = "flow_cache"
flows = "64k"
push_down = {push_down}
[[neighbour]]
port = "out"
address = "198.19.0.1"
mac = "02:00:00:00:00:02"
"""

RULES = "".join(
    f'[[filter.rule]]\nname = "r{n}"\naction = "drop"\nfrom = "10.{n}.0.0/16"\nprotocol = "tcp"\nports = {n + 1}\n'
    for n in range(100))
BACKENDS = "".join(
    f'[[neighbour]]\nport = "out"\naddress = "198.19.1.{n}"\nmac = "02:00:00:00:01:{n:02x}"\n' for n in (1, 2, 3))

APPS = {
    "firewall": "[filter]\n" + RULES + '[[filter.rule]]\nname = "rest"\naction = "permit"\nprotocol = "udp"\n',
    "natgw": '[nat]\n[[nat.pool]]\nname = "out"\naddresses = ["198.19.0.100"]\n'
             '[[nat.rule]]\nname = "all"\nsource = "198.18.0.0/16"\npool = "out"\n',
    "loadbalancer": BACKENDS + '[[service]]\nname = "s"\naddress = "198.19.0.1"\nprotocol = "udp"\nport = 9\n' +
                    "".join(f'[[service.backend]]\naddress = "198.19.1.{n}"\n' for n in (1, 2, 3)),
}


def denying():
    """Rules about as many addresses as DENIED says, each its own prefix, both ways."""
    first = (198 << 24) + (18 << 16) + 1
    blocks = ", ".join(f'"{a >> 24}.{a >> 16 & 255}.{a >> 8 & 255}.{a & 255}/32"'
                       for a in range(first, first + DENIED))
    return (f'[[filter.set]]\nname = "bad"\nblocks = [{blocks}]\n'
            '[[filter.rule]]\nname = "from"\naction = "drop"\nfrom = "set bad"\n'
            '[[filter.rule]]\nname = "to"\naction = "drop"\nto = "set bad"\n'
            '[[filter.rule]]\nname = "rest"\naction = "permit"\n')


class Configured:
    """One of our network functions, by `xdpk run`, on one CPU."""

    traffic = FLOWS

    def __init__(self, app, push_down=False, tables=None):
        self.app = app
        self.tables = tables or APPS[app]
        self.push_down = push_down
        self.ends_in_xdp = push_down
        self.name = f"{app}-pushed-down" if push_down else app

    def command(self, devices):
        path = f"{isolation.WORK}/{self.name}.toml"
        with open(path, "w", encoding="ascii") as file:
            file.write(COMMON.format(cpu=TESTED_CPU, first=devices[0], last=devices[-1],
                                     push_down=str(self.push_down).lower()) + self.tables)
        return [str(BUILD / "apps/xdpk/xdpk"), "run", path, "--quiet", "--json"]


class Bare:
    """An XDP program that drops everything."""

    name = "XDP_DROP"
    traffic = DENIED_TRAFFIC
    ends_in_xdp = False

    @staticmethod
    def command(devices):
        return ["taskset", "-c", str(TESTED_CPU), str(BUILD / "bench/wire/xdpdrop"), *devices]


class Denied(Drop):
    """Counted: what the program took in at the first port, if none of it came to its sockets."""

    ports = 2

    @staticmethod
    def counter(entry):
        return lambda: entry.wires[0].read()[1]


def measure_denied(asked):
    ours = Configured("firewall", push_down=True, tables=denying())
    ours.traffic = DENIED_TRAFFIC
    ours.name = "firewall-denied"
    with running(Entry, [ours, Bare()], Denied.ports) as entries:
        with entries[0].loaded("64"):
            time.sleep(SETTLING_SECONDS)
        harness.say(f"firewall-denied-64: from {DENIED:,} addresses that a set denies, dropped in XDP")
        measured = functools.partial(rate, job=Denied, traffic="64", seconds=asked.seconds)
        figures = interleave(entries, measured, asked.rounds)
    yield Row("wire", "firewall-denied-64", "Mpps", figures[ours.name], figures[Bare.name], Bare.name, DENIED_GOAL)


def measure_pushed(app, asked):
    peers = [Testpmd("macswap", budget) for budget in (0, 64)]
    for peer in peers:
        peer.traffic = FLOWS
    pushed, plain = Configured(app, push_down=True), Configured(app)
    with running(Entry, [pushed, plain, *peers], Forward.ports) as entries:
        with entries[0].loaded("64"):
            time.sleep(SETTLING_SECONDS)
        for traffic, meaning in TRAFFIC.items():
            if f"forward-{traffic}" not in asked.rows:
                continue
            harness.say(f"{app}-{traffic}: 10,000 flows of UDP, in XDP, in at one port, out of the other; {meaning}")
            measured = functools.partial(rate, job=Forward, traffic=traffic, seconds=asked.seconds)
            figures = interleave(entries, measured, asked.rounds)
            ours, without = figures.pop(pushed.name), figures.pop(plain.name)
            peer, theirs = best(figures, PUSHED_GOAL)
            yield Row("wire", f"{pushed.name}-{traffic}", "Mpps", ours, theirs, peer, PUSHED_GOAL)
            yield Row("wire", f"{pushed.name}-{traffic}", "Mpps", ours, without, plain.name, Goal(">=", 1.0))


def measure(app, asked):
    if asked.push_down:
        yield from measure_pushed(app, asked)
        if app == "firewall" and "forward-64" in asked.rows:
            yield from measure_denied(asked)
        return
    contenders = [Configured(app), Xdpk("apps/l2fwd/l2fwd", traffic=FLOWS)]
    with running(Entry, contenders, Forward.ports) as entries:
        for traffic, meaning in TRAFFIC.items():
            if f"forward-{traffic}" not in asked.rows:
                continue
            harness.say(f"{app}-{traffic}: 10,000 flows of UDP, in at one port, out of the other; {meaning}")
            measured = functools.partial(rate, job=Forward, traffic=traffic, seconds=asked.seconds)
            figures = interleave(entries, measured, asked.rounds)
            yield Row("wire", f"{app}-{traffic}", "Mpps", figures[app], figures["l2fwd"], "l2fwd", GOAL)
