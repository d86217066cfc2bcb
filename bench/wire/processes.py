# SPDX-License-Identifier: BSD-3-Clause
"""Processes that are measured: each on its CPU, before everything else that this machine does."""
import os
import signal
import socket
import struct
import subprocess
import time

import isolation

GENERATOR_CPU, TESTED_CPU = 0, 1
HIGHEST = -20
SOL_XDP, XDP_STATISTICS = 283, 7
PIDFD_GETFD = 438


class Failed(Exception):
    """A program did not do its part; the text says which and how."""


class Process:
    def __init__(self, name, command):
        self.name = name
        self.log = f"{isolation.WORK}/{name}.log"
        with open(self.log, "wb") as log:
            self.popen = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=log, stderr=log, start_new_session=True
            )
        self.pid = self.popen.pid
        self.prefer()

    def prefer(self):
        os.setpriority(os.PRIO_PROCESS, self.pid, HIGHEST)
        # Between sessions the scheduler weighs the sessions, not their processes, where autogroup is on.
        try:
            with open(f"/proc/{self.pid}/autogroup", "w", encoding="ascii") as group:
                group.write(str(HIGHEST))
        except OSError:
            pass

    def running(self):
        return self.popen.poll() is None

    def check(self):
        if not self.running():
            raise Failed(f"{self.name} ended by itself: {self.last_words()}")

    def last_words(self):
        with open(self.log, encoding="utf-8", errors="replace") as log:
            return " / ".join(log.read().split("\n")[-6:]).strip(" /") or "it said nothing"

    def pause(self):
        self.popen.send_signal(signal.SIGSTOP)

    def resume(self):
        self.popen.send_signal(signal.SIGCONT)

    def end(self, patience=10):
        """SIGINT, as a user would; SIGKILL if that does not help."""
        self.resume()
        self.popen.send_signal(signal.SIGINT)
        try:
            self.popen.wait(patience)
        except subprocess.TimeoutExpired:
            self.popen.kill()
            self.popen.wait()

    def cpu_seconds(self):
        """CPU time of all its threads, user and system."""
        with open(f"/proc/{self.pid}/stat", encoding="utf-8") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def sockets(self):
        """Our own descriptors of its AF_XDP sockets."""
        pidfd = os.pidfd_open(self.pid)
        try:
            return [self.borrow(pidfd, number) for number in self.socket_numbers()]
        finally:
            os.close(pidfd)

    def socket_numbers(self):
        folder = f"/proc/{self.pid}/fd"
        for number in os.listdir(folder):
            try:
                if os.getxattr(f"{folder}/{number}", "system.sockprotoname").rstrip(b"\0") == b"XDP":
                    yield int(number)
            except OSError:
                continue

    def borrow(self, pidfd, number):
        descriptor = isolation.libc.syscall(PIDFD_GETFD, pidfd, number, 0)
        if descriptor < 0:
            raise Failed(f"{self.name}: its AF_XDP socket cannot be asked")
        return socket.socket(44, socket.SOCK_RAW, 0, fileno=descriptor)


def refused(sockets):
    """Packets that the kernel had for these AF_XDP sockets and dropped: no free frame, or no room in the rx ring."""
    total = 0
    for xsk in sockets:
        values = struct.unpack("6Q", xsk.getsockopt(SOL_XDP, XDP_STATISTICS, 48))
        total += values[0] + values[3]
    return total


def wait_for(condition, seconds, *processes):
    """True as soon as the condition is; False after `seconds`. The processes must live that long."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for process in processes:
            process.check()
        if condition():
            return True
        time.sleep(0.01)
    return False
