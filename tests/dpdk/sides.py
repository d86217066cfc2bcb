# SPDX-License-Identifier: BSD-3-Clause
"""The two sides of the table: DPDK's examples with xdpk and with Debian's DPDK, and what each can do."""
import contextlib
import os
import pathlib
import re
import subprocess
import threading

HERE = pathlib.Path(__file__).resolve().parent
# Lines in which a program, or the library, says why not; those of the first kind say it best.
EXACT = re.compile(r"^Ethdev port_id|larger than|>max", re.I)
TELLING = re.compile(r"doesn't|does not|not support|unsupported|invalid|cannot|can't|unable|fail|error", re.I)
# What they say in any case.
HARMLESS = re.compile(r"libxdp: |libbpf: |No legacy callbacks|Error - exiting|hugepages", re.I)
NOT_COMPILED = re.compile(r"error: (.*)|(undefined reference to .*)|(No such file.*)")


def short(text, limit=110):
    """For a cell of the table."""
    text = re.sub(r"^((EAL|ETHDEV|Cause|FAIL \S+):|\w+\(\d*\):? *-?) *|^Ethdev port_id=\d+ | in rte_\w+\(\)", "", text.strip())
    text = re.sub(r"not within (\d+) s: said '(.*?)'.*", r"it does not say '\2' within \1 s", text).replace("|", "/")
    return text if len(text) <= limit else text[:limit].rsplit(" ", 1)[0] + " …"


def why_not_compiled(output):
    found = NOT_COMPILED.search(output)
    return short(next(group for group in found.groups() if group)) if found else "see build.log"


def why_not_started(output):
    logs = [line for line in output.partition("\n--- ")[2].splitlines() if not HARMLESS.search(line)]
    for kind in EXACT, TELLING:
        for line in filter(kind.search, logs):
            return short(line)
    return why_not_done(output)


def why_not_done(output):
    failed = re.search(r"^FAIL .*", output, re.M)
    if not failed:
        return "no end within the time"
    problem = re.search(r'"problems": \["([^"]*)', failed[0])
    return short(problem[1] if problem else failed[0])


def job_test(program):
    return HERE / "jobs" / f"{pathlib.Path(program).name}_test.sh"


class Side:
    """`environment` is that of building and running."""

    def __init__(self, build, release, name, environment):
        self.folder = build / "tests" / "dpdk" / "table" / name
        self.environment = {**{key: value for key, value in os.environ.items() if key != "PKG_CONFIG_PATH"},
                            "XDPK_BIN": str(build / "apps"), **environment}
        subprocess.run([HERE / "fetch.sh", release, self.folder], check=True)

    def run(self, *command, **more):
        try:
            return subprocess.run(command, env={**self.environment, **more}, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, text=True, errors="replace", timeout=300, check=False)
        except subprocess.TimeoutExpired as late:
            return subprocess.CompletedProcess(command, 1, (late.stdout or b"").decode(errors="replace"))

    def compiles(self, program):
        built = self.run(HERE / "build.sh", self.folder / program)
        return "yes" if built.returncode == 0 else f"no: {why_not_compiled(built.stdout)}"

    def more(self, program):  # pylint: disable=unused-argument
        return {}

    def does(self, program, compiled):
        """The cells: compiles, starts, does its job."""
        if compiled != "yes":
            return compiled, "no", "no"
        if not job_test(program).exists():
            return compiled, "not tried", "not tried"
        # Who is not the fastest on a busy machine has another try.
        for _ in range(2):
            job = self.job(program)
            if job.returncode == 0:
                return compiled, "yes", "yes"
        if re.search(r"^ok ", job.stdout, re.M):
            return compiled, "yes", f"no: {why_not_done(job.stdout)}"
        return compiled, f"no: {why_not_started(job.stdout)}", "no"

    def job(self, program):
        return self.run(job_test(program), XDPK_DPDK_PROGRAM=str(self.folder / program), **self.more(program))


class Xdpk(Side):
    def __init__(self, build, release):
        super().__init__(build, release, "xdpk", {"PKG_CONFIG_PATH": str(build / "dpdk" / release),
                                                  "GENERATORS": str(build / "dpdk")})


class Dpdk(Side):
    """DPDK needs memory of its own, time to make packets of all of it, and as many queues as the program asks for."""

    QUEUES = {"flow_filtering": 5}
    MEMORY = {"vmdq": 14000, "vmdq_dcb": 14000}

    def __init__(self, build, release):
        super().__init__(build, release, "dpdk", {})
        # The machine has it once.
        self.much_memory = threading.Lock()

    def compiles(self, program):
        compiled = super().compiles(program)
        for shared in (self.folder / program).rglob("build/*-shared"):
            # In the place of the link that the Makefile made.
            start = shared.with_name(shared.name.removesuffix("-shared"))
            start.unlink(missing_ok=True)
            start.write_text(f'#!/bin/sh\nLD_LIBRARY_PATH={self.folder / program}/lib/build exec {shared} '
                             f'--no-pci -m {self.MEMORY.get(program, 2048)} "$@"\n')
            start.chmod(0o755)
        return compiled

    def more(self, program):
        queues = self.QUEUES.get(program)
        if program in self.MEMORY:
            return {"XDPK_PATIENCE": "20"}
        return {"QUEUES": str(queues), "arguments": f",queue_count={queues}"} if queues else {}

    def job(self, program):
        with self.much_memory if program in self.MEMORY else contextlib.nullcontext():
            return super().job(program)
