# SPDX-License-Identifier: BSD-3-Clause
"""The load: xdpk's generator on a sender, on a CPU of its own."""
import time

from contenders import BUILD
from processes import GENERATOR_CPU, Failed, Process, wait_for

SETTLE = 0.2


class Load:
    """`traffic` ("64" bytes or "imix") from a wire's sender, as fast as it goes or at `rate` packets per second.

    `options` are the generator's; `tested` is the process that receives on the wire's other end. Inside the `with` the
    load has settled.
    """

    def __init__(self, wire, traffic, tested, rate=None, options=()):
        self.wire = wire
        self.tested = tested
        cpu = str(GENERATOR_CPU)
        command = [str(BUILD / "apps/xdpk/xdpk"), "gen", "nic", "--size", traffic, "--cores", cpu, "--quiet",
                   *options]
        if rate is not None:
            command += ["--rate", str(rate)]
        self.process = Process("generator", wire.on_sender("taskset", "-c", cpu, *command))

    def __enter__(self):
        before = self.wire.read()[1]
        try:
            if not wait_for(lambda: self.wire.read()[1] > before, 10, self.process, self.tested):
                raise Failed(f"{self.wire.device} takes no packets; generator: {self.process.last_words()}")
        except BaseException:
            self.process.end()
            raise
        time.sleep(SETTLE)
        return self

    def __exit__(self, *_):
        self.process.end()
