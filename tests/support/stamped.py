#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""stamped.py send ADDRESS PORT SECONDS: UDP packets that say when they were sent, as fast as one process can.

stamped.py receive PORT FILE: takes them until SIGINT; writes into FILE how many came and when the last one was sent,
in nanoseconds of CLOCK_MONOTONIC, which all namespaces share.
"""

import json
import signal
import socket
import struct
import sys
import time


def send(address, port, seconds):
    sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sender.connect((address, port))
    end = time.monotonic_ns() + int(seconds * 1e9)
    while (now := time.monotonic_ns()) < end:
        try:
            sender.send(struct.pack("!Q", now) + bytes(40))
        except OSError:
            pass


def receive(port, path):
    receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    receiver.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 24)
    receiver.bind(("", port))
    count, last = 0, 0

    def finish(*_):
        with open(path, "w", encoding="ascii") as file:
            json.dump({"count": count, "last": last}, file)
        sys.exit(0)

    signal.signal(signal.SIGINT, finish)
    while True:
        last = max(last, struct.unpack("!Q", receiver.recv(2048)[:8])[0])
        count += 1


def main():
    if sys.argv[1] == "send":
        send(sys.argv[2], int(sys.argv[3]), float(sys.argv[4]))
    else:
        receive(int(sys.argv[2]), sys.argv[3])


main()
