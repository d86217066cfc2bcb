# SPDX-License-Identifier: BSD-3-Clause
"""Runs the benchmark in namespaces of its own, so that its end, however it comes, takes everything along."""
import contextlib
import ctypes
import os
import signal
import subprocess
import sys

NEW_MOUNTS, NEW_PROCESSES, NEW_NETWORK = 0x00020000, 0x20000000, 0x40000000
SET_DEATH_SIGNAL = 1
WORK = "/run/work"

libc = ctypes.CDLL(None, use_errno=True)


def enter():
    """Returns in a child process that has its own network, mounts and processes; the parent waits for its end."""
    if os.geteuid() != 0:
        sys.exit("bench: it makes network namespaces and needs root: sudo ./dev bench …")
    if libc.unshare(NEW_MOUNTS | NEW_PROCESSES | NEW_NETWORK) != 0:
        sys.exit(f"bench: no namespaces of its own: {os.strerror(ctypes.get_errno())}")
    child = os.fork()
    if child:
        sys.exit(attend(child))
    libc.prctl(SET_DEATH_SIGNAL, signal.SIGKILL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    mount()


def attend(child):
    """The child is the first of its processes: when it is killed, the kernel ends all others."""

    def end(*_):
        os.kill(child, signal.SIGKILL)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, end)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return status if status >= 0 else 130


def mount():
    for command in (
        "mount --make-rprivate /",
        "mount -t proc proc /proc",
        "mount -t sysfs sysfs /sys",
        "mount -t bpf bpf /sys/fs/bpf",
        "mount -t tmpfs tmpfs /run",
        "ip link set lo up",
    ):
        subprocess.run(command.split(), check=True)
    os.makedirs("/run/netns")
    os.mkdir(WORK)


@contextlib.contextmanager
def inside(name):
    """This thread is in the network namespace `name` for a while."""
    home = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    there = os.open(f"/run/netns/{name}", os.O_RDONLY)
    try:
        switch(there)
        yield
    finally:
        switch(home)
        os.close(home)
        os.close(there)


def switch(namespace):
    if libc.setns(namespace, NEW_NETWORK) != 0:
        raise OSError(ctypes.get_errno(), "setns")
